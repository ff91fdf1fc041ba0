"""Condition resources: what they say, whether that is certain, and whether it is still so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, tzinfo

from mappings import dates, names, tumors
from mappings.dates import When
from mappings.mentions import INSULINOMA, Mention, classify, folded, unweighed
from mappings.model import Note, Source
from mappings.reading import Coding, Json, codings, objects, string, texts, type_and_id
from mappings.standing import Standing, abatement, active, standing
from mappings.systems import system_key
from mappings.terminology import Terminology
from mappings.tumors import INSULINOMA_SETS

_ONSET = ("onsetDateTime", "onsetPeriod")
_PRESENT = (Mention.ASSERTED, Mention.SUSPECTED)
EMERGENCIES = frozenset({"variceal-bleed", "antidiabetic-poisoning", "carcinoid-crisis"})
"""What makes a short-acting analog urgent, as the reason of an order or on the problem list."""
_RECORDED = ("recordedDate", "assertedDate", "dateRecorded")
_ASSERTED = "/condition-assertedDate"


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
            stands = standing(resource)
            entry = None if stands.refused else _entry(resource, terminology, as_of, zone, stands)
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


def _readable(coding: Coding, terminology: Terminology) -> bool:
    """Whether a code without words says anything here: one of a system that we do not know may be an insulinoma."""
    return bool(coding.code) and system_key(coding.system) in terminology.systems


def _unreadable(code: object) -> bool:
    """Whether a code says something that cannot be read; one that is absent says nothing."""
    if isinstance(code, dict):
        masked = any(string(one.get("valueCode")) == "masked" for one in objects(code.get("extension")))
        return masked or bool(code.get("text") or code.get("coding"))
    return code not in (None, "", [])


def _entry(resource: Json, terminology: Terminology, as_of: datetime, zone: tzinfo, stands: Standing) -> Entry | None:
    concepts = [resource.get("code"), *_morphology(resource)]
    said = [text for concept in concepts for text in texts(concept)]
    words = [text[:500] for text in said]
    sets = frozenset().union(*(terminology.sets(concept) for concept in concepts))
    if not words and not sets and not any(_readable(coding, terminology) for c in concepts for coding in codings(c)):
        return None
    by_code = bool(sets & INSULINOMA_SETS)
    mention = _mention(said, by_code=by_code, sets=sets)
    if mention not in (None, Mention.DENIED, Mention.FAMILY):
        sets |= {"insulinoma"}
    named, guarded = names.sets_of(words)
    sets |= named
    sets |= tumors.sets_of(resource, sets, words, terminology)
    how = "code" if by_code or not sets & {"insulinoma"} else "name"
    if by_code and not terminology.sets(resource.get("code")) & INSULINOMA_SETS:
        how = "morphology extension"
    seen = words[0] if words else next((c.code for concept in concepts for c in codings(concept)), "")
    sets |= _crisis([seen])
    if not sets:
        # Read, and nothing that a rule asks for: its dates and status are not looked at.
        source = Source(type_and_id(resource), None, seen, how)
        return Entry(sets, mention or Mention.ASSERTED, stands.suspected, True, (), None, source)  # noqa: FBT003 - a record
    onset, recorded, abated = _past(
        (dates.first(resource, _ONSET, zone), _recorded(resource, zone), abatement(resource, zone)), as_of
    )
    still = active(resource, as_of, zone, after=stands.after)
    ends = (abated, recorded, onset) if still is not True or mention is Mention.PAST else ()
    return Entry(
        sets=sets,
        mention=mention if mention is not None else Mention.ASSERTED,
        suspected=stands.suspected,
        active=still,
        dated=tuple(when for when in (onset, recorded) if when),
        resolved=next((when for when in ends if when), None),
        source=Source(type_and_id(resource), _shown(resource, zone), seen, how),
        guarded=guarded,
        words=tuple(words),
        onset=onset,
        abated=abated,
    )


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


def _shown(resource: Json, zone: tzinfo) -> When | None:
    """Return the date that a card shows, as recorded."""
    return _recorded(resource, zone) or dates.first(resource, _ONSET, zone)


def _morphology(resource: Json) -> list[object]:
    """Return the values of the extensions for histology and behavior: mCODE, the German module, and any that end so."""
    ends = ("histology-morphology-behavior", "histology-morphology-behavior-icdo3")
    found = objects(resource.get("extension")) if "extension" in resource else []
    return [one.get("valueCodeableConcept") for one in found if string(one.get("url")).endswith(ends)]


def _mention(said: list[str], *, by_code: bool, sets: frozenset[str]) -> Mention | None:
    """Weigh the words of an entry: its own text first, else the displays; a guarded text beside a code is a doubt."""
    found = next((m for text in said if (m := classify(text[:500], INSULINOMA)) is not None), None)
    if by_code:
        return Mention.ASSERTED if found in (None, Mention.ASSERTED) else Mention.SUSPECTED
    if found not in _PRESENT and any(map(unweighed, said)):
        found = Mention.SUSPECTED  # what was not weighed may be no denial
    if found is not None and "family-history" in sets:
        return Mention.FAMILY
    if found in _PRESENT and "history-resolved" in sets:
        return Mention.PAST
    return found


def of(found: Iterable[Entry], *names: str) -> tuple[Source, ...]:
    """Return the sources of the active entries that belong to one of the named value sets."""
    wanted = frozenset(names)
    return tuple(entry.source for entry in found if entry.active is not False and entry.sets & wanted)


def sure(found: Iterable[Entry]) -> list[Entry]:
    """Return the entries that are no suspicion."""
    return [entry for entry in found if not entry.suspected]


def reason_sets(concepts: object, terminology: Terminology) -> frozenset[str]:
    """Return the value sets of an order's reasons; the one emergency without a code is taken by its name."""
    return terminology.sets(concepts) | _crisis(texts(concepts))


def _crisis(said: Iterable[str]) -> frozenset[str]:
    """Return `carcinoid-crisis` where the words name it: no code for it is known."""
    return frozenset({"carcinoid-crisis"} if any(_names_crisis(folded(text)) for text in said) else ())


def _names_crisis(said: str) -> bool:
    """Prophylaxis against a crisis is none."""
    return "carcinoid crisis" in said and "prophyla" not in said
