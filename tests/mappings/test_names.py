"""Diseases that problem lists name: metastases, syndromes, carcinoma, von Hippel-Lindau, and the words around them."""

from __future__ import annotations

import time

import pytest

from mappings import names

LIVER = """Liver metastases|Liver metastasis|Liver mets|Hepatic metastases|Hepatic mets|Hepatic metastatic disease|Multiple liver metastases
Metastases to liver|Metastasis to the liver|Metastatic disease to liver|Insulinoma with liver metastases|pNET with hepatic metastases
Lebermetastasen|Lebermetastase|Leberfiliae|Hepatisch metastasiertes Insulinom|Bilobar liver metastases|Liver metastases, stable
Secondary malignant neoplasm of liver|Unresectable liver metastases|Progressive liver metastases"""
SPREAD = """Metastatic pNET|Metastatic insulinoma|Metastatic pancreatic neuroendocrine tumor|Metastatic islet cell carcinoma|Oligometastatic PanNET
Bone metastases|Bone mets|Peritoneal metastases|Lung metastases|Distant metastases|Metastasiertes Insulinom|Fernmetastasen|Knochenmetastasen
Insulinoma, metastatic|Pancreatic NET with metastases|Metastatic pNET s/p distal pancreatectomy|Metastatic neuroendocrine tumor of pancreas
Metastasiertes NET des Pankreas|Pancreatic neuroendocrine tumor stage IV|Pulmonary metastases"""
DOUBT = """Possible liver metastases|Suspected liver metastases|Rule out liver metastases|Liver metastases?|V.a. Lebermetastasen
Liver metastases not excluded|Possible metastatic pNET|Insulinoma, suspected liver metastases|Liver lesions, r/o hepatic metastases"""
NONE = """No liver metastases|No metastases|Without liver metastases|Metastatic workup|Metastatic work-up negative|Nonmetastatic pNET
Non-metastatic pNET|Non metastatic insulinoma|Liver metastases excluded|Keine Lebermetastasen|Ohne Lebermetastasen|Negative for liver metastases
No evidence of hepatic metastases|Insulinoma, no liver metastases|Liver cyst|Hepatic steatosis|Insulinoma|Mother had liver metastases
History of liver metastases, resected|Metabolic syndrome|Liver biopsy|Metastatic melanoma"""


def phrases(text: str) -> list[str]:
    return [phrase for line in text.splitlines() for phrase in line.split("|")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [(one, {"liver-mets"}) for one in phrases(LIVER)] + [(one, {"metastatic"}) for one in phrases(SPREAD)]
    + [(one, {"metastases-possible"}) for one in phrases(DOUBT)] + [(one, set()) for one in phrases(NONE)],
)  # fmt: skip
def test_metastases_are_found_by_name(text: str, expected: set[str]) -> None:
    """A metastasis is one where the words assert it; a doubt is kept apart, and a denial or a work-up is none."""
    found, _ = names.sets_of([text])
    spread = found & {"liver-mets", "metastatic", "metastases-possible"}
    assert spread == expected or (expected == {"liver-mets"} and spread == {"liver-mets", "metastatic"})


@pytest.mark.parametrize(
    ("text", "name", "holds"),
    [
        ("Gastrinoma", "gastrinoma", True), ("Zollinger-Ellison syndrome", "gastrinoma", True), ("Zollinger Ellison", "gastrinoma", True),
        ("Gastrinom", "gastrinoma", True), ("R/O gastrinoma", "gastrinoma", False), ("No gastrinoma", "gastrinoma", False),
        ("History of gastrinoma", "gastrinoma", False), ("Mother had gastrinoma", "gastrinoma", False), ("Verdacht auf Gastrinom", "gastrinoma", False),
        ("VIPoma", "vipoma", True), ("Verner-Morrison syndrome", "vipoma", True), ("WDHA syndrome", "vipoma", True), ("Possible VIPoma", "vipoma", False),
        ("Glucagonoma", "glucagonoma", True), ("Glukagonom", "glucagonoma", True), ("Glucagonoma excluded", "glucagonoma", False),
        ("Somatostatinoma", "somatostatinoma", True), ("Somatostatinoma?", "somatostatinoma", False),
        ("Carcinoid syndrome", "carcinoid-syndrome", True), ("Karzinoidsyndrom", "carcinoid-syndrome", True),
        ("Karzinoid-Syndrom", "carcinoid-syndrome", True), ("No carcinoid syndrome", "carcinoid-syndrome", False),
        ("Carcinoid tumor of ileum", "carcinoid-syndrome", False), ("Malignant carcinoid syndrome", "carcinoid-syndrome", True),
        ("Acromegaly", "acromegaly", True), ("Akromegalie", "acromegaly", True), ("Acromegaly ruled out", "acromegaly", False),
        ("Hepatomegaly", "acromegaly", False), ("Von Hippel-Lindau syndrome", "vhl", True), ("VHL", "vhl", True), ("Hippel-Lindau-Syndrom", "vhl", True),
        ("VHL disease", "vhl", True), ("VHL gene test negative", "vhl", False), ("VHL testing", "vhl", False), ("Family history of VHL", "vhl", False),
        ("Suspected VHL", "vhl", False), ("No VHL", "vhl", False), ("History of von Hippel-Lindau disease", "vhl", True),
        ("Poorly differentiated neuroendocrine carcinoma of pancreas", "nec-poorly-diff", True), ("Pancreatic NEC", "nec-poorly-diff", True),
        ("PanNEC", "nec-poorly-diff", True), ("NEC of the pancreas", "nec-poorly-diff", True), ("MiNEN", "nec-poorly-diff", True),
        ("MANEC of pancreas", "nec-poorly-diff", True), ("Large cell neuroendocrine carcinoma", "nec-poorly-diff", True),
        ("Small-cell neuroendocrine carcinoma", "nec-poorly-diff", True), ("Neuroendokrines Karzinom des Pankreas", "nec-poorly-diff", True),
        ("Mixed neuroendocrine-non-neuroendocrine neoplasm", "nec-poorly-diff", True), ("Suspected NEC of the pancreas", "nec-poorly-diff", False),
        ("No neuroendocrine carcinoma", "nec-poorly-diff", False), ("Disease of pancreas NEC", "nec-poorly-diff", False),
        ("Necrotizing pancreatitis", "nec-poorly-diff", False), ("Neuroendocrine tumor G3", "nec-poorly-diff", False),
        ("Well differentiated neuroendocrine carcinoma", "well-differentiated", True), ("Neuroendocrine carcinoma G2", "well-differentiated", True),
        ("Neuroendocrine carcinoma, grade 1", "well-differentiated", True), ("Neuroendocrine carcinoma G3", "well-differentiated", False),
        ("Not well differentiated", "well-differentiated", False), ("MEN1", "men1", True), ("Family history of MEN1", "men1", False),
        ("Hypoglycemia", "hypoglycemia-words", True), ("Insulin-induced hypoglycemia", "drug-hypoglycemia", True),
        ("Hypoglycemia due to glipizide", "drug-hypoglycemia", True), ("Drug-induced hypoglycemia", "drug-hypoglycemia", True),
        ("Sulfonylurea poisoning", "drug-hypoglycemia", True), ("Insulin overdose", "drug-hypoglycemia", True),
        ("Overdose of insulin", "drug-hypoglycemia", True), ("Factitious hypoglycemia", "drug-hypoglycemia", True),
        ("Medikamenteninduzierte Hypoglyk\u00e4mie", "drug-hypoglycemia", True), ("Insulin\u00fcberdosierung", "drug-hypoglycemia", True),
        ("Sulfonylharnstoff-Intoxikation", "drug-hypoglycemia", True), ("No insulin overdose", "drug-hypoglycemia", False),
        ("Suspected insulin overdose", "drug-hypoglycemia", False), ("Hypoglycemia due to insulinoma", "drug-hypoglycemia", False), ("Hypoglycemia due to insulin-secreting tumor", "drug-hypoglycemia", False),
        ("Hypoglycemia from insulin", "drug-hypoglycemia", True), ("Insulin autoimmune hypoglycemia", "drug-hypoglycemia", False),
        ("Insulinoma with hypoglycemia", "drug-hypoglycemia", False), ("Acetaminophen overdose", "drug-hypoglycemia", False),
        ("Type 2 diabetes mellitus with hypoglycemia", "diabetes-hypoglycemia", True), ("Hypoglycemia in type 1 diabetes", "diabetes-hypoglycemia", True),
        ("Diabetes without hypoglycemia", "diabetes-hypoglycemia", False), ("Hypoglycemia, no diabetes", "diabetes-hypoglycemia", False),
        ("Nondiabetic hypoglycemic coma", "diabetes-hypoglycemia", False), ("Non-diabetic hypoglycemia", "diabetes-hypoglycemia", False),
    ],
)  # fmt: skip
def test_a_disease_is_found_by_name(text: str, name: str, holds: bool) -> None:
    """A name counts where the words assert it, and not where they doubt, deny or tell of another time or person."""
    assert (name in names.sets_of([text])[0]) is holds


def test_a_guarded_name_is_told_apart() -> None:
    """What is named only with a guard is known as such, so that a code beside it is not taken at its word."""
    assert names.sets_of(["R/O gastrinoma"])[1] == {"gastrinoma"}
    assert names.sets_of(["R/O gastrinoma", "Gastrinoma"])[1] == frozenset()
    assert names.sets_of(["Hypertension"]) == (frozenset(), frozenset())


@pytest.mark.parametrize(
    "text",
    ["liver " * 100, "metastatic " * 60, "liver-" * 90, "diabetes " * 60, "hypoglycemia " * 50, "insulin induced " * 40, "neuroendocrine " * 40,
     "insulinom" * 60, "metasta" * 80, "- " * 250, "pnet with " * 60, "overdose of " * 50],
)  # fmt: skip
def test_long_words_take_no_time(text: str) -> None:
    """No text makes the patterns run away."""
    began = time.perf_counter()
    names.sets_of([text])
    assert time.perf_counter() - began < 0.3
