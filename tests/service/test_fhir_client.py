"""The FHIR client against real sockets: what it reads, what it refuses, and that it never outlives its budget."""

import functools
import gzip
import json
import logging
import re
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from email.utils import formatdate
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from service.fhir_client import FhirClient, FhirUnavailable, SearchResult, in_parallel

BUDGET = 0.4  # seconds
SLACK = 1.0  # seconds an answer may come after the deadline on a busy machine
TOKEN = "secret-token"
PATIENT = {"resourceType": "Patient", "id": "1"}
SLOW = "the FHIR server did not answer in time"
BROKEN = "the connection to the FHIR server failed"
NOT_JSON = "the answer was not JSON"
NOT_EXPECTED = "the answer was not the resource that was asked for"
ELSEWHERE = "a further page pointed to another server and was not read"

Handler = Callable[[socket.socket, int], None]
Listen = Callable[[Handler], str]


def client(base: str, budget: float = BUDGET, token: str | None = TOKEN, **limits: int) -> FhirClient:
    """Return a client with `budget` seconds to live."""
    return FhirClient(base, token, time.monotonic() + budget, **limits)


def base_of(server: HTTPServer) -> str:
    """Return the FHIR base URL of `server`."""
    return server.url_for("/fhir")


def observation(number: int) -> dict[str, Any]:
    """Return a small Observation."""
    return {"resourceType": "Observation", "id": str(number)}


def bundle(*resources: Any, following: Any = None, **members: Any) -> dict[str, Any]:
    """Return a searchset of `resources`, with a `next` link if `following` is given."""
    page: dict[str, Any] = {"resourceType": "Bundle", "type": "searchset"}
    if resources:
        page["entry"] = [{"resource": resource, "search": {"mode": "match"}} for resource in resources]
    if following is not None:
        page["link"] = [{"relation": "self", "url": "x"}, {"relation": "next", "url": following}]
    return page | members


def outcome(severity: str) -> dict[str, Any]:
    """Return an OperationOutcome with one issue."""
    return {"resourceType": "OperationOutcome", "issue": [{"severity": severity, "code": "processing"}]}


def refused(ask: Callable[[], Any]) -> str:
    """Return the reason with which `ask` fails, which names no URL, token or id."""
    with pytest.raises(FhirUnavailable) as failure:
        ask()
    reason = str(failure.value)
    assert not re.search(r"://|127\.0\.0\.1|localhost|secret|Patient/|patient=", reason)
    return reason


def within(budget: float, ask: Callable[[], Any]) -> str:
    """Return the reason with which `ask` fails, and fail if it outlives `budget` seconds."""
    start = time.monotonic()
    reason = refused(ask)
    assert time.monotonic() - start < budget + SLACK
    return reason


def receive(peer: socket.socket) -> bytes:
    """Return one request's head, or nothing if the peer has gone."""
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        if not (piece := peer.recv(4096)):
            break
        head += piece
    return head


def answer(body: bytes, *headers: str, length: int | None = None) -> bytes:
    """Return a whole 200 response of `body`."""
    lines = ["HTTP/1.1 200 OK", f"Content-Length: {len(body) if length is None else length}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


@pytest.fixture
def listen() -> Iterator[Listen]:
    """Yield a function that starts a raw server, runs a handler (peer, number of the call) and gives its base URL."""
    listeners: list[socket.socket] = []

    def attend(peer: socket.socket, handler: Handler, number: int) -> None:
        try:
            handler(peer, number)
        except OSError:
            pass  # the client has gone, which is what most of these tests want
        finally:
            peer.close()

    def accept(listener: socket.socket, handler: Handler) -> None:
        number = 0
        while True:
            try:
                peer, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=attend, args=(peer, handler, number), daemon=True).start()
            number += 1

    def start(handler: Handler) -> str:
        listener = socket.create_server(("127.0.0.1", 0))
        listeners.append(listener)
        threading.Thread(target=accept, args=(listener, handler), daemon=True).start()
        return f"http://127.0.0.1:{listener.getsockname()[1]}/fhir"

    yield start
    for listener in listeners:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()


def drip(peer: socket.socket, first: bytes, piece: bytes) -> None:
    """Send `first` after the request, and then `piece` every 20 ms, for longer than any budget here."""
    receive(peer)
    peer.sendall(first)
    for _ in range(250):
        peer.sendall(piece)
        time.sleep(0.02)


def silent(peer: socket.socket, _number: int) -> None:
    """Take a request and never answer it."""
    receive(peer)
    time.sleep(5)


def header_drip(peer: socket.socket, _number: int) -> None:
    """Send one header byte at a time."""
    drip(peer, b"HTTP/1.1 200 OK\r\nX-Long: ", b"a")


def script(server: HTTPServer, *answers: Response) -> list[Request]:
    """Answer the calls to Patient/1 in order, the last answer again and again; return the list of calls."""
    calls: list[Request] = []

    def respond(request: Request) -> Response:
        calls.append(request)
        return answers[min(len(calls), len(answers)) - 1]

    server.expect_request("/fhir/Patient/1").respond_with_handler(respond)
    return calls


def good(**headers: str) -> Response:
    """Return a 200 answer with the patient."""
    return Response(json.dumps(PATIENT), headers={**headers})


def bad(status: int, **headers: str) -> Response:
    """Return an answer with `status`, and headers whose names are given with underscores."""
    return Response("no", status, {name.replace("_", "-"): value for name, value in headers.items()})


# Reading one resource


def test_a_resource_is_read(httpserver: HTTPServer) -> None:
    """A read is one GET that accepts FHIR JSON and carries the token."""
    calls = script(httpserver, good())
    assert client(base_of(httpserver)).read("Patient/1") == PATIENT
    assert [call.method for call in calls] == ["GET"]
    assert calls[0].headers["Accept"] == "application/fhir+json"
    assert calls[0].headers["Authorization"] == f"Bearer {TOKEN}"


@pytest.mark.parametrize("token", ["", None])
def test_no_token_no_header(httpserver: HTTPServer, token: str | None) -> None:
    """Without a token there is no Authorization header."""
    calls = script(httpserver, good())
    client(base_of(httpserver), token=token).read("Patient/1")
    assert "Authorization" not in calls[0].headers


def test_a_base_url_may_end_in_a_slash(httpserver: HTTPServer) -> None:
    """A slash at the end of the base URL is not doubled."""
    script(httpserver, good())
    assert client(base_of(httpserver) + "/").read("Patient/1") == PATIENT


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 500, 501])
def test_a_refusal_is_said_and_not_repeated(httpserver: HTTPServer, status: int) -> None:
    """A status that will not pass is named, after one call."""
    calls = script(httpserver, bad(status))
    assert refused(lambda: client(base_of(httpserver)).read("Patient/1")) == f"the FHIR server answered {status}"
    assert len(calls) == 1


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_passing_refusal_is_asked_three_times(httpserver: HTTPServer, status: int) -> None:
    """A status that may pass is asked for three times in all, and then named."""
    calls = script(httpserver, bad(status))
    reason = refused(lambda: client(base_of(httpserver), 1.5).read("Patient/1"))
    assert reason == f"the FHIR server answered {status}"
    assert len(calls) == 3


def test_a_retry_may_succeed(httpserver: HTTPServer) -> None:
    """What is answered after a 503 counts."""
    calls = script(httpserver, bad(503), good())
    assert client(base_of(httpserver)).read("Patient/1") == PATIENT
    assert len(calls) == 2


def test_no_retry_that_does_not_fit(httpserver: HTTPServer) -> None:
    """A pause longer than what is left of the budget is not begun: the second, of 0.3 s, is not."""
    calls = script(httpserver, bad(503))
    assert within(0.3, lambda: client(base_of(httpserver), 0.3).read("Patient/1")) == "the FHIR server answered 503"
    assert len(calls) == 2


def test_retry_after_that_fits_is_waited_for(httpserver: HTTPServer) -> None:
    """A Retry-After within the budget is waited for, and no less."""
    calls = script(httpserver, bad(429, Retry_After="1"), good())
    start = time.monotonic()
    assert client(base_of(httpserver), 3).read("Patient/1") == PATIENT
    assert time.monotonic() - start >= 1
    assert len(calls) == 2


@pytest.mark.parametrize(
    "delay", ["1", "3600", "9" * 30, formatdate(time.time() + 3600, usegmt=True)], ids=["1", "hour", "huge", "date"]
)
def test_retry_after_that_does_not_fit_ends_it(httpserver: HTTPServer, delay: str) -> None:
    """A Retry-After beyond the budget, in seconds or as a date, ends the attempt after one call."""
    calls = script(httpserver, bad(503, Retry_After=delay))
    assert refused(lambda: client(base_of(httpserver)).read("Patient/1")) == "the FHIR server answered 503"
    assert len(calls) == 1


@pytest.mark.parametrize("status", [502, 504])
def test_retry_after_counts_only_where_it_has_a_meaning(httpserver: HTTPServer, status: int) -> None:
    """A Retry-After on any status but 429 and 503 leaves the usual retry."""
    calls = script(httpserver, bad(status, Retry_After="3600"), good())
    assert client(base_of(httpserver)).read("Patient/1") == PATIENT
    assert len(calls) == 2


@pytest.mark.parametrize("delay", ["soon", "9" * 5000, "-3", formatdate(0, usegmt=True)])
def test_an_odd_retry_after_costs_nothing(httpserver: HTTPServer, delay: str) -> None:
    """A Retry-After that says nothing, or a moment gone by, leaves the usual retry."""
    calls = script(httpserver, bad(503, Retry_After=delay), good())
    assert client(base_of(httpserver)).read("Patient/1") == PATIENT
    assert len(calls) == 2


@pytest.mark.parametrize("status", [301, 302, 303, 304, 307, 308])
def test_a_redirect_is_not_followed(httpserver: HTTPServer, status: int) -> None:
    """A redirect, even to the same server, is refused after one call."""
    calls = script(httpserver, bad(status, Location=httpserver.url_for("/fhir/Patient/2")))
    httpserver.expect_request("/fhir/Patient/2").respond_with_json(PATIENT)
    reason = refused(lambda: client(base_of(httpserver)).read("Patient/1"))
    assert reason == "the FHIR server answered with a redirect, which is not followed"
    assert len(calls) == 1
    assert len(httpserver.log) == 1


def test_the_body_of_a_redirect_is_not_read(listen: Listen) -> None:
    """An endless body behind a redirect is left unread, so the redirect is named at once."""
    head = b"HTTP/1.1 302 Found\r\nLocation: /fhir/x\r\n\r\n"
    base = listen(lambda peer, _: drip(peer, head, b"x" * 100))
    assert "redirect" in refused(lambda: client(base).read("Patient/1"))


def test_a_cookie_is_not_sent_back(httpserver: HTTPServer) -> None:
    """A cookie is kept neither for the retry of the same call nor for the next one."""
    calls = script(httpserver, bad(503, Set_Cookie="who=someone; Path=/"), good(**{"Set-Cookie": "who=me; Path=/"}))
    here = client(base_of(httpserver), 1)
    here.read("Patient/1")
    here.read("Patient/1")
    assert len(calls) == 3
    assert not any("Cookie" in call.headers for call in calls)


def test_netrc_does_not_replace_the_token(
    httpserver: HTTPServer, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A password in a netrc file for the server's host is not used."""
    host = httpserver.host
    (tmp_path / ".netrc").write_text(f"machine {host} login someone password else\n")
    (tmp_path / ".netrc").chmod(0o600)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    calls = script(httpserver, good())
    client(base_of(httpserver)).read("Patient/1")
    assert calls[0].headers["Authorization"] == f"Bearer {TOKEN}"


def test_a_proxy_of_the_environment_is_not_used(httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy named in the environment never sees the token."""
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "")
    script(httpserver, good())
    assert client(base_of(httpserver)).read("Patient/1") == PATIENT


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", NOT_JSON),
        (b'{"resourceType": "Patient"', NOT_JSON),
        (b"<html><body>Sign in</body></html>", NOT_JSON),
        (b"\x1f\x8b\x08", NOT_JSON),
        (b'{"resourceType":"Patient","a":' + b"[" * 100_000 + b"]" * 100_000 + b"}", NOT_JSON),
        (b"9" * 5000, NOT_JSON),
        (b"[]", NOT_EXPECTED),
        (b"null", NOT_EXPECTED),
        (b'"Patient"', NOT_EXPECTED),
        (b"{}", NOT_EXPECTED),
        (b'{"resourceType": "Practitioner"}', NOT_EXPECTED),
        (b'{"resourceType": ["Patient"]}', NOT_EXPECTED),
        (json.dumps(outcome("error")).encode(), NOT_EXPECTED),
        (json.dumps(bundle(PATIENT)).encode(), NOT_EXPECTED),
    ],
)
def test_what_is_not_the_resource_is_refused(httpserver: HTTPServer, body: bytes, reason: str) -> None:
    """A 200 that does not hold the resource asked for is not a resource."""
    script(httpserver, Response(body))
    assert refused(lambda: client(base_of(httpserver)).read("Patient/1")) == reason


def test_an_odd_character_or_number_does_not_cost_the_resource(httpserver: HTTPServer) -> None:
    """NaN and endless numbers become null, and what is no character becomes U+FFFD."""
    body = b'\xef\xbb\xbf{"resourceType":"Patient","a":NaN,"b":-1e999,"c":"\\ud800","d":"caf\xe9","e":"\\ud83d\\ude00"}'
    script(httpserver, Response(body))
    read = client(base_of(httpserver)).read("Patient/1")
    assert [read[name] for name in "abcde"] == [None, None, "\ufffd", "caf\ufffd", "\U0001f600"]


@pytest.mark.parametrize("path", ["Patient/../../admin", "Patient/%2e%2e/%2E%2E/admin", "../Patient/1"])
def test_a_reference_cannot_leave_the_base(httpserver: HTTPServer, path: str) -> None:
    """A reference that climbs out of the base URL is not asked for."""
    reason = refused(lambda: client(base_of(httpserver)).read(path))
    assert reason == "the address asked for is not part of the FHIR server"
    assert not httpserver.log


@pytest.mark.parametrize(
    "base", ["", "nonsense", "http://[::1", "ftp://127.0.0.1/fhir", "http://a..b/fhir", "http:///"]
)
def test_a_base_url_that_is_none_is_refused(base: str) -> None:
    """A base URL that cannot be asked is a reason, never another exception."""
    assert refused(lambda: client(base).read("Patient/1"))


@pytest.mark.parametrize("token", ["secret\r\nX-Other: 1", "secret\u2713"])
def test_a_token_that_is_no_header_is_refused(httpserver: HTTPServer, token: str) -> None:
    """A token that cannot be a header value is neither sent nor shown."""
    assert refused(lambda: client(base_of(httpserver), token=token).read("Patient/1"))
    assert not httpserver.log


def test_no_tls_is_said_once(listen: Listen) -> None:
    """A server that does not speak TLS on an https address is refused after one call."""
    calls: list[int] = []

    def respond(peer: socket.socket, number: int) -> None:
        calls.append(number)
        peer.recv(4096)
        peer.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    base = listen(respond).replace("http://", "https://")
    assert refused(lambda: client(base).read("Patient/1")) == "no secure connection to the FHIR server could be made"
    assert calls == [0]


def test_ill_formed_headers_do_not_bring_the_url_to_the_log(listen: Listen, caplog: pytest.LogCaptureFixture) -> None:
    """The URL, which holds the patient's id, is not logged, whatever the level and the answer."""
    caplog.set_level(logging.DEBUG)
    body = json.dumps(bundle()).encode()

    def respond(peer: socket.socket, _number: int) -> None:
        receive(peer)
        peer.sendall(answer(body, "X-Good: 1", "no colon here"))

    client(listen(respond)).search("Observation?patient=patient-4711")
    assert "4711" not in caplog.text


# Sockets that misbehave


def test_silence_ends_at_the_deadline(listen: Listen) -> None:
    """A server that never answers costs the budget, and one call."""
    calls: list[int] = []

    def respond(peer: socket.socket, number: int) -> None:
        calls.append(number)
        silent(peer, number)

    base = listen(respond)
    assert within(0.2, lambda: client(base, 0.2).read("Patient/1")) == SLOW
    assert calls == [0]


def test_no_time_no_call(httpserver: HTTPServer) -> None:
    """After the deadline nothing is asked."""
    assert refused(lambda: client(base_of(httpserver), -1).read("Patient/1")) == SLOW
    assert not httpserver.log


@pytest.mark.parametrize(
    ("head", "piece"),
    [
        (b"", b"H"),
        (b"HTTP/1.1 200 OK\r\nX-Long: ", b"a"),
        (b"HTTP/1.1 200 OK\r\n", b"X-Next: a\r\n"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n", b" "),
        (b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", b" "),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n", gzip.compress(b"")),
    ],
    ids=["status", "header", "headers", "continue", "length", "close", "chunked", "gzip"],
)
def test_a_drip_ends_at_the_deadline(listen: Listen, head: bytes, piece: bytes) -> None:
    """A server that sends a little at a time, wherever in its answer, cannot stretch the budget."""
    base = listen(lambda peer, _: drip(peer, head, piece))
    assert within(0.2, lambda: client(base, 0.2).read("Patient/1")) == SLOW


@pytest.mark.parametrize("connection", ["keep-alive", "close"])
def test_a_stall_after_a_drip_ends_at_the_deadline(listen: Listen, connection: str) -> None:
    """Time spent on the head is taken from the time for the body."""

    def respond(peer: socket.socket, _number: int) -> None:
        receive(peer)
        time.sleep(1.2)
        peer.sendall(f"HTTP/1.1 200 OK\r\nConnection: {connection}\r\nContent-Length: 99\r\n\r\n{{".encode())
        time.sleep(5)

    base = listen(respond)
    start = time.monotonic()
    assert refused(lambda: client(base, 1.4).read("Patient/1")) == SLOW
    assert time.monotonic() - start < 1.4 + SLACK


def test_an_endless_body_is_cut(listen: Listen) -> None:
    """A body without end is cut at the limit, long before the deadline."""
    base = listen(lambda peer, _: drip(peer, b"HTTP/1.1 200 OK\r\n\r\n", b" " * 100_000))
    reason = within(0.5, lambda: client(base, 5, max_bytes=2**20).read("Patient/1"))
    assert reason == "the answer was larger than 1 MB"


def test_a_reset_is_asked_again(listen: Listen) -> None:
    """A connection reset twice is made a third time."""

    def respond(peer: socket.socket, number: int) -> None:
        receive(peer)
        if number < 2:
            peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        else:
            peer.sendall(answer(json.dumps(PATIENT).encode()))

    assert client(listen(respond), 1.5).read("Patient/1") == PATIENT


@pytest.mark.parametrize(
    "whole",
    [
        b"",
        b"not http at all\r\n\r\n",
        answer(b'{"resourceType"', length=1000),
        b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"res',
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}",
        b"HTTP/1.1 200 OK\r\n" + b"X: 1\r\n" * 200 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"a" * 100_000 + b"\r\n\r\n",
    ],
    ids=["nothing", "not-http", "truncated", "truncated-chunk", "bad-chunk", "200-headers", "long-header"],
)
def test_a_broken_answer_is_asked_again(listen: Listen, whole: bytes) -> None:
    """An answer that breaks off or is no HTTP is asked for again while there is time, and then said."""
    calls: list[int] = []

    def respond(peer: socket.socket, number: int) -> None:
        calls.append(number)
        receive(peer)
        peer.sendall(whole)

    base = listen(respond)
    assert within(0.35, lambda: client(base, 0.35).read("Patient/1")) == BROKEN
    assert calls == [0, 1]


def test_nobody_listens() -> None:
    """A port where nobody listens is a failed connection, within the budget."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert within(BUDGET, lambda: client(f"http://127.0.0.1:{port}/fhir").read("Patient/1")) == BROKEN


def test_a_length_beyond_the_limit_is_refused_unread(listen: Listen) -> None:
    """A Content-Length above the limit is refused before the body comes, though it never comes."""
    base = listen(lambda peer, _: drip(peer, answer(b"", length=33 * 2**20), b""))
    assert within(0, lambda: client(base, 5).read("Patient/1")) == "the answer was larger than 32 MB"


def test_the_limit_itself_is_allowed(httpserver: HTTPServer) -> None:
    """A body of just the limit is read, and one byte less of a limit refuses it."""
    body = json.dumps(PATIENT).encode()
    script(httpserver, Response(body))
    assert client(base_of(httpserver), max_bytes=len(body)).read("Patient/1") == PATIENT
    assert "larger" in refused(lambda: client(base_of(httpserver), max_bytes=len(body) - 1).read("Patient/1"))


def test_a_compressed_answer_is_read(httpserver: HTTPServer) -> None:
    """An answer with Content-Encoding gzip is read."""
    script(httpserver, Response(gzip.compress(json.dumps(PATIENT).encode()), headers={"Content-Encoding": "gzip"}))
    assert client(base_of(httpserver)).read("Patient/1") == PATIENT


def test_a_gzip_bomb_counts_as_what_it_becomes(httpserver: HTTPServer) -> None:
    """The limit holds for the decompressed bytes."""
    bomb = gzip.compress(b" " * (20 * 2**20))
    script(httpserver, Response(bomb, headers={"Content-Encoding": "gzip"}))
    assert len(bomb) < 2**20
    reason = refused(lambda: client(base_of(httpserver), 5, max_bytes=2**20).read("Patient/1"))
    assert reason == "the answer was larger than 1 MB"


def test_a_false_content_encoding_is_refused(httpserver: HTTPServer) -> None:
    """A body that is not what its Content-Encoding says is refused."""
    script(httpserver, Response(b"{}", headers={"Content-Encoding": "gzip"}))
    assert refused(lambda: client(base_of(httpserver)).read("Patient/1")) == "the answer could not be decompressed"


def test_connections_are_shared_by_clients(listen: Listen) -> None:
    """Two clients of one server use one connection after the other."""
    connections: list[int] = []

    def respond(peer: socket.socket, number: int) -> None:
        connections.append(number)
        while receive(peer):
            peer.sendall(answer(json.dumps(PATIENT).encode()))

    base = listen(respond)
    for _ in range(3):
        assert client(base).read("Patient/1") == PATIENT
    assert connections == [0]


# Searching


def test_a_search_is_read_to_its_last_page(httpserver: HTTPServer) -> None:
    """All pages are read, in order, by absolute and by relative links, with the token on each."""
    pages = "/fhir/page"
    httpserver.expect_request("/fhir/Observation", query_string="patient=1&code=a%7Cb").respond_with_json(
        bundle(observation(1), following=httpserver.url_for(f"{pages}/2?x=a%7Cb"))
    )
    httpserver.expect_request(f"{pages}/2").respond_with_json(bundle(observation(2), following="page/3?y=1"))
    httpserver.expect_request(f"{pages}/3").respond_with_json(bundle(observation(3), following="/fhir?page=4"))
    httpserver.expect_request("/fhir", query_string="page=4").respond_with_json(bundle(observation(4)))
    found = client(base_of(httpserver), 2).search("Observation?patient=1&code=a%7Cb")
    assert found == SearchResult([observation(number) for number in (1, 2, 3, 4)], None)
    assert {request.headers.get("Authorization") for request, _ in httpserver.log} == {f"Bearer {TOKEN}"}


@pytest.mark.parametrize("members", [{}, {"entry": []}, {"entry": None}, {"type": "collection"}, {"link": None}])
def test_nothing_found_is_complete(httpserver: HTTPServer, members: dict[str, Any]) -> None:
    """A Bundle without entries is an empty result without a problem."""
    httpserver.expect_request("/fhir/Observation").respond_with_json(bundle(**members))
    assert client(base_of(httpserver)).search("Observation?patient=1") == SearchResult([], None)


@pytest.mark.parametrize(
    "following",
    [
        "http://localhost:{port}/fhir/x",
        "http://127.0.0.2:{port}/fhir/x",
        "https://127.0.0.1:{port}/fhir/x",
        "http://127.0.0.1:1/fhir/x",
        "http://127.0.0.1/fhir/x",
        "//127.0.0.2:{port}/fhir/x",
        "http://someone:else@127.0.0.1:{port}/fhir/x",
        "http://127.0.0.1:{port}@127.0.0.2/fhir/x",
        "http://127.0.0.1:{port}/other/x",
        "http://127.0.0.1:{port}/fhir-other/x",
        "http://127.0.0.1:{port}/fhir/../x",
        "http://127.0.0.1:{port}/fhir/%2e%2e/x",
        "../x",
        "/x",
        "http://[::1",
        "file:///etc/passwd",
    ],
)
def test_another_servers_page_is_not_read(listen: Listen, following: str) -> None:
    """A next link that leaves scheme, host, port or base path is a problem and not a call."""
    calls: list[bytes] = []
    port = ""

    def respond(peer: socket.socket, _number: int) -> None:
        calls.append(receive(peer))
        peer.sendall(answer(json.dumps(bundle(observation(1), following=following.format(port=port))).encode()))

    base = listen(respond)
    port = re.sub(r".*:(\d+)/fhir", r"\1", base)
    assert client(base).search("Observation?patient=1") == SearchResult([observation(1)], ELSEWHERE)
    assert len(calls) == 1


@pytest.mark.parametrize("following", ["", 5, ["x"], {}])
def test_a_next_link_without_address_is_a_problem(httpserver: HTTPServer, following: Any) -> None:
    """A next link that has no address is not taken for the end."""
    httpserver.expect_request("/fhir/Observation").respond_with_json(bundle(observation(1), following=following))
    found = client(base_of(httpserver)).search("Observation?patient=1")
    assert found == SearchResult([observation(1)], "a further page has no address and was not read")


def test_a_loop_of_pages_ends(httpserver: HTTPServer) -> None:
    """A page that was read is not read again."""
    following = httpserver.url_for("/fhir/Observation?page=2")
    httpserver.expect_request("/fhir/Observation").respond_with_json(bundle(observation(1), following=following))
    found = client(base_of(httpserver)).search("Observation?patient=1")
    assert found == SearchResult([observation(1)] * 2, "a further page pointed back to a page already read")
    assert len(httpserver.log) == 2


def test_endless_pages_end(httpserver: HTTPServer) -> None:
    """No more than `max_pages` pages are read, and that is said."""

    def respond(request: Request) -> Response:
        return Response(json.dumps(bundle(observation(1), following=f"Observation?{request.query_string.decode()}1")))

    httpserver.expect_request("/fhir/Observation").respond_with_handler(respond)
    found = client(base_of(httpserver), 2, max_pages=3).search("Observation?page=1")
    assert found.problem == "the result has more than 3 pages and the rest was not read"
    assert len(found.resources) == len(httpserver.log) == 3


@pytest.mark.parametrize(
    ("response", "reason"),
    [
        (bad(404), "the FHIR server answered 404"),
        (Response("<html>"), NOT_JSON),
        (Response(json.dumps(outcome("error"))), NOT_EXPECTED),
        (bad(302, Location="/fhir/x"), "the FHIR server answered with a redirect, which is not followed"),
    ],
)
def test_a_later_page_that_fails_is_a_problem(httpserver: HTTPServer, response: Response, reason: str) -> None:
    """What was read before a page failed is kept, with the reason."""
    httpserver.expect_request("/fhir/Observation").respond_with_json(bundle(observation(1), following="page"))
    httpserver.expect_request("/fhir/page").respond_with_response(response)
    found = client(base_of(httpserver)).search("Observation?patient=1")
    assert found == SearchResult([observation(1)], f"a further page was not read: {reason}")


def test_a_later_page_that_hangs_is_a_problem(listen: Listen) -> None:
    """A later page that does not come within the budget leaves what was read."""

    def respond(peer: socket.socket, number: int) -> None:
        receive(peer)
        page = json.dumps(bundle(observation(1), following="page")).encode()
        peer.sendall(answer(page, "Connection: close") if number == 0 else b"")
        time.sleep(5 if number else 0)

    start = time.monotonic()
    found = client(listen(respond)).search("Observation?patient=1")
    assert found == SearchResult([observation(1)], f"a further page was not read: {SLOW}")
    assert time.monotonic() - start < BUDGET + SLACK


@pytest.mark.parametrize("body", ["<html>", "[]", json.dumps(outcome("error")), json.dumps(observation(1)), "{}"])
def test_a_first_page_that_is_no_bundle_is_refused(httpserver: HTTPServer, body: str) -> None:
    """A search answered by anything but a Bundle has failed."""
    httpserver.expect_request("/fhir/Observation").respond_with_data(body)
    assert refused(lambda: client(base_of(httpserver)).search("Observation?patient=1")) in {NOT_JSON, NOT_EXPECTED}


@pytest.mark.parametrize(
    ("severity", "problem"),
    [
        ("fatal", "the FHIR server reported an error within the result"),
        ("error", "the FHIR server reported an error within the result"),
        ("warning", None),
        ("information", None),
    ],
)
def test_an_outcome_among_the_entries_is_no_resource(
    httpserver: HTTPServer, severity: str, problem: str | None
) -> None:
    """An OperationOutcome entry is no result; an error in it is a problem."""
    page = bundle(outcome(severity), observation(1))
    page["entry"].append({"search": {"mode": "outcome"}, "resource": {"resourceType": "Basic"}})
    httpserver.expect_request("/fhir/Observation").respond_with_json(page)
    assert client(base_of(httpserver)).search("Observation?x=1") == SearchResult([observation(1)], problem)


@pytest.mark.parametrize("entry", [None, 5, "x", [], {}, {"resource": None}, {"resource": {}}, {"resource": [1]}])
def test_a_bad_entry_costs_only_itself(httpserver: HTTPServer, entry: Any) -> None:
    """An entry that holds no resource is skipped and said, and the others count."""
    page = bundle(observation(1))
    page["entry"].insert(0, entry)
    httpserver.expect_request("/fhir/Observation").respond_with_json(page)
    found = client(base_of(httpserver)).search("Observation?patient=1")
    assert found == SearchResult([observation(1)], "an entry of the result could not be read")


@pytest.mark.parametrize("members", [{"entry": 5}, {"entry": {"resource": 1}}, {"entry": "x"}])
def test_entries_that_are_no_list_are_said(httpserver: HTTPServer, members: dict[str, Any]) -> None:
    """A Bundle whose entries cannot be read is not an empty result."""
    httpserver.expect_request("/fhir/Observation").respond_with_json(bundle(**members))
    assert client(base_of(httpserver)).search("Observation?x=1").problem == "an entry of the result could not be read"


@pytest.mark.parametrize("members", [{"link": 5}, {"link": [None, 5, {}, {"relation": "self"}]}])
def test_other_links_are_no_pages(httpserver: HTTPServer, members: dict[str, Any]) -> None:
    """A link that is not `next` leads nowhere."""
    httpserver.expect_request("/fhir/Observation").respond_with_json(bundle(**members))
    assert client(base_of(httpserver)).search("Observation?x=1") == SearchResult([], None)


def test_a_category_is_asked_for_where_codes_are_refused(httpserver: HTTPServer) -> None:
    """A server that answers 400 to a list of codes is asked once by category."""
    httpserver.expect_ordered_request("/fhir/Observation", query_string="patient=1&code=a%7Cb").respond_with_data(
        "", 400
    )
    httpserver.expect_ordered_request(
        "/fhir/Observation", query_string="patient=1&category=http%3A%2F%2Fx%7Claboratory"
    ).respond_with_json(bundle(observation(1)))
    found = client(base_of(httpserver)).search("Observation?patient=1&code=a%7Cb", category="http://x|laboratory")
    assert found == SearchResult([observation(1)], None)
    httpserver.check()


@pytest.mark.parametrize(
    ("status", "category", "calls"), [(400, "laboratory", 2), (400, None, 1), (403, "laboratory", 1)]
)
def test_a_category_is_asked_for_only_then(
    httpserver: HTTPServer, status: int, category: str | None, calls: int
) -> None:
    """Only a 400, and only where there is a category, is asked again, and only once."""
    httpserver.expect_request("/fhir/Observation").respond_with_data("", status)
    reason = refused(lambda: client(base_of(httpserver)).search("Observation?patient=1&code=a", category=category))
    assert reason == f"the FHIR server answered {status}"
    assert len(httpserver.log) == calls


def test_a_prefetched_bundle_is_resumed(httpserver: HTTPServer) -> None:
    """The pages behind the next link of a Bundle at hand are read to the last."""
    httpserver.expect_request("/fhir/two").respond_with_json(bundle(observation(2), following="three"))
    httpserver.expect_request("/fhir/three").respond_with_json(bundle(observation(3)))
    found = client(base_of(httpserver)).resume(httpserver.url_for("/fhir/two"))
    assert found == SearchResult([observation(2), observation(3)], None)


def test_resuming_keeps_the_rules_of_later_pages(httpserver: HTTPServer) -> None:
    """A resumed page elsewhere, or one that fails, is a problem, never an exception."""
    httpserver.expect_request("/fhir/two").respond_with_data("", 500)
    here = client(base_of(httpserver))
    assert here.resume("http://127.0.0.2/fhir/two") == SearchResult([], ELSEWHERE)
    assert here.resume("two").problem == "a further page was not read: the FHIR server answered 500"
    assert client(base_of(httpserver), -1).resume("two").problem == f"a further page was not read: {SLOW}"


# Several at once


def test_tasks_run_at_once(listen: Listen, httpserver: HTTPServer) -> None:
    """One server that drips headers without end costs only its own key, and the budget."""
    script(httpserver, good())
    deadline = time.monotonic() + BUDGET
    slow, fast = (FhirClient(base, None, deadline) for base in (listen(header_drip), base_of(httpserver)))
    tasks = {"slow": lambda: slow.read("Patient/1"), "fast": lambda: fast.read("Patient/1")}
    results = in_parallel(tasks, deadline)
    assert time.monotonic() < deadline + SLACK
    assert list(results) == ["slow", "fast"]
    assert results["fast"] == PATIENT
    assert str(results["slow"]) == SLOW


def test_the_deadline_holds_against_a_task_that_ignores_it() -> None:
    """What is stuck where no timeout reaches is left behind in a daemon thread."""
    stuck = threading.Event()
    deadline = time.monotonic() + 0.2
    results = in_parallel({"one": stuck.wait}, deadline)
    assert 0 <= time.monotonic() - deadline < SLACK
    assert str(results["one"]) == SLOW
    assert all(thread.daemon for thread in threading.enumerate() if thread.name == "fhir-read")
    stuck.set()


def test_no_tasks_no_wait() -> None:
    """Nothing to do is done at once."""
    assert in_parallel({}, time.monotonic() + 5) == {}


def test_a_reason_comes_back_as_a_value(httpserver: HTTPServer) -> None:
    """A task's FhirUnavailable is its result."""
    script(httpserver, bad(404))
    read = functools.partial(client(base_of(httpserver)).read, "Patient/1")
    result = in_parallel({"patient": read}, time.monotonic() + BUDGET)["patient"]
    assert isinstance(result, FhirUnavailable)
    assert str(result) == "the FHIR server answered 404"


def test_an_unexpected_failure_is_said_and_logged_without_data(caplog: pytest.LogCaptureFixture) -> None:
    """An exception nobody foresaw is a reason; the log has its type and not its message."""

    def fail() -> None:
        reason = "patient-4711"
        raise KeyError(reason)

    results = in_parallel({"one": fail, "two": lambda: None}, time.monotonic() + BUDGET)
    assert str(results["one"]) == "reading failed unexpectedly"
    assert results["two"] is None
    assert "KeyError" in caplog.text
    assert "4711" not in caplog.text


def test_no_thread_to_be_had_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine out of threads gives a reason, not an exception."""

    def refuse(_thread: threading.Thread) -> None:
        raise RuntimeError

    monkeypatch.setattr(threading.Thread, "start", refuse)
    assert str(in_parallel({"one": lambda: 1}, time.monotonic() + 5)["one"]) == "reading failed unexpectedly"
