"""Value sets, classes and concept maps: one meaning for every spelling, and the site's own codes beside ours."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from mappings import conditions, drugs, elements, observations, receptors, terminology
from mappings.reading import Json
from mappings.systems import code_key, system_key
from mappings.terminology import Terminology
from mappings.therapy import DrugClass, Form

AS_OF = datetime(2026, 11, 23, 12, tzinfo=UTC)
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
ICD = "http://hl7.org/fhir/sid/icd-10-cm"
LOCAL = "https://ehr.example/codes"
OURS = "https://pnet-cds.example/fhir/CodeSystem"


@pytest.fixture(scope="module")
def terms() -> Terminology:
    """Return the shipped terminology."""
    return terminology.load()


def concept(system: str, code: str) -> Json:
    """Return a CodeableConcept with one coding and no words."""
    return {"coding": [{"system": system, "code": code}]}


@pytest.mark.parametrize(
    ("spelling", "canonical"),
    [
        ("http://snomed.info/sct/", "http://snomed.info/sct"),
        ("https://snomed.info/sct", "http://snomed.info/sct"),
        ("HTTP://SNOMED.info/SCT", "http://snomed.info/sct"),
        ("http://snomed.info/sct|http://snomed.info/sct/731000124108/version/20260301", "http://snomed.info/sct"),
        (" http://snomed.info/sct ", "http://snomed.info/sct"),
        ("urn:oid:2.16.840.1.113883.6.96", "http://snomed.info/sct"),
        ("2.16.840.1.113883.6.96", "http://snomed.info/sct"),
        ("URN:OID:2.16.840.1.113883.6.96", "http://snomed.info/sct"),
        ("urn:oid:2.16.840.1.113883.6.1", "http://loinc.org"),
        ("https://loinc.org/", "http://loinc.org"),
        ("http://www.loinc.org", "http://loinc.org"),
        ("urn:oid:2.16.840.1.113883.6.88", RXNORM),
        ("urn:oid:2.16.840.1.113883.6.90", ICD),
        ("urn:oid:2.16.840.1.113883.6.3", ICD),
        ("urn:oid:2.16.840.1.113883.6.73", "http://www.whocc.no/atc"),
        ("http://hl7.org/fhir/sid/icd-10", ICD),
        ("http://hl7.org/fhir/sid/icd-10-cm|2026", ICD),
        ("http://fhir.de/CodeSystem/bfarm/icd-10-gm", ICD),
        ("http://fhir.de/CodeSystem/bfarm/atc", "http://www.whocc.no/atc"),
        ("http://hl7.org/fhir/sid/icd-o-3", "http://terminology.hl7.org/CodeSystem/icd-o-3"),
        ("http://terminology.hl7.org/CodeSystem/HCPCS", "https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets"),
    ],
)
def test_a_system_has_many_spellings(spelling: str, canonical: str) -> None:
    """Scheme, version, case, trailing slash, OID and national edition do not change a code system."""
    assert system_key(spelling) == system_key(canonical)


@pytest.mark.parametrize("other", ["", "urn:oid:2.16.840.1.113883.6.42", "http://snomed.info/sct2", "rxnorm.example"])
def test_another_system_stays_another(other: str) -> None:
    """A system that is not known is never taken for one that is."""
    assert system_key(other) not in {
        system_key(one) for one in ("http://snomed.info/sct", ICD, RXNORM, "http://loinc.org")
    }


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("C25.4", "C254", True), ("c25.4", "C25.4", True), (" D13.7 ", "D13.7", True), ("D13.7+", "D13.7", True),
        ("D13.7-", "D13.7", True), ("E16.1", "E16.10", False), ("E16.1", "E16", False),
    ],
)  # fmt: skip
def test_icd_is_compared_without_its_dot(one: str, other: str, same: bool) -> None:
    """The dot, the case and the marks of the German edition do not matter; every other character does."""
    assert (code_key(ICD, one) == code_key(ICD, other)) is same


def test_other_codes_are_compared_as_they_are() -> None:
    """The hyphen of LOINC is part of its code."""
    assert code_key("http://loinc.org", "2345-7") != code_key("http://loinc.org", "23457")
    assert code_key("http://loinc.org", " 2345-7 ") == code_key("http://loinc.org", "2345-7")


@pytest.mark.parametrize(
    ("system", "code", "name", "holds"),
    [
        (ICD, "E16.1", "hyperinsulinism", True), (ICD, "E161", "hyperinsulinism", True),
        (ICD, "E16.10", "hyperinsulinism", False), (ICD, "E16.2", "hyperinsulinism", False),
        ("urn:oid:2.16.840.1.113883.6.90", "C25.4", "pnet-malignant", True), (ICD, "C25.4", "pnet-malignant", True),
        ("http://www.whocc.no/atc", "A10BB01", "sulfonylurea", True), ("http://www.whocc.no/atc", "A10BB", "sulfonylurea", True),
        ("http://www.whocc.no/atc", "A10BA02", "sulfonylurea", False), ("http://www.whocc.no/atc", "A10AE04", "insulin", True),
        ("http://www.whocc.no/atc", "A10BJ02", "insulin", False),
        (ICD, "K56.60", "bowel-obstruction", True), (ICD, "K56", "bowel-obstruction", True),
        (ICD, "K55.0", "bowel-obstruction", False), (ICD, "K57", "bowel-obstruction", False),
        (ICD, "T38.3X1A", "antidiabetic-poisoning", True), (ICD, "T38.3X4D", "antidiabetic-poisoning", True),
        (ICD, "T38.3X5A", "antidiabetic-poisoning", False), (ICD, "T38.3X6A", "antidiabetic-poisoning", False),
        (ICD, "T38.3X5A", "hypoglycemia-drug", True), (ICD, "E11.649", "hypoglycemia-drug", True),
        (ICD, "E11.65", "hypoglycemia-drug", False), (ICD, "E16.0", "hypoglycemia-drug", True),
        ("http://snomed.info/sct", "302822000", "insulinoma", True), ("http://snomed.info/sct", "53117000", "insulinoma", False),
        ("http://snomed.info/sct", "302823005", "insulinoma", False),
        ("https://unknown.example", "302822000", "insulinoma", False), ("", "302822000", "insulinoma", False),
        ("http://loinc.org", "2484-4", "insulin-level", False), ("http://loinc.org", "20448-7", "insulin-level", True),
    ],
)  # fmt: skip
def test_a_code_belongs_by_itself_or_by_its_class(
    terms: Terminology, system: str, code: str, name: str, holds: bool
) -> None:
    """A set holds its codes and, where it is written so, all codes below one; never a code that merely looks alike."""
    assert (name in terms.sets(concept(system, code))) is holds


def test_all_codings_count(terms: Terminology) -> None:
    """A local coding that comes first hides none that follow, whichever is marked as the user's choice."""
    both = {
        "coding": [{"system": LOCAL, "code": "1", "userSelected": True}, {"system": ICD, "code": "D13.7"}, {"code": ""}]
    }
    assert "pnet-benign" in terms.sets(both)


@pytest.mark.parametrize(
    ("system", "code", "finding"),
    [
        (f"{OURS}/pnet-finding", "positive", "positive"), ("http://snomed.info/sct", "10828004", "positive"),
        ("http://snomed.info/sct", "260385009", "negative"), ("http://snomed.info/sct", "42425007", "equivocal"),
        (LOCAL, "positive", None), ("http://snomed.info/sct", "1", None),
    ],
)  # fmt: skip
def test_a_coded_answer_is_a_finding(terms: Terminology, system: str, code: str, finding: str | None) -> None:
    """An answer is ours, or mapped onto ours; the same word in another system is neither."""
    assert terms.finding(concept(system, code)) == finding


def write_map(folder: Path, name: str, target: str, pairs: dict[str, str], **extra: Any) -> None:
    """Write a site's ConceptMap."""
    element = [
        {"code": source, "target": [{"code": goal, "equivalence": "equivalent"} | extra]}
        for source, goal in pairs.items()
    ]
    content = {
        "resourceType": "ConceptMap",
        "status": "active",
        "group": [{"source": LOCAL, "target": target, "element": element}],
    }
    (folder / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Return a site's folder: a drug id, an SSTR code with its answer, a glucose code, problem codes and a class."""
    write_map(tmp_path, "drugs", RXNORM, {"ERX-1": "898589", "ERX-2": "68092", "ERX-3": "4832"})
    write_map(tmp_path, "observations", f"{OURS}/pnet-observation", {"SSTR": "sstr-status", "KREN": "krenning-score"})
    write_map(tmp_path, "glucose", "http://loinc.org", {"GLU": "2345-7"})
    write_map(tmp_path, "answers", f"{OURS}/pnet-finding", {"POS": "positive"})
    write_map(tmp_path, "problems", "http://snomed.info/sct", {"DX-7": "302822000"})
    write_map(tmp_path, "classes", "http://www.whocc.no/atc", {"SU-1": "A10BB12"})
    return tmp_path


def test_a_sites_drug_is_understood(site: Path) -> None:
    """A local drug id that is mapped gives class and form, without a word beside it."""
    mapped = terminology.load(site)
    depot = drugs.identify(concept(LOCAL, "ERX-1"), mapped)
    assert depot is not None
    assert (depot.drug_class, depot.ingredient, depot.form, depot.how) == (
        DrugClass.SSA,
        "octreotide",
        Form.DEPOT,
        "code",
    )
    lanreotide, glucagon = (drugs.identify(concept(LOCAL, code), mapped) for code in ("ERX-2", "ERX-3"))
    assert lanreotide is not None
    assert lanreotide.form is Form.DEPOT
    assert glucagon is not None
    assert glucagon.drug_class is DrugClass.GLUCAGON
    assert drugs.identify(concept(LOCAL, "ERX-1"), terminology.load()) is None


def test_a_sites_code_may_name_a_class(site: Path) -> None:
    """A local code mapped onto a code of a class belongs to what the class belongs to."""
    drug = drugs.identify(concept(LOCAL, "SU-1"), terminology.load(site))
    assert drug is not None
    assert drug.drug_class is DrugClass.SULFONYLUREA


def test_a_sites_sstr_result_is_understood(site: Path) -> None:
    """A local SSTR code with a local answer is an SSTR result."""
    mapped = terminology.load(site)
    resource = {"resourceType": "Observation", "id": "s", "status": "final", "effectiveDateTime": "2026-06-01",
                "code": concept(LOCAL, "SSTR"), "valueCodeableConcept": concept(LOCAL, "POS")}  # fmt: skip
    found = observations.results([resource], mapped, AS_OF, UTC, [])
    fact = receptors.sstr(found, mapped, AS_OF, [])
    assert fact is not None
    assert fact.value == "positive"


def test_a_sites_problem_is_understood(site: Path) -> None:
    """A local problem code that is mapped is an insulinoma by its code."""
    mapped = terminology.load(site)
    (entry,) = conditions.entries(
        [{"resourceType": "Condition", "code": concept(LOCAL, "DX-7")}], mapped, AS_OF, UTC, []
    )
    assert {"insulinoma", "pancreatic-tumor", "net"} <= entry.sets
    assert entry.source.how == "code"


def test_a_sites_codes_are_asked_for(site: Path) -> None:
    """What a site maps onto a code that is searched for is searched for too."""
    mapped = terminology.load(site)
    for name, code in (("tumor", "SSTR"), ("tumor", "KREN"), ("labs", "GLU")):
        assert f"{LOCAL}%7C{code}" in elements.template(name, mapped)
        assert f"{LOCAL}%7C{code}" not in elements.template(name, terminology.load())


@pytest.mark.parametrize("equivalence", ["unmatched", "disjoint"])
def test_an_unmatched_pair_is_no_pair(tmp_path: Path, equivalence: str) -> None:
    """What a map says is not the same is not the same."""
    write_map(tmp_path, "drugs", RXNORM, {"ERX-1": "898589"}, equivalence=equivalence)
    assert not terminology.load(tmp_path).sets(concept(LOCAL, "ERX-1"))


def test_a_sites_value_set_is_laid_over_ours(tmp_path: Path) -> None:
    """A site's ValueSet of the same id adds its codes and takes none away."""
    include = [{"system": LOCAL, "concept": [{"code": "X"}]}]
    content = {"resourceType": "ValueSet", "id": "insulinoma", "compose": {"include": include}}
    (tmp_path / "more.json").write_text(json.dumps(content), encoding="utf-8")
    laid = terminology.load(tmp_path)
    assert "insulinoma" in laid.sets(concept(LOCAL, "X"))
    assert "insulinoma" in laid.sets(concept("http://snomed.info/sct", "302822000"))


def test_a_file_that_is_no_resource_is_named(tmp_path: Path) -> None:
    """A wrong file of a site is an error that says which one."""
    (tmp_path / "wrong.json").write_text("[]", encoding="utf-8")
    with pytest.raises(TypeError, match=r"wrong\.json"):
        terminology.load(tmp_path)


def test_our_displays_are_in_their_order() -> None:
    """A code system of ours is read as code and display."""
    assert list(terminology.displays("pnet-finding"))[:3] == ["positive", "negative", "equivocal"]
    assert all(terminology.displays("pnet-override-reason").values())
