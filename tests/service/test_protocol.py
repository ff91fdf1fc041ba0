"""CDS Hooks over a socket: discovery, requests as real clients send them, errors, CORS, odd characters and addresses."""

import copy
import http.client
import itertools
import json
import re
import socket
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hooks import order_select as rules
from hooks import registry
from hooks.finding import Recommendation, Verdict
from hooks.judgment import Hook
from mappings import conditions, orders
from mappings.patient import Picture
from mappings.therapy import Order
from service import cds
from service.app import create_app
from service.settings import Settings
from tests.cds_hooks_spec import check_discovery, check_response
from tests.service.conftest import DISCOVERED, HOOK, KEYS, NOW, Answer, Ehr, Service, draft, filled, order_select, saved

ORIGIN = "https://sandbox.cds-hooks.org"
PREFLIGHT = {
    "Origin": ORIGIN,
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "authorization,content-type",
}
LONG_HYPHENATED = 200


# --- Discovery -------------------------------------------------------------------------------------------------------


def test_discovery_names_each_service_and_what_it_wants_to_read(offline: Service) -> None:
    """Discovery is as the specification asks, with a service for each hook and a template for each data element."""
    got = requests.get(f"{offline.url}/cds-services", timeout=30, allow_redirects=False)
    services = check_discovery(got.status_code, got.headers, got.content)["services"]
    assert [(one["id"], one["hook"], one["version"]) for one in services] == [
        (f"pnet-{hook}", hook, "2.0.1") for hook in registry.HOOKS
    ]
    assert all(tuple(one["prefetch"]) == DISCOVERED for one in services)


def test_discovery_names_the_required_data(offline: Service) -> None:
    """Who registers the service reads there what it cannot do without."""
    services = requests.get(f"{offline.url}/cds-services", timeout=30).json()["services"]
    assert all("Conditions are required" in one["usageRequirements"] for one in services)


# --- Requests as real clients send them ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("specification-octreotide", ["ssaInsulinoma"]),
        ("specification-azithromycin", []),
        ("sandbox-no-drug", []),
        ("sandbox-everolimus", ["couldNotCheck", "monitoring", "missingData"]),
        ("sandbox-octreotide", ["ssaInsulinoma"]),
        ("epic-like", ["ssaInsulinoma"]),
        ("request-generator", ["ssaInsulinoma"]),
        ("service-request", ["ssaInsulinoma"]),
        ("bare-ids", ["ssaInsulinoma"]),
        ("unmatched-selection", []),
        ("unknown-members", ["ssaInsulinoma"]),
    ],
)
def test_requests_of_known_clients_are_read(offline: Service, name: str, expected: list[str]) -> None:
    """What the specification, the sandbox, an Epic-like EHR and others send is answered, however invalid as R4."""
    got = offline.call(saved(name))
    assert got.status == 200
    assert got.topics == expected
    assert got.critical == [one for one in expected if one == "ssaInsulinoma"]


@pytest.mark.parametrize("name", ["specification-octreotide", "epic-like", "request-generator", "service-request"])
def test_the_removed_order_is_named_byte_for_byte(offline: Service, name: str) -> None:
    """A delete action names the draft exactly as the EHR did, whatever its id is made of."""
    request = saved(name)
    selected = [one for one in request["context"]["selections"] if "Nutrition" not in one]
    assert set(offline.call(request).deleted()) == set(selected)


def test_an_epic_id_is_what_the_fixture_says(offline: Service) -> None:
    """The Epic-like fixture really holds an id of over 200 characters with dots and non-breaking hyphens."""
    (reference,) = set(offline.call(saved("epic-like")).deleted())
    assert len(reference) > LONG_HYPHENATED
    assert "\N{NON-BREAKING HYPHEN}" in reference
    assert "." in reference


def test_only_the_selected_order_has_a_card(offline: Service) -> None:
    """Of several unsigned orders of the session, the glucagon that was not selected is context and has no card."""
    request = saved("epic-like")
    request["context"]["selections"] = [f"MedicationRequest/{_epic_id(request, 'glucagon')}"]
    assert offline.call(request).topics == ["glucagonInsulinoma"]
    request["context"]["selections"] = [f"MedicationRequest/{_epic_id(request, 'ondansetron')}"]
    assert offline.call(request).topics == []


def _epic_id(request: dict[str, Any], begins: str) -> str:
    ids = [str(entry["resource"]["id"]) for entry in request["context"]["draftOrders"]["entry"]]
    return next(one for one in ids if one.startswith(begins))


def test_the_ordered_dose_counts_and_not_the_first(offline: Service) -> None:
    """Of Epic's calculated, admin-amount and ordered dose, the ordered one says that a bare octreotide is a depot."""
    request = saved("epic-like")
    (order,) = [
        one["resource"] for one in request["context"]["draftOrders"]["entry"] if "octreotide" in one["resource"]["id"]
    ]
    order["medicationReference"]["display"] = "OCTREOTIDE ACETATE"
    rates = order["dosageInstruction"][0]["doseAndRate"]
    rates[0]["doseQuantity"] = {"value": 0.05, "unit": "mg"}
    assert "octreotide LAR" in offline.call(request).card("ssaInsulinoma")["detail"]


def test_a_constant_hook_instance_is_answered_each_time(offline: Service) -> None:
    """A client that never changes its hookInstance gets the same cards again, each with a uuid of its own."""
    answers = [offline.call(saved("request-generator")) for _ in range(3)]
    assert [one.topics for one in answers] == [["ssaInsulinoma"]] * 3
    assert len({one.json["cards"][0]["uuid"] for one in answers}) == 3


def test_a_selection_as_a_reference_object_or_a_bare_string_is_read(offline: Service) -> None:
    """Selections that are no array of strings still select."""
    request = saved("service-request")
    for selections in ("ServiceRequest/sr-1", [{"reference": "ServiceRequest/sr-1"}], ["ServiceRequest/sr-1", None, 5]):
        request["context"]["selections"] = selections
        assert offline.call(request).topics == ["ssaInsulinoma"]


def test_an_order_that_nothing_selects_has_no_card(offline: Service) -> None:
    """With no selection at all, no order is judged."""
    request = saved("service-request")
    request["context"]["selections"] = []
    assert offline.call(request).json == {"cards": []}


def test_silent_mode_shows_no_card(serving: Callable[..., Service]) -> None:
    """With PNET_CDS_MODE=silent the answer is always empty, even where it would have been a 412."""
    silent = serving(mode="silent")
    assert silent.call(saved("epic-like")).json == {"cards": []}
    bare = draft(medicationReference={"reference": "Medication/m1"})
    unreadable = order_select(bare)
    assert silent.call(unreadable).json == {"cards": []}
    assert serving().call(unreadable).status == 412


def test_another_patients_draft_is_not_judged_by_this_patients_chart(offline: Service) -> None:
    """A draft order that names another patient is said not to have been checked."""
    request = order_select(draft(subject={"reference": "Patient/p2"}), prefetch=filled())
    got = offline.call(request)
    assert got.topics == ["ssaNotChecked"]
    assert "another patient" in got.card("ssaNotChecked")["summary"]


# --- Errors ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body", [b"", b"{", b"cards", b"{'hook': 1}", b'{"a": 1} {', b"\x00\x00", b"\xff\xfe{\x00}\x00"]
)
def test_what_is_not_json_is_refused(offline: Service, body: bytes) -> None:
    """A body that is not JSON is 400, with a text that says so and repeats nothing of it."""
    got = offline.call(body)
    assert (got.status, got.issue) == (400, "structure: The request body is not JSON.")


@pytest.mark.parametrize("body", [b"[]", b'[{"hook": "order-select"}]', b"null", b'"text"', b"1", b"NaN", b"true"])
def test_json_that_is_no_object_is_refused(offline: Service, body: bytes) -> None:
    """A body that is JSON and no object is 400."""
    got = offline.call(body)
    assert (got.status, got.issue) == (400, "structure: The request body must be a JSON object.")


@pytest.mark.parametrize(
    "member",
    [
        "hook",
        "hookInstance",
        "context",
        "context.userId",
        "context.patientId",
        "context.selections",
        "context.draftOrders",
    ],
)
@pytest.mark.parametrize("value", ["absent", None, "", {"an": "object"}, 5.5, [[]], True])
def test_a_required_member_is_missed_by_name(offline: Service, member: str, value: Any) -> None:
    """A request without a required member, or with something else in its place, is 400 and the answer names it."""
    request = saved("service-request")
    *parents, name = member.split(".")
    owner = request[parents[0]] if parents else request
    if value == "absent":
        del owner[name]
    else:
        owner[name] = value
    got = offline.call(request)
    if _acceptable(member, value):
        assert got.status == (400 if member == "context" else 200)
        return
    assert got.status == 400
    assert f"'{name}'" in got.issue or (name == "hook" and "hook" in got.issue)


def _acceptable(member: str, value: Any) -> bool:
    """Say which odd values still are a value: a number as an id, any text or array as selections, an empty Bundle."""
    return (
        (value == 5.5 and member in ("hookInstance", "context.userId", "context.patientId"))
        or (member == "context.selections" and value in ([[]], ""))
        or (member in ("context", "context.draftOrders") and value == {"an": "object"})
    )


def test_another_hook_is_refused(offline: Service) -> None:
    """The service is not registered for other hooks: 400 with the hook that it answers."""
    got = offline.call(saved("service-request") | {"hook": "order-sign"})
    assert (got.status, got.issue) == (400, "value: This service answers the hook 'order-select' only.")


@pytest.mark.parametrize("path", ["/cds-services/no-such", "/cds-services/pnet-order-select/x", "/cds-services/a%2Fb"])
def test_an_unknown_service_is_not_found(offline: Service, path: str) -> None:
    """An id that is not in discovery is 404, before its body is looked at."""
    got = offline.call(b"not json", path)
    assert got.status == 404
    assert got.issue.startswith("not-found: There is no such service")


def test_an_unknown_address_says_where_discovery_is(offline: Service) -> None:
    """Outside /cds-services there is nothing, in the same form of error and without CORS."""
    got = requests.get(f"{offline.url}/elsewhere", timeout=30)
    assert (got.status_code, got.json()["resourceType"]) == (404, "OperationOutcome")
    assert "Access-Control-Allow-Origin" not in got.headers


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [("GET", HOOK, "POST"), ("PUT", HOOK, "POST"), ("DELETE", HOOK, "POST"), ("POST", "/cds-services", "GET")],
)
def test_a_wrong_method_is_told_the_right_one(offline: Service, method: str, path: str, allowed: str) -> None:
    """Another method is 405, with the methods there are in Allow."""
    got = requests.request(method, offline.url + path, timeout=30, allow_redirects=False)
    check_response(got.status_code, got.headers, got.content)
    assert got.status_code == 405
    assert allowed in got.headers["Allow"]


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/xml", "multipart/form-data", "application/x-www-form-urlencoded"]
)
def test_what_does_not_say_that_it_is_json_is_refused(offline: Service, kind: str) -> None:
    """Another media type is 415, though the body is a good request."""
    got = offline.call(saved("service-request"), Content_Type=kind)
    assert (got.status, got.issue) == (415, "not-supported: Send the request as application/json.")


@pytest.mark.parametrize("kind", ["application/json; charset=utf-8", "Application/JSON", "application/fhir+json"])
def test_json_by_another_spelling_is_read(offline: Service, kind: str) -> None:
    """A parameter, capitals, or FHIR's own media type make no difference."""
    assert offline.call(saved("service-request"), Content_Type=kind).topics == ["ssaInsulinoma"]


def test_a_body_without_a_media_type_is_read(offline: Service) -> None:
    """A client that names no media type is answered."""
    status, headers, body = offline.raw("POST", HOOK, json.dumps(saved("service-request")))
    assert check_response(status, headers, body)["cards"]


def test_a_compressed_body_is_refused_and_not_misread(offline: Service) -> None:
    """A Content-Encoding is 415: the service would otherwise call good JSON broken."""
    assert offline.call(saved("service-request"), Content_Encoding="gzip").status == 415


def test_a_body_over_the_limit_is_refused(serving: Callable[..., Service]) -> None:
    """One byte over PNET_CDS_MAX_BODY_MB is 413, in one piece or in chunks; at the limit it is read."""
    small = serving(max_body_mb=8 / 1024)
    body = json.dumps(saved("service-request")).encode()
    fitting, large = body.ljust(8192), body.ljust(8193)
    assert small.call(fitting).topics == ["ssaInsulinoma"]
    got = small.call(large)
    assert (got.status, got.issue.split(":")[0]) == (413, "too-long")
    headers = {"Content-Type": "application/json"}
    status, answered, content = small.raw("POST", HOOK, _pieces(large), headers)
    check_response(status, answered, content)
    assert status == 413
    status, answered, content = small.raw("POST", HOOK, _pieces(fitting), headers)
    assert check_response(status, answered, content)["cards"]


def test_a_body_in_broken_chunks_is_refused(offline: Service) -> None:
    """A chunk whose size is no number is the client's fault: 400, and not a fault of ours."""
    parts = urlsplit(offline.url)
    head = (
        f"POST {HOOK} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"
    )
    with socket.create_connection((parts.hostname, parts.port), timeout=30) as connection:
        connection.sendall(head.encode())
        with http.client.HTTPResponse(connection) as got:
            got.begin()
            check_response(got.status, dict(got.getheaders()), got.read())
            assert got.status == 400


def _pieces(body: bytes) -> Iterator[bytes]:
    """Yield a body piece by piece, which http.client sends in chunks."""
    return (body[start : start + 1000] for start in range(0, len(body), 1000))


def _nested(levels: int, opening: str, closing: str, before: str = "", after: str = "") -> bytes:
    deep = opening * levels + "1" + closing * levels
    return (
        json.dumps(saved("service-request") | {"extension": "HERE"})
        .replace('"HERE"', f"{before}{deep}{after}")
        .encode()
    )


@pytest.mark.parametrize("levels", [1_000, 1_023, 2_000, 100_000])
@pytest.mark.parametrize(
    ("opening", "closing"),
    [("[", "]"), ('{"a":', "}"), ('{"a":', ',"b":2}'), ("[1,", ",2]"), ('[{"a":', "}]")],
    ids=["arrays", "objects", "objects with siblings after", "arrays with siblings after", "both"],
)
def test_json_that_is_nested_too_deep_is_refused(offline: Service, levels: int, opening: str, closing: str) -> None:
    """Depth is bounded, however it is spelled: 400, and no worker is lost."""
    got = offline.call(_nested(levels, opening, closing))
    assert got.status == 400
    assert "nested deeper" in got.issue
    assert offline.call(saved("service-request")).status == 200


def test_what_follows_a_deep_member_does_not_hide_it(offline: Service) -> None:
    """A long tail behind the deep member does not keep its depth from being seen, nor does an odd number in the body."""
    tail = ',"tail": "' + "x" * 10_000 + '", "list": [1, 2, 3]'
    assert offline.call(_nested(1_000, "[", "]", '{"deep":', tail + "}")).status == 400
    assert offline.call(_nested(500, "[", "]", '{"odd": NaN, "deep":', tail + "}")).status == 400
    assert offline.call(_nested(500, '{"a":', "}", '{"odd": "\\ud800", "deep":', tail + "}")).status == 400


def test_ordinary_depth_is_read(offline: Service) -> None:
    """A hundred levels, more than any resource has, are no reason to refuse, even with many brackets in a text."""
    assert offline.call(_nested(100, "[", "]")).topics == ["ssaInsulinoma"]
    assert offline.call(saved("service-request") | {"note": "]}" * 500 + "[{" * 500}).topics == ["ssaInsulinoma"]


# --- CORS and addresses ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/cds-services", HOOK, "//cds-services", "/cds-services//pnet-order-select"])
def test_a_preflight_is_answered_without_a_body_and_without_a_redirect(offline: Service, path: str) -> None:
    """A browser may ask with Authorization and Content-Type, at every address that it may call."""
    status, headers, _ = offline.raw("OPTIONS", path, headers=PREFLIGHT)
    lower = {name.lower(): value for name, value in headers.items()}
    assert status == 200
    assert lower["access-control-allow-origin"] in ("*", ORIGIN)
    assert {"GET", "POST", "OPTIONS"} <= {one.strip() for one in lower["access-control-allow-methods"].split(",")}
    allowed = {one.strip().lower() for one in lower["access-control-allow-headers"].split(",")}
    assert {"authorization", "content-type"} <= allowed
    assert "access-control-allow-credentials" not in lower


@pytest.mark.parametrize("status", [400, 404, 405, 413, 415])
def test_an_error_can_be_read_by_a_browser(serving: Callable[..., Service], status: int) -> None:
    """Every error carries the CORS header, or the sandbox would only show that it got no response."""
    small = serving(max_body_mb=8 / 1024)
    method, path, body, kind = {
        400: ("POST", HOOK, b"[]", "application/json"),
        404: ("POST", "/cds-services/none", b"{}", "application/json"),
        405: ("GET", HOOK, b"", "application/json"),
        413: ("POST", HOOK, b"x" * 9000, "application/json"),
        415: ("POST", HOOK, b"{}", "text/plain"),
    }[status]
    headers = {"Origin": ORIGIN, "Content-Type": kind}
    got = requests.request(method, small.url + path, data=body, headers=headers, timeout=30)
    check_response(got.status_code, got.headers, got.content)
    assert got.status_code == status
    assert got.headers["Access-Control-Allow-Origin"] in ("*", ORIGIN)


def test_only_listed_origins_may_call(serving: Callable[..., Service]) -> None:
    """With PNET_CDS_CORS_ORIGINS a listed origin is echoed, and another one gets no permission."""
    listed = serving(cors_origins=f"https://ehr.example, {ORIGIN}")
    for origin in ("https://ehr.example", ORIGIN):
        got = requests.get(f"{listed.url}/cds-services", headers={"Origin": origin}, timeout=30)
        check_discovery(got.status_code, got.headers, got.content)
        assert got.headers["Access-Control-Allow-Origin"] == origin
        assert "Origin" in got.headers["Vary"]
        _, headers, _ = listed.raw("OPTIONS", HOOK, headers=PREFLIGHT | {"Origin": origin})
        assert headers["Access-Control-Allow-Origin"] == origin
    for stranger in ("https://elsewhere.example", f"{ORIGIN}.elsewhere.example", "null", "https://ehrxexample"):
        got = requests.get(f"{listed.url}/cds-services", headers={"Origin": stranger}, timeout=30)
        assert "Access-Control-Allow-Origin" not in got.headers
        _, headers, _ = listed.raw("OPTIONS", HOOK, headers=PREFLIGHT | {"Origin": stranger})
        assert "Access-Control-Allow-Origin" not in headers


@pytest.mark.parametrize("path", ["/cds-services", "/cds-services/", "//cds-services", "///cds-services//"])
def test_discovery_by_an_untidy_address_is_no_redirect(offline: Service, path: str) -> None:
    """A doubled or trailing slash is answered where it is: a preflight may not be redirected."""
    status, headers, body = offline.raw("GET", path)
    assert check_discovery(status, headers, body)["services"]


@pytest.mark.parametrize(
    "path", [f"{HOOK}/", f"/{HOOK}", "/cds-services//pnet-order-select", "//cds-services//pnet-order-select//"]
)
def test_the_hook_by_an_untidy_address_is_no_redirect(offline: Service, path: str) -> None:
    """A discovery address with a trailing slash makes clients call //id: that is answered too."""
    request = saved("service-request")
    status, headers, body = offline.raw("POST", path, json.dumps(request), {"Content-Type": "application/json"})
    assert status == 200
    assert check_response(status, headers, body, request)["cards"]


# --- Odd characters and numbers --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "odd",
    [
        '"\\ud800"', '"a\\udfff\\ud83d b"', "NaN", "Infinity", "-Infinity", "1e999", "-1e999", "1" * 5000, "-" + "9" * 30,
        "0.1e-999", '"\\u0000"', '"a\x00b"', '"line\nbreak"', '"tab\tand\x1f"', '{"a": 1, "a": 2}', "\u2028".join('""'),
        '"\U0001f600"', '"\\ud83d\\ude00"',
    ],
    ids=lambda odd: ascii(odd)[:20],
)  # fmt: skip
def test_one_odd_value_does_not_cost_the_answer(offline: Service, odd: str) -> None:
    """A lone surrogate, NaN, a number out of range, a NUL or a control character costs that value and nothing else."""
    for place in ("extension", "fhirAuthorization"):
        body = json.dumps(saved("service-request") | {place: {"odd": "HERE"}}).replace('"HERE"', odd)
        assert offline.call(body.encode("utf-8", "surrogatepass")).topics == ["ssaInsulinoma"]


@pytest.mark.parametrize(
    "odd", [b"\xff", b"\xc3\x28", b"\xed\xa0\x80", b"\xf8\x88\x80\x80\x80", b"caf\xe9", b"\xc0\x80"]
)
def test_invalid_utf_8_does_not_cost_the_answer(offline: Service, odd: bytes) -> None:
    """Bytes that are no UTF-8 are replaced, also in a text that is shown on the card."""
    request = saved("service-request")
    conditions = request["prefetch"]["conditions"]["entry"]
    conditions[0]["resource"]["code"] = {"text": "Insulinoma HERE"}
    body = json.dumps(request).encode().replace(b"HERE", odd)
    assert offline.call(body).topics == ["ssaInsulinoma"]


def test_a_byte_order_mark_is_passed_over(offline: Service) -> None:
    """A body that begins with a byte order mark is read."""
    assert offline.call(b"\xef\xbb\xbf" + json.dumps(saved("service-request")).encode()).topics == ["ssaInsulinoma"]


def test_an_odd_character_in_what_is_shown_is_sanitized(offline: Service) -> None:
    """A lone surrogate in the id and the name of the order reaches the card as something that is valid JSON."""
    order = draft(name="octreotide LAR \ud800", id="d\ud800")
    got = offline.call(json.dumps(order_select(order, prefetch=filled())).encode())
    assert got.topics == ["ssaInsulinoma"]
    assert set(got.deleted()) == {"MedicationRequest/d?"}


def test_no_character_keeps_an_answer_from_being_written() -> None:
    """Should a lone surrogate reach the answer by another way, it costs that character and not the answer."""
    assert cds._dumped({"cards": ["a\ud800"]}) == b'{"cards":["a?"]}'


def test_chart_text_is_shown_and_not_run(offline: Service) -> None:
    """Markup in the chart is escaped on the card; the specification check finds no HTML, image or table."""
    hostile = "Insulinoma <script>alert(1)</script> ![x](http://evil.example/p.png) | a | b |\n|--|--|\n# head"
    request = saved("service-request")
    request["prefetch"]["conditions"]["entry"][0]["resource"]["code"] = {"text": hostile}
    got = offline.call(request)
    assert got.topics == ["ssaInsulinoma"]
    assert "<script>" not in json.dumps(got.json)


# --- What fails inside -----------------------------------------------------------------------------------------------


def _raising(_picture: Picture, _order: Order) -> Verdict:
    message = "Jane Fixture, born 1961-04-02"
    raise RuntimeError(message)


OTHER_DRUGS = {
    "glucagonInsulinoma": ("glucagon 1 mg injection", "310261"),
    "hypoglycemicDrugInsulinoma": ("glipizide 5 mg tablet", "4821"),
    "sunitinibInsulinoma": ("sunitinib 37.5 mg capsule", "1541890"),
}
NOT_OF_THE_INSULINOMA_CHECK = {
    "ssaNotChecked", "couldNotCheck", "duplicateSsa", "hypoglycemicDrugInsulinoma", "sunitinibInsulinoma",
    "doseCheck", "monitoring", "ssaOnProgression", "therapyOptions", "missingData",
}  # fmt: skip


@pytest.mark.parametrize("rule", [one.rule for one in rules.HOOK.recommendations])
def test_a_rule_that_fails_is_named_and_the_others_answer(
    offline: Service, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, rule: str
) -> None:
    """A rule that raises costs its own card only; another card names it, and the log holds no patient data."""
    broken = tuple(_broken(one) if one.rule == rule else one for one in rules.HOOK.recommendations)
    monkeypatch.setitem(registry.HOOKS, rules.HOOK.name, Hook(rules.HOOK.name, broken))
    got = offline.call(order_select(_draft_for(rule), prefetch=filled()))
    named = [card for card in got.json["cards"] if f"rule {rule} failed" in card["summary"]]
    assert got.status == 200
    assert [card["source"]["topic"]["code"] for card in named] == [
        "couldNotCheck" if rule in NOT_OF_THE_INSULINOMA_CHECK else "ssaNotChecked"
    ]
    expected = [] if rule in (*OTHER_DRUGS, "ssaInsulinoma") else ["ssaInsulinoma"]
    assert got.critical == expected
    assert f"rule {rule} failed: RuntimeError" in caplog.text
    assert "Jane" not in caplog.text + json.dumps(got.json)


def _broken(one: Recommendation) -> Recommendation:
    return Recommendation(one.rule, one.version, one.drugs, one.needs, _raising)


def _draft_for(rule: str) -> dict[str, Any]:
    return draft(*OTHER_DRUGS[rule]) if rule in OTHER_DRUGS else draft()


def test_every_rule_that_fails_is_named(offline: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """When all rules raise, the answer is still 200, and names each."""
    broken = tuple(_broken(one) for one in rules.HOOK.recommendations)
    monkeypatch.setitem(registry.HOOKS, rules.HOOK.name, Hook(rules.HOOK.name, broken))
    got = offline.call(order_select(prefetch=filled()))
    concerned = [one for one in rules.HOOK.recommendations if one.rule not in OTHER_DRUGS]
    assert got.status == 200
    assert all(any(one.rule in card["summary"] for card in got.json["cards"]) for one in concerned)


def test_a_reader_that_fails_makes_the_chart_unread(
    offline: Service, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """When reading the chart raises, the card says that the check was not made; the log holds the type only."""
    read = conditions.entries

    def entries(resources: Any, *rest: Any) -> Any:
        if list(resources):
            message = "Jane Fixture, born 1961-04-02"
            raise RuntimeError(message)
        return read(resources, *rest)

    monkeypatch.setattr(conditions, "entries", entries)
    got = offline.call(order_select(prefetch=filled()))
    assert got.topics == ["ssaNotChecked"]
    assert "could not be interpreted" in got.card("ssaNotChecked")["detail"]
    assert "reading the chart failed: RuntimeError" in caplog.text
    assert "Jane" not in caplog.text


def test_a_failure_outside_the_rules_is_an_error_and_never_an_empty_answer(
    offline: Service, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """When the orders themselves cannot be read for a fault of ours, that is a 500 and not {"cards": []}."""

    def failing(*_: Any, **__: Any) -> None:
        message = "Jane Fixture"
        raise RuntimeError(message)

    monkeypatch.setattr(orders, "read", failing)
    got = offline.call(saved("service-request"))
    assert (got.status, got.issue.split(":")[0]) == (500, "exception")
    assert "a request failed: RuntimeError" in caplog.text
    assert "Jane" not in caplog.text


# --- Anything in place of anything -----------------------------------------------------------------------------------

_LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6)
_ANYTHING = st.recursive(
    _LEAVES | st.sampled_from(["Bundle", "Condition", "Patient/p1", "2026-13-45", "", "#", "%"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["resourceType", "code", "coding", "reference", "entry", "text", "id"]), inner
        )
    ),
    max_leaves=6,
)


def _places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path of every member."""
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, member in members:
        yield (*path, name)
        yield from _places(member, (*path, name))


def _full() -> dict[str, Any]:
    return order_select(draft(dosageInstruction=[{"text": "every 28 days"}]), prefetch=filled(), token="t")


_ODD: tuple[Any, ...] = (
    None,
    [],
    {},
    "",
    5,
    -1.5,
    True,
    "x",
    ["x"],
    [[]],
    [{}],
    {"a": 1},
    {"resourceType": "Bundle"},
    "x" * 500,
)


@pytest.mark.parametrize("value", _ODD, ids=lambda value: repr(value)[:20])
def test_each_member_may_be_something_else(value: Any) -> None:
    """Whatever of a set of odd values stands in place of any one member, the answer is never a fault of ours."""
    for place in _places(_full()):
        _check_with(place, lambda owner, name: owner.__setitem__(name, copy.deepcopy(value)))


def test_each_member_may_be_absent() -> None:
    """Without any one member, the answer is never a fault of ours."""
    for place in _places(_full()):
        _check_with(place, lambda owner, name: owner.__delitem__(name))


def _check_with(place: tuple[Any, ...], change: Callable[[Any, Any], None]) -> None:
    request = copy.deepcopy(_full())
    owner: Any = request
    for name in place[:-1]:
        owner = owner[name]
    change(owner, place[-1])
    got = _CLIENT.post(HOOK, data=json.dumps(request), content_type="application/json")
    assert got.status_code in (200, 400, 412), f"{place}: {got.status_code}"
    bare = UUID.sub(b"", got.data)  # most answers are alike: each is checked once
    if bare not in _CHECKED:
        check_response(got.status_code, dict(got.headers), got.data)
        _CHECKED.add(bare)


_CHECKED: set[bytes] = set()
UUID = re.compile(rb"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@settings(
    max_examples=100, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(place=st.sampled_from(list(_places(_full()))), value=_ANYTHING)
def test_anything_in_place_of_anything_is_never_a_fault_of_ours(place: tuple[Any, ...], value: Any) -> None:
    """Whatever stands in place of any one member, the answer is 200, or an error that names the client's fault."""
    _check_with(place, lambda owner, name: owner.__setitem__(name, value))


_CLIENT = create_app(Settings(auth="off"), now=lambda: NOW).test_client()


def test_the_order_of_entries_changes_nothing(offline: Service) -> None:
    """Problems, results and drafts in any order lead to the same cards."""
    prefetch = filled()
    other = copy.deepcopy(prefetch["conditions"]["entry"][0])
    other["resource"] |= {"id": "c-2", "code": {"text": "Hypertension"}}
    seen = set()
    for entries in itertools.permutations([*prefetch["conditions"]["entry"], other]):
        request = order_select(draft(), draft("metformin", "6809", id="d2"), prefetch=copy.deepcopy(prefetch))
        request["prefetch"]["conditions"]["entry"] = list(entries)
        for drafts in itertools.permutations(request["context"]["draftOrders"]["entry"]):
            request["context"]["draftOrders"]["entry"] = list(drafts)
            seen.add(_without_uuids(offline.call(request)))
    assert len(seen) == 1


def _without_uuids(got: Answer) -> str:
    for card in got.json["cards"]:
        for one in (card, *card.get("suggestions", [])):
            one.pop("uuid")
    return json.dumps(got.json)


def test_the_service_and_the_ehr_are_reached_over_sockets(service: Service, ehr: Ehr) -> None:
    """The fixtures are what they claim: a call with nothing in prefetch makes one request for each data element."""
    got = service.call(order_select(server=ehr.url, token="t"))
    assert got.topics == ["ssaInsulinoma"]
    assert ehr.asked_for() == sorted(KEYS)
