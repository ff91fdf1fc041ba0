"""Recommendations -> PlanDefinitions (FHIR R4): each rule as a resource, made from the rule itself.

A rule is a function, and the condition of its PlanDefinition is the sentence that it opens with: to read, not to run.
`input` names the data it needs, by value set where a query has a code list.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from hooks.card import RULES
from hooks.finding import Recommendation
from hooks.judgment import Hook
from hooks.registry import HOOKS, RECOMMENDATIONS
from hooks.wording import EVIDENCE
from mappings.elements import ELEMENTS
from mappings.terminology import BASE, displays

_KIND: Final = {
    "system": "http://terminology.hl7.org/CodeSystem/plan-definition-type", "code": "eca-rule", "display": "ECA Rule"
}  # fmt: skip
_USAGE: Final = (
    "Decision support for clinicians who can look at the chart: it supports clinical judgment and does not replace it. "
    "The condition is text for people; what decides is the rule's code."
)
Json = dict[str, Any]


def plan_definitions() -> Iterator[Json]:
    """Yield the PlanDefinition of every rule that ships."""
    for one in RECOMMENDATIONS:
        yield plan_definition(one, (hook for hook in HOOKS.values() if one in hook.recommendations))


def plan_definition(one: Recommendation, hooks: Iterable[Hook]) -> Json:
    """Return a rule as a PlanDefinition: draft and experimental until every source of it is clinically approved."""
    sources = [EVIDENCE[key] for key in one.evidence]
    approved = bool(sources) and all(source["approved_by"] for source in sources)
    dates = {"approvalDate": max(source["approved_on"] for source in sources)} if approved else {}
    return {
        "resourceType": "PlanDefinition",
        "id": one.rule,
        "url": f"{BASE}/PlanDefinition/{one.rule}",
        "version": one.version,
        "name": f"Pnet{one.rule[0].upper()}{one.rule[1:]}",
        "title": displays("pnet-rule")[one.rule],
        "type": {"coding": [_KIND]},
        "status": "active" if approved else "draft",
        "experimental": not approved,
        "date": max(source["date"] for source in sources),
        "publisher": "pnet-cds",
        "description": "\n\n".join(one.paragraphs),
        "usage": _USAGE,
        **dates,
        "relatedArtifact": [citation(key) for key in one.evidence],
        "action": [_action(one, hooks)],
    }


def citation(key: str) -> Json:
    """Return a source as a RelatedArtifact; what has none is a justification."""
    source = EVIDENCE[key]
    by, on = source["approved_by"], source["approved_on"]
    approval = f"clinically approved by {by} on {on}" if by else "not clinically approved"
    said = f"{source['citation']} ({source['strength']}; {source['status']}, {source['date']}; {approval})"
    kind = "justification" if source["status"] == "design" else "citation"
    return {"type": kind, "label": key, "display": source["short"], "citation": said}


def _action(one: Recommendation, hooks: Iterable[Hook]) -> Json:
    when, then = one.when_then
    coding = {"system": RULES, "code": one.rule, "display": displays("pnet-rule")[one.rule]}
    expression = {"description": "The rule's own words", "language": "text/plain", "expression": when}
    return {
        "title": displays("pnet-rule")[one.rule],
        "description": then[:1].upper() + then[1:],
        "textEquivalent": one.paragraphs[0],
        "code": [{"coding": [coding]}],
        "trigger": [{"type": "named-event", "name": hook.name} for hook in hooks],
        "condition": [{"kind": "applicability", "expression": expression}],
        "input": [made for name in ELEMENTS if name in one.needs for made in _input(name)],
    }


def _input(name: str) -> Iterator[Json]:
    """Yield what an element is made of: a filter for each value set, since filters of one entry all have to hold."""
    query = ELEMENTS[name]
    for codes in query.codes:
        yield {"type": query.resource_type, "codeFilter": [{"path": "code", "valueSet": f"{BASE}/ValueSet/{codes}"}]}
    if not query.codes:
        yield {"type": query.resource_type}
