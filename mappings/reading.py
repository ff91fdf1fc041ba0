"""Lenient access to FHIR JSON.

Real servers send objects for lists, strings for codes and ids outside the pattern. Everything here
takes any JSON value and returns the nearest sensible thing; nothing here raises.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final, NamedTuple

Json = dict[str, Any]
Key = tuple[str, ...]
_LONGEST_REMEMBERED: Final = 200
"""Characters of a text or display that may stay in memory after a request: names of codes are shorter, notes are not."""
_MOST_CODINGS: Final = 8


class Coding(NamedTuple):
    """One coding as sent: raw system, code and display, each a string that may be empty."""

    system: str
    code: str
    display: str


def objects(value: object) -> list[Json]:
    """Return the JSON objects in `value`: a list's members, or the one object that stands for a list."""
    if isinstance(value, dict):
        return [value]
    if isinstance(value, list):
        return [item for item in value if isinstance(item, dict)]
    return []


def child(value: object, name: str) -> Json:
    """Return the object under `name` (the first, where a list is sent), or an empty one."""
    found = objects(value.get(name)) if isinstance(value, dict) else []
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


def concept_key(concept: object) -> Key | None:
    """Return all that a plain CodeableConcept says: its text, then system, code and display of each coding, as sent.

    None for one that holds more (an extension), long text, or anything else than strings: that is read each time anew.
    """
    if type(concept) is not dict or "extension" in concept:
        return None
    text, inner = concept.get("text", ""), concept.get("coding")
    if (
        type(inner) is not list
        or len(inner) > _MOST_CODINGS
        or type(text) is not str
        or len(text) > _LONGEST_REMEMBERED
    ):
        return None
    key = [text]
    for coding in inner:
        if type(coding) is not dict or "extension" in coding:
            return None
        get = coding.get
        system, code, display = get("system", ""), get("code", ""), get("display", "")
        if not type(system) is type(code) is type(display) is str:
            return None
        if len(system) + len(code) + len(display) > _LONGEST_REMEMBERED:
            return None
        key += (system, code, display)
    return tuple(key)


@lru_cache(maxsize=4096)
def _plain(key: Key) -> tuple[tuple[Coding, ...], tuple[str, ...]]:
    """Return the codings and the words of a key."""
    parts = [part.strip() for part in key]
    found = tuple(map(Coding, parts[1::3], parts[2::3], parts[3::3]))
    return found, tuple(text for text in (parts[0], *parts[3::3]) if text)


def codings(concept: object) -> list[Coding]:
    """Return every coding of a CodeableConcept, a Coding, or a list of either."""
    key = concept_key(concept)
    if key is not None:
        return list(_plain(key)[0])
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
    key = concept_key(concept)
    if key is not None:
        return list(_plain(key)[1])
    if isinstance(concept, str):
        return [concept.strip()] if concept.strip() else []
    own = [text for one in objects(concept) if (text := string(one.get("text")))]
    return own + [coding.display for coding in codings(concept) if coding.display]


def code_of(value: object) -> str:
    """Return the first of `codes_of`, or an empty string."""
    return next(codes_of(value), "")


def codes_of(value: object) -> Iterator[str]:
    """Return the codes of a status sent as a CodeableConcept, a string or only as text: lower case, with hyphens."""
    key = concept_key(value)
    return iter(_codes(key)) if key is not None else _codes_anew(value)


@lru_cache(maxsize=1024)
def _codes(key: Key) -> tuple[str, ...]:
    found, said = _plain(key)
    return tuple(_status(text) for text in (*(one.code for one in found if one.code), *said))


def _codes_anew(value: object) -> Iterator[str]:
    if type(value) is str:  # a plain status, as of most resources
        yield _status(value)
        return
    for coding in codings(value):
        if coding.code:
            yield _status(coding.code)
    for text in texts(value):
        yield _status(text)


def _status(text: str) -> str:
    return "-".join(text.lower().split())


def type_and_id(resource: Json) -> str:
    """Return `Type/id` as sent, for provenance and for echoing; ids are opaque and never changed."""
    kind, key = string(resource.get("resourceType")), resource.get("id")
    if isinstance(key, int) and not isinstance(key, bool):
        key = str(key)
    return f"{kind}/{key}" if isinstance(key, str) and key else f"{kind} without id"


def local_reference(reference: object) -> str:
    """Return the `Type/id` of a literal reference, absolute or relative and without a version, or an empty string."""
    text = string(reference.get("reference")) if isinstance(reference, dict) else string(reference)
    text = text.split("/_history/", 1)[0]
    parts = text.rstrip("/").split("/")
    return "/".join(parts[-2:]) if len(parts) > 1 else ""
