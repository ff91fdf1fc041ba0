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
    ("text", "low", "high", "sign"),
    [
        *((f"{words} 3 %", 3, 3, "<") for words in (
            "menos de", "menos del", "menor de", "menor que", "menor a", "inferior a", "inferior al", "por debajo de", "por debajo del", "moins de", "inf\u00e9rieur \u00e0",
            "inf\u00e9rieure \u00e0", "en dessous de", "meno di", "meno del", "inferiore a", "inferiore al", "minore di", "sotto il", "minder dan", "lager dan", "kleiner dan", "onder",
            "weniger als", "kleiner als", "kleiner", "geringer als", "niedriger als", "unterhalb von", "less than", "lower than", "smaller than", "Ki-67: menos de", "Ki-67 kleiner als:",
            "Ki-67 Index menor del", "\u00edndice Ki-67 inferior al", "abaixo de", "Taux de Ki-67 inf\u00e9rieur \u00e0",
        )),
        *((f"{words} 20 %", 20, 20, ">") for words in (
            "m\u00e1s de", "m\u00e1s del", "mayor de", "mayor que", "mayor a", "superior a", "superior al", "por encima de", "por encima del", "plus de", "sup\u00e9rieur \u00e0",
            "sup\u00e9rieure \u00e0", "au-dessus de", "pi\u00f9 di", "pi\u00f9 del", "superiore a", "superiore al", "maggiore di", "oltre", "oltre il", "meer dan", "hoger dan", "groter dan",
            "boven", "mehr als", "gr\u00f6\u00dfer", "gr\u00f6\u00dfer als", "groesser als", "gr\u00f6sser", "h\u00f6her als", "\u00fcber", "oberhalb von", "higher than", "larger than", "exceeding",
            "mais de", "acima de",
        )),
        *((f"{words} 5 %", 5, 5, "<=") for words in (
            "bis", "bis zu", "hasta", "jusqu'\u00e0", "fino al", "fino a", "tot", "maximaal", "no m\u00e1s de", "no mayor de", "pas plus de", "non pi\u00f9 di",
            "niet meer dan", "nicht mehr als", "nicht \u00fcber", "not more than", "not above", "al massimo", "au maximum", "como m\u00e1ximo", "h\u00f6chstens", "Ki-67 bis",
        )),
        *((f"{words} 20 %", 20, 20, ">=") for words in (
            "mindestens", "wenigstens", "ab", "al menos", "por lo menos", "au moins", "almeno", "minstens", "no menos de", "pas moins de", "non meno di", "niet minder dan",
            "nicht weniger als", "nicht unter", "not below", "mayor o igual a",
        )),
        *((f"{words} 10 %", 10, 10, "~") for words in (
            "aproximadamente", "alrededor de", "alrededor del", "cerca de", "cerca del", "unos", "environ", "autour de", "circa", "ongeveer", "rund", "gesch\u00e4tzt", "estimado en",
        )),
        ("3 % or less", 3, 3, "<="), ("3 % oder weniger", 3, 3, "<="), ("3 % o menos", 3, 3, "<="), ("3 % ou moins", 3, 3, "<="), ("3 % o meno", 3, 3, "<="), ("3 % of minder", 3, 3, "<="),
        ("20 % or more", 20, 20, ">="), ("20 % und mehr", 20, 20, ">="), ("20 % y m\u00e1s", 20, 20, ">="), ("20 % ou plus", 20, 20, ">="), ("20 % o pi\u00f9", 20, 20, ">="), ("20 % of meer", 20, 20, ">="),
        ("entre 3 y 5 %", 3, 5, ""), ("entre 3 et 5 %", 3, 5, ""), ("tra 3 e 5 %", 3, 5, ""), ("tussen 3 en 5 %", 3, 5, ""), ("3 a 5 %", 3, 5, ""), ("3 \u00e0 5 %", 3, 5, ""), ("3 tot 5 %", 3, 5, ""),
        ("de 3 a 5 %", 3, 5, ""), ("von 3 bis 5 %", 3, 5, ""), ("3 % bis 5 %", 3, 5, ""), ("12 por ciento", 12, 12, ""), ("12 pour cent", 12, 12, ""), ("12 per cento", 12, 12, ""), ("12 procent", 12, 12, ""),
        ("Ki-67 is low at 2 %", 2, 2, ""), ("Tumor cells show 12 % Ki-67 positivity", 12, 12, ""), ("Ki-67 betr\u00e4gt 12 %", 12, 12, ""), ("\u00cdndice de proliferaci\u00f3n Ki-67: 12 %", 12, 12, ""),
        ("Indice de prolif\u00e9ration Ki-67 de 12 %", 12, 12, ""), ("Ki-67 del 12 %", 12, 12, ""), ("Grade 2, Ki-67 of 12 %", 12, 12, ""), ("G2 12 %", 12, 12, ""), ("not elevated, 2 %", 2, 2, ""),
        ("Synaptophysin positive. Ki-67 4 %", 4, 4, ""), ("Hot spot 12 %", 12, 12, ""),
    ],
)  # fmt: skip
def test_a_bound_is_read_in_six_languages(text: str, low: float, high: float, sign: str) -> None:
    """Less than, more than, at most, at least and about are what they say, before the number or after it."""
    found = said(text)
    assert isinstance(found, Said)
    assert (found.low, found.high, found.sign, found.several) == (low, high, sign, False)


@pytest.mark.parametrize(
    "text",
    ["not 15 %", "nicht 15 %", "no 15 %", "never above 15 %", "Ki-67 not 15 %", "ni\u017c 3 %", "powy\u017cej 20 %", "mindre enn 3 %", "alle 3 %", "fast 20 %", "almost 20 %", "nearly 3 %", "casi 20 %",
     "presque 20 %", "quasi 20 %", "knapp 20 %", "target 2 %", "goal below 3 %", "without 15 %", "versus 15 %", "instead of 15 %", "sample 12 %", "necrosis 30 %", "fibrosis 12 %",
     "synaptophysin 90 %", "ER 90 %", "not less than than 3 %", "no menos 3 %", "nunca m\u00e1s de 3 %", "ausgeschlossen 15 %", "increase by 5 %", "doubled from 5 %", "10 bis 15 bis"],
)  # fmt: skip
def test_a_word_that_is_not_understood_spoils_the_number(text: str) -> None:
    """A number behind a word that may bound, deny or replace it is not read as exact."""
    found = said(text)
    assert found == "not readable" or (isinstance(found, Said) and (found.several or found.sign))


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("5 % (hot spot 22 %)", 5, 22), ("5 %, focally 15 %", 5, 15), ("12 %/20 %", 12, 20), ("10-15-20 %", 10, 20), ("10 bis 15 bis 20 %", 10, 20), ("10 % bis 15 % bis 20 %", 10, 20), ("10 a 15 a 20 %", 10, 20), ("5, 12 %", 5, 12),
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
