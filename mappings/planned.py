"""When an order is meant to be carried out: planned infusions and injections, not when it was written."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import tzinfo
from typing import Any

from mappings import dates
from mappings.dates import When
from mappings.dosage import instructions_of
from mappings.reading import Json, child, string


def times(resource: Json, zone: tzinfo) -> tuple[When, ...]:
    """Return the planned times of an order, earliest first; empty where it says none. Takes any JSON, never raises.

    Read are the events of a timing, the start of its period, and a service's occurrence. The validity of a
    prescription (`dispenseRequest.validityPeriod`) bounds the dispensing, not the giving, and is not read.
    """
    kind = string(resource.get("resourceType"))
    if kind == "ServiceRequest":
        found = _of_service(resource, zone)
    elif kind == "MedicationRequest":
        found = (one for each in instructions_of(resource) for one in _of_timing(child(each, "timing"), zone))
    else:
        return ()
    return tuple(sorted(dict.fromkeys(found), key=lambda when: when.start))


def _of_service(resource: Json, zone: tzinfo) -> Iterator[When]:
    at = dates.read(string(resource.get("occurrenceDateTime")), zone)
    start = dates.read(string(child(resource, "occurrencePeriod").get("start")), zone)
    yield from (one for one in (at, start) if one)
    yield from _of_timing(child(resource, "occurrenceTiming"), zone)


def _of_timing(timing: Json, zone: tzinfo) -> Iterator[When]:
    start = child(child(timing, "repeat"), "boundsPeriod").get("start")
    for sent in (*_listed(timing.get("event")), start):
        when = dates.read(string(sent), zone)
        if when:
            yield when


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
