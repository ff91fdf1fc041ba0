"""What order-select and order-sign share: the checks, which orders are judged, and what is said of the others."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from hooks import wording
from hooks.finding import Finding, Recommendation
from hooks.judgment import Hook
from hooks.recommendations import (
    could_not_check,
    dose_check,
    dpyd_testing,
    duplicate_ssa,
    everolimus_glucose,
    everolimus_liver,
    glucagon_in_insulinoma,
    hypoglycemic_drug_in_insulinoma,
    men1_screen,
    monitoring,
    nec_pathway,
    pregnancy_conflict,
    prrt_ssa_interval,
    prrt_sstr,
    ssa_hypoglycemia,
    ssa_in_insulinoma,
    ssa_insulinoma_stable,
    ssa_not_checked,
    ssa_possible_insulinoma,
    sunitinib_in_insulinoma,
    sunitinib_liver,
    tki_cardiovascular,
)
from hooks.thresholds import THRESHOLDS
from mappings.model import Certainty
from mappings.patient import Picture
from mappings.therapy import Order

CHECKS: Final[tuple[Recommendation, ...]] = (
    ssa_in_insulinoma.RECOMMENDATION,
    ssa_possible_insulinoma.RECOMMENDATION,
    ssa_insulinoma_stable.RECOMMENDATION,
    ssa_hypoglycemia.RECOMMENDATION,
    glucagon_in_insulinoma.RECOMMENDATION,
    hypoglycemic_drug_in_insulinoma.RECOMMENDATION,
    sunitinib_in_insulinoma.RECOMMENDATION,
    sunitinib_liver.RECOMMENDATION,
    tki_cardiovascular.RECOMMENDATION,
    everolimus_liver.RECOMMENDATION,
    everolimus_glucose.RECOMMENDATION,
    pregnancy_conflict.RECOMMENDATION,
    dpyd_testing.RECOMMENDATION,
    nec_pathway.RECOMMENDATION,
    prrt_ssa_interval.RECOMMENDATION,
    prrt_sstr.RECOMMENDATION,
    men1_screen.RECOMMENDATION,
    duplicate_ssa.RECOMMENDATION,
    dose_check.RECOMMENDATION,
    monitoring.RECOMMENDATION,
    ssa_not_checked.RECOMMENDATION,
    could_not_check.RECOMMENDATION,
)
"""In the order in which information is shown where there is more than fits."""
_SAFETY: Final = ssa_not_checked.DRUGS


def concerned(orders: Iterable[Order], hook: Hook) -> list[Order]:
    """Return the orders that any recommendation of the hook judges."""
    return [order for order in orders if order.drug.drug_class in hook.drugs]


def within(orders: list[Order]) -> tuple[list[Order], int]:
    """Return the orders that one call judges, analogs and glucagon first where they are too many, and how many are left."""
    most = int(THRESHOLDS["most_orders"])
    if len(orders) <= most:
        return orders, 0
    return sorted(orders, key=lambda order: order.drug.drug_class not in _SAFETY)[:most], len(orders) - most


def left_out(count: int) -> list[Finding]:
    """Return the one card that says how many orders were not checked; none where all were."""
    if not count:
        return []
    said = f"{count} of the selected orders {'was' if count == 1 else 'were'} not checked: too many for one call"
    why = f"At most {THRESHOLDS['most_orders']:g} orders are checked in one call, analogs and glucagon first."
    return [could_not_check.finding(said, f"{said}. {why} Select fewer orders to have the others checked.")]


def unidentified(picture: Picture, references: Iterable[str], *, for_insulinoma: bool = False) -> list[Finding] | None:
    """Answer for selected orders whose drug nobody names: a card where a tumor or E16 is on record, none where clear.

    `for_insulinoma`: the reason of one names an insulinoma, which is a card as well.

    None means that nothing can be said: the conditions could not be read either (412).
    """
    tumor = picture.pancreatic_tumor or picture.net or picture.e16
    if for_insulinoma or tumor or picture.insulinoma.certainty is not Certainty.NOT_RECORDED:
        named = ", ".join(wording.escaped(reference, 48) for reference in references)
        beside = (
            "its reason names an insulinoma" if for_insulinoma else "a pancreatic tumor, NET or E16 code is on record"
        )
        why = f"The drug of {named} has no code or name that is known, and {beside}."
        return [could_not_check.finding("An ordered drug could not be identified: no insulinoma check was made", why)]
    return None if picture.unread(("conditions",)) else []
