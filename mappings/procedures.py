"""Procedure resources: operations that removed the pancreas, a part of it, or a tumor in it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, tzinfo
from typing import Final

from mappings import dates, operations, procedure_reasons
from mappings.cuts import MOST
from mappings.dates import When
from mappings.model import Extent, Note, Resection, Source
from mappings.procedure_reasons import NO_TUMORS, Tumors
from mappings.reading import Json, code_of, codings, is_true, string, texts, type_and_id
from mappings.records import record
from mappings.terminology import Terminology

_DONE: Final = frozenset({"", "completed"})
_NEGATED: Final = ("notDone", "notPerformed")  # DSTU2 and STU3
_ERROR: Final = "entered-in-error"
_WHEN: Final = (
    "performedDateTime", "performedPeriod", "performedString", "occurrenceDateTime", "occurrencePeriod", "occurrenceString",
)  # fmt: skip
_KINDS: Final = {
    "resection-partial": Extent.PARTIAL, "resection-local": Extent.ENUCLEATION,
    "resection-total": Extent.TOTAL, "resection-unspecified": Extent.UNKNOWN,
}  # fmt: skip
_ORDER: Final = (Extent.PARTIAL, Extent.ENUCLEATION, Extent.TOTAL, Extent.UNKNOWN)
"""The first that code or words say: a total pancreatectomy ends a tumor, so anything smaller beside it wins."""
_DIAGNOSTIC: Final = "pancreas-diagnostic"
_SAMPLE: Final = "the code is of a diagnostic procedure"


@record
class Operations:
    """What Procedures say: resections, newest first, and insulinomas that are named by one that removed none."""

    resections: tuple[Resection, ...] = ()
    named: tuple[Source, ...] = ()


def read(
    resources: Iterable[Json],
    terminology: Terminology,
    as_of: datetime,
    zone: tzinfo,
    notes: list[Note],
    tumors: Tumors = NO_TUMORS,
) -> Operations:
    """Read Procedures; `tumors` are the Conditions that one may give as its reason. What is dropped leaves a note."""
    resections: list[Resection] = []
    named: list[Source] = []
    for resource in resources:
        try:
            found = _read(resource, terminology, as_of, zone, notes, tumors)
        except (TypeError, ValueError, AttributeError, LookupError) as error:
            notes.append(Note(type_and_id(resource), f"could not be read ({type(error).__name__})", lost=True))
            continue
        resections += [one for one in found if isinstance(one, Resection)]
        named += [one for one in found if isinstance(one, Source)]
    resections.sort(key=lambda one: dates.recency(one.when, as_of), reverse=True)
    notes += [Note(one.source.reference, f"not weighed: the {MOST} newest operations are") for one in resections[MOST:]]
    return Operations(tuple(resections), tuple(named))


def _read(
    resource: Json,
    terminology: Terminology,
    as_of: datetime,
    zone: tzinfo,
    notes: list[Note],
    tumors: Tumors,
) -> tuple[Resection | Source, ...]:
    """Return a resection, or the source of a Procedure that names an insulinoma and removed none.

    Without a status nobody says that it was done: it disputes an insulinoma as one of unknown extent, and ends none.
    """
    code = resource.get("code")
    own, sets = texts(code), terminology.sets(code)
    if not own and not sets:
        if code not in (None, "", [], {}) and not any(coding.code for coding in codings(code)):
            notes.append(Note(type_and_id(resource), "the code could not be read: not used", lost=True))
        return ()
    status, reference = code_of(resource.get("status")), type_and_id(resource)
    if status == _ERROR:
        notes.append(Note(reference, f"status {status}: not used"))
        return ()
    reasons = procedure_reasons.references(resource)
    of_insulinoma = procedure_reasons.of_insulinoma(resource, code, sets, reasons, terminology, tumors.insulinomas)
    kind = _kind(resource, own, sets, terminology, tumors.pancreatic & frozenset(reasons), of_insulinoma=of_insulinoma)
    if kind is None and not of_insulinoma:
        return ()
    when = _when(resource, zone)
    refusal = _SAMPLE if _DIAGNOSTIC in sets else _refusal(resource, status, own, when, as_of, terminology)
    source = Source(reference, when, own[0] if own else codings(code)[0].code, _how(kind, sets))
    if kind is not None and not refusal:
        if status:
            return (Resection(source, kind, when, of_insulinoma, frozenset(reasons)),)
        unsure = Resection(source, Extent.UNKNOWN, when, of_insulinoma=False, reasons=frozenset(reasons))
        notes.append(Note(reference, "no status: the operation may not have been done"))
        return (unsure, source) if of_insulinoma else (unsure,)
    if refusal:
        notes.append(Note(reference, f"no resection: {refusal}"))
    return (source,) if of_insulinoma else ()


def _how(kind: Extent | None, sets: frozenset[str]) -> str:
    return "code" if kind is not None and sets & _KINDS.keys() else "name"


def _refusal(
    resource: Json, status: str, own: list[str], when: When | None, as_of: datetime, terminology: Terminology
) -> str | None:
    """Return why a Procedure removed nothing: not done, not yet, not a removal by its words, or not successful."""
    if status not in _DONE:
        return f"status {status[:20]}"
    negated = next((name for name in _NEGATED if is_true(resource.get(name))), None)
    if negated:
        return negated
    if dates.is_future(when, as_of):
        return "dated in the future"
    words = next((found for text in own if (found := operations.refused(text))), None)
    if words:
        return f'"{words}"'
    outcome = resource.get("outcome")
    failed = terminology.sets(outcome) & {"procedure-unsuccessful"}
    failed |= {text for text in texts(outcome) if "unsuccess" in text.lower() or operations.refused(text)}
    return "outcome not successful" if failed else None


def _kind(
    resource: Json,
    own: list[str],
    sets: frozenset[str],
    terminology: Terminology,
    known: frozenset[str],
    *,
    of_insulinoma: bool,
) -> Extent | None:
    """Return how much was removed by code and words; None where neither says that anything in the pancreas was."""
    said = {_KINDS[name] for name in sets & _KINDS.keys()}
    said |= {kind for text in own if (kind := operations.extent(text)) is not None}
    if not said:
        sited = of_insulinoma or _in_pancreas(resource, terminology)
        if sited or known or procedure_reasons.of_pancreatic_tumor(resource, terminology):
            said = {kind for text in own if (kind := operations.extent(text, in_pancreas=True)) is not None}
        if not said and sited and any(map(operations.bare, own)):
            said = {Extent.ENUCLEATION}
    return next((kind for kind in _ORDER if kind in said), None)


def _in_pancreas(resource: Json, terminology: Terminology) -> bool:
    sites = resource.get("bodySite")
    return any(map(operations.in_pancreas, texts(sites))) or "pancreas-site" in terminology.sets(sites)


def _when(resource: Json, zone: tzinfo) -> When | None:
    """Return when it was done; of words, only a lone year without `before`, `after` or `since` is a date."""
    found = dates.first(resource, _WHEN, zone)
    if found is not None:
        return found
    said = " ".join(string(resource.get(name)) for name in ("performedString", "occurrenceString"))[:100].lower()
    return dates.lone_year(said, zone)
