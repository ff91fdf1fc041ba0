"""TNM categories and stage group, in words or codes of UICC and AJCC; the newest of each."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Final

from mappings import focus
from mappings.mentions import folded
from mappings.model import Fact, Note, Quality, Source
from mappings.observations import Result, Results, newest
from mappings.reading import Json, codings, string, texts

LETTERS: Final = {"tnm-t": "t", "tnm-n": "n", "tnm-m": "m"}
_CATEGORY: Final = re.compile(
    r"(?<![a-z])(?P<prefix>[yra]{0,2}[cpu]?)(?P<letter>[tnm]) ?(?P<rest>is|x|[0-4](?:[a-d]\d?|mi)?)(?![a-z0-9])(?!\.\d)"
    r"|(?<![a-z])(?P<prefix2>[yra]{0,2}[cpu]?)(?P<letter2>[tnm])(?P<rest2>is|x|[0-4][a-d]?)(?=[cpu]?[nm][x0-4])"
)
_STAGE: Final = re.compile(
    r"(?:.{0,80}\b)?(?:stage|stadium)(?: group(?:ing)?)?[ :=]{0,3}(?P<number>0|iv|iii|ii|i|[1-4]) ?(?P<letter>[a-d]\d?|is)?"
    r"(?![a-z0-9])(?! ?(?:-|to|or|vs|/) ?(?:iv|i{1,3}|[0-4])\b)[ .,;]{0,3}(?:\(.{0,60}\)|\[.{0,60}\]|[pc]?t[0-4xis].{0,30})?"
)
_BARE: Final = re.compile(r"(?P<number>0|iv|iii|ii|i|[1-4]) ?(?P<letter>[a-d]\d?|is)?")
_HIGHEST: Final = {"t": "01234xi", "n": "0123x", "m": "01x"}
_DOUBT: Final = re.compile(
    r"\b(?:no|not|kein\w*|ohne|without|possib\w*|suspect\w*|likely|versus|vs|or|rule|r/o|previous\w*)\b|\?"
)
"""Beside a category or a stage these make it a doubt, so that it is not understood."""
_ROMAN: Final = {"1": "I", "2": "II", "3": "III", "4": "IV"}
_SPELLED: Final = ("uicc.org/resources/tnm", "cancerstaging")
"""Code systems whose codes are the words themselves."""


def stage(found: Results, conditions: Mapping[str, bool], as_of: datetime, notes: list[Note]) -> Fact | None:
    """Return the newest stage group, such as `IIB` or `IV`; two of a day that differ are ambiguous."""
    facts = [fact for one in found.of("tnm") if (fact := _fact(one, conditions, _stage_of(one), notes))]
    return newest(facts, as_of)


def tnm(found: Results, conditions: Mapping[str, bool], as_of: datetime, notes: list[Note]) -> tuple[Fact, ...]:
    """Return the newest T, N and M category, as written: `pT2`, `N0`, `cM1`; what a day leaves open is ambiguous.

    Clinical and pathologic categories of a day do not contradict each other by their prefix.
    """
    categories = []
    for name, letter in LETTERS.items():
        read = [(one, _category_of(one, letter)) for one in found.of(name)]
        if not read:
            continue
        written = {one.source.reference: value for one, value in read if value}
        facts = [fact for one, value in read if (fact := _fact(one, conditions, _base(value), notes))]
        best = newest(facts, as_of)
        if best:
            whole = written.get(best.source.reference, "")
            shown = whole if _base(whole) == best.value else best.value
            categories.append(Fact(shown, best.source, best.quality, best.conflicts))
    return tuple(categories)


def _base(value: str | None) -> str | None:
    """Return a category without its prefix: `T2` of `ypT2`."""
    return value.lstrip("yracpu") if value else value


def metastatic(found: Results, conditions: Mapping[str, bool], as_of: datetime) -> tuple[Source, ...]:
    """Return where distant metastases are said by staging: the newest M category or stage group is M1 or IV.

    Entries of one day that contradict each other count as metastatic: unknown is not no. MX says nothing.
    """
    read = [(one, _positive(_category_of(one, "m"), "m1")) for one in found.of("tnm-m")]
    read += [(one, _positive(_stage_of(one), "iv")) for one in found.of("tnm")]
    facts = [fact for one, value in read if value and (fact := _fact(one, conditions, value, []))]
    best = newest(facts, as_of) if facts else None
    if best is None or best.value == "no":
        return ()
    at_issue = {one.reference for one in (best.source, *best.conflicts)}
    return tuple(fact.source for fact in facts if fact.value == "yes" and fact.source.reference in at_issue)


def _positive(value: str | None, meant: str) -> str:
    if not value or value.lower().endswith("mx"):
        return ""
    return "yes" if meant in value.lower() else "no"


def _fact(result: Result, conditions: Mapping[str, bool], value: str | None, notes: list[Note]) -> Fact | None:
    """Return a result as a fact; an empty one, noted, where it is not understood; None where it is of another disease."""
    quality = focus.quality(result, conditions, notes)
    if quality is None:
        return None
    if value is None:
        if not _is_panel(result.resource):
            notes.append(Note(result.source.reference, "stage: the answer is not one that is understood"))
        return Fact("", result.source, Quality.PRELIMINARY)
    seen = next(iter(_said(result.resource)), "")[:80]
    return Fact(value, Source(result.source.reference, result.source.when, seen, result.source.how), quality)


def _is_panel(resource: Json) -> bool:
    """Whether an Observation only groups others: it has members and no value, and says nothing that could be lost."""
    return bool(resource.get("hasMember")) and not _said(resource)


def _said(resource: Json) -> list[str]:
    """Return the words of a value, and the codes of UICC and AJCC, which are words."""
    if resource.get("dataAbsentReason"):
        return []
    concept = resource.get("valueCodeableConcept")
    spelled = [one.code for one in codings(concept) if any(name in one.system.lower() for name in _SPELLED)]
    rest = [string(resource[name]) for name in ("valueString", "valueCode") if name in resource]
    return [text for text in (*texts(concept), *spelled, *rest) if text]


def _category_of(result: Result, letter: str) -> str | None:
    """Return the one category of this letter that the words agree on; with and without a prefix is the same."""
    found = {value for text in _said(result.resource) for value in _categories(text[:200], letter)}
    bases = {_base(value) for value in found}
    prefixed = {value for value in found if value not in bases}
    return max(found, key=len) if len(bases) == 1 and len(prefixed) <= 1 else None


@lru_cache(maxsize=2048)
def _categories(text: str, letter: str) -> frozenset[str]:
    found: set[str] = set()
    words = folded(text)
    if _DOUBT.search(words):
        return frozenset()
    for match in _CATEGORY.finditer(words):
        prefix, kind, rest = (match[name] or match[f"{name}2"] or "" for name in ("prefix", "letter", "rest"))
        if kind == letter and rest[0] in _HIGHEST[letter]:
            found.add(f"{prefix}{kind.upper()}{'X' if rest == 'x' else rest}")
    return frozenset(found)


def _stage_of(result: Result) -> str | None:
    found = {value for text in _said(result.resource) if (value := _group(text[:200]))}
    return found.pop() if len(found) == 1 else None


@lru_cache(maxsize=2048)
def _group(text: str) -> str | None:
    words = folded(text).strip(" .")
    match = _BARE.fullmatch(words) or _STAGE.fullmatch(words)
    if match is None or _DOUBT.search(words):
        return None
    number = match["number"]
    return _ROMAN.get(number, number.upper()) + (match["letter"] or "").upper()
