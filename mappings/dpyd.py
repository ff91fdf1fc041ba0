"""What is known of DPYD: complete or partial deficiency of the enzyme, a normal one, or a result nobody here understands."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from mappings import quantities
from mappings.conditions import Entry
from mappings.definitions import VALUES
from mappings.mentions import PRESENT, classify, folded
from mappings.model import Fact, Quality, Source
from mappings.observations import Result, Results
from mappings.reading import string, texts
from mappings.terminology import Terminology

COMPLETE, DEFICIENT, PARTIAL = "complete deficiency", "deficiency of unknown extent", "partial deficiency"
UNCLEAR, NORMAL = "not understood", "normal"
_GRAVEST_FIRST: Final = (COMPLETE, DEFICIENT, PARTIAL, NORMAL, UNCLEAR)
"""A result that is not understood says nothing beside one that is: a report often holds both."""
_DEFICIT: Final = r"(?:deficien|defizi|mangel|loss of (?:function|activity))"
_WORDS: Final = (
    (COMPLETE, (rf"\bpoor metaboli[sz]er|\b(?:complete|total|homozygous|compound heterozyg)\w*\b.{{0,40}}{_DEFICIT}"
               rf"|{_DEFICIT}\w*\W{{1,3}}(?:complete|total|homozygous)\b|\babsent (?:dpd |dpyd |enzyme )?activity")),
    (PARTIAL, (rf"\bintermediate metaboli[sz]er|\b(?:partial|heterozyg)\w*\b.{{0,40}}{_DEFICIT}"
              rf"|{_DEFICIT}\w*\W{{1,3}}(?:partial|heterozyg)|\b(?:reduced|decreased) (?:dpd |dpyd |enzyme )?activity")),
    (NORMAL, r"\b(?:normal|extensive) metaboli[sz]er|\bnormal (?:dpd |dpyd |enzyme )?(?:activity|phenotype)"),
)  # fmt: skip
_SCORE: Final = re.compile(r"\bactivity score\W{0,4}(?:of |is )?(\d(?:[.,]\d{1,2})?)(?![\d%])")
_CODES: Final = (("metabolizer-poor", COMPLETE), ("metabolizer-intermediate", PARTIAL), ("metabolizer-normal", NORMAL))
_NOTHING: Final = re.compile(
    r"(?:pending|in progress|ordered|collected|not (?:done|performed|tested|available|collected|yet known)|tnp|qns|n/?a"
    r"|unknown|cancell?ed|-+)"
)


def dpyd(found: Results, entries: Iterable[Entry], terminology: Terminology) -> Fact | None:
    """Return the gravest of what is on file; None where nobody has recorded a result.

    Genes do not change: neither the date of a result nor the status of a diagnosis takes it back. Results that differ
    are `conflicts`.
    """
    facts = [fact for one in found.of("dpyd") if (fact := _result(one, terminology)) is not None]
    facts += [fact for one in entries if (fact := _diagnosis(one)) is not None]
    if not facts:
        return None
    first = min(facts, key=lambda fact: _GRAVEST_FIRST.index(fact.value))
    others = tuple(one.source for one in facts if one.value not in (first.value, UNCLEAR))
    return Fact(first.value, first.source, Quality.DISCORDANT if others else first.quality, others)


def _result(result: Result, terminology: Terminology) -> Fact | None:
    holder = result.resource
    concept = holder.get("valueCodeableConcept")
    said = [one[:500] for one in (*texts(concept), string(holder.get("valueString"))) if one]
    if holder.get("dataAbsentReason") or any(_NOTHING.fullmatch(folded(text)) for text in said):
        return None
    sets = terminology.sets(concept)
    kinds = [kind for name, kind in _CODES if name in sets] + [kind for text in said for kind in _worded(text)]
    kinds += _scored(result)
    if not kinds and not (said or concept or any(name.startswith("value") for name in holder)):
        return None  # a panel, or an order without its result
    kind = min(kinds, key=_GRAVEST_FIRST.index, default=UNCLEAR)
    quality = Quality.EXACT if result.final else Quality.PRELIMINARY
    seen = said[0] if said else result.source.seen
    source = Source(result.source.reference, result.source.when, seen, result.source.how)
    return Fact(kind, source, Quality.AMBIGUOUS if len(set(kinds)) > 1 else quality)


def _worded(text: str) -> list[str]:
    """Return what words say; "likely intermediate metabolizer" counts as such, what is denied says nothing."""
    kinds = [kind for kind, pattern in _WORDS if classify(text, pattern) in PRESENT]
    scores = [float(one.replace(",", ".")) for one in _SCORE.findall(folded(text))]
    return kinds + [_of_score(score, score) for score in scores]


def _scored(result: Result) -> list[str]:
    """Return what a number says: only an activity score is one, from 0 to 2."""
    value = quantities.interval({**result.resource, "valueString": None})
    if value is None or not 0 <= value.low <= value.high <= VALUES["dpyd_normal_score"]:
        return []
    named = "score" in folded(value.unit) or any("score" in folded(text) for text in texts(result.resource.get("code")))
    return [_of_score(value.low, value.high)] if named or not value.unit or value.unit == "1" else []


def _of_score(low: float, high: float) -> str:
    """Return what an activity score means; an interval that straddles a bound counts by its lower end."""
    if low <= VALUES["dpyd_poor_score"]:
        return COMPLETE
    return NORMAL if low >= VALUES["dpyd_normal_score"] and high <= VALUES["dpyd_normal_score"] else PARTIAL


def _diagnosis(entry: Entry) -> Fact | None:
    """Return what a Condition says of the enzyme, active or not; a suspicion is a result that nobody understands yet."""
    if "dpd-deficiency" not in entry.sets or "family-history" in entry.sets:
        return None
    kinds = [kind for text in entry.words for kind in _worded(text)]
    kind = min(kinds, key=_GRAVEST_FIRST.index, default=DEFICIENT)
    return Fact(UNCLEAR if entry.suspected else kind, entry.source)
