"""The knowledge as FHIR R4 resources: the value sets and code systems in effect, and the rules as PlanDefinitions.

Made when it is first asked for, and kept as bytes: a hook call never waits for it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import orjson

from mappings import terminology
from mappings.reading import child, objects, string
from service.plan_definitions import plan_definitions

KINDS: Final = ("ValueSet", "CodeSystem", "PlanDefinition")
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Stored:
    """A resource or Bundle as it is sent, and its entity tag."""

    body: bytes
    tag: str


def library(site: Path | None, base_url: str) -> dict[str, Stored]:
    """Return path below `/fhir/` -> what is answered: `ValueSet` (a Bundle of all) and `ValueSet/{id}`, and so on."""
    held: dict[str, Stored] = {}
    for kind in KINDS:
        resources = list(plan_definitions()) if kind == "PlanDefinition" else in_effect(kind, site)
        held |= {f"{kind}/{one['id']}": _stored(one) for one in resources}
        held[kind] = _stored(_bundle(kind, resources, f"{base_url}/fhir"))
    return held


def in_effect(kind: str, site: Path | None) -> list[Json]:
    """Return the shipped resources of a kind, each with what the site adds to it, then the site's own.

    A site's value set of a shipped id adds codes to it, as the service reads it; a code system of ours stays ours.
    """
    shipped = {one["id"]: one for one in _files(terminology.paths(None), kind)}
    own: dict[str, Json] = {}
    for one in _files(sorted(site.rglob("*.json")) if site else (), kind):
        name = string(one.get("id"))
        if kind == "ValueSet" and name in shipped:
            shipped[name] = _extended(shipped[name], one)
        elif name and name not in shipped:
            own[name] = one
    return [*shipped.values(), *own.values()]


def _files(paths: Iterable[Path], kind: str) -> list[Json]:
    read = (json.loads(path.read_text(encoding="utf-8")) for path in paths)
    return [one for one in read if isinstance(one, dict) and one.get("resourceType") == kind]


def _extended(shipped: Json, site: Json) -> Json:
    """Return a value set with the site's codes, and a sentence that says so."""
    include = [*objects(child(shipped, "compose").get("include")), *objects(child(site, "compose").get("include"))]
    said = f"{shipped['description']} With the codes that this site adds."
    return shipped | {"description": said, "compose": child(shipped, "compose") | {"include": include}}


def _bundle(kind: str, resources: list[Json], base: str) -> Json:
    return {
        "resourceType": "Bundle",
        "type": "searchset",
        "total": len(resources),
        "link": [{"relation": "self", "url": f"{base}/{kind}"}],
        "entry": [
            {"fullUrl": f"{base}/{kind}/{one['id']}", "resource": one, "search": {"mode": "match"}} for one in resources
        ],
    }


def _stored(resource: Json) -> Stored:
    body = orjson.dumps(resource)
    return Stored(body, sha256(body).hexdigest()[:32])
