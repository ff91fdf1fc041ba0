"""Biochemical criteria of endogenous hyperinsulinism, in one sample."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Final

from mappings import glucose, quantities, spans
from mappings.dates import When
from mappings.definitions import VALUES
from mappings.mentions import folded
from mappings.model import Glucose, Source
from mappings.observations import Result, Results
from mappings.reading import local_reference
from mappings.therapy import GLUCOSE_LOWERING, Treatment

_INSULIN_UNITS: Final = ("uu/ml", "uiu/ml", "u[iu]/ml", "mcu/ml", "mciu/ml", "miu/l", "m[iu]/l", "mu/l", "u[u]/ml")
_PER_THOUSAND: Final = 1000.0
_NEVER: Final = datetime.min.replace(tzinfo=UTC)
_MOST_MATES: Final = 20
"""Members of one panel that are looked at: a sample has a handful of results."""


def criteria(found: Results, glucoses: Iterable[Glucose], treatments: Iterable[Treatment]) -> tuple[Source, ...]:
    """Return the sources of the newest sample that meets all three criteria and no veto; empty when none does."""
    by_source = {id(result.source): result for result in found.of(*glucose.SETS)}
    sampled = [(one, result) for one in glucoses if (result := by_source.get(id(one.source))) is not None]
    low = [(one, result) for one, result in sampled if _low(one, result)]
    high = [one for one in found.of("insulin-level") if _insulin_high(one)] if low else []
    secreted = [one for one in found.of("c-peptide") if _c_peptide_high(one)] if high else []
    if not secreted:
        return ()
    lowered = glucose_lowering(treatments)
    insulin, c_peptide = _Samples(high), _Samples(secreted)
    vetoes = _Samples(one for one in found.of("proinsulin", "beta-hydroxybutyrate") if _veto(one))
    for one, result in low:
        first, second = insulin.of(result), c_peptide.of(result)
        if first and second and not vetoes.of(result) and not lowered(one.source):
            return (one.source, first.source, second.source)
    return ()


class _Samples:
    """Results by specimen, time and panel, so that the partner in a sample is found without comparing all with all."""

    def __init__(self, results: Iterable[Result]) -> None:
        known = list(results)
        self._by_specimen = {specimen(one): one for one in reversed(known) if specimen(one)}
        timed = [(one.source.when.start.timestamp(), one) for one in known if _timed(one) and one.source.when]
        self._timed = sorted(timed, key=lambda pair: pair[0])
        self._times = [time for time, _ in self._timed]
        self._by_panel: dict[str, list[Result]] = {}
        for one in known:
            for panel in one.panels:
                self._by_panel.setdefault(panel, []).append(one)

    def of(self, result: Result) -> Result | None:
        """Return a result of the same specimen, or of a time within the defined minutes, or of the same panel.

        Days alone do not make a sample, and a panel does not where specimens or times say otherwise.
        """
        if specimen(result) in self._by_specimen and specimen(result):
            return self._by_specimen[specimen(result)]
        return self._at_the_time_of(result) or self._in_a_panel_with(result)

    def _at_the_time_of(self, result: Result) -> Result | None:
        if not _timed(result) or result.source.when is None:
            return None
        moment, window = result.source.when.start.timestamp(), VALUES["same_sample_minutes"] * 60
        at = bisect_left(self._times, moment - window)
        return self._timed[at][1] if at < len(self._times) and self._times[at] <= moment + window else None

    def _in_a_panel_with(self, result: Result) -> Result | None:
        mates = (one for panel in sorted(result.panels) for one in self._by_panel.get(panel, ())[:_MOST_MATES])
        return next((one for one in mates if not _apart(one, result)), None)


def specimen(result: Result) -> str:
    """Return the reference of the specimen, or an empty string."""
    return local_reference(result.resource.get("specimen"))


def _apart(one: Result, other: Result) -> bool:
    """Whether two members of a panel are known to be of different samples: other specimens, or both timed."""
    named = specimen(one) and specimen(other) and specimen(one) != specimen(other)
    return bool(named) or (_timed(one) and _timed(other))


def _timed(result: Result) -> bool:
    """Whether a result has a time, not merely a day."""
    when = result.source.when
    return when is not None and when.end - when.start <= timedelta(hours=1)


def glucose_lowering(treatments: Iterable[Treatment]) -> Callable[[Source], bool]:
    """Return whether insulin, a sulfonylurea or a glinide is known to have been active at a sample's date.

    The treatments are looked through once, and each sample is a look-up. Of one without a date nothing is known.
    """
    given = [one for one in treatments if one.drug.drug_class in GLUCOSE_LOWERING]
    reached = spans.reaching(_active(one, one.when) for one in given if one.when)
    return lambda source: source.when is not None and reached(source.when)


def _active(one: Treatment, when: When) -> spans.Span:
    """Return when a treatment is known to be active: it must not depend on what a partial date leaves open."""
    until = one.running_until or (spans.ALWAYS if one.active else _NEVER)
    if when.end - when.start >= timedelta(days=1):
        return when.end, until
    return when.start, max(until, spans.later(when.end, timedelta(days=VALUES["glucose_lowering_days"])))


def _low(measured: Glucose, result: Result) -> bool:
    """Whether all that a glucose may be is below the bound; what a device gave as LOW is."""
    if measured.hypoglycemia:
        return True
    name = "hyperinsulinism_glucose_mg_dl" if measured.unit == "mg/dL" else "hyperinsulinism_glucose_mmol_l"
    read = quantities.glucose_interval(result.resource)
    return bool(measured.unit and read and quantities.below(read, VALUES[name]))


def _read(result: Result, bounds: dict[str, float]) -> tuple[quantities.Interval, float] | None:
    """Return a value and the bound in its own unit; without a unit the first one's, for a code; None for any other.

    Compared as reported: a converted number could cross its bound.
    """
    read = quantities.interval(result.resource)
    if read is None:
        return None
    unit = folded(read.unit).replace(" ", "").replace("\u03bc", "u")
    if not unit and result.source.how == "code":
        unit = next(iter(bounds))
    return (read, bounds[unit]) if unit in bounds else None


def _insulin_high(result: Result) -> bool:
    bound = VALUES["hyperinsulinism_insulin_uu_ml"]
    molar = bound * VALUES["insulin_pmol_per_uu"]
    units = dict.fromkeys(_INSULIN_UNITS, bound) | {"pmol/l": molar, "nmol/l": molar / _PER_THOUSAND}
    return _reaches(result, units)


def _c_peptide_high(result: Result) -> bool:
    mass, molar = VALUES["hyperinsulinism_c_peptide_ng_ml"], VALUES["hyperinsulinism_c_peptide_nmol_l"]
    units = {"ng/ml": mass, "ug/l": mass, "mcg/l": mass, "nmol/l": molar, "pmol/l": molar * _PER_THOUSAND}
    return _reaches(result, units | {"pmol/ml": molar})


def _reaches(result: Result, bounds: dict[str, float]) -> bool:
    found = _read(result, bounds)
    return found is not None and found[0].low >= found[1]


def _veto(result: Result) -> bool:
    """Whether a result speaks against: proinsulin known to be low, or beta-hydroxybutyrate known to be high."""
    if "proinsulin" in result.sets:
        found = _read(result, {"pmol/l": VALUES["hyperinsulinism_proinsulin_pmol_l"]})
        return bool(found and quantities.below(*found))
    if "beta-hydroxybutyrate" in result.sets:
        bound = VALUES["hyperinsulinism_bhb_mmol_l"]
        found = _read(result, {"mmol/l": bound, "mm": bound, "umol/l": bound * _PER_THOUSAND})
        return bool(found and (found[0].low > found[1] or (found[0].over and found[0].low >= found[1])))
    return False
