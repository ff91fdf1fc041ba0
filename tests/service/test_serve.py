"""`pnet-cds serve` as a process: it starts or says why not, answers, and ends what is in flight before it stops."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.cds_hooks_spec import check_discovery, check_response
from tests.service.conftest import HOOK, Answer, Ehr, Reply, Service, filled, order_select

COMMAND = str(Path(sys.executable).with_name("pnet-cds"))
LISTENING = re.compile(r"Listening at: (http://127\.0\.0\.1:\d+)")


def environment(**settings: str) -> dict[str, str]:
    """Return an environment in which only these settings of ours are set."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PNET_CDS_", "COV_"))}
    return kept | {f"PNET_CDS_{name}": value for name, value in settings.items()}


@dataclass
class Process:
    """A running `pnet-cds serve` with what it has written so far."""

    popen: "subprocess.Popen[str]"
    lines: list[str] = field(default_factory=list)
    url: str = ""

    def read(self) -> None:
        """Collect what it writes, until it ends."""
        assert self.popen.stderr is not None
        self.lines.extend(self.popen.stderr)

    def wait_until_it_listens(self) -> None:
        """Wait for the line that names the port, and for an answer."""
        until = time.monotonic() + 20
        while time.monotonic() < until and self.popen.poll() is None:
            found = LISTENING.search("".join(self.lines))
            if found:
                self.url = found.group(1)
                return
            time.sleep(0.02)
        pytest.fail("".join(self.lines))


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., Process]]:
    """Start `pnet-cds serve` on a free port with some settings; it is stopped after the test."""
    started: list[tuple[Process, threading.Thread]] = []

    def start(*options: str, **settings: str) -> Process:
        popen = subprocess.Popen(
            [COMMAND, "serve", "--port", "0", *options],
            env=environment(**settings),
            cwd=tmp_path,
            stderr=subprocess.PIPE,
            text=True,
        )
        process = Process(popen)
        thread = threading.Thread(target=process.read, daemon=True)
        thread.start()
        started.append((process, thread))
        process.wait_until_it_listens()
        return process

    yield start
    for process, thread in started:
        process.popen.kill()
        process.popen.wait(10)
        thread.join(10)
        assert process.popen.stderr is not None
        process.popen.stderr.close()


def refused(*arguments: str, **settings: str) -> str:
    """Run a command that must fail with exit code 1 and one line, and return the line."""
    ran = subprocess.run(
        [COMMAND, *arguments], env=environment(**settings), capture_output=True, text=True, timeout=20, check=False
    )
    assert (ran.returncode, ran.stdout) == (1, "")
    lines = [line for line in ran.stderr.splitlines() if "PNET_CDS_AUTH=off: every caller" not in line]
    assert len(lines) == 1, ran.stderr
    return lines[0]


def test_it_answers_and_stops(serve: Callable[..., Process]) -> None:
    """Started on a free port it answers discovery and a hook, says that nobody is authenticated, and ends with 0."""
    process = serve("--workers", "1", AUTH="off", MAX_BODY_MB="0.01")
    got = requests.get(f"{process.url}/cds-services", timeout=30)
    assert check_discovery(got.status_code, got.headers, got.content)["services"]
    service = Service(process.url)
    assert service.call(order_select(prefetch=filled())).topics == ["ssaInsulinoma"]
    assert service.call(b"[" * 100_000).status == 413
    assert service.call(b"[" * 5_000).status == 400
    for length, status in ((10_000, 400), (11_000, 413)):
        pieces = (b"x" * 1000 for _ in range(length // 1000))
        answered, headers, body = service.raw("POST", HOOK, pieces, {"Content-Type": "application/json"})
        check_response(answered, headers, body)
        assert answered == status
    assert any("PNET_CDS_AUTH=off" in line and "WARNING" in line for line in process.lines)
    process.popen.send_signal(signal.SIGTERM)
    assert process.popen.wait(10) == 0


def test_what_is_in_flight_is_answered_before_it_stops(serve: Callable[..., Process], ehr: Ehr) -> None:
    """A request that waits for the FHIR server when SIGTERM comes still gets its 200, and the exit code is 0."""
    ehr.answer = lambda asked: Reply(ehr.usual(asked).body, hang=1)
    # One worker: a second one that is still starting misses the signal and is only stopped after the grace period.
    process = serve("--workers", "1", AUTH="off", FHIR_SERVERS=ehr.url, TIME_BUDGET_MS="3000")
    answers: list[Answer] = []
    request = order_select(server=ehr.url, token="t")
    calling = threading.Thread(target=lambda: answers.append(Service(process.url).call(request)))
    calling.start()
    until = time.monotonic() + 10
    while not ehr.calls and time.monotonic() < until:
        time.sleep(0.01)
    assert ehr.calls
    process.popen.send_signal(signal.SIGTERM)
    calling.join(15)
    assert [one.status for one in answers] == [200]
    assert answers[0].critical == ["ssaInsulinoma"]
    assert process.popen.wait(15) == 0


def test_a_slow_ehr_does_not_keep_others_waiting(serve: Callable[..., Process], ehr: Ehr) -> None:
    """While eight requests wait for the FHIR server, one that needs no call is answered at once by the same worker."""
    ehr.answer = lambda _: Reply(b"", hang=20)
    process = serve("--workers", "1", AUTH="off", FHIR_SERVERS=ehr.url, TIME_BUDGET_MS="20000")
    service = Service(process.url)
    answers: list[Answer] = []
    waiting = [
        threading.Thread(target=lambda: answers.append(service.call(order_select(server=ehr.url)))) for _ in range(8)
    ]
    for one in waiting:
        one.start()
    while len(ehr.calls) < 8 and any(one.is_alive() for one in waiting):
        time.sleep(0.01)
    assert service.call(order_select(prefetch=filled())).topics == ["ssaInsulinoma"]
    assert not answers
    ehr.released.set()
    for one in waiting:
        one.join(15)
    assert [one.topics for one in answers] == [["ssaNotChecked"]] * 8


def test_logs_hold_no_patient_data_and_no_token(serve: Callable[..., Process], ehr: Ehr) -> None:
    """Nothing that a request held is written, neither when all is well nor when calls and bodies fail."""
    ehr.answer = lambda _: Reply(b"<html>Jane Fixture</html>", 500)
    process = serve("--workers", "1", AUTH="off", FHIR_SERVERS=ehr.url, TIME_BUDGET_MS="300")
    service = Service(process.url)
    request = order_select(server=ehr.url, token="a-secret-token")
    request["context"]["patientId"] = "a-secret-patient"
    service.call(request)
    service.call(json.dumps(request).encode()[:-1])
    process.popen.send_signal(signal.SIGTERM)
    assert process.popen.wait(10) == 0
    written = "".join(process.lines)
    assert not re.search("secret|Jane|octreotide", written)


def test_without_authentication_it_must_be_told_so() -> None:
    """With PNET_CDS_AUTH unset or `required` it does not start, and one line says what to do."""
    for settings in ({}, {"AUTH": "required"}):
        line = refused("serve", "--port", "0", **settings)
        assert line.startswith("pnet-cds: PNET_CDS_AUTH is 'required'")
        assert "set PNET_CDS_AUTH=off" in line


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("AUTH", "no"),
        ("TIME_BUDGET_MS", "soon"),
        ("FHIR_SERVERS", "ehr.example"),
        ("KNOWLEDGE_DIR", "/no/such/directory"),
    ],
)
def test_a_wrong_setting_is_one_line(name: str, value: str) -> None:
    """A setting that cannot be used keeps the service from starting: one line that names it, and exit 1."""
    settings: dict[str, Any] = {"AUTH": "off"} | {name: value}
    assert f"PNET_CDS_{name}" in refused("serve", "--port", "0", **settings)


@pytest.mark.parametrize("arguments", [["--port", "x"], ["--port", "70000"], ["--workers", "0"], ["--what"], ["more"]])
def test_a_wrong_option_is_a_usage_error(arguments: list[str]) -> None:
    """Wrong options are told as click tells them, without a traceback."""
    ran = subprocess.run(
        [COMMAND, "serve", *arguments],
        env=environment(AUTH="off"),
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    assert ran.returncode == 2
    assert "Traceback" not in ran.stderr


@pytest.mark.slow
def test_clients_that_stop_sending_do_not_hold_the_service(serve: Callable[..., Process]) -> None:
    """Forty clients that send half a body are let go after ten seconds, and the service answers again."""
    process = serve("--workers", "1", AUTH="off")
    host, port = process.url.removeprefix("http://").split(":")
    head = f"POST {HOOK} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{{"
    stalled = [socket.create_connection((host, int(port))) for _ in range(40)]
    try:
        for one in stalled:
            one.sendall(head.encode())
        answer = requests.get(process.url + "/cds-services", timeout=25)
        check_discovery(answer.status_code, answer.headers, answer.content)
        assert answer.status_code == 200
    finally:
        for one in stalled:
            one.close()
