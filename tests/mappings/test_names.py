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
        ("Renal cell carcinoma", "renal-cancer", True), ("Clear cell renal cell carcinoma, VHL", "renal-cancer", True),
        ("Metastatic RCC", "renal-cancer", True), ("Nierenzellkarzinom", "renal-cancer", True), ("Kidney cancer", "renal-cancer", True),
        ("Suspected renal cell carcinoma", "renal-cancer", False), ("Renal cyst", "renal-cancer", False), ("Renal cell cyst", "renal-cancer", False),
        ("Gastrointestinal stromal tumor", "gist", True), ("GIST of the stomach", "gist", True), ("No GIST", "gist", False),
        ("Registry entry", "gist", False), ("Breast cancer", "breast-cancer", True), ("Carcinoma of left breast", "breast-cancer", True),
        ("Mammakarzinom", "breast-cancer", True), ("Mother had breast cancer", "breast-cancer", False), ("Breast cyst", "breast-cancer", False),
        ("Tuberous sclerosis", "tuberous-sclerosis", True), ("Tuberous sclerosis excluded", "tuberous-sclerosis", False),
        ("Type 2 diabetes mellitus", "diabetes", True), ("Diabetic retinopathy", "diabetes", True), ("Diabetes insipidus", "diabetes", False),
        ("Prediabetes", "diabetes", False), ("Pre-diabetes", "diabetes", False), ("Non-diabetic", "diabetes", False), ("No diabetes", "diabetes", False),
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


MEN1 = """Multiple endokrine Neoplasie Typ 1|Multiple endokrine Neoplasie, Typ 1|Multiple endokrine Neoplasie Typ I|MEN type 1|MEN Typ 1|MEN-Typ-1|MEN1|MEN 1|MEN-1|MEN I
Wermer syndrome|Wermer-Syndrom|Wermer's syndrome|S\u00edndrome de Wermer|Neoplasia endocrina m\u00faltiple tipo 1|Neoplasia endocrina m\u00faltiple de tipo 1
N\u00e9oplasie endocrinienne multiple de type 1|N\u00e9oplasie endocrinienne multiple type 1|Neoplasia endocrina multipla tipo 1|Neoplasia end\u00f3crina m\u00faltipla tipo 1
Multipele endocriene neoplasie type 1|NEM1|NEM 1|NEM-1|NEM de type 1|NEM tipo 1|Multiple endocrine neoplasia (MEN) type 1|Multiple endocrine neoplasia, type I
Multiple endocrine neoplasia type 1 syndrome|Multiple endocrine adenomatosis type 1|Neoplasia endocrina m\u00faltiple (NEM) tipo 1|V.a. MEN Typ 1|Sospecha de neoplasia endocrina m\u00faltiple tipo 1
MEN1 with gastrinoma|Insulinoma in MEN 1|MEN 1, hyperparathyroidism"""
NO_MEN1 = """Multiple endokrine Neoplasie Typ 2|Multiple endokrine Neoplasie Typ 2A|MEN type 2|MEN Typ 2|MEN2|MEN 2A|MEN IIA|MEN II|MEN2B|Werner syndrome|Werner-Syndrom
Neoplasia endocrina m\u00faltiple tipo 2|N\u00e9oplasie endocrinienne multiple de type 2|NEM2|NEM 2A|Multiple endocrine neoplasia|Multiple endocrine neoplasia type 1.5
Osteoporosis in men|Men's health|Visit for men 1 of 2|Men 1 per 1000|Examen 1|Amenorrhea type 1|Amen 1|Women 1|Men over 50, type 1 diabetes|Type 1 diabetes in men
Family history of MEN type 1|Mutter mit MEN Typ 1|Kein MEN1|MEN1 excluded|MEN Typ 1 ausgeschlossen|Antecedentes familiares de neoplasia endocrina m\u00faltiple tipo 1
Multiple neoplasms, type 1 diabetes|Endocrine clinic, type 1 diabetes"""
LOW = """N\u00fcchternhypoglyk\u00e4mie|Spontanhypoglyk\u00e4mie|N\u00fcchtern-Hypoglyk\u00e4mie|Rezidivierende N\u00fcchternhypoglyk\u00e4mien|Spontanhypoglyk\u00e4mien|Fastenhypoglyk\u00e4mie|Schwere Hypoglyk\u00e4mie
Hypoglykemie|Hipoglucemia en ayunas|Hypoglyc\u00e9mie \u00e0 jeun|Ipoglicemia a digiuno|Hipoglicemia|Hypoglucemia|Unterzuckerung|V.a. N\u00fcchternhypoglyk\u00e4mie"""
NO_LOW = """Keine N\u00fcchternhypoglyk\u00e4mie|Keine Spontanhypoglyk\u00e4mien|Spontanhypoglyk\u00e4mie ausgeschlossen|Hyperglyk\u00e4mie|N\u00fcchternblutzucker|Spontanpneumothorax
Sin hipoglucemia|Pas d'hypoglyc\u00e9mie|Mutter mit N\u00fcchternhypoglyk\u00e4mie|N\u00fcchternhyperglyk\u00e4mie|Spontangeburt"""
NETS = """Neuroendocrine tumor|Neuro-endocrine tumor of ileum|Neuroendokriner Tumor|Tumor neuroendocrino|Tumeur neuroendocrine|Tumore neuroendocrino|Neoplasia neuroendocrina
Carcinoid of appendix|Karzinoid|Carcinoid tumor|Bronchial carcinoid|Neuroendocrine neoplasm of unknown primary|Neuro-endocriene tumor"""
NO_NETS = """Neuroendocrine differentiation of carcinoma|Carcinoma with neuroendocrine features|Carcinoid syndrome|Carcinoid heart disease|Karzinoid-Syndrom|Karzinoidsyndrom|No neuroendocrine tumor
Neuroendocrine neoplasm excluded|Tumeur neuroendocrine exclue|Mother had carcinoid|Endocrine tumor of thyroid|Neuroendocrine markers"""


@pytest.mark.parametrize(
    ("text", "name", "holds"),
    [
        *((one, "men1", True) for one in phrases(MEN1)), *((one, "men1", False) for one in phrases(NO_MEN1)),
        *((one, "hypoglycemia-words", True) for one in phrases(LOW)), *((one, "hypoglycemia-words", False) for one in phrases(NO_LOW)),
        *((one, "net", True) for one in phrases(NETS)), *((one, "net", False) for one in phrases(NO_NETS)),
        ("Hyperinsulinismus", "hyperinsulinism", True), ("Hiperinsulinismo end\u00f3geno", "hyperinsulinism", True), ("Iperinsulinismo", "hyperinsulinism", True),
        ("Kein Hyperinsulinismus", "hyperinsulinism", False), ("Insulinresistenz", "hyperinsulinism", False),
        ("Hypoglyk\u00e4mie", "e16-any", True), ("Hipoglucemia", "e16-any", True), ("Low blood sugar", "e16-any", True), ("Keine Hypoglyk\u00e4mie", "e16-any", False),
    ],
)  # fmt: skip
def test_a_disease_is_found_by_name_in_other_languages(text: str, name: str, holds: bool) -> None:
    """MEN1, hypoglycemia and NETs are found in six languages; another type, sense or person, and a denial, are not."""
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
