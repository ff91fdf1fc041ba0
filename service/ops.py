"""Health routes, for a load balancer and for people; no patient data, and no CORS.

Ready is 200 also while the database is away, with "degraded" and the reason: cards are answered without it, and a
balancer that took every node away for the sake of feedback would silence the warnings.
"""

from __future__ import annotations

from typing import Any, Final

import orjson
from flask import Blueprint, Flask, Response

from service.archive import Archive
from service.engine import running
from service.store import REVISION, StoreError

BLUEPRINT: Final = Blueprint("ops", __name__, url_prefix="/health")
Json = dict[str, Any]


@BLUEPRINT.get("/live")
def live() -> Response:
    """Say that this process answers."""
    return _answer({"status": "alive"})


@BLUEPRINT.get("/ready")
def ready() -> Response:
    """Say what works: the knowledge is loaded or the process would not have started; the database and the spool may not."""
    archive = running().archive
    database = _database(archive)
    records: Json = {"waitingBytes": archive.spool.waiting, "lost": archive.spool.lost} if archive else {}
    well = database["reachable"] and not database.get("lastWriteFailed") and not records.get("lost")
    said = {"status": "ready" if well else "degraded", "knowledge": "loaded", "database": database}
    return _answer(said | ({"records": records} if records else {}))


def _database(archive: Archive | None) -> Json:
    if archive is None:
        return {"reachable": False, "problem": "this process has no database"}
    try:
        archive.store.probe()
    except StoreError as error:
        return {"reachable": False, "problem": str(error)}
    failed = {"lastWriteFailed": archive.failed} if archive.failed else {}
    return {"reachable": True, "schema": REVISION} | failed


def _answer(content: Json) -> Response:
    return Response(orjson.dumps(content), mimetype="application/json", headers={"Cache-Control": "no-store"})


def init_app(app: Flask) -> None:
    """Register the routes."""
    app.register_blueprint(BLUEPRINT)
