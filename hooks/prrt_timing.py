"""Whether a depot or a short-acting analog lies too close before an infusion of Lu-177 dotatate.

True, False, or None where the dates known do not decide. Days are calendar days at the site, hours are hours.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from hooks.thresholds import THRESHOLDS
from mappings import dates
from mappings.dates import When
from mappings.events import DISPENSE
from mappings.patient import Picture
from mappings.therapy import INJECTED, Drug, DrugClass, Form, Treatment

DEPOT_DAYS: Final = THRESHOLDS["prrt_depot_days"]
SHORT: Final = timedelta(hours=THRESHOLDS["prrt_short_hours"])
_MINUTE: Final = timedelta(minutes=1)


class Dose(NamedTuple):
    """A dose of an analog that was given or dispensed, or is planned: when, what, and `Type/id` of where it is seen."""

    when: When
    drug: Drug
    reference: str
    planned: bool = False


class Infusion(NamedTuple):
    """An infusion of Lu-177 dotatate that is planned, on file or drafted; `when` is None where only the order is known."""

    when: When | None
    reference: str
    drafted: bool = False


def upcoming(planned: Iterable[When], as_of: datetime) -> tuple[When, ...]:
    """Return the planned times that are not past: of today or later."""
    return tuple(when for when in planned if dates.days_between(as_of, when.end) >= 0)


def is_depot(drug: Drug) -> bool:
    """Whether a drug is a long-acting analog."""
    return drug.drug_class in INJECTED and drug.form is Form.DEPOT


def is_short(drug: Drug) -> bool:
    """Whether a drug is an analog that acts for hours: injected or oral."""
    return drug.drug_class in INJECTED and drug.form in (Form.SHORT, Form.ORAL)


def doses(picture: Picture) -> Iterator[Dose]:
    """Yield the analogs given, dispensed, or planned by an order on file or a draft that is not selected."""
    for one in picture.treatments:
        if one.drug.drug_class not in INJECTED:
            continue
        if one.when and (one.given or one.source.reference.startswith(DISPENSE)):
            yield Dose(one.when, one.drug, one.source.reference)
        elif one.active:
            for when in upcoming(one.planned, picture.as_of):
                yield Dose(when, one.drug, one.source.reference, planned=True)
    for draft in picture.drafts:
        if not draft.selected and draft.drug.drug_class in INJECTED and not draft.other_patient:
            for when in upcoming(draft.planned, picture.as_of):
                yield Dose(when, draft.drug, draft.reference, planned=True)


def infusions(picture: Picture) -> Iterator[Infusion]:
    """Yield the infusions that are planned: drafts of the session, and active orders on file."""
    for draft in picture.drafts:
        if draft.drug.drug_class is DrugClass.PRRT and not draft.other_patient:
            times = upcoming(draft.planned, picture.as_of) or (None,)
            yield from (Infusion(when, draft.reference, drafted=True) for when in times)
    drafted = {draft.reference for draft in picture.drafts}
    for one in picture.treatments:
        if one.drug.drug_class is not DrugClass.PRRT or not one.active or one.source.reference in drafted:
            continue
        known = upcoming(one.planned, picture.as_of)
        yield from (Infusion(when, one.source.reference) for when in known)
        if not known and dates.may_be_within(one.when, picture.as_of, THRESHOLDS["prrt_course_days"]):
            yield Infusion(None, one.source.reference)


def too_close(dose: When, drug: Drug, infusion: When) -> bool | None:
    """Whether a dose is known to come too shortly before an infusion; one that comes after it is not before it."""
    if dose.start > infusion.end or drug.drug_class not in INJECTED:
        return False
    if is_depot(drug):
        return _within_days(dose, infusion)
    return _within_hours(dose, infusion) if is_short(drug) else None


def _within_days(dose: When, infusion: When) -> bool | None:
    if dose.end >= infusion.start:
        return None  # the same day: before or after it is not known
    if dates.days_between(dose.start, infusion.end) < DEPOT_DAYS:
        return True
    return None if dates.days_between(dose.end, infusion.start) < DEPOT_DAYS else False


def _within_hours(dose: When, infusion: When) -> bool | None:
    # What is given to the minute is that minute: 24 hours are 24 hours whatever the second.
    shortest, longest = infusion.start - dose.end, infusion.end - dose.start
    if _exact(dose) and _exact(infusion):
        shortest = longest = infusion.start - dose.start
    if longest < timedelta(0):
        return False
    if longest < SHORT:
        return True
    return None if shortest < SHORT else False


def _exact(when: When) -> bool:
    return when.end - when.start <= _MINUTE


def soon_after(dose: When, infusion: When) -> bool:
    """Whether a depot is known to come after an infusion, but less than the hours of the companion after it."""
    if not (_exact(dose) and _exact(infusion)):
        return False
    return timedelta(0) <= dose.start - infusion.start < timedelta(hours=THRESHOLDS["prrt_companion_hours"])


def only_ordered(picture: Picture, infusion: When) -> Treatment | None:
    """Return an order that may be carried out too shortly before an infusion, where no dose of it is on record since."""
    given = [one for one in doses(picture) if not one.planned]
    for one in picture.treatments:
        if one.given or one.stopped or one.source.reference.startswith(DISPENSE):
            continue
        if upcoming(one.planned, picture.as_of) or any(_fulfilled(one, dose) for dose in given):
            continue
        if _may_act(one, infusion):
            return one
    return None


def _fulfilled(one: Treatment, dose: Dose) -> bool:
    """Whether a dose of the same product came after the order: its date is then known, and is compared instead."""
    same = (one.drug.ingredient, one.drug.form) == (dose.drug.ingredient, dose.drug.form)
    return same and (one.when is None or dose.when.end >= one.when.start)


def _may_act(one: Treatment, infusion: When) -> bool:
    running = one.active and (one.running_until is None or one.running_until >= infusion.start)
    if is_short(one.drug):
        return running
    if one.drug.drug_class not in INJECTED:
        return False
    recent = one.when is None or dates.days_between(one.when.start, infusion.end) < DEPOT_DAYS
    return recent or (running and one.running_until is not None)
