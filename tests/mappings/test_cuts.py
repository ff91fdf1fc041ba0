"""What operations do to an insulinoma: a healed patient is not warned, and no operation silences a doubt."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

import pytest

from mappings import conditions, cuts, dates, insulinoma, procedures, terminology
from mappings.model import Certainty, Fact, Insulinoma, Source
from mappings.procedure_reasons import Tumors
from mappings.syndromes import HISTOLOGY
from mappings.terminology import Terminology

AS_OF: Final = datetime(2026, 11, 23, 12, tzinfo=UTC)
ICD: Final = "http://hl7.org/fhir/sid/icd-10-cm"
CODE: Final = {"coding": [{"system": "http://snomed.info/sct", "code": "302822000"}]}
CONFIRMED, CONFLICTING, SUSPECTED = Certainty.CONFIRMED, Certainty.CONFLICTING, Certainty.SUSPECTED
PATTERN, BIOCHEMICAL, RESOLVED, NONE = (
    Certainty.PATTERN,
    Certainty.BIOCHEMICAL,
    Certainty.RESOLVED,
    Certainty.NOT_RECORDED,
)


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


def icd(code: str, recorded: str | None = None, **members: Any) -> dict[str, Any]:
    """Return an active entry of an ICD code."""
    return {"code": {"coding": [{"system": ICD, "code": code}]}, "recordedDate": recorded} | members


def named(text: str, recorded: str | None = None, **members: Any) -> dict[str, Any]:
    """Return a Condition that has words only."""
    return {"code": {"text": text}, "recordedDate": recorded} | members


def cut(text: str, when: str | None = None, **members: Any) -> dict[str, Any]:
    """Return a completed Procedure."""
    return {
        "resourceType": "Procedure",
        "status": "completed",
        "code": {"text": text},
        "performedDateTime": when,
    } | members


def distal(when: str | None = None, **members: Any) -> dict[str, Any]:
    """Return a distal pancreatectomy that names no tumor."""
    return cut("Distal pancreatectomy", when, **members)


def total(when: str | None = None, **members: Any) -> dict[str, Any]:
    """Return a total pancreatectomy."""
    return cut("Total pancreatectomy", when, **members)


def enucleated(when: str | None = None, **members: Any) -> dict[str, Any]:
    """Return an enucleation that names the insulinoma."""
    return cut("Enucleation of insulinoma", when, **members)


def seen(when: str | None, how: str = "code") -> Fact:
    """Return an observed insulinoma of that date."""
    return Fact("insulinoma", Source("Observation/o", dates.parse(when, UTC) if when else None, "seen", how))


def conclude(
    terms: Terminology,
    entries: list[dict[str, Any]],
    operations: list[dict[str, Any]],
    facts: tuple[Fact, ...] = (),
    lab: str | None = None,
) -> Insulinoma:
    """Conclude from Conditions c0, c1..., Procedures p0, p1..., observed insulinomas and a sample's date."""
    resources = [{"resourceType": "Condition", "id": f"c{number}"} | one for number, one in enumerate(entries)]
    done = [{"id": f"p{number}"} | one for number, one in enumerate(operations)]
    read = conditions.entries(resources, terms, AS_OF, UTC, [])
    refs = frozenset(entry.source.reference for entry in read if "insulinoma" in entry.sets)
    made = procedures.read(done, terms, AS_OF, UTC, [], Tumors(refs))
    criteria = (Source("Observation/g", dates.parse(lab, UTC), "41"),) if lab else ()
    return insulinoma.conclude(read, facts, criteria, conditions.of(read, "hyperinsulinism"), made)


TIED: Final = {"reasonReference": [{"reference": "Condition/c0"}]}


@pytest.mark.parametrize(
    ("entries", "operations", "certainty"),
    [
        # an active entry stands only if it is later by all its dates
        ([active("2018")], [distal("2019")], CONFLICTING), ([active("2018")], [enucleated("2019")], CONFLICTING),
        ([active("2021")], [distal("2019")], CONFIRMED), ([active("2021")], [enucleated("2019")], CONFIRMED),
        ([active("2021", onsetDateTime="2018")], [distal("2019")], CONFLICTING),
        ([active("2021", onsetDateTime="2020")], [distal("2019")], CONFIRMED),
        ([active("2019")], [distal("2019")], CONFLICTING), ([active("2019-06-02")], [distal("2019-06-01")], CONFIRMED),
        ([active("2019-06-01")], [distal("2019-06-01")], CONFLICTING), ([active("2019-06-30")], [distal("2019-06")], CONFLICTING),
        ([active()], [distal()], CONFLICTING), ([active()], [enucleated()], CONFLICTING), ([active("2018")], [distal()], CONFLICTING),
        ([active("2026")], [enucleated()], CONFLICTING), ([active()], [enucleated("2019")], CONFLICTING),
        ([active(onsetDateTime="2021")], [distal("2019")], CONFIRMED),
        # the Condition that an operation gives as its reason was there before it
        ([active("2021")], [distal("2019", **TIED)], CONFLICTING), ([active("2021")], [total("2019", **TIED)], RESOLVED),
        ([active("2021"), active("2018")], [distal("2019", **TIED)], CONFLICTING),
        # suspected, contradictory, past
        ([active("2018", verificationStatus="provisional")], [distal("2019")], CONFLICTING),
        ([active("2021", verificationStatus="provisional")], [distal("2019")], SUSPECTED),
        ([active("2018", abatementDateTime="2019")], [enucleated("2019")], CONFLICTING),
        ([resolved("2019")], [enucleated("2019")], RESOLVED), ([resolved()], [enucleated("2019")], RESOLVED),
        ([resolved()], [distal()], RESOLVED), ([named("History of insulinoma")], [distal("2019")], RESOLVED),
        ([resolved("2019"), active("2025")], [enucleated("2019")], CONFIRMED),
        ([resolved("2019"), active("2025")], [enucleated()], CONFIRMED),
        ([resolved("2019"), active("2025")], [distal()], CONFIRMED),
        ([resolved(), active("2025")], [enucleated("2019")], CONFIRMED), ([resolved(), active("2025")], [enucleated()], CONFLICTING),
        ([resolved("2019"), active("2022")], [enucleated("2024")], CONFLICTING),
        ([active("2021")], [enucleated("2019"), distal()], CONFIRMED),
        ([active("2021")], [distal("2019"), enucleated()], CONFLICTING),
        ([active("2018")], [distal("2010"), enucleated("2019")], CONFLICTING), ([active("2018")], [distal("2010")], CONFIRMED),
        # the whole pancreas
        ([active("2018")], [total("2019")], RESOLVED), ([active()], [total()], RESOLVED), ([active("2018")], [total()], RESOLVED),
        ([active("2021")], [total("2019")], CONFIRMED), ([active()], [total("2019")], RESOLVED),
        ([active("2018"), icd("C78.7", "2024")], [total("2019")], CONFIRMED),
        ([active("2018"), named("Liver metastases")], [total("2019")], CONFIRMED),
        ([active("2018"), named("No liver metastases")], [total("2019")], RESOLVED),
        ([active("2018"), named("Suspected liver metastases")], [total("2019")], CONFIRMED),
        ([active("2018"), icd("C77.2")], [total("2019")], CONFIRMED),
        ([active("2018"), icd("C78.7", clinicalStatus="resolved")], [total("2019")], RESOLVED),
        ([active("2018"), active("2021")], [total("2019")], CONFIRMED), ([], [total("2019")], NONE),
        ([active("2018")], [cut("Subtotal pancreatectomy", "2019")], CONFLICTING),
        # with metastases no operation ends anything
        ([active("2018"), icd("C78.7")], [enucleated("2019")], CONFIRMED), ([active("2018"), icd("C7B.02")], [distal("2019")], CONFIRMED),
        ([active("2018"), icd("C78.7", verificationStatus="provisional")], [distal("2019")], CONFIRMED),
        ([icd("C78.7")], [enucleated("2019")], CONFLICTING), ([resolved("2019"), icd("C78.7")], [enucleated("2019")], RESOLVED),
        ([icd("C78.7")], [distal("2019")], NONE), ([named("Metastatic insulinoma", "2018")], [enucleated("2019")], CONFIRMED),
        # no Condition
        ([], [enucleated("2019")], RESOLVED), ([], [enucleated()], RESOLVED), ([], [distal("2019")], NONE),
        ([], [cut("Total pancreatectomy for insulinoma", "2019")], RESOLVED),
        ([icd("C78.7")], [cut("Total pancreatectomy for insulinoma", "2019")], CONFLICTING),
        ([], [cut("EUS-guided ethanol ablation of insulinoma", "2022")], RESOLVED),
        ([], [cut("Resection of liver metastasis of insulinoma", "2019")], SUSPECTED),
        ([active("2018")], [cut("Radiofrequency ablation of insulinoma", "2019")], CONFLICTING),
        # the whole pancreas ends a pattern of codes from before it, unless something of it came or spread later
        ([icd("C25.4", "2018"), icd("E16.1", "2018")], [total("2019")], RESOLVED), ([icd("C25.4"), icd("E16.1")], [total("2019")], RESOLVED),
        ([icd("C25.4", "2018"), icd("E16.1", "2018")], [total()], RESOLVED), ([icd("C25.4", "2018"), icd("E16.1", "2018")], [], PATTERN),
        ([icd("C25.4", "2020"), icd("E16.1", "2020")], [total("2019")], PATTERN), ([icd("C25.4", "2018"), icd("E16.1", "2020")], [total("2019")], PATTERN),
        ([icd("C25.4", "2020"), icd("E16.1", "2018")], [total("2019")], PATTERN), ([icd("C25.4", "2019"), icd("E16.1", "2018")], [total("2019")], RESOLVED),
        ([icd("C25.4", "2018"), icd("E16.1", "2018"), icd("E16.1", "2020")], [total("2019")], PATTERN),
        ([icd("C25.4", "2018"), icd("E16.1", "2020", onsetDateTime="2018")], [total("2019")], RESOLVED),
        ([icd("C25.4", "2018"), icd("E16.1", "2018"), icd("C78.7")], [total("2019")], PATTERN),
        ([icd("C25.4", "2018"), icd("E16.1", "2018")], [distal("2019")], PATTERN),
        ([icd("C25.4", "2018"), icd("E16.1", "2018")], [total("2019", status="not-done")], PATTERN),
        ([icd("C25.4", "2018"), icd("E16.1", "2018"), icd("Z90.410", "2019")], [], RESOLVED),
        ([icd("C25.4", "2018"), icd("E16.1", "2018"), icd("Z90.411", "2019")], [], PATTERN),
        # what removed nothing
        ([active("2018")], [enucleated("2019", status="not-done")], CONFIRMED), ([active("2018")], [enucleated("2027")], CONFIRMED),
        ([active("2018")], [cut("EUS-FNA of insulinoma", "2019")], CONFIRMED), ([active("2018")], [cut("Hepatectomy", "2019")], CONFIRMED),
        ([active("2018")], [cut("Liver ablation", "2019", reasonCode=[CODE])], CONFIRMED),
        ([active("2018")], [cut("Attempted enucleation of insulinoma", "2019")], CONFIRMED),
        ([], [cut("EUS", "2018", reasonCode=[CODE]), total("2019")], RESOLVED), ([], [cut("EUS", "2020", reasonCode=[CODE]), total("2019")], SUSPECTED),
        ([active("2018")], [cut("Excision of pancreas, percutaneous approach, diagnostic", "2019", reasonCode=[CODE])], CONFIRMED),
        ([active("2018")], [cut("Resection of neuroendocrine tumor of rectum", "2019")], CONFIRMED),
        ([active("2018")], [cut("Removal of pancreatic duct stone, endoscopic", "2019")], CONFIRMED),
        ([active("2018")], [cut("Distal pancreatectomy, drain placement", "2019")], CONFLICTING),
        ([], [enucleated("2019", status="preparation")], SUSPECTED), ([], [cut("EUS-FNA of insulinoma", "2019")], SUSPECTED),
        ([resolved("2019")], [cut("EUS", "2025", reasonCode=[CODE])], RESOLVED),
        ([active("2018", verificationStatus="refuted")], [distal("2019")], NONE),
    ],
)  # fmt: skip
def test_operations_are_weighed(
    entries: list[dict[str, Any]], operations: list[dict[str, Any]], certainty: Certainty, terms: Terminology
) -> None:
    """A resection disputes an earlier or undated insulinoma, a total one ends it, and none does where it has spread."""
    assert conclude(terms, entries, operations).certainty is certainty


@pytest.mark.parametrize(
    ("entries", "operations", "when"),
    [
        ([resolved("2019-05")], [enucleated("2019-04")], "2019-05"), ([resolved()], [enucleated("2019-04")], "2019-04"),
        ([resolved()], [distal("2019-04")], "2019-04"), ([resolved()], [distal("2010"), distal("2019")], "2010"),
        ([resolved("2015")], [enucleated("2020")], "2020"), ([resolved("2015")], [distal("2020")], "2015"),
        ([resolved(recordedDate="2017")], [enucleated("2019")], "2019"), ([resolved()], [enucleated()], None),
        ([resolved("2019")], [enucleated()], "2019"), ([], [enucleated("2019")], "2019"), ([], [enucleated()], None),
        ([], [enucleated("2015"), enucleated("2019")], "2019"), ([named("History of insulinoma", "2025")], [enucleated("2012")], "2012"),
        ([active("2018")], [total("2019")], "2019"), ([active("2018"), icd("Z90.410", "2024")], [total("2019")], "2019"),
        ([active("2018")], [total()], None), ([named("History of insulinoma", "2025")], [], "2025"),
    ],
)  # fmt: skip
def test_an_operation_dates_the_resolution(
    entries: list[dict[str, Any]], operations: list[dict[str, Any]], when: str | None, terms: Terminology
) -> None:
    """The operation that took it out, or else one that may have, stands in for a missing date of the resolution."""
    found = conclude(terms, entries, operations)
    assert found.certainty is RESOLVED
    assert (found.resolved.text if found.resolved else None) == when


@pytest.mark.parametrize(
    ("operations", "facts", "certainty"),
    [
        ([enucleated("2019-05-01")], (seen("2019-05-04", HISTOLOGY),), RESOLVED), ([distal("2019-05-01")], (seen("2019-05-04", HISTOLOGY),), RESOLVED),
        ([distal("2019-05-01")], (seen("2019-07-30", HISTOLOGY),), RESOLVED), ([distal("2019-05-01")], (seen("2019-07-31", HISTOLOGY),), CONFIRMED),
        ([distal("2019-05-01")], (seen("2019-04-30", HISTOLOGY),), CONFLICTING), ([distal("2019-05-01")], (seen("2019-05-01", HISTOLOGY),), RESOLVED),
        ([distal("2019")], (seen("2019-05-04", HISTOLOGY),), RESOLVED), ([distal()], (seen("2019-05-04", HISTOLOGY),), CONFLICTING),
        ([distal("2019-05-01")], (seen(None, HISTOLOGY),), CONFLICTING), ([distal("2019-05-01")], (seen("2019-05-04"),), CONFIRMED),
        ([distal("2019-05-01")], (seen("2018"),), CONFLICTING), ([enucleated("2019-05-01")], (seen("2018"),), RESOLVED),
        ([enucleated("2019-05-01")], (seen("2024"),), CONFIRMED), ([enucleated()], (seen("2024"),), CONFLICTING),
        # an operation of unknown extent may have taken it out, but not surely
        ([cut("Pancreatic resection", "2019-05-01")], (seen("2019-05-04", HISTOLOGY),), CONFLICTING),
        ([cut("Pancreatectomy", "2019-05-01")], (seen("2019-07-30", HISTOLOGY),), CONFLICTING),
        ([cut("Pancreatectomy", "2019-05-01")], (seen("2019-07-31", HISTOLOGY),), CONFIRMED),
        ([cut("Pancreatectomy", "2019-05-01")], (seen("2019-05-04"),), CONFIRMED),
        ([cut("Pancreatic resection for insulinoma", "2019-05-01")], (seen("2019-05-04", HISTOLOGY),), RESOLVED),
        ([cut("Duodenal NET excision", "2019-05-01")], (seen("2019-05-04", HISTOLOGY),), CONFIRMED),
        ([cut("Excision of Pancreas, Percutaneous Approach, Diagnostic", "2019-05-01")], (seen("2019-05-04", HISTOLOGY),), CONFIRMED),
        ([cut("Excision of pancreas, diagnostic", "2019-05-01", reasonCode=[CODE])], (seen("2019-05-04", HISTOLOGY),), CONFIRMED),
        ([total("2019-05-01")], (seen("2018"),), RESOLVED), ([total("2019-05-01")], (seen(None),), RESOLVED),
        ([total("2019-05-01")], (seen("2024"),), CONFIRMED), ([enucleated("2019"), distal()], (seen("2024"),), CONFIRMED),
    ],
)  # fmt: skip
def test_an_observed_insulinoma_is_weighed_too(
    operations: list[dict[str, Any]], facts: tuple[Fact, ...], certainty: Certainty, terms: Terminology
) -> None:
    """A histology within 90 days of an operation is its specimen; later, or seen otherwise, it is a relapse."""
    assert conclude(terms, [], operations, facts).certainty is certainty


@pytest.mark.parametrize(
    ("operations", "lab", "certainty"),
    [
        ([enucleated("2019")], "2018", RESOLVED), ([enucleated("2019")], "2020", BIOCHEMICAL), ([enucleated()], "2018", BIOCHEMICAL),
        ([total("2019")], "2018", RESOLVED), ([total("2019")], "2020", BIOCHEMICAL), ([total()], "2018", BIOCHEMICAL),
        ([total("2019")], "2019", RESOLVED), ([total("2019", status="not-done")], "2018", BIOCHEMICAL),
        ([distal("2019")], "2018", BIOCHEMICAL), ([enucleated("2019", status="preparation")], "2018", BIOCHEMICAL),
    ],
)  # fmt: skip
def test_a_sample_from_before_the_operation_is_history(
    operations: list[dict[str, Any]], lab: str, certainty: Certainty, terms: Terminology
) -> None:
    """Only an operation that took the insulinoma out makes an earlier sample history."""
    assert conclude(terms, [], operations, lab=lab).certainty is certainty


@pytest.mark.parametrize(
    ("entries", "operations", "metastatic", "dates_of"),
    [
        ([], [total("2019")], False, ["2019"]), ([], [total()], False, []), ([], [distal("2019")], False, []),
        ([icd("Z90.410", "2020")], [total("2019")], False, ["2019", "2020"]), ([icd("Z90.410", "2020", onsetDateTime="2019")], [], False, ["2019"]),
        ([icd("Z90.411", "2020")], [], False, []), ([icd("Z90.410", "2020", verificationStatus="provisional")], [], False, []),
        ([icd("C78.7")], [total("2019")], False, []), ([icd("C77.2")], [total("2019")], False, []), ([], [total("2019")], True, []),
    ],
)  # fmt: skip
def test_the_removal_of_the_whole_pancreas_is_dated(
    entries: list[dict[str, Any]],
    operations: list[dict[str, Any]],
    metastatic: bool,
    dates_of: list[str],
    terms: Terminology,
) -> None:
    """Dated total pancreatectomies are known, by Procedure or Z90.410; with metastases they end nothing."""
    read = conditions.entries(entries, terms, AS_OF, UTC, [])
    done = procedures.read(operations, terms, AS_OF, UTC, []).resections
    seen_there = (Source("Observation/m", None, "M1"),) if metastatic else ()
    assert [one.text for one in cuts.removed(done, read, seen_there)] == dates_of


def test_both_sides_of_a_dispute_are_named(terms: Terminology) -> None:
    """The sources of a conflict are the entry and the operations against it, each once."""
    found = conclude(terms, [active("2018")], [distal("2019"), enucleated("2019")])
    assert [one.reference for one in found.sources] == ["Condition/c0", "Procedure/p1", "Procedure/p0"]
    spread = conclude(terms, [icd("C78.7")], [enucleated("2019")])
    assert [one.reference for one in spread.sources] == ["Procedure/p0", "Condition/c0"]
    assert [one.reference for one in conclude(terms, [active("2018")], [total("2019")]).sources] == ["Condition/c0"]
    found = conclude(terms, [icd("C25.4", "2018"), icd("E16.1", "2018")], [total("2019")])
    assert [one.reference for one in found.sources] == ["Procedure/p0"]
    assert found.resolved is not None
    assert found.resolved.text == "2019"
