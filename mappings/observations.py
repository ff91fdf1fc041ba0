"""Observation resources: which are kept, what is one panel, and coded answers (octreotide test, syndrome, and others)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, tzinfo
from typing import Final

from mappings import dates, observation_names, panels
from mappings.mentions import folded
from mappings.model import Fact, Measure, Note, Quality, Source
from mappings.reading import Json, code_of, objects, string, texts, type_and_id
from mappings.records import record
from mappings.terminology import Terminology

_NONE: Final[frozenset[str]] = frozenset()
_PRELIMINARY: Final = frozenset({"preliminary", "registered", "unknown"})
_ANSWERS: Final = {
    "sstr-status": ("positive", "negative", "equivocal"),
    "octreotide-test": ("tolerated", "hypoglycemia"),
    "functional-syndrome": ("none", "insulinoma", "gastrinoma", "glucagonoma", "vipoma", "somatostatinoma", "carcinoid",
                            "other"),
    "resectability": ("resectable", "borderline", "unresectable"),
    "tumor-burden": ("low", "significant"),
}  # fmt: skip
_REASSURING: Final = {"positive": "conflicting", "tolerated": "unclear", "stable": "unclear", "responding": "unclear"}


@record
class Result:
    """One usable Observation, or component of one, with the value sets of its code and the panels it belongs to."""

    resource: Json
    sets: frozenset[str]
    source: Source
    final: bool
    panels: frozenset[str] = frozenset()


class Results(list[Result]):
    """The kept results in their order, with an index by value set: a reader looks at those of its own sets only.

    The index is made at the first question, so nothing may be added after that.
    """

    _places: dict[str, list[int]] | None = None

    def of(self, *names: str) -> list[Result]:
        """Return the results of any of the named value sets, each once and in their order."""
        places = self._places if self._places is not None else self._indexed()
        if places.keys().isdisjoint(names):
            return []
        known = [places[name] for name in names if name in places]
        return [self[place] for place in (known[0] if len(known) == 1 else sorted(set().union(*known)))]

    def _indexed(self) -> dict[str, list[int]]:
        self._places = places = dict[str, list[int]]()
        for place, result in enumerate(self):
            for name in result.sets:
                places.setdefault(name, []).append(place)
        return places


def results(
    resources: Iterable[Json], terminology: Terminology, as_of: datetime, zone: tzinfo, notes: list[Note]
) -> Results:
    """Keep the Observations (and their components, as results of their own) whose code belongs to a value set.

    Where no code is known the name counts, and `source.how` says `name`.
    """
    kept = Results()
    every = list(panels.unfolded(resources, notes))
    members = panels.members(every)
    for number, resource in enumerate(every):
        parts = _parts(resource, terminology)
        if not parts:
            continue
        reference, status = type_and_id(resource), code_of(resource.get("status"))
        when = dates.first(resource, panels.DATES, zone)
        reason = panels.unusable(status, future=dates.is_future(when, as_of))
        if reason:
            notes.append(Note(reference, reason))
            continue
        groups = members.get(reference, _NONE) | {f"#{number}"}
        for part, (sets, how, seen) in parts:
            source = Source(reference, when, seen, how)
            merged = part if part is resource else panels.component(part, resource)
            kept.append(Result(merged, sets, source, status not in _PRELIMINARY, groups))
    return kept


def _parts(resource: Json, terminology: Terminology) -> list[tuple[Json, observation_names.Named]]:
    """Return an Observation and its components, each with the value sets of its code; those of none are left out."""
    named = observation_names.sets_of(resource.get("code"), terminology)
    parts = [(resource, named)] if named[0] else []
    for part in objects(resource["component"]) if "component" in resource else ():
        named = observation_names.sets_of(part.get("code"), terminology)
        parts += [(part, named)] if named[0] else []
    return parts


def answer(found: Results, name: str, terminology: Terminology, as_of: datetime, notes: list[Note]) -> Fact | None:
    """Return the newest coded answer to `name`; same-day answers that differ are ambiguous and keep both sources.

    Preliminary answers count only where nothing final is on file. An answer that is not understood is noted.
    """
    return newest(answers(found, name, terminology, notes), as_of)


def plain(text: str) -> str:
    """Return an answer in words as it is compared: folded, without a remark in brackets."""
    return folded(text).split(" (")[0].rstrip(" .")


def answers(
    found: Results,
    name: str,
    terminology: Terminology,
    notes: list[Note],
    word: Callable[[str], str] = plain,
    *,
    lost: bool = False,
) -> list[Fact]:
    """Return every answer to `name`, coded or in words (`word` reads those); empty values are not understood.

    `lost`: one that is not understood leaves its element incomplete.
    """
    facts = []
    for result in found.of(name):
        value = _answer(result.resource, name, terminology, word)
        if value is None:
            told = f"{name}: the answer is not one that is understood"
            notes.append(Note(result.source.reference, told, lost=lost))
        facts.append(as_fact(value, result, result.source))
    return facts


def as_fact(value: str | None, result: Result, source: Source) -> Fact:
    """Return an answer as a fact: exact, by name, or preliminary (as is one that is absent: it takes nothing back)."""
    said = value is not None or not result.resource.get("dataAbsentReason")
    sure = Quality.BY_NAME if source.how == "name" else Quality.EXACT
    return Fact(value or "", source, sure if result.final and said else Quality.PRELIMINARY)


def newest(facts: list[Fact], as_of: datetime) -> Fact | None:
    """Return the newest fact, final before preliminary; with one that differs and may be as recent it is ambiguous.

    A final answer that is not understood takes a reassuring one back, unless it is known to be older.
    """
    if not facts:
        return None
    read = [fact for fact in facts if fact.value]
    final = [fact for fact in read if fact.quality is not Quality.PRELIMINARY] or read
    if not final:
        return None
    best = max(final, key=lambda fact: dates.recency(fact.source.when, as_of))
    rivals = [fact for fact in final if fact.value != best.value and as_recent(fact, best)]
    if rivals:
        return Fact("conflicting", best.source, Quality.AMBIGUOUS, tuple(fact.source for fact in rivals))
    unread = [
        one
        for one in facts
        if not one.value and one.quality is not Quality.PRELIMINARY and as_recent(one, best, later=True)
    ]
    if unread and best.value in _REASSURING:
        return Fact(_REASSURING[best.value], best.source, Quality.AMBIGUOUS, tuple(fact.source for fact in unread))
    return best


def as_recent(one: Fact | Measure, best: Fact | Measure, *, later: bool = False) -> bool:
    """Whether two dates share a day, or may: neither is given, or one is not known to be before the other."""
    mine, other = one.source.when, best.source.when
    if mine is None or other is None:
        return other is None
    return mine.text == other.text or (mine.end >= other.start and (later or mine.start <= other.end))


def known_answers(
    holder: Json, name: str, terminology: Terminology, word: Callable[[str], str] = plain
) -> frozenset[str]:
    """Return the answers to `name` that a value gives, by its code and by its words; more than one contradict."""
    concept = holder.get("valueCodeableConcept")
    said = [*texts(concept), string(holder.get("valueString")), string(holder.get("valueCode"))]
    given = {terminology.finding(concept), *(word(text) for text in said)}
    return frozenset(one for one in _ANSWERS[name] if one in given)


def _answer(holder: Json, name: str, terminology: Terminology, word: Callable[[str], str]) -> str | None:
    if holder.get("dataAbsentReason"):
        return None
    known = known_answers(holder, name, terminology, word)
    return next(iter(known)) if len(known) == 1 else None  # contradictory ones say nothing


def latest(measures: list[Measure], as_of: datetime) -> list[Measure]:
    """Return the newest measure and all that may be of the same day, newest first; final ones before preliminary."""
    final = [one for one in measures if one.quality is not Quality.PRELIMINARY] or measures
    ordered = sorted(final, key=lambda one: dates.recency(one.source.when, as_of), reverse=True)
    return [one for one in ordered if one is ordered[0] or as_recent(one, ordered[0])]
