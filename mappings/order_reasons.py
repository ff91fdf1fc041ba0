"""Insulinomas that an order names as its reason: by code, in words, or by a Condition that it holds or refers to.

A prescriber who writes it may know what the problem list does not say. It makes an insulinoma suspected, never more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, tzinfo
from typing import Final, NamedTuple

from mappings import condition_words, conditions, dates, events
from mappings.mentions import INSULINOMA, PRESENT, Mention, classify
from mappings.model import Note, Source
from mappings.reading import Json, code_of, codings, local_reference, objects, string, texts, type_and_id
from mappings.standing import standing
from mappings.terminology import Terminology
from mappings.therapy import Named, Order
from mappings.tumors import INSULINOMA_SETS

HOW: Final = "reason of the order"
_CONCEPTS: Final = ("reasonCode", "reasonCodeableConcept", "reasonForUseCodeableConcept")
_REFERENCES: Final = ("reasonReference", "reasonForUseReference")
_KINDS: Final = (events.REQUEST, events.ADMINISTRATION, events.STATEMENT, events.DISPENSE)
_MEMBERS: Final = frozenset({*_CONCEPTS, *_REFERENCES, "reason"})
# An order that was stopped, or that forbids a drug because of an insulinoma, still says so; these say nothing.
_VOID: Final = frozenset({"entered-in-error", "cancelled", "draft"})
_AT_ANY_TIME: Final = datetime(9000, 1, 1, tzinfo=UTC)
"""A Condition inside an order is over if it is ever said to be."""


Found = tuple[Mention, str, str]
"""How a reason speaks of an insulinoma, its words, and the `Type/id` that it refers to, or an empty string."""


class Reason(NamedTuple):
    """An insulinoma named by an order: of this session and selected, or on file, and then perhaps active."""

    source: Source
    selected: bool
    active: bool


def named(
    resource: Json, terminology: Terminology, zone: tzinfo, notes: list[Note], beside: Mapping[str, Json] | None = None
) -> tuple[Named, ...]:
    """Return the insulinomas that the reasons of an order name as present or suspected; others are noted.

    `beside` are Conditions of the same request by reference or fullUrl. Takes any JSON, never raises.
    """
    found = _mentions(resource, beside or {}, terminology, zone)
    return _present(found, resource, notes) if found else ()


def _mentions(resource: Json, beside: Mapping[str, Json], terminology: Terminology, zone: tzinfo) -> list[Found]:
    """Return the reasons of an order that speak of an insulinoma in whatever way."""
    if _MEMBERS.isdisjoint(resource):
        return []
    found: list[Found] = []
    for concept in _concepts(resource):
        mention, words = terminology.once("reason", _of_concept, concept) if concept else (None, "")
        if mention is not None:
            found.append((mention, words, ""))
    for one in _references(resource):
        mention, words, to = _of_reference(one, resource, beside, terminology, zone)
        if mention is not None:
            found.append((mention, words, to))
    return found


def _present(found: Iterable[Found], resource: Json, notes: list[Note]) -> tuple[Named, ...]:
    said: dict[Named, None] = {}
    for mention, words, to in found:
        if mention in PRESENT:
            said[Named(words, to)] = None
        else:
            notes.append(Note(type_and_id(resource), f"an insulinoma in its reason is {mention.value}: not used"))
    return tuple(said)


def of(
    drafts: Iterable[Order],
    chart: Mapping[str, Iterable[Json]],
    terminology: Terminology,
    as_of: datetime,
    zone: tzinfo,
    notes: list[Note],
) -> tuple[Reason, ...]:
    """Return what selected orders of this patient name, dated today, and what orders on file name.

    `chart` is type -> FHIR resources. What an order calls a Condition on file that speaks of an insulinoma itself does
    not count.
    """
    now = dates.parse(as_of.astimezone(zone).date().isoformat(), zone)
    own = [one for one in drafts if one.selected and not one.other_patient]
    said = [(one.reference, now, each, True, True) for one in own for each in one.insulinoma]
    judged = {one.reference for one in own}
    for resource in (one for kind in _KINDS for one in chart.get(kind, ())):
        found = _mentions(resource, {}, terminology, zone)
        reference = type_and_id(resource) if found else ""
        if not found or reference in judged or _void(resource):
            continue
        when, active = events.stands(resource, zone)
        said += [(reference, when, each, False, active) for each in _present(found, resource, notes)]
    linked = any(each.reference for _, _, each, _, _ in said)
    known = {type_and_id(one): one for one in chart.get("Condition", ())} if linked else {}
    return tuple(
        Reason(Source(reference, when, each.words, HOW), selected, active)
        for reference, when, each, selected, active in said
        if not _speaks(known.get(each.reference), terminology)
    )


def _void(resource: Json) -> bool:
    return code_of(resource.get("status")) in _VOID or events.is_test(resource)


def _concepts(resource: Json) -> list[object]:
    """Return each reason that is a concept: of R4, of older versions, and R5's CodeableReference."""
    found: list[object] = []
    for name in _CONCEPTS:
        if name in resource:
            sent = resource[name]
            found += sent if isinstance(sent, list) else [sent]
    if "reason" in resource:
        sent = resource["reason"]
        parts = sent if isinstance(sent, list) else [sent]
        found += [one.get("concept", one) if isinstance(one, dict) else one for one in parts]
    return found


def _references(resource: Json) -> Iterator[Json]:
    for name in _REFERENCES:
        if name in resource:
            yield from objects(resource[name])
    for one in objects(resource.get("reason")):
        yield from objects(one.get("reference")) or ([one] if isinstance(one.get("reference"), str) else [])


def _of_concept(concept: object, terminology: Terminology) -> tuple[Mention | None, str]:
    said, sets = texts(concept), terminology.sets(concept)
    mention = condition_words.mention_of(said, by_code=bool(sets & INSULINOMA_SETS), sets=sets)
    told = next(
        (text[:500] for text in said if classify(text[:500], INSULINOMA) or condition_words.unweighed(text)), ""
    )
    return mention, told or next((coding.code for coding in codings(concept) if coding.code), "")


def _of_reference(
    reference: Json, resource: Json, beside: Mapping[str, Json], terminology: Terminology, zone: tzinfo
) -> tuple[Mention | None, str, str]:
    """Read the Condition that a reference means, where the order or the request holds it, else its display."""
    target, display = string(reference.get("reference")), string(reference.get("display"))[:500]
    inside = (one for one in objects(resource.get("contained")) if f"#{string(one.get('id'))}" == target)
    held = next(inside, None) or beside.get(target) or beside.get(local_reference(target))
    if held is None or string(held.get("resourceType")) not in ("Condition", ""):
        return classify(display, INSULINOMA), display, local_reference(target)
    read = conditions.entries([held], terminology, _AT_ANY_TIME, zone, [])
    for entry in read:
        if "insulinoma" in entry.sets:
            return Mention.PAST if entry.active is False else entry.mention, entry.source.seen, ""
    return None, "", ""


def _speaks(condition: Json | None, terminology: Terminology) -> bool:
    """Whether a Condition on file says anything of an insulinoma, or is void: then it counts, not what it is called."""
    if condition is None:
        return False
    code = condition.get("code")
    told = any(classify(text[:500], INSULINOMA) for text in texts(code)) or terminology.sets(code) & INSULINOMA_SETS
    return bool(told) or standing(condition).refused is not None
