"""The commands, `explain` above all: a page, JSON, and one line for what is no hook request."""

import json
import unicodedata
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from hooks import order_select as select
from hooks import registry
from hooks.finding import Verdict
from hooks.judgment import Hook
from service import explain
from service.cli import main
from tests.service.conftest import REQUESTS, Ehr, draft, filled, insulinoma, order_select, saved

AS_OF = ("--as-of", "2026-11-23T12:00:00Z")
EPIC = str(REQUESTS / "epic-like.json")


def run(*arguments: str) -> Result:
    """Run `pnet-cds`; a traceback is never what a user sees."""
    result = CliRunner().invoke(main, arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def explained(path: Path, content: Any, *options: str) -> dict[str, Any]:
    """Explain a request as JSON."""
    file = path / "request.json"
    file.write_text(json.dumps(content))
    result = run("explain", str(file), "--json", *AS_OF, *options)
    assert result.exit_code == 0, result.output
    made: dict[str, Any] = json.loads(result.output)
    return made


def test_the_page_shows_facts_rules_and_cards() -> None:
    """The page names the order as understood, what was read, each rule with its result, and the card."""
    result = run("explain", EPIC, *AS_OF)
    page = " ".join(result.output.split())
    assert result.exit_code == 0
    for part in (
        "As of 2026-11-23 12:00 UTC",
        "octreotide LAR (depot",
        "20 mg",
        "conditions (problems and diagnoses)",
        "ssaInsulinoma",
        "did not fire",
        "critical - ssaInsulinoma",
        "Supervised short-acting octreotide",
    ):
        assert part in page, part


def test_pathology_is_explained(tmp_path: Path) -> None:
    """Ki-67, grade and histology are shown with their quality, what is said beside them, and every source."""
    empty = {"facts": explained(tmp_path, order_select(prefetch=filled()))["facts"]}
    assert {one["value"] for one in empty["facts"] if one["fact"] in ("Ki-67", "mitoses", "grade", "carcinoma")} == {
        "not recorded"
    }
    results = [
        {
            "resourceType": "Observation",
            "id": "k",
            "status": "final",
            "code": {"text": "Ki-67"},
            "valueString": "2-5 %",
        },
        {
            "resourceType": "Observation",
            "id": "k2",
            "status": "final",
            "code": {"text": "Ki-67"},
            "valueString": "high",
        },
        {
            "resourceType": "Observation",
            "id": "g",
            "status": "final",
            "code": {"text": "WHO grade"},
            "valueString": "G3",
        },
        {
            "resourceType": "Observation",
            "id": "h",
            "status": "final",
            "code": {"text": "Histology"},
            "valueString": "NEC",
        },
    ]
    entry = [{"resource": one} for one in results]
    prefetch = filled() | {"tumor2": {"resourceType": "Bundle", "type": "searchset", "entry": entry}}
    facts = {one["fact"]: one for one in explained(tmp_path, order_select(prefetch=prefetch))["facts"]}
    assert facts["Ki-67"]["value"].startswith("2-5 %, G2 (ambiguous); spans G1 to G2: G2 is acted on; another result")
    assert "Observation/k2" in facts["Ki-67"]["seen"]
    assert facts["grade"]["value"].startswith(
        "none to act on (discordant); recorded G3; measured G2; the recorded grade contradicts"
    )
    assert facts["histology"]["value"] == "poorly differentiated neuroendocrine carcinoma (exact)"
    assert facts["carcinoma"]["value"] == "yes"


def test_the_page_holds_no_control_character(tmp_path: Path) -> None:
    """Words of the chart cannot steer the terminal: no escape, no bell, no backspace, no turned text, no forged line."""
    evil = "Insulinoma \x1b]0;x\x07\x1b[2J\x08\x9b31m\u202e\u2066\r\n- Not used: none"
    problem = insulinoma() | {"code": {"text": evil}, "id": "c\x1b[1m"}
    order = draft() | {"medicationCodeableConcept": {"text": f"octreotide LAR {evil}"}, "reasonCode": [{"text": evil}]}
    file = tmp_path / "request.json"
    file.write_text(json.dumps(order_select(order, prefetch=filled(problem))))
    page = run("explain", str(file), *AS_OF).output
    assert "Insulinoma" in page
    assert not [c for c in page if c != "\n" and (unicodedata.category(c) in ("Cc", "Cf"))]
    assert not [line for line in page.splitlines() if line.startswith("- Not used")]


def test_no_rule_id_is_cut_on_a_narrow_page() -> None:
    """What does not fit into a column is broken over lines: an ellipsis would hide which rule it was."""
    assert "\N{HORIZONTAL ELLIPSIS}" not in run("explain", EPIC, *AS_OF).output.split("Rules")[1].split("critical -")[0]


def test_the_json_holds_what_the_page_shows(tmp_path: Path) -> None:
    """Orders, what was read, facts with their sources, every rule with its reason, and the cards as sent."""
    made = explained(tmp_path, order_select(prefetch=filled()))
    assert made["asOf"] == "2026-11-23T12:00:00+00:00"
    assert "octreotide LAR" in made["orders"]["MedicationRequest/d1"]
    assert made["read"]["conditions"] == {"state": "read", "problem": None}
    (fact,) = [one for one in made["facts"] if one["fact"] == "insulinoma"]
    assert (fact["value"], "Condition/c-insulinoma" in fact["seen"]) == ("confirmed, active", True)
    results = {one["rule"]: one["result"] for one in made["rules"]}
    assert results["ssaInsulinoma"] == "fired"
    assert set(results.values()) == {"fired", "did not fire"}
    assert all(one["why"] for one in made["rules"])
    assert [card["source"]["topic"]["code"] for card in made["cards"]] == ["ssaInsulinoma"]


def test_the_moment_decides(tmp_path: Path) -> None:
    """Judged before the diagnosis was made, the same request has no card; a date without a zone is UTC."""
    problem = insulinoma() | {"onsetDateTime": "2026-05-01", "recordedDate": "2026-05-01"}
    file = tmp_path / "request.json"
    file.write_text(json.dumps(order_select(prefetch=filled(problem))))
    before, after = (
        json.loads(run("explain", str(file), "--json", "--as-of", moment).output)
        for moment in ("2026-01-01", "2026-11-23T12:00")
    )
    assert before["asOf"] == "2026-01-01T00:00:00+00:00"
    assert [card["indicator"] for card in after["cards"]] == ["critical"]
    assert before["cards"] != after["cards"]


def test_explaining_makes_no_call(tmp_path: Path, ehr: Ehr, monkeypatch: pytest.MonkeyPatch) -> None:
    """A saved request names a server and holds a token, perhaps long expired: neither is used."""
    monkeypatch.setenv("PNET_CDS_FHIR_SERVERS", ehr.url)
    bare = draft(medicationReference={"reference": "Medication/m1"})
    made = explained(tmp_path, order_select(draft(), bare | {"id": "d2"}, server=ehr.url, token="t"))
    assert ehr.connections == 0
    assert made["read"]["conditions"]["state"] == "not read"
    assert made["unidentified"] == ["MedicationRequest/d2"]


@pytest.mark.parametrize("name", sorted(path.stem for path in REQUESTS.glob("*.json")))
def test_every_saved_request_can_be_explained(name: str) -> None:
    """What the service answers, explain shows, as a page and as JSON."""
    path = str(REQUESTS / f"{name}.json")
    assert run("explain", path, *AS_OF).exit_code == 0
    assert json.loads(run("explain", path, "--json", *AS_OF).output)["refused"] is None


def test_an_order_of_no_concern_says_so() -> None:
    """Where no rule is concerned the page says that no data were read."""
    assert (
        "No selected order concerns a rule" in run("explain", str(REQUESTS / "specification-azithromycin.json")).output
    )


def test_a_412_is_shown_as_such(tmp_path: Path) -> None:
    """Where the service could say nothing, so does explain, with the reason."""
    content = order_select(draft(medicationReference={"reference": "Medication/m1"}))
    assert explained(tmp_path, content)["refused"].startswith("412: Neither the ordered drug")
    assert "Answered 412" in run("explain", str(tmp_path / "request.json")).output


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "No such file or directory"),
        ("{", "The request body is not JSON."),
        ("", "The request body is not JSON."),
        ("[]", "The request body must be a JSON object."),
        ("{}", "The request must have a string 'hook'."),
        (
            json.dumps(saved("bare-ids") | {"hook": "encounter-start"}),
            "The hooks answered here are: order-select, order-sign, patient-view.",
        ),
        (json.dumps(saved("bare-ids") | {"context": {}}), "The context must have a string 'userId'."),
        ('{"a":' * 5000 + "1" + "}" * 5000, "nested deeper"),
    ],
    ids=["missing", "not JSON", "empty", "an array", "no hook", "wrong hook", "no user", "too deep"],
)
def test_what_is_no_hook_request_is_one_line(tmp_path: Path, content: str | None, says: str) -> None:
    """One line on stderr that names the file and says what is wrong, exit 1, and no traceback."""
    path = tmp_path / "request.json"
    if content is not None:
        path.write_text(content)
    result = run("explain", str(path))
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith(f"pnet-cds: {path}: ")
    assert says in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_directory_is_no_request(tmp_path: Path) -> None:
    """A directory in place of a file is one line too."""
    result = run("explain", str(tmp_path))
    assert (result.exit_code, result.stderr) == (1, f"pnet-cds: {tmp_path}: Is a directory\n")


@pytest.mark.parametrize("moment", ["yesterday", "", "2026-13-01"])
def test_a_moment_that_is_none_is_one_line(moment: str) -> None:
    """--as-of says what it wants instead."""
    result = run("explain", EPIC, "--as-of", moment)
    assert result.exit_code == 1
    assert result.stderr.startswith("pnet-cds: --as-of: ")
    assert result.stderr.count("\n") == 1


def test_a_bad_knowledge_file_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It reads the site's files as the service does, and fails as shortly."""
    (tmp_path / "site.json").write_text("{")
    monkeypatch.setenv("PNET_CDS_KNOWLEDGE_DIR", str(tmp_path))
    result = run("explain", EPIC)
    assert result.exit_code == 1
    assert "`pnet-cds check`" in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_rule_that_fails_is_shown(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A rule that raises is listed as such, with the type of the exception, and its card is there."""

    def failing(*_: Any) -> Verdict:
        raise RuntimeError

    broken = tuple(
        replace(one, judge=failing if one.judge else None, view=failing if one.view else None)
        for one in select.HOOK.recommendations
    )
    monkeypatch.setitem(registry.HOOKS, select.HOOK.name, Hook(select.HOOK.name, broken))
    made = explained(tmp_path, order_select(prefetch=filled()))
    assert {one["result"] for one in made["rules"]} == {"could not"}
    assert {one["why"] for one in made["rules"]} == {"the rule failed: RuntimeError"}


def test_the_version_is_told() -> None:
    """`pnet-cds --version` answers."""
    assert run("--version").exit_code == 0


# --- What was invalid in the request -----------------------------------------------------------------------------------


def test_a_chart_that_is_opened_has_no_orders_to_be_invalid() -> None:
    """A request of patient-view holds no drafts, and nothing is said of them."""
    assert explain.lint(json.loads((REQUESTS.parents[2] / "docs" / "examples" / "patient-view.json").read_text())) == []


def test_invalid_resources_are_named() -> None:
    """What the sandbox sends is read all the same, and explain says what is invalid R4 in it."""
    (line,) = explain.lint(saved("sandbox-octreotide"))
    assert line.startswith("MedicationRequest/request-123: ")
    assert (
        "Invalid in the request (read all the same)" in run("explain", str(REQUESTS / "sandbox-octreotide.json")).output
    )


def test_valid_resources_are_not_named() -> None:
    """A request of valid resources has nothing to tell."""
    assert explain.lint(order_select(prefetch=filled())) == []


@pytest.mark.parametrize(
    "prefetch",
    [
        {"conditions": [{"resourceType": "Condition", "id": "bad"}]},
        {"conditions": {"resourceType": "Bundle", "entry": [{"resourceType": "Condition", "id": "bad"}]}},
        {"conditions": {"resourceType": "Bundle", "entry": [{"resource": {"resourceType": "Condition", "id": "bad"}}]}},
        {"conditions": {"entry": [{"resource": {"resourceType": "Condition", "id": "bad"}}]}},
        {"conditions": {"resourceType": "Condition", "id": "bad"}},
        {
            "conditions": [
                {"resourceType": "Bundle", "entry": [{"resource": {"resourceType": "Condition", "id": "bad"}}]}
            ]
        },
    ],
    ids=["array", "entry is the resource", "entry", "no type", "bare", "array of Bundles"],
)
def test_a_resource_is_checked_wherever_it_lies(prefetch: dict[str, Any]) -> None:
    """Directly in an array or an entry, or where it belongs: an invalid Condition is named."""
    assert [line.split(":")[0] for line in explain.lint(order_select(prefetch=prefetch))] == ["Condition/bad"]


def test_a_draft_that_is_an_entry_itself_is_checked() -> None:
    """Drafts that lie directly in `entry` are read by the service, so they are checked too."""
    content = order_select()
    content["context"]["draftOrders"] = {"entry": [{"resourceType": "MedicationRequest", "id": "bad"}]}
    assert [line.split(":")[0] for line in explain.lint(content)] == ["MedicationRequest/bad"]


@pytest.mark.parametrize(
    ("resource", "says"),
    [
        ({"resourceType": "NoSuch", "id": "x"}, "NoSuch/x: not a resource of FHIR R4"),
        ({"id": "x"}, "entry/x: no resourceType"),
        ({"resourceType": ["Condition"]}, "no resourceType"),
        ({"resourceType": "../x"}, "no resourceType"),
        ({"resourceType": "Condition", "contained": [{"resourceType": "Nope"}]}, "Condition/?: "),
    ],
)
def test_what_is_no_resource_is_named(resource: dict[str, Any], says: str) -> None:
    """A resource type that is missing, unknown or no word is a fault, never a traceback."""
    (line,) = explain.lint(order_select(prefetch={"conditions": [resource]}))
    assert says in line


def test_a_repaired_body_is_named(tmp_path: Path) -> None:
    """A bad character or number in the file is the first thing that explain tells."""
    path = tmp_path / "request.json"
    path.write_text(json.dumps(order_select(prefetch=filled()) | {"n": float("nan")}))
    assert "had to be repaired" in json.loads(run("explain", str(path), "--json").output)["invalid"][0]
