"""Procedure resources: operations that removed the pancreas, a part of it, or a tumor in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Final

from mappings import dates, operations
from mappings.dates import When
from mappings.mentions import INSULINOMA, Mention, classify
from mappings.model import Extent, Note, Resection, Source
from mappings.reading import Json, code_of, codings, local_reference, objects, string, texts, type_and_id
from mappings.terminology import Terminology
from mappings.tumors import INSULINOMA_SETS

_DONE: Final = frozenset({"", "completed"})
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
_NAMED: Final = frozenset({Mention.ASSERTED, Mention.PAST})


@dataclass(frozen=True, slots=True)
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
    insulinomas: frozenset[str] = frozenset(),
) -> Operations:
    """Read Procedures; `insulinomas` are references of Conditions of one. What is dropped leaves a note."""
    resections, named = [], []
    for resource in resources:
        try:
            found = _read(resource, terminology, as_of, zone, notes, insulinomas)
        except (TypeError, ValueError, AttributeError, LookupError) as error:
            notes.append(Note(type_and_id(resource), f"could not be read ({type(error).__name__})", lost=True))
            continue
        if isinstance(found, Resection):
            resections.append(found)
        elif found is not None:
            named.append(found)
    resections.sort(key=lambda one: dates.recency(one.when, as_of), reverse=True)
    return Operations(tuple(resections), tuple(named))


def _read(
    resource: Json,
    terminology: Terminology,
    as_of: datetime,
    zone: tzinfo,
    notes: list[Note],
    insulinomas: frozenset[str],
) -> Resection | Source | None:
    """Return a resection, or the source of a Procedure that names an insulinoma and removed none; else None."""
    code = resource.get("code")
    own, sets = texts(code), terminology.sets(code)
    if not own and not sets:
        if code not in (None, "", [], {}) and not any(coding.code for coding in codings(code)):
            notes.append(Note(type_and_id(resource), "the code could not be read: not used", lost=True))
        return None
    status, reference = code_of(resource.get("status")), type_and_id(resource)
    if status == _ERROR:
        notes.append(Note(reference, f"status {status}: not used"))
        return None
    reasons = _reasons(resource)
    of_insulinoma = _of_insulinoma(resource, code, sets, reasons, terminology, insulinomas)
    kind = _kind(resource, own, sets, terminology, of_insulinoma=of_insulinoma)
    when = _when(resource, zone)
    refusal = _refusal(resource, status, own, when, as_of, terminology)
    source = Source(reference, when, own[0] if own else codings(code)[0].code, _how(kind, sets))
    if kind is not None and not refusal:
        return Resection(source, kind, when, of_insulinoma, frozenset(reasons))
    if refusal and (kind is not None or of_insulinoma):
        notes.append(Note(reference, f"no resection: {refusal}"))
    return source if of_insulinoma else None


def _how(kind: Extent | None, sets: frozenset[str]) -> str:
    return "code" if kind is not None and sets & _KINDS.keys() else "name"


def _refusal(
    resource: Json, status: str, own: list[str], when: When | None, as_of: datetime, terminology: Terminology
) -> str | None:
    """Return why a Procedure removed nothing: not done, not yet, not a removal by its words, or not successful."""
    if status not in _DONE:
        return f"status {status[:20]}"
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
    resource: Json, own: list[str], sets: frozenset[str], terminology: Terminology, *, of_insulinoma: bool
) -> Extent | None:
    """Return how much was removed by code and words; None where neither says that anything in the pancreas was."""
    said = {_KINDS[name] for name in sets & _KINDS.keys()}
    said |= {kind for text in own if (kind := operations.extent(text)) is not None}
    if not said and (of_insulinoma or _in_pancreas(resource, terminology)) and any(map(operations.bare, own)):
        said = {Extent.ENUCLEATION}
    return next((kind for kind in _ORDER if kind in said), None)


def _in_pancreas(resource: Json, terminology: Terminology) -> bool:
    sites = resource.get("bodySite")
    named = any("pancrea" in text.lower() or "pankrea" in text.lower() for text in texts(sites))
    return named or "pancreas-site" in terminology.sets(sites)


def _reasons(resource: Json) -> list[str]:
    """Return the references (`Type/id`) that a Procedure gives as its reason, in R4 and in R5."""
    given = [
        *objects(resource.get("reasonReference")),
        *(one.get("reference") for one in objects(resource.get("reason"))),
    ]
    return [reference for one in given if (reference := local_reference(one))]


def _of_insulinoma(
    resource: Json,
    code: object,
    sets: frozenset[str],
    reasons: list[str],
    terminology: Terminology,
    insulinomas: frozenset[str],
) -> bool:
    """Say whether the operation, its reason or its report names an insulinoma, other than as a doubt."""
    if sets & INSULINOMA_SETS or insulinomas & frozenset(reasons):
        return True
    if any(classify(text[:500], INSULINOMA) in _NAMED for text in texts(code)):
        return True
    new = [one.get("concept") for one in objects(resource.get("reason"))]
    concepts = [resource.get("reasonCode"), *new]
    linked = [*objects(resource.get("reasonReference")), *objects(resource.get("report"))]
    linked += [part for one in objects(resource.get("reason")) for part in objects(one.get("reference"))]
    said = [*texts(code), *(text for one in concepts for text in texts(one))]  # a doubt in any of them is one
    said += [string(one.get("display")) for one in linked]
    mentions = {classify(text[:500], INSULINOMA) for text in said if text}
    if mentions & {Mention.DENIED, Mention.FAMILY, Mention.SUSPECTED}:
        return False
    return bool(mentions & _NAMED) or any(terminology.sets(one) & INSULINOMA_SETS for one in concepts)


def _when(resource: Json, zone: tzinfo) -> When | None:
    """Return when it was done; of words, only a lone year without `before`, `after` or `since` is a date."""
    found = dates.first(resource, _WHEN, zone)
    if found is not None:
        return found
    said = " ".join(string(resource.get(name)) for name in ("performedString", "occurrenceString"))[:100].lower()
    return dates.lone_year(said, zone)
