"""A service with a database: in this process, or as `pnet-cds serve` with workers that can be killed."""

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests
from werkzeug.serving import make_server

from service import schema
from service.app import create_app
from service.archive import Archive
from service.settings import Settings
from tests.service.conftest import HOOK, NOW, Service, filled, order_select

COMMAND = str(Path(sys.executable).with_name("pnet-cds"))
FEEDBACK = f"{HOOK}/feedback"
Json = dict[str, Any]


def query(path: Path, sql: str) -> list[Json]:
    """Return the rows of a query as a person would see them, each as a dictionary."""
    connection = sqlite3.connect(path, timeout=10)
    try:
        connection.row_factory = sqlite3.Row
        return [dict(row) for row in connection.execute(sql)]
    finally:
        connection.close()


def entry(card: str = "0f3e0f7c-4a1c-4a7e-9a42-0d0a1c7f1f11", outcome: str = "accepted", **members: Any) -> Json:
    """Return one entry of feedback."""
    return {"card": card, "outcome": outcome, "outcomeTimestamp": "2026-11-23T12:05:31Z"} | members


def batch(*entries: Any) -> Json:
    """Return the body of a feedback call."""
    return {"feedback": list(entries)}


def eventually(holds: Callable[[], Any], seconds: float = 10) -> Any:
    """Wait until something holds, and return it."""
    until = time.monotonic() + seconds
    while not (found := holds()) and time.monotonic() < until:
        time.sleep(0.02)
    assert found
    return found


@dataclass
class Recorded:
    """A service on a socket, and the database that it writes."""

    service: Service
    archive: Archive
    path: Path

    def post(self, *entries: Any, service: str = "pnet-order-select", **headers: str) -> requests.Response:
        """Send feedback."""
        url = f"{self.service.url}/cds-services/{service}/feedback"
        return requests.post(url, json=batch(*entries), headers=headers, timeout=30, allow_redirects=False)

    def order(self) -> list[Json]:
        """Select an analog for a patient with an insulinoma, and return the cards."""
        cards: list[Json] = self.service.call(order_select(prefetch=filled())).json["cards"]
        return cards

    def rows(self, sql: str) -> list[Json]:
        """Ask the database."""
        return query(self.path, sql)


@contextmanager
def recording(path: Path, **settings: Any) -> Iterator[Recorded]:
    """Run a service with a new database; nothing moves from the spool until the test asks for it."""
    schema.upgrade(path)
    archive = Archive(path)
    app = create_app(Settings(auth="off", **settings), now=lambda: NOW, archive=archive)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield Recorded(Service(f"http://127.0.0.1:{server.server_port}"), archive, path)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        archive.stop()


@dataclass
class Running:
    """A running `pnet-cds serve`, the leader of a process group of its own."""

    popen: "subprocess.Popen[str]"
    path: Path
    lines: list[str] = field(default_factory=list)
    url: str = ""

    def post(self, *entries: Any) -> requests.Response:
        """Send feedback."""
        return requests.post(self.url + FEEDBACK, json=batch(*entries), timeout=30, allow_redirects=False)

    def order(self) -> list[Json]:
        """Select an analog for a patient with an insulinoma, and return the cards."""
        cards: list[Json] = Service(self.url).call(order_select(prefetch=filled())).json["cards"]
        return cards

    def workers(self) -> list[int]:
        """Return the process ids of the workers."""
        children = Path(f"/proc/{self.popen.pid}/task/{self.popen.pid}/children").read_text(encoding="ascii")
        return [int(one) for one in children.split()]

    def kill(self) -> None:
        """Kill every process at once, as a power button would."""
        os.killpg(self.popen.pid, signal.SIGKILL)
        self.popen.wait(10)

    def events(self) -> list[Json]:
        """Return the log; every line of it is JSON."""
        return [json.loads(line) for line in self.lines]

    def rows(self, sql: str) -> list[Json]:
        """Ask the database."""
        return query(self.path, sql)


@contextmanager
def running(folder: Path, *options: str, **settings: str) -> Iterator[Running]:
    """Start the service in a folder, wait until it listens, and kill what is left of it at the end."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PNET_CDS_", "COV_"))}
    kept |= {"PNET_CDS_AUTH": "off"} | {f"PNET_CDS_{name}": value for name, value in settings.items()}
    command = [COMMAND, "serve", "--port", "0", *options]
    popen = subprocess.Popen(command, env=kept, cwd=folder, stderr=subprocess.PIPE, text=True, start_new_session=True)
    process = Running(popen, folder / "pnet-cds.db")
    assert popen.stderr is not None
    reader = threading.Thread(target=lambda: process.lines.extend(popen.stderr or ()), daemon=True)
    reader.start()
    try:
        found = eventually(lambda: re.search(r"Listening at: (http://[\d.:]+)", "".join(process.lines)), 20)
        process.url = found[1]
        yield process
    finally:
        if popen.poll() is None:
            process.kill()
        reader.join(10)
        popen.stderr.close()
