"""An order against what was given before: start, increase, switch, or continuation, and whether it is unchanged."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from datetime import datetime, timedelta

from mappings import dates
from mappings.definitions import VALUES
from mappings.therapy import Change, Course, Dosage, Drug, Form, Order, Treatment


def course(order: Order, given: Iterable[Treatment], as_of: datetime) -> Course:
    """Say what an order is to the therapy so far; see docs/how-it-decides.md."""
    others = [one for one in given if one.source.reference != order.reference]
    same = [one for one in others if _same_product(one.drug, order.drug)]
    if not any(_within(one, as_of, as_of) for one in same):
        return _new(order, others, as_of)
    run = _run(same, as_of)
    started = _start(run)
    sources = tuple(one.source for one in run[:3])
    recent = _recent(run, as_of)
    if _known_higher(order.dosage, recent):
        return Course(Change.INCREASE, started, None, sources)
    unchanged = started if _known_unchanged(order.dosage, recent) else None
    return Course(Change.CONTINUATION, started, unchanged, sources)


def _same_product(one: Drug, other: Drug) -> bool:
    return one.drug_class is other.drug_class and (one.ingredient, one.form) == (other.ingredient, other.form)


def _new(order: Order, others: list[Treatment], as_of: datetime) -> Course:
    """A start, or a switch from the short-acting form, whose course then counts for hypoglycemia since the start."""
    short = [one for one in others if one.drug.ingredient == order.drug.ingredient and one.drug.form is Form.SHORT]
    if order.drug.form is not Form.DEPOT or not any(_within(one, as_of, as_of) for one in short):
        return Course(Change.START)
    run = _run(short, as_of)
    return Course(Change.TO_DEPOT, _start(run), None, tuple(one.source for one in run[:3]))


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
    return one.when.start <= moment and dates.days_between(one.when.start, moment) <= _window(one.drug)


def _run(same: list[Treatment], as_of: datetime) -> list[Treatment]:
    """Return the treatments of the current course, newest first: no gap between them longer than the window."""
    run: list[Treatment] = []
    edge = as_of
    for one in same:  # newest first
        if not _within(one, edge, as_of):
            continue
        run.append(one)
        edge = min(edge, one.when.start) if one.when else edge
    return run


def _recent(run: list[Treatment], as_of: datetime) -> list[Treatment]:
    """Return what counts for the last days of the definition: ordered or given in them, or running in them."""
    since = as_of - timedelta(days=VALUES["unchanged_days"])
    inside = [o for o in run if o.when is None or o.when.end >= since or (o.running_until and o.running_until >= since)]
    return inside or run[:1]


def _known_higher(dose: Dosage, recent: list[Treatment]) -> bool:
    """Whether the dose is higher, or the interval shorter, than at some time in the last days."""
    doses = [one.dosage.dose for one in recent if one.dosage.dose is not None]
    if dose.dose is not None and doses and dose.dose > min(doses):
        return True
    intervals = [one.dosage.interval for one in recent if one.dosage.interval is not None]
    if dose.interval is None:
        return False
    if intervals:
        return dose.interval < max(intervals)
    spacing = _spacing(recent)
    return spacing is not None and dose.interval < spacing - VALUES["interval_tolerance_days"]


def _known_unchanged(dose: Dosage, recent: list[Treatment]) -> bool:
    """Whether dose and interval are known not to be higher or shorter: an unknown dose is not unchanged."""
    if dose.dose is None or any(one.dosage.dose is None for one in recent):
        return False
    ordered = any(one.dosage.interval is not None for one in recent)
    if dose.interval is None:
        return not ordered
    return ordered or _spacing(recent) is not None


def _spacing(recent: list[Treatment]) -> float | None:
    """Return the longest gap in days between successive dates, where no order states the interval."""
    days = sorted({one.when.start for one in recent if one.when})
    gaps = [(later - earlier) / timedelta(days=1) for earlier, later in itertools.pairwise(days)]
    return max(gaps, default=None)
