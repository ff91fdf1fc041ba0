"""Every drug code of the audited table: ingredient, product, ATC or HCPCS code alone says which drug and form is meant.

The table is written out here, so that a code that gets lost from a value set is missed.
"""

from __future__ import annotations

from typing import Final

import pytest

from mappings import terminology
from mappings.drugs import identify
from mappings.terminology import Terminology
from mappings.therapy import Drug, DrugClass, Form

RXNORM: Final = "http://www.nlm.nih.gov/research/umls/rxnorm"
ATC: Final = "http://www.whocc.no/atc"
HCPCS: Final = "https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets"
TABLE: Final = {
    "ssa-therapy":
        "7617 221130 196457 68092 236167 72664 H01CB01 H01CB02 H01CB03 H01CB04 H01CB06 2724403 2724409 2724411 "
        "2724413",
    "ssa-pasireotide":
        "1364105 1364104 1364110 1364114 1364118 1364122 H01CB05",
    "everolimus":
        "141704 845509 998189 845515 1119400 845507 998191 845518 1119402 845512 1310138 1310144 1310147 L01EG02 "
        "J7527 1308428 1308430 1308432",
    "everolimus-transplant-exclude":
        "977428 977427 977434 977438 977431 977436 977440 L04AH02 2056895",
    "sunitinib":
        "357977 616275 616274 616279 616285 1541890 616289 616283 616287 1541928 616292 L01EX01",
    "cytotoxic":
        "10114 220991 3639 4492 37776 261663 194000 220961 3098 313211 313209 317160 700883 700885 313210 261288 "
        "261289 261290 705617 705619 261291 835945 835948 200327 200328 213292 213293 239180 207948 309638 "
        "1191138 239177 L01AD04 L01AX03 L01AX04 L01BC02 L01BC06 L01DB01 J8520 J8521 J8700 J9328 J9320 J9130 J9000 "
        "J9190",
    "cabozantinib":
        "1363268 1363267 1790167 1790171 1790175 L01EX07",
    "diazoxide":
        "3327 202595 197593 207634 V03AH01",
    "glucagon":
        "4832 310497 153095 2180671 2199299 2199310 2199315 2535249 2535243 H04AA01 H04AA02 J1610 J1611",
    "insulin":
        "5856 253182 274783 51428 86009 A10A",
    "sulfonylurea":
        "4821 4815 25789 4816 10635 10633 2404 A10BB",
    "ssa-short":
        "312068 312069 312070 312071 314152 207194 207198 207200 207199 207201 1090558 1090559 1090560 J2354",
    "ssa-depot":
        "898605 898589 898601 898607 898591 898603 749811 749817 749814 749813 749818 749816 J2353 J1930 J1932",
    "ssa-oral":
        "2380617",
    "ssa-pasireotide-depot":
        "2049736 1597599 2049732 1597603 1597822 J2502",
    "cabozantinib-capsule-not-interchangeable":
        "1363279 1363284",
    "prrt":
        "1999682 1999687 V10XX04 A9513",
    "topical-5fu-exclude":
        "197709 105583 284191 310378 310379 310380 92752 212587 213045 213268 284539",
    "sstr-imaging-agent-exclude":
        "V09IB01 V09IA07 V09IX09 V09IX15 A9572 A9587 A9592 C9067",
    "glinide":
        "200257 200256 200258 213219 213220 314142 311919 284529 284530 861787 861790",
}  # fmt: skip
MEANT: Final = {
    "ssa-therapy": (DrugClass.SSA, None), "ssa-pasireotide": (DrugClass.PASIREOTIDE, None),
    "ssa-pasireotide-depot": (DrugClass.PASIREOTIDE, Form.DEPOT), "everolimus": (DrugClass.EVEROLIMUS, None),
    "everolimus-transplant-exclude": (DrugClass.OTHER, None), "sunitinib": (DrugClass.SUNITINIB, None),
    "cytotoxic": (DrugClass.CYTOTOXIC, None), "cabozantinib": (DrugClass.CABOZANTINIB, None),
    "cabozantinib-capsule-not-interchangeable": (DrugClass.OTHER, None), "diazoxide": (DrugClass.DIAZOXIDE, None),
    "glucagon": (DrugClass.GLUCAGON, None), "insulin": (DrugClass.INSULIN, None), "prrt": (DrugClass.PRRT, None),
    "sulfonylurea": (DrugClass.SULFONYLUREA, None), "glinide": (DrugClass.GLINIDE, None), "ssa-short": (DrugClass.SSA, Form.SHORT),
    "ssa-depot": (DrugClass.SSA, Form.DEPOT), "ssa-oral": (DrugClass.SSA, Form.ORAL), "topical-5fu-exclude": (DrugClass.OTHER, None),
    "sstr-imaging-agent-exclude": (DrugClass.IMAGING, None),
}  # fmt: skip


@pytest.fixture(scope="module")
def terms() -> Terminology:
    """Return the shipped terminology."""
    return terminology.load()


def coded(code: str, terms: Terminology) -> Drug:
    """Identify a drug by a code alone, whose system its shape tells."""
    system = RXNORM if code.isdecimal() else HCPCS if len(code) == 5 and code[1:].isdecimal() else ATC
    drug = identify({"coding": [{"system": system, "code": code}]}, terms)
    assert drug is not None
    return drug


@pytest.mark.parametrize(("name", "code"), [(name, code) for name, codes in TABLE.items() for code in codes.split()])
def test_every_code_of_the_table_says_which_drug_is_meant(name: str, code: str, terms: Terminology) -> None:
    """Each row of the table gives its class, and its form where the code says one."""
    drug = coded(code, terms)
    drug_class, form = MEANT[name]
    assert drug.drug_class is drug_class
    assert form is None or drug.form is form


@pytest.mark.parametrize("code", ["A10AB04", "A10AE54", "A10AC01", "A10BB01", "A10BB12"])
def test_a_class_holds_its_drugs(code: str, terms: Terminology) -> None:
    """Insulins and sulfonylureas are known by the class of their ATC code."""
    assert coded(code, terms).drug_class in (DrugClass.INSULIN, DrugClass.SULFONYLUREA)


@pytest.mark.parametrize(
    ("code", "drug_class"),
    [("L01XE10", DrugClass.EVEROLIMUS), ("L04AA18", DrugClass.OTHER), ("L01XE04", DrugClass.SUNITINIB), ("L01XE26", DrugClass.CABOZANTINIB),
     ("L01XX74", DrugClass.BELZUTIFAN), ("L01XA01", DrugClass.CYTOTOXIC)],
)  # fmt: skip
def test_withdrawn_codes_are_still_read(code: str, drug_class: DrugClass, terms: Terminology) -> None:
    """Charts keep the ATC codes of before the reclassifications; transplant everolimus stays no cancer drug."""
    assert coded(code, terms).drug_class is drug_class


@pytest.mark.parametrize(
    ("code", "piece", "per_ml"),
    [
        ("898605", 10, None), ("898589", 20, None), ("898601", 30, None), ("898607", 10, None), ("898591", 20, None), ("898603", 30, None),
        ("749811", 60, 300), ("749813", 60, 300), ("749817", 90, 300), ("749818", 90, 300), ("749814", 120, 240), ("749816", 120, 240),
        ("312068", None, 0.05), ("312069", None, 0.1), ("312070", None, 0.5), ("312071", None, 1), ("314152", None, 0.2),
        ("1090558", 0.1, 0.1), ("1090559", 0.05, 0.05), ("1090560", 0.5, 0.5), ("2380617", 20, None),
    ],
)  # fmt: skip
def test_a_product_has_its_strength(code: str, piece: float | None, per_ml: float | None, terms: Terminology) -> None:
    """A kit, a syringe, a capsule and a mL of a coded product are so many mg."""
    strength = coded(code, terms).strength
    assert strength is not None
    assert (strength.piece, strength.per_ml) == (piece, pytest.approx(per_ml) if per_ml else None)


@pytest.mark.parametrize("code", ["7617", "68092", "207194", "2049736", "J2353", "H01CB02"])
def test_an_ingredient_has_no_strength(code: str, terms: Terminology) -> None:
    """Where a code stands for several strengths, none is assumed."""
    assert coded(code, terms).strength is None
