"""Insulinomas named by the reason of an order: by code, in words, or by a Condition; never what is denied or over."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

import pytest

from mappings import order_reasons, picture, terminology
from mappings.model import Certainty, Element, Note, State
from mappings.patient import Picture
from mappings.terminology import Terminology
from mappings.therapy import Dosage, Drug, DrugClass, Form, Named, Order

AS_OF: Final = datetime(2026, 11, 23, 12, tzinfo=UTC)
SNOMED: Final = "http://snomed.info/sct"
ICD: Final = "http://hl7.org/fhir/sid/icd-10-cm"
CODE: Final = {"coding": [{"system": SNOMED, "code": "302822000"}]}
SUSPECTED, CONFIRMED, RESOLVED, NONE = (
    Certainty.SUSPECTED, Certainty.CONFIRMED, Certainty.RESOLVED, Certainty.NOT_RECORDED,
)  # fmt: skip
Json = dict[str, Any]


@pytest.fixture(scope="module")
def terms() -> Terminology:
    """Return the shipped terminology."""
    return terminology.load()


def coded(text: str = "", display: str = "", system: str = SNOMED, code: str = "302822000") -> Json:
    """Return a CodeableConcept, of an insulinoma unless said otherwise."""
    return {"coding": [{"system": system, "code": code, "display": display}]} | ({"text": text} if text else {})


def inside(**members: Any) -> Json:
    """Return an order whose reason is a Condition that it contains."""
    held = {"resourceType": "Condition", "id": "c", "code": CODE} | members
    return {"reasonReference": [{"reference": "#c"}], "contained": [held]}


PRESENT: Final = [
    ({"reasonCode": [CODE]}, "302822000"), ({"reasonCode": CODE}, "302822000"), ({"reasonCode": [coded(display="Insulinoma")]}, "Insulinoma"),
    ({"reasonCode": [{"text": "Insulinoma"}]}, "Insulinoma"), ({"reasonCode": ["Insulinoma"]}, "Insulinoma"), ({"reasonCode": "Insulinoma"}, "Insulinoma"),
    ({"reasonCode": [{"text": "Hypoglycemia"}, {"text": "R/o insulinoma"}]}, "R/o insulinoma"), ({"reasonCode": [{"text": "Insulinoma?"}]}, "Insulinoma?"),
    ({"reasonCode": [coded("Insulinoma", system="urn:x", code="1")]}, "Insulinoma"), ({"reasonCode": [coded("Insulinoma", system=ICD, code="C25.4")]}, "Insulinoma"),
    ({"reasonCode": [coded("No insulinoma")]}, "No insulinoma"), ({"reasonCodeableConcept": {"text": "Insulinoma"}}, "Insulinoma"),
    ({"reasonForUseCodeableConcept": {"text": "Insulinoma"}}, "Insulinoma"), ({"reason": [{"concept": {"text": "Insulinoma"}}]}, "Insulinoma"),
    ({"reason": {"text": "Insulinoma"}}, "Insulinoma"), ({"reason": [{"reference": {"reference": "Condition/c", "display": "Insulinoma"}}]}, "Insulinoma"),
    ({"reason": [{"reference": "Condition/c", "display": "Insulinoma"}]}, "Insulinoma"),
    ({"reasonReference": [{"reference": "Condition/c", "display": "Insulinoma"}]}, "Insulinoma"), ({"reasonReference": {"display": "Insulinoma"}}, "Insulinoma"),
    ({"reasonReference": [{"reference": "#gone", "display": "Insulinoma"}]}, "Insulinoma"), (inside(), "302822000"), (inside(code={"text": "Insulinoma"}), "Insulinoma"),
    (inside(verificationStatus="provisional"), "302822000"), (inside(clinicalStatus="active", abatementDateTime="2020"), "302822000"),
    ({"reasonReference": [{"reference": "urn:uuid:9"}]}, "Insulinoma (beside)"), ({"reasonReference": [{"reference": "Condition/b"}]}, "Insulinoma (beside)"),
    ({"reasonCode": [{"text": f"{'seen ' * 100}insulinoma"}]}, "seen " * 100),
]  # fmt: skip
ABSENT: Final = [
    {}, {"reasonCode": [{"text": "Acromegaly"}]}, {"reasonCode": [coded(system=ICD, code="E16.1")]}, {"reasonReference": [{"reference": "Condition/x"}]},
    {"reasonReference": [{"reference": "Condition/x", "display": "Acromegaly"}]}, inside(code={"text": "Acromegaly"}), {"note": [{"text": "Insulinoma"}]},
]  # fmt: skip
GUARDED: Final = [
    {"reasonCode": [{"text": "No insulinoma"}]}, {"reasonCode": [{"text": "History of insulinoma"}]}, {"reasonCode": [{"text": "Insulinoma, resected 2019"}]},
    {"reasonCode": [{"text": "Mother had insulinoma"}]}, {"reasonCode": [coded("Insulinoma", system=ICD, code="Z86.018")]},
    {"reasonCode": [coded("Insulinoma", system=ICD, code="Z80.0")]}, {"reasonReference": [{"reference": "Condition/c", "display": "Insulinoma ruled out"}]},
    inside(clinicalStatus="resolved"), inside(abatementDateTime="2019"), inside(abatementDateTime="2030"),
]  # fmt: skip


@pytest.mark.parametrize(("members", "words"), PRESENT)
def test_a_reason_names_an_insulinoma(members: Json, words: str, terms: Terminology) -> None:
    """A code, words, a display, or a Condition inside the order or beside it: each names one, also as a doubt."""
    beside = {"resourceType": "Condition", "id": "b", "code": {"text": "Insulinoma (beside)"}}
    notes: list[Note] = []
    found = order_reasons.named(members, terms, UTC, notes, {"Condition/b": beside, "urn:uuid:9": beside})
    assert [one.words for one in found] == [words]
    assert not notes


@pytest.mark.parametrize("members", ABSENT)
def test_another_reason_names_none(members: Json, terms: Terminology) -> None:
    """Another disease, a Condition that is not there, or a note is no reason that names one."""
    notes: list[Note] = []
    assert order_reasons.named(members, terms, UTC, notes) == ()
    assert not notes


@pytest.mark.parametrize("members", GUARDED)
def test_what_is_denied_or_over_is_noted(members: Json, terms: Terminology) -> None:
    """A denied, past or family reason, and one of a Condition that is over, counts for nothing and is noted."""
    notes: list[Note] = []
    assert order_reasons.named({"resourceType": "MedicationRequest", "id": "m"} | members, terms, UTC, notes) == ()
    assert [note.reference for note in notes] == ["MedicationRequest/m"]


def test_a_refuted_condition_inside_is_none(terms: Terminology) -> None:
    """What the contained Condition refutes is no reason."""
    assert order_reasons.named(inside(verificationStatus="refuted"), terms, UTC, []) == ()


@pytest.mark.parametrize(
    "value", [None, 7, "x", [], {}, [None], True, [[{}]], {"coding": 7}, [{"reference": {}}], [{"concept": 7}]]
)
@pytest.mark.parametrize("name", ["reasonCode", "reason", "reasonReference", "contained", "reasonForUseReference"])
def test_nothing_raises(name: str, value: Any, terms: Terminology) -> None:
    """Whatever a member holds, the reader answers."""
    assert order_reasons.named(inside() | {name: value}, terms, UTC, []) is not None


def order(*named: str, to: str = "", **members: Any) -> Order:
    """Return a selected order of octreotide whose reason names an insulinoma in these words."""
    drug = Drug(DrugClass.SSA, "octreotide", Form.DEPOT, "octreotide LAR", "x", "code")
    made = {"selected": True, "other_patient": False} | members
    return Order("MedicationRequest/d", drug, Dosage(), insulinoma=tuple(Named(one, to) for one in named), **made)


def request(reason: Json, key: str = "e", **members: Any) -> Json:
    """Return an order on file, of diazoxide and completed unless said otherwise."""
    start = {"resourceType": "MedicationRequest", "id": key, "status": "completed", "intent": "order", "subject": {"reference": "Patient/1"},
             "medicationCodeableConcept": {"text": "diazoxide"}}  # fmt: skip
    return start | {"authoredOn": "2018-05-01"} | reason | members


def condition(**members: Any) -> Json:
    """Return an insulinoma on the problem list."""
    return {"resourceType": "Condition", "id": "c", "code": CODE, "subject": {"reference": "Patient/1"}} | members


def certainty(
    terms: Terminology, *drafts: Order, **chart: Any
) -> tuple[Certainty, tuple[tuple[str, str, str], ...], Picture]:
    """Return the conclusion with its sources as (reference, words, how), and the picture."""
    elements = {name: Element(tuple(found), State.READ) for name, found in chart.items()}
    drawn = picture.draw(elements, "1", AS_OF, terms, UTC, drafts)
    told = tuple((one.reference, one.seen, one.how) for one in drawn.insulinoma.sources)
    return drawn.insulinoma.certainty, told, drawn


def test_a_selected_order_makes_it_suspected(terms: Terminology) -> None:
    """Its source is the order, today, with its words; an order of another patient, or not selected, says nothing."""
    found, told, drawn = certainty(terms, order("Insulinoma"), conditions=[])
    assert (found, told) == (SUSPECTED, (("MedicationRequest/d", "Insulinoma", "reason of the order"),))
    assert [one.when.text for one in drawn.insulinoma.sources if one.when] == ["2026-11-23"]
    assert certainty(terms, order("Insulinoma", selected=False), conditions=[])[0] is NONE
    assert certainty(terms, order("Insulinoma", other_patient=True), conditions=[])[0] is NONE


@pytest.mark.parametrize(
    ("problem", "to", "expected"),
    [
        ({}, "", CONFIRMED), ({"verificationStatus": "provisional"}, "", SUSPECTED), ({"clinicalStatus": "resolved", "abatementDateTime": "2019"}, "", SUSPECTED),
        ({"clinicalStatus": "resolved", "abatementDateTime": "2019"}, "Condition/c", RESOLVED), ({"clinicalStatus": "resolved"}, "", SUSPECTED),
        ({"verificationStatus": "refuted"}, "Condition/c", NONE), ({"verificationStatus": "refuted"}, "", SUSPECTED),
        ({"code": {"text": "No insulinoma"}}, "Condition/c", NONE), ({"code": coded(system=ICD, code="C25.4")}, "Condition/c", SUSPECTED),
        ({"code": coded(system=ICD, code="C25.4")}, "Condition/z", SUSPECTED),
        ({"code": coded(system=ICD, code="C25.4"), "verificationStatus": "refuted"}, "Condition/c", NONE),
    ],
)  # fmt: skip
def test_a_reason_beside_the_problem_list(problem: Json, to: str, expected: Certainty, terms: Terminology) -> None:
    """It never lowers; a Condition on file that speaks of an insulinoma itself counts, not what the order calls it."""
    assert certainty(terms, order("Insulinoma", to=to), conditions=[condition(**problem)])[0] is expected


@pytest.mark.parametrize(
    ("members", "counts"),
    [
        ({}, True), ({"status": "active"}, True), ({"status": "stopped"}, True), ({"status": "on-hold"}, True), ({"status": "unknown"}, True), ({"doNotPerform": True}, True),
        ({"status": "entered-in-error"}, False), ({"status": "cancelled"}, False), ({"status": "draft"}, False), ({"meta": {"tag": [{"code": "HTEST"}]}}, False),
        ({"subject": {"reference": "Patient/2"}}, False), ({"medicationCodeableConcept": {"text": "lisinopril"}}, True),
    ],
)  # fmt: skip
def test_an_order_on_file_counts_the_same_way(members: Json, counts: bool, terms: Terminology) -> None:
    """Whatever was ordered for an insulinoma, even if it was stopped or forbidden, unless the order itself is void."""
    found, told, _ = certainty(terms, conditions=[], medications=[request({"reasonCode": [CODE]}, **members)])
    assert found is (SUSPECTED if counts else NONE)
    assert told == ((("MedicationRequest/e", "302822000", "reason of the order"),) if counts else ())


@pytest.mark.parametrize(
    ("kind", "name"),
    [("MedicationAdministration", "administrations"), ("MedicationStatement", "statements"), ("MedicationDispense", "dispenses")],
)  # fmt: skip
def test_what_was_given_or_taken_for_it_counts(kind: str, name: str, terms: Terminology) -> None:
    """The reason of an administration, a statement or a dispense counts like that of an order."""
    found = certainty(terms, conditions=[], **{name: [request({"reasonCode": [CODE]}, resourceType=kind)]})
    assert found[0] is SUSPECTED


ENDED: Final = {"clinicalStatus": "resolved", "abatementDateTime": "2019-03-01"}
UNDATED: Final = {"clinicalStatus": "resolved"}


@pytest.mark.parametrize(
    ("problem", "members", "expected"),
    [
        (ENDED, {}, RESOLVED), (ENDED, {"status": "active"}, RESOLVED), (ENDED, {"authoredOn": "2019-02-28"}, RESOLVED), (ENDED, {"authoredOn": "2019-03-02"}, SUSPECTED),
        (ENDED, {"authoredOn": "2019"}, RESOLVED), (ENDED, {"authoredOn": "2019", "status": "active"}, SUSPECTED), (ENDED, {"authoredOn": None}, RESOLVED),
        (ENDED, {"authoredOn": None, "status": "active"}, SUSPECTED), (UNDATED, {}, RESOLVED), (UNDATED, {"status": "active"}, SUSPECTED),
        (ENDED | {"verificationStatus": "refuted"}, {}, SUSPECTED), ({}, {}, CONFIRMED),
    ],
)  # fmt: skip
def test_an_order_of_the_past_does_not_warn_of_a_healed_patient(
    problem: Json, members: Json, expected: Certainty, terms: Terminology
) -> None:
    """Where an insulinoma is resolved, an earlier order counts if it is later, or open and still active."""
    found = certainty(
        terms, conditions=[condition(**problem)], medications=[request({"reasonCode": [CODE]}, **members)]
    )
    assert found[0] is expected


@pytest.mark.parametrize(("ordered", "expected"), [("2018-05-01", NONE), ("2021-05-01", SUSPECTED)])
def test_without_a_pancreas_only_a_later_order_counts(ordered: str, expected: Certainty, terms: Terminology) -> None:
    """A total pancreatectomy ends what an earlier order was for; an order selected now is later, whatever its date."""
    total = {
        "resourceType": "Procedure",
        "id": "p",
        "status": "completed",
        "performedDateTime": "2020-01-01",
        "code": {"text": "Total pancreatectomy"},
    }
    before = request({"reasonCode": [CODE]}, authoredOn=ordered)
    assert certainty(terms, conditions=[], procedures=[total], medications=[before])[0] is expected
    undated = total | {"performedDateTime": None}
    assert certainty(terms, order("Insulinoma"), conditions=[], procedures=[undated])[0] is SUSPECTED


def test_the_judged_order_is_not_read_twice(terms: Terminology) -> None:
    """An order that is on file as well as selected is one source."""
    same = request({"reasonCode": [{"text": "Insulinoma"}]}, "d", status="active")
    _, told, _ = certainty(terms, order("Insulinoma"), conditions=[], medications=[same])
    assert len(told) == 1


def test_an_order_that_gave_a_reason_is_not_counted_as_unused(terms: Terminology) -> None:
    """A drug that no rule knows is used where its reason is."""
    plain: Json = {"medicationCodeableConcept": {"text": "lisinopril"}}
    _, _, told = certainty(terms, conditions=[], medications=[request({"reasonCode": [CODE]}, **plain)])
    _, _, silent = certainty(terms, conditions=[], medications=[request({}, **plain)])
    assert not told.notes
    assert len(silent.notes) == 1
