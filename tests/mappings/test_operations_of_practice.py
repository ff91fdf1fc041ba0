"""Operations as operating lists and reports call them: no biopsy heals, and no drain undoes an operation."""

from __future__ import annotations

import time
from typing import Final

import pytest

from mappings import operations
from mappings.model import Extent
from tests.mappings.test_operations import phrases

# What is told beside a clear operation does not undo it.
PARTIAL: Final = """Distal pancreatectomy, drain placement|Laparoscopic distal pancreatectomy with splenectomy and drain placement|Whipple with pancreatic duct stent
Distal pancreatectomy, liver biopsy|Distal pancreatectomy without splenectomy|Distal pancreatectomy, R0|Distal pancreatectomy, without complications
Pancreaticoduodenectomy without pylorus preservation|Pancreatectomy, distal, with or without splenectomy, without pancreaticojejunostomy
Pancreatectomy, proximal subtotal, with total duodenectomy (Whipple type)|Whipple procedure, no pancreatic leak|Distal pancreatectomy without pancreatic stent
Distal pancreatectomy, no residual tumor|Distal pancreatectomy, no evidence of residual disease|Distal pancreatectomy, margins negative
Diagnostic laparoscopy, distal pancreatectomy|Diagnostische Laparoskopie, Pankreaslinksresektion|Laparoscopy, diagnostic, and distal pancreatectomy
Distal pancreatectomy with intraoperative ultrasound assessment|Distal pancreatectomy, follow-up CT in 3 months|Distal pancreatectomy, final pathology pending
Pancreas biopsy and distal pancreatectomy|Distal pancreatectomy with celiac lymph node dissection|Distal pancreatectomy, excision of pseudocyst|Whipple, ERCP stent removed
Distal pancreatectomy for biopsy-proven neuroendocrine tumor|Distal pancreatectomy, wound drainage|Resection of tail of pancreas with drain|Left pancreatectomy, peripancreatic node sampling
Pankreaslinksresektion mit Drainage|Pankreaskopfresektion, Einlage einer Drainage|Pankreasschwanzresektion, Leberbiopsie|Pankreaslinksresektion ohne Splenektomie
Kausch-Whipple-OP mit Pankreasgangstent|Duodenopankreatektomie, Drainage|Pankreaslinksresektion, kein Resttumor|Pankreaslinksresektion, Schnellschnittbiopsie
Linksseitige Pankreatektomie, Lymphknotenentfernung|Distal pancreatectomy, spleen not removed|Distal pancreatectomy, history of MEN1|Pankreaskopfresektion nach Whipple mit Drainage
Distal pancreatectomy, core biopsy of liver|Whipple without pancreaticogastrostomy|Drain placement during distal pancreatectomy|Whipple with feeding tube"""
LOCAL: Final = """Enucleation of insulinoma, pancreatic tail, drain placed|Enucleation of insulinoma, intraoperative frozen section biopsy
Enucleation of insulinoma, no residual tumor|Enucleation of insulinoma with intraoperative ultrasound, drain placed|Enucleation of insulinoma, liver biopsy
Enucleation of pancreatic tumor and cholecystectomy|Enucleation of insulinoma near the pancreatic duct|Enucleation of insulinoma, pancreatic duct stent placement
Enukleation eines Insulinoms, Drainage|Insulinom-Enukleation, Schnellschnitt und Leberbiopsie|Enukleation eines Insulinoms ohne Resttumor
Tumorenukleation am Pankreas|Enucleation of insulinoma, duodenal mobilization|Enucleation of pancreatic neuroendocrine tumor, gastric biopsy|Enucleation of neuroendocrine tumor
Diagnostic laparoscopy and enucleation of insulinoma|Enucleation of insulinoma without splenectomy|Enucleation of islet cell tumor, left adrenalectomy|Radiofrequency ablation of pNET
Enucleation of insulinoma at the head of the pancreas next to the duodenum|Enucleation of NET of the pancreas, liver biopsy"""
TOTAL: Final = """Total pancreatectomy with drain|Total pancreatectomy and splenectomy, liver biopsy|Totale Pankreatektomie, Drainage|Totale Pankreatektomie mit Leberbiopsie
Total pancreatectomy, no residual tumor|Completion pancreatectomy for recurrence in the residual pancreas"""
UNKNOWN: Final = """Resection of insulinoma, drain placement|Laparoscopic resection of insulinoma with drain|Resektion eines Insulinoms mit Drainage|Excision of insulinoma
Resection of pancreatic neuroendocrine tumor|Resection of neuroendocrine tumor, tail of pancreas|Excision of pNET|Resektion eines pNET|Entfernung eines Insulinoms
Exzision einer Pankreasläsion|Exzision eines Pankreastumors|Pankreastumor-Exstirpation|Removal of mass from pancreas|Removal of pancreatic tumor|Pancreatic tumor removal
Resection of biopsy-proven pancreatic neuroendocrine tumor|Excision of Pancreas, Open Approach|Diagnostic laparoscopy, excision of pancreatic tumor|Pancreatectomy, drain
Resection of insulinoma with splenectomy|Neuroendocrine tumor of pancreas, excised|Removal of islet cell tumor|Entfernung des Pankreas"""
# A biopsy is no removal, however it is called.
BIOPSY: Final = """Excision of Pancreas, Percutaneous Approach, Diagnostic|Excision of Pancreas, Via Natural or Artificial Opening Endoscopic, Diagnostic
Excision of Pancreas, Open Approach, Diagnostic|Diagnostic excision of pancreas|Diagnostische Exzision am Pankreas|Excision of pancreas, diagnostisch|Probeexzision des Pankreas
Probe-Exzision aus dem Pankreas|Core needle biopsy of pancreas|Core biopsy, pancreatic tail|Tru-cut excision of pancreatic tissue|Pancreatic brushings|Excision of pancreatic tissue, brushing
Cytology, excision of pancreatic lesion|Incisional biopsy of insulinoma|Stanzbiopsie Pankreas|Bürstenzytologie Pankreasgang|Gewebeprobe aus dem Pankreas, Exzision|FNB of insulinoma
Sampling of pancreatic lesion, excision|Excisional biopsy of tail of pancreas|Diagnostic laparoscopy|Diagnostic enucleation of insulinoma|Diagnostic pancreatectomy|Pancreatic tail excision biopsy
Feinnadelbiopsie eines Insulinoms|Probeentnahme Pankreas|Biopsy of pancreatectomy specimen|Extraction of Pancreas, Percutaneous Approach, Diagnostic"""
# Another organ, or what lies in or at the pancreas.
ELSEWHERE: Final = """Resection of small bowel neuroendocrine tumor|Resection of neuroendocrine tumor of rectum|Duodenal NET excision|Endoscopic resection of duodenal neuroendocrine tumor
Jejunal NET resection|Colon neuroendocrine tumor resection|Endoscopic mucosal resection of stomach NET|Resection of bronchial neuroendocrine tumor
Excision of mesenteric neuroendocrine tumor deposit|Removal of pancreatic duct stone, endoscopic|Removal of intraluminal device from pancreatic duct|Excision of pancreatic duct stone
Removal of calculus from pancreas|Removal of pancreatic stent|Removal of pancreatic drain|Removal of drainage device from pancreas|Extirpation of Matter from Pancreas, Open Approach
Excision of peripancreatic lymph node|Resection of pancreaticoduodenal lymph nodes|Excision of accessory spleen near pancreas|Right hemicolectomy for NET|Excision of bone metastasis of NET
Resection of neuroendocrine tumor|Excision of NET|Resection of NET of ileum|Excision of gastrinoma, duodenum|Resection of gastrinoma|Enucleation of duodenal NET|RFA of neuroendocrine tumor
Steinentfernung aus dem Pankreasgang|Entfernung eines Pankreasgangsteins|Entfernung eines Pankreasstents|Resektion eines Dünndarm-NET|Resektion eines neuroendokrinen Tumors des Rektums
Duodenalwandresektion eines neuroendokrinen Tumors|Resektion eines NET der Appendix|Endoskopische Resektion eines NET im Magen|Exzision eines peripankreatischen Lymphknotens
Pancreas-sparing duodenal resection|Duodenal resection, pancreas-sparing|Pankreaserhaltende Duodenumresektion|Removal of pancreatic catheter|Removal of foreign body from pancreas
Removal of fluid collection at pancreas|Thymic NET resection|Lung carcinoid tumor resection|Removal of tumor|Removal of port in insulinoma|Removal of central venous catheter, insulinoma
Excision of mass near pancreas|Enucleation of liver metastasis of insulinoma|Enucleation of insulinoma metastasis, liver|Removal of feeding tube, pancreas
Enucleation of insulinoma, liver|Enucleation of insulinoma, resection of liver metastases|Enucleation of NET, duodenum|Enucleation of neuroendocrine tumor, liver
Enucleation of NET, gastric biopsy|Enucleation of NET of the duodenum adjacent to the pancreas|Enucleation of insulinoma and hepatic metastasectomy"""
# Not done, or done on another day.
NOT_DONE: Final = """Distal pancreatectomy attempted, drain placed|Aborted Whipple, biopsy taken|Whipple aborted, stent placed|Planned distal pancreatectomy, drain|Distal pancreatectomy, incomplete
Laparotomy without pancreatectomy|No pancreatectomy|Laparotomie ohne Pankreasresektion|Keine Pankreaslinksresektion|Exploration, no enucleation of insulinoma|Whipple not done|Whipple, R2
Enucleation of insulinoma, residual tumor|Distal pancreatectomy not performed, liver biopsy|Enucleation of insulinoma, tumor not removed|Whipple was not completed|Whipple, no resection
Total pancreatectomy, islet autotransplantation|Drainage of abscess after distal pancreatectomy|Stent removal after Whipple|ERCP in patient with previous Whipple|Drain check, prior distal pancreatectomy
Biopsy before distal pancreatectomy|Follow-up after enucleation of insulinoma|Evaluation for Whipple|Whipple evaluation|Bleeding after enucleation of insulinoma|Whipple anastomosis dilation
Drainage nach Pankreaslinksresektion|Nachsorge nach Enukleation eines Insulinoms|Stent vor Pankreaskopfresektion|Vorstellung zur Pankreaslinksresektion|Pankreaslinksresektion vorgesehen
Pankreaslinksresektion nicht durchgeführt|Versuchte Enukleation eines Insulinoms, Drainage|Pankreaslinksresektion abgebrochen, Drainage|Enukleation eines Insulinoms nicht erfolgt
Frozen section, pancreatectomy specimen|Drainage, status post distal pancreatectomy|CT after resection of insulinoma|Distal pancreatectomy recommended|Aspiration of pancreatectomy bed"""
CASES: Final = (
    [(one, Extent.PARTIAL) for one in phrases(PARTIAL)] + [(one, Extent.ENUCLEATION) for one in phrases(LOCAL)]
    + [(one, Extent.TOTAL) for one in phrases(TOTAL)] + [(one, Extent.UNKNOWN) for one in phrases(UNKNOWN)]
    + [(one, None) for text in (BIOPSY, ELSEWHERE, NOT_DONE) for one in phrases(text)]
)  # fmt: skip


@pytest.mark.parametrize(("text", "kind"), CASES)
def test_what_is_told_beside_it_neither_makes_nor_undoes_an_operation(text: str, kind: Extent | None) -> None:
    """Only a removal of pancreatic tissue that was done counts, and a drain, a stent or a biopsy beside it is no matter."""
    assert operations.extent(text) is kind


def test_the_table_is_long() -> None:
    """Both directions have at least sixty phrases, and none is there twice."""
    assert len({text for text, _ in CASES}) == len(CASES)
    assert min(sum(kind is None for _, kind in CASES), sum(kind is not None for _, kind in CASES)) >= 60


@pytest.mark.parametrize(
    "text",
    ["drain" * 100, "enucleation of insulinoma, " * 20, "after x y pancreatectomy " * 20, "pancreatectomy " * 35, "with drain " * 50,
     "enuclea" * 70, "no a a a " * 60, "pancreas " * 60, "biops" * 100, "after a " * 70, "not removed " * 40, "neuroendocrin " * 35],
)  # fmt: skip
def test_long_words_take_no_time(text: str) -> None:
    """No text makes the guards run away."""
    began = time.perf_counter()
    operations.extent(text)
    operations.bare(text)
    assert time.perf_counter() - began < 0.2
