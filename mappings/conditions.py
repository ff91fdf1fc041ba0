"""Condition resources: what they say, whether that is certain, and whether it is still so."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, tzinfo
from typing import Any

from mappings import condition_words, dates
from mappings.condition_words import Said
from mappings.dates import When
from mappings.mentions import Mention
from mappings.model import Note, Source
from mappings.reading import Json, objects, string, texts, type_and_id
from mappings.records import record
from mappings.standing import Standing, abatement, active, standing
from mappings.terminology import Terminology

_ONSET = ("onsetDateTime", "onsetPeriod")
EMERGENCIES = frozenset({"variceal-bleed", "antidiabetic-poisoning", "carcinoid-crisis"})
"""What makes a short-acting analog urgent, as the reason of an order or on the problem list."""
_RECORDED = ("recordedDate", "assertedDate", "dateRecorded")
_ASSERTED = "/condition-assertedDate"


Stated = tuple[Standing, Said | None]


@record
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
    guarded: frozenset[str] = frozenset()
    """Names that the words mention only as denied, suspected, past or another person's."""
    words: tuple[str, ...] = ()
    """Its own text first, then the displays."""
    onset: When | None = None
    abated: When | None = None


def entries(
    resources: Iterable[Json], terminology: Terminology, as_of: datetime, zone: tzinfo, notes: list[Note]
) -> list[Entry]:
    """Read Conditions; what is refuted, entered in error or says nothing is left out, with a note for each drop."""
    found = []
    for resource in resources:
        try:
            stands, said = _stated(resource, terminology)
            entry = None if said is None else _entry(resource, as_of, zone, stands, said)
        except (TypeError, ValueError, AttributeError, LookupError) as error:
            notes.append(Note(type_and_id(resource), f"could not be read ({type(error).__name__})", lost=True))
            continue
        if stands.refused:
            notes.append(Note(type_and_id(resource), stands.refused))
        elif entry is None:
            lost = _unreadable(resource.get("code"))
            notes.append(Note(type_and_id(resource), "neither a known code nor words: not used", lost=lost))
        else:
            found.append(entry)
    return found


def _unreadable(code: object) -> bool:
    """Whether a code says something that cannot be read; one that is absent says nothing."""
    if isinstance(code, dict):
        masked = any(string(one.get("valueCode")) == "masked" for one in objects(code.get("extension")))
        return masked or bool(code.get("text") or code.get("coding"))
    return code not in (None, "", [])


def _stated(resource: Json, terminology: Terminology) -> Stated:
    """Return how a Condition stands, and what its codes and words say: None where it is refused or says nothing."""
    if "extension" not in resource and "stage" not in resource:
        concepts = [resource.get("code"), resource.get("verificationStatus"), resource.get("bodySite")]
        return terminology.once("condition", _usual, concepts)
    stands, more = standing(resource), _morphology(resource)
    if stands.refused:
        return stands, None
    if more or "stage" in resource:
        return stands, condition_words.read([resource.get("code"), *more], resource, terminology)
    concepts = [resource.get("code"), *objects(resource.get("bodySite"))]
    return stands, terminology.once("condition words", _plain, concepts)


def _usual(concepts: list[Any], terminology: Terminology) -> Stated:
    """Read a Condition of which nothing but code, certainty and sites tells what it is."""
    code, verification, sites = concepts
    stands = standing({"code": code, "verificationStatus": verification})
    return stands, None if stands.refused else _plain([code, *objects(sites)], terminology)


def _entry(resource: Json, as_of: datetime, zone: tzinfo, stands: Standing, said: Said) -> Entry:
    sets, mention, guarded, words, seen, how = said
    if not sets:
        # Read, and nothing that a rule asks for: its dates and status are not looked at.
        source = Source(type_and_id(resource), None, seen, how)
        return Entry(sets, mention or Mention.ASSERTED, stands.suspected, True, (), None, source)  # noqa: FBT003 - a record
    began, noted = dates.first(resource, _ONSET, zone), _recorded(resource, zone)
    onset, recorded, abated = _past((began, noted, abatement(resource, zone)), as_of)
    still = active(resource, as_of, zone, after=stands.after)
    ends = (abated, recorded, onset) if still is not True or mention is Mention.PAST else ()
    return Entry(
        sets=sets,
        mention=mention if mention is not None else Mention.ASSERTED,
        suspected=stands.suspected,
        active=still,
        dated=tuple([when for when in (onset, recorded) if when]),
        resolved=next(filter(None, ends), None),
        source=Source(type_and_id(resource), noted or began, seen, how),
        guarded=guarded,
        words=words,
        onset=onset,
        abated=abated,
    )


def _plain(concepts: list[Any], terminology: Terminology) -> Said | None:
    """Read a Condition that has no more than a code and sites."""
    code, *sites = concepts
    return condition_words.read([code], {"code": code, "bodySite": sites} if sites else {"code": code}, terminology)


def _recorded(resource: Json, zone: tzinfo) -> When | None:
    """Return when it was recorded, or else asserted: Onconova and mCODE write that as an extension."""
    found = dates.first(resource, _RECORDED, zone)
    if found is None and resource.get("extension"):
        told = [one for one in objects(resource.get("extension")) if string(one.get("url")).endswith(_ASSERTED)]
        found = next((when for one in told if (when := dates.read(one.get("valueDateTime"), zone))), None)
    return found


def _past(found: tuple[When | None, ...], as_of: datetime) -> list[When | None]:
    """Return the dates, each without what lies in the future."""
    return [None if dates.is_future(when, as_of) else when for when in found]


def _morphology(resource: Json) -> list[object]:
    """Return the values of the extensions for histology and behavior: mCODE, the German module, and any that end so."""
    ends = ("histology-morphology-behavior", "histology-morphology-behavior-icdo3")
    found = objects(resource.get("extension")) if "extension" in resource else []
    return [one.get("valueCodeableConcept") for one in found if string(one.get("url")).endswith(ends)]


def of(found: Iterable[Entry], *names: str) -> tuple[Source, ...]:
    """Return the sources of the active entries that belong to one of the named value sets."""
    wanted = frozenset(names)
    return tuple(entry.source for entry in found if entry.active is not False and entry.sets & wanted)


def sure(found: Iterable[Entry]) -> list[Entry]:
    """Return the entries that are no suspicion."""
    return [entry for entry in found if not entry.suspected]


def reason_sets(concepts: object, terminology: Terminology) -> frozenset[str]:
    """Return the value sets of an order's reasons; the one emergency without a code is taken by its name."""
    return terminology.sets(concepts) | condition_words.crisis(texts(concepts))
