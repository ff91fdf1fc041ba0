"""How much a piece or a mL of a product holds: from its code, or from its name where that is unambiguous."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from mappings.mentions import folded
from mappings.reading import child, codings, number, string
from mappings.terminology import Terminology
from mappings.therapy import Strength

MILLIGRAMS: Final = {
    "mg": 1.0, "milligram": 1.0, "milligrams": 1.0, "milligramm": 1.0, "g": 1000.0,
    "mcg": 0.001, "ug": 0.001, "\u03bcg": 0.001, "microgram": 0.001, "micrograms": 0.001, "mikrogramm": 0.001,
}  # fmt: skip
_MASS: Final = (
    r"(?<![\d.,/-])(\d{1,6}(?:[.,]\d{1,4})?|[.,]\d{1,4}) ?(mg|mcg|ug|\u03bcg|micrograms?|milligramm?s?|mikrogramm)\b"
)
_PER_ML: Final = re.compile(_MASS + r" ?(?:/|per|in) ?(\d{0,3}(?:[.,]\d{1,3})?) ?ml\b")
_ALONE: Final = re.compile(_MASS + r"(?! ?(?:/|per\b|pro\b))")
_VOLUME: Final = re.compile(r"^(\d{1,3}(?:[.,]\d{1,3})?) ml\b")
_SYRINGE: Final = re.compile(r"\bsyringe|spritze|\bdepot\b|\bautogel\b")


def of(concept: object, names: Iterable[str], terminology: Terminology) -> Strength | None:
    """Return the strength of a product; None where neither a code nor a name says exactly one."""
    coded = {one for c in codings(concept) if c.code and (one := _coded(terminology, c.system, c.code)) is not None}
    if coded:
        return coded.pop() if len(coded) == 1 else None
    named = {one for text in names if (one := _named(text[:500])) is not None}
    return named.pop() if len(named) == 1 else None


def _coded(terminology: Terminology, system: str, code: str) -> Strength | None:
    piece = per_ml = None
    for ratio in terminology.property("code-strength", system, code):
        amount, over = number(child(ratio, "numerator").get("value")), child(ratio, "denominator")
        count = number(over.get("value")) or 1.0
        if amount is not None and string(over.get("unit")) == "mL":
            per_ml = amount / count
        elif amount is not None:
            piece = amount / count
    return Strength(piece, per_ml) if piece or per_ml else None


@lru_cache(maxsize=4096)
def _named(text: str) -> Strength | None:
    """Read "20 mg", "100 mcg/mL", "120 mg/0.5 mL syringe" and RxNorm's "0.5 ML ... 240 MG/ML Prefilled Syringe"."""
    words = folded(text)
    per_ml = {milligrams(m[1], m[2]) / (number(m[3]) or 1.0) for m in _PER_ML.finditer(words)}
    volumes = {number(m[3]): milligrams(m[1], m[2]) for m in _PER_ML.finditer(words) if m[3]}
    alone = {milligrams(m[1], m[2]) for m in _ALONE.finditer(_PER_ML.sub(" ", words))}
    one_ml = per_ml.pop() if len(per_ml) == 1 else None
    whole, syringe = _VOLUME.match(words), _SYRINGE.search(words)
    if len(alone) == 1:
        piece = alone.pop()
    elif alone or not syringe:
        piece = None
    elif len(volumes) == 1:
        piece = next(iter(volumes.values()))
    else:
        piece = round(one_ml * (number(whole[1]) or 0), 9) or None if whole and one_ml else None
    return Strength(piece, one_ml) if piece or one_ml else None


def milligrams(value: str, unit: str) -> float:
    """Return an amount in words as mg; 0 where the number is not readable."""
    return round((number("0" + value) or 0.0) * MILLIGRAMS.get(unit, MILLIGRAMS.get(unit.rstrip("s"), 0.0)), 9)
