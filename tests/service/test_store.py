"""The database and the spool: what was written is there after `kill -9`, a full disk and a restart, and once."""

import fcntl
import logging
import os
import re
import resource
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import requests
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from click.testing import CliRunner
from sqlalchemy.exc import SQLAlchemyError

from service import schema, spool, store
from service.archive import Archive, instance
from service.cli import main
from service.spool import Spool
from service.store import Store, StoreError
from service.tables import METADATA
from tests.service.conftest import NOW, Service, filled, order_select
from tests.service.recorded import FEEDBACK, Running, batch, entry, eventually, query, running

Json = dict[str, Any]


def card(uuid: str = "u1", **members: Any) -> Json:
    """Return as much of a card as its record needs."""
    suggestion = {"uuid": "s1", "label": "Jane's octreotide", "actions": [{"type": "delete"}, {"type": "create"}]}
    made = {"uuid": uuid, "indicator": "critical", "source": {"topic": {"code": "ssaInsulinoma"}}}
    return made | {"suggestions": [suggestion]} | members


def show(archive: Archive, *uuids: str) -> None:
    """Record cards."""
    archive.shown([card(one) for one in uuids], NOW, silent=False, service="s", hook="order-select", hook_instance="i")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A new database."""
    schema.upgrade(tmp_path / "pnet.db")
    return tmp_path / "pnet.db"


def shown(path: Path) -> list[str]:
    """Return the cards on record."""
    return [row["uuid"] for row in query(path, "SELECT uuid FROM card_shown ORDER BY uuid")]


# --- The schema -------------------------------------------------------------------------------------------------------


def test_the_migrations_make_the_tables_that_are_used(path: Path) -> None:
    """The schema that the migrations lead to is the one of `service.tables`, and the newest one is the one expected."""
    with store.engine(path, "rw").begin() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
        assert store.revision(connection) == store.REVISION


def test_upgrading_is_idempotent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`pnet-cds db upgrade` makes the database, says so in one line, and changes nothing when it is run again."""
    monkeypatch.setenv("PNET_CDS_DATABASE_URL", f"sqlite:///{tmp_path}/a b%.db")
    first, second = (CliRunner().invoke(main, ["db", "upgrade"]) for _ in range(2))
    assert (first.exit_code, first.output) == (0, f"{tmp_path}/a b%.db: schema 0001, before: none\n")
    assert (second.exit_code, second.output) == (0, f"{tmp_path}/a b%.db: schema 0001 is up to date\n")
    assert query(tmp_path / "a b%.db", "PRAGMA journal_mode") == [{"journal_mode": "wal"}]
    assert (tmp_path / "a b%.db").stat().st_mode & 0o777 == 0o600


def test_upgrading_keeps_what_is_there(path: Path) -> None:
    """A database in use is not made anew."""
    show(archive := Archive(path), "u1")
    archive.drain(others=False)
    schema.upgrade(path)
    assert shown(path) == ["u1"]


def newer(path: Path) -> None:
    """Make a database of a later version."""
    schema.upgrade(path)
    connection = sqlite3.connect(path)
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.close()


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (newer, "has schema 9999, which this version (schema 0001) does not know"),
        (lambda path: path.write_bytes(b"no database" * 100), "file is not a database"),
        (lambda path: path.mkdir(), "unable to open database file"),
        (lambda path: path.parent.rmdir(), "does not exist; make it first"),
    ],
    ids=["newer", "not a database", "a directory", "no directory"],
)
@pytest.mark.parametrize("command", [["db", "upgrade"], ["serve", "--port", "0"]])
def test_a_database_that_cannot_be_used_is_one_line(
    tmp_path: Path, command: list[str], spoil: Callable[[Path], Any], says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither command starts on it: exit 1 and one line that names the file and what is wrong."""
    path = tmp_path / "place" / "pnet.db"
    path.parent.mkdir()
    spoil(path)
    monkeypatch.setenv("PNET_CDS_AUTH", "off")
    monkeypatch.setenv("PNET_CDS_DATABASE_URL", f"sqlite:///{path}")
    monkeypatch.setattr("service.logs.configure", lambda: None)
    result = CliRunner().invoke(main, command)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("pnet-cds: PNET_CDS_DATABASE_URL: ")
    assert says in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "url",
    ["", "pnet.db", "sqlite://", "sqlite:///", "sqlite:///:memory:", "sqlite:///file:x?mode=memory", "sqlite:///x.db?a=b",
     "postgresql://user:hunter2@host/db", "mysql://x"],
)  # fmt: skip
def test_a_bad_address_is_one_line(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is no file of SQLite is refused with what is expected; a password in it is not repeated."""
    monkeypatch.setenv("PNET_CDS_DATABASE_URL", url)
    result = CliRunner().invoke(main, ["db", "upgrade"])
    assert result.exit_code == 1
    assert "PNET_CDS_DATABASE_URL: Value error, sqlite:///FILE is expected" in result.stderr
    assert "hunter2" not in result.stderr


def test_a_write_that_fails_leaves_nothing(path: Path) -> None:
    """Feedback and its comments are stored together or not at all."""
    row: Json = {"digest": "d", "received_at": "x", "service": "s", "client": "c", "card": "c", "outcome": "accepted"}
    row |= {
        "outcome_timestamp": "",
        "accepted_suggestions": [],
        "reason_system": "",
        "reason_code": "",
        "reason_display": "",
    }
    with pytest.raises(StoreError) as caught:
        Store(path).add_feedback([row], [{"feedback": "nowhere", "digest": "x", "comment": "Jane"}])
    assert "Jane" not in str(caught.value)
    assert query(path, "SELECT * FROM feedback") == []
    for _ in range(2):
        Store(path).add_feedback([row], [{"feedback": "d", "digest": "x", "comment": "Jane"}])
    assert len(query(path, "SELECT * FROM feedback")) == 1


def test_the_words_of_an_error_hold_no_values() -> None:
    """A fault of the database is told in its own words: no statement, no parameter."""
    fault = SQLAlchemyError("first\nsecond")
    assert store.said(fault) == "first"


# --- The spool --------------------------------------------------------------------------------------------------------


def test_the_record_holds_no_words_of_the_chart(path: Path) -> None:
    """What is spooled are identifiers, the rule and the kinds of actions: no label, no patient, and only for the owner."""
    show(archive := Archive(path), "u1")
    (file,) = archive.spool._folder.glob("*.jsonl")
    assert b"Jane" not in file.read_bytes()
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    archive.drain(others=False)
    (row,) = query(path, "SELECT * FROM card_shown")
    assert row["suggestions"] == '[{"uuid": "s1", "recommended": false, "actions": ["delete", "create"]}]'
    assert not file.exists()
    assert archive.spool.waiting == 0


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("5b7a9c1e-6f3d-4a52-9f0e-2f1c8d7b4a10", "5b7a9c1e-6f3d-4a52-9f0e-2f1c8d7b4a10"),
        ("Jane", "sha256:4f23798d92708359b734a18172c9c864"),
        ("\ud800", "sha256:8a8de823d5ed3e12746a62ef169bcf37"),
    ],
)
def test_only_a_uuid_is_kept_as_hook_instance(sent: str, kept: str) -> None:
    """A hookInstance that is no UUID may say anything, so its hash stands for it, the same each time."""
    assert instance(sent) == kept


def test_moving_twice_is_moving_once(path: Path) -> None:
    """Records that are in the database already, because a process died before it removed the file, do no harm."""
    show(archive := Archive(path), "u1", "u2")
    (file,) = archive.spool._folder.glob("*.jsonl")
    content = file.read_bytes()
    archive.drain(others=False)
    (file.parent / "dead.jsonl").write_bytes(content)
    archive.drain(others=True)
    assert shown(path) == ["u1", "u2"]
    assert list(file.parent.iterdir()) == []


def test_the_file_of_a_process_that_lives_is_left_alone(path: Path) -> None:
    """A file whose lock is held is not moved by another process; once the lock is free it is, and is gone."""
    show(first := Archive(path), "u1")
    second = Archive(path)
    second.drain(others=True)
    assert shown(path) == []
    first.spool.close()
    second.drain(others=False)
    assert shown(path) == []
    second.drain(others=True)
    assert shown(path) == ["u1"]
    assert list(second.spool._folder.iterdir()) == []


def test_two_that_find_a_left_file_do_not_both_move_it(tmp_path: Path) -> None:
    """While one moves the file of a dead process, another leaves it alone."""
    (file := tmp_path / "dead.jsonl").write_bytes(b"{}\n")
    (first,) = spool._locked(file)
    assert list(spool._locked(file)) == []
    os.close(first.descriptor)


def test_an_empty_file_says_nothing_of_the_database(path: Path) -> None:
    """A process that died before its first record leaves an empty file: it is removed, and no write is pretended."""
    archive = Archive(path)
    archive.failed = "the last write failed"
    archive.spool._folder.mkdir()
    (archive.spool._folder / "dead.jsonl").touch()
    archive.drain(others=True)
    assert list(archive.spool._folder.iterdir()) == []
    assert archive.failed == "the last write failed"


def test_a_file_that_has_just_gone_is_none(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where another process was faster, there is nothing to do."""
    made = Spool(path.parent / "spool", {"uuid"})
    monkeypatch.setattr(Path, "glob", lambda *_: [path.parent / "gone.jsonl"])
    made.drain_left(lambda _: pytest.fail("nothing to move"))


def test_a_database_that_is_away_costs_no_record(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """What cannot be moved stays, in at most two files, and is moved when the database is back; nothing is moved twice."""
    archive = Archive(path)
    away = path.rename(path.with_suffix(".away"))
    for number in range(5):
        show(archive, f"u{number}")
        with pytest.raises(StoreError):
            archive.drain(others=True)
        archive._turn(others=True)
    assert len(list(archive.spool._folder.iterdir())) == 2
    assert len(caplog.records) == 1
    assert archive.spool.waiting > 0
    away.rename(path)
    archive.drain(others=False)
    archive.drain(others=False)
    assert shown(path) == [f"u{number}" for number in range(5)]
    assert archive.spool.waiting == 0


def test_a_left_file_stays_while_the_database_is_away(path: Path) -> None:
    """The file of a process that is gone is not given up, and not kept locked, when it cannot be moved."""
    show(first := Archive(path), "u1")
    first.spool.close()
    away, second = path.rename(path.with_suffix(".away")), Archive(path)
    for _ in range(2):
        with pytest.raises(StoreError):
            second.drain(others=True)
    away.rename(path)
    second.drain(others=True)
    assert shown(path) == ["u1"]


@pytest.mark.parametrize(
    "torn",
    [b'{"uuid": "u2', b"\0" * 50, b"[]", b"{}", b'{"uuid": "u2"}', b'{"uuid": "u2", "of": "another version"}', b"\n"],
)
def test_a_line_that_is_no_record_keeps_its_file(path: Path, torn: bytes, caplog: pytest.LogCaptureFixture) -> None:
    """After a power loss a line may be cut: the whole ones are moved, the file is kept for a person, and that is said."""
    show(first := Archive(path), "u1")
    (file,) = first.spool._folder.glob("*.jsonl")
    file.write_bytes(torn + b"\n" + file.read_bytes())
    first.spool.close()
    show(other := Archive(path), "u3")
    other.spool.close()
    second = Archive(path)
    second.drain(others=True)
    second.drain(others=True)
    assert shown(path) == ["u1", "u3"]
    assert [one.name for one in file.parent.iterdir()] == [file.with_suffix(".bad").name]
    assert [record.levelname for record in caplog.records] == ["ERROR"]


def test_the_spool_is_bounded(tmp_path: Path) -> None:
    """Beyond its size records are lost and counted; after a move there is room again."""
    made = Spool(tmp_path / "spool", {"uuid"}, largest=100)
    for _ in range(10):
        made.append([{"uuid": "x" * 20}])
    assert (made.waiting, made.lost) == (96, 7)
    made.drain(lambda _: None)
    made.append([{"uuid": "x" * 20}])
    assert made.lost == 7


def test_the_folder_is_bounded(tmp_path: Path) -> None:
    """Files that dead processes leave while the database is away do not fill the disk."""
    (tmp_path / "dead.jsonl").write_bytes(b"x" * 801)
    made = Spool(tmp_path, {"uuid"}, largest=100)
    made.append([{"uuid": "x"}])
    assert made.lost == 1
    (tmp_path / "dead.jsonl").write_bytes(b"x" * 800)
    made.append([{"uuid": "x"}])
    assert made.lost == 1


def test_a_file_that_goes_while_the_folder_is_measured_costs_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process may move and remove a file between the listing and the look at it: no record is lost by that."""
    made = Spool(tmp_path / "spool", {"uuid"})
    monkeypatch.setattr(Path, "glob", lambda *_: [tmp_path / "gone.jsonl"])
    made.append([{"uuid": "u1"}])
    assert made.lost == 0


@pytest.mark.parametrize("fault", ["short", "full"])
def test_a_full_disk_loses_the_record_and_spoils_no_other(
    tmp_path: Path, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A write that is cut short or refused is taken back and counted, and the next record is whole."""
    made, write = Spool(tmp_path / "spool", {"uuid"}), os.write
    made.append([{"uuid": "u1"}])

    def failing(descriptor: int, content: bytes) -> int:
        if fault == "full":
            raise OSError
        return write(descriptor, content[:5])

    monkeypatch.setattr(os, "write", failing)
    made.append([{"uuid": "u2"}])
    monkeypatch.setattr(os, "write", write)
    made.append([{"uuid": "u3"}])
    moved: list[Json] = []
    made.drain(moved.extend)
    assert [row["uuid"] for row in moved] == ["u1", "u3"]
    assert made.lost == 1


def test_no_folder_loses_the_record_and_not_the_card(tmp_path: Path) -> None:
    """Where the spool cannot be made at all, records are counted as lost, and nothing is raised."""
    (tmp_path / "spool").touch()
    made = Spool(tmp_path / "spool", {"uuid"})
    made.append([{"uuid": "u1"}, {"uuid": "u2"}])
    assert made.lost == 2


def test_a_name_that_cannot_be_given_leaks_no_descriptor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the file cannot be renamed, it is closed, and the record is lost."""

    def failing(*_: Any) -> None:
        raise OSError

    monkeypatch.setattr(Path, "rename", failing)
    before = len(list(Path("/proc/self/fd").iterdir()))
    made = Spool(tmp_path / "spool", {"uuid"})
    made.append([{"uuid": "u1"}])
    assert made.lost == 1
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_a_card_that_cannot_be_recorded_is_shown(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A record that fails for any reason is lost, counted and said; the caller goes on."""
    archive = Archive(path)
    archive.shown([{"uuid": "u1"}], NOW, silent=False)
    assert archive.spool.lost == 1
    assert "a card shown could not be recorded: KeyError" in caplog.text


def test_many_threads_append_while_it_is_moved(path: Path) -> None:
    """With eight threads that append and one that moves, every record arrives once."""
    archive = Archive(path, every=0.001)
    archive.start()

    def append(thread: int) -> None:
        for number in range(100):
            show(archive, f"{thread}-{number}")

    threads = [threading.Thread(target=append, args=(number,)) for number in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    archive.stop()
    assert len(shown(path)) == 800
    assert archive.spool.lost == 0


def test_the_background_survives_errors(
    path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever moving raises is said once, by its type, and the next turn moves what is there."""
    archive = Archive(path, every=0.01)
    show(archive, "u1")
    drain, raised = archive.drain, threading.Event()

    def failing(**_: Any) -> None:
        raised.set()
        raise RuntimeError("Jane")

    monkeypatch.setattr(archive, "drain", failing)
    archive.start()
    assert raised.wait(10)
    time.sleep(0.05)
    monkeypatch.setattr(archive, "drain", drain)
    eventually(lambda: shown(path) == ["u1"])
    archive.stop()
    assert [record.getMessage() for record in caplog.records] == [
        "the spool could not be moved to the database: RuntimeError"
    ]


def test_losses_are_said_again_only_when_they_grow(
    path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The number of lost records is logged when it grows, at most once a minute."""
    archive, now = Archive(path), [0.0]
    monkeypatch.setattr("service.archive.time.monotonic", lambda: now[0])
    for seconds, lost, said in ((0, 0, 0), (1, 3, 1), (30, 5, 1), (62, 5, 2), (200, 5, 2), (201, 6, 3)):
        now[0], archive.spool.lost = float(seconds), lost
        archive._turn(others=False)
        assert len(caplog.records) == said, seconds
    assert caplog.records[-1].getMessage() == "6 records of cards shown were lost"
    assert caplog.records[-1].levelno == logging.ERROR


def test_others_are_looked_for_now_and_then(path: Path) -> None:
    """The file that a dead process left is found without a restart, by a process that has nothing of its own to move."""
    archive = Archive(path, every=0.005)
    archive.start()
    eventually(lambda: archive._thread and archive._thread.is_alive())
    time.sleep(0.05)
    show(dead := Archive(path), "u1")
    dead.spool.close()
    eventually(lambda: shown(path) == ["u1"])
    archive.stop()


# --- The whole, killed ------------------------------------------------------------------------------------------------


STARTED_QUICKLY = """
import os, sys
from hooks import drafts
from service import app, archive, logs, schema, server
from service.cli import main
drafts.validated()
for line in sys.stdin:
    child = os.fork()
    if child == 0:
        os.setsid()
        main(["serve", "--port", "0"])
    print(child, flush=True)
    os.waitpid(child, 0)
"""
"""`pnet-cds serve` again and again, each time in a new process group, without importing everything each time."""


def killed_after_feedback(folder: Path, rounds: int) -> None:
    """Start the service, acknowledge feedback, show a card, and kill every process at once; so many times."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("PNET_CDS_")} | {
        "PNET_CDS_AUTH": "off"
    }
    with (
        (folder / "log").open("wb") as log,
        subprocess.Popen(
            [sys.executable, "-c", STARTED_QUICKLY], stdin=-1, stdout=-1, stderr=log, text=True, cwd=folder, env=env
        ) as starter,
    ):
        assert starter.stdin is not None
        assert starter.stdout is not None
        for number in range(rounds):
            starter.stdin.write("\n")
            starter.stdin.flush()
            leader = int(starter.stdout.readline())
            try:
                found = eventually(partial(addresses, folder / "log", number), 20)
                feedback_and_order(found[0], number)
            finally:
                os.killpg(leader, signal.SIGKILL)
        starter.stdin.close()


def addresses(log: Path, begin: int) -> list[str]:
    """Return the addresses that services have listened at, from one on."""
    return re.findall(r"Listening at: (http://[\d.:]+)", log.read_text(encoding="utf-8"))[begin:]


def feedback_and_order(url: str, number: int) -> None:
    """Have feedback acknowledged, and show a card before it or after it."""
    service = Service(url)
    if number % 2:
        service.call(order_select(prefetch=filled()))
    sent = batch(entry(f"card-{number}", overrideReason={"userComment": f"{number}"}))
    assert requests.post(url + FEEDBACK, json=sent, timeout=30).status_code == 200
    if not number % 2:
        service.call(order_select(prefetch=filled()))


def nothing_is_lost(folder: Path, rounds: int) -> None:
    """Start it once more: all feedback is there, and what was shown comes from the spools of the dead."""
    with running(folder) as process:
        assert len(process.rows("SELECT DISTINCT card FROM feedback")) == rounds
        assert len(process.rows("SELECT * FROM feedback_comment")) == rounds
        eventually(lambda: len(process.rows("SELECT * FROM card_shown")) == rounds)
        assert process.rows("PRAGMA integrity_check") == [{"integrity_check": "ok"}]
        eventually(lambda: not list((folder / "pnet-cds.db-spool").glob("*.jsonl")))


def test_kill_9_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    """Twenty times: feedback is answered and every process killed at once; at the end all of it is there."""
    killed_after_feedback(tmp_path, 20)
    nothing_is_lost(tmp_path, 20)


@pytest.mark.slow
def test_kill_9_two_hundred_times(tmp_path: Path) -> None:
    """The same two hundred times."""
    killed_after_feedback(tmp_path, 200)
    nothing_is_lost(tmp_path, 200)


@pytest.mark.slow
def test_kill_9_under_load(tmp_path: Path) -> None:
    """Ten times: eight threads send feedback and orders while every process is killed; what was acknowledged is there."""
    acknowledged: set[str] = set()
    cards: set[str] = set()
    for number in range(10):
        with running(tmp_path) as process:
            threads = [
                threading.Thread(target=_until_it_dies, args=(process, f"{number}-{n}", acknowledged, cards))
                for n in range(8)
            ]
            for one in threads:
                one.start()
            time.sleep(0.5 + number * 0.05)
            process.kill()
            for one in threads:
                one.join()
    with running(tmp_path) as process:
        assert acknowledged
        assert acknowledged <= {row["card"] for row in process.rows("SELECT card FROM feedback")}
        eventually(lambda: cards <= {row["uuid"] for row in process.rows("SELECT uuid FROM card_shown")})


def _until_it_dies(process: Running, name: str, acknowledged: set[str], cards: set[str]) -> None:
    for number in range(100_000):
        try:
            if process.post(entry(f"{name}-{number}")).status_code == 200:
                acknowledged.add(f"{name}-{number}")
            cards |= {one["uuid"] for one in process.order()}
        except OSError:
            return


def test_the_spool_of_a_killed_worker_is_moved(tmp_path: Path) -> None:
    """One of two workers is killed; its records are moved by those that go on, without a restart."""
    with running(tmp_path, "--workers", "2") as process:
        cards = [process.order()[0]["uuid"] for _ in range(30)]
        for worker in process.workers():
            os.kill(worker, signal.SIGKILL)
        eventually(lambda: len(process.rows("SELECT * FROM card_shown")) == 30, 20)
        assert {row["uuid"] for row in process.rows("SELECT uuid FROM card_shown")} == set(cards)


def test_a_disk_that_is_full_and_has_room_again(tmp_path: Path) -> None:
    """While no file can grow feedback is 503 and cards are shown, records are lost and counted; then all goes on."""
    with running(tmp_path, "--workers", "1") as process:
        assert process.post(entry("before")).status_code == 200
        (worker,) = process.workers()
        resource.prlimit(worker, resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))
        answer = process.post(entry("full"))
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
        assert [one["indicator"] for one in process.order()] == ["critical"]
        resource.prlimit(worker, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        assert process.post(entry("full")).status_code == 200
        (card,) = process.order()
        eventually(lambda: [row["uuid"] for row in process.rows("SELECT uuid FROM card_shown")] == [card["uuid"]])
        assert [row["card"] for row in process.rows("SELECT card FROM feedback ORDER BY id")] == ["before", "full"]
        events = eventually(
            lambda: [one for one in process.events() if one["level"] == "ERROR"][1:] and process.events()
        )
        said = [one["event"] for one in events if one["level"] == "ERROR"]
        assert any(one.startswith("the database could not be written: ") for one in said)
        assert "1 records of cards shown were lost" in said


def test_the_lock_ends_with_its_process(tmp_path: Path) -> None:
    """What tells a dead process's file from a live one's is the lock, which ends however the process does."""
    file = tmp_path / "x.jsonl"
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        fcntl.flock(os.open(file, os.O_RDWR | os.O_CREAT), fcntl.LOCK_EX)
        os.write(writing, b"x")
        signal.pause()
    os.read(reading, 1)
    file.write_bytes(b"{}\n")
    assert list(spool._locked(file)) == []
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    (found,) = spool._locked(file)
    for descriptor in (found.descriptor, reading, writing):
        os.close(descriptor)
