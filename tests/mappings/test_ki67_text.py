"""A Ki-67 index in words: every odd spelling says its number, and nothing else says one."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.ki67_text import Said, said


@pytest.mark.parametrize(
    ("text", "low", "high", "sign"),
    [
        ("12 %", 12, 12, ""), ("12%", 12, 12, ""), ("2,5 %", 2.5, 2.5, ""), ("0.8 %", 0.8, 0.8, ""), ("0 %", 0, 0, ""), ("12 percent", 12, 12, ""),
        ("12 per cent", 12, 12, ""), ("12 Prozent", 12, 12, ""), ("12 pct", 12, 12, ""), ("12 %%", 12, 12, ""), ("12 %.", 12, 12, ""),
        ("\uff11\uff12\uff05", 12, 12, ""), ("\uff1c3\uff05", 3, 3, "<"), ("12\u00a0%", 12, 12, ""), ("12\u202f%", 12, 12, ""), ("12\u200b %", 12, 12, ""),
        ("ca. 15%", 15, 15, "~"), ("approx 10%", 10, 10, "~"), ("approximately 10 %", 10, 10, "~"), ("~10 %", 10, 10, "~"), ("\u224810 %", 10, 10, "~"),
        ("about 5 percent", 5, 5, "~"), ("etwa 5 %", 5, 5, "~"),
        ("<1%", 1, 1, "<"), ("< 1 %", 1, 1, "<"), ("less than 3 %", 3, 3, "<"), ("unter 2 %", 2, 2, "<"), ("\u2264 5%", 5, 5, "<="), ("<= 5 %", 5, 5, "<="),
        ("up to 10 %", 10, 10, "<="), ("max. 5 %", 5, 5, "<="), ("> 20%", 20, 20, ">"), ("more than 20 %", 20, 20, ">"), ("\u2265 20%", 20, 20, ">="),
        ("at least 20 %", 20, 20, ">="), ("20+ %", 20, 20, ">="), ("mehr als 20 %", 20, 20, ">"), ("\u00fcber 20 %", 20, 20, ">"),
        ("\u226e5 %", 5, 5, ">="), ("\u226f5 %", 5, 5, "<="),
        ("3\u20135 %", 3, 5, ""), ("3 to 5 %", 3, 5, ""), ("3-5%", 3, 5, ""), ("3% to 5%", 3, 5, ""), ("3 bis 5 Prozent", 3, 5, ""),
        ("between 3 and 5 %", 3, 5, ""), ("<1 to 3 %", 0, 3, "~"), ("2.5-3,5 %", 2.5, 3.5, ""), ("5 \u00b1 2 %", 3, 7, "~"), ("5% +/- 2%", 3, 7, "~"),
        ("Ki-67: 12 %", 12, 12, ""), ("Ki67 proliferation index 12 percent", 12, 12, ""), ("Ki-67 - 5 %", 5, 5, ""), ("MIB-1 5 %", 5, 5, ""),
        ("Ki 67 (MIB 1) 12%", 12, 12, ""), ("12 % Ki-67", 12, 12, ""), ("G2 (Ki-67 12 %)", 12, 12, ""), ("G2, 12 %", 12, 12, ""),
        ("Ki-67 < 3 % (G1), mitoses 12/10 HPF", 3, 3, "<"), ("synaptophysin 90 %; Ki-67 4 %", 4, 4, ""), ("Ki-67 4 %; synaptophysin 90 %", 4, 4, ""),
        ("12 % (hot spot)", 12, 12, ""), ("12 % in 500 cells", 12, 12, ""), ("2 % (G1: <3 %)", 2, 2, ""), ("2 % (reference 0-20 %)", 2, 2, ""),
        ("5\u00b9 %", 5, 5, ""), ("2024-05-01: 12 %", 12, 12, ""), ("nicht erh\u00f6ht, 2 %", 2, 2, ""), ("Proliferationsindex 5 %", 5, 5, ""),
    ],
)  # fmt: skip
def test_words_say_percent(text: str, low: float, high: float, sign: str) -> None:
    """A number with percent, in any spelling, is read with its sign or as its range."""
    found = said(text)
    assert isinstance(found, Said)
    assert (found.low, found.high, found.sign, found.percent, found.several) == (low, high, sign, True, False)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("5 % (hot spot 22 %)", 5, 22), ("5 %, focally 15 %", 5, 15), ("12 %/20 %", 12, 20), ("10-15-20 %", 10, 20), ("5, 12 %", 5, 12),
        ("12 or 15 %", 12, 15), ("3%-5%, 12%", 3, 12), ("5-3 %", 3, 5), ("<1 %, focally >20 %", 0, 100),
    ],
)  # fmt: skip
def test_several_values_are_spanned(text: str, low: float, high: float) -> None:
    """Where a text holds several values, the span of all of them is said, and that they are several."""
    found = said(text)
    assert isinstance(found, Said)
    assert (found.low, found.high, found.several) == (low, high, True)


@pytest.mark.parametrize(
    ("text", "value", "cells"),
    [
        ("15/100", 15, 100), ("75/500", 15, 500), ("75 / 500", 15, 500), ("75 of 500 cells", 15, 500), ("75 von 500 Zellen", 15, 500),
        ("Ki-67 75/500", 15, 500), ("10/2000 cells", 0.5, 2000), ("(75/500)", 15, 500), ("600/500", 120, 500),
    ],
)  # fmt: skip
def test_a_count_of_cells_is_a_percentage(text: str, value: float, cells: float) -> None:
    """Positive cells of cells counted are a percentage with the number of cells."""
    found = said(text)
    assert isinstance(found, Said)
    assert (found.low, found.high, found.percent, found.cells) == (value, value, True, cells)


@pytest.mark.parametrize(
    ("text", "low", "high", "whole"),
    [("12", 12, 12, True), ("0,15", 0.15, 0.15, False), ("<3", 3, 3, True), ("2 - 3", 2, 3, True), ("Ki-67 index 12", 12, 12, True), ("1.0", 1, 1, False)],
)  # fmt: skip
def test_a_bare_number_has_no_unit(text: str, low: float, high: float, whole: bool) -> None:
    """A number alone is read without a unit, and whether it was written as a whole one."""
    found = said(text)
    assert isinstance(found, Said)
    assert (found.low, found.high, found.percent, found.whole) == (low, high, False, whole)


@pytest.mark.parametrize(
    "text",
    ["n/a", "N.A.", "na", "pending", "Pending.", "not done", "not performed", "unknown", "none", "", "  ", "-", "--", "tbd", "insufficient material",
     "nicht bestimmt", "ausstehend", "not evaluable: necrosis"],
)  # fmt: skip
def test_words_say_that_there_is_none(text: str) -> None:
    """Words for a result that does not exist are missing, and no value."""
    assert said(text) == "missing"


@pytest.mark.parametrize(
    "text",
    ["high", "low", "positive", "see report", "G2", "Ki-67", "-5 %", "pending 3/2024", "pending; previous 12 %", "previously 12 %", "cutoff 20 %", "3/2024",
     "5-", "1.234,5 %", "1e3 %", "1/2 %", "\u00bd %", "12345 %", "stage 2 of disease", "12 mm", "Ki-67 of 12 mm", "v12", "12x", "1 2 3"],
)  # fmt: skip
def test_other_words_are_not_readable(text: str) -> None:
    """What is not surely one index is not read as one: a date, a cutoff, an older value, half a range."""
    assert said(text) == "not readable"


@pytest.mark.parametrize(
    "text",
    ["proliferationsindex" * 26 + "!", "hotspots" * 62 + "!", "1 " * 250, "<" * 500, "-" * 500, "(" * 500, "(g1" * 160, "ki-67 " * 80, "1-" * 250,
     "1%" * 250, "1 to " * 100, "1," * 250, "ca. " * 120, " " * 499 + "x", "n/a" * 160],
)  # fmt: skip
def test_hostile_words_cost_no_time(text: str) -> None:
    """No text makes the patterns run away."""
    started = time.perf_counter()
    said(text)
    assert time.perf_counter() - started < 0.2


@given(st.text(max_size=60) | st.text(alphabet="0123456789.,%<>~-/ kito67()", max_size=40))
def test_any_words_are_answered(text: str) -> None:
    """Any text is read, missing or not readable, and never raises; what is read has its ends in order."""
    found = said(text)
    assert found in ("missing", "not readable") or (isinstance(found, Said) and found.low <= found.high)


def test_only_the_beginning_is_read() -> None:
    """Words after the first five hundred characters are not read."""
    assert said("x" * 499 + " 12 %") == "not readable"
