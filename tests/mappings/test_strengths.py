"""How much a piece or a mL of a product holds, by its name; what a code says stands in test_drug_codes.py."""

from __future__ import annotations

import pytest

from mappings import strengths, terminology
from mappings.terminology import Terminology
from mappings.therapy import Strength

RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"


@pytest.fixture(scope="module")
def terms() -> Terminology:
    """Return the shipped terminology."""
    return terminology.load()


@pytest.mark.parametrize(
    ("name", "piece", "per_ml"),
    [
        ("SANDOSTATIN LAR DEPOT 20 MG IM KIT", 20, None), ("octreotide LAR 30mg", 30, None), ("Somatuline Depot 120 mg/0.5 mL", 120, 240),
        ("lanreotide 60 mg/0.2 mL syringe", 60, 300), ("0.5 ML lanreotide 240 MG/ML Prefilled Syringe", 120, 240),
        ("1 ML octreotide 0.1 MG/ML Prefilled Syringe", 0.1, 0.1), ("1 ML octreotide 0.1 MG/ML Injection", None, 0.1),
        ("octreotide 100 mcg/mL vial", None, 0.1), ("octreotide 1000 mcg/5 mL vial", None, 0.2), ("octreotide 500 \u00b5g/ml", None, 0.5),
        ("octreotide 0,05 mg/ml", None, 0.05), ("octreotide .05 mg/mL", None, 0.05), ("Sandostatin LAR 10/20/30 mg", None, None),
        ("octreotide 10 mg or 20 mg", None, None), ("octreotide", None, None), ("octreotide 20", None, None), ("", None, None),
        ("Sutent 37.5 mg capsule", 37.5, None), ("octreotide 20 mg/kit", None, None), ("octreotide 0 mg", None, None),
    ],
)  # fmt: skip
def test_a_name_says_a_strength(name: str, piece: float | None, per_ml: float | None, terms: Terminology) -> None:
    """One mass is that of a piece, one over mL that of a mL; two different ones say nothing."""
    found = strengths.of({}, [name], terms)
    assert (found is None) is (piece is None and per_ml is None)
    if found is not None:
        assert (found.piece, found.per_ml) == (piece, pytest.approx(per_ml) if per_ml else None)


def test_a_code_wins_and_a_contradiction_says_nothing(terms: Terminology) -> None:
    """The strength of the code is taken, not that of the words; two codes or two names of two strengths give none."""
    lar20, lar30 = ({"system": RXNORM, "code": code} for code in ("898589", "898601"))
    assert strengths.of({"coding": [lar20]}, ["octreotide LAR 30 mg"], terms) == Strength(20.0, None)
    assert strengths.of({"coding": [lar20, lar30]}, ["octreotide LAR 30 mg"], terms) is None
    assert strengths.of({}, ["octreotide LAR 30 mg", "octreotide LAR 20 mg"], terms) is None
    assert strengths.of({}, ["octreotide LAR 30 mg", "Sandostatin LAR"], terms) == Strength(30.0, None)
