"""Prefetch, and what is missing from the FHIR server: one Element for each need, never an exception."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import quote

from mappings.elements import ELEMENTS, key_of, template
from mappings.model import Element, State
from mappings.reading import Json, child, number, string
from mappings.terminology import Terminology
from service.fhir_bundle import is_severe, listed, next_link
from service.fhir_client import LARGEST, FhirClient, FhirUnavailable, SearchResult, in_parallel
from service.settings import Settings, base_url

_BESIDE: Final = frozenset({"Medication", "Binary"})
"""What is sent along with what was asked for, and is no answer by itself."""
_READ: Final = frozenset({*_BESIDE, *(query.resource_type for query in ELEMENTS.values())})
_NO_SERVER: Final = "not sent, and no FHIR server was named"
_NOT_ALLOWED: Final = "not sent, and the FHIR server is not one that may be called"
_MOST_MEDICATIONS: Final = 10
"""Medications read for one call: more bare references than this stay unidentified, and are said to be."""
_READ_PATIENT: Final = "Patient"
_MARGIN: Final = 0.03
"""Seconds by which a search ends before waiting for it does, so that the pages it has read are not lost."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What prefetch holds for one key: an element, whether it is absent, and the link to what it lacks (may be "")."""

    element: Element
    absent: bool = False
    next_url: str | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """Where to ask: the server, the token, and until when (`time.monotonic()` seconds)."""

    fhir_server: str
    token: str
    deadline: float

    def client(self, settings: Settings, *, max_bytes: int = LARGEST) -> FhirClient | str:
        """Return a client for the server, or why it may not be called; `max_bytes` bounds each answer."""
        if not self.fhir_server:
            return _NO_SERVER
        try:
            base = base_url(self.fhir_server)
        except ValueError:
            return _NOT_ALLOWED
        if base not in settings.callable_servers:
            return _NOT_ALLOWED
        return FhirClient(base, self.token, self.deadline - _MARGIN, max_bytes=max_bytes)

    def halved(self) -> Origin:
        """Return the same with half of the time that is left, so that what is asked next has the other half."""
        return replace(self, deadline=(time.monotonic() + self.deadline) / 2)


def gather(  # noqa: PLR0913 - what to read, from where, with which knowledge
    needs: Iterable[str],
    prefetch: Json,
    patient_id: str,
    origin: Origin,
    settings: Settings,
    terminology: Terminology,
    *,
    calls: frozenset[str] = frozenset(),
) -> dict[str, Element]:
    """Return an Element for every need: from prefetch where it was sent, else asked for, all at once, by the deadline.

    What no prefetch template asks for is there if this EHR sent it, or if its FHIR server could be asked; `calls` are
    elements of this kind that this hook asks for besides those that every hook does.
    """
    wanted = frozenset(needs)
    sent = {
        name: read_prefetch(name, prefetch)
        for name, query in ELEMENTS.items()
        if name in wanted and (query.asked or query.called or name in calls or key_of(name) in prefetch)
    }
    wanting = {name: one for name, one in sent.items() if one.absent or one.next_url is not None}
    gathered = {name: one.element for name, one in sent.items()}
    if not wanting:
        return gathered
    client = origin.client(settings)
    if isinstance(client, str):
        unasked = {name for name, one in wanting.items() if one.absent and not ELEMENTS[name].asked}
        answered = gathered | {name: _unanswered(one, client) for name, one in wanting.items()}
        return {name: one for name, one in answered.items() if name not in unasked}
    tasks = {name: _task(client, name, one, patient_id, terminology) for name, one in wanting.items()}
    answers = in_parallel(tasks, origin.deadline)
    return gathered | {name: _completed(wanting[name], answer) for name, answer in answers.items()}


def read_prefetch(name: str, prefetch: Json) -> Sent:
    """Judge one prefetch key: absent, empty (null, no entry), failed (OperationOutcome, wrong type), or filled."""
    if key_of(name) not in prefetch:
        return Sent(Element((), State.UNREADABLE, "not sent"), absent=True)
    value = prefetch[key_of(name)]
    if value is None:
        return Sent(Element((), State.EMPTY))
    if isinstance(value, list) and value:
        value = {"resourceType": "Bundle", "entry": value}
    kind = value.get("resourceType") if isinstance(value, dict) else None
    if kind == "OperationOutcome":
        return Sent(Element((), State.UNREADABLE, "the EHR reported an error"))
    if kind == ELEMENTS[name].resource_type:
        return Sent(Element((value,), State.READ))
    if kind != "Bundle" or (ELEMENTS[name].resource_type == _READ_PATIENT and not listed(value.get("entry"))):
        return Sent(Element((), State.UNREADABLE, "what was sent is not the resource asked for"))
    link = next_link(value)
    return Sent(_of_bundle(name, value), next_url=None if link is None else string(link))


def _of_bundle(name: str, bundle: Json) -> Element:
    """Read a Bundle entry by entry; one bad entry costs that entry, and the element is then read in part."""
    expected = ELEMENTS[name].resource_type
    resources, problem, asked_for = [], None, False
    for entry in listed(bundle.get("entry")):
        resource = (child(entry, "resource") or entry) if isinstance(entry, dict) else {}
        kind = resource.get("resourceType")
        if kind == expected:  # nearly every entry
            asked_for = True
            resources.append(resource)
            continue
        kind = string(kind)
        if kind == "OperationOutcome":
            problem = "the EHR reported an error within the result" if is_severe(resource) else problem
        elif kind in _READ:  # one of another element is read too: whoever sent it here meant it to be
            resources.append(resource)
        else:
            problem = problem or ("an entry is not a resource that is read" if kind else "an entry could not be read")
    kept = tuple(resources)
    if kept and not asked_for and any(one.get("resourceType") not in _BESIDE for one in kept):
        return Element(kept, State.UNREADABLE, "what was sent is not the resource asked for")
    counted = number(bundle.get("total"))
    # Some servers count what they include or report too, so every entry counts here.
    if counted is not None and counted > len(listed(bundle.get("entry"))) and next_link(bundle) is None:
        problem = problem or "results were counted but not sent"
    if problem:
        return Element(kept, State.PARTIAL if kept else State.UNREADABLE, problem)
    return Element(kept, State.READ if kept else State.EMPTY)


def _unanswered(sent: Sent, reason: str) -> Element:
    if sent.absent:
        return Element((), State.UNREADABLE, reason)
    return Element(sent.element.resources, State.PARTIAL, "sent in part, and the rest could not be asked for")


def _task(
    client: FhirClient, name: str, sent: Sent, patient_id: str, terminology: Terminology
) -> Callable[[], SearchResult]:
    query, category = template(name, terminology, quote(patient_id, safe="")), ELEMENTS[name].category
    url = sent.next_url
    if url is not None:
        return lambda: client.resume(url)
    if ELEMENTS[name].resource_type == _READ_PATIENT:
        return lambda: SearchResult([client.read(query)], None)
    return lambda: client.search(query, category=category)


def _completed(sent: Sent, answer: SearchResult | FhirUnavailable) -> Element:
    """Join what was sent with what was read; a page that failed leaves the element read in part."""
    if isinstance(answer, FhirUnavailable):
        state = State.PARTIAL if sent.element.resources else State.UNREADABLE
        return Element(sent.element.resources, state, str(answer))
    fetched = tuple(one for one in answer.resources if one.get("resourceType") in _READ)
    problem = answer.problem or sent.element.problem if not sent.absent else answer.problem
    if answer.resources and not fetched:
        problem = problem or "the answer was not the resource that was asked for"
    resources = sent.element.resources + fetched
    if problem:
        return Element(resources, State.PARTIAL if resources else State.UNREADABLE, problem)
    return Element(resources, State.READ if resources else State.EMPTY)


def medications(wanted: Iterable[str], origin: Origin, settings: Settings) -> dict[str, Json]:
    """Read each distinct Medication once; what cannot be read is simply not in the result."""
    client = origin.client(settings)
    if isinstance(client, str):
        return {}
    chosen = list(dict.fromkeys(wanted))[:_MOST_MEDICATIONS]
    tasks = {one: (lambda one=one: client.read(one)) for one in chosen}
    answers = in_parallel(tasks, origin.deadline)
    return {one: answer for one, answer in answers.items() if not isinstance(answer, FhirUnavailable)}
