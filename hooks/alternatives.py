"""What the cards on analogs and insulinoma offer: what to consider, suggestions with their drafts, override reasons."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from hooks import drafts, wording
from hooks.finding import Action, Suggestion
from hooks.severity import Row, emergency
from hooks.thresholds import THRESHOLDS
from mappings.definitions import VALUES
from mappings.model import Quality
from mappings.patient import Picture
from mappings.therapy import Change, DrugClass, Form, Order

MOST_REASONS: Final = 5


def remove(order: Order, *, recommended: bool = False) -> Suggestion:
    """Return the suggestion to remove the draft, by its own reference byte for byte."""
    return Suggestion(f"Remove the {order.drug.label} order", (_delete(order),), recommended)


def _delete(order: Order) -> Action:
    return Action(f"Remove the draft order of {order.drug.label}", reference=order.reference)


def _create(picture: Picture, key: str, description: str) -> Action:
    return Action(description, resource=drafts.draft(key, picture.patient_id))


def create(picture: Picture, key: str) -> Action:
    """Return the draft of a therapy, described by its own words."""
    said = drafts.TEMPLATES[key]
    dose = said["dosageInstruction"][0]["text"]
    return _create(picture, key, f"Draft {said['medicationCodeableConcept']['text']}: {dose}")


def instead(picture: Picture, order: Order, label: str, *creates: tuple[str, str]) -> Suggestion:
    """Return the suggestion to replace the draft: a critical card never offers to keep it."""
    return Suggestion(label, (_delete(order), *(_create(picture, key, text) for key, text in creates)))


def add(picture: Picture, label: str, key: str) -> Suggestion:
    """Return the suggestion to draft one more order beside the one selected."""
    return Suggestion(label, (_create(picture, key, label),))


def workup(picture: Picture, order: Order) -> tuple[Suggestion, ...]:
    """Return what a card on a possible insulinoma offers: the work-up, glucose checks, removal; in an emergency checks."""
    if emergency(picture, order):
        return (add(picture, "Add hourly glucose checks", "glucose-hourly"),)
    return (
        add(picture, "Add the hypoglycemia work-up", "hypoglycemia-workup"),
        add(picture, "Add glucose checks", "glucose-checks"),
        remove(order),
    )


def alternatives(picture: Picture, order: Order, row: Row) -> tuple[Suggestion, ...]:
    """Return what a critical card offers: each replaces the draft, so accepting it never leads back to the card."""
    depot_start = order.drug.form is Form.DEPOT and row.course.change is not Change.CONTINUATION
    offered = [remove(order, recommended=depot_start)]
    if row.name == "not-positive" and picture.octreotide_test is None and adult(picture):
        offered.append(instead(picture, order, "Replace with a supervised octreotide test, 50 mcg SC once",
                               ("octreotide-test", "Draft octreotide 50 mcg SC once, inpatient, as a supervised test"),
                               ("glucose-checks", "Draft glucose checks for the test")))  # fmt: skip
    if adult(picture) and not picture.heart_failure and not on_drug(picture, DrugClass.DIAZOXIDE):
        offered.append(instead(picture, order, "Replace with diazoxide (dose by weight to be entered)",
                               ("diazoxide", "Draft diazoxide 3-8 mg/kg/day in 2-3 doses")))  # fmt: skip
    if adult(picture) and advanced(picture) and not on_drug(picture, DrugClass.EVEROLIMUS):
        offered.append(instead(picture, order, "Replace with everolimus 10 mg daily",
                               ("everolimus", "Draft everolimus 10 mg by mouth once daily")))  # fmt: skip
    if sstr_open(picture):
        offered.append(instead(picture, order, "Remove the order; SSTR PET first",
                               ("sstr-pet", "Draft an SSTR PET/CT")))  # fmt: skip
    return tuple(offered)


def considerations(picture: Picture, row: Row | None) -> list[str]:
    """Return what to consider first, as lines, in step with what is drafted and with why something is not."""
    lines = []
    resectability = picture.resectability.value if picture.resectability else None
    if resectability == "resectable" and not picture.metastases:
        lines.append("Localized and resectable: surgical referral first; IV glucose peri-operatively")
    if row and row.name == "not-positive" and picture.octreotide_test is None:
        amount = " 50-100 mcg" if adult(picture) else ""
        lines.append(f"Supervised short-acting octreotide{amount} test with glucose checks")
    if on_drug(picture, DrugClass.DIAZOXIDE):
        lines.append("Diazoxide is on file already: review effect and dose")
    elif picture.heart_failure:
        lines.append(f"Diazoxide is not drafted: heart failure on record ({wording.place(picture.heart_failure[0])})")
    else:
        dose = " 3-8 mg/kg/day in 2-3 doses (label)" if adult(picture) else ""
        lines.append(f"Diazoxide{dose}; can cause fluid retention and precipitate heart failure")
    if on_drug(picture, DrugClass.EVEROLIMUS):
        lines.append("Everolimus is on file already")
    elif advanced(picture):
        spread = wording.told("metastatic", picture.metastases[:1]) if picture.metastases else "unresectable"
        lines.append(f"Everolimus{' 10 mg daily' if adult(picture) else ''}: disease is {spread}")
    if sstr_open(picture):
        localized = "" if picture.metastases else "; if localized, GLP-1R PET or EUS may show more"
        lines.append(f"SSTR PET: an analog only if SSTR is expressed (NCCN); an imperfect predictor{localized}")
    if not adult(picture):
        lines.append("Under 18: no dose is named or drafted")
    elif picture.age is None:
        lines.append("Age not on file: doses are for adults")
    return lines


def reasons(picture: Picture, order: Order, *fitting: str) -> tuple[str, ...]:
    """Return at most five override reasons, the fitting one first."""
    first = []
    if emergency(picture, order):
        kinds = picture.reasons(order) | {fact.value for fact in picture.emergencies}
        antidote = "antidiabetic-poisoning" in kinds
        first.append("sulfonylurea-overdose-antidote" if antidote else "emergency-other-indication")
    if picture.syndromes or "acromegaly" in picture.reasons(order):
        first.append("acromegaly-or-other-functional-syndrome")
    general = ("inpatient-glucose-monitoring", "diagnosis-incorrect", "tumor-board-decision", "palliative-goals")
    listed = dict.fromkeys((*first, *fitting, *general))
    return (*list(listed)[: MOST_REASONS - 1], "other-free-text")


def adult(picture: Picture) -> bool:
    """Whether adult doses may be drafted: unless the patient is known to be under 18."""
    return picture.age is None or picture.age >= THRESHOLDS["adult_years"]


def advanced(picture: Picture) -> bool:
    """Whether disease is metastatic or unresectable on record."""
    return bool(picture.metastases) or bool(picture.resectability and picture.resectability.value == "unresectable")


def sstr_open(picture: Picture) -> bool:
    """Whether an SSTR result is missing, equivocal, contradictory or stale."""
    fact = picture.sstr
    return fact is None or fact.quality is Quality.STALE or fact.value in ("equivocal", "conflicting")


def on_drug(picture: Picture, drug_class: DrugClass) -> bool:
    """Whether a drug is on file as ordered and not known to have ended, or was within eight weeks."""
    limit = picture.as_of - timedelta(days=VALUES["continuation_depot_days"])
    return any(
        one.drug.drug_class is drug_class
        and ((one.running_until and one.running_until >= picture.as_of) or (one.when and one.when.end >= limit))
        for one in picture.treatments
    )
