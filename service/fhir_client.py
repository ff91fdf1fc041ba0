"""Ask a FHIR server, within one deadline: reads, searches, further pages, several at once.

Every answer is either read whole or its absence is said. Nothing here raises anything but `FhirUnavailable`.
"""

import logging
import queue
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final, TypeVar
from urllib.parse import urljoin

import requests
from requests.utils import requote_uri
from urllib3.util import parse_url

from mappings.reading import number
from service.fhir_bundle import by_category, entries, next_link, parse
from service.fhir_connection import SLOW, Answered, Connection, FhirUnavailable, origin_of

__all__ = ["LARGEST", "FhirClient", "FhirUnavailable", "SearchResult", "in_parallel"]

T = TypeVar("T")
LARGEST: Final = 32 * 2**20
"""Bytes of one answer."""
_LOG = logging.getLogger(__name__)

_NOT_JSON = "the answer was not JSON"
_NOT_EXPECTED = "the answer was not the resource that was asked for"
_OUTSIDE = "the address asked for is not part of the FHIR server"
_ELSEWHERE = "a further page pointed to another server and was not read"
_NO_ADDRESS = "a further page has no address and was not read"
_COUNTED = "results were counted but not sent"
_REPEATED = "a further page pointed back to a page already read"
_UNEXPECTED = "reading failed unexpectedly"


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
        self, base_url: str, token: str | None, deadline: float, *, max_bytes: int = LARGEST, max_pages: int = 20
    ) -> None:
        """Ask `base_url` with the Bearer `token`, if there is one, until `deadline` (seconds of `time.monotonic()`).

        `max_bytes` bounds each answer after decompression, `max_pages` the pages of each search.
        """
        self._base = base_url.rstrip("/")
        headers = {"Accept": "application/fhir+json"} | ({"Authorization": f"Bearer {token}"} if token else {})
        self._connection = Connection(self._base, headers, deadline, max_bytes)
        self._max_pages = max_pages

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
        except Answered as refused:
            if refused.status != HTTPStatus.BAD_REQUEST or category is None:
                raise
            url = self._address(by_category(query, category))
            bundle = self._resource(url, "Bundle")
        return self._pages(bundle, {url})

    def resume(self, next_url: str) -> SearchResult:
        """Return the pages from `next_url` on, the `next` link of a Bundle at hand; a failure is its `problem`."""
        return self._pages({"link": [{"relation": "next", "url": next_url}]}, set())

    def _pages(self, bundle: dict[str, Any], visited: set[str]) -> SearchResult:
        resources, problems = entries(bundle)
        counted = number(bundle.get("total"))
        while (link := next_link(bundle)) is not None:
            try:
                bundle = self._further_page(link, visited)
            except FhirUnavailable as failure:
                problems.append(str(failure))
                break
            more, reported = entries(bundle)
            resources += more
            problems += reported
        if not problems and counted is not None and counted > len(resources):
            problems.append(_COUNTED)
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
            same = origin_of(self._base) == origin_of(url) and target.auth == base.auth
        except (ValueError, requests.RequestException):
            return None
        below = f"{target.path or ''}/".startswith(f"{base.path or ''}/")
        return url if same and below else None

    def _resource(self, url: str, resource_type: str) -> dict[str, Any]:
        body = self._connection.get(url)
        try:
            resource = parse(body)
        except ValueError:
            raise FhirUnavailable(_NOT_JSON) from None
        if not isinstance(resource, dict) or resource.get("resourceType") != resource_type:
            raise FhirUnavailable(_NOT_EXPECTED)
        return resource


def in_parallel(tasks: Mapping[str, Callable[[], T]], deadline: float) -> dict[str, T | FhirUnavailable]:
    """Run `tasks` at once, at most until `deadline` (seconds of `time.monotonic()`).

    Returns for every key its result, or a `FhirUnavailable` where it failed or took too long. A task that takes too
    long goes on in a daemon thread, and what it finds is dropped.
    """
    answers: queue.SimpleQueue[tuple[str, T | FhirUnavailable]] = queue.SimpleQueue()
    for name, task in tasks.items():
        _start(name, task, answers)
    results: dict[str, T | FhirUnavailable] = {name: FhirUnavailable(SLOW) for name in tasks}
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
