"""What operations on the pancreas do to an insulinoma: which end it, which dispute it, and when it was gone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from mappings.conditions import Entry
from mappings.dates import When
from mappings.definitions import VALUES
from mappings.mentions import Mention
from mappings.model import Extent, Resection, Source
from mappings.records import record
from mappings.syndromes import HISTOLOGY
from mappings.tumors import NOT_ENDED

_TOTAL_PANCREATECTOMY: Final = "total-pancreatectomy"
MOST: Final = 10
"""Operations of a kind that are weighed: a pancreas is operated on a few times; more entries repeat it."""


@record
class Cuts:
    """Operations by what they do: remove the whole pancreas, concern the insulinoma, or neither is said."""

    total: tuple[Resection, ...] = ()
    tied: tuple[Resection, ...] = ()
    other: tuple[Resection, ...] = ()

    def ended(self, entry: Entry) -> bool:
        """Without a pancreas an insulinoma is over, unless it was recorded afterwards."""
        return any(not _beats(entry, one) for one in self.total)

    def ended_then(self, seen: Source) -> bool:
        """The same for an observed insulinoma."""
        return any(not follows(when_of(seen), one.when) for one in self.total)

    def removed_by_then(self, sample: Source) -> bool:
        """Whether a sample is not known to be later than a dated removal of the whole pancreas."""
        return any(one.when and not follows(when_of(sample), one.when) for one in self.total)

    def disputed(self, entry: Entry) -> bool:
        """An entry stands beside a smaller operation only if it is later by all its dates."""
        return any(not _beats(entry, one) for one in (*self.tied, *self.other))

    def disputed_then(self, seen: Source) -> bool:
        """The same for an observed one; a histology may also be the specimen of an operation of unknown extent."""
        return any(not follows(when_of(seen), one.when) for one in (*self.tied, *self.other)) or any(
            _of_its_days(seen, one) for one in self.other
        )

    def of_specimen(self, seen: Source) -> bool:
        """Whether a histology is that of a tumor which an operation took out."""
        return any(_is_specimen(seen, one) for one in self.tied)

    def last(self, past: Iterable[Entry]) -> When | None:
        """Return the latest end, if each has a date: of past entries, of the operations that concern it."""
        known = [one.when for one in (*self.tied, *self.other, *self.total) if one.when]
        fill = max(known, key=_end, default=None)
        ends = [entry.resolved or fill for entry in past] + [one.when for one in self.tied]
        dated = [end for end in ends if end is not None]
        return max(dated, key=_end) if dated and len(dated) == len(ends) else None

    def resolved(self, past: list[Entry]) -> When | None:
        """Return when it was over, so that a low glucose after it may be a recurrence; None where a date is missing.

        The latest abatement, or the operation that took it out; a word of the past, and the absence of the pancreas,
        are written down again and again, so the first. An operation fills in for an abatement without a date.
        """
        operated = [one.when for one in self.tied if one.when]
        lasting = [one.when for one in self.total if one.when]
        over = [entry.resolved for entry in past if entry.active is not True]
        if over:
            fill = max(operated, key=_end, default=None) or min(
                [*lasting, *(one.when for one in self.other if one.when)], key=_end, default=None
            )
            ends = [end or fill for end in over]
            known = [*(end for end in ends if end), *operated]
            return max(known, key=_end) if None not in ends else None
        told = [entry.resolved for entry in past if entry.active is True and entry.resolved]
        return max(operated, key=_end, default=None) or min([*told, *lasting], key=_end, default=None)


def weigh(resections: Iterable[Resection], entries: list[Entry], seen: list[Source]) -> Cuts:
    """Sort operations, with Z90.410 as a total one. `seen` are observed insulinomas: a histology ties its operation.

    One without a date says nothing new where the end of the insulinoma is dated already.
    """
    given = list(resections)[:MOST]
    total = totals(given, entries)
    smaller = [one for one in given if one.kind is not Extent.TOTAL]
    tied = [one for one in smaller if one.of_insulinoma or any(_is_specimen(source, one) for source in seen)]
    other = [one for one in smaller if one not in tied]
    tied += [one for one in total if one.of_insulinoma and one not in tied]
    over = any("insulinoma" in e.sets and e.active is False and e.resolved and not dropped(e) for e in entries)
    if over or any(one.when for one in tied):
        tied = [one for one in tied if one.when]
    if over or any(one.when for one in (*tied, *other)):
        other = [one for one in other if one.when]
    return Cuts(tuple(total), tuple(tied), tuple(other))


def dropped(entry: Entry) -> bool:
    """Whether an entry is a suspicion that was closed: it says neither that there is a tumor nor that one was healed."""
    return entry.active is False and (entry.suspected or entry.mention is Mention.SUSPECTED)


def totals(resections: Iterable[Resection], entries: Iterable[Entry]) -> list[Resection]:
    """Return the total pancreatectomies: Procedures, and Z90.410 with its onset, else its recording, as the date."""
    gone = [e for e in entries if _TOTAL_PANCREATECTOMY in e.sets and not e.suspected][:MOST]
    absent = [Resection(e.source, Extent.TOTAL, e.dated[0] if e.dated else None, of_insulinoma=False) for e in gone]
    return [*(one for one in resections if one.kind is Extent.TOTAL), *absent]


def spread(entries: Iterable[Entry], metastatic: tuple[Source, ...]) -> tuple[Source, ...]:
    """Return what says metastases, with which no operation ends anything; `metastatic` is what Observations say."""
    return (*(e.source for e in entries if e.active is not False and e.sets & NOT_ENDED), *metastatic)


def removed(resections: Iterable[Resection], entries: list[Entry], metastatic: tuple[Source, ...]) -> tuple[When, ...]:
    """Return when the whole pancreas was removed, as far as dated; with metastases on record it tells nothing."""
    if spread(entries, metastatic):
        return ()
    return tuple(one.when for one in totals(resections, entries) if one.when)


def follows(dated: tuple[When, ...], last: When | None) -> bool:
    """A thing is later than a date only if each of its own dates is, and there are such dates."""
    return last is not None and bool(dated) and all(when.after(last) for when in dated)


def when_of(source: Source) -> tuple[When, ...]:
    """Return the date of a source as a tuple of none or one."""
    return (source.when,) if source.when else ()


def _beats(entry: Entry, operation: Resection) -> bool:
    """An operation that gives the entry as its reason came after it, whenever the entry was recorded."""
    return follows(entry.dated, operation.when) and entry.source.reference not in operation.reasons


def _is_specimen(seen: Source, operation: Resection) -> bool:
    """A removal of unknown extent that names no insulinoma may have been one of something else."""
    surely = operation.of_insulinoma or operation.kind is not Extent.UNKNOWN
    return surely and _of_its_days(seen, operation)


def _of_its_days(seen: Source, operation: Resection) -> bool:
    if seen.how != HISTOLOGY or seen.when is None or operation.when is None:
        return False
    latest = operation.when.end + timedelta(days=VALUES["specimen_days"])
    return operation.when.start <= seen.when.end and seen.when.start <= latest


def _end(when: When) -> datetime:
    return when.end
