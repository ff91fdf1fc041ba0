"""`pnet-cds explain`: how one saved request is decided, as data and as JSON. Makes no FHIR call."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

from hooks import order_select
from hooks.finding import Finding, Silent
from hooks.order_select import Outcome
from mappings import courses
from mappings.model import Source
from mappings.patient import Picture
from mappings.reading import child, objects
from mappings.therapy import ANALOGS, Order
from service import body, knowledge
from service.cds import Answer, Engine
from service.exceptions import ConfigurationError, Refused
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
        call = body.hook_request(content, order_select.HOOK)
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


def lint(content: Json) -> list[str]:
    """Return what is invalid R4 in the resources that came in: one line per resource, the first fault named."""
    sent = [child(content.get("context"), "draftOrders"), *child(content, "prefetch").values()]
    faults = [(resource, _fault(resource)) for value in sent for resource in _resources(value)]
    return [f"{one.get('resourceType', 'entry')}/{one.get('id', '?')}: {fault}" for one, fault in faults if fault]


def _resources(sent: object) -> Iterator[Json]:
    """Yield the resources of what was sent: a resource, a Bundle of entries or of resources, or an array of them."""
    for value in objects(sent):
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


def facts(picture: Picture) -> list[tuple[str, str, str]]:
    """Return (fact, value, where it was seen) of everything the rules can rest on; unknown ones in plain sight."""
    tumor = picture.insulinoma
    rows = [("insulinoma", tumor.certainty.value, _places(tumor.sources))]
    for name in ("sstr", "octreotide_test", "resectability"):
        fact = getattr(picture, name)
        value = f"{fact.value} ({fact.quality.value})" if fact else "not recorded"
        rows.append((name.replace("_", " "), value, _places((fact.source,)) if fact else ""))
    rows += pathology_rows(picture)
    for name in ("pancreatic_tumor", "net", "e16", "hypoglycemia", "men1", "metastases", "heart_failure"):
        sources = getattr(picture, name)
        rows.append((name.replace("_", " "), "yes" if sources else "not recorded", _places(sources)))
    rows += [("emergency", fact.value, _places((fact.source,))) for fact in picture.emergencies]
    rows += [("other syndrome", fact.value, _places((fact.source,))) for fact in picture.syndromes]
    rows += [
        ("glucose", f"{g.shown}{' (low)' if g.hypoglycemia else ''}", _places((g.source,))) for g in picture.glucoses
    ]
    rows += [("given or ordered", one.drug.label, _places((one.source,))) for one in picture.treatments]
    return [*rows, ("age", str(picture.age) if picture.age is not None else "not recorded", "")]


def pathology_rows(picture: Picture) -> list[tuple[str, str, str]]:
    """Return the rows of Ki-67, mitoses, grade, histology and carcinoma, with every value that stands beside one."""
    rows = []
    for name in ("ki67", "mitoses"):
        one = getattr(picture, name)
        shown = f"{one.shown}, {one.acts_as or 'no grade'} ({one.quality.value})" if one else "not recorded"
        sources = (one.source, *(other.source for other in one.also)) if one else ()
        rows.append((name, _with(shown, one.caveats if one else ()), _places(sources)))
    grade = picture.grade
    shown = f"{grade.band or 'none to act on'} ({grade.quality.value})" if grade else "not recorded"
    told = (f"recorded {grade.recorded or 'no'}", f"measured {grade.measured or 'no'}", *grade.caveats) if grade else ()
    rows.append(("grade", _with(shown, told), _places((*grade.sources, *grade.also) if grade else ())))
    rows += [
        ("histology", _with(f"{one.shown} ({one.quality.value})", one.caveats), _places((one.source,)))
        for one in picture.histology
    ]
    return [*rows, ("carcinoma", "yes" if picture.nec else "not recorded", _places(picture.nec))]


def _with(shown: str, caveats: tuple[str, ...]) -> str:
    return "; ".join((shown, *caveats))


def _places(sources: tuple[Source, ...]) -> str:
    return "; ".join(f"{s.reference}, {s.when.text if s.when else 'undated'}, by {s.how}: {s.seen}" for s in sources)


def order_facts(order: Order, picture: Picture | None) -> str:
    """Return one order as understood."""
    dose = f"{order.dosage.dose:g} mg" if order.dosage.dose is not None else "dose not recorded"
    days = f"every {order.dosage.interval:g} days" if order.dosage.interval is not None else "interval not recorded"
    said = f"{order.drug.label} ({order.drug.form.value}, by {order.drug.how}: {order.drug.seen}), {dose}, {days}"
    if picture is None or order.drug.drug_class not in ANALOGS:
        return said
    course = courses.course(order, picture.treatments, picture.as_of)
    since = f" since {course.started.text}" if course.started else ""
    return f"{said}; {course.change.value}{since}{', unchanged' if course.unchanged_since else ''}"


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
