"""The numbers of `definitions.toml`, by name."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, Final

ENTRIES: Final[dict[str, dict[str, Any]]] = tomllib.loads(
    Path(__file__).with_name("definitions.toml").read_text(encoding="utf-8")
)
VALUES: Final[dict[str, float]] = {name: float(entry["value"]) for name, entry in ENTRIES.items()}
