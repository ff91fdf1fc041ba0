"""The tables of the guideline page: numbers, sources, value sets, and the sentences of the summary."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, Final

from hooks import thresholds
from hooks.registry import RECOMMENDATIONS
from hooks.wording import EVIDENCE
from mappings import definitions
from mappings.elements import ELEMENTS, key_of
from mappings.reading import child, objects
from service.library import in_effect
from service.rule_code import uses

_RULES: Final = {one.rule for one in RECOMMENDATIONS}
Json = dict[str, Any]


def named(names: Iterable[str]) -> str:
    """Return numbers by name and value."""
    values = thresholds.THRESHOLDS | definitions.VALUES
    return ", ".join(f"`{name}` {values[name]:g}" for name in sorted(names))


def numbers() -> Iterator[str]:
    """Yield the tables of the numbers, with the rules that use each."""
    yield "## Numbers that decide"
    yield "They stand in `hooks/thresholds.toml`."
    yield "\n".join(_numbers(thresholds.ENTRIES))
    yield "## Numbers that define a fact"
    yield "They stand in `mappings/definitions.toml`. A rule is named where it may read a fact that is made with the number."
    yield "\n".join(_numbers(definitions.ENTRIES))


def _numbers(entries: dict[str, Json]) -> Iterator[str]:
    yield "| Number | Value | Meaning | Source | Status | Used by |"
    yield "| --- | --- | --- | --- | --- | --- |"
    using = _using()
    for name, one in entries.items():
        said = f"| `{name}` | {one['value']:g} | {one['meaning']} | {one['source']} | {_status(one)} |"
        yield f"{said} {rules(using.get(name, ()))} |"


def _status(one: Json) -> str:
    approval = f"approved by {one['approved_by']} on {one['approved_on']}" if one["approved_by"] else "not approved"
    return f"{one['status']}, {one['date']}; {approval}"


@lru_cache(maxsize=1)
def _using() -> dict[str, list[str]]:
    """Return number -> the rules that use it."""
    found: dict[str, list[str]] = {}
    for one in RECOMMENDATIONS:
        used = uses(one)
        for name in (*used.thresholds, *used.definitions):
            found.setdefault(name, []).append(one.rule)
    return found


def rules(names: Iterable[str]) -> str:
    """Return rules as links; one that is not in this version stands in parentheses."""
    listed = list(names)
    if len(listed) == len(_RULES) > 1:
        return "every rule"
    return (
        ", ".join(f"[`{one}`](#{one.lower()})" if one in _RULES else f"(`{one}`)" for one in listed) or "no rule alone"
    )


def sources() -> Iterator[str]:
    """Yield the table of the sources, with the rules that cite each."""
    yield "## Sources"
    yield "They stand in `hooks/evidence.toml`; a card cites them by their short form."
    lines = [
        "| Source | Short form | Citation | Strength | Status | Cited by |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for key, one in EVIDENCE.items():
        citing = rules(rule.rule for rule in RECOMMENDATIONS if key in rule.evidence)
        said = f"| `{key}` | {one['short']} | {one['citation']} | {one['strength']} | {_status(one)} | {citing} |"
        lines.append(said)
    yield "\n".join(lines)


def value_sets() -> Iterator[str]:
    """Yield the table of the value sets, with the prefetch keys that ask for their codes."""
    yield "## Value sets"
    yield (
        "Each is a FHIR resource of this server (`/fhir/ValueSet/{id}`), and each code of it has its own status and source. "
        "A set without a prefetch key is read where its codes are sent."
    )
    lines = ["| Value set | What it holds | Codes | Asked for in |", "| --- | --- | --- | --- |"]
    for one in in_effect("ValueSet", None):
        include = objects(child(one, "compose").get("include"))
        codes = sum(len(part.get("concept", ())) + len(part.get("filter", ())) for part in include)
        keys = [f"`{key_of(name)}`" for name, query in ELEMENTS.items() if one["id"] in query.codes]
        lines.append(f"| `{one['id']}` | {one['title']} | {codes} | {', '.join(keys) or '-'} |")
    yield "\n".join(lines)


def sentences(summary: Json) -> Iterator[str]:
    """Yield the table of the sentences of the summary."""
    yield "| | The sentence, in our words | Rules | What became of it |"
    yield "| --- | --- | --- | --- |"
    for number, one in enumerate(summary["sentence"], 1):
        carried = rules(one["rules"]) if one["rules"] else "none"
        shown = f" Cases: {', '.join(f'`{case}`' for case in one['cases'])}." if "cases" in one else ""
        yield f"| {number} | {one['says']} | {carried} | {one.get('note', 'Taken as it stands.')}{shown} |"


def beyond(summary: Json) -> Iterator[str]:
    """Yield the table of the rules that the summary does not ask for."""
    yield "| Rule | Why it is there |"
    yield "| --- | --- |"
    yield from (f"| {rules([one['rule']])} | {one['why']} |" for one in summary["beyond"])
