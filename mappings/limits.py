"""The upper or lower limit of normal that a result states itself: referenceRange as numbers, or as words."""

from __future__ import annotations

import math
import re
from typing import Final

from mappings.mentions import folded
from mappings.quantities import text_interval
from mappings.reading import Json, child, code_of, codes_of, number, objects, string, texts
from mappings.records import record

_HEAD: Final = re.compile(
    r"^[\s\[(]*(?:(?:normal|reference|ref|referenz\w*|norm\w*)\.?[ :]*(?:range|interval|bereich)?[ :]*)?"
)
_FEMALE: Final = re.compile(r"\b(?:f|female|women|woman|frau(?:en)?|weiblich|w)\b")
_MALE: Final = re.compile(r"\b(?:m|male|men|man|mann|manner|mannlich)\b")
_NORMAL: Final = frozenset({"", "normal", "normal-range", "n"})
_YEARS: Final = frozenset({"a", "y", "yr", "year", "years", "jahre"})


@record
class Person:
    """What a range may depend on; empty and None where it is not known."""

    gender: str = ""
    age: int | None = None


@record
class Range:
    """One reference range: the ends that it has, and its unit as sent (may be empty)."""

    low: float | None
    high: float | None
    unit: str


def ranges(resource: Json, person: Person) -> list[Range]:
    """Return the ranges of normal that may be this person's, with at least one end; not critical or therapeutic ones."""
    sent = [one for one in objects(resource.get("referenceRange")) if code_of(one.get("type")) in _NORMAL]
    fitting = [one for one in sent if _fits(one, person)]
    found = [_range(one) for one in fitting]
    return [one for one in found if one.low is not None or one.high is not None]


def _fits(one: Json, person: Person) -> bool:
    """Whether a range may be of this person: none of its conditions is known to be another's."""
    said = " ".join(folded(text) for text in (*texts(one.get("appliesTo")), *codes_of(one.get("appliesTo"))))
    of_women, of_men = bool(_FEMALE.search(said)), bool(_MALE.search(said))
    if of_women != of_men and person.gender in ("male", "female") and (person.gender == "female") != of_women:
        return False
    ages = child(one, "age")
    return person.age is None or not _outside(ages, person.age)


def _outside(ages: Json, age: int) -> bool:
    low, high = child(ages, "low"), child(ages, "high")
    from_, until = number(low.get("value")), number(high.get("value"))
    return (from_ is not None and _years(low) and age < from_) or (until is not None and _years(high) and age > until)


def _years(quantity: Json) -> bool:
    return folded(string(quantity.get("code")) or string(quantity.get("unit"))) in _YEARS


def _range(one: Json) -> Range:
    low, high = child(one, "low"), child(one, "high")
    bottom, top = number(low.get("value")), number(high.get("value"))
    unit = _unit(high) or _unit(low)
    if bottom is None and top is None:
        return _told(string(one.get("text")))
    return Range(bottom, top if top is not None and top > 0 else None, unit)


def _unit(quantity: Json) -> str:
    return string(quantity.get("code")) or string(quantity.get("unit"))


def _told(text: str) -> Range:
    """Read a range in words, such as `10-49`, `<= 45 U/L` or `(0,2 - 1,2)`; what cannot be read has no end."""
    plain = _HEAD.sub("", folded(text[:80])).rstrip(" )].")
    found = text_interval(plain)
    if found is None or found.low == found.high:
        return Range(None, None, "")
    top = None if math.isinf(found.high) else found.high
    return Range(found.low if found.low > 0 else None, top, found.unit.rstrip(" )]"))
