"""Feedback on cards (CDS Hooks 2.0.1, "Feedback"): read leniently, answered only when it is on disk.

Every entry that names a card and an outcome is kept, also one on a card that is not on record. One that does not is
refused by its place in the array, with 400, and the others of the batch are kept all the same: the whole batch may be
sent again, since what is stored already is not stored twice.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

import orjson
from flask import Blueprint, Flask, Response

from mappings.reading import child, string
from service import body, cds
from service.archive import CLIENT, UUID, Archive, moment
from service.exceptions import Refused
from service.received import received
from service.store import Row, StoreError

LARGEST: Final = 1024 * 1024
"""Bytes of one call; a larger one is 413."""
RETRY_AFTER: Final = 30
"""Seconds that a client is asked to wait when feedback could not be stored."""
_OUTCOMES: Final = ("accepted", "overridden")
_LONGEST: Final = 255
_MOST_NAMED: Final = 20
_AGAIN: Final = "Correct these and send the batch again: what is stored is not stored twice."
Json = dict[str, Any]


class Bad(Exception):  # noqa: N818 - an entry that is refused; the message says what it must be
    """One entry that cannot be kept."""


def entries(content: Json) -> list[Any]:
    """Return the entries of a batch; refused where there is none."""
    found = content.get("feedback")
    if not isinstance(found, list) or not found:
        raise Refused(400, "required", "The request must have an array 'feedback' with at least one entry.")
    return found


def read(sent: list[Any], service: str, now: datetime) -> tuple[list[Row], list[Row], list[str]]:
    """Return the rows of `feedback` and of `feedback_comment`, and one line for each entry that cannot be kept."""
    rows, comments, bad = [], [], []
    for place, entry in enumerate(sent):
        try:
            row = _row(entry, service) | {"received_at": moment(now)}
        except Bad as error:
            bad.append(f"feedback[{place}]: {error}")
            continue
        rows.append(row)
        comment = _comment(entry, row)
        if comment:
            comments.append({"feedback": row["digest"], "digest": _digest(comment), "comment": comment})
    return rows, comments, bad


def _row(entry: Any, service: str) -> Row:
    """Return one entry as stored; `digest` is of all that was said but the comment, so that a repeat is the same row."""
    if not isinstance(entry, dict):
        raise Bad("must be an object.")
    outcome = string(entry.get("outcome")).lower()
    if outcome not in _OUTCOMES:
        raise Bad("'outcome' must be 'accepted' or 'overridden'.")
    reason = _reason(entry)
    row = {
        "service": service,
        "client": CLIENT,
        "card": _short("card", _card(string(entry.get("card")))),
        "outcome": outcome,
        # As sent, however odd: the clock of the sender is not ours to correct, and received_at stands beside it.
        "outcome_timestamp": _words(entry.get("outcomeTimestamp"))[:64],
        "accepted_suggestions": _suggestions(entry.get("acceptedSuggestions")),
    } | {f"reason_{part}": _short(f"overrideReason.reason.{part}", text) for part, text in reason.items()}
    if not row["card"]:
        raise Bad("'card' must be the uuid of a card.")
    return row | {"digest": _digest(row)}


def _card(sent: str) -> str:
    """Return a card's uuid in the spelling that we gave it; what is no uuid is kept as sent."""
    bare = sent.removeprefix("urn:uuid:").lower()
    return bare if UUID.fullmatch(bare) else sent


def _suggestions(sent: Any) -> list[str]:
    """Return the ids of accepted suggestions: objects with an id as specified, or with a uuid, or bare strings."""
    found = [_suggestion(one) for one in (sent if isinstance(sent, list) else [sent]) if one]
    return [_short("acceptedSuggestions", one) for one in found]


def _suggestion(sent: Any) -> str:
    return string(sent.get("id") or sent.get("uuid") if isinstance(sent, dict) else sent) or _words(sent)


def _reason(entry: Json) -> dict[str, str]:
    """Return the Coding of an overrideReason, also where it lies directly in it, in an array, or is only a string."""
    sent = _first(entry.get("overrideReason"))
    coding = _first(sent.get("reason", sent)) if isinstance(sent, dict) else sent
    if isinstance(coding, dict):
        return {part: string(coding.get(part)) for part in ("system", "code", "display")}
    return {"system": "", "code": string(coding), "display": ""}


def _first(sent: Any) -> Any:
    return sent[0] if isinstance(sent, list) and sent else sent


def _comment(entry: Json, row: Row) -> str:
    """Return what was typed; and a reason of which not everything was understood, so that nothing of it is lost."""
    whole = entry.get("overrideReason")
    typed = _words(child(entry, "overrideReason").get("userComment") or entry.get("userComment"))
    inner = whole.get("reason") if isinstance(whole, dict) else None
    several = any(isinstance(one, list) and len(one) > 1 for one in (whole, inner))
    known = typed or row["reason_system"] or row["reason_code"] or row["reason_display"]
    return _words(whole) if several or (whole and not known) else typed


def _short(name: str, text: str) -> str:
    if len(text) > _LONGEST:
        raise Bad(f"'{name}' must have at most {_LONGEST} characters.")
    return text


def _words(value: Any) -> str:
    """Return text as sent; what should be text and is not is kept as its JSON."""
    return value if isinstance(value, str) else "" if value is None else orjson.dumps(value).decode()


def _digest(value: Any) -> str:
    return sha256(orjson.dumps(value, option=orjson.OPT_SORT_KEYS)).hexdigest()


def init_app(app: Flask, archive: Archive | None, now: Callable[[], datetime]) -> None:
    """Register the route; without an archive it stores nothing, and says so (503)."""
    routes = Blueprint("feedback", __name__)

    @routes.post("/cds-services/<path:service_id>/feedback", strict_slashes=False)
    @routes.post("/cds-services/<path:service_id>/feedback/", strict_slashes=False)
    def take(service_id: str) -> Response:
        cds.named(service_id)
        content, _ = body.parse(received(LARGEST))
        rows, comments, bad = read(entries(content), service_id, now())
        if rows:
            _store(archive, rows, comments)
        if bad:
            named = (*bad[:_MOST_NAMED], *([f"and {len(bad) - _MOST_NAMED} more"] if len(bad) > _MOST_NAMED else []))
            raise Refused(400, "value", f"{len(rows)} stored, {len(bad)} refused. {_AGAIN}", named)
        return Response(orjson.dumps({"stored": len(rows)}), mimetype="application/json")

    app.register_blueprint(routes)


def _store(archive: Archive | None, rows: list[Row], comments: list[Row]) -> None:
    if archive is not None:
        with suppress(StoreError):
            archive.write(lambda: archive.store.add_feedback(rows, comments))
            return
    message = "The feedback could not be stored. Keep it, and send the same batch again later."
    raise Refused(503, "transient", message, retry_after=RETRY_AFTER)
