"""The knowledge files, read for the service; and `pnet-cds check`: every fault of them and of the numbers, by line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Final

from hooks import drafts, thresholds
from hooks.registry import HOOKS, NEEDS
from hooks.wording import EVIDENCE
from mappings import definitions, terminology
from mappings.elements import templates
from mappings.reading import child, objects, string
from mappings.systems import code_key
from mappings.terminology import HERE, Terminology
from service.exceptions import ConfigurationError

STATUSES: Final = frozenset({"verified", "verified-1", "unverified", "design", "do-not-use"})
_NUMBER_KEYS: Final = frozenset({"source", "status", "date", "approved_by", "approved_on"})
_KNOWN: Final = frozenset({"verified", "secondary", "design"})
"""How sure a number or source is: the source says it, another text says that it does, or nobody does."""
_MOST_KEYS: Final = 8
_LONGEST_TEMPLATE: Final = 1900
Json = dict[str, Any]


def load(site: Path | None) -> Terminology:
    """Read the shipped files and the site's; a fault is one line of error."""
    if site is not None and not site.is_dir():
        raise ConfigurationError(f"{site}: PNET_CDS_KNOWLEDGE_DIR is not a directory")
    try:
        return terminology.load(site)
    except (OSError, ValueError, TypeError, AttributeError) as error:
        message = f"the knowledge files cannot be read: {error}; `pnet-cds check` names every fault"
        raise ConfigurationError(message) from error


def faults(site: Path | None) -> Iterator[str]:
    """Yield one line per fault; nothing when all is well. Models are imported here, off the hook's path."""
    if site is not None and not site.is_dir():
        yield f"{site}: PNET_CDS_KNOWLEDGE_DIR is not a directory"
        return
    readable = True
    for path in terminology.paths(site):
        found = list(_file_faults(path, shipped=path.is_relative_to(HERE)))
        readable = readable and not found
        yield from found
    for name, entry in {**definitions.ENTRIES, **thresholds.ENTRIES, **EVIDENCE}.items():
        yield from (f"{name}: {fault}" for fault in _entry_faults(entry))
    for name in sorted(definitions.ENTRIES.keys() & thresholds.ENTRIES.keys()):
        yield f"{name}: stands in definitions.toml and in thresholds.toml"
    if readable:
        yield from _whole_faults(terminology.load(site), site)


def _entry_faults(entry: Json) -> Iterator[str]:
    """Yield what is wrong with a number or a source: a member that is missing, an unknown word, a date that is none."""
    missing = sorted(_NUMBER_KEYS - entry.keys() - ({"source"} if "citation" in entry else set()))
    if missing:
        yield f"{', '.join(missing)} missing"
        return
    if entry["status"] not in _KNOWN:
        yield f"status {entry['status']!r} is not among {', '.join(sorted(_KNOWN))}"
    dates = {"date": entry["date"]} | ({"approved_on": entry["approved_on"]} if entry["approved_on"] else {})
    yield from (f"{key} {text!r} is not a date such as 2026-11-23" for key, text in dates.items() if not _is_date(text))
    if bool(entry["approved_by"]) != bool(entry["approved_on"]):
        yield "approved_by and approved_on go together"


def _is_date(text: object) -> bool:
    try:
        return isinstance(text, str) and date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def unapproved() -> str:
    """Return how many numbers and sources no clinician has approved, in words."""
    kinds = {"numbers": [*definitions.ENTRIES.values(), *thresholds.ENTRIES.values()], "sources": [*EVIDENCE.values()]}
    counts = {kind: sum(not one.get("approved_by") for one in entries) for kind, entries in kinds.items()}
    return ", ".join(f"{counts[kind]} of {len(entries)} {kind}" for kind, entries in kinds.items())


def _file_faults(path: Path, *, shipped: bool) -> Iterator[str]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        yield f"{path}: cannot be read as JSON: {error}"
        return
    kind = content.get("resourceType") if isinstance(content, dict) else None
    if kind not in ("ValueSet", "ConceptMap", "CodeSystem"):
        yield f"{path}: a ValueSet, ConceptMap or CodeSystem is expected, not {kind or type(content).__name__}"
        return
    invalid = list(_model_faults(path, kind, content))
    yield from invalid
    if kind == "ValueSet" and not invalid:
        yield from _value_set_faults(path, content, shipped=shipped)


def _model_faults(path: Path, kind: str, content: Json) -> Iterator[str]:
    from fhir.resources.R4B.codesystem import CodeSystem  # noqa: PLC0415 - 0.3 s that only this command needs
    from fhir.resources.R4B.conceptmap import ConceptMap  # noqa: PLC0415
    from fhir.resources.R4B.valueset import ValueSet  # noqa: PLC0415
    from pydantic import ValidationError  # noqa: PLC0415

    models: dict[str, Any] = {"ValueSet": ValueSet, "ConceptMap": ConceptMap, "CodeSystem": CodeSystem}
    try:
        models[kind].model_validate(content)
    except ValidationError as error:
        for one in error.errors()[:5]:
            yield f"{path}: {'.'.join(map(str, one['loc']))}: {one['msg'].splitlines()[0]}"
    except Exception as error:  # noqa: BLE001 - the models raise more than ValidationError on strange input
        yield f"{path}: not valid as R4: {type(error).__name__} {error}".splitlines()[0]


def _value_set_faults(path: Path, content: Json, *, shipped: bool) -> Iterator[str]:
    name = string(content.get("id"))
    if shipped and name != path.stem:
        yield f"{path}: its id is not its file name"
    if not shipped and not (HERE / "value_sets" / f"{name}.json").is_file():
        yield f"{path}: its id {name!r} is that of no shipped value set, so it would have no effect"
    seen = set()
    for include in objects(child(content, "compose").get("include")):
        for concept in objects(include.get("concept")):
            key = code_key(string(include.get("system")), string(concept.get("code")))
            if not all(key):
                yield f"{path}: a code without code or system"
            if key in seen:
                yield f"{path}: {key[1]} is listed twice"
            seen.add(key)
            status = [
                e.get("valueCode") for e in objects(concept.get("extension")) if "code-status" in str(e.get("url"))
            ]
            if shipped and (len(status) != 1 or status[0] not in STATUSES):
                yield f"{path}: {key[1]} has no status, or one that is not among {', '.join(sorted(STATUSES))}"


def _concept_map_faults(path: Path, content: Json, terms: Terminology) -> Iterator[str]:
    """Yield each code that is mapped onto one that no value set or code system of ours holds."""
    ours = {(terminology.FINDING, code) for code in terminology.displays("pnet-finding")}
    ours |= {(terminology.OBSERVATION, code) for code in terminology.displays("pnet-observation")}
    for group in objects(content.get("group")) if content.get("resourceType") == "ConceptMap" else ():
        for element in objects(group.get("element")):
            code = string(element.get("code"))
            for goal in objects(element.get("target")):
                if goal.get("equivalence") in terminology.TOO_NARROW:
                    yield (f"{path}: {code} is mapped as {goal['equivalence']}: the target says more than it, so it is not "
                           "used; map it onto a wider code, or write unmatched")  # fmt: skip
            for goal in objects(element.get("target")):
                written = string(goal.get("code"))
                target = code_key(string(group.get("target")), written)
                if written and target not in ours and not terms.of_code(target):
                    yield f"{path}: {code} is mapped onto {written}, which no value set or code system of ours holds"


def _whole_faults(terms: Terminology, site: Path | None) -> Iterator[str]:
    banned = {key for key, names in terms.members.items() if "do-not-use" in names and len(names) > 1}
    for _, code in sorted(banned):
        yield f"{code}: listed as not to be used, and in another value set too"
    for path in terminology.paths(site):
        yield from _concept_map_faults(path, json.loads(path.read_text(encoding="utf-8")), terms)
    for hook in HOOKS.values():
        made = templates(hook.needs, terms)
        if len(made) > _MOST_KEYS:
            yield f"prefetch of {hook.name}: {len(made)} keys, at most {_MOST_KEYS}"
    for name, text in templates(NEEDS, terms).items():
        if len(text) > _LONGEST_TEMPLATE:
            yield f"prefetch: the template of {name} is {len(text)} characters long, at most {_LONGEST_TEMPLATE}"
    try:
        drafts.validated()
    except ValueError as error:
        yield str(error).splitlines()[0]
