"""The sandbox EHR and the service, each on a real socket."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest
import requests
from flask import Flask
from werkzeug.serving import make_server

from sandbox.app import create_app as create_ehr
from sandbox.parameters import SEARCH
from service.app import create_app as create_service
from service.settings import Settings

Json = dict[str, Any]
DAY = date(2026, 11, 24)
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """Serve an application on a free port of loopback, and yield its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass(frozen=True)
class Fhir:
    """A FHIR server's base URL, and what it answers."""

    base: str

    def ask(self, query: str, status: int = 200, method: str = "GET", **options: Any) -> requests.Response:
        """Send a request, and check the status and that an error is an OperationOutcome."""
        url = query if query.startswith("http") else f"{self.base}/{query}"
        got = requests.request(method, url, timeout=10, allow_redirects=False, **options)
        assert got.status_code == status, got.text
        if status >= 400 and method != "HEAD":
            issue = got.json()["issue"][0]
            assert (got.json()["resourceType"], issue["severity"]) == ("OperationOutcome", "error")
            assert issue["code"]
            assert issue["details"]["text"]
        return got

    def bundle(self, query: str, **options: Any) -> Json:
        """Return the Bundle that a search answers."""
        made: Json = self.ask(query, **options).json()
        assert (made["resourceType"], made["type"]) == ("Bundle", "searchset")
        return made

    def ids(self, query: str, mode: str = "match") -> list[str]:
        """Return the ids of a page, matches or what is included."""
        entries = self.bundle(query).get("entry", [])
        return [one["resource"]["id"] for one in entries if one["search"]["mode"] == mode]


def link(bundle: Json, relation: str) -> str | None:
    """Return a link of a Bundle."""
    return next((str(one["url"]) for one in bundle["link"] if one["relation"] == relation), None)


@pytest.fixture(scope="session")
def fhir() -> Iterator[Fhir]:
    """The sandbox's FHIR server with its patients, as of DAY."""
    with serving(create_ehr(lambda: DAY)) as url:
        yield Fhir(f"{url}/fhir")


@contextmanager
def holding(resources: dict[str, list[Json]]) -> Iterator[Fhir]:
    """Serve a few resources that a test has written."""
    charts = {kind: {one["id"]: one for one in resources.get(kind, [])} for kind in SEARCH}
    with serving(create_ehr(lambda: DAY, charts=lambda _: charts)) as url:
        yield Fhir(f"{url}/fhir")


@pytest.fixture(scope="session")
def service(fhir: Fhir) -> Iterator[str]:
    """The real service, which may call the sandbox; with the clock at noon of DAY, and time enough."""
    settings = Settings(auth="off", fhir_servers=fhir.base, time_budget_ms=20_000)
    with serving(create_service(settings, lambda: NOON)) as url:
        yield url
