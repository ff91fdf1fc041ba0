"""Condition resources: what they say, whether that is certain, and whether it is still so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, tzinfo

from mappings import dates, tumors
from mappings.dates import When
from mappings.mentions import INSULINOMA, Mention, classify, folded
from mappings.model import Note, Source
from mappings.reading import Json, codes_of, codings, objects, string, texts, type_and_id
from mappings.terminology import Terminology
from mappings.tumors import INSULINOMA_SETS

_IGNORED = frozenset({"refuted", "entered-in-error"})
_OPEN = frozenset({"provisional", "differential", "unconfirmed"})
_OVER = frozenset({"inactive", "remission", "resolved"})
_ACTIVE = frozenset({"active", "recurrence", "relapse"})
_ABATEMENT = ("abatementDateTime", "abatementPeriod")
_ONSET = ("onsetDateTime", "onsetPeriod")
EMERGENCIES = frozenset({"variceal-bleed", "antidiabetic-poisoning", "carcinoid-crisis"})
"""What makes a short-acting analog urgent, as the reason of an order or on the problem list."""
_RECORDED = ("recordedDate", "assertedDate", "dateRecorded")


@dataclass(frozen=True, slots=True)
class Entry:
    """One Condition: the value sets it belongs to, its certainty and activity, and its dates."""

    sets: frozenset[str]
    mention: Mention
    """What it says of an insulinoma when `sets` holds one; ASSERTED for everything else."""
    suspected: bool
    active: bool | None
    """None when the entry contradicts itself (active and abated)."""
    dated: tuple[When, ...]
    """Onset and recording, as far as given: an entry is later than a date only if all of these are."""
    resolved: When | None
    source: Source


def entries(
    resources: Iterable[Json], terminology: Terminology, as_of: datetime, zone: tzinfo, notes: list[Note]
) -> list[Entry]:
    """Read Conditions; what is refuted, entered in error or says nothing is left out, with a note for each drop."""
    found = []
    for resource in resources:
        verification = frozenset(codes_of(resource.get("verificationStatus")))
        if verification & _IGNORED and "confirmed" not in verification:
            named = ", ".join(sorted(verification & _IGNORED))
            notes.append(Note(type_and_id(resource), f"verification status {named}: not used"))
            continue
        try:
            entry = _entry(resource, terminology, as_of, zone, suspected=bool(verification & _OPEN))
        except (TypeError, ValueError, AttributeError, LookupError) as error:
            notes.append(Note(type_and_id(resource), f"could not be read ({type(error).__name__})", lost=True))
            continue
        if entry is None:
            lost = _unreadable(resource.get("code"))
            notes.append(Note(type_and_id(resource), "neither a known code nor words: not used", lost=lost))
            continue
        found.append(entry)
    return found


def _unreadable(code: object) -> bool:
    """Whether a code says something that cannot be read; one that is absent says nothing."""
    if isinstance(code, dict):
        return bool(code.get("text") or code.get("coding"))
    return code not in (None, "", [])


def _entry(resource: Json, terminology: Terminology, as_of: datetime, zone: tzinfo, *, suspected: bool) -> Entry | None:
    morphology = [
        extension.get("valueCodeableConcept")
        for extension in objects(resource.get("extension"))
        if string(extension.get("url")).endswith(
            ("histology-morphology-behavior", "histology-morphology-behavior-icdo3")
        )
    ]
    concepts = [resource.get("code"), *morphology]
    words = [text[:500] for concept in concepts for text in texts(concept)]
    sets = frozenset().union(*(terminology.sets(concept) for concept in concepts))
    if not words and not sets and not any(coding.code for concept in concepts for coding in codings(concept)):
        return None
    by_code = bool(sets & INSULINOMA_SETS)
    mention = _mention(words, by_code=by_code, sets=sets)
    if mention not in (None, Mention.DENIED, Mention.FAMILY):
        sets |= {"insulinoma"}
    sets |= tumors.sets_of(resource, sets, words)
    how = "code" if by_code or not sets & {"insulinoma"} else "name"
    if by_code and not terminology.sets(resource.get("code")) & INSULINOMA_SETS:
        how = "morphology extension"
    seen = words[0] if words else next((c.code for concept in concepts for c in codings(concept)), "")
    sets |= _crisis([seen])
    if not sets:
        # Read, and nothing that a rule asks for: its dates and status are not looked at.
        source = Source(type_and_id(resource), None, seen, how)
        return Entry(sets, mention or Mention.ASSERTED, suspected, True, (), None, source)  # noqa: FBT003 - a record
    onset, recorded = dates.first(resource, _ONSET, zone), dates.first(resource, _RECORDED, zone)
    dated = tuple(when for when in (onset, recorded) if when and not dates.is_future(when, as_of))
    active = _active(resource, as_of, zone)
    ends = (
        (dates.first(resource, _ABATEMENT, zone), recorded, onset)
        if active is not True or mention is Mention.PAST
        else ()
    )
    resolved = next((when for when in ends if when and not dates.is_future(when, as_of)), None)
    return Entry(
        sets=sets,
        mention=mention if mention is not None else Mention.ASSERTED,
        suspected=suspected,
        active=active,
        dated=dated,
        resolved=resolved,
        source=Source(type_and_id(resource), recorded or onset, seen, how),
    )


def _mention(words: list[str], *, by_code: bool, sets: frozenset[str]) -> Mention | None:
    """Weigh the words of an entry: its own text first, else the displays; a guarded text beside a code is a doubt."""
    found = next((m for text in words if (m := classify(text, INSULINOMA)) is not None), None)
    if by_code:
        return Mention.ASSERTED if found in (None, Mention.ASSERTED) else Mention.SUSPECTED
    if found is not None and "family-history" in sets:
        return Mention.FAMILY
    if found in (Mention.ASSERTED, Mention.SUSPECTED) and "history-resolved" in sets:
        return Mention.PAST
    return found


def _active(resource: Json, as_of: datetime, zone: tzinfo) -> bool | None:
    """Active, not active, or (None) both at once; a status nobody knows counts as active unless it is abated."""
    status = frozenset(codes_of(resource.get("clinicalStatus")))
    abated = any(name.startswith("abatement") and _said(value) for name, value in resource.items())
    if abated and dates.is_future(dates.first(resource, _ABATEMENT, zone), as_of):
        abated = False
    if status & _OVER or abated:
        return None if status & _ACTIVE else False
    return True


def _said(value: object) -> bool:
    """Whether an abatement says anything: `false` and nothing do not."""
    return value not in (None, False, "", [], {}) and string(value).lower() not in ("false", "no")


def of(found: Iterable[Entry], *names: str) -> tuple[Source, ...]:
    """Return the sources of the active entries that belong to one of the named value sets."""
    wanted = frozenset(names)
    return tuple(entry.source for entry in found if entry.active is not False and entry.sets & wanted)


def reason_sets(concepts: object, terminology: Terminology) -> frozenset[str]:
    """Return the value sets of an order's reasons; the one emergency without a code is taken by its name."""
    return terminology.sets(concepts) | _crisis(texts(concepts))


def _crisis(said: Iterable[str]) -> frozenset[str]:
    """Return `carcinoid-crisis` where the words name it: no code for it is known."""
    return frozenset({"carcinoid-crisis"} if any("carcinoid crisis" in folded(text) for text in said) else ())
