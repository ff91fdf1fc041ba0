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
# A comma ends what a guard before it covers, except in a list of tumors ("r/o gastrinoma, insulinoma").
_CLAUSE: Final = re.compile(r"(?<!oma)(?<!omas),")
_SURGERY: Final = (
    r"(?:resect\w*|enucleat\w*|\w*pancreatectom\w*|\w*duodenectom\w*|whipple|surger\w*|removal|removed"
    r"|excis\w*|operat\w*)"
)
_SITE: Final = r"(?:\W+(?:of|in) (?:the )?(?:(?:head|body|tail|uncinate(?: process)?) of (?:the )?)?pancreas)?"
_END: Final = r"(?=\W*$|\s*[,;()\d]|\W+(?:by|on|in|at|via|with|after|during|since|surgically|completely)\b)"
_FAMILY: Final = (
    r"(?:fam(?:ily|ilial)?\.?\s*(?:history|hx)|fh|fhx|mother|father|sister|brother|siblings?|son|daughter|parents?|aunt|uncle"
    r"|cousin|grand(?:mother|father|parent)s?|maternal|paternal|relatives?|familienanamnese)\b"
)
_FAMILY_BEFORE: Final = re.compile(r"\b" + _FAMILY)
_FAMILY_AFTER: Final = re.compile(
    "^" + _SITE + r"(?:\s*[(]\s*|\s+(?:in|of|by)\s+)(?:(?:a|his|her|the|patient'?s?|both)\s+)*" + _FAMILY
    + r"|^\s*[,:-]+\s*" + _FAMILY + r"(?:\W+of)?\W*$"
)  # fmt: skip
_OPEN_WORDS: Final = (
    r"(?:suspect\w*|suspicio\w*|sospech\w*|sospett\w*|possib\w*|posib\w*|probab\w*|(?:un)?likely|presum\w*|potential\w*"
    r"|question\w*|query|(?:to )?r/o|(?:to )?rule out|to exclude|to be (?:ruled out|excluded)"
    r"|(?:cannot|can't|not) (?:\w+ ){0,3}?(?:rule out|ruled out|exclud\w*)|not (?:\w+ )?confirmed|unconfirmed|vs\.?|versus"
    r"|not (?:\w+ )?(?:sure|certain)|unsure|uncertain|unclear|doubtful|differential|ddx|dd|concern\w*|evaluat\w*|eval"
    r"|work-?\s?up|screen\w*|consider|verdacht|provisional|equivocal|indeterminate|maybe|may be"
    r"|apparent\w*|unproven|working diagnosis"
    r"|(?:biopsy|confirmation|patholog\w*|histolog\w*) (?:is |still )?pending|await\w* (?:confirmation|biops\w*|patholog\w*)"
    r"|(?:not|never|no longer) (?:\w+ )?(?:found|seen|identified|detected|visuali[sz]ed))(?=\W|$)"
)
_OPEN: Final = re.compile(r"\b" + _OPEN_WORDS)
_OPEN_AFTER: Final = re.compile(
    r"^(?:(?!\bwith\b|\band\b)[^,:;(])*?\b" + _OPEN_WORDS
    + r"|^\s*[,:(-]+\s*(?:(?:still|clinically|highly|only|currently|was|is|has) )*"
    + _OPEN_WORDS + r"(?:\s+diagnos\w*)?(?=\W*$|\s*[,;.)]|\W+(?:by|on|in|at)\b)"
)  # fmt: skip
# After a negation or a word for the past only these may stand before the term; anything else makes it a doubt.
_FILLERS: Final = (
    r"(?:[\s:(-]+(?:a|an|any|the|of|for|evidence|signs?|clinical|radiolog\w*|biochemical|definite|current|known|having|has"
    r"|had|been|patient|benign|malignant|pancrea\w*|solitary|single|small|multiple|functional|functioning|symptomatic"
    r"|history|medical|personal|past|previous|prior|remote|surgical\w*|treated|successful\w*|complete\w*|curative\w*"
    r"|distal|proximal|central|total|laparoscopic|robotic|open|r0|procedure|spleen|preserving|due|to|head|body|tail"
    r"|residual|recurren\w*|relaps\w*|eine[snrm]?|des|von|or|nor|\d{4}|\w+omas?|"
    + _SURGERY
    + r"|enukleation))*[\s:(-]*$"
)
_NEGATION: Final = (
    r"\b(?:no|not|without|denies|denied|negative for|absence of|kein\w*|ausschluss|never)\b"
    r"|^(?:excluded|excludes|ruled out)\b"
)
_DENIED_BEFORE: Final = re.compile(rf"(?:{_NEGATION}){_FILLERS}")
_DENIED_AFTER: Final = re.compile(
    "^" + _SITE + r"\W+(?:(?:was|were|is|has been|now|definitively|biochemically)\W+)*"
    r"(?:excluded|ruled[- ]out|refuted|absent|denied|negative|disproven|not present)\b" + _END
)
_IMAGED: Final = re.compile(r"\b(?:ct|mri?|pet|imaging|scan\w*|eus|ultraso\w*|sonogra\w*|on path\w*)\b")
_GONE: Final = re.compile(
    r"\b(?:no|without|negative for)\W+(?:(?:evidence|signs?|of|any|local|distant|further|known|or|and|disease|tumou?r"
    r"|residual|recurren\w*|relaps\w*|metasta\w*|persist\w*|progress\w*)(?:\W+|$)){1,8}|\b(?:recurrence|disease)[- ]free\b"
    r"|\b(?:non|un)-?metasta\w*"
)
_CUT: Final = r"(?:resect\w*|remov\w*|excis\w*|enucleat\w*|operat\w*|surger\w*)"
_PRESENT: Final = re.compile(
    r"\b(?:recur\w*|relaps\w*|residual|metasta\w*|persist\w*|progress\w*|fail\w*|unresect\w*|non-?resect\w*|inoperable"
    r"|debulk\w*|palliat\w*|resectable|operable|refus\w*|declin\w*|still present"
    r"|again|ongoing|active(?! surv)|r[12]|positive margin|margins? positive"
    rf"|{_CUT} (?:was |is )?(?:not|refused|declined|planned|pending|scheduled|attempted|aborted|incomplete)"
    r"|(?:not|cannot|can't|never|unable|in-?completely|partially|partly|partial|incomplete|subtotal|attempted|aborted|await\w*"
    r"|plan\w*|schedul\w*|pending|before|pre-?op\w*|prior to|candidate for|for|refer\w*|list\w*)"
    rf" (?:(?:yet|be|been|to|for|fully|completely|surgical|distal|a|the) ){{0,3}}?(?:{_CUT}|in remission|cured|resolved))"
)
_PAST_WORDS: Final = (
    r"\b(?:hist(?:ory)?|h/o|hx|pmh|s/p|status[- ]post|previous\w*|prior|former\w*|past|resected|enucleated|excised|removed"
    r"|(?:resection|enucleation|excision|removal) of|resolved|cured|zustand nach)\b"
)
_PAST_BEFORE: Final = re.compile(_PAST_WORDS + _FILLERS)
_PAST_AFTER: Final = re.compile(
    "^" + _SITE + r"[\s,:(-]*(?:\d{4}[\s,]*)?(?:treated\s+)?(?:"
    r"(?:s/p|status[- ]post|after|post|following)[\s:-]+(?:(?:a|distal|central|total|laparoscopic|robotic|open|surgical"
    r"|complete|curative|r0|spleen|preserving|pancreatic|tumou?r|successful|\d{4})[\s-]+){0,5}" + _SURGERY
    + r"|(?:(?:r0|curative|complete|surgical|distal|laparoscopic|open|treated|pancreatic)[\s-]+)*(?:resection|enucleation"
    r"|whipple|\w*pancreatectomy|excision|operated|operation|surgery|surgically)[\s,]+(?:in\s+)?(?:\d{1,2}/)?\d{4}\W*$"
    r"|operated\W*$|ned\b|no evidence of disease\b"
    + r"|(?:(?:was|is|has been|now|completely|fully|surgically|successfully|already|clinically|in complete)\s+)*"
    r"(?:resected|enucleated|excised|removed|resolved|cured|in remission|remission)\b" + _END
    + r"|(?:personal )?history\W*$)"
)  # fmt: skip
_GUARD: Final = re.compile(rf"(?:{_NEGATION})(?! doubt)|{_PAST_WORDS}")


def folded(text: str) -> str:
    """Return text for matching: lower case, accents and invisible characters dropped, spaces made plain.

    Only the first thousand characters are read, which bounds the time and what is remembered.
    """
    return _folded(text[:_LONGEST])


@lru_cache(maxsize=4096)
def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.replace("\N{GREEK SMALL LETTER BETA}", "beta"))
    kept = "".join(c for c in plain if not unicodedata.combining(c) and (c.isspace() or not _invisible(c)))
    lowered = re.sub(r"\s+", " ", kept).lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").strip()
    for short, long in _SHORT:
        lowered = short.sub(long, lowered)
    return lowered


def _invisible(character: str) -> bool:
    return unicodedata.category(character) in _INVISIBLE


def classify(text: str, term: str) -> Mention | None:
    """Say how the strongest mention of `term` (a regular expression) in `text` is meant; None without a mention."""
    return _classified(text[:_LONGEST], term)


@lru_cache(maxsize=4096)
def _classified(text: str, term: str) -> Mention | None:
    words = folded(text)
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


@lru_cache(maxsize=16)
def _compiled(term: str) -> re.Pattern[str]:
    return re.compile(term)


def _one(sentence: str, start: int, end: int, rest: str) -> Mention:
    before, after = _CLAUSE.split(sentence[:start])[-1], sentence[end:]
    if _FAMILY_BEFORE.search(before) or _FAMILY_AFTER.search(after):
        return Mention.FAMILY
    if _FAMILY_BEFORE.search(sentence[:start]):
        return Mention.SUSPECTED  # a list of what runs in the family, or the patient's own after it
    if _OPEN.search(before) or before.rstrip(" (").endswith("?") or _questioned(after):
        return Mention.SUSPECTED
    said = _silent(before, after)
    if said and (_OPEN.search(after) or _OPEN.search(rest) or (said is Mention.DENIED and _IMAGED.search(after))):
        return Mention.SUSPECTED
    if said or not _GUARD.search(before):
        return said or Mention.ASSERTED
    return Mention.ASSERTED if _present(before, after) and not _OPEN.search(after) else Mention.SUSPECTED


def _questioned(after: str) -> bool:
    return bool(_OPEN_AFTER.search(after)) or after.lstrip(" ()").startswith("?")


def _silent(before: str, after: str) -> Mention | None:
    """Say whether a mention is denied or past; what is recurrent or not resected is neither."""
    denied = _DENIED_BEFORE.search(before)
    if denied:
        return Mention.PAST if _PRESENT.search(before) else Mention.DENIED
    if _DENIED_AFTER.search(after):
        return Mention.DENIED
    if _present(before, after):
        return None
    return Mention.PAST if _PAST_BEFORE.search(before) or _PAST_AFTER.search(after) else None


def _present(before: str, after: str) -> bool:
    return any(_PRESENT.search(_GONE.sub(" ", part)) for part in (before, after))
