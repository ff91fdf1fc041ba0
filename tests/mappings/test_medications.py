"""Treatments on file, and what an order is to them: start, continuation, increase, switch, unchanged."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import pytest

from hooks import severity
from mappings import courses, medications, picture, terminology
from mappings.model import Note
from mappings.terminology import Terminology
from mappings.therapy import Change, Course, Dosage, Drug, DrugClass, Form, Order, Treatment

AS_OF: Final = datetime(2026, 11, 23, 12, tzinfo=UTC)
RXNORM: Final = "http://www.nlm.nih.gov/research/umls/rxnorm"
LAR: Final = Drug(DrugClass.SSA, "octreotide", Form.DEPOT, "octreotide LAR", "x", "code")
SHORT: Final = Drug(DrugClass.SSA, "octreotide", Form.SHORT, "short-acting octreotide", "x", "code")
LANREOTIDE: Final = Drug(DrugClass.SSA, "lanreotide", Form.DEPOT, "lanreotide", "x", "code")
CODES: Final = {"lar": "898589", "short": "312069", "lanreotide": "749814", "insulin": "5856", "other": "6809"}


@pytest.fixture(scope="module")
def terms() -> Terminology:
    """Return the shipped terminology."""
    return terminology.load()


def ago(days: float) -> str:
    """Return the date that many days before."""
    return (AS_OF - timedelta(days=days)).date().isoformat()


def request(
    drug: str = "lar", days: float | None = 28, dose: float | None = 20, weeks: float | None = 4, **members: Any
) -> dict[str, Any]:
    """Return an order on file."""
    instruction: dict[str, Any] = {"doseAndRate": [{"doseQuantity": {"value": dose, "unit": "mg"}}]} if dose else {}
    if weeks:
        instruction["timing"] = {"repeat": {"frequency": 1, "period": weeks, "periodUnit": "wk"}}
    return {
        "resourceType": "MedicationRequest", "id": f"{drug}-{days}", "status": "completed", "intent": "order",
        "authoredOn": ago(days) if days is not None else None, "dosageInstruction": [instruction],
        "medicationCodeableConcept": {"coding": [{"system": RXNORM, "code": CODES[drug]}]},
    } | members  # fmt: skip


def given(drug: str = "lar", days: float = 28, dose: float | None = 20, **members: Any) -> dict[str, Any]:
    """Return an administration on file."""
    return {
        "resourceType": "MedicationAdministration", "id": f"a-{days}", "status": "completed", "effectiveDateTime": ago(days),
        "dosage": {"dose": {"value": dose, "unit": "mg"}} if dose else {},
        "medicationCodeableConcept": {"coding": [{"system": RXNORM, "code": CODES[drug]}]},
    } | members  # fmt: skip


def treated(terms: Terminology, *resources: dict[str, Any], as_of: datetime = AS_OF) -> tuple[Treatment, ...]:
    """Read treatments."""
    return medications.treatments(resources, {}, terms, as_of, UTC, [])


def course(
    terms: Terminology,
    *resources: dict[str, Any],
    drug: Drug = LAR,
    dose: float | None = 20,
    interval: float | None = 28,
) -> Course:
    """Return the course of an order against what is on file."""
    order = Order("MedicationRequest/draft", drug, Dosage(dose, interval))
    return courses.course(order, treated(terms, *resources), AS_OF)


@pytest.mark.parametrize(
    "resource",
    [
        request(status="cancelled"), request(status="draft"), request(status="entered-in-error"), request(status="on-hold"),
        request(doNotPerform=True), request(doNotPerform="true"), request(intent="plan"), request(intent="proposal"), request(intent="option"),
        request(days=-1), request("other"), given(status="not-done"), given(status="entered-in-error"), given(days=-1),
        given(status="on-hold"), request(medicationCodeableConcept=None),
    ],
)  # fmt: skip
def test_what_was_not_ordered_or_given_never_counts(resource: dict[str, Any], terms: Terminology) -> None:
    """Drafts, plans, cancelled and future orders, and what was not done, are no treatment."""
    assert not treated(terms, resource)


@pytest.mark.parametrize(
    "resource",
    [
        request(status="active"), request(status="completed"), request(status="stopped"), request(status=None), request(status="Active"),
        request(intent=None), request(intent="original-order"), request(intent="reflex-order"), request(authoredOn=None),
        given(status="in-progress"), given(status="stopped"), given(effectiveDateTime=None, effectivePeriod={"start": ago(3)}),
        given(effectiveDateTime=None, effectiveTimeDateTime=ago(3)), request(doNotPerform=False),
    ],
)  # fmt: skip
def test_what_was_ordered_or_given_counts(resource: dict[str, Any], terms: Terminology) -> None:
    """Active, completed and stopped orders and administrations are treatments, whatever else is missing."""
    assert len(treated(terms, resource)) == 1


def test_an_unidentified_drug_is_noted(terms: Terminology) -> None:
    """A drug that nothing names is not used, and a note says so."""
    notes: list[Note] = []
    resource = request(medicationCodeableConcept=None, medicationReference={"reference": "Medication/9"})
    assert not medications.treatments([resource], {}, terms, AS_OF, UTC, notes)
    assert len(notes) == 1


@pytest.mark.parametrize(
    ("members", "medications_"),
    [
        ({"medicationReference": {"reference": "Medication/9"}}, {"Medication/9": {"code": {"text": "Sandostatin LAR"}}}),
        ({"medicationReference": {"reference": "https://e.example/fhir/Medication/9"}}, {"Medication/9": {"code": {"text": "Sandostatin LAR"}}}),
        ({"medicationReference": {"reference": "urn:uuid:1"}}, {"urn:uuid:1": {"code": {"text": "Sandostatin LAR"}}}),
        ({"medicationReference": {"reference": "#m"}, "contained": [{"id": "m", "code": {"text": "Sandostatin LAR"}}]}, {}),
        ({"medicationReference": {"reference": "#m"}, "contained": {"id": "m", "code": {"text": "Sandostatin LAR"}}}, {}),
        ({"medicationReference": {"reference": "Medication/9", "display": "SANDOSTATIN LAR DEPOT 20 MG"}}, {}),
        ({"medicationReference": {"display": "Sandostatin LAR"}}, {}), ({"medicationCodeableConcept": {"text": "Sandostatin LAR"}}, {}),
    ],
)  # fmt: skip
def test_a_medication_is_found_wherever_it_is(
    members: dict[str, Any], medications_: dict[str, Any], terms: Terminology
) -> None:
    """By reference, absolute or contained, in the Bundle, or by its display: the drug is known."""
    resource = request(medicationCodeableConcept=None) | members
    (found,) = medications.treatments([resource], medications_, terms, AS_OF, UTC, [])
    assert (found.drug.drug_class, found.drug.form) == (DrugClass.SSA, Form.DEPOT)


@pytest.mark.parametrize(
    ("dose", "form"),
    [(20, Form.DEPOT), (5, Form.DEPOT), (4.9, Form.UNKNOWN), (1.1, Form.UNKNOWN), (1.0, Form.SHORT), (0.1, Form.SHORT),
     (None, Form.UNKNOWN)],
)  # fmt: skip
def test_a_form_is_known_by_its_dose(dose: float | None, form: Form, terms: Terminology) -> None:
    """Octreotide of unknown form is a depot or short-acting from a dose that the other never has; between, nobody knows."""
    (found,) = treated(terms, request(dose=dose, medicationCodeableConcept={"text": "octreotide"}))
    assert found.drug.form is form


@pytest.mark.parametrize(
    ("resources", "drug", "change"),
    [
        ([], LAR, Change.START), ([request(days=28)], LAR, Change.CONTINUATION), ([given(days=28)], LAR, Change.CONTINUATION),
        ([request(days=56)], LAR, Change.CONTINUATION), ([request(days=57)], LAR, Change.START),
        ([given(days=56)], LAR, Change.CONTINUATION), ([given(days=57)], LAR, Change.START),
        ([request(days=56, authoredOn=ago(56) + "T00:01:00Z")], LAR, Change.CONTINUATION),
        ([request(days=57, authoredOn=ago(57) + "T23:59:00Z")], LAR, Change.START),
        ([request("short", 7, 0.1, None)], SHORT, Change.CONTINUATION), ([request("short", 8, 0.1, None)], SHORT, Change.START),
        ([given("short", 7, 0.1)], SHORT, Change.CONTINUATION), ([given("short", 8, 0.1)], SHORT, Change.START),
        ([request(days=400)], LAR, Change.START),
        ([request(days=400, status="active")], LAR, Change.START),
        ([request(days=400, status="active", dispenseRequest={"validityPeriod": {"start": ago(400)}})], LAR, Change.CONTINUATION),
        ([request(days=400, status="active", dispenseRequest={"validityPeriod": {"start": ago(400), "end": "9999-12-31"}})], LAR,
         Change.CONTINUATION),
        ([request(days=400, status="active", dispenseRequest={"numberOfRepeatsAllowed": 3})], LAR, Change.CONTINUATION),
        ([request(days=400, status="active", dispenseRequest={"numberOfRepeatsAllowed": 0})], LAR, Change.START),
        ([request(days=400, status="completed", dispenseRequest={"numberOfRepeatsAllowed": 3})], LAR, Change.START),
        ([request(days=400, status="active", dispenseRequest={"validityPeriod": {"start": ago(400), "end": ago(100)}})], LAR, Change.START),
        ([request(days=None, status="active", dispenseRequest={"numberOfRepeatsAllowed": 3})], LAR, Change.CONTINUATION),
        ([request(days=None)], LAR, Change.START), ([request("lanreotide", 28, 120)], LAR, Change.START),
        ([request("short", 3, 0.1, None)], LAR, Change.TO_DEPOT), ([request("short", 8, 0.1, None)], LAR, Change.START),
        ([request("short", 3, 0.1, None)], LANREOTIDE, Change.START), ([request(days=28)], SHORT, Change.START),
        ([request(status="cancelled")], LAR, Change.START), ([request(status="draft")], LAR, Change.START),
        ([request(doNotPerform=True)], LAR, Change.START), ([request(intent="plan")], LAR, Change.START),
        ([request(authoredOn="2026-09")], LAR, Change.START), ([request(authoredOn="2026-10")], LAR, Change.CONTINUATION),
        ([request(authoredOn="2026")], LAR, Change.START),
        ([request(authoredOn="0001-01-01T00:00:00", status="active", dispenseRequest={"numberOfRepeatsAllowed": 1}), given(days=28)], LAR,
         Change.CONTINUATION),
        ([request(id="draft")], LAR, Change.START),
    ],
)  # fmt: skip
def test_an_order_starts_or_continues(
    resources: list[dict[str, Any]], drug: Drug, change: Change, terms: Terminology
) -> None:
    """The same product within 56 or 7 calendar days, or still running, is continued; everything else is a start."""
    dose = 0.1 if drug is SHORT else 20
    assert course(terms, *resources, drug=drug, dose=dose, interval=None if drug is SHORT else 28).change is change


@pytest.mark.parametrize(
    ("before", "dose", "interval", "change", "unchanged"),
    [
        ((20, 4), 20, 28, Change.CONTINUATION, True), ((20, 4), 30, 28, Change.INCREASE, False), ((20, 4), 20, 14, Change.INCREASE, False),
        ((20, 4), 20, 27, Change.INCREASE, False), ((30, 4), 20, 28, Change.CONTINUATION, True), ((20, 4), 20, 42, Change.CONTINUATION, True),
        ((20, 4), None, 28, Change.CONTINUATION, False), ((None, 4), 20, 28, Change.CONTINUATION, False),
        ((20, 4), 20, None, Change.CONTINUATION, False), ((20, None), 20, 28, Change.CONTINUATION, False),
        ((20, 4), 20.1, 28, Change.INCREASE, False), ((None, None), None, None, Change.CONTINUATION, False),
    ],
)  # fmt: skip
def test_a_higher_dose_or_a_shorter_interval_is_an_increase(
    before: tuple[float | None, float | None], dose: float | None, interval: float | None, change: Change, unchanged: bool,
    terms: Terminology,
) -> None:  # fmt: skip
    """More at once or more often is an increase, less is unchanged, and what is not known is not unchanged."""
    found = course(terms, request(dose=before[0], weeks=before[1]), dose=dose, interval=interval)
    assert found.change is change
    assert (found.unchanged_since is not None) is unchanged


def test_a_lower_dose_in_the_last_days_makes_an_increase(terms: Terminology) -> None:
    """The dose of 90 days counts, not that of the last order only; one of before does not."""
    assert course(terms, request(days=10, dose=20), request(days=50, dose=10)).change is Change.INCREASE
    months = [request(days=days, dose=20) for days in (20, 50, 80)]
    assert course(terms, *months, request(days=110, dose=10)).change is Change.CONTINUATION
    ended = {"validityPeriod": {"start": ago(110), "end": ago(92)}}
    assert (
        course(terms, *months, request(days=110, dose=10, status="active", dispenseRequest=ended)).change
        is Change.CONTINUATION
    )


@pytest.mark.parametrize(("days", "lasted"), [(89, False), (90, True), (91, True)])
@pytest.mark.parametrize("hour", [0, 12, 23])
def test_unchanged_lasts_from_90_days_on(days: int, lasted: bool, hour: int, terms: Terminology) -> None:
    """A course of 90 calendar days has lasted and one of 89 has not, at whatever hour."""
    as_of = AS_OF.replace(hour=hour)
    on_file = treated(terms, request(days=days), request(days=60), request(days=30), request(days=5), as_of=as_of)
    found = courses.course(Order("MedicationRequest/draft", LAR, Dosage(20, 28)), on_file, as_of)
    since = found.unchanged_since
    assert since is not None
    drawn = picture.draw({}, "1", as_of, terms, UTC)
    assert severity._lasted(since, drawn) is lasted


def test_a_gap_breaks_a_course(terms: Terminology) -> None:
    """A course begins after the last gap that is longer than the window."""
    for gap, start in ((56, 28 + 56 + 30), (57, 28)):
        found = course(terms, request(days=28), request(days=28 + gap), request(days=28 + gap + 30))
        assert found.started is not None
        assert found.started.text == ago(start)


def test_a_course_with_an_undated_part_has_no_start(terms: Terminology) -> None:
    """When a part of a course has no date, nobody knows when it began, and it is not unchanged since a date."""
    running = request(days=None, status="active", dispenseRequest={"numberOfRepeatsAllowed": 3})
    found = course(terms, request(days=28), running)
    assert (found.change, found.started, found.unchanged_since) == (Change.CONTINUATION, None, None)


@pytest.mark.parametrize(
    ("days", "interval", "change", "unchanged"),
    [
        ((5, 33, 61, 89), 28, Change.CONTINUATION, True), ((5, 33, 61, 89), 25, Change.CONTINUATION, True),
        ((5, 33, 61, 89), 24, Change.INCREASE, False), ((5, 33, 61, 89), 21, Change.INCREASE, False),
        ((5, 33, 61, 89), 20, Change.INCREASE, False), ((5, 33, 61, 89), 14, Change.INCREASE, False),
        ((5, 40, 68), 28, Change.CONTINUATION, True), ((5, 41, 69), 28, Change.INCREASE, False), ((28,), 28, Change.CONTINUATION, False),
    ],
)  # fmt: skip
def test_injections_give_the_interval(
    days: tuple[int, ...], interval: float, change: Change, unchanged: bool, terms: Terminology
) -> None:
    """Where only injections are on file their spacing is the interval, give or take a week; one injection has none."""
    found = course(terms, *(given(days=one) for one in days), interval=interval)
    assert found.change is change
    assert (found.unchanged_since is not None) is unchanged


def test_a_switch_to_depot_keeps_the_start(terms: Terminology) -> None:
    """Hypoglycemia since the short-acting form began still counts."""
    found = course(terms, request("short", 3, 0.1, None), request("short", 8, 0.1, None))
    assert found.change is Change.TO_DEPOT
    assert found.started is not None
    assert found.started.text == ago(8)


def test_days_are_those_of_the_site(terms: Terminology) -> None:
    """A day without a time is a day of the site, and a long-ago date in its zone raises nothing."""
    berlin = ZoneInfo("Europe/Berlin")
    open_ = {"numberOfRepeatsAllowed": 1}
    resources = [
        request(days=56),
        request(id="old", authoredOn="0001-01-01", status="active", dispenseRequest=open_, weeks=None),
    ]
    order = Order("MedicationRequest/draft", LAR, Dosage(20, 28))
    for chosen in (resources[:1], resources):
        on_file = medications.treatments(chosen, {}, terms, AS_OF, berlin, [])
        assert courses.course(order, on_file, AS_OF).change is Change.CONTINUATION


def statement(drug: str = "lar", **members: Any) -> dict[str, Any]:
    """Return a statement of what is taken."""
    return {
        "resourceType": "MedicationStatement", "id": f"s-{drug}", "status": "active", "dosage": [{"doseAndRate": [
            {"doseQuantity": {"value": 20, "unit": "mg"}}], "timing": {"repeat": {"frequency": 1, "period": 4, "periodUnit": "wk"}}}],
        "medicationCodeableConcept": {"coding": [{"system": RXNORM, "code": CODES[drug]}]},
    } | members  # fmt: skip


def dispensed(drug: str = "lar", days: float = 28, **members: Any) -> dict[str, Any]:
    """Return a dispense."""
    return {
        "resourceType": "MedicationDispense", "id": f"d-{drug}-{days}", "status": "completed", "whenHandedOver": ago(days),
        "medicationCodeableConcept": {"coding": [{"system": RXNORM, "code": CODES[drug]}]},
    } | members  # fmt: skip


PERIOD: Final = {"start": ago(200), "end": ago(30)}


@pytest.mark.parametrize(
    ("resources", "drug", "change"),
    [
        ([statement(effectivePeriod={"start": ago(400)})], LAR, Change.CONTINUATION), ([statement(dateAsserted=ago(5))], LAR, Change.CONTINUATION),
        ([statement()], LAR, Change.CONTINUATION), ([statement(effectiveDateTime=ago(400))], LAR, Change.CONTINUATION),
        ([statement(status="completed", effectivePeriod=PERIOD)], LAR, Change.CONTINUATION),
        ([statement(status="completed", effectivePeriod={"start": ago(200), "end": ago(56)})], LAR, Change.CONTINUATION),
        ([statement(status="completed", effectivePeriod={"start": ago(200), "end": ago(57)})], LAR, Change.START),
        ([statement(status="completed", dateAsserted=ago(5))], LAR, Change.START), ([statement(status="completed", effectiveDateTime=ago(28))], LAR, Change.CONTINUATION),
        ([statement(status="not-taken", effectivePeriod=PERIOD)], LAR, Change.START), ([statement(status="intended")], LAR, Change.START),
        ([statement(taken="n")], LAR, Change.START), ([statement(status="active", effectivePeriod={"start": ago(200), "end": ago(100)})], LAR, Change.START),
        ([statement(dateAsserted=ago(-5))], LAR, Change.START), ([dispensed(days=28)], LAR, Change.CONTINUATION), ([dispensed(days=56)], LAR, Change.CONTINUATION),
        ([dispensed(days=57)], LAR, Change.START), ([dispensed(days=80, daysSupply={"value": 84, "unit": "d"})], LAR, Change.CONTINUATION),
        ([dispensed(days=85, daysSupply={"value": 84, "unit": "d"})], LAR, Change.START), ([dispensed(status="cancelled")], LAR, Change.START),
        ([dispensed("short", 20, daysSupply={"value": 30})], SHORT, Change.CONTINUATION), ([dispensed("short", 31, daysSupply={"value": 30})], SHORT, Change.START),
        ([dispensed("short", 8)], SHORT, Change.START), ([dispensed("short", 20, daysSupply={"value": 30})], LAR, Change.TO_DEPOT),
        ([given(days=5, status="not-done")], LAR, Change.START), ([given(days=200, effectiveDateTime=None, effectivePeriod=PERIOD)], LAR, Change.CONTINUATION),
    ],
)  # fmt: skip
def test_statements_and_dispenses_continue_a_course(
    resources: list[dict[str, Any]], drug: Drug, change: Change, terms: Terminology
) -> None:
    """What is taken runs until it ends, a supply lasts its days, and neither counts when it was not taken or handed over."""
    dose = 0.1 if drug is SHORT else 20
    assert course(terms, *resources, drug=drug, dose=dose, interval=None if drug is SHORT else 28).change is change


def test_a_statement_without_a_start_leaves_the_start_open(terms: Terminology) -> None:
    """The day on which a drug was asserted is not the day on which the course began."""
    found = course(terms, statement(dateAsserted=ago(5)), given(days=28))
    assert (found.change, found.started, found.unchanged_since) == (Change.CONTINUATION, None, None)


def test_a_period_of_use_gives_the_start(terms: Terminology) -> None:
    """A course goes back to the start of the period that it continues, and injections within it belong to it."""
    found = course(terms, statement(status="completed", effectivePeriod=PERIOD), given(days=5), given(days=100))
    assert found.started is not None
    assert found.started.text == ago(200)
    found = course(terms, statement(effectivePeriod={"start": ago(300)}), given(days=5, dose=10))
    assert found.started is not None
    assert (found.started.text, found.change) == (ago(300), Change.INCREASE)


@pytest.mark.parametrize("offset", [0, 2, 5])
@pytest.mark.parametrize(
    ("interval", "change"),
    [
        (28, Change.CONTINUATION),
        (25, Change.CONTINUATION),
        (21, Change.INCREASE),
        (20, Change.INCREASE),
        (14, Change.INCREASE),
    ],
)
def test_one_dose_on_file_three_times_is_one(offset: int, interval: float, change: Change, terms: Terminology) -> None:
    """Order, dispense and administration of the same dose, days apart, do not make the interval look shorter."""
    resources = []
    for days in (6, 34, 62):
        resources += [request(days=days + offset, weeks=None), dispensed(days=days + offset // 2), given(days=days)]
    assert course(terms, *resources, interval=interval).change is change


def test_dispenses_give_the_interval_where_nothing_was_given(terms: Terminology) -> None:
    """Without administrations the widest gap of one kind counts."""
    resources = [request(days=5, weeks=None), dispensed(days=6), dispensed(days=34)]
    assert course(terms, *resources, interval=14).change is Change.INCREASE
    assert course(terms, *resources, interval=28).change is Change.CONTINUATION


def test_what_was_given_has_the_dose_of_its_order(terms: Terminology) -> None:
    """An administration or dispense that names its order and no dose has that of the order; an unlinked one has none."""
    order = request(days=30, id="r1")
    linked = [given(days=28, dose=None, request={"reference": "MedicationRequest/r1"}),
              dispensed(days=29, authorizingPrescription=[{"reference": "https://e.example/fhir/MedicationRequest/r1"}])]  # fmt: skip
    assert {one.dosage.dose for one in treated(terms, order, *linked)} == {20}
    assert course(terms, order, *linked).unchanged_since is not None
    assert course(terms, order, given(days=28, dose=None)).unchanged_since is None
    own = given(days=28, dose=10, request={"reference": "MedicationRequest/r1"})
    assert course(terms, order, own).change is Change.INCREASE
    assert {
        one.dosage.dose
        for one in treated(terms, given(days=1, dose=None, request={"reference": "MedicationRequest/x"}))
    } == {None}


@pytest.mark.parametrize(
    ("resource", "lost", "noted"),
    [
        (request(status="unknown"), True, True), (statement(status="unknown"), True, True), (statement(taken="unk"), True, True),
        (request(status="cancelled"), False, True), (dispensed(status="declined"), False, True), (request(days=-1), False, True),
        (request(status="cancelled", medicationCodeableConcept=None), False, True), (request(medicationCodeableConcept=None), True, True),
        (dispensed(medicationCodeableConcept={}, medicationReference={"reference": "Medication/9"}), True, True),
        (request("other", status="cancelled", medicationCodeableConcept={"text": "metformin"}), False, False),
        (request(dosageInstruction=[{"route": {"text": "ophthalmic"}}]), True, True), (request(dosageInstruction=[{"route": {"text": "topical"}}]), True, True),
        (request("insulin", dosageInstruction=[{"route": {"text": "topical"}}]), False, False),
    ],
)  # fmt: skip
def test_every_entry_that_is_dropped_leaves_a_note(
    resource: dict[str, Any], lost: bool, noted: bool, terms: Terminology
) -> None:
    """What was not used is noted; what nobody can know, or what cannot be true, makes the history incomplete."""
    notes: list[Note] = []
    found = medications.treatments([resource], {}, terms, AS_OF, UTC, notes)
    assert [note.lost for note in notes] == ([lost] if noted else [])
    assert bool(found) is (not noted and resource["medicationCodeableConcept"] != {"text": "metformin"})


def infusion(rate: float, days: float = 1, **members: Any) -> dict[str, Any]:
    """Return an infusion of octreotide in mcg per hour."""
    return given(
        "short", days, None, dosage={"rateQuantity": {"value": rate, "unit": "ug/h"}}, id=f"i-{rate}-{days}", **members
    )


INFUSED: Final = Dosage(rate=0.05, infused=True)


@pytest.mark.parametrize(
    ("before", "ordered", "change", "unchanged"),
    [
        (infusion(50), INFUSED, Change.CONTINUATION, True), (infusion(25), INFUSED, Change.INCREASE, False), (infusion(75), INFUSED, Change.CONTINUATION, True),
        (request("short", 1, 0.1, None, dosageInstruction=[{"text": "100 mcg SC TID"}]), INFUSED, Change.INCREASE, False),
        (request("short", 1, 0.1, None, dosageInstruction=[{"text": "500 mcg SC TID"}]), INFUSED, Change.CONTINUATION, False),
        (infusion(50), Dosage(0.1, 1 / 3), Change.CONTINUATION, False), (infusion(50), Dosage(0.5, 1 / 3), Change.INCREASE, False),
        (infusion(50), Dosage(0.5), Change.CONTINUATION, False), (infusion(50), Dosage(infused=True), Change.CONTINUATION, False),
        (request("short", 1, 0.1, None), Dosage(1.2, infused=True), Change.INCREASE, False),
        (given("short", 1, 1.2, dosage={"dose": {"value": 1.2, "unit": "mg"}, "rateQuantity": {"value": 5, "unit": "mL/h"}}), Dosage(0.1, 1 / 3),
         Change.CONTINUATION, False),
    ],
)  # fmt: skip
def test_an_infusion_is_compared_by_rate_or_day(
    before: dict[str, Any], ordered: Dosage, change: Change, unchanged: bool, terms: Terminology
) -> None:
    """An amount per hour is never a dose: rates are compared with rates, and with injections by what a day gives."""
    order = Order("MedicationRequest/draft", SHORT, ordered)
    found = courses.course(order, treated(terms, before), AS_OF)
    assert found.change is change
    assert (found.unchanged_since is not None) is unchanged


@pytest.mark.parametrize(("ordered", "unchanged"), [(False, False), (True, True)])
def test_a_scheduled_order_is_not_the_same_as_doses_as_needed(
    ordered: bool, unchanged: bool, terms: Terminology
) -> None:
    """What was taken when needed may have been less than the same dose on a schedule."""
    before = request("short", 1, 0.1, None, dosageInstruction=[{"text": "100 mcg SC TID PRN"}])
    order = Order("MedicationRequest/draft", SHORT, Dosage(0.1, 1 / 3, as_needed=ordered))
    assert (courses.course(order, treated(terms, before), AS_OF).unchanged_since is not None) is unchanged


def test_a_kit_is_as_many_mg_as_its_code_says(terms: Terminology) -> None:
    """One kit of the 20 mg product against 20 mg is the same dose, and one of the 10 mg product is less."""
    kit: dict[str, Any] = {
        "dosageInstruction": [{"doseAndRate": [{"doseQuantity": {"value": 1, "unit": "kit"}}], "text": "every 4 weeks"}]
    }
    assert course(terms, request(**kit)).unchanged_since is not None
    smaller: dict[str, Any] = {"medicationCodeableConcept": {"coding": [{"system": RXNORM, "code": "898605"}]}}
    assert course(terms, request(**kit, **smaller)).change is Change.INCREASE
    unknown: dict[str, Any] = {"medicationCodeableConcept": {"text": "Sandostatin LAR"}}
    found = course(terms, request(**kit, **unknown))
    assert (found.change, found.unchanged_since) == (Change.CONTINUATION, None)


@pytest.mark.parametrize("value", [None, 3, "x", [], {}, [None], {"a": []}, True, float("inf")])
@pytest.mark.parametrize(
    "member", ["status", "intent", "authoredOn", "dosageInstruction", "dosage", "effectivePeriod", "effectiveDateTime", "daysSupply", "taken",
               "adherence", "meta", "request", "authorizingPrescription", "dispenseRequest", "medicationReference", "whenHandedOver", "contained"],
)  # fmt: skip
def test_no_member_makes_the_reader_raise(member: str, value: Any, terms: Terminology) -> None:
    """Any JSON under any name is read as far as it goes."""
    for make in (request, given, statement, dispensed):
        treated(terms, make(**{member: value}))


def test_an_infusion_does_not_take_the_dose_of_an_injection(terms: Terminology) -> None:
    """The single dose of the order that an infusion names is not what was infused."""
    order = request("short", 2, 0.1, None, id="r1")
    bag = {"rateQuantity": {"value": 5, "unit": "mL/h"}}
    given_ = given("short", 1, None, dosage=bag, request={"reference": "MedicationRequest/r1"})
    assert {one.dosage.dose for one in treated(terms, order, given_)} == {0.1, None}


def test_an_infusion_is_never_the_same_as_injections(terms: Terminology) -> None:
    """The same amount at the same interval, infused, is not known to be the same course."""
    bag = {
        "doseAndRate": [{"doseQuantity": {"value": 0.1, "unit": "mg"}, "rateQuantity": {"value": 5, "unit": "mL/h"}}],
        "text": "every 8 hours",
    }
    before = request("short", 1, 0.1, None, dosageInstruction=[bag])
    order = Order("MedicationRequest/draft", SHORT, Dosage(0.1, 1 / 3))
    found = courses.course(order, treated(terms, before), AS_OF)
    assert (found.change, found.unchanged_since) == (Change.CONTINUATION, None)


def test_administrations_come_before_orders_for_the_interval(terms: Terminology) -> None:
    """Where injections are on file, a gap between orders does not make them rarer."""
    resources = [*(given(days=days) for days in (6, 34, 62)), *(request(days=days, weeks=None) for days in (7, 63))]
    assert course(terms, *resources, interval=28).change is Change.CONTINUATION


def test_what_lies_within_a_period_of_use_belongs_to_the_course(terms: Terminology) -> None:
    """A lower dose in the last 90 days counts, although nothing but the period links it to today."""
    period = statement(status="completed", effectivePeriod=PERIOD)
    assert course(terms, period, given(days=80, dose=20)).change is Change.CONTINUATION
    assert course(terms, period, given(days=80, dose=10)).change is Change.INCREASE
