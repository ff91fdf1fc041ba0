"""What the server can do, as a CapabilityStatement of FHIR R4."""

from __future__ import annotations

from datetime import date
from typing import Any

from sandbox.parameters import SEARCH, Parameter, includes

Json = dict[str, Any]


def statement(base: str, day: date) -> Json:
    """Return the CapabilityStatement; every search parameter in it is one that the server knows."""
    return {
        "resourceType": "CapabilityStatement",
        "status": "active",
        "experimental": True,
        "date": day.isoformat(),
        "publisher": "pnet-cds",
        "kind": "instance",
        "software": {"name": "pnet-cds sandbox"},
        "implementation": {"description": "A small EHR with fictitious patients, to try pnet-cds with", "url": base},
        "fhirVersion": "4.0.1",
        "format": ["application/fhir+json", "json"],
        "rest": [
            {
                "mode": "server",
                "documentation": "Read and search only. Nothing can be written, and nobody is authenticated.",
                "security": {"cors": True, "description": "None: the data are fictitious."},
                "resource": [_resource(kind) for kind in sorted(SEARCH)],
            }
        ],
    }


def _resource(kind: str) -> Json:
    known = {"_id": Parameter("token", "id"), **SEARCH[kind]}
    made: Json = {
        "type": kind,
        "interaction": [{"code": "read"}, {"code": "search-type"}],
        "versioning": "no-version",
        "searchParam": [{"name": name, "type": one.kind} for name, one in known.items()],
    }
    return made | ({"searchInclude": list(includes(kind))} if includes(kind) else {})
