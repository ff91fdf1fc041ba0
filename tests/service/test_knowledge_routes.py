"""The knowledge as FHIR R4: every resource is valid, what a site adds is in it, and a browser may read it."""

import importlib
import json
from pathlib import Path
from typing import Any

import pytest
from fhir.resources.R4B.bundle import Bundle
from flask.testing import FlaskClient

from hooks.registry import HOOKS, RECOMMENDATIONS
from hooks.wording import EVIDENCE
from mappings.terminology import BASE, HERE, displays
from service.app import create_app
from service.library import KINDS, in_effect
from service.plan_definitions import plan_definition
from service.settings import Settings
from tests.cds_hooks_spec import error_body

Json = dict[str, Any]
MEMBERS = {"ValueSet": "value_sets", "CodeSystem": "code_systems"}


def client(**settings: Any) -> FlaskClient:
    """Return a client of the service."""
    return create_app(Settings(auth="off", **settings)).test_client()


def bundle(kind: str, **settings: Any) -> list[Json]:
    """Return the resources of a type."""
    content: Json = client(**settings).get(f"/fhir/{kind}").get_json()
    return [entry["resource"] for entry in content["entry"]]


@pytest.mark.parametrize("kind", KINDS)
def test_every_resource_is_valid_r4_and_can_be_read_alone(kind: str) -> None:
    """The Bundle of a type and each of its resources are valid, and `.../{id}` answers the same resource."""
    asked = client()
    got = asked.get(f"/fhir/{kind}")
    assert (got.status_code, got.content_type) == (200, "application/fhir+json")
    content: Json = json.loads(got.data)
    Bundle.model_validate_json(got.data)
    assert (content["type"], content["total"]) == ("searchset", len(content["entry"]))
    model = getattr(importlib.import_module(f"fhir.resources.R4B.{kind.lower()}"), kind)
    for entry in content["entry"]:
        resource = entry["resource"]
        alone = asked.get(f"/fhir/{kind}/{resource['id']}")
        assert json.loads(alone.data) == resource
        model.model_validate_json(alone.data)
        assert entry["fullUrl"] == f"http://127.0.0.1:8000/fhir/{kind}/{resource['id']}"


@pytest.mark.parametrize("kind", MEMBERS)
def test_what_ships_is_what_is_read(kind: str) -> None:
    """Without a site's directory each shipped file is answered as it is."""
    shipped = {path.stem: json.loads(path.read_text()) for path in (HERE / MEMBERS[kind]).glob("*.json")}
    assert {one["id"]: one for one in bundle(kind)} == shipped


def test_every_rule_is_a_plan_definition() -> None:
    """Each rule says when it speaks, at which hooks, from which data and on which sources; none is active unapproved."""
    held = {one["id"]: one for one in bundle("PlanDefinition")}
    assert list(held) == [one.rule for one in RECOMMENDATIONS]
    for one in RECOMMENDATIONS:
        made, action = held[one.rule], held[one.rule]["action"][0]
        assert made["url"] == f"{BASE}/PlanDefinition/{one.rule}"
        assert (made["version"], made["title"]) == (one.version, displays("pnet-rule")[one.rule])
        assert [source["label"] for source in made["relatedArtifact"]] == list(one.evidence)
        assert made["description"].startswith("When ")
        assert action["condition"][0]["expression"]["expression"].startswith("When ")
        assert {trigger["name"] for trigger in action["trigger"]} == {
            hook.name for hook in HOOKS.values() if one in hook.recommendations
        }
        approved = all(EVIDENCE[key]["approved_by"] for key in one.evidence)
        assert (made["status"], made["experimental"]) == (("active", False) if approved else ("draft", True))


def test_a_plan_definition_names_value_sets_that_are_served() -> None:
    """Each value set that a rule needs can be read here."""
    served = {one["url"] for one in bundle("ValueSet")}
    needed = {
        part["valueSet"]
        for plan in bundle("PlanDefinition")
        for data in plan["action"][0].get("input", [])
        for part in data.get("codeFilter", [])
    }
    assert needed
    assert needed <= served


def test_an_approved_rule_is_active(monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule whose every source is approved is active, with the day of the last approval."""
    one = next(rule for rule in RECOMMENDATIONS if rule.rule == "duplicateSsa")
    for number, key in enumerate(one.evidence, 1):
        approval = {"approved_by": "A. Clinician", "approved_on": f"2027-01-0{number}"}
        monkeypatch.setitem(EVIDENCE, key, EVIDENCE[key] | approval)
    made = plan_definition(one, HOOKS.values())
    assert (made["status"], made["experimental"], made["approvalDate"]) == ("active", False, "2027-01-02")
    assert "clinically approved by A. Clinician on 2027-01-01" in made["relatedArtifact"][0]["citation"]


def test_what_a_site_adds_is_in_effect(tmp_path: Path) -> None:
    """A site's codes are in the value set of the same id, which says so; its own resources are listed after ours."""
    include = [{"system": "https://lab.example/codes", "concept": [{"code": "INS1"}]}]
    value_set = {"resourceType": "ValueSet", "id": "insulinoma", "status": "active", "compose": {"include": include}}
    code_system = {"resourceType": "CodeSystem", "id": "lab", "status": "active", "content": "fragment"}
    ours = {"resourceType": "CodeSystem", "id": "pnet-rule", "status": "active", "content": "fragment"}
    for name, one in {"a": value_set, "b": value_set | {"id": "own"}, "c": code_system, "d": ours}.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(one))
    sets = {one["id"]: one for one in bundle("ValueSet", knowledge_dir=tmp_path)}
    assert sets["insulinoma"]["compose"]["include"][-1] == include[0]
    assert sets["insulinoma"]["description"].endswith("With the codes that this site adds.")
    assert len(sets["insulinoma"]["compose"]["include"]) > 1
    assert list(sets)[-1] == "own"
    systems = in_effect("CodeSystem", tmp_path)
    assert systems[-1] == code_system
    assert next(one for one in systems if one["id"] == "pnet-rule")["content"] == "complete"


@pytest.mark.parametrize(
    "path",
    ["/fhir", "/fhir/", "/fhir/Patient", "/fhir/ValueSet/none", "/fhir/ConceptMap", "/fhir/ValueSet/a/b", "/fhir/x%00"],
)
def test_what_is_not_there_is_an_operation_outcome(path: str) -> None:
    """An unknown type or id is 404, as FHIR JSON, and a browser may read it."""
    got = client().get(path)
    assert (got.status_code, got.content_type) == (404, "application/fhir+json")
    assert not list(error_body(got.get_json()))
    assert got.headers["Access-Control-Allow-Origin"] == "*"


def test_nothing_can_be_written() -> None:
    """Knowledge is read only."""
    got = client().post("/fhir/ValueSet", json={})
    assert (got.status_code, got.get_json()["resourceType"]) == (405, "OperationOutcome")


def test_an_unchanged_resource_is_not_sent_again() -> None:
    """The entity tag that was answered brings 304, and another one the resource."""
    asked = client()
    first = asked.get("/fhir/ValueSet/insulinoma")
    assert first.headers["Cache-Control"] == "public, max-age=3600"
    again = asked.get("/fhir/ValueSet/insulinoma", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert asked.get("/fhir/ValueSet/insulinoma", headers={"If-None-Match": '"other"'}).status_code == 200


def test_the_address_is_the_public_one() -> None:
    """Full URLs begin with PNET_CDS_BASE_URL."""
    content = client(base_url="https://cds.example/pnet/").get("/fhir/CodeSystem").get_json()
    assert content["link"][0]["url"] == "https://cds.example/pnet/fhir/CodeSystem"
    assert content["entry"][0]["fullUrl"].startswith("https://cds.example/pnet/fhir/CodeSystem/")
