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
        ((5, 33, 61, 89), 28, Change.CONTINUATION, True), ((5, 33, 61, 89), 21, Change.CONTINUATION, True),
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
