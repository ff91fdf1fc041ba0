"""`pnet-cds sandbox`: the service and the sandbox EHR, two processes on two ports of loopback, stopped together."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Final

from service import settings
from service.exceptions import ConfigurationError

_HOST: Final = "127.0.0.1"
_PAUSE: Final = 0.1
_GRACE: Final = 15.0
"""Seconds that a process has to end after SIGTERM."""
# -P: a folder named sandbox or service where the command is typed is not taken for ours.
_PYTHON: Final = (sys.executable, "-P")
_SANDBOX: Final = (*_PYTHON, "-m", "sandbox")
Child = subprocess.Popen[bytes]


def run(port: int) -> None:
    """Start both, say where they are, and wait for Ctrl-C, SIGTERM or SIGHUP.

    Raises ConfigurationError when a port is taken or one of the two ends by itself.

    `port` is the service's, the sandbox EHR gets the next one; 0 takes any two. Children are sessions of their own, so
    that Ctrl-C reaches them by us only, in order.
    """
    for ending in (signal.SIGTERM, signal.SIGHUP):  # SIGHUP: the terminal was closed
        signal.signal(ending, signal.default_int_handler)
    try:
        ours, ehr = _ports(port)
        service, fhir = f"http://{_HOST}:{ours}", f"http://{_HOST}:{ehr}/fhir"
        where = ("--service", service, "--fhir", fhir)
        with contextlib.ExitStack() as children:
            both = {
                "the sandbox EHR": children.enter_context(_child(*_SANDBOX, "--port", str(ehr), "--service", service)),
                "the service": children.enter_context(_service(ours, fhir)),
            }
            _welcome(children.enter_context(_child(*_SANDBOX, "welcome", *where)), both)
            while True:
                _watch(both)
                time.sleep(_PAUSE)
    except KeyboardInterrupt:
        return


def _ports(port: int) -> tuple[int, int]:
    """Ask the sandbox for the two ports: this room opens no sockets of its own."""
    wanted = (str(port), str(port + 1 if port else 0))
    asked = subprocess.run([*_SANDBOX, "ports", *wanted], capture_output=True, text=True, check=False)  # noqa: S603 - ours
    if asked.returncode:
        lines = asked.stderr.strip().splitlines() or ["the ports could not be looked at"]
        raise ConfigurationError(lines[-1].removeprefix("sandbox: "))
    first, second = asked.stdout.split()
    return int(first), int(second)


def _service(port: int, fhir: str) -> contextlib.AbstractContextManager[Child]:
    """Start `pnet-cds serve` for this sandbox only; what else the environment sets holds."""
    command = "from service.cli import main; main(prog_name='pnet-cds')"
    arguments = ("serve", "--host", _HOST, "--port", str(port), "--workers", "1")
    return _child(*_PYTHON, "-c", command, *arguments, env=settings.environment(AUTH="off", FHIR_SERVERS=fhir))


@contextlib.contextmanager
def _child(*command: str, env: dict[str, str] | None = None) -> Iterator[Child]:
    """Start a process, and end it however this ends."""
    with subprocess.Popen(command, env=env, stdin=subprocess.DEVNULL, start_new_session=True) as child:  # noqa: S603 - ours
        try:
            yield child
        finally:
            child.terminate()
            try:
                child.wait(_GRACE)
            except subprocess.TimeoutExpired:
                child.kill()


def _welcome(greeter: Child, both: dict[str, Child]) -> None:
    """Wait until both answer and the addresses are printed."""
    while greeter.poll() is None:
        _watch(both)
        time.sleep(_PAUSE)
    if greeter.returncode:
        raise ConfigurationError("the sandbox did not come up; what it wrote is above")


def _watch(both: dict[str, Child]) -> None:
    for name, child in both.items():
        if child.poll() is not None:
            raise ConfigurationError(f"{name} ended (exit code {child.returncode}), so both were stopped")
