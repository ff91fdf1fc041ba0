"""What a few words of the chart say of a tumor: asserted, suspected, past, denied, or another person's.

For names (problem-list entries, displays, reasons), which are short; report text is a later matter.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache
from typing import Final


class Mention(StrEnum):
    """How a term is mentioned, strongest last."""

    FAMILY = "family"
    DENIED = "denied"
    PAST = "history"
    SUSPECTED = "suspected"
    ASSERTED = "asserted"


_STRENGTH: Final = list(Mention)
# "Insulinoma-associated antigen 2" is a marker of type 1 diabetes; "non-insulinoma pancreatogenous" is its opposite.
INSULINOMA: Final = (
    r"(?<!non[- ])(?<!non)\binsulinom(?:a|as|ata|e|es|en|i)?\b(?![- ]associated)"
    r"|\binsulin[- ]?(?:secreting|producing)\W+(?:\w+\W+){0,3}?(?:tumou?rs?|neoplasms?|adenomas?|islet|p?nets?)\b"
    r"|\b(?:beta|b)[- ]cell\W+(?:tumou?r|adenoma|neoplasm)"
)
PANCREATIC_NET: Final = (
    r"\bp(?:an)?[- ]?nets?\b(?!.*(?:primitive|ectodermal))"
    r"|\bpancrea\w*\W+(?:\w+\W+){0,3}?(?:neuro)?endo[ck]rin\w*\W+(?:\w+\W+){0,2}?(?:tumou?r|neoplas|carcino|net\b)"
    r"|\b(?:neuro)?endo[ck]rin\w*\W+(?:\w+\W+){0,3}?(?:tumou?r|neoplas|carcino)\w*\W+(?:\w+\W+){0,5}?pan[ck]rea"
    r"|\bislet[- ]cell\W+(?:tumou?r|neoplasm|carcinoma|adenoma)"
    r"|\b(?:gastrin|glucagon|vip|somatostatin)om(?:a|as|e|en)?\b"
)
# German abbreviations whose points would end a sentence: "state after" and "suspected".
_SHORT: Final = (
    (re.compile(r"\bz\.? ?n\."), "zustand nach"),
    (re.compile(r"\bv\.? ?a\."), "verdacht auf"),
)
_SENTENCE: Final = re.compile(r"[.;\n]+(?=\s|$)|\bbut\b")
_SURGERY: Final = r"(?:resect\w*|enucleat\w*|pancreatectom\w*|whipple|surger\w*|removal|removed|excis\w*|operat\w*)"
_FAMILY: Final = re.compile(
    r"\b(?:fam(?:ily)?\.?\s*(?:history|hx)|fh|fhx|mother|father|sister|brother|siblings?|son|daughter|parents?|aunt|uncle"
    r"|cousin|grand(?:mother|father|parent)|maternal|paternal|relatives?|familienanamnese)\b"
)
_OPEN: Final = re.compile(
    r"\b(?:suspect\w*|suspicio\w*|possib\w*|probab\w*|(?:un)?likely|presum\w*|potential\w*|question\w*|query|r/o|rule out"
    r"|(?:cannot|can't|could not|not) (?:be )?(?:rule out|ruled out|exclud\w*)|not confirmed|unconfirmed|vs\.?|versus"
    r"|differential|ddx|dd|concern\w*|evaluat\w*|eval|work-?\s?up|screen\w*|consider|verdacht|provisional|equivocal"
    r"|indeterminate|maybe|may be)(?=\W|$)"
)
_DENIED_BEFORE: Final = re.compile(
    r"\b(?:no|not|without|denies|denied|negative for|absence of|excluded?|excludes|ruled out|kein\w*|ausschluss|non"
    r"|never had)\W+(?:(?!with\b|due\b|from\b)[\w/-]+\W+){0,4}$"
)
_DENIED_AFTER: Final = re.compile(
    r"^(?:\W+(?:of|in) (?:the )?pancreas)?\W+(?:was |were |is |has been |now |: )*"
    r"(?:excluded|ruled[- ]out|refuted|absent|denied|negative|disproven|not (?:found|seen|present|identified|detected))\b"
)
_PRESENT: Final = re.compile(
    r"\b(?:recur\w*|relaps\w*|residual|metasta\w*|persist\w*|progress\w*|failed|unresect\w*|non-?resect\w*|inoperable"
    r"|(?:not|in-?completely|partially|partly|never|awaiting|planned for|scheduled for|pre-?op\w*|for) resect\w*"
    r"|not (?:yet )?(?:resected|removed|operated))"
)
_PAST_BEFORE: Final = re.compile(
    r"\b(?:hist(?:ory)?|h/o|hx|pmh|s/p|status[- ]post|previous\w*|prior|former\w*|past|resected|enucleated|excised|removed"
    r"|(?:resection|enucleation|excision|removal) of|resolved|cured|zustand nach)\W+"
    r"(?:(?!due\b|from\b|secondary\b|caused\b|with\b)[\w/-]+\W+){0,3}$"
)
_PAST_AFTER: Final = re.compile(
    r"^[^;]*?(?:\b(?:s/p|status[- ]post|after|post)\W+(?:[\w-]+\W+){0,4}?"
    + _SURGERY
    + r"|^\W*(?:\w+\W+){0,3}?(?:resected|enucleated|excised|removed|resolved|cured|in remission|history)\b)"
)


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """Return text for matching: lower case, accents and formatting characters dropped, spaces made plain."""
    plain = unicodedata.normalize("NFKD", text.replace("\N{GREEK SMALL LETTER BETA}", "beta"))
    kept = "".join(c for c in plain if not unicodedata.combining(c) and unicodedata.category(c) != "Cf")
    lowered = re.sub(r"\s+", " ", kept).lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").strip()
    for short, long in _SHORT:
        lowered = short.sub(long, lowered)
    return lowered


@lru_cache(maxsize=4096)
def classify(text: str, term: str) -> Mention | None:
    """Say how the strongest mention of `term` (a regular expression) in `text` is meant; None without a mention."""
    found = [
        _one(sentence, match.start(), match.end())
        for sentence in _SENTENCE.split(folded(text))
        for match in _compiled(term).finditer(sentence)
    ]
    return max(found, key=_STRENGTH.index, default=None)


@lru_cache(maxsize=16)
def _compiled(term: str) -> re.Pattern[str]:
    return re.compile(term)


def _one(sentence: str, start: int, end: int) -> Mention:
    before, after = sentence[:start], sentence[end:]
    if _FAMILY.search(before) or _FAMILY.search(after):
        return Mention.FAMILY
    if (
        _OPEN.search(before)
        or _OPEN.search(after)
        or before.rstrip().endswith("?")
        or after.lstrip(" )").startswith("?")
    ):
        return Mention.SUSPECTED
    if _DENIED_BEFORE.search(before) or _DENIED_AFTER.search(after):
        return Mention.DENIED
    if _PRESENT.search(before) or _PRESENT.search(after):
        return Mention.ASSERTED
    if _PAST_BEFORE.search(before) or _PAST_AFTER.search(after):
        return Mention.PAST
    return Mention.ASSERTED
