"""Feedback over a socket: every entry is on disk when it is acknowledged, or the sender is told what to do."""

import json
import logging
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from hooks.registry import RECOMMENDATIONS
from service import store
from service.app import create_app
from service.archive import Archive
from service.feedback import LARGEST, read
from service.settings import Settings
from tests.cds_hooks_spec import check_response
from tests.service.conftest import NOW
from tests.service.recorded import FEEDBACK, Recorded, batch, entry, recording

ORIGIN = "https://sandbox.cds-hooks.org"
OVERRIDES = "https://pnet-cds.example/fhir/CodeSystem/pnet-override-reason"
SERVICE = "pnet-order-select"


@pytest.fixture
def recorded(tmp_path: Path) -> Iterator[Recorded]:
    """A service with an empty database."""
    with recording(tmp_path / "pnet.db") as made:
        yield made


def outcome_of(answer: requests.Response) -> str:
    """Return what an error says, checked against the specification."""
    content = check_response(answer.status_code, answer.headers, answer.content)
    return "\n".join(issue["details"]["text"] for issue in content["issue"])


# --- What an entry may be ---------------------------------------------------------------------------------------------

LISTED = {"system": OVERRIDES, "code": "benefit"}


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({}, {"outcome": "accepted", "accepted_suggestions": [], "reason_code": ""}),
        ({"outcome": " Overridden "}, {"outcome": "overridden"}),
        ({"acceptedSuggestions": [{"id": "s1"}, {"id": "s2"}]}, {"accepted_suggestions": ["s1", "s2"]}),
        ({"acceptedSuggestions": [{"uuid": "s1"}, "s2", None, {}, 3]}, {"accepted_suggestions": ["s1", "s2", "3"]}),
        ({"acceptedSuggestions": {"id": "s1"}}, {"accepted_suggestions": ["s1"]}),
        ({"acceptedSuggestions": None}, {"accepted_suggestions": []}),
        ({"overrideReason": {"reason": LISTED}}, {"reason_system": OVERRIDES, "reason_code": "benefit"}),
        ({"overrideReason": {"reason": LISTED | {"display": "Benefit"}}}, {"reason_display": "Benefit"}),
        ({"overrideReason": {"reason": [LISTED]}}, {"reason_code": "benefit"}),
        ({"overrideReason": [LISTED]}, {"reason_code": "benefit"}),
        ({"overrideReason": []}, {"reason_code": ""}),
        ({"acceptedSuggestions": [{"suggestion": "s1"}]}, {"accepted_suggestions": ['{"suggestion":"s1"}']}),
        ({"card": "0F3E0F7C-4A1C-4A7E-9A42-0D0A1C7F1F11"}, {"card": "0f3e0f7c-4a1c-4a7e-9a42-0d0a1c7f1f11"}),
        ({"card": "urn:uuid:0f3e0f7c-4a1c-4a7e-9a42-0d0a1c7f1f11"}, {"card": "0f3e0f7c-4a1c-4a7e-9a42-0d0a1c7f1f11"}),
        ({"card": "Some-Card"}, {"card": "Some-Card"}),
        ({"overrideReason": LISTED}, {"reason_system": OVERRIDES, "reason_code": "benefit"}),
        ({"overrideReason": {"reason": {"code": "benefit"}}}, {"reason_system": "", "reason_code": "benefit"}),
        ({"overrideReason": {"reason": "benefit"}}, {"reason_code": "benefit"}),
        ({"overrideReason": "benefit"}, {"reason_code": "benefit"}),
        ({"overrideReason": {"userComment": "x"}}, {"reason_code": ""}),
        ({"outcomeTimestamp": "1970-01-01"}, {"outcome_timestamp": "1970-01-01"}),
        ({"outcomeTimestamp": "soon"}, {"outcome_timestamp": "soon"}),
        ({"outcomeTimestamp": 1763900000}, {"outcome_timestamp": "1763900000"}),
        ({"outcomeTimestamp": None}, {"outcome_timestamp": ""}),
        ({"outcomeTimestamp": "9" * 100}, {"outcome_timestamp": "9" * 64}),
        ({"card": "x" * 255}, {"card": "x" * 255}),
        ({"card": 17}, {"card": "17"}),
        ({"extension": {"a": 1}, "other": []}, {"outcome": "accepted"}),
    ],
)
def test_an_entry_is_read_in_every_dialect(members: dict[str, Any], expected: dict[str, Any]) -> None:
    """What the specification says, and what clients send instead, is stored alike; a timestamp stays as sent."""
    (row,), _, bad = read([entry() | members], SERVICE, NOW)
    assert {name: row[name] for name in expected} == expected
    assert not bad
    assert row["received_at"] == "2026-11-23T12:00:00.000000+00:00"


@pytest.mark.parametrize(
    ("members", "comment"),
    [
        ({"overrideReason": {"userComment": "Jane is watched"}}, "Jane is watched"),
        ({"overrideReason": [{"userComment": "watched"}]}, "watched"),
        ({"userComment": "watched"}, "watched"),
        ({"overrideReason": {"userComment": ["a", 1]}}, '["a",1]'),
        ({"overrideReason": {"userComment": "x" * 20_000}}, "x" * 20_000),
        ({"overrideReason": {"reason": LISTED, "userComment": "watched"}}, "watched"),
        ({"overrideReason": {"reason": {"text": "watched"}}}, '{"reason":{"text":"watched"}}'),
        ({"overrideReason": [{"reason": "a"}, {"reason": "b"}]}, '[{"reason":"a"},{"reason":"b"}]'),
        ({"overrideReason": {"reason": ["a", "b"]}}, '{"reason":["a","b"]}'),
        ({"overrideReason": {"reason": LISTED}}, None),
        ({"overrideReason": "benefit"}, None),
        ({"overrideReason": {}}, None),
        ({"overrideReason": []}, None),
        ({}, None),
    ],
)
def test_a_comment_is_kept_whole_and_apart(members: dict[str, Any], comment: str | None) -> None:
    """A comment is a row of its own, as long as it is; the entry's own row holds nothing of it."""
    (row,), comments, _ = read([entry() | members], SERVICE, NOW)
    assert [one["comment"] for one in comments] == ([comment] if comment else [])
    assert [one["feedback"] for one in comments] == [row["digest"]] * len(comments)
    assert not comment or comment not in str(row)


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        (None, "must be an object"),
        ("x", "must be an object"),
        ([], "must be an object"),
        ({}, "'outcome' must be"),
        (entry(outcome="ignored"), "'outcome' must be"),
        (entry() | {"outcome": None}, "'outcome' must be"),
        (entry(card=""), "'card' must be the uuid"),
        (entry() | {"card": None}, "'card' must be the uuid"),
        (entry() | {"card": {"uuid": "x"}}, "'card' must be the uuid"),
        (entry(card="x" * 256), "'card' must have at most 255"),
        (entry(acceptedSuggestions=[{"id": "x" * 256}]), "'acceptedSuggestions' must have at most 255"),
        (entry(overrideReason={"reason": {"code": "x" * 256}}), "'overrideReason.reason.code' must have at most 255"),
    ],
)
def test_an_entry_that_cannot_be_kept_is_named(sent: Any, says: str) -> None:
    """What names no card or no outcome, or is too long to keep whole, is refused by its place and the reason."""
    rows, comments, (bad,) = read([sent], SERVICE, NOW)
    assert not rows
    assert not comments
    assert bad.startswith("feedback[0]: ")
    assert says in bad


# --- Batches and repeats ----------------------------------------------------------------------------------------------


def test_a_batch_is_stored_and_acknowledged(recorded: Recorded) -> None:
    """Several cards of several calls in one body are all there when the answer is."""
    answer = recorded.post(*(entry(f"card-{number}") for number in range(5)))
    assert (answer.status_code, answer.json()) == (200, {"stored": 5})
    assert [row["card"] for row in recorded.rows("SELECT card FROM feedback ORDER BY id")] == [
        f"card-{n}" for n in range(5)
    ]


def test_a_repeat_is_stored_once(recorded: Recorded) -> None:
    """The same entry sent again, in the same batch or a later one, is acknowledged and not stored twice."""
    sent = entry(overrideReason={"reason": LISTED, "userComment": "watched"}, outcome="overridden")
    for _ in range(3):
        assert recorded.post(sent, sent).status_code == 200
    assert len(recorded.rows("SELECT * FROM feedback")) == 1
    assert len(recorded.rows("SELECT * FROM feedback_comment")) == 1


@pytest.mark.parametrize(
    "later",
    [
        {"outcome": "overridden"},
        {"outcomeTimestamp": "2026-11-23T12:06:00Z"},
        {"acceptedSuggestions": [{"id": "s2"}]},
        {"overrideReason": {"reason": LISTED}},
    ],
)
def test_what_differs_is_a_later_entry(recorded: Recorded, later: dict[str, Any]) -> None:
    """A second outcome, moment, suggestion or reason for the same card is kept after the first; neither is changed."""
    recorded.post(entry())
    recorded.post(entry() | later)
    first, second = recorded.rows("SELECT * FROM feedback ORDER BY id")
    assert first["digest"] != second["digest"]


def test_a_comment_that_comes_later_is_kept(recorded: Recorded) -> None:
    """The same entry with another comment adds the comment, and no second entry."""
    for comment in ("one", "two", "one"):
        recorded.post(entry(overrideReason={"userComment": comment}))
    assert len(recorded.rows("SELECT * FROM feedback")) == 1
    assert {row["comment"] for row in recorded.rows("SELECT * FROM feedback_comment")} == {"one", "two"}


def test_one_bad_entry_does_not_cost_the_others(recorded: Recorded) -> None:
    """The good entries of a batch are stored, the bad one is named with 400, and the corrected batch adds only it."""
    answer = recorded.post(entry("a"), entry("b", outcome="ignored"), entry("c"))
    assert answer.status_code == 400
    assert "2 stored, 1 refused" in outcome_of(answer)
    assert "feedback[1]: 'outcome'" in outcome_of(answer)
    assert [row["card"] for row in recorded.rows("SELECT * FROM feedback ORDER BY id")] == ["a", "c"]
    assert recorded.post(entry("a"), entry("b"), entry("c")).status_code == 200
    assert [row["card"] for row in recorded.rows("SELECT * FROM feedback ORDER BY id")] == ["a", "c", "b"]


def test_of_many_bad_entries_the_first_are_named(recorded: Recorded) -> None:
    """Twenty are named, the rest are counted: an error is no larger than it needs to be."""
    said = outcome_of(recorded.post(*[{}] * 50))
    assert "0 stored, 50 refused" in said
    assert "feedback[19]" in said
    assert "feedback[20]" not in said
    assert "and 30 more" in said
    assert "more" not in outcome_of(recorded.post(*[{}] * 20))


def test_the_size_of_a_batch_is_bounded_by_its_body(recorded: Recorded) -> None:
    """Thousands of entries are stored in one call; a body over the limit is 413 and stores nothing."""
    assert recorded.post(*(entry(f"{number}") for number in range(5000))).json() == {"stored": 5000}
    answer = recorded.post(entry("large", overrideReason={"userComment": "x" * LARGEST}))
    assert answer.status_code == 413
    assert outcome_of(answer)
    assert len(recorded.rows("SELECT * FROM feedback")) == 5000


# --- Cards ------------------------------------------------------------------------------------------------------------


def test_a_card_leads_back_to_its_rule(recorded: Recorded) -> None:
    """Feedback on a card that was shown is joined with its rule, version, hook, client, call and suggestions."""
    (card,) = recorded.order()
    chosen = card["suggestions"][0]
    recorded.post(entry(card["uuid"], acceptedSuggestions=[{"id": chosen["uuid"]}]))
    recorded.archive.drain(others=True)
    (row,) = recorded.rows("SELECT * FROM feedback_joined")
    (rule,) = [one for one in RECOMMENDATIONS if one.rule == card["source"]["topic"]["code"]]
    assert (row["card_is"], row["rule"], row["rule_version"]) == ("known", rule.rule, rule.version)
    assert (row["hook"], row["service"], row["client"]) == ("order-select", SERVICE, "unauthenticated")
    assert (row["indicator"], row["silent"]) == (card["indicator"], 0)
    assert row["hook_instance"] == "5b7a9c1e-6f3d-4a52-9f0e-2f1c8d7b4a10"
    assert row["shown_at"] == "2026-11-23T12:00:00.000000+00:00"
    suggestions = {one["uuid"]: one for one in json.loads(row["suggestions"])}
    assert json.loads(row["accepted_suggestions"]) == [chosen["uuid"]]
    assert list(suggestions) == [one["uuid"] for one in card["suggestions"]]
    assert suggestions[chosen["uuid"]]["actions"] == [one["type"] for one in chosen["actions"]]


def test_an_unknown_card_is_kept_and_marked(recorded: Recorded) -> None:
    """Feedback on a card that is not on record is acknowledged and kept, and shows as unknown until the card turns up."""
    assert recorded.post(entry("never-shown")).status_code == 200
    (row,) = recorded.rows("SELECT * FROM feedback_joined")
    assert (row["card_is"], row["rule"], row["sent_to"]) == ("unknown", None, SERVICE)


def test_feedback_before_its_record_is_joined_later(recorded: Recorded) -> None:
    """The record may still be in a spool when feedback comes: joined when read, it is found as soon as it is moved."""
    (card,) = recorded.order()
    recorded.post(entry(card["uuid"]))
    assert recorded.rows("SELECT card_is FROM feedback_joined") == [{"card_is": "unknown"}]
    recorded.archive.drain(others=False)
    assert recorded.rows("SELECT card_is FROM feedback_joined") == [{"card_is": "known"}]


def test_silent_mode_records_and_takes_feedback(tmp_path: Path) -> None:
    """In silent mode no card is sent, what would have been shown is on record as silent, and feedback is stored."""
    with recording(tmp_path / "pnet.db", mode="silent") as recorded:
        assert recorded.order() == []
        assert recorded.post(entry()).status_code == 200
        recorded.archive.drain(others=False)
        assert recorded.rows("SELECT rule, silent FROM card_shown") == [{"rule": "ssaInsulinoma", "silent": 1}]
        assert len(recorded.rows("SELECT * FROM feedback")) == 1


# --- What is refused --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"{}", b'{"feedback": []}', b'{"feedback": {}}', b'{"feedback": "x"}']
)
def test_a_body_without_entries_is_refused(recorded: Recorded, body: bytes) -> None:
    """A body that is no JSON, or has no array of entries, is 400 and says what is wanted."""
    answer = requests.post(
        recorded.service.url + FEEDBACK, data=body, headers={"Content-Type": "application/json"}, timeout=30
    )
    assert answer.status_code == 400
    assert outcome_of(answer)


def test_an_unknown_service_is_404(recorded: Recorded) -> None:
    """Feedback for a service that is not here is refused, and stored nowhere."""
    for name in ("pnet-order-entry", "x/y", "pnet-order-select/feedback"):
        answer = recorded.post(entry(), service=name)
        assert answer.status_code == 404
        assert SERVICE in outcome_of(answer)
    assert recorded.rows("SELECT * FROM feedback") == []


def test_methods_types_and_addresses(recorded: Recorded) -> None:
    """GET is 405, a form is 415; a doubled or trailing slash leads to the same place."""
    url = recorded.service.url
    assert requests.get(url + FEEDBACK, timeout=30).status_code == 405
    assert requests.post(url + FEEDBACK, data={"a": "b"}, timeout=30).status_code == 415
    for path in (f"/{FEEDBACK}", f"{FEEDBACK}/", FEEDBACK.replace("/feedback", "//feedback")):
        assert requests.post(url + path, json=batch(entry()), timeout=30, allow_redirects=False).status_code == 200


@pytest.mark.parametrize("sent", [batch(entry()), {}])
def test_a_browser_may_send_feedback(recorded: Recorded, sent: Any) -> None:
    """The preflight is answered, and the headers are on errors too."""
    url = recorded.service.url + FEEDBACK
    asks = {
        "Origin": ORIGIN,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization",
    }
    assert (
        requests.options(url, headers=asks, timeout=30).headers["Access-Control-Allow-Headers"].lower()
        == "authorization"
    )
    answer = requests.post(url, json=sent, headers={"Origin": ORIGIN}, timeout=30)
    assert answer.headers["Access-Control-Allow-Origin"] in ("*", ORIGIN)


# --- A database that is away ------------------------------------------------------------------------------------------


def refused(recorded: Recorded) -> None:
    """Feedback is 503 with the time to wait, cards are answered, and nothing of the entry is in the answer."""
    answer = recorded.post(entry("away", overrideReason={"userComment": "Jane"}))
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert "send the same batch again" in outcome_of(answer)
    assert "Jane" not in answer.text
    assert [card["indicator"] for card in recorded.order()] == ["critical"]


def stored(recorded: Recorded) -> None:
    """The same feedback is taken, without a restart, and the cards shown meanwhile are on record."""
    assert recorded.post(entry("away")).status_code == 200
    recorded.archive.drain(others=False)
    assert recorded.rows("SELECT card FROM feedback") == [{"card": "away"}]
    assert len(recorded.rows("SELECT * FROM card_shown")) == 1


def test_a_database_that_was_taken_away(recorded: Recorded, caplog: pytest.LogCaptureFixture) -> None:
    """Without its file, feedback is not acknowledged into a deleted one; when it is back, all goes on."""
    away = recorded.path.with_suffix(".away")
    recorded.path.rename(away)
    refused(recorded)
    assert "the database could not be written: unable to open database file" in caplog.text
    assert "Jane" not in caplog.text
    away.rename(recorded.path)
    stored(recorded)


def test_a_database_without_its_tables(recorded: Recorded) -> None:
    """An empty file in place of the database is no place for feedback."""
    kept = recorded.path.rename(recorded.path.with_suffix(".away"))
    recorded.path.touch()
    refused(recorded)
    recorded.path.unlink()
    kept.rename(recorded.path)
    stored(recorded)


def test_a_locked_database(recorded: Recorded, monkeypatch: pytest.MonkeyPatch) -> None:
    """While another writer holds the database for longer than we wait, feedback is 503."""
    monkeypatch.setattr(store, "PATIENCE", 0.05)
    other = sqlite3.connect(recorded.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    refused(recorded)
    other.execute("ROLLBACK")
    other.close()
    stored(recorded)


def test_a_read_only_database(recorded: Recorded, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database that can be read but not written takes no feedback."""
    with monkeypatch.context() as patched:
        patched.setattr(recorded.archive.store, "_engine", store.engine(recorded.path, "ro"))
        refused(recorded)
    stored(recorded)


def test_a_process_without_a_database(tmp_path: Path) -> None:
    """An app that was made without one answers cards, and says that it cannot store feedback."""
    client = create_app(Settings(auth="off")).test_client()
    answer = client.post(FEEDBACK, json=batch(entry()))
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "30"


def test_what_goes_on_is_logged_once_a_minute(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault that lasts does not fill the log, and is said again after a minute."""
    archive = Archive(tmp_path / "none.db")
    now = [100.0]
    monkeypatch.setattr("service.archive.time.monotonic", lambda: now[0])
    for seconds, said in ((0, 1), (59, 1), (61, 2)):
        now[0] = 100.0 + seconds
        with pytest.raises(store.StoreError):
            archive.write(archive.store.probe)
        assert len([one for one in caplog.records if one.levelno == logging.ERROR]) == said


# --- Many at once -----------------------------------------------------------------------------------------------------


def test_eight_threads_at_once(recorded: Recorded) -> None:
    """Feedback from eight threads, every entry sent twice, is acknowledged each time and stored once."""
    statuses: list[int] = []

    def send(thread: int) -> None:
        statuses.extend(recorded.post(entry(f"{thread}-{number // 2}")).status_code for number in range(40))

    threads = [threading.Thread(target=send, args=(number,)) for number in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert statuses == [200] * 320
    assert len(recorded.rows("SELECT DISTINCT card FROM feedback")) == 160
    assert len(recorded.rows("SELECT card FROM feedback")) == 160
