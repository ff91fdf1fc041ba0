"""House rules that no linter knows: who reads the environment, who opens sockets, how long a module is."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("service", "hooks", "mappings", "sandbox")
MODULES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
LONGEST = 200
ENVIRONMENT = {"os.environ", "os.environb", "os.getenv", "os.getenvb", "os.putenv", "pydantic_settings", "dotenv"}
NETWORK = {"requests", "urllib3", "socket", "http.client", "urllib.request"}


def name_of(path: Path) -> str:
    """Return a module's path as it is written in the rules, for example `service/settings.py`."""
    return path.relative_to(ROOT).as_posix()


def mentions(path: Path) -> Iterator[str]:
    """Yield every dotted name that a module imports or reads, as far as its text shows."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield f"{node.value.id}.{node.attr}"


def uses(path: Path, names: set[str]) -> set[str]:
    """Return those of `names` that a module mentions, as such or by a part of theirs (`requests.adapters`)."""
    return {name for name in names for seen in mentions(path) if seen == name or seen.startswith(f"{name}.")}


def may_open_sockets(name: str) -> bool:
    """Say whether the rules let this module of the service talk to the network."""
    return name in {"service/fhir_client.py", "service/fhir_connection.py", "service/trust.py"} or name.startswith(
        "service/smart/"
    )


def in_rooms(*rooms: str) -> list[Path]:
    """Return the modules of some rooms."""
    return [path for path in MODULES if path.relative_to(ROOT).parts[0] in rooms]


def test_the_rooms_are_where_these_tests_look() -> None:
    """Every room has a module, so that the tests below cannot pass by finding nothing."""
    assert {path.relative_to(ROOT).parts[0] for path in MODULES} == set(ROOMS)


@pytest.mark.parametrize("path", in_rooms("service", "hooks", "mappings"), ids=name_of)
def test_only_the_settings_read_the_environment(path: Path) -> None:
    """What a site can configure is listed in one place."""
    assert name_of(path) == "service/settings.py" or not uses(path, ENVIRONMENT)


@pytest.mark.parametrize("path", in_rooms("service"), ids=name_of)
def test_only_three_places_open_sockets(path: Path) -> None:
    """A review of what leaves the machine reads fhir_client.py, fhir_connection.py, trust.py and smart/, and nothing else."""
    assert may_open_sockets(name_of(path)) or not uses(path, NETWORK)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_every_module_is_named_for_what_it_does(path: Path) -> None:
    """A module or folder called utils, common or helpers collects what nobody has thought about."""
    names = {part.removesuffix(".py") for part in path.relative_to(ROOT).parts}
    assert not names & {"utils", "util", "common", "helpers", "helper", "misc"}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_can_be_read_at_one_sitting(path: Path) -> None:
    """A module that grows over the limit holds two subjects: give each its own."""
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST


@pytest.mark.parametrize("heavy", ["fhir.resources", "rich", "alembic"])
def test_the_import_path_of_the_hooks_is_light(heavy: str) -> None:
    """The service starts without the FHIR models, the terminal library and the migrations."""
    code = "import sys, service.app; print(*sorted(sys.modules), sep='\\n')"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = [name for name in run.stdout.splitlines() if name == heavy or name.startswith(f"{heavy}.")]
    assert not loaded, f"importing service.app imports {loaded[0]} and {len(loaded) - 1} more"


def test_the_scan_sees_every_way_to_reach_a_name(tmp_path: Path) -> None:
    """The rules above are only as good as the scan: each spelling is found, and a near miss is not."""
    lines = {
        "import os\nos.environ['A']": True,
        "import os\nos.getenv('A')": True,
        "from os import environ": True,
        "from pydantic_settings import BaseSettings": True,
        "import os.path\nos.path.join('a')": False,
        "environ = {}\nenviron['A'] = 1": False,
    }
    module = tmp_path / "module.py"
    for text, found in lines.items():
        module.write_text(text, encoding="utf-8")
        assert bool(uses(module, ENVIRONMENT)) is found, text
    module.write_text("from http import HTTPStatus\nimport requests_toolbelt", encoding="utf-8")
    assert not uses(module, NETWORK)
    module.write_text("from http import client\nfrom requests.adapters import HTTPAdapter", encoding="utf-8")
    assert uses(module, NETWORK) == {"http.client", "requests"}
