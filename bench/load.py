"""Load by wrk: requests per second, latency, and the CPU that the server spent on each request."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.processes import cpu_seconds
from bench.servers import Server

MISSING: Final = "wrk is needed to make the load; install it: apt-get install wrk"
_SCRIPT: Final = """
local file = assert(io.open("{body}", "rb"))
wrk.method, wrk.body = "POST", file:read("*a")
wrk.headers["Content-Type"] = "application/json"
file:close()
done = function(summary, latency)
    local e = summary.errors
    print(string.format("measured %d %d %d %d %d", summary.requests, summary.duration,
        e.connect + e.read + e.write + e.timeout + e.status, latency:percentile(50), latency:percentile(99)))
end
"""


@dataclass(frozen=True, slots=True)
class Load:
    """What one run of wrk saw: answers per second, latency in ms, and CPU ms of the whole process tree per answer."""

    per_second: float
    p50: float
    p99: float
    cpu_ms: float


def wrk() -> str:
    """Return the path of wrk; SystemExit says how to install it."""
    found = shutil.which("wrk")
    if found is None:
        raise SystemExit(MISSING)
    return found


def script(body: Path) -> Path:
    """Write the wrk script that sends `body` beside it."""
    path = body.with_suffix(".lua")
    path.write_text(_SCRIPT.replace("{body}", str(body)), encoding="utf-8")
    return path


def run(server: Server, sends: Path, connections: int, seconds: int) -> Load:
    """Load a server for some seconds; any error or refused request is an error here, as what follows would not count."""
    before = cpu_seconds(server.pid)
    command = (wrk(), "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s", "-s", str(sends), server.url)
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=seconds + 90)  # noqa: S603 - wrk
    return measured(done.stdout, cpu_seconds(server.pid) - before)


def measured(printed: str, cpu: float) -> Load:
    """Read what the script printed at its end."""
    line = next(line for line in printed.splitlines() if line.startswith("measured "))
    answers, micros, errors, p50, p99 = map(int, line.split()[1:])
    if errors or not answers:
        message = f"{errors} of {answers} requests failed, so nothing was measured:\n{printed}"
        raise RuntimeError(message)
    return Load(answers / (micros / 1e6), p50 / 1000, p99 / 1000, cpu / answers * 1000)
