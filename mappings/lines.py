"""Lines of antitumor therapy: what was given before, what is given now, and since when.

A line is one drug class (of chemotherapy one ingredient). Short-acting octreotide treats symptoms and is no line.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from mappings import dates
from mappings.dates import When
from mappings.definitions import VALUES
from mappings.model import Source
from mappings.therapy import DrugClass, Form, Treatment

ANTITUMOR: Final = frozenset({
    DrugClass.SSA, DrugClass.PRRT, DrugClass.EVEROLIMUS, DrugClass.SUNITINIB, DrugClass.CABOZANTINIB,
    DrugClass.CYTOTOXIC, DrugClass.BELZUTIFAN,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One line: the drug, since when it has been given without a long gap, and whether it still is.

    `started` is None where a date of it is not known. `last` is the latest moment that it is known to cover.
    """

    drug_class: DrugClass
    ingredient: str
    label: str
    started: When | None
    last: datetime | None
    current: bool
    source: Source
    """The newest entry."""


def lines(given: Iterable[Treatment], as_of: datetime) -> tuple[Line, ...]:
    """Return the lines on record, the one that was given last first."""
    by_drug: dict[tuple[DrugClass, str], list[Treatment]] = {}
    for one in given:
        if _is_line(one):
            by_drug.setdefault((one.drug.drug_class, _which(one)), []).append(one)
    found = [_line(key[0], key[1], some, as_of) for key, some in by_drug.items()]
    return tuple(sorted(found, key=lambda one: (one.current, _latest(one, as_of)), reverse=True))


def _is_line(one: Treatment) -> bool:
    return one.drug.drug_class in ANTITUMOR and one.drug.form is not Form.SHORT


def _which(one: Treatment) -> str:
    return one.drug.ingredient if one.drug.drug_class is DrugClass.CYTOTOXIC else ""


def _line(drug_class: DrugClass, which: str, some: list[Treatment], as_of: datetime) -> Line:
    """Make the line of one drug; `some` are its entries, newest first."""
    newest = some[0]
    covers = [moment for one in some if (moment := _until(one, as_of))]
    last = max(covers, default=None)
    return Line(
        drug_class, which or newest.drug.ingredient, newest.drug.label, _started(some, as_of), last,
        any(_current(one, as_of) for one in some) and not _stopped_last(some), newest.source,
    )  # fmt: skip


def _until(one: Treatment, as_of: datetime) -> datetime | None:
    """Return until when an entry is known to cover, today at the latest; an active order without an end, until today."""
    if one.active and one.running_until is None:
        return as_of
    known = [moment for moment in (one.running_until, one.when and one.when.end) if moment]
    return min(max(known), as_of) if known else None


def _current(one: Treatment, as_of: datetime) -> bool:
    """Whether an entry says that the drug is being given: an active order without an end does, whatever its age.

    That is laxer than `courses`, where an old order without refills is a new start: there it makes a warning severer.
    """
    if one.running_until is not None:
        return one.running_until >= as_of - timedelta(days=VALUES["continuation_depot_days"])
    last = one.when.end if one.when else None
    return one.active or (last is not None and last >= as_of - timedelta(days=VALUES["continuation_depot_days"]))


def _stopped_last(some: list[Treatment]) -> bool:
    """Whether the newest entry says that it was stopped, and none is still running."""
    return some[0].stopped and not any(one.active for one in some)


def _started(some: list[Treatment], as_of: datetime) -> When | None:
    """Return when the newest course began: no gap in it is longer than the definition allows."""
    if any(one.when is None for one in some):
        return None
    began: When | None = None
    for one in some:
        until = _until(one, as_of)
        if one.when is None or until is None:
            return None
        gap = began is not None and dates.days_between(until, began.start) > VALUES["line_gap_days"]
        if gap:
            break
        began = one.when if began is None or one.when.start < began.start else began
    return began


def _latest(one: Line, as_of: datetime) -> datetime:
    return one.last or as_of - timedelta(days=VALUES["line_gap_days"] * 1000)
