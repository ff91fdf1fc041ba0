"""The value of one Ki-67 Observation or component, as an interval in percent with its quality, or why there is none."""

from __future__ import annotations

import re
from typing import Any, Final, NamedTuple

from mappings import ki67_text
from mappings.definitions import VALUES
from mappings.ki67_text import Said
from mappings.mentions import folded
from mappings.model import Quality
from mappings.reading import Json, child, number, string, texts

_PERCENT: Final = re.compile(r"(?:%|percent|per cent|prozent|pct)(?!\w)")
_FRACTION: Final = frozenset({"1", "{ratio}", "ratio", "fraction", "{fraction}", "[ratio]"})
_NUMBERS: Final = ("valueInteger", "valueDecimal", "valueFloat")
_EMPTY: Final[tuple[object, ...]] = (None, "", {}, [])
_ALL: Final = 100.0


class Value(NamedTuple):
    """A Ki-67 of `low`..`high` percent; an open end is not part of it."""

    low: float
    high: float
    low_open: bool
    high_open: bool
    quality: Quality
    caveats: tuple[str, ...] = ()


class Unread(NamedTuple):
    """Why there is no value. `missing`: nothing was said, or that there is no result; else it could not be read."""

    reason: str
    missing: bool


def read(holder: Json) -> Value | Unread:
    """Read value[x] of an Observation or component: quantity, range, ratio, integer, decimal, string or concept."""
    if holder.get("dataAbsentReason"):
        return Unread("the result is absent, with a reason", missing=True)
    for name, reader in _READERS:
        if holder.get(name) not in _EMPTY:
            return reader(holder)
    for name in _NUMBERS:
        value = number(holder.get(name))
        if value is not None:
            whole = name == "valueInteger"
            return _from_said(Said(value, value, percent=False, whole=whole))
    if any(name.startswith("value") and value not in _EMPTY for name, value in holder.items()):
        return Unread("the value is not a number", missing=False)
    return Unread("no value", missing=True)


def _quantity(holder: Json) -> Value | Unread:
    quantity = child(holder, "valueQuantity")
    value, unit = number(quantity.get("value")), _unit(quantity)
    if value is None:
        text = f"{string(quantity.get('comparator'))}{string(quantity.get('value'))} {'%' if unit == 'percent' else ''}"
        return _text(text.strip())
    return _scaled(value, value, string(quantity.get("comparator")), unit)


def _range(holder: Json) -> Value | Unread:
    ends = child(child(holder, "valueRange"), "low"), child(child(holder, "valueRange"), "high")
    low, high = (number(end.get("value")) for end in ends)
    units = {_unit(end) for end in ends if end} - {""}
    if (low is None and high is None) or len(units) > 1:
        return Unread("a range without numbers in one unit", missing=False)
    unit = units.pop() if units else ""
    if high is None:
        return _scaled(low or 0.0, low or 0.0, ">=", unit)
    found = _scaled(min(low or 0.0, high), max(low or 0.0, high), "", unit)
    if isinstance(found, Value) and low is not None and low > high:
        return found._replace(quality=Quality.AMBIGUOUS, caveats=("the range was written backwards",))
    return found


def _ratio(holder: Json) -> Value | Unread:
    top, bottom = (child(child(holder, "valueRatio"), name) for name in ("numerator", "denominator"))
    part, whole = number(top.get("value")), number(bottom.get("value"))
    if part is None or whole is None or whole <= 0:
        return Unread("a ratio without two numbers", missing=False)
    if whole == 1 and _unit(top) == "percent":
        return _scaled(part, part, string(top.get("comparator")), "percent")
    value = round(part / whole * _ALL, 6)
    found = _interval(value, value, string(top.get("comparator")), Quality.EXACT)
    return _counted(found, whole) if whole != 1 else found


def _text(text: str) -> Value | Unread:
    found = ki67_text.said(text)
    if isinstance(found, str):
        missing = found == "missing"
        why = "the words say that there is no result" if missing else "the words are not readable as one index"
        return Unread(why, missing=missing)
    return _from_said(found)


def _concept(holder: Json) -> Value | Unread:
    """Return the value of the first words that have one."""
    concept = holder.get("valueCodeableConcept")
    read_ = [_text(words) for words in texts(concept)]
    numbers = [one for one in read_ if isinstance(one, Value)]
    return next(iter(numbers or read_), Unread("a code without words", missing=False))


def _from_said(said: Said) -> Value | Unread:
    found = _scaled(said.low, said.high, said.sign, "percent" if said.percent else "", whole=said.whole)
    if isinstance(found, Value) and said.several:
        return found._replace(quality=Quality.AMBIGUOUS, caveats=("several values in one text",))
    return found if said.cells is None else _counted(found, said.cells)


def _counted(found: Value | Unread, cells: float) -> Value | Unread:
    if isinstance(found, Unread) or cells >= VALUES["ki67_cells"]:
        return found
    return found._replace(caveats=(f"low count: {cells:g} cells, not {VALUES['ki67_cells']:g}",))


def _unit(quantity: dict[str, Any]) -> str:
    """Return `percent`, `fraction`, `both` where code and unit contradict each other, empty for none, else `other`."""
    kinds = {_kind(string(quantity.get(name))) for name in ("code", "unit")} - {""}
    if {"percent", "fraction"} <= kinds:
        return "both"
    known = kinds - {"other"} or kinds
    return next(iter(known), "")


def _kind(unit: str) -> str:
    words = folded(unit)
    if not words:
        return ""
    if _PERCENT.match(words):
        return "percent"
    return "fraction" if words in _FRACTION else "other"


def _scaled(low: float, high: float, comparator: str, unit: str, *, whole: bool = False) -> Value | Unread:
    """Bring a number to percent. Without a unit it is percent above 1, and neither reading is sure from 0 to 1."""
    if unit == "other":
        return Unread("the unit is not a percentage", missing=False)
    if unit == "fraction":
        if high > 1:
            return Unread("more than 1 with the unit 1", missing=False)
        return _interval(round(low * _ALL, 6), round(high * _ALL, 6), comparator, Quality.EXACT)
    if unit == "percent":
        return _interval(low, high, comparator, Quality.EXACT)
    sure = high > 1 or high == low == 0 or (high == 1 and (whole or comparator in ("<", ">")) and unit != "both")
    if not sure and 0 <= high <= 1:
        return Unread("percent or fraction: no unit says which", missing=False)
    found = _interval(low, high, comparator, Quality.BOUNDED)
    return found._replace(caveats=("read as percent without a unit",)) if isinstance(found, Value) else found


def _interval(low: float, high: float, comparator: str, quality: Quality) -> Value | Unread:
    if low < 0 or high > _ALL or (high == 0 and comparator == "<"):
        return Unread("below 0 or above 100 percent", missing=False)
    if comparator in ("<", "<="):
        return Value(0.0, high, low_open=False, high_open=comparator == "<", quality=Quality.BOUNDED)
    if comparator in (">", ">="):
        return Value(low, _ALL, low_open=comparator == ">", high_open=False, quality=Quality.BOUNDED)
    sharp = low == high and not comparator
    return Value(low, high, low_open=False, high_open=False, quality=quality if sharp else Quality.BOUNDED)


_READERS: Final = (
    ("valueQuantity", _quantity),
    ("valueRange", _range),
    ("valueRatio", _ratio),
    ("valueString", lambda holder: _text(string(holder.get("valueString")))),
    ("valueCodeableConcept", _concept),
)
