"""The mitotic count of the tumor per 2 mm2; a count per high-power fields is another unit and is never converted."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from mappings import ki67_text, other_tumor, proliferation
from mappings.mentions import folded
from mappings.model import Note, Quality
from mappings.observations import Result, Results
from mappings.pathology import Proliferation
from mappings.reading import Json, child, number, string, texts
from mappings.terminology import Terminology

NAME: Final = "mitotic-count"
_OURS: Final = re.compile(
    r"(?:/|per|pro|in|je)\s?[(\[]?2[.* ]{0,2}(?:mm2|mm\^2|mm 2|sq\.? ?mm|square mill\w{0,8})[)\]]?"
)
_OTHER: Final = re.compile(
    r"(?:/|per|pro|in|je)\s?\d{0,3}\s?"
    r"(?:\[?hpfs?\]?|hgf|high[- ]power(?:ed)?(?: fields?)?|gesichtsfeld\w{0,3}|fields?|mm2|mm\^2|sq\.? ?mm)"
    r"|\bhpfs?\b"
)
_WORDS: Final = re.compile(r"\b(?:mito[st]\w{0,6}|figures?|rates?|counts?|index|activity|[1-4]0?x)\b|\{[^{}]{0,30}\}")
_NO_UNIT: Final = frozenset({"", "1"})
PER_2MM2: Final = "per 2 mm2"


def mitoses(
    found: Results, conditions: Mapping[str, Json], terminology: Terminology, as_of: datetime, notes: list[Note]
) -> Proliferation | None:
    """Return the mitotic count that decides, with all others; None where none is recorded. What is not used is noted."""
    kept = []
    for result in found.of(NAME):
        verdict = other_tumor.judge(result.resource, conditions, terminology)
        fact = _fact(result, verdict)
        if isinstance(fact, str) or verdict == other_tumor.OTHER:
            notes.append(Note(result.source.reference, f"mitotic count {fact if isinstance(fact, str) else verdict}"))
            continue
        kept.append((fact, result.source, result.final))
        if not fact.known:
            notes.append(Note(result.source.reference, "mitotic count: could not be read"))
    return proliferation.choose(kept, as_of, notes)


def _fact(result: Result, verdict: str) -> Proliferation | str:
    """Return the count, or the reason why nothing was said."""
    if result.resource.get("dataAbsentReason"):
        return "is absent, with a reason"
    words = _words(result.resource)
    if words is None:
        return "has no value"
    said = ki67_text.said(_WORDS.sub(" ", _OTHER.sub(" ", _OURS.sub(" ", words))))
    if said == "missing":
        return "has no value"
    doubts = tuple(one for one in (verdict, "" if result.final else "preliminary") if one)
    if isinstance(said, str) or (said.percent and said.cells is None) or said.cells is not None:
        return Proliferation(0.0, math.inf, "not readable", None, None, Quality.INVALID, result.source, caveats=doubts)
    return _counted(result, said, words, doubts)


def _counted(result: Result, said: ki67_text.Said, words: str, doubts: tuple[str, ...]) -> Proliferation:
    low = 0.0 if said.sign in ("<", "<=") else said.low
    high = math.inf if said.sign in (">", ">=") else said.high
    ours, unit = _unit(result, words)
    quality = Quality.BOUNDED if said.sign or low != high else Quality.EXACT
    if not result.final:
        quality = Quality.PRELIMINARY
    if said.several or not ours or (doubts and doubts[0] == other_tumor.UNSURE):
        quality = Quality.AMBIGUOUS
    text = proliferation.shown(low, high, unit, low_open=said.sign == ">", high_open=said.sign == "<", top=math.inf)
    caveats = doubts if ours else (*doubts, "not per 2 mm2: no WHO grade from it")
    fact = Proliferation(
        low, high, text, None, None, quality, result.source, said.sign == ">", said.sign == "<", caveats=caveats
    )
    return proliferation.graded(fact, proliferation.MITOSES) if ours else fact


def _unit(result: Result, words: str) -> tuple[bool, str]:
    """Say whether the count is per 2 mm2, by its unit, its name, or the code that is defined so; and how to show it."""
    for text in (words, *(folded(one[:500]) for one in texts(result.resource.get("code")))):
        if _OURS.search(text):
            return True, PER_2MM2
        other = _OTHER.search(text)
        if other:
            return False, "per high-power fields" if re.search(
                "h[pg]f|power|field|feld", other[0]
            ) else "per another area"
    return (True, PER_2MM2) if result.source.how == "code" else (False, "(area not stated)")


def _words(holder: Json) -> str | None:
    """Return number and unit as words, whatever the type of the value."""
    quantity = child(holder, "valueQuantity")
    if quantity:
        unit = string(quantity.get("unit")) or string(quantity.get("code"))
        text = f"{string(quantity.get('comparator'))}{string(quantity.get('value'))} {'' if unit in _NO_UNIT else unit}"
        return folded(text[:500])
    ends = [child(child(holder, "valueRange"), name) for name in ("low", "high")]
    if any(ends):
        values = [string(end.get("value")) for end in ends]
        unit = next((string(end.get("unit")) or string(end.get("code")) for end in ends if end), "")
        text = "-".join(values) if all(values) else f">={values[0]}" if values[0] else f"<={values[1]}"
        return folded(f"{text} {'' if unit in _NO_UNIT else unit}"[:500])
    for name in ("valueInteger", "valueDecimal"):
        if number(holder.get(name)) is not None:
            return string(holder.get(name))
    said = [string(holder.get("valueString")), *texts(holder.get("valueCodeableConcept"))]
    ratio = child(holder, "valueRatio")
    if ratio:
        top, bottom = child(ratio, "numerator"), child(ratio, "denominator")
        said = [" ".join([string(top.get("value")), "/", *(string(bottom.get(name)) for name in ("value", "unit"))])]
    return next((folded(text[:500]) for text in said if text), None)
