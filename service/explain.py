"""`pnet-cds explain`: how one saved request is decided, as data and as JSON. Makes no FHIR call."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

from hooks.finding import Finding, Silent
from hooks.judgment import Outcome
from hooks.registry import HOOKS
from mappings.reading import child, objects, string
from service import body, knowledge
from service.engine import Answer, Engine
from service.exceptions import ConfigurationError, Refused
from service.explain_facts import facts, order_facts
from service.settings import Settings

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Explained:
    """An answer with what was invalid in the request; `refused` is the OperationOutcome text of a 4xx."""

    answer: Answer | None
    invalid: list[str]
    as_of: datetime
    refused: str | None = None


def explain(path: Path, settings: Settings, as_of: datetime) -> Explained:
    """Decide the request in `path` offline; a file that is no hook request is one line of error."""
    try:
        content, repaired = body.parse(path.read_bytes())
        call = body.hook_request(content, _hook(content))
    except OSError as error:
        raise ConfigurationError(f"{path}: {error.strerror}") from None
    except Refused as error:
        raise ConfigurationError(f"{path}: {error.message}") from None
    invalid = (["the JSON had to be repaired (a bad character or number)"] if repaired else []) + lint(content)
    engine = Engine(settings, knowledge.load(settings.knowledge_dir), lambda: as_of, b"")
    try:
        return Explained(engine.answer(replace(call, fhir_server="")), invalid, as_of)
    except Refused as error:
        return Explained(None, invalid, as_of, f"{error.status}: {error.message}")


def _hook(content: Json) -> str:
    """Return the hook that a request is of; one that is not answered here is refused."""
    named = string(content.get("hook"))
    if named and named not in HOOKS:
        raise Refused(400, "value", f"The hooks answered here are: {', '.join(HOOKS)}.")
    return named


def lint(content: Json) -> list[str]:
    """Return what is invalid R4 in the resources that came in: one line per resource, the first fault named."""
    sent = [child(content.get("context"), "draftOrders"), *child(content, "prefetch").values()]
    faults = [(resource, _fault(resource)) for value in sent for resource in _resources(value)]
    return [f"{one.get('resourceType', 'entry')}/{one.get('id', '?')}: {fault}" for one, fault in faults if fault]


def _resources(sent: object) -> Iterator[Json]:
    """Yield the resources of what was sent: a resource, a Bundle of entries or of resources, or an array of them."""
    for value in filter(None, objects(sent)):
        if value.get("resourceType") == "Bundle" or "entry" in value:
            yield from (child(entry, "resource") or entry for entry in objects(value.get("entry")))
        else:
            yield value


def _fault(resource: Json) -> str | None:
    kind = resource.get("resourceType")
    if not isinstance(kind, str) or not kind.isalpha():
        return "no resourceType"
    try:
        model = getattr(importlib.import_module(f"fhir.resources.R4B.{kind.lower()}"), kind)
        model.model_validate(resource)
    except (ImportError, AttributeError):
        return "not a resource of FHIR R4"
    except Exception as error:  # noqa: BLE001 - the models raise more than ValidationError on strange input
        errors = error.errors() if hasattr(error, "errors") else []
        return f"{'.'.join(map(str, errors[0]['loc']))}: {errors[0]['msg']}" if errors else type(error).__name__
    return None


def said(outcome: Outcome) -> tuple[str, str]:
    """Return (fired | did not fire | could not, why) of one rule."""
    if outcome.error:
        return "could not", f"the rule failed: {outcome.error}"
    if isinstance(outcome.verdict, Finding):
        return "fired", f"{outcome.verdict.indicator.value}: {outcome.verdict.summary}"
    return "did not fire", outcome.verdict.reason if isinstance(outcome.verdict, Silent) else ""


def as_json(made: Explained) -> str:
    """Return everything as JSON, for a program."""
    answer, seen = made.answer, made.answer.picture if made.answer else None
    content: Json = {"asOf": made.as_of.isoformat(), "invalid": made.invalid, "refused": made.refused}
    if answer:
        notes = [*answer.drafts.notes, *(seen.notes if seen else ())]
        content |= {
            "orders": {order.reference: order_facts(order, seen) for order in answer.drafts.selected},
            "unidentified": list(answer.drafts.unidentified),
            "read": {r.element: {"state": r.state, "problem": r.problem} for r in seen.readings.values()}
            if seen
            else {},
            "facts": [{"fact": f, "value": v, "seen": s} for f, v, s in facts(seen)] if seen else [],
            "notUsed": [{"resource": note.reference, "reason": note.reason} for note in notes],
            "rules": [
                {
                    "rule": one.rule,
                    "version": one.version,
                    "order": one.order,
                    "result": said(one)[0],
                    "why": said(one)[1],
                }
                for one in answer.outcomes
            ],
            "cards": answer.cards,
        }
    return orjson.dumps(body.without_surrogates(content), option=orjson.OPT_INDENT_2).decode()
