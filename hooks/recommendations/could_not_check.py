"""When any other part of a check could not be made, then say which and why: information.

That is: what was ordered or given before could not be read although an insulinoma makes it matter, or another analog
may be active; what a check of another drug needs could not be read, in one card for the order; a draft of these names
another patient; a drug could not be identified; a rule failed; more orders are selected than one call judges.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from hooks import alternatives, decision, situation, wording
from hooks import insulinoma_words as words
from hooks.finding import Finding, Indicator, Recommendation, Silent, Verdict
from mappings import courses
from mappings.model import NAMED, POSSIBLE, Certainty
from mappings.patient import CHART, Picture
from mappings.therapy import GLUCOSE_LOWERING, INJECTED, Change, DrugClass, Order, is_fluoropyrimidine

RULE: Final = "couldNotCheck"
VERSION: Final = "1.0"
NEEDS: Final = CHART | {"patient", "function"}
_EVIDENCE: Final = ("design",)
_DRUGS_BEFORE: Final = ("medications", "administrations")
_ORDERS_BEFORE: Final = ("medications",)
_RESULTS: Final = ("conditions", "labs", "tumor")
_ORAL: Final = frozenset({DrugClass.EVEROLIMUS, DrugClass.SUNITINIB, DrugClass.CABOZANTINIB, DrugClass.BELZUTIFAN})


class Check(NamedTuple):
    """What is not checked for which drugs where which elements could not be read."""

    name: str
    drugs: frozenset[DrugClass]
    elements: tuple[str, ...]


CHECKS: Final = (
    Check("pregnancy", _ORAL | {DrugClass.CYTOTOXIC, DrugClass.PRRT}, ("conditions", "function")),
    Check("DPYD", frozenset({DrugClass.CYTOTOXIC}), ("conditions", "function")),
    Check("carcinoma", frozenset({DrugClass.EVEROLIMUS, DrugClass.SUNITINIB, DrugClass.PRRT}), ("conditions", "tumor")),
    Check("SSTR", frozenset({DrugClass.PRRT}), ("tumor",)),
    Check("liver values", frozenset({DrugClass.SUNITINIB}), ("function",)),
    Check(
        "heart and blood pressure", frozenset({DrugClass.SUNITINIB, DrugClass.CABOZANTINIB}), ("conditions", "function")
    ),
    Check("liver disease", frozenset({DrugClass.EVEROLIMUS, DrugClass.CABOZANTINIB}), ("conditions", "function")),
    Check("glucose", frozenset({DrugClass.EVEROLIMUS}), ("labs", "function")),
    Check("dose and monitoring", (_ORAL - {DrugClass.BELZUTIFAN}) | {DrugClass.CYTOTOXIC}, ("conditions",)),
    Check("the interval to an analog", frozenset({DrugClass.PRRT}), _DRUGS_BEFORE),
)
"""Checks whose missing data are named for their drugs; that against insulinoma has conditions of its own."""
DRUGS: Final = INJECTED | GLUCOSE_LOWERING | frozenset().union(*(one.drugs for one in CHECKS))


def judge(picture: Picture, order: Order) -> Verdict:
    """Return the card on what could not be checked for this order, unless `ssaNotChecked` says it already."""
    if order.drug.drug_class in INJECTED:
        return _earlier_therapy(picture, order)
    missing, unread = _missing(picture, order)
    insulinoma = order.drug.drug_class in GLUCOSE_LOWERING | {DrugClass.SUNITINIB}
    reason = _reason(picture, order) if insulinoma else ""
    if reason:
        also = f" Nor checked: {', '.join(missing)}." if missing else ""
        said = (
            f"{words.order_line(order)} {wording.not_read(picture.unread({'conditions', 'tumor', *unread}))}".rstrip()
        )
        return finding(f"Not checked against insulinoma ({order.drug.label}): {reason}", f"{said}{also}")
    if order.other_patient and order.drug.drug_class is not DrugClass.PRRT:
        return finding(
            f"Not checked ({order.drug.label}): the draft order names another patient", words.order_line(order)
        )
    if not missing or order.other_patient:
        return Silent("what the check needs was read, or another card names what was not")
    said = f"{words.order_line(order)} {wording.not_read(picture.unread(unread))}"
    return finding(f"Not checked for {order.drug.label}, data not read: {', '.join(missing)}", said)


def _missing(picture: Picture, order: Order) -> tuple[list[str], set[str]]:
    """Name the checks of the order's drug that lack data, and the elements that they need."""
    names, elements = [], set[str]()
    for one in CHECKS:
        concerns = order.drug.drug_class in one.drugs
        if one.name == "DPYD" and not is_fluoropyrimidine(order.drug, order.dosage):
            continue
        if concerns and picture.unread(one.elements):
            names.append(one.name)
            elements |= set(one.elements)
    return names, elements


def _reason(picture: Picture, order: Order) -> str:
    """Say why a drug that is unsafe in insulinoma was not checked against it; empty where it was."""
    if order.other_patient:
        return "the draft order names another patient"
    if picture.unread(("conditions",)):
        return "problems and diagnoses could not be read in full"
    known = picture.insulinoma.certainty in NAMED
    if picture.unread(("tumor",)) and not known and (picture.pnet or picture.net or picture.e16 or picture.men1):
        return "tumor findings could not be read, with a tumor, E16 or MEN1 on record"
    return ""


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
            wording.closing(_EVIDENCE, RULE, VERSION),
        ),
        evidence=_EVIDENCE,
    )


RECOMMENDATION: Final = Recommendation(RULE, VERSION, DRUGS, NEEDS, judge, view, evidence=_EVIDENCE, text=__doc__ or "")
