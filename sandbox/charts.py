"""The charts: patients/*.json and staff.json, with the dates of a day, and the story of each patient.

A date in a file is written as `{{today-8d}}`, or `{{today-8dT07:30}}` for a moment in UTC, so that a story never grows
old. The files are FHIR R4 Bundles once the dates are in place; the tests validate them.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from sandbox.parameters import SEARCH

Json = dict[str, Any]
Charts = Mapping[str, Mapping[str, Json]]
"""Resource type -> id -> resource."""
FOLDER: Final = Path(__file__).with_name("patients")
STAFF: Final = Path(__file__).with_name("staff.json")
STORIES: Final = FOLDER / "stories.toml"
_DATE: Final = re.compile(r"\{\{today(?:-(\d{1,5})d)?(?:T(\d\d:\d\d))?\}\}")


@dataclass(frozen=True, slots=True)
class Story:
    """One patient in one line, and the orders that the story is about (names of the formulary, or free text)."""

    id: str
    name: str
    story: str
    orders: tuple[str, ...]


def dated(text: str, day: date) -> str:
    """Put the dates of a day in place of the offsets."""

    def moment(match: re.Match[str]) -> str:
        then = (day - timedelta(days=int(match[1] or 0))).isoformat()
        return f"{then}T{match[2]}:00Z" if match[2] else then

    return _DATE.sub(moment, text)


def bundle(path: Path, day: date) -> Json:
    """Return a file's Bundle with the dates of a day."""
    read: Json = json.loads(dated(path.read_text(encoding="utf-8"), day))
    return read


@lru_cache(maxsize=2)
def on_file(day: date) -> Charts:
    """Return every resource as it is on a day; its version is the day, since its dates change with it."""
    found: dict[str, dict[str, Json]] = {kind: {} for kind in SEARCH}
    for path in (STAFF, *sorted(FOLDER.glob("*.json"))):
        for entry in bundle(path, day)["entry"]:
            resource = entry["resource"]
            meta = {"versionId": f"{day:%Y%m%d}", "lastUpdated": f"{day}T00:00:00Z"}
            found[resource["resourceType"]][resource["id"]] = {
                "resourceType": resource["resourceType"],
                "id": resource["id"],
                "meta": resource.get("meta", {}) | meta,
                **{name: value for name, value in resource.items() if name not in ("resourceType", "id", "meta")},
            }
    return found


@lru_cache(maxsize=1)
def stories() -> tuple[Story, ...]:
    """Return the stories in the order of the file."""
    listed = tomllib.loads(STORIES.read_text(encoding="utf-8"))["patient"]
    return tuple(Story(one["id"], one["name"], one["story"], tuple(one["orders"])) for one in listed)
