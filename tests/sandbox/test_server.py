"""The FHIR server as clients see it: metadata, read, media types, CORS, what it refuses, and the page for a person."""

import html.parser
from typing import Any

import pytest
import requests
from fhir.resources.R4B.bundle import Bundle
from fhir.resources.R4B.capabilitystatement import CapabilityStatement
from fhir.resources.R4B.operationoutcome import OperationOutcome

from sandbox import charts
from sandbox.parameters import SEARCH
from tests.sandbox.conftest import Fhir, link

PATIENT = "insulinoma-sstr-unknown"
ORIGIN = {"Origin": "https://sandbox.cds-hooks.org"}


def test_the_capability_statement_is_valid_and_true(fhir: Fhir) -> None:
    """The statement is valid R4, says 4.0.1, and every type and parameter in it is one that the server honors."""
    said = fhir.ask("metadata").json()
    CapabilityStatement.model_validate(said)
    assert said["fhirVersion"] == "4.0.1"
    listed = {one["type"]: {each["name"] for each in one["searchParam"]} for one in said["rest"][0]["resource"]}
    assert listed == {kind: {"_id", *names} for kind, names in SEARCH.items()}
    strict = {"Prefer": "handling=strict"}
    for kind, names in listed.items():
        for name in names:
            fhir.bundle(f"{kind}?{name}=x", headers=strict)
    for one in said["rest"][0]["resource"]:
        for included in one.get("searchInclude", []):
            fhir.bundle(f"{one['type']}?_include={included}", headers=strict)


def test_what_the_official_sandbox_asks_for(fhir: Fhir) -> None:
    """Its page needs given names as lists, totals, codes and texts, a practitioner, and the patient and user of its defaults."""
    accept = {"Accept": "application/json+fhir"}
    listed = fhir.bundle("Patient", headers=accept)
    assert listed["total"] == len(charts.stories()) == len(listed["entry"])
    for entry in listed["entry"]:
        name = entry["resource"]["name"][0]
        assert isinstance(name["given"], list)
        assert name["family"]
        assert entry["resource"]["birthDate"]
        conditions = fhir.bundle(f"Condition?patient={entry['resource']['id']}", headers=accept)
        assert conditions["total"] == len(conditions.get("entry", []))
        for one in conditions.get("entry", []):
            assert one["resource"]["code"]["text"]
    assert fhir.ask("Patient/SMART-1288992").json()["resourceType"] == "Patient"
    assert fhir.ask("Practitioner/COREPRACTITIONER1").json()["name"][0]["family"]
    assert fhir.bundle("Practitioner")["total"] > 0
    assert fhir.bundle("PractitionerRole?practitioner=COREPRACTITIONER1")["total"] == 1


@pytest.mark.parametrize(("accept", "expected"), [
    ("application/json+fhir", "application/json+fhir"),
    ("application/fhir+json", "application/fhir+json"),
    ("application/json", "application/json"),
    ("application/json, text/plain, */*", "application/json"),
    ("*/*", "application/fhir+json"),
    ("text/html", "application/fhir+json"),
    ("application/fhir+xml", "application/fhir+json"),
    ("nonsense", "application/fhir+json"),
    ("", "application/fhir+json"),
])  # fmt: skip
def test_no_accept_is_refused(fhir: Fhir, accept: str, expected: str) -> None:
    """Whatever a client accepts, it gets JSON, under the type it named where that is one."""
    for query in ("metadata", f"Patient/{PATIENT}", "Patient"):
        got = fhir.ask(query, headers={"Accept": accept})
        assert got.headers["Content-Type"] == f"{expected}; charset=utf-8"
        assert got.json()["resourceType"]


def test_format_overrides_accept(fhir: Fhir) -> None:
    """`_format` names the media type; one that is no JSON is 406."""
    got = fhir.ask("Patient?_format=application/json", headers={"Accept": "application/fhir+json"})
    assert got.headers["Content-Type"] == "application/json; charset=utf-8"
    assert fhir.ask("Patient?_format=json").headers["Content-Type"] == "application/fhir+json; charset=utf-8"
    fhir.ask("Patient?_format=xml", 406)
    fhir.ask("Patient/_search", 406, method="POST", data={"_format": "application/fhir+xml"})


def test_a_read_carries_its_version(fhir: Fhir) -> None:
    """A read has ETag and Last-Modified of its meta, and a client that has the version gets 304."""
    got = fhir.ask(f"Patient/{PATIENT}")
    meta = got.json()["meta"]
    assert got.headers["ETag"] == f'W/"{meta["versionId"]}"'
    assert got.headers["Last-Modified"] == "Tue, 24 Nov 2026 00:00:00 GMT"
    assert meta["lastUpdated"] == "2026-11-24T00:00:00Z"
    assert fhir.ask(f"Patient/{PATIENT}", 304, headers={"If-None-Match": got.headers["ETag"]}).content == b""
    fhir.ask(f"Patient/{PATIENT}", headers={"If-None-Match": 'W/"0"'})


@pytest.mark.parametrize("query", ["metadata", f"Patient/{PATIENT}", "Patient?_count=1"])
def test_head_answers_the_headers_of_get(fhir: Fhir, query: str) -> None:
    """HEAD has the status and headers of GET, and no body."""
    head, get = fhir.ask(query, method="HEAD"), fhir.ask(query)
    assert head.content == b""
    for name in ("Content-Type", "Content-Length", "ETag"):
        assert head.headers.get(name) == get.headers.get(name)


@pytest.mark.parametrize(("method", "path", "status", "code"), [
    ("GET", "Patient/nobody", 404, "not-found"),
    ("GET", f"Condition/{PATIENT}", 404, "not-found"),
    ("GET", "Patient/..%2f..%2fetc", 404, "not-found"),
    ("GET", "CarePlan?patient=x", 404, "not-supported"),
    ("GET", "Nonsense/1", 404, "not-supported"),
    ("POST", "CarePlan/_search", 404, "not-supported"),
    ("GET", "Patient/a/_history/1", 404, "not-found"),
    ("GET", "Patient/a/$everything", 404, "not-found"),
    ("POST", "Patient", 405, "not-supported"),
    ("PUT", f"Patient/{PATIENT}", 405, "not-supported"),
    ("PATCH", f"Patient/{PATIENT}", 405, "not-supported"),
    ("DELETE", f"Patient/{PATIENT}", 405, "not-supported"),
    ("POST", "", 501, "not-supported"),
    ("GET", "", 501, "not-supported"),
    ("GET", "?_type=Patient", 501, "not-supported"),
])  # fmt: skip
def test_what_it_cannot_do_it_says(fhir: Fhir, method: str, path: str, status: int, code: str) -> None:
    """An unknown resource, type, interaction or transaction is answered with a valid OperationOutcome that names it."""
    got = fhir.ask(
        path,
        status,
        method=method,
        json={"resourceType": "Bundle", "type": "transaction"} if method == "POST" and not path else None,
    )
    OperationOutcome.model_validate(got.json())
    assert got.json()["issue"][0]["code"] == code
    assert ("Allow" in got.headers) == (status == 405)


@pytest.mark.parametrize("path", ["/Patient", "//Patient", "/Patient/", "/Patient//?_count=3"])
def test_a_slash_too_many_is_no_redirect(fhir: Fhir, path: str) -> None:
    """A base URL that ends in a slash works, preflight included: a browser does not follow a redirect there."""
    preflight = requests.options(
        fhir.base + path, headers=ORIGIN | {"Access-Control-Request-Method": "GET"}, timeout=10
    )
    assert (preflight.status_code, preflight.history) == (200, [])
    assert fhir.bundle(fhir.base + path)["total"] == len(charts.stories())


def test_a_large_form_is_refused(fhir: Fhir) -> None:
    """A body over the limit is 413 and not read."""
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    fhir.ask("Patient/_search", 413, method="POST", data=b"_id=" + b"a" * 1_100_000, headers=headers)


@pytest.mark.parametrize(
    "path", ["metadata", f"Patient/{PATIENT}", "Patient", "Patient/_search", "_services/smart/Launch", "Nonsense", ""]
)
def test_every_origin_may_call(fhir: Fhir, path: str) -> None:
    """A preflight from any page is answered with what it asks for, on loopback too; so are errors."""
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,content-type"}
    got = requests.options(
        f"{fhir.base}/{path}", headers=ORIGIN | asked | {"Access-Control-Request-Private-Network": "true"}, timeout=10
    )
    assert got.status_code == 200
    assert got.headers["Access-Control-Allow-Origin"] in ("*", ORIGIN["Origin"])
    assert {"authorization", "content-type"} <= set(got.headers["Access-Control-Allow-Headers"].lower().split(", "))
    assert {"GET", "POST"} <= set(got.headers["Access-Control-Allow-Methods"].split(", "))
    assert got.headers["Access-Control-Allow-Private-Network"] == "true"
    answered = requests.get(f"{fhir.base}/{path}", headers=ORIGIN | {"Authorization": "Bearer x"}, timeout=10)
    assert answered.headers["Access-Control-Allow-Origin"] in ("*", ORIGIN["Origin"])


@pytest.mark.parametrize("path", ["fhir/_services/smart/Launch", "_services/smart/Launch"])
def test_a_launch_id_is_answered(fhir: Fhir, path: str) -> None:
    """The official sandbox gets a new launch id for each SMART link; what is no launch is 400."""
    url = f"{fhir.base.removesuffix('/fhir')}/{path}"
    sent: Any = {
        "launchUrl": "http://127.0.0.1:8000/smart/launch",
        "parameters": {"patient": PATIENT, "appContext": "x"},
    }
    ids = {fhir.ask(url, method="POST", json=sent, headers=ORIGIN).json()["launch_id"] for _ in range(2)}
    assert len(ids) == 2
    assert all(len(one) > 16 for one in ids)
    wrongs: list[Any] = [[], {}, {"launchUrl": 1}]
    for wrong in wrongs:
        fhir.ask(url, 400, method="POST", json=wrong)
    fhir.ask(url, 400, method="POST", data=b"{")


def test_every_answer_is_valid_r4(fhir: Fhir) -> None:
    """Each type's whole searchset is a valid Bundle, page by page."""
    for kind in SEARCH:
        url: str | None = f"{kind}?_count=20&_include=*"
        while url:
            page = fhir.bundle(url)
            Bundle.model_validate(page)
            url = link(page, "next")


class _Page(html.parser.HTMLParser):
    """What a page links to and loads."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.loaded: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect."""
        found = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        assert not any(name.startswith("on") or name == "style" for name in found)
        (self.links if tag == "a" else self.loaded).extend(found[one] for one in ("href", "src") if one in found)


def test_the_page_shows_every_patient_and_asks_nobody_else(fhir: Fhir) -> None:
    """The page for a person names each patient and story, its links work, and it loads only its own style sheet."""
    site = fhir.base.removesuffix("/fhir")
    got = requests.get(f"{site}/", timeout=10)
    assert got.status_code == 200
    assert "default-src 'none'" in got.headers["Content-Security-Policy"]
    page = _Page()
    page.feed(got.text)
    assert not {"script", "style", "img", "iframe", "form"} & set(page.tags)
    assert page.loaded == ["page.css"]
    assert requests.get(f"{site}/page.css", timeout=10).headers["Content-Type"].startswith("text/css")
    for story in charts.stories():
        assert story.name in got.text
        assert story.story in got.text
        assert any(f"patientId={story.id}&serviceDiscoveryURL=" in one for one in page.links)
    for target in page.links:
        if target.startswith(fhir.base):
            assert requests.get(target, timeout=10).status_code == 200, target


def test_a_host_header_is_escaped_on_the_page(fhir: Fhir) -> None:
    """What a client sends as host is text on the page, if it is answered at all."""
    got = requests.get(f"{fhir.base.removesuffix('/fhir')}/", headers={"Host": 'a"><script>'}, timeout=10)
    assert "<script>" not in got.text
