"""Recommendations -> outcomes -> what is to be said: every one is asked, and one that fails is named, never silent."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final

from hooks.finding import Finding, Indicator, Recommendation, Verdict
from hooks.precedence import settled
from hooks.recommendations import could_not_check, ssa_not_checked
from mappings.patient import Picture
from mappings.therapy import Order

_SAFETY: Final = ssa_not_checked.DRUGS
_OF_INSULINOMA: Final = frozenset({
    "ssaInsulinoma", "ssaPossibleInsulinoma", "ssaInsulinomaStable", "ssaHypoglycemia", "glucagonInsulinoma", "men1Screen",
})  # fmt: skip
"""Rules whose failure leaves the insulinoma check of an analog or glucagon undone."""
_OF_ANOTHER: Final = frozenset({ssa_not_checked.RULE, could_not_check.RULE})
"""What may be said of a draft that names another patient: nothing but that it was not checked."""


@dataclass(frozen=True, slots=True)
class Hook:
    """A hook of CDS Hooks: its name and what is asked when it is called; `needs` and `drugs` follow from that."""

    name: str
    recommendations: tuple[Recommendation, ...]
    calls: frozenset[str] = frozenset()
    """Elements without a prefetch template that this hook asks the FHIR server for: what is too slow at every order."""
    needs: frozenset[str] = field(init=False)
    drugs: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        """Unite what the recommendations need, and the drugs whose orders they judge."""
        object.__setattr__(self, "needs", frozenset().union(*(one.needs for one in self.recommendations)))
        object.__setattr__(self, "drugs", frozenset().union(*(one.drugs for one in self.recommendations)))

    def needed(self, orders: Iterable[Order]) -> frozenset[str]:
        """Return the data elements that the recommendations for these orders need."""
        drugs = {order.drug.drug_class for order in orders}
        return frozenset().union(*(one.needs for one in self.recommendations if not one.drugs.isdisjoint(drugs)))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one recommendation answered; `order` is empty where it answered for the chart.

    `error` is the type of the exception where it failed.
    """

    rule: str
    version: str
    order: str
    verdict: Verdict | None
    error: str | None = None


def judged(picture: Picture, orders: Iterable[Order], rules: Iterable[Recommendation]) -> list[Outcome]:
    """Judge every order by every recommendation for its drug, then the chart by those that answer for it, once."""
    listed, asked = list(orders), list(rules)
    outcomes = []
    for order in listed:
        for one in asked:
            judge = one.judge
            if judge is None or order.drug.drug_class not in one.drugs:
                continue
            if order.other_patient and one.rule not in _OF_ANOTHER:
                continue
            outcomes.append(_outcome(one, order.reference, partial(judge, picture, order)))
    for one in asked:
        about = tuple(order for order in listed if order.drug.drug_class in one.drugs and not order.other_patient)
        if one.view is not None and about:
            outcomes.append(viewed(picture, one, about))
    return outcomes


def viewed(picture: Picture, one: Recommendation, about: tuple[Order, ...] = ()) -> Outcome:
    """Ask a recommendation that answers for the chart."""
    return _outcome(one, "", partial(one.view or _nothing, picture, about))


def _nothing(_: Picture, __: tuple[Order, ...]) -> None:
    return None


def _outcome(one: Recommendation, order: str, ask: Callable[[], Verdict | None]) -> Outcome:
    try:
        return Outcome(one.rule, one.version, order, ask())
    except Exception as error:  # noqa: BLE001 - whatever a rule raises, the others answer and this one is named
        return Outcome(one.rule, one.version, order, None, type(error).__name__)


def findings(picture: Picture, orders: Iterable[Order], outcomes: Iterable[Outcome]) -> list[Finding]:
    """Return what is to be said: the findings, and for each rule that failed the card that names it."""
    by_reference = {order.reference: order for order in orders}
    listed = list(outcomes)
    grave = {
        one.order for one in listed if isinstance(one.verdict, Finding) and one.verdict.indicator is Indicator.CRITICAL
    }
    said: list[tuple[str, Finding]] = []
    for outcome in listed:
        if isinstance(outcome.verdict, Finding):
            keeps = bool(grave) if not outcome.order else outcome.order in grave
            said.append((outcome.order, _closed(outcome.verdict) if keeps else outcome.verdict))
        elif outcome.error:
            said.append((outcome.order, _failed(picture, by_reference.get(outcome.order), outcome)))
    return settled(said)


def _closed(finding: Finding) -> Finding:
    """Return a finding about an order that a critical card is about too, without what would only add to that order."""
    kept = tuple(one for one in finding.suggestions if any(action.reference for action in one.actions))
    return finding if len(kept) == len(finding.suggestions) else replace(finding, suggestions=kept)


def _failed(picture: Picture, order: Order | None, outcome: Outcome) -> Finding:
    """A failed insulinoma check of an analog or glucagon is `ssaNotChecked`."""
    reason = f"the rule {outcome.rule} failed"
    if order is not None and order.drug.drug_class in _SAFETY and outcome.rule in _OF_INSULINOMA:
        return ssa_not_checked.finding(picture, order, reason)
    of = f" for {order.drug.label}" if order is not None else ""
    return could_not_check.finding(f"Check incomplete{of}: {reason}", f"{reason.capitalize()}.")
