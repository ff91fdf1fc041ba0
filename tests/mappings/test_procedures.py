"""Procedure resources: which were done, which removed the pancreas or a tumor in it, when, and of what."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

import pytest

from mappings import procedures, terminology
from mappings.model import Extent, Note, Resection
from mappings.procedure_reasons import Tumors
from mappings.terminology import Terminology

AS_OF: Final = datetime(2026, 11, 23, 12, tzinfo=UTC)
SNOMED: Final = "http://snomed.info/sct"
PCS: Final = "http://hl7.org/fhir/sid/icd-10-pcs"
CMS: Final = "http://www.cms.gov/Medicare/Coding/ICD10"
ICD: Final = "http://hl7.org/fhir/sid/icd-10-cm"
OPS: Final = "http://fhir.de/CodeSystem/bfarm/ops"
INSULINOMA: Final = {"coding": [{"system": SNOMED, "code": "302822000"}]}
TOTAL, PARTIAL, LOCAL, UNKNOWN = Extent.TOTAL, Extent.PARTIAL, Extent.ENUCLEATION, Extent.UNKNOWN


@pytest.fixture(scope="module")
def terms() -> Terminology:
    """Return the shipped terminology."""
    return terminology.load()


def concept(system: str, code: str, display: str = "", text: str = "") -> dict[str, Any]:
    """Return a CodeableConcept."""
    return {"coding": [{"system": system, "code": code, "display": display}]} | ({"text": text} if text else {})


def read(
    terms: Terminology, *resources: dict[str, Any], notes: list[Note] | None = None, refs: frozenset[str] = frozenset()
) -> procedures.Operations:
    """Read Procedures, which are completed enucleations of an insulinoma unless their members say otherwise."""
    made = [
        {
            "resourceType": "Procedure",
            "id": f"p{number}",
            "status": "completed",
            "code": {"text": "Enucleation of insulinoma"},
        }
        | one
        for number, one in enumerate(resources)
    ]
    return procedures.read(made, terms, AS_OF, UTC, [] if notes is None else notes, Tumors(refs))


def one(terms: Terminology, **members: Any) -> Resection | None:
    """Read one Procedure; None where it is no resection."""
    found = read(terms, members).resections
    return found[0] if found else None


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (concept(PCS, "0FTG0ZZ"), TOTAL), (concept(CMS, "0FTG4ZZ"), TOTAL), (concept("urn:oid:2.16.840.1.113883.6.4", "0FTG0ZZ"), TOTAL),
        (concept(PCS, "0FBG0ZZ"), PARTIAL), (concept(PCS, "0FBG3ZZ"), PARTIAL), (concept(PCS, "0FBG8ZZ"), PARTIAL),
        (concept(PCS, "0FBG0ZX"), None), (concept(PCS, "0FBG3ZX"), None), (concept(PCS, "0FB00ZZ"), None),
        # a sample, whatever the words or another code say
        *((concept(system, code, text=text), None) for code in ("0FBG0ZX", "0FBG3ZX", "0FBG4ZX", "0FBG8ZX", "0F9G3ZX", "0FDG8ZX")
          for system in (PCS, CMS) for text in ("", "Excision of pancreas", "Distal pancreatectomy", "Enucleation of insulinoma")),
        ({"coding": [{"system": PCS, "code": "0FBG0ZZ"}, {"system": PCS, "code": "0FBG0ZX"}]}, None),
        (concept(PCS, "0FBG3ZX", "Excision of Pancreas, Percutaneous Approach, Diagnostic"), None),
        (concept("http://unknown.example", "0FBG3ZX", "Excision of Pancreas, Percutaneous Approach, Diagnostic"), None),
        (concept(PCS, "0FBG0ZZ", "Excision of Pancreas, Open Approach", "Distal pancreatectomy, drain"), PARTIAL),
        (concept(PCS, "0FBG0ZZ", text="Excision of pancreas with drain placement"), PARTIAL),
        (concept(SNOMED, "9524002"), TOTAL), (concept(SNOMED, "287847009"), PARTIAL), (concept(SNOMED, "33149006"), UNKNOWN),
        (concept(SNOMED, "69036001"), UNKNOWN), (concept(SNOMED, "265459006"), PARTIAL),
        (concept(OPS, "5-524.2"), PARTIAL), (concept(OPS, "5-524"), PARTIAL), (concept(OPS, "5-525"), TOTAL),
        (concept(OPS, "5-525.0"), UNKNOWN), (concept(OPS, "5-525.3"), None), (concept(OPS, "5-521.0"), LOCAL),
        (concept("http://fhir.de/CodeSystem/dimdi/ops", "5-524.0"), PARTIAL), (concept(OPS, "5-52"), None),
        (concept("http://unknown.example", "0FTG0ZZ"), None),
        # code and words
        (concept(SNOMED, "9524002", text="Distal pancreatectomy"), PARTIAL), (concept(PCS, "0FTG0ZZ", text="Whipple"), PARTIAL),
        (concept(PCS, "0FTG0ZZ", "Resection of Pancreas, Open Approach"), TOTAL),
        (concept(SNOMED, "33149006", text="Total pancreatectomy"), TOTAL),
        (concept(OPS, "5-525.1", "(Totale) Pankreatektomie: pyloruserhaltend"), TOTAL),
        (concept(PCS, "0FBG0ZZ", text="Pancreatic biopsy"), None), (concept(SNOMED, "9524002", text="Planned total pancreatectomy"), None),
        # words alone
        ({"text": "Distal pancreatectomy"}, PARTIAL), ("Distal pancreatectomy", PARTIAL), ({"coding": [{"display": "Whipple procedure"}]}, PARTIAL),
        ([{"text": "Distal pancreatectomy"}], PARTIAL), ({"text": "Appendectomy"}, None), ({"text": "EUS-FNA of insulinoma"}, None),
    ],
)  # fmt: skip
def test_a_resection_is_code_or_words(code: Any, kind: Extent | None, terms: Terminology) -> None:
    """Either says how much was removed; a biopsy is none, and what is smaller beside a total pancreatectomy wins."""
    found = one(terms, code=code)
    assert (found.kind if found else None) is kind


@pytest.mark.parametrize(
    ("members", "kind"),
    [
        ({"code": {"text": "Enucleation"}}, None), ({"code": {"text": "Enucleation"}, "bodySite": [{"text": "Pancreas"}]}, LOCAL),
        ({"code": {"text": "Tumor excision"}, "bodySite": concept(SNOMED, "73239005")}, LOCAL),
        ({"code": {"text": "Enucleation"}, "bodySite": [{"text": "Eye"}]}, None),
        ({"code": {"text": "Enucleation"}, "reasonCode": [INSULINOMA]}, LOCAL),
        ({"code": {"text": "Radiofrequency ablation"}, "reasonCode": [{"text": "Insulinoma"}]}, LOCAL),
        ({"code": {"text": "Radiofrequency ablation of liver"}, "reasonCode": [{"text": "Insulinoma"}]}, None),
        ({"code": {"text": "Laparoscopy"}, "reasonCode": [{"text": "Insulinoma"}]}, None),
        ({"code": {"text": "Enucleation"}, "bodySite": [concept(SNOMED, "78961009")]}, None),
        ({"code": {"text": "Excision"}, "bodySite": [{"text": "Peripancreatic lymph node"}]}, None),
        ({"code": {"text": "Excision"}, "bodySite": [{"text": "Pancreatic duct"}]}, None),
        ({"code": {"text": "Excision"}, "bodySite": [{"text": "Duct of pancreas"}]}, None),
        ({"code": {"text": "Excision"}, "bodySite": [{"text": "Lymph node of head of pancreas"}]}, None),
        ({"code": {"text": "Excision of stone"}, "bodySite": [{"text": "Pancreas"}]}, None),
        ({"code": {"text": "Removal"}, "bodySite": [{"text": "Pancreas"}]}, None),
        ({"code": {"text": "Removal of lesion"}, "bodySite": [{"text": "Pankreas"}]}, LOCAL),
        ({"code": {"text": "Removal of central venous port"}, "reasonCode": [INSULINOMA]}, None),
        ({"code": {"text": "Check after enucleation"}, "reasonCode": [INSULINOMA]}, None),
        ({"code": {"text": "Resection of small bowel NET"}, "reasonCode": [INSULINOMA]}, None),
    ],
)  # fmt: skip
def test_a_bare_operation_takes_its_organ_from_the_site_or_the_reason(
    members: dict[str, Any], kind: Extent | None, terms: Terminology
) -> None:
    """An enucleation of no named organ is the pancreas's where body site or reason say so; the spleen's is not."""
    found = one(terms, **members)
    assert (found.kind if found else None) is kind


PNET: Final = concept(ICD, "C25.4")
NET: Final = {"text": "Resection of neuroendocrine tumor"}


@pytest.mark.parametrize(
    ("members", "kind"),
    [
        ({"code": NET}, None), ({"code": NET, "bodySite": [{"text": "Pancreas"}]}, UNKNOWN), ({"code": NET, "bodySite": concept(SNOMED, "73239005")}, UNKNOWN),
        ({"code": NET, "bodySite": [{"text": "Duodenum"}]}, None), ({"code": NET, "reasonCode": [PNET]}, UNKNOWN), ({"code": NET, "reasonCode": [INSULINOMA]}, UNKNOWN),
        ({"code": NET, "reasonCode": [{"text": "Pancreatic neuroendocrine tumor"}]}, UNKNOWN), ({"code": NET, "reasonCode": [{"text": "? pancreatic NET"}]}, None),
        ({"code": NET, "reasonCode": [PNET | {"text": "? pancreatic NET"}]}, None), ({"code": NET, "reasonCode": [{"text": "Neuroendocrine tumor"}]}, None), ({"code": NET, "reason": [{"concept": PNET}]}, UNKNOWN),
        ({"code": NET, "reasonReference": [{"reference": "Condition/n1"}]}, UNKNOWN), ({"code": NET, "reasonReference": [{"reference": "Condition/x"}]}, None),
        ({"code": {"text": "RFA of neuroendocrine tumor"}, "reasonCode": [PNET]}, LOCAL),
        ({"code": {"text": "Resection of ileal neuroendocrine tumor"}, "reasonCode": [PNET]}, None),
        ({"code": {"text": "Duodenal NET excision"}, "bodySite": [{"text": "Pancreas"}]}, None),
        # another operation of no named organ is not the pancreas's for its reason alone
        ({"code": {"text": "Tumor excision"}, "reasonCode": [PNET]}, None), ({"code": {"text": "Excision"}, "reasonReference": [{"reference": "Condition/n1"}]}, None),
    ],
)  # fmt: skip
def test_a_neuroendocrine_tumor_needs_a_pancreatic_site(
    members: dict[str, Any], kind: Extent | None, terms: Terminology
) -> None:
    """Words, body site or reason must say the pancreas, and then another organ in the words outweighs them."""
    made = {"resourceType": "Procedure", "id": "p0", "status": "completed"} | members
    tumors = Tumors(frozenset(), frozenset({"Condition/n1"}))
    found = procedures.read([made], terms, AS_OF, UTC, [], tumors).resections
    assert (found[0].kind if found else None) is kind


def test_a_sample_leaves_a_note_and_names_the_insulinoma(terms: Terminology) -> None:
    """A diagnostic code is no resection, and the insulinoma that it was done for remains."""
    notes: list[Note] = []
    found = read(terms, {"code": concept(PCS, "0FBG3ZX"), "reasonCode": [INSULINOMA]}, notes=notes)
    assert (found.resections, len(found.named)) == ((), 1)
    assert [note.reason for note in notes] == ["no resection: the code is of a diagnostic procedure"]


@pytest.mark.parametrize(
    ("status", "done"),
    [
        ("completed", True), (None, True), ("", True), ("Completed", True), (" completed ", True), ({"text": "Completed"}, True),
        ("not-done", False), ("preparation", False), ("in-progress", False), ("on-hold", False), ("stopped", False),
        ("aborted", False), ("suspended", False), ("unknown", False), ("entered-in-error", False), ("Not Done", False), ("banana", False),
    ],
)  # fmt: skip
def test_only_what_was_done_counts(status: Any, done: bool, terms: Terminology) -> None:
    """A completed operation counts; one without a status counts in part, and leaves a note like anything else."""
    notes: list[Note] = []
    found = read(terms, {"status": status}, notes=notes)
    assert bool(found.resections) is done
    assert [note.lost for note in notes] == ([] if status and done else [False])


@pytest.mark.parametrize("member", ["notDone", "notPerformed"])
@pytest.mark.parametrize(
    ("value", "done"), [(True, False), ("true", False), (False, True), ("false", True), (None, True)]
)
def test_what_an_earlier_release_says_was_not_done_removed_nothing(
    member: str, value: Any, done: bool, terms: Terminology
) -> None:
    """DSTU2 and STU3 deny a Procedure beside its status."""
    found = read(terms, {member: value})
    assert (bool(found.resections), bool(found.named)) == (done, not done)


@pytest.mark.parametrize("text", ["Total pancreatectomy", "Enucleation of insulinoma"])
def test_without_a_status_an_operation_ends_nothing(text: str, terms: Terminology) -> None:
    """It is of unknown extent, and the insulinoma that it names stays named."""
    found = read(terms, {"status": None, "code": {"text": text}})
    assert [(one.kind, one.of_insulinoma) for one in found.resections] == [(UNKNOWN, False)]
    assert bool(found.named) is ("insulinoma" in text)


@pytest.mark.parametrize(
    ("outcome", "done"),
    [
        (None, True), (concept(SNOMED, "385669000"), True), ({"text": "Successful"}, True), (concept(SNOMED, "385671000"), False),
        (concept(SNOMED, "385670004"), False), ({"text": "Unsuccessful"}, False), ({"text": "R1"}, False), ({"text": "Incomplete"}, False),
        ({"text": "R0"}, True), ("unsuccessful", False),
    ],
)  # fmt: skip
def test_an_unsuccessful_operation_removed_nothing(outcome: Any, done: bool, terms: Terminology) -> None:
    """An outcome that is not successful, or R1, leaves the tumor where it was."""
    assert (one(terms, outcome=outcome) is not None) is done


@pytest.mark.parametrize(
    ("members", "when"),
    [
        ({"performedDateTime": "2019-05-04"}, "2019-05-04"), ({"performedDateTime": "2019"}, "2019"), ({}, None),
        ({"performedPeriod": {"start": "2019-05-04T08:00:00Z", "end": "2019-05-04T10:00:00Z"}}, "2019-05-04"),
        ({"performedPeriod": {"start": "2019-05"}}, "2019-05"), ({"performedString": "2019-05"}, "2019-05"),
        ({"performedString": "in 2019"}, "2019"), ({"performedString": "spring of 2019, elsewhere"}, "2019"),
        ({"performedString": "before 2019"}, None), ({"performedString": "2017 or 2019"}, None), ({"performedString": "childhood"}, None),
        ({"performedString": "vor 2019"}, None), ({"performedString": "2019?"}, None), ({"performedString": "case 120191"}, None),
        ({"occurrenceDateTime": "2019-05-04"}, "2019-05-04"), ({"occurrencePeriod": {"end": "2019-06"}}, "2019-06"),
        ({"occurrenceString": "about 2019"}, "2019"), ({"performedAge": {"value": 40}}, None), ({"performedDateTime": "unreadable"}, None),
        ({"performedDateTime": "2026"}, "2026"), ({"performedDateTime": "2026-11-23"}, "2026-11-23"), ({"performedDateTime": 2019}, None),
        ({"performedDateTime": "0001-01-01"}, None), ({"performedPeriod": []}, None),
    ],
)  # fmt: skip
def test_a_date_is_read_in_every_form(members: dict[str, Any], when: str | None, terms: Terminology) -> None:
    """R4 and R5, instants, periods, partial dates and a lone year in words; what cannot be read is no date."""
    found = one(terms, **members)
    assert found is not None
    assert (found.when.text if found.when else None) == when


@pytest.mark.parametrize(
    "members", [{"performedDateTime": "2026-11-24"}, {"performedPeriod": {"end": "2027"}}, {"performedString": "2027"}]
)
def test_what_lies_ahead_was_not_done(members: dict[str, Any], terms: Terminology) -> None:
    """An operation dated in the future is not used, and a note says so; the insulinoma that it names remains."""
    notes: list[Note] = []
    found = read(terms, members, notes=notes)
    assert not found.resections
    assert [source.reference for source in found.named] == ["Procedure/p0"]
    assert "future" in notes[0].reason


DISTAL: Final = {"text": "Distal pancreatectomy"}


@pytest.mark.parametrize(
    ("members", "tied"),
    [
        ({"code": DISTAL}, False), ({"code": {"text": "Enucleation of insulinoma"}}, True), ({"code": {"text": "Distal pancreatectomy for insulinoma"}}, True),
        ({"code": DISTAL, "reasonCode": [INSULINOMA]}, True), ({"code": DISTAL, "reasonCode": [{"text": "Insulinoma"}]}, True),
        ({"code": DISTAL, "reasonCode": INSULINOMA}, True), ({"code": DISTAL, "reasonCode": [{"text": "IPMN"}]}, False),
        ({"code": DISTAL, "reasonReference": [{"reference": "Condition/c1"}]}, True),
        ({"code": DISTAL, "reasonReference": [{"reference": "https://ehr.example/fhir/Condition/c1/_history/3"}]}, True),
        ({"code": DISTAL, "reasonReference": {"reference": "Condition/c1"}}, True),
        ({"code": DISTAL, "reasonReference": [{"reference": "Condition/c2"}]}, False),
        ({"code": DISTAL, "reasonReference": [{"reference": "Condition/c2", "display": "Insulinoma"}]}, True),
        ({"code": DISTAL, "reason": [{"concept": INSULINOMA}]}, True), ({"code": DISTAL, "reason": [{"reference": {"reference": "Condition/c1"}}]}, True),
        ({"code": DISTAL, "reason": [{"reference": {"display": "Insulinoma"}}]}, True),
        ({"code": DISTAL, "report": [{"display": "Pathology: insulinoma, 1.4 cm"}]}, True),
        ({"code": DISTAL, "report": [{"display": "Pathology: no insulinoma"}]}, False),
        ({"code": DISTAL, "reasonCode": [{"text": "Suspected insulinoma"}]}, False),
        ({"code": DISTAL, "reasonCode": [INSULINOMA | {"text": "R/O insulinoma"}]}, False),
        ({"code": {"text": "Enucleation of insulinoma"}, "reasonCode": [{"text": "Suspected insulinoma"}]}, True),
        ({"code": DISTAL, "reasonCode": [{"text": "Mother had insulinoma"}]}, False), ({"code": DISTAL, "note": [{"text": "insulinoma"}]}, False),
    ],
)  # fmt: skip
def test_an_operation_is_of_an_insulinoma_by_itself_or_its_reason(
    members: dict[str, Any], tied: bool, terms: Terminology
) -> None:
    """Its code, words, reason or report name it, or its reason is the Condition; a doubt or a note does not."""
    found = read(terms, members, refs=frozenset({"Condition/c1"})).resections
    assert [one.of_insulinoma for one in found] == [tied]


def test_the_newest_is_first(terms: Terminology) -> None:
    """Resections are sorted by date, and those without one come last."""
    found = read(
        terms, {}, {"performedDateTime": "2015"}, {"performedDateTime": "2019-05"}, {"performedDateTime": "2017"}
    )
    assert [one.source.reference for one in found.resections] == [
        "Procedure/p2",
        "Procedure/p3",
        "Procedure/p1",
        "Procedure/p0",
    ]


@pytest.mark.parametrize(
    ("members", "named"),
    [
        ({"status": "preparation"}, True), ({"status": "not-done"}, True), ({"code": {"text": "Planned enucleation of insulinoma"}}, True),
        ({"code": {"text": "EUS"}, "reasonCode": [INSULINOMA]}, True), ({"code": {"text": "EUS"}, "reasonCode": [{"text": "? insulinoma"}]}, False),
        ({"status": "entered-in-error"}, False), ({"code": {"text": "EUS"}}, False), ({}, False),
    ],
)  # fmt: skip
def test_an_insulinoma_that_was_not_removed_is_named(members: dict[str, Any], named: bool, terms: Terminology) -> None:
    """A Procedure that removed nothing but surely names an insulinoma is no silence."""
    assert bool(read(terms, members).named) is named


@pytest.mark.parametrize("code", [7, {"coding": 7}, {"text": 7, "coding": [{}]}, {"coding": [{"code": ""}]}, [7], True])
def test_a_code_that_cannot_be_read_is_lost(code: Any, terms: Terminology) -> None:
    """A Procedure whose code says something unreadable makes the element incomplete."""
    notes: list[Note] = []
    found = read(terms, {"code": code}, notes=notes)
    assert not found.resections
    if code != {"text": 7, "coding": [{}]}:  # a number is spelled out and says nothing
        assert [note.lost for note in notes] == [True]


@pytest.mark.parametrize("code", [None, {}, [], "", {"coding": [{"system": "urn:x", "code": "1"}]}])
def test_a_code_that_says_nothing_is_no_loss(code: Any, terms: Terminology) -> None:
    """A Procedure without a code, or with a foreign one alone, is read and none of ours."""
    notes: list[Note] = []
    assert not read(terms, {"code": code}, notes=notes).resections
    assert not notes


@pytest.mark.parametrize(
    "value", [7, "x", [], {}, [None], {"a": {"b": []}}, True, [[]], {"coding": "x"}, {"coding": [7]}, None]
)
@pytest.mark.parametrize(
    "name", ["bodySite", "reasonCode", "reasonReference", "reason", "report", "performedPeriod", "performedDateTime", "outcome", "id"]
)  # fmt: skip
def test_one_bad_member_costs_nothing(name: str, value: Any, terms: Terminology) -> None:
    """Whatever another member holds, the operation is read, unless the value says that it failed."""
    assert one(terms, **{name: value}) is not None


@pytest.mark.parametrize(("count", "left"), [(10, 0), (11, 1)])
def test_the_operations_beyond_ten_leave_a_note(count: int, left: int, terms: Terminology) -> None:
    """The newest are weighed; an older one is no silence."""
    notes: list[Note] = []
    read(terms, *({"performedDateTime": f"{2000 + number}"} for number in range(count)), notes=notes)
    assert [(note.reference, note.reason) for note in notes] == [
        ("Procedure/p0", "not weighed: the 10 newest operations are")
    ] * left
