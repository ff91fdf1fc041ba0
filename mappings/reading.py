"""Lenient access to FHIR JSON.

Real servers send objects for lists, strings for codes and ids outside the pattern. Everything here
takes any JSON value and returns the nearest sensible thing; nothing here raises.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, Final, NamedTuple

import orjson

Json = dict[str, Any]
_LONGEST_REMEMBERED: Final = 600
"""Bytes of a concept that may stay in memory after a request: a code with its names is shorter, a note is not."""


class Coding(NamedTuple):
    """One coding as sent: raw system, code and display, each a string that may be empty."""

    system: str
    code: str
    display: str


def objects(value: object) -> list[Json]:
    """Return the JSON objects in `value`: a list's members, or the one object that stands for a list."""
    if value is None:
        return []
    if isinstance(value, dict):
        return [value]
    if isinstance(value, list):
        return [item for item in value if isinstance(item, dict)]
    return []


def child(value: object, name: str) -> Json:
    """Return the object under `name` (the first, where a list is sent), or an empty one."""
    sent = value.get(name) if isinstance(value, dict) else None
    if sent is None:
        return {}
    if type(sent) is dict:
        return sent
    found = objects(sent)
    return found[0] if found else {}


def string(value: object) -> str:
    """Return a trimmed string; numbers are spelled out, anything else is empty."""
    if type(value) is str:
        return value.strip()
    if value is None:
        return ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return ""


def is_true(value: object) -> bool:
    """Say whether a boolean is true, also one that was sent as a word."""
    return value is True or string(value).lower() == "true"


def number(value: object) -> float | None:
    """Return a finite number from a JSON number or a decimal string with a point or a comma, else None."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        value = value.strip().replace(",", ".")
    if not isinstance(value, int | float | str):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None


def concept_key(concept: object) -> bytes | None:
    """Return all that a concept says, as what is made of it may be remembered by; None for one that says too much."""
    try:
        key = orjson.dumps(concept)
    except TypeError:  # a lone surrogate
        return None
    return key if len(key) <= _LONGEST_REMEMBERED else None


@lru_cache(maxsize=2048)
def _remembered(key: bytes) -> tuple[tuple[Coding, ...], tuple[str, ...]]:
    """Return the codings and the words of a concept."""
    concept = orjson.loads(key)
    found = _codings(concept)
    return tuple(found), tuple(_texts(concept, found))


def codings(concept: object) -> list[Coding]:
    """Return every coding of a CodeableConcept, a Coding, or a list of either."""
    if not concept:
        return []
    key = concept_key(concept)
    return list(_remembered(key)[0]) if key is not None else _codings(concept)


def _codings(concept: object) -> list[Coding]:
    found = []
    for one in objects(concept):
        inner = one.get("coding")
        if inner is None:
            inner = one if "code" in one else ()
        for coding in (inner,) if type(inner) is dict else inner if type(inner) is list else ():
            if type(coding) is dict:
                get = coding.get
                found.append(Coding(string(get("system")), string(get("code")), string(get("display"))))
    return found


def texts(concept: object) -> list[str]:
    """Return the words of a CodeableConcept: its own text first, then the displays; a bare string is its own text."""
    if not concept:
        return []
    key = concept_key(concept)
    return list(_remembered(key)[1]) if key is not None else _texts(concept, _codings(concept))


def _texts(concept: object, found: list[Coding]) -> list[str]:
    if isinstance(concept, str):
        return [concept.strip()] if concept.strip() else []
    own = [text for one in objects(concept) if (text := string(one.get("text")))]
    return own + [coding.display for coding in found if coding.display]


def code_of(value: object) -> str:
    """Return the first of `codes_of`, or an empty string."""
    if type(value) is str:
        return _status(value)
    return next(codes_of(value), "") if value else ""


def codes_of(value: object) -> Iterator[str]:
    """Yield the codes of a status sent as a CodeableConcept, a string or only as text: lower case, with hyphens."""
    if type(value) is str:  # a plain status, as of most resources
        return iter((_status(value),))
    key = concept_key(value) if value else None
    return iter(_codes(key) if key is not None else _statuses(_codings(value), texts(value)))


def code_set(value: object) -> frozenset[str]:
    """Return `codes_of` as a set."""
    key = concept_key(value) if value and type(value) is not str else None
    return _code_set(key) if key is not None else frozenset(codes_of(value))


@lru_cache(maxsize=1024)
def _code_set(key: bytes) -> frozenset[str]:
    return frozenset(_codes(key))


@lru_cache(maxsize=1024)
def _codes(key: bytes) -> tuple[str, ...]:
    return _statuses(*_remembered(key))


def _statuses(found: Iterable[Coding], said: Iterable[str]) -> tuple[str, ...]:
    return tuple(_status(text) for text in (*(one.code for one in found if one.code), *said))


def _status(text: str) -> str:
    if text.isalpha() and text.islower():
        return text  # as nearly every status is sent
    return "-".join(text.lower().split())


def type_and_id(resource: Json) -> str:
    """Return `Type/id` as sent, for provenance and for echoing; ids are opaque and never changed."""
    kind, key = resource.get("resourceType"), resource.get("id")
    if type(kind) is type(key) is str and key:
        return f"{kind.strip()}/{key}"
    kind = string(kind)
    if isinstance(key, int) and not isinstance(key, bool):
        key = str(key)
    return f"{kind}/{key}" if isinstance(key, str) and key else f"{kind} without id"


def local_reference(reference: object) -> str:
    """Return the `Type/id` of a literal reference, absolute or relative and without a version, or an empty string."""
    text = string(reference.get("reference")) if isinstance(reference, dict) else string(reference)
    text = text.split("/_history/", 1)[0]
    parts = text.rstrip("/").split("/")
    return "/".join(parts[-2:]) if len(parts) > 1 else ""
