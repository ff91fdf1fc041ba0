"""Condition resources: certainty, activity, site, and what is left out."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

import pytest

from mappings import conditions, terminology
from mappings.conditions import Entry
from mappings.mentions import Mention
from mappings.model import Note
from mappings.terminology import Terminology

AS_OF: Final = datetime(2026, 11, 23, 12, tzinfo=UTC)
ICD: Final = "http://hl7.org/fhir/sid/icd-10-cm"
SNOMED: Final = "http://snomed.info/sct"
ICDO: Final = "http://terminology.hl7.org/CodeSystem/icd-o-3"
CLINICAL: Final = "http://terminology.hl7.org/CodeSystem/condition-clinical"
INSULINOMA: Final = {"coding": [{"system": SNOMED, "code": "302822000"}]}
MORPHOLOGY: Final = "http://hl7.org/fhir/us/mcode/StructureDefinition/mcode-histology-morphology-behavior"
GERMAN: Final = (
    "https://www.medizininformatik-initiative.de/fhir/ext/modul-onko/StructureDefinition/"
    "mii-ex-onko-histology-morphology-behavior-icdo3"
)


@pytest.fixture(scope="module")
def terms() -> Terminology:
    """Return the shipped terminology."""
    return terminology.load()


def icd(code: str, text: str = "") -> dict[str, Any]:
    """Return a CodeableConcept of an ICD code and, where given, words."""
    return {"coding": [{"system": ICD, "code": code}]} | ({"text": text} if text else {})


def status(code: str) -> dict[str, Any]:
    """Return a clinical status as FHIR has it."""
    return {"coding": [{"system": CLINICAL, "code": code}]}


def read(terms: Terminology, **members: Any) -> Entry | None:
    """Read one Condition with these members; `None` where it is left out."""
    resource = {"resourceType": "Condition", "id": "c", "code": INSULINOMA} | members
    found = conditions.entries([resource], terms, AS_OF, UTC, [])
    return found[0] if found else None


def entry(terms: Terminology, **members: Any) -> Entry:
    """Read one Condition, which must be read."""
    found = read(terms, **members)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("members", "active"),
    [
        ({"clinicalStatus": status("active")}, True), ({"clinicalStatus": "active"}, True),
        ({"clinicalStatus": {"text": "Active"}}, True), ({"clinicalStatus": [status("active")]}, True),
        ({"clinicalStatus": status("recurrence")}, True), ({"clinicalStatus": status("relapse")}, True),
        ({"clinicalStatus": status("unknown")}, True), ({"clinicalStatus": {"text": "Chronic"}}, True), ({}, True),
        ({"clinicalStatus": status("resolved")}, False), ({"clinicalStatus": "Resolved"}, False),
        ({"clinicalStatus": {"text": "RESOLVED"}}, False), ({"clinicalStatus": status("inactive")}, False),
        ({"clinicalStatus": status("remission")}, False), ({"clinicalStatus": {"coding": status("resolved")["coding"][0]}}, False),
        ({"clinicalStatus": {"coding": [{"display": "Resolved"}]}}, False),
        ({"clinicalStatus": {"coding": [{"system": "urn:local", "code": "3"}, *status("resolved")["coding"]]}}, False),
        ({"clinicalStatus": {"coding": [*status("active")["coding"], *status("resolved")["coding"]]}}, None),
        ({"abatementDateTime": "2019"}, False), ({"abatementDateTime": "unreadable"}, False),
        ({"abatementPeriod": {"end": "2019-05"}}, False), ({"abatementAge": {"value": 51}}, False),
        ({"abatementRange": {"low": {"value": 50}}}, False), ({"abatementString": "after surgery"}, False),
        ({"abatementBoolean": True}, False), ({"abatementBoolean": False}, True), ({"abatementBoolean": "false"}, True),
        ({"abatementString": ""}, True), ({"abatementPeriod": {}}, True), ({"abatementDateTime": None}, True),
        ({"abatementDateTime": "2026-11-24"}, True), ({"abatementDateTime": "2026-11"}, False),
        ({"clinicalStatus": status("active"), "abatementDateTime": "2019"}, None),
        ({"clinicalStatus": status("recurrence"), "abatementDateTime": "2019"}, None),
        ({"clinicalStatus": status("active"), "abatementDateTime": "2027"}, True),
        ({"clinicalStatus": status("resolved"), "abatementDateTime": "2027"}, False),
        ({"clinicalStatus": status("unknown"), "abatementDateTime": "2019"}, False),
    ],
)  # fmt: skip
def test_activity_is_read_in_every_form(members: dict[str, Any], active: bool | None, terms: Terminology) -> None:
    """A status is read as code, string or words; abated is not active; active and abated contradict each other."""
    assert entry(terms, **members).active is active


@pytest.mark.parametrize(
    ("verification", "suspected"),
    [
        (None, False), ("confirmed", False), ({"text": "Confirmed"}, False), ("provisional", True), ("differential", True),
        ("unconfirmed", True), ({"coding": [{"code": "provisional"}]}, True), ({"text": "Differential"}, True),
        ({"coding": [{"code": "P"}, {"code": "provisional"}]}, True), ("unknown", False),
        ({"coding": [{"code": "refuted"}, {"code": "confirmed"}]}, False),
    ],
)  # fmt: skip
def test_certainty_is_the_verification_status(verification: Any, suspected: bool, terms: Terminology) -> None:
    """Confirmed, missing or unheard of is confirmed; provisional, differential and unconfirmed are a suspicion."""
    assert entry(terms, verificationStatus=verification).suspected is suspected


@pytest.mark.parametrize(
    "verification",
    ["refuted", "entered-in-error", {"text": "Entered in Error"}, {"coding": [{"code": "refuted"}]},
     {"coding": [{"system": "urn:local", "code": "R"}, {"code": "refuted"}]}, [{"coding": [{"code": "entered-in-error"}]}]],
)  # fmt: skip
def test_what_is_refuted_is_left_out(verification: Any, terms: Terminology) -> None:
    """A refuted or erroneous entry is not used, even where it is active, and a note says so."""
    notes: list[Note] = []
    resource = {"resourceType": "Condition", "id": "c", "code": INSULINOMA, "clinicalStatus": "active"}
    assert not conditions.entries([resource | {"verificationStatus": verification}], terms, AS_OF, UTC, notes)
    assert [(note.reference, note.lost) for note in notes] == [("Condition/c", False)]


@pytest.mark.parametrize("code", [None, {}, {"coding": []}, {"coding": [{"system": SNOMED}]}, {"text": " "}])
def test_an_entry_that_says_nothing_is_noted(code: Any, terms: Terminology) -> None:
    """An entry without code and words is not used, and a note says so."""
    notes: list[Note] = []
    assert not conditions.entries([{"resourceType": "Condition", "id": "c", "code": code}], terms, AS_OF, UTC, notes)
    assert len(notes) == 1


@pytest.mark.parametrize(
    ("code", "extension", "named", "mention", "how"),
    [
        (INSULINOMA, None, True, Mention.ASSERTED, "code"),
        ({"coding": [{"system": SNOMED, "code": "134154009"}]}, None, True, Mention.ASSERTED, "code"),
        ({"coding": [{"system": "http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl", "code": "C3140"}]}, None, True,
         Mention.ASSERTED, "code"),
        (icd("C25.4", "Insulinoma"), None, True, Mention.ASSERTED, "name"),
        ({"coding": [{"system": ICD, "code": "C25.4", "display": "insulinoma"}]}, None, True, Mention.ASSERTED, "name"),
        (icd("D13.7", "insulin-secreting tumor"), None, True, Mention.ASSERTED, "name"),
        (icd("C25.9", "Insulinoma"), None, True, Mention.ASSERTED, "name"),
        ({"text": "Insulinoma"}, None, True, Mention.ASSERTED, "name"), ("Insulinoma", None, True, Mention.ASSERTED, "name"),
        (icd("C25.4"), (MORPHOLOGY, ICDO, "8151/3"), True, Mention.ASSERTED, "morphology extension"),
        (icd("D13.7"), (GERMAN, ICDO, "8151/0"), True, Mention.ASSERTED, "morphology extension"),
        (icd("C25.4"), ("http://other.example/x-histology-morphology-behavior", ICDO, "8151/3"), True, Mention.ASSERTED,
         "morphology extension"),
        (icd("C25.4"), ("http://other.example/behavior", ICDO, "8151/3"), False, Mention.ASSERTED, "code"),
        (icd("C25.4"), (MORPHOLOGY, ICDO, "8150/3"), False, Mention.ASSERTED, "code"),
        (icd("C25.4"), (MORPHOLOGY, "http://unknown.example", "8151/3"), False, Mention.ASSERTED, "code"),
        ({"text": "R/O insulinoma", "coding": [{"system": "http://unknown.example", "code": "1"}]}, None, True,
         Mention.SUSPECTED, "name"),
        (INSULINOMA | {"text": "R/O insulinoma"}, None, True, Mention.SUSPECTED, "code"),
        (INSULINOMA | {"text": "History of insulinoma"}, None, True, Mention.SUSPECTED, "code"),
        (INSULINOMA | {"text": "No insulinoma"}, None, True, Mention.SUSPECTED, "code"),
        (INSULINOMA | {"text": "Hypoglycemia"}, None, True, Mention.ASSERTED, "code"),
        ({"text": "History of insulinoma"}, None, True, Mention.PAST, "name"),
        (icd("Z86.018", "Insulinoma"), None, True, Mention.PAST, "name"),
        (icd("Z86.018", "Possible insulinoma"), None, True, Mention.PAST, "name"),
        (icd("Z86.018"), None, False, Mention.ASSERTED, "code"),
        ({"text": "No insulinoma"}, None, False, Mention.DENIED, "code"),
        ({"text": "Family history of insulinoma"}, None, False, Mention.FAMILY, "code"),
        (icd("Z83.41", "Insulinoma"), None, False, Mention.FAMILY, "code"),
        (icd("Z83.41", "Family history of MEN"), None, False, Mention.ASSERTED, "code"),
        (icd("E31.21"), None, False, Mention.ASSERTED, "code"), (icd("E16.1"), None, False, Mention.ASSERTED, "code"),
        ({"coding": [{"system": "http://unknown.example", "code": "302822000", "display": "Gout"}]}, None, False, Mention.ASSERTED, "code"),
    ],
)  # fmt: skip
def test_an_insulinoma_is_found(
    code: Any, extension: tuple[str, str, str] | None, named: bool, mention: Mention, how: str, terms: Terminology
) -> None:
    """A code, a morphology or a name is an insulinoma, as certain as its words; family, denial and other codes are not."""
    members: dict[str, Any] = {"code": code}
    if extension:
        value = {"coding": [{"system": extension[1], "code": extension[2]}]}
        members["extension"] = [{"url": extension[0], "valueCodeableConcept": value}]
    found = entry(terms, **members)
    assert ("insulinoma" in found.sets, found.mention, found.source.how) == (named, mention, how)


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"code": icd("C25.4")}, {"pancreatic-tumor", "net"}), ({"code": icd("D13.7")}, {"pancreatic-tumor", "net"}),
        ({"code": INSULINOMA}, {"pancreatic-tumor", "net"}),
        ({"code": icd("C7A.8")}, {"net"}), ({"code": icd("D3A.8")}, {"net"}), ({"code": icd("C7A.1")}, {"net"}),
        ({"code": icd("C7A.8", "Neuroendocrine tumor of pancreas")}, {"pancreatic-tumor", "net"}),
        ({"code": icd("C7A.8", "NET, pancreatic tail")}, {"pancreatic-tumor", "net"}),
        ({"code": icd("D3A.8"), "bodySite": [{"text": "Tail of pancreas"}]}, {"pancreatic-tumor", "net"}),
        ({"code": icd("D3A.8"), "bodySite": {"text": "Pankreasschwanz"}}, {"pancreatic-tumor", "net"}),
        ({"code": icd("C7A.8"), "bodySite": [{"coding": [{"system": SNOMED, "code": "15776009"}]}]}, {"pancreatic-tumor", "net"}),
        ({"code": icd("C7A.8"), "bodySite": [{"coding": [{"code": "C25.2"}]}]}, {"pancreatic-tumor", "net"}),
        ({"code": icd("C7A.8"), "bodySite": [{"text": "Ileum"}]}, {"net"}),
        ({"code": icd("C7A.8"), "stage": [{"summary": {"text": "pancreatic NET stage IV"}}]}, {"pancreatic-tumor", "net"}),
        ({"code": {"coding": [{"system": ICD, "code": "C7A.8"}, {"system": ICD, "code": "C25.2"}]}}, {"pancreatic-tumor", "net"}),
        ({"code": icd("C25.9")}, set()), ({"code": icd("C25.0", "Malignant neoplasm of head of pancreas")}, set()),
        ({"code": icd("C25.2"), "bodySite": [{"text": "pancreas"}]}, set()),
        ({"code": icd("C25.9", "Pancreatic neuroendocrine tumor")}, {"pancreatic-tumor", "net"}),
        ({"code": icd("Z85.07", "History of pancreatic neuroendocrine tumor")}, set()),
        ({"code": icd("Z86.018", "pNET")}, set()), ({"code": {"text": "Mother had pNET"}}, set()),
        ({"code": {"text": "Suspected pNET"}}, {"pancreatic-tumor", "net"}), ({"code": {"text": "No pNET"}}, set()),
        ({"code": icd("E31.21")}, set()), ({"code": icd("C7B.02")}, {"net"}),
        ({"code": icd("C25.4"), "extension": {"url": MORPHOLOGY, "valueCodeableConcept": {"text": "8240/3"}}},
         {"pancreatic-tumor", "net"}),
    ],
)  # fmt: skip
def test_a_site_is_code_or_words(members: dict[str, Any], expected: set[str], terms: Terminology) -> None:
    """A tumor code without a site needs the pancreas beside it; adenocarcinoma's code alone is never a pNET."""
    assert entry(terms, **members).sets & {"pancreatic-tumor", "net"} == expected


@pytest.mark.parametrize(
    ("members", "resolved"),
    [
        ({"abatementDateTime": "2019-05", "recordedDate": "2017"}, "2019-05"),
        ({"clinicalStatus": "resolved", "recordedDate": "2017", "onsetDateTime": "2016"}, "2017"),
        ({"clinicalStatus": "resolved", "onsetDateTime": "2016"}, "2016"), ({"clinicalStatus": "resolved"}, None),
        ({"clinicalStatus": "active", "abatementDateTime": "2019"}, "2019"),
        ({"clinicalStatus": "resolved", "abatementDateTime": "2027", "recordedDate": "2019"}, "2019"),
        ({"clinicalStatus": "resolved", "abatementDateTime": "2027"}, None),
        ({"clinicalStatus": "active", "recordedDate": "2017"}, None),
        ({"code": {"text": "History of insulinoma"}, "recordedDate": "2020"}, "2020"),
        ({"abatementPeriod": {"start": "2018", "end": "2019"}}, "2019"),
    ],
)  # fmt: skip
def test_a_resolution_has_a_date_or_none(members: dict[str, Any], resolved: str | None, terms: Terminology) -> None:
    """A resolution is dated by the abatement, else by the entry; a date in the future is none."""
    found = entry(terms, **members).resolved
    assert (found.text if found else None) == resolved


def test_dates_of_an_entry_are_onset_and_recording(terms: Terminology) -> None:
    """Both dates are kept, and one in the future is not."""
    found = entry(terms, onsetDateTime="2018", recordedDate="2020-01-01")
    assert [when.text for when in found.dated] == ["2018", "2020-01-01"]
    assert [when.text for when in entry(terms, onsetDateTime="2018", recordedDate="2027").dated] == ["2018"]
    assert found.source.reference == "Condition/c"


@pytest.mark.parametrize(
    ("code", "name", "holds"),
    [
        (icd("E22.0"), "acromegaly", True), (icd("K56.60"), "bowel-obstruction", True), (icd("I85.11"), "variceal-bleed", True),
        (icd("I85.00"), "variceal-bleed", False), (icd("T38.3X1A"), "antidiabetic-poisoning", True),
        (icd("T38.3X5A"), "antidiabetic-poisoning", False), ({"text": "Carcinoid crisis"}, "carcinoid-crisis", True),
        ({"text": "carcinoid"}, "carcinoid-crisis", False),
    ],
)  # fmt: skip
def test_reasons_of_an_order_are_sets(code: Any, name: str, holds: bool, terms: Terminology) -> None:
    """A reason is read by its code; carcinoid crisis, which has none, by its name; on a problem list the same."""
    assert (name in conditions.reason_sets([code], terms)) is holds
    assert (name in entry(terms, code=code).sets) is holds


def test_only_what_is_not_over_counts(terms: Terminology) -> None:
    """A set's sources are those of entries that are active or contradictory."""
    resources = [
        {
            "resourceType": "Condition",
            "id": name,
            "code": icd("E16.1"),
            "clinicalStatus": state,
            "abatementDateTime": end,
        }
        for name, state, end in (
            ("a", "active", None),
            ("b", "resolved", None),
            ("c", "active", "2019"),
            ("d", None, "2019"),
        )
    ]
    found = conditions.entries(resources, terms, AS_OF, UTC, [])
    assert [source.reference for source in conditions.of(found, "hyperinsulinism")] == ["Condition/a", "Condition/c"]


@pytest.mark.parametrize(
    "value", [7, "x", [], {}, [None], {"a": {"b": []}}, True, [[]], {"coding": "x"}, {"coding": [7]}]
)
@pytest.mark.parametrize(
    "name",
    [
        "extension",
        "bodySite",
        "stage",
        "clinicalStatus",
        "verificationStatus",
        "onsetDateTime",
        "abatementDateTime",
        "id",
    ],
)
def test_one_bad_member_never_hides_an_insulinoma(name: str, value: Any, terms: Terminology) -> None:
    """Whatever another member holds, the insulinoma is read."""
    assert "insulinoma" in entry(terms, **{name: value}).sets


@pytest.mark.parametrize(
    ("code", "lost"),
    [
        ({"coding": [{"system": "http://unknown.example", "code": "302822000"}]}, True), ({"coding": [{"code": "C25.4"}]}, True),
        ({"extension": [{"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "masked"}]}, True),
        ({"extension": [{"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "unknown"}]}, False),
        ({}, False), (None, False),
    ],
)  # fmt: skip
def test_a_code_that_nobody_here_can_read_is_lost(code: Any, lost: bool, terms: Terminology) -> None:
    """A code of an unknown system without words, or one that is masked, may be an insulinoma; none at all says nothing."""
    notes: list[Note] = []
    resource = {"resourceType": "Condition", "id": "c", "code": code}
    assert not conditions.entries([resource], terms, AS_OF, UTC, notes)
    assert [note.lost for note in notes] == [lost]


def test_a_known_code_without_words_is_read(terms: Terminology) -> None:
    """A code of a system that we know, and of none of our value sets, says something else."""
    notes: list[Note] = []
    assert conditions.entries([{"resourceType": "Condition", "id": "c", "code": icd("I10")}], terms, AS_OF, UTC, notes)
    assert not notes


@pytest.mark.parametrize("name", ["mcode", "fhir"])
def test_an_asserted_date_is_a_recorded_one(name: str, terms: Terminology) -> None:
    """Onconova and mCODE write when a diagnosis was asserted as an extension."""
    url = f"http://hl7.org/{name}/StructureDefinition/condition-assertedDate"
    found = entry(terms, extension=[{"url": url, "valueDateTime": "2025-03-01"}])
    assert found.source.when is not None
    assert found.source.when.text == "2025-03-01"
    assert len(found.dated) == 1


PADDING: Final = "seen by the surgeon and the endocrinologist, " * 12


@pytest.mark.parametrize(
    ("text", "mention"),
    [
        (f"{PADDING}insulinoma", Mention.SUSPECTED),
        (f"No insulinoma. {PADDING}Insulinoma of the tail", Mention.SUSPECTED),
        (f"History of insulinoma. {PADDING}INSULINOMA again", Mention.SUSPECTED),
        (f"Mother had an insulinoma. {PADDING}insulinoma", Mention.SUSPECTED),
        (f"Insulinoma. {PADDING}no insulinoma", Mention.ASSERTED),
        (f"{'x' * 490}, insulinoma", Mention.SUSPECTED),
        ("no insulinoma, " * 9 + "insulinoma of the tail", Mention.SUSPECTED),
        ("no insulinoma, " * 8 + "insulinoma of the tail", Mention.SUSPECTED),
        ("no insulinoma, " * 8, Mention.DENIED),
        ("\ufdfa" * 60 + " insulinoma", Mention.SUSPECTED), (f"No insulinoma. {PADDING}", Mention.DENIED),
        ("insulinoma-associated antigen 2 antibody", None), (PADDING, None),
    ],
)  # fmt: skip
def test_what_is_not_weighed_is_no_denial(text: str, mention: Mention | None, terms: Terminology) -> None:
    """A name beyond the cut, or after more mentions than are weighed, makes the entry at least a suspicion."""
    found = entry(terms, code={"text": text})
    said = found.mention if "insulinoma" in found.sets or found.mention is Mention.DENIED else None
    assert said == mention


@pytest.mark.parametrize("code", [{"coding": [{"system": "x", "code": "1", "display": "Insulinoma"}]}, INSULINOMA])
def test_what_is_not_weighed_takes_nothing_back(code: dict[str, Any], terms: Terminology) -> None:
    """A code or a display that asserts an insulinoma stands, whatever a long text beside it says after the cut."""
    found = entry(terms, code=code | {"text": f"{PADDING}insulinoma"})
    assert (found.mention, found.suspected, "insulinoma" in found.sets) == (Mention.ASSERTED, False, True)
