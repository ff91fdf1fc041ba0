"""What the service answers to each story's orders, over HTTP, with prefetch as an EHR sends it and with call-backs."""

import pytest
import requests

from sandbox import charts, ehr
from tests.cds_hooks_spec import check_response
from tests.sandbox.conftest import DAY, Fhir, Json

LAR = "octreotide LAR 20 mg"

STORIES = [
    # The first rows are the first order of octreotide LAR for every patient; decision table 2.3, 2.5, 2.6.
    ("insulinoma-sstr-unknown", LAR, ["critical ssaInsulinoma", "info therapyOptions"]),
    ("insulinoma-sstr-positive", LAR, ["warning ssaInsulinoma"]),
    ("insulinoma-sstr-negative", LAR, ["critical ssaInsulinoma"]),
    ("insulinoma-test-tolerated", LAR, ["warning ssaInsulinoma"]),
    ("insulinoma-test-failed", LAR, ["critical ssaInsulinoma"]),
    ("insulinoma-stable", LAR, ["critical ssaInsulinoma", "info duplicateSsa"]),
    ("insulinoma-low-on-lar", LAR, ["critical ssaInsulinoma"]),
    ("insulinoma-suspected", LAR, ["warning ssaPossibleInsulinoma"]),
    ("insulinoma-icd-pattern", LAR, ["warning ssaPossibleInsulinoma"]),
    ("insulinoma-biochemical", LAR, ["warning ssaPossibleInsulinoma"]),
    ("insulinoma-conflicting", LAR, ["warning ssaPossibleInsulinoma"]),
    ("insulinoma-resected", LAR, []),
    ("men1-pnet", LAR, ["info men1Screen", "info monitoring", "info missingData"]),
    ("pnet-hypoglycemia", LAR, ["warning ssaHypoglycemia"]),
    ("pnet-g2-progressing", LAR, ["info duplicateSsa", "info ssaOnProgression", "info therapyOptions"]),
    ("nec", LAR, ["warning necPathway"]),
    ("pnet-pregnant", LAR, ["info pregnancy", "info monitoring", "info missingData"]),
    ("insulinoma-free-text", LAR, ["critical ssaInsulinoma"]),
    # The chart's own orders name their drug by a reference only, which the service does not read: it says so.
    ("insulinoma-by-reference", LAR, ["critical ssaInsulinoma", "info couldNotCheck"]),
    ("variceal-bleed", LAR, ["critical ssaInsulinoma"]),
    ("pnet-cirrhosis", LAR, ["info monitoring", "info missingData"]),
    ("glucagonoma", LAR, ["info monitoring", "info missingData"]),
    ("diabetic-hypoglycemia", LAR, []),
    ("SMART-1288992", LAR, []),
    # The other orders that the stories are about.
    ("insulinoma-sstr-unknown", "octreotide 100 mcg test", ["warning ssaInsulinoma", "info therapyOptions"]),
    (
        "insulinoma-sstr-unknown",
        "Lu-177 dotatate 7.4 GBq",
        ["warning ssaInsulinoma", "info prrtSstr", "info therapyOptions"],
    ),
    ("insulinoma-sstr-unknown", "glucagon 1 mg", ["critical glucagonInsulinoma"]),
    ("insulinoma-sstr-unknown", "sunitinib 37.5 mg", ["warning sunitinibInsulinoma", "info therapyOptions"]),
    ("insulinoma-sstr-unknown", "glipizide 5 mg", ["warning hypoglycemicDrugInsulinoma"]),
    ("insulinoma-sstr-unknown", "everolimus 10 mg", ["info therapyOptions", "info monitoring"]),
    ("insulinoma-sstr-positive", "lanreotide 120 mg", ["warning ssaInsulinoma"]),
    ("insulinoma-sstr-negative", "octreotide 100 mcg test", ["warning ssaInsulinoma"]),
    ("insulinoma-stable", "lanreotide 120 mg", ["info ssaInsulinomaStable"]),
    ("insulinoma-low-on-lar", "octreotide LAR 30 mg", ["critical ssaInsulinoma"]),
    ("insulinoma-resected", "glucagon 1 mg", []),
    ("pnet-g2-progressing", "lanreotide 120 mg", ["info ssaOnProgression", "info therapyOptions", "info monitoring"]),
    ("pnet-g2-progressing", "everolimus 10 mg", ["info ssaOnProgression", "info therapyOptions", "info monitoring"]),
    ("pnet-g2-progressing", "sunitinib 50 mg", ["info doseCheck", "info ssaOnProgression", "info therapyOptions"]),
    ("insulinoma-free-text", "Sandostatin LAR 20 mg IM monthly", ["critical ssaInsulinoma"]),
    ("insulinoma-by-reference", "Medication/eppie-kit", ["critical ssaInsulinoma", "info couldNotCheck"]),
    ("variceal-bleed", "octreotide 50 mcg/h infusion", ["warning ssaInsulinoma"]),
    ("pnet-cirrhosis", "sunitinib 37.5 mg", ["critical sunitinibLiver", "warning tkiCardiovascular"]),
    ("pnet-cirrhosis", "everolimus 10 mg", ["warning everolimusLiver", "warning everolimusGlucose"]),
    ("pnet-cirrhosis", "cabozantinib 60 mg", ["warning tkiCardiovascular"]),
    ("glucagonoma", "glucagon 1 mg", ["info glucagonInsulinoma"]),
    ("SMART-1288992", "glucagon 1 mg", []),
    ("nec", "octreotide 100 mcg", ["info monitoring"]),
    ("insulinoma-sstr-negative", "Lu-177 dotatate 7.4 GBq", ["warning ssaInsulinoma", "warning prrtSstr"]),
    (
        "pnet-g2-progressing",
        "Lu-177 dotatate 7.4 GBq",
        ["info prrtSsaInterval", "info ssaOnProgression", "info therapyOptions"],
    ),
    (
        "pnet-g2-progressing",
        "capecitabine 1500 mg",
        ["warning dpydTesting", "info ssaOnProgression", "info therapyOptions"],
    ),
    ("pnet-pregnant", "everolimus 10 mg", ["critical pregnancy"]),
    ("pnet-pregnant", "capecitabine 1500 mg", ["critical pregnancy"]),
]

VIEWS = [
    ("insulinoma-sstr-unknown", ["info therapyOptions"]),
    ("insulinoma-sstr-positive", ["info missingData"]),
    ("insulinoma-sstr-negative", ["info missingData"]),
    ("insulinoma-test-tolerated", ["info missingData"]),
    ("insulinoma-test-failed", ["info missingData"]),
    ("insulinoma-stable", []),
    ("insulinoma-low-on-lar", []),
    ("insulinoma-suspected", []),
    ("insulinoma-icd-pattern", ["info missingData"]),
    ("insulinoma-biochemical", []),
    ("insulinoma-conflicting", ["info missingData"]),
    ("insulinoma-resected", []),
    ("men1-pnet", ["info missingData"]),
    ("pnet-hypoglycemia", ["info missingData"]),
    ("pnet-g2-progressing", ["info ssaOnProgression", "info therapyOptions"]),
    ("nec", []),
    ("pnet-pregnant", ["info missingData"]),
    ("insulinoma-free-text", ["info missingData"]),
    ("insulinoma-by-reference", ["info missingData"]),
    ("variceal-bleed", ["info missingData"]),
    ("pnet-cirrhosis", ["info missingData"]),
    ("glucagonoma", ["info missingData"]),
    ("diabetic-hypoglycemia", []),
    ("SMART-1288992", []),
]
"""What is said when the chart of each patient is opened."""


def answered(service: str, fhir: Fhir, patient: str, drug: str, *, with_prefetch: bool) -> list[Json]:
    """Fire an order and return the cards, checked against the specification."""
    entry = ehr.discover(service)
    request = ehr.request_of(entry, ehr.context_of(drug, patient, DAY), fhir.base, with_prefetch=with_prefetch)
    if with_prefetch:
        assert request["prefetch"].keys() == entry["prefetch"].keys()
    else:
        assert "prefetch" not in request
    cards = ehr.fire(service, entry, request)
    answer = requests.post(f"{service}/cds-services/{entry['id']}", json=request, timeout=30)
    check_response(answer.status_code, answer.headers, answer.content, request)
    return cards


@pytest.mark.parametrize("with_prefetch", [True, False], ids=["prefetch", "call-backs"])
@pytest.mark.parametrize(("patient", "drug", "expected"), STORIES)
def test_a_story_gets_its_cards(
    service: str, fhir: Fhir, patient: str, drug: str, expected: list[str], with_prefetch: bool
) -> None:
    """Each order of each story is answered with the rules and indicators of the decision table, however data come."""
    cards = answered(service, fhir, patient, drug, with_prefetch=with_prefetch)
    said = [f"{card['indicator']} {card['source']['topic']['code']}" for card in cards]
    assert said == expected


@pytest.mark.parametrize("with_prefetch", [True, False], ids=["prefetch", "call-backs"])
@pytest.mark.parametrize(("patient", "expected"), VIEWS)
def test_an_opened_chart_gets_its_cards(
    service: str, fhir: Fhir, patient: str, expected: list[str], with_prefetch: bool
) -> None:
    """Options are named where a decision is open, what is missing is asked for, and a stable patient is left in peace."""
    entry = ehr.discover(service, ehr.VIEW)
    request = ehr.request_of(entry, ehr.view_of(patient), fhir.base, with_prefetch=with_prefetch)
    cards = ehr.fire(service, entry, request)
    assert [f"{card['indicator']} {card['source']['topic']['code']}" for card in cards] == expected


def test_every_chart_is_opened() -> None:
    """No patient is left out."""
    assert [patient for patient, _ in VIEWS] == [one.id for one in charts.stories()]


@pytest.mark.parametrize(
    ("patient", "drug"), [("insulinoma-sstr-unknown", LAR), ("pnet-cirrhosis", "sunitinib 37.5 mg")]
)
def test_signing_an_order_gets_its_safety_cards(service: str, fhir: Fhir, patient: str, drug: str) -> None:
    """At order-sign the checks of the order speak as at order-select, and the options do not."""
    entry = ehr.discover(service, ehr.SIGN)
    request = ehr.request_of(entry, ehr.context_of(drug, patient, DAY, ehr.SIGN), fhir.base)
    assert "selections" not in request["context"]
    said = [f"{card['indicator']} {card['source']['topic']['code']}" for card in ehr.fire(service, entry, request)]
    expected = next(cards for one, ordered, cards in STORIES if (one, ordered) == (patient, drug))
    assert said == [one for one in expected if one != "info therapyOptions"]


def test_the_table_holds_every_order_of_every_story() -> None:
    """No story is shown whose answer nobody has written down, and every patient has the first LAR order."""
    told = {(one.id, drug) for one in charts.stories() for drug in one.orders}
    first = {(one.id, LAR) for one in charts.stories()}
    assert {(patient, drug) for patient, drug, _ in STORIES} == told | first


def test_pages_of_the_server_are_followed(service: str, fhir: Fhir) -> None:
    """A prefetch Bundle that ends in a next link is completed from the sandbox: nothing on a later page is missed."""
    entry = ehr.discover(service)
    request = ehr.request_of(entry, ehr.context_of("lanreotide 120 mg", "insulinoma-stable", DAY), fhir.base)
    for key, kind in (("labs2", "Observation"), ("administrations", "MedicationAdministration")):
        query = entry["prefetch"][key].replace("{{context.patientId}}", "insulinoma-stable")
        request["prefetch"][key] = fhir.bundle(f"{query}&_count=1")
        assert len(request["prefetch"][key]["entry"]) == 1
        assert kind in query
    assert [one["source"]["topic"]["code"] for one in ehr.fire(service, entry, request)] == ["ssaInsulinomaStable"]
