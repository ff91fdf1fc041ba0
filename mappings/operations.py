"""The words of an operation: whether the pancreas, or a tumor in it, was removed, how much of it, or neither."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from mappings.mentions import folded
from mappings.model import Extent

_ORGAN: Final = r"(?:pan[ck]rea\w*)"
_TUMOR: Final = (
    r"(?:\b(?:pankreas)?insulinom\w*|islet[ -]cell\W+(?:tumou?r|adenoma|neoplasm)\w*|(?:beta|b)[ -]cell\W+(?:tumou?r"
    r"|adenoma)\w*"
    r"|inselzell\w*|p?nets?\b|pannets?\b|neuroendo[ck]rin\w*|gastrinom\w*|glucagonom\w*|vipom\w*|somatostatinom\w*)"
)
_CUT: Final = (
    r"(?:re[sz]e[ck]\w*|ex[ck]i[sz]\w*|exstirpa\w*|extirpa\w*|removal|removed|remocao|entfernung|enu[ck]lea\w*|asporta\w*"
    r"|exerese|ablacion|tumore[ck]tom\w*)"
)
_BURN: Final = (
    r"(?:radio-?fre[qk]uen\w*|rfa|thermal|thermo\w*|microwave|mikrowell\w*|cryo\w*|kryo\w*|ethanol\w*|alcohol\w*"
    r"|alkohol\w*"
    r"|irreversible electropor\w*|ire|ablat\w*|destru[ck]t\w*)"
)
_GAP: Final = r"\W+(?:\w+\W+){0,5}?"
_NOT_WHIPPLE: Final = r"(?!\W*s?\W*(?:triad|disease|bacil|krankheit|trias))"
# What is no operation on the pancreas, was not done, or left the tumor there: one of these anywhere is enough.
_NEVER: Final = re.compile(
    r"\b(?:\w*biops\w*|fna|fnb|fine[ -]needle|feinnadel\w*|\w*aspirat\w*|\w*punktion\w*|puncture|drain\w*|\w*stent\w*"
    r"|ercp|transplant\w*"
    r"|autotransplant\w*|\w*transplantat\w*|plan|planned|planning|geplant\w*|schedul\w*|attempt\w*|versuch\w*"
    r"|abort\w*|abandon\w*|abgebroch\w*"
    r"|abbruch|cancel\w*|refus\w*|declin\w*|abgelehnt\w*|consult\w*|discuss\w*|pending|await\w*|candidate|consider\w*"
    r"|possible|proposed"
    r"|evaluat\w*|assess\w*|follow-?up|referral|education|pseudo-?cyst\w*|pseudozyst\w*|necrosect\w*|nekrosekt\w*"
    r"|debrid\w*|necros\w*"
    r"|celiac|coeliac|plexus|neurolys\w*|debulk\w*|palliat\w*|fail\w*|incomplete\w*|unvollstandig\w*|unresect\w*"
    r"|inoperable"
    r"|r[12]|r[12]-resektion|positive margins?|margins? positive|residual|history|familie\w*|family"
    r"|(?:not?|never|without|nicht|kein\w*|ohne) (?:\w+ ){0,3}?(?:re[sz]e[ck]\w*|perform\w*|done|ex[ck]is\w*|remov\w*"
    r"|pan[ck]rea\w*"
    r"|enu[ck]lea\w*|durchgefuhrt|whipple|operat\w*|operier\w*|surgery)"
    rf"|(?:partial|partially|subtotal|incomplete) (?:re[sz]e[ck]\w*|ex[ck]is\w*|removal"
    rf"|removed) (?:of )?(?:\w+ ){{0,3}}?{_TUMOR})\b"
)
_ELSEWHERE: Final = re.compile(
    r"\b(?:liver|hepat\w*|leber\w*|metasta\w*|lymph\w*|uter\w*|fibroid\w*|myom\w*|prostat\w*|holep|eye|ocular"
    r"|orbit\w*|globe|bulbus"
    r"|kidney|renal|parotid\w*|thyroid\w*|parathyroid\w*|ovar\w*|lung|adrenal\w*|ile(?:um|al)|appendi\w*|gastric"
    r"|re[ck]tal|skin)\b"
)
_SEGMENT: Final = (
    r"\b(?:distal|left|central|middle|medial|partial|parti?ell\w*|sub-?total\w*|near[ -]?total|segment\w*"
    r"|corporo-?caudal|caudal"
    r"|links\w*|zentral\w*|spleen-preserving)\b"
)
_PANCREATECTOMY: Final = r"\bpan[ck]rea\w*e[ck]tom\w*"
_WHIPPLE: Final = (
    r"\bpan[ck]rea\w*[- ]?duoden\w*e[ck]tom\w*|\bduodeno-?(?:cephalo-?)?pan[ck]rea\w*e[ck]tom\w*|\bpppd\b|\bkausch\b"
    rf"|\bwhipple\b{_NOT_WHIPPLE}"
)
_PARTS: Final = (
    r"\bpan[ck]reas-?(?:links|schwanz|kopf|korpus|teil|segment)\w*re[sz]e[ck]\w*"
    rf"|{_CUT}\W+(?:of\W+)?(?:the\W+)?(?:head|body|tail|neck|uncinate)\w*\W+(?:process\W+)?(?:of\W+)?(?:the\W+)?{_ORGAN}"
    rf"|\b{_ORGAN}\W+(?:head|body|tail|neck)\W+{_CUT}"
)
_LOCAL: Final = (
    rf"\benu[ck]lea\w*{_GAP}(?:{_TUMOR}|{_ORGAN})|(?:{_TUMOR}|\b{_ORGAN})\W+(?:\w+\W+){{0,3}}?enu[ck]lea\w*"
    rf"|\binsulinomenu[ck]lea\w*|\b{_BURN}{_GAP}{_TUMOR}|{_TUMOR}\W+(?:\w+\W+){{0,2}}?{_BURN}"
)
_REMOVED: Final = (
    rf"\b{_CUT}{_GAP}{_TUMOR}|{_TUMOR}\W+(?:\w+\W+){{0,2}}?{_CUT}|\binsulinom-?(?:re[sz]e[ck]|exstirpat|entfern)\w*"
    rf"|\b{_CUT}{_GAP}{_ORGAN}|\b{_ORGAN}\W+(?:\w+\W+){{0,2}}?{_CUT}|\bpan[ck]reas-?re[sz]e[ck]\w*"
)
_WHOLE: Final = r"(?<!sub)(?<!sub[- ])(?<!near[- ])\b(?:total\w*|completion|complete)\)?\W+"
_TOTAL: Final = rf"{_WHOLE}(?:\w+\W+){{0,2}}?pan[ck]rea\w*e[ck]tom\w*|{_PANCREATECTOMY},? (?:total\w*|complete)\b"
_TOTAL_WHIPPLE: Final = rf"{_WHOLE}(?:pan[ck]rea|duodeno)"


@lru_cache(maxsize=4096)
def extent(text: str) -> Extent | None:
    """Return how much of the pancreas the words say was removed; None where they say no such operation.

    A lone enucleation or ablation names no organ: see `bare`. Five hundred characters are read.
    """
    words = folded(text[:500])
    if refused(text):
        return None
    if re.search(_PANCREATECTOMY, words) or re.search(_WHIPPLE, words) or re.search(_PARTS, words):
        return _part(words)
    if _ELSEWHERE.search(words):
        return None
    if re.search(_LOCAL, words):
        return Extent.ENUCLEATION
    return Extent.UNKNOWN if re.search(_REMOVED, words) else None


def _part(words: str) -> Extent:
    """Return the extent of a pancreatectomy by its words; a smaller one named beside a total one wins."""
    if re.search(_WHIPPLE, words) and re.search(_TOTAL_WHIPPLE, words):
        return Extent.UNKNOWN  # "total pancreaticoduodenectomy": either of two operations
    if re.search(_WHIPPLE, words) or re.search(_PARTS, words) or re.search(_SEGMENT, words):
        return Extent.PARTIAL
    return Extent.TOTAL if re.search(_TOTAL, words) else Extent.UNKNOWN


@lru_cache(maxsize=4096)
def bare(text: str) -> bool:
    """Say whether the words are an enucleation, excision or ablation of no named organ: the site or reason decides."""
    words = folded(text[:500])
    if refused(text) or _ELSEWHERE.search(words):
        return False
    return bool(re.search(rf"\b(?:{_CUT}|{_BURN})", words))


@lru_cache(maxsize=4096)
def refused(text: str) -> str | None:
    """Return the words that make it no removal: a biopsy, a drain, not done, only planned, or not complete."""
    found = _NEVER.search(folded(text[:500]))
    return found[0] if found else None
