"""What Observations say of the patient as a whole: ECOG performance status, and whether the tumor causes symptoms."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final

from mappings import quantities
from mappings.mentions import folded
from mappings.model import Fact, Note
from mappings.observations import Result, Results, as_fact, newest
from mappings.reading import Json, codings, is_true, string, texts

_ANSWERS: Final = {f"LA{code}": str(score) for score, code in enumerate(("9622-7", "9623-5", "9624-3", "9625-0", "9626-8",
                                                                        "9627-6"))}  # fmt: skip
"""LOINC answers to 89262-0, from 0 to 5; not confirmed in a second source, so words that differ win."""
_SCORE: Final = re.compile(
    r"(?:(?:ecog|zubrod|who)\b[^\d]{0,40})?(?:grade |score |ps ?)?([0-5])(?:\s*[-:(,](?!\s*\d).{0,200})?"
)
_YES: Final = frozenset({"yes", "true", "present", "positive", "symptomatic", "ja", "373066001", "52101004"})
_NO: Final = frozenset({"no", "false", "absent", "negative", "none", "asymptomatic", "nein", "373067005", "2667000"})


def ecog(found: Results, as_of: datetime, notes: list[Note]) -> Fact | None:
    """Return the newest ECOG performance status, `0` to `5`; a Karnofsky score is not converted."""
    facts = [_fact(one, _score(one.resource), "ECOG", notes) for one in found.of("ecog")]
    return newest(facts, as_of)


def symptomatic(found: Results, as_of: datetime, notes: list[Note]) -> Fact | None:
    """Return the newest answer, `yes` or `no`, to whether the tumor causes symptoms."""
    facts = [_fact(one, _yes_or_no(one.resource), "symptomatic", notes) for one in found.of("symptomatic")]
    return newest(facts, as_of)


def _fact(one: Result, value: str | None, name: str, notes: list[Note]) -> Fact:
    if value is None:
        notes.append(Note(one.source.reference, f"{name}: the answer is not one that is understood"))
    return as_fact(value, one, one.source)


def _score(holder: Json) -> str | None:
    """Return the score of a number, of words, or of a LOINC answer; two that differ say nothing."""
    value = quantities.interval(holder)
    if value is not None and value.low == value.high and value.low in range(6) and not value.below and not value.over:
        return f"{value.low:g}"
    concept = holder.get("valueCodeableConcept")
    said = {match[1] for text in (*texts(concept), string(holder.get("valueString"))) if (match := _match(text))}
    said = said or {_ANSWERS[one.code] for one in codings(concept) if one.code in _ANSWERS}
    return said.pop() if len(said) == 1 else None


def _match(text: str) -> re.Match[str] | None:
    return _SCORE.fullmatch(folded(text[:300]).strip())


def _yes_or_no(holder: Json) -> str | None:
    if holder.get("dataAbsentReason"):
        return None
    sent = holder.get("valueBoolean")
    if sent is not None:
        return "yes" if is_true(sent) else "no" if sent is False or string(sent).lower() == "false" else None
    concept = holder.get("valueCodeableConcept")
    said = {*texts(concept), string(holder.get("valueString")), *(one.code for one in codings(concept))}
    plain = {folded(text).strip(" .") for text in said if text}
    yes, no = not plain.isdisjoint(_YES), not plain.isdisjoint(_NO)
    return None if yes is no else "yes" if yes else "no"
