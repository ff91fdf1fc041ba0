"""docs/try-it.md is true: its examples run against a sandbox, and its tables are those of the data.

A block that begins with ```console run=sandbox is run beside a service and a sandbox EHR, whose addresses take the
place of the ones in the text. `python -m tests.sandbox.test_try_it` rewrites the table of patients.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sandbox import charts, ehr, links
from sandbox.__main__ import _FHIR, _SERVICE
from tests.sandbox.conftest import Fhir
from tests.test_documentation import as_pattern

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "try-it.md"
BLOCK = re.compile(r"^```console run=sandbox\n\$ (?P<command>[^\n]*)\n(?P<expected>.*?)^```$", re.MULTILINE | re.DOTALL)
HEAD = "| Patient | Story | Orders to try |\n| --- | --- | --- |\n"
EXAMPLES = [(one["command"], one["expected"]) for one in BLOCK.finditer(PAGE.read_text(encoding="utf-8"))]


def rows() -> str:
    """Return the lines of the table of patients."""
    return "".join(f"| `{one.id}` | {one.story} | {', '.join(one.orders)} |\n" for one in charts.stories())


def test_the_page_has_examples() -> None:
    """The examples are found, so that the test below cannot pass by finding nothing."""
    assert len(EXAMPLES) >= 6


@pytest.mark.parametrize(("command", "expected"), EXAMPLES, ids=[command[:60] for command, _ in EXAMPLES])
def test_every_example_prints_what_the_page_says(service: str, fhir: Fhir, command: str, expected: str) -> None:
    """A reader who types an example sees what the page shows."""
    if command.startswith("curl"):
        if shutil.which("curl") is None:
            pytest.skip("curl is not installed here; the same search is tested elsewhere")
        command = command.replace(_FHIR, fhir.base)
    else:
        command = command.replace(".venv/bin/python", sys.executable) + f" --service {service} --fhir {fhir.base}"
    done = subprocess.run(
        ["/bin/sh", "-c", command],
        cwd=ROOT,
        env=os.environ | {"COLUMNS": "110"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert re.fullmatch(as_pattern(expected), done.stdout, re.DOTALL), f"{command}\n{done.stdout}"


def test_the_table_of_patients_is_complete() -> None:
    """Every patient stands in the table with its story and orders, as stories.toml has them."""
    page = PAGE.read_text(encoding="utf-8")
    assert HEAD + rows() in page, "run `python -m tests.sandbox.test_try_it`"
    assert f"{len(charts.stories())} fictitious patients" in page


def test_the_addresses_are_those_that_the_commands_take() -> None:
    """The usual addresses stand once in code and are those of the page; a command that is printed then names none."""
    page = PAGE.read_text(encoding="utf-8")
    assert f"`{_SERVICE}/cds-services`" in page
    assert f"`{_FHIR}`" in page
    command = links.fire(".venv/bin/python", _SERVICE, _FHIR, "insulinoma-sstr-unknown", "octreotide LAR 20 mg")
    assert f"$ {command}\n" in page
    assert f"`{ehr.USER}`" in page


def rewrite() -> None:
    """Put the table of patients into the page."""
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(
        re.sub(re.escape(HEAD) + r"(?:\|.*\n|PATIENTS\n)+", lambda _: HEAD + rows(), page), encoding="utf-8"
    )


if __name__ == "__main__":
    rewrite()
