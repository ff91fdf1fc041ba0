"""Several values of one thing: which decides, and which only stand beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Generic, TypeVar

from mappings import dates
from mappings.dates import When
from mappings.definitions import VALUES
from mappings.model import Note, Source
from mappings.records import record

T = TypeVar("T")


@record
class Picked(Generic[T]):
    """What decides, whether values of one day or of the window contradict it, and everything else, newest first."""

    decides: T
    discordant: bool
    earlier: bool
    """What decides is not of the newest date: an older value is worse."""
    others: tuple[T, ...]


def pick(
    found: Sequence[tuple[T, Source, bool]], worse: Callable[[T], tuple[float, ...]], as_of: datetime, notes: list[Note]
) -> Picked[T] | None:
    """Pick from (value, source, final): final before preliminary, dated before undated, newest, and then the worst.

    `worse` is the sort key of badness; its first member tells whether two values differ. Of one day the worst counts, and
    a worse one that is older by at most the defined days decides against the newest. What is passed over is noted.
    """
    pool = _passing([one for one in found if one[2]], found, "preliminary: not used beside a final one", notes)
    pool = _passing([one for one in pool if one[1].when], pool, "undated: not used beside a dated one", notes)
    if not pool:
        return None
    newest = max(pool, key=lambda one: (dates.recency(one[1].when, as_of), worse(one[0]), one[1].reference))
    same = [one for one in pool if _same_day(one[1].when, newest[1].when)]
    top, of_the_day = _worst(same, worse), {id(one) for one in same}
    recent = [one for one in pool if id(one) in of_the_day or _within(one[1].when, newest[1].when)]
    worst = _worst(recent, worse)
    earlier = worse(worst[0])[0] > worse(top[0])[0]
    decides = worst if earlier else top
    differs = earlier or any(worse(one[0])[0] != worse(decides[0])[0] for one in same)
    rest = [one for one in found if one is not decides]
    rest.sort(key=lambda one: (dates.recency(one[1].when, as_of), one[1].reference), reverse=True)
    return Picked(decides[0], differs, earlier, tuple(one[0] for one in rest))


def _passing(
    better: Sequence[tuple[T, Source, bool]], found: Sequence[tuple[T, Source, bool]], reason: str, notes: list[Note]
) -> Sequence[tuple[T, Source, bool]]:
    if not better:
        return found
    kept = {id(one) for one in better}  # by identity: comparing the facts would cost all with all
    notes.extend(Note(one[1].reference, reason) for one in found if id(one) not in kept)
    return better


def _worst(found: Sequence[tuple[T, Source, bool]], worse: Callable[[T], tuple[float, ...]]) -> tuple[T, Source, bool]:
    return max(found, key=lambda one: (worse(one[0]), one[1].reference))


def _same_day(one: When | None, other: When | None) -> bool:
    """Whether two dates are of one day, or may be; two that are not given may."""
    if one is None or other is None:
        return one is other
    return one.text == other.text or (one.end >= other.start and one.start <= other.end)


def _within(older: When | None, newest: When | None) -> bool:
    """Whether a date is at most the defined days before the newest, as near as what is recorded allows."""
    return bool(older and newest and dates.days_between(older.end, newest.start) <= VALUES["ki67_window_days"])


def older(one: Source, other: Source) -> bool:
    """Whether one source is known to be older than the other."""
    return bool(one.when and other.when and other.when.after(one.when))
