"""The draft orders of a hook: which are selected, which drug each is, and what could not be identified."""

from __future__ import annotations

from datetime import UTC
from typing import Any, Final

import pytest

from mappings import orders, terminology
from mappings.orders import Drafts
from mappings.terminology import Terminology
from mappings.therapy import DrugClass, Form

RXNORM: Final = "http://www.nlm.nih.gov/research/umls/rxnorm"
HCPCS: Final = "https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets"
LAR: Final = {"medicationCodeableConcept": {"coding": [{"system": RXNORM, "code": "898589"}]}}
NAMED: Final = {"code": {"text": "Sandostatin LAR"}}


@pytest.fixture(scope="module")
def terms() -> Terminology:
    """Return the shipped terminology."""
    return terminology.load()


def draft(key: str | None = "a", **members: Any) -> dict[str, Any]:
    """Return a draft order, of octreotide LAR unless said otherwise."""
    return (
        {"resourceType": "MedicationRequest", "id": key, "status": "draft", "intent": "order"}
        | (LAR if not members else {})
        | members
    )


def read(
    terms: Terminology,
    *resources: Any,
    selections: Any = ("MedicationRequest/a",),
    select_all: bool = False,
    known: dict[str, Any] | None = None,
) -> Drafts:
    """Read drafts; each resource stands in an entry, unless it is an entry."""
    entries = [one if "fullUrl" in one or "resource" in one else {"resource": one} for one in resources]
    chosen = list(selections) if isinstance(selections, tuple) else selections
    context = {"draftOrders": {"resourceType": "Bundle", "entry": entries}, "selections": chosen}
    return orders.read(context, "1", terms, UTC, medications=known, select_all=select_all)


@pytest.mark.parametrize(
    ("selections", "selected", "context"),
    [
        (("MedicationRequest/a",), ["MedicationRequest/a"], ["MedicationRequest/b"]), (("a",), ["MedicationRequest/a"], ["MedicationRequest/b"]),
        (("MedicationRequest/a", "b"), ["MedicationRequest/a", "MedicationRequest/b"], []),
        ("MedicationRequest/a", ["MedicationRequest/a"], ["MedicationRequest/b"]),
        (({"reference": "MedicationRequest/a"},), ["MedicationRequest/a"], ["MedicationRequest/b"]),
        ((), [], ["MedicationRequest/a", "MedicationRequest/b"]), (None, [], ["MedicationRequest/a", "MedicationRequest/b"]),
        (("ServiceRequest/a",), [], ["MedicationRequest/a", "MedicationRequest/b"]), ((7, None, ""), [], ["MedicationRequest/a", "MedicationRequest/b"]),
    ],
)  # fmt: skip
def test_what_is_selected_is_judged(
    selections: Any, selected: list[str], context: list[str], terms: Terminology
) -> None:
    """Selected orders are judged, by Type/id or bare id; the other drafts are only context."""
    found = read(terms, draft("a"), draft("b"), selections=selections)
    assert [one.reference for one in found.selected] == selected
    assert [one.reference for one in found.context] == context


def test_an_unmatched_selection_is_noted(terms: Terminology) -> None:
    """A selection that is no draft is said, and skipped."""
    found = read(terms, draft("a"), selections=("MedicationRequest/a", "MedicationRequest/z"))
    assert [note.reference for note in found.notes] == ["MedicationRequest/z"]


def test_everything_may_be_selected(terms: Terminology) -> None:
    """A hook without selections judges every draft."""
    assert len(read(terms, draft("a"), draft("b"), selections=None, select_all=True).selected) == 2


@pytest.mark.parametrize(
    "members",
    [
        LAR | {"status": "cancelled"}, LAR | {"status": "entered-in-error"}, LAR | {"status": "stopped"}, LAR | {"doNotPerform": True},
        LAR | {"doNotPerform": "true"}, {"resourceType": "ServiceRequest", "code": {"coding": [{"system": HCPCS, "code": "J2353"}]}, "status": "revoked"},
    ],
)  # fmt: skip
def test_an_order_not_to_be_done_is_none(members: dict[str, Any], terms: Terminology) -> None:
    """What is cancelled, in error or an order not to give the drug is neither judged nor context, and is noted."""
    found = read(terms, draft("a", **members), selections=("MedicationRequest/a", "ServiceRequest/a"))
    assert not found.selected
    assert not found.context
    assert not found.unidentified
    assert found.notes


@pytest.mark.parametrize("status", ["draft", "active", "on-hold", "unknown", None])
def test_every_other_status_is_an_order(status: str | None, terms: Terminology) -> None:
    """A draft may carry any status that is not an end."""
    assert len(read(terms, draft("a", **LAR, status=status)).selected) == 1


@pytest.mark.parametrize(
    ("members", "beside"),
    [
        (LAR, []), ({"medicationCodeableConcept": {"text": "Sandostatin LAR"}}, []),
        ({"medicationReference": {"reference": "#m"}, "contained": [{"resourceType": "Medication", "id": "m"} | NAMED]}, []),
        ({"medicationReference": {"reference": "#m"}, "contained": {"id": "m"} | NAMED}, []),
        ({"medicationReference": [{"reference": "#m"}], "contained": [{"id": "m"} | NAMED]}, []),
        ({"medicationReference": {"reference": "Medication/m"}}, [{"resource": {"resourceType": "Medication", "id": "m"} | NAMED}]),
        ({"medicationReference": {"reference": "urn:uuid:m"}}, [{"fullUrl": "urn:uuid:m", "resource": {"resourceType": "Medication"} | NAMED}]),
        ({"medicationReference": {"reference": "https://e.example/fhir/Medication/m"}},
         [{"fullUrl": "https://e.example/fhir/Medication/m", "resource": {"resourceType": "Medication", "id": "m"} | NAMED}]),
        ({"medicationReference": {"reference": "Medication/m", "display": "OCTREOTIDE ACETATE ER 20 MG IM KIT"}}, []),
        ({"medicationReference": {"display": "Sandostatin LAR"}}, []),
        ({"medicationReference": {"reference": "#m", "display": "Sandostatin LAR"}}, []),
        ({"medicationCodeableConcept": [{"coding": {"system": RXNORM, "code": "898589"}}]}, []),
    ],
)  # fmt: skip
def test_a_drug_is_found_wherever_it_is(members: dict[str, Any], beside: list[Any], terms: Terminology) -> None:
    """Code, name, contained, in the Bundle or only a display: the order is of octreotide LAR."""
    found = read(terms, draft("a", **members), *beside)
    assert [(one.drug.drug_class, one.drug.form) for one in found.selected] == [(DrugClass.SSA, Form.DEPOT)]
    assert not found.unidentified


def test_a_medication_read_meanwhile_is_used(terms: Terminology) -> None:
    """What was fetched for a bare reference names the drug."""
    resource = draft("a", medicationReference={"reference": "Medication/m"})
    found = read(terms, resource, known={"Medication/m": {"resourceType": "Medication", "id": "m"} | NAMED})
    assert len(found.selected) == 1


@pytest.mark.parametrize(
    ("members", "to_read"),
    [
        ({"medicationReference": {"reference": "Medication/m"}}, "Medication/m"),
        ({"medicationReference": {"reference": "https://evil.example/Medication/m"}}, None),
        ({"medicationReference": {"reference": "#m"}}, None), ({"medicationReference": {"reference": "Medication/../Patient/2"}}, None),
        ({"medicationReference": {"reference": "Medication/m/_history/1"}}, None),
        ({"medicationCodeableConcept": {"coding": [{"system": "urn:com.epic.preference-list", "code": "17"}]}}, None),
        ({"medicationCodeableConcept": {"coding": [{"system": "https://unknown.example", "code": "898589"}]}}, None),
        ({"medicationReference": {"reference": "urn:uuid:z"}}, None),
    ],
)  # fmt: skip
def test_a_drug_without_a_name_is_unidentified(
    members: dict[str, Any], to_read: str | None, terms: Terminology
) -> None:
    """A bare reference or a local code names no drug; only a relative Medication/id is asked for."""
    found = read(terms, draft("a", **members))
    assert found.unidentified == ("MedicationRequest/a",)
    assert found.reads == ({"MedicationRequest/a": to_read} if to_read else {})


@pytest.mark.parametrize("members", [{"medicationCodeableConcept": {}}, {"note": []}, {"medicationReference": {}}])
def test_no_drug_yet_is_no_order_of_a_drug(members: dict[str, Any], terms: Terminology) -> None:
    """A draft in which nothing has been chosen is neither an order nor unidentified."""
    found = read(terms, draft("a", **members))
    assert not found.selected
    assert not found.unidentified


def test_an_unselected_order_is_not_unidentified(terms: Terminology) -> None:
    """Only what is selected has to be identified."""
    assert not read(terms, draft("b", medicationReference={"reference": "Medication/m"})).unidentified


@pytest.mark.parametrize(
    ("code", "drug_class"),
    [
        ({"coding": [{"system": HCPCS, "code": "J2353"}]}, DrugClass.SSA), ({"coding": [{"system": HCPCS, "code": "J1610"}]}, DrugClass.GLUCAGON),
        ({"text": "Octreotide LAR 20 mg injection"}, DrugClass.SSA), ({"text": "Glucose monitoring while on octreotide"}, None),
        ({"text": "Ga-68 DOTATATE PET/CT"}, None), ({"coding": [{"system": "http://loinc.org", "code": "2345-7"}]}, None), ({}, None),
    ],
)  # fmt: skip
def test_a_service_may_give_a_drug(code: dict[str, Any], drug_class: DrugClass | None, terms: Terminology) -> None:
    """A ServiceRequest with a J-code or a drug's name is an order of it; a test or a scan is not."""
    found = read(terms, {"resourceType": "ServiceRequest", "id": "a", "code": code}, selections=("ServiceRequest/a",))
    judged = [one.drug.drug_class for one in found.selected if one.drug.drug_class is not DrugClass.IMAGING]
    assert judged == ([drug_class] if drug_class else [])
    assert not found.unidentified


@pytest.mark.parametrize(
    ("subject", "other"),
    [
        ({"reference": "Patient/1"}, False), ({"reference": "Patient/2"}, True), ({"reference": "https://e.example/fhir/Patient/1"}, False),
        ({"reference": "https://e.example/fhir/Patient/2"}, True), ({"reference": "Patient/1/_history/3"}, False), ({}, False), (None, False),
        ({"reference": "urn:uuid:p"}, False), ({"reference": "Group/1"}, False), ("Patient/2", True),
    ],
)  # fmt: skip
def test_another_patients_order_is_marked(subject: Any, other: bool, terms: Terminology) -> None:
    """An order for another patient is known as such."""
    (found,) = read(terms, draft("a", **LAR, subject=subject)).selected
    assert found.other_patient is other


@pytest.mark.parametrize(
    ("category", "inpatient"),
    [
        ([{"coding": [{"code": "inpatient"}]}], True), ({"coding": [{"code": "INPATIENT"}]}, True), ({"text": "Inpatient"}, True),
        ([{"coding": [{"code": "IMP"}]}], True), ([{"coding": [{"code": "outpatient"}]}], False), ([], False), (None, False),
    ],
)  # fmt: skip
def test_a_setting_is_read(category: Any, inpatient: bool, terms: Terminology) -> None:
    """An inpatient order says so in its category."""
    assert read(terms, draft("a", **LAR, category=category)).selected[0].inpatient is inpatient


def test_dose_form_and_reason_are_read(terms: Terminology) -> None:
    """Octreotide without a form is short-acting when it is intravenous and a depot at a depot's dose; a reason is kept."""
    named = {"medicationCodeableConcept": {"text": "octreotide"}}
    icd = {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "I85.11"}]}
    infusion = draft("a", **named, dosageInstruction={"text": "IV"}, reasonCode=icd)
    depot = draft("a", **named, dosageInstruction=[{"text": "20 mg IM every 4 weeks"}])
    (quick,), (slow,) = read(terms, infusion).selected, read(terms, depot).selected
    assert (quick.drug.form, slow.drug.form) == (Form.SHORT, Form.DEPOT)
    assert "variceal-bleed" in quick.reasons
    assert (slow.dosage.dose, slow.dosage.interval) == (20, 28)


@pytest.mark.parametrize(
    "context",
    [{}, {"draftOrders": None}, {"draftOrders": []}, {"draftOrders": {"entry": None}}, {"draftOrders": {"entry": [None, 1, {}, {"resource": []}]}},
     {"draftOrders": "x", "selections": {"a": 1}}, {"selections": [["x"]]}],
)  # fmt: skip
def test_no_orders_are_none(context: dict[str, Any], terms: Terminology) -> None:
    """Whatever the context holds, reading it raises nothing."""
    assert not orders.read(context, "1", terms, UTC).selected


def test_objects_stand_for_lists(terms: Terminology) -> None:
    """One entry that is an object, and a resource in place of a Bundle, are read."""
    for drafts in ({"resourceType": "Bundle", "entry": {"resource": draft("a")}}, {"entry": [draft("a")]}, draft("a")):
        context = {"draftOrders": drafts, "selections": ["MedicationRequest/a"]}
        assert len(orders.read(context, "1", terms, UTC).selected) == 1


def test_the_reason_of_an_order_may_name_an_insulinoma(terms: Terminology) -> None:
    """What reasons say is part of the order, also by a Condition of the Bundle; of one without a drug it is said apart."""
    condition = {"resourceType": "Condition", "id": "c", "code": {"text": "Insulinoma"}}
    linked = draft("a", **LAR, reasonReference=[{"reference": "Condition/c"}])
    other = draft("b", medicationCodeableConcept={"coding": [{"system": "urn:x", "code": "1"}]})
    found = read(terms, linked, condition, other, selections=("MedicationRequest/a", "MedicationRequest/b"))
    assert [one.words for one in found.selected[0].insulinoma] == ["Insulinoma"]
    assert not found.for_insulinoma
    named = other | {"reasonCode": [{"text": "Insulinoma"}]}
    assert read(terms, named, selections=("MedicationRequest/b",)).for_insulinoma
    assert not read(terms, named).for_insulinoma


def test_a_denied_reason_is_noted(terms: Terminology) -> None:
    """A reason that says no insulinoma leaves a note and nothing else."""
    found = read(terms, draft("a", **LAR, reasonCode=[{"text": "No insulinoma"}]))
    assert found.selected[0].insulinoma == ()
    assert [note.reference for note in found.notes] == ["MedicationRequest/a"]
