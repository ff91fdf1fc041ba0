"""The EHR's part of CDS Hooks: discovery, prefetch from the FHIR server, and a hook that is fired."""

from __future__ import annotations

import re
import uuid
from datetime import date
from typing import Any, Final

import requests

from sandbox.order import draft

Json = dict[str, Any]
USER: Final = "Practitioner/COREPRACTITIONER1"
SELECT, SIGN, VIEW = "order-select", "order-sign", "patient-view"
_PATIENCE: Final = 30
_TOKEN: Final = re.compile(r"\{\{\s*context\.(\w{1,40})\s*\}\}")


class EhrError(Exception):
    """What keeps the order from being fired; the message is one line for a terminal."""


def discover(service: str, hook: str = SELECT) -> Json:
    """Return the entry of the service for a hook; raises EhrError if there is none."""
    found = _asked("GET", f"{service}/cds-services").get("services", [])
    entry = next((one for one in found if one.get("hook") == hook), None)
    if entry is None:
        raise EhrError(f"{service} offers no {hook} service")
    return dict(entry)


def view_of(patient: str) -> Json:
    """Return the context of a chart that is opened."""
    return {"userId": USER, "patientId": patient}


def context_of(drug: str, patient: str, day: date, hook: str = SELECT) -> Json:
    """Return the context of one draft that is selected, or about to be signed."""
    order = draft(drug, patient, USER, day)
    entries = [{"resource": order}]
    drafts = {"draftOrders": {"resourceType": "Bundle", "type": "collection", "entry": entries}}
    chosen = {"selections": [f"MedicationRequest/{order['id']}"]} if hook == SELECT else {}
    return view_of(patient) | chosen | drafts


def prefetch(templates: dict[str, str], context: Json, fhir: str) -> Json:
    """Return what the FHIR server answers to each template; a query that fails leaves its key out, as the text asks.

    A search is POSTed as a form, and asked by GET if that fails. A template whose token is unknown is left out too.
    """
    found = {}
    for key, template in templates.items():
        names = _TOKEN.findall(template)
        if any(not isinstance(context.get(name), str) for name in names):
            continue
        try:
            found[key] = _resource(_TOKEN.sub(lambda match: context[match[1]], template), fhir)
        except EhrError:
            continue
    return found


def request_of(entry: Json, context: Json, fhir: str, *, with_prefetch: bool = True) -> Json:
    """Return the hook request; without prefetch the service asks the FHIR server itself."""
    made: Json = {"hook": entry["hook"], "hookInstance": str(uuid.uuid4()), "fhirServer": fhir, "context": context}
    if with_prefetch and entry.get("prefetch"):
        made["prefetch"] = prefetch(entry["prefetch"], context, fhir)
    return made


def fire(service: str, entry: Json, request: Json) -> list[Json]:
    """Post a request to a service and return its cards; raises EhrError with the service's own words if it refuses."""
    answered = _asked("POST", f"{service}/cds-services/{entry['id']}", json=request)
    cards: list[Json] = answered.get("cards", [])
    return cards


def _resource(query: str, fhir: str) -> Json:
    kind, _, parameters = query.partition("?")
    if not parameters:
        return _asked("GET", f"{fhir}/{query}")
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    try:
        return _asked("POST", f"{fhir}/{kind}/_search", data=parameters, headers=form)
    except EhrError:
        return _asked("GET", f"{fhir}/{query}")


def _asked(method: str, url: str, headers: dict[str, str] | None = None, **body: Any) -> Json:
    """Return the JSON object of an answer; raises EhrError with one line for everything else."""
    accept = {"Accept": "application/fhir+json, application/json;q=0.9"} | (headers or {})
    try:
        with requests.Session() as session:
            session.trust_env = False  # loopback is asked directly, whatever proxy the shell names
            got = session.request(method, url, headers=accept, timeout=_PATIENCE, **body)
        content = got.json()
    except requests.JSONDecodeError:
        raise EhrError(f"{url} answered {got.status_code} without JSON") from None
    except requests.RequestException:
        raise EhrError(f"{url} does not answer; start both with `pnet-cds sandbox`") from None
    if not got.ok or not isinstance(content, dict):
        raise EhrError(f"{url} answered {got.status_code}: {_words(content)}")
    return content


def _words(content: object) -> str:
    """Return what an OperationOutcome says."""
    issues = content.get("issue", []) if isinstance(content, dict) else []
    said = [one.get("details", {}).get("text", "") for one in issues if isinstance(one, dict)]
    return " ".join(one for one in said if one) or "no reason given"
