"""Findings -> CDS Hooks cards (2.0.1). Nothing is null or empty; what has no value is left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from hooks.finding import Action, Finding, Indicator, Suggestion
from mappings.reading import type_and_id
from mappings.terminology import BASE, displays

RULES: Final = f"{BASE}/CodeSystem/pnet-rule"
OVERRIDES: Final = f"{BASE}/CodeSystem/pnet-override-reason"
LABEL: Final = "pnet-cds: NCCN v3.2025 (secondary digest), labels, case reports"
_MOST_INFO: Final = 3
_KEPT: Final = frozenset({"ssaNotChecked", "couldNotCheck"})
_URGENCY: Final = list(Indicator)
_LATE: Final = {"ssaOnProgression": 1, "therapyOptions": 2, "monitoring": 3, "missingData": 4}
"""Among cards of one urgency the checks of orders come first, then these, in this order."""
Json = dict[str, Any]


def cards(
    findings: Iterable[Finding], new_id: Callable[[], str], about: str = "", drafted: Iterable[str] = ()
) -> list[Json]:
    """Return the cards, most urgent first; safety is never dropped, other info cards fill up to three.

    `about` is the page on which each rule is an anchor; without it the source of a card has no link. What is among the
    drafts of the session already (`drafted`, as `Type/id`), or offered by a card above, is not offered to be added again.
    """
    there = set(drafted)
    ordered = sorted(_said(list(findings)), key=lambda one: (_URGENCY.index(one.indicator), _LATE.get(one.rule, 0)))
    room = _MOST_INFO
    shown = []
    for finding in ordered:
        if finding.indicator is Indicator.INFO and finding.rule not in _KEPT:
            if room <= 0:
                continue
            room -= 1
        shown.append(_card(finding, new_id, about, there))
    return shown


def _said(found: list[Finding]) -> list[Finding]:
    """Leave out `missingData` beside the options, whose last line it is, and beside what is more urgent than information."""
    other = any(one.rule == "therapyOptions" or one.indicator is not Indicator.INFO for one in found)
    return [one for one in found if one.rule != "missingData"] if other else found


def _card(finding: Finding, new_id: Callable[[], str], about: str, there: set[str]) -> Json:
    card: Json = {
        "uuid": new_id(),
        "summary": finding.summary,
        "indicator": finding.indicator.value,
        "detail": "\n\n".join(finding.detail),
        "source": {
            "label": LABEL,
            **({"url": f"{about}#{finding.rule}"} if about else {}),
            "topic": {"system": RULES, "code": finding.rule, "display": displays("pnet-rule")[finding.rule]},
        },
    }
    offered = tuple(one for one in finding.suggestions if _can_be_made(one, there))
    if offered:
        there.update(type_and_id(action.resource) for one in offered for action in one.actions if action.resource)
        card["suggestions"] = [_suggestion(one, new_id) for one in offered]
        card["selectionBehavior"] = _behavior(offered)
    if finding.reasons:
        shown = displays("pnet-override-reason")
        card["overrideReasons"] = [
            {"system": OVERRIDES, "code": code, "display": shown[code]} for code in finding.reasons
        ]
    return card


def _can_be_made(suggestion: Suggestion, there: set[str]) -> bool:
    """Whether an EHR can do it, and it adds something: a draft that was sent without an id cannot be removed by one."""
    if any(action.reference is not None and "/" not in action.reference for action in suggestion.actions):
        return False
    added = [action.resource for action in suggestion.actions if action.resource]
    return len(added) < len(suggestion.actions) or not any(type_and_id(one) in there for one in added)


def _behavior(suggestions: tuple[Suggestion, ...]) -> str:
    """Suggestions that each remove the same draft exclude each other; additions go together."""
    removals = sum(any(action.reference for action in one.actions) for one in suggestions)
    return "at-most-one" if removals > 1 else "any"


def _suggestion(suggestion: Suggestion, new_id: Callable[[], str]) -> Json:
    made: Json = {"label": suggestion.label, "uuid": new_id()}
    if suggestion.recommended:
        made["isRecommended"] = True
    made["actions"] = [_action(action) for action in suggestion.actions]
    return made


def _action(action: Action) -> Json:
    if action.reference is not None:
        return {"type": "delete", "description": action.description, "resourceId": action.reference}
    return {"type": "create", "description": action.description, "resource": action.resource}
