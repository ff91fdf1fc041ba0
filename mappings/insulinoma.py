"""One conclusion on insulinoma from several entries: conditions, the functional syndrome, laboratory patterns."""

from __future__ import annotations

from collections.abc import Iterable

from mappings.conditions import Entry
from mappings.dates import When
from mappings.mentions import Mention
from mappings.model import Certainty, Fact, Insulinoma, Source

_TOTAL_PANCREATECTOMY = "total-pancreatectomy"
_MOST_REMOVALS = 10
"""A pancreas is removed once; more entries repeat it."""


def conclude(
    entries: list[Entry],
    syndromes: Iterable[Fact],
    biochemical: tuple[Source, ...],
    hyperinsulinism: tuple[Source, ...],
) -> Insulinoma:
    """Weigh every entry; see docs/how-it-decides.md. The first that fits, strongest first."""
    named = [entry for entry in entries if "insulinoma" in entry.sets]
    denied = tuple(fact.source for fact in syndromes if fact.value == "none")
    removals = _removals(entries)
    past = [e for e in named if e.active is False or e.mention is Mention.PAST or _ended(e, removals)]
    over = {id(entry) for entry in past}
    present = [entry for entry in named if id(entry) not in over]
    resolved, last = _resolved(past, entries), _last(past)
    observed = [f.source for f in syndromes if f.value == "insulinoma" and not _superseded(f.source, resolved)]
    doubtful = [e for e in present if e.active is None or (past and not _follows(e.dated, last))]
    doubted = {id(entry) for entry in doubtful}
    sure = [e for e in present if id(e) not in doubted and e.mention is Mention.ASSERTED and not e.suspected]
    confirmed = [e.source for e in sure]
    confirmed += [s for s in observed if not past or _follows((s.when,) if s.when else (), last)]
    if confirmed:
        return Insulinoma(Certainty.CONFIRMED, tuple(confirmed), denied=denied)
    if doubtful or (observed and past):
        sources = (*(e.source for e in (*doubtful, *past)), *observed)
        return Insulinoma(Certainty.CONFLICTING, sources, resolved, denied)
    if present:
        return Insulinoma(Certainty.SUSPECTED, tuple(entry.source for entry in present), resolved, denied)
    return _without_name(entries, past, resolved, biochemical, hyperinsulinism, denied)


def _without_name(
    entries: list[Entry],
    past: list[Entry],
    resolved: When | None,
    biochemical: tuple[Source, ...],
    hyperinsulinism: tuple[Source, ...],
    denied: tuple[Source, ...],
) -> Insulinoma:
    """Conclude from codes and laboratory where no present entry names an insulinoma."""
    after = tuple(s for s in biochemical if not past or resolved is None or (s.when and s.when.after(resolved)))
    if after:
        return Insulinoma(Certainty.BIOCHEMICAL, after, resolved, denied)
    tumors = tuple(e.source for e in entries if e.active is not False and "pancreatic-tumor" in e.sets)
    if past:
        return Insulinoma(Certainty.RESOLVED, tuple(entry.source for entry in past), resolved, denied)
    if tumors and hyperinsulinism:
        return Insulinoma(Certainty.PATTERN, (*tumors, *hyperinsulinism), None, denied)
    return Insulinoma(Certainty.NOT_RECORDED, denied=denied)


def _last(past: list[Entry]) -> When | None:
    """Return the latest resolution, if every one has a date."""
    ends = [one.resolved for one in past]
    known = [end for end in ends if end is not None]
    return max(known, key=lambda when: when.end) if known and len(known) == len(ends) else None


def _follows(dated: tuple[When, ...], last: When | None) -> bool:
    """An entry is later than every resolution only if each of its dates is, and each resolution has one."""
    return last is not None and bool(dated) and all(when.after(last) for when in dated)


def _removals(entries: list[Entry]) -> list[When | None]:
    """Return the dates of total pancreatectomies; none counts where metastases are on record."""
    if any(one.active is not False and one.sets & {"liver-mets", "net-mets"} for one in entries):
        return []
    removed = [one for one in entries if _TOTAL_PANCREATECTOMY in one.sets and not one.suspected]
    return [one.dated[0] if one.dated else None for one in removed]


def _ended(entry: Entry, removals: list[When | None]) -> bool:
    """Without a pancreas an insulinoma is over, unless it was recorded afterwards."""
    return any(when is None or not _follows(entry.dated, when) for when in removals[:_MOST_REMOVALS])


def _resolved(past: list[Entry], entries: list[Entry]) -> When | None:
    """Return when it was over: the latest resolution, if each has a date; a word of the past repeats, so its first."""
    if not past:
        return None
    over = [entry.resolved for entry in past if entry.active is not True]
    told = [entry.resolved for entry in past if entry.active is True and entry.resolved]
    told += [e.dated[0] for e in entries if _TOTAL_PANCREATECTOMY in e.sets and not e.suspected and e.dated]
    ends = over or sorted(told, key=lambda when: when.end)[:1]
    known = [end for end in ends if end is not None]
    return max(known, key=lambda when: when.end) if known and len(known) == len(ends) else None


def _superseded(source: Source, resolved: When | None) -> bool:
    """An observation from before the resolution is history; where either has no date, it is not."""
    return bool(source.when and resolved and resolved.after(source.when))
