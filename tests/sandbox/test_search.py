"""Search against the text of FHIR R4 (hl7.org/fhir/R4/search.html), section by section, over a real socket."""

import re
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox import matching
from sandbox.app import create_app
from sandbox.parameters import SEARCH
from tests.sandbox.conftest import DAY, Fhir, Json, holding, link

LOINC = "http://loinc.org"
LOCAL = "https://lab.example/codes"
CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical"


def coded(*codings: tuple[str, str], text: str = "") -> Json:
    """Return a CodeableConcept; an empty system is left out."""
    made: Json = {"coding": [({"system": system} if system else {}) | {"code": code} for system, code in codings]}
    return ({"coding": made["coding"]} if codings else {}) | ({"text": text} if text else {})


def observation(name: str, code: Json, subject: str = "Patient/p1", **members: Any) -> Json:
    """Return an Observation."""
    made = {"resourceType": "Observation", "id": name, "status": "final", "code": code}
    return made | {"subject": {"reference": subject}} | members


def resources() -> dict[str, list[Json]]:
    """Return what the tests below search in; o-* are named by what they are about."""
    category = coded(("http://terminology.hl7.org/CodeSystem/observation-category", "laboratory"))
    orders = [
        {"resourceType": "MedicationRequest", "id": f"m{n}", "status": "active", "intent": "order",
         "subject": {"reference": "Patient/p1"}, **drug}
        for n, drug in enumerate((
            {"medicationReference": {"reference": "Medication/d1"}},
            {"medicationReference": {"reference": "Medication/d1"}},
            {"medicationReference": {"reference": "Medication/gone"}},
            {"medicationReference": {"reference": "https://other.example/fhir/Medication/d2"}},
            {"medicationReference": {"reference": "#inside"}},
            {"medicationCodeableConcept": coded((LOCAL, "x"))},
            {"medicationReference": {"reference": "Medication/d2"}},
        ))
    ]  # fmt: skip
    return {
        "Patient": [{"resourceType": "Patient", "id": one} for one in ("p1", "P1", "p2")],
        "Observation": [
            observation("o-loinc", coded((LOINC, "2345-7"), (LOCAL, "GLU")), category=[category]),
            observation("o-local", coded((LOCAL, "2345-7"))),
            observation("o-no-system", coded(("", "2345-7"))),
            observation("o-upper", coded((LOCAL, "ABC,D|E"))),
            observation("o-text", coded(text="2345-7"), status="preliminary"),
            observation("o-other-patient", coded((LOINC, "2345-7")), "Patient/p2"),
            observation("o-case", coded((LOINC, "9999-9")), "Patient/P1"),
            observation("o-group", coded((LOINC, "1111-1")), "Group/p1"),
            observation("o-elsewhere", coded((LOINC, "1111-1")), "https://other.example/fhir/Patient/p1"),
        ],
        "Condition": [
            {"resourceType": "Condition", "id": "c1", "subject": {"reference": "Patient/p1"},
             "clinicalStatus": coded((CLINICAL, "active")), "code": coded((LOINC, "x"))},
            {"resourceType": "Condition", "id": "c2", "subject": {"reference": "Patient/p1"},
             "clinicalStatus": coded((CLINICAL, "resolved")), "code": coded((LOINC, "x"))},
            {"resourceType": "Condition", "id": "c3", "subject": {"reference": "Patient/p1"}, "code": coded((LOINC, "x"))},
        ],
        "MedicationRequest": orders,
        "Medication": [{"resourceType": "Medication", "id": one} for one in ("d1", "d2")],
    }  # fmt: skip


@pytest.fixture(scope="module")
def small() -> Iterator[Fhir]:
    """A server over those resources, one of which refers to its patient by this server's own absolute URL."""
    held = resources()
    with holding(held) as server:
        held["Observation"][0]["subject"]["reference"] = f"{server.base}/Patient/p1"
        yield server


ALL = ["o-loinc", "o-local", "o-no-system", "o-upper", "o-text", "o-other-patient", "o-case", "o-group", "o-elsewhere"]
OF_P1 = ["o-loinc", "o-local", "o-no-system", "o-upper", "o-text"]
CODED = ["o-loinc", "o-local", "o-no-system", "o-other-patient"]

MATCHES = [
    # 3.1.1.4.10 token: [code] matches irrespective of the system, any coding counts, text is no code.
    ("Observation?code=2345-7", CODED),
    (f"Observation?code={LOINC}|2345-7", ["o-loinc", "o-other-patient"]),
    ("Observation?code=|2345-7", ["o-no-system"]),
    (f"Observation?code={LOCAL}|", ["o-loinc", "o-local", "o-upper"]),
    ("Observation?code=GLU", ["o-loinc"]),
    # When in doubt a code is compared without regard to case; a system is a URI and is compared exactly.
    ("Observation?code=glu", ["o-loinc"]),
    ("Observation?code=http://LOINC.org|2345-7", []),
    # 3.1.1.3: an unknown code is a logical condition and gives an empty set; so does an unknown subject.
    ("Observation?code=0000-0", []),
    ("Observation?patient=nobody", []),
    # 3.1.1.4.17: a comma is OR, repetition is AND; 3.1.1.4.19: a backslash takes their meaning away.
    ("Observation?code=GLU,9999-9", ["o-loinc", "o-case"]),
    ("Observation?code=GLU&code=2345-7", ["o-loinc"]),
    ("Observation?code=GLU&code=9999-9", []),
    (r"Observation?code=ABC\,D\|E", ["o-upper"]),
    (rf"Observation?code={LOCAL}|abc\,d\|e,9999-9", ["o-upper", "o-case"]),
    # An element of type code has an implicit system, which is not usually needed.
    ("Observation?status=preliminary", ["o-text"]),
    ("Observation?status=http://hl7.org/fhir/observation-status|preliminary", ["o-text"]),
    ("Observation?status=http://hl7.org/fhir/event-status|preliminary", []),
    ("Observation?category=laboratory", ["o-loinc"]),
    ("Condition?clinical-status=active", ["c1"]),
    (f"Condition?clinical-status={CLINICAL}|active,resolved", ["c1", "c2"]),
    # 3.1.1.4.12 reference: id, Type/id and absolute are the same if they resolve to the same; ids are case sensitive.
    ("Observation?patient=p1", OF_P1),
    ("Observation?patient=Patient/p1", OF_P1),
    ("Observation?subject=Patient/p1", OF_P1),
    ("Observation?patient={base}/Patient/p1", OF_P1),
    ("Observation?patient=P1", ["o-case"]),
    ("Observation?subject=p1", [*OF_P1, "o-group"]),
    ("Observation?subject=Group/p1", ["o-group"]),
    ("Observation?patient=Group/p1", []),
    ("Observation?subject:Patient=p1", OF_P1),
    ("Observation?subject:Group=p1", ["o-group"]),
    ("Observation?patient=https://other.example/fhir/Patient/p1", []),
    ("Observation?patient=p1,p2", [*OF_P1, "o-other-patient"]),
    ("Observation?patient=p1&patient=p2", []),
    # 3.1.1.4.1 _id: exact, case sensitive.
    ("Patient?_id=p1", ["p1"]),
    ("Patient?_id=p1,p2,p9", ["p1", "p2"]),
    # 3.1.1.4.4 :missing.
    ("Condition?clinical-status:missing=true", ["c3"]),
    ("Condition?clinical-status:missing=false", ["c1", "c2"]),
    # 3.1.1.3: empty parameters are no error, and are ignored.
    ("Observation?code=", ALL),
    ("Observation?code=,", ALL),
    ("Observation?code=GLU,", ["o-loinc"]),
    # Unknown and unsupported parameters are ignored, chains and _has among them.
    ("Observation?favorite-color=blue", ALL),
    ("Observation?patient.name=peter&code=GLU", ["o-loinc"]),
    ("Observation?subject:Patient.name=peter&code=GLU", ["o-loinc"]),
    ("Patient?_has:Observation:patient:code=1234-5", ["p1", "P1", "p2"]),
    ("Observation?_sort=-date&_elements=code&code=GLU", ["o-loinc"]),
    ("Patient?patient=p1", ["p1", "P1", "p2"]),
    # _format and _pretty are no criteria.
    ("Observation?code=GLU&_format=json&_pretty=true", ["o-loinc"]),
    ("Observation?code=GLU&_format=application/fhir%2Bjson", ["o-loinc"]),
    ("Observation?code=GLU&_format=application/fhir+json", ["o-loinc"]),
]  # fmt: skip


@pytest.mark.parametrize(("query", "expected"), MATCHES)
def test_a_search_finds_what_the_text_says(small: Fhir, query: str, expected: list[str]) -> None:
    """Each rule of the text decides what is found, and `total` counts it."""
    query = query.replace("{base}", small.base)
    found = small.bundle(query)
    assert [one["resource"]["id"] for one in found.get("entry", [])] == expected
    assert found["total"] == len(expected)
    assert "entry" not in found or found["entry"], "FHIR knows no empty array"


@pytest.mark.parametrize(("query", "expected"), MATCHES)
def test_a_posted_search_finds_the_same(small: Fhir, query: str, expected: list[str]) -> None:
    """POST to _search with a form is the same search."""
    kind, _, form = query.replace("{base}", small.base).partition("?")
    form = form.replace("%2B", "+").replace("+", "%2B")
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    found = small.bundle(f"{kind}/_search", method="POST", data=form.encode(), headers=headers)
    assert [one["resource"]["id"] for one in found.get("entry", [])] == expected


@pytest.mark.parametrize("query", [
    # 3.1.1.4.4: a modifier that is not supported SHALL be rejected.
    "Observation?code:in=http://x/ValueSet/a", "Observation?code:not=1", "Observation?code:text=glucose",
    "Observation?code:exact=1", "Observation?subject:Device=1", "Observation?patient:identifier=1", "Patient?_id:exact=p1",
    "Patient?_id:missing=true", "Observation?code:=1",
    # 3.1.1.3: a syntactically incorrect value is an error.
    "Observation?code=|", "Observation?code=a|b|c", "Observation?code=GLU,|", "Observation?patient=a b",
    "Observation?patient=Patient/", "Observation?patient=Patient/p1/_history/1", "Patient?_id=a|b", "Patient?_id=a/b",
    "Condition?clinical-status:missing=maybe", "Patient?_count=many", "Patient?_count=-1", "Patient?_count=1.5",
    "Patient?_count=1&_count=2", "Patient?_count=\u0661", "Patient?_count=99999999999999999999",
    "Patient?_summary=short", "MedicationRequest?_include=medication", "MedicationRequest?_include=a:b:c:d",
    "Patient?_cursor=AAAA", "Patient?_cursor=%FF", "Patient?_cursor=LTEuMA",
])  # fmt: skip
def test_what_is_not_understood_is_refused(small: Fhir, query: str) -> None:
    """A modifier that is not supported and a value that is none are 400 with an OperationOutcome, never a wider result."""
    small.ask(query, 400)


@pytest.mark.parametrize("ignored", [
    "favorite-color=blue", "patient.name=peter", "subject:Patient.name=peter", "_sort=date", "_has:Observation:patient:code=1",
    "_revinclude=Provenance:target", "_include=Observation:performer", "_summary=true", "date=gt2020",
])  # fmt: skip
def test_strict_handling_refuses_what_is_ignored_otherwise(small: Fhir, ignored: str) -> None:
    """`Prefer: handling=strict` makes an unsupported parameter an error; lenient and no preference ignore it."""
    query = f"Observation?code=GLU&{ignored}"
    for prefer in ("handling=strict", "return=minimal; handling=strict", "return=minimal, Handling=Strict"):
        small.ask(query, 400, headers={"Prefer": prefer})
    for prefer in ("handling=lenient", "return=representation"):
        assert small.bundle(query, headers={"Prefer": prefer})["total"] == 1
    small.bundle(
        "Observation?code=GLU&status=&_count=5&_format=json&_summary=false", headers={"Prefer": "handling=strict"}
    )


def test_the_self_link_names_what_was_used(small: Fhir) -> None:
    """What was ignored is not in the self link, so that a client sees what it must still filter itself; POST alike."""
    expected = f"{small.base}/Observation?patient=p1&code=GLU%2C9999-9&_count=7"
    query = "patient=p1&x=1&code=GLU,9999-9&status=&_sort=date&_count=7&_summary=true&_format=json"
    assert link(small.bundle(f"Observation?{query}"), "self") == expected
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    assert link(small.bundle("Observation/_search", method="POST", data=query, headers=headers), "self") == expected
    assert link(small.bundle("Patient"), "self") == f"{small.base}/Patient"


def test_a_posted_search_takes_parameters_from_the_url_too(small: Fhir) -> None:
    """For POST, parameters may stand in the URL and in the body: both count."""
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    found = small.bundle("Observation/_search?patient=p1", method="POST", data="code=2345-7", headers=headers)
    assert [one["resource"]["id"] for one in found["entry"]] == ["o-loinc", "o-local", "o-no-system"]
    assert small.bundle("Observation/_search?code=GLU", method="POST")["total"] == 1
    assert small.ids("Observation/_search?code=GLU") == ["o-loinc"]
    for kind in ("application/json", "multipart/form-data; boundary=x", "text/plain"):
        small.ask("Observation/_search", 415, method="POST", data=b"code=GLU", headers={"Content-Type": kind})


# --- Pages and counts ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1, 2, 3, 8, 9, 10])
def test_pages_hold_every_match_once(small: Fhir, size: int) -> None:
    """Following the next links gives every match once, never more on a page than asked for; `total` stays."""
    url: str | None = f"Observation?_count={size}"
    seen: list[str] = []
    while url:
        page = small.bundle(url)
        assert page["total"] == len(ALL)
        assert 0 < len(page["entry"]) <= size
        seen += [one["resource"]["id"] for one in page["entry"]]
        url = link(page, "next")
        assert url is None or (url.startswith(f"{small.base}/Observation?") and f"_count={size}" in url)
    assert seen == ALL


def test_a_page_is_never_too_large() -> None:
    """A page holds at most 200, whatever was asked for, and 50 where nothing was; `total` counts all."""
    with holding({"Patient": [{"resourceType": "Patient", "id": f"p{n}"} for n in range(201)]}) as many:
        for query, sizes in (
            ("Patient?_count=1000", [200, 1]),
            ("Patient?_count=200", [200, 1]),
            ("Patient", [50] * 4 + [1]),
        ):
            url: str | None = query
            seen = []
            while url:
                page = many.bundle(url, headers={"Prefer": "handling=strict"})
                assert page["total"] == 201
                seen.append(len(page["entry"]))
                url = link(page, "next")
            assert seen == sizes


def test_a_page_link_belongs_to_its_search(small: Fhir) -> None:
    """The cursor of one search does not page another one, which would drop results silently."""
    following = link(small.bundle("Observation?_count=2&patient=p1"), "next")
    assert following
    assert len(small.ids(following)) == 2
    small.ask(following.replace("patient=p1", "patient=p2"), 400)
    small.ask(following.replace("_count=2", "_count=3"), 400)


@pytest.mark.parametrize("query", ["_count=0", "_summary=count", "_summary=count&_count=3", "_count=0&_include=*"])
def test_a_count_alone_has_no_entries(small: Fhir, query: str) -> None:
    """`_count=0` is the same as `_summary=count`: the total, no entries, no next link."""
    found = small.bundle(f"MedicationRequest?{query}")
    assert found["total"] == 7
    assert "entry" not in found
    assert [one["relation"] for one in found["link"]] == ["self"]


def test_a_summary_may_be_the_whole_resource(small: Fhir) -> None:
    """A server is free to answer whole resources to `_summary`; false and true are both answered."""
    for value in ("true", "false", "text", "data"):
        assert len(small.ids(f"Observation?_summary={value}")) == len(ALL)


# --- Included resources ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("asked", [
    "MedicationRequest:medication", "MedicationRequest:medication:Medication", "*", "MedicationRequest:*",
])  # fmt: skip
def test_medications_are_included_once_and_not_counted(small: Fhir, asked: str) -> None:
    """Each Medication of the matches comes once, mode include, outside `total`; what is not here is left out silently."""
    query = f"MedicationRequest?_include={asked}"
    assert small.ids(query, "include") == ["d1", "d2"]
    assert len(small.ids(query)) == small.bundle(query)["total"] == 7
    assert small.ids(f"MedicationRequest?_include:iterate={asked}", "include") == ["d1", "d2"]


@pytest.mark.parametrize(
    "asked", ["Observation:subject", "MedicationRequest:requester", "MedicationRequest:medication:Group"]
)
def test_another_join_is_ignored(small: Fhir, asked: str) -> None:
    """A join that is not supported includes nothing, and the self link says so."""
    found = small.bundle(f"MedicationRequest?_include={asked}")
    assert small.ids(f"MedicationRequest?_include={asked}", "include") == []
    assert "_include" not in str(link(found, "self"))


def test_each_page_stands_alone(small: Fhir) -> None:
    """A page holds what its own matches include; included resources do not count against `_count`."""
    url: str | None = "MedicationRequest?_include=MedicationRequest:medication&_count=3"
    pages = []
    while url:
        page = small.bundle(url)
        modes = [one["search"]["mode"] for one in page["entry"]]
        pages.append(
            (modes.count("match"), [e["resource"]["id"] for e in page["entry"] if e["search"]["mode"] == "include"])
        )
        url = link(page, "next")
    assert pages == [(3, ["d1"]), (3, []), (1, ["d2"])]


def test_a_search_by_medication(small: Fhir) -> None:
    """A reference parameter finds by the Medication that is referred to; a code finds what is coded in place."""
    assert small.ids("MedicationRequest?medication=d1") == ["m0", "m1"]
    assert small.ids("MedicationRequest?medication=Medication/d2") == ["m6"]
    assert small.ids("MedicationRequest?code=x") == ["m5"]
    assert small.ids("MedicationRequest?medication:missing=true") == ["m5"]


def test_full_urls_are_absolute_and_lead_to_the_resource(fhir: Fhir) -> None:
    """Each entry's fullUrl is where the resource is read, included ones too."""
    found = fhir.bundle("MedicationRequest?patient=insulinoma-by-reference&_include=*")["entry"]
    assert {one["search"]["mode"] for one in found} == {"match", "include"}
    for entry in found:
        assert entry["fullUrl"].startswith(f"{fhir.base}/")
        assert fhir.ask(entry["fullUrl"]).json() == entry["resource"]


NAMES = ["code", "patient", "subject", "subject:Patient", "code:in", "code:missing", "category", "status", "_id", "_count", "_summary",
         "_include", "_include:iterate", "_cursor", "_sort", "patient.name", "", ":", "_format", "\x00"]  # fmt: skip
VALUES = st.text(max_size=40) | st.text(st.sampled_from("\\,|$ab/:.%*0123456789-"), max_size=40)
CLIENT = create_app(lambda: DAY).test_client()


@given(st.sampled_from(sorted(SEARCH)), st.lists(st.tuples(st.sampled_from(NAMES), VALUES), max_size=5))
def test_nothing_that_is_asked_breaks_the_server(kind: str, asked: list[tuple[str, str]]) -> None:
    """Any parameters are answered with a Bundle, or refused with an OperationOutcome: never a 5xx, by GET and POST alike."""
    got = CLIENT.get(f"/fhir/{kind}", query_string=asked)
    posted = CLIENT.post(
        f"/fhir/{kind}/_search", data=urlencode(asked), content_type="application/x-www-form-urlencoded"
    )
    for answer in (got, posted):
        assert answer.status_code in (200, 400, 406)
        assert answer.get_json()["resourceType"] == ("Bundle" if answer.status_code == 200 else "OperationOutcome")
    assert got.status_code == posted.status_code


@given(st.text(max_size=30))
def test_a_literal_value_is_found_once_it_is_escaped(code: str) -> None:
    """Whatever a code holds, it is one token once backslash, comma, bar and dollar are escaped."""
    escaped = re.sub(r"([\\,|$])", r"\\\1", code)
    assert matching.alternatives(escaped) == ([[code.strip()]] if code.strip() else [])
    assert matching.alternatives(f"{escaped},{escaped}|x") == (
        [[code.strip()], [code.strip(), "x"]] if code.strip() else [["", "x"]]
    )


def test_a_long_value_is_read_in_time() -> None:
    """A value of a hundred thousand backslashes, commas or bars costs no more than reading it."""
    for piece in ("\\", ",", "|", "a\\", "a,"):
        began = time.perf_counter()
        matching.alternatives(piece * 100_000)
        assert time.perf_counter() - began < 5
