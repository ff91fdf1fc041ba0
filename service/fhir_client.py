"""Ask a FHIR server, within one deadline: reads, searches, further pages, retries.

Every answer is either read whole or its absence is said. Nothing here raises anything but `FhirUnavailable`.
"""

import functools
import http.client
import io
import json
import logging
import math
import queue
import socket
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy
from typing import Any, TypeVar
from urllib.parse import quote, urljoin

import orjson
import requests
from requests.adapters import HTTPAdapter
from requests.utils import requote_uri
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, Retry, Timeout
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import DecodeError, HTTPError, ProtocolError, SSLError
from urllib3.exceptions import TimeoutError as UrllibTimeout
from urllib3.util import parse_url

T = TypeVar("T")
_LOG = logging.getLogger(__name__)
logging.getLogger("urllib3").setLevel(logging.CRITICAL)  # it logs whole URLs, and those hold patient ids

_SLOW = "the FHIR server did not answer in time"
_BROKEN = "the connection to the FHIR server failed"
_REDIRECT = "the FHIR server answered with a redirect, which is not followed"
_NO_TLS = "no secure connection to the FHIR server could be made"
_NOT_ASKED = "the FHIR server could not be asked"
_NOT_DECODED = "the answer could not be decompressed"
_NOT_JSON = "the answer was not JSON"
_NOT_EXPECTED = "the answer was not the resource that was asked for"
_OUTSIDE = "the address asked for is not part of the FHIR server"
_BAD_ENTRY = "an entry of the result could not be read"
_REPORTED = "the FHIR server reported an error within the result"
_ELSEWHERE = "a further page pointed to another server and was not read"
_NO_ADDRESS = "a further page has no address and was not read"
_REPEATED = "a further page pointed back to a page already read"
_UNEXPECTED = "reading failed unexpectedly"

_PAUSES = (0.1, 0.3)  # seconds before the second and the third attempt
_RETRIED = {429, 502, 503, 504}
_PIECE = 65536  # bytes


class FhirUnavailable(Exception):  # noqa: N818 - it names a state of the server, and callers read it so
    """Nothing was read; `str()` is a short reason that is safe to show: never a URL, id, token or body."""


class _Answered(FhirUnavailable):
    """The server answered with a `status` that is not 200."""

    def __init__(self, status: int) -> None:
        super().__init__(_REDIRECT if 300 <= status < 400 else f"the FHIR server answered {status}")
        self.status = status


class _Passing(FhirUnavailable):
    """A failure that may pass: ask again after `wait` seconds, or after the usual pause if that is None."""

    def __init__(self, reason: str, wait: float | None = None) -> None:
        super().__init__(reason)
        self.wait = wait


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What a search found.

    `resources` are the entries' resources, in order. `problem` says why they may not be all, or is None.
    """

    resources: list[dict[str, Any]]
    problem: str | None


class FhirClient:
    """Reads from one FHIR server, with GET only, until `deadline`; it may be shared by threads.

    A name lookup cannot be interrupted: go through `in_parallel` where the deadline must hold against it too.
    """

    def __init__(
        self, base_url: str, token: str | None, deadline: float, *, max_bytes: int = 32 * 2**20, max_pages: int = 20
    ) -> None:
        """Ask `base_url` with the Bearer `token`, if there is one, until `deadline` (seconds of `time.monotonic()`).

        `max_bytes` bounds each answer after decompression, `max_pages` the pages of each search.
        """
        self._base = base_url.rstrip("/")
        self._headers = {"Accept": "application/fhir+json"} | ({"Authorization": f"Bearer {token}"} if token else {})
        self._deadline, self._max_bytes, self._max_pages = deadline, max_bytes, max_pages

    def read(self, path: str) -> dict[str, Any]:
        """Return the resource at `path`, such as `Patient/123`; raise `FhirUnavailable` if there is none to be had."""
        return self._resource(self._address(path), path.partition("/")[0])

    def search(self, query: str, *, category: str | None = None) -> SearchResult:
        """Return all pages of `query`, such as `Observation?patient=1&code=...` (percent-encoded).

        A server that answers 400 is asked once more by `category` (plain text) in place of the codes: the result
        may be wider than the query, so filter it. Raises `FhirUnavailable` if the first page cannot be read.
        """
        url = self._address(query)
        try:
            bundle = self._resource(url, "Bundle")
        except _Answered as refused:
            if refused.status != http.client.BAD_REQUEST or category is None:
                raise
            url = self._address(_by_category(query, category))
            bundle = self._resource(url, "Bundle")
        return self._pages(bundle, {url})

    def resume(self, next_url: str) -> SearchResult:
        """Return the pages from `next_url` on, the `next` link of a Bundle at hand; a failure is its `problem`."""
        return self._pages({"link": [{"relation": "next", "url": next_url}]}, set())

    def _pages(self, bundle: dict[str, Any], visited: set[str]) -> SearchResult:
        resources, problems = _entries(bundle)
        while (link := _next_link(bundle)) is not None:
            try:
                bundle = self._further_page(link, visited)
            except FhirUnavailable as failure:
                problems.append(str(failure))
                break
            more, reported = _entries(bundle)
            resources += more
            problems += reported
        return SearchResult(resources, "; ".join(dict.fromkeys(problems)) or None)

    def _further_page(self, link: object, visited: set[str]) -> dict[str, Any]:
        if not isinstance(link, str) or not link:
            raise FhirUnavailable(_NO_ADDRESS)
        url = self._inside(link)
        if url is None:
            raise FhirUnavailable(_ELSEWHERE)
        if url in visited:
            raise FhirUnavailable(_REPEATED)
        if len(visited) >= self._max_pages:
            reason = f"the result has more than {self._max_pages} pages and the rest was not read"
            raise FhirUnavailable(reason)
        visited.add(url)
        try:
            return self._resource(url, "Bundle")
        except FhirUnavailable as failure:
            reason = f"a further page was not read: {failure}"
            raise FhirUnavailable(reason) from None

    def _address(self, path: str) -> str:
        url = self._inside(f"{self._base}/{path}")
        if url is None:
            raise FhirUnavailable(_OUTSIDE)
        return url

    def _inside(self, link: str) -> str | None:
        """Return the absolute URL of `link` if it lies below the base URL, read as requests will read it."""
        try:
            url = urljoin(f"{self._base}/", link)
            base, target = parse_url(self._base), parse_url(requote_uri(url))
            same = _origin(self._base) == _origin(url) and target.auth == base.auth
        except (ValueError, requests.RequestException):
            return None
        below = f"{target.path or ''}/".startswith(f"{base.path or ''}/")
        return url if same and below else None

    def _resource(self, url: str, resource_type: str) -> dict[str, Any]:
        resource = _parse(self._retried(url))
        if not isinstance(resource, dict) or resource.get("resourceType") != resource_type:
            raise FhirUnavailable(_NOT_EXPECTED)
        return resource

    def _retried(self, url: str) -> bytearray:
        session = _session(_origin(self._base))
        for pause in _PAUSES:
            try:
                return self._asked(session, url)
            except _Passing as failure:
                wait = pause if failure.wait is None else failure.wait
                if wait >= self._deadline - time.monotonic():
                    raise
                time.sleep(wait)
        return self._asked(session, url)

    def _asked(self, session: requests.Session, url: str) -> bytearray:
        timeout: Any = Timeout(total=self._left())  # requests takes it, though its stubs do not say so
        try:
            with session.get(url, headers=self._headers, timeout=timeout, stream=True, allow_redirects=False) as answer:
                _check_status(answer)
                return self._body(answer)
        except (requests.Timeout, UrllibTimeout):
            raise FhirUnavailable(_SLOW) from None
        except (requests.exceptions.SSLError, SSLError):
            raise FhirUnavailable(_NO_TLS) from None
        except (requests.ConnectionError, ProtocolError):
            raise _Passing(_BROKEN) from None
        except DecodeError:
            raise FhirUnavailable(_NOT_DECODED) from None
        except (HTTPError, OSError, ValueError):  # RequestException is an OSError; UnicodeError a ValueError
            raise FhirUnavailable(_NOT_ASKED) from None

    def _body(self, answer: requests.Response) -> bytearray:
        body = bytearray()
        expected = answer.raw.length_remaining or 0
        while expected <= self._max_bytes and (piece := answer.raw.read(_PIECE, decode_content=True)):
            body += piece
            expected = max(expected, len(body))
            self._left()
        if expected > self._max_bytes:
            reason = f"the answer was larger than {self._max_bytes / 2**20:g} MB"
            raise FhirUnavailable(reason)
        return body

    def _left(self) -> float:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise FhirUnavailable(_SLOW)
        return left


def in_parallel(tasks: Mapping[str, Callable[[], T]], deadline: float) -> dict[str, T | FhirUnavailable]:
    """Run `tasks` at once, at most until `deadline` (seconds of `time.monotonic()`).

    Returns for every key its result, or a `FhirUnavailable` where it failed or took too long. A task that takes too
    long goes on in a daemon thread, and what it finds is dropped.
    """
    answers: queue.SimpleQueue[tuple[str, T | FhirUnavailable]] = queue.SimpleQueue()
    for name, task in tasks.items():
        _start(name, task, answers)
    results: dict[str, T | FhirUnavailable] = {name: FhirUnavailable(_SLOW) for name in tasks}
    for _ in tasks:
        try:
            name, result = answers.get(timeout=max(0.0, deadline - time.monotonic()))
        except queue.Empty:
            break
        results[name] = result
    return results


def _start(name: str, task: Callable[[], T], answers: "queue.SimpleQueue[tuple[str, T | FhirUnavailable]]") -> None:
    def run() -> None:
        answers.put((name, _outcome(task)))

    try:
        threading.Thread(target=run, name="fhir-read", daemon=True).start()
    except RuntimeError:  # no thread to be had
        answers.put((name, FhirUnavailable(_UNEXPECTED)))


def _outcome(task: Callable[[], T]) -> T | FhirUnavailable:
    try:
        return task()
    except FhirUnavailable as failure:
        return failure
    except Exception as error:  # noqa: BLE001 - whatever it is, it must be said on the card, not end the thread
        kind = type(error).__name__
    _LOG.error("a read from the FHIR server failed unexpectedly: %s", kind)  # its message may hold patient data
    return FhirUnavailable(_UNEXPECTED)


def _check_status(answer: requests.Response) -> None:
    status, retry_after = answer.status_code, answer.headers.get("Retry-After")
    if status == http.client.OK:
        return
    if status in _RETRIED:
        heeded = retry_after is not None and status in {429, 503}
        raise _Passing(str(_Answered(status)), _seconds(retry_after) if heeded else None)
    raise _Answered(status)


def _seconds(retry_after: str | None) -> float | None:
    try:
        return Retry().parse_retry_after(retry_after or "")
    except (HTTPError, ValueError, OverflowError):
        return None


def _parse(body: bytearray) -> object:
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:  # one odd character or number does not cost the answer: see _parse_leniently
        return _parse_leniently(body)


def _parse_leniently(body: bytearray) -> object:
    """Parse with NaN and infinite numbers as null, and what is no character as U+FFFD."""
    try:
        text = body.decode("utf-8-sig", "replace")
        value = json.loads(text, parse_constant=lambda _: None, parse_float=_finite)
        whole = json.dumps(value, ensure_ascii=False).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        return orjson.loads(whole)
    except (ValueError, RecursionError):
        raise FhirUnavailable(_NOT_JSON) from None


def _finite(number: str) -> float | None:
    return value if math.isfinite(value := float(number)) else None


def _entries(bundle: dict[str, Any]) -> tuple[list[dict[str, Any]], list[str]]:
    resources, problems = [], []
    for entry in _listed(bundle.get("entry")):
        resource = _member(entry, "resource")
        resource_type = _member(resource, "resourceType")
        if resource_type == "OperationOutcome":
            problems += [_REPORTED] if _is_severe(resource) else []
        elif _member(_member(entry, "search"), "mode") == "outcome":
            continue
        elif isinstance(resource_type, str):
            resources.append(resource)
        else:
            problems.append(_BAD_ENTRY)
    return resources, problems


def _is_severe(outcome: dict[str, Any]) -> bool:
    return any(_member(issue, "severity") in ("error", "fatal") for issue in _listed(outcome.get("issue")))


def _next_link(bundle: dict[str, Any]) -> object:
    """Return the url of the `next` link, "" where that has none, or None where there is no such link."""
    links = (link for link in _listed(bundle.get("link")) if _member(link, "relation") == "next")
    return next((_member(link, "url") or "" for link in links), None)


def _listed(value: object) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _member(value: object, name: str) -> Any:
    return value.get(name) if isinstance(value, dict) else None


def _by_category(query: str, category: str) -> str:
    path, _, parameters = query.partition("?")
    kept = [parameter for parameter in parameters.split("&") if parameter.partition("=")[0] != "code"]
    return f"{path}?{'&'.join([*kept, 'category=' + quote(category, safe='')])}"


def _origin(url: str) -> tuple[str | None, str | None, int | None]:
    parts = parse_url(url)
    return parts.scheme, parts.host, parts.port or {"http": 80, "https": 443}.get(parts.scheme or "")


class _Session(requests.Session):
    """A session for one call that shares nothing but connections; never close it, that would close those too."""

    def get_redirect_target(self, _resp: requests.Response) -> None:
        """See no redirect: requests would read its whole body, even when told not to follow it."""


def _session(origin: tuple[str | None, str | None, int | None]) -> requests.Session:
    session = _Session()
    session.trust_env = False  # or ~/.netrc would replace the token
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    session.mount("http://", _adapter(origin))
    session.mount("https://", _adapter(origin))
    return session


@functools.lru_cache(maxsize=256)
def _adapter(_origin: tuple[str | None, str | None, int | None]) -> HTTPAdapter:
    adapter = HTTPAdapter(pool_maxsize=32)
    adapter.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _SecurePool}
    return adapter


class _TimedReader(io.RawIOBase):
    """What a socket receives, until the timeout it has now is over: in all, not for each piece."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock, self._raw = sock, sock.makefile("rb", buffering=0)
        self._until = time.monotonic() + (sock.gettimeout() or 0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._sock.settimeout(left)
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


class _TimedResponse(http.client.HTTPResponse):
    """A response whose status line, headers and body together keep within the socket's timeout."""

    def __init__(self, sock: socket.socket, *args: Any, **options: Any) -> None:
        super().__init__(sock, *args, **options)
        self.fp.close()
        self.fp = io.BufferedReader(_TimedReader(sock))


class _Connection(HTTPConnection):
    response_class = _TimedResponse


class _SecureConnection(HTTPSConnection):
    response_class = _TimedResponse


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection
