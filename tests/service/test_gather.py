"""The whole matrix of prefetch and FHIR server, each cell against a real socket, with the calls it costs."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
import requests

from mappings.elements import ELEMENTS, key_of
from tests.cds_hooks_spec import check_discovery
from tests.service.conftest import (
    BUDGET_MS,
    KEYS,
    TYPES,
    Answer,
    Asked,
    Ehr,
    Json,
    Reply,
    Service,
    acromegaly,
    bundle,
    chart,
    condition,
    draft,
    filled,
    order_select,
    reply,
)

SEARCHED = KEYS[1:]
TITLES = {
    "patient": "age",
    "conditions": "problems and diagnoses",
    "labs2": "glucose, insulin, C-peptide, proinsulin",
    "tumor2": "SSTR result, octreotide test, tumor findings",
    "function": ELEMENTS["function"].title,
    "medications": "drugs ordered before",
    "administrations": "drugs given before",
    "statements": "drugs reported as taken",
    "procedures": "operations",
}
OUTCOME: Json = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "timeout"}]}
REDIRECT = Reply(b"", 302)
AMPLE_MS, MODEST_MS = 5000, 1000


def patient_of(name: str) -> Json:
    """Return a Patient."""
    return {"resourceType": "Patient", "id": name}


def elsewhere(asked: Asked) -> Reply:
    """Answer with the chart of another patient."""
    found = [dict(one, subject={"reference": "Patient/p2"}) for one in chart()[asked.key]]
    return reply(dict(found[0], id="p2") if asked.key == "patient" else bundle(*found))


def endless(asked: Asked) -> Reply:
    """Answer with a page that has a next page, for ever."""
    number = int(asked.query.get("page", ["0"])[0])
    return reply(bundle(*chart()[asked.key], next_url=f"{TYPES[asked.key]}?page={number + 1}&{_kept(asked)}"))


def _kept(asked: Asked) -> str:
    return "&".join(f"{name}={asked.query[name][0]}" for name in ("patient", "code") if name in asked.query)


def status(code: int) -> Callable[[Asked], Reply]:
    """Return an answer with an error status."""
    return lambda _: reply(OUTCOME, code)


# How the FHIR server fails -> what it answers, and how many calls that costs at the least and at the most.
FAULTS: dict[str, tuple[Callable[[Asked], Reply], int, int]] = {
    **{str(code): (status(code), 1, 1) for code in (401, 403, 404, 410, 500)},
    **{str(code): (status(code), 1, 3) for code in (429, 503)},
    "hang": (lambda _: Reply(b"", hang=5), 1, 1),
    "reset": (lambda _: Reply(b"", reset=True), 1, 3),
    "bad JSON": (lambda _: Reply(b'{"resourceType": "Bundle", "entry": ['), 1, 1),
    "HTML": (lambda _: Reply(b"<html>Sign in</html>", content_type="text/html"), 1, 1),
    "wrong type": (lambda _: reply({"resourceType": "Practitioner", "id": "p1"}), 1, 1),
    "a Bundle of another type": (lambda _: reply(bundle({"resourceType": "Practitioner", "id": "p1"})), 1, 1),
    "wrong patient": (elsewhere, 1, 1),
    "redirect": (lambda _: REDIRECT, 1, 1),
}


@pytest.fixture
def within(serving: Callable[..., Service], ehr: Ehr) -> Callable[..., Answer]:
    """Call the service with a budget, and see that it answered 200 within the budget and a second.

    The budget is short where it is to run out. Where something must be read, it is not what decides the test.
    """

    def call(request: Json, budget_ms: int = AMPLE_MS) -> Answer:
        got = serving(fhir_servers=ehr.url, time_budget_ms=budget_ms).call(request)
        assert got.status == 200
        assert got.seconds < budget_ms / 1000 + 1
        return got

    return call


def budget(fault: str) -> int:
    """Return a short budget for what would use up a longer one."""
    return BUDGET_MS if fault in ("hang", "reset", "429", "503") else AMPLE_MS


def fails_for(ehr: Ehr, fault: str, *keys: str) -> tuple[int, int]:
    """Make the EHR fail for some keys; return how many calls each of them may cost."""
    answer, least, most = FAULTS[fault]
    ehr.answer = lambda asked: answer(asked) if asked.key in keys else ehr.usual(asked)
    return least, most


def expected_without(*unread: str) -> set[str]:
    """Return the rules that answer an octreotide depot in insulinoma when some elements were not read at all."""
    if "conditions" in unread:
        return {"ssaNotChecked"}
    said = {"ssaInsulinoma"}
    if {"labs2", "tumor2"} & set(unread):
        return said | {"ssaNotChecked"}
    return said | ({"couldNotCheck"} if {"medications", "administrations"} & set(unread) else set())


def assert_said(got: Answer, *unread: str) -> None:
    """The cards are those that can be made, and their details name what was not read, and nothing else."""
    assert set(got.topics) == expected_without(*unread)
    assert got.critical == ([] if "conditions" in unread else ["ssaInsulinoma"])
    parts = re.findall(r"Not read: ([^.]*)\.", got.said())
    for key in unread:
        if key == "function" or (key == "patient" and "ssaInsulinoma" not in got.topics):
            continue  # organ function plays no part in these cards, nor age where nothing was checked
        assert any(TITLES[key] in part for part in parts), (key, parts)
    for key in set(KEYS) - set(unread):
        assert not any(re.search(rf"(^|; |, ){re.escape(TITLES[key])}( \(|, )", part) for part in parts), (key, parts)


# --- What prefetch holds: no call --------------------------------------------------------------------------------------

SENT: dict[str, tuple[Callable[[str], Any], str]] = {
    "filled": (lambda key: filled()[key], "read"),
    "null": (lambda _: None, "empty"),
    "empty Bundle": (lambda _: bundle(), "empty"),
    "Bundle without entry": (lambda _: {"resourceType": "Bundle", "type": "searchset", "total": 0}, "empty"),
    "OperationOutcome": (lambda _: OUTCOME, "unread"),
    "OperationOutcome as an entry": (lambda _: bundle(OUTCOME), "unread"),
    "a string": (lambda _: "Patient/p1", "unread"),
    "a number": (lambda _: 7, "unread"),
    "false": (lambda _: False, "unread"),
    "another resource": (lambda _: {"resourceType": "Practitioner", "id": "p1"}, "unread"),
    "a Bundle of other resources": (lambda _: bundle({"resourceType": "Practitioner", "id": "x"}), "unread"),
    "another patient": (
        lambda key: json.loads(elsewhere(Asked(f"/fhir/{TYPES[key]}", _query(key), {})).body),
        "unread",
    ),
    "an array of resources": (lambda key: chart()[key], "read"),
    "entries that are resources": (lambda key: {"resourceType": "Bundle", "entry": chart()[key]}, "read"),
}


def _query(key: str) -> dict[str, list[str]]:
    return (
        {"code": [{"tumor2": "pnet-observation", "function": "1742-6"}[key]]} if key in ("tumor2", "function") else {}
    )


@pytest.mark.parametrize("sent", SENT)
@pytest.mark.parametrize("key", KEYS)
def test_what_prefetch_holds_is_not_asked_for_again(
    within: Callable[..., Answer], ehr: Ehr, key: str, sent: str
) -> None:
    """Filled, known to be empty, or failed at the EHR: none of it costs a call, and what is unknown is said."""
    make, state = SENT[sent]
    got = within(order_select(prefetch=filled() | {key: make(key)}, server=ehr.url, token="t"))
    assert ehr.connections == 0
    if state == "empty" and key == "conditions":
        assert got.json == {"cards": []}
    elif state == "unread" or (state == "empty" and key == "patient" and sent != "null"):
        assert_said(got, key)  # a Patient that is read is never a Bundle without entries
    else:
        assert_said(got)


def test_a_chart_that_is_known_to_be_empty_has_no_card(within: Callable[..., Answer], ehr: Ehr) -> None:
    """Where the EHR looked and found nothing at all, an analog has no card and costs no call."""
    assert within(order_select(prefetch=dict.fromkeys(KEYS), server=ehr.url, token="t")).json == {"cards": []}
    assert ehr.connections == 0


def test_another_reason_for_an_analog_has_no_card(within: Callable[..., Answer], ehr: Ehr) -> None:
    """A patient with acromegaly, everything read, has no card: from prefetch, and from the FHIR server."""
    assert within(order_select(prefetch=filled(acromegaly()), server=ehr.url)).json == {"cards": []}
    assert ehr.connections == 0
    ehr.on_file = chart(acromegaly())
    assert within(order_select(server=ehr.url)).json == {"cards": []}
    assert ehr.asked_for() == sorted(KEYS)


# --- What is absent is asked for ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", KEYS)
def test_an_absent_key_costs_one_call(within: Callable[..., Answer], ehr: Ehr, key: str) -> None:
    """What prefetch leaves out is read with one call, and the answer is the same."""
    prefetch = filled()
    del prefetch[key]
    assert_said(within(order_select(prefetch=prefetch, server=ehr.url, token="t")))
    assert ehr.asked_for() == [key]


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("fault", FAULTS)
def test_an_absent_key_that_cannot_be_read_is_said(
    within: Callable[..., Answer], ehr: Ehr, key: str, fault: str
) -> None:
    """However the FHIR server fails for one element, the cards that the others allow are made, in time, and it is named."""
    least, most = fails_for(ehr, fault, key)
    prefetch = filled()
    del prefetch[key]
    assert_said(within(order_select(prefetch=prefetch, server=ehr.url, token="t"), budget(fault)), key)
    assert set(ehr.asked_for()) == {key}
    assert least <= len(ehr.calls) <= most


@pytest.mark.parametrize("key", SEARCHED)
@pytest.mark.parametrize("fault", FAULTS)
def test_a_further_page_that_cannot_be_read_is_said(
    within: Callable[..., Answer], ehr: Ehr, key: str, fault: str
) -> None:
    """What prefetch holds counts, a page that fails makes it read in part, and that is said."""
    least, most = fails_for(ehr, fault, key)
    next_url = f"{ehr.url}/{TYPES[key]}?page=2&code={_query(key).get('code', [''])[0]}"
    prefetch = filled() | {key: bundle(*chart()[key], next_url=next_url)}
    got = within(order_select(prefetch=prefetch, server=ehr.url, token="t"), budget(fault))
    if key == "conditions":
        assert set(got.topics) == {"ssaInsulinoma", "ssaNotChecked"}
        assert TITLES[key] in got.card("ssaNotChecked")["detail"]
    else:
        assert_said(got, key)
    assert got.critical == ["ssaInsulinoma"]
    assert set(ehr.asked_for()) == {key}
    assert least <= len(ehr.calls) <= most


@pytest.mark.parametrize("key", SEARCHED)
@pytest.mark.parametrize("relative", [True, False], ids=["relative", "absolute"])
def test_a_further_page_is_read(within: Callable[..., Answer], ehr: Ehr, key: str, relative: bool) -> None:
    """A next link in prefetch is followed: the finding on the second page counts like one on the first."""
    query = f"{TYPES[key]}?page=2&code={_query(key).get('code', [''])[0]}"
    first = bundle(next_url=query if relative else f"{ehr.url}/{query}")
    assert_said(within(order_select(prefetch=filled() | {key: first}, server=ehr.url, token="t")))
    assert ehr.asked_for() == [key]


@pytest.mark.parametrize("key", SEARCHED)
def test_endless_pages_end(within: Callable[..., Answer], ehr: Ehr, key: str) -> None:
    """A search whose pages never end is cut off, within the budget; what was read counts, and the rest is said."""
    ehr.answer = endless
    prefetch = filled()
    del prefetch[key]
    got = within(order_select(prefetch=prefetch, server=ehr.url, token="t"))
    assert got.critical == ["ssaInsulinoma"]
    assert key == "function" or any(TITLES[key] in part for part in re.findall(r"Not read: ([^.]*)\.", got.said()))
    assert 1 < len(ehr.calls) <= 20


@pytest.mark.parametrize(
    ("key", "fault"),
    [*((key, fault) for key in SEARCHED for fault in ("500", "HTML")), ("conditions", "hang"), ("labs2", "hang")],
)
def test_a_second_page_that_fails_does_not_cost_the_first(
    within: Callable[..., Answer], ehr: Ehr, key: str, fault: str
) -> None:
    """The first page of a search counts though the second one fails, or hangs until the budget is used up."""
    answer, _, _ = FAULTS[fault]
    ehr.answer = lambda asked: answer(asked) if "page" in asked.query else endless(asked)
    prefetch = filled()
    del prefetch[key]
    got = within(order_select(prefetch=prefetch, server=ehr.url), MODEST_MS if fault == "hang" else AMPLE_MS)
    assert got.critical == ["ssaInsulinoma"]
    assert key == "function" or any(TITLES[key] in part for part in re.findall(r"Not read: ([^.]*)\.", got.said()))


def test_a_patient_that_is_answered_with_a_bundle_is_not_read(within: Callable[..., Answer], ehr: Ehr) -> None:
    """A read that is answered with a search result, endless or not, is an element that was not read."""
    ehr.answer = endless
    prefetch = filled()
    del prefetch["patient"]
    assert_said(within(order_select(prefetch=prefetch, server=ehr.url, token="t")), "patient")
    assert ehr.asked_for() == ["patient"]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_server_that_fails_for_everything_is_said_once(within: Callable[..., Answer], ehr: Ehr, fault: str) -> None:
    """With nothing in prefetch and nothing to be had, one card says that nothing was checked; all is asked at once."""
    least, most = fails_for(ehr, fault, *KEYS)
    assert_said(within(order_select(server=ehr.url, token="t"), MODEST_MS if fault == "hang" else AMPLE_MS), *KEYS)
    assert set(ehr.asked_for()) == set(KEYS)
    assert least * len(KEYS) <= len(ehr.calls) <= most * len(KEYS)


@pytest.mark.parametrize(
    ("key", "fault"),
    [*((key, fault) for key in KEYS for fault in ("500", "reset")), ("conditions", "hang"), ("labs2", "hang")],
)
def test_one_element_that_fails_does_not_cost_the_others(
    within: Callable[..., Answer], ehr: Ehr, key: str, fault: str
) -> None:
    """With nothing in prefetch, all others are read though one search hangs or fails."""
    fails_for(ehr, fault, key)
    assert_said(within(order_select(server=ehr.url, token="t"), MODEST_MS if fault == "hang" else AMPLE_MS), key)


@pytest.mark.parametrize("pair", [("labs2", "medications"), ("tumor2", "administrations"), ("patient", "conditions")])
def test_all_that_was_not_read_is_named(within: Callable[..., Answer], ehr: Ehr, pair: tuple[str, str]) -> None:
    """Two elements that fail are both on the card, whichever rule it is that speaks."""
    fails_for(ehr, "500", *pair)
    assert_said(within(order_select(server=ehr.url, token="t")), *pair)


@pytest.mark.parametrize("key", KEYS)
def test_without_a_tumor_on_record_only_conditions_and_orders_matter(
    within: Callable[..., Answer], ehr: Ehr, key: str
) -> None:
    """In acromegaly only unread conditions matter, and unread orders: another analog may be among them."""
    ehr.on_file = chart(acromegaly())
    fails_for(ehr, "500", key)
    got = within(order_select(server=ehr.url, token="t"))
    assert got.topics == {"conditions": ["ssaNotChecked"], "medications": ["couldNotCheck"]}.get(key, [])


@pytest.mark.parametrize(
    "code",
    [
        ("D3A.8", "Other benign neuroendocrine tumors"),
        ("E16.2", "Hypoglycemia, unspecified"),
        ("E31.21", "Multiple endocrine neoplasia type I"),
        ("C25.4", "Malignant neoplasm of endocrine pancreas"),
    ],
    ids=lambda code: code[0],
)
@pytest.mark.parametrize("key", ["labs2", "tumor2"])
def test_unread_results_matter_where_a_tumor_is_on_record(
    within: Callable[..., Answer], ehr: Ehr, key: str, code: tuple[str, str]
) -> None:
    """A pancreatic or neuroendocrine tumor, an E16 code or MEN1 makes results that were not read worth a warning."""
    problem = condition(code[0], "http://hl7.org/fhir/sid/icd-10-cm", id="c-1")
    problem["code"]["text"] = code[1]
    ehr.on_file = chart(problem)
    fails_for(ehr, "500", key)
    got = within(order_select(server=ehr.url, token="t"))
    assert "ssaNotChecked" in got.topics
    assert TITLES[key] in got.card("ssaNotChecked")["detail"]


def test_an_outcome_beside_results_is_read_in_part(within: Callable[..., Answer], ehr: Ehr) -> None:
    """An error within a prefetch Bundle, or a warning that something is missing, leaves what else it holds usable, and is said."""
    missing, said = {"ssaInsulinoma", "ssaNotChecked"}, {"ssaInsulinoma"}
    for severity, code, expected in (
        ("error", "processing", missing), ("fatal", "exception", missing), (None, "exception", missing),
        ("warning", "incomplete", missing), ("information", "throttled", missing), ("warning", "forbidden", missing),
        ("warning", "informational", said), ("information", "suppressed", said), ("warning", "not-found", said),
    ):  # fmt: skip
        outcome = {"resourceType": "OperationOutcome", "issue": [{"severity": severity, "code": code}]}
        prefetch = filled() | {"conditions": bundle(*chart()["conditions"], outcome)}
        assert set(within(order_select(prefetch=prefetch, server=ehr.url)).topics) == expected
    assert ehr.connections == 0


# --- Who may be called, with what --------------------------------------------------------------------------------------


def test_a_server_that_is_not_listed_is_never_called(serving: Callable[..., Service], ehr: Ehr) -> None:
    """A FHIR server outside PNET_CDS_FHIR_SERVERS sees no connection, and the card says why nothing was read."""
    for listed in ("", "https://ehr.example/fhir", ehr.url.replace("127.0.0.1", "localhost"), ehr.url + "2"):
        got = serving(fhir_servers=listed, time_budget_ms=BUDGET_MS).call(order_select(server=ehr.url, token="t"))
        assert got.topics == ["ssaNotChecked"]
        assert "not one that may be called" in got.card("ssaNotChecked")["detail"]
    assert ehr.connections == 0


@pytest.mark.parametrize(
    "server",
    ["{0}/../other", "{0}?x=1", "{0}#x", "file:///etc/passwd", "//127.0.0.1", "not a url", "http://[::1", "{0}/x"],
)
def test_an_address_that_only_resembles_a_listed_one_is_not_called(service: Service, ehr: Ehr, server: str) -> None:
    """Neither a path below or beside a listed server, nor something that is no address, is called."""
    got = service.call(order_select(server=server.format(ehr.url), token="t"))
    assert got.topics == ["ssaNotChecked"]
    assert ehr.connections == 0


def test_a_trailing_slash_or_capitals_name_the_same_server(service: Service, ehr: Ehr) -> None:
    """The listed server may be spelled with a trailing slash or a scheme in capitals."""
    for spelled in (ehr.url + "/", ehr.url.replace("http", "HTTP")):
        assert service.call(order_select(server=spelled)).topics == ["ssaInsulinoma"]


def test_a_request_without_a_server_says_so(service: Service, ehr: Ehr) -> None:
    """Where no FHIR server is named, what prefetch lacks is unread, and the card says why."""
    got = service.call(order_select(prefetch={}))
    assert got.topics == ["ssaNotChecked"]
    assert "no FHIR server was named" in got.card("ssaNotChecked")["detail"]
    assert ehr.connections == 0


def test_a_page_that_may_not_be_asked_for_is_said(serving: Callable[..., Service], ehr: Ehr) -> None:
    """Where the server may not be called, what prefetch holds counts, and that it is not all is said."""
    prefetch = filled() | {"conditions": bundle(*chart()["conditions"], next_url=f"{ehr.url}/Condition?page=2")}
    got = serving().call(order_select(prefetch=prefetch, server=ehr.url))
    assert set(got.topics) == {"ssaInsulinoma", "ssaNotChecked"}
    assert "sent in part" in got.card("ssaNotChecked")["detail"]
    assert ehr.connections == 0


def test_a_page_of_another_server_is_not_followed(service: Service, ehr: Ehr) -> None:
    """A next link to another host, or outside the base URL, is not followed: the token stays where it belongs."""
    for elsewhere_url in (
        "https://elsewhere.example/fhir/Condition?page=2",
        ehr.url.replace("/fhir", "/other?page=2"),
        "",
    ):
        prefetch = filled() | {"conditions": bundle(*chart()["conditions"], next_url=elsewhere_url or "placeholder")}
        if not elsewhere_url:
            del prefetch["conditions"]["link"][0]["url"]
        got = service.call(order_select(prefetch=prefetch, server=ehr.url, token="t"))
        assert set(got.topics) == {"ssaInsulinoma", "ssaNotChecked"}
    assert ehr.connections == 0


def test_the_token_is_sent_as_bearer(service: Service, ehr: Ehr) -> None:
    """Every call carries the access token of its request."""
    service.call(order_select(server=ehr.url, token="a-made-up.token~1"))
    assert [one.headers.get("Authorization") for one in ehr.calls] == ["Bearer a-made-up.token~1"] * len(KEYS)


@pytest.mark.parametrize("token", [None, "", "  "])
def test_without_a_token_no_header_is_sent(service: Service, ehr: Ehr, token: str | None) -> None:
    """Without a token, or with an empty one, the server is asked without an Authorization header."""
    assert service.call(order_select(server=ehr.url, token=token)).topics == ["ssaInsulinoma"]
    assert all("Authorization" not in one.headers for one in ehr.calls)


def test_a_token_that_is_no_header_value_is_not_sent_and_not_logged(
    service: Service, ehr: Ehr, caplog: pytest.LogCaptureFixture
) -> None:
    """A token with a line break adds no header of its own: nothing is read, and it is in no log and on no card."""
    got = service.call(order_select(server=ehr.url, token="secret\r\nX-Other: 1"))
    assert got.topics == ["ssaNotChecked"]
    assert ehr.calls == []
    assert "secret" not in caplog.text + json.dumps(got.json)


def test_what_is_asked_for_is_what_discovery_publishes(service: Service, ehr: Ehr) -> None:
    """The calls are the prefetch templates and the statements, with the patient's id for the token, percent-encoded."""
    got = requests.get(f"{service.url}/cds-services", timeout=30)
    published = check_discovery(got.status_code, got.headers, got.content)["services"][0]
    service.call(order_select(server=ehr.url))
    prepared = [
        requests.Request("GET", f"{ehr.url}/{template.replace('{{context.patientId}}', 'p1')}").prepare()
        for template in (*published["prefetch"].values(), "MedicationStatement?patient={{context.patientId}}")
    ]
    asked = sorted((one.path, sorted((name, *values) for name, values in one.query.items())) for one in ehr.calls)
    assert asked == sorted(
        (one.path, sorted((n, *v) for n, v in one.query.items())) for one in map(_as_asked, prepared)
    )


def _as_asked(prepared: requests.PreparedRequest) -> Asked:
    from urllib.parse import parse_qs, urlsplit

    parts = urlsplit(prepared.url or "")
    return Asked(parts.path, parse_qs(parts.query), {})


def test_an_odd_patient_id_stays_an_id(service: Service, ehr: Ehr) -> None:
    """An id with a slash, a question mark or dots cannot lead to another address."""
    request = order_select(server=ehr.url)
    request["context"]["patientId"] = "../p1?x=1&y#z"
    service.call(request)
    assert {one.path for one in ehr.calls} <= {f"/fhir/{kind}" for kind in TYPES.values()} | {
        "/fhir/Patient/..%2Fp1%3Fx%3D1%26y%23z"
    }
    assert all(one.query["patient"] == ["../p1?x=1&y#z"] for one in ehr.calls if one.query)


# --- Orders that concern no rule, and orders that must be looked up ----------------------------------------------------


@pytest.mark.parametrize(
    "order",
    [
        draft("metformin 500 mg", "6809"),
        draft("Zortress 0.5 MG Oral Tablet", "977434"),
        {"resourceType": "ServiceRequest", "id": "s1", "status": "draft", "code": {"text": "Chest X-ray"}},
        {"resourceType": "DeviceRequest", "id": "v1", "status": "draft", "codeCodeableConcept": {"text": "pump"}},
        draft(medicationCodeableConcept={}),
        draft(status="cancelled"),
        draft(doNotPerform=True),
    ],
    ids=[
        "metformin",
        "everolimus of transplantation",
        "a service",
        "a device",
        "no drug yet",
        "cancelled",
        "not to be given",
    ],
)
def test_an_order_of_no_concern_costs_nothing(service: Service, ehr: Ehr, order: Json) -> None:
    """An order that concerns no rule has no card and makes no call, even with nothing in prefetch."""
    assert service.call(order_select(order, server=ehr.url, token="t")).json == {"cards": []}
    assert ehr.connections == 0


BARE = draft(medicationReference={"reference": "Medication/m1"})
OCTREOTIDE = {"resourceType": "Medication", "id": "m1", "code": draft()["medicationCodeableConcept"]}
PNET = condition("C25.4", "http://hl7.org/fhir/sid/icd-10-cm", id="c-pnet")


def test_a_bare_reference_is_read_once(service: Service, ehr: Ehr) -> None:
    """An order that only references its Medication costs one read more, and is judged like any other."""
    ehr.on_file["Medication"] = [OCTREOTIDE]
    got = service.call(order_select(BARE, prefetch=filled(), server=ehr.url, token="t"))
    assert got.critical == ["ssaInsulinoma"]
    assert [one.path for one in ehr.calls] == ["/fhir/Medication/m1"]


def test_two_orders_of_one_medication_cost_one_read(service: Service, ehr: Ehr) -> None:
    """The same Medication is read once, however many orders reference it."""
    ehr.on_file["Medication"] = [OCTREOTIDE]
    second = BARE | {"id": "d2"}
    got = service.call(order_select(BARE, second, prefetch=filled(), server=ehr.url))
    assert got.critical == ["ssaInsulinoma", "ssaInsulinoma"]
    assert ehr.asked_for() == ["Medication"]


def test_a_reference_that_turns_out_to_be_of_no_concern_has_no_card(service: Service, ehr: Ehr) -> None:
    """A Medication that is read and is another drug ends the matter: no card, and nothing else is asked for."""
    ehr.on_file["Medication"] = [OCTREOTIDE | {"code": {"text": "metformin 500 mg"}}]
    assert service.call(order_select(BARE, server=ehr.url)).json == {"cards": []}
    assert ehr.asked_for() == ["Medication"]


@pytest.mark.parametrize(
    "reference", ["https://elsewhere.example/fhir/Medication/m1", "#m1", "urn:uuid:1", "Practitioner/1"]
)
def test_only_a_relative_medication_is_read(service: Service, ehr: Ehr, reference: str) -> None:
    """An absolute, contained or other reference is never followed: the order stays unidentified."""
    order = draft(medicationReference={"reference": reference})
    assert service.call(order_select(order, prefetch=filled(), server=ehr.url)).topics == ["couldNotCheck"]
    assert ehr.connections == 0


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("prefetched", [True, False], ids=["conditions in prefetch", "conditions absent"])
def test_a_reference_that_cannot_be_read(within: Callable[..., Answer], ehr: Ehr, fault: str, prefetched: bool) -> None:
    """An order that stays unidentified has a card where a pancreatic tumor is on record, and none where that is clear."""
    if fault == "wrong patient":
        return  # a Medication has none
    answer, _, _ = FAULTS[fault]
    ehr.answer = lambda asked: answer(asked) if asked.kind == "Medication" else ehr.usual(asked)
    for problem, expected in ((PNET, ["couldNotCheck"]), (acromegaly(), [])):
        ehr.on_file = chart(problem)
        ehr.calls.clear()
        request = order_select(BARE, prefetch=filled(problem) if prefetched else {}, server=ehr.url)
        got = within(request, MODEST_MS if fault == "hang" else AMPLE_MS)
        assert got.topics == expected
        assert set(ehr.asked_for()) == ({"Medication"} if prefetched else {"Medication", "conditions"})


def test_an_unidentified_order_for_an_insulinoma_has_a_card(within: Callable[..., Answer], ehr: Ehr) -> None:
    """Where nothing is on record but the order's own reason names an insulinoma, that is said."""
    fails_for(ehr, "404", "Medication")
    named = BARE | {"reasonCode": [{"text": "Insulinoma"}]}
    got = within(order_select(named, prefetch=filled(acromegaly()), server=ehr.url), AMPLE_MS)
    assert got.topics == ["couldNotCheck"]
    assert "its reason names an insulinoma" in got.card("couldNotCheck")["detail"]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_reference_and_conditions_that_cannot_be_read_are_a_412(
    serving: Callable[..., Service], ehr: Ehr, fault: str
) -> None:
    """Where neither the drug nor the conditions can be had, nothing can be said: 412 with an OperationOutcome."""
    if fault == "wrong patient":
        return
    fails_for(ehr, fault, "Medication", "conditions")
    budget_ms = MODEST_MS if fault == "hang" else AMPLE_MS
    got = serving(fhir_servers=ehr.url, time_budget_ms=budget_ms).call(order_select(BARE, server=ehr.url, token="t"))
    assert got.status == 412
    assert got.issue.startswith("incomplete: ")
    assert got.seconds < budget_ms / 1000 + 1
    assert set(ehr.asked_for()) == {"Medication", "conditions"}


def test_an_unidentified_order_does_not_cost_the_card_of_another(within: Callable[..., Answer], ehr: Ehr) -> None:
    """While one order's Medication hangs, the chart is read for the other: the critical card is there, both are named."""
    fails_for(ehr, "hang", "Medication")
    other = BARE | {"id": "d2"}
    got = within(order_select(draft(), other, server=ehr.url, token="t"), MODEST_MS)
    assert got.critical == ["ssaInsulinoma"]
    assert set(got.topics) == {"ssaInsulinoma", "couldNotCheck"}
    assert "d2" in got.card("couldNotCheck")["detail"]


# --- Servers that want a category --------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["labs2", "tumor2", "function"])
def test_a_search_that_needs_a_category_is_asked_again_with_one(
    within: Callable[..., Answer], ehr: Ehr, key: str
) -> None:
    """A server that answers 400 to a search by code is asked by category instead: two calls, nothing unread."""

    def wants_category(asked: Asked) -> Reply:
        by_code = asked.kind == "Observation" and "category" not in asked.query
        return reply(OUTCOME, 400) if by_code else ehr.usual(asked)

    ehr.answer = wants_category
    prefetch = filled()
    del prefetch[key]
    assert_said(within(order_select(prefetch=prefetch, server=ehr.url)))
    assert ehr.asked_for() == [key, key]
    assert ["code" in one.query for one in ehr.calls] == [True, False]
    category = ehr.calls[1].query["category"]
    assert category == [next(one.category for name, one in ELEMENTS.items() if key_of(name) == key)]


@pytest.mark.parametrize("key", KEYS)
def test_a_400_that_stays_one_is_unread(within: Callable[..., Answer], ehr: Ehr, key: str) -> None:
    """A server that answers 400 however it is asked is asked no third time."""
    ehr.answer = lambda asked: reply(OUTCOME, 400) if asked.key == key else ehr.usual(asked)
    assert_said(within(order_select(server=ehr.url)), key)
    assert ehr.asked_for().count(key) == (2 if TYPES[key] == "Observation" else 1)
