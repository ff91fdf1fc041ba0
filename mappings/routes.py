"""The routes of an instruction: by code, or by the words for them in English and German."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Final

from mappings.mentions import folded
from mappings.reading import Json, codings, string, texts
from mappings.terminology import Terminology
from mappings.therapy import Route

_SETS: Final = {
    "route-intravenous": Route.INTRAVENOUS,
    "route-intramuscular": Route.INTRAMUSCULAR,
    "route-subcutaneous": Route.SUBCUTANEOUS,
    "route-oral": Route.ORAL,
    "route-local": Route.LOCAL,
}
_WORDS: Final = (
    (Route.INTRAVENOUS, r"\biv\b|\bivpb?\b|\bi\. ?v\.|\bintraven|\binfusion\b"),
    (Route.INTRAMUSCULAR, r"\bim\b|\bi\. ?m\.|\bintramus[ck]ul|\bintraglut"),
    (Route.SUBCUTANEOUS, r"\bsc\b|\bsq\b|\bsubq\b|\bsub-?q\b|\bs\. ?c\.|\bsub-?cut|\bsubkutan"),
    (Route.ORAL, r"\bpo\b|\bp\. ?o\.|\boral(?:ly)?\b|\bby mouth\b|\bperoral"),
    (Route.LOCAL, r"\btop\b|\btopical|\bophthalmic|\bocular|\beye drops?\b|\baugentropfen|\bcutaneous\b"),
)  # fmt: skip
_PATTERNS: Final = tuple((route, re.compile(pattern)) for route, pattern in _WORDS)


def of(instruction: Json, terminology: Terminology | None) -> frozenset[Route]:
    """Return the routes that an instruction names, in its route or else in its text; German "im Monat" is no route."""
    route: Any = instruction.get("route")
    if route:
        found = terminology.once("route", _named, route) if terminology else _named(route, None)
        if found:
            return found
    return _told(string(instruction.get("text"))[:500])


def _named(route: Any, terminology: Terminology | None) -> frozenset[Route]:
    sets = terminology.sets(route) if terminology else frozenset()
    found = {one for name, one in _SETS.items() if name in sets}
    said = (*texts(route), *(coding.code for coding in codings(route)))
    return frozenset(found | {one for text in said for one in _in(folded(text[:500]))})


@lru_cache(maxsize=1024)
def _told(text: str) -> frozenset[Route]:
    return frozenset(_in(_GERMAN_IM.sub(" ", folded(text))))


_GERMAN_IM: Final = re.compile(r"\bim (?:monat|jahr|abstand|intervall|rahmen|wechsel|anschluss|verlauf|quartal)")


def _in(words: str) -> set[Route]:
    return {route for route, pattern in _PATTERNS if pattern.search(words)}
