"""The golden cases of the repository, where they are beside this code: requests with the cards expected of them."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parents[1] / "tests" / "cases"


@dataclass(frozen=True, slots=True)
class Case:
    """One case: the rule that it is filed under, its name, and how often each rule speaks in it, by urgency."""

    rule: str
    name: str
    said: Counter[tuple[str, str]]


def cases(folder: Path = FOLDER) -> list[Case]:
    """Return every case in order; none where the repository is not there, as in an installed wheel."""
    if not (folder / "versions.json").is_file():
        return []
    found = sorted(path for path in folder.glob("*/*.json") if not path.name.endswith(".cards.json"))
    return [Case(path.parent.name, path.stem, _said(path)) for path in found]


def _said(request: Path) -> Counter[tuple[str, str]]:
    cards = json.loads(request.with_name(f"{request.stem}.cards.json").read_text(encoding="utf-8"))
    return Counter((card["source"]["topic"]["code"], card["indicator"]) for card in cards)


def counts(every: list[Case], rule: str) -> dict[str, int]:
    """Return what the cases filed under a rule, and all cases together, show of it."""
    own = [one for one in every if one.rule == rule]
    said = {urgency: sum(one.said[rule, urgency] for one in every) for urgency in ("critical", "warning", "info")}
    return {
        "speaks": sum(one.name.startswith("in-") for one in own),
        "silent": sum(one.name.startswith("out-") for one in own),
    } | said
