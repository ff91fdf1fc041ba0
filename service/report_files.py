"""The files that reports refer to (Binary): read from the FHIR server that may be called, a few, and only small ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final

from mappings import report_forms, report_text
from mappings.admission import is_of
from mappings.model import Element
from mappings.reading import Json, objects, string, type_and_id
from service.fhir_client import FhirUnavailable, in_parallel
from service.gather import Origin
from service.settings import Settings

_MOST: Final = 10
"""Files of one call; a report whose file was not read is said to exist."""
_LARGEST: Final = 400_000
"""Bytes of one answer: the text that is read, as base64 in JSON, is smaller."""


def attached(
    elements: dict[str, Element],
    patient_id: str,
    origin: Origin,
    settings: Settings,
    rank: Callable[[list[Json]], list[Json]],
) -> dict[str, Element]:
    """Return the elements with the Binaries that this patient's reports refer to by a relative address, if readable.

    `rank` puts the reports that are read first; a file of any other is not asked for. Nothing is read without a server
    that may be called; what fails leaves the reports as they are.
    """
    reports = elements.get("reports")
    own = [one for one in reports.resources if is_of(one, patient_id)] if reports else []
    wanted = _wanted(own, rank([one for one in own if one.get("resourceType") == "DiagnosticReport"]))
    client = origin.client(settings, max_bytes=_LARGEST) if wanted else ""
    if reports is None or isinstance(client, str):
        return elements
    tasks = {one: (lambda one=one: client.read(one)) for one in wanted}
    answers = in_parallel(tasks, origin.deadline)
    read = tuple(_named(answer, one) for one, answer in answers.items() if not isinstance(answer, FhirUnavailable))
    return elements | {"reports": replace(reports, resources=(*reports.resources, *read))}


def _named(binary: Json, reference: str) -> Json:
    """Return a Binary under the id that it was asked for by: some servers answer without one."""
    return {**binary, "resourceType": "Binary", "id": reference.partition("/")[2]}


def _wanted(resources: Iterable[Json], ranked: Iterable[Json]) -> list[str]:
    """Return `Binary/id` of each file of text that a report refers to and that was not sent, in the order of the reports."""
    sent = {type_and_id(one) for one in resources if one.get("resourceType") == "Binary"}
    found: dict[str, None] = {}
    for one in ranked:
        for form in objects(one.get("presentedForm"))[: report_forms.MOST_FORMS]:
            target = report_forms.binary_of(form)
            if target and not form.get("data") and report_text.may_be_text(string(form.get("contentType"))):
                found[target] = None
    return [one for one in found if one not in sent][:_MOST]
