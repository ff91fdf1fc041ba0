"""Numbers of Observations as intervals: comparators, ranges, decimal commas, words such as `LOW`."""

from __future__ import annotations

import math
import re
from typing import Any, Final, NamedTuple

from mappings.reading import Json, child, number, string

_TEXT: Final = re.compile(
    r"^\s*(?P<sign><=|>=|<|>|ca\.?|~|approx\.?)?\s*(?P<value>\d+(?:[.,]\d+)?)\s*(?P<unit>[^\d\s].*)?$"
)
_ABSENT: Final = "dataAbsentReason"


class Interval(NamedTuple):
    """low..high with the unit as sent; an open end is infinite. `inclusive` ends unless a strict comparator was sent."""

    low: float
    high: float
    unit: str
    shown: str
    below: bool = False
    """The value lies strictly below `high` (comparator `<`)."""


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
    return _text(string(holder.get("valueString")))


def _quantity(quantity: dict[str, Any]) -> Interval | None:
    value = number(quantity.get("value"))
    unit = string(quantity.get("code")) or string(quantity.get("unit"))
    if value is None:
        return _text(string(quantity.get("value")), unit)
    comparator = string(quantity.get("comparator"))
    shown = f"{comparator}{value:g} {string(quantity.get('unit')) or unit}".strip()
    return _bounded(value, comparator, unit, shown)


def _range(value_range: dict[str, Any]) -> Interval | None:
    low, high = child(value_range, "low"), child(value_range, "high")
    bottom, top = number(low.get("value")), number(high.get("value"))
    if bottom is None and top is None:
        return None
    unit = string(low.get("code")) or string(high.get("code")) or string(low.get("unit")) or string(high.get("unit"))
    known = [f"{value:g}" for value in (bottom, top) if value is not None]
    return Interval(bottom if bottom is not None else 0.0, top if top is not None else math.inf, unit,
                    f"{'-'.join(known)} {unit}".strip())  # fmt: skip


def _text(text: str, unit: str = "") -> Interval | None:
    match = _TEXT.match(text.replace("\u2264", "<=").replace("\u2265", ">=")[:80])
    value = number(match["value"]) if match else None
    if match is None or value is None:
        return None
    return _bounded(value, match["sign"] or "", (match["unit"] or unit).strip(), text.strip()[:40])


def _bounded(value: float, comparator: str, unit: str, shown: str) -> Interval:
    if comparator in ("<", "<="):
        return Interval(0.0, value, unit, shown, below=comparator == "<")
    if comparator in (">", ">="):
        return Interval(value, math.inf, unit, shown)
    return Interval(value, value, unit, shown)
