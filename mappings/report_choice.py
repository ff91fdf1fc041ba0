"""Which statement of several reports counts: of the newest final report that makes one; what contradicts itself is none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Final, TypeVar

from mappings import dates, proliferation
from mappings.ki67_values import Value
from mappings.model import Fact, Measure, Quality, Source
from mappings.pathology import Proliferation
from mappings.report_codes import Coded
from mappings.report_reading import Said
from mappings.reported import HOW, Reported

if TYPE_CHECKING:
    from mappings.reports import Report

T = TypeVar("T", Fact, Measure, Proliferation)
_TOP: Final = 100.0
_GRAVEST: Final = ("responding", "stable", "progressive", "positive", "equivocal", "negative", "well", "poorly", "G1", "G2",
                   "G3", "NEC")  # fmt: skip
_CARCINOMA: Final = "NEC"


def conclude(
    told: list[tuple[Report, Said]], codes: list[Coded], unread: Iterable[Source], as_of: datetime
) -> Reported:
    """Join what the reports say."""
    coded = [(one.fact, one.final) for one in codes if one.name == "progression"]
    sure = tuple(one.fact for one in codes if one.name == "insulinoma" and one.sure)
    doubts = [one.fact.source for one in codes if one.name == "insulinoma" and not one.sure]
    named = [_source(report, said.insulinoma[-1]) for report, said in told if said.insulinoma]
    known = {fact.source.reference for fact in sure} | {one.reference for one in doubts}
    return Reported(
        ki67=_newest([(_ki67(r, s), r.final) for r, s in told if s.ki67], as_of),
        grade=_newest([(one, r.final) for r, s in told if (one := _grade(r, s))], as_of),
        differentiation=_newest([(one, r.final) for r, s in told if (one := _one(r, s.differentiation))], as_of),
        sstr=_newest([(one, r.final) for r, s in told if (one := _one(r, s.sstr))], as_of),
        hepatic_load=_newest([(load, r.final) for r, s in told if (load := _load(r, s))], as_of),
        progression=_newest([*coded, *((one, r.final) for r, s in told if (one := _one(r, s.course)))], as_of),
        insulinoma=tuple(dict.fromkeys([*doubts, *(one for one in named if one.reference not in known)])),
        coded_insulinoma=sure,
        unread=tuple(unread),
    )


def _newest(found: list[tuple[T, bool]], as_of: datetime) -> T | None:
    """Return the newest of a final report, else of any; of one moment the gravest, whatever their order."""
    listed = [one for one, final in found if final] or [one for one, _ in found]
    return max(listed, key=lambda one: (dates.recency(one.source.when, as_of), *_gravity(one)), default=None)


def _gravity(one: Fact | Measure | Proliferation) -> tuple[float, str]:
    if isinstance(one, Fact):
        return (_GRAVEST.index(one.value) if one.value in _GRAVEST else -1.0, one.source.reference)
    return (one.high, one.source.reference)


def _source(report: Report, sentence: str) -> Source:
    return Source(report.source.reference, report.source.when, sentence, HOW)


def _quality(report: Report) -> Quality:
    return Quality.FROM_TEXT if report.final else Quality.PRELIMINARY


def _one(report: Report, found: list[tuple[str, str]]) -> Fact | None:
    """Return the one value of a report; of several that differ none."""
    if len({value for value, _ in found}) != 1:
        return None
    value, sentence = found[-1]
    return Fact(value, _source(report, sentence), _quality(report))


def _grade(report: Report, said: Said) -> Fact | None:
    """Return the grade of a report, the highest of several; a carcinoma beside a grade is a contradiction."""
    values = {value for value, _ in said.grade}
    if not values or (_CARCINOMA in values and len(values) > 1):
        return None
    value, sentence = max(said.grade)
    return Fact(value, _source(report, sentence), _quality(report))


def _load(report: Report, said: Said) -> Measure | None:
    """Return the last load of a report, unless another lies wholly apart from it."""
    if not said.load:
        return None
    last, sentence = said.load[-1]
    if any(one.high < last.low or one.low > last.high for one, _ in said.load):
        return None
    return replace(last, source=_source(report, sentence), quality=_quality(report))


def _ki67(report: Report, said: Said) -> Proliferation:
    """Return the Ki-67 of a report: what it says is of today, else the highest, with the others beside it."""
    listed = [one for one in said.ki67 if one[1]] or said.ki67
    facts = [_proliferation(report, value, sentence) for value, _, sentence in listed]
    chosen = max(facts, key=lambda one: (one.high, one.low))
    others = tuple(one for one in facts if (one.low, one.high) != (chosen.low, chosen.high))
    return replace(chosen, also=others, quality=_quality(report))


def _proliferation(report: Report, value: Value, sentence: str) -> Proliferation:
    shown = proliferation.shown(
        value.low, value.high, "%", low_open=value.low_open, high_open=value.high_open, top=_TOP
    )
    fact = Proliferation(value.low, value.high, shown, None, None, _quality(report), _source(report, sentence),
                         value.low_open, value.high_open, caveats=value.caveats)  # fmt: skip
    return proliferation.graded(fact, proliferation.KI67)
