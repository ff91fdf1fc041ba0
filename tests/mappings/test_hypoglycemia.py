"""Hypoglycemia as a diagnosis: an event that may be unexplained, one that is explained, and what is neither."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

import pytest

from mappings import conditions, hypoglycemia, terminology
from mappings.model import Note
from mappings.terminology import Terminology

AS_OF: Final = datetime(2026, 11, 23, 12, tzinfo=UTC)
ICD: Final = "http://hl7.org/fhir/sid/icd-10-cm"
GM: Final = "http://fhir.de/CodeSystem/bfarm/icd-10-gm"


@pytest.fixture(scope="module")
def terms() -> Terminology:
    """Return the shipped terminology."""
    return terminology.load()


def icd(code: str, text: str = "", display: str = "", system: str = ICD) -> dict[str, Any]:
    """Return an ICD code with its words."""
    return {"coding": [{"system": system, "code": code, "display": display}]} | ({"text": text} if text else {})


def kinds(terms: Terminology, notes: list[Note] | None = None, **members: Any) -> dict[str, list[str | None]]:
    """Read one Condition, and return event, explanation and diabetes with the dates of each."""
    resource = {"resourceType": "Condition", "id": "c"} | members
    read = conditions.entries([resource], terms, AS_OF, UTC, [])
    found = {
        "event": hypoglycemia.events(read, [] if notes is None else notes),
        "explained": [one.source for one in hypoglycemia.explanations(read)],
        "diabetes": hypoglycemia.of_diabetes(read),
    }
    return {name: [s.when.text if s.when else None for s in sources] for name, sources in found.items() if sources}


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (icd("E16.1"), "event"), (icd("E16.2"), "event"), (icd("E15"), "event"), (icd("E16.A2"), "event"), (icd("E16.A3"), "event"),
        (icd("E16.2", system=GM), "event"), (icd("E16.A1"), None), (icd("E16.A1", display="Hypoglycemia level 1"), None),
        ({"coding": [{"system": "http://snomed.info/sct", "code": "302866003"}]}, "event"), (icd("E16.2", display="Hypoglycemia, unspecified"), "event"),
        ({"text": "Hypoglycemia"}, "event"), ({"text": "Severe hypoglycaemia"}, "event"), ({"text": "Hypoglyk\u00e4mie"}, "event"),
        ({"text": "Unterzuckerung"}, "event"), ({"text": "Hipoglucemia grave"}, "event"), ({"text": "Ipoglicemia"}, "event"), ({"text": "Hypoglyc\u00e9mie"}, "event"),
        ({"text": "Low blood sugar"}, "event"), ({"text": "Recurrent fasting hypoglycemia"}, "event"), ({"text": "Hypoglycemia due to insulinoma"}, "event"),
        (icd("T38.3X1A", display="Poisoning by insulin and oral hypoglycemic drugs, accidental"), "explained"),
        ({"text": "Oral hypoglycemic agents"}, None),
        ({"text": "Hypoglycemia, no diabetes"}, "event"), ({"text": "Nondiabetic hypoglycemia"}, "event"),
        # explained
        (icd("E16.0"), "explained"), (icd("E16.0", system=GM), "explained"), (icd("T38.3X1A"), "explained"), (icd("T38.3X5A"), "explained"),
        (icd("T38.3", system=GM), "explained"), (icd("T38.3X6A"), None), ({"text": "Drug-induced hypoglycemia"}, "explained"),
        ({"text": "Insulin overdose"}, "explained"), ({"text": "Sulfonylurea poisoning"}, "explained"),
        (icd("E16.2", "Hypoglycemia due to insulin"), "explained"), (icd("E16.2", "Drug-induced hypoglycemia"), "explained"),
        ({"text": "Suspected insulin overdose"}, None), ({"text": "No insulin overdose"}, None), ({"text": "Risk of insulin-induced hypoglycemia"}, None),
        # diabetes
        (icd("E11.649", display="Type 2 diabetes mellitus with hypoglycemia without coma"), "diabetes"), (icd("E10.641"), "diabetes"),
        (icd("E13.649"), "diabetes"), (icd("E08.649"), "diabetes"), (icd("E09.641"), "diabetes"), (icd("E11.65"), None), (icd("E11.9"), None),
        ({"text": "Hypoglycemia in type 1 diabetes"}, "diabetes"), (icd("E11.65", display="Type 2 diabetes mellitus without hypoglycemia"), None),
        ({"coding": [*icd("E11.649")["coding"], *icd("E16.2")["coding"]]}, "diabetes"),
        # neither
        (icd("P70.4", "Hypoglycemia"), None), (icd("Z83.49", "Hypoglycemia"), None), (icd("T38.3X6A", "Hypoglycemia"), None),
        (icd("P70.4"), None), (icd("P70.4", display="Other neonatal hypoglycemia"), None), ({"text": "Neonatal hypoglycemia"}, None),
        ({"text": "Reactive hypoglycemia"}, None), ({"text": "Postprandial hypoglycemia"}, None), ({"text": "Reaktive Hypoglyk\u00e4mie"}, None),
        (icd("E16.1", "Reactive hypoglycemia"), "event"), ({"text": "Late dumping with hypoglycemia"}, None),
        (icd("E16.A3", "Hypoglycemia level 3 with unawareness"), "event"), (icd("E16.2", "Severe hypoglycemia, risk of seizures"), "event"),
        (icd("E16.2", "Hypoglycemia with seizure, seizure precautions"), "event"),
        ({"text": "Recurrent fasting hypoglycemia, on continuous glucose monitor"}, "event"), ({"text": "Hypoglycemia, education given"}, "event"),
        ({"text": "Hypoglycemia, counselled on frequent meals"}, "event"), ({"text": "Hypoglycemia, at risk for falls"}, "event"),
        ({"text": "Postprandial and fasting hypoglycemia"}, "event"), ({"text": "Education about hypoglycemia"}, None),
        ({"text": "Hypoglycemia unawareness"}, None), ({"text": "Risk of hypoglycemia"}, None), ({"text": "At risk for hypoglycemia"}, None),
        ({"text": "Fear of hypoglycemia"}, None), ({"text": "Hypoglycemia prevention education"}, None), ({"text": "Hypoglycemia protocol"}, None),
        ({"text": "Hypoglycemia level 1"}, None), ({"text": "No hypoglycemia"}, None), ({"text": "Suspected hypoglycemia"}, None),
        ({"text": "Family history of hypoglycemia"}, None), ({"text": "Hypoglykämiewahrnehmungsstörung"}, None), ({"text": "Pseudohypoglycemia"}, None),
        ({"text": "Sospecha de hipoglucemia"}, None), ({"text": "Pas d'hypoglyc\u00e9mie"}, None), ({"text": "Sin hipoglucemia"}, None),
        ({"text": "V.a. Hypoglyk\u00e4mie"}, None), ({"text": "Verdenking hypoglykemie"}, None), ({"text": "Suspeita de hipoglicemia"}, None),
        ({"text": "Hyperglycemia"}, None), ({"text": "Hyperinsulinism"}, None), ({"text": "Oral hypoglycemic agent use"}, None), (icd("E16.4"), None),
    ],
)  # fmt: skip
def test_a_hypoglycemia_is_an_event_explained_or_neither(
    code: dict[str, Any], kind: str | None, terms: Terminology
) -> None:
    """A code or a name is one kind at most, and the words of diabetes, drugs and newborns are no unexplained event."""
    assert list(kinds(terms, code=code, recordedDate="2026-05")) == ([kind] if kind else [])


@pytest.mark.parametrize(
    ("members", "dates"),
    [
        ({"recordedDate": "2026-05"}, ["2026-05"]), ({"onsetDateTime": "2026-04"}, ["2026-04"]), ({}, [None]),
        ({"onsetDateTime": "2026-04", "recordedDate": "2026-05"}, ["2026-05"]), ({"onsetDateTime": "2026-06", "recordedDate": "2019"}, ["2026-06"]),
        ({"clinicalStatus": "resolved", "abatementDateTime": "2026-03", "recordedDate": "2026-05"}, ["2026-03"]),
        ({"clinicalStatus": "resolved", "onsetDateTime": "2026-02", "recordedDate": "2026-05"}, ["2026-02"]),
        ({"clinicalStatus": "resolved", "recordedDate": "2026-05"}, ["2026-05"]), ({"clinicalStatus": "resolved"}, []),
        ({"clinicalStatus": "inactive", "onsetDateTime": "2019"}, ["2019"]), ({"recordedDate": "2027"}, [None]),
        ({"clinicalStatus": "active", "abatementDateTime": "2019"}, [None]), ({"verificationStatus": "provisional", "recordedDate": "2026-05"}, []),
        ({"verificationStatus": "refuted", "recordedDate": "2026-05"}, []),
        ({"code": {"text": "History of hypoglycemia"}, "recordedDate": "2026-05"}, []),
        ({"code": {"text": "History of hypoglycemia"}, "onsetDateTime": "2026-04", "recordedDate": "2026-05"}, ["2026-04"]),
        ({"code": {"text": "Z.n. schwerer Hypoglyk\u00e4mie"}, "abatementDateTime": "2026-04"}, ["2026-04"]),
    ],
)  # fmt: skip
def test_an_event_has_the_date_it_happened(
    members: dict[str, Any], dates: list[str | None], terms: Terminology
) -> None:
    """One that is over still happened, on its own date; without any date it counts only while it is active."""
    assert kinds(terms, **({"code": icd("E16.2")} | members)).get("event", []) == dates


@pytest.mark.parametrize(
    ("members", "dates"),
    [
        ({"recordedDate": "2026-05"}, ["2026-05"]), ({}, [None]), ({"clinicalStatus": "resolved"}, []),
        ({"clinicalStatus": "resolved", "abatementDateTime": "2026-03"}, ["2026-03"]), ({"verificationStatus": "differential"}, []),
    ],
)  # fmt: skip
@pytest.mark.parametrize(("code", "kind"), [("E16.0", "explained"), ("E11.649", "diabetes")])
def test_an_explanation_is_active_or_dated(
    members: dict[str, Any], dates: list[str | None], code: str, kind: str, terms: Terminology
) -> None:
    """An explanation that is over and undated explains nothing, and a suspected one neither; diabetes that is over is an event."""
    found = kinds(terms, **({"code": icd(code)} | members))
    assert found.get("explained" if "abatementDateTime" in members else kind, []) == dates
    assert len(found) == bool(dates)


@pytest.mark.parametrize(
    ("code", "noted"),
    [({"text": "Reactive hypoglycemia"}, True), (icd("E16.A2", "Hypoglycemia level 1"), True), ({"text": "Hypoglycemia unawareness"}, True), ({"text": "Hypoglycemia"}, False),
     (icd("E11.649"), False), (icd("E16.2", "No hypoglycemia"), True)],
)  # fmt: skip
def test_what_is_no_event_leaves_a_note(code: dict[str, Any], noted: bool, terms: Terminology) -> None:
    """Words that take an event away are counted, so that the reader can see them."""
    notes: list[Note] = []
    kinds(terms, notes, code=code)
    assert bool(notes) is noted
