"""Dose, rate and "once" from the words of an instruction, in English and German."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from mappings.frequencies import LONGEST, interval
from mappings.mentions import folded
from mappings.strengths import MILLIGRAMS, milligrams

_NUMBER: Final = r"(\d{1,6}(?:[.,]\d{1,4})?)"
_UNIT: Final = r"(mg|mcg|ug|\u03bcg|micrograms?|milligramm?s?|mikrogramm)\b"
_DOSE: Final = re.compile(rf"(?<![\d.,]){_NUMBER} ?{_UNIT}(?! ?(?:/|per\b|pro\b|je\b|in \d))")
_EACH_TIME: Final = re.compile(
    rf"(?<![\d.,]){_NUMBER} ?{_UNIT} ?(?:/|per|pro) ?(?:\d{{1,2}} ?)?(?:weeks?|wks?|w|wochen?|months?|monate?)\b"
)
_RATE: Final = re.compile(
    rf"(?<![\d.,]){_NUMBER} ?{_UNIT} ?(?:/|per|pro|je) ?(24 ?)?(h|hr|hour|std|stunden?|min|minute)\b"
)
_INFUSED: Final = re.compile(
    r"/ ?(?:24 ?)?(?:h|hr|hour|std|min)\b|\bper (?:hour|minute)\b|\bpro (?:stunde|minute)\b|\bcontinuous|\bdrip\b|\binfus"
    r"|\bperfusor"
)
_ONCE: Final = re.compile(
    r"\bonce\b(?!\W+(?:a|per|every|daily|weekly|monthly|nightly|each|in|at|q|\d)\b)|\bone[- ]time\b|\beinmalig|\beinmalgabe"
    r"|\bsingle[- ]dose\b(?! (?:vial|syringe|pen|ampu|prefilled))|\bone dose\b|\bstat\b"
    r"|\bx\s?1\b(?!\s*(?:/|\d|d\b|per|a\b|daily))"
)
_MORE: Final = re.compile(r"\bthen\b|\bfollowed by\b|\brepeat|\bdanach\b|\bdann\b")
_AS_NEEDED: Final = re.compile(r"\bprn\b|\bas (?:needed|required)\b|\bif needed\b|\bbei bedarf\b|\bb\. ?b\.")
_THOUSANDS: Final = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")


def dose(text: str) -> float | None:
    """Return the highest single dose in mg; an amount per hour, per day, per mL or per kg is none."""
    return _dose(text[:LONGEST])


@lru_cache(maxsize=4096)
def _dose(text: str) -> float | None:
    words = folded(text)
    found = [one for pattern in (_DOSE, _EACH_TIME) for m in pattern.finditer(words) if (one := _mass(m[1], m[2]))]
    return max(found, default=None)


def rate(text: str) -> float | None:
    """Return the highest rate of an infusion in mg per hour."""
    return _rate(text[:LONGEST])


@lru_cache(maxsize=4096)
def _rate(text: str) -> float | None:
    hours = {"m": 1 / 60}
    found = [
        mass / (24 if m[3] else hours.get(m[4][0], 1.0))
        for m in _RATE.finditer(folded(text))
        if (mass := _mass(m[1], m[2]))
    ]
    return max(found, default=None)


def is_infused(text: str) -> bool:
    """Whether the words are about an infusion, by a rate or by name."""
    return _is_infused(text[:LONGEST])


@lru_cache(maxsize=1024)
def _is_infused(text: str) -> bool:
    return bool(_INFUSED.search(folded(text)))


def is_as_needed(text: str) -> bool:
    """Whether the words leave it to the patient's need."""
    return _is_as_needed(text[:LONGEST])


@lru_cache(maxsize=1024)
def _is_as_needed(text: str) -> bool:
    return bool(_AS_NEEDED.search(folded(text)))


def is_once(text: str) -> bool:
    """Whether the words say a single dose, and nothing after it."""
    return _is_once(text[:LONGEST])


@lru_cache(maxsize=1024)
def _is_once(text: str) -> bool:
    words = folded(text)
    return bool(_ONCE.search(words)) and not _MORE.search(words) and interval(text) is None


def goes_on(text: str) -> bool:
    """Whether the words say that more follows, or how often."""
    return _goes_on(text[:LONGEST])


@lru_cache(maxsize=1024)
def _goes_on(text: str) -> bool:
    return bool(_MORE.search(folded(text))) or interval(text) is not None


def _mass(value: str, unit: str) -> float | None:
    """Return mg; a comma or point before three digits is that of thousands, or in mg with a point of nobody knows what."""
    if _THOUSANDS.fullmatch(value):
        if MILLIGRAMS.get(unit) == 1.0 and "." in value:
            return None
        value = value.replace(",", "").replace(".", "")
    return milligrams(value, unit) or None
