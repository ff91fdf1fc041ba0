"""The hazard log is kept: every hazard names tests that exist, and the known limits are those of the code."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "safety.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (H\d+) \| (.+) \|$", PAGE, re.MULTILINE)


@cache
def functions(path: Path) -> set[str]:
    """Return the tests of a file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_the_log_is_numbered() -> None:
    """At least twenty hazards, numbered without a gap."""
    assert [name for name, _ in ROWS] == [f"H{number}" for number in range(1, len(ROWS) + 1)]
    assert len(ROWS) >= 20


@pytest.mark.parametrize(("name", "row"), ROWS, ids=[name for name, _ in ROWS])
def test_each_hazard_is_held_off_by_tests_that_exist(name: str, row: str) -> None:
    """A hazard has a cause, a control, and at least one test or golden case that is there."""
    cells = row.split(" | ")
    assert len(cells) == 4, name
    assert all(cells)
    named = re.findall(r"`(tests/[^`]+)`", cells[3])
    assert named
    for one in named:
        path, _, function = one.partition("::")
        assert (ROOT / path).is_file(), one
        if path.startswith("tests/cases/"):
            assert (ROOT / path).with_name(f"{Path(path).stem}.cards.json").is_file(), one
        else:
            assert function in functions(ROOT / path), one


def test_nothing_reads_allergies_or_interactions() -> None:
    """The limits say that allergies are not read; when they are, the page has to change."""
    asked = (ROOT / "mappings" / "elements.py").read_text(encoding="utf-8")
    assert "AllergyIntolerance" not in asked
    assert "No allergies and no interactions are read" in PAGE
