"""A therapy option: what fits, what does not, and the order by which the checks of orders judge an option beforehand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from hooks.finding import Finding, Indicator, Recommendation
from hooks.wording import EVIDENCE
from mappings.patient import Picture
from mappings.therapy import Dosage, Drug, DrugClass, Form, Order

_DAYS: Final = 28.0


@dataclass(frozen=True, slots=True)
class Option:
    """One option that fits. `drafts` are keys of drafts.TEMPLATES; `orders` are what accepting it would order."""

    name: str
    says: str
    evidence: tuple[str, ...] = ()
    drafts: tuple[str, ...] = ()
    orders: tuple[Order, ...] = ()


@dataclass(frozen=True, slots=True)
class Excluded:
    """One option that does not fit now, and why."""

    name: str
    why: str


Row = Option | Excluded | None
AGAINST: Final = frozenset({
    "sunitinibLiver", "tkiCardiovascular", "everolimusGlucose", "prrtSstr", "necPathway",
})  # fmt: skip
"""Rules whose warning says to settle something first, to avoid the drug or to stop it: such an option does not fit now."""


def figure(key: str) -> str:
    """Return the figure of a trial with its name, as a card shows it."""
    return f"{EVIDENCE[key]['figure']} ({EVIDENCE[key]['short']})"


def would_order(drug_class: DrugClass, ingredient: str, dosage: Dosage, form: Form = Form.UNKNOWN) -> Order:
    """Return the order that an option stands for, as if it were a draft of the session."""
    drug = Drug(drug_class, ingredient, form, ingredient, ingredient, "option")
    return Order(f"MedicationRequest/pnet-{ingredient.replace(' ', '-').lower()}", drug, dosage)


EVEROLIMUS: Final = would_order(DrugClass.EVEROLIMUS, "everolimus", Dosage(10.0, 1.0))
SUNITINIB: Final = would_order(DrugClass.SUNITINIB, "sunitinib", Dosage(37.5, 1.0))
CABOZANTINIB: Final = would_order(DrugClass.CABOZANTINIB, "cabozantinib", Dosage(60.0, 1.0))
BELZUTIFAN: Final = would_order(DrugClass.BELZUTIFAN, "belzutifan", Dosage(120.0, 1.0))
LANREOTIDE: Final = would_order(DrugClass.SSA, "lanreotide", Dosage(120.0, _DAYS), Form.DEPOT)
OCTREOTIDE: Final = would_order(DrugClass.SSA, "octreotide", Dosage(30.0, _DAYS), Form.DEPOT)
PRRT: Final = would_order(DrugClass.PRRT, DrugClass.PRRT.value, Dosage())
CAPECITABINE: Final = would_order(DrugClass.CYTOTOXIC, "capecitabine", Dosage())
TEMOZOLOMIDE: Final = would_order(DrugClass.CYTOTOXIC, "temozolomide", Dosage())


def untested(picture: Picture, drug_class: DrugClass) -> list[str]:
    """Return what the drug asks for beforehand and is not on file; nothing where the results could not be read."""
    organs = picture.organs
    pressure, heart, liver = organs.pressure is None, not organs.ejection_fractions, organs.alt is None
    asked = {
        DrugClass.EVEROLIMUS: (("HbA1c", organs.hba1c is None),),
        DrugClass.SUNITINIB: (("ALT", liver), ("LVEF", heart), ("blood pressure", pressure)),
        DrugClass.CABOZANTINIB: (("blood pressure", pressure),),
    }.get(drug_class, ())
    return [] if picture.unread(("function",)) else [name for name, absent in asked if absent]


def weighed(row: Row, picture: Picture, checks: Iterable[Recommendation]) -> Row:
    """Put an option before the checks of orders: what any of them calls critical does not fit, a warning is told.

    So no option is ever named that a warning of this product would forbid.
    """
    if not isinstance(row, Option) or not row.orders:
        return row
    found = [one for order in row.orders for one in _findings(order, picture, checks)]
    urgent = [one for one in found if one.indicator is not Indicator.INFO]
    against = [one for one in urgent if one.indicator is Indicator.CRITICAL or one.rule in AGAINST]
    if against:
        return Excluded(row.name, _said(against[0]))
    told = {one.rule: _said(one) for one in reversed(urgent)}
    says = "; ".join((row.says, *(f"caution: {one}" for one in told.values())))
    # A draft at the full dose would be wrong where the dose itself is what is warned of, or its data were not read.
    kept = () if "everolimusLiver" in told or picture.unread(("function",)) else row.drafts
    return replace(row, says=says, drafts=kept)


def _said(finding: Finding) -> str:
    """Return a summary without what it says of the dose ordered: nothing was."""
    return finding.summary.partition("; ordered:")[0]


def _findings(order: Order, picture: Picture, checks: Iterable[Recommendation]) -> list[Finding]:
    said = [one.judge(picture, order) for one in checks if one.judge and order.drug.drug_class in one.drugs]
    return [one for one in said if isinstance(one, Finding)]
