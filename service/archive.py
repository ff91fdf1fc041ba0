"""The record of what was shown: a spool that is moved to the database in the background, and the way to both."""

from __future__ import annotations

import logging
import re
import threading
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from hooks.registry import RECOMMENDATIONS
from service.spool import Spool
from service.store import Store, StoreError
from service.tables import CARD_SHOWN

CLIENT: Final = "unauthenticated"
"""Who called, until the service can tell its clients apart."""
_VERSIONS: Final = {one.rule: one.version for one in RECOMMENDATIONS}
UUID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_EVERY: Final = 1.0
"""Seconds between two moves to the database: what a power loss can cost."""
_LOOK_FOR_OTHERS: Final = 10
"""Every so many moves, files of processes that are gone are looked for."""
_SAY_AGAIN: Final = 60.0
"""Seconds until a fault that goes on is logged again."""
_LOG: Final = logging.getLogger(__name__)
Json = dict[str, Any]


def moment(now: datetime) -> str:
    """Return an aware datetime as it is stored: RFC 3339, UTC, microseconds."""
    return now.astimezone(UTC).isoformat(timespec="microseconds")


def instance(sent: str) -> str:
    """Return a hookInstance as it may be stored and logged: a UUID as sent, anything else (it may say anything) hashed."""
    if UUID.fullmatch(sent):
        return sent
    return f"sha256:{sha256(sent.encode('utf-8', 'replace')).hexdigest()[:32]}"


class Archive:
    """Where this process keeps what was shown, and feedback. Make it before the fork; `start` it after."""

    def __init__(self, path: Path, every: float = _EVERY) -> None:
        self.store = Store(path)
        self.spool = Spool(path.absolute().with_name(f"{path.name}-spool"), set(CARD_SHOWN.columns.keys()))
        self.failed = ""
        """Why the last write failed, and when; empty once one has succeeded."""
        self._every, self._said = every, dict[str, float]()
        self._told = 0
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def shown(self, cards: Iterable[Json], now: datetime, *, silent: bool, **call: str) -> None:
        """Record the cards of one answer; `call`: service, hook, hook_instance. Never raises, never waits for a disk."""
        made = list(cards)
        try:
            rows = [_row(card, moment(now), silent=silent) | call for card in made]
        except Exception as error:  # noqa: BLE001 - a record is lost, counted and said; the card is not
            self.spool.lost += len(made)
            self._say("record", "a card shown could not be recorded: %s", type(error).__name__)
        else:
            if rows:
                self.spool.append(rows)

    def write(self, change: Callable[[], None]) -> None:
        """Run a write of the store, and remember whether it could be made. Raises StoreError."""
        try:
            change()
        except StoreError as error:
            self.failed = f"{moment(datetime.now(UTC))}: {error}"
            self._say("database", "the database could not be written: %s", error)
            raise
        self.failed = ""

    def drain(self, *, others: bool) -> None:
        """Move what is in the spool to the database; with `others`, what processes that are gone have left too."""
        self.spool.drain(self._move)
        if others:
            self.spool.drain_left(self._move)

    def _move(self, rows: Any) -> None:
        if rows:
            self.write(lambda: self.store.add_shown(rows))

    def start(self) -> None:
        """Start moving in the background, in this process."""
        self._thread = threading.Thread(target=self._run, name="archive", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        turn = 0
        while True:
            self._turn(others=turn % _LOOK_FOR_OTHERS == 0)
            turn += 1
            if self._stop.wait(self._every):
                return

    def _turn(self, *, others: bool) -> None:
        try:
            self.drain(others=others)
        except StoreError:
            pass  # said by `write`; the spool keeps it
        except Exception as error:  # noqa: BLE001 - whatever it is, the next turn tries again
            self._say("spool", "the spool could not be moved to the database: %s", type(error).__name__)
        if self.spool.lost > self._told and self._say("lost", "%s records of cards shown were lost", self.spool.lost):
            self._told = self.spool.lost

    def _say(self, subject: str, message: str, value: object) -> bool:
        """Log a fault, at most once a minute for each subject; say whether it was logged."""
        if time.monotonic() - self._said.get(subject, float("-inf")) < _SAY_AGAIN:
            return False
        self._said[subject] = time.monotonic()
        _LOG.error(message, value)
        return True

    def stop(self) -> None:
        """End the background thread and move what is left; what cannot be moved stays for the next start."""
        self._stop.set()
        if self._thread:
            self._thread.join(10)
        self._turn(others=False)
        self.spool.close()


def _row(card: Json, at: str, *, silent: bool) -> Json:
    rule = card["source"]["topic"]["code"]
    return {
        "uuid": card["uuid"],
        "shown_at": at,
        "client": CLIENT,
        "rule": rule,
        "rule_version": _VERSIONS.get(rule, ""),
        "indicator": card["indicator"],
        "silent": silent,
        "suggestions": [_suggestion(one) for one in card.get("suggestions", ())],
    }


def _suggestion(suggestion: Json) -> Json:
    """Return what a suggestion was without its words: they name drugs of the chart."""
    kinds = [action["type"] for action in suggestion["actions"]]
    return {"uuid": suggestion["uuid"], "recommended": suggestion.get("isRecommended", False), "actions": kinds}
