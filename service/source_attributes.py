"""The source attributes of a service (45 CFR 170.315(b)(11)(iv)(A)): what it rests on, and which data it uses.

What can be told from the rules is told from the rules; the rest is stated in hooks/source_attributes.toml.
"""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import hooks
from hooks.finding import Recommendation
from hooks.recommendations import could_not_check
from hooks.wording import EVIDENCE
from mappings.definitions import read
from mappings.elements import ELEMENTS
from mappings.terminology import displays
from service.discovery import Service
from service.rule_code import facts

STATED: Final = read(Path(hooks.__path__[0]) / "source_attributes.toml")
REGULATION: Final = "45 CFR 170.315(b)(11)(iv)(A)"
_INTENDED: Final = (
    "For clinicians who order drugs and can look at the chart. It supports clinical judgment and does not replace it; "
    "no card means that no rule fired, not that an order is safe."
)
Json = dict[str, Any]


def document(service: Service) -> Json:
    """Return the attributes of a service, and its rules with their sources."""
    rules = rules_of(service)
    return {
        "service": service.id,
        "title": service.title,
        "description": service.description,
        "intendedUse": _INTENDED,
        "kind": "evidence-based decision support intervention: rules, not derived from training data",
        "regulation": REGULATION,
        "version": version("pnet-cds"),
        "attributes": [_attribute(key, rules, number) for number, key in enumerate(STATED, 1)],
        "rules": [_rule(one) for one in rules],
    }


def rules_of(service: Service) -> list[Recommendation]:
    """Return the rules whose cards a service can show: its own, and the card on a check that could not be made."""
    own = service.hook.recommendations
    more = could_not_check.RECOMMENDATION
    return [*own, *([] if more in own else [more])]


def _attribute(key: str, rules: list[Recommendation], number: int) -> Json:
    stated = STATED[key]
    made = {"number": number, "id": key, "name": stated["name"]}
    if key == "citation":
        cited = dict.fromkeys(source for one in rules for source in one.evidence)
        return made | {"value": stated["value"], "citations": [EVIDENCE[source]["citation"] for source in cited]}
    if key == "dates":
        released = stated["released"]
        said = f"Version {version('pnet-cds')}, " + (f"released on {released}." if released else "not released yet.")
        return made | {"value": f"{said} {stated['value']}"}
    if "facts" not in stated:
        return made | {"value": stated["value"]}
    using = [one.rule for one in rules if facts(one) & set(stated["facts"])]
    said = f"Used by {len(using)} of {len(rules)} rules. {stated['value']}" if using else "Not used by any rule here."
    return made | {"value": said, "rules": using}


def _rule(one: Recommendation) -> Json:
    return {
        "id": one.rule,
        "version": one.version,
        "title": displays("pnet-rule")[one.rule],
        "text": list(one.paragraphs),
        "data": [query.title for name, query in ELEMENTS.items() if name in one.needs],
        "sources": [_source(key) for key in one.evidence],
        "clinicallyApproved": all(EVIDENCE[key]["approved_by"] for key in one.evidence),
    }


def _source(key: str) -> Json:
    kept = ("short", "citation", "strength", "status", "date", "approved_by", "approved_on")
    names = ("shortForm", "citation", "strength", "status", "date", "approvedBy", "approvedOn")
    source = EVIDENCE[key]
    return {"key": key} | {name: source[part] for part, name in zip(kept, names, strict=True) if source[part]}
