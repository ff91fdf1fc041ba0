"""A hospital's own codes: docs/site-terminology.md is followed step by step, with the files that it shows.

Blocks marked ```console run are run by test_documentation like those of any page. Those marked ```console run=site need
a server that was started with the page's directory, and are run here.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from hooks.order_select import HOOK
from mappings import terminology
from mappings.elements import templates
from mappings.terminology import Terminology
from mappings.therapy import Form
from service import body, knowledge
from service.engine import Answer, Engine
from tests import golden
from tests.test_documentation import DOCS, ENVIRONMENT, IN_README, ROOT, a_free_port, as_pattern, text, wait_for

PAGE: Final = DOCS / "site-terminology.md"
SITE: Final = DOCS / "examples" / "site"
REQUEST: Final = DOCS / "examples" / "site-order-select.json"
HOSPITAL: Final = "https://hospital.example/fhir/CodeSystem"
BLOCK: Final = re.compile(r"^```console run=site\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
JSON: Final = re.compile(r"^```json\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
Json = dict[str, Any]
LOCAL: Final = (
    ("pathology", "PATH-0671", "ki67"),
    ("formulary", "MED-20114", "ssa-depot"),
    ("formulary", "MED-20120", "lanreotide"),
    ("problems", "ENDO-417", "insulinoma"),
    ("nuclear-medicine", "NM-77", "sstr-status"),
)


@pytest.fixture(scope="module")
def mapped() -> Terminology:
    """The terminology with the page's directory laid over it."""
    return knowledge.load(SITE)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start `pnet-cds serve` on the page's directory, and yield its address."""
    port, log = a_free_port(), tmp_path_factory.mktemp("site") / "log"
    environment = ENVIRONMENT | {"PNET_CDS_KNOWLEDGE_DIR": str(SITE)}
    with log.open("wb") as out:
        command = ["pnet-cds", "serve", "--port", str(port), "--workers", "1"]
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=out)
        try:
            wait_for(port, process, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(timeout=30)


def blocks() -> list[Any]:
    """Return (command, expected output) of each block of the page that needs the server."""
    found = [match["text"].partition("\n") for match in BLOCK.finditer(text(PAGE))]
    return [pytest.param(command.removeprefix("$ "), expected, id=command[:40]) for command, _, expected in found]


@pytest.mark.parametrize(("command", "expected"), blocks())
def test_every_example_that_needs_the_server(command: str, expected: str, server: str) -> None:
    """Who starts the service on the directory and types the page's commands sees what the page shows."""
    if command.startswith("curl") and shutil.which("curl") is None:
        pytest.skip("curl is not installed here")
    assert IN_README in command
    done = subprocess.run(
        ["/bin/sh", "-c", command.replace(IN_README, server)],
        cwd=ROOT, env=ENVIRONMENT, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert re.fullmatch(as_pattern(expected), done.stdout, re.DOTALL), done.stdout


def test_the_page_shows_the_files_as_they_are() -> None:
    """Each JSON block of the page is a whole example file, or one group of one, and every file is on the page."""
    files = {path.name: json.loads(text(path)) for path in SITE.glob("*.json")}
    parts = [part for one in files.values() for part in (one, *one["group"])]
    shown = [json.loads(match["text"]) for match in JSON.finditer(text(PAGE))]
    assert len(shown) == len(files)
    assert all(one in parts for one in shown)
    assert all(f"examples/site/{name}" in text(PAGE) for name in files)


@pytest.mark.parametrize(("system", "code", "name"), LOCAL, ids=lambda one: one)
def test_a_local_code_is_understood_through_the_map_only(
    system: str, code: str, name: str, mapped: Terminology
) -> None:
    """Before the map a local code belongs to no value set; after it, to the one of its target."""
    concept = {"coding": [{"system": f"{HOSPITAL}/{system}", "code": code}]}
    assert golden.TERMS.sets(concept) == frozenset()
    assert name in mapped.sets(concept)


def test_a_local_answer_is_understood_through_the_map_only(mapped: Terminology) -> None:
    """A local answer is a finding of ours once it is mapped, and each answer of the page its own."""
    answers = [
        {"coding": [{"system": f"{HOSPITAL}/nuclear-medicine", "code": code}]}
        for code in ("NM-77-P", "NM-77-N", "NM-77-U", "NM-77-X")
    ]
    assert [golden.TERMS.finding(one) for one in answers] == [None] * 4
    assert [mapped.finding(one) for one in answers] == ["positive", "negative", "equivocal", None]


@pytest.mark.parametrize("system", ["http://HOSPITAL.example/fhir/CodeSystem/problems/", f"{HOSPITAL}/problems|2026"])
def test_the_spelling_of_a_system_that_does_not_matter(system: str, mapped: Terminology) -> None:
    """Scheme, case, a trailing slash and a version of a system do not matter, as the page says."""
    assert "insulinoma" in mapped.sets({"coding": [{"system": system, "code": " ENDO-417 "}]})


def answered(terms: Terminology) -> Answer:
    """Return the answer to the page's request, as of the moment that the page names."""
    engine = Engine(golden.OFF, terms, lambda: golden.AS_OF, b"")
    return engine.answer(body.hook_request(json.loads(text(REQUEST)), "order-select"))


def test_before_the_maps_the_order_is_silent() -> None:
    """Without the directory the same order is another drug, and no card is shown: what the page warns of."""
    before = answered(golden.TERMS)
    assert (before.cards, before.picture) == ([], None)
    assert [order.drug.label for order in before.drafts.selected] == ["another drug"]


def test_after_the_maps_everything_is_understood(mapped: Terminology) -> None:
    """With the directory the drug, the problem and the scan's answer are facts, and the card is critical."""
    after = answered(mapped)
    [order] = after.drafts.selected
    assert (order.drug.form, order.drug.seen) == (Form.DEPOT, "MED-20114")
    assert after.picture is not None
    assert after.picture.insulinoma.certainty.value == "confirmed, active"
    assert after.picture.sstr is not None
    assert after.picture.sstr.value == "negative"
    assert [card["indicator"] for card in after.cards] == ["critical"]


def test_after_the_maps_ki67_is_a_fact(mapped: Terminology) -> None:
    """The local Ki-67 code is the patient's Ki-67 index, with its place in the chart."""
    picture = answered(mapped).picture
    assert picture is not None
    assert picture.ki67 is not None
    assert (picture.ki67.low, picture.ki67.high) == (4, 4)
    assert picture.ki67.source.reference == "Observation/proliferation"


def test_an_answer_without_a_map_leaves_a_note(mapped: Terminology) -> None:
    """A local answer that is not mapped is not understood: the status stays unknown, and `explain` says so."""
    request = text(REQUEST).replace("NM-77-N", "NM-77-X").replace("No uptake", "Answer 9")
    engine = Engine(golden.OFF, mapped, lambda: golden.AS_OF, b"")
    picture = engine.answer(body.hook_request(json.loads(request), "order-select")).picture
    assert picture is not None
    assert picture.sstr is None
    assert [note.reference for note in picture.notes] == ["Observation/scan"]


def test_a_code_without_words_is_not_silent() -> None:
    """A local drug code without any words cannot be identified, which a card says where a tumor is on record."""
    sent = json.loads(text(REQUEST))
    del sent["context"]["draftOrders"]["entry"][0]["resource"]["medicationCodeableConcept"]["text"]
    sent["prefetch"]["conditions"]["entry"][0]["resource"]["code"] = {"text": "Insulinoma"}
    cards = golden.answer(sent).cards
    assert [card["source"]["topic"]["code"] for card in cards] == ["couldNotCheck"]


def test_which_templates_change(mapped: Terminology) -> None:
    """A mapped observation joins the template of its element; answers, drugs and problems change no template."""
    shipped, ours = (templates(HOOK.needs, terms) for terms in (golden.TERMS, mapped))
    assert {name for name, one in ours.items() if one != shipped[name]} == {"tumor2"}
    added = set(re.split("[,=]", ours["tumor2"])) - set(re.split("[,=]", shipped["tumor2"]))
    assert added == {f"{HOSPITAL}/nuclear-medicine%7CNM-77", f"{HOSPITAL}/pathology%7CPATH-0671"}
    assert "ENDO" not in json.dumps(ours)
    assert "MED-" not in json.dumps(ours)


def _map(folder: Path, code: str, target: str, *equivalences: str) -> Terminology:
    goals = [{"code": target, "equivalence": one} for one in equivalences]
    group = {
        "source": f"{HOSPITAL}/x",
        "target": "http://snomed.info/sct",
        "element": [{"code": code, "target": goals}],
    }
    content = {"resourceType": "ConceptMap", "id": "x", "status": "active", "group": [group]}
    (folder / "x.json").write_text(json.dumps(content), encoding="utf-8")
    return terminology.load(folder)


@pytest.mark.parametrize(
    ("equivalence", "counts"),
    [
        ("equal", True),
        ("equivalent", True),
        ("wider", True),
        ("subsumes", True),
        ("narrower", False),
        ("specializes", False),
        ("inexact", True),
        ("relatedto", True),
        ("unmatched", False),
        ("disjoint", False),
    ],
)
def test_what_equivalence_does(equivalence: str, counts: bool, tmp_path: Path) -> None:
    """A target that says more than the source, or something else, is no pair; every other value counts as the same."""
    terms = _map(tmp_path, "A", "302822000", equivalence)
    assert ("insulinoma" in terms.sets({"system": f"{HOSPITAL}/x", "code": "A"})) is counts


@pytest.mark.parametrize("equivalence", ["narrower", "specializes"])
def test_a_pair_that_is_not_used_is_a_fault(equivalence: str, tmp_path: Path) -> None:
    """`check` names a pair whose target says more than its source, since it has no effect."""
    _map(tmp_path, "A", "302822000", equivalence)
    assert [line for line in knowledge.faults(tmp_path) if f"A is mapped as {equivalence}" in line]


def test_a_map_onto_nothing_of_ours_is_a_fault(tmp_path: Path) -> None:
    """A chain over a code that is not ours is not followed, and `check` names it."""
    _map(tmp_path, "A", "1", "equivalent")
    assert [line for line in knowledge.faults(tmp_path) if "A is mapped onto 1" in line]


def test_a_template_that_became_too_long_is_a_fault(tmp_path: Path) -> None:
    """So many local codes that a template passes its limit are named by `check`, with the limit of the page."""
    rows = [{"code": f"L{n:03}", "target": [{"code": "2345-7", "equivalence": "equivalent"}]} for n in range(60)]
    group = {"source": f"{HOSPITAL}/laboratory", "target": "http://loinc.org", "element": rows}
    content = {"resourceType": "ConceptMap", "id": "x", "status": "active", "group": [group]}
    (tmp_path / "x.json").write_text(json.dumps(content), encoding="utf-8")
    assert [line for line in knowledge.faults(tmp_path) if "labs2" in line and "at most 1900" in line]
    assert "1,900 characters" in text(PAGE)
