"""The size of the tumor in millimeters: mCODE's components, a number with its unit, or words such as `2.3 x 1.5 cm`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from mappings import focus, quantities
from mappings.definitions import VALUES
from mappings.mentions import folded
from mappings.model import Measure, Note, Quality
from mappings.observations import Result, Results, latest
from mappings.reading import Json, objects, string

_SETS: Final = ("tumor-size", "tumor-size-longest", "tumor-size-other")
_MM: Final = {"mm": 1.0, "cm": 10.0, "millimeter": 1.0, "centimeter": 10.0, "millimeters": 1.0, "centimeters": 10.0}
_PRODUCT: Final = re.compile(
    r"(?P<sizes>\d+(?:[.,]\d+)?(?: ?(?:mm|cm)? ?[x*\u00d7] ?\d+(?:[.,]\d+)?){1,2}) ?(?P<unit>mm|cm)\b.{0,20}"
)
_NUMBER: Final = re.compile(r"\d+(?:[.,]\d+)?")


def tumor_size(found: Results, conditions: Mapping[str, bool], as_of: datetime, notes: list[Note]) -> Measure | None:
    """Return the largest size, in mm, of the newest day that has one; further dimensions alone bound it from below."""
    sizes = []
    for result in found.of(*_SETS):
        if _is_group(result.resource):
            continue
        quality = focus.quality(result, conditions, notes)
        if quality is not None:
            size = _size(result, quality)
            if size is None:
                notes.append(Note(result.source.reference, "tumor size: no number in mm or cm"))
            sizes += [size] if size else []
    same_day = latest(sizes, as_of)
    return max(same_day, key=lambda one: (one.low, one.quality is not Quality.BOUNDED)) if same_day else None


def _is_group(resource: Json) -> bool:
    """Whether an Observation has components and no value of its own: they are read instead."""
    return bool(objects(resource.get("component"))) and not any(name.startswith("value") for name in resource)


def _size(result: Result, quality: Quality) -> Measure | None:
    read = _product(string(result.resource.get("valueString"))) or quantities.interval(result.resource)
    factor = _MM.get(folded(read.unit).strip(" [].")) if read else None
    if read is None or factor is None or not 0 < read.low * factor <= VALUES["tumor_size_highest_mm"]:
        return None
    low, high = round(read.low * factor, 3), round(read.high * factor, 3)
    partial = "tumor-size-other" in result.sets or read.rough or low != high
    shown = f"{low:g} mm" if low == high else f"{low:g}-{high:g} mm"
    graded = Quality.BOUNDED if partial and quality in (Quality.EXACT, Quality.BY_NAME) else quality
    return Measure(low, high, "mm", shown, result.source, graded, over=read.over)


def _product(text: str) -> quantities.Interval | None:
    """Return the largest of `2.3 x 1.5 cm`."""
    match = _PRODUCT.fullmatch(folded(text[:80]))
    if match is None:
        return None
    largest = max(float(one.replace(",", ".")) for one in _NUMBER.findall(match["sizes"]))
    return quantities.Interval(largest, largest, match["unit"], text[:40])
