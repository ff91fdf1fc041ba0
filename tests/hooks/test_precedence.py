"""What is said of one order together: monitoring gives way to what is urgent, and drafts nothing twice."""

from __future__ import annotations

from typing import Any

from hooks import draft_tests, drafts, precedence
from hooks.finding import Action, Finding, Indicator, Suggestion


def finding(rule: str, indicator: Indicator = Indicator.INFO, *keys: str) -> Finding:
    """Return a finding that drafts `keys`, each in a suggestion of its own."""
    made = tuple(Suggestion(f"Add {key}", (Action(key, resource=drafts.draft(key, "1")),)) for key in keys)
    return Finding(rule, "1.0", indicator, rule, (), suggestions=made)


def rules(*said: tuple[str, Finding]) -> list[str]:
    return [one.rule for one in precedence.settled(said)]


def labels(found: Finding) -> list[str]:
    return [one.label for one in found.suggestions]


def test_monitoring_gives_way_to_a_warning_on_the_same_order() -> None:
    """Beside a critical or warning card on the same order, monitoring waits."""
    for urgent in (Indicator.CRITICAL, Indicator.WARNING):
        assert rules(("o/1", finding("monitoring")), ("o/1", finding("ssaInsulinoma", urgent))) == ["ssaInsulinoma"]


def test_another_order_and_the_chart_do_not_count() -> None:
    """A warning on another order, or on the chart, leaves monitoring as it is; so does information."""
    warned = finding("ssaInsulinoma", Indicator.WARNING)
    assert rules(("o/2", warned), ("o/1", finding("monitoring"))) == ["ssaInsulinoma", "monitoring"]
    assert rules(("", warned), ("o/1", finding("monitoring"))) == ["ssaInsulinoma", "monitoring"]
    assert rules(("o/1", finding("men1Screen")), ("o/1", finding("monitoring"))) == ["men1Screen", "monitoring"]


def test_nothing_is_drafted_twice() -> None:
    """What a check drafts already, under whatever name, monitoring does not draft again; nor do two monitoring cards."""
    said: list[tuple[str, Any]] = [
        ("o/1", finding("men1Screen", Indicator.INFO, "fasting-glucose")),
        ("o/1", finding("monitoring", Indicator.INFO, "watch-glucose", "watch-tsh")),
        ("o/2", finding("monitoring", Indicator.INFO, "watch-tsh", "watch-liver")),
    ]
    first, second, third = precedence.settled(said)
    assert labels(first) == ["Add fasting-glucose"]
    assert labels(second) == ["Add watch-tsh"]
    assert labels(third) == ["Add watch-liver"]


def test_every_draft_of_the_same_test_is_known() -> None:
    """The names of drafts that measure the same are names of drafts."""
    assert set(draft_tests.SAME_TEST) <= {f"pnet-{key}" for key in drafts.TEMPLATES}
