"""`pnet-cds sandbox` started for real: both come up, an order is fired, and everything ends together."""

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import requests

from sandbox import charts

ROOT = Path(__file__).parents[2]
COMMAND = str(Path(sys.executable).with_name("pnet-cds"))
UP = "Ctrl-C stops both."


def environment(**settings: str) -> dict[str, str]:
    """Return an environment with only these settings of ours, in which this checkout's modules come first."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PNET_CDS_", "COV_"))}
    return (
        kept
        | {"PYTHONPATH": str(ROOT), "COLUMNS": "100"}
        | {f"PNET_CDS_{name}": value for name, value in settings.items()}
    )


@dataclass
class Sandbox:
    """A running `pnet-cds sandbox`, with what it has written so far on both streams."""

    popen: "subprocess.Popen[str]"
    lines: list[str] = field(default_factory=list)

    @property
    def said(self) -> str:
        """Everything written."""
        return "".join(self.lines)

    def read(self) -> None:
        """Collect what it writes, until it and its children have ended."""
        assert self.popen.stdout is not None
        self.lines.extend(self.popen.stdout)

    def wait_for(self, words: str, seconds: float = 40) -> None:
        """Wait until the words are written."""
        until = time.monotonic() + seconds
        while words not in self.said:
            if time.monotonic() > until or self.popen.poll() is not None:
                pytest.fail(f"{words!r} was not written:\n{self.said}")
            time.sleep(0.02)

    def url(self, name: str) -> str:
        """Return an address that it printed."""
        found = re.search(rf"^{name} +(http://127\.0\.0\.1:\d+\S*)$", self.said, re.MULTILINE)
        assert found, self.said
        return found[1]

    def ports(self) -> list[int]:
        """Return the two ports."""
        return [int(self.url(name).split(":")[2].split("/")[0]) for name in ("CDS service", "FHIR server")]

    def children(self) -> dict[str, int]:
        """Return the process id of each child by what it is."""
        pid = self.popen.pid
        found = {}
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            words = Path(f"/proc/{child}/cmdline").read_text().split("\0")
            found["service" if "serve" in words else "greeter" if "welcome" in words else "ehr"] = int(child)
        return found

    def ends(self, seconds: float = 20) -> int:
        """Wait for its end and return the exit code."""
        return self.popen.wait(seconds)


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Sandbox]]:
    """Start `pnet-cds sandbox`; it is ended after the test."""
    started: list[tuple[Sandbox, threading.Thread]] = []

    def begin(*options: str, **settings: str) -> Sandbox:
        command = [COMMAND, "sandbox", *(options or ("--port", "0"))]
        popen = subprocess.Popen(
            command,
            env=environment(**settings),
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        sandbox = Sandbox(popen)
        thread = threading.Thread(target=sandbox.read, daemon=True)
        thread.start()
        started.append((sandbox, thread))
        return sandbox

    yield begin
    for sandbox, thread in started:
        if sandbox.popen.poll() is None:
            sandbox.popen.send_signal(signal.SIGTERM)
            sandbox.popen.wait(30)
        thread.join(10)
        assert not thread.is_alive(), "a child outlives the sandbox"
        assert sandbox.popen.stdout is not None
        sandbox.popen.stdout.close()


def listening(port: int) -> bool:
    """Say whether anything listens on a port."""
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0


def fire(sandbox: Sandbox, tmp_path: Path) -> str:
    """Run the command that the sandbox printed, as a user would, and return what it shows."""
    line = next(one.strip() for one in sandbox.said.splitlines() if " -m sandbox fire " in one)
    done = subprocess.run(
        ["/bin/sh", "-c", line],
        env=environment(),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_it_comes_up_shows_a_card_and_stops(start: Callable[..., Sandbox], tmp_path: Path) -> None:
    """It says where it is and who the patients are; the printed command shows the card; Ctrl-C ends all; ports are free."""
    (tmp_path / "sandbox").mkdir()  # a folder of that name where it is started must not be taken for the package
    (tmp_path / "sandbox" / "__init__.py").touch()
    (tmp_path / "sandbox" / "__main__.py").write_text("raise SystemExit('the wrong sandbox')")
    began = time.monotonic()
    sandbox = start(AUTH="required", FHIR_SERVERS="http://127.0.0.1:1/fhir")
    sandbox.wait_for(UP)
    assert time.monotonic() - began < 30
    page = " ".join(sandbox.said.split())
    assert "PNET_CDS_AUTH=off: every caller is answered" in page
    for story in charts.stories():
        assert f"- {story.id}, {story.name}" in sandbox.said
        assert story.story in page
    assert requests.get(sandbox.url("CDS service"), timeout=10).json()["services"]
    assert requests.get(sandbox.url("FHIR server") + "/Patient", timeout=10).json()["total"] == len(charts.stories())
    official = next(line.strip() for line in sandbox.said.splitlines() if "sandbox.cds-hooks.org" in line)
    assert official == (
        f"https://sandbox.cds-hooks.org/?fhirServiceUrl={sandbox.url('FHIR server')}&patientId=insulinoma-sstr-unknown"
        f"&serviceDiscoveryURL={sandbox.url('CDS service')}&hook=order-select&screen=rx-view"
    )
    shutil.rmtree(tmp_path / "sandbox")
    assert "critical - ssaInsulinoma" in fire(sandbox, tmp_path)
    ports = sandbox.ports()
    assert all(listening(port) and port > 1023 for port in ports)
    sandbox.popen.send_signal(signal.SIGINT)
    assert sandbox.ends() == 0
    assert not any(listening(port) for port in ports)
    assert "Traceback" not in sandbox.said


def test_it_calls_back_to_its_own_server_only(start: Callable[..., Sandbox]) -> None:
    """Without prefetch the service reads the sandbox's FHIR server, and no other address that a request may name."""
    sandbox = start()
    sandbox.wait_for(UP)
    arguments = ("fire", "--patient", "insulinoma-sstr-unknown", "--drug", "octreotide LAR 20 mg", "--no-prefetch")
    where = ("--service", sandbox.url("CDS service").removesuffix("/cds-services"), "--fhir")
    command = [sys.executable, "-P", "-m", "sandbox", *arguments, *where]
    for fhir, rule in ((sandbox.url("FHIR server"), "ssaInsulinoma"), ("http://127.0.0.1:1/fhir", "ssaNotChecked")):
        done = subprocess.run(
            [*command, fhir], env=environment(), capture_output=True, text=True, timeout=60, check=True
        )
        assert f"- {rule}" in done.stdout
    ports = sandbox.ports()
    sandbox.popen.send_signal(signal.SIGHUP)  # as when the terminal is closed
    assert sandbox.ends() == 0
    assert not any(listening(port) for port in ports)


@pytest.mark.parametrize(("dead", "line"), [
    ("ehr", "pnet-cds: the sandbox EHR ended (exit code -9), so both were stopped"),
    ("service", "pnet-cds: the service ended (exit code -9), so both were stopped"),
])  # fmt: skip
def test_when_one_ends_the_other_is_stopped(start: Callable[..., Sandbox], dead: str, line: str) -> None:
    """A process that dies takes the other with it: one line says which, and the exit code is 1."""
    sandbox = start()
    sandbox.wait_for(UP)
    ports = sandbox.ports()
    other = ports[0] if dead == "ehr" else ports[1]
    os.kill(sandbox.children()[dead], signal.SIGKILL)
    assert sandbox.ends() == 1
    assert not listening(other)
    until = time.monotonic() + 5
    while line not in sandbox.said and time.monotonic() < until:
        time.sleep(0.02)
    assert line in sandbox.said.splitlines()


@contextlib.contextmanager
def taken_port(*, beside_free: int) -> Iterator[int]:
    """Listen on a port, and yield it; the one that lies `beside_free` below it is free."""
    while True:
        with socket.socket() as taken, socket.socket() as below:
            taken.bind(("127.0.0.1", 0))
            port: int = taken.getsockname()[1]
            if beside_free:
                try:
                    below.bind(("127.0.0.1", port - beside_free))
                except OSError:  # another test has it
                    continue
                below.close()
            taken.listen()
            yield port
            return


@pytest.mark.parametrize("offset", [0, 1])
def test_a_taken_port_is_one_line(start: Callable[..., Sandbox], offset: int) -> None:
    """If either port is taken nothing is started, and one line says which it is and what to do."""
    with taken_port(beside_free=offset) as port:
        sandbox = start("--port", str(port - offset))
        assert sandbox.ends() == 1
    until = time.monotonic() + 5
    while "\n" not in sandbox.said and time.monotonic() < until:
        time.sleep(0.02)
    assert sandbox.said == f"pnet-cds: port {port} is taken: stop what uses it, or name another with --port\n"


def test_a_setting_that_keeps_the_service_from_starting_is_told(start: Callable[..., Sandbox]) -> None:
    """A wrong setting is told in the service's own line, and both are stopped."""
    sandbox = start(TIME_BUDGET_MS="soon")
    assert sandbox.ends(40) == 1
    time.sleep(0.1)
    assert "PNET_CDS_TIME_BUDGET_MS" in sandbox.said
    assert "the service ended (exit code 1), so both were stopped" in sandbox.said
    assert "Traceback" not in sandbox.said


def test_it_can_be_stopped_before_it_is_up(start: Callable[..., Sandbox]) -> None:
    """Ctrl-C while it starts ends all of it as well."""
    sandbox = start()
    sandbox.wait_for("Listening at")
    children = list(sandbox.children().values())
    sandbox.popen.send_signal(signal.SIGINT)
    assert sandbox.ends() == 0
    assert not any(Path(f"/proc/{child}").exists() for child in children)
    assert "Traceback" not in sandbox.said


def test_the_server_alone_says_where_it_is_and_stops() -> None:
    """`python -m sandbox` runs the FHIR server alone; SIGTERM ends it with 0, and a taken port is one line."""
    command = [sys.executable, "-P", "-m", "sandbox", "--port"]
    with subprocess.Popen([*command, "0"], env=environment(), stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        url = server.stderr.readline().removeprefix("Listening at: ").strip()
        assert requests.get(f"{url}/fhir/metadata", timeout=10).json()["fhirVersion"] == "4.0.1"
        port = url.rpartition(":")[2]
        again = subprocess.run(
            [*command, port], env=environment(), capture_output=True, text=True, timeout=20, check=False
        )
        assert (again.returncode, again.stderr.splitlines()) == (
            1, [f"sandbox: port {port} is taken: stop what uses it, or name another with --port"],
        )  # fmt: skip
        server.send_signal(signal.SIGTERM)
        assert server.wait(10) == 0


def test_a_welcome_without_a_server_is_one_line() -> None:
    """What does not answer in time is named."""
    command = [sys.executable, "-P", "-m", "sandbox", "welcome", "--wait", "0.2", "--service", "http://127.0.0.1:1"]
    done = subprocess.run(command, env=environment(), capture_output=True, text=True, timeout=20, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "sandbox: http://127.0.0.1:1/cds-services did not answer within 0.2 seconds\n"
