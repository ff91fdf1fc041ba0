"""What the cards on analogs and insulinoma say: the facts, the alternatives, the reasons to override."""

from __future__ import annotations

from typing import Final

from hooks import report_words, wording
from hooks.severity import emergency
from mappings import dates
from mappings.definitions import VALUES
from mappings.model import Certainty, Fact, Glucose, Quality, Source
from mappings.patient import Picture
from mappings.therapy import GLUCOSE_LOWERING, Change, Course, DrugClass, Order
from mappings.unexplained import Hypoglycemia

OLD: Final = f"older than {VALUES['sstr_stale_days']:g} days"
_EMERGENCY_NAMES: Final = {
    "variceal-bleed": "Variceal bleeding",
    "antidiabetic-poisoning": "Poisoning by insulin or a sulfonylurea",
    "carcinoid-crisis": "Carcinoid crisis",
}


def order_line(order: Order, change: Change | None = None) -> str:
    """Name the order that a card is about."""
    how = f', matched by name: "{wording.escaped(order.drug.seen)}"' if order.drug.how == "name" else ""
    if not how and order.drug.words and order.drug.drug_class in GLUCOSE_LOWERING:
        how = f', "{wording.escaped(order.drug.words)}"'  # our own name of it is only its class
    said = f"{order.drug.label}, {change.value}" if change else order.drug.label
    return f"Order: {said} ({wording.escaped(order.reference, 48)}{how})."


def beside_line(course: Course) -> str:
    """Name another analog that still acts at a start; empty without one."""
    if course.beside is None:
        return ""
    since = f" since {course.beside_since.text}" if course.beside_since else ""
    label = course.beside.drug.label
    return f"{label[0].upper()}{label[1:]}{since} still acts ({wording.place(course.beside.source)})."


def before_line(course: Course) -> str:
    """Say what a dose increase goes beyond; empty where it is not known."""
    if course.before is None:
        return ""
    dose = f"{course.before.dose:g} mg" if course.before.dose is not None else ""
    days = f"every {course.before.interval:g} days" if course.before.interval and course.before.interval >= 1 else ""
    said = " ".join(part for part in (dose, days) if part)
    return f"Before: {said}." if said else ""


def emergency_line(picture: Picture, order: Order) -> str:
    """Name the emergency that the order is for, with its source; empty where there is none."""
    if not emergency(picture, order):
        return ""
    places = {fact.value: wording.place(fact.source) for fact in picture.emergencies}
    places |= dict.fromkeys(sorted(picture.reasons(order) & _EMERGENCY_NAMES.keys()), "reason of the order")
    return "".join(f"{_EMERGENCY_NAMES[kind]} ({place}). " for kind, place in places.items()).strip()


def urgent(picture: Picture, order: Order) -> str:
    """Say, before what is to be considered, that an emergency comes first; empty where there is none."""
    return "Do not delay it in the emergency; glucose hourly. " if emergency(picture, order) else ""


def prrt_line(picture: Picture) -> str:
    """Name the Lu-177 dotatate that a depot goes with: planned in this session, or else the newest on file."""
    if picture.planned_prrt:
        return "Lu-177 dotatate is among the draft orders."
    given = next((one.source for one in picture.treatments if one.drug.drug_class is DrugClass.PRRT), None)
    return f"Lu-177 dotatate ({wording.place(given)})." if given else ""


def glucose_line(picture: Picture, lows: tuple[Glucose, ...] = ()) -> str:
    """Name the glucose that matters most: the newest low one in a year, else the newest, else that there is none."""
    recent = lows or recent_lows(picture)
    if recent:
        return f"{wording.glucose(recent[0])}."
    return f"{wording.glucose(picture.glucoses[0])}." if picture.glucoses else ""


def hypoglycemia_line(found: tuple[Hypoglycemia, ...]) -> str:
    """Name up to three low glucoses or diagnoses of hypoglycemia with their places."""
    named = []
    for one in found[:3]:
        seen = f"Glucose {wording.escaped(one.shown, 30)}" if one.shown else "Hypoglycemia (diagnosis)"
        named.append(f"{seen} ({wording.place(one.source)})")
    more = f", and {len(found) - len(named)} more" if len(found) > len(named) else ""
    return f"{'; '.join(named)}{more}."


def recent_lows(picture: Picture) -> tuple[Glucose, ...]:
    """Return the low glucoses of the last year, newest first; an undated one counts."""
    days = VALUES["recent_hypoglycemia_days"]
    return tuple(
        one
        for one in picture.glucoses
        if one.hypoglycemia and dates.may_be_within(one.source.when, picture.as_of, days)
    )


def fact_line(fact: Fact | None, name: str) -> str:
    """Name a fact with source and quality; empty without one, since the last paragraphs name what is not known."""
    if fact is None:
        return ""
    marks = {Quality.STALE: f", {OLD}", Quality.PRELIMINARY: ", preliminary", Quality.BY_NAME: ", by name"}
    also = "; also " + ", ".join(wording.place(one) for one in fact.conflicts[:2]) if fact.conflicts else ""
    place = wording.place(fact.source)
    return f"{name}: {fact.value}{marks.get(fact.quality, '')} ({place}{also})."


def findings_lines(picture: Picture) -> str:
    """Return SSTR, coded and from reports, octreotide test and what contradicts an insulinoma."""
    lines = [
        fact_line(picture.sstr, "SSTR result"),
        fact_line(picture.octreotide_test, "Octreotide test"),
    ]
    lines.append(report_words.line(picture, "sstr"))
    lines += [
        f"Functional syndrome recorded as none ({wording.place(source)}): a conflict, not a reassurance."
        for source in picture.insulinoma.denied[:2]
    ]
    others = [f"{wording.escaped(fact.value)} ({wording.place(fact.source)})" for fact in picture.syndromes[:3]]
    if others:
        lines.append(f"Also on record: {', '.join(others)}.")
    return wording.sentences(*lines)


def tumor_line(picture: Picture, sources: tuple[Source, ...]) -> str:
    """Name the tumor that a drug is for, pancreatic or of any site, with its sources."""
    return entries_line("Pancreatic neuroendocrine tumor" if picture.pnet else "Neuroendocrine tumor", sources)


def entries_line(name: str, sources: tuple[Source, ...]) -> str:
    """Return what is on record with up to three sources."""
    return f"{wording.told(name, sources[:3])}."


def insulinoma_line(picture: Picture) -> str:
    """Say what is on record of an insulinoma, with up to three sources."""
    found = picture.insulinoma
    confirmed = found.certainty is Certainty.CONFIRMED
    return entries_line(
        "Insulinoma, confirmed, active" if confirmed else f"Insulinoma: {found.certainty.value}", found.sources
    )


def conflict_line(picture: Picture) -> str:
    """Say which entries name an insulinoma and which say that it is over; empty where nothing contradicts."""
    found = picture.insulinoma
    if found.certainty is not Certainty.CONFLICTING:
        return ""
    there = tuple(one for one in found.sources if one not in found.over)
    if not found.over:
        return entries_line("Insulinoma recorded as active and as ended at once", there)
    ended = entries_line("As over, or operated on", found.over)
    return wording.sentences(entries_line("Insulinoma recorded as present", there) if there else "", ended)


def resolved_line(picture: Picture) -> str:
    """Say from when a resolved insulinoma is taken as over (else the date of the entry), or that there is no date."""
    if picture.insulinoma.certainty is not Certainty.RESOLVED:
        return ""
    when = picture.insulinoma.resolved
    return (
        f"Taken as over from {when.text}."
        if when
        else "When it was over is not recorded: hypoglycemia of the last year counts."
    )
