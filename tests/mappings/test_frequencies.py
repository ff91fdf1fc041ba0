"""How often, from words in English and German."""

from __future__ import annotations

import time

import pytest

from mappings import frequencies

DAY, WEEK, MONTH = 1.0, 7.0, 28.0


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("20 mg i.m. alle 4 Wochen", 28), ("120 mg s.c. alle 28 Tage", 28), ("30 mg IM q4 weeks", 28), ("q28d", 28), ("q 28 d", 28),
        ("Q4W", 28), ("q4wk", 28), ("every 28 days", 28), ("every four weeks", 28), ("every 4-6 weeks", 28), ("every 4 to 6 weeks", 28),
        ("every 28 (twenty-eight) days", 28), ("once every 28 days", 28), ("each 28 day cycle", 28), ("4-weekly", 28), ("4 weekly", 28),
        ("3 monthly", 84), ("14-t\u00e4gig", 14), ("4-w\u00f6chentlich", 28), ("8 hourly", 1 / 3), ("1x/Monat", 28), ("1 x monatlich", 28), ("2x im Monat", 14),
        ("twice a month", 14), ("twice monthly", 14), ("twice weekly", 3.5), ("2x/Woche", 3.5), ("zweimal w\u00f6chentlich", 3.5), ("3x/Tag", 1 / 3),
        ("3 x 100 \u00b5g s.c. t\u00e4glich", 1 / 3), ("3 x 100 \u00b5g s.c. pro Tag", 1 / 3), ("3x tgl.", 1 / 3), ("dreimal t\u00e4glich", 1 / 3),
        ("100 mcg SC TID", 1 / 3), ("t.i.d.", 1 / 3), ("tds", 1 / 3), ("b.i.d.", 0.5), ("BID", 0.5), ("QID", 0.25), ("q.i.d.", 0.25), ("QOD", 2),
        ("every other day", 2), ("every other week", 14), ("every third week", 21), ("every 2 weeks", 14), ("fortnightly", 14),
        ("every day", 1), ("once a day", 1), ("qd", 1), ("nightly", 1), ("at bedtime", 1), ("every morning", 1), ("t\u00e4glich", 1), ("alle 8 Std.", 1 / 3),
        ("alle 8 Stunden", 1 / 3), ("every 6-8 hours", 0.25), ("q6-8h", 0.25), ("jeden Monat", 28), ("jede Woche", 7), ("monatlich", 28),
        ("w\u00f6chentlich", 7), ("monthly", 28), ("weekly", 7), ("every month", 28), ("qmonth", 28), ("every 3 months", 84), ("every year", 365),
        ("20 mg/4 weeks", 28), ("20 mg/month", 28), ("30 mg per 4 weeks", 28), ("1-0-1", 0.5), ("1-1-1", 1 / 3), ("1-1-1-1", 0.25), ("0-0-1", 1),
        ("three times a day", 1 / 3), ("3 times daily", 1 / 3), ("four times per day", 0.25), ("2 per day", 0.5), ("once a week", 7),
        ("TID x 5 days", 1 / 3), ("daily for two days", 1), ("100 mcg q8h, then 20 mg every 4 weeks", 1 / 3),
    ],
)  # fmt: skip
def test_words_give_an_interval(text: str, days: float) -> None:
    """English and German, abbreviated or written out, with ranges at their short end."""
    assert frequencies.interval(text) == pytest.approx(days)


@pytest.mark.parametrize(
    "text",
    ["", "as directed", "biweekly", "bi-weekly", "for two days", "for 3 months", "in 4 weeks", "2026-1-1", "0-0-0", "every 0 weeks", "20 mg",
     "12/2026", "twice", "three", "5 days", "1-1-1/2", "stat", "each syringe"],
)  # fmt: skip
def test_other_words_give_none(text: str) -> None:
    """A duration, a date, an ambiguous word and nothing are no interval."""
    assert frequencies.interval(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "every " * 200,
        "q" * 600,
        "1x" * 300,
        "3 x 1" * 150,
        "1-" * 300,
        "alle 4 (" + "a" * 490,
        "zwei" * 150,
        "3 x 100 " + "a " * 300,
    ],
)
def test_long_words_take_no_time(text: str) -> None:
    """No text makes the patterns run away."""
    began = time.perf_counter()
    frequencies.interval(text)
    assert time.perf_counter() - began < 0.1
