"""Blood pressure, LVEF, Child-Pugh class and diagnoses of the liver, as the picture of one patient has them."""

from __future__ import annotations

from datetime import UTC
from typing import Any

import pytest

from mappings import picture
from mappings.model import Element, Quality, State
from mappings.organ_model import Organs, Pressure
from mappings.patient import Picture
from tests.mappings.observed import AS_OF, TERMS, Json, amount, loinc, named, observation, said, snomed

ICD = "http://hl7.org/fhir/sid/icd-10-cm"
GM = "http://fhir.de/CodeSystem/bfarm/icd-10-gm"
RECENT = "2026-11-10"
PUGH = snomed("3191000175106")


def drawn(*found: Json, conditions: tuple[Json, ...] = ()) -> Picture:
    """Draw the picture of a chart."""
    pools = {"function": Element(found, State.READ), "conditions": Element(conditions, State.READ)}
    return picture.draw(pools, "1", AS_OF, TERMS, UTC)


def organs(*found: Json, conditions: tuple[Json, ...] = ()) -> Organs:
    """Return the organ function of a chart."""
    return drawn(*found, conditions=conditions).organs


def result(code: Json, *parts: Json, **members: Any) -> Json:
    """Return a recent result."""
    return observation(code, *parts, **({"effectiveDateTime": RECENT} | members))


def panel(systolic: Any, diastolic: Any, unit: str = "mmHg", **members: Any) -> Json:
    """Return a blood pressure with its components."""
    parts = [
        {"code": loinc(code)} | amount(value, unit) for code, value in (("8480-6", systolic), ("8462-4", diastolic))
    ]
    return result(loinc("85354-9"), component=parts, **members)


def shown(one: Pressure | None) -> tuple[str | None, str | None] | None:
    """Return both parts."""
    return (
        (one.systolic.shown if one.systolic else None, one.diastolic.shown if one.diastolic else None) if one else None
    )


def problem(*codings: tuple[str, str], text: str = "", **members: Any) -> Json:
    """Return an active Condition."""
    code: Json = {"coding": [{"system": system, "code": one} for system, one in codings]} | (
        {"text": text} if text else {}
    )
    return {"resourceType": "Condition", "id": "c", "code": code, "recordedDate": "2026-10-01"} | members


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ((panel(150, 95),), ("150 mmHg", "95 mmHg")), ((panel(150, 95, "mm[Hg]"),), ("150 mmHg", "95 mmHg")),
        ((result(loinc("85354-9"), said("150/95 mmHg")),), ("150 mmHg", "95 mmHg")),
        ((result(named("Blutdruck"), said("150/95")),), ("150 mmHg", "95 mmHg")),
        ((result(loinc("8480-6"), amount(150, "mmHg")),), ("150 mmHg", None)),
        ((result(loinc("8480-6"), amount(150, "mmHg"), id="s"), result(loinc("8462-4"), amount(95, "mmHg"), id="d")), ("150 mmHg", "95 mmHg")),
        ((result(named("BP systolic"), amount(150)), result(named("BP diastolic"), amount(95), id="d")), ("150 mmHg", "95 mmHg")),
        ((panel(20, 12.7, "kPa"),), None), ((panel(500, 95),), None), ((panel(30, 20),), None), ((panel(95, 150),), None),
        ((panel(150, 15),), None), ((panel(150, 95, status="entered-in-error"),), None), ((panel(None, None),), None),
        ((panel(180, 110, id="old", effectiveDateTime="2026-11-01"), panel(130, 80)), ("130 mmHg", "80 mmHg")),
        ((panel(165, 99, id="am", effectiveDateTime=f"{RECENT}T08:00:00Z"), panel(140, 80, effectiveDateTime=f"{RECENT}T08:10:00Z")), ("140 mmHg", "80 mmHg")),
        ((panel(165, 80, id="am"), panel(140, 99)), ("165 mmHg", "99 mmHg")),
        ((panel(130, 110, id="old", effectiveDateTime="2026-11-01"), result(loinc("8480-6"), amount(140, "mmHg"))), ("140 mmHg", None)),
        ((panel(130, 110, id="old", effectiveDateTime="2026-11-01"), result(loinc("8462-4"), amount(80, "mmHg"))), (None, "80 mmHg")),
        ((panel(180, 110, status="preliminary", effectiveDateTime="2026-11-20", id="p"), panel(130, 80)), ("130 mmHg", "80 mmHg")),
    ],
)  # fmt: skip
def test_pressure(found: tuple[Json, ...], expected: tuple[str | None, str | None] | None) -> None:
    """The latest pressure of a chart, whatever its form; what cannot be a pressure is none."""
    assert shown(organs(*found).pressure) == expected


@pytest.mark.parametrize(
    ("sent", "value", "below"),
    [
        (amount(55, "%"), "55 %", False), (amount(50, "%"), "50 %", False), (amount(49, "%"), "49 %", True),
        (amount(0.45, "1"), "45 %", True), (amount(0.45), "45 %", True), (amount(45), "45 %", True), (said("45-50 %"), "45-50 %", None),
        (said("> 55 %"), ">55 %", False), (said("<30%"), "<30 %", True), (said("normal"), '"normal"', False),
        (said("Preserved"), '"normal"', False), (said("moderately reduced"), '"reduced"', True),
        (amount(52, "%") | {"referenceRange": [{"low": {"value": 55, "unit": "%"}}]}, "52 %", True),
        (amount(52, "%") | {"referenceRange": [{"text": "> 50 %"}]}, "52 %", False),
        (amount(0.52, "1") | {"referenceRange": [{"low": {"value": 0.55}}]}, "52 %", True),
    ],
)  # fmt: skip
def test_ejection_fraction(sent: Json, value: str, below: bool | None) -> None:
    """An LVEF is a percentage, a fraction, a range or a word, and lies on a side of its limit."""
    (one,) = organs(result(loinc("10230-1"), sent)).ejection_fractions
    assert (one.value.shown, one.below_limit) == (value, below)


@pytest.mark.parametrize("sent", [amount(150, "%"), amount(2, "%"), amount(55, "mL"), said("see report"), {}])
def test_no_ejection_fraction(sent: Json) -> None:
    """What is no percentage is no LVEF."""
    assert organs(result(loinc("10230-1"), sent)).ejection_fractions == ()


def test_ejection_fractions_are_newest_first() -> None:
    """Of several the newest comes first, and a preliminary one last; the right ventricle has its own name."""
    sent = [result(loinc("8806-2"), amount(60, "%"), id="1", effectiveDateTime="2026-01-10"), result(loinc("10230-1"), amount(45, "%"), id="2"),
            result(loinc("10230-1"), amount(30, "%"), id="3", status="preliminary"),
            result(named("Ejection fraction, right ventricle"), amount(40, "%"), id="4")]  # fmt: skip
    assert [one.value.low for one in organs(*sent).ejection_fractions] == [45, 60, 30]


@pytest.mark.parametrize(
    ("found", "conditions", "expected"),
    [
        ((result(PUGH, {"valueCodeableConcept": snomed("710066005")}),), (), "B"),
        ((result(PUGH, {"valueCodeableConcept": {"text": "Child-Pugh class C"}}),), (), "C"),
        ((result(loinc("98153-0"), said("A")),), (), "A"), ((result(named("Child-Pugh score"), said("B7")),), (), "B"),
        ((result(PUGH, {"valueInteger": 6}),), (), "A"), ((result(PUGH, {"valueInteger": 7}),), (), "B"),
        ((result(PUGH, {"valueInteger": 9}),), (), "B"), ((result(PUGH, {"valueInteger": 10}),), (), "C"),
        ((result(PUGH, amount(8, "{score}")),), (), "B"), ((result(PUGH, {"valueInteger": 4}),), (), None),
        ((result(PUGH, said("A"), dataAbsentReason={"text": "unknown"}),), (), None), ((result(PUGH, said("pending")),), (), None),
        ((), (problem((ICD, "K74.60"), text="Cirrhosis of liver, Child-Pugh class B"),), "B"),
        ((), (problem(text="Child-Pugh C cirrhosis"),), "C"), ((), (problem(text="Leberzirrhose Child B"),), "B"),
        ((), (problem(text="Cirrhosis, Child-Turcotte-Pugh score 7"),), "B"), ((), (problem(text="Cirrhosis (Child-Pugh A5)"),), "A"),
        ((), (problem(text="Cirrhosis, Child-Pugh A/B"),), "B"), ((), (problem(text="Zirrhose, Child-Pugh-Klasse C"),), "C"),
        ((), (problem((GM, "K74.71")),), "B"), ((), (problem(("http://snomed.info/sct", "710067001")),), "C"),
        ((), (problem(text="Cirrhosis, Child-Pugh 5-6"),), None), ((), (problem(text="Child abuse, suspected"),), None),
        ((), (problem(text="No cirrhosis, Child-Pugh not applicable"),), None), ((), (problem(text="Cirrhosis of liver"),), None),
        ((), (problem(text="Suspected Child-Pugh B cirrhosis"),), None),
        ((), (problem(text="Child-Pugh B", verificationStatus={"coding": [{"code": "provisional"}]}),), None),
        ((), (problem(text="Child-Pugh B", clinicalStatus={"coding": [{"code": "resolved"}]}),), None),
        ((result(PUGH, said("A")),), (problem(text="Cirrhosis Child-Pugh B"),), "A"),  # the newer of the two
        ((result(PUGH, said("A"), effectiveDateTime="2026-10-01"),), (problem(text="Cirrhosis Child-Pugh B"),), "B"),  # of one day
        ((result(PUGH, said("A"), status="entered-in-error"),), (), None),
    ],
)  # fmt: skip
def test_child_pugh(found: tuple[Json, ...], conditions: tuple[Json, ...], expected: str | None) -> None:
    """The class is what someone recorded, in a code, a letter or a score; the newest one, of one day the worse."""
    one = organs(*found, conditions=conditions).child_pugh
    assert (one.value if one else None) == expected


def test_an_answer_that_nobody_understands() -> None:
    """A recent Child-Pugh answer that is not understood makes `function` incomplete; a preliminary class is marked."""
    assert drawn(result(PUGH, said("severe"))).readings["function"].state is State.PARTIAL
    one = organs(result(PUGH, said("B"), status="preliminary")).child_pugh
    assert one is not None
    assert one.quality is Quality.PRELIMINARY


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (problem((ICD, "K74.60")), "cirrhosis"), (problem((ICD, "K70.31")), "cirrhosis"), (problem((ICD, "K74.69")), "cirrhosis"),
        (problem(("http://snomed.info/sct", "19943007")), "cirrhosis"), (problem(text="Leberzirrhose"), "cirrhosis"),
        (problem(text="Alcoholic cirrhosis of liver"), "cirrhosis"), (problem(text="Cirrosis hepática"), "cirrhosis"),
        (problem((ICD, "K74.3")), ""), (problem(text="Primary biliary cirrhosis"), ""), (problem(text="No cirrhosis"), ""),
        (problem(text="Cirrhosis, suspected"), ""), (problem(text="Family history of cirrhosis"), ""), (problem((ICD, "K74.0")), ""),
        (problem((ICD, "K74.60"), clinicalStatus={"coding": [{"code": "inactive"}]}), ""),
        (problem((ICD, "K74.60"), verificationStatus={"coding": [{"code": "refuted"}]}), ""),
        (problem((ICD, "K72.90")), "hepatic_impairment"), (problem((ICD, "K70.40")), "hepatic_impairment"),
        (problem(text="Moderate hepatic impairment"), "hepatic_impairment"), (problem(text="Leberinsuffizienz"), "hepatic_impairment"),
        (problem(("http://snomed.info/sct", "59927004")), "hepatic_impairment"), (problem(text="Fatty liver"), ""),
    ],
)  # fmt: skip
def test_diagnoses_of_the_liver(condition: Json, expected: str) -> None:
    """Cirrhosis and hepatic failure are known by code or by name; doubts, denials and what is over are none."""
    found = organs(conditions=(condition,))
    named_ = [name for name in ("cirrhosis", "hepatic_impairment") if getattr(found, name)]
    assert named_ == ([expected] if expected else [])


@pytest.mark.parametrize(
    "condition",
    [
        problem((ICD, "I50.22")), problem((ICD, "I11.0")), problem(("http://snomed.info/sct", "42343007")), problem(text="CHF"),
        problem(text="Congestive heart failure, NYHA II"), problem(text="Herzinsuffizienz"), problem(text="HFrEF"),
    ],
)  # fmt: skip
def test_heart_failure(condition: Json) -> None:
    """Heart failure is known by its codes and by name."""
    assert drawn(conditions=(condition,)).heart_failure


@pytest.mark.parametrize(
    "text", ["No heart failure", "Family history of heart failure", "Risk of heart failure excluded"]
)
def test_no_heart_failure(text: str) -> None:
    """What is denied or another person's is none."""
    assert not drawn(conditions=(problem(text=text),)).heart_failure
