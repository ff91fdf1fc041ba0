"""The documentation is true: its examples run, and it names every setting, command, rule, number and source.

A block that begins with ```console run is run: a line after `$ ` is the command, the rest is what it prints, where
`...` stands for anything. ```console run=server runs beside a real server, whose address takes the place of the one
in the text. `python -m tests.test_documentation` rewrites what is made from data files: tables, and docs/guideline.md.
"""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest

from hooks import thresholds
from hooks.registry import NEEDS, RECOMMENDATIONS
from hooks.wording import EVIDENCE
from mappings import definitions
from mappings.elements import ELEMENTS, key_of
from service import golden_cases, guideline
from service.body import DEEPEST
from service.cli import main
from service.settings import LATER, PREFIX, Settings
from tests.cds_hooks_spec import envelope

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
README = ROOT / "README.md"
DECIDES = DOCS / "how-it-decides.md"
GUIDELINE = DOCS / "guideline.md"
SAFETY = DOCS / "safety.md"
REQUEST = DOCS / "examples" / "order-select.json"
IN_README = "http://127.0.0.1:8000"
ENVIRONMENT = {key: value for key, value in os.environ.items() if not key.startswith(PREFIX)} | {
    "PNET_CDS_AUTH": "off",
    "COLUMNS": "110",
    "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
}
BLOCK = re.compile(r"^```console run(?P<server>=server)?\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?P<target>[^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
CODE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def text(path: Path) -> str:
    """Return a page."""
    return path.read_text(encoding="utf-8")


def name_of(path: Path) -> str:
    """Return a page's path as it is written in links."""
    return path.relative_to(ROOT).as_posix()


def number_rows() -> list[str]:
    """Return the lines of the table of numbers, made from mappings/definitions.toml."""
    head = ["| Name | Value | Meaning | Source | Status |", "| --- | --- | --- | --- | --- |"]
    return head + [
        f"| `{name}` | {one['value']:g} | {one['meaning']} | {one['source']} | {one['status']} |"
        for name, one in definitions.ENTRIES.items()
    ]


def threshold_rows() -> list[str]:
    """Return the lines of the table of thresholds, made from hooks/thresholds.toml."""
    head = ["| Threshold | Value | What it decides | Where it comes from |", "| --- | --- | --- | --- |"]
    return head + [
        f"| `{name}` | {one['value']:g} | {one['meaning']} | {one['source']}; `{one['status']}` |"
        for name, one in thresholds.ENTRIES.items()
    ]


def validation_rows() -> list[str]:
    """Return the lines of the table of golden cases, counted from tests/cases/."""
    every = golden_cases.cases()
    parts = ("speaks", "silent", "critical", "warning", "info")
    head = ["| Rule | Speaks | Silent | Critical | Warning | Info |", "| --- | --- | --- | --- | --- | --- |"]
    counted = [(f"`{one.rule}`", golden_cases.counts(every, one.rule)) for one in RECOMMENDATIONS]
    total = ("all rules", {part: sum(found[part] for _, found in counted) for part in parts})
    return head + [
        f"| {name} | {' | '.join(str(found[part]) for part in parts)} |" for name, found in [*counted, total]
    ]


def guideline_page() -> str:
    """Return the page of the rules, as `pnet-cds guideline` prints it here."""
    return guideline.page()


def source_rows() -> list[str]:
    """Return the lines of the table of sources, made from hooks/evidence.toml."""
    head = ["| Key | Citation | Strength | Status |", "| --- | --- | --- | --- |"]
    return head + [
        f"| `{name}` | {one['citation']} | {one['strength']} | {one['status']} |" for name, one in EVIDENCE.items()
    ]


def examples() -> list[Any]:
    """Return (command, expected output, needs a server) of every block that is to be run."""
    found = []
    for page in PAGES:
        for match in BLOCK.finditer(text(page)):
            command, _, expected = match["text"].partition("\n")
            assert command.startswith("$ "), f"{name_of(page)}: an example begins with a command"
            line = text(page)[: match.start()].count("\n") + 1
            found.append(pytest.param(command[2:], expected, bool(match["server"]), id=f"{name_of(page)}:{line}"))
    return found


def as_pattern(expected: str) -> str:
    """Return what an example prints as a regular expression: `...` is anything, and trailing spaces do not count."""
    lines = [re.escape(line.rstrip()).replace(re.escape("..."), ".*?") + r"[ \t]*" for line in expected.splitlines()]
    return "\n".join(lines).replace(r"\n.*?[ \t]*\n", r"\n.*?\n") + r"\s*"


def a_free_port() -> int:
    """Return a port of loopback that was free a moment ago."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start `pnet-cds serve` as `make serve` does, on a free port, and yield its address."""
    port, log = a_free_port(), tmp_path_factory.mktemp("server") / "log"
    with log.open("wb") as out:
        command = ["pnet-cds", "serve", "--port", str(port), "--workers", "1"]
        env = ENVIRONMENT | {"PNET_CDS_DATABASE_URL": f"sqlite:///{log.with_name('pnet-cds.db')}"}
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=out, stderr=out)
        try:
            wait_for(port, process, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(timeout=30)


def wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until the server listens; fail with its log when it ends, or takes too long."""
    until = time.monotonic() + 20
    while time.monotonic() < until and process.poll() is None:
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail(f"the server did not start:\n{text(log)}")


@pytest.mark.parametrize(("command", "expected", "with_server"), examples())
def test_every_example_prints_what_the_page_says(
    command: str, expected: str, with_server: bool, request: pytest.FixtureRequest
) -> None:
    """A reader who types an example sees what the page shows."""
    if command.startswith("curl") and shutil.which("curl") is None:
        pytest.skip("curl is not installed here; the request it sends is tested below")
    if with_server:
        assert IN_README in command, "an example that needs the server names its address"
        command = command.replace(IN_README, str(request.getfixturevalue("server")))
    command = command.replace(".venv/bin/", "")
    done = subprocess.run(
        ["/bin/sh", "-c", command], cwd=ROOT, env=ENVIRONMENT, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    assert re.fullmatch(as_pattern(expected), done.stdout, re.DOTALL), f"{command}\n{done.stdout}"


def test_the_readme_shows_the_server_and_explain() -> None:
    """The two first things a reader tries are among the examples that are run."""
    commands = [one.values[0] for one in examples() if one.id.startswith("README.md")]
    assert any(command.startswith("curl") and REQUEST.name in command for command in commands)
    assert any("pnet-cds explain" in command and REQUEST.name in command for command in commands)


def test_the_example_request_fills_every_prefetch_key() -> None:
    """The shipped request shows an EHR what to send: each key that discovery asks for, and no other."""
    assert json.loads(text(REQUEST))["prefetch"].keys() == {key_of(one) for one in NEEDS if ELEMENTS[one].asked}


def test_the_picture_is_of_the_card_that_the_service_answers_now() -> None:
    """The alternative text of the picture is the card's summary, so a changed card asks for a new picture."""
    spec = importlib.util.spec_from_file_location("render_card", DOCS / "render_card.py")
    assert spec is not None
    assert spec.loader is not None
    render_card = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(render_card)
    cards = render_card.answer(REQUEST.read_bytes())
    assert list(envelope({"cards": cards}, json.loads(text(REQUEST)))) == []
    assert [card["indicator"] for card in cards] == ["critical"]
    assert f": {cards[0]['summary']}](docs/images/card.png)" in text(README)
    opened = render_card.answer((DOCS / "examples" / "patient-view.json").read_bytes())
    options = next(one for one in opened if one["source"]["topic"]["code"] == "therapyOptions")
    assert f": {options['summary']}](docs/images/options.png)" in text(README)
    drawn = render_card.page(cards)
    said = [cards[0]["summary"], *(one["label"] for one in cards[0]["suggestions"])]
    assert all(one in drawn for one in [*said, *(one["display"] for one in cards[0]["overrideReasons"])])


def test_the_picture_is_small() -> None:
    """Each picture is a PNG that loads at once."""
    for name, most in (("card", 150_000), ("options", 220_000)):
        content = (DOCS / "images" / f"{name}.png").read_bytes()
        assert content.startswith(b"\x89PNG")
        assert len(content) < most


def test_the_settings_table_is_complete() -> None:
    """Every setting that is read stands in the README with its default, and no other setting does."""
    rows = re.findall(rf"^\| `({PREFIX}\w+)` \| (.+?) \|", text(README), re.MULTILINE)
    fields = Settings.model_fields.items()
    read = {
        PREFIX + name.upper(): f"`{field.default}`" if field.default not in (None, "") else "none"
        for name, field in fields
    }
    assert dict(rows) == read
    assert len(rows) == len(read)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_variable_that_a_page_names_exists(page: Path) -> None:
    """A page names no variable that neither this version nor a later part reads."""
    known = {PREFIX + name.upper() for name in Settings.model_fields} | {PREFIX + name for name in LATER}
    assert set(re.findall(rf"{PREFIX}[A-Z_]+[A-Z]", text(page))) <= known


def test_every_command_is_in_the_readme() -> None:
    """Each command and each of its options is named where the commands are listed, and no other command is."""
    assert isinstance(main, click.Group)
    listed = dict(re.findall(r"^\| `pnet-cds (\w+)(.*?)` \|", text(README), re.MULTILINE))
    assert listed.keys() == main.commands.keys()
    for name, command in main.commands.items():
        options = [option for one in command.params if isinstance(one, click.Option) for option in one.opts]
        assert set(options) == set(re.findall(r"--[\w-]+", listed[name])), name


@pytest.mark.parametrize("rule", [one.rule for one in RECOMMENDATIONS])
def test_every_rule_is_described(rule: str) -> None:
    """Each rule has a section that says when it fires, and the changelog knows it."""
    assert f"### `{rule}`\n" in text(DECIDES)
    assert f"`{rule}`" in text(ROOT / "CHANGELOG.md")


def test_every_data_element_is_described() -> None:
    """Each prefetch key stands in the table of elements and in the guide to registering."""
    for page in (DECIDES, DOCS / "registering.md"):
        assert re.findall(r"^\| `(\w+)`(?: \(optional\))? \| `[A-Z]", text(page), re.MULTILINE) == [
            key_of(one) for one in ELEMENTS if one in NEEDS
        ]


def test_every_number_and_source_is_in_its_table() -> None:
    """The tables of numbers and sources are those of the data files, line by line."""
    for rows in (number_rows(), threshold_rows(), source_rows()):
        assert "\n".join(rows) + "\n\n" in text(DECIDES) + "\n", "run `python -m tests.test_documentation`"


def test_the_counts_of_validation_are_those_of_the_repository() -> None:
    """The page on safety counts the golden cases that there are."""
    assert "\n".join(validation_rows()) + "\n\n" in text(SAFETY), "run `python -m tests.test_documentation`"


def test_every_row_of_the_severity_table_is_described() -> None:
    """Each row that the code can answer stands in the table, in the same order, and no other row does."""
    coded = re.findall(r'return "([a-z-]+)", Indicator', text(ROOT / "hooks" / "severity.py"))
    section = text(DECIDES).partition("### `ssaInsulinoma`")[2].partition("###")[0]
    assert coded
    assert re.findall(r"^\| `([a-z-]+)` \| ", section, re.MULTILINE) == coded


def test_the_depth_limit_is_the_one_of_the_code() -> None:
    """The pages name the nesting at which a request is refused."""
    assert f"at most {DEEPEST} levels" in text(DOCS / "decisions.md")
    assert f"deeper than {DEEPEST} levels" in text(DOCS / "limits.md")


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as GitHub makes them."""
    titles = HEADING.findall(CODE.sub("", text(page)))
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_relative_links_resolve(page: Path) -> None:
    """Each link to a file of the repository leads to one, and its anchor to a heading."""
    for match in LINK.finditer(CODE.sub("", text(page))):
        path, _, anchor = match["target"].partition("#")
        if re.match(r"[a-z]+:", path):
            continue
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), f"{name_of(page)}: {match['target']}"
        assert target.is_relative_to(ROOT), f"{name_of(page)}: {match['target']}"
        assert not anchor or anchor in anchors(target), f"{name_of(page)}: {match['target']}"


@pytest.mark.parametrize("page", [*PAGES, REQUEST, DOCS / "render_card.py"], ids=name_of)
def test_no_page_names_a_path_of_some_machine(page: Path) -> None:
    """A page holds for every reader: no path of a developer's machine."""
    found = re.search(r"(?<![\w.:/])/(?:home|root|Users|tmp|work|mnt)/\S*", text(page))
    assert found is None, found


def rewrite() -> None:
    """Make the tables and pages anew: each table takes the place of the one that begins alike."""
    made = {DECIDES: (number_rows(), threshold_rows(), source_rows()), SAFETY: (validation_rows(),)}
    for path, tables in made.items():
        page = text(path)
        for rows in tables:
            old = re.search(re.escape("\n".join(rows[:2])) + r"\n(?:\|.*\n)*", page)
            assert old is not None, f"{name_of(path)} has no table that begins with {rows[0]}"
            page = page.replace(old[0], "\n".join(rows) + "\n")
        path.write_text(page, encoding="utf-8")
    GUIDELINE.write_text(guideline_page(), encoding="utf-8")


if __name__ == "__main__":
    rewrite()
