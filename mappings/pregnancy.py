"""Whether the patient is pregnant: recorded and not over, recorded long ago and never closed, or nobody has recorded it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final, NamedTuple

from mappings import dates
from mappings.conditions import Entry
from mappings.dates import When
from mappings.definitions import VALUES
from mappings.mentions import Mention, classify, folded
from mappings.model import Fact, Quality, Source
from mappings.names import PREGNANCY
from mappings.observations import Result, Results
from mappings.reading import is_true, string, texts
from mappings.terminology import Terminology
from mappings.tumors import SHARED

PREGNANT, UNCONFIRMED = "pregnant", "unconfirmed"
_YES: Final = frozenset({"pregnant", "yes", "currently pregnant", "positive", "schwanger", "true"})
_NO: Final = frozenset({"not pregnant", "no", "non-pregnant", "not currently pregnant", "negative", "nicht schwanger",
                        "not detected", "false"})  # fmt: skip


class _Seen(NamedTuple):
    """One entry that says pregnant: since when, when it was last said, and whether it is certain and recent enough."""

    source: Source
    begun: When | None
    said: When | None
    sure: bool


class _Over(NamedTuple):
    """A delivery or an abortion (`after` is False), or a negative answer, which must be of a later day (`after`)."""

    source: Source
    when: When | None
    after: bool


def pregnancy(found: Results, entries: Iterable[Entry], terminology: Terminology, as_of: datetime) -> Fact | None:
    """Return `pregnant` or `unconfirmed` with the newest entry that says so; None where nothing does, or it is over.

    Unconfirmed: undated, older than the defined days, suspected, preliminary, only a positive test (a tumor can make the
    hormone), or with an end whose date does not decide.
    """
    read = list(entries)
    seen = [one for entry in read if (one := _recorded(entry, as_of)) is not None]
    over = [_Over(one.source, one.onset or max(one.dated, key=_end, default=None), after=False)
            for one in read if _ended(one)]  # fmt: skip
    for result in found.of("pregnancy-status", "pregnancy-test"):
        said = _answer(result, terminology)
        if said is True:
            status = "pregnancy-status" in result.sets and result.final
            when = result.source.when
            seen.append(_Seen(result.source, when, when, status and _recent((when,), as_of)))
        elif said is False and result.final:
            over.append(_Over(result.source, result.source.when, after=True))
    return _concluded([(one, *_against(one, over)) for one in seen])


def _end(when: When) -> datetime:
    return when.end


def _recorded(entry: Entry, as_of: datetime) -> _Seen | None:
    """Return an entry of pregnancy that is not over; its dates must all be recent for it to be certain."""
    if "pregnancy" not in entry.sets or entry.sets & SHARED or entry.active is False:
        return None
    doubted = "pregnancy" in entry.guarded or any(
        classify(text, PREGNANCY) is Mention.SUSPECTED for text in entry.words
    )
    certain = entry.active is True and not entry.suspected and not doubted
    said = max(entry.dated, key=_end, default=None)
    return _Seen(entry.source, entry.onset or said, said, certain and _recent(entry.dated, as_of))


def _recent(given: Iterable[When | None], as_of: datetime) -> bool:
    """Whether all dates are known to be within the days of a pregnancy; without one it is not known."""
    known = list(given)
    return bool(known) and all(
        one is not None and dates.days_between(one.start, as_of) <= VALUES["pregnancy_days"] for one in known
    )


def _ended(entry: Entry) -> bool:
    return "pregnancy-ended" in entry.sets and not entry.suspected and not entry.sets & SHARED


def _answer(result: Result, terminology: Terminology) -> bool | None:
    """Return what a pregnancy status or test says; None for what is not understood."""
    holder = result.resource
    if holder.get("dataAbsentReason"):
        return None
    concept, flag = holder.get("valueCodeableConcept"), holder.get("valueBoolean")
    sets = terminology.sets(concept)
    words = {folded(text[:80]).rstrip(" .") for text in (*texts(concept), string(holder.get("valueString"))) if text}
    yes = bool(sets & {"pregnancy-status-yes", "test-positive"} or words & _YES or is_true(flag))
    no = bool(sets & {"pregnancy-status-no", "test-negative"} or words & _NO or flag is False)
    return yes if yes is not no else None


def _against(one: _Seen, over: Iterable[_Over]) -> tuple[bool, tuple[Source, ...]]:
    """Say whether an entry is known to be over, and what else may have ended it."""
    verdicts = [(_ends(one, end), end.source) for end in over]
    return any(known for known, _ in verdicts), tuple(source for known, source in verdicts if known is None)


def _ends(one: _Seen, end: _Over) -> bool | None:
    """Whether an end comes after what it ends: yes, no, or (None) not known."""
    start = one.said if end.after else one.begun
    if start is None or end.when is None:
        return None
    earliest, latest = end.when.start.date(), end.when.end.date()
    first, last = start.start.date(), start.end.date()
    if earliest > last or (not end.after and earliest == last):
        return True
    return None if latest >= first else False


def _concluded(found: list[tuple[_Seen, bool, tuple[Source, ...]]]) -> Fact | None:
    open_ones = [(one, doubts) for one, over, doubts in found if not over]
    sure = [(one, doubts) for one, doubts in open_ones if one.sure and not doubts]
    newest = max(sure or open_ones, key=lambda pair: _when(pair[0]), default=None)
    if newest is None:
        return None
    one, doubts = newest
    if sure:
        return Fact(PREGNANT, one.source)
    return Fact(UNCONFIRMED, one.source, Quality.AMBIGUOUS if doubts else Quality.STALE, doubts)


def _when(one: _Seen) -> float:
    return one.said.end.timestamp() if one.said else float("-inf")
