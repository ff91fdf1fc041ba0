"""`pnet-cds explain` lists course, stage, size, load and potassium, and says which are not recorded."""

from __future__ import annotations

from datetime import UTC

from mappings import picture
from mappings.model import Element, State
from service import explain_facts
from tests.mappings.observed import AS_OF, TERMS, Json, amount, loinc, observation, ours, said


def rows(*found: Json) -> dict[str, tuple[str, str]]:
    """Return fact -> value and place."""
    drawn = picture.draw({"tumor": Element(found, State.READ)}, "1", AS_OF, TERMS, UTC)
    return {fact: (value, seen) for fact, value, seen in explain_facts.facts(drawn)}


def test_what_was_found_is_listed() -> None:
    """Each finding is a row with its value, quality and place."""
    read = rows(
        observation(loinc("97509-4"), said("PD"), id="1"), observation(loinc("21908-9"), said("IV"), id="2"),
        observation(loinc("21905-5"), said("cT2"), id="3"), observation(loinc("21889-1"), said("2 cm"), id="4"),
        observation(ours("hepatic-tumor-load"), said("<25%"), id="5"), observation(loinc("2823-3"), amount(6, "mEq/L"), id="6"),
    )  # fmt: skip
    assert read["progression"] == ("progressive (exact)", "Observation/1, 2026-06-01, by code: PD")
    assert read["stage"] == ("IV (exact)", "Observation/2, 2026-06-01, by code: IV")
    assert read["TNM"] == ("cT2 (exact)", "Observation/3, 2026-06-01, by code: cT2")
    assert read["tumor size"][0] == "20 mm (exact)"
    assert read["hepatic load"][0] == "<25 % (bounded)"
    assert read["potassium"][0] == "6 mmol/L"


def test_what_is_not_recorded_is_in_plain_sight() -> None:
    """Without a finding the row says so."""
    read = rows()
    assert {read[name] for name in ("progression", "stage", "tumor size", "hepatic load")} == {("not recorded", "")}
    assert "TNM" not in read
    assert "potassium" not in read


def test_organ_function_is_listed() -> None:
    """Each value is a row with its limit; what is not recorded is said."""
    read = rows(
        observation(loinc("1742-6"), amount(50, "U/L"), id="1", referenceRange=[{"high": {"value": 40, "unit": "U/L"}}]),
        observation(loinc("1920-8"), amount(50, "U/L"), id="2"), observation(loinc("4548-4"), amount(7, "%"), id="3"),
        observation(loinc("10230-1"), amount(60, "%"), id="4"), observation(loinc("8480-6"), amount(120, "mmHg"), id="5"),
    )  # fmt: skip
    assert read["alt"] == ("50 U/L (exact), upper limit 40", "Observation/1, 2026-06-01, by code: ")
    assert read["ast"][0] == "50 U/L (exact), upper limit 40 (default)"
    assert read["hba1c"][0] == "7 % (exact), no limit"
    assert read["LVEF"][0] == "60 % (exact), lower limit 50 (default)"
    assert read["blood pressure"][0] == "120 mmHg (exact)"
    assert {read[name][0] for name in ("bilirubin", "Child-Pugh", "cirrhosis")} == {"not recorded"}


def test_what_reports_say_is_listed() -> None:
    """Each fact from text has its sentence, and a report that was not read is named."""
    report = {"resourceType": "DiagnosticReport", "id": "r", "status": "final", "effectiveDateTime": "2026-09-01"}
    told = report | {"conclusion": "Insulinoma, NET G1. Ki-67 2 %. Krenning score 4. Hepatic tumor load 30 %."}
    pdf = report | {"id": "p", "presentedForm": [{"contentType": "application/pdf", "data": "JVBERg=="}]}
    drawn = picture.draw({"reports": Element((told, pdf), State.READ)}, "1", AS_OF, TERMS, UTC)
    read = {fact: (value, seen) for fact, value, seen in explain_facts.facts(drawn)}
    assert read["Ki-67, in a report"] == (
        "2 % (from report text)",
        "DiagnosticReport/r, 2026-09-01, by text: Ki-67 2 %.",
    )
    assert read["insulinoma, in a report"][1].endswith("by text: Insulinoma, NET G1.")
    assert read["grade, in a report"][0] == "G1 (from report text)"
    assert read["sstr, in a report"][0] == "positive (from report text)"
    assert read["hepatic load, in a report"][0] == "30 % (from report text)"
    assert read["report not read"] == ("PDF: a report exists, not read", "DiagnosticReport/p, 2026-09-01")
    assert read["Ki-67"] == ("not recorded", "")


def test_a_conflict_names_both() -> None:
    """Two answers of a day are both named."""
    read = rows(observation(loinc("97509-4"), said("PD"), id="1"), observation(loinc("97509-4"), said("SD"), id="2"))
    assert read["progression"][0] == "conflicting (ambiguous)"
    assert "Observation/1" in read["progression"][1]
    assert "Observation/2" in read["progression"][1]
