"""order-select: which recommendations run on the selected orders, and how their findings become one answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from hooks import wording
from hooks.finding import Finding, Recommendation, Verdict
from hooks.recommendations import (
    could_not_check,
    duplicate_ssa,
    glucagon_in_insulinoma,
    hypoglycemic_drug_in_insulinoma,
    men1_screen,
    ssa_hypoglycemia,
    ssa_in_insulinoma,
    ssa_insulinoma_stable,
    ssa_not_checked,
    ssa_possible_insulinoma,
    sunitinib_in_insulinoma,
)
from hooks.thresholds import THRESHOLDS
from mappings.model import Certainty
from mappings.patient import Picture
from mappings.therapy import Order

HOOK: Final = "order-select"
RECOMMENDATIONS: Final[tuple[Recommendation, ...]] = (
    ssa_in_insulinoma.RECOMMENDATION,
    ssa_possible_insulinoma.RECOMMENDATION,
    ssa_insulinoma_stable.RECOMMENDATION,
    ssa_hypoglycemia.RECOMMENDATION,
    glucagon_in_insulinoma.RECOMMENDATION,
    hypoglycemic_drug_in_insulinoma.RECOMMENDATION,
    sunitinib_in_insulinoma.RECOMMENDATION,
    men1_screen.RECOMMENDATION,
    duplicate_ssa.RECOMMENDATION,
    ssa_not_checked.RECOMMENDATION,
    could_not_check.RECOMMENDATION,
)
NEEDS: Final = frozenset().union(*(one.needs for one in RECOMMENDATIONS))
_DRUGS: Final = frozenset().union(*(one.drugs for one in RECOMMENDATIONS))
_SAFETY: Final = ssa_not_checked.DRUGS
_NOT_OF_INSULINOMA: Final = frozenset({ssa_not_checked.RULE, could_not_check.RULE, duplicate_ssa.RULE})
"""Rules whose failure leaves the insulinoma check itself as it is, or whose failure `ssaNotChecked` cannot say."""
_OF_ANOTHER: Final = frozenset({ssa_not_checked.RULE, could_not_check.RULE})
"""What may be said of a draft that names another patient: nothing but that it was not checked."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one recommendation answered for one order; `error` is the type of the exception where it failed."""

    rule: str
    version: str
    order: str
    verdict: Verdict | None
    error: str | None = None


def concerned(orders: Iterable[Order]) -> list[Order]:
    """Return the orders that any recommendation judges."""
    return [order for order in orders if order.drug.drug_class in _DRUGS]


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


def run(picture: Picture, orders: Iterable[Order], rules: Iterable[Recommendation] = RECOMMENDATIONS) -> list[Outcome]:
    """Judge every order by every recommendation for its drug; one that raises is an outcome too, and never stops another."""
    outcomes = []
    for order in orders:
        for one in rules:
            if order.drug.drug_class not in one.drugs or (order.other_patient and one.rule not in _OF_ANOTHER):
                continue
            try:
                outcomes.append(Outcome(one.rule, one.version, order.reference, one.judge(picture, order)))
            except Exception as error:  # noqa: BLE001 - whatever a rule raises, the others answer and this one is named
                outcomes.append(Outcome(one.rule, one.version, order.reference, None, type(error).__name__))
    return outcomes


def findings(picture: Picture, orders: Iterable[Order], outcomes: Iterable[Outcome]) -> list[Finding]:
    """Return what is to be said: the findings, and for each rule that failed the card that names it."""
    by_reference = {order.reference: order for order in orders}
    said: list[Finding] = []
    for outcome in outcomes:
        if isinstance(outcome.verdict, Finding):
            said.append(outcome.verdict)
        elif outcome.error:
            order = by_reference[outcome.order]
            said.append(_failed(picture, order, outcome))
    return said


def _failed(picture: Picture, order: Order, outcome: Outcome) -> Finding:
    """A failed safety check of an analog or glucagon is `ssaNotChecked`; unless that rule itself is what failed."""
    reason = f"the rule {outcome.rule} failed"
    if order.drug.drug_class in _SAFETY and outcome.rule not in _NOT_OF_INSULINOMA:
        return ssa_not_checked.finding(picture, order, reason)
    return could_not_check.finding(f"Check incomplete for {order.drug.label}: {reason}", f"{reason.capitalize()}.")


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
