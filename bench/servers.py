"""The two servers, each a process tree of its own on a free port of loopback, ended with the run."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
HOST: Final = "127.0.0.1"
_SERVE: Final = "from service.cli import main; main(prog_name='pnet-cds')"
_UP_WITHIN: Final = 30.0
_ENDS_WITHIN: Final = 40.0
_PAUSE: Final = 0.005
_OK: Final = 200


@dataclass(frozen=True, slots=True)
class Server:
    """A server that answers: the address of its hook, its process, and the seconds from start to first answer."""

    name: str
    url: str
    pid: int
    started: float


@contextlib.contextmanager
def ours(body: bytes, folder: Path, fhir_server: str = "") -> Iterator[Server]:
    """Run `pnet-cds serve` with two workers, auth off, and its database in `folder`."""
    own = {"AUTH": "off", "MODE": "active", "DATABASE_URL": f"sqlite:///{folder}/bench.db", "FHIR_SERVERS": fhir_server}
    port = _free_port()
    command = ("-c", _SERVE, "serve", "--host", HOST, "--port", str(port), "--workers", "2")
    env = {key: value for key, value in os.environ.items() if not key.startswith("PNET_CDS_")}
    env |= {f"PNET_CDS_{name}": value for name, value in own.items()}
    with _running("pnet-cds", command, port, "/cds-services/pnet-order-select", body, folder, env) as server:
        yield server


@contextlib.contextmanager
def bare(body: bytes, folder: Path) -> Iterator[Server]:
    """Run the bare Flask."""
    port = _free_port()
    with _running("bare", ("-m", "bench.bare", str(port)), port, "/cds-services/bare", body, folder, None) as server:
        yield server


@contextlib.contextmanager
def _running(  # noqa: PLR0913, PLR0917 - what a process is made of, called twice
    name: str, command: tuple[str, ...], port: int, path: str, body: bytes, folder: Path, env: dict[str, str] | None
) -> Iterator[Server]:
    log = folder / f"{name}.log"
    began = time.perf_counter()
    with log.open("ab") as written:
        child = subprocess.Popen(  # noqa: S603 - our own servers
            (sys.executable, *command), cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=written, stderr=written,
            start_new_session=True,
        )  # fmt: skip
    try:
        _answered(child, port, path, body, log)
        yield Server(name, f"http://{HOST}:{port}{path}", child.pid, time.perf_counter() - began)
    finally:
        _end(child)


def _answered(child: subprocess.Popen[bytes], port: int, path: str, body: bytes, log: Path) -> None:
    """Wait for the first answer to the hook itself; a server that ends or never answers is an error."""
    until = time.monotonic() + _UP_WITHIN
    while time.monotonic() < until and child.poll() is None:
        connection = http.client.HTTPConnection(HOST, port, timeout=_UP_WITHIN)
        try:
            connection.request("POST", path, body, {"Content-Type": "application/json"})
            if connection.getresponse().status == _OK:
                return
            break
        except OSError:
            time.sleep(_PAUSE)
        finally:
            connection.close()
    message = f"{path} did not answer; the log ends with:\n{log.read_text(errors='replace')[-2000:]}"
    raise RuntimeError(message)


def _end(child: subprocess.Popen[bytes]) -> None:
    """End the server by SIGTERM, and what is left of its process group by SIGKILL."""
    child.terminate()
    try:
        child.wait(_ENDS_WITHIN)
    except subprocess.TimeoutExpired:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def listener() -> Iterator[tuple[str, socket.socket]]:
    """Yield the base URL of a FHIR server that only listens, and its socket: `called` says whether anyone came."""
    with socket.create_server((HOST, 0)) as server:
        server.setblocking(False)  # noqa: FBT003 - the standard library's own signature
        yield f"http://{HOST}:{server.getsockname()[1]}/fhir", server


def called(server: socket.socket) -> int:
    """Return how many connections wait to be accepted."""
    count = 0
    with contextlib.suppress(BlockingIOError):
        while True:
            server.accept()[0].close()
            count += 1
    return count
