"""The WHO grade: what the chart records, what Ki-67 and mitoses say, and whether the two contradict each other."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final, NamedTuple

from mappings import grade_answers, other_tumor, proliferation, several
from mappings.grade_answers import Answer
from mappings.model import Note, Quality, Source
from mappings.observations import Result, Results
from mappings.pathology import BANDS, Grade, Proliferation
from mappings.reading import Json
from mappings.terminology import Terminology

QUESTION: Final = "grade-question"
_SPANS: Final = {"low": ("1", "2"), "intermediate": ("2", "3"), "high": ("3", "4")}
"""What low, intermediate and high mean in a scheme for any tumor (German registries): each may be one of two."""

_REFUSED: Final = "another entry is not understood or contradicts itself"
_DEGREES: Final = {"1": "well", "2": "moderately", "3": "poorly", "4": "un"}


class Recorded(NamedTuple):
    """One recorded grade: as shown, its lowest and highest level (0 for none), and whether it is one of a NET."""

    shown: str
    low: int
    high: int
    ours: bool
    nec: bool
    source: Source
    final: bool
    quality: Quality
    caveats: tuple[str, ...]


def recorded(
    found: Results, conditions: Mapping[str, Json], terminology: Terminology, notes: list[Note]
) -> list[Recorded]:
    """Return the recorded grades: of grade Observations, and the WHO grades that a histology names. Drops are noted."""
    grades = []
    for result in found.of(QUESTION, "histology"):
        answer, verdict = (
            grade_answers.read(result, terminology),
            other_tumor.judge(result.resource, conditions, terminology),
        )
        asked = QUESTION in result.sets
        if asked and (isinstance(answer, str) or verdict == other_tumor.OTHER):
            notes.append(Note(result.source.reference, f"grade {answer if isinstance(answer, str) else verdict}"))
        if verdict == other_tumor.OTHER:
            continue
        if isinstance(answer, str):
            grades += [_refused(result)] if asked and answer != grade_answers.UNKNOWN else []
        elif asked or (answer.who and answer.levels):
            grades.append(_recorded(result, answer, verdict))
    return grades


def _refused(result: Result) -> Recorded:
    """Return an entry that says something, but nothing that may be used."""
    return Recorded(
        "", 0, 0, ours=False, nec=False, source=result.source, final=result.final, quality=Quality.INVALID, caveats=()
    )


def _recorded(result: Result, answer: Answer, verdict: str) -> Recorded:
    levels = tuple(int(one) for one in answer.levels or _SPANS.get(answer.level, ()))
    ours = (answer.who or answer.plain) and bool(answer.levels) and max(levels) < len(BANDS) + 1
    doubts = [verdict] if verdict else []
    doubts += ["preliminary"] if not result.final else []
    doubts += [] if ours or answer.nec else ["a grade of a scheme for any tumor, not WHO's of a neuroendocrine tumor"]
    span = len(set(levels)) > 1
    doubts += ["spans two grades: the higher is acted on"] if span and ours else []
    sure = ours and not span and not verdict
    quality = Quality.AMBIGUOUS if not (sure or answer.nec) else Quality.EXACT if result.final else Quality.PRELIMINARY
    low, high = min(levels, default=0), max(levels, default=0)
    return Recorded(
        _shown(answer, ours=ours), low, high, ours, answer.nec, result.source, result.final, quality, tuple(doubts)
    )


def _shown(answer: Answer, *, ours: bool) -> str:
    if answer.nec:
        return "NEC"
    if answer.levels:
        return "-".join(f"G{one}" if ours else f"grade {one}" for one in answer.levels)
    degree = _DEGREES.get(answer.level.removeprefix(grade_answers.DEGREE))
    if degree:
        return f"{degree}{'' if degree == 'un' else ' '}differentiated"
    return f"{answer.level} grade"


def conclude(
    grades: list[Recorded],
    ki67: Proliferation | None,
    mitoses: Proliferation | None,
    as_of: datetime,
    notes: list[Note],
) -> Grade | None:
    """Join the recorded grade with what was measured; None where there is neither."""
    measured = _measured(ki67, mitoses)
    refused = [one for one in grades if one.quality is Quality.INVALID]
    used = [one for one in grades if one.quality is not Quality.INVALID]
    ours = [one for one in grades if one.ours or one.nec] or used
    picked = several.pick([(one, one.source, one.final) for one in ours], _badness, as_of, notes)
    facts = [one for one in (ki67, mitoses) if one and one.acts_as]
    if picked is None:
        return _not_recorded(measured, facts, refused)
    one = picked.decides
    also = tuple(other.source for other in grades if other is not one)
    said = [*one.caveats, *(_discordant(picked) if picked.discordant else ()), *_both(ki67, mitoses),
            *([_REFUSED] if refused else [])]  # fmt: skip
    conflict = measured is not None and _contradicts(one, measured)
    said += ["the recorded grade contradicts what was measured"] if conflict else []
    quality = Quality.DISCORDANT if conflict or picked.discordant else one.quality
    top = BANDS[measured[1] - 1] if measured else None
    sources = (one.source, *(fact.source for fact in facts))
    return Grade(one.shown, top, _band(one, top, conflict=conflict), quality, sources, conflict, also, tuple(said))


def _badness(one: Recorded) -> tuple[float, ...]:
    return (len(BANDS) + 1 if one.nec else one.high, one.low)


def _discordant(picked: several.Picked[Recorded]) -> list[str]:
    return ["a newer grade is lower" if picked.earlier else "grades of one day differ"]


def _band(one: Recorded, measured: str | None, *, conflict: bool) -> str | None:
    """Return the grade to act on: none in a conflict between WHO grades, or for a carcinoma, which has no grade."""
    if one.nec or (conflict and one.ours):
        return None
    if measured:
        return measured
    return BANDS[one.high - 1] if one.low > 0 and one.high <= len(BANDS) and (one.ours or one.low == one.high) else None


def _measured(ki67: Proliferation | None, mitoses: Proliferation | None) -> tuple[int, int] | None:
    """Return the lowest and highest grade, 1 to 3, that Ki-67 and mitoses allow: the higher of both counts."""
    ends = [
        proliferation.bands(fact.low, fact.high, bounds, low_open=fact.low_open, high_open=fact.high_open)
        for fact, bounds in ((ki67, proliferation.KI67), (mitoses, proliferation.MITOSES))
        if fact and fact.acts_as
    ]
    if not ends:
        return None
    return max(BANDS.index(low) for low, _ in ends) + 1, max(BANDS.index(high) for _, high in ends) + 1


def _both(ki67: Proliferation | None, mitoses: Proliferation | None) -> list[str]:
    differ = ki67 and mitoses and ki67.acts_as and mitoses.acts_as and ki67.acts_as != mitoses.acts_as
    return ["Ki-67 and mitoses give different grades: the higher counts"] if differ else []


def _contradicts(one: Recorded, measured: tuple[int, int]) -> bool:
    """Whether no grade fits both. A carcinoma is of high grade by definition; the reverse is never inferred."""
    if one.nec:
        return measured[1] < len(BANDS)
    return bool(one.low) and (one.high < measured[0] or one.low > measured[1])


def _not_recorded(
    measured: tuple[int, int] | None, facts: list[Proliferation], refused: list[Recorded]
) -> Grade | None:
    """Return what was measured alone; an entry that was refused is said, and without a measurement it is all there is."""
    sources, said = tuple(one.source for one in refused), [_REFUSED] if refused else []
    if measured is None:
        return Grade(None, None, None, Quality.INVALID, sources, caveats=tuple(said)) if refused else None
    top = BANDS[measured[1] - 1]
    both = _both(*facts) if len(facts) > 1 else []
    worst = max(facts, key=lambda fact: (BANDS.index(fact.acts_as or BANDS[0]), fact.band is not None))
    quality = Quality.AMBIGUOUS if refused or measured[0] != measured[1] else worst.quality
    return Grade(
        None,
        top,
        top,
        quality,
        tuple(fact.source for fact in facts),
        also=sources,
        caveats=(*worst.caveats, *both, *said),
    )
