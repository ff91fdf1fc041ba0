"""Biochemical criteria of endogenous hyperinsulinism: three findings of one sample, and what vetoes them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

import pytest

from mappings import dates, glucose, hyperinsulinism, observations, terminology
from mappings.model import Source
from mappings.terminology import Terminology
from mappings.therapy import Dosage, Drug, DrugClass, Form, Treatment

AS_OF: Final = datetime(2026, 11, 23, 12, tzinfo=UTC)
NOON: Final = "2026-06-01T12:00:00Z"
OPEN: Final = datetime.max.replace(tzinfo=UTC)
GLUCOSE, INSULIN, C_PEPTIDE, PROINSULIN = "2345-7", "20448-7", "1986-9", "27882-0"
LOW: Final[tuple[str, Any, str]] = (GLUCOSE, 45, "mg/dL")
HIGH: Final[tuple[str, Any, str]] = (INSULIN, 12, "uU/mL")
PRESENT: Final[tuple[str, Any, str]] = (C_PEPTIDE, 0.9, "nmol/L")


@pytest.fixture(scope="module")
def terms() -> Terminology:
    """Return the shipped terminology."""
    return terminology.load()


def lab(code: str, value: Any, unit: str, when: str | None = NOON, /, **members: Any) -> dict[str, Any]:
    """Return a laboratory result."""
    return {
        "resourceType": "Observation", "id": code, "status": "final", "effectiveDateTime": when,
        "code": {"coding": [{"system": "http://loinc.org", "code": code}]},
        "valueQuantity": {"value": value, "unit": unit},
    } | members  # fmt: skip


def treatment(drug_class: DrugClass, when: str | None, until: datetime | None = None) -> Treatment:
    """Return a treatment with a drug of that class."""
    source = Source("MedicationRequest/m", dates.parse(when, UTC) if when else None, "x")
    return Treatment(Drug(drug_class, "x", Form.UNKNOWN, "x", "x", "code"), source, source.when, Dosage(), until)


def met(terms: Terminology, *found: dict[str, Any], given: tuple[Treatment, ...] = ()) -> bool:
    """Say whether the criteria are met."""
    results = observations.results(found, terms, AS_OF, UTC, [])
    return bool(hyperinsulinism.criteria(results, glucose.glucoses(results, AS_OF, []), given))


@pytest.mark.parametrize(
    ("glucose", "insulin", "c_peptide", "holds"),
    [
        (LOW, HIGH, PRESENT, True),
        ((GLUCOSE, 54.9, "mg/dL"), HIGH, PRESENT, True), ((GLUCOSE, 55, "mg/dL"), HIGH, PRESENT, False),
        ((GLUCOSE, 2.9, "mmol/L"), HIGH, PRESENT, True), ((GLUCOSE, 3.0, "mmol/L"), HIGH, PRESENT, False),
        ((GLUCOSE, 0.54, "g/L"), HIGH, PRESENT, True), ((GLUCOSE, 0.55, "g/L"), HIGH, PRESENT, False), ((GLUCOSE, 0.9, "g/L"), HIGH, PRESENT, False),
        ((GLUCOSE, 45, "mg"), HIGH, PRESENT, False), ((GLUCOSE, -1, "mg/dL"), HIGH, PRESENT, False),
        (LOW, (INSULIN, 3.0, "uU/mL"), PRESENT, True), (LOW, (INSULIN, 2.9, "uU/mL"), PRESENT, False),
        (LOW, (INSULIN, 3, "mIU/L"), PRESENT, True), (LOW, (INSULIN, 3, "u[IU]/mL"), PRESENT, True),
        (LOW, (INSULIN, 3, "\u00b5U/mL"), PRESENT, True), (LOW, (INSULIN, 18, "pmol/L"), PRESENT, True),
        (LOW, (INSULIN, 17.9, "pmol/L"), PRESENT, False), (LOW, (INSULIN, 12, "ng/mL"), PRESENT, False),
        (LOW, HIGH, (C_PEPTIDE, 0.2, "nmol/L"), True), (LOW, HIGH, (C_PEPTIDE, 0.19, "nmol/L"), False),
        (LOW, HIGH, (C_PEPTIDE, 200, "pmol/L"), True), (LOW, HIGH, (C_PEPTIDE, 199, "pmol/L"), False),
        (LOW, HIGH, (C_PEPTIDE, 0.61, "ng/mL"), True), (LOW, HIGH, (C_PEPTIDE, 0.59, "ng/mL"), False),
        (LOW, HIGH, (C_PEPTIDE, 0.6, "ng/mL"), True), (LOW, HIGH, (C_PEPTIDE, 0.599, "ng/mL"), False),
        (LOW, HIGH, ("42180-0", 0.2, "nmol/L"), True), (LOW, HIGH, ("42180-0", 200, "pmol/L"), True), (LOW, HIGH, ("13037-7", 0.6, "ug/L"), True),
        (LOW, ("14796-7", 18, "pmol/L"), PRESENT, True), (LOW, ("14796-7", 17.9, "pmol/L"), PRESENT, False), (LOW, ("59179-2", 18, "pmol/L"), PRESENT, True),
        (LOW, ("27873-9", 3, "u[IU]/mL"), PRESENT, True), (LOW, (INSULIN, 0.018, "nmol/L"), PRESENT, True), (LOW, (INSULIN, 3, "mcIU/mL"), PRESENT, True),
        (LOW, (INSULIN, 12, ""), PRESENT, True), (LOW, HIGH, (C_PEPTIDE, 0.9, ""), True), ((GLUCOSE, "LOW", ""), HIGH, PRESENT, True),
        ((GLUCOSE, "HIGH", ""), HIGH, PRESENT, False), (("14771-0", 2.9, "mmol/L"), HIGH, PRESENT, True),
        (LOW, HIGH, (C_PEPTIDE, 0.61, "ug/L"), True), (LOW, HIGH, (C_PEPTIDE, 1, "g/L"), False),
    ],
)  # fmt: skip
def test_each_criterion_has_its_bound(
    glucose: tuple[str, Any, str], insulin: tuple[str, Any, str], c_peptide: tuple[str, Any, str], holds: bool,
    terms: Terminology,
) -> None:  # fmt: skip
    """Glucose below, insulin and C-peptide from their bound on, each in the units that are known."""
    assert met(terms, lab(*glucose), lab(*insulin), lab(*c_peptide)) is holds


@pytest.mark.parametrize("missing", [0, 1, 2])
def test_all_three_are_needed(missing: int, terms: Terminology) -> None:
    """Two of three are not enough."""
    assert not met(terms, *(lab(*one) for number, one in enumerate((LOW, HIGH, PRESENT)) if number != missing))


@pytest.mark.parametrize(
    ("members", "holds"),
    [
        ({"comparator": "<"}, True), ({"value": 55, "comparator": "<"}, True), ({"value": 55, "comparator": "<="}, False),
        ({"value": 60, "comparator": "<"}, False), ({"value": 40, "comparator": ">"}, False),
    ],
)  # fmt: skip
def test_a_comparator_is_heeded(members: dict[str, Any], holds: bool, terms: Terminology) -> None:
    """A glucose is low only where all that it may be is low."""
    quantity = {"value": 45, "unit": "mg/dL"} | members
    assert met(terms, lab(*LOW, valueQuantity=quantity), lab(*HIGH), lab(*PRESENT)) is holds


@pytest.mark.parametrize(
    ("when", "holds"),
    [
        ("2026-06-01T12:15:00Z", True), ("2026-06-01T12:15:01Z", False), ("2026-06-01T12:16:00Z", False),
        ("2026-06-01T11:45:00Z", True), ("2026-06-01T11:44:00Z", False), ("2026-06-01T14:10:00+02:00", True),
        ("2026-06-01T12:10Z", True), ("2026-06-01", False), (None, False),
    ],
)  # fmt: skip
def test_a_sample_is_fifteen_minutes(when: str | None, holds: bool, terms: Terminology) -> None:
    """Results within 15 minutes are of one sample; a day is not a time."""
    assert met(terms, lab(*LOW), lab(*HIGH, when), lab(*PRESENT)) is holds


@pytest.mark.parametrize("when", ["2026-06-01", None])
def test_two_of_one_day_are_not_one_sample(when: str | None, terms: Terminology) -> None:
    """The same day, or no date at all, does not make one sample of three."""
    assert not met(terms, *(lab(*one, when) for one in (LOW, HIGH, PRESENT)))


@pytest.mark.parametrize(
    ("one", "other", "holds"),
    [
        ({"reference": "Specimen/1"}, {"reference": "Specimen/1"}, True),
        ({"reference": "Specimen/1"}, {"reference": "https://ehr.example/fhir/Specimen/1"}, True),
        ({"reference": "Specimen/1"}, {"reference": "Specimen/2"}, False), ({"display": "blood"}, {"display": "blood"}, False),
    ],
)  # fmt: skip
def test_a_specimen_makes_one_sample(
    one: dict[str, str], other: dict[str, str], holds: bool, terms: Terminology
) -> None:
    """The same specimen is the same sample, whatever the dates."""
    rest = [lab(*finding, "2026-06-02", specimen=other) for finding in (HIGH, PRESENT)]
    assert met(terms, lab(*LOW, "2026-06-01", specimen=one), *rest) is holds


def panel(*members: str, **more: Any) -> dict[str, Any]:
    """Return an Observation that only names its members."""
    listed = [{"reference": f"Observation/{one}"} for one in members]
    return {
        "resourceType": "Observation",
        "id": "p",
        "status": "final",
        "code": {"text": "Fasting test"},
        "hasMember": listed,
    } | more


DAY: Final = "2026-06-01"
ALL: Final = (GLUCOSE, INSULIN, C_PEPTIDE)


@pytest.mark.parametrize(
    ("group", "members", "holds"),
    [
        (panel(*ALL), {}, True), (panel(*ALL, hasMember=[{"reference": f"https://ehr.example/fhir/Observation/{one}"} for one in ALL]), {}, True),
        (panel(GLUCOSE, INSULIN), {}, False), (panel(), {}, False), (panel(*ALL, status="entered-in-error"), {}, False), (panel(*ALL, hasMember="x"), {}, False),
        (panel(*ALL), {INSULIN: {"specimen": {"reference": "Specimen/2"}}}, True),
        (panel(*ALL), {GLUCOSE: {"specimen": {"reference": "Specimen/1"}}, INSULIN: {"specimen": {"reference": "Specimen/2"}}}, False),
        (panel(*ALL), {GLUCOSE: {"effectiveDateTime": "2026-06-01T08:00:00Z"}, INSULIN: {"effectiveDateTime": "2026-06-01T20:00:00Z"}}, False),
        (panel(*ALL), {GLUCOSE: {"effectiveDateTime": "2026-06-01T08:00:00Z"}}, True),
    ],
)  # fmt: skip
def test_members_of_one_panel_are_one_sample(
    group: dict[str, Any], members: dict[str, dict[str, Any]], holds: bool, terms: Terminology
) -> None:
    """What a panel groups is one sample, unless the specimens or the times of its members say otherwise."""
    found = [lab(*one, DAY, **members.get(one[0], {})) for one in (LOW, HIGH, PRESENT)]
    assert met(terms, *found, group) is holds
    assert met(terms, group, *reversed(found)) is holds


def test_components_share_their_observation(terms: Terminology) -> None:
    """Components of one Observation are one sample on a day alone, and those of two are not."""
    parts = [lab(*one, None) for one in (LOW, HIGH, PRESENT)]
    assert met(terms, lab("1", 0, "", DAY) | {"component": parts})
    assert not met(
        terms, lab("1", 0, "", DAY) | {"component": parts[:2]}, lab("2", 0, "", DAY) | {"component": parts[2:]}
    )


def test_names_meet_the_criteria(terms: Terminology) -> None:
    """Glucose, insulin and C-peptide by their names, with their units, are a sample too; without units they are not."""
    words = {GLUCOSE: "Glucose", INSULIN: "Insulin, serum", C_PEPTIDE: "C-Peptide"}
    found = [lab(*one) | {"code": {"text": words[one[0]]}} for one in (LOW, HIGH, PRESENT)]
    assert met(terms, *found)
    assert not met(terms, found[0], lab(INSULIN, 12, "") | {"code": {"text": "Insulin"}}, found[2])


def test_components_of_one_panel_are_one_sample(terms: Terminology) -> None:
    """A panel's components share its time."""
    panel = lab("1", 0, "") | {"component": [lab(*one, None) for one in (LOW, HIGH, PRESENT)]}
    assert met(terms, panel)


def test_results_without_an_id_are_kept_apart(terms: Terminology) -> None:
    """A result without an id is not mistaken for another one."""
    assert met(
        terms, *(lab(*one, id=None) for one in (LOW, HIGH, PRESENT)), lab(PROINSULIN, 9, "pmol/L", "2020", id=None)
    )
    later = "2026-06-01T18:00:00Z"
    assert not met(terms, lab(*LOW, id=None), lab(*HIGH, later, id=None), lab(*PRESENT, later, id=None))


@pytest.mark.parametrize(
    ("veto", "holds"),
    [
        (lab(PROINSULIN, 4.9, "pmol/L"), False), (lab(PROINSULIN, 5, "pmol/L"), True), (lab(PROINSULIN, 9, "pmol/L"), True),
        (lab(PROINSULIN, 5, "pmol/L", valueQuantity={"value": 5, "unit": "pmol/L", "comparator": "<"}), False),
        (lab(PROINSULIN, 8, "pmol/L", valueQuantity={"value": 8, "unit": "pmol/L", "comparator": "<"}), True),
        (lab(PROINSULIN, 2, "ng/L"), True), (lab(PROINSULIN, 2, "pmol/L", "2026-06-02T12:00:00Z"), True),
        (lab(PROINSULIN, 2, "pmol/L", status="entered-in-error"), True), (lab("10451-3", 4.9, "pmol/L"), False),
        (lab("6873-4", 2.7, "mmol/L"), True), (lab("6873-4", 2.8, "mmol/L"), False), (lab("104816-4", 2.8, "mmol/L"), False),
        (lab("6873-4", 2701, "umol/L"), False), (lab("6873-4", 2700, "umol/L"), True), (lab("6873-4", 3, "mg/dL"), True),
        (lab("6873-4", 2.7, "mmol/L", valueQuantity={"value": 2.7, "unit": "mmol/L", "comparator": ">"}), False),
        (lab("6873-4", 2.7, "mmol/L", valueQuantity={"value": 2.7, "unit": "mmol/L", "comparator": ">="}), True),
        (lab("6873-4", 4, "mmol/L", valueQuantity={"value": 4, "unit": "mmol/L", "comparator": "<"}), True),
        (lab("6873-4", 4, "mmol/L", "2026-06-02T12:00:00Z"), True), (lab("6873-4", 4, ""), False),
        (lab("6873-4", 4, "mmol/L") | {"code": {"text": "Beta-hydroxybutyrate"}}, False),
    ],
)  # fmt: skip
def test_proinsulin_of_the_sample_vetoes(veto: dict[str, Any], holds: bool, terms: Terminology) -> None:
    """A low proinsulin or a high beta-hydroxybutyrate of the same sample vetoes; of another sample or unit it does not."""
    assert met(terms, lab(*LOW), lab(*HIGH), lab(*PRESENT), veto) is holds


@pytest.mark.parametrize(
    ("drug_class", "when", "until", "explained"),
    [
        (DrugClass.INSULIN, "2026-01-01", OPEN, True), (DrugClass.SULFONYLUREA, "2026-01-01", OPEN, True),
        (DrugClass.GLINIDE, "2026-06-01", None, True), (DrugClass.SSA, "2026-01-01", OPEN, False),
        (DrugClass.INSULIN, "2026-05-31", None, True), (DrugClass.INSULIN, "2026-05-30", None, False),
        (DrugClass.INSULIN, "2026-06-02", OPEN, False), (DrugClass.INSULIN, "2026-06-01T13:00:00Z", None, False),
        (DrugClass.INSULIN, "2026-01-01", datetime(2026, 5, 1, tzinfo=UTC), False),
        (DrugClass.INSULIN, "2026-01-01", datetime(2026, 6, 2, tzinfo=UTC), True),
        (DrugClass.INSULIN, None, OPEN, False), (DrugClass.INSULIN, None, None, False),
        (DrugClass.INSULIN, "2026", None, False), (DrugClass.INSULIN, "2026-06", OPEN, False),
        (DrugClass.INSULIN, "2026-05", OPEN, True), (DrugClass.INSULIN, "2026-05", None, False),
    ],
)  # fmt: skip
def test_a_drug_explains_only_what_it_is_known_to_reach(
    drug_class: DrugClass, when: str | None, until: datetime | None, explained: bool, terms: Terminology
) -> None:
    """Insulin, sulfonylurea or glinide must be known to be active at the sample; what a date leaves open explains nothing."""
    given = (treatment(drug_class, when, until),)
    assert met(terms, lab(*LOW), lab(*HIGH), lab(*PRESENT), given=given) is not explained


def test_an_undated_sample_is_not_explained() -> None:
    """Without a date nothing is known to have been active then."""
    given = (treatment(DrugClass.INSULIN, "2020", OPEN),)
    assert not hyperinsulinism.glucose_lowering(given)(Source("Observation/g", None, ""))


def test_the_sources_are_the_three(terms: Terminology) -> None:
    """The conclusion names glucose, insulin and C-peptide."""
    results = observations.results([lab(*one) for one in (PRESENT, HIGH, LOW)], terms, AS_OF, UTC, [])
    found = hyperinsulinism.criteria(results, glucose.glucoses(results, AS_OF, []), ())
    assert [one.reference for one in found] == [f"Observation/{code}" for code in (GLUCOSE, INSULIN, C_PEPTIDE)]
