"""One conclusion on insulinoma from several entries: conditions, operations, the syndrome, laboratory patterns."""

from __future__ import annotations

from collections.abc import Iterable

from mappings.conditions import Entry
from mappings.cuts import Cuts, follows, weigh, when_of
from mappings.cuts import spread as spread_of
from mappings.dates import When
from mappings.mentions import Mention
from mappings.model import Certainty, Fact, Insulinoma, Quality, Source
from mappings.order_reasons import Reason
from mappings.procedures import Operations

_NO_OPERATIONS = Operations()


def conclude(  # noqa: PLR0913, PLR0917 - one for each kind of evidence
    entries: list[Entry],
    syndromes: Iterable[Fact],
    biochemical: tuple[Source, ...],
    hyperinsulinism: tuple[Source, ...],
    operations: Operations = _NO_OPERATIONS,
    metastatic: tuple[Source, ...] = (),
    reasons: tuple[Reason, ...] = (),
) -> Insulinoma:
    """Weigh every entry; see docs/how-it-decides.md. The first that fits, strongest first.

    `metastatic` is what Observations say of metastases: with any on record no operation ends an insulinoma. An observed
    insulinoma of quality AMBIGUOUS, and the `reasons` of orders, make one suspected.
    """
    facts = list(syndromes)
    denied = tuple(fact.source for fact in facts if fact.value == "none")
    seen = [fact.source for fact in facts if fact.value == "insulinoma"]
    spread = spread_of(entries, metastatic)
    cuts = Cuts() if spread else weigh(operations.resections, entries, seen)
    named = [entry for entry in entries if "insulinoma" in entry.sets]
    past = [e for e in named if e.active is False or e.mention is Mention.PAST or cuts.ended(e)]
    over = {id(entry) for entry in past}
    present = [entry for entry in named if id(entry) not in over]
    resolved, last = cuts.resolved(past), cuts.last(past)
    ended = [source for source in seen if cuts.ended_then(source) or cuts.of_specimen(source)]
    observed = [source for source in seen if source not in ended and not _superseded(source, resolved)]
    gone = [*(e.source for e in past), *(one.source for one in cuts.tied), *ended]
    doubtful = [e for e in present if e.active is None or cuts.disputed(e) or (gone and not follows(e.dated, last))]
    doubted = {id(entry) for entry in doubtful}
    sure = [e for e in present if id(e) not in doubted and e.mention is Mention.ASSERTED and not e.suspected]
    unclear = [s for s in observed if cuts.disputed_then(s) or (gone and not follows(when_of(s), last))]
    doubts = {fact.source for fact in facts if fact.quality is Quality.AMBIGUOUS}
    clear = [source for source in observed if source not in unclear]
    confirmed = [*(e.source for e in sure), *(source for source in clear if source not in doubts)]
    if confirmed:
        return Insulinoma(Certainty.CONFIRMED, tuple(confirmed), denied=denied)
    if doubtful or unclear:
        against = [one.source for one in cuts.other]
        return Insulinoma(
            Certainty.CONFLICTING, _once(*(e.source for e in doubtful), *gone, *unclear, *against), resolved, denied
        )
    hints = [
        *clear,
        *(one.source for one in reasons if _counts(one, cuts, over=bool(gone), resolved=resolved, last=last)),
    ]
    if present or hints:
        return Insulinoma(Certainty.SUSPECTED, _once(*(entry.source for entry in present), *hints), resolved, denied)
    cut_out = [one.source for one in operations.resections if one.of_insulinoma]
    if cut_out and spread and not past:
        return Insulinoma(Certainty.CONFLICTING, _once(*cut_out, *spread), None, denied)
    return _without_name(entries, gone, resolved, (biochemical, hyperinsulinism, operations.named), denied, cuts)


def _without_name(
    entries: list[Entry],
    gone: list[Source],
    resolved: When | None,
    hints: tuple[tuple[Source, ...], tuple[Source, ...], tuple[Source, ...]],
    denied: tuple[Source, ...],
    cuts: Cuts,
) -> Insulinoma:
    """Conclude from laboratory, codes and operations that were not done, where no present entry names an insulinoma."""
    biochemical, hyperinsulinism, operations = hints
    tumors = [e for e in entries if e.active is not False and "pancreatic-tumor" in e.sets]
    syndrome = [e for e in entries if e.source in hyperinsulinism]
    after = tuple(s for s in biochemical if not gone or resolved is None or (s.when and s.when.after(resolved)))
    after = tuple(s for s in after if not cuts.removed_by_then(s))
    if after:
        return Insulinoma(Certainty.BIOCHEMICAL, after, resolved, denied)
    if gone:
        return Insulinoma(Certainty.RESOLVED, _once(*gone), resolved, denied)
    left = tuple(s for s in operations if not cuts.ended_then(s))
    if left:
        return Insulinoma(Certainty.SUSPECTED, left, None, denied)
    pattern = tumors and hyperinsulinism
    if pattern and not all(map(cuts.ended, (*tumors, *syndrome))):
        return Insulinoma(Certainty.PATTERN, (*(e.source for e in tumors), *hyperinsulinism), None, denied)
    if pattern or biochemical or operations:  # all from before the whole pancreas was removed
        return Insulinoma(Certainty.RESOLVED, _once(*(one.source for one in cuts.total)), resolved, denied)
    return Insulinoma(Certainty.NOT_RECORDED, denied=denied)


def _counts(reason: Reason, cuts: Cuts, *, over: bool, resolved: When | None, last: When | None) -> bool:
    """Whether the reason of an order counts: selected now, or nothing says that the insulinoma was over after it.

    Where that is open, an active order counts and one of the past does not.
    """
    if reason.selected:
        return True
    if cuts.ended_then(reason.source) or (over and _superseded(reason.source, resolved)):
        return False
    return not over or reason.active or follows(when_of(reason.source), last)


def _once(*sources: Source) -> tuple[Source, ...]:
    """Return each source once, in order."""
    return tuple(dict.fromkeys(sources))


def _superseded(source: Source, resolved: When | None) -> bool:
    """An observation from before the resolution is history; where either has no date, it is not."""
    return bool(source.when and resolved and resolved.after(source.when))
