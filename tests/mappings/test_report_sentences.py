"""What reports say is read with few mistakes: measured on our own sentences, and held to a floor."""

from __future__ import annotations

import pytest

from mappings.report_sentences import LONGEST, sentences
from tests import text_reading

ENOUGH = 120


def test_there_are_enough_sentences() -> None:
    """The figures rest on many sentences, each of which stands in one set only."""
    sets = (*text_reading.SEEN, text_reading.HELD_OUT)
    texts = [one["text"] for name in sets for one in text_reading.sentences()[name]]
    assert len(texts) == len(set(texts))
    assert len(texts) > ENOUGH


@pytest.mark.parametrize("fact", text_reading.FACTS)
def test_each_fact_is_read_with_precision(fact: str) -> None:
    """Of what is found in the sentences that were looked at, at least 98 in 100 are right, and most is found."""
    found = text_reading.score(text_reading.SEEN, fact)
    assert found.precision >= 0.98
    assert found.recall >= 0.9


def test_held_out_sentences_keep_their_figures() -> None:
    """The sentences that nothing was changed for: what is measured on them may not fall."""
    found = text_reading.score([text_reading.HELD_OUT])
    assert found.precision >= 0.97
    assert found.recall >= 0.97


def test_the_page_has_the_figures_of_today() -> None:
    """docs/text-reading.md is written from the measurement."""
    assert text_reading.PAGE.read_text(encoding="utf-8") == text_reading.page(), "run `python -m tests.text_reading`"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two.", ["One.", "Two."]),
        ("Ki-67 ca. 12 % der Zellen. Ende.", ["Ki-67 ca. 12 % der Zellen.", "Ende."]),
        ("Dr. Miller saw 2.5 % and 2,5 %.", ["Dr. Miller saw 2.5 % and 2,5 %."]),
        ("V. a. Insulinom. Z. n. Resektion.", ["V. a. Insulinom.", "Z. n. Resektion."]),
        ("Am 3. Mai operiert.", ["Am 3. Mai operiert."]),
        ("Insulinoma? No.", ["Insulinoma?", "No."]),
        ("1. NET\n2. Cyst", ["1. NET", "2. Cyst"]),
        ("Kein Nachweis eines\nInsulinoms", ["Kein Nachweis eines Insulinoms"]),
        ("Ki-67:\n12 %", ["Ki-67: 12 %"]),
        ("Liver: normal\nPancreas: mass", ["Liver: normal", "Pancreas: mass"]),
        ("No evidence in the liver, the spleen, the kidneys or the adrenal glands of an\ninsulinoma.",
         ["No evidence in the liver, the spleen, the kidneys or the adrenal glands of an insulinoma."]),
    ],
)  # fmt: skip
def test_a_report_is_cut_into_sentences(text: str, expected: list[str]) -> None:
    """A point ends a sentence, unless it is of an abbreviation, a number or a day; a broken line does not."""
    assert [one.text for one in sentences(text)[0]] == expected


def test_sections_on_history_stand_aside() -> None:
    """History, question, comparison and plan are told from what was found."""
    text = "CLINICAL HISTORY: one. Two.\nFINDINGS: three.\nFragestellung: Progress?\nBeurteilung: vier."
    assert [one.aside for one in sentences(text)[0]] == [True, True, False, True, False]


def test_a_sentence_without_end_is_dropped_and_counted() -> None:
    """A sentence that is too long is not read in part: what takes it back may stand at its end."""
    found, dropped = sentences("word " * LONGEST + "insulinoma")
    assert (found, dropped) == ([], 1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("NET of the pancreas, G2.\n\nBreast carcinoma, left. Ki-67 30 %.", {"grade": "G2"}),
        ("Clinical history: breast cancer. Diagnosis: NET of the pancreas. Ki-67 5 %.", {"ki67": "5 %"}),
        ("Insulinoma? Insulinoma excluded.", {}),
        ("Insulinoma excluded in 2020. Now insulinoma of the tail.", {"insulinoma": "yes"}),
        ("Progressive disease. Stable disease.", {}),
        ("Ki-67 2 % in the primary. Ki-67 15 % in the metastasis.", {"ki67": "15 %"}),
        ("Neuroendocrine tumor. Grading: G1.", {"grade": "G1"}),
        ("[ ] Insulinoma [x] Nonfunctioning", {}),
    ],
)
def test_sentences_of_a_report_are_read_together(text: str, expected: dict[str, str]) -> None:
    """The tumor that was named last is the one that is meant; what contradicts itself says nothing."""
    assert text_reading.facts(text_reading.read(text)) == expected
