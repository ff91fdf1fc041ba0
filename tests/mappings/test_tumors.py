"""Site and spread of a tumor: body sites, topography, stage, and metastases in every dialect."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

import pytest

from mappings import conditions, terminology, tumors
from mappings.mentions import Mention
from mappings.terminology import Terminology
from tests.mappings.problems import ICDO, code, shape

AS_OF: Final = datetime(2026, 11, 23, 12, tzinfo=UTC)
ICD: Final = "http://hl7.org/fhir/sid/icd-10-cm"
GM: Final = "http://fhir.de/CodeSystem/bfarm/icd-10-gm"
SNOMED: Final = "http://snomed.info/sct"
MII: Final = "https://www.medizininformatik-initiative.de/fhir/ext/modul-onko/CodeSystem/mii-cs-onko-fernmetastasen"


@pytest.fixture(scope="module")
def terms() -> Terminology:
    """Return the shipped terminology."""
    return terminology.load()


def sets(terms: Terminology, **members: Any) -> frozenset[str]:
    """Read one Condition and return its sets."""
    found = conditions.entries([{"resourceType": "Condition", "id": "c"} | members], terms, AS_OF, UTC, [])
    return found[0].sets if found else frozenset()


SECONDARY: Final = code(SNOMED, "128462008")
CANCER: Final = code(SNOMED, "363346000")


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"code": code(ICD, "C78.7")}, {"liver-mets", "other-mets"}), ({"code": code(ICD, "C7B.02")}, {"liver-mets"}), ({"code": code(GM, "C78.7")}, {"liver-mets", "other-mets"}),
        ({"code": code(ICD, "C7B.03")}, {"net-mets"}), ({"code": code(ICD, "C79.51")}, {"other-mets"}), ({"code": code(ICD, "C78.6")}, {"other-mets"}),
        ({"code": code(ICD, "C77.2")}, {"node-mets"}), ({"code": code(ICD, "C7B.1")}, set()), ({"code": code(ICD, "C22.0")}, set()),
        ({"code": code(SNOMED, "94381002")}, {"liver-mets"}), ({"code": SECONDARY}, {"other-mets"}),
        ({"code": SECONDARY, "bodySite": [code(SNOMED, "10200004")]}, {"liver-mets"}), ({"code": SECONDARY, "bodySite": {"text": "Liver"}}, {"liver-mets"}),
        ({"code": SECONDARY, "bodySite": [{"text": "Leber"}]}, {"liver-mets"}), ({"code": SECONDARY, "bodySite": [{"text": "Bone"}]}, {"other-mets"}),
        ({"code": SECONDARY, "bodySite": [{"text": "Mesenteric lymph node"}]}, {"node-mets"}),
        ({"code": SECONDARY, "bodySite": [code(MII, "HEP")]}, {"liver-mets"}), ({"code": code(MII, "HEP")}, {"liver-mets"}),
        ({"code": code(MII, "PER")}, {"other-mets"}), ({"code": code(MII, "LYM")}, {"node-mets"}),
        ({"code": code(SNOMED, "405843009")}, {"other-mets"}), ({"code": CANCER, "bodySite": [code(SNOMED, "10200004")]}, set()),
        ({"code": {"text": "Lebermetastasen"}}, {"liver-mets", "metastatic"}), ({"code": {"text": "No liver metastases"}}, set()),
        ({"code": {"text": "Metastatic workup"}}, set()), ({"code": {"text": "Metastatic pNET"}}, {"metastatic"}),
        ({"code": {"text": "Suspected liver metastases"}}, {"metastases-possible"}),
        # stage, of a tumor of ours only
        ({"code": code(ICD, "C25.4"), "stage": [{"summary": {"text": "Stage IV"}}]}, {"metastatic"}),
        ({"code": code(ICD, "C25.4"), "stage": [{"summary": {"coding": [{"code": "M1a"}]}}]}, {"metastatic"}),
        ({"code": code(ICD, "C25.4"), "stage": {"summary": {"text": "IV"}}}, {"metastatic"}),
        ({"code": code(ICD, "C25.4"), "stage": [{"summary": {"text": "pT2 N1 M1"}}]}, {"metastatic"}),
        ({"code": code(ICD, "C25.4"), "stage": [{"summary": {"text": "Stage III"}}]}, set()),
        ({"code": code(ICD, "C25.4"), "stage": [{"summary": {"text": "T2 N0 M0"}}]}, set()),
        ({"code": code(ICD, "C25.4"), "stage": [{"summary": {"text": "No M1"}}]}, set()),
        ({"code": code(ICD, "I50.9"), "stage": [{"summary": {"text": "Stage IV"}}]}, set()),
        ({"code": code(ICD, "C50.9"), "stage": [{"summary": {"text": "Stage IV"}}]}, set()),
        ({"code": code(ICD, "C25.4"), "stage": [{"type": {"text": "Stage IV"}}]}, set()),
    ],
)  # fmt: skip
def test_metastases_are_read_in_every_form(members: dict[str, Any], expected: set[str], terms: Terminology) -> None:
    """By ICD-10, SNOMED CT with a body site, the German module, name, and the stage of a tumor of ours."""
    assert sets(terms, **members) & {*tumors.NOT_ENDED} == expected


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"code": CANCER, "extension": shape("8240/3"), "bodySite": [code(SNOMED, "15776009")]}, {"pancreatic-tumor", "net"}),
        ({"code": CANCER, "extension": shape("8240/3"), "bodySite": [code(SNOMED, "64163001")]}, {"pancreatic-tumor", "net"}),
        ({"code": CANCER, "extension": shape("8240/3"), "bodySite": [code(SNOMED, "40133006")]}, {"pancreatic-tumor", "net"}),
        ({"code": CANCER, "extension": shape("8240/3"), "bodySite": [code(SNOMED, "73239005")]}, {"pancreatic-tumor", "net"}),
        ({"code": CANCER, "extension": shape("8240/3"), "bodySite": [code(ICDO, "C25.4")]}, {"pancreatic-tumor", "net"}),
        ({"code": CANCER, "extension": shape("8240/3"), "bodySite": [code(ICDO, "C18.0")]}, {"net"}),
        ({"code": CANCER, "extension": shape("8240/3"), "bodySite": [code(SNOMED, "78961009")]}, {"net"}),  # the spleen
        ({"code": CANCER, "extension": shape("8240/3"), "bodySite": [code(SNOMED, "64688005")]}, {"net"}),  # the coccyx
        ({"code": CANCER, "bodySite": [code(ICDO, "C25.4")]}, set()), ({"code": code(ICDO, "C25.4")}, set()),
        ({"code": CANCER, "extension": shape("8140/3"), "bodySite": [code(ICDO, "C25.4")]}, set()),
        ({"code": CANCER, "extension": shape("8150/1")}, {"pancreatic-tumor", "net"}), ({"code": code(ICDO, "81503")}, {"pancreatic-tumor", "net"}),
        ({"code": code(ICD, "D37.8", "Uncertain neoplasm of pancreas")}, {"pancreatic-any"}), ({"code": code(ICD, "D37.8")}, set()),
        ({"code": code(GM, "D37.7"), "bodySite": [{"text": "Pankreas"}]}, {"pancreatic-any"}),
        ({"code": code(ICD, "D37.8", "Insulinoma of pancreas")}, {"pancreatic-tumor", "net"}), ({"code": code(ICD, "D13.7")}, {"pancreatic-tumor", "net"}),
        ({"code": code(ICD, "Z80.0", "pNET")}, set()), ({"code": code(ICD, "Z85.0", "pNET")}, set()), ({"code": code(GM, "Z86.0", "pNET")}, set()),
    ],
)  # fmt: skip
def test_a_tumor_needs_its_site(members: dict[str, Any], expected: set[str], terms: Terminology) -> None:
    """Topography alone is a site and no tumor; a neuroendocrine morphology without the pancreas is of another site."""
    assert sets(terms, **members) & {"pancreatic-tumor", "net", "pancreatic-any"} >= expected
    assert sets(terms, **members) & {"pancreatic-tumor", "net"} == expected - {"pancreatic-any"}


PNET: Final = {"pancreatic-tumor", "net"}
TAIL: Final = {"bodySite": [{"text": "Pankreasschwanz"}]}
PANCREAS: Final = {"bodySite": [code(SNOMED, "15776009")]}


@pytest.mark.parametrize("site", [TAIL, PANCREAS, {"bodySite": {"text": "Tail of pancreas"}}, {"bodySite": [code(ICDO, "C25.2")]}, {"stage": [{"summary": {"text": "Pancreas, stage II"}}]},
                                  {"bodySite": [{"text": "Bauchspeicheldr\u00fcse"}]}, {"bodySite": [{"text": "Queue du pancr\u00e9as"}]}, {"bodySite": [{"text": "Pancreatic tail (resected)"}]}])  # fmt: skip
@pytest.mark.parametrize(
    "text",
    ["Neuroendocrine tumor", "Neuroendocrine neoplasm, grade 2", "NET G2", "NET", "NET G1 (2 cm)", "G2 NET", "NEN G1", "Suspected NET", "V.a. NET G1", "Metastatic NET",
     "Neuroendokriner Tumor", "Tumor neuroendocrino", "Tumeur neuroendocrine", "Tumore neuroendocrino", "Carcinoid tumor", "Karzinoid", "Neuro-endocriene tumor",
     "NET of uncertain size", "NET, metastatic", "Well differentiated NET", "NET grade 2", "TNE G2"],
)  # fmt: skip
def test_a_name_and_a_site_make_a_pancreatic_net(site: dict[str, Any], text: str, terms: Terminology) -> None:
    """The name or the abbreviation of a NET is one of the pancreas where the site or stage says pancreas."""
    assert sets(terms, code={"text": text}, **site) >= PNET


@pytest.mark.parametrize(
    ("text", "members", "expected"),
    [
        ("Neuroendocrine tumor", {}, {"net"}), ("Neuroendocrine tumor", {"bodySite": [{"text": "Ileum"}]}, {"net"}), ("Carcinoid tumor of appendix", {}, {"net"}),
        ("NET G2", {"bodySite": [{"text": "Lunge"}]}, {"net"}), ("NET G2", {}, {"net"}), ("Neuroendocrine tumor of lung", {"stage": [{"summary": {"text": "Stage I"}}]}, {"net"}),
        ("Neuroendocrine tumor of ileum, liver. Pancreas with cyst", {}, {"net"}), ("Neuroendocrine tumor. Primary: pancreas", {}, PNET),
        ("Neuroendocrine tumor. Primary not in the pancreas", {"bodySite": [{"text": "Ileum"}]}, {"net"}),
        ("Neuroendocrine tumor", {"bodySite": [{"text": "Not the pancreas"}]}, {"net"}),
        ("No neuroendocrine tumor", TAIL, set()), ("Neuroendocrine tumor ruled out", TAIL, set()), ("History of neuroendocrine tumor", TAIL, set()),
        ("Mother had neuroendocrine tumor", TAIL, set()), ("NET excluded", TAIL, set()), ("No NET G2", TAIL, set()), ("Family history of NET G1", TAIL, set()),
        ("NET G2, resected", TAIL, set()), ("History of NET", TAIL, set()), ("Kein NET", TAIL, set()), ("Kein neuroendokriner Tumor", TAIL, set()),
        ("Net fluid balance positive", TAIL, set()), ("Pain, net improvement", TAIL, set()), ("Internet addiction", TAIL, set()), ("Safety net", TAIL, set()),
        ("NET of drain output", TAIL, set()), ("Hair net", TAIL, set()), ("Net weight loss", TAIL, set()), ("Carcinoid syndrome", TAIL, set()), ("Pancreatic cyst", TAIL, set()),
        ("Carcinoma of tail", TAIL, set()), ("Neuroendocrine markers elevated", TAIL, set()), ("Adenocarcinoma with neuroendocrine differentiation", TAIL, set()),
    ],
)  # fmt: skip
def test_a_name_without_its_site_is_no_pancreatic_net(
    text: str, members: dict[str, Any], expected: set[str], terms: Terminology
) -> None:
    """Another site, no site, a guard, or another sense of "net" makes none; a NET of any site stays one."""
    assert sets(terms, code={"text": text}, **members) & PNET == expected


@pytest.mark.parametrize(("system", "value"), [(ICD, "Z80.0"), (ICD, "Z85.0"), (GM, "Z86.0")])
def test_a_code_of_the_past_beside_a_net_is_none(system: str, value: str, terms: Terminology) -> None:
    """A code of history or family with the name of a NET makes none, at whatever site."""
    assert not sets(terms, code=code(system, value, "Neuroendocrine tumor"), **TAIL) & {"pancreatic-tumor"}


def test_the_code_of_a_cancer_of_the_pancreas_is_a_site(terms: Terminology) -> None:
    """A NET in words under the ICD-10 code of any cancer of the pancreas is one of the pancreas."""
    assert sets(terms, code=code(ICD, "C25.9", "Neuroendocrine tumor G1")) >= PNET


@pytest.mark.parametrize(
    ("members", "mention"),
    [
        ({"code": code(ICDO, "8151/0")}, Mention.ASSERTED), ({"code": code(ICDO, "8151/1")}, Mention.ASSERTED),
        ({"code": code(ICDO, "8151/32")}, Mention.ASSERTED), ({"code": CANCER, "extension": shape("8151/3")}, Mention.ASSERTED),
        ({"code": code(ICD, "Z85.07", "Insulinoma")}, Mention.PAST), ({"code": code(GM, "Z86.0", "Insulinom")}, Mention.PAST),
        ({"code": code(ICD, "Z85.9", "History of insulinoma")}, Mention.PAST), ({"code": {"text": "History of insulinoma"}}, Mention.PAST),
    ],
)  # fmt: skip
def test_an_insulinoma_has_any_behavior(members: dict[str, Any], mention: Mention, terms: Terminology) -> None:
    """Every behavior of the morphology is an insulinoma, and a code of history makes the name past."""
    found = conditions.entries([{"resourceType": "Condition", "id": "c"} | members], terms, AS_OF, UTC, [])
    assert ("insulinoma" in found[0].sets, found[0].mention) == (True, mention)


@pytest.mark.parametrize(
    "members",
    [
        {"evidence": [{"code": [{"text": "Insulinoma"}]}]}, {"evidence": [{"detail": [{"display": "Insulinoma"}]}]}, {"note": [{"text": "Insulinoma"}]},
        {"stage": [{"summary": {"text": "Insulinoma stage I"}}]}, {"bodySite": [{"text": "insulinoma bed"}]},
        {"code": code(ICD, "Z80.0", "Insulinoma")}, {"code": code(ICD, "Z83.41", "Insulinoma")}, {"code": code(ICD, "Z84.89", "Insulinoma")},
        {"category": [{"text": "Insulinoma"}]}, {"code": code(ICDO, "8240/3")}, {"code": code(ICD, "Z15.81")},
    ],
)  # fmt: skip
def test_what_is_beside_a_diagnosis_proves_none(members: dict[str, Any], terms: Terminology) -> None:
    """Evidence, stage, note, site, category and codes of the family never make an insulinoma."""
    assert "insulinoma" not in sets(terms, **({"code": code(ICD, "R10.9")} | members))


@pytest.mark.parametrize("category", ["encounter-diagnosis", "problem-list-item", "health-concern", "banana"])
def test_every_category_is_read_alike(category: str, terms: Terminology) -> None:
    """A diagnosis of an encounter counts like one of the problem list."""
    assert "insulinoma" in sets(terms, code={"text": "Insulinoma"}, category=[{"coding": [{"code": category}]}])
    assert "men1" not in sets(terms, code=code(ICD, "Z15.81"))


@pytest.mark.parametrize(
    "value", [7, "x", [], {}, [None], True, [[]], {"coding": 7}, [{"summary": 7}], [{"text": ["x"]}], None]
)
@pytest.mark.parametrize("name", ["bodySite", "stage", "extension", "evidence", "note"])
def test_one_bad_member_costs_nothing(name: str, value: Any, terms: Terminology) -> None:
    """Whatever another member holds, the metastasis is read."""
    assert "liver-mets" in sets(terms, **{"code": code(ICD, "C78.7"), name: value})
    assert sets(terms, **{"code": SECONDARY, name: value}) & {"other-mets", "liver-mets"}
