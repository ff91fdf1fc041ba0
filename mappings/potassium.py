"""Potassium of the blood in mmol/L, which for an ion of one charge is mEq/L."""

from __future__ import annotations

import math
import re
from datetime import datetime
from typing import Final

from mappings import dates, quantities
from mappings.definitions import VALUES
from mappings.mentions import folded
from mappings.model import Measure, Note, Quality
from mappings.observations import Result, Results
from mappings.reading import child, string, texts

_UNIT: Final = re.compile(
    r"(?:m?mol|meq|mval|milli ?mol|milli ?equivalents?)(?: ?/ ?| per )(?:l|liter|litre)\b.{0,10}|mm"
)
_MILLI: Final = re.compile(r"(?:mmol|meq|mval|milli)|mm$")
_ELSEWHERE: Final = re.compile(r"\b(?:urin\w*|harn|fluid|dialys\w*|stool|sweat|csf)\b")


def potassium(found: Results, as_of: datetime, notes: list[Note]) -> tuple[Measure, ...]:
    """Return every potassium of the blood, newest first, in mmol/L; mEq/L is the same number.

    Without a unit the molar code says it; a name does not. What cannot be read is noted and left out: it proves nothing.
    """
    read = []
    for result in found.of("potassium"):
        one = None if _elsewhere(result) else _read(result)
        if one is None:
            notes.append(Note(result.source.reference, "potassium: no number in mmol/L or mEq/L of blood"))
        read += [one] if one else []
    return tuple(sorted(read, key=lambda one: dates.recency(one.source.when, as_of), reverse=True))


def _elsewhere(result: Result) -> bool:
    around = (*texts(result.resource.get("specimen")), string(child(result.resource, "specimen").get("display")))
    return any(_ELSEWHERE.search(folded(text[:200])) for text in around)


def _read(result: Result) -> Measure | None:
    value = quantities.interval(result.resource)
    if value is None or not 0 <= value.low <= VALUES["potassium_highest_mmol_l"]:
        return None
    unit = folded(value.unit)
    known = bool(_UNIT.fullmatch(unit) and _MILLI.match(unit)) if unit else result.source.how == "code"
    if not known or (value.high > VALUES["potassium_highest_mmol_l"] and not math.isinf(value.high)):
        return None
    shown = f"{value.low:g}" if value.low == value.high else _open(value)
    quality = Quality.EXACT if result.final else Quality.PRELIMINARY
    if result.final and result.source.how == "name":
        quality = Quality.BY_NAME
    return Measure(value.low, value.high, "mmol/L", f"{shown} mmol/L", result.source, quality, over=value.over)


def _open(value: quantities.Interval) -> str:
    if math.isinf(value.high):
        return f"{'>' if value.over else '>='}{value.low:g}"
    return f"{'<' if value.below else '<='}{value.high:g}" if value.low == 0 else f"{value.low:g}-{value.high:g}"
