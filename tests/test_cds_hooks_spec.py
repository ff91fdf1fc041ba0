"""The specification check itself: it accepts what is right, and refuses each thing that is wrong by its rule."""

import copy
import json
from collections.abc import Callable
from typing import Any

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
                }
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
            "detail": "**Why**\n\n- `MedicationRequest/draft_1`, ~~not~~ [the guideline](https://x.example/a%20b), 1 &lt; 2",
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

Mutation = Callable[[Any], None]


def place(root: Any, path: str) -> tuple[Any, Any]:
    """Return the container at the end of a dotted path, and the last key."""
    *parents, last = [int(part) if part.isdigit() else part for part in path.split(".")]
    for part in parents:
        root = root[part]
    return root, last


def put(path: str, value: Any) -> Mutation:
    """Return a mutation that sets one element."""

    def mutation(root: Any) -> None:
        owner, key = place(root, path)
        owner[key] = copy.deepcopy(value)

    return mutation


def drop(path: str) -> Mutation:
    """Return a mutation that removes one element."""

    def mutation(root: Any) -> None:
        owner, key = place(root, path)
        del owner[key]

    return mutation


def mutated(base: Any, mutation: Mutation) -> bytes:
    """Return a mutated copy as a body."""
    root = {"": copy.deepcopy(base)} | copy.deepcopy(base)
    mutation(root)
    return json.dumps(root.pop("") if root[""] != base else {key: root[key] for key in root if key}).encode()


def template(value: Any) -> Mutation:
    """Return a mutation that sets the one prefetch template."""
    return put("services.0.prefetch.patient", value)


def prefetch_of(count: int) -> dict[str, str]:
    """Return this many prefetch keys."""
    return {f"key{number}": "Patient/{{context.patientId}}" for number in range(count)}


def reasons(count: int) -> list[Any]:
    """Return this many override reasons."""
    return RESPONSE["cards"][0]["overrideReasons"] * count


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
    ("PF-2", "Condition?patient={{context.patientId}}&code={x"),
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
    ("DISC-2", put("", [])),
    ("DISC-2", drop("services")),
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
    ("RESP-2", drop("cards")),
    ("RESP-2", put("cards", {"0": "x"})),
    ("RESP-4 GEN-5 GEN-6", put("systemActions", [])),
    ("SYS-1", put("extension", {"systemActions": ["x"], "a.b": 1})),
    ("SYS-1", put(f"{CARD}.extension", {"systemActions": ["x"], "a.b": 1})),
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
    ("EXT-1", put(f"{CARD}.title", "x")),
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
    ("SUG-5", put(CREATE, RESPONSE["cards"][0]["suggestions"][0]["actions"][0] | {"resourceId": DRAFT_NAME}))
    if (DRAFT_NAME := "MedicationRequest/draft_1")
    else ("", drop("")),
    ("SUG-6", put(f"{SUGGESTIONS}.0.actionSelectionBehavior", "all")),
    ("ACT-1", drop(f"{DELETE}.type")),
    ("ACT-1", put(f"{DELETE}.type", "DELETE")),
    ("ACT-2", drop(f"{DELETE}.description")),
    ("ACT-2", put(f"{UPDATE}.description", 1)),
    ("ACT-3", drop(f"{CREATE}.resource")),
    ("ACT-3", drop(f"{CREATE}.resource.resourceType")),
    ("ACT-3 GEN-2", put(f"{CREATE}.resource", '{"resourceType": "ServiceRequest"}')),
    ("ACT-3", put(f"{CREATE}.resourceId", "ServiceRequest/glucose-1")),
    ("ACT-3", put(f"{CREATE}.resource.dosage", "not an element of this type")),
    ("ACT-3", put(f"{CREATE}.resource.code", "not a CodeableConcept")),
    ("ACT-3", put(f"{CREATE}.resource.resourceType", "Nonsense")),
    ("ACT-3", put(f"{CREATE}.resource.resourceType", "DomainResource")),
    ("ACT-3", put(f"{CREATE}.resource.id", "x" * 65)),
    ("ACT-3", put(f"{CREATE}.resource", DRAFT_ORDER)) if (DRAFT_ORDER := {}) else ("ACT-3", drop(f"{CREATE}.resource")),
    ("GEN-2", put(f"{CREATE}.resource.quantityQuantity.value", "2.5")),
    ("GEN-2", put(f"{CREATE}.resource.extension.0.valueBoolean", "true")),
    ("ACT-4", drop(f"{UPDATE}.resource")),
    ("ACT-4", put(f"{UPDATE}.resource", "MedicationRequest/draft_1")),
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
