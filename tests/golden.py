"""The golden cases: a request, and beside it the cards that must come of it, as of one fixed moment."""

from __future__ import annotations

import hashlib
import itertools
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from hooks.registry import RECOMMENDATIONS
from mappings import terminology
from service import body
from service.engine import Answer, Engine
from service.settings import Settings

FOLDER: Final = Path(__file__).with_name("cases")
VERSIONS: Final = FOLDER / "versions.json"
AS_OF: Final = datetime(2026, 11, 23, 12, tzinfo=UTC)
OFF: Final = Settings(auth="off")
TERMS: Final = terminology.load()
Json = dict[str, Any]


def requests() -> list[Path]:
    """Return the path of every golden request."""
    return sorted(path for path in FOLDER.glob("*/*.json") if not path.name.endswith(".cards.json"))


def cards_path(request: Path) -> Path:
    """Return the path of the cards expected of a request."""
    return request.with_name(f"{request.stem}.cards.json")


def name(path: Path) -> str:
    """Return `<rule id>/<case>`."""
    return f"{path.parent.name}/{path.stem}"


def engine(as_of: datetime = AS_OF) -> Engine:
    """Return the engine with the fixed clock and no FHIR server."""
    return Engine(OFF, TERMS, lambda: as_of, b"")


def answer(content: Json, as_of: datetime = AS_OF) -> Answer:
    """Answer a request as the endpoint would, without HTTP."""
    return engine(as_of).answer(body.hook_request(content, content["hook"]))


def numbered(cards: list[Json]) -> list[Json]:
    """Return the cards with their random uuids replaced by their order, and without the address of the service."""
    count = itertools.count(1)
    made: list[Json] = json.loads(json.dumps(cards))
    for card in made:
        card["source"].pop("url", None)
        for one in (card, *card.get("suggestions", [])):
            one["uuid"] = f"uuid-{next(count)}"
    return made


def digests(read: Callable[[Path], list[Json]]) -> dict[str, dict[str, str]]:
    """Return rule -> its version and a digest of every golden card of that rule, wherever it appears."""
    texts: dict[str, list[str]] = {one.rule: [] for one in RECOMMENDATIONS}
    for path in requests():
        for card in read(path):
            texts[card["source"]["topic"]["code"]].append(json.dumps(card, sort_keys=True))
    versions = {one.rule: one.version for one in RECOMMENDATIONS}
    return {
        rule: {"version": versions[rule], "digest": hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()}
        for rule, lines in texts.items()
    }


def expected(request: Path) -> list[Json]:
    """Return the cards expected of a request."""
    found: list[Json] = json.loads(cards_path(request).read_text(encoding="utf-8"))
    return found
