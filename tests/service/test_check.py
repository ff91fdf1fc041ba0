"""`pnet-cds check`: silent on what is shipped but for one line, and one line for each fault of a site."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from hooks import drafts, thresholds
from hooks.registry import HOOKS
from hooks.wording import EVIDENCE
from mappings import definitions
from mappings.terminology import HERE
from service import knowledge
from service.app import create_app
from service.cli import main
from service.exceptions import ConfigurationError
from service.settings import Settings

BASE = "https://pnet-cds.example/fhir/CodeSystem"


def check() -> tuple[int, list[str]]:
    """Run the command; return its exit code and its lines."""
    result = CliRunner().invoke(main, ["check"])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.output.splitlines()


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site's knowledge directory."""
    monkeypatch.setenv("PNET_CDS_KNOWLEDGE_DIR", str(tmp_path))
    return tmp_path


def concept_map(target: str, code: str, source_code: str = "SSTR") -> dict[str, Any]:
    """Return a map of one local code."""
    element = {"code": source_code, "target": [{"code": code, "equivalence": "equivalent"}]}
    group = {"source": "https://lab.example/codes", "target": target, "element": [element]}
    return {"resourceType": "ConceptMap", "id": "site", "status": "active", "group": [group]}


def value_set(name: str, *codes: str, **members: Any) -> dict[str, Any]:
    """Return a value set of local codes."""
    include = [{"system": "https://lab.example/codes", "concept": [{"code": code} for code in codes]}]
    return {"resourceType": "ValueSet", "id": name, "status": "active", "compose": {"include": include}} | members


def test_what_is_shipped_has_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    """As shipped the check passes, and says how much no clinician has approved yet."""
    monkeypatch.delenv("PNET_CDS_KNOWLEDGE_DIR", raising=False)
    code, lines = check()
    assert (code, len(lines)) == (0, 1)
    numbers = [*definitions.ENTRIES.values(), *thresholds.ENTRIES.values()]
    open_numbers = sum(not one["approved_by"] for one in numbers)
    open_sources = sum(not one["approved_by"] for one in EVIDENCE.values())
    assert lines[0] == (
        f"all is well; not clinically approved: {open_numbers} of {len(numbers)} numbers, "
        f"{open_sources} of {len(EVIDENCE)} sources"
    )


def test_a_site_that_adds_its_codes_has_no_fault(site: Path) -> None:
    """A map onto a code of ours and more members of a shipped value set are what the directory is for."""
    (site / "sub").mkdir()
    (site / "sub" / "map.json").write_text(json.dumps(concept_map(f"{BASE}/pnet-observation", "sstr-status")))
    (site / "set.json").write_text(json.dumps(value_set("insulinoma", "INS1", "INS2")))
    assert check()[0] == 0
    assert "INS1" in {code for _, code in knowledge.load(site).members}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("{", "cannot be read as JSON: "),
        ("", "cannot be read as JSON: "),
        ("[]", "a ValueSet, ConceptMap or CodeSystem is expected, not list"),
        ('"text"', "a ValueSet, ConceptMap or CodeSystem is expected, not str"),
        ('{"a": 1}', "a ValueSet, ConceptMap or CodeSystem is expected, not dict"),
        ('{"resourceType": "Patient"}', "a ValueSet, ConceptMap or CodeSystem is expected, not Patient"),
        ('{"resourceType": ["ValueSet"]}', "a ValueSet, ConceptMap or CodeSystem is expected, not ['ValueSet']"),
        ('{"resourceType": "ValueSet", "id": "insulinoma"}', "status"),
        (json.dumps(value_set("insulinoma", "A", compose=[1])), "compose"),
        (json.dumps(value_set("insulinoma", "A", unknown=True)), "unknown: Extra inputs"),
        (
            json.dumps(value_set("insulinoma", "A", contained=[{"resourceType": "Nothing"}])),
            "not valid as R4: KeyError",
        ),
        (json.dumps(value_set("insulinoma", "A", "A")), "A is listed twice"),
        (json.dumps(value_set("insulinomas", "A")), "'insulinomas' is that of no shipped value set"),
        (json.dumps(concept_map(f"{BASE}/pnet-observation", "sstr")), "SSTR is mapped onto sstr, which no value set"),
        (json.dumps(concept_map("http://loinc.org", "0-0")), "SSTR is mapped onto 0-0, which no value set"),
    ],
    ids=lambda text: text[:24],
)
def test_each_fault_of_a_site_file_is_one_line_that_names_it(site: Path, content: str, says: str) -> None:
    """Bad JSON, another resource, invalid R4 or a map onto nothing: one line, with the file's name, and exit 1."""
    path = site / "site.json"
    path.write_text(content)
    code, lines = check()
    assert (code, len(lines)) == (1, 1)
    assert lines[0].startswith(f"{path}: ")
    assert says in lines[0]


def test_all_faults_are_named_and_not_the_first_only(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two bad files and a misspelled variable are three lines."""
    monkeypatch.setenv("PNET_CDS_AUHT", "off")
    (site / "a.json").write_text("{")
    (site / "b.json").write_text("[]")
    code, lines = check()
    assert (code, len(lines)) == (1, 3)
    assert [line.split(":")[0] for line in lines] == ["PNET_CDS_AUHT", str(site / "a.json"), str(site / "b.json")]


def test_a_directory_that_is_not_there_is_a_fault(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wrong path is named by check, and the service does not start without the site's codes as if nothing were missing."""
    monkeypatch.setenv("PNET_CDS_KNOWLEDGE_DIR", str(site / "none"))
    assert check() == (1, [f"{site / 'none'}: PNET_CDS_KNOWLEDGE_DIR is not a directory"])
    with pytest.raises(ConfigurationError, match="is not a directory"):
        create_app(Settings(auth="off"))


@pytest.mark.parametrize("content", ["{", "[]", '{"resourceType": "ValueSet", "compose": [1]}'])
def test_the_service_does_not_start_on_a_file_that_it_cannot_read(site: Path, content: str) -> None:
    """What check would name keeps the service from starting, in one line."""
    (site / "site.json").write_text(content)
    with pytest.raises(ConfigurationError, match=r"^the knowledge files cannot be read: [^\n]*`pnet-cds check`[^\n]*$"):
        create_app(Settings(auth="off"))


def test_a_wrong_setting_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """A setting that cannot be read is named like any other fault."""
    monkeypatch.setenv("PNET_CDS_TIME_BUDGET_MS", "soon")
    code, lines = check()
    assert (code, len(lines)) == (1, 1)
    assert "PNET_CDS_TIME_BUDGET_MS" in lines[0]


def test_a_shipped_file_with_a_fault_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The rules for shipped files are stricter: the id is the file's name, and each code has a status."""
    path = tmp_path / "shipped.json"
    path.write_text(json.dumps(value_set("other", "A")))
    lines = list(knowledge._file_faults(path, shipped=True))
    assert any("its id is not its file name" in line for line in lines)
    assert any("A has no status" in line for line in lines)


def test_a_code_without_its_system_is_named(site: Path) -> None:
    """A code without a system would match nothing."""
    content = value_set("insulinoma", "A")
    del content["compose"]["include"][0]["system"]
    (site / "site.json").write_text(json.dumps(content))
    assert check() == (1, [f"{site / 'site.json'}: a code without code or system"])


def test_a_draft_that_is_no_valid_resource_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a suggestion would create is checked too."""
    monkeypatch.setitem(drafts.TEMPLATES, "broken", {"resourceType": "ServiceRequest", "status": "draft"})
    assert any(line.startswith("draft broken is not valid R4") for line in knowledge.faults(None))


def test_the_limits_of_prefetch_are_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    """More than eight keys, or a template that is too long, is a fault."""
    made = {f"key{number}": "x" * 1901 for number in range(9)}
    monkeypatch.setattr(knowledge, "templates", lambda *_: made)
    lines = list(knowledge.faults(None))
    assert "prefetch of order-select: 9 keys, at most 8" in lines
    assert len(lines) == 9 + len(HOOKS)


def test_a_code_that_must_not_be_used_is_in_no_other_set(site: Path) -> None:
    """A site cannot bring back a code that was found to be wrong."""
    banned = json.loads((HERE / "value_sets" / "do-not-use.json").read_text(encoding="utf-8"))
    include = banned["compose"]["include"][0]
    code = include["concept"][0]["code"]
    again = value_set("insulinoma")
    again["compose"]["include"] = [{"system": include["system"], "concept": [{"code": code}]}]
    (site / "site.json").write_text(json.dumps(again))
    code_shown = next(line for line in check()[1] if "not to be used" in line)
    assert code_shown.split(":")[0].replace(".", "") == code.replace(".", "")


def test_an_entry_without_its_provenance_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """A number that lacks its source, status, date or approval is a fault."""
    monkeypatch.setitem(definitions.ENTRIES, "made-up", {"value": 1})
    assert "made-up: approved_by, approved_on, date, source, status missing" in list(knowledge.faults(None))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"status": "certain"}, "status 'certain' is not among design, secondary, verified"),
        ({"date": "24.11.2026"}, "date '24.11.2026' is not a date such as 2026-11-23"),
        ({"date": "20261124"}, "date '20261124' is not a date such as 2026-11-23"),
        ({"date": 2026}, "date 2026 is not a date such as 2026-11-23"),
        ({"approved_by": "A. Clinician"}, "approved_by and approved_on go together"),
        ({"approved_on": "2026-11-24"}, "approved_by and approved_on go together"),
        ({"approved_by": "A. Clinician", "approved_on": "soon"}, "approved_on 'soon' is not a date such as 2026-11-23"),
        ({"approved_by": "A. Clinician", "approved_on": "2026-12-01"}, None),
    ],
)
def test_what_an_entry_says_of_itself_is_checked(
    monkeypatch: pytest.MonkeyPatch, change: dict[str, Any], says: str | None
) -> None:
    """A status that nobody knows, a date that is none, and half an approval are faults, of numbers and sources alike."""
    for entries, name in ((thresholds.ENTRIES, "adult_years"), (EVIDENCE, "gama-1995")):
        monkeypatch.setitem(entries, name, entries[name] | change)
        found = [line for line in knowledge.faults(None) if line.startswith(name)]
        assert found == ([f"{name}: {says}"] if says else [])


def test_no_number_stands_in_both_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """A number that defines a fact and decides as well would have two truths."""
    monkeypatch.setitem(thresholds.ENTRIES, "ki67_g2", definitions.ENTRIES["ki67_g2"])
    assert "ki67_g2: stands in definitions.toml and in thresholds.toml" in list(knowledge.faults(None))


def test_what_is_approved_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """An approved source is one less that is open."""
    entry = EVIDENCE["gama-1995"] | {"approved_by": "A. Clinician", "approved_on": "2026-12-01"}
    monkeypatch.setitem(EVIDENCE, "gama-1995", entry)
    total = len(EVIDENCE)
    still_open = sum(not one["approved_by"] for one in EVIDENCE.values())
    assert still_open < total
    assert knowledge.unapproved().endswith(f", {still_open} of {total} sources")
