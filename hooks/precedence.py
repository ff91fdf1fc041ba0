"""What is said of one order, together: routine gives way to what is urgent, and nothing is drafted twice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final

from hooks.draft_tests import SAME_TEST
from hooks.finding import Finding, Indicator, Suggestion

GIVES_WAY: Final = ("monitoring", "missingData")
"""Rules of routine, in the order in which they come last: beside a critical or warning card on the same order they wait."""


def settled(said: Iterable[tuple[str, Finding]]) -> list[Finding]:
    """Return the findings that are shown; `said` are (reference of the order, or empty, and the finding), in order."""
    listed = list(said)
    urgent = {order for order, one in listed if order and one.indicator is not Indicator.INFO}
    shown = [one for _, one in listed if one.rule not in GIVES_WAY]
    routine = [one for order, one in listed if one.rule in GIVES_WAY and order not in urgent]
    drafted = _drafts(each for one in shown for each in one.suggestions)
    for one in sorted(routine, key=lambda one: GIVES_WAY.index(one.rule)):
        left = tuple(each for each in one.suggestions if drafted.isdisjoint(_drafts((each,))))
        drafted |= _drafts(left)
        shown.append(replace(one, suggestions=left))
    return shown


def _drafts(suggestions: Iterable[Suggestion]) -> set[str]:
    """Return what the suggestions draft: the id, or what several drafts measure alike."""
    return {_measured(action.resource) for one in suggestions for action in one.actions if action.resource}


def _measured(resource: dict[str, Any]) -> str:
    return SAME_TEST.get(resource["id"], str(resource["id"]))
