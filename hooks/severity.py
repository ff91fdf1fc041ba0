"""The severity table of the insulinoma caution: confirmed, active insulinoma and one order.

The rows are tried in the order of the table; the first that fits decides. Which row leads to which indicator is a
design choice that a clinician has to approve.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from hooks.finding import Indicator
from hooks.thresholds import THRESHOLDS
from mappings import courses, dates
from mappings.conditions import EMERGENCIES
from mappings.dates import When
from mappings.definitions import VALUES
from mappings.model import Glucose
from mappings.patient import Picture
from mappings.therapy import Change, Course, DrugClass, Form, Order, Treatment

_ON_THERAPY: Final = frozenset({Change.CONTINUATION, Change.INCREASE, Change.TO_DEPOT})


@dataclass(frozen=True, slots=True)
class Row:
    """The row that fits: its name, the indicator (None: say nothing), and what it was decided on."""

    name: str
    indicator: Indicator | None
    course: Course
    lows: tuple[Glucose, ...] = ()
    watched: bool = False
    """Glucose was measured since the start, all of it was read, and none may have been low."""


def emergency(picture: Picture, order: Order) -> bool:
    """Whether the order is short-acting or intravenous for an emergency that is coded, on it or on the problem list."""
    quick = order.drug.form is Form.SHORT or order.dosage.intravenous
    return quick and bool(picture.emergencies or picture.reasons(order) & EMERGENCIES)


def row(picture: Picture, order: Order) -> Row:
    """Return the row of the table for a confirmed, active insulinoma and an analog."""
    course = courses.course(order, picture.treatments, picture.as_of)
    lows = lows_on_therapy(picture, course)
    indicator: Indicator | None
    watched = _watched(picture, course)
    name, indicator = _row(picture, order, course, lows, watched=watched)
    if name in ("test-hypoglycemia", "not-positive") and companion(picture, order):
        name, indicator = "companion", Indicator.WARNING
    if order.drug.drug_class is DrugClass.PASIREOTIDE and name not in ("hypoglycemia-since-start", "test-hypoglycemia"):
        indicator = milder(indicator)
    return Row(name, indicator, course, lows, watched)


def _row(  # noqa: C901, PLR0911 - a table: one return for each row, in its order
    picture: Picture, order: Order, course: Course, lows: tuple[Glucose, ...], *, watched: bool
) -> tuple[str, Indicator]:
    test = picture.octreotide_test.value if picture.octreotide_test else None
    if order.drug.drug_class is DrugClass.PRRT:
        return "prrt", Indicator.WARNING
    if emergency(picture, order):
        return "emergency", Indicator.WARNING
    if lows:
        return "hypoglycemia-since-start", Indicator.CRITICAL
    if test in ("hypoglycemia", "conflicting"):
        return "test-hypoglycemia", Indicator.CRITICAL
    continued = course.change is Change.CONTINUATION
    if continued and watched and _lasted(course.unchanged_since, picture):
        # What was not read may be a lower dose or a failed test. Some EHRs cannot send administrations at all.
        if not picture.unread(("tumor", "medications")):
            return "stable", Indicator.INFO
        return "stable-as-read", Indicator.WARNING
    if test == "tolerated":
        return "test-tolerated", Indicator.WARNING
    if continued and _not_known(picture, course, watched=watched):
        return "continuation", Indicator.WARNING
    if _sstr_positive(picture):
        return "sstr-positive", Indicator.WARNING
    if course.change is Change.START and supervised_test(order):
        return "supervised-test", Indicator.WARNING
    return "not-positive", Indicator.CRITICAL


def milder(indicator: Indicator | None) -> Indicator | None:
    """Pasireotide raises glucose: one step less urgent."""
    return (
        {Indicator.CRITICAL: Indicator.WARNING, Indicator.WARNING: Indicator.INFO}.get(indicator) if indicator else None
    )


def supervised_test(order: Order) -> bool:
    """Whether an order is a supervised short-acting test: inpatient, and a single dose or at most 24 hours."""
    return order.drug.form is Form.SHORT and order.inpatient and order.dosage.once_or_one_day


def since_start(glucoses: Iterable[Glucose], course: Course) -> tuple[Glucose, ...]:
    """Return the low glucoses that may lie after the start of the course; undated ones do not count here."""
    return tuple(
        one
        for one in glucoses
        if one.hypoglycemia and one.source.when and (not course.started or one.source.when.end >= course.started.start)
    )


def lows_on_therapy(picture: Picture, course: Course) -> tuple[Glucose, ...]:
    """Return the low glucoses since the start of the course, or, at a start, on another analog that still acts."""
    if course.change in _ON_THERAPY:
        return since_start(picture.glucoses, course)
    if course.beside is None:
        return ()
    if course.beside_since is None:  # nobody knows when it began: what is as recent as its last dose counts
        begun = course.beside.when.start if course.beside.when else picture.as_of
        return tuple(
            one for one in picture.glucoses if one.hypoglycemia and one.source.when and one.source.when.end >= begun
        )
    return since_start(picture.glucoses, Course(course.change, course.beside_since))


def _not_known(picture: Picture, course: Course, *, watched: bool) -> bool:
    """Whether a continued course is too short to judge, or nobody knows what glucose did on it.

    A glucose that cannot be read keeps an unchanged course here; one that is not unchanged it makes no safer.
    """
    if not _lasted(course.started, picture):
        return True
    return not watched and (not _measured(picture, course) or _lasted(course.unchanged_since, picture))


def _measured(picture: Picture, course: Course) -> list[Glucose]:
    """Return the glucoses that are dated after the start, readable or not."""
    if course.started is None:
        return []
    return [g for g in picture.glucoses if g.source.when and g.source.when.start >= course.started.start]


def _watched(picture: Picture, course: Course) -> bool:
    """Whether glucose was measured since the start, all of it was read, and none may have been low."""
    if course.started is None or picture.unread(("labs",)) or not _measured(picture, course):
        return False
    since = [g for g in picture.glucoses if not g.source.when or g.source.when.end >= course.started.start]
    return all(glucose.hypoglycemia is False for glucose in since)


def _lasted(started: When | None, picture: Picture) -> bool:
    """Whether a course is known to have lasted as long as the definition asks.

    Calendar days count, from the last day on which it can have begun, so that the hour of the day changes nothing.
    """
    return started is not None and dates.days_between(started.end, picture.as_of) >= VALUES["unchanged_days"]


def _sstr_positive(picture: Picture) -> bool:
    return picture.sstr is not None and picture.sstr.value == "positive"


def companion(picture: Picture, order: Order) -> bool:
    """Whether a depot goes with Lu-177 dotatate, planned in this session or given within a cycle.

    It then counts as a start in SSTR-positive disease, as Lu-177 dotatate itself does, whatever a result says.
    """
    if order.drug.form is not Form.DEPOT:
        return False
    return picture.planned_prrt or any(_recent_prrt(one, picture) for one in picture.treatments)


def _recent_prrt(one: Treatment, picture: Picture) -> bool:
    if one.drug.drug_class is not DrugClass.PRRT or one.when is None or one.stopped:
        return False  # an order that was stopped may never have been given
    return dates.days_between(one.when.start, picture.as_of) <= THRESHOLDS["prrt_companion_days"]
