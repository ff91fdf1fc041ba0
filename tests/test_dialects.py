"""The same patients as eight systems write them get the same cards, up to what a system cannot say.

`tests/dialects/<dialect>/<patient>.json` is one order-select request each, decided as of the moment of the golden
cases. The tables below are the whole expectation: what every patient gets, where a dialect differs and why, what each
reader sees, and what is invalid R4 in what a dialect sends. A row that is not needed fails too.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import fields
from typing import Any, Final, NamedTuple

import pytest
from pydantic import ValidationError

from mappings.patient import Picture
from mappings.reading import child, objects
from mappings.therapy import Treatment
from tests import golden
from tests.cds_hooks_spec import check_response

FOLDER: Final = golden.FOLDER.with_name("dialects")
CORS: Final = {"Content-Type": "application/json", "Access-Control-Allow-Origin": "*"}
Json = dict[str, Any]
Cards = tuple[tuple[str, str], ...]

REFERENCE: Final = "us-core"
"""The dialect that can say everything: the others are compared with it."""
DIALECTS: Final = (REFERENCE, "mcode", "onconova", "mii", "epic", "oracle", "sandbox", "minimal")
CRITICAL: Final[Cards] = (("ssaInsulinoma", "critical"),)
WARNING: Final[Cards] = (("ssaInsulinoma", "warning"),)
EXPECTED: Final[dict[str, Cards]] = {
    "insulinoma-start": CRITICAL,
    "insulinoma-sstr-positive": WARNING,
    "insulinoma-stable": (("ssaInsulinomaStable", "info"), ("monitoring", "info")),
    "insulinoma-resected": (),
    "insulinoma-suspected": (("ssaPossibleInsulinoma", "warning"),),
    "pnet-hypoglycemia": (("ssaHypoglycemia", "warning"),),
    "men1": (("men1Screen", "info"), ("monitoring", "info"), ("missingData", "info")),
    "glucagon-in-insulinoma": (("glucagonInsulinoma", "critical"),),
    "other-drug": (("couldNotCheck", "info"), ("monitoring", "info"), ("missingData", "info")),
}


class Instead(NamedTuple):
    """Cards that a dialect gets instead, because of what it cannot say; `like` is a patient whose cards they equal."""

    reason: str
    cards: Cards
    like: str | None = None


EXCEPTIONS: Final[dict[tuple[str, str], Instead]] = {
    ("insulinoma-sstr-positive", "epic"): Instead(
        "no coded result of SSTR imaging: it stands in the report, so the status is unknown",
        CRITICAL,
        "insulinoma-start",
    ),
    ("insulinoma-sstr-positive", "onconova"): Instead(
        "SSTR2 is recorded as a stain of tissue (C165984), which is no imaging result", CRITICAL, "insulinoma-start"
    ),
    ("insulinoma-stable", "sandbox"): Instead(
        "its form orders one pill a day of every drug: the interval is shorter than before, a dose increase", CRITICAL
    ),
    ("other-drug", "sandbox"): Instead(
        "it was sent without prefetch, so the conditions were not read", (("couldNotCheck", "info"),)
    ),
}


class Seen(NamedTuple):
    """What the readers saw of a patient.

    `glucoses` are (date, whether it is low), newest first; `treatments` (drug, dose in mg, month it began);
    `resections` the months of operations, since one dialect knows no more.
    """

    insulinoma: str
    sstr: str | None
    glucoses: tuple[tuple[str, bool | None], ...]
    ki67: float | None = None
    grade: str | None = None
    treatments: tuple[tuple[str, float | None, str], ...] = ()
    resections: tuple[str, ...] = ()
    pancreatic_tumor: bool = True


_PATHOLOGY: Final = (4.0, "G2")
_ACTIVE: Final = "confirmed, active"
FACTS: Final[dict[str, Seen]] = {
    "insulinoma-start": Seen(_ACTIVE, None, (("2026-11-16", True),), *_PATHOLOGY),
    "insulinoma-sstr-positive": Seen(_ACTIVE, "positive", (("2026-11-16", True),), *_PATHOLOGY),
    "insulinoma-stable": Seen(
        _ACTIVE,
        None,
        (("2026-10-28", False), ("2026-05-06", False)),
        *_PATHOLOGY,
        treatments=(("lanreotide", 120.0, "2025-11"),),
    ),
    "insulinoma-resected": Seen(
        "resolved or resected", None, (("2026-10-12", False),), resections=("2021-03",), pancreatic_tumor=False
    ),
    "insulinoma-suspected": Seen("suspected", None, (("2026-11-09", False),)),
    "pnet-hypoglycemia": Seen("not recorded", None, (("2026-10-23", True),), *_PATHOLOGY),
    "men1": Seen("not recorded", None, (("2026-10-01", False),), *_PATHOLOGY),
    "glucagon-in-insulinoma": Seen(_ACTIVE, None, (("2026-11-16", True),), *_PATHOLOGY),
}


class Unsaid(NamedTuple):
    """What is seen instead of a fact that a dialect cannot say, of whom, and why."""

    patients: frozenset[str]
    instead: str | bool | None
    reason: str


_GRADED: Final = frozenset(name for name, one in FACTS.items() if one.grade)
_SCANNED: Final = frozenset({"insulinoma-sstr-positive"})
UNSAID: Final[dict[tuple[str, str], Unsaid]] = {
    ("sstr", "epic"): Unsaid(_SCANNED, None, "the result stands in the report of the scan"),
    ("sstr", "onconova"): Unsaid(_SCANNED, None, "a stain of tissue is no imaging result"),
    ("ki67", "mii"): Unsaid(_SCANNED, None, "this laboratory uses LOINC 85330-9, which is of breast cancer"),
    ("grade", "epic"): Unsaid(_GRADED, None, "the grade stands in the report"),
    ("grade", "onconova"): Unsaid(_GRADED, None, "an extension of the Condition holds the differentiation of ICD-O-3"),
    ("grade", "mii"): Unsaid(_GRADED, "grade 2", "the grading is that of any tumor, not WHO's of a neuroendocrine one"),
    ("pancreatic_tumor", "minimal"): Unsaid(
        frozenset({"insulinoma-resected"}),
        True,
        "a tumor named as past in words still counts as one: it lowers nothing",
    ),
}
"""(fact, dialect) -> what the dialect cannot say."""

FAULTS: Final[dict[str, frozenset[str]]] = {
    "us-core": frozenset(),
    "mcode": frozenset(),
    "onconova": frozenset(),
    "mii": frozenset(
        {
            "Observation.valueQuantity.value: value_error",
        }
    ),
    "epic": frozenset(
        {
            "MedicationRequest.id: string_pattern_mismatch",
        }
    ),
    "oracle": frozenset(
        {
            "MedicationAdministration.status: string_pattern_mismatch",
            "Observation.code.coding.code: string_pattern_mismatch",
            "Observation.status: string_pattern_mismatch",
            "Observation.valueQuantity.value: value_error",
        }
    ),
    "sandbox": frozenset(
        {
            "Bundle.type: model_field_validation.missing",
            "MedicationRequest.category: list_type",
            "MedicationRequest.reasonCode: list_type",
        }
    ),
    "minimal": frozenset(
        {
            "Bundle.type: model_field_validation.missing",
            "Condition.clinicalStatus: json_invalid",
            "Condition.dateRecorded: extra_forbidden",
            "Condition.id: string_type",
            "Condition.patient: extra_forbidden",
            "Condition.subject: missing",
            "MedicationRequest.dateWritten: extra_forbidden",
            "MedicationRequest.id: string_type",
            "MedicationRequest.patient: extra_forbidden",
            "MedicationRequest.reasonCodeableConcept: extra_forbidden",
            "MedicationRequest.subject: missing",
            "MedicationStatement.id: string_type",
            "MedicationStatement.patient: extra_forbidden",
            "MedicationStatement.subject: missing",
            "Observation.status: model_field_validation.missing",
            "Procedure.id: string_type",
        }
    ),
}
"""Dialect -> what is not valid R4 in it: `Type.path: kind of error`, over all of its patients."""


ALL: Final = [(patient, dialect) for dialect in DIALECTS for patient in EXPECTED]
CASES: Final = [pytest.param(*one, id=f"{one[1]}-{one[0]}") for one in ALL]
_REPORTED: Final = re.compile(r"glucose [\d.]+ (?:mg/dL|mmol/L)")
"""A glucose is shown in the unit that was reported: Germany reports mmol/L."""


def request(patient: str, dialect: str) -> Json:
    """Return the request of a patient in a dialect."""
    content: Json = json.loads((FOLDER / dialect / f"{patient}.json").read_text(encoding="utf-8"))
    return content


def normalized(patient: str, dialect: str) -> list[tuple[str, str, str, list[str]]]:
    """Return (rule, indicator, summary, labels of the suggestions) of each card."""
    return [
        (
            card["source"]["topic"]["code"],
            card["indicator"],
            _REPORTED.sub("glucose as reported", card["summary"]),
            [one["label"] for one in card.get("suggestions", [])],
        )
        for card in golden.answer(request(patient, dialect)).cards
    ]


def expected(patient: str, dialect: str) -> Cards:
    """Return (rule, indicator) of each card that a patient gets in a dialect."""
    found = EXCEPTIONS.get((patient, dialect))
    return found.cards if found else EXPECTED[patient]


def test_every_patient_is_there_in_every_dialect() -> None:
    """The folder holds exactly the patients and dialects of the tables."""
    found = {(path.stem, path.parent.name) for path in FOLDER.glob("*/*.json")}
    assert found == set(ALL)


@pytest.mark.parametrize(("patient", "dialect"), CASES)
def test_rules_and_indicators(patient: str, dialect: str) -> None:
    """Each patient gets exactly the cards of the table."""
    assert [one[:2] for one in normalized(patient, dialect)] == list(expected(patient, dialect))


@pytest.mark.parametrize(("patient", "dialect"), CASES)
def test_the_same_card_in_every_dialect(patient: str, dialect: str) -> None:
    """A patient gets the same summaries and suggestions in every dialect, except where one cannot say what decides."""
    exception = EXCEPTIONS.get((patient, dialect))
    if exception is None:
        assert normalized(patient, dialect) == normalized(patient, REFERENCE)
    elif exception.like:
        assert normalized(patient, dialect) == normalized(exception.like, REFERENCE)
    else:
        assert normalized(patient, dialect) != normalized(patient, REFERENCE)


@pytest.mark.parametrize(("patient", "dialect"), EXCEPTIONS)
def test_every_exception_is_needed(patient: str, dialect: str) -> None:
    """An exception that a dialect does not need any more has to go, and each says why it is there."""
    assert EXCEPTIONS[patient, dialect].cards != EXPECTED[patient]
    assert EXCEPTIONS[patient, dialect].reason


@pytest.mark.parametrize(("patient", "dialect"), ALL, ids=lambda one: one)
def test_the_answer_keeps_the_specification(patient: str, dialect: str) -> None:
    """Whatever is decided, the answer keeps every rule of CDS Hooks, also against broken requests."""
    sent = request(patient, dialect)
    answered = golden.answer(sent).cards
    check_response(200, CORS, json.dumps({"cards": answered}).encode(), sent)


def seen(picture: Picture) -> Seen:
    """Return what the readers saw; a reader that is not there yet saw nothing."""
    ki67, grade = picture.ki67, picture.grade
    drugs = sorted({one.drug.label for one in picture.treatments})
    return Seen(
        insulinoma=picture.insulinoma.certainty.value,
        sstr=picture.sstr.value if picture.sstr else None,
        glucoses=tuple((one.source.when.text if one.source.when else "", one.hypoglycemia) for one in picture.glucoses),
        ki67=ki67.high if ki67 and ki67.known else None,
        grade=grade.recorded if grade else None,
        treatments=tuple(_course([one for one in picture.treatments if one.drug.label == drug]) for drug in drugs),
        pancreatic_tumor=bool(picture.pancreatic_tumor),
        resections=tuple(sorted({one.when.text[:7] for one in getattr(picture, "resections", ()) if one.when})),
    )


def _course(given: list[Treatment]) -> tuple[str, float | None, str]:
    """Return the drug, its only dose (None when there are several) and the month that it began."""
    doses = {one.dosage.dose for one in given}
    first = min(one.when.text for one in given if one.when)
    return given[0].drug.label, doses.pop() if len(doses) == 1 else None, first[:7]


def sayable(patient: str, dialect: str) -> Seen:
    """Return the facts of a patient that a dialect can say."""
    changed: dict[str, Any] = {
        fact: one.instead for (fact, where), one in UNSAID.items() if where == dialect and patient in one.patients
    }
    return Seen(**FACTS[patient]._asdict() | changed)


FACT_CASES: Final = [
    pytest.param(patient, dialect, fact, id=f"{dialect}-{patient}-{fact}")
    for patient in FACTS
    for dialect in DIALECTS
    for fact in Seen._fields
    if fact in {one.name for one in fields(Picture)}
]


@pytest.mark.parametrize(("patient", "dialect", "fact"), FACT_CASES)
def test_the_readers_see_the_same(patient: str, dialect: str, fact: str) -> None:
    """Insulinoma, SSTR, glucose, Ki-67, grade, treatment and operation agree as far as a dialect can say them."""
    picture = golden.answer(request(patient, dialect)).picture
    assert picture is not None
    assert getattr(seen(picture), fact) == getattr(sayable(patient, dialect), fact)


def test_every_unsaid_fact_is_one_that_others_say() -> None:
    """What a dialect is excused from is a fact that the patient has, and each excuse says why."""
    for (fact, _), one in UNSAID.items():
        assert one.reason
        assert all(getattr(FACTS[patient], fact) not in (None, one.instead) for patient in one.patients)


def resources(content: Json) -> Iterator[Json]:
    """Yield every resource of a request: the Bundles without their entries, the entries, and the single ones."""
    for one in (child(content.get("context"), "draftOrders"), *child(content, "prefetch").values()):
        for resource in objects(one):
            yield {name: value for name, value in resource.items() if name != "entry"}
            yield from (child(entry, "resource") for entry in objects(resource.get("entry")))


def faults(resource: Json) -> Iterator[str]:
    """Yield `Type.path: kind of error` for everything that R4 does not allow."""
    kind = resource["resourceType"]
    model = getattr(importlib.import_module(f"fhir.resources.R4B.{kind.lower()}"), kind)
    try:
        model.model_validate_json(json.dumps(resource))
    except ValidationError as error:
        for one in error.errors():
            path = ".".join(part for part in one["loc"] if isinstance(part, str))
            yield f"{kind}.{path}: {one['type']}"


@pytest.mark.parametrize("dialect", DIALECTS)
def test_what_is_valid_and_what_is_broken(dialect: str) -> None:
    """A dialect breaks R4 exactly where the table says so: a valid one nowhere."""
    sent = [one for patient in EXPECTED for one in resources(request(patient, dialect))]
    assert {fault for one in sent for fault in faults(one)} == FAULTS[dialect]


def _drafts(content: Json) -> list[Json]:
    return [child(entry, "resource") for entry in objects(content["context"]["draftOrders"]["entry"])]


def _issues(content: Json) -> set[str]:
    sent = [one for one in resources(content) if one["resourceType"] == "OperationOutcome"]
    return {issue["severity"] for one in sent for issue in one["issue"]}


FEATURES: Final[dict[str, tuple[tuple[str, Callable[[Json], bool]], ...]]] = {
    "epic": (
        ("draft ids of 217 characters with dots and underscores", lambda r: all(
            len(one["id"]) == 217 and {".", "_"} <= set(one["id"]) for one in _drafts(r))),
        ("a second unsigned order, not selected", lambda r: len(_drafts(r)) == 2 and len(r["context"]["selections"]) == 1),
        ("the drug only as a reference with a display in capitals", lambda r: all(
            one["medicationReference"]["display"].isupper() for one in _drafts(r))),
        ("calculated, given and ordered dose", lambda r: all(
            [kind["type"]["text"] for kind in one["dosageInstruction"][0]["doseAndRate"]]
            == ["calculated", "admin-amount", "ordered"] for one in _drafts(r))),
        ("notices among the search results", lambda r: bool(_issues(r) & {"warning", "information"})),
        ("a role as the user, and the vendor's extensions", lambda r: r["context"]["userId"].startswith("PractitionerRole/")
            and all(name.startswith("com.epic.") for name in r["extension"])),
    ),
    "oracle": (
        ("results that were entered in error", lambda r: "entered-in-error" in json.dumps(r["prefetch"]["labs2"])),
        ("local codes that the user chose", lambda r: '"userSelected": true' in json.dumps(r["prefetch"])),
        ("no page links but self", lambda r: '"relation": "next"' not in json.dumps(r)),
    ),
    "sandbox": (
        ("one constant draft id", lambda r: [one["id"] for one in _drafts(r)] == ["request-123"]),
        ("no encounter", lambda r: "encounterId" not in r["context"]),
        ("a category that is no list", lambda r: isinstance(_drafts(r)[0]["category"], dict)),
    ),
    "minimal": (
        ("words and no codes", lambda r: "coding" not in json.dumps(r)),
        ("no status of anything ordered or measured", lambda r: '"status"' not in json.dumps(r)),
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    ("dialect", "feature", "holds"),
    [pytest.param(dialect, *one, id=f"{dialect}: {one[0]}") for dialect, rows in FEATURES.items() for one in rows],
)
def test_the_marks_of_a_system(dialect: str, feature: str, holds: Callable[[Json], bool]) -> None:
    """What is peculiar to a system stands in each of its requests, so that a repaired fixture is noticed."""
    assert all(holds(request(patient, dialect)) for patient in EXPECTED), feature
