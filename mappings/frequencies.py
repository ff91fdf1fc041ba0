"""How often, in days, from the words of an instruction, in English and German."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from mappings.mentions import folded

MONTH: Final = 28.0
"""A month of treatment is 28 days: depots are given every four weeks, also where the order says monthly."""
LONGEST: Final = 500
_SPAN: Final = (
    r"(?:hours?|hrs?|h|std|stunden?|days?|d|tage?n?|weeks?|wks?|w|wochen?|months?|mos?|mths?|monate?n?|years?|jahre?)"
)
_WORD_NUMBERS: Final = {
    "other": 2.0, "second": 2.0, "third": 3.0, "fourth": 4.0, "one": 1.0, "two": 2.0, "three": 3.0, "four": 4.0, "six": 6.0,
    "eight": 8.0, "twelve": 12.0, "once": 1.0, "twice": 2.0, "thrice": 3.0, "ein": 1.0, "zwei": 2.0, "drei": 3.0,
    "vier": 4.0, "sechs": 6.0, "acht": 8.0, "zwolf": 12.0, "einmal": 1.0, "zweimal": 2.0, "dreimal": 3.0, "viermal": 4.0,
}  # fmt: skip
_COUNT: Final = r"(\d{1,3}|" + "|".join(sorted(_WORD_NUMBERS, key=len, reverse=True)) + r")"
_FREE: Final = frozenset({"once", "twice", "thrice", "einmal", "zweimal", "dreimal", "viermal"})
_CONNECTED: Final = re.compile(r"x|\u00d7|times?\b|mal\b|/|\bper\b|\bpro\b")
_EVERY: Final = re.compile(
    rf"\b(?:every|each|q\.?|alle|jede[nrs]?)[ -]{{0,2}}(?:{_COUNT}[ -]{{0,2}})?(?:\([^)]{{1,24}}\) ?)?"
    rf"(?:(?:-|to|or|bis|oder) ?\d{{1,3}} ?)?({_SPAN})\b"
    r"|\b(\d{1,2}) ?-? ?(hourly|weekly|monthly|stundlich|wochentlich|monatlich|wochig|tagig|taglich)\b"
)
_TIMES: Final = re.compile(
    rf"\b{_COUNT} ?(?:x|\u00d7|times?|mal)?[ -]?(?:/ ?|per |an? |each |every |pro |am |in der |im |die )?"
    r"(daily|days?|d|weekly|weeks?|monthly|months?|taglich|tgl|tag|wochentlich|woche|monatlich|monat)\b"
)
_TIMES_OF_DOSE: Final = re.compile(
    r"\b(\d{1,2}) ?[x\u00d7] ?[\d.,]{1,7}[^;]{1,40}?(daily|a day|per day|taglich|tgl|pro tag|am tag|/ ?d\b)"
)
_SCHEME: Final = re.compile(r"(?<![\d.,/-])([0-9])-([0-9])-([0-9])(?:-([0-9]))?(?![\d./-])")
_CODES: Final = (
    (re.compile(r"\bt\.?i\.?d\b|\btds\b"), 1 / 3),
    (re.compile(r"\bb\.?i\.?d\b"), 0.5),
    (re.compile(r"\bq\.?i\.?d\b|\bqds\b"), 0.25),
    (re.compile(r"\bq\.?o\.?d\b"), 2.0),
    (re.compile(r"\bq\.?d\b|\bqhs\b|\bqam\b|\bqpm\b"), 1.0),
)
_PLAIN: Final = (
    (re.compile(r"\bmonthly\b|\bmonatlich\b"), MONTH),
    (re.compile(r"\bfortnightly\b"), 14.0),
    (re.compile(r"(?<!bi)(?<!bi-)\bweekly\b|\bwochentlich\b"), 7.0),
    (re.compile(r"\bdaily\b|\bnightly\b|\bat bedtime\b|\btaglich\b|\btgl\b|\bevery (?:morning|evening|night)\b"), 1.0),
)
_EACH: Final = re.compile(
    r"(?:mg|mcg|ug|\u03bcg) ?(?:/|per|pro) ?(?:(\d{1,2}) ?)?(weeks?|wks?|w|wochen?|months?|monate?)\b"
)


def interval(text: str) -> float | None:
    """Return the interval in days; the shortest of the clearest kind of statement in the words."""
    return _interval(text[:LONGEST])


@lru_cache(maxsize=4096)
def _interval(text: str) -> float | None:
    words = folded(text)
    for found in (
        _every(words),
        _each(words),
        _times(words),
        _scheme(words),
        _known(_CODES, words),
        _known(_PLAIN, words),
    ):
        if found:
            return min(found)
    return None


def _every(words: str) -> list[float]:
    found = [_count(m[1]) * _span(m[2]) if m[2] else _count(m[3]) * _span(m[4]) for m in _EVERY.finditer(words)]
    return [days for days in found if days > 0]


def _each(words: str) -> list[float]:
    """Read "20 mg/4 weeks"."""
    return [_count(m[1]) * _span(m[2]) for m in _EACH.finditer(words)]


def _times(words: str) -> list[float]:
    """Read "twice a month", "1x/Monat", "3 x taglich"; other numbers need an x, "times" or a slash ("for two days")."""
    found = []
    for match in _TIMES.finditer(words):
        count = _count(match[1])
        if count and (match[1] in _FREE or _CONNECTED.search(match[0])):
            found.append(_span(match[2]) / count)
    return found + [1 / int(m[1]) for m in _TIMES_OF_DOSE.finditer(words) if int(m[1])]


def _scheme(words: str) -> list[float]:
    """Read the German scheme of morning, noon, evening and night: "1-0-1" is twice a day."""
    taken = [sum(1 for part in m.groups() if part and part != "0") for m in _SCHEME.finditer(words)]
    return [1 / times for times in taken if times]


def _known(patterns: tuple[tuple[re.Pattern[str], float], ...], words: str) -> list[float]:
    return [days for pattern, days in patterns if pattern.search(words)][:1]


def _count(text: str | None) -> float:
    return 1.0 if not text else _WORD_NUMBERS.get(text) or float(text)


def _span(unit: str) -> float:
    if unit.startswith(("mo", "mth")):
        return MONTH
    return {"h": 1 / 24, "s": 1 / 24, "d": 1.0, "t": 1.0, "w": 7.0, "y": 365.0, "j": 365.0}[unit[0]]
