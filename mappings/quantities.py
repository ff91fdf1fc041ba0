"""Numbers of Observations as intervals: comparators, ranges, decimal commas, words such as `LOW`."""

from __future__ import annotations

import math
import re
from functools import lru_cache
from typing import Any, Final, NamedTuple

from mappings.mentions import folded
from mappings.reading import Json, child, number, string

_TEXT: Final = re.compile(
    r"^\s*(?P<sign><=|>=|<|>|ca\.?|~|approx\.?)?\s*(?P<value>\d+(?:[.,]\d+)?)"
    r"(?:\s*%?\s*(?:-|to|bis)\s*(?P<top>\d+(?:[.,]\d+)?))?\s*(?P<unit>[^\d\s].*)?$"
)
_SIGNS: Final = tuple(
    (re.compile(words, re.IGNORECASE), sign)
    for words, sign in (
        (r"[\u2010-\u2015\u2212]", "-"),
        (r"\u2264|\b(?:up to|at most|no more than|bis zu|h[o\u00f6]chstens)\b|^\s*bis\b", "<="),
        (r"\u2265|\b(?:at least|no less than|mindestens)\b", ">="),
        (r"\b(?:less than|under|below|weniger als|unter)\b", "<"),
        (r"\b(?:more than|greater than|over|above|mehr als|[u\u00fc]ber)\b", ">"),
        (r"\u2248|\b(?:approximately|about|around|roughly|circa|etwa|est(?:imated)?\.?)(?!\w)", "~"),
    )
)
_GLUCOSE: Final = re.compile(
    r"[\W_]*(?:(mg/dl|mg/100 ?ml|mg%)|mmol(?:/l)?|milli ?mol(?:/l)?|mm|(?P<gram>g/l))(?!\w|/|hg| ?per\b)"
)
# Units in words, in six languages, and what they are short for.
_UNIT_WORDS: Final = (
    (re.compile(r"\s*(?:/|\b(?:per|pro|por|par|je)\b)\s*"), "/"),
    (re.compile(r"\bmill?i[- ]?gram\w*"), "mg"),
    (re.compile(r"\bmill?i[- ]?mol\w*"), "mmol"),
    (re.compile(r"\bde[csz]i[- ]?lit(?:er|re|ro)s?\b"), "dl"),
    (re.compile(r"\bgram\w*"), "g"),
    (re.compile(r"\blit(?:er|re|ro)s?\b|\blitri\b"), "l"),
)
_MG_DL_PER_G_L: Final = 100
FROM_GRAMS: Final = "mg/dL (from g/L)"
"""The unit of a glucose that was sent in g/L and is compared in mg/dL."""
_SHORT: Final = 40
"""Characters of a unit that is remembered: what is longer is none."""
_ABSENT: Final = "dataAbsentReason"


class Interval(NamedTuple):
    """low..high with the unit as sent; an open end is infinite. `inclusive` ends unless a strict comparator was sent."""

    low: float
    high: float
    unit: str
    shown: str
    below: bool = False
    """The value lies strictly below `high` (comparator `<`)."""
    over: bool = False
    """The value lies strictly above `low` (comparator `>`)."""
    rough: bool = False
    """The number was sent as an estimate (`~`, `about`)."""


def interval(holder: Json) -> Interval | None:
    """Read valueQuantity, valueRange, valueInteger, valueDecimal or valueString; None when there is no number."""
    if holder.get(_ABSENT):
        return None
    quantity = child(holder, "valueQuantity")
    if quantity:
        return _quantity(quantity)
    value_range = child(holder, "valueRange")
    if value_range:
        return _range(value_range)
    for name in ("valueInteger", "valueDecimal"):
        value = number(holder.get(name))
        if value is not None:
            return Interval(value, value, "", string(holder.get(name)))
    return text_interval(string(holder.get("valueString")))


def _quantity(quantity: dict[str, Any]) -> Interval | None:
    value = number(quantity.get("value"))
    unit = _unit(quantity)
    if value is None:
        return text_interval(string(quantity.get("value")), unit)
    comparator = string(quantity.get("comparator"))
    shown = f"{comparator}{value:g} {string(quantity.get('unit')) or unit}".strip()
    return _bounded(value, comparator, unit, shown)


def _unit(quantity: dict[str, Any]) -> str:
    """Return the UCUM code; the code of another system says less than the unit in words."""
    code, words = string(quantity.get("code")), string(quantity.get("unit"))
    system = string(quantity.get("system")).lower()
    ucum = not system or "unitsofmeasure" in system or "2.16.840.1.113883.6.8" in system
    return (code or words) if ucum else (words or code)


def _range(value_range: dict[str, Any]) -> Interval | None:
    low, high = child(value_range, "low"), child(value_range, "high")
    bottom, top = number(low.get("value")), number(high.get("value"))
    if bottom is None and top is None:
        return None
    unit = _unit(low) or _unit(high)
    known = [f"{value:g}" for value in (bottom, top) if value is not None]
    return Interval(bottom if bottom is not None else 0.0, top if top is not None else math.inf, unit,
                    f"{'-'.join(known)} {unit}".strip())  # fmt: skip


def text_interval(text: str, unit: str = "") -> Interval | None:
    """Read a number in words: `<25%`, `25-50 %`, `about 30`, `up to 2,3 cm`; None where anything else stands before it."""
    plain = text[:80]
    for words, sign in _SIGNS:
        plain = words.sub(sign, plain)
    match = _TEXT.match(plain)
    value, top = (number(match["value"]), number(match["top"])) if match else (None, None)
    if match is None or value is None:
        return None
    sent, shown = (match["unit"] or unit).strip(), text.strip()[:40]
    if top is not None:
        return Interval(value, top, sent, shown) if value <= top and match["sign"] in (None, "~") else None
    return _bounded(value, match["sign"] or "", sent, shown)


def _bounded(value: float, comparator: str, unit: str, shown: str) -> Interval:
    if comparator in ("<", "<="):
        return Interval(0.0, value, unit, shown, below=comparator == "<")
    if comparator in (">", ">="):
        return Interval(value, math.inf, unit, shown, over=comparator == ">")
    return Interval(value, value, unit, shown, rough=bool(comparator))


def below(value: Interval, bound: float) -> bool | None:
    """Say whether an interval lies below `bound`; None when it straddles it."""
    if value.high < bound or (value.below and value.high <= bound):
        return True
    return False if value.low >= bound else None


def glucose_interval(holder: Json) -> Interval | None:
    """Read the value of a glucose as `interval` does, and one in g/L as mg/dL; None when there is no number."""
    value = interval(holder)
    found = _glucose_unit(value.unit) if value else None
    if value is None or found is None or not found["gram"]:
        return value
    # Rounded, so that 0.54 g/L is 54 mg/dL and not a hair beside it.
    low, high = (round(end * _MG_DL_PER_G_L, 6) for end in (value.low, value.high))
    return value._replace(low=low, high=high, unit=FROM_GRAMS)


def glucose_unit(unit: str) -> str | None:
    """Return `mg/dL` or `mmol/L` for a unit as written or in words, with whatever flag follows it; None for any other."""
    found = _glucose_unit(unit)
    if found is None or found["gram"]:
        return None
    return "mg/dL" if found[1] else "mmol/L"


def _glucose_unit(unit: str) -> re.Match[str] | None:
    return _unit_of(unit) if len(unit) <= _SHORT else _unit_of.__wrapped__(unit)


@lru_cache(maxsize=256)
def _unit_of(unit: str) -> re.Match[str] | None:
    plain = folded(unit)
    for words, short in _UNIT_WORDS:
        plain = words.sub(short, plain)
    return _GLUCOSE.match(plain)
