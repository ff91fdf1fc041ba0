"""The service and an EHR's FHIR server, each on a real socket, and the chart of a patient with an insulinoma."""

import contextlib
import copy
import http.client
import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from werkzeug.serving import make_server

from service.app import create_app
from service.settings import Settings
from tests.cds_hooks_spec import check_response, topics

Json = dict[str, Any]
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
BUDGET_MS = 300
HOOK = "/cds-services/pnet-order-select"
REQUESTS = Path(__file__).with_name("requests")
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
KEYS = (
    "patient", "conditions", "labs2", "tumor2", "function", "medications", "administrations", "procedures", "statements",
)  # fmt: skip
DISCOVERED = tuple(key for key in KEYS if key != "statements")
"""What the prefetch templates ask for; `statements` is read from the FHIR server only, or where it is sent."""
TYPES = dict(
    zip(
        KEYS,
        (
            "Patient",
            "Condition",
            "Observation",
            "Observation",
            "Observation",
            "MedicationRequest",
            "MedicationAdministration",
            "Procedure",
            "MedicationStatement",
        ),
        strict=True,
    )
)
SUBJECT = {"reference": "Patient/p1"}


def bundle(*resources: Json, next_url: str | None = None) -> Json:
    """Return a searchset."""
    made: Json = {"resourceType": "Bundle", "type": "searchset", "total": len(resources)}
    made["entry"] = [{"search": {"mode": "match"}, "resource": resource} for resource in resources]
    return made | ({"link": [{"relation": "next", "url": next_url}]} if next_url else {})


def condition(code: str, system: str = "http://snomed.info/sct", **members: Any) -> Json:
    """Return an active problem of the patient."""
    clinical = "http://terminology.hl7.org/CodeSystem/condition-clinical"
    made = {
        "resourceType": "Condition",
        "id": f"c-{code}",
        "subject": SUBJECT,
        "clinicalStatus": {"coding": [{"system": clinical, "code": "active"}]},
        "code": {"coding": [{"system": system, "code": code}]},
        "onsetDateTime": "2026-01-05",
    }
    return made | members


def insulinoma() -> Json:
    """Return a confirmed, active insulinoma."""
    return condition("302822000", id="c-insulinoma")


def acromegaly() -> Json:
    """Return a reason for an analog that is no insulinoma."""
    return condition("E22.0", "http://hl7.org/fhir/sid/icd-10-cm", id="c-acromegaly")


def sstr(value: str = "negative") -> Json:
    """Return an SSTR result."""
    base = "https://pnet-cds.example/fhir/CodeSystem"
    return {
        "resourceType": "Observation",
        "id": "sstr-1",
        "status": "final",
        "subject": SUBJECT,
        "code": {"coding": [{"system": f"{base}/pnet-observation", "code": "sstr-status"}]},
        "effectiveDateTime": "2026-10-01",
        "valueCodeableConcept": {"coding": [{"system": f"{base}/pnet-finding", "code": value}]},
    }


def glucose(value: float = 95) -> Json:
    """Return a glucose result, unremarkable unless asked for otherwise."""
    return {
        "resourceType": "Observation",
        "id": "glucose-1",
        "status": "final",
        "subject": SUBJECT,
        "code": {"coding": [{"system": "http://loinc.org", "code": "2345-7"}]},
        "effectiveDateTime": "2026-11-20T08:00:00Z",
        "valueQuantity": {"value": value, "unit": "mg/dL", "system": "http://unitsofmeasure.org", "code": "mg/dL"},
    }


def given(kind: str) -> Json:
    """Return a drug ordered or given before that no rule knows."""
    made: Json = {"resourceType": kind, "id": "lisinopril-1", "subject": SUBJECT, "status": "completed"}
    made["medicationCodeableConcept"] = {"coding": [{"system": RXNORM, "code": "314076"}], "text": "lisinopril 10 mg"}
    return made | ({"intent": "order"} if kind == "MedicationRequest" else {"effectiveDateTime": "2026-11-01"})


def appendectomy() -> Json:
    """Return an operation that no rule asks for."""
    made: Json = {"resourceType": "Procedure", "id": "operation-1", "subject": SUBJECT, "status": "completed"}
    return made | {"code": {"text": "Appendectomy"}, "performedDateTime": "2011-05-04"}


def ecog() -> Json:
    """Return an ECOG performance status of 1."""
    code = {"coding": [{"system": "http://loinc.org", "code": "89247-1"}]}
    made = {"resourceType": "Observation", "id": "e1", "status": "final", "code": code, "subject": SUBJECT}
    return made | {"effectiveDateTime": "2026-10-01", "valueInteger": 1}


def chart(problem: Json | None = None) -> dict[str, list[Json]]:
    """Return what is on file for each prefetch key."""
    return {
        "patient": [{"resourceType": "Patient", "id": "p1", "birthDate": "1961-04-02"}],
        "conditions": [insulinoma() if problem is None else problem],
        "labs2": [glucose()],
        "tumor2": [sstr()],
        "function": [ecog()],
        "medications": [given("MedicationRequest")],
        "administrations": [given("MedicationAdministration")],
        "statements": [given("MedicationStatement")],
        "procedures": [appendectomy()],
    }


def filled(problem: Json | None = None) -> Json:
    """Return prefetch as an EHR sends it when it honors every key."""
    on_file = chart(problem)
    return {key: on_file[key][0] if key == "patient" else bundle(*on_file[key]) for key in KEYS}


def draft(name: str = "octreotide LAR 20 mg", code: str = "898591", **members: Any) -> Json:
    """Return a draft order, of a depot of octreotide unless asked for otherwise."""
    made: Json = {"resourceType": "MedicationRequest", "id": "d1", "status": "draft", "intent": "order"}
    made |= {"subject": SUBJECT}
    if "medicationReference" not in members:
        made["medicationCodeableConcept"] = {"coding": [{"system": RXNORM, "code": code}], "text": name}
    return made | members


def order_select(
    *drafts: Json, prefetch: Json | None = None, server: str | None = None, token: str | None = None
) -> Json:
    """Return an order-select in which every draft is selected."""
    orders = drafts or (draft(),)
    made: Json = {
        "hook": "order-select",
        "hookInstance": "5b7a9c1e-6f3d-4a52-9f0e-2f1c8d7b4a10",
        "context": {
            "userId": "Practitioner/1",
            "patientId": "p1",
            "selections": [f"{one['resourceType']}/{one['id']}" for one in orders],
            "draftOrders": {
                "resourceType": "Bundle",
                "type": "collection",
                "entry": [{"resource": one} for one in orders],
            },
        },
    }
    if prefetch is not None:
        made["prefetch"] = prefetch
    if server is not None:
        made["fhirServer"] = server
    if token is not None:
        made["fhirAuthorization"] = {
            "access_token": token,
            "token_type": "Bearer",
            "expires_in": 300,
            "scope": "patient/*.read",
            "subject": "pnet-cds",
        }
    return made


def saved(name: str) -> Json:
    """Return a request of tests/service/requests."""
    content: Json = json.loads((REQUESTS / f"{name}.json").read_text(encoding="utf-8"))
    return content


# --- The EHR ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Asked:
    """One request that the FHIR server received."""

    path: str
    query: dict[str, list[str]]
    headers: Mapping[str, str]

    @property
    def kind(self) -> str:
        """The resource type that was asked for."""
        return self.path.removeprefix("/fhir/").split("/")[0]

    @property
    def key(self) -> str:
        """The prefetch key that this request completes."""
        if self.kind == "Observation":
            codes = self.query.get("code", [""])[0] + self.query.get("category", [""])[0]
            if "1742-6" in codes or "vital-signs" in codes:
                return "function"
            return "tumor2" if "pnet-observation" in codes or "imaging" in codes else "labs2"
        return next((key for key, kind in TYPES.items() if kind == self.kind), self.kind)


@dataclass(frozen=True)
class Reply:
    """What the FHIR server sends back; `hang` seconds later, or as a reset of the connection."""

    body: bytes
    status: int = 200
    content_type: str = "application/fhir+json"
    hang: float = 0
    reset: bool = False


def reply(content: Any, status: int = 200) -> Reply:
    """Return JSON."""
    return Reply(json.dumps(content).encode(), status)


@dataclass
class Ehr:
    """A FHIR server on a socket. `answer` decides what it says; `calls` and `connections` are what it saw."""

    on_file: dict[str, list[Json]] = field(default_factory=chart)
    answer: Callable[[Asked], Reply] = field(init=False)
    calls: list[Asked] = field(default_factory=list)
    connections: int = 0
    released: threading.Event = field(default_factory=threading.Event)
    url: str = ""

    def __post_init__(self) -> None:
        self.answer = self.usual

    def usual(self, asked: Asked) -> Reply:
        """Answer a read or a search from what is on file."""
        found = self.on_file.get(asked.key, [])
        if asked.path.count("/") == 2:
            return reply(bundle(*found))
        return reply(found[0]) if found else reply({"resourceType": "OperationOutcome", "issue": []}, 404)

    def asked_for(self) -> list[str]:
        """Return the keys that were asked for, in order of name."""
        return sorted(one.key for one in self.calls)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: "_Server"

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        asked = Asked(parts.path, parse_qs(parts.query), dict(self.headers))
        self.server.ehr.calls.append(asked)
        said = self.server.ehr.answer(asked)
        if said.hang:
            self.server.ehr.released.wait(said.hang)
        if said.reset:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.close_connection = True
            return
        try:
            self.send_response(said.status)
            self.send_header("Content-Type", said.content_type)
            self.send_header("Content-Length", str(len(said.body)))
            self.end_headers()
            self.wfile.write(said.body)
        except ConnectionError:
            self.close_connection = True

    def handle(self) -> None:
        with contextlib.suppress(ConnectionError):
            super().handle()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - overrides a method with that parameter
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, ehr: Ehr) -> None:
        self.ehr = ehr
        super().__init__(("127.0.0.1", 0), _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        self.ehr.connections += 1
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self.close_request(request)  # no FIN first: a connection that is to be reset is reset


@pytest.fixture(scope="module")
def running_ehr() -> Iterator[Ehr]:
    """A FHIR server for the tests of one module; they take `ehr`, which clears it."""
    ehr = Ehr()
    server = _Server(ehr)
    ehr.url = f"http://127.0.0.1:{server.server_port}/fhir"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield ehr
    ehr.released.set()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def ehr(running_ehr: Ehr) -> Iterator[Ehr]:
    """A FHIR server that holds the chart of a patient with an insulinoma, and has not been called yet."""
    running_ehr.on_file = chart()
    running_ehr.answer = running_ehr.usual
    running_ehr.calls.clear()
    running_ehr.connections = 0
    running_ehr.released.clear()
    yield running_ehr
    running_ehr.released.set()
    for thread in threading.enumerate():
        if thread.name == "fhir-read":  # what this test still asks for is not to be counted by the next one
            thread.join(10)


# --- The service -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Answer:
    """What the service answered, checked against the specification already."""

    status: int
    headers: Mapping[str, str]
    json: Json
    seconds: float

    @property
    def topics(self) -> list[str]:
        """The rules that have answered, most urgent first."""
        return topics(self.json)

    @property
    def issue(self) -> str:
        """The code and text of an error."""
        assert self.json["resourceType"] == "OperationOutcome"
        return f"{self.json['issue'][0]['code']}: {self.json['issue'][0]['details']['text']}"

    def card(self, topic: str) -> Json:
        """Return the card of a rule."""
        found: list[Json] = [card for card in self.json["cards"] if card["source"]["topic"]["code"] == topic]
        assert len(found) == 1, self.topics
        return found[0]

    @property
    def critical(self) -> list[str]:
        """The rules whose cards are critical."""
        return [card["source"]["topic"]["code"] for card in self.json["cards"] if card["indicator"] == "critical"]

    def said(self) -> str:
        """Return every detail."""
        return "\n".join(card.get("detail", "") for card in self.json["cards"])

    def deleted(self) -> list[str]:
        """Return the resourceId of every delete action."""
        suggestions = [one for card in self.json["cards"] for one in card.get("suggestions", [])]
        return [action["resourceId"] for one in suggestions for action in one["actions"] if action["type"] == "delete"]


@dataclass(frozen=True)
class Service:
    """The service on a socket."""

    url: str

    def call(self, request: Any, path: str = HOOK, **headers: str) -> Answer:
        """Post a request (JSON, or bytes as they are) and check the answer against the specification."""
        raw = request if isinstance(request, bytes) else json.dumps(request).encode()
        sent = {"Content-Type": "application/json"} | {name.replace("_", "-"): value for name, value in headers.items()}
        begun = time.monotonic()
        got = requests.post(self.url + path, data=raw, headers=sent, timeout=30, allow_redirects=False)
        seconds = time.monotonic() - begun
        request = copy.deepcopy(request) if isinstance(request, dict) else None
        return Answer(
            got.status_code, got.headers, check_response(got.status_code, got.headers, got.content, request), seconds
        )

    def raw(
        self, method: str, target: str, body: Any = None, headers: Mapping[str, str] | None = None
    ) -> tuple[int, dict[str, str], bytes]:
        """Send a request whose target no library tidies; a body that can be iterated over is sent in chunks."""
        parts = urlsplit(self.url)
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=30)
        try:
            connection.request(method, target, body=body, headers=dict(headers or {}))
            got = connection.getresponse()
            return got.status, dict(got.getheaders()), got.read()
        finally:
            connection.close()


@pytest.fixture(scope="module")
def serving() -> Iterator[Callable[..., Service]]:
    """Start a service with some settings, with the clock at NOW; the same settings share one service."""
    started: dict[str, Service] = {}
    servers = []

    def serve(**settings: Any) -> Service:
        name = repr(sorted(settings.items()))
        if name not in started:
            app = create_app(Settings(auth="off", **settings), now=lambda: NOW)
            server = make_server("127.0.0.1", 0, app, threaded=True)
            thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
            thread.start()
            servers.append((server, thread))
            started[name] = Service(f"http://127.0.0.1:{server.server_port}")
        return started[name]

    yield serve
    for server, thread in servers:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def offline(serving: Callable[..., Service]) -> Service:
    """A service with the settings as they are by default: no FHIR server may be called."""
    return serving()


@pytest.fixture
def service(serving: Callable[..., Service], ehr: Ehr) -> Service:
    """A service that may call the EHR, with time enough that no test depends on the machine's speed."""
    return serving(fhir_servers=ehr.url, time_budget_ms=5000)
