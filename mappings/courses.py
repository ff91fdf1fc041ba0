"""An order against what was given before: start, increase, switch, or continuation, and whether it is unchanged."""

from __future__ import annotations

import itertools
import statistics
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

from mappings import dates
from mappings.definitions import VALUES
from mappings.events import ADMINISTRATION
from mappings.therapy import INJECTED, Change, Course, Dosage, Drug, Form, Order, Treatment

Which = Callable[[list[float]], float]
_ROUNDING = 1 + 1e-9
"""Doses and intervals come from divisions: a third of a day is the same however it was said."""


def course(order: Order, given: Iterable[Treatment], as_of: datetime) -> Course:
    """Say what an order is to the therapy so far; see docs/how-it-decides.md."""
    others = [one for one in given if one.source.reference != order.reference]
    same = [one for one in others if _same_product(one.drug, order.drug)]
    same = [one for one in same if not _never_given(one, same, as_of)]
    if not any(_within(one, as_of, as_of) for one in same):
        return _new(order, others, as_of)
    run = _run(same, as_of)
    started = _start(run)
    sources = tuple(one.source for one in run[:3])
    recent = _recent(run, as_of)
    if _known_higher(order.dosage, recent):
        return Course(Change.INCREASE, started, None, sources, run[0].dosage)
    unchanged = started if _known_unchanged(order.dosage, recent) else None
    return Course(Change.CONTINUATION, started, unchanged, sources)


def _never_given(one: Treatment, same: list[Treatment], as_of: datetime) -> bool:
    """Whether a depot was ordered and stopped within the defined days, and nothing says that it was given."""
    if not one.stopped or one.when is None or one.drug.form is not Form.DEPOT:
        return False
    if dates.days_between(one.when.start, as_of) > VALUES["stopped_at_once_days"]:
        return False
    return not any(o.given and o.when and o.when.end >= one.when.start for o in same)


def _same_product(one: Drug, other: Drug) -> bool:
    return one.drug_class is other.drug_class and (one.ingredient, one.form) == (other.ingredient, other.form)


def _new(order: Order, others: list[Treatment], as_of: datetime) -> Course:
    """A start, or a switch from the short-acting form, whose course then counts for hypoglycemia since the start."""
    short = [one for one in others if one.drug.ingredient == order.drug.ingredient and one.drug.form is Form.SHORT]
    if order.drug.form is not Form.DEPOT or not any(_within(one, as_of, as_of) for one in short):
        return _start_beside(order, others, as_of)
    run = _run(short, as_of)
    return Course(Change.TO_DEPOT, _start(run), None, tuple(one.source for one in run[:3]))


def _start_beside(order: Order, others: list[Treatment], as_of: datetime) -> Course:
    """A start; another analog that still acts is named, since what happened on it matters for this one too."""
    acting = [o for o in others if o.drug.drug_class in INJECTED and _within(o, as_of, as_of)]
    if not acting or order.drug.drug_class not in INJECTED:
        return Course(Change.START)
    newest = acting[0]
    run = _run([one for one in others if _same_product(one.drug, newest.drug)], as_of)
    return Course(Change.START, beside=newest, beside_since=_start(run))


def _start(run: list[Treatment]) -> dates.When | None:
    """Return when a course began; None when one of its dates is not known."""
    known = [one.when for one in run if one.when]
    return min(known, key=lambda when: when.start) if known and len(known) == len(run) else None


def _window(drug: Drug) -> float:
    return VALUES["continuation_depot_days" if drug.form is Form.DEPOT else "continuation_short_days"]


def _within(one: Treatment, moment: datetime, as_of: datetime) -> bool:
    """Whether a treatment covers a moment: given or ordered within the window before it, or still running then."""
    if one.when is None:
        return one.running_until is not None and one.running_until >= as_of
    if one.running_until is not None and one.when.start <= moment <= one.running_until:
        return True
    # The earliest possible day counts: a partial date must not turn a start into a continuation.
    last = one.running_until if one.given and one.running_until else one.when.start
    return one.when.start <= moment and dates.days_between(last, moment) <= _window(one.drug)


def _run(same: list[Treatment], as_of: datetime) -> list[Treatment]:
    """Return the treatments of the current course, newest first: no gap between them longer than the window."""
    chosen: set[int] = set()
    edge = as_of
    for one in sorted(same, key=_covers_until, reverse=True):
        # What begins after the edge lies within the course; what covers the edge moves it back.
        if not (one.when and one.when.start >= edge) and not _within(one, edge, as_of):
            continue
        chosen.add(id(one))
        edge = min(edge, one.when.start) if one.when else edge
    return [one for one in same if id(one) in chosen]


def _covers_until(one: Treatment) -> datetime:
    known = [moment for moment in (one.running_until, one.when and one.when.end) if moment]
    return max(known, default=datetime.min.replace(tzinfo=UTC))


def _recent(run: list[Treatment], as_of: datetime) -> list[Treatment]:
    """Return what counts for the last days of the definition: ordered or given in them, or running in them."""
    since = as_of - timedelta(days=VALUES["unchanged_days"])
    inside = [o for o in run if o.when is None or o.when.end >= since or (o.running_until and o.running_until >= since)]
    return inside or run[:1]


def _known_higher(dose: Dosage, recent: list[Treatment]) -> bool:
    """Whether the dose or rate is higher, or the interval shorter, than at some time in the last days."""
    before = [one.dosage for one in recent]
    if _above(dose.dose, [one.dose for one in before]):
        return True
    if _above(dose.rate, [one.rate for one in before]):
        return True
    # An amount per hour is no dose: an infusion and injections are compared by what they give in a day.
    if _above(dose.daily, [one.daily for one in before if one.infused is not dose.infused]):
        return True
    return _more_often(dose.interval, recent)


def _above(value: float | None, before: list[float | None]) -> bool:
    known = [one for one in before if one is not None]
    return value is not None and bool(known) and value > min(known) * _ROUNDING


def _more_often(interval: float | None, recent: list[Treatment]) -> bool:
    intervals = [one.dosage.interval for one in recent if one.dosage.interval is not None]
    if interval is None:
        return False
    if intervals:
        return interval * _ROUNDING < max(intervals)
    longest = _spacing(recent, max)
    typical = _spacing(recent, statistics.median_low)
    if longest is None or typical is None:
        return False
    shorter = interval < longest - VALUES["interval_tolerance_days"]
    return shorter or interval < typical - VALUES["typical_interval_tolerance_days"]


def _known_unchanged(dose: Dosage, recent: list[Treatment]) -> bool:
    """Whether dose and interval are known not to be higher or shorter: an unknown dose is not unchanged.

    Nor is an infusion against injections, or a scheduled order against doses as needed.
    """
    if any(one.dosage.infused is not dose.infused for one in recent):
        return False
    if any(one.dosage.as_needed and not dose.as_needed for one in recent):
        return False
    if dose.infused:
        return dose.rate is not None and all(one.dosage.rate is not None for one in recent)
    if dose.dose is None or any(one.dosage.dose is None for one in recent):
        return False
    ordered = any(one.dosage.interval is not None for one in recent)
    if dose.interval is None:
        return not ordered
    return ordered or _spacing(recent, max) is not None


def _spacing(recent: list[Treatment], which: Which) -> float | None:
    """Return the longest or the typical gap in days between successive dates, where no order states the interval.

    One dose may be on file as an order, a dispense and an administration of three days: only dates of one kind are
    compared, those of administrations if there are several, else those of the kind with the widest gap.
    """
    by_kind: dict[str, list[Treatment]] = {}
    for one in recent:
        by_kind.setdefault(one.source.reference.partition("/")[0], []).append(one)
    given = _gap(by_kind.get(ADMINISTRATION, []), which)
    if given is not None:
        return given
    return max((gap for kind in by_kind.values() if (gap := _gap(kind, which)) is not None), default=None)


def _gap(some: list[Treatment], which: Which) -> float | None:
    days = sorted({one.when.start for one in some if one.when})
    gaps = [(later - earlier) / timedelta(days=1) for earlier, later in itertools.pairwise(days)]
    return which(gaps) if gaps else None
