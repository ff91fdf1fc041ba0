"""Whether a drug was ordered, given, taken or handed over, when, and until when: the four types of resource."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo
from typing import Final, NamedTuple

from mappings import dates, dosage, spans, timings
from mappings.dates import When
from mappings.reading import Json, child, code_of, codes_of, is_true, objects, string

REQUEST, ADMINISTRATION = "MedicationRequest", "MedicationAdministration"
STATEMENT, DISPENSE = "MedicationStatement", "MedicationDispense"
# What counts, by type; nothing at all counts too, as servers leave a status out. `unknown` is not read, and said.
_COUNTS: Final = {
    REQUEST: frozenset({"active", "completed", "stopped", "ended", ""}),
    ADMINISTRATION: frozenset({"completed", "in-progress", "stopped", ""}),
    STATEMENT: frozenset({"active", "completed", "stopped", "recorded", ""}),
    DISPENSE: frozenset({"completed", ""}),
}
_NOT_ORDERS: Final = frozenset({"proposal", "plan", "option"})
_NOT_TAKEN: Final = frozenset({"n", "no", "na", "false", "not-taking", "not-taken", "never-taken", "on-hold"})
_REFUSED: Final = frozenset({"doNotPerform", "wasNotGiven", "notGiven", "wasNotTaken"})
_NOT_KNOWN: Final = frozenset({"unknown", "unk"})
_AUTHORED: Final = ("authoredOn", "dateWritten")
_GIVEN_ON: Final = ("effectiveDateTime", "effectiveTimeDateTime", "occurenceDateTime", "occurrenceDateTime")
_GIVEN_FROM: Final = ("effectivePeriod", "effectiveTimePeriod", "occurencePeriod", "occurrencePeriod")
_HANDED_OVER: Final = ("whenHandedOver", "whenPrepared", "recorded")


class Event(NamedTuple):
    """When a drug was ordered, given or taken; `running` as `Treatment.running_until`; `dated` is shown, `when` decides."""

    when: When | None
    dated: When | None
    running: datetime | None
    active: bool
    given: bool
    stopped: bool = False


def forbidden(resource: Json) -> bool:
    """Whether an order says not to give the drug."""
    return is_true(resource.get("doNotPerform"))


def unused(resource: Json) -> str:
    """Return why a resource is no treatment at all, or an empty string; what begins with `unknown` is lost data."""
    kind = string(resource.get("resourceType")) or REQUEST
    if not _REFUSED.isdisjoint(resource) and any(is_true(resource.get(name)) for name in _REFUSED):
        return "said not to be given or taken"
    if "meta" in resource and is_test(resource):
        return "labeled as test data"
    return (_not_taken(resource) if kind == STATEMENT else "") or _by_status(resource, kind)


def _not_taken(resource: Json) -> str:
    """Return why a statement says that nothing is taken: `taken` of STU3, `adherence` of R5."""
    said = {*codes_of(resource.get("taken")), *codes_of(child(resource, "adherence").get("code"))}
    if said & _NOT_TAKEN:
        return "said not to be given or taken"
    return "unknown whether it was taken" if said & _NOT_KNOWN else ""


def _by_status(resource: Json, kind: str) -> str:
    status, intent = code_of(resource.get("status")), code_of(resource.get("intent"))
    if status in _NOT_KNOWN:
        return "unknown status"
    handed_over = kind == DISPENSE and status == "in-progress" and resource.get("whenHandedOver")
    if status not in _COUNTS.get(kind, _COUNTS[REQUEST]) and not handed_over:
        return f"status {status[:24]}"
    return f"intent {intent}" if kind == REQUEST and intent in _NOT_ORDERS else ""


def is_test(resource: Json) -> bool:
    """Whether a server labels a resource as test data (HTEST), in its tags or security labels."""
    meta = child(resource, "meta")
    if "tag" not in meta and "security" not in meta:
        return False
    labels = [*objects(meta.get("tag")), *objects(meta.get("security"))]
    return any(string(label.get("code")) == "HTEST" for label in labels)


def read(resource: Json, zone: tzinfo) -> Event:
    """Read the dates of a resource that counts."""
    kind = string(resource.get("resourceType"))
    if kind == DISPENSE:
        return _dispensed(resource, zone)
    if kind in (ADMINISTRATION, STATEMENT):
        return _given(resource, zone, kind)
    when, active = stands(resource, zone)
    running = dosage.runs_until(resource, zone, when) if active else None
    return Event(when, when, running, active, given=False, stopped=code_of(resource.get("status")) == "stopped")


def stands(resource: Json, zone: tzinfo) -> tuple[When | None, bool]:
    """Return `dated` and `active` of the event, without what of an order costs most to read: until when it runs."""
    if string(resource.get("resourceType")) in (DISPENSE, ADMINISTRATION, STATEMENT):
        event = read(resource, zone)
        return event.dated, event.active
    return dates.first(resource, _AUTHORED, zone), code_of(resource.get("status")) == "active"


def _given(resource: Json, zone: tzinfo, kind: str) -> Event:
    """Read an administration or a statement: a moment, or a period whose start and end both count."""
    period = next((child(resource, name) for name in _GIVEN_FROM if child(resource, name)), {})
    start, end = dates.read(period.get("start"), zone), dates.read(period.get("end"), zone)
    moment = dates.first(resource, _GIVEN_ON, zone)
    when = moment or start or end
    dated = when or dates.first(resource, ("dateAsserted", "recorded"), zone)
    active = _still_taken(resource, begun=start is not None and "end" not in period, kind=kind)
    # What took a day or less is a moment; a longer period is one of use.
    running = _last_day(end) if start and end and end.end - start.start > timedelta(days=1) else None
    if active and running is None:
        # What is taken now and has no end runs; the day on which it was asserted is not the day on which it began.
        running = spans.ALWAYS
    return Event(when, dated, running, active, given=True)


def _still_taken(resource: Json, *, begun: bool, kind: str) -> bool:
    """Whether it is taken now; `begun`: its period has a start and no end, as registries write a treatment that goes on."""
    status, adherence = code_of(resource.get("status")), code_of(child(resource, "adherence").get("code"))
    if kind == ADMINISTRATION:
        return begun and status == "in-progress"
    return status == "active" or (status == "recorded" and adherence.startswith("taking")) or (begun and not status)


def _last_day(end: When) -> datetime:
    """Return the last day of a period: of a month or year as end only its first moment is known to be within."""
    return end.end if end.end - end.start <= timedelta(days=1) else end.start


def _dispensed(resource: Json, zone: tzinfo) -> Event:
    """Read a dispense: when it was handed over, and as long as the supply lasts."""
    when = dates.first(resource, _HANDED_OVER, zone)
    days = timings.days_of(child(resource, "daysSupply"), default="d")
    running = dosage.after(when, days) if when and days is not None and days > 0 else None
    return Event(when, when, running, active=False, given=False)
