"""A Ki-67 index in words: `ca. 15 %`, `<3%`, `3-5 percent`, `75/500`, in any spelling; strict where nothing says percent."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from mappings.comparators import AFTER, SIGNS, sign_of, understood
from mappings.mentions import folded
from mappings.reading import number

_LONGEST: Final = 500
NAME: Final = re.compile(r"(?<![a-z0-9])(?:ki[\W_]{0,2}67|mib[\W_]?1)(?!\d)")
_SIGN: Final = "|".join(f"(?:{words})" for words in SIGNS.values())
_AFTER: Final = "|".join(AFTER.values())
_NUM: Final = r"(?<![\w.,/])\d{1,4}(?:[.,]\d{1,6})?(?![.,]?\d)"
_UNIT: Final = (
    r"%|percent\b|per cent\b|prozent\b|pct\b|por ?cient[oa]\b|pour ?cent\b|per ?cento\b|procent\b|por cento\b"
)
_TO: Final = "to|bis|and|und|a|y|e|et|en|tot|hasta|ate"
_ONE: Final = (
    rf"(?:(?<![a-z])(?P<sign>{_SIGN})[\s:]{{0,2}})?(?P<low>{_NUM})(?P<plus>\+)?\s?(?P<unit1>{_UNIT})?"
    rf"(?:\s?(?:-|(?:{_TO})\b|/-)\s?(?P<sign2><=|<|~)?\s?(?P<high>(?<![.,/])\d{{1,4}}(?:[.,]\d{{1,6}})?(?![.,]?\d))"
    rf"\s?(?P<unit2>{_UNIT})?)?(?:\s?(?P<after>{_AFTER}))?"
)
_VALUE: Final = re.compile(_ONE)
_RATIO: Final = re.compile(r"(?<![\w.,/])(\d{1,6}(?:[.,]\d{1,3})?)\s?(?:/|of|out of|von)\s?(\d{1,6})(?![\d/.,])")
_FILLER: Final = (
    r"(?:[\s:=.,;()\[\]-]|proliferations(?:index|rate)|proliferati(?:on|ve)|label?ling|index|indices|rate|fraction|score|value|result"
    r"|nuclear|is|of|between|zwischen|hot|spots?|cells?|nuclei|tumou?r|positive?|pos|in|the|zellen|kerne)*+"
)
_BARE: Final = re.compile(rf"{_FILLER}{_ONE}(?!\s?-){_FILLER}")
_BARE_RATIO: Final = re.compile(rf"{_FILLER}{_RATIO.pattern}{_FILLER}")
_SPREAD: Final = re.compile(
    rf"{_FILLER}({_NUM})\s?({_UNIT})?\s?(?:\+\s?/?\s?-|\u00b1)\s?({_NUM})\s?({_UNIT})?{_FILLER}"
)
_SAID_PERCENT: Final = re.compile(rf"\d\s?(?:{_UNIT})")
_JOINED: Final = re.compile(rf"(?<![\w.,])\d{{1,4}}(?:[.,]\d{{1,6}})?\s?(?:[-/,]|{_TO}|or|oder|o|ou|of)\s?$")
_ANY: Final = re.compile(r"\d{1,4}(?:[.,]\d{1,6})?")
_MONTHS: Final = 12
_YEARS: Final = (1900, 2100)
_LEGEND: Final = re.compile(
    r"[(\[][^()\[\]]{0,120}\b(?:g ?[1-3]|who|enets|grad(?:e|ing)|ref\w{0,8}|normal|cut-?off)\b[^()\[\]]{0,120}[)\]]"
)
_ASIDE: Final = re.compile(r"\([^()%]{0,120}\)")
_NOT: Final = r"not (?:done|performed|available|evaluable|assessable|determined|reported|applicable|known)"
_GUARD: Final = re.compile(
    rf"\b(?:pending|{_NOT}|insufficient|await\w{{0,4}}|cancel\w{{0,5}}|ausstehend"
    r"|nicht (?:bestimm|durchgef|beurteil|verf)\w{1,8}"
    r"|ref(?:erence)?|normal|cut-?off|threshold|control|previous(?:ly)?|prior|formerly|vorher|zuvor)\b"
)
_MISSING: Final = re.compile(
    rf"\W*(?:n\.?/?a\.?|n\.?d\.?|{_NOT}|pending|none|nil|null"
    r"|unknown|unk|tbd|awaited|insufficient(?: (?:material|tissue|sample))?|ausstehend|unbekannt|k\.? ?a\.?|folgt"
    r"|nicht (?:bestimmt|durchgefuhrt|beurteilbar|verfugbar))?\W*"
)  # fmt: skip


class Said(NamedTuple):
    """One value as written: `low`..`high`, `sign` (`<`, `<=`, `>`, `>=`, `~` or empty), whether percent was said.

    `cells` is the number of cells of a ratio, whose value is already in percent. `several`: the text holds more than one
    value and the interval spans them.
    """

    low: float
    high: float
    sign: str = ""
    percent: bool = True
    cells: float | None = None
    several: bool = False
    whole: bool = False
    """Written without a decimal point: then it is no fraction."""


def said(text: str) -> Said | str:
    """Return what a text says, or a reason: `missing` where it says that there is no result, else `not readable`."""
    return _said(text[:_LONGEST])


@lru_cache(maxsize=4096)
def _said(text: str) -> Said | str:
    words = _LEGEND.sub(" ", plain(text)).strip()
    if _MISSING.fullmatch(words):
        return "missing"
    if "\u2044" in words or _GUARD.search(words) or re.match(r"-\s?\d", words):
        return "missing" if _GUARD.search(words) and not re.search(r"\d", words) else "not readable"
    found = [one for part in _parts(words) if (one := _read(part)) is not None]
    return found[0] if found else "not readable"


def plain(text: str) -> str:
    """Fold a text; what folding would turn into its opposite (not-less-than) or into a digit (a footnote) first."""
    for sign, plain in (
        ("\u2264", "<="),
        ("\u2a7d", "<="),
        ("\u226f", "<="),
        ("\u2265", ">="),
        ("\u2a7e", ">="),
        ("\u226e", ">="),
    ):
        text = text.replace(sign, plain)
    return folded(re.sub(r"[\u00b2\u00b3\u00b9\u2070-\u209c\u2460-\u24ff]", " ", text))


def _parts(words: str) -> list[str]:
    """Return the words after the name of the marker, up to the next one, then those before it."""
    names = list(NAME.finditer(words))
    if names:
        after, before = words[names[0].end() :].split(";", maxsplit=1)[0], words[: names[0].start()]
        parts = [NAME.sub(" ", after), before]
    else:
        parts = [words]
    short = [_ASIDE.sub(" ", part) for part in parts]
    return [one for pair in zip(short, parts, strict=True) for one in pair]


def _read(words: str) -> Said | None:
    spread = _SPREAD.fullmatch(words)
    if spread:
        middle, off = number(spread[1]) or 0.0, number(spread[3]) or 0.0
        return Said(max(0.0, middle - off), middle + off, "~", bool(spread[2] or spread[4]))
    percents = [one for one in _VALUE.finditer(words) if one["unit1"] or one["unit2"]]
    if percents:
        units = sum(bool(one["unit1"]) + bool(one["unit2"]) for one in percents)
        if len(_SAID_PERCENT.findall(words)) <= units and not any(
            _JOINED.search(words[: one.start()]) for one in percents
        ):
            if len(percents) == 1 and not understood(words[: percents[0].start()]):
                return None
            return _spanning([_value(one, percent=True) for one in percents])
        every = [number(one) or 0.0 for one in _ANY.findall(words)]
        return Said(min(every), max(every), several=True)
    ratio = _BARE_RATIO.fullmatch(words)
    if ratio:
        return _ratio(words, ratio[1], ratio[2])
    bare = _BARE.fullmatch(words)
    return _value(bare, percent=False) if bare else None


def _ratio(words: str, part: str, whole: str) -> Said | None:
    """Return cells of cells in percent; a month and a year look the same, so they say nothing."""
    top, bottom = number(part), number(whole)
    if top is None or not bottom:
        return None
    if "/" in words and top <= _MONTHS and _YEARS[0] <= bottom <= _YEARS[1] and not re.search("cell|zell|nucle", words):
        return None
    value = round(100 * top / bottom, 6)
    return Said(value, value, cells=bottom)


def _value(found: re.Match[str], *, percent: bool) -> Said:
    low = number(found["low"]) or 0.0
    sign = sign_of(found["sign"]) or (">=" if found["plus"] else sign_of(found["after"]))
    whole = not re.search(r"[.,]", found["low"] + (found["high"] or ""))
    if found["high"] is None:
        return Said(low, low, sign, percent, whole=whole)
    high = number(found["high"]) or 0.0
    if sign in ("<", "<="):
        low = 0.0  # "<1 to 3 %"
    return Said(min(low, high), max(low, high), "~" if sign else "", percent, several=low > high, whole=whole)


def _spanning(values: list[Said]) -> Said:
    """Return the one value, or the span of several: which of them counts is not ours to say."""
    if len(values) == 1:
        return values[0]
    lows = [0.0 if one.sign.startswith("<") else one.low for one in values]
    highs = [100.0 if one.sign.startswith(">") else one.high for one in values]
    return Said(min(lows), max(highs), several=True)
