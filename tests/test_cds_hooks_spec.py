"""The specification check itself: it accepts what is right, and refuses each thing that is wrong by its rule."""

import ast
import copy
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import cds_hooks_spec
from tests.cds_hooks_spec import check_discovery, check_response, encoded_length, topics

HEADERS = {"Content-Type": "application/json", "Access-Control-Allow-Origin": "*"}
OTHER_UUID = "0f3e0f7c-4a1c-4a7e-9a42-0d0a1c7f1fff"
LOINC = "http://loinc.org%7C"

REQUEST: dict[str, Any] = {
    "hook": "order-select",
    "context": {
        "patientId": "1288992",
        "selections": ["MedicationRequest/draft_1"],
        "draftOrders": {
            "resourceType": "Bundle",
            "entry": [
                {
                    "resource": {
                        "resourceType": "MedicationRequest",
                        "id": "draft_1",
                        "status": "draft",
                        "intent": "order",
                        "category": {"text": "an object, where FHIR has an array: the sandbox sends it"},
                        "medicationCodeableConcept": {"text": "octreotide LAR 20 mg"},
                        "subject": {"reference": "Patient/1288992"},
                        "note": [],
                    }
                },
                {"resource": {"resourceType": "ServiceRequest", "id": "draft-2"}},
            ],
        },
    },
}
DRAFT = REQUEST["context"]["draftOrders"]["entry"][0]["resource"]
UPDATED = {key: value for key, value in DRAFT.items() if key != "note"} | {"priority": "asap"}

DISCOVERY: dict[str, Any] = {
    "services": [
        {
            "hook": "order-select",
            "title": "pNET order check",
            "description": "Checks orders in pancreatic neuroendocrine tumors.",
            "id": "pnet-order-select",
            "version": "2.0.1",
            "usageRequirements": "Degraded without access to the FHIR server.",
            "prefetch": {"patient": "Patient/{{context.patientId}}"},
            "extension": {"example.pnet.docs": "https://pnet-cds.example/docs"},
        },
        {
            "hook": "patient-view",
            "description": "Names therapy options.",
            "id": "pnet-patient-view",
            "version": "2.0.1",
            "hookVersion": "1.0",
        },
    ]
}
RESPONSE: dict[str, Any] = {
    "cards": [
        {
            "uuid": "0f3e0f7c-4a1c-4a7e-9a42-0d0a1c7f1f11",
            "summary": "Ki-67 <3 %, insulinoma: octreotide LAR may cause severe hypoglycemia (5 * 2 mg, pre_dose)",
            "indicator": "critical",
            "detail": "**Why**\n\n- `MedicationRequest/draft_1`, ~~not~~ [this](https://x.example/a%20b), 1 &lt; 2",
            "source": {
                "label": "pNET CDS",
                "url": "https://cds.example/about",
                "icon": "https://cds.example/icon.png",
                "topic": {
                    "system": "https://pnet-cds.example/fhir/CodeSystem/pnet-rule",
                    "code": "ssaInsulinoma",
                    "display": "Somatostatin analog in insulinoma",
                },
            },
            "suggestions": [
                {
                    "label": "Remove the octreotide order",
                    "uuid": "6a0b4f7e-0a3f-4e39-8d7b-7c1f5a6f3b01",
                    "isRecommended": True,
                    "actions": [
                        {
                            "type": "delete",
                            "description": "Remove the draft order",
                            "resourceId": "MedicationRequest/draft_1",
                        },
                    ],
                },
                {
                    "label": "Keep the order and add glucose monitoring",
                    "uuid": "6a0b4f7e-0a3f-4e39-8d7b-7c1f5a6f3b02",
                    "actions": [
                        {
                            "type": "create",
                            "description": "Add a draft order for glucose monitoring",
                            "resource": {
                                "resourceType": "ServiceRequest",
                                "id": "glucose-1",
                                "status": "draft",
                                "intent": "order",
                                "code": {"text": "Capillary glucose"},
                                "quantityQuantity": {"value": 2.5},
                                "subject": {"reference": "Patient/1288992"},
                                "extension": [{"url": "https://x.example/e", "valueBoolean": True}],
                            },
                        },
                        {"type": "update", "description": "Do it soon", "resource": UPDATED},
                    ],
                },
            ],
            "selectionBehavior": "at-most-one",
            "overrideReasons": [
                {
                    "system": "https://pnet-cds.example/fhir/CodeSystem/pnet-override-reason",
                    "code": "diagnosis-incorrect",
                    "display": "Patient does not have an insulinoma",
                },
            ],
            "links": [
                {"label": "Open the app", "url": "https://smart.example/launch", "type": "smart", "appContext": "{}"},
                {"label": "Guideline", "url": "https://cds.example/guideline", "type": "absolute"},
            ],
        },
        {
            "uuid": "0f3e0f7c-4a1c-4a7e-9a42-0d0a1c7f1f12",
            "summary": "M" * 139,
            "indicator": "info",
            "source": {
                "label": "pNET CDS",
                "topic": {"system": "https://pnet-cds.example/fhir/CodeSystem/pnet-rule", "code": "monitoring"},
            },
        },
    ]
}
OUTCOME: dict[str, Any] = {
    "resourceType": "OperationOutcome",
    "issue": [{"severity": "error", "code": "not-found", "details": {"text": "Conditions could not be read"}}],
}

Mutation = Callable[[list[Any]], None]


def place(body: list[Any], path: str) -> tuple[Any, Any]:
    """Return the container at the end of a dotted path, and the last key; the empty path is the body itself."""
    owner: Any = body
    last: str | int = 0
    for part in path.split(".") if path else []:
        owner, last = owner[last], int(part) if part.isdigit() else part
    return owner, last


def put(path: str, value: Any) -> Mutation:
    """Return a mutation that sets one element."""

    def mutation(body: list[Any]) -> None:
        owner, key = place(body, path)
        owner[key] = copy.deepcopy(value)

    return mutation


def drop(path: str) -> Mutation:
    """Return a mutation that removes one element."""

    def mutation(body: list[Any]) -> None:
        owner, key = place(body, path)
        del owner[key]

    return mutation


def mutated(base: Any, mutation: Mutation) -> bytes:
    """Return a mutated copy as a body."""
    body = [copy.deepcopy(base)]
    mutation(body)
    return json.dumps(body[0]).encode()


def template(value: Any) -> Mutation:
    """Return a mutation that sets the one prefetch template."""
    return put("services.0.prefetch.patient", value)


def prefetch_of(count: int) -> dict[str, str]:
    """Return this many prefetch keys."""
    return {f"key{number}": "Patient/{{context.patientId}}" for number in range(count)}


def reasons(count: int) -> list[Any]:
    """Return this many override reasons."""
    return [RESPONSE["cards"][0]["overrideReasons"][0]] * count


CARD = "cards.0"
TOPIC = "cards.0.source.topic"
DELETE = "cards.0.suggestions.0.actions.0"
CREATE = "cards.0.suggestions.1.actions.0"
UPDATE = "cards.0.suggestions.1.actions.1"
SUGGESTIONS = "cards.0.suggestions"

ACCEPTED_TEMPLATES = [
    "{{context.userId}}",
    "Encounter/{{context.encounterId}}",
    "PractitionerRole?_id={{userPractitionerRoleId}}",
    "Condition?patient={{context.patientId}}",
    "Condition?subject=Patient/{{context.patientId}}&clinical-status=active,recurrence",
    f"Observation?patient={{{{context.patientId}}}}&code={LOINC}29593-1,{LOINC}97509-4&_sort=-date&_count=1",
    "Observation?patient={{context.patientId}}&code=http://loinc.org|29593-1&date=ge2024-01-01",
    "MedicationRequest?patient={{context.patientId}}&authoredon=gt2024-01-01T00:00:00Z&status=active",
]
REFUSED_TEMPLATES = [
    ("PF-1", "https://ehr.example/fhir/Patient/{{context.patientId}}"),
    ("PF-1", "/Patient/{{context.patientId}}"),
    ("PF-1", "Patient"),
    ("PF-1", "Patient?"),
    ("PF-1", "Nonsense?patient={{context.patientId}}"),
    ("PF-1", "Patient/{{context.patientId}}/Observation?code=x"),
    ("PF-1", "Patient/{{context.patientId}}?_count=1"),
    ("PF-1", "Patient/{{context.patientId}}/_history/1"),
    ("PF-1", "Patient/{{context.patientId}}/$everything"),
    ("PF-1", "Observation?patient={{context.patientId}}&code=a b"),
    ("PF-1", "Observation?patient={{context.patientId}}&code=%zz"),
    ("PF-1", "Observation?patient={{context.patientId}}#x"),
    ("PF-1 PF-2", "Condition?patient={{context.patientId}}&code={x"),
    ("PF-2", "Patient/{{ context.patientId }}"),
    ("PF-2", "Patient/{{userName}}"),
    ("PF-2", "Patient/{{%patient.id}}"),
    ("PF-2", "Observation?patient={{context.patientId}}&code={{today()}}"),
    ("PF-2", "Patient/{{context.patientId | x}}"),
    ("PF-3", "Patient/{{patientId}}"),
    ("PF-4", "Patient/{{context.draftOrders}}"),
    ("PF-4", "Patient/{{context.draftOrders.entry.resource.id}}"),
    ("PF-4", "Patient/{{context.selections}}"),
    ("PF-5", "Practitioner/{{context.userId}}"),
    ("PF-5", "Practitioner?_id={{context.userId}}"),
    ("PF-8", "Condition?patient={{context.patientId}}&code:not=x"),
    ("PF-8", "Condition?patient={{context.patientId}}&code:in=http://x.example/vs"),
    ("PF-8", "Condition?patient.name=x"),
    ("PF-8", "Condition?patient={{context.patientId}}&_include=Condition:encounter"),
    ("PF-8", "Patient?_has:Observation:patient:code=1234-5"),
    ("PF-8", "Patient?name=x"),
    ("PF-8", "Condition?patient={{context.patientId}}&date=gt2024"),
    ("PF-8", "Condition?patient=http://x.example/Patient/1"),
    ("PF-8", "Condition?patient="),
    ("PF-8", "Condition?patient={{context.patientId}}&code=x%7Cy%7Cz"),
    ("PF-8", "Observation?patient={{context.patientId}}&date=sa2024-01-01"),
    ("PF-8", "Observation?patient={{context.patientId}}&date=yesterday"),
    ("PF-8", "Observation?patient={{context.patientId}}&_count=0"),
    ("PF-8", "Observation?patient={{context.patientId}}&_sort=-banana"),
    ("PF-9", "Observation?patient={{context.patientId}}&sort:desc=date"),
    ("PF-10", "Observation?patient={{context.patientId}}&date=gt2024-01-01&date=lt2025-01-01"),
    ("DISC-9", "Condition?patient={{context.patientId}}&code=" + "9" * 1900),
    ("DISC-9", "Observation?patient={{context.patientId}}&code=" + ",".join(["http://loinc.org|29593-1"] * 60)),
    ("DISC-9", {"url": "Patient/{{context.patientId}}"}),
]

# Each row: the ids that the refusal names, all of them, and the one change to a valid answer that it refuses.
DISCOVERY_TABLE: list[tuple[str, Mutation]] = [
    ("GEN-4 GEN-6 DISC-6", put("services.0.title", None)),
    ("GEN-5", put("services.0.description", "")),
    ("GEN-5 GEN-6", put("services.0.prefetch", {})),
    ("GEN-5 GEN-6", put("services.0.usageRequirements", " ")),
    ("DISC-2 GEN-5", put("", [])),
    ("DISC-2 GEN-5", drop("services")),
    ("DISC-2", put("services", {"a": 1})),
    ("DISC-2", put("services.0", "pnet-order-select")),
    ("DISC-5", drop("services.0.hook")),
    ("DISC-5", put("services.0.hook", 1)),
    ("DISC-5", put("services.0.hook", "medication-prescribe")),
    ("DISC-6", put("services.0.title", 1)),
    ("DISC-7", drop("services.0.description")),
    ("DISC-7", put("services.0.description", ["x"])),
    ("DISC-8", drop("services.0.id")),
    ("DISC-8", put("services.0.id", 7)),
    ("DISC-8", put("services.0.id", "order select/1")),
    ("DISC-9", put("services.0.prefetch", ["Patient/{{context.patientId}}"])),
    ("DISC-9", put("services.0.prefetch", prefetch_of(9))),
    ("DISC-10", put("services.0.usageRequirements", {"fhir": True})),
    ("DISC-11", drop("services.0.version")),
    ("DISC-11", put("services.0.version", "1.4.0")),
    ("DISC-12", put("services.1.hookVersion", "1.1")),
    ("DISC-13", put("services.1.id", "pnet-order-select")),
    ("EXT-1", put("services.0.extension", [{"url": "x"}])),
    ("EXT-1", put("services.0.name", "x")),
    ("EXT-1", put("version", "2.0.1")),
    ("EXT-2", put("services.0.extension", {"docs": "x"})),
    *((rule, template(value)) for rule, value in REFUSED_TEMPLATES),
]
CARD_TABLE: list[tuple[str, Mutation]] = [
    ("GEN-4 GEN-6 CARD-3", put(f"{CARD}.detail", None)),
    ("GEN-4", put(f"{CARD}.overrideReasons.0.extension", {"example.a": [None]})),
    ("GEN-5 GEN-6", put(f"{CARD}.detail", "")),
    ("GEN-5 GEN-6", put(f"{CARD}.links", [])),
    ("GEN-5 GEN-6", put(f"{CARD}.extension", {})),
    ("GEN-5", put(f"{CARD}.summary", "")),
    ("RESP-1", put("", ["x"])),
    ("RESP-1", put("cards.0", "x")),
    ("RESP-2 GEN-5", drop("cards")),
    ("RESP-2", put("cards", {"0": "x"})),
    ("RESP-4 GEN-5 GEN-6", put("systemActions", [])),
    ("SYS-1 EXT-2", put("extension", {"systemActions": ["x"]})),
    ("SYS-1 EXT-2", put(f"{CARD}.extension", {"systemActions": ["x"]})),
    ("SYS-2", put("systemActions", [{"type": "delete", "resourceId": "MedicationRequest/draft_1"}])),
    ("CARD-1", drop(f"{CARD}.uuid")),
    ("CARD-1", put(f"{CARD}.uuid", "card-1")),
    ("CARD-1", put("cards.1.uuid", RESPONSE["cards"][0]["uuid"].upper())),
    ("CARD-2", drop(f"{CARD}.summary")),
    ("CARD-2", put(f"{CARD}.summary", 1)),
    ("CARD-2", put(f"{CARD}.summary", "M" * 140)),
    ("CARD-2", put(f"{CARD}.summary", "one\ntwo")),
    ("CARD-2", put(f"{CARD}.summary", "one\u2028two")),
    ("CARD-2", put(f"{CARD}.summary", "an **important** word")),
    ("CARD-2", put(f"{CARD}.summary", "# Heading")),
    ("CARD-2", put(f"{CARD}.summary", "an <b>important</b> word")),
    ("CARD-2", put(f"{CARD}.summary", "1 &lt; 2")),
    ("CARD-2", put(f"{CARD}.summary", r"5 \* 2 mg")),
    ("CARD-3", put(f"{CARD}.detail", ["x"])),
    ("CARD-3", put(f"{CARD}.detail", "text <b>bold</b>")),
    ("CARD-3", put(f"{CARD}.detail", "<div>\nblock\n</div>")),
    ("CARD-3", put(f"{CARD}.detail", "<!-- comment -->")),
    ("CARD-3", put(f"{CARD}.detail", "| a | b |\n| - | - |\n| 1 | 2 |")),
    ("CARD-3", put(f"{CARD}.detail", "![alt](https://x.example/i.png)")),
    ("CARD-3", put(f"{CARD}.detail", "[x](javascript:alert(1))")),
    ("CARD-3", put(f"{CARD}.detail", "- > [x](&#106;avascript:alert(1))")),
    ("CARD-3", put(f"{CARD}.detail", "[x][1]\n\n[1]: data:text/html,x")),
    ("CARD-3", put(f"{CARD}.detail", "<javascript:alert(1)>")),
    ("CARD-4", drop(f"{CARD}.indicator")),
    ("CARD-4", put(f"{CARD}.indicator", "hard-stop")),
    ("CARD-4", put(f"{CARD}.indicator", "Critical")),
    ("CARD-5", drop(f"{CARD}.source")),
    ("CARD-5", put(f"{CARD}.source", "pNET CDS")),
    ("CARD-6", put(SUGGESTIONS, {"label": "x"})),
    ("CARD-6", put(f"{SUGGESTIONS}.0", "x")),
    ("CARD-7", drop(f"{CARD}.selectionBehavior")),
    ("CARD-7", put(f"{CARD}.selectionBehavior", "all")),
    ("CARD-7", put("cards.1.selectionBehavior", "any")),
    ("CARD-8", put(f"{CARD}.overrideReasons", {"code": "x"})),
    ("CARD-8", put(f"{CARD}.overrideReasons", reasons(6))),
    ("CARD-8", drop(f"{CARD}.overrideReasons.0.display")),
    ("CARD-8", put(f"{CARD}.overrideReasons.0.system", "https://x.example/reasons")),
    ("TYPE-1", drop(f"{CARD}.overrideReasons.0.code")),
    ("CARD-10", put(f"{CARD}.links", {"label": "x"})),
    ("EXT-1", put(f"{CARD}.extension", [{"url": "x"}])),
    ("EXT-1", put("feedback", "x")),
    ("EXT-1", put(f"{CARD}.title", "x")),
    ("EXT-1", put(f"{CARD}.source.name", "x")),
    ("EXT-1", put(f"{TOPIC}.version", "1")),
    ("EXT-1", put(f"{CARD}.links.0.title", "x")),
    ("EXT-2", put(f"{CARD}.extension", {"evidence": "x"})),
    ("SRC-1", drop(f"{CARD}.source.label")),
    ("SRC-1", put(f"{CARD}.source.label", 1)),
    ("SRC-2", put(f"{CARD}.source.url", "/about")),
    ("SRC-2", put(f"{CARD}.source.url", "https://cds.example/a b")),
    ("SRC-2", put(f"{CARD}.source.url", "https://[cds.example")),
    ("SRC-3", put(f"{CARD}.source.icon", "data:image/png;base64,AA==")),
    ("SRC-4", drop(TOPIC)),
    ("SRC-4", put(f"{TOPIC}.code", "ssa-insulinoma")),
    ("SRC-4", put(f"{TOPIC}.code", "a" * 101)),
    ("SRC-4", put(f"{TOPIC}.system", "https://x.example/rules")),
    ("TYPE-1", put(TOPIC, "ssaInsulinoma")),
    ("TYPE-1", drop(f"{TOPIC}.system")),
    ("TYPE-1", put(f"{TOPIC}.code", 1)),
    ("TYPE-1", put(f"{TOPIC}.display", 1)),
    ("LINK-1", drop(f"{CARD}.links.0.label")),
    ("LINK-2", drop(f"{CARD}.links.0.url")),
    ("LINK-2", put(f"{CARD}.links.1.url", "guideline")),
    ("LINK-2", put(f"{CARD}.links.1.url", "javascript:alert(1)")),
    ("LINK-3", drop(f"{CARD}.links.1.type")),
    ("LINK-3", put(f"{CARD}.links.1.type", "relative")),
    ("LINK-3", put(f"{CARD}.links.0.url", "https://smart.example/launch?iss=https://ehr.example")),
    ("LINK-4", put(f"{CARD}.links.1.appContext", "x")),
    ("LINK-4", put(f"{CARD}.links.0.appContext", {"a": 1})),
    ("LINK-5", put(f"{CARD}.links.0.autolaunchable", False)),
]
SUGGESTION_TABLE: list[tuple[str, Mutation]] = [
    ("SUG-1", drop(f"{SUGGESTIONS}.0.label")),
    ("SUG-2", drop(f"{SUGGESTIONS}.0.uuid")),
    ("SUG-2", put(f"{SUGGESTIONS}.0.uuid", f"urn:uuid:{OTHER_UUID}")),
    ("SUG-2", put(f"{SUGGESTIONS}.0.uuid", RESPONSE["cards"][0]["uuid"])),
    ("SUG-3", put(f"{SUGGESTIONS}.0.isRecommended", "true")),
    ("SUG-3", put(f"{SUGGESTIONS}.1.isRecommended", True)),
    ("SUG-4", put(f"{SUGGESTIONS}.0.actions", {"type": "delete"})),
    ("SUG-4", put(f"{SUGGESTIONS}.0.actions.0", "delete")),
    ("SUG-5", put(CREATE, RESPONSE["cards"][0]["suggestions"][0]["actions"][0])),
    ("SUG-6", put(f"{SUGGESTIONS}.0.actionSelectionBehavior", "all")),
    ("ACT-1", drop(f"{DELETE}.type")),
    ("ACT-1", put(f"{DELETE}.type", "DELETE")),
    ("ACT-2", drop(f"{DELETE}.description")),
    ("ACT-2", put(f"{UPDATE}.description", 1)),
    ("ACT-3", drop(f"{CREATE}.resource")),
    ("ACT-3 EXT-1", drop(f"{CREATE}.resource.resourceType")),
    ("ACT-3 GEN-2", put(f"{CREATE}.resource", '{"resourceType": "ServiceRequest"}')),
    ("ACT-3", put(f"{CREATE}.resourceId", "ServiceRequest/glucose-1")),
    ("ACT-3", put(f"{CREATE}.resource.dosage", "not an element of this type")),
    ("ACT-3", put(f"{CREATE}.resource.code", "not a CodeableConcept")),
    ("ACT-3", put(f"{CREATE}.resource.resourceType", "Nonsense")),
    ("ACT-3", put(f"{CREATE}.resource.resourceType", "DomainResource")),
    ("ACT-3", put(f"{CREATE}.resource.id", "x" * 65)),
    ("ACT-3", put(f"{CREATE}.resource.id", "draft-2")),
    ("GEN-2", put(f"{CREATE}.resource.quantityQuantity.value", "2.5")),
    ("GEN-2", put(f"{CREATE}.resource.extension.0.valueBoolean", "true")),
    ("ACT-4", drop(f"{UPDATE}.resource")),
    ("ACT-4 GEN-2", put(f"{UPDATE}.resource", "MedicationRequest/draft_1")),
    ("ACT-4", drop(f"{UPDATE}.resource.id")),
    ("ACT-4", put(f"{UPDATE}.resourceId", "MedicationRequest/draft_1")),
    ("ACT-4", drop(f"{UPDATE}.resource.intent")),
    ("ACT-4", put(f"{UPDATE}.resource.subject", {"reference": "Patient/2"})),
    ("ACT-4", put(f"{UPDATE}.resource.dispenseRequest", [{"quantity": {"value": 1}}])),
    ("ACT-5", drop(f"{DELETE}.resourceId")),
    ("ACT-5", put(f"{DELETE}.resourceId", "draft_1")),
    ("ACT-5", put(f"{DELETE}.resource", "MedicationRequest/draft_1")),
    ("ACT-6", put(f"{DELETE}.resourceId", "MedicationRequest/draft-1")),
    ("ACT-6", put(f"{DELETE}.resourceId", "ServiceRequest/draft_1")),
    ("ACT-6", put(f"{UPDATE}.resource.id", "draft-1")),
    ("ACT-7", put(f"{CREATE}.resource.status", "active")),
    ("ACT-7", put(f"{CREATE}.resource.intent", "original-order")),
    ("ACT-7", put(f"{CREATE}.resource.subject", {"reference": "Patient/2"})),
    ("ACT-7", put(f"{CREATE}.resource.subject", {"reference": "Group/1288992"})),
    ("ACT-7", put(f"{CREATE}.resource.subject", {"display": "Jane Doe"})),
    ("EXT-1", put(f"{SUGGESTIONS}.0.recommended", True)),
    ("EXT-1", put(f"{DELETE}.id", "x")),
]
WITHOUT_REQUEST_TABLE: list[tuple[str, Mutation]] = [
    ("ACT-4", drop(f"{UPDATE}.resource.id")),
    ("ACT-5", put(f"{DELETE}.resourceId", "draft_1")),
    ("ACT-7", put(f"{CREATE}.resource.subject", {"reference": "1288992"})),
]
ERROR_TABLE: list[tuple[str, Mutation]] = [
    ("RESP-6", put("", ["x"])),
    ("RESP-6", put("", {"error": "no conditions"})),
    ("RESP-6", drop("issue")),
    ("RESP-6", put("issue.0.severity", "warning")),
    ("RESP-6", put("issue", [OUTCOME["issue"][0], OUTCOME["issue"][0] | {"severity": "banana"}])),
    ("RESP-6", drop("issue.0.code")),
    ("RESP-6", put("issue.0.code", "banana")),
    ("RESP-6", drop("issue.0.details")),
    ("RESP-6", put("issue.0.details", {"coding": [{"code": "x"}]})),
    ("RESP-6", put("issue.0.text", "not an element of an issue")),
    ("GEN-4 GEN-6", put("issue.0.diagnostics", None)),
]
HEADER_TABLE: list[tuple[str, dict[str, str]]] = [
    ("GEN-1", {"Access-Control-Allow-Origin": "*"}),
    ("GEN-1", HEADERS | {"Content-Type": "text/html; charset=utf-8"}),
    ("GEN-1", HEADERS | {"Content-Type": "application/json; charset=latin-1"}),
    ("CORS-2", {"Content-Type": "application/json"}),
    ("CORS-2", HEADERS | {"Access-Control-Allow-Origin": "https://a.example, https://b.example"}),
    ("CORS-2", HEADERS | {"Access-Control-Allow-Origin": "https://a.example/"}),
    ("CORS-1", HEADERS | {"Access-Control-Allow-Credentials": "true"}),
]
BODY_TABLE = [
    b"",
    b"<h1>Not Found</h1>",
    b'{"cards": [],}',
    b'{"cards": [] /* none */}',
    b'\xef\xbb\xbf{"cards": []}',
    b'{"cards": [], "extension": {"a.b": NaN}}',
    b'{"cards": [], "extension": {"a.b": "\\ud800"}}',
    b'{"cards": [], "extension": {"a.b": "\xe9"}}',
    b'{"cards": [], "cards": []}',
]
ACCEPTED: list[Mutation] = [
    put("cards", []),
    drop(SUGGESTIONS + ".1.actions"),
    put(f"{CARD}.extension", {"example.pnet.note": "x"}),
    put(f"{CARD}.source.url", "http://127.0.0.1:8080/about"),
    put(f"{CARD}.overrideReasons", reasons(5)),
    put(f"{TOPIC}.code", "a" * 100),
    put(f"{CREATE}.resource.intent", "proposal"),
    drop(f"{CREATE}.resource.id"),
    put(f"{CREATE}.resource", {"resourceType": "Basic", "code": {"text": "no order, and nobody's"}}),
]


def ids(table: list[tuple[str, Any]]) -> list[str]:
    """Name the rows of a table by rule and number."""
    return [f"{number}-{rule.replace(' ', '+')}" for number, (rule, _) in enumerate(table)]


def encoded(value: Any) -> bytes:
    """Return a body."""
    return json.dumps(value).encode()


def refusal(check: Callable[..., Any], *arguments: Any) -> set[str]:
    """Return the ids of the rules that an answer violates; each line of the refusal begins with one."""
    with pytest.raises(AssertionError) as caught:
        check(*arguments)
    return {line.split(" ", 1)[0] for line in str(caught.value).splitlines()}


def test_a_valid_discovery_is_accepted_and_returned() -> None:
    """What holds to the specification passes, and the test goes on with its JSON."""
    assert check_discovery(200, HEADERS, encoded(DISCOVERY)) == DISCOVERY
    assert check_discovery(200, HEADERS, encoded({"services": []})) == {"services": []}


@pytest.mark.parametrize("request_", [REQUEST, None], ids=["with request", "without"])
def test_a_valid_response_is_accepted_and_returned(request_: dict[str, Any] | None) -> None:
    """What holds to the specification passes, with the request at hand or without it."""
    assert check_response(200, HEADERS, encoded(RESPONSE), request_) == RESPONSE


def test_the_request_is_not_changed() -> None:
    """The FHIR parser changes what it is given, so it is given copies."""
    before = copy.deepcopy(REQUEST)
    check_response(200, HEADERS, encoded(RESPONSE), REQUEST)
    assert before == REQUEST


@pytest.mark.parametrize("mutation", ACCEPTED)
def test_what_the_specification_leaves_open_is_accepted(mutation: Mutation) -> None:
    """The check refuses nothing that the specification and the product allow."""
    check_response(200, HEADERS, mutated(RESPONSE, mutation), REQUEST)


def test_several_suggestions_are_recommended_where_any_may_be_taken() -> None:
    """Two recommendations go with `any`, as they do not with `at-most-one`."""
    any_of_two = json.loads(mutated(RESPONSE, put(f"{CARD}.selectionBehavior", "any")))
    check_response(200, HEADERS, mutated(any_of_two, put(f"{SUGGESTIONS}.1.isRecommended", True)), REQUEST)


@pytest.mark.parametrize("status", [400, 401, 404, 412, 500, 503])
@pytest.mark.parametrize("check", [check_discovery, check_response])
def test_an_error_with_an_outcome_is_accepted(check: Callable[..., Any], status: int) -> None:
    """Every error carries an OperationOutcome, told in details or in diagnostics."""
    assert check(status, HEADERS, encoded(OUTCOME)) == OUTCOME
    diagnostics = OUTCOME | {"issue": [{"severity": "fatal", "code": "exception", "diagnostics": "x"}]}
    assert check(status, HEADERS, encoded(diagnostics)) == diagnostics


@pytest.mark.parametrize("template_", ACCEPTED_TEMPLATES)
def test_a_portable_template_is_accepted(template_: str) -> None:
    """A read, or a search by reference, token, date, _count and _sort, is what every EHR can answer."""
    check_discovery(200, HEADERS, mutated(DISCOVERY, template(template_)))


def test_eight_prefetch_keys_are_accepted() -> None:
    """The limit is the last number that is allowed."""
    check_discovery(200, HEADERS, mutated(DISCOVERY, put("services.0.prefetch", prefetch_of(8))))


def test_a_template_is_measured_as_it_is_sent() -> None:
    """A character of a value counts as its escape, an escape is not escaped again, and a token counts as it stands."""
    assert encoded_length("Patient/{{context.patientId}}") == len("Patient/{{context.patientId}}")
    raw = "Condition?patient={{context.patientId}}&code=http://loinc.org|1-8,2-6"
    sent = "Condition?patient={{context.patientId}}&code=http%3A%2F%2Floinc.org%7C1-8%2C2-6"
    assert encoded_length(raw) == encoded_length(sent) == len(sent)


def test_a_template_as_long_as_allowed_is_accepted() -> None:
    """1,900 characters pass and one more does not."""
    longest = "Condition?code=".ljust(1900, "9")
    check_discovery(200, HEADERS, mutated(DISCOVERY, template(longest)))
    assert refusal(check_discovery, 200, HEADERS, mutated(DISCOVERY, template(longest + "9"))) == {"DISC-9"}


@pytest.mark.parametrize(("rules", "mutation"), DISCOVERY_TABLE, ids=ids(DISCOVERY_TABLE))
def test_a_wrong_discovery_is_refused_by_its_rule(rules: str, mutation: Mutation) -> None:
    """One change breaks the rules of its row, and no other."""
    assert refusal(check_discovery, 200, HEADERS, mutated(DISCOVERY, mutation)) == set(rules.split())


@pytest.mark.parametrize(("rules", "mutation"), CARD_TABLE, ids=ids(CARD_TABLE))
def test_a_wrong_card_is_refused_by_its_rule(rules: str, mutation: Mutation) -> None:
    """One change breaks the rules of its row, and no other."""
    assert refusal(check_response, 200, HEADERS, mutated(RESPONSE, mutation), REQUEST) == set(rules.split())


@pytest.mark.parametrize(("rules", "mutation"), SUGGESTION_TABLE, ids=ids(SUGGESTION_TABLE))
def test_a_wrong_suggestion_is_refused_by_its_rule(rules: str, mutation: Mutation) -> None:
    """One change breaks the rules of its row, and no other."""
    assert refusal(check_response, 200, HEADERS, mutated(RESPONSE, mutation), REQUEST) == set(rules.split())


@pytest.mark.parametrize(("rules", "mutation"), WITHOUT_REQUEST_TABLE, ids=ids(WITHOUT_REQUEST_TABLE))
def test_an_action_is_checked_without_the_request_too(rules: str, mutation: Mutation) -> None:
    """What can be told from the response alone does not wait for the request."""
    assert refusal(check_response, 200, HEADERS, mutated(RESPONSE, mutation)) == set(rules.split())


@pytest.mark.parametrize("request_", [{"context": {"patientId": "1288992"}}, {}], ids=["patient-view", "empty"])
def test_without_draft_orders_there_is_none_to_touch(request_: dict[str, Any]) -> None:
    """A delete or an update needs an order in the request."""
    assert refusal(check_response, 200, HEADERS, encoded(RESPONSE), request_) == {"ACT-6"}


@pytest.mark.parametrize(("rules", "mutation"), ERROR_TABLE, ids=ids(ERROR_TABLE))
@pytest.mark.parametrize("check", [check_discovery, check_response])
def test_a_wrong_outcome_is_refused_by_its_rule(check: Callable[..., Any], rules: str, mutation: Mutation) -> None:
    """One change breaks the rules of its row, and no other."""
    assert refusal(check, 412, HEADERS, mutated(OUTCOME, mutation)) == set(rules.split())


@pytest.mark.parametrize(("status", "rule"), [(201, "RESP-1"), (204, "RESP-3"), (302, "RESP-1"), (600, "RESP-1")])
def test_another_status_is_refused(status: int, rule: str) -> None:
    """Success is 200, also without cards; the rest is an error, and a redirect is neither."""
    assert refusal(check_response, status, HEADERS, encoded(OUTCOME)) == {rule}
    assert rule in refusal(check_response, status, HEADERS, b"")


@pytest.mark.parametrize("status", [200, 412])
@pytest.mark.parametrize(("rule", "headers"), HEADER_TABLE, ids=ids(HEADER_TABLE))
def test_wrong_headers_are_refused_by_their_rule(rule: str, headers: dict[str, str], status: int) -> None:
    """Success and errors alike are JSON that a browser may read."""
    body = encoded(RESPONSE if status == 200 else OUTCOME)
    assert refusal(check_response, status, headers, body) == {rule}


@pytest.mark.parametrize("origin", ["https://sandbox.cds-hooks.org", "http://localhost:8080"])
def test_headers_are_read_as_http_has_them(origin: str) -> None:
    """Names have no case, JSON may name its charset, and an origin may be named with credentials."""
    headers = {"content-type": "application/json; charset=UTF-8", "access-control-allow-origin": origin}
    check_response(200, headers | {"Access-Control-Allow-Credentials": "true"}, b'{"cards": []}')


@pytest.mark.parametrize("body", BODY_TABLE)
def test_a_body_that_is_not_json_is_refused(body: bytes) -> None:
    """RFC 8259, in UTF-8, without what Python's parser forgives."""
    assert refusal(check_response, 200, HEADERS, body) == {"GEN-1"}


def test_every_violation_is_listed() -> None:
    """A refusal names all that is wrong, and where."""
    wrong = {"cards": [{"summary": "M" * 152, "indicator": "none"}]}
    with pytest.raises(AssertionError) as caught:
        check_response(200, HEADERS, encoded(wrong))
    lines = str(caught.value).splitlines()
    assert "CARD-2 cards[0].summary: 152 characters, at most 139" in lines
    assert {line.split()[0] for line in lines} == {"CARD-1", "CARD-2", "CARD-4", "CARD-5"}


def test_topics_are_those_of_the_cards_in_order() -> None:
    """The topics say which rules have answered."""
    assert topics(RESPONSE) == ["ssaInsulinoma", "monitoring"]
    assert topics({"cards": []}) == []


def test_every_rule_of_the_check_has_a_row() -> None:
    """A rule that no mutation breaks might never refuse anything."""
    tree = ast.parse(Path(cds_hooks_spec.__file__).read_text(encoding="utf-8"))
    strings = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    rules = {found[0] for one in strings if (found := re.match(r"[A-Z]{2,4}-\d+(?= |$)", one))}
    tables = [DISCOVERY_TABLE, CARD_TABLE, SUGGESTION_TABLE, ERROR_TABLE]
    broken = {rule for table in tables for names, _ in table for rule in names.split()}
    assert rules == broken | {"GEN-1", "CORS-1", "CORS-2", "RESP-3"}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda children: st.lists(children, max_size=3) | st.dictionaries(st.text(max_size=8), children, max_size=3),
    max_leaves=5,
)


def paths(value: Any, path: str = "") -> list[str]:
    """Return the dotted path of everything in a JSON value."""
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    below = [one for key, member in members if "." not in str(key) for one in paths(member, f"{path}.{key}".strip("."))]
    return [path, *below]


@given(st.sampled_from(paths(RESPONSE)), JSON)
def test_any_response_is_judged(path: str, value: Any) -> None:
    """Whatever stands in an answer, the check ends in its JSON or in a refusal, never in an error of its own."""
    with_value = mutated(RESPONSE, put(path, value))
    try:
        check_response(200, HEADERS, with_value, REQUEST)
    except AssertionError as refused:
        assert re.match(r"[A-Z]{2,4}-\d+ ", str(refused))  # noqa: PT017 - either end is right


@given(st.sampled_from(paths(DISCOVERY)), JSON)
def test_any_discovery_is_judged(path: str, value: Any) -> None:
    """Whatever stands in an answer, the check ends in its JSON or in a refusal, never in an error of its own."""
    with_value = mutated(DISCOVERY, put(path, value))
    try:
        check_discovery(200, HEADERS, with_value)
    except AssertionError as refused:
        assert re.match(r"[A-Z]{2,4}-\d+ ", str(refused))  # noqa: PT017 - either end is right


@given(JSON)
def test_any_request_is_taken(value: Any) -> None:
    """What an EHR sends may be anything, and a check against it is still a judgement."""
    for path in ("context", "context.draftOrders", "context.draftOrders.entry", "context.draftOrders.entry.0.resource"):
        request = json.loads(mutated(REQUEST, put(path, value)))
        try:
            check_response(200, HEADERS, encoded(RESPONSE), request)
        except AssertionError as refused:
            assert re.match(r"[A-Z]{2,4}-\d+ ", str(refused))  # noqa: PT017 - either end is right
