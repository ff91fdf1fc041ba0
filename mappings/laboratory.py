"""Laboratory values of organ function and the limit of normal: ALT, AST, bilirubin, creatinine, eGFR, HbA1c."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Final, NamedTuple

from mappings import dates, glucose, limits, quantities
from mappings.definitions import VALUES
from mappings.glucose_words import ELSEWHERE
from mappings.limits import Person
from mappings.mentions import folded
from mappings.model import Measure, Note, Quality
from mappings.observations import Result, Results
from mappings.organ_model import Lab, Seen, newest
from mappings.quantities import Interval
from mappings.reading import child, string, texts

_MICRO: Final = "\N{GREEK SMALL LETTER MU}"
_ENZYME: Final = {
    "u/l": 1.0, "iu/l": 1.0, "[iu]/l": 1.0, "unit/l": 1.0, "units/l": 1.0, "ui/l": 1.0, "ie/l": 1.0, "e/l": 1.0,
    "mu/ml": 1.0, "miu/ml": 1.0, "ukat/l": 60.0, f"{_MICRO}kat/l": 60.0, "mckat/l": 60.0, "nkat/l": 0.06,
}  # fmt: skip
_BILIRUBIN: Final = {
    "mg/dl": 1.0, "mg/100ml": 1.0, "mg%": 1.0, "mg/l": 0.1,
    "umol/l": 1 / VALUES["bilirubin_umol_l_per_mg_dl"], f"{_MICRO}mol/l": 1 / VALUES["bilirubin_umol_l_per_mg_dl"],
    "mcmol/l": 1 / VALUES["bilirubin_umol_l_per_mg_dl"],
}  # fmt: skip
_CREATININE: Final = {
    "mg/dl": 1.0, "mg/100ml": 1.0, "mg%": 1.0, "mg/l": 0.1,
    "umol/l": 1 / VALUES["creatinine_umol_l_per_mg_dl"], f"{_MICRO}mol/l": 1 / VALUES["creatinine_umol_l_per_mg_dl"],
    "mcmol/l": 1 / VALUES["creatinine_umol_l_per_mg_dl"],
}  # fmt: skip
_RATE: Final = {"ml/min": 1.0, "ml/min/1.73m2": 1.0, "ml/min/{1.73_m2}": 1.0, "ml/min/1.73": 1.0, "ml/min/1,73m2": 1.0}
_SHOWN: Final = {
    "u/l": "U/L", "iu/l": "IU/L", "[iu]/l": "IU/L", "unit/l": "U/L", "units/l": "U/L", "ui/l": "IU/L", "ie/l": "IU/L",
    "e/l": "U/L", "mu/ml": "mU/mL", "miu/ml": "mIU/mL", "ukat/l": "ukat/L", f"{_MICRO}kat/l": "ukat/L",
    "mckat/l": "ukat/L", "nkat/l": "nkat/L", "mg/dl": "mg/dL", "mg/100ml": "mg/dL", "mg%": "mg/dL", "mg/l": "mg/L",
    "umol/l": "umol/L", f"{_MICRO}mol/l": "umol/L", "mcmol/l": "umol/L", "mmol/mol": "mmol/mol", "%": "%",
}  # fmt: skip
_A1C: Final = re.compile(r"(?:%|percent|prozent|pct)(?:[ {(].*)?|%ngsp")
_IFCC: Final = re.compile(r"mmol/mol(?:[ {(].*)?")
_FRACTION: Final = frozenset({"1", "{ratio}", "{fraction}"})


class Analyte(NamedTuple):
    """What is read of one value set: its name on cards, its units with their factors, and the numbers that bound it."""

    name: str
    units: Mapping[str, float]
    default: str = ""
    """The definition of the limit where a result states none, in the unit of factor 1."""
    highest: float = math.inf
    """In the unit of factor 1: what lies above is a wrong number or unit."""
    unitless: float = math.inf
    """From here on a number without any unit is in the unit of factor 1."""


ANALYTES: Final[dict[str, Analyte]] = {
    "alt": Analyte("ALT", _ENZYME, "alt_limit_u_l", VALUES["enzyme_highest_u_l"], VALUES["enzyme_unitless_u_l"]),
    "ast": Analyte("AST", _ENZYME, "ast_limit_u_l", VALUES["enzyme_highest_u_l"], VALUES["enzyme_unitless_u_l"]),
    "bilirubin": Analyte("Bilirubin", _BILIRUBIN, "bilirubin_limit_mg_dl", VALUES["bilirubin_highest_mg_dl"]),
    "creatinine": Analyte("Creatinine", _CREATININE, highest=VALUES["creatinine_highest_mg_dl"]),
    "egfr": Analyte("eGFR", _RATE, highest=VALUES["egfr_highest"], unitless=1.0),
}


def read(found: Results, name: str, person: Person, as_of: datetime, notes: list[Note]) -> Lab | None:
    """Return the newest result of an analyte with its limit; of one time the worst, as far as its ratio says it.

    What cannot be read is noted. A final one by code that is newer than what can be read may be the bad one: it makes
    `function` incomplete.
    """
    labs, unread = [], []
    for result in found.of(name):
        lab = None if elsewhere(result) else _hba1c(result) if name == "hba1c" else _lab(result, ANALYTES[name], person)
        if lab is not None:
            labs.append(lab)
        elif not elsewhere(result):
            unread.append(result)
    best = newest(labs, as_of, bad=lambda one: one.ratio if one.ratio is not None else one.value.low)
    note_unread(unread, best, as_of, notes)
    return best


def note_unread(unread: list[Result], best: Seen | None, as_of: datetime, notes: list[Note]) -> None:
    """Note what could not be read: lost if it is final, by code, recent, and not known to be older than the best."""
    for result in unread:
        said = result.final and result.source.how == "code" and not result.resource.get("dataAbsentReason")
        when, other = result.source.when, best.source.when if best else None
        newer = best is None or (when is not None and (other is None or when.end >= other.start))
        recent = when is not None and dates.may_be_within(when, as_of, VALUES["unread_result_days"])
        lost = said and newer and recent and glucose.has_value(result.resource)
        name = string(child(result.resource, "code").get("text")) or result.source.seen
        notes.append(Note(result.source.reference, f"{name[:40]}: no number with a known unit", lost, "function"))


def elsewhere(result: Result) -> bool:
    """Whether a result is of another fluid than blood, by its specimen."""
    around = (*texts(result.resource.get("specimen")), string(child(result.resource, "specimen").get("display")))
    return any(ELSEWHERE.search(folded(text[:200])) for text in around)


def unit_of(unit: str) -> str:
    """Return a unit as it is looked up: folded, without spaces and whatever flag follows it in brackets."""
    return folded(unit).split(" (")[0].replace(" ", "").replace("litre", "l").replace("liter", "l")


def _lab(result: Result, analyte: Analyte, person: Person) -> Lab | None:
    value = quantities.interval(result.resource)
    if value is None or value.low < 0:
        return None
    stated = [one for one in limits.ranges(result.resource, person) if one.high is not None]
    unit = unit_of(value.unit) or next((unit_of(one.unit) for one in stated if one.unit), "")
    known = analyte.units.get(unit)
    if known is None and unit == "" and not stated and value.low >= analyte.unitless:
        unit, known = next(iter(analyte.units)), 1.0
    if known is not None and (value.low * known > analyte.highest or analyte.highest < value.high * known < math.inf):
        return None
    own = [top for one in stated if (top := _in_unit(one, unit, known, analyte)) is not None]
    if known is None and not own:
        return None
    measure = measured(result, value, _SHOWN.get(unit, value.unit))
    if own:
        return Lab(measure, (min(own), max(own)), own=True)
    return Lab(measure, _default(analyte, known or 1.0))


def _in_unit(one: limits.Range, unit: str, known: float | None, analyte: Analyte) -> float | None:
    """Return the high end of a range in the unit of the result; a range without a unit is in that of its result."""
    high, of_range = one.high, unit_of(one.unit)
    if high is None or of_range in ("", unit):
        return high
    factor = analyte.units.get(of_range)
    return None if factor is None or known is None else round(high * factor / known, 6)


def _default(analyte: Analyte, factor: float) -> tuple[float, float] | None:
    if not analyte.default:
        return None
    limit = round(VALUES[analyte.default] / factor, 6)
    return limit, limit


def measured(result: Result, value: Interval, unit: str) -> Measure:
    """Return an interval as a measure in our own words."""
    quality = Quality.EXACT if result.final else Quality.PRELIMINARY
    if result.final and result.source.how == "name":
        quality = Quality.BY_NAME
    shown = f"{number_of(value)} {unit}".strip()
    return Measure(value.low, value.high, unit, shown, result.source, quality, over=value.over)


def number_of(value: Interval) -> str:
    """Show a number, a bound or a range."""
    if value.low == value.high:
        return f"{value.low:g}"
    if math.isinf(value.high):
        return f"{'>' if value.over else '>='}{value.low:g}"
    return f"{'<' if value.below else '<='}{value.high:g}" if value.low == 0 else f"{value.low:g}-{value.high:g}"


def _hba1c(result: Result) -> Lab | None:
    """Read HbA1c in % or mmol/mol as sent; without a unit the number says which, unless it fits both."""
    value = quantities.interval(result.resource)
    if value is None or value.low < 0:
        return None
    unit = folded(value.unit)
    if unit in _FRACTION and value.high <= 1:
        value = value._replace(low=round(value.low * 100, 6), high=round(value.high * 100, 6))
        unit = "%"
    percent = bool(_A1C.fullmatch(unit)) or (unit == "" and value.high < VALUES["hba1c_unitless_percent"])
    molar = bool(_IFCC.fullmatch(unit)) or (unit == "" and value.low > VALUES["hba1c_unitless_mmol_mol"])
    highest = VALUES["hba1c_highest_percent" if percent else "hba1c_highest_mmol_mol"]
    if not (percent or molar) or value.low > highest:
        return None
    return Lab(measured(result, value, "%" if percent else "mmol/mol"))
