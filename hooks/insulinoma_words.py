"""What the cards on analogs and insulinoma say: the facts, the alternatives, the reasons to override."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from hooks import drafts, wording
from hooks.finding import Action, Suggestion
from hooks.severity import Row, emergency
from hooks.thresholds import THRESHOLDS
from mappings.definitions import VALUES
from mappings.model import Fact, Glucose, Quality, Source
from mappings.patient import Picture
from mappings.therapy import Change, DrugClass, Form, Order

MOST_REASONS: Final = 5
OLD: Final = f"older than {VALUES['sstr_stale_days']:g} days"
_EMERGENCY_NAMES: Final = {
    "variceal-bleed": "Variceal bleeding",
    "antidiabetic-poisoning": "Poisoning by insulin or a sulfonylurea",
    "carcinoid-crisis": "Carcinoid crisis",
}


def order_line(order: Order, change: Change | None = None) -> str:
    """Name the order that a card is about."""
    how = f', matched by name: "{wording.escaped(order.drug.seen)}"' if order.drug.how == "name" else ""
    said = f"{order.drug.label}, {change.value}" if change else order.drug.label
    return f"Order: {said} ({wording.escaped(order.reference, 48)}{how})."


def emergency_line(picture: Picture, order: Order) -> str:
    """Name the emergency that the order is for, with its source; empty where there is none."""
    if not emergency(picture, order):
        return ""
    places = {fact.value: wording.place(fact.source) for fact in picture.emergencies}
    places |= dict.fromkeys(sorted(order.reasons & _EMERGENCY_NAMES.keys()), "reason of the order")
    return "".join(f"{_EMERGENCY_NAMES[kind]} ({place}). " for kind, place in places.items()).strip()


def prrt_line(picture: Picture) -> str:
    """Name the Lu-177 dotatate that a depot goes with: given, or planned in this session."""
    given = next((one.source for one in picture.treatments if one.drug.drug_class is DrugClass.PRRT), None)
    return f"Lu-177 dotatate ({wording.place(given)})." if given else "Lu-177 dotatate is among the draft orders."


def glucose_line(picture: Picture, lows: tuple[Glucose, ...] = ()) -> str:
    """Name the glucose that matters most: the newest low one in a year, else the newest, else that there is none."""
    recent = lows or recent_lows(picture)
    if recent:
        return f"{wording.glucose(recent[0])}."
    return f"{wording.glucose(picture.glucoses[0])}." if picture.glucoses else ""


def recent_lows(picture: Picture) -> tuple[Glucose, ...]:
    """Return the low glucoses of the last year, newest first; an undated one counts."""
    limit = picture.as_of - timedelta(days=VALUES["recent_hypoglycemia_days"])
    return tuple(g for g in picture.glucoses if g.hypoglycemia and (not g.source.when or g.source.when.end >= limit))


def fact_line(fact: Fact | None, name: str) -> str:
    """Name a fact with source and quality; empty without one, since the last paragraphs name what is not known."""
    if fact is None:
        return ""
    marks = {Quality.STALE: f", {OLD}", Quality.PRELIMINARY: ", preliminary"}
    also = "; also " + ", ".join(wording.place(one) for one in fact.conflicts[:2]) if fact.conflicts else ""
    place = wording.place(fact.source)
    return f"{name}: {fact.value}{marks.get(fact.quality, '')} ({place}{also})."


def findings_lines(picture: Picture) -> str:
    """Return SSTR, octreotide test and what contradicts an insulinoma."""
    lines = [
        fact_line(picture.sstr, "SSTR result"),
        fact_line(picture.octreotide_test, "Octreotide test"),
    ]
    lines += [
        f"Functional syndrome recorded as none ({wording.place(source)}): a conflict, not a reassurance."
        for source in picture.insulinoma.denied[:2]
    ]
    others = [f"{wording.escaped(fact.value)} ({wording.place(fact.source)})" for fact in picture.syndromes[:3]]
    if others:
        lines.append(f"Also on record: {', '.join(others)}.")
    return wording.sentences(*lines)


def entries_line(name: str, sources: tuple[Source, ...]) -> str:
    """Return what is on record with up to three sources."""
    return f"{wording.told(name, sources[:3])}."


def remove(order: Order, *, recommended: bool = False) -> Suggestion:
    """Return the suggestion to remove the draft, by its own reference byte for byte."""
    return Suggestion(f"Remove the {order.drug.label} order", (_delete(order),), recommended)


def _delete(order: Order) -> Action:
    return Action(f"Remove the draft order of {order.drug.label}", reference=order.reference)


def _create(picture: Picture, key: str, description: str) -> Action:
    return Action(description, resource=drafts.draft(key, picture.patient_id))


def instead(picture: Picture, order: Order, label: str, *creates: tuple[str, str]) -> Suggestion:
    """Return the suggestion to replace the draft: a critical card never offers to keep it."""
    return Suggestion(label, (_delete(order), *(_create(picture, key, text) for key, text in creates)))


def add(picture: Picture, label: str, key: str) -> Suggestion:
    """Return the suggestion to draft one more order beside the one selected."""
    return Suggestion(label, (_create(picture, key, label),))


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
        lines.append(
            "Diazoxide 3-8 mg/kg/day in 2-3 doses (label); can cause fluid retention and precipitate heart failure"
        )
    if on_drug(picture, DrugClass.EVEROLIMUS):
        lines.append("Everolimus is on file already")
    elif advanced(picture):
        spread = wording.told("metastatic", picture.metastases[:1]) if picture.metastases else "unresectable"
        lines.append(f"Everolimus 10 mg daily: disease is {spread}")
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
        kinds = order.reasons | {fact.value for fact in picture.emergencies}
        antidote = "antidiabetic-poisoning" in kinds
        first.append("sulfonylurea-overdose-antidote" if antidote else "emergency-other-indication")
    if picture.syndromes or "acromegaly" in order.reasons:
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
