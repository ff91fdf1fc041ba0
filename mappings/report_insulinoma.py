"""Insulinomas that reports name in words: suspected, like those that the reason of an order names, never more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import tzinfo

from mappings import dates
from mappings.conditions import Entry
from mappings.cuts import dropped
from mappings.dates import When
from mappings.mentions import INSULINOMA, classify
from mappings.model import Note
from mappings.order_reasons import Reason
from mappings.reading import Json, texts
from mappings.reported import Reported
from mappings.standing import standing
from mappings.terminology import Terminology
from mappings.tumors import INSULINOMA_SETS

_RECORDED = ("recordedDate", "assertedDate", "onsetDateTime")


def reasons(
    reported: Reported,
    conditions: Iterable[Json],
    read: Iterable[Entry],
    terminology: Terminology,
    zone: tzinfo,
    notes: list[Note],
) -> tuple[Reason, ...]:
    """Return what reports name, but not where an entry of the same day or later refutes it or closed the suspicion."""
    if not reported.insulinoma:
        return ()
    answers = [*_closed(read), *_refuted(conditions, terminology, zone)]
    found = []
    for source in reported.insulinoma:
        if any(source.when and not source.when.after(one) for one in answers):
            notes.append(Note(source.reference, "an insulinoma that it names was refuted or closed since: not used"))
        else:
            found.append(Reason(source, selected=False, active=False))
    return tuple(found)


def _closed(read: Iterable[Entry]) -> Iterator[When]:
    for entry in read:
        if "insulinoma" in entry.sets and dropped(entry):
            yield from (one for one in (entry.resolved, *entry.dated) if one)


def _refuted(conditions: Iterable[Json], terminology: Terminology, zone: tzinfo) -> Iterator[When]:
    for one in conditions:
        refused = standing(one).refused or ""
        if "refuted" not in refused and "excluded" not in refused:
            continue
        code = one.get("code")
        named = terminology.sets(code) & INSULINOMA_SETS or any(
            classify(text[:500], INSULINOMA) for text in texts(code)
        )
        when = dates.first(one, _RECORDED, zone)
        if named and when:
            yield when
