"""Dose, rate and "once" from words in English and German."""

from __future__ import annotations

import time

import pytest

from mappings import sig


@pytest.mark.parametrize(
    ("text", "mg"),
    [
        ("20 mg i.m. alle 4 Wochen", 20), ("3 x 100 \u00b5g s.c. t\u00e4glich", 0.1), ("100 Mikrogramm", 0.1), ("0,1 mg", 0.1), ("20MG IM", 20),
        ("10-20 mg", 20), ("50 to 100 mcg", 0.1), ("1,000 mcg", 1), ("1.000 \u00b5g", 1), ("1,500 mg", 1500), ("0.125 mg", 0.125), ("37.5 mg", 37.5),
        ("20 mg/4 weeks", 20), ("20 mg/month", 20), ("20 mg pro Monat", 20), ("120 mg per 28 days", None), ("1.500 mg", None),
        ("50 mcg/h", None), ("50 mcg per hour", None), ("50 \u00b5g pro Stunde", None), ("300 mcg/day", None), ("500 mcg/mL", None),
        ("5 mg/kg", None), ("1 mcg/kg/h", None), ("5 mg per kg", None), ("500 mcg in 100 mL", None), ("0 mg", None), ("mg", None), ("", None),
        ("100 mcg bolus, then 50 mcg/h", 0.1),
    ],
)  # fmt: skip
def test_words_give_a_dose(text: str, mg: float | None) -> None:
    """The highest single dose counts; an amount per hour, day, mL or kg is none, and an ambiguous number is none."""
    found = sig.dose(text)
    assert found == (pytest.approx(mg) if mg is not None else None)


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("50 mcg/h", 0.05), ("50 mcg/hr", 0.05), ("50 mcg per hour", 0.05), ("50 \u00b5g/Std", 0.05), ("25 \u00b5g pro Stunde", 0.025), ("1 mcg/min", 0.06),
        ("1.2 mg/24 h", 0.05), ("25-50 mcg/h", 0.05), ("50 mcg", None), ("5 mL/h", None), ("1 mcg/kg/h", None), ("300 mcg/day", None), ("", None),
    ],
)  # fmt: skip
def test_words_give_a_rate(text: str, rate: float | None) -> None:
    """A mass per hour, minute or 24 hours is a rate in mg per hour; mL and weight-based rates are not known."""
    found = sig.rate(text)
    assert found == (pytest.approx(rate) if rate is not None else None)


@pytest.mark.parametrize(
    ("text", "infused"),
    [("50 mcg/h", True), ("5 mL/hr", True), ("continuous IV", True), ("IV drip", True), ("\u00fcber Perfusor", True), ("as infusion", True),
     ("1 mcg/kg/h", True), ("100 mcg SC TID", False), ("20 mg IM", False), ("500 mcg/mL", False), ("", False)],
)  # fmt: skip
def test_words_tell_an_infusion(text: str, infused: bool) -> None:
    """A rate in any unit, or the name of an infusion."""
    assert sig.is_infused(text) is infused


@pytest.mark.parametrize(
    ("text", "once"),
    [("einmalig 50 \u00b5g s.c.", True), ("Einmalgabe", True), ("100 mcg once", True), ("einmalig, danach alle 4 Wochen", False), ("single-dose vial", False),
     ("1 single dose", True), ("x1", True), ("x1 daily", False), ("einmal t\u00e4glich", False), ("once", True), ("once then stop", False)],
)  # fmt: skip
def test_words_tell_a_single_dose(text: str, once: bool) -> None:
    """Once, and nothing after it; a single-dose vial is a package."""
    assert sig.is_once(text) is once


@pytest.mark.parametrize(
    ("text", "needed"),
    [
        ("100 mcg SC TID PRN flushing", True),
        ("as needed", True),
        ("bei Bedarf", True),
        ("b. B.", True),
        ("if needed", True),
        ("daily", False),
    ],
)
def test_words_tell_a_dose_as_needed(text: str, needed: bool) -> None:
    """PRN in English and German."""
    assert sig.is_as_needed(text) is needed


@pytest.mark.parametrize("text", ["1 mg/" * 150, "1,1," * 200, "1.1 " * 150, "9" * 600, "mg " * 200, "1-" * 300 + "mg"])
def test_long_words_take_no_time(text: str) -> None:
    """No text makes the patterns run away."""
    began = time.perf_counter()
    for read in (sig.dose, sig.rate, sig.is_infused, sig.is_once, sig.is_as_needed):
        read(text)
    assert time.perf_counter() - began < 0.1
