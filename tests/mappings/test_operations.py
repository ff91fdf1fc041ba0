"""The words of an operation: what removed the pancreas or a tumor in it, and what did not."""

from __future__ import annotations

import time

import pytest

from mappings import operations
from mappings.model import Extent

TOTAL = """Total pancreatectomy|Pancreatectomy, total|Totale Pankreatektomie|(Totale) Pankreatektomie|Completion pancreatectomy
Total laparoscopic pancreatectomy|Pancreatectomy total with splenectomy|Pancreatectomía total|Pancréatectomie totale"""
PARTIAL = """Distal pancreatectomy|Laparoscopic distal pancreatectomy|Central pancreatectomy|Subtotal pancreatectomy|Near-total pancreatectomy
Sub-total pancreatectomy|Sub-total pancreaticoduodenectomy|Near total pancreatectomy|Left pancreatectomy|Partial pancreatectomy|Robotic distal pancreatectomy with splenectomy
Pancreaticoduodenectomy|Pancreatoduodenectomy|Whipple procedure|Whipple's operation|PPPD|Pylorus-preserving pancreaticoduodenectomy
Pankreaslinksresektion|Pankreasschwanzresektion|Pankreaskopfresektion|Partielle Pankreatikoduodenektomie|OP nach Kausch-Whipple
Duodenopankreatektomie|Duodenopancreatectomía cefálica|Spleen-preserving distal pancreatectomy|Resection of tail of pancreas
Excision of the head of the pancreas|Total laparoscopic distal pancreatectomy|Distal pancreatectomy and resection of liver metastases
Linksseitige Pankreatektomie|Pancreatectomía distal|Pancreas tail resection|Pankreasteilresektion"""
LOCAL = """Enucleation of insulinoma|Insulinoma enucleation|Laparoscopic enucleation of pancreatic tumor|Insulinom-Enukleation
Enukleation eines Insulinoms|Enucleation, pancreatic islet cell tumor|EUS-guided radiofrequency ablation of insulinoma
EUS ethanol ablation of pancreatic neuroendocrine tumor|RFA of insulinoma|Insulinoma, radiofrequency ablation|Alcohol ablation of insulinoma
Pancreatic lesion enucleation|Énucléation d'un insulinome"""
UNKNOWN = """Pancreatectomy|Resection of insulinoma|Excision of islet cell tumor|Removal of insulinoma|Insulinom-Resektion|Pankreasresektion
Pancreatic resection|Excision of lesion of pancreas|Excision of pancreatic tumor|Resektion eines Insulinoms|Exstirpation eines Insulinoms
Total pancreaticoduodenectomy|Insulinoma resection 2019|Excision of pancreas|Surgical removal of pancreatic NET"""
NONE = """Biopsy of pancreas|EUS-guided FNA of pancreatic tail mass|Fine needle aspiration of insulinoma|EUS with biopsy, insulinoma|Pancreatic biopsy
Excisional biopsy of pancreas|Drainage of pancreatic pseudocyst|Pancreatic duct stent|ERCP with stent placement|Pancreas transplantation
Pancreatectomy of transplant|Planned distal pancreatectomy|Distal pancreatectomy planned|Attempted Whipple|Aborted enucleation of insulinoma
Whipple aborted, unresectable|Consultation for Whipple|Pancreatectomy not performed|No resection of insulinoma|Whipple refused
Distal pancreatectomy scheduled|Evaluation for distal pancreatectomy|Debulking of insulinoma|Incomplete resection of insulinoma
Partial resection of insulinoma|R1 resection of insulinoma|R2 resection of insulinoma|Palliative resection of insulinoma
Resection of liver metastasis of insulinoma|RFA of liver metastases from insulinoma|Insulinoma, liver metastasis ablation|Hepatectomy
Enucleation of eye|Enucleation of uterine fibroid|Holmium laser enucleation of prostate|Enucleation|Splenectomy|Appendectomy
EUS-guided celiac plexus neurolysis with alcohol|Pancreatic necrosectomy|Debridement of pancreatic necrosis|Whipple disease|Whipple's triad
Excision of pancreatic pseudocyst|Insulin pump insertion|Pankreasbiopsie|Feinnadelpunktion des Pankreas|Geplante Pankreaslinksresektion
Whipple-OP abgebrochen|Versuch einer Enukleation eines Insulinoms|Keine Resektion des Pankreas|Family history of pancreatectomy
CT of pancreas|Glucose tolerance test|Insulinoma localization by EUS|Selective arterial calcium stimulation|Exploratory laparotomy
History of Whipple|Total gastrectomy|Total pancreatectomy with islet autotransplantation|Failed enucleation of insulinoma|Pancreatic stent removal"""


def phrases(text: str) -> list[str]:
    return [phrase for line in text.splitlines() for phrase in line.split("|")]


@pytest.mark.parametrize(
    ("text", "kind"),
    [(one, Extent.TOTAL) for one in phrases(TOTAL)] + [(one, Extent.PARTIAL) for one in phrases(PARTIAL)]
    + [(one, Extent.ENUCLEATION) for one in phrases(LOCAL)] + [(one, Extent.UNKNOWN) for one in phrases(UNKNOWN)]
    + [(one, None) for one in phrases(NONE)],
)  # fmt: skip
def test_words_say_what_was_removed(text: str, kind: Extent | None) -> None:
    """Only words that surely say a removal count, and only those that say all of it are a total pancreatectomy."""
    assert operations.extent(text) is kind


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Enucleation", True), ("Tumor excision", True), ("Radiofrequency ablation", True), ("Enucleation of eye", False),
     ("Excisional biopsy", False), ("Planned enucleation", False), ("Liver ablation", False), ("Laparoscopy", False)],
)  # fmt: skip
def test_a_bare_operation_leaves_the_organ_to_the_site(text: str, expected: bool) -> None:
    """An enucleation, excision or ablation without an organ may be the pancreas's, where site or reason say so."""
    assert operations.bare(text) is expected


@pytest.mark.parametrize(
    "text",
    ["total " * 200, "pancreat" * 100, "resection of " * 80, "- " * 250, "a-" * 250, "enucleation " * 50, "excision-" * 60,
     "insulinom" * 60, "not " * 130, "partial resection of " + "x " * 200, "total-" * 90 + "pancreatectom"],
)  # fmt: skip
def test_long_words_take_no_time(text: str) -> None:
    """No text makes the patterns run away."""
    began = time.perf_counter()
    operations.extent(text)
    operations.bare(text)
    assert time.perf_counter() - began < 0.2
