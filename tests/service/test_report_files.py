"""Reports are asked for where a hook calls for them, and their files read from the server that may be called."""

from __future__ import annotations

import base64
import time
from datetime import UTC
from typing import Any

import pytest

from hooks import order_select, order_sign, patient_view
from mappings import reports
from mappings.model import Element, State
from service import gather, report_files
from service.gather import Origin
from service.settings import Settings
from tests.golden import TERMS
from tests.service.conftest import NOW, Ehr, Json, Reply, Service, draft, reply
from tests.service.conftest import order_select as order

DATA = base64.b64encode(b"Ki-67 12 %.").decode()


def report(*forms: Json) -> Json:
    """Return a DiagnosticReport of the patient."""
    return {
        "resourceType": "DiagnosticReport",
        "id": "r1",
        "status": "final",
        "subject": {"reference": "Patient/p1"},
        "code": {"text": "Pathology"},
        "presentedForm": list(forms),
    }


def apart(url: str = "Binary/b1", kind: str = "text/plain") -> Json:
    """Return a form that is held apart."""
    return {"contentType": kind, "url": url}


def read(ehr: Ehr, *resources: Json, servers: str | None = None, seconds: float = 5) -> tuple[Json, ...]:
    """Return the resources of the reports after their files were asked for."""
    origin = Origin(ehr.url, "", time.monotonic() + seconds)
    settings = Settings(auth="off", fhir_servers=ehr.url if servers is None else servers)
    sent = {"reports": Element(resources, State.READ)}
    return report_files.attached(sent, "p1", origin, settings, ranked)["reports"].resources


def ranked(found: list[Json]) -> list[Json]:
    """Return the reports that are read, in the order in which they are."""
    return [one.resource for one in reports.ranked(found, TERMS, NOW, UTC, [])]


def test_only_this_patients_reports_have_their_files_read_and_pathology_first(ehr: Ehr) -> None:
    """No file of a report that names another patient is asked for, and blood counts take no place from pathology."""
    foreign = [
        report(apart(f"Binary/x{n}")) | {"id": f"x{n}", "subject": {"reference": "Patient/zzz"}} for n in range(10)
    ]
    counts = [report(apart(f"Binary/h{n}")) | {"id": f"h{n}", "code": {"text": "CBC"}, "category": [{"coding": [
        {"system": "http://terminology.hl7.org/CodeSystem/v2-0074", "code": "HM"}]}]} for n in range(10)]  # fmt: skip
    ehr.on_file["Binary"] = [
        {"resourceType": "Binary", "id": "b1", "contentType": "text/plain", "data": "S2ktNjcgMTIgJQ=="}
    ]
    read(ehr, *foreign, *counts, report(apart("Binary/b1")))
    assert [one.path for one in ehr.calls] == ["/fhir/Binary/b1"]


def test_only_the_hook_that_calls_for_reports_asks_for_them(ehr: Ehr) -> None:
    """A chart that is opened asks for reports, an order does not: many are large."""
    assert "reports" in patient_view.HOOK.calls
    assert not order_select.HOOK.calls | order_sign.HOOK.calls
    ehr.on_file["DiagnosticReport"] = [report(apart())]
    settings = Settings(auth="off", fhir_servers=ehr.url)
    for calls, expected in ((frozenset[str](), {}), (frozenset({"reports"}), {"reports": State.READ})):
        origin = Origin(ehr.url, "", time.monotonic() + 5)
        found = gather.gather(["reports"], {}, "p1", origin, settings, TERMS, calls=calls)
        assert {name: one.state for name, one in found.items()} == expected
    assert ehr.asked_for() == ["DiagnosticReport"]


def test_an_order_never_asks_for_reports(service: Service, ehr: Ehr) -> None:
    """Neither for them nor for their files, also where reports were sent."""
    request = order(draft())
    request["prefetch"] = {
        "reports": {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": report(apart())}]}
    }
    request["fhirServer"] = ehr.url
    assert service.call(request).status == 200
    assert not {"DiagnosticReport", "Binary"} & set(ehr.asked_for())


def test_a_file_is_read_once(ehr: Ehr) -> None:
    """Two forms of one file cost one read; it is kept under the id that it was asked for by."""
    ehr.on_file["Binary"] = [{"resourceType": "Binary", "contentType": "text/plain", "data": DATA}]
    found = read(ehr, report(apart(), apart("Binary/b1/_history/1")))
    assert [one["id"] for one in found] == ["r1", "b1"]
    assert ehr.asked_for() == ["Binary"]


@pytest.mark.parametrize(
    "form",
    [
        apart("https://elsewhere.example/fhir/Binary/b1"),
        apart("//elsewhere.example/Binary/b1"),
        apart("../Binary/b1"),
        apart("Patient/p1"),
        apart(kind="application/pdf"),
        {"contentType": "text/plain", "data": DATA, "url": "Binary/b1"},
        {},
    ],
)
def test_nothing_else_is_followed(ehr: Ehr, form: Json) -> None:
    """No other address, no PDF, and nothing that was sent inline."""
    assert len(read(ehr, report(form))) == 1
    assert not ehr.calls


def test_an_absolute_address_is_never_followed(ehr: Ehr) -> None:
    """Not even one of the same server: only what is relative is read."""
    assert len(read(ehr, report(apart(f"{ehr.url}/Binary/b1")))) == 1
    assert not ehr.calls


def test_a_file_that_was_sent_is_not_read_again(ehr: Ehr) -> None:
    """A Binary beside the report."""
    assert len(read(ehr, report(apart()), {"resourceType": "Binary", "id": "b1", "data": DATA})) == 2
    assert not ehr.calls


def test_a_server_that_is_not_listed_is_not_asked(ehr: Ehr) -> None:
    """The reports stay as they are."""
    assert len(read(ehr, report(apart()), servers="https://other.example/fhir")) == 1
    assert not ehr.calls


@pytest.mark.parametrize(
    "answer",
    [
        Reply(b"", 404),
        Reply(b"plain text", content_type="text/plain"),
        Reply(b"", 302),
        Reply(b"", hang=5),
        reply({"resourceType": "Patient", "id": "b1"}),
        reply({"resourceType": "Binary", "id": "b1", "data": "A" * 500_000}),
    ],
    ids=["404", "not JSON", "redirect", "hang", "another type", "too large"],
)
def test_a_file_that_cannot_be_read_costs_only_itself(ehr: Ehr, answer: Any) -> None:
    """Within the time, and the reports stay."""
    ehr.answer = lambda _: answer
    begun = time.monotonic()
    assert len(read(ehr, report(apart()), seconds=0.5)) == 1
    assert time.monotonic() - begun < 2


def test_at_most_ten_files_are_read(ehr: Ehr) -> None:
    """A chart with many costs no more."""
    ehr.on_file["Binary"] = [{"resourceType": "Binary", "contentType": "text/plain", "data": DATA}]
    many = [report(apart(f"Binary/b{number}")) | {"id": f"r{number}"} for number in range(30)]
    assert len(read(ehr, *many)) == 40
