"""An ordered dose against what is published for a neuroendocrine tumor: the label, and the highest dose known.

Oral drugs are compared by what a day gives, depots by the dose, the interval and what four weeks give. Less than the
label's dose of an oral drug is a reduction and is not judged. The numbers are in thresholds.toml.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from hooks import alternatives
from hooks.finding import Indicator
from hooks.severity import companion
from hooks.thresholds import THRESHOLDS
from mappings.patient import Picture
from mappings.therapy import Dosage, DrugClass, Order

_ROUNDING: Final = 1 + 1e-9
"""Amounts come from divisions: a third of a day is the same however it was said."""
_NET: Final = "a neuroendocrine tumor"
_PNET: Final = "a pancreatic NET"


class Off(NamedTuple):
    """A dose that is not the published one: how urgent, as ordered, what is published, what to consider, sources."""

    indicator: Indicator
    ordered: str
    published: str
    consider: str
    evidence: tuple[str, ...]


class _Daily(NamedTuple):
    """An oral drug: its names in thresholds.toml, the tumor that the dose is for, what else is known, its source."""

    name: str
    tumor: str
    also: str
    evidence: str


_DAILY: Final = {
    DrugClass.SUNITINIB: _Daily(
        "dose_sunitinib", _PNET, "50 mg is the dose of renal cancer and GIST", "sunitinib-dose"
    ),
    DrugClass.EVEROLIMUS: _Daily("dose_everolimus", _NET, "", "everolimus-dose"),
    DrugClass.CABOZANTINIB: _Daily("dose_cabozantinib", _NET, "", "cabozantinib-dose"),
}
_DEPOT: Final = {"lanreotide": ("dose_lanreotide", "lanreotide-dose"), "octreotide": ("dose_lar", "lar-dose")}


def compare(picture: Picture, order: Order) -> Off | str:
    """Return how an order is off the published dose, or why nothing is said of it."""
    if order.dosage.dose is None and order.dosage.daily is None:
        return "the dose is not recorded"
    oral = _DAILY.get(order.drug.drug_class)
    if oral is None:
        return _depot(picture, order)
    highest, daily = THRESHOLDS[f"{oral.name}_highest_mg"], order.dosage.daily
    if _too_high(order.dosage, highest, daily):
        by_day = daily is not None and daily > highest * _ROUNDING
        ordered = f"{daily:g} mg daily" if by_day else as_written(order.dosage)
        return _beyond(picture, oral.tumor, ordered, f"{highest:g} mg daily", oral.evidence)
    if order.drug.drug_class is DrugClass.CABOZANTINIB and not alternatives.adult(picture):
        return _young(picture, order)
    if not alternatives.adult(picture):
        return "under 18: no dose of adults is named"
    return _oral(order.dosage, oral)


def _oral(dosage: Dosage, oral: _Daily) -> Off | str:
    if dosage.daily is None:
        return "the interval is not recorded"
    usual, highest = THRESHOLDS[f"{oral.name}_mg"], THRESHOLDS[f"{oral.name}_highest_mg"]
    if dosage.daily <= usual * _ROUNDING:
        return f"not above {usual:g} mg daily"
    return Off(
        Indicator.INFO,
        f"{dosage.daily:g} mg daily",
        f"{usual:g} mg daily is the dose in {oral.tumor}" + (f"; {oral.also}" if oral.also else ""),
        f"{usual:g} mg daily if it is meant for this tumor. Up to {highest:g} mg only beside a strong CYP3A4 inducer "
        "(label): interactions are not checked here.",
        (oral.evidence,),
    )


def _young(picture: Picture, order: Order) -> Off | str:
    """Cabozantinib under 18: the label's dose depends on the weight, which is not read."""
    youngest, light, from_kg = (
        THRESHOLDS[f"dose_cabozantinib_{name}"] for name in ("youngest_years", "light_mg", "light_kg")
    )
    daily = order.dosage.daily
    if daily is None:
        return "the interval is not recorded"
    if picture.age is not None and picture.age < youngest:
        published = f"no dose is established under {youngest:g} years"
    elif daily <= light * _ROUNDING:
        return f"not above {light:g} mg daily"
    else:
        usual = THRESHOLDS["dose_cabozantinib_mg"]
        published = f"from {youngest:g} years {usual:g} mg daily only from {from_kg:g} kg, else {light:g} mg"
    consider = "The weight, which is not read here, decides the dose under 18 (label)."
    return Off(Indicator.INFO, f"{daily:g} mg daily", published, consider, ("cabozantinib-dose",))


def _depot(picture: Picture, order: Order) -> Off | str:
    name, source = _DEPOT[order.drug.ingredient]
    highest, month = THRESHOLDS[f"{name}_highest_mg"], THRESHOLDS["dose_depot_days"]
    dose, days = order.dosage.dose, None if order.dosage.once_or_one_day else order.dosage.interval
    if dose is None:
        return "the dose is not recorded"
    monthly = dose * month / days if days else None
    if _too_high(order.dosage, highest, monthly):
        return _beyond(picture, _NET, as_written(order.dosage), f"{highest:g} mg in 4 weeks", source)
    if monthly is None or days is None:
        return "the interval is not recorded"
    if not alternatives.adult(picture):
        return "under 18: no dose of adults is named"
    ordered = as_written(order.dosage)
    usual = THRESHOLDS[f"{name}_mg"]
    if monthly > usual * _ROUNDING:
        return _above_label(ordered, name, source)
    return _below_label(picture, order, ordered, name, source)


def _above_label(ordered: str, name: str, source: str) -> Off:
    usual = THRESHOLDS[f"{name}_mg"]
    tried, cited = (
        ("Lanreotide 120 mg every 14 days after progression: PFS 5.6 months, one arm", "clarinet-forte")
        if name == "dose_lanreotide"
        else (f"LAR up to {THRESHOLDS['dose_lar_highest_mg']:g} mg a month if SSTR-positive (NCCN)", "nccn-2025")
    )
    published = f"above the label ({usual:g} mg every 4 weeks)"
    return Off(Indicator.INFO, ordered, published, f"{tried}. Else the label's schedule.", (source, cited))


def _below_label(picture: Picture, order: Order, ordered: str, name: str, source: str) -> Off | str:
    """A dose or interval that gives less than the label's: 10 mg of LAR, and a depot beside Lu-177 dotatate, are known."""
    dose, days = order.dosage.dose or 0.0, order.dosage.interval or 0.0
    lowest = THRESHOLDS["dose_lar_lowest_mg" if name == "dose_lar" else "dose_lanreotide_mg"]
    label = "10 to 30 mg" if name == "dose_lar" else f"{THRESHOLDS['dose_lanreotide_mg']:g} mg"
    said = f"{label} every 4 weeks is the label's dose in {_NET}"
    if dose < lowest:
        also = "" if name == "dose_lar" else "; 60 and 90 mg are doses of acromegaly"
        return Off(Indicator.INFO, ordered, f"{said}{also}", f"{label} if it is meant for this tumor.", (source,))
    if THRESHOLDS["dose_depot_days"] <= days * _ROUNDING and days <= THRESHOLDS["dose_depot_longest_days"] * _ROUNDING:
        return "the label's dose"
    if companion(picture, order):
        return "with Lu-177 dotatate the depot follows its cycles"
    consider = "Every 4 weeks, unless the interval was changed on purpose."
    return Off(Indicator.INFO, ordered, said, consider, (source,))


def _too_high(dosage: Dosage, highest: float, amount: float | None) -> bool:
    """Whether the amount in its time, or one dose alone, lies above the highest known."""
    return any(one is not None and one > highest * _ROUNDING for one in (amount, dosage.dose))


def as_written(dosage: Dosage) -> str:
    """Return dose and interval in words, as far as they are known."""
    if dosage.dose is None:
        return "dose not recorded"
    days = None if dosage.once_or_one_day else dosage.interval
    if days is None:
        return f"{dosage.dose:g} mg"
    if days < 1:
        return f"{dosage.dose:g} mg {1 / days:.3g} times a day"
    return f"{dosage.dose:g} mg {'daily' if days == 1 else f'every {days:.3g} days'}"


def _beyond(picture: Picture, tumor: str, ordered: str, highest: str, source: str) -> Off:
    known = f" (highest known: {highest})" if alternatives.adult(picture) else ""
    consider = "Check dose, unit and interval before it is signed."
    return Off(Indicator.WARNING, ordered, f"above any published dose in {tumor}{known}", consider, (source,))
