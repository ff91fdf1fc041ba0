"""Structured logs: what a line says, and that nothing of a patient, a token or a body is ever in one."""

import json
import logging
import re
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from service import logs
from service.app import create_app
from service.settings import Settings
from tests.service.conftest import HOOK, REQUESTS, Ehr, Reply, Service, draft, filled, order_select
from tests.service.recorded import FEEDBACK, Json, Running, batch, entry, eventually, running

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
CHART = re.compile(
    r"Jane|Fixture|secret|octreotide|insulinoma(?!Stable)|p1\b|Practitioner|1961-04-02|898591|302822000|watched|token",
    re.IGNORECASE,
)


def lines(process: Running) -> list[Json]:
    """Return the lines about requests so far."""
    return [one for one in process.events() if one["event"] == "request"]


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A running service; its log is read line by line."""
    with running(tmp_path_factory.mktemp("logs"), "--workers", "1") as made:
        yield made


def last(process: Running, path: str, method: str = "POST", **options: Any) -> tuple[requests.Response, Json]:
    """Send a request, and return its answer and its line."""
    before = len(lines(process))
    answer = requests.request(method, process.url + path, timeout=30, allow_redirects=False, **options)
    return answer, eventually(lambda: lines(process)[before:])[0]


def test_a_hook_call_is_one_line(process: Running) -> None:
    """Method, route, status, milliseconds, request id, hookInstance, the rules that fired with indicator, elements unread."""
    answer, line = last(process, HOOK, json=order_select(prefetch=filled()))
    assert {name: line[name] for name in ("method", "route", "status", "level", "logger")} == {
        "method": "POST",
        "route": "/cds-services/<path:service_id>",
        "status": 200,
        "level": "INFO",
        "logger": "pnet_cds.request",
    }
    assert 0 < line["ms"] < 10_000
    assert line["request_id"] == answer.headers["X-Request-ID"]
    assert line["hook_instance"] == "5b7a9c1e-6f3d-4a52-9f0e-2f1c8d7b4a10"
    assert (line["rules"], line["unread"]) == (["ssaInsulinoma critical"], [])
    assert line["timestamp"].endswith("Z")


def test_what_was_not_read_is_named(process: Running) -> None:
    """Elements that were not sent and could not be fetched are on the line, by our own names."""
    _, line = last(process, HOOK, json=order_select(prefetch={"conditions": filled()["conditions"]}))
    assert {"labs", "tumor", "medications"} <= set(line["unread"])


@pytest.mark.parametrize(
    ("method", "path", "route", "status"),
    [
        ("GET", "/cds-services?name=Jane", "/cds-services", 200),
        ("POST", "/cds-services/Jane", "/cds-services/<path:service_id>", 404),
        ("GET", "/Jane/Fixture?p=secret", "none", 404),
        ("POST", HOOK, "/cds-services/<path:service_id>", 400),
        ("POST", FEEDBACK, "/cds-services/<path:service_id>/feedback", 400),
        ("GET", "/health/live", "/health/live", 200),
        ("PUT", "/cds-services", "none", 405),
        ("JANE", "/cds-services", "none", 405),
    ],
)
def test_a_route_is_its_template(process: Running, method: str, path: str, route: str, status: int) -> None:
    """Neither the path nor the query as sent is logged: either may hold an identifier."""
    answer, line = last(
        process, path, method, data=b"{}" if method == "POST" else None, headers={"Content-Type": "application/json"}
    )
    assert (answer.status_code, line["status"], line["route"]) == (status, status, route)
    assert line["method"] == ("other" if method == "JANE" else method)


@pytest.mark.parametrize("sent", ["0f3e0f7c-4a1c-4a7e-9a42-0d0a1c7f1f11", "trace_1.2-3", "a", "x" * 64])
def test_a_sane_request_id_is_passed_on(process: Running, sent: str) -> None:
    """An id of the caller's is in the answer and in the log, also where the request is refused."""
    for path in (HOOK, "/nowhere"):
        answer, line = last(process, path, json={}, headers={"X-Request-ID": sent})
        assert (answer.headers["X-Request-ID"], line["request_id"]) == (sent, sent)


@pytest.mark.parametrize("sent", ["", "x" * 65, "Jane Doe", "a/b", '"', "-a", "a;b", "<script>", "\u00e4"])
def test_any_other_request_id_is_replaced(process: Running, sent: str) -> None:
    """What is no plain identifier is not repeated, and each request gets a new one."""
    ids = set()
    for _ in range(2):
        answer, line = last(process, "/health/live", "GET", headers={"X-Request-ID": sent.encode()})
        assert UUID.fullmatch(line["request_id"])
        assert answer.headers["X-Request-ID"] == line["request_id"]
        ids.add(line["request_id"])
    assert len(ids) == 2


def test_every_line_is_json_and_none_holds_patient_data(tmp_path: Path, ehr: Ehr) -> None:
    """Over every fixture, errors of every kind, feedback with comments and a failing FHIR server: no word of any of it."""
    ehr.answer = lambda _: Reply(b"<html>Jane Fixture</html>", 500)
    with running(tmp_path, FHIR_SERVERS=ehr.url, TIME_BUDGET_MS="300") as process:
        for sent in bodies(ehr):
            for path in (HOOK, FEEDBACK, "/cds-services/Jane-secret", "/secret/Jane?patient=secret"):
                headers = {"Content-Type": "application/json", "Authorization": "Bearer a-secret-token"}
                requests.post(process.url + path, data=sent, headers=headers, timeout=30)
        malformed(process.url, b"POST /Jane HTTP/1.1\r\nHost: x\r\nJane secret\x01: token\r\n\r\n")
        malformed(process.url, b"Jane secret token\r\n\r\n")
        away = process.path.rename(tmp_path / "away.db")
        comment = {"userComment": "Jane is watched"}
        assert process.post(entry(overrideReason=comment)).status_code == 503
        away.rename(process.path)
        assert process.post(entry(overrideReason=comment)).status_code == 200
        expected = 4 * len(list(bodies(ehr))) + 2
        eventually(lambda: len(lines(process)) >= expected)
        process.popen.terminate()
        assert process.popen.wait(20) == 0
        eventually(lambda: any("Shutting down" in line for line in process.lines))
    hidden = known_identifiers()
    for line in process.lines:
        event = json.loads(line)
        event.pop("rules", None)
        text = json.dumps(event).replace("/insulinoma", "")
        assert not CHART.search(text), line
        assert not [one for one in hidden if one in text], line
    assert {one["logger"] for one in process.events()} >= {"gunicorn.error", "pnet_cds.request", "service.archive"}


def bodies(ehr: Ehr) -> Iterator[bytes]:
    """Yield every saved request, broken ones, and feedback."""
    for path in sorted(REQUESTS.glob("*.json")):
        yield path.read_bytes()
    odd = order_select(
        draft("Jane's octreotide", "x"), prefetch={"conditions": "Jane"}, server=ehr.url, token="a-secret-token"
    )
    odd["hookInstance"] = "Jane secret"
    yield json.dumps(odd).encode()
    yield json.dumps(odd).encode()[:-1]
    yield json.dumps(
        batch(entry("Jane", overrideReason={"reason": "Jane", "userComment": "Jane is watched"}), "Jane")
    ).encode()


def known_identifiers() -> set[str]:
    """Return every id, reference and patient of the saved requests, and what their texts say."""
    found: set[str] = set()

    def walk(value: Any, name: str = "") -> None:
        if isinstance(value, dict):
            for key, one in value.items():
                walk(one, key)
        elif isinstance(value, list):
            for one in value:
                walk(one, name)
        elif isinstance(value, str) and name in {
            "id",
            "reference",
            "patientId",
            "userId",
            "encounterId",
            "text",
            "display",
            "family",
            "given",
        }:
            found.add(value)

    for path in REQUESTS.glob("*.json"):
        walk(json.loads(path.read_text()))
    return {one for one in found if len(one) > 5}


def malformed(url: str, content: bytes) -> None:
    """Send what is no HTTP."""
    host, port = url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(content)
        connection.recv(1000)


# --- The parts --------------------------------------------------------------------------------------------------------


def formatted(*, terminal: bool, **members: Any) -> str:
    """Return a record as it is written."""
    record = logging.LogRecord("x", logging.ERROR, "file.py", 1, "said %s", ("this",), None)
    record.__dict__.update(members)
    return logs._formatter(terminal=terminal).format(record)


def test_a_terminal_gets_words_and_a_file_gets_json() -> None:
    """A person reads colored words; everything else reads one JSON object per line."""
    assert json.loads(formatted(terminal=False))["event"] == "said this"
    assert "\x1b[" in formatted(terminal=True)
    assert "said this" in formatted(terminal=True)


def test_an_exception_is_its_type_and_place() -> None:
    """A message or a traceback can repeat what was sent, so neither is written."""
    with pytest.raises(ValueError, match="Jane") as caught:
        int("Jane")
    raised = (caught.type, caught.value, caught.tb)
    text = formatted(terminal=False, exc_info=raised)
    assert "Jane" not in formatted(terminal=True, exc_info=raised)
    assert "Jane" not in text
    event = json.loads(text)
    assert event["error"] == "ValueError"
    assert re.fullmatch(r"test_logs\.py:\d+", event["at"])


def test_what_is_no_json_is_its_type() -> None:
    """A value that cannot be written as JSON does not cost the line."""
    assert json.loads(formatted(terminal=False, odd=object()))["odd"] == "object"


def test_notes_outside_of_a_request_are_dropped() -> None:
    """`explain` answers without a request: there is no line to add to."""
    logs.note(rules={"a": "b"})


def test_a_failed_request_is_logged_by_its_type(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A defect of ours is 500 with the request id, and neither its message nor the body is logged."""

    def failing(*_: Any) -> None:
        raise RuntimeError("Jane")

    monkeypatch.setattr("service.cds.body.parse", failing)
    answer = create_app(Settings(auth="off")).test_client().post(HOOK, data=b"{}", headers={"X-Request-ID": "r-1"})
    assert (answer.status_code, answer.headers["X-Request-ID"]) == (500, "r-1")
    assert "RuntimeError" in caplog.text
    assert "Jane" not in caplog.text


def test_logging_costs_little() -> None:
    """A thousand lines are written in far less than a thousand milliseconds: no handler does anything slow."""
    begun = time.perf_counter()
    for _ in range(1000):
        formatted(terminal=False, method="POST", rules={"a": "critical"})
    assert time.perf_counter() - begun < 5


def test_configuring_takes_over_the_root(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever library logs, its lines have the one format."""
    root = logging.getLogger()
    kept, level = list(root.handlers), root.level
    try:
        logs.configure()
        logging.getLogger("some.library").warning("said")
        assert json.loads(capsys.readouterr().err)["logger"] == "some.library"
    finally:
        root.handlers[:] = kept
        root.setLevel(level)


def test_a_service_in_a_thread_logs_too(service: Service) -> None:
    """The line is written wherever the app runs, and its id is in the answer of discovery as well."""
    assert UUID.fullmatch(requests.get(f"{service.url}/cds-services", timeout=30).headers["X-Request-ID"])
