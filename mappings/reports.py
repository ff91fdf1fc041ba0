"""Reports (DiagnosticReport) -> what they say in words: which are read, within what budget, and which statement counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, tzinfo
from typing import Final, NamedTuple

from mappings import dates, report_choice, report_codes, report_forms, report_reading
from mappings.dates import When
from mappings.model import Note, Source
from mappings.reading import Json, code_of, type_and_id
from mappings.report_codes import Kind
from mappings.report_reading import Said
from mappings.reported import HOW, NOTHING, Reported
from mappings.terminology import Terminology

MOST: Final = 20
"""Reports that are read: those of pathology and imaging first, the newest first."""
MOST_TEXT: Final = 120_000
"""Characters of all of them."""
_VOID: Final = frozenset({"entered-in-error", "cancelled"})
_FINAL: Final = frozenset({"final", "amended", "corrected", "appended"})
_DATES: Final = ("effectiveDateTime", "effectivePeriod", "effectiveInstant", "issued")


class Report(NamedTuple):
    """One report that is read: where and when, whether it is final, and what kind it is."""

    resource: Json
    source: Source
    final: bool
    kind: Kind


def read(
    pools: Mapping[str, Iterable[Json]], terminology: Terminology, as_of: datetime, zone: tzinfo, notes: list[Note]
) -> Reported:
    """Return what the DiagnosticReports of `pools` (type -> FHIR resources, Binaries too) say; never raises on content."""
    usable = ranked(pools.get("DiagnosticReport", ()), terminology, as_of, zone, notes)
    if not usable:
        return NOTHING
    notes += [Note(one.source.reference, f"more than {MOST} reports: not read") for one in usable[MOST:]]
    binaries = {type_and_id(one): one for one in pools.get("Binary", ())}
    room, unread, told = MOST_TEXT, list[Source](), list[tuple[Report, Said]]()
    for one in usable[:MOST]:
        text, problems = report_forms.text_of(one.resource, binaries, room)
        room -= len(text)
        unread += [_not_read(one, problem) for problem in problems]
        if text:
            told.append((one, _said(one, text, notes)))
    codes = [found for one in usable[:MOST] for found in report_codes.read(one, terminology, notes)]
    return report_choice.conclude(told, codes, unread, as_of)


def ranked(
    resources: Iterable[Json], terminology: Terminology, as_of: datetime, zone: tzinfo, notes: list[Note]
) -> list[Report]:
    """Return the reports that may say something: those of pathology and imaging first, the newest first."""
    usable = list(_usable(resources, terminology, as_of, zone, notes))
    usable.sort(key=lambda one: dates.recency(one.source.when, as_of), reverse=True)
    usable.sort(key=lambda one: one.kind.rank)
    return usable


def _usable(
    resources: Iterable[Json], terminology: Terminology, as_of: datetime, zone: tzinfo, notes: list[Note]
) -> Iterator[Report]:
    for resource in resources:
        kind = report_codes.kind_of(resource, terminology)
        if not report_forms.says_anything(resource) or kind.rank > report_codes.UNRELATED:
            continue
        reference, status = type_and_id(resource), code_of(resource.get("status"))
        when = dates.first(resource, _DATES, zone)
        reason = _refused(status, when, as_of, kind)
        if reason:
            notes.append(Note(reference, reason))
        else:
            yield Report(resource, Source(reference, when, "", HOW), status in _FINAL, kind)


def _refused(status: str, when: When | None, as_of: datetime, kind: Kind) -> str:
    if status in _VOID:
        return f"a report with status {status}: not used"
    if dates.is_future(when, as_of):
        return "a report that is dated in the future: not used"
    return "a report of another tumor: not used" if kind.elsewhere else ""


def _not_read(one: Report, problem: str) -> Source:
    return Source(one.source.reference, one.source.when, problem, "not read")


def _said(one: Report, text: str, notes: list[Note]) -> Said:
    said = report_reading.read(text, one.source, name=one.kind.name, pathology=one.kind.pathology)
    reasons = [*dict.fromkeys(said.set_aside)]
    reasons += [f"{said.dropped} sentences that are too long were not read"] if said.dropped else []
    notes += [Note(one.source.reference, reason) for reason in reasons]
    return said
