"""The wheel alone is enough: installed beside the locked base dependencies, it runs from any folder.

No network is needed: the new environment gets links to the base dependencies of the environment that runs the tests,
and to nothing else of it, so a dependency that only the dev extra declares is missed here as it would be at a site.
"""

import os
import re
import subprocess
import sys
import sysconfig
import venv
import zipfile
from importlib.metadata import distribution
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("service", "hooks", "mappings", "sandbox")
CLEAN = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "PNET_CDS_", "PIP_"))}


def run(*command: str | Path, cwd: Path) -> str:
    """Run a command in a clean environment with auth off; return what it printed, or fail with it."""
    env = CLEAN | {"PNET_CDS_AUTH": "off"}
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(map(str, command))}\n{done.stdout}{done.stderr}"
    return done.stdout


def locked_names() -> list[str]:
    """Return the names of the distributions in the base lock."""
    lock = (ROOT / "requirements" / "base.txt").read_text(encoding="utf-8")
    return re.findall(r"^([a-z0-9][a-z0-9._-]*)==", lock, flags=re.MULTILINE)


def link_base_dependencies(target: Path) -> None:
    """Link every top-level file and folder of each locked base distribution into a site-packages folder."""
    for name in locked_names():
        found = distribution(name)
        for top in {file.parts[0] for file in found.files or ()} - {"..", "__pycache__"}:
            link = target / top
            if not link.exists():
                link.symlink_to(Path(str(found.locate_file(top))).resolve())


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from the repository."""
    out = tmp_path_factory.mktemp("wheel")
    command = ("-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index")
    run(sys.executable, *command, "--wheel-dir", out, ROOT, cwd=out)
    return next(out.glob("pnet_cds-*.whl"))


@pytest.fixture(scope="module")
def site(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a new environment with the base dependencies and the wheel in it, and return its folder."""
    folder = tmp_path_factory.mktemp("site") / "venv"
    venv.create(folder, with_pip=False, symlinks=True)
    packages = Path(sysconfig.get_path("purelib", vars={"base": str(folder), "platbase": str(folder)}))
    link_base_dependencies(packages)
    pip = ("-m", "pip", "--python", folder / "bin" / "python")
    run(sys.executable, *pip, "install", "--quiet", "--no-deps", "--no-index", wheel, cwd=folder)
    run(sys.executable, *pip, "check", cwd=folder)
    return folder


def test_the_wheel_holds_every_data_file(wheel: Path) -> None:
    """A value set or a threshold that stays behind would be missed only at a site."""
    data = {
        path.relative_to(ROOT).as_posix()
        for room in ROOMS
        for kind in ("*.toml", "*.json", "*.html", "*.css")
        for path in (ROOT / room).rglob(kind)
    }
    assert data
    assert data <= set(zipfile.ZipFile(wheel).namelist())


def test_the_wheel_holds_the_rooms_the_license_and_nothing_else(wheel: Path) -> None:
    """Tests, caches and a site's own files are not shipped; the license and the notice are."""
    names = zipfile.ZipFile(wheel).namelist()
    info = next(name.split("/")[0] for name in names if ".dist-info/" in name)
    assert {name.split("/")[0] for name in names} == {*ROOMS, info}
    assert {f"{info}/licenses/LICENSE", f"{info}/licenses/NOTICE"} <= set(names)
    assert not [name for name in names if "__pycache__" in name or name.endswith((".pyc", ".db", ".key"))]


def test_the_new_environment_has_no_development_tools(site: Path, tmp_path: Path) -> None:
    """What only the dev extra declares cannot be imported there; otherwise the tests below would prove nothing."""
    code = "import importlib.util as u; print(u.find_spec('flask') is not None, u.find_spec('pytest') is not None)"
    assert run(site / "bin" / "python", "-c", code, cwd=tmp_path).split() == ["True", "False"]


def test_the_rooms_are_imported_from_the_wheel(site: Path, tmp_path: Path) -> None:
    """From another folder, each room is the installed one and not the repository's."""
    code = f"import {', '.join(ROOMS)}; print(*(room.__file__ for room in ({', '.join(ROOMS)})), sep='\\n')"
    for file in run(site / "bin" / "python", "-c", code, cwd=tmp_path).splitlines():
        assert Path(file).is_relative_to(site)


def test_the_installed_command_finds_its_knowledge(site: Path, tmp_path: Path) -> None:
    """`pnet-cds check` passes from another folder, with nothing but the base dependencies."""
    run(site / "bin" / "pnet-cds", "check", cwd=tmp_path)


def test_the_installed_command_prints_the_rules(site: Path, tmp_path: Path) -> None:
    """`pnet-cds guideline` is made from the installed rules; the cases are the repository's and left out."""
    page = run(site / "bin" / "pnet-cds", "guideline", cwd=tmp_path)
    assert "### `ssaInsulinoma`" in page
    assert "The cases by name" not in page


def test_the_installed_sandbox_finds_its_patients_and_its_page(site: Path, tmp_path: Path) -> None:
    """The sandbox EHR answers from another folder, with nothing but the base dependencies."""
    code = (
        "from sandbox.app import create_app; asked = create_app().test_client().get;"
        "print(asked('/').status_code, asked('/fhir/Patient').json['total'] > 15, asked('/page.css').status_code)"
    )
    assert run(site / "bin" / "python", "-c", code, cwd=tmp_path).split() == ["200", "True", "200"]
    assert "--patient" in run(site / "bin" / "python", "-P", "-m", "sandbox", "fire", "--help", cwd=tmp_path)
