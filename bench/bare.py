"""The yardstick: a bare Flask that parses the body and counts its resources by code. `python -m bench.bare PORT`."""

from __future__ import annotations

import logging
import sys
from collections import Counter
from typing import Any, Final

import orjson
from flask import Flask, Response, request

from service.server import Server

WORKERS: Final = 2


def scan(content: dict[str, Any]) -> Counter[tuple[str, str]]:
    """Return (system, code) -> how many codings of the prefetched resources bear it."""
    found: Counter[tuple[str, str]] = Counter()
    for bundle in content["prefetch"].values():
        for entry in bundle.get("entry", ()) if bundle else ():
            resource = entry["resource"]
            concept = resource.get("code") or resource.get("medicationCodeableConcept") or {}
            for coding in concept.get("coding", ()):
                found[coding.get("system", ""), coding.get("code", "")] += 1
    return found


def create_app() -> Flask:
    """Return the application: one route, no CORS, no log, no checks."""
    app = Flask("bare", static_folder=None)

    @app.post("/cds-services/bare")
    def call() -> Response:
        counted = scan(orjson.loads(request.get_data(cache=False)))
        return Response(orjson.dumps({"cards": [], "codes": len(counted)}), mimetype="application/json")

    return app


class _NoArchive:
    """Nothing is recorded."""

    def start(self) -> None:
        """Start nothing."""

    def stop(self) -> None:
        """Stop nothing."""


def main(port: int) -> None:
    """Serve it with the very gunicorn settings of the service."""
    logging.basicConfig(level=logging.WARNING)
    Server(create_app(), f"127.0.0.1:{port}", WORKERS, _NoArchive()).run()  # type: ignore[arg-type] # what it uses of it


if __name__ == "__main__":
    main(int(sys.argv[1]))
