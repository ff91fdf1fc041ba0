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
PRESENT: Final = frozenset({Mention.ASSERTED, Mention.SUSPECTED})
"""There, or perhaps there."""
_INVISIBLE: Final = frozenset({"Cf", "Cc"})
_LONGEST: Final = 1000
MOST: Final = 8
"""Mentions in one sentence that are weighed: a name holds one or two."""
# "Insulinoma-associated antigen 2" is a marker of type 1 diabetes; "non-insulinoma pancreatogenous" is its opposite.
INSULINOMA: Final = (
    r"(?<!non[- ])(?<!non)\b(?:pro|micro)?insulinom(?:a|as|ata|atos[ie]s|e|es|en|i|s)?\b(?!\W+(?:associated|antigen))"
    r"|\binsulin[- ]?(?:secreting|producing)\W+(?:\w+\W+){0,3}?(?:tumou?rs?|neoplasms?|adenomas?|islet|p?nets?)\b"
    r"|\b(?:p?nets?|tumou?rs?|neoplasms?)\W+(?:\w+\W+){0,2}?"
    r"(?:insulin[- ](?:secreting|producing)|(?:secret|produc)ing insulin)\b"
    r"|\b(?:beta|b)[- ]cell\W+(?:tumou?r|adenoma|neoplasm)"
)
TUMOR: Final = r"(?:tum(?:ou?r|eur)|neoplas|[ck]ar[cz]ino(?!id)|cancer\b|krebs\b|neubildung|geschwulst|adenom)"
"""The beginning of a word for a tumor, in six languages."""
ENDOCRINE: Final = (
    r"endo[ck]rie?n\w*+(?!\W+(?:\w+\W+){0,2}?(?:multipl|insuff|dysf|func?tion|funktion|defici|failure|different|feature"
    r"|marker))"
)
# A word between two parts of a name, unless it takes the second part back ("pancreas, except islets of Langerhans").
_GAP: Final = (
    r"(?:(?!(?<!not )(?<!to )(?<!be )(?:except|exclu|outside\b|other than\b|au(?:ss|\xdf)er\b)|extra-|peri-"
    r"|(?:no|not|non|without|kein\w*)\W+(?:an? )?(?:neuro[- ]?)?endo)\w+\W+)"
)
_OF: Final = (
    r"(?:(?:of|the|in|head|body|tail|neck|uncinate|process|malignant|benign|primary|des|der|im|von|van|de|het|del|do|da|du"
    r"|della|la|el|g[1-3]|tum\w+|neoplasm|neoplasia|cabeza|cuerpo|cola|tete|corps|queue|testa|corpo|coda)\W+)"
)
_CARCINOID: Final = r"[ck]ar[cz]inoid\w*(?!\W+(?:syndrom|heart|cris|kris))"
_PANCREAS: Final = r"(?<!extra-)(?<!extra )(?<!peri-)\bpan[ck]rea(?!tit)"
PANCREATIC_NET: Final = (
    r"(?:\bp(?:an)?[- ]?ne[tn]s?\b(?!.*(?:primitive|ectodermal))"
    rf"|{_PANCREAS}\w*\W+{_GAP}{{0,3}}?(?:neuro[- ]?)?{ENDOCRINE}\W+(?:\w+\W+){{0,2}}?(?:{TUMOR}|net\b)"
    rf"|{_PANCREAS}\w*\W+{_GAP}{{0,2}}?{TUMOR}\w*\W+{_GAP}{{0,1}}?neuro[- ]?{ENDOCRINE}"
    rf"|(?<!multiple )(?<!multipele )(?<!non-)\b(?:neuro[- ]?)?{ENDOCRINE}\W+(?:\w+\W+){{0,3}}?{TUMOR}\w*\W+{_GAP}{{0,5}}?"
    rf"{_PANCREAS}"
    # The order of ICD-10 and SNOMED CT ("neoplasm of endocrine pancreas"), and of the Romance languages.
    r"|\b(?:(?:bos|gut)artig\w*\W+)?(?<!secondary )(?<!secondary malignant )(?<!sekundare bosartige )"
    rf"{TUMOR}\w*\W+(?:(?!to\b){_GAP}){{0,6}}?(?:(?:neuro[- ]?)?{ENDOCRINE}\W+{_GAP}{{0,4}}?{_PANCREAS}"
    r"|(?:islets?|islotes?|ilots?|isole|insule|ilh\w{1,5}|eilandjes|inseln)\W+(?:cells?\W+)?"
    r"(?:(?:of|the|de|del|di|van|von|du)\W+){0,2}(?:langerhans|pan[ck]rea)|islets?[- ]cells?\b|langerhans\W?inseln?\b"
    r"|celulas\W+(?:de\W+)?(?:los\W+)?islotes|cellules\W+insulaires"
    rf"|{_PANCREAS}s {ENDOCRINE})"
    rf"|\b(?:neuro[- ]?)?{ENDOCRINE}\W+(?:\w+\W+){{0,2}}?pan[ck]reas?-?{TUMOR}"
    rf"|\bpan[ck]reas?-?{TUMOR}\w*\W+(?:\w+\W+){{0,2}}?neuro-?endo"
    rf"|\b{_CARCINOID}\W+{_OF}{{0,7}}{_PANCREAS}|{_PANCREAS}\w*\W+{_OF}{{0,3}}{_CARCINOID}|{_PANCREAS}\w{{0,3}}karzinoid"
    r"|\bpan[ck]rea(?!titi)\w*\W+(?:\w+\W+){0,2}?ne[tn]s?\b(?!\W+(?:fluid|weight|balance|intake|loss|gain|output))"
    r"|\b(?:ne[tn]|tne)s?\W+(?:\w+\W+){0,3}?pan[ck]rea(?!titi)"
    rf"|\bislets?(?:[- ]cells?)?\W+(?:of\W+langerhans\W+)?{TUMOR}|\b(?:inselzell|eilandcel)[- ]?{TUMOR}"
    r"|\b(?:gastrin|glu[ck]agon|vip|somatostatin)om(?:a|as|e|en)?\b)\w*(?:,? \(?g(?:rade)? ?[1-3]\b\)?)?"
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
    (re.compile(r"\bbauchspeicheldrues?en?(?=\w)|\bbauchspeicheldruse(?:n(?=\w))?|\balvleesklier"), "pankreas"),
    (re.compile(r"\b(nuchtern|spontan|fasten|hunger|rezidiv)-?(?=hypoglyk|blutzucker|glu[ck]ose)"), r"\1 "),
)
_SENTENCE: Final = re.compile(r"[.;\n]+(?=\s|$)|\bbut\b")


def folded(text: str) -> str:
    """Return text for matching: lower case, accents and invisible characters dropped, spaces made plain.

    A thousand characters are read, and as many kept, which bounds the time and what is remembered: one unfolds to eighteen.
    """
    return _folded(text[:_LONGEST])


@lru_cache(maxsize=4096)
def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.replace("\N{GREEK SMALL LETTER BETA}", "beta"))
    kept = "".join(islice(filter(_shown, plain), _LONGEST))
    lowered = re.sub(r"\s+", " ", kept).lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").strip()
    for short, long in _SHORT:
        lowered = short.sub(long, lowered)
    return lowered


def _shown(one: str) -> bool:
    return not unicodedata.combining(one) and (one.isspace() or unicodedata.category(one) not in _INVISIBLE)


def classify(text: str, term: str) -> Mention | None:
    """Say how the strongest mention of `term` (a regular expression) in `text` is meant; None without a mention."""
    return _classified(text[:_LONGEST], term)


@lru_cache(maxsize=4096)
def _classified(text: str, term: str) -> Mention | None:
    words = in_english(folded(text))
    found: list[Mention] = []
    begin = 0
    for end in (*_SENTENCE.finditer(words), None):
        sentence, rest = words[begin : end.start() if end else None], words[end.end() :] if end else ""
        matches = islice(_compiled(term).finditer(sentence), MOST)
        found += [_one(sentence, match.start(), match.end(), rest) for match in matches]
        begin = end.end() if end else begin
    return max(found, key=_STRENGTH.index, default=None)


@lru_cache(maxsize=64)
def _compiled(term: str) -> re.Pattern[str]:
    return re.compile(term)


def _one(sentence: str, start: int, end: int, rest: str) -> Mention:
    before, after = guards.CLAUSE.split(sentence[:start])[-1], sentence[end:]
    if guards.FAMILY_BEFORE.search(before) or guards.FAMILY_AFTER.search(after):
        return Mention.FAMILY
    before, after, negative = _screened(before, after)
    # A list of what runs in the family, or the patient's own after it, is a doubt as well.
    doubted = guards.FAMILY_BEFORE.search(sentence[:start]) or guards.OPEN.search(before)
    if doubted or before.rstrip(" (").endswith("?") or _questioned(after):
        return Mention.SUSPECTED
    said = Mention.DENIED if negative else _silent(before, after)
    if said and (
        guards.OPEN.search(after)
        or guards.OPEN.search(rest)
        or (said is Mention.DENIED and guards.IMAGED.search(after))
    ):
        return Mention.SUSPECTED
    if said or not guards.GUARD.search(before):
        return said or Mention.ASSERTED
    return Mention.ASSERTED if _present(before, after) and not guards.OPEN.search(after) else Mention.SUSPECTED


def _screened(before: str, after: str) -> tuple[str, str, bool]:
    """Return the words before and after a screening for the term that is said to be negative, and that there is one."""
    if negative := guards.NEGATIVE_SCREEN.search(before):
        return before[: negative.start()], after, True
    if result := guards.SCREENED_AFTER.search(after):
        return before, after[result.end() :], True
    screening = guards.SCREENED_BEFORE.search(before)
    if screening and (result := guards.SCREENED_FOR.search(after)):
        return before[: screening.start()], after[result.end() :], True
    return before, after, False


def _questioned(after: str) -> bool:
    return bool(guards.OPEN_AFTER.search(after)) or after.lstrip(" ()").startswith("?")


def _silent(before: str, after: str) -> Mention | None:
    """Say whether a mention is denied or past; what is recurrent or not resected is neither."""
    denied = guards.DENIED_BEFORE.search(before)
    if denied:
        return Mention.PAST if guards.PRESENT.search(before) else Mention.DENIED
    if guards.DENIED_AFTER.search(after) or guards.ANSWERED_NO.search(after):
        return Mention.DENIED
    if _present(before, after):
        return None
    return Mention.PAST if guards.PAST_BEFORE.search(before) or guards.PAST_AFTER.search(after) else None


def _present(before: str, after: str) -> bool:
    return any(guards.PRESENT.search(guards.GONE.sub(" ", part)) for part in (before, after))
