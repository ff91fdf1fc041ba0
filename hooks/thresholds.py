"""The numbers of `thresholds.toml`, by name."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from mappings.definitions import read, values

ENTRIES: Final[dict[str, dict[str, Any]]] = read(Path(__file__).with_name("thresholds.toml"))
THRESHOLDS: Final[dict[str, float]] = values(ENTRIES)
