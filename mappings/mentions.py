"""What a few words of the chart say of a tumor: asserted, suspected, past, denied, or another person's.

For names (problem-list entries, displays, reasons), which are short; report text is a later matter.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache
from itertools import islice
from typing import Final

from mappings import guards
from mappings.tongues import in_english


class Mention(StrEnum):
    """How a term is mentioned, strongest last."""

    FAMILY = "family"
    DENIED = "denied"
    PAST = "history"
    SUSPECTED = "suspected"
    ASSERTED = "asserted"


_STRENGTH: Final = list(Mention)
_INVISIBLE: Final = frozenset({"Cf", "Cc"})
_LONGEST: Final = 1000
_NAME: Final = 500
"""Characters of a name of a disease that are weighed."""
_STEM: Final = "insulinom"
_MOST: Final = 8
"""Mentions in one sentence that are weighed: a name holds one or two."""
# "Insulinoma-associated antigen 2" is a marker of type 1 diabetes; "non-insulinoma pancreatogenous" is its opposite.
INSULINOMA: Final = (
    r"(?<!non[- ])(?<!non)\b(?:pro|micro)?insulinom(?:a|as|ata|atos[ie]s|e|es|en|i|s)?\b(?!\W+(?:associated|antigen))"
    r"|\binsulin[- ]?(?:secreting|producing)\W+(?:\w+\W+){0,3}?(?:tumou?rs?|neoplasms?|adenomas?|islet|p?nets?)\b"
    r"|\b(?:p?nets?|tumou?rs?|neoplasms?)\W+(?:\w+\W+){0,2}?"
    r"(?:insulin[- ](?:secreting|producing)|(?:secret|produc)ing insulin)\b"
    r"|\b(?:beta|b)[- ]cell\W+(?:tumou?r|adenoma|neoplasm)"
)
PANCREATIC_NET: Final = (
    r"\bp(?:an)?[- ]?nets?\b(?!.*(?:primitive|ectodermal))"
    r"|\bpancrea\w*\W+(?:\w+\W+){0,3}?(?:neuro)?endo[ck]rin\w*\W+(?:\w+\W+){0,2}?(?:tumou?r|neoplas|carcino|net\b)"
    r"|\b(?:neuro)?endo[ck]rin\w*\W+(?:\w+\W+){0,3}?(?:tumou?r|neoplas|carcino)\w*\W+(?:\w+\W+){0,5}?pan[ck]rea"
    r"|\bpan[ck]rea(?!titi)\w*\W+(?:\w+\W+){0,2}?nets?\b(?!\W+(?:fluid|weight|balance|intake|loss|gain|output))"
    r"|\bnets?\W+(?:\w+\W+){0,3}?pan[ck]rea(?!titi)"
    r"|\bislet[- ]cell\W+(?:tumou?r|neoplasm|carcinoma|adenoma)"
    r"|\b(?:gastrin|glucagon|vip|somatostatin)om(?:a|as|e|en)?\b"
)
# Abbreviations whose points would end a sentence, dashes, and other languages' words for the ones used below.
_SHORT: Final = (
    (re.compile(r"\bz\.? ?n\."), "zustand nach"),
    (re.compile(r"\bv\.? ?a\."), "verdacht auf"),
    (re.compile(r"[\u2010-\u2015\u2212]"), "-"),
    (re.compile(r"\bsusp\b\.?"), "suspected"),
    (re.compile(r"\bposs\b\.?"), "possible"),
    (re.compile(r"\bprob\b\.?"), "probable"),
    (re.compile(r"\brule-out\b"), "rule out"),
    (re.compile(r"\binsulinomverdacht\b"), "verdacht auf insulinom"),
    (re.compile(r"\binsulinom-?resektion\b"), "insulinom, resected"),
    (re.compile(r"\bpankreasinsulinom"), "pankreas insulinom"),
    (re.compile(r"\binsulinoom\b"), "insulinoma"),
    (re.compile(r"\binsulin-?produzierend\w*"), "insulin producing"),
    (re.compile(r"\breseziert\b"), "resected"),
    (re.compile(r"\benukleiert\b"), "enucleated"),
    (re.compile(r"\bausgeschlossen\b"), "excluded"),
)
_SENTENCE: Final = re.compile(r"[.;\n]+(?=\s|$)|\bbut\b")


def folded(text: str) -> str:
    """Return text for matching: lower case, accents and invisible characters dropped, spaces made plain.

    Only the first thousand characters are read and kept, which bounds the time and what is remembered: one character
    can unfold to eighteen.
    """
    return _folded(text[:_LONGEST])


@lru_cache(maxsize=4096)
def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.replace("\N{GREEK SMALL LETTER BETA}", "beta"))
    seen = (c for c in plain if not unicodedata.combining(c) and (c.isspace() or not _invisible(c)))
    kept = "".join(islice(seen, _LONGEST))
    lowered = re.sub(r"\s+", " ", kept).lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").strip()
    for short, long in _SHORT:
        lowered = short.sub(long, lowered)
    return lowered


def _invisible(character: str) -> bool:
    return unicodedata.category(character) in _INVISIBLE


def classify(text: str, term: str) -> Mention | None:
    """Say how the strongest mention of `term` (a regular expression) in `text` is meant; None without a mention."""
    return _classified(text[:_LONGEST], term)


def unweighed(text: str) -> bool:
    """Say whether a name of any length names an insulinoma where nobody weighs it: after the cut, or once too often."""
    named = text.lower().count(_STEM)
    return named > 0 and named > min(_MOST, folded(text[:_NAME]).count(_STEM))


@lru_cache(maxsize=4096)
def _classified(text: str, term: str) -> Mention | None:
    words = in_english(folded(text))
    found: list[Mention] = []
    begin = 0
    for end in (*_SENTENCE.finditer(words), None):
        sentence, rest = words[begin : end.start() if end else None], words[end.end() :] if end else ""
        found += [
            _one(sentence, match.start(), match.end(), rest)
            for match in islice(_compiled(term).finditer(sentence), _MOST)
        ]
        begin = end.end() if end else begin
    return max(found, key=_STRENGTH.index, default=None)


@lru_cache(maxsize=64)
def _compiled(term: str) -> re.Pattern[str]:
    return re.compile(term)


def _one(sentence: str, start: int, end: int, rest: str) -> Mention:
    before, after = guards.CLAUSE.split(sentence[:start])[-1], sentence[end:]
    if guards.FAMILY_BEFORE.search(before) or guards.FAMILY_AFTER.search(after):
        return Mention.FAMILY
    if guards.FAMILY_BEFORE.search(sentence[:start]):
        return Mention.SUSPECTED  # a list of what runs in the family, or the patient's own after it
    if guards.OPEN.search(before) or before.rstrip(" (").endswith("?") or _questioned(after):
        return Mention.SUSPECTED
    said = _silent(before, after)
    if said and (
        guards.OPEN.search(after)
        or guards.OPEN.search(rest)
        or (said is Mention.DENIED and guards.IMAGED.search(after))
    ):
        return Mention.SUSPECTED
    if said or not guards.GUARD.search(before):
        return said or Mention.ASSERTED
    return Mention.ASSERTED if _present(before, after) and not guards.OPEN.search(after) else Mention.SUSPECTED


def _questioned(after: str) -> bool:
    return bool(guards.OPEN_AFTER.search(after)) or after.lstrip(" ()").startswith("?")


def _silent(before: str, after: str) -> Mention | None:
    """Say whether a mention is denied or past; what is recurrent or not resected is neither."""
    denied = guards.DENIED_BEFORE.search(before)
    if denied:
        return Mention.PAST if guards.PRESENT.search(before) else Mention.DENIED
    if guards.DENIED_AFTER.search(after):
        return Mention.DENIED
    if _present(before, after):
        return None
    return Mention.PAST if guards.PAST_BEFORE.search(before) or guards.PAST_AFTER.search(after) else None


def _present(before: str, after: str) -> bool:
    return any(guards.PRESENT.search(guards.GONE.sub(" ", part)) for part in (before, after))
