"""When any other part of a check could not be made, then say which and why: information.

That is: what was ordered or given before could not be read although an insulinoma makes it matter, or another analog
may be active; the problems and diagnoses could not be read where insulin, a sulfonylurea, a glinide or sunitinib is
ordered, or where dose and monitoring of everolimus, cabozantinib or chemotherapy hang on them; a draft of these names
another patient; a drug could not be identified; a rule failed; more orders are selected
than one call judges.
"""

from __future__ import annotations

from typing import Final

from hooks import alternatives, decision, situation, wording
from hooks import insulinoma_words as words
from hooks.finding import Finding, Indicator, Recommendation, Silent, Verdict
from mappings import courses
from mappings.model import NAMED, POSSIBLE, Certainty
from mappings.patient import CHART, Picture
from mappings.therapy import ANALOGS, GLUCOSE_LOWERING, Change, DrugClass, Order

RULE: Final = "couldNotCheck"
VERSION: Final = "1.0"
NEEDS: Final = CHART | {"patient", "function"}
_FOR_THE_TUMOR: Final = frozenset({DrugClass.EVEROLIMUS, DrugClass.CABOZANTINIB, DrugClass.CYTOTOXIC})
"""Drugs of which dose and monitoring are checked, and nothing against an insulinoma."""
DRUGS: Final = ANALOGS | GLUCOSE_LOWERING | {DrugClass.SUNITINIB} | _FOR_THE_TUMOR
_DRUGS_BEFORE: Final = ("medications", "administrations")
_ORDERS_BEFORE: Final = ("medications",)
_RESULTS: Final = ("conditions", "labs", "tumor")


def judge(picture: Picture, order: Order) -> Verdict:
    """Return the card on what could not be checked for this order, unless `ssaNotChecked` says it already."""
    if order.drug.drug_class in ANALOGS:
        return _earlier_therapy(picture, order)
    if order.drug.drug_class in _FOR_THE_TUMOR:
        return _for_the_tumor(picture, order)
    if order.other_patient:
        return _insulinoma(picture, order, "the draft order names another patient")
    if picture.unread(("conditions",)):
        return _insulinoma(picture, order, "problems and diagnoses could not be read in full")
    known = picture.insulinoma.certainty in NAMED
    if picture.unread(("tumor",)) and not known and (picture.pnet or picture.net or picture.e16 or picture.men1):
        return _insulinoma(picture, order, "tumor findings could not be read, with a tumor, E16 or MEN1 on record")
    return Silent("what the check needs was read, or another card names what was not")


def _insulinoma(picture: Picture, order: Order, reason: str) -> Finding:
    """Say that a drug which is unsafe in insulinoma was not checked against it."""
    return finding(
        f"Not checked against insulinoma ({order.drug.label}): {reason}",
        f"{words.order_line(order)} {wording.not_read(picture.unread(('conditions', 'tumor')))}".rstrip(),
    )


def _for_the_tumor(picture: Picture, order: Order) -> Verdict:
    """Say that dose and monitoring were not checked: they hang on the tumor, and on other diseases."""
    if order.other_patient:
        reason = "the draft order names another patient"
    elif picture.unread(("conditions",)):
        reason = "problems and diagnoses could not be read in full"
    else:
        return Silent("problems and diagnoses were read")
    return finding(
        f"Dose and monitoring not checked ({order.drug.label}): {reason}",
        f"{words.order_line(order)} {wording.not_read(picture.unread(('conditions',)))}".rstrip(),
    )


def _earlier_therapy(picture: Picture, order: Order) -> Verdict:
    if order.other_patient:
        return Silent("ssaNotChecked says that the draft names another patient")
    course = courses.course(order, picture.treatments, picture.as_of)
    if course.change is Change.CONTINUATION:
        return Silent("it is known to be a continuation")
    certainty = picture.insulinoma.certainty
    known = certainty is Certainty.CONFIRMED or certainty in POSSIBLE
    if picture.unread(_RESULTS if known else ("conditions",)):
        return Silent("ssaNotChecked names what was not read")
    if known:
        unread, judged = picture.unread(_DRUGS_BEFORE), "is judged as a new start"
    else:
        unread, judged = picture.unread(_ORDERS_BEFORE), "is not checked against another analog"
    if not unread:
        return Silent("earlier therapy was read")
    return finding(
        f"Earlier therapy could not be read: {order.drug.label} {judged}",
        f"{words.order_line(order)} {wording.not_read(unread)}",
    )


def view(picture: Picture, orders: tuple[Order, ...]) -> Verdict:
    """When a chart is opened: say that nobody knows whether a decision is open, since the course could not be read."""
    if orders:
        return Silent("the check of the order says what was not read")
    unread = picture.unread(("tumor",))
    here = situation.of(picture)
    if not unread or not picture.pnet_confirmed or picture.nec or not alternatives.adult(picture):
        return Silent("what the options rest on was read, or nothing on record makes it matter")
    if decision.asked(picture, here, ()):
        return Silent("a decision is open: the card on it names what was not read")
    return finding("Therapy options not checked: tumor findings could not be read", wording.not_read(unread))


def finding(summary: str, why: str) -> Finding:
    """Return the card that says what could not be checked; `why` is escaped already."""
    return Finding(
        rule=RULE,
        version=VERSION,
        indicator=Indicator.INFO,
        summary=wording.clean(summary, 139),
        detail=wording.paragraphs(
            f"**Why.** {why}",
            "**Consider.** What was not read is not known to be absent: look in the chart.",
            wording.closing(("design",), RULE, VERSION),
        ),
        evidence=("design",),
    )


RECOMMENDATION: Final = Recommendation(RULE, VERSION, DRUGS, NEEDS, judge, view)
