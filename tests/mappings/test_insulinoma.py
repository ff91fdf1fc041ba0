"""One conclusion on insulinoma from several entries: a healed patient is not warned, and no doubt is dropped."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

import pytest

from mappings import conditions, dates, insulinoma, terminology
from mappings.model import Certainty, Fact, Insulinoma, Quality, Source
from mappings.terminology import Terminology

AS_OF: Final = datetime(2026, 11, 23, 12, tzinfo=UTC)
ICD: Final = "http://hl7.org/fhir/sid/icd-10-cm"
CODE: Final = {"coding": [{"system": "http://snomed.info/sct", "code": "302822000"}]}
CONFIRMED, CONFLICTING, SUSPECTED = Certainty.CONFIRMED, Certainty.CONFLICTING, Certainty.SUSPECTED
PATTERN, BIOCHEMICAL, RESOLVED, NONE = (
    Certainty.PATTERN, Certainty.BIOCHEMICAL, Certainty.RESOLVED, Certainty.NOT_RECORDED,
)  # fmt: skip


@pytest.fixture(scope="module")
def terms() -> Terminology:
    """Return the shipped terminology."""
    return terminology.load()


def active(recorded: str | None = None, **members: Any) -> dict[str, Any]:
    """Return an active insulinoma."""
    return {"code": CODE, "clinicalStatus": "active", "recordedDate": recorded} | members


def resolved(abated: str | None = None, **members: Any) -> dict[str, Any]:
    """Return a resolved insulinoma."""
    return {"code": CODE, "clinicalStatus": "resolved", "abatementDateTime": abated} | members


def icd(code: str, recorded: str | None = None, text: str = "", **members: Any) -> dict[str, Any]:
    """Return an active entry of an ICD code."""
    return {"code": {"coding": [{"system": ICD, "code": code}], "text": text}, "recordedDate": recorded} | members


def named(text: str, recorded: str | None = None, **members: Any) -> dict[str, Any]:
    """Return an entry that has words only."""
    return {"code": {"text": text}, "recordedDate": recorded} | members


def source(when: str | None, name: str = "Observation/o") -> Source:
    """Return a source of that date."""
    return Source(name, dates.parse(when, UTC) if when else None, "seen")


def conclude(
    terms: Terminology,
    entries: list[dict[str, Any]],
    syndromes: Sequence[tuple[str, str | None]] = (),
    lab: str | None = "-",
) -> Insulinoma:
    """Conclude from Conditions, functional-syndrome answers with dates, and a sample's date ("-": none)."""
    resources = [{"resourceType": "Condition", "id": f"c{number}"} | one for number, one in enumerate(entries)]
    read = conditions.entries(resources, terms, AS_OF, UTC, [])
    facts = [Fact(value, source(when)) for value, when in syndromes]
    criteria = () if lab == "-" else (source(lab, "Observation/g"),)
    return insulinoma.conclude(read, facts, criteria, conditions.of(read, "hyperinsulinism"))


@pytest.mark.parametrize(
    ("entries", "certainty"),
    [
        ([], NONE), ([active()], CONFIRMED), ([active("2025")], CONFIRMED), ([{"code": CODE}], CONFIRMED),
        ([active(clinicalStatus="recurrence")], CONFIRMED), ([active(clinicalStatus="relapse")], CONFIRMED),
        ([active(verificationStatus="provisional")], SUSPECTED), ([active(verificationStatus="differential")], SUSPECTED),
        ([active(verificationStatus="refuted")], NONE), ([active(verificationStatus="entered-in-error")], NONE),
        ([named("R/O insulinoma")], SUSPECTED), ([named("Insulinoma")], CONFIRMED), ([named("No insulinoma")], NONE),
        ([named("Mother had insulinoma")], NONE), ([icd("C25.4", text="insulinoma")], CONFIRMED),
        ([active(), active(verificationStatus="provisional")], CONFIRMED),
        ([resolved("2019")], RESOLVED), ([resolved()], RESOLVED), ([active(clinicalStatus="remission")], RESOLVED),
        ([active(clinicalStatus="inactive")], RESOLVED), ([named("History of insulinoma")], RESOLVED),
        ([named("Insulinoma, resected 2019")], RESOLVED), ([icd("Z86.018", text="Insulinoma")], RESOLVED),
        ([icd("Z86.018")], NONE), ([active(abatementDateTime="2019")], CONFLICTING),
        ([{"code": CODE, "abatementDateTime": "2019"}], RESOLVED),
        # two entries
        ([resolved("2019"), active("2025")], CONFIRMED), ([active("2025"), resolved("2019")], CONFIRMED),
        ([resolved("2019"), active("2025", onsetDateTime="2018")], CONFLICTING),
        ([resolved("2019"), active(onsetDateTime="2024")], CONFIRMED), ([resolved("2019"), active("2017")], CONFLICTING),
        ([resolved("2019"), active()], CONFLICTING), ([resolved(), active("2025")], CONFLICTING),
        ([resolved(), active()], CONFLICTING), ([resolved("2019"), active("2019")], CONFLICTING),
        ([resolved("2019-03"), active("2019")], CONFLICTING), ([resolved("2019"), active("2019-11")], CONFLICTING),
        ([resolved("2019-03"), active("2019-04")], CONFIRMED), ([resolved("2019-03-01"), active("2019-03-01")], CONFLICTING),
        ([resolved("2019-03-01"), active("2019-03-02")], CONFIRMED),
        ([resolved("2019"), active("2025", verificationStatus="provisional")], SUSPECTED),
        ([resolved("2019"), active("2017", verificationStatus="provisional")], CONFLICTING),
        ([resolved("2019"), resolved("2023"), active("2021")], CONFLICTING),
        ([resolved("2019"), resolved("2023"), active("2025")], CONFIRMED),
        ([named("History of insulinoma", "2026-10"), active("2025")], CONFLICTING),
        ([named("History of insulinoma", "2020"), active("2025")], CONFIRMED),
        ([resolved("2019"), named("Possible insulinoma", "2025")], SUSPECTED),
        ([resolved("2027", recordedDate="2018"), active("2020")], CONFIRMED),
        # without a pancreas
        ([active("2018"), icd("Z90.410", "2020")], RESOLVED), ([active(), icd("Z90.410")], RESOLVED),
        ([active("2022"), icd("Z90.410", "2020")], CONFIRMED), ([active("2018"), icd("Z90.411", "2020")], CONFIRMED),
        ([active("2018"), icd("Z90.410", "2020"), icd("C78.7", "2024")], CONFIRMED),
        ([active("2018"), icd("Z90.410", "2020"), icd("C78.7", clinicalStatus="resolved")], RESOLVED),
        ([active("2018"), icd("Z90.410", "2020", verificationStatus="provisional")], CONFIRMED),
        ([active("2018"), icd("Z90.410", "2020", verificationStatus="entered-in-error")], CONFIRMED),
        # codes without a name
        ([icd("D13.7"), icd("E16.1")], PATTERN), ([icd("C25.4"), icd("E16.1")], PATTERN), ([icd("E16.1")], NONE),
        ([icd("D13.7")], NONE), ([icd("D13.7"), icd("E16.2")], NONE), ([icd("C25.9"), icd("E16.1")], NONE),
        ([icd("C7A.8"), icd("E16.1")], NONE), ([icd("C7A.8", bodySite=[{"text": "pancreas"}]), icd("E16.1")], PATTERN),
        ([icd("D13.7", clinicalStatus="resolved"), icd("E16.1")], NONE),
        ([icd("D13.7"), icd("E16.1", clinicalStatus="resolved")], NONE), ([icd("E31.21"), icd("E16.1")], NONE),
        ([icd("E31.21")], NONE), ([icd("Q85.83")], NONE), ([icd("E16.4"), active()], CONFIRMED),
        ([resolved("2019"), icd("D13.7"), icd("E16.1")], RESOLVED),
        ([named("No insulinoma"), icd("D13.7"), icd("E16.1")], PATTERN),
    ],
)  # fmt: skip
def test_entries_are_weighed(entries: list[dict[str, Any]], certainty: Certainty, terms: Terminology) -> None:
    """An active entry beats a resolution only where it is surely later; where that is open, the entries conflict."""
    assert conclude(terms, entries).certainty is certainty


@pytest.mark.parametrize(
    ("entries", "syndromes", "certainty"),
    [
        ([], [("insulinoma", "2026")], CONFIRMED), ([], [("insulinoma", None)], CONFIRMED), ([], [("gastrinoma", "2026")], NONE),
        ([resolved("2019")], [("insulinoma", "2018")], RESOLVED), ([resolved("2019")], [("insulinoma", "2025")], CONFIRMED),
        ([resolved("2019")], [("insulinoma", "2019")], CONFLICTING), ([resolved("2019")], [("insulinoma", None)], CONFLICTING),
        ([resolved()], [("insulinoma", "2025")], CONFLICTING), ([], [("none", "2026")], NONE),
        ([active()], [("none", "2026")], CONFIRMED), ([named("R/O insulinoma")], [("none", "2026")], SUSPECTED),
        ([icd("D13.7"), icd("E16.1")], [("none", "2026")], PATTERN),
        ([named("History of insulinoma", "2020"), named("History of insulinoma", "2026")], [("insulinoma", "2023")], CONFLICTING),
        ([active()], [("gastrinoma", "2026")], CONFIRMED),
    ],
)  # fmt: skip
def test_the_functional_syndrome_counts(
    entries: list[dict[str, Any]], syndromes: list[tuple[str, str | None]], certainty: Certainty, terms: Terminology
) -> None:
    """An observed insulinoma counts like an entry; `none` never takes one away, and is named as a conflict."""
    found = conclude(terms, entries, syndromes)
    assert found.certainty is certainty
    assert bool(found.denied) is any(value == "none" for value, _ in syndromes)


@pytest.mark.parametrize(
    ("entries", "lab", "certainty"),
    [
        ([], "2026-06", BIOCHEMICAL), ([], None, BIOCHEMICAL), ([active()], "2026-06", CONFIRMED),
        ([named("R/O insulinoma")], "2026-06", SUSPECTED), ([icd("D13.7"), icd("E16.1")], "2026-06", BIOCHEMICAL),
        ([resolved("2019")], "2018", RESOLVED), ([resolved("2019")], "2025", BIOCHEMICAL),
        ([resolved("2019")], "2019", RESOLVED), ([resolved()], "2018", BIOCHEMICAL), ([resolved("2019")], None, RESOLVED),
    ],
)  # fmt: skip
def test_laboratory_criteria_count(
    entries: list[dict[str, Any]], lab: str | None, certainty: Certainty, terms: Terminology
) -> None:
    """A sample that meets the criteria makes an insulinoma possible, unless it was taken before the resolution."""
    assert conclude(terms, entries, lab=lab).certainty is certainty


@pytest.mark.parametrize(
    ("entries", "when"),
    [
        ([resolved("2019-05")], "2019-05"), ([resolved()], None), ([resolved("2019"), resolved("2023")], "2023"),
        ([resolved("2019"), resolved()], None), ([named("History of insulinoma", "2020")], "2020"),
        ([named("History of insulinoma", "2020"), named("History of insulinoma", "2026-10")], "2020"),
        ([resolved("2019"), named("History of insulinoma", "2026-10")], "2019"),
        ([icd("Z86.018", "2020", "Insulinoma"), icd("Z86.018", "2026-10", "Insulinoma")], "2020"),
        ([active("2018"), icd("Z90.410", "2020")], "2020"), ([active("2018"), icd("Z90.410", "2020"), icd("Z90.410", "2026")], "2020"),
        ([active("2018"), icd("Z90.410")], None), ([named("History of insulinoma")], None),
    ],
)  # fmt: skip
def test_the_resolution_has_a_date(entries: list[dict[str, Any]], when: str | None, terms: Terminology) -> None:
    """A low glucose after this date may be a recurrence, so a history that is written down again does not move it."""
    found = conclude(terms, entries)
    assert found.certainty is RESOLVED
    assert (found.resolved.text if found.resolved else None) == when


def test_every_conflicting_entry_is_named(terms: Terminology) -> None:
    """The sources of a conflict are both sides of it."""
    found = conclude(terms, [resolved("2019"), active("2017")])
    assert {one.reference for one in found.sources} == {"Condition/c0", "Condition/c1"}


@pytest.mark.parametrize(
    ("entries", "when", "certainty"),
    [
        ([], "2026", SUSPECTED), ([], None, SUSPECTED), ([active()], "2026", CONFIRMED), ([icd("D13.7"), icd("E16.1")], "2026", SUSPECTED),
        ([resolved("2019")], "2018", RESOLVED), ([resolved("2019")], "2025", SUSPECTED), ([resolved("2019")], "2019", CONFLICTING),
        ([resolved()], "2025", CONFLICTING), ([active("2018"), icd("Z90.410", "2020")], "2019", RESOLVED),
    ],
)  # fmt: skip
def test_a_doubt_that_was_observed_is_a_suspicion(
    entries: list[dict[str, Any]], when: str | None, certainty: Certainty, terms: Terminology
) -> None:
    """A doubtful histology or syndrome is weighed by its date like a sure one, and never confirms."""
    resources = [{"resourceType": "Condition", "id": f"c{number}"} | one for number, one in enumerate(entries)]
    read = conditions.entries(resources, terms, AS_OF, UTC, [])
    facts = [Fact("insulinoma", source(when), Quality.AMBIGUOUS)]
    assert insulinoma.conclude(read, facts, (), conditions.of(read, "hyperinsulinism")).certainty is certainty
