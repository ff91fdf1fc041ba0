"""What an analog is ordered for besides a tumor: emergencies by code, and other indications by code or by name."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from mappings import names
from mappings.conditions import EMERGENCIES, Entry
from mappings.mentions import PRESENT, classify
from mappings.model import Fact

ELSEWHERE: Final = frozenset(
    {"bowel-obstruction", "hepatorenal", "chylothorax", "fistula", "dumping", "antidiabetic-poisoning",
     "carcinoid-prophylaxis"}
)  # fmt: skip
"""Indications that have nothing to do with a hormone-producing tumor: silent unless an insulinoma is on record."""
OTHER_DOSE: Final = frozenset({"acromegaly", "renal-cancer", "gist", "breast-cancer", "tuberous-sclerosis"})
"""Diseases for which drugs that are given for these tumors as well have a dose of their own."""
_REASONS: Final = ELSEWHERE | EMERGENCIES | OTHER_DOSE
_NAMES: Final = (
    ("bowel-obstruction", r"\b(?:bowel|intestinal|gastrointestinal) obstruct\w*|\bileus\b"),
    ("hepatorenal", r"\bhepato-?renal\b"),
    ("chylothorax", r"\bchylothorax\b|\bchylous (?:effusion|ascites|leak)"),
    ("fistula", r"\bfistula\w*|\bpancreatic leak\b"),
    ("dumping", r"\bdumping\b"),
    ("carcinoid-prophylaxis", r"\bprophyla\w+(?: \w+){0,4} carcinoid\b|\bcarcinoid crisis prophyla\w+"),
)


def named(texts: Iterable[str]) -> frozenset[str]:
    """Return the indications, and the diseases with a dose of their own, that the words of a reason name."""
    said = [text[:500] for text in texts]
    return frozenset().union(*map(_named, said)) | (names.sets_of(said)[0] & OTHER_DOSE if said else frozenset())


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


def with_other_dose(entries: Iterable[Entry]) -> tuple[Fact, ...]:
    """Return the diseases on record that have a dose of their own: active, suspected or not."""
    return tuple(
        Fact(name, entry.source)
        for entry in entries
        if entry.active is not False
        for name in sorted(entry.sets & OTHER_DOSE)
    )
