"""The request that is measured: the resources of a 67 kB order-select under this service's own prefetch keys."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

import orjson

from hooks import order_select
from mappings import terminology
from mappings.elements import ELEMENTS, key_of
from mappings.reading import codings

SOURCE: Final = Path(__file__).with_name("order-select-67kb.json")
_UNLISTED: Final = "labs"
"""Where an Observation goes that no code list asks for: as an EHR does that overlooks the filter, the harder case."""
_UNRELATED: Final = {"system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "29046", "display": "lisinopril"}
Json = dict[str, Any]


def related() -> Json:
    """Return the order-select of octreotide: 42 resources, each under the key whose template asks for it."""
    sent: Json = orjson.loads(SOURCE.read_bytes())
    pools: dict[str, list[Json]] = {}
    for entry in _entries(sent["prefetch"]):
        pools.setdefault(_element_of(entry["resource"]), []).append(entry)
    asked = [
        name for name, query in ELEMENTS.items() if name in order_select.HOOK.needs and (query.asked or name in pools)
    ]
    return sent | {"prefetch": {key_of(name): _value(name, pools.get(name, [])) for name in asked}}


def listed(request: Json) -> Json:
    """Return the request without what no template asks for: what an EHR sends that searches by code."""
    made = copy.deepcopy(request)
    made["prefetch"][key_of(_UNLISTED)] = _value(
        _UNLISTED, [entry for entry in _entries(made["prefetch"], _UNLISTED) if _by_code(entry["resource"])]
    )
    return made


def unrelated(request: Json) -> Json:
    """Return the same request for a drug that no rule judges."""
    made = copy.deepcopy(request)
    for entry in made["context"]["draftOrders"]["entry"]:
        concept = {"coding": [_UNRELATED], "text": _UNRELATED["display"]}
        entry["resource"]["medicationCodeableConcept"] = concept
        entry["resource"]["dosageInstruction"] = [{"text": "1 tablet daily"}]
        entry["resource"].pop("reasonCode", None)
    return made


def unsent(request: Json, server: str) -> Json:
    """Return the request without prefetch, and with a FHIR server that could be asked."""
    return request | {"prefetch": {}, "fhirServer": server}


def enlarged(request: Json, times: int) -> Json:
    """Return the request with every resource of its Bundles `times` over: each with an id and a day of its own."""
    made = copy.deepcopy(request)
    for bundle in made["prefetch"].values():
        if bundle and "entry" in bundle:
            bundle["entry"] = [_again(entry, number) for number in range(times) for entry in bundle["entry"]]
            bundle["total"] = len(bundle["entry"])
    return made


def resources(request: Json) -> int:
    """Return how many resources a request holds: those of its prefetch and the drafts."""
    drafts = request["context"]["draftOrders"]["entry"]
    return len(list(_entries(request["prefetch"]))) + len(drafts)


def _entries(prefetch: Json, *names: str) -> Iterator[Json]:
    for key, value in prefetch.items():
        if value and (not names or key in map(key_of, names)):
            yield from value["entry"] if value["resourceType"] == "Bundle" else [{"resource": value}]


def _by_code(resource: Json) -> str | None:
    """Return the element whose code list holds a code of the Observation."""
    sent = {(coding.system, coding.code) for coding in codings(resource.get("code"))}
    terms = _terms()
    return next(
        (name for name, query in ELEMENTS.items() if query.codes and sent & set(terms.codes(query.codes))), None
    )


def _terms(_made: list[terminology.Terminology] = []) -> terminology.Terminology:  # noqa: B006 - read once, on first use
    if not _made:
        _made.append(terminology.load())
    return _made[0]


def _element_of(resource: Json) -> str:
    kind = resource["resourceType"]
    if kind == "Observation":
        return _by_code(resource) or _UNLISTED
    return next(name for name, query in ELEMENTS.items() if query.resource_type == kind)


def _value(name: str, entries: list[Json]) -> Json | None:
    if not entries:
        return None
    if ELEMENTS[name].resource_type == "Patient":
        resource: Json = entries[0]["resource"]
        return resource
    return {"resourceType": "Bundle", "type": "searchset", "total": len(entries), "entry": entries}


def _again(entry: Json, number: int) -> Json:
    if not number:
        return entry
    made = copy.deepcopy(entry)
    resource = made["resource"]
    resource["id"] = f"{resource['id']}-{number}"
    for name in ("effectiveDateTime", "recordedDate", "authoredOn"):
        if name in resource:
            day = date.fromisoformat(resource[name][:10]) - timedelta(days=number)
            resource[name] = day.isoformat() + resource[name][10:]
    return made
