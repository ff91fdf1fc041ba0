"""The measurements: rounds in which our server and the bare one take turns, so that a noisy machine harms both alike."""

from __future__ import annotations

import http.client
import os
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import orjson

from bench import load, requests, servers
from bench.load import Load
from bench.processes import cpu_seconds, pss_mb
from bench.servers import Server

MANY: Final = 16
SIZES: Final = ((1, 600), (10, 60), (100, 10))
"""Times the resources, and how often the request is then sent."""
_OK: Final = 200
Json = dict[str, Any]


@dataclass(slots=True)
class Pairs:
    """The runs of one kind of load, round by round: ours and the bare server's."""

    ours: list[Load] = field(default_factory=list)
    bare: list[Load] = field(default_factory=list)


@dataclass(slots=True)
class Results:
    """Everything that was measured."""

    resources: int
    bytes_sent: int
    loads: dict[str, Pairs]
    pss: float
    bare_pss: float
    first_start: float
    starts: list[float]
    bare_starts: list[float]
    fhir_calls: int
    sizes: list[tuple[int, float, float]]
    """Resources, CPU ms of ours, CPU ms of the bare server."""
    busy: float
    """How many processes others ran on this machine when the run began (its load average of a minute)."""


def run(rounds: int, seconds: int) -> Results:
    """Measure everything; some minutes. Both servers run on loopback and are ended before this returns."""
    busy = os.getloadavg()[0]
    related = requests.related()
    kinds = {"related": related, "listed": requests.listed(related), "unrelated": requests.unrelated(related)}
    with tempfile.TemporaryDirectory(prefix="pnet-cds-bench-") as name:
        folder = Path(name)
        scripts = {kind: load.script(_written(folder / f"{kind}.json", content)) for kind, content in kinds.items()}
        body = orjson.dumps(related)
        first, starts, bare_starts = _starts(body, folder, rounds)
        with servers.ours(body, folder) as ours:
            load.run(ours, scripts["related"], MANY, seconds)
            pss = pss_mb(ours.pid)  # before the other one runs: it would share the interpreter's pages
        with servers.bare(body, folder) as bare:
            load.run(bare, scripts["related"], MANY, seconds)
            bare_pss = pss_mb(bare.pid)
            with servers.ours(body, folder) as ours:
                load.run(ours, scripts["related"], MANY, seconds)  # warm
                loads = _rounds(ours, bare, scripts, rounds, seconds)
                sizes = [_sized(ours, bare, related, times, often) for times, often in SIZES]
        calls = _fhir_calls(related, folder)
    return Results(
        requests.resources(related), len(body), loads, pss, bare_pss, first, starts, bare_starts, calls, sizes, busy
    )


def _rounds(ours: Server, bare: Server, scripts: dict[str, Path], rounds: int, seconds: int) -> dict[str, Pairs]:
    kinds = {
        "many": ("related", MANY),
        "one": ("related", 1),
        "listed": ("listed", MANY),
        "unrelated": ("unrelated", MANY),
    }
    found = {kind: Pairs() for kind in kinds}
    for _ in range(rounds):
        for kind, (script, connections) in kinds.items():
            found[kind].ours.append(load.run(ours, scripts[script], connections, seconds))
            found[kind].bare.append(load.run(bare, scripts[script], connections, seconds))
    return found


def _starts(body: bytes, folder: Path, rounds: int) -> tuple[float, list[float], list[float]]:
    """Return the seconds from start to first answer: with no database yet, with one, and of the bare server."""
    found: dict[str, list[float]] = {"pnet-cds": [], "bare": []}
    for _ in range(rounds + 1):
        for start in (servers.ours, servers.bare):
            with start(body, folder) as server:
                found[server.name].append(server.started)
    return found["pnet-cds"][0], found["pnet-cds"][1:], found["bare"][1:]


def _fhir_calls(related: Json, folder: Path) -> int:
    """Return how often a FHIR server that may be called is called for an order that concerns no rule, with nothing sent."""
    with servers.listener() as (base, listening):
        body = orjson.dumps(requests.unrelated(requests.unsent(related, base)))
        with servers.ours(body, folder, fhir_server=base):
            return servers.called(listening)


def _sized(ours: Server, bare: Server, related: Json, times: int, often: int) -> tuple[int, float, float]:
    content = requests.enlarged(related, times)
    body = orjson.dumps(content)
    return requests.resources(content), one_by_one(ours, body, often), one_by_one(bare, body, often)


def one_by_one(server: Server, body: bytes, often: int) -> float:
    """Return the CPU ms of one request, sent `often` times over one connection."""
    parts = urlsplit(server.url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=120)
    _posted(connection, parts.path, body)
    before = cpu_seconds(server.pid)
    for _ in range(often):
        _posted(connection, parts.path, body)
    spent = cpu_seconds(server.pid) - before
    connection.close()
    return spent / often * 1000


def _posted(connection: http.client.HTTPConnection, path: str, body: bytes) -> None:
    connection.request("POST", path, body, {"Content-Type": "application/json"})
    answer = connection.getresponse()
    answer.read()
    if answer.status != _OK:
        message = f"{path} answered {answer.status}, so nothing was measured"
        raise RuntimeError(message)


def _written(path: Path, content: Json) -> Path:
    path.write_bytes(orjson.dumps(content))
    return path
