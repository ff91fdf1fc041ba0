"""One recorded grade: what its codes and words say, and whether that is a WHO grade of a neuroendocrine tumor."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from mappings.mentions import folded
from mappings.observations import Result
from mappings.reading import Json, codings, number, string, texts
from mappings.terminology import Terminology

_BY_CODE: Final = {
    "grade-g1": "1", "grade-g2": "2", "grade-value-1": "1", "grade-value-2": "2", "grade-value-3": "3", "grade-value-4": "4",
    "grade-value-low": "low", "grade-value-intermediate": "intermediate", "grade-value-high": "high",
    "grade-value-unknown": "unknown",
}  # fmt: skip
_WHO_CODES: Final = frozenset({"grade-g1", "grade-g2"})
_ROMAN: Final = {"i": "1", "ii": "2", "iii": "3", "iv": "4"}
_DIGIT: Final = re.compile(
    r"(?<![a-z0-9])(?:g[ :=-]{0,2}|grad(?:e|ing)?[ :=(-]{0,3})([1-4])"
    r"(?:\s?(?:-|/|to|bis|or|oder)\s?(?:g(?:rade?)? ?)?([1-4]))?(?![\w%]|[.,]\d)"
    r"|\bgrad(?:e|ing)?[ :=(-]{1,3}(iv|i{1,3})(?:\s?(?:-|/|to|or)\s?(iv|i{1,3}))?(?!\w)|^\W*([1-4]|iv|i{1,3})\W*$"
)
_LEVEL: Final = re.compile(r"\b(low|intermediate|high)[ -]?(?:histologic )?grade\b|^\W*(low|intermediate|high)\W*$")
_DIFFERENTIATED: Final = (
    ("1", r"\b(?:well|gut|hoch)[ -]?differen[tz]iat?\w{0,5}|\bgut differenziert"),
    ("2", r"\b(?:moderately|mod\.?|massig|maßig)[ -]?differen[tz]i\w{0,7}"),
    ("3", r"\b(?:poorly|schlecht|gering)[ -]?differen[tz]i\w{0,7}"),
    ("4", r"\bundifferen[tz]i\w{0,7}|\banaplastic"),
)
_UNKNOWN: Final = re.compile(
    r"\bg ?x\b|\b(?:cannot|can not|not) be (?:assessed|determined)\b"
    r"|\bnot (?:assess|determin|applic|grad|report|known)\w{0,8}|\bunknown\b|^\W*(?:n/?a)?\W*$"
    r"|\bpending\b|\bnicht (?:bestimm|beurteil)\w{0,6}|\bunbekannt\b|\bborderline\b|\btrifft nicht zu\b"
)
_NET: Final = re.compile(r"\bp?nets?\b|neuroendo[ck]r|\bwho\b|\benets\b")
_NEC: Final = re.compile(r"\bnec\b|\bneuroendo[ck]rine? [ck]ar[cz]inom\w{0,2}\b|\bminen\b|\bmanec\b")
_NO_NEC: Final = re.compile(r"\b(?:no|not|kein\w{0,2}|without)\s+(?:\w+\s+){0,2}?(?:nec|neuroendo)")
DEGREE: Final = "differentiation "
UNKNOWN: Final = "is not known"
_SAME: Final = {"low": "1", "intermediate": "2", "high": "3"}


class Answer(NamedTuple):
    """A recorded grade: `levels` 1 to 4 (several for a span), or the `level` of a general scheme, or neither.

    `who`: the method, the words or the code say that it is a grade of a neuroendocrine tumor. `plain`: nothing but
    `G2` or `grade 2` was written, which pathologists write for a neuroendocrine tumor too.
    """

    levels: tuple[str, ...]
    level: str = ""
    who: bool = False
    plain: bool = False
    nec: bool = False


def read(result: Result, terminology: Terminology) -> Answer | str:
    """Return the answer of a grade Observation, or why there is none; a code that contradicts its words is refused."""
    holder = result.resource
    if holder.get("dataAbsentReason"):
        return UNKNOWN
    coded, said = _codes(holder, terminology), _said(holder)
    worded = [_labels(text[:500]) for text in said]
    if len(coded) > 1 or any(_contradicts(coded, labels) for labels in worded):
        return "is refused: a code contradicts another, or the words beside it"
    labels = next((one for one in worded if one), ())
    who_code = bool(terminology.sets(holder.get("valueCodeableConcept")) & _WHO_CODES)
    who = who_code or _is_who(holder, terminology) or any(_NET.search(folded(text[:500])) for text in said)
    nec = any(says_nec(text[:500]) for text in said)
    if not coded and not labels:
        return Answer((), who=who, nec=True) if nec else _nothing(holder, said)
    return _answer(next(iter(coded), ""), labels, who=who, nec=nec)


def _answer(code: str, labels: tuple[str, ...], *, who: bool, nec: bool) -> Answer | str:
    digits = tuple(sorted(one for one in labels if one.isdigit()))
    if code == "unknown" or (not code and labels == ("unknown",)):
        return Answer((), who=who, nec=nec) if nec else UNKNOWN
    if code:
        digit = code if code.isdigit() else _SAME[code] if who else ""
        return Answer((digit,) if digit else (), "" if digit else code, who, nec=nec)
    if digits:
        return Answer(digits, who=who, plain=True, nec=nec)
    level = labels[0]
    return Answer((_SAME[level],), who=True, nec=nec) if who and level in _SAME else Answer((), level, who, nec=nec)


def _nothing(holder: Json, said: list[str]) -> str:
    """Tell an answer that says that the grade is not known from one that says something else, or a code nobody knows."""
    silent = not said and not codings(holder.get("valueCodeableConcept"))
    known = silent or any(_UNKNOWN.search(folded(text[:500])) for text in said)
    return UNKNOWN if known else "is not one that is understood"


def _codes(holder: Json, terminology: Terminology) -> set[str]:
    """Return what the codings say, each as 1 to 4, low, intermediate, high or unknown; an unknown one adds nothing."""
    sets = terminology.sets(holder.get("valueCodeableConcept"))
    found = {answer for name, answer in _BY_CODE.items() if name in sets}
    return found - {"unknown"} or found


def _said(holder: Json) -> list[str]:
    values = [string(holder.get(name)) for name in ("valueString", "valueCode")]
    whole = number(holder.get("valueInteger"))
    return [
        text
        for text in (*texts(holder.get("valueCodeableConcept")), *values, f"{whole:g}" if whole is not None else "")
        if text
    ]


def _contradicts(coded: set[str], labels: tuple[str, ...]) -> bool:
    """Whether words name grades, and none of them is the coded one."""
    told = {_SAME.get(one, one.removeprefix(DEGREE)) for one in labels if one != "unknown"}
    return bool(told and coded) and not told & {_SAME.get(one, one) for one in coded}


@lru_cache(maxsize=1024)
def _labels(text: str) -> tuple[str, ...]:
    """Return the grades that words name: digits first, else low to high, else by differentiation, else unknown."""
    words = folded(text)
    digits = {_ROMAN.get(one, one) for match in _DIGIT.finditer(words) for one in match.groups() if one}
    levels = [one for match in _LEVEL.finditer(words) for one in match.groups() if one]
    if digits or levels:
        return (*levels[:1], *sorted(digits))
    said = [digit for digit, pattern in _DIFFERENTIATED if re.search(pattern, words)]
    if said:
        return (f"{DEGREE}{said[-1]}",)
    return ("unknown",) if _UNKNOWN.search(words) else ()


def _is_who(holder: Json, terminology: Terminology) -> bool:
    method = holder.get("method")
    if "grading-method-who" in terminology.sets(method):
        return True
    said = [*texts(method), *texts(holder.get("code")), *texts(holder.get("within"))]
    return any(_NET.search(folded(text[:500])) for text in said)


@lru_cache(maxsize=1024)
def says_nec(text: str) -> bool:
    """Whether words name a neuroendocrine carcinoma, and do not deny it or call it well differentiated."""
    words = folded(text)
    well = re.search(r"\bwell[ -]differentiated\b", words)
    return bool(_NEC.search(words)) and not _NO_NEC.search(words) and not well
