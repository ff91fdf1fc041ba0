"""The recorded Child-Pugh class, `A`, `B` or `C`, of Observations and Conditions; never computed from laboratory values.

A recorded score says its class by definition: 5-6 is A, 7-9 is B, 10-15 is C.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from mappings import quantities
from mappings.conditions import Entry
from mappings.laboratory import note_unread
from mappings.mentions import Mention, classify, folded
from mappings.model import Fact, Note, Quality
from mappings.observations import Result, Results, as_fact
from mappings.organ_model import newest
from mappings.reading import string, texts
from mappings.terminology import Terminology

NAME: Final = r"\bchild(?:[- ]?turcotte)?(?:[- ]?pugh)?"
"""How the score is called; "child" alone only before a class (`Child B`)."""
_LETTERED: Final = re.compile(
    rf"{NAME}(?:[- ]?(?:score|class|klasse|stadium|stage|grade|classification|klassifikation)){{0,2}}"
    r"[\s:=(-]{0,3}(?P<class>[abc])(?P<score>\d{1,2})?(?:\s?[-/]\s?(?P<other>[abc]))?(?![a-z])"
)
_SCORED: Final = re.compile(
    r"\bchild(?:[- ]?turcotte)?[- ]?pugh(?:[- ]?(?:score|points?|punkte))?[\s:=(-]{0,3}(?P<score>\d{1,2})\b(?!\s?[-/]\s?\d)"
)
_ANSWER: Final = re.compile(
    r"(?:(?:child(?:[- ]pugh)?|class|klasse|stadium|grade)[ :-]{0,2}){0,2}([abc])(?: ?\(?\d{1,2}\)?)?(?: .{0,20})?"
)
_BOUNDS: Final = (("A", 5, 6), ("B", 7, 9), ("C", 10, 15))
_SETS: Final = {"child-pugh-a": "A", "child-pugh-b": "B", "child-pugh-c": "C"}
_WORSE: Final = "ABC"


def child_pugh(
    found: Results, entries: Iterable[Entry], terminology: Terminology, as_of: datetime, notes: list[Note]
) -> Fact | None:
    """Return the newest recorded class; of one time the worse. A suspected, denied or past one is none."""
    facts, unread = [], []
    for result in found.of("child-pugh", *_SETS):
        fact = _observed(result, terminology)
        facts += [fact] if fact else []
        unread += [] if fact or "child-pugh" not in result.sets else [result]
    facts += [fact for entry in entries if (fact := _diagnosed(entry))]
    note_unread(unread, None, as_of, notes)
    return newest(facts, as_of, bad=lambda one: _WORSE.index(one.value))


def of_words(text: str) -> str | None:
    """Return the class that words say: a letter, or a score; of two letters the worse."""
    plain = folded(text[:300])
    found = _LETTERED.search(plain)
    if found:
        return max(found["class"], found["other"] or "a").upper()
    scored = _SCORED.search(plain)
    return _of_score(float(scored["score"])) if scored else None


def _of_score(score: float) -> str | None:
    return next((name for name, low, high in _BOUNDS if low <= score <= high), None)


def _observed(result: Result, terminology: Terminology) -> Fact | None:
    """Read an answer by its code, its words or a score; an Observation whose own code is a class says it as well."""
    resource, concept = result.resource, result.resource.get("valueCodeableConcept")
    if resource.get("dataAbsentReason"):
        return None
    coded = [name for key, name in _SETS.items() if key in terminology.sets(concept)]
    said = [one for text in (string(resource.get("valueString")), *texts(concept)) if (one := _answered(text))]
    value = quantities.interval(resource)
    scored = _of_score(value.low) if value and value.low == value.high else None
    own = [name for key, name in _SETS.items() if key in result.sets]
    classes = [*coded, *said, *([scored] if scored else []), *own]
    return as_fact(max(classes), result, result.source) if classes else None


def _answered(text: str) -> str | None:
    whole = _ANSWER.fullmatch(folded(text[:60]).strip(" ."))
    return whole[1].upper() if whole else of_words(text)


def _diagnosed(entry: Entry) -> Fact | None:
    """Read a Condition: its code, or words that assert a class."""
    if entry.active is False or entry.suspected:
        return None
    coded = [name for key, name in _SETS.items() if key in entry.sets]
    said = [one for text in entry.words if classify(text, NAME) is Mention.ASSERTED and (one := of_words(text))]
    if coded or said:
        return Fact(max([*coded, *said]), entry.source, Quality.EXACT if coded else Quality.BY_NAME)
    return None
