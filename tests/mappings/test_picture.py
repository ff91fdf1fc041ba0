"""Gathered elements become one patient's picture: nobody else's data, nothing twice, and nothing lost in silence."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

import pytest

from mappings import picture, terminology
from mappings.elements import ELEMENTS
from mappings.model import Certainty, Element, State
from mappings.patient import ELEMENT_OF, Picture
from mappings.terminology import Terminology

AS_OF: Final = datetime(2026, 11, 23, 12, tzinfo=UTC)
ICD: Final = "http://hl7.org/fhir/sid/icd-10-cm"
OURS: Final = "https://pnet-cds.example/fhir/CodeSystem"


@pytest.fixture(scope="module")
def terms() -> Terminology:
    """Return the shipped terminology."""
    return terminology.load()


def condition(key: str | None = "c", code: str = "E16.1", text: str = "", **members: Any) -> dict[str, Any]:
    """Return a Condition of patient 1."""
    return {
        "resourceType": "Condition", "id": key, "subject": {"reference": "Patient/1"},
        "code": {"coding": [{"system": ICD, "code": code}], "text": text},
    } | members  # fmt: skip


def draw(terms: Terminology, as_of: datetime = AS_OF, **elements: list[dict[str, Any]]) -> Picture:
    """Draw the picture of patient 1."""
    read = {name: Element(tuple(found), State.READ if found else State.EMPTY) for name, found in elements.items()}
    return picture.draw(read, "1", as_of, terms, UTC)


@pytest.mark.parametrize(
    ("subject", "accepted"),
    [
        ({"reference": "Patient/1"}, True), ({"reference": "https://e.example/fhir/Patient/1"}, True), ({"reference": "Patient/1/_history/7"}, True),
        ({"reference": "https://e.example/fhir/Patient/1/_history/7"}, True), ({"reference": "urn:uuid:aa-bb"}, True), ({"reference": "#p"}, True),
        ({"reference": "1"}, True), ({"display": "X"}, True), ({}, True), (None, True), ({"reference": "Patient/2"}, False),
        ({"reference": "https://e.example/fhir/Patient/2"}, False), ({"reference": "Patient/2/_history/1"}, False), ({"reference": "2"}, False),
        ({"reference": "Group/1"}, False), ({"reference": "Patient/11"}, False), ({"reference": "Patient/1 "}, True), ("Patient/2", False),
        ("Patient/1", True),
    ],
)  # fmt: skip
def test_only_this_patients_data_counts(subject: Any, accepted: bool, terms: Terminology) -> None:
    """What names another patient is refused, and the element is no longer known to be complete."""
    found = draw(terms, conditions=[condition("x", "D13.7"), condition(subject=subject)])
    assert bool(found.e16) is accepted
    assert found.readings["conditions"].state is (State.READ if accepted else State.PARTIAL)
    assert bool(found.unread(["conditions"])) is not accepted


def test_an_element_of_another_patient_is_unread(terms: Terminology) -> None:
    """When all of it was another patient's, an element was not read at all."""
    found = draw(terms, conditions=[condition(subject={"reference": "Patient/2"})])
    assert found.readings["conditions"].state is State.UNREADABLE
    assert [note.reference for note in found.notes] == ["Condition/c"]


@pytest.mark.parametrize(("key", "age"), [("1", 46), ("2", None), (None, 46)])
def test_the_patient_is_checked_too(key: str | None, age: int | None, terms: Terminology) -> None:
    """Another Patient resource gives no age."""
    found = draw(terms, patient=[{"resourceType": "Patient", "id": key, "birthDate": "1980-01-01"}])
    assert found.age == age
    assert found.readings["patient"].complete is (age is not None)


@pytest.mark.parametrize(
    ("born", "age"),
    [
        ("2008-11-23", 18), ("2008-11-24", 17), ("2008-11-22", 18), ("2008", 17), ("2008-11", 17), ("2008-10", 18), ("2007", 18),
        ("2008-02-29", 18), ("2026-11-23", 0), ("2026-11-24", None), ("?", None), (None, None), ("1980", 45),
    ],
)  # fmt: skip
def test_an_age_is_completed_years(born: str | None, age: int | None, terms: Terminology) -> None:
    """A year is completed on the birthday; a partial date gives the lowest age that it allows."""
    assert draw(terms, patient=[{"resourceType": "Patient", "id": "1", "birthDate": born}]).age == age


def test_a_birthday_is_the_sites(terms: Terminology) -> None:
    """The birthday begins at midnight of the site."""
    resource = {"resourceType": "Patient", "id": "1", "birthDate": "2008-11-24"}
    elements = {"patient": Element((resource,), State.READ)}
    for zone, age in ((UTC, 17), (ZoneInfo("Asia/Tokyo"), 18)):
        assert picture.draw(elements, "1", datetime(2026, 11, 23, 16, tzinfo=UTC), terms, zone).age == age


def test_a_resource_counts_once(terms: Terminology) -> None:
    """The same resource in two elements, or twice in one, is one; those without an id are all kept."""
    glucose = {"resourceType": "Observation", "id": "g", "status": "final", "effectiveDateTime": "2026-06-01",
               "code": {"coding": [{"system": "http://loinc.org", "code": "2345-7"}]},
               "valueQuantity": {"value": 40, "unit": "mg/dL"}}  # fmt: skip
    assert len(draw(terms, labs=[glucose, glucose], tumor=[glucose]).glucoses) == 1
    assert len(draw(terms, labs=[glucose | {"id": None}, glucose | {"id": None}]).glucoses) == 2
    assert len(draw(terms, conditions=[condition("g")], labs=[glucose]).glucoses) == 1


@pytest.mark.parametrize(
    ("value", "complete"), [({"valueString": "see comment"}, False), ({"valueString": "45 mg/dL"}, True), ({}, True)]
)
def test_an_unread_glucose_costs_the_labs_alone(value: dict[str, Any], complete: bool, terms: Terminology) -> None:
    """The labs are incomplete then, and the findings of the tumor are not."""
    code = {"coding": [{"system": "http://loinc.org", "code": "2345-7"}]}
    found = draw(
        terms, labs=[{"resourceType": "Observation", "id": "g", "status": "final", "code": code} | value], tumor=[]
    )
    assert (found.readings["labs"].complete, found.readings["tumor"].complete) == (complete, True)


def test_nothing_read_is_nothing_known(terms: Terminology) -> None:
    """An element that is not there, or was not read, is unread; an empty one is known to be empty."""
    found = draw(terms, conditions=[])
    assert found.insulinoma.certainty is Certainty.NOT_RECORDED
    assert [one.element for one in found.unread(["conditions", "labs"])] == ["labs"]
    failed = picture.draw({"conditions": Element((), State.UNREADABLE, "timeout")}, "1", AS_OF, terms, UTC)
    assert [(one.element, one.problem) for one in failed.unread(["conditions"])] == [("conditions", "timeout")]


def test_the_past_may_be_drawn(terms: Terminology) -> None:
    """As of an earlier day, what was recorded later is not known."""
    insulinoma = condition("i", "D13.7", "Insulinoma", abatementDateTime="2026-06-01")
    assert draw(terms, conditions=[insulinoma]).insulinoma.certainty is Certainty.RESOLVED
    before = draw(terms, datetime(2026, 1, 1, tzinfo=UTC), conditions=[insulinoma])
    assert before.insulinoma.certainty is Certainty.CONFIRMED


def answer(name: str, value: str, key: str) -> dict[str, Any]:
    """Return a coded observation of ours."""
    return {"resourceType": "Observation", "id": key, "status": "final", "effectiveDateTime": "2026-06-01",
            "code": {"coding": [{"system": f"{OURS}/pnet-observation", "code": name}]},
            "valueCodeableConcept": {"coding": [{"system": f"{OURS}/pnet-finding", "code": value}]}}  # fmt: skip


def test_facts_come_from_every_element(terms: Terminology) -> None:
    """Conditions, findings and syndromes stand side by side, each with its source."""
    found = draw(
        terms,
        conditions=[condition("a", "E31.21"), condition("b", "C78.7"), condition("d", "I50.9"), condition("e", "E22.0"), condition("f", "C25.9")],
        tumor=[answer("sstr-status", "positive", "s"), answer("octreotide-test", "tolerated", "t"), answer("resectability", "unresectable", "r"),
               answer("functional-syndrome", "gastrinoma", "y"), answer("functional-syndrome", "insulinoma", "z")],
    )  # fmt: skip
    assert found.insulinoma.certainty is Certainty.CONFIRMED
    assert found.men1
    assert found.metastases
    assert found.heart_failure
    assert [source.reference for source in found.pancreatic_tumor] == ["Condition/f"]
    assert not found.net
    facts = (found.sstr, found.octreotide_test, found.resectability)
    assert [fact.value for fact in facts if fact] == ["positive", "tolerated", "unresectable"]
    assert {fact.value for fact in found.syndromes} == {"acromegaly", "gastrinoma"}


@pytest.mark.parametrize(
    ("members", "kept"),
    [
        ({"recordedDate": "2026-11-20"}, True), ({"recordedDate": "2026-10-24"}, True), ({"recordedDate": "2026-10-23"}, False),
        ({"recordedDate": "2020"}, False), ({}, True), ({"clinicalStatus": "resolved", "recordedDate": "2026-11-20"}, False),
        ({"verificationStatus": "provisional", "recordedDate": "2026-11-20"}, False),
        ({"clinicalStatus": "active", "abatementDateTime": "2026-11-21", "recordedDate": "2026-11-20"}, False),
    ],
)  # fmt: skip
def test_an_emergency_is_active_and_recent(members: dict[str, Any], kept: bool, terms: Terminology) -> None:
    """An emergency makes a card milder, so it must be certain, active and not older than 30 days."""
    found = draw(terms, conditions=[condition("v", "I85.11", **members)])
    assert [fact.value for fact in found.emergencies] == (["variceal-bleed"] if kept else [])


def test_operations_and_diagnoses_are_facts(terms: Terminology) -> None:
    """Resections, von Hippel-Lindau, carcinoma and the three kinds of hypoglycemia stand beside the insulinoma."""
    operation = {"resourceType": "Procedure", "id": "p", "status": "completed", "performedDateTime": "2019-05",
                 "code": {"text": "Distal pancreatectomy"}, "reasonReference": [{"reference": "Condition/i"}]}  # fmt: skip
    found = draw(
        terms,
        conditions=[condition("i", "D13.7", "Insulinoma", recordedDate="2025"), condition("v", "Q85.83"), condition("n", "C7A.1"),
                    condition("h", "E16.2"), condition("d", "E16.0"), condition("e", "E11.649"), condition("r", "", "Reactive hypoglycemia")],
        procedures=[operation, operation | {"id": "q", "status": "not-done"}, operation | {"id": "z", "subject": {"reference": "Patient/2"}}],
    )  # fmt: skip
    assert found.insulinoma.certainty is Certainty.CONFLICTING
    assert [(one.source.reference, one.of_insulinoma) for one in found.resections] == [("Procedure/p", True)]
    read = (
        found.vhl,
        found.nec,
        found.hypoglycemia_diagnoses,
        found.hypoglycemia_explanations,
        found.diabetes_hypoglycemia,
    )
    assert [[source.reference for source in one] for one in read] == [
        ["Condition/v"], ["Condition/n"], ["Condition/h"], ["Condition/d"], ["Condition/e"],
    ]  # fmt: skip
    assert {"Procedure/q", "Procedure/z", "Condition/r"} <= {note.reference for note in found.notes}
    assert found.readings["procedures"].state is State.PARTIAL


@pytest.mark.parametrize(
    ("others", "counts"),
    [([], False), ([condition("m", "C78.7")], True), ([condition("m", "C77.2")], True)],
)
def test_a_low_glucose_from_before_a_total_pancreatectomy_is_history(
    others: list[dict[str, Any]], counts: bool, terms: Terminology
) -> None:
    """It is no unexplained hypoglycemia, unless there are metastases, and a diagnosis of it is none either."""
    low = {"resourceType": "Observation", "id": "g", "status": "final", "code": {"coding": [{"system": "http://loinc.org", "code": "2345-7"}]},
           "effectiveDateTime": "2026-10-01", "valueQuantity": {"value": 45, "unit": "mg/dL"}}  # fmt: skip
    whole = {"resourceType": "Procedure", "id": "p", "status": "completed", "performedDateTime": "2026-10-05"}
    told = [condition("h", "E16.2", recordedDate="2026-10-01"), *others]
    found = draw(terms, conditions=told, labs=[low], procedures=[whole | {"code": {"text": "Total pancreatectomy"}}])
    assert bool(found.unexplained_hypoglycemia) is counts
    found = draw(terms, conditions=told, labs=[low], procedures=[whole | {"code": {"text": "Distal pancreatectomy"}}])
    assert len(found.unexplained_hypoglycemia) == 2


def test_the_reason_of_an_operation_is_its_condition(terms: Terminology) -> None:
    """A resected neuroendocrine tumor is one of the pancreas where the Condition that it gives as its reason is."""
    operation = {"resourceType": "Procedure", "id": "p", "status": "completed",
                 "code": {"text": "Resection of neuroendocrine tumor"}, "reasonReference": [{"reference": "Condition/n"}]}  # fmt: skip
    for code, counts in (("C25.4", True), ("C7A.012", False)):
        found = draw(terms, conditions=[condition("n", code)], procedures=[operation])
        assert bool(found.resections) is counts


@pytest.mark.parametrize(("verification", "counts"), [("confirmed", True), (None, True), ("provisional", False)])
def test_a_suspected_metastasis_is_none(verification: str | None, counts: bool, terms: Terminology) -> None:
    """Only a certain metastasis counts as one; a doubtful one still keeps an operation from ending a tumor."""
    found = draw(terms, conditions=[condition("m", "C78.7", verificationStatus=verification)])
    assert bool(found.metastases) is counts


def test_a_histology_says_how_it_was_seen(terms: Terminology) -> None:
    """The specimen of an operation, reported days after it, is no relapse."""
    specimen = {"resourceType": "Observation", "id": "s", "status": "final", "effectiveDateTime": "2019-05-20",
                "code": {"coding": [{"system": "http://loinc.org", "code": "31206-6"}]},
                "valueCodeableConcept": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/icd-o-3", "code": "8151/3"}]}}  # fmt: skip
    operation = {"resourceType": "Procedure", "id": "p", "status": "completed", "performedDateTime": "2019-05-01",
                 "code": {"text": "Distal pancreatectomy"}}  # fmt: skip
    assert draw(terms, tumor=[specimen], procedures=[operation]).insulinoma.certainty is Certainty.RESOLVED
    assert draw(terms, tumor=[specimen]).insulinoma.certainty is Certainty.CONFIRMED


@pytest.mark.parametrize("value", [None, 7, "x", [], {}, [None], True, {"reference": 7}, {"coding": 7}, [[{}]]])
@pytest.mark.parametrize(
    "name", ["subject", "code", "status", "valueQuantity", "effectiveDateTime", "component", "specimen", "id"]
)
def test_nothing_raises(name: str, value: Any, terms: Terminology) -> None:
    """Whatever a member holds, a picture is drawn and the insulinoma beside it is seen."""
    odd = {
        "resourceType": "Observation",
        "id": "g",
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "2345-7"}]},
    }
    orders = {
        "resourceType": "MedicationRequest",
        "id": "m",
        "status": "active",
        "medicationCodeableConcept": {"text": "octreotide"},
    }
    found = draw(terms, conditions=[condition("i", text="Insulinoma"), condition("o") | {name: value}], labs=[odd | {name: value}],
                 medications=[orders | {name: value}], patient=[{"resourceType": "Patient", name: value}])  # fmt: skip
    assert found.insulinoma.certainty is Certainty.CONFIRMED


def test_every_attribute_rests_on_elements() -> None:
    """What an attribute rests on is an element that is fetched, or nothing but what the hook sent."""
    assert {name for names in ELEMENT_OF.values() for name in names} <= ELEMENTS.keys()
    own = {"as_of", "patient_id", "readings", "drafts", "planned_prrt", "notes", "memo"}
    assert set(Picture.__dataclass_fields__) - own == set(ELEMENT_OF)


def test_pathology_is_part_of_the_picture(terms: Terminology) -> None:
    """Ki-67, grade, histology and carcinoma stand in the picture; a histology of insulinoma in words is an insulinoma."""
    loinc = {"system": "http://loinc.org"}
    found = draw(
        terms,
        tumor=[
            {"resourceType": "Observation", "id": "k", "status": "final", "code": {"coding": [loinc | {"code": "29593-1"}]},
             "valueQuantity": {"value": 12, "unit": "%"}},
            {"resourceType": "Observation", "id": "m", "status": "final", "code": {"text": "Mitoses per 2 mm2"}, "valueInteger": 1},
            {"resourceType": "Observation", "id": "h", "status": "final", "code": {"coding": [loinc | {"code": "31206-6"}]},
             "valueString": "Insulinoma"},
            {"resourceType": "Observation", "id": "n", "status": "final", "code": {"text": "WHO grade"}, "valueString": "NEC"},
        ],
    )  # fmt: skip
    assert found.ki67 is not None
    assert found.mitoses is not None
    assert found.grade is not None
    assert (found.ki67.low, found.mitoses.acts_as, found.grade.recorded) == (12, "G1", "NEC")
    assert [one.functioning for one in found.histology] == ["insulinoma"]
    assert [one.reference for one in found.nec] == ["Observation/n"]
    assert found.insulinoma.certainty is Certainty.CONFIRMED
    assert [one.reference for one in found.insulinoma.sources] == ["Observation/h"]


def test_a_result_that_cannot_be_read_leaves_its_own_element_incomplete(terms: Terminology) -> None:
    """A histology that is not understood is a loss of the tumor's results, not of the glucoses; contained, of both."""
    glucose = {"resourceType": "Observation", "id": "g", "status": "final", "code": {"text": "Glucose"}}
    odd = {"resourceType": "Observation", "id": "h", "status": "final", "valueString": "see report",
           "code": {"coding": [{"system": "http://loinc.org", "code": "31206-6"}]}}  # fmt: skip
    assert [one.element for one in draw(terms, labs=[glucose], tumor=[odd]).unread(["labs", "tumor"])] == ["tumor"]
    assert not draw(terms, labs=[glucose], tumor=[odd | {"valueString": "NET"}]).unread(["labs", "tumor"])
    held = {"resourceType": "Observation", "id": "o", "status": "final", "code": {"text": "Report"}, "contained": [odd],
            "hasMember": [{"reference": "#h"}]}  # fmt: skip
    unread = draw(terms, labs=[glucose], tumor=[held]).unread(["labs", "tumor"])
    assert "tumor" in [one.element for one in unread]
