"""What an analog is ordered for besides a tumor: emergencies by code, and other indications by code or by name."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from mappings.conditions import EMERGENCIES, Entry
from mappings.mentions import PRESENT, classify

ELSEWHERE: Final = frozenset(
    {"bowel-obstruction", "hepatorenal", "chylothorax", "fistula", "dumping", "antidiabetic-poisoning",
     "carcinoid-prophylaxis"}
)  # fmt: skip
"""Indications that have nothing to do with a hormone-producing tumor: silent unless an insulinoma is on record."""
_REASONS: Final = ELSEWHERE | EMERGENCIES | {"acromegaly"}
_NAMES: Final = (
    ("bowel-obstruction", r"\b(?:bowel|intestinal|gastrointestinal) obstruct\w*|\bileus\b"),
    ("hepatorenal", r"\bhepato-?renal\b"),
    ("chylothorax", r"\bchylothorax\b|\bchylous (?:effusion|ascites|leak)"),
    ("fistula", r"\bfistula\w*|\bpancreatic leak\b"),
    ("dumping", r"\bdumping\b"),
    ("carcinoid-prophylaxis", r"\bprophyla\w+(?: \w+){0,4} carcinoid\b|\bcarcinoid crisis prophyla\w+"),
)


def named(texts: Iterable[str]) -> frozenset[str]:
    """Return the indications that the words of a reason name."""
    return frozenset().union(*(_named(text[:500]) for text in texts))


@lru_cache(maxsize=1024)
def _named(text: str) -> frozenset[str]:
    return frozenset(name for name, term in _NAMES if classify(text, term) in PRESENT)


def of(entries: Iterable[Entry]) -> dict[str, frozenset[str]]:
    """Return what each Condition may be a reason for, by its reference; without those that are no such reason."""
    found = {}
    for entry in entries:
        sets = (entry.sets & _REASONS) | _named(entry.source.seen[:500])
        if sets:
            found[entry.source.reference] = sets
    return found
