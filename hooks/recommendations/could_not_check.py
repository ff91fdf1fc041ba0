"""When any other part of a check could not be made, then say which and why: information.

That is: what was ordered or given before could not be read although an insulinoma makes it matter, or another analog
may be active; the problems and diagnoses could not be read where insulin, a sulfonylurea, a glinide or a targeted drug is
ordered, or the results of organ function where a targeted drug is; a draft of these names another patient; a drug could
not be identified; a rule failed; more orders are selected than one call judges.
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
_TARGETED: Final[dict[DrugClass, dict[str, str]]] = {
    DrugClass.SUNITINIB: {"conditions": "heart failure", "function": "liver values, LVEF and blood pressure"},
    DrugClass.CABOZANTINIB: {"conditions": "liver disease", "function": "Child-Pugh class and blood pressure"},
    DrugClass.EVEROLIMUS: {"conditions": "liver disease", "function": "HbA1c and Child-Pugh class",
                           "labs": "fasting glucose"},
}  # fmt: skip
"""Targeted drug -> what each element that was not read leaves unchecked."""
DRUGS: Final = ANALOGS | GLUCOSE_LOWERING | _TARGETED.keys()
_DRUGS_BEFORE: Final = ("medications", "administrations")
_ORDERS_BEFORE: Final = ("medications",)
_RESULTS: Final = ("conditions", "labs", "tumor")
_OTHER_PATIENT: Final = "the draft order names another patient"
_READ: Final = "what the check needs was read, or another card names what was not"


def judge(picture: Picture, order: Order) -> Verdict:
    """Return the card on what could not be checked for this order, unless `ssaNotChecked` says it already."""
    if order.drug.drug_class in ANALOGS:
        return _earlier_therapy(picture, order)
    targeted = _TARGETED.get(order.drug.drug_class)
    if targeted:
        return _organs(picture, order, targeted)
    if order.other_patient:
        return _insulinoma(picture, order, _OTHER_PATIENT)
    reason = _insulinoma_unread(picture)
    return _insulinoma(picture, order, reason) if reason else Silent(_READ)


def _insulinoma_unread(picture: Picture) -> str:
    """Return why a drug could not be checked against insulinoma; empty where it could, or where one is known anyway."""
    if picture.unread(("conditions",)):
        return "problems and diagnoses could not be read in full"
    known = picture.insulinoma.certainty in NAMED
    if picture.unread(("tumor",)) and not known and (picture.pnet or picture.net or picture.e16 or picture.men1):
        return "tumor findings could not be read, with a tumor, E16 or MEN1 on record"
    return ""


def _organs(picture: Picture, order: Order, targeted: dict[str, str]) -> Verdict:
    """Say in one card what a targeted drug was not checked against; sunitinib is checked against insulinoma too."""
    if order.other_patient:
        return finding(f"Not checked ({order.drug.label}): {_OTHER_PATIENT}", words.order_line(order))
    unread = picture.unread(targeted)
    reason = _insulinoma_unread(picture) if order.drug.drug_class is DrugClass.SUNITINIB else ""
    against = [
        *(["insulinoma"] if reason else []),
        *(what for name, what in targeted.items() if name in {one.element for one in unread}),
    ]
    if not against:
        return Silent(_READ)
    named = {one.element: one for one in (*unread, *(picture.unread(("tumor",)) if reason else ()))}
    return finding(
        f"Not checked against {', '.join(against)} ({order.drug.label}): the chart could not be read in full",
        f"{words.order_line(order)} {wording.not_read(named.values())}".rstrip(),
    )


def _insulinoma(picture: Picture, order: Order, reason: str) -> Finding:
    """Say that a drug which is unsafe in insulinoma was not checked against it."""
    return finding(
        f"Not checked against insulinoma ({order.drug.label}): {reason}",
        f"{words.order_line(order)} {wording.not_read(picture.unread(('conditions', 'tumor')))}".rstrip(),
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
