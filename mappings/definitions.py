"""The numbers of `definitions.toml`, by name."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, Final


def read(path: Path) -> dict[str, dict[str, Any]]:
    """Return the entries of a file of numbers or sources: name -> value, meaning, source, status, approval."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def values(entries: dict[str, dict[str, Any]]) -> dict[str, float]:
    """Return name -> number."""
    return {name: float(entry["value"]) for name, entry in entries.items()}


ENTRIES: Final[dict[str, dict[str, Any]]] = read(Path(__file__).with_name("definitions.toml"))
VALUES: Final[dict[str, float]] = values(ENTRIES)
