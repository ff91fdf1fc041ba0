"""What a sentence of an imaging report says of somatostatin receptors and of the share of the liver that tumor takes."""

from __future__ import annotations

import re
from itertools import islice
from typing import Final

from mappings import hepatic_load, receptors
from mappings import report_topics as topics
from mappings.model import Measure, Quality, Source
from mappings.observations import Result

_MOST: Final = 8
"""Places of one kind in a sentence that are weighed."""
_TRACER: Final = (
    r"(?:(?:68-?ga|ga-?68|64-?cu|cu-?64|\[68ga\]ga)[ -]?)?(?:dota[- ]?(?:tate|toc|noc)|octreo ?scan|octreotid\w*"
    r"|edotreotid\w*"
    r"|sstr(?:[ -]?2)?|somatostatin[- ]?re[cz]eptor(?:en|s)?|ssr)"
)
_STRONG: Final = (
    r"(?:intens\w*|strong\w*|marked\w*|high|avid\w*|increased|significant\w*|pronounced|deutlich\w*|kraftig\w*"
    r"|stark\w*|vermehrt\w*"
    r"|gesteigert\w*|hoh\w{1,2})"
)
_UPTAKE: Final = (
    r"(?:uptake|accumulation|avidity|expression|binding|(?:mehr|an)?(?:speicherung|reicherung)|belegung|anreicherung)"
)
_STUDY: Final = r"(?:[ -](?:status|pet(?:[/ -]?ct)?|scan|s[ck]intigra\w*))?"
_LESION: Final = re.compile(
    r"\b(?:lesion\w*|metasta\w*|lebermetasta\w*|primar\w*|primary|mass\w*|nod(?:e|es|ule|ules)|foc(?:us|i)|herd\w*"
    r"|leberherd\w*|lasion\w*"
    r"|leberlasion\w*|raumforderung\w*|tumou?r\w*|pan[ck]rea\w*|disease)\b"
)
_POSITIVE: Final = re.compile(
    rf"\b{_STRONG} (?:\w+ ){{0,1}}?{_TRACER}[ -]?(?:\w+[ -]){{0,1}}?{_UPTAKE}|\b{_TRACER}[- ](?:avid|positiv\w*)\b"
    rf"|\b{_STRONG} (?:\w+ ){{0,1}}?{_UPTAKE}\w* (?:of|von|der|des|fur) (?:the )?{_TRACER}"
    rf"|\b{_TRACER}[ -]{_UPTAKE} (?:is |was )?(?:clearly )?(?:above|higher than|greater than|exceeding) (?:the "
    rf"|that of )?(?:\w+ )?(?:liver|spleen)"
    rf"|\b{_TRACER}{_STUDY}(?: is| are| was|:)? positiv\w*\b"
)
_TRACED: Final = re.compile(
    rf"\b{_STRONG} (?:tracer )?{_UPTAKE}\b"
    rf"|\b(?:strongly|intensely) (?:positive|(?:tracer[- ])?avid)\b"
)
_OTHER_TRACER: Final = re.compile(r"\bfdg\b|\bpsma\b|\b[cf]holin\w*|\bexendin\b|\bdopa\b|\bglp")
_NEGATIVE: Final = re.compile(
    rf"\b(?:no|without|absent|kein\w*|ohne|fehlende\w?"
    rf"|lack of) (?:\w+ (?:eine[rs]? )?)?(?:of )?{_TRACER}[ -]?(?:\w+[ -]){{0,1}}?{_UPTAKE}"
    rf"|\b{_TRACER}{_STUDY}(?: is| are| was|:)?[ -]negativ\w*\b"
)
_EQUIVOCAL: Final = re.compile(rf"\b{_TRACER}(?: status)?(?: is| was|:)? (?:equivocal|indeterminate|inconclusive)\b")
_KRENNING: Final = re.compile(
    r"\bkrenning(?:[ -]?(?:score|grade|scale|grad))?(?: (?:of|is|von))?[ :=-]{0,3}([0-4])(?:\s?(?:-|to"
    r"|bis)\s?([0-4]))?(?![\d.,]\d)"
)
_TISSUE: Final = re.compile(r"\bimmun\w*|\bihc\b|\bstain\w*|\bmembran\w*|\bsstr ?-?(?:2a|5)|\bh-?score\b|\b[123]\+")
_PHYSIOLOGIC: Final = re.compile(r"\bphysiolog\w*")
_ELSEWHERE: Final = re.compile(
    r"\b(?:thyroid|prostat\w*|splen\w*|spleen|adrenal\w*|pituitary|kidney\w*|marrow|osteo\w*|inflamm\w*|entzund\w*"
    r"|degenerat\w*|fra[ck]tur\w*"
    r"|breast|joint\w*|arthr\w*|nebenmilz|schilddruse\w*|milz|niere\w*|hypophyse\w*|sarcoid\w*)\b"
)
_OWN: Final = re.compile(r"metasta|pan[ck]rea|liver|leber|hepati")
_UNEVEN: Final = re.compile(
    r"\b(?:heterogen\w*|dis[ck]ordan\w*|mismatch|some|partly|partially|teilweise|teils|einzelne\w?|others)\b"
)
"""Lesions that differ: no one answer holds for the tumor."""
_FURTHER: Final = re.compile(
    r"\b(?:new|neu\w{0,2}|further|other|additional|weiter\w*|patholog\w*|suspicious|bone\w*|elsewhere|extrahepatic)\b"
)
_AMOUNT: Final = (
    r"(?P<value>(?:(?:estimated at|estimated|approx(?:imately)?\.?|about|around|ca\.?|etwa|zu etwa|less than"
    r"|greater than|exceeding"
    r"|more than|below|above|roughly|circa|over|under|unter|uber"
    r"|up to|at least|bis zu|mehr als|weniger als|mindestens|[<>]=?|~)\s?){0,2}\d{1,3}(?:[.,]\d)?"
    r"(?:\s?%?\s?(?:-|to|bis)\s?\d{1,3}(?:[.,]\d)?)?\s?(?:%|percent|prozent))"
)
_LOAD: Final = (
    re.compile(
        r"\b(?P<rough>estimated |geschatzte )?(?:(?:hepatic|liver) (?:metastatic )?(?:tumou?r |metastatic "
        r"|disease )?(?:load|burden"
        r"|involvement|infiltration|replacement)|(?:tumou?r )?(?:load|burden) (?:of|in) the liver|(?:hepatische\w?"
        r"|lebereigene) tumorlast"
        r"|leber-?tumorlast|tumorlast (?:der|in der) leber|leberbefall"
        r"|tumorbefall der leber|hepatischer befall)"
        r"(?:,? (?:is|was|of|ist|von|betragt|currently|now|has|increas\w*|decreas\w*|rose|to|zu|liegt|bei|rucklaufig"
        r"|regredient|progredient"
        r"|zunehmend|unverandert|unchanged|stable|stabil|aktuell|jetzt|nun)){0,5}"
        rf",?[ :=]{{1,3}}(?:from \d{{1,3}} ?% to )?{_AMOUNT}"
    ),
    re.compile(
        rf"\b(?:make|compris|replac|o[ck]{{2}}up|involv|infiltrat"
        rf"|affect)\w+(?: up)? {_AMOUNT} of (?:the )?(?:total )?(?:liver|hepatic)"
    ),
    re.compile(rf"\b(?:replacement|involvement|infiltration) of {_AMOUNT} of (?:the )?(?:total )?(?:liver|hepatic)"),
    re.compile(
        rf"{_AMOUNT} of (?:the )?(?:total )?(?:liver|hepatic)(?: parenchyma| volume)? (?:is|are|was) (?:replaced"
        rf"|involved|infiltrated|occupied|affected)"
    ),
    re.compile(rf"\bleber(?:parenchym)? (?:ist |wird )?zu {_AMOUNT} (?:von |durch "
        rf"|mit )?(?:\w+ ){{0,2}}?(?:durchsetzt|befallen|ersetzt|infiltriert)"),
    re.compile(rf"{_AMOUNT} de[rs] leber(?:parenchyms|volumens)? (?:ist|sind|wird"
        rf"|werden) (?:\w+ ){{0,3}}?(?:durchsetzt|befallen|ersetzt|infiltriert)"),
)  # fmt: skip


def sstr(words: str, carried: str) -> set[str]:
    """Return `positive`, `negative` or `equivocal`, as far as a folded sentence asserts it of the tumor on imaging."""
    if topics.open_sentence(words) or any(one.search(words) for one in (_TISSUE, _PHYSIOLOGIC, _UNEVEN)):
        return set()
    found = {
        _krenning(one[1], one[2]) for one in islice(_KRENNING.finditer(words), _MOST) if _holds(words, one, carried)
    }
    found |= {
        "positive"
        for one in islice(_POSITIVE.finditer(words), _MOST)
        if _LESION.search(words) and _holds(words, one, carried)
    }
    if re.search(_TRACER, words) and not _OTHER_TRACER.search(words) and _LESION.search(words):
        found |= {"positive" for one in islice(_TRACED.finditer(words), _MOST) if _holds(words, one, carried)}
    found |= {
        "equivocal" for one in islice(_EQUIVOCAL.finditer(words), _MOST) if _holds(words, one, carried, sure=True)
    }
    found |= {"negative" for one in islice(_NEGATIVE.finditer(words), _MOST) if _is_negative(words, one, carried)}
    return found


def _holds(words: str, found: re.Match[str], carried: str, *, sure: bool = False) -> bool:
    where = topics.place(words, *found.span())
    weak = topics.NEGATED.search(where.before + where.after) or topics.FORMER.search(where.clause)
    unsure = not sure and topics.UNSURE.search(where.clause)
    elsewhere = _ELSEWHERE.search(where.clause) and not _OWN.search(where.clause)
    return not weak and not elsewhere and not unsure and topics.is_ours(words, found.end(), carried)


def _is_negative(words: str, found: re.Match[str], carried: str) -> bool:
    """Whether a denial is of the known tumor, and not of new or other lesions."""
    where = topics.place(words, *found.span())
    weak = any(one.search(where.clause) for one in (_FURTHER, topics.UNSURE, topics.FORMER))
    return not weak and bool(_LESION.search(where.clause)) and topics.is_ours(words, found.end(), carried)


def load(words: str, carried: str, source: Source) -> list[Measure]:
    """Return the hepatic tumor loads that a folded sentence states, in %, read as a coded one is."""
    if topics.open_sentence(words):
        return []
    found = []
    for pattern in _LOAD:
        for one in islice(pattern.finditer(words), _MOST):
            if _is_load(words, one, carried):
                rough = "about " if one.groupdict().get("rough") and not re.match(r"[<>]", one["value"]) else ""
                said = re.sub(r"^(?:zu |estimated at )", "about ", one["value"]).replace("about about", "about")
                resource = {"valueString": rough + said}
                read, _ = hepatic_load.load_of(Result(resource, frozenset(), source, final=True), Quality.EXACT)
                found += [read] if read else []
    return found


def _is_load(words: str, found: re.Match[str], carried: str) -> bool:
    where = topics.place(words, *found.span())
    weak = any(one.search(where.clause) for one in (topics.NEGATED, topics.UNSURE, topics.FORMER, topics.YEAR))
    return not weak and "remnant" not in where.clause and topics.is_ours(words, found.end(), carried)


def _krenning(low: str, high: str | None) -> str:
    """Return what a Krenning score, or a span of two, means; `equivocal` where the two differ."""
    meant = {receptors.meaning_of(float(one)) for one in (low, high or low)}
    return meant.pop() if len(meant) == 1 else "equivocal"
