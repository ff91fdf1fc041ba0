"""Somatostatin receptors on imaging: a status or a Krenning score, coded, by name or in a few words."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from typing import Final

from mappings import dates, quantities
from mappings.definitions import VALUES
from mappings.mentions import folded
from mappings.model import Fact, Note, Quality, Source
from mappings.observations import Result, Results, answers, as_fact, newest
from mappings.reading import child, code_of, number, string, texts
from mappings.terminology import Terminology

_SETS: Final = ("sstr-tissue", "sstr-status", "krenning-score")
_HIGHEST: Final = 4
_TISSUE: Final = re.compile(r"\bihc\b|\bimmun\w*|\bstain\w*|\bh-?score\b|\btissue\b")
# An answer in a few words, and nothing else: what is denied, graded as weak or told at length is not understood.
_ANSWER: Final = re.compile(
    r"(?:(?:sstr|somatostatin receptors?)(?:[ -]?(?:type |subtype )?2a?)?"
    r"|(?:68ga|ga-?68|64cu|cu-?64)?[ -]?dota(?:tate|toc|noc)|octreo ?scan)?"
    r"(?:[ -]?(?:status|pet(?:[/ -]?ct)?|scan|imaging|expression|result|uptake))?(?: is| was)?[ :=-]{0,3}"
    r"(?:(?:strongly|markedly|clearly|intensely) )?"
    r"(?:(?P<positive>positi(?:ve|v|f|vo))|(?P<negative>negati(?:ve|v|f|vo))"
    r"|(?P<equivocal>equivocal|indeterminate|inconclusive))"
)
_SCORE: Final = re.compile(
    r"(?:modified )?(?:krenning)?[ :=-]{0,3}(?:score|grade|scale)?[ :=-]{0,3}(?P<low>\d)"
    r"(?:\s?(?:-|to)\s?(?P<high>\d))?(?:\s?(?:/|of|out of)\s?4)?"
)


def sstr(found: Results, terminology: Terminology, as_of: datetime, notes: list[Note]) -> Fact | None:
    """Return the newest SSTR result of imaging from status or Krenning score; STALE when older than the defined time.

    A measurement in tissue (immunohistochemistry) is noted and never taken for imaging.
    """
    imaging = Results(result for result in found.of(*_SETS) if not _of_tissue(result, notes))
    facts = [_krenning(result, notes) for result in imaging.of("krenning-score")]
    fact = newest([*facts, *answers(imaging, "sstr-status", terminology, notes, _word)], as_of)
    if fact is None or fact.quality not in (Quality.EXACT, Quality.BY_NAME):
        return fact
    when = fact.source.when
    old = when is None or dates.days_between(when.end, as_of) > VALUES["sstr_stale_days"]
    return replace(fact, quality=Quality.STALE) if old else fact


def _of_tissue(result: Result, notes: list[Note]) -> bool:
    """Whether a result of SSTR is one of tissue: by its code, its name or its method. It is noted."""
    method = any(_TISSUE.search(folded(text[:200])) for text in texts(result.resource.get("method")))
    if "sstr-tissue" in result.sets or method:
        reason = (
            "SSTR measured in tissue (immunohistochemistry) or not said to be imaging: not used as the imaging result"
        )
        notes.append(Note(result.source.reference, reason))
        return True
    return False


def _word(text: str) -> str:
    """Return the one word of an answer in a few, or the text as it is: what is not understood stays so."""
    words = folded(text[:80]).rstrip(" .")
    match = _ANSWER.fullmatch(words.split(" (")[0].rstrip(" ."))
    return match.lastgroup or words if match else words


def _krenning(result: Result, notes: list[Note]) -> Fact:
    read = _score(result)
    if read is None:
        notes.append(Note(result.source.reference, "Krenning score: not an integer from 0 to 4"))
        return as_fact(None, result, result.source)
    low, high = read
    if meaning_of(low) != meaning_of(high):
        notes.append(Note(result.source.reference, "Krenning score: a range of different meanings"))
        return as_fact(None, result, result.source)
    shown = f"Krenning {low:g}" if low == high else f"Krenning {low:g}-{high:g}"
    source = Source(result.source.reference, result.source.when, shown, result.source.how)
    return as_fact(meaning_of(low), result, source)


def meaning_of(score: float) -> str:
    """Return what a Krenning score means: positive, negative or equivocal."""
    if score >= VALUES["krenning_positive"]:
        return "positive"
    return "negative" if score <= VALUES["krenning_negative"] else "equivocal"


def _score(result: Result) -> tuple[float, float] | None:
    """Return the lowest and highest score that a value, its code and its words agree on; None where there is none."""
    resource = result.resource
    if resource.get("dataAbsentReason"):
        return None
    concept = resource.get("valueCodeableConcept")
    said = [_scores(text) for text in (*texts(concept), string(resource.get("valueString"))) if text]
    code = number(code_of(concept)) if concept else None
    said += [(code, code)] if code is not None else []
    if (
        any(child(resource, name) for name in ("valueQuantity", "valueRange"))
        or resource.get("valueInteger") is not None
    ):
        read = quantities.interval({**resource, "valueString": None})
        said.append((read.low, read.high) if read else None)
    if len(set(said)) != 1 or said[0] is None:
        return None
    low, high = said[0]
    whole = low == int(low) and high <= _HIGHEST and high == int(high)
    return (low, high) if whole and 0 <= low <= high else None


def _scores(text: str) -> tuple[float, float] | None:
    match = _SCORE.fullmatch(folded(text[:80]).rstrip(" ."))
    return (float(match["low"]), float(match["high"] or match["low"])) if match else None
