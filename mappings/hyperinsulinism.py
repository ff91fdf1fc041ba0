"""Biochemical criteria of endogenous hyperinsulinism, in one sample."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from mappings import quantities
from mappings.dates import When
from mappings.definitions import VALUES
from mappings.mentions import folded
from mappings.model import Glucose, Source
from mappings.observations import Result, specimen
from mappings.therapy import GLUCOSE_LOWERING, Treatment

_INSULIN_UNITS: Final = {"uu/ml": 1.0, "uiu/ml": 1.0, "u[iu]/ml": 1.0, "miu/l": 1.0, "m[iu]/l": 1.0, "mu/l": 1.0}
_C_PEPTIDE_UNITS: Final = {"nmol/l": 1.0, "pmol/l": 0.001}


def criteria(found: list[Result], glucoses: Iterable[Glucose], treatments: Iterable[Treatment]) -> tuple[Source, ...]:
    """Return the sources of the newest sample that meets all three criteria and no veto; empty when none does."""
    given = tuple(treatments)
    by_source = {id(result.source): result for result in found}
    insulin = _Samples(one for one in _of(found, "insulin-level") if _insulin_high(one))
    c_peptide = _Samples(one for one in _of(found, "c-peptide") if _c_peptide_high(one))
    vetoes = _Samples(one for one in _of(found, "proinsulin") if _veto(one))
    for glucose in glucoses:
        result = by_source.get(id(glucose.source))
        if result is None or not _low(glucose, result):
            continue
        first, second = insulin.of(result), c_peptide.of(result)
        if first and second and not vetoes.of(result) and not taking_glucose_lowering(glucose.source, given):
            return (glucose.source, first.source, second.source)
    return ()


class _Samples:
    """Results by specimen and by time, so that the partner in a sample is found without comparing all with all."""

    def __init__(self, results: Iterable[Result]) -> None:
        known = list(results)
        self._by_specimen = {specimen(one): one for one in reversed(known) if specimen(one)}
        timed = [(one.source.when.start.timestamp(), one) for one in known if _timed(one) and one.source.when]
        self._timed = sorted(timed, key=lambda pair: pair[0])
        self._times = [time for time, _ in self._timed]

    def of(self, result: Result) -> Result | None:
        """Return a result of the same specimen, or else of a time within the defined minutes; days alone do not do."""
        if specimen(result) in self._by_specimen and specimen(result):
            return self._by_specimen[specimen(result)]
        if not _timed(result) or result.source.when is None:
            return None
        moment, window = result.source.when.start.timestamp(), VALUES["same_sample_minutes"] * 60
        at = bisect_left(self._times, moment - window)
        return self._timed[at][1] if at < len(self._times) and self._times[at] <= moment + window else None


def _timed(result: Result) -> bool:
    """Whether a result has a time, not merely a day."""
    when = result.source.when
    return when is not None and when.end - when.start <= timedelta(hours=1)


def taking_glucose_lowering(source: Source, treatments: Iterable[Treatment]) -> bool:
    """Say whether insulin, a sulfonylurea or a glinide is known to have been active at the sample's date."""
    when = source.when
    if when is None:
        return False
    return any(one.drug.drug_class in GLUCOSE_LOWERING and _active_at(one, when) for one in treatments)


def _active_at(one: Treatment, when: When) -> bool:
    """Whether a treatment is known to reach a date: it must not depend on what a partial date leaves open."""
    if one.when is None:
        return False
    precise = one.when.end - one.when.start < timedelta(days=1)
    if (one.when.start if precise else one.when.end) > when.end:
        return False
    open_ended = one.active and one.running_until is None
    running = open_ended or (one.running_until is not None and one.running_until >= when.start)
    return running or (precise and when.start - one.when.end <= timedelta(days=VALUES["glucose_lowering_days"]))


def _of(found: list[Result], name: str) -> list[Result]:
    return [result for result in found if name in result.sets]


def _low(glucose: Glucose, result: Result) -> bool:
    name = "hyperinsulinism_glucose_mg_dl" if glucose.unit == "mg/dL" else "hyperinsulinism_glucose_mmol_l"
    read = quantities.interval(result.resource)
    return bool(glucose.unit and read and quantities.below(read, VALUES[name]))


def _value(result: Result, units: dict[str, float], default: str) -> float | None:
    read = quantities.interval(result.resource)
    if read is None:
        return None
    factor = units.get(folded(read.unit or default).replace(" ", "").replace("\u03bc", "u"))
    return read.low * factor if factor is not None else None


def _insulin_high(result: Result) -> bool:
    units = {**_INSULIN_UNITS, "pmol/l": 1 / VALUES["insulin_pmol_per_uu"]}
    value = _value(result, units, "uu/ml")
    return value is not None and value >= VALUES["hyperinsulinism_insulin_uu_ml"]


def _c_peptide_high(result: Result) -> bool:
    units = {
        **_C_PEPTIDE_UNITS,
        "ng/ml": VALUES["c_peptide_nmol_per_ng_ml"],
        "ug/l": VALUES["c_peptide_nmol_per_ng_ml"],
    }
    value = _value(result, units, "ng/ml")
    return value is not None and value >= VALUES["hyperinsulinism_c_peptide_nmol_l"]


def _veto(result: Result) -> bool:
    read = quantities.interval(result.resource)
    unit = folded(read.unit or "pmol/l").replace(" ", "") if read else ""
    return bool(read and unit == "pmol/l" and quantities.below(read, VALUES["hyperinsulinism_proinsulin_pmol_l"]))
