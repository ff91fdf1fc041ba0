"""Every golden case, and what must hold for all of them: validity, versions, needs, closure."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
from fhir.resources.R4B.medicationrequest import MedicationRequest
from fhir.resources.R4B.servicerequest import ServiceRequest

from hooks import drafts, registry
from hooks.card import cards
from hooks.finding import Finding, Silent
from hooks.registry import RECOMMENDATIONS
from hooks.wording import EVIDENCE
from mappings.elements import ELEMENTS, templates
from mappings.patient import ELEMENT_OF, Picture
from service import discovery
from tests import golden
from tests.cds_hooks_spec import check_discovery, check_response, topics

CORS = {"Content-Type": "application/json", "Access-Control-Allow-Origin": "*"}
CASES = golden.requests()
Json = dict[str, Any]


def read(path: Path) -> Json:
    content: Json = json.loads(path.read_text(encoding="utf-8"))
    return content


@pytest.mark.parametrize("path", CASES, ids=golden.name)
def test_golden_case(path: Path) -> None:
    """A golden request gets exactly the cards beside it, and they keep every rule of CDS Hooks."""
    request = read(path)
    answered = golden.answer(request).cards
    assert golden.numbered(answered) == golden.expected(path)
    page = f"http://127.0.0.1:8000/cds-services/pnet-{request['hook']}/source-attributes"
    for card in answered:
        assert card["source"]["url"] == f"{page}#{card['source']['topic']['code']}"
    check_response(200, CORS, json.dumps({"cards": answered}).encode(), request)


@pytest.mark.parametrize("path", CASES, ids=golden.name)
def test_name_says_what_comes(path: Path) -> None:
    """A case named in-* gets a card of the rule it is filed under, and one named out-* gets none of it."""
    got = topics({"cards": golden.expected(path)})
    assert (path.parent.name in got) == path.name.startswith("in-")


def test_both_sides_of_every_rule() -> None:
    """Every rule that ships has cases on both sides."""
    for one in RECOMMENDATIONS:
        names = [path.name for path in CASES if path.parent.name == one.rule]
        assert any(name.startswith("in-") for name in names), one.rule
        assert any(name.startswith("out-") for name in names), one.rule


def test_changed_cards_have_a_new_version() -> None:
    """A golden card that changes without a new version of its rule fails here."""
    assert golden.digests(golden.expected) == json.loads(golden.VERSIONS.read_text(encoding="utf-8"))


class _Watched:
    """A picture that records which attributes are read: the needs of a rule are proved on it."""

    def __init__(self, picture: Picture) -> None:
        self._picture, self.seen = picture, set[str]()

    def __getattr__(self, name: str) -> Any:
        self.seen.add(name)
        return getattr(self._picture, name)


@pytest.mark.parametrize("one", RECOMMENDATIONS, ids=lambda one: one.rule)
def test_needs_are_declared(one: Any) -> None:
    """No recommendation reads a fact of a data element that it did not declare, in any case."""
    for path in CASES:
        answer = golden.answer(read(path))
        for order in answer.judged:
            if answer.picture is None or order.drug.drug_class not in one.drugs:
                continue
            watched = _Watched(answer.picture)
            if one.judge:
                one.judge(watched, order)
            if one.view:
                one.view(watched, (order,))
            for name in watched.seen & ELEMENT_OF.keys():
                assert set(ELEMENT_OF[name]) <= one.needs, f"{one.rule} reads {name} in {golden.name(path)}"


def test_every_patient_fact_belongs_to_elements() -> None:
    """Every attribute of the picture that holds facts names the data elements it rests on."""
    context = {"as_of", "patient_id", "readings", "drafts", "planned_prrt", "notes", "memo"}
    assert set(get_type_hints(Picture)) - context == set(ELEMENT_OF)
    assert {name for names in ELEMENT_OF.values() for name in names} == set(ELEMENTS)


def test_prefetch_keys_keep_their_queries() -> None:
    """The templates are exactly those on file: a changed query needs a new key."""
    on_file = json.loads((Path(__file__).with_name("prefetch.json")).read_text(encoding="utf-8"))
    assert templates(registry.NEEDS, golden.TERMS) == on_file


def test_discovery_keeps_the_specification() -> None:
    """The discovery document keeps every rule of CDS Hooks."""
    check_discovery(200, CORS, discovery.document(golden.TERMS))


def _accepted(request: Json, suggestion: Json) -> Json:
    """Return the request as the EHR would send it again after a suggestion was accepted."""
    after = copy.deepcopy(request) | {"hook": "order-select"}  # a draft of patient-view is an order from then on
    entries = after["context"].setdefault("draftOrders", {"resourceType": "Bundle", "entry": []})["entry"]
    chosen = set(after["context"].get("selections", ()))
    for action in suggestion["actions"]:
        if action["type"] == "delete":
            chosen.discard(action["resourceId"])
            kind, _, key = action["resourceId"].partition("/")
            entries[:] = [e for e in entries if (e["resource"]["resourceType"], e["resource"].get("id")) != (kind, key)]
        else:
            entries.append({"resource": action["resource"]})
            chosen.add(f"{action['resource']['resourceType']}/{action['resource']['id']}")
    after["context"]["selections"] = sorted(chosen)
    return after


def _own_critical(answered: list[Json], reference: str) -> bool:
    return any(card["indicator"] == "critical" and reference.replace("-", "\\-") in card["detail"] for card in answered)


@pytest.mark.parametrize("path", CASES, ids=golden.name)
def test_closure(path: Path) -> None:
    """Accepting any suggestion and firing again never yields a critical card on what was accepted or replaced."""
    request = read(path)
    selected = request["context"].get("selections", ())
    for card in golden.answer(request).cards:
        for suggestion in card.get("suggestions", []):
            again = golden.answer(_accepted(request, suggestion)).cards
            if len(selected) <= 1:
                assert all(one["indicator"] != "critical" for one in again), suggestion["label"]
            removed = [action["resourceId"] for action in suggestion["actions"] if action["type"] == "delete"]
            assert not any(_own_critical(again, reference) for reference in removed), suggestion["label"]


def test_only_a_critical_depot_start_preselects() -> None:
    """Nothing is pre-selected except the removal of a depot that starts in a critical card; glucagon is never drafted."""
    for path in CASES:
        for card in golden.expected(path):
            for suggestion in card.get("suggestions", []):
                actions = suggestion["actions"]
                assert all("lucagon" not in json.dumps(action.get("resource", {})) for action in actions)
                if suggestion.get("isRecommended"):
                    assert card["indicator"] == "critical"
                    assert [action["type"] for action in actions] == ["delete"]


def test_emergencies_are_never_delayed() -> None:
    """In a coded emergency no card offers to remove the order, and an emergency reason comes first."""
    for name in ("in-variceal-bleed-short-acting", "in-sulfonylurea-poisoning-as-reason"):
        card = golden.expected(golden.FOLDER / "ssaInsulinoma" / f"{name}.json")[0]
        assert all(action["type"] == "create" for one in card["suggestions"] for action in one["actions"])
        assert card["overrideReasons"][0]["code"] in ("emergency-other-indication", "sulfonylurea-overdose-antidote")


@pytest.mark.parametrize("key", sorted(drafts.TEMPLATES))
def test_drafts_are_valid_r4(key: str) -> None:
    """Every draft is valid R4, status draft, for the patient of the request."""
    resource = drafts.draft(key, "patient-7")
    model: Any = {"MedicationRequest": MedicationRequest, "ServiceRequest": ServiceRequest}[resource["resourceType"]]
    model.model_validate_json(json.dumps(resource))
    assert (resource["status"], resource["subject"]) == ("draft", {"reference": "Patient/patient-7"})


def test_answers_are_the_same_each_time() -> None:
    """The same request gets the same cards, but for the uuids, which are new each time."""
    request = read(golden.FOLDER / "ssaInsulinoma" / "in-sstr-unknown-depot-start.json")
    first, second = golden.answer(request).cards, golden.answer(request).cards
    assert golden.numbered(first) == golden.numbered(second)
    assert first[0]["uuid"] != second[0]["uuid"]


def test_info_cards_fill_up_to_three() -> None:
    """Of information cards three are shown; safety cards and those on checks not made are never dropped."""
    request = read(golden.FOLDER / "ssaInsulinomaStable" / "in-dose-decreased.json")
    outcomes = golden.answer(request).outcomes
    info = next(one.verdict for one in outcomes if isinstance(one.verdict, Finding))
    safety = golden.answer(read(golden.FOLDER / "couldNotCheck" / "in-bare-reference-with-pnet.json")).cards
    shown = cards([info] * 5, lambda: "x")
    assert len(shown) == 3
    assert topics({"cards": safety}) == ["couldNotCheck"]


def test_every_silence_has_a_reason() -> None:
    """A rule that says nothing says why, so that `explain` can show it."""
    for path in CASES:
        for outcome in golden.answer(read(path)).outcomes:
            assert outcome.error is None
            assert isinstance(outcome.verdict, get_args(Finding | Silent))
            assert not isinstance(outcome.verdict, Silent) or outcome.verdict.reason


@pytest.mark.parametrize("one", RECOMMENDATIONS, ids=lambda one: one.rule)
def test_every_recommendation_can_be_read(one: Any) -> None:
    """A rule says in words when it speaks and what it then says, and cites sources that are on file."""
    when, then = one.when_then
    assert when.startswith("When "), one.rule
    assert then.endswith("."), one.rule
    assert one.evidence, one.rule
    assert set(one.evidence) <= EVIDENCE.keys(), one.rule


def test_findings_cite_what_their_rule_declares() -> None:
    """No finding of any case cites a source that its rule does not declare."""
    declared = {one.rule: set(one.evidence) for one in RECOMMENDATIONS}
    for path in CASES:
        for outcome in golden.answer(read(path)).outcomes:
            if isinstance(outcome.verdict, Finding):
                assert set(outcome.verdict.evidence) <= declared[outcome.verdict.rule], golden.name(path)
