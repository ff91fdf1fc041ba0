"""What is said of one order, together: routine gives way to what is urgent, and nothing is drafted twice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final

from hooks.draft_tests import SAME_TEST
from hooks.finding import Finding, Indicator, Suggestion

GIVES_WAY: Final = frozenset({"monitoring", "missingData"})
"""Rules of routine: where a critical or warning card is about the same order, what they say can wait."""


def settled(said: Iterable[tuple[str, Finding]]) -> list[Finding]:
    """Return the findings that are shown; `said` are (reference of the order, or empty, and the finding), in order."""
    listed = list(said)
    urgent = {order for order, one in listed if order and one.indicator is not Indicator.INFO}
    kept = [one for order, one in listed if one.rule not in GIVES_WAY or order not in urgent]
    drafted = {test for one in kept if one.rule not in GIVES_WAY for test in _drafts(one.suggestions)}
    settled_: list[Finding] = []
    for one in kept:
        if one.rule in GIVES_WAY and one.suggestions:
            left = tuple(each for each in one.suggestions if drafted.isdisjoint(_drafts((each,))))
            drafted |= _drafts(left)
            settled_.append(replace(one, suggestions=left))
        else:
            settled_.append(one)
    return settled_


def _drafts(suggestions: Iterable[Suggestion]) -> set[str]:
    """Return what the suggestions draft: the id, or what several drafts measure alike."""
    return {_measured(action.resource) for one in suggestions for action in one.actions if action.resource}


def _measured(resource: dict[str, Any]) -> str:
    return SAME_TEST.get(resource["id"], str(resource["id"]))
