"""The health routes: what they say when all is well, and when the database or the spool is not."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from service import store
from service.app import create_app
from service.settings import Settings
from tests.service.recorded import Json, Recorded, entry, recording

ORIGIN = "https://sandbox.cds-hooks.org"


@pytest.fixture
def recorded(tmp_path: Path) -> Iterator[Recorded]:
    """A service with an empty database."""
    with recording(tmp_path / "pnet.db") as made:
        yield made


def ready(recorded: Recorded) -> Json:
    """Ask whether it is ready; the answer is 200 whatever it says."""
    answer = requests.get(f"{recorded.service.url}/health/ready", timeout=30)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/json")
    content: Json = answer.json()
    return content


def test_a_process_that_answers_is_alive(recorded: Recorded) -> None:
    """`/health/live` asks nothing of the database: it says that the process answers."""
    recorded.path.unlink()
    answer = requests.get(f"{recorded.service.url}/health/live", timeout=30)
    assert (answer.status_code, answer.json()) == (200, {"status": "alive"})


@pytest.mark.parametrize("route", ["live", "ready"])
def test_health_is_for_operators_only(recorded: Recorded, route: str) -> None:
    """No CORS header is on it and nothing may cache it; a POST is 405."""
    url = f"{recorded.service.url}/health/{route}"
    answer = requests.get(url, headers={"Origin": ORIGIN}, timeout=30)
    assert not [name for name in answer.headers if name.lower().startswith("access-control")]
    assert answer.headers["Cache-Control"] == "no-store"
    assert requests.post(url, timeout=30).status_code == 405


def test_all_is_well(recorded: Recorded) -> None:
    """Knowledge loaded, database writable with the schema of this version, nothing waiting, nothing lost."""
    assert ready(recorded) == {
        "status": "ready",
        "knowledge": "loaded",
        "database": {"reachable": True, "schema": store.REVISION},
        "records": {"waitingBytes": 0, "lost": 0},
    }


def test_what_waits_is_counted(recorded: Recorded) -> None:
    """Records that are not in the database yet are no fault, and are shown in bytes."""
    recorded.order()
    content = ready(recorded)
    assert content["status"] == "ready"
    assert content["records"]["waitingBytes"] > 100


def test_lost_records_degrade(recorded: Recorded) -> None:
    """What was lost is shown until the process ends."""
    recorded.archive.spool.lost = 3
    assert (ready(recorded)["status"], ready(recorded)["records"]["lost"]) == ("degraded", 3)


def test_a_database_that_is_away_degrades_and_keeps_the_cards(recorded: Recorded) -> None:
    """Degraded, but 200: the hooks work without the database, and a balancer must not silence them."""
    away = recorded.path.rename(recorded.path.with_suffix(".away"))
    content = ready(recorded)
    assert content["status"] == "degraded"
    assert content["database"] == {"reachable": False, "problem": "unable to open database file"}
    assert recorded.order()
    away.rename(recorded.path)
    assert ready(recorded)["status"] == "ready"


def test_a_failed_write_degrades_until_one_succeeds(recorded: Recorded, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk may be full though the database can be opened: the last failure stays in sight until a write succeeds."""
    with monkeypatch.context() as patched:
        patched.setattr(recorded.archive.store, "_engine", store.engine(recorded.path, "ro"))
        assert recorded.post(entry()).status_code == 503
    content = ready(recorded)
    assert content["status"] == "degraded"
    assert "readonly database" in content["database"]["lastWriteFailed"]
    assert recorded.post(entry()).status_code == 200
    assert ready(recorded)["status"] == "ready"


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        ("DROP TABLE alembic_version", "its schema is missing"),
        ("UPDATE alembic_version SET version_num='0'", "its schema is 0"),
    ],
)
def test_another_schema_degrades(recorded: Recorded, sql: str, says: str) -> None:
    """A database that was replaced by one of another schema is named, with what to do."""
    connection = sqlite3.connect(recorded.path)
    connection.execute(sql)
    connection.commit()
    connection.close()
    problem = ready(recorded)["database"]["problem"]
    assert problem.startswith(says)
    assert "run `pnet-cds db upgrade`" in problem


def test_a_locked_database_degrades(recorded: Recorded, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database that can be read but not written is not reported as well."""
    monkeypatch.setattr(store, "PATIENCE", 0.05)
    other = sqlite3.connect(recorded.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert ready(recorded)["database"] == {"reachable": False, "problem": "database is locked"}
    other.close()


def test_a_process_without_a_database_says_so() -> None:
    """An app that was made without one is degraded."""
    answer = create_app(Settings(auth="off")).test_client().get("/health/ready")
    assert answer.status_code == 200
    assert answer.json is not None
    assert answer.json["status"] == "degraded"
    assert "records" not in answer.json
