"""The options: for any chart, nothing is named that a check of this product would call critical."""

from __future__ import annotations

import json
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hooks import options, situation
from hooks.finding import Finding, Indicator
from hooks.order_checks import CHECKS
from hooks.recommendations import therapy_options
from mappings.therapy import Order
from service.exceptions import Refused
from tests import golden
from tests.cds_hooks_spec import topics

Json = dict[str, Any]
VIEWS: Final = [
    json.loads(path.read_text(encoding="utf-8"))
    for path in golden.requests()
    if path.parent.name in ("therapyOptions", "ssaOnProgression", "missingData")
]
KEYS: Final = ("conditions", "labs2", "tumor2", "function", "medications", "administrations", "procedures")
POOL: Final = {
    key: list({
        json.dumps(entry["resource"], sort_keys=True): entry["resource"]
        for path in golden.requests()
        for sent in [json.loads(path.read_text(encoding="utf-8"))["prefetch"].get(key)]
        if isinstance(sent, dict)
        for entry in sent.get("entry", ())
        if "resource" in entry
    }.values())
    for key in KEYS
}  # fmt: skip
"""Every resource of every golden request, under its key."""
EVERY_ORDER: Final = (
    options.EVEROLIMUS, options.SUNITINIB, options.CABOZANTINIB, options.BELZUTIFAN, options.LANREOTIDE, options.OCTREOTIDE,
    options.PRRT, options.CAPECITABINE, options.TEMOZOLOMIDE,
)  # fmt: skip
PNET: Final = {
    "resourceType": "Condition", "id": "pnet", "code": {"text": "Malignant neoplasm of endocrine pancreas",
    "coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "C25.4"}]}, "subject": {"reference": "Patient/pt-1"},
}  # fmt: skip


def charts() -> st.SearchStrategy[Json]:
    """Return requests of patient-view over any mixture of the resources of the golden cases, always with a pNET."""
    parts = {key: st.lists(st.sampled_from(found), max_size=5) for key, found in POOL.items() if found}
    return st.fixed_dictionaries(parts).map(_request)


def _request(parts: Json) -> Json:
    prefetch = {key: _bundle(parts.get(key, [])) for key in KEYS}
    prefetch["conditions"] = _bundle([PNET, *parts["conditions"]])
    patient = {"resourceType": "Patient", "id": "pt-1", "birthDate": "1962-09-09"}
    context = {"userId": "Practitioner/p-1", "patientId": "pt-1"}
    return {"hook": "patient-view", "hookInstance": "5b7a9c1e-6f3d-4a52-9f0e-2f1c8d7b4a10", "context": context,
            "prefetch": prefetch | {"patient": patient}}  # fmt: skip


def _bundle(resources: list[Json]) -> Json:
    moved = [one | ({"subject": {"reference": "Patient/pt-1"}} if "subject" in one else {}) for one in resources]
    return {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": one} for one in moved]}


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(charts())
def test_no_option_is_one_that_a_warning_of_this_product_forbids(request: Json) -> None:
    """Whatever the chart says, accepting any drafted option and firing again yields no critical card."""
    try:
        answered = golden.answer(request)
    except Refused:  # an entry of the problems that nobody can read, and nothing else to say: no option either
        return
    assert all(one.error is None for one in answered.outcomes)
    for card in answered.cards:
        if card["source"]["topic"]["code"] != therapy_options.RULE:
            continue
        for suggestion in card.get("suggestions", ()):
            drafts = [action["resource"] for action in suggestion["actions"]]
            again = golden.answer(_ordered(request, drafts))
            assert [one["summary"] for one in again.cards if one["indicator"] == "critical"] == [], suggestion["label"]


def _ordered(request: Json, drafts: list[Json]) -> Json:
    context = request["context"] | {
        "draftOrders": {"resourceType": "Bundle", "entry": [{"resource": one} for one in drafts]},
        "selections": [f"{one['resourceType']}/{one['id']}" for one in drafts],
    }
    return request | {"hook": "order-select", "context": context}


@pytest.mark.parametrize("order", EVERY_ORDER, ids=lambda one: one.drug.ingredient)
@pytest.mark.parametrize("request_", VIEWS, ids=lambda one: one["hook"])
def test_what_the_checks_call_critical_is_not_among_the_options(request_: Json, order: Order) -> None:
    """An option whose order any check calls critical, or speaks against, is moved to those that do not fit."""
    picture = golden.answer(request_).picture
    if picture is None:
        return
    row = options.weighed(options.Option("x", "y", orders=(order,)), picture, CHECKS)
    said = [one.judge(picture, order) for one in CHECKS if one.judge and order.drug.drug_class in one.drugs]
    urgent = [one for one in said if isinstance(one, Finding) and one.indicator is not Indicator.INFO]
    against = any(one.indicator is Indicator.CRITICAL or one.rule in options.AGAINST for one in urgent)
    assert isinstance(row, options.Excluded) is against


def test_an_insulinoma_takes_analogs_out_unless_sstr_is_positive() -> None:
    """In insulinoma, known or possible, an analog fits only in SSTR-positive disease, and then with its caution."""
    for name, fits in (("in-insulinoma-sstr-negative", False), ("in-insulinoma-sstr-unknown", False),
                       ("in-insulinoma-suspected-sstr-unknown", False), ("in-insulinoma-sstr-positive", True),
                       ("in-insulinoma-failed-test-sstr-positive", False)):  # fmt: skip
        (card,) = [one for one in golden.expected(golden.FOLDER / "therapyOptions" / f"{name}.json")
                   if one["source"]["topic"]["code"] == "therapyOptions"]  # fmt: skip
        named = card["detail"].partition("**Not now**")[0]
        assert ("**Lanreotide or octreotide LAR**" in named) is fits, name
        assert not fits or "caution: Insulinoma" in named


def test_options_are_said_once_for_several_orders() -> None:
    """Two drugs of the table selected at once get one card on options."""
    request = json.loads((golden.FOLDER / "therapyOptions" / "in-at-order-select-of-everolimus.json").read_text())
    drafts = request["context"]["draftOrders"]["entry"]
    second = json.loads(json.dumps(drafts[0]))
    second["resource"]["id"] = "draft-2"
    drafts.append(second)
    request["context"]["selections"].append("MedicationRequest/draft-2")
    assert topics({"cards": golden.answer(request).cards}).count("therapyOptions") == 1


def test_the_situation_of_an_empty_chart_is_unknown() -> None:
    """Nothing recorded is nothing known: no grade, no receptors, no extent, no line."""
    request = _request({key: [] for key in KEYS})
    picture = golden.answer(request).picture
    assert picture is not None
    here = situation.of(picture)
    assert (here.band, here.well, here.sstr, here.extent, here.lines, here.symptoms, here.bulky) == (
        None, None, None, None, (), None, None,
    )  # fmt: skip
