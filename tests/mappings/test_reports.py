"""Which reports are read, what they say in the picture, and what never rests on them."""

from __future__ import annotations

import base64
from datetime import UTC
from typing import Any

import pytest

from mappings import picture
from mappings.model import Certainty, Element, Quality, State
from mappings.patient import Picture
from mappings.report_forms import binary_of
from tests.mappings.observed import AS_OF, TERMS, Json, loinc, observation, ours, said

INSULINOMA = {"system": "http://snomed.info/sct", "code": "302822000"}


def report(text: str = "", key: str = "r1", **members: Any) -> Json:
    """Return a final DiagnosticReport of patient 1."""
    made = {
        "resourceType": "DiagnosticReport",
        "id": key,
        "status": "final",
        "subject": {"reference": "Patient/1"},
        "code": {"text": "Report"},
        "effectiveDateTime": "2026-09-01",
    }
    return made | ({"conclusion": text} if text else {}) | members


def attached(content: str | bytes, kind: str = "text/plain") -> list[Json]:
    """Return a presentedForm."""
    raw = content.encode() if isinstance(content, str) else content
    return [{"contentType": kind, "data": base64.b64encode(raw).decode()}]


def draw(*found: Json, **others: tuple[Json, ...]) -> Picture:
    """Return the picture of reports and other elements."""
    elements = {"reports": Element(found, State.READ)}
    elements |= {name: Element(sent, State.READ) for name, sent in others.items()}
    return picture.draw(elements, "1", AS_OF, TERMS, UTC)


def condition(text: str, **members: Any) -> Json:
    """Return a Condition of patient 1."""
    return {
        "resourceType": "Condition",
        "id": "c",
        "subject": {"reference": "Patient/1"},
        "code": {"text": text},
    } | members


def test_a_fact_has_its_sentence_and_report() -> None:
    """What a report says is kept with the sentence, the report and its date, and is marked as from text."""
    found = draw(report("Pancreas: NET, G2. Ki-67 12 %. Krenning score 4 in the metastases. Hepatic tumor load 30 %."))
    told = found.reported
    assert told.ki67
    assert told.grade
    assert told.sstr
    assert told.hepatic_load
    assert (told.ki67.shown, told.ki67.acts_as, told.ki67.quality) == ("12 %", "G2", Quality.FROM_TEXT)
    assert (told.ki67.source.seen, told.ki67.source.how) == ("Ki-67 12 %.", "text")
    assert told.ki67.source.reference == "DiagnosticReport/r1"
    assert told.ki67.source.when
    assert told.ki67.source.when.text == "2026-09-01"
    assert (told.grade.value, told.sstr.value, told.hepatic_load.shown) == ("G2", "positive", "30 %")


def test_nothing_coded_comes_of_text() -> None:
    """The coded facts of the picture stay as they are: not recorded."""
    found = draw(report("NET of the pancreas, G2, Ki-67 12 %. SSTR-positive metastases. Progressive disease."))
    assert (found.ki67, found.grade, found.sstr, found.progression, found.hepatic_load) == (None,) * 5
    assert not found.histology
    assert not found.pnet


@pytest.mark.parametrize("status", ["entered-in-error", "cancelled"])
def test_a_void_report_is_not_used(status: str) -> None:
    """It is noted."""
    found = draw(report("Ki-67 12 %.", status=status))
    assert found.reported.ki67 is None
    assert any("not used" in one.reason for one in found.notes)


@pytest.mark.parametrize(
    ("members", "why"),
    [
        ({"effectiveDateTime": "2027-01-01"}, "in the future"),
        ({"subject": {"reference": "Patient/2"}}, "another patient"),
        ({"code": {"text": "Breast biopsy"}}, "another tumor"),
        ({"code": {"text": "Report"}, "specimen": [{"display": "Left breast"}]}, "another tumor"),
    ],
)
def test_a_report_that_is_not_of_this_tumor_today_is_refused(members: Json, why: str) -> None:
    """Dated in the future, of another patient, or of another tumor."""
    found = draw(report("Ki-67 12 %. Insulinoma.", **members))
    assert found.reported.ki67 is None
    assert found.insulinoma.certainty is Certainty.NOT_RECORDED
    assert any(why in one.reason for one in found.notes)


@pytest.mark.parametrize(
    ("status", "quality"),
    [("final", Quality.FROM_TEXT), ("amended", Quality.FROM_TEXT), ("corrected", Quality.FROM_TEXT),
     ("appended", Quality.FROM_TEXT), ("preliminary", Quality.PRELIMINARY), ("partial", Quality.PRELIMINARY),
     ("registered", Quality.PRELIMINARY), ("unknown", Quality.PRELIMINARY)],
)  # fmt: skip
def test_the_status_tells_the_quality(status: str, quality: Quality) -> None:
    """Amended ones are final, others are marked."""
    told = draw(report("Ki-67 12 %.", status=status)).reported.ki67
    assert told is not None
    assert told.quality is quality


def test_the_newest_final_report_with_a_value_counts() -> None:
    """A newer report without a value changes nothing, and a preliminary one counts only alone."""
    sent = (
        report("Ki-67 3 %.", "old", effectiveDateTime="2020-01-01"),
        report("Ki-67 12 %.", "new", effectiveDateTime="2025-01-01"),
        report("Ki-67 30 %.", "draft", effectiveDateTime="2026-01-01", status="preliminary"),
        report("No new lesions.", "last", effectiveDateTime="2026-10-01"),
    )
    told = draw(*sent).reported.ki67
    assert told is not None
    assert told.source.reference == "DiagnosticReport/new"


@pytest.mark.parametrize(
    "members",
    [
        {"presentedForm": attached("Ki-67 12 %.")},
        {"presentedForm": attached("<p>Ki-67 12 %.</p>", "text/html")},
        {"conclusionCode": [{"text": "NET, Ki-67 12 %"}]},
        {"presentedForm": {"contentType": "text/plain", "data": attached("Ki-67 12 %.")[0]["data"]}},
    ],
)
def test_each_form_is_read(members: Json) -> None:
    """Plain text, HTML, the words of a conclusion code, and an object where a list should be."""
    told = draw(report(**members)).reported.ki67
    assert told is not None
    assert told.shown == "12 %"


def test_a_form_that_was_sent_apart_is_read() -> None:
    """A Binary beside the report, whose address is relative."""
    form = [{"contentType": "text/plain", "url": "Binary/b1"}]
    binary = {
        "resourceType": "Binary",
        "id": "b1",
        "contentType": "text/plain",
        "data": attached("Ki-67 12 %.")[0]["data"],
    }
    assert draw(report(presentedForm=form), binary).reported.ki67 is not None
    assert [one.seen for one in draw(report(presentedForm=form)).reported.unread] == [
        "a report exists apart (Binary), not read"
    ]


@pytest.mark.parametrize(
    ("form", "why"),
    [
        (attached(b"%PDF", "application/pdf"), "PDF: a report exists, not read"),
        ([{"contentType": "application/pdf", "url": "Binary/b1"}], "PDF: a report exists, not read"),
        (
            [{"contentType": "text/plain", "url": "https://elsewhere.example/Binary/b1"}],
            "a report exists elsewhere, not read",
        ),
        ([{"contentType": "text/plain", "data": "%"}], "its data is not base64"),
    ],
)
def test_what_exists_and_is_not_read_is_named(form: list[Json], why: str) -> None:
    """A report is never passed over in silence."""
    unread = draw(report(presentedForm=form)).reported.unread
    assert [(one.reference, one.seen) for one in unread] == [("DiagnosticReport/r1", why)]


def test_a_pdf_beside_its_text_is_not_missed() -> None:
    """The same report in two forms was read."""
    form = [*attached(b"%PDF", "application/pdf"), *attached("Ki-67 12 %.")]
    found = draw(report(presentedForm=form)).reported
    assert found.ki67 is not None
    assert not found.unread


@pytest.mark.parametrize(
    ("url", "expected"),
    [("Binary/b1", "Binary/b1"), ("Binary/b1/_history/2", "Binary/b1"), ("https://x.example/fhir/Binary/b1", ""),
     ("//x.example/Binary/b1", ""), ("../Binary/b1", ""), ("Binary/", ""), ("Binary/a?b", ""), ("Patient/1", ""), (None, "")],
)  # fmt: skip
def test_only_a_relative_binary_is_followed(url: object, expected: str) -> None:
    """Any other address is left alone."""
    assert binary_of({"url": url}) == expected


def test_reports_of_the_laboratory_take_no_room() -> None:
    """Many reports without words, or of chemistry, do not push out the one of pathology."""
    many = [report(key=f"l{number}", effectiveDateTime="2026-11-01") for number in range(50)]
    many += [
        report("normal", f"c{number}", effectiveDateTime="2026-11-01",
               category=[{"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0074", "code": "CH"}]}])
        for number in range(50)
    ]  # fmt: skip
    many += [report("no words of interest", f"o{number}", effectiveDateTime="2026-11-01") for number in range(30)]
    old = report("Ki-67 12 %.", "path", effectiveDateTime="2020-01-01", code={"text": "Surgical pathology"})
    assert draw(*many, old).reported.ki67 is not None


def test_the_text_of_all_reports_is_bounded() -> None:
    """What goes beyond is named as not read."""
    many = [report("word " * 9_000, f"r{number}") for number in range(10)]
    found = draw(*many).reported
    assert len(found.unread) == 8


# What an insulinoma in a report does.


@pytest.mark.parametrize(
    "text", ["Insulinoma of the pancreatic tail.", "Suspicious for insulinoma.", "V. a. Insulinom."]
)
def test_an_insulinoma_in_words_is_suspected(text: str) -> None:
    """Never more, however sure the words are."""
    found = draw(report(text)).insulinoma
    assert found.certainty is Certainty.SUSPECTED
    assert [one.how for one in found.sources] == ["text"]


def test_a_coded_conclusion_of_pathology_is_a_histology() -> None:
    """A code in a final pathology report confirms; elsewhere, or in doubt, it is a suspicion."""
    coded = [{"coding": [INSULINOMA]}]
    path: Json = {"code": {"text": "Surgical pathology report"}}
    assert draw(report(conclusionCode=coded, **path)).insulinoma.certainty is Certainty.CONFIRMED
    assert draw(report(conclusionCode=coded, status="preliminary", **path)).insulinoma.certainty is Certainty.SUSPECTED
    assert draw(report(conclusionCode=coded, code={"text": "CT abdomen"})).insulinoma.certainty is Certainty.SUSPECTED
    denied = [{"coding": [INSULINOMA], "text": "no insulinoma"}]
    assert draw(report(conclusionCode=denied, **path)).insulinoma.certainty is not Certainty.CONFIRMED


def test_an_exclusion_lowers_nothing() -> None:
    """A confirmed insulinoma stays one, whatever a report says."""
    found = draw(report("Insulinoma excluded."), conditions=(condition("Insulinoma"),))
    assert found.insulinoma.certainty is Certainty.CONFIRMED


@pytest.mark.parametrize(
    ("members", "certainty"),
    [
        ({"verificationStatus": {"coding": [{"code": "refuted"}]}, "recordedDate": "2026-10-01"}, Certainty.NOT_RECORDED),
        ({"verificationStatus": {"coding": [{"code": "refuted"}]}, "recordedDate": "2026-01-01"}, Certainty.SUSPECTED),
        ({"verificationStatus": {"coding": [{"code": "refuted"}]}}, Certainty.SUSPECTED),
        ({"verificationStatus": {"coding": [{"code": "entered-in-error"}]}, "recordedDate": "2026-10-01"},
         Certainty.SUSPECTED),
    ],
)  # fmt: skip
def test_an_entry_that_refutes_it_later_counts(members: Json, certainty: Certainty) -> None:
    """A refuted insulinoma, recorded on the day of the report or later, answers the report."""
    found = draw(report("Suspicious for insulinoma."), conditions=(condition("Insulinoma", **members),))
    assert found.insulinoma.certainty is certainty


def test_a_healed_insulinoma_is_not_back_by_an_older_report() -> None:
    """A report from before the end says what was."""
    healed = condition("Insulinoma", clinicalStatus={"coding": [{"code": "resolved"}]}, abatementDateTime="2026-10-01")
    assert draw(report("Insulinoma."), conditions=(healed,)).insulinoma.certainty is Certainty.RESOLVED


def test_a_course_by_code() -> None:
    """A conclusion code that names the course is read by the reader of disease status."""
    found = draw(report(conclusionCode=[{"text": "Progressive disease"}])).reported.progression
    assert found is not None
    assert found.value == "progressive"


def test_coded_results_keep_their_place() -> None:
    """A coded SSTR result is what counts, beside a report that says otherwise."""
    coded = observation(ours("sstr-status"), said("negative"), id="s")
    found = draw(report("SSTR-positive liver metastases."), tumor=(coded,))
    assert found.sstr is not None
    assert found.sstr.value == "negative"
    assert found.reported.sstr is not None
    assert found.reported.sstr.value == "positive"
    assert loinc("29593-1")


@pytest.mark.parametrize(
    "members",
    [{"conclusion": 7}, {"conclusion": ["x"]}, {"presentedForm": "x"}, {"presentedForm": [None, 7]}, {"conclusionCode": "x"},
     {"conclusionCode": [{"coding": 7}]}, {"category": 7, "conclusion": "x"}, {"code": None, "conclusion": "x"},
     {"status": None, "conclusion": "x"}, {"effectivePeriod": 7, "conclusion": "x"}, {"conclusion": "\ud800 insulinoma"}],
)  # fmt: skip
def test_nothing_raises(members: Json) -> None:
    """Any JSON is read as far as it goes."""
    draw(report() | members)
