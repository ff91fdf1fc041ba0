"""The Ki-67 index of the tumor: which Observations hold one, what they say, and which of them decides."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from mappings import ki67_values, other_tumor, proliferation
from mappings.ki67_values import Unread, Value
from mappings.mentions import folded
from mappings.model import Note, Quality
from mappings.observations import Result, Results
from mappings.pathology import Proliferation
from mappings.reading import Json, local_reference, objects, string, texts
from mappings.terminology import Terminology

SETS: Final = frozenset({"ki67", "ki67-analyte"})
_NOT_OURS: Final = {
    "ki67-breast-exclude": "Ki-67 of a breast specimen: seen, not used",
    "ki67-presence-not-numeric": "presence of Ki-67, no percentage: seen, not used",
}
_TOP: Final = 100.0
_ASIDE: Final = re.compile(r"\b(?:clone|antibody|comments?|method\w{0,5}|control|remarks?|kommentar)\b")


def ki67(
    found: Results, conditions: Mapping[str, Json], terminology: Terminology, as_of: datetime, notes: list[Note]
) -> Proliferation | None:
    """Return the Ki-67 index that decides, with all others; None where none is recorded.

    `conditions` are the Conditions by `Type/id`, to tell the result of another tumor. Whatever is not used is noted.
    """
    for result in found.of(*_NOT_OURS):
        notes += [Note(result.source.reference, why) for name, why in _NOT_OURS.items()
                  if name in result.sets and not result.sets & SETS]  # fmt: skip
    ours = found.of(*SETS)
    read = [(one, ki67_values.read(one.resource)) for one in ours]
    with_value = {one.source.reference for one, value in read if isinstance(value, Value)}
    on_hand = {one.source.reference for one in ours}
    kept = []
    for result, value in read:
        verdict = other_tumor.judge(result.resource, conditions, terminology)
        if isinstance(value, Unread):
            _note(result, value, on_hand, with_value, notes)
            if value.missing or result.source.reference in with_value or _is_aside(result):
                continue
        if verdict == other_tumor.OTHER:
            notes.append(Note(result.source.reference, f"Ki-67 {verdict}"))
            continue
        kept.append((_fact(result, value, verdict), result.source, result.final))
    return proliferation.choose(kept, as_of, notes)


def _is_aside(result: Result) -> bool:
    """Whether a name without a number is of the stain or a comment, and not of the index."""
    return any(_ASIDE.search(folded(text[:500])) for text in texts(result.resource.get("code")))


def _note(result: Result, value: Unread, on_hand: set[str], with_value: set[str], notes: list[Note]) -> None:
    """Note a result without a value, unless its parts have one: its components, or the members of a panel."""
    reference = result.source.reference
    members = [
        local_reference(one) or string(one.get("reference")) for one in objects(result.resource.get("hasMember"))
    ]
    own = {f"{reference}{one}" if one.startswith("#") else one for one in members}
    away = sorted(own - on_hand)
    notes += [Note(reference, f"Ki-67: its member {one[:80]} was not sent, or is no Ki-67") for one in away]
    if not value.missing or (not own and reference not in with_value):
        notes.append(Note(reference, f"Ki-67: {value.reason}"))


def _fact(result: Result, value: Value | Unread, verdict: str) -> Proliferation:
    doubts = [verdict] if verdict else []
    doubts += ["preliminary"] if not result.final else []
    doubts += ["also coded as of the breast"] if "ki67-breast-exclude" in result.sets else []
    if isinstance(value, Unread):
        return Proliferation(0.0, _TOP, "not readable", None, None, Quality.INVALID, result.source,
                             caveats=(value.reason, *doubts))  # fmt: skip
    words = proliferation.shown(
        value.low, value.high, "%", low_open=value.low_open, high_open=value.high_open, top=_TOP
    )
    unsure = verdict or "ki67-breast-exclude" in result.sets
    quality = Quality.AMBIGUOUS if unsure else value.quality if result.final else _preliminary(value.quality)
    fact = Proliferation(value.low, value.high, words, None, None, quality, result.source, value.low_open, value.high_open,
                         caveats=(*value.caveats, *doubts))  # fmt: skip
    return proliferation.graded(fact, proliferation.KI67)


def _preliminary(quality: Quality) -> Quality:
    return quality if quality is Quality.AMBIGUOUS else Quality.PRELIMINARY
