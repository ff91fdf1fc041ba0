"""What is said of one order, together: monitoring gives way to what is urgent, and drafts nothing that is drafted already.

`hooks/card.py` has the order of the cards, and what gives way on the chart as a whole.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final

from hooks.draft_tests import SAME_TEST
from hooks.finding import Finding, Indicator, Suggestion

ROUTINE: Final = "monitoring"
"""The rule that waits where a critical or warning card is about the same order."""


def settled(said: Iterable[tuple[str, Finding]]) -> list[Finding]:
    """Return the findings that are shown; `said` are (reference of the order, or empty, and the finding), in order."""
    listed = list(said)
    urgent = {order for order, one in listed if order and one.indicator is not Indicator.INFO}
    kept = [one for order, one in listed if one.rule != ROUTINE or order not in urgent]
    drafted = _drafts(each for one in kept if one.rule != ROUTINE for each in one.suggestions)
    shown = []
    for one in kept:
        if one.rule != ROUTINE:
            shown.append(one)
            continue
        left = tuple(each for each in one.suggestions if drafted.isdisjoint(_drafts((each,))))
        drafted |= _drafts(left)
        shown.append(replace(one, suggestions=left))
    return shown


def _drafts(suggestions: Iterable[Suggestion]) -> set[str]:
    """Return what the suggestions draft: the id, or what several drafts measure alike."""
    return {_measured(action.resource) for one in suggestions for action in one.actions if action.resource}


def _measured(resource: dict[str, Any]) -> str:
    return SAME_TEST.get(resource["id"], str(resource["id"]))
