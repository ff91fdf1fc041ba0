"""Glucose: words of devices, names, fluids that are not blood, and the code of a fasting one."""

from __future__ import annotations

from typing import Any

import pytest

from mappings import glucose
from mappings.model import Glucose, Note
from tests.mappings.observed import AS_OF, Json, amount, concept, loinc, named, observation, results, said


def read(*resources: Json) -> tuple[tuple[Glucose, ...], list[Note]]:
    """Read glucoses, with the notes."""
    notes: list[Note] = []
    return glucose.glucoses(results(*resources, notes=notes), AS_OF, notes), notes


@pytest.mark.parametrize(
    ("value", "low"),
    [
        (said("LOW"), True), (said("LO"), True), (said(" lo! "), True), (said("Critical low"), True), (said("critically low"), True),
        (said("too low to read"), True), (said("below the meter's range"), True), (said("Below detection limit"), True),
        (said("unter Messbereich"), True), (said("<20"), True), (said("< 20"), True), (said("<10"), True), (said("<1.1"), True),
        (said("<21"), None), (said("<=20"), None), (said("<20 mg/dL"), True), (said("<20 mmol/L"), None), (amount("LOW"), True),
        (amount("LO", "mg/dL"), True), (amount(20, comparator="<"), True), ({"valueCodeableConcept": {"text": "LOW"}}, True),
        (concept(system="http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation", code="L", display="Low"), None),
        (said("HI"), False), (said("HIGH"), False), (said("too high to measure"), False), (said("above range"), False),
        (said("\u00fcber Messbereich"), False), (said("lower"), None), (said("not low"), None), (said("low normal"), None), (said("slow"), None),
        (said("hemolyzed"), None), (said("pending"), None), (said("high and low"), None), (said("Critical low 41 mg/dL"), None),
        (said("niedrig"), True), (said("zu niedrig"), True), (said("Kritisch niedrig!"), True), (said("muy bajo"), True), (said("trop bas"), True), (said("basso"), True),
        (said("te laag"), True), (said("hoch"), False), (said("zu hoch"), False), (said("\u00e9lev\u00e9"), False), (said("hoog"), False), (said("nicht niedrig"), None),
        (said("niedrignormal"), None), (said("niedrig normal"), None), (said("Bass"), None), (said("bajo control"), None),
        ({"dataAbsentReason": {"coding": [{"code": "negative-infinity"}]}}, True),
        ({"dataAbsentReason": {"coding": [{"code": "positive-infinity"}]}}, False),
    ],
)  # fmt: skip
def test_a_word_of_a_device_is_a_result(value: Json, low: bool | None) -> None:
    """LOW is below what a device reads, so hypoglycemia; HIGH is not; any other word is neither low nor normal."""
    (found,), _ = read(observation(loinc("2345-7"), value))
    assert found.hypoglycemia is low


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (said("LO"), "LOW (meter limit)"), (said("HI"), "HIGH (meter limit)"), (said("<20"), "<20 (no unit)"),
        (amount(400, "mg/dL", comparator=">"), ">400 mg/dL"), (amount(400, "mg/dL", comparator=">="), ">=400 mg/dL"),
        (said("50-60 mg/dL"), "50-60 mg/dL"), (said("?"), "not readable"), (amount(40), "40 mg/dL (unit from the code)"),
    ],
)  # fmt: skip
def test_what_is_shown_is_ours(value: Json, shown: str) -> None:
    """The chart's text is never shown as a number: what is, is put in our own words."""
    (found,), _ = read(observation(loinc("2345-7"), value))
    assert found.shown == shown


@pytest.mark.parametrize(
    ("members", "kept"),
    [
        ({"interpretation": [{"coding": [{"code": "LL"}]}]}, (None,)), ({"interpretation": [{"coding": [{"code": "L"}]}]}, (None,)),
        ({"interpretation": {"text": "Low"}}, (None,)), ({"interpretation": [{"coding": [{"code": "N"}]}]}, (None,)),
        ({"dataAbsentReason": {"text": "x"}}, ()), ({"dataAbsentReason": {"text": "x"}, "interpretation": [{"coding": [{"code": "LL"}]}]}, (None,)),
        ({"dataAbsentReason": {"text": "x"}, "interpretation": [{"coding": [{"code": "N"}]}]}, ()),
    ],
)  # fmt: skip
def test_an_interpretation_alone_is_no_hypoglycemia(members: Json, kept: tuple[bool | None, ...]) -> None:
    """An unreadable glucose marked low may be low, even where its value is said to be absent; it proves nothing."""
    found, notes = read(observation(loinc("2345-7"), **members))
    assert tuple(one.hypoglycemia for one in found) == kept
    assert len(notes) == 1


@pytest.mark.parametrize(
    ("code", "unit", "low"),
    [
        (loinc("14743-9"), "mmol/L", True), (loinc("14770-2"), "mmol/L", True), (loinc("39480-9"), "mmol/L", True),
        (loinc("14771-0"), "mmol/L", True), (loinc("2345-7"), "", None), (named("Glucose"), "", None),
    ],
)  # fmt: skip
def test_a_molar_code_says_the_unit(code: Json, unit: str, low: bool | None) -> None:
    """2.8 without a unit is mmol/L under a molar code, and unreadable under any other."""
    (found,), _ = read(observation(code, amount(2.8)))
    assert (found.unit, found.hypoglycemia) == (unit, low)


@pytest.mark.parametrize("value", [35, 40, 95])
def test_a_molar_code_does_not_hide_a_mass(value: int) -> None:
    """A number that can only be mg/dL is not taken for mmol/L, where 40 would be high."""
    (found,), _ = read(observation(loinc("14743-9"), amount(value)))
    assert found.hypoglycemia is None


@pytest.mark.parametrize("unit", ["mg/dl", "MG/DL", "mmol/l", "mmol", "mg%", "MMOL/L"])
def test_an_odd_unit_is_known(unit: str) -> None:
    """However the unit is spelled, it is one of two."""
    (found,), _ = read(observation(loinc("2345-7"), amount(2.8 if "mol" in unit.lower() else 50, unit)))
    assert found.hypoglycemia is True


@pytest.mark.parametrize(
    ("value", "unit", "low", "shown"),
    [
        (0.41, "g/L", True, "41 mg/dL (from g/L)"), (0.53, "g/L", True, "53 mg/dL (from g/L)"), (0.539, "g/l", True, "53.9 mg/dL (from g/L)"),
        (0.54, "g/L", False, "54 mg/dL (from g/L)"), (0.55, "g per liter", False, "55 mg/dL (from g/L)"), (0.9, "Gramm/Liter", False, "90 mg/dL (from g/L)"),
        ("0,41", "g / L", True, "41 mg/dL (from g/L)"), (41, "g/L", False, "4100 mg/dL (from g/L)"), (0.41, "g/L/h", None, "not readable"), (0.41, "g", None, "not readable"),
        (0.41, "mg/L", None, "not readable"), (0.41, "kg/L", None, "not readable"), (53.9, "milligrams per deciliter", True, "53.9 mg/dL"), (54, "mg per dL", False, "54 mg/dL"),
        (41, "Milligramm/Deziliter", True, "41 mg/dL"), (2.9, "millimole per liter", True, "2.9 mmol/L"), (3.0, "Millimol pro Liter", False, "3 mmol/L"),
    ],
)  # fmt: skip
def test_a_unit_in_words_or_grams_is_known(value: Any, unit: str, low: bool | None, shown: str) -> None:
    """Units in words are read, g/L is compared in mg/dL without a hair's error at the bound, others are not read."""
    (found,), _ = read(observation(loinc("2345-7"), amount(value, unit)))
    assert (found.hypoglycemia, found.shown) == (low, shown)


def test_grams_keep_their_comparator() -> None:
    """Less than 0.54 g/L is low, and at most 0.54 g/L may be."""
    for value, low in ((amount(0.54, "g/L", comparator="<"), True), (amount(0.54, "g/L", comparator="<="), None),
                       (said("0.41 g/L"), True), (said("0,50-0,60 g/L"), None)):  # fmt: skip
        (found,), _ = read(observation(loinc("2345-7"), value))
        assert found.hypoglycemia is low


LOST: Json = {"valueString": "see comment"}


@pytest.mark.parametrize(
    ("members", "lost"),
    [
        (LOST, True), (LOST | {"effectiveDateTime": "2025-11-23"}, True), (LOST | {"effectiveDateTime": "2025-11-22"}, False), (LOST | {"effectiveDateTime": "2025"}, True),
        (LOST | {"effectiveDateTime": None}, True), (LOST | {"effectiveDateTime": "2019"}, False), (LOST | {"status": "preliminary"}, False), (LOST | {"status": "amended"}, True),
        (LOST | {"dataAbsentReason": {"text": "x"}}, False), (LOST | {"dataAbsentReason": {"text": "x"}, "interpretation": {"text": "L"}}, True),
        ({}, False), ({"interpretation": [{"coding": [{"code": "LL"}]}]}, True), ({"interpretation": [{"coding": [{"code": "N"}]}]}, False),
        (amount(5.2), True), (amount(41, "furlong"), True), ({"valueQuantity": {"unit": "mg/dL"}}, False), ({"valueQuantity": {"value": "??"}}, False),
        ({"valueCodeableConcept": {"coding": [{"code": "x"}]}}, True), ({"valueCodeableConcept": {"coding": [{"display": "Not done"}]}}, False), ({"valueInteger": 5}, True),
        ({"valueString": ""}, False), (said("hemolyzed"), False), (said("Pending"), False), (said("not done"), False), (said("QNS"), False), (said("n/a"), False),
        (said("nicht durchgef\u00fchrt"), False), (said("cancelled by lab"), False), (said("specimen clotted"), False), (said("siehe Kommentar"), True),
        (said("normal"), True), (said("41 units"), True), (said("critical 41"), True), (said("hemolyzed, 41"), True), (said("not done on 1/1, 41"), True),
        (amount(41, "mg/dL"), False), (said("50-60 mg/dL"), False), (said("LO"), False), (said("<70 mg/dL"), False),
    ],
)  # fmt: skip
def test_an_unread_glucose_makes_the_labs_incomplete(members: Json, lost: bool) -> None:
    """A final one of the year, or undated, that says something which is not read may be the low one; no result is not."""
    _, notes = read(observation(loinc("2345-7"), **members))
    assert [note.lost for note in notes if note.lost] == [True] * lost
    assert all(note.element == "labs" for note in notes if note.lost)


@pytest.mark.parametrize(
    ("code", "fasting"),
    [
        (loinc("1558-6"), True), (loinc("14771-0"), True), (loinc("41604-0"), True), (loinc("2345-7"), False),
        (named("Glucose, fasting"), True), (named("Fasting blood sugar"), True), (named("Blutzucker n\u00fcchtern"), True),
        (named("Glucose, non-fasting"), False), (named("Glucose"), False),
    ],
)  # fmt: skip
@pytest.mark.parametrize("value", [amount(250, "mg/dL"), said("LO"), said("HI"), said("?"), said("<20")])
def test_a_fasting_glucose_is_one_by_its_code(code: Json, fasting: bool, value: Json) -> None:
    """Only a code or name of a fasting glucose makes it one, early in the morning or not."""
    (found,), _ = read(observation(code, value, effectiveDateTime="2026-06-01T06:00:00Z"))
    assert found.fasting is fasting


@pytest.mark.parametrize(
    "text",
    ["Glucose", "Glucose, POC", "POC glucose", "Blood sugar", "Glukose", "Blutzucker", "GLUCOSE LEVEL", "Glucose (serum)", "Glycemia",
     "Glucose tolerance test, 2 h", "Glucose 1 h post 50 g", "Capillary blood glucose by glucometer", "Glyk\u00e4mie", "Glucose meter"],
)  # fmt: skip
def test_a_glucose_counts_by_name(text: str) -> None:
    """Where no code is known the name is enough, and the source says so."""
    (found,), _ = read(observation(named(text), amount(45, "mg/dL")))
    assert (found.hypoglycemia, found.source.how) == (True, "name")


@pytest.mark.parametrize(
    ("text", "fasting"),
    [
        ("Glucosa", False), ("Glucosa en sangre", False), ("Glyc\u00e9mie", False), ("Glicemia", False), ("Glucemia", False), ("Glucemia capilar", False), ("Glucosio", False),
        ("Glicose", False), ("Bloedglucose", False), ("Bloedsuiker", False), ("Az\u00facar en sangre", False), ("Glyk\u00e4mie", False), ("Glucosa s\u00e9rica", False),
        ("Glucosa en ayunas", True), ("Glyc\u00e9mie \u00e0 jeun", True), ("Glicemia a digiuno", True), ("N\u00fcchternblutzucker", True), ("N\u00fcchternglukose", True),
        ("Glicemia em jejum", True), ("Glyc\u00e9mie non \u00e0 jeun", False), ("Glucosa, no en ayunas", False), ("Blutzucker, nicht n\u00fcchtern", False),
        ("Glyc\u00e9mie pas \u00e0 jeun", False), ("Glyc\u00e9mie postprandiale", False),
    ],
)  # fmt: skip
def test_a_glucose_counts_by_its_name_abroad(text: str, fasting: bool) -> None:
    """The names of other languages are a glucose of the blood, and a fasting one only where they say so."""
    (found,), _ = read(observation(named(text), amount(45, "mg/dL")))
    assert (found.hypoglycemia, found.fasting) == (True, fasting)


@pytest.mark.parametrize(
    "text",
    ["Glucosa en orina", "Glucosuria", "Glucosa en LCR", "Glucosa en l\u00edquido pleural", "Glyc\u00e9mie moyenne", "Glicemia media stimata", "Glucosa media estimada",
     "Glucosa objetivo", "Objectif de glyc\u00e9mie", "Hemoglobina glicada (glucosa)", "Indice glyc\u00e9mique", "Glucose urinaire", "Glucosio urinario", "Glucosa-6-fosfato",
     "Glucosamina", "Zielblutzucker", "Mittlere Glukose", "Hypoglyc\u00e9mie", "Hipoglucemia", "Hyperglyc\u00e9mie", "Liquor-Glukose", "Glucosa, carga", "Variabilit\u00e9 glyc\u00e9mie"],
)  # fmt: skip
def test_other_glucoses_abroad_do_not_count_by_name(text: str) -> None:
    """Urine, other fluids, averages, targets and other substances are none in other languages either."""
    assert read(observation(named(text), amount(45, "mg/dL"))) == ((), [])


@pytest.mark.parametrize(
    "text",
    ["Glucose, urine", "Urine glucose", "Glucose UA", "Glucose CSF", "Pleural fluid glucose", "Ascites glucose", "Glucose, dialysate",
     "Average glucose", "Estimated average glucose", "Glucose goal", "Target glucose", "Hemoglobin A1c (glucose)", "Glucose-6-phosphate",
     "G6PD glucose", "Glucose time below range", "Mean glucose", "Glucose management indicator", "Continuous glucose sensor", "Glucose gel",
     "Insulin/glucose ratio", "Hypoglycemia", "Glucosamine", "Glucose in Harn", "Interstitial glucose", "Glucose load", "BZ"],
)  # fmt: skip
def test_other_glucoses_do_not_count_by_name(text: str) -> None:
    """Another fluid, an average, a target, a sensor's statistics or another substance is no glucose of the blood."""
    assert read(observation(named(text), amount(45, "mg/dL"))) == ((), [])


@pytest.mark.parametrize(
    "members",
    [
        {"specimen": {"display": "Urine, clean catch"}}, {"specimen": {"reference": "Specimen/1", "display": "CSF"}},
        {"method": {"text": "Urine test strip"}}, {"method": {"coding": [{"display": "dipstick"}]}}, {"bodySite": {"text": "Pleural cavity"}},
        {"specimen": {"display": "Liquor"}}, {"specimen": {"display": "Orina"}}, {"specimen": {"display": "LCR"}}, {"specimen": {"display": "Urines"}},
    ],
)  # fmt: skip
@pytest.mark.parametrize("code", [loinc("2345-7"), named("Glucose")])
def test_a_specimen_of_another_fluid_is_refused(members: Json, code: Json) -> None:
    """Specimen, method or site that says another fluid than blood wins over the code, with a note."""
    found, notes = read(observation(code, amount(45, "mg/dL"), **members))
    assert found == ()
    assert [note.reason for note in notes] == ["glucose of another fluid than blood: not used"]


@pytest.mark.parametrize(
    "display",
    ["Serum", "Venous blood", "Plasma specimen", "Fluoride plasma", "Sangre", "Sang veineux", "Kapillarblut", ""],
)
def test_a_specimen_of_blood_counts(display: str) -> None:
    """A specimen of blood, or of nothing said, takes nothing away."""
    (found,), _ = read(observation(loinc("2345-7"), amount(45, "mg/dL"), specimen={"display": display}))
    assert found.hypoglycemia is True


@pytest.mark.parametrize(
    ("code", "members", "kept"),
    [
        ({"text": "Glucose", "coding": [{"system": "http://loinc.org", "code": "5792-7"}]}, {}, 0),
        ({"text": "Glucose", "coding": [{"system": "urn:oid:2.16.840.1.113883.6.1", "code": "2344-0"}]}, {}, 0),
        ({"text": "Glucose, serum", "coding": [{"system": "http://loinc.org", "code": "99999-9"}]}, {}, 1),
        ({"text": "Glucose", "coding": [{"system": "http://loinc.org", "code": "99999-9"}]}, {"specimen": {"display": "Blood"}}, 1),
        ({"text": "Glucose", "coding": [{"system": "urn:lab", "code": "GLU"}]}, {}, 1),
        ({"text": "Glucose", "coding": [{"system": "urn:lab", "code": "GLU", "display": "Glucose urine"}]}, {}, 0),
    ],
)  # fmt: skip
def test_a_name_does_not_outvote_another_test(code: Json, members: Json, kept: int) -> None:
    """Under a LOINC code that is no glucose of ours a name counts only where it says blood; a refusal is noted."""
    found, notes = read(observation(code, amount(45, "mg/dL"), **members))
    assert (len(found), len(notes)) == (kept, 1 - kept)


@pytest.mark.parametrize("text", ["Negative", "neg", "trace", "+", "++", "1+", "Positive", "normal"])
def test_a_test_strip_is_no_blood_glucose(text: str) -> None:
    """The answer of a test strip under the bare name is of urine; under a blood code it stays unreadable."""
    assert read(observation(named("Glucose"), said(text)))[0] == ()
    (found,), _ = read(observation(loinc("2345-7"), said(text)))
    assert found.hypoglycemia is None


@pytest.mark.parametrize(
    "value",
    [{}, {"valueString": []}, {"valueQuantity": [None]}, {"valueCodeableConcept": "LOW"}, {"interpretation": {"coding": "x"}},
     {"specimen": "Urine"}, {"method": 7}, {"dataAbsentReason": True}, {"valueString": "LOW " * 5000}],
)  # fmt: skip
def test_hostile_values_raise_nothing(value: dict[str, Any]) -> None:
    """Whatever a member holds, the reader answers."""
    read(observation(loinc("2345-7"), value), observation(named("Glucose"), value))
