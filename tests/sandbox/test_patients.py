"""The patients: valid R4, dated by the day, complete, and told in one line."""

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from fhir.resources.R4B.bundle import Bundle

from sandbox import charts, order
from tests.sandbox.conftest import DAY

FILES = sorted(charts.FOLDER.glob("*.json"))
DAYS = [date(2026, 1, 1), date(2028, 2, 29), DAY]


def references(value: Any) -> list[str]:
    """Return every reference in a resource."""
    if isinstance(value, list):
        return [found for one in value for found in references(one)]
    if not isinstance(value, dict):
        return []
    own = [value["reference"]] if isinstance(value.get("reference"), str) else []
    return own + [found for one in value.values() for found in references(one)]


@pytest.mark.parametrize("day", DAYS, ids=str)
@pytest.mark.parametrize("path", [*FILES, charts.STAFF], ids=lambda path: path.stem)
def test_each_file_is_a_valid_bundle(path: Path, day: date) -> None:
    """With the dates of any day in place, a file is a valid R4 Bundle, and no offset is left."""
    read = charts.bundle(path, day)
    Bundle.model_validate(read)
    assert "{{" not in str(read)
    assert all(
        one["fullUrl"].endswith(f"{one['resource']['resourceType']}/{one['resource']['id']}") for one in read["entry"]
    )


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_file_holds_one_patient_named_as_the_file(path: Path) -> None:
    """A file is one patient's, and everything in it that has a subject is about that patient."""
    held = [one["resource"] for one in charts.bundle(path, DAY)["entry"]]
    assert [one["id"] for one in held if one["resourceType"] == "Patient"] == [path.stem]
    assert {one["subject"]["reference"] for one in held if "subject" in one} == {f"Patient/{path.stem}"}
    assert all(one.get("subject") for one in held if one["resourceType"] not in ("Patient", "Medication"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_nothing_lies_in_the_future(path: Path) -> None:
    """Each dated entry is of the day before or earlier, so that a chart is the same at every hour of the day."""
    latest = (DAY - timedelta(days=1)).isoformat()
    dates = re.findall(r"\d{4}-\d\d-\d\d", str(charts.bundle(path, DAY)))
    assert dates
    assert max(dates) <= latest


def test_no_id_stands_twice_and_every_reference_leads_somewhere() -> None:
    """Ids are unique for a type over all files, and each reference is to a resource of the server."""
    files = [charts.bundle(path, DAY) for path in (*FILES, charts.STAFF)]
    held = [one["resource"] for read in files for one in read["entry"]]
    names = [f"{one['resourceType']}/{one['id']}" for one in held]
    assert len(names) == len(set(names))
    assert set(references(held)) <= set(names)
    assert sum(len(found) for found in charts.on_file(DAY).values()) == len(names)


def test_every_patient_has_a_story_and_every_story_a_patient() -> None:
    """stories.toml lists each patient once, by name, with one sentence and at least one order; there are at least 16."""
    told = charts.stories()
    patients = charts.on_file(DAY)["Patient"]
    assert sorted(one.id for one in told) == sorted(patients) == sorted(path.stem for path in FILES)
    assert len(told) >= 16
    for one in told:
        name = patients[one.id]["name"][0]
        assert one.name == f"{name['given'][0]} {name['family']}"
        assert one.story.endswith(".")
        assert len(one.story) < 140
        assert one.orders


def test_what_is_ordered_is_in_the_formulary_or_meant_otherwise() -> None:
    """An order of a story is a name of the formulary; one reference and one free text are there on purpose."""
    others = {drug for one in charts.stories() for drug in one.orders if order.entry_of(drug) is None}
    assert others == {"Medication/eppie-kit", "Sandostatin LAR 20 mg IM monthly"}


@pytest.mark.parametrize(("text", "expected"), [
    ("{{today}}", "2026-11-24"),
    ("{{today-8d}}", "2026-11-16"),
    ("{{today-365d}}", "2025-11-24"),
    ("{{today-1dT07:30}}", "2026-11-23T07:30:00Z"),
    ("{{todayT00:00}}", "2026-11-24T00:00:00Z"),
    ("{{today+1d}} {{today-d}} {{ today }} {{today-1w}}", "{{today+1d}} {{today-d}} {{ today }} {{today-1w}}"),
    ('"2021-06-10"', '"2021-06-10"'),
])  # fmt: skip
def test_an_offset_becomes_a_date(text: str, expected: str) -> None:
    """An offset in days, with or without a time, is put in place; what is none stays, and the test above finds it."""
    assert charts.dated(text, DAY) == expected


def test_a_chart_changes_with_the_day_and_says_so() -> None:
    """Another day has other dates and another version."""
    name = "iris-glucose"
    today, tomorrow = (charts.on_file(one)["Observation"][name] for one in (DAY, DAY + timedelta(days=1)))
    assert (today["effectiveDateTime"], tomorrow["effectiveDateTime"]) == (
        "2026-11-18T07:10:00Z",
        "2026-11-19T07:10:00Z",
    )
    assert (today["meta"]["versionId"], tomorrow["meta"]["versionId"]) == ("20261124", "20261125")
