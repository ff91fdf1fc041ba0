"""A tumor of the endocrine pancreas by its official names and in six languages, and what only looks like one."""

from __future__ import annotations

import time

import pytest

from mappings import tumors
from mappings.mentions import PANCREATIC_NET, Mention, classify

ASSERTED = """Malignant neoplasm of endocrine pancreas|Benign neoplasm of endocrine pancreas|Malignant tumor of endocrine pancreas (disorder)
Malignant neoplasm of islets of Langerhans|Benign neoplasm of islets of Langerhans|Neoplasm of uncertain behavior of endocrine pancreas
Benign neoplasm of islets of Langerhans (disorder)|Tumour of the endocrine pancreas|Carcinoma in situ of endocrine pancreas|Islet tumor
Malignant carcinoid tumor of pancreas|Carcinoid tumor of the pancreas|Malignant carcinoid tumor of the pancreas|Carcinoid of the tail of pancreas
Pancreatic carcinoid tumor|Pancreatic carcinoid|Pankreaskarzinoid|Karzinoid des Pankreas|Carcinoid tumor, pancreatic|Pancreas: carcinoid tumor
B\u00f6sartige Neubildung: Endokriner Dr\u00fcsenanteil des Pankreas|Gutartige Neubildung: Endokriner Dr\u00fcsenanteil des Pankreas
B\u00f6sartige Neubildung des endokrinen Pankreas|Inselzelltumor|Inselzelltumor des Pankreas|Maligner Inselzelltumor|Inselzellkarzinom|Inselzell-Tumor
Inselzelladenom|Tumor der Langerhans-Inseln|Neuroendokriner Tumor der Bauchspeicheldr\u00fcse|Neuroendokrines Karzinom des Pankreas
Neuroendokrine Neoplasie des Pankreas|NEN des Pankreas|pNEN G2|PanNEN|Pankreas: neuroendokriner Tumor|Endokriner Pankreastumor
Tumor neuroendocrino de p\u00e1ncreas|Tumor neuroendocrino del p\u00e1ncreas|Neoplasia neuroendocrina de p\u00e1ncreas|Tumor neuroendocrino pancre\u00e1tico
Tumor maligno del p\u00e1ncreas endocrino|Tumor de c\u00e9lulas de los islotes|Tumor de islotes de Langerhans|Tumor neuroendocrino en cola de p\u00e1ncreas|TNE de p\u00e1ncreas
Neoplasia maligna de p\u00e1ncreas endocrino|Carcinoma neuroendocrino pancre\u00e1tico bien diferenciado|P\u00e1ncreas: tumor neuroendocrino G1
Tumeur neuroendocrine du pancr\u00e9as|Tumeur neuroendocrine pancr\u00e9atique|Tumeur maligne du pancr\u00e9as endocrine|TNE du pancr\u00e9as|Tumeur des \u00eelots de Langerhans
Tumeur b\u00e9nigne du pancr\u00e9as endocrine|Carcino\u00efde du pancr\u00e9as|N\u00e9oplasie neuroendocrine de la queue du pancr\u00e9as|Tumeur carcino\u00efde du pancr\u00e9as
Tumore neuroendocrino del pancreas|Neoplasia neuroendocrina pancreatica|Tumore delle isole di Langerhans|Carcinoide del pancreas
Neoplasia maligna del pancreas endocrino|Tumor neuroend\u00f3crino do p\u00e2ncreas|Neuro-endocriene tumor van de pancreas|Neuro-endocriene tumor van de alvleesklier
Eilandceltumor|Pancreatic tumor, neuroendocrine type|Pancreatic adenoma, endocrine: neuroendocrine tumor of pancreas|Pancreatic neuroendocrine cancer
Malignant neoplasm of endocrine pancreas, without metastases|Benign neoplasm of endocrine pancreas, unresected|Pancreatic neuroendocrine neoplasm
Malignant neoplasm of endocrine pancreas with liver metastases|C25.4 Malignant neoplasm of endocrine pancreas|pNET G2, not resected|pNET G1, resection planned"""
SUSPECTED = """Suspected malignant neoplasm of endocrine pancreas|Rule out neoplasm of endocrine pancreas|Malignant neoplasm of endocrine pancreas?
V.a. Inselzelltumor|Verdacht auf neuroendokrinen Tumor des Pankreas|Sospecha de tumor neuroendocrino de p\u00e1ncreas
Suspicion de tumeur neuroendocrine du pancr\u00e9as|Sospetto tumore neuroendocrino del pancreas|Possible carcinoid tumor of pancreas
Verdacht auf b\u00f6sartige Neubildung des endokrinen Pankreas|Carcinoid of pancreas not excluded|Tumor neuroendocrino de p\u00e1ncreas a descartar"""
DENIED = """No malignant neoplasm of endocrine pancreas|Malignant neoplasm of endocrine pancreas ruled out|Kein Inselzelltumor|No carcinoid tumor of pancreas
Inselzelltumor ausgeschlossen|Sin tumor neuroendocrino de p\u00e1ncreas|Pas de tumeur neuroendocrine du pancr\u00e9as|Keine b\u00f6sartige Neubildung des endokrinen Pankreas
Nessun tumore neuroendocrino del pancreas|Islet cell tumor excluded"""
PAST = """History of malignant neoplasm of endocrine pancreas|Z.n. Inselzelltumor|Personal history of malignant neoplasm of endocrine pancreas
Benign neoplasm of endocrine pancreas, resected 2019|Ant\u00e9c\u00e9dent de tumeur neuroendocrine du pancr\u00e9as|Antecedente de tumor neuroendocrino de p\u00e1ncreas
Malignant carcinoid tumor of pancreas, resected|pNET G2, resected 2019|Neuroendocrine tumor of pancreas (G1), resected|Status nach neuroendokrinem Tumor des Pankreas"""
FAMILY = """Family history of malignant neoplasm of endocrine pancreas|Mother: islet cell tumor|Mutter mit Inselzelltumor
Sister had neuroendocrine tumor of the pancreas|Madre con tumor neuroendocrino de p\u00e1ncreas|Familienanamnese: Inselzelltumor
Father had carcinoid tumor of pancreas|Malignant neoplasm of endocrine pancreas, family history"""
NOTHING = """Malignant neoplasm of pancreas|Benign neoplasm of pancreas, excluding endocrine pancreas|Benign neoplasm of pancreas, except islets of Langerhans
Malignant neoplasm of exocrine pancreas|Malignant neoplasm of pancreas, except endocrine|Pancreatic cancer with endocrine insufficiency
Pancreatic carcinoma, endocrine and exocrine insufficiency of pancreas|Tumor with endocrine dysfunction of the pancreas|Islet cell transplantation
Islet cell antibodies|Inselzellantik\u00f6rper|Inselzelltransplantation|Islet cell hyperplasia|Langerhans cell histiocytosis|Langerhans cell sarcoma
Carcinoid syndrome, pancreatitis|Carcinoid tumor of ileum, pancreatic cyst|Carcinoid heart disease, pancreatitis|Bronchial carcinoid
Secondary malignant neoplasm of endocrine pancreas|Secondary neoplasm of endocrine pancreas|Carcinoid syndrome, pancreas normal|Metastatic malignant neoplasm to endocrine pancreas|Tumor, Inselspital Bern
Multiple endokrine Neoplasie Typ 1|Multiple endocrine neoplasia type 1, pancreas normal|Neoplasia endocrina m\u00faltiple tipo 1, p\u00e1ncreas normal
Tumor neuroendocrino de pulm\u00f3n|Tumeur neuroendocrine de l'il\u00e9on|Neuroendokriner Tumor des D\u00fcnndarms|Pankreatitis|Endocrine pancreas insufficiency
Pancreatic adenocarcinoma with neuroendocrine differentiation|Extra-pancreatic neuroendocrine tumor|Neuroendocrine tumor, extra-pancreatic
Pancreatitis, neuroendocrine tumor of lung|Insular carcinoma of thyroid|Pancreas: no neuroendocrine tumor|Pancreas transplant|Non-endocrine pancreatic tumor
Neuroendocrine tumor of lung, acute pancreatitis|Thyroid carcinoma, endocrine clinic|Tumor der Bauchspeicheldr\u00fcse"""


def phrases(text: str) -> list[str]:
    return [phrase for line in text.splitlines() for phrase in line.split("|")]


@pytest.mark.parametrize(
    ("phrase", "meant"),
    [
        *((one, Mention.ASSERTED) for one in phrases(ASSERTED)), *((one, Mention.SUSPECTED) for one in phrases(SUSPECTED)),
        *((one, Mention.DENIED) for one in phrases(DENIED)), *((one, Mention.PAST) for one in phrases(PAST)),
        *((one, Mention.FAMILY) for one in phrases(FAMILY)), *((one, None) for one in phrases(NOTHING)),
    ],
)  # fmt: skip
def test_a_tumor_of_the_endocrine_pancreas_is_read_as_meant(phrase: str, meant: Mention | None) -> None:
    """The words of C25.4 and D13.7, and those of other languages, mean a pancreatic NET under the usual guards."""
    assert classify(phrase, PANCREATIC_NET) == meant
    assert meant is None or tumors.may_name(phrase)


@pytest.mark.parametrize(
    "text",
    ["neoplasm of " * 45, "tumor islets " * 40, "carcinoid of the " * 30, "pancreas " * 55, "endocrine tumor " * 30, "not excluded " * 40,
     "tumor " * 80, "neuroendocrine " * 33, "nets " * 100, "neoplasm endocrine of " * 22],
)  # fmt: skip
def test_long_names_take_no_time(text: str) -> None:
    """No name makes the patterns run away."""
    began = time.perf_counter()
    classify(text[:500], PANCREATIC_NET)
    assert time.perf_counter() - began < 0.2
