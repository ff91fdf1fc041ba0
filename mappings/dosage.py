"""Dose, rate, interval and duration of an order, statement or dispense, structured or as words."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo

from mappings import dates, doses, routes, spans, timings
from mappings.dates import When
from mappings.reading import Json, child, number, objects
from mappings.terminology import Terminology
from mappings.therapy import Dosage, Route, Strength


def read(
    resource: Json, zone: tzinfo, terminology: Terminology | None = None, strength: Strength | None = None
) -> Dosage:
    """Read every instruction: the highest dose (mg), the shortest interval (days), the highest rate (mg per hour).

    `strength` is that of the product: with it a dose in kits, syringes or mL is one in mg. An amount per hour is a
    rate and never a dose. Limits (maxDosePer...) are not doses and are not read.
    """
    instructions = instructions_of(resource)
    if not instructions:
        return Dosage(once_or_one_day=not _refills(resource) and _supply(resource))
    found = [one for each in instructions if (one := doses.dose(each, strength)) is not None]
    intervals = [days for each in instructions if (days := timings.interval(each, zone)) is not None]
    infused = [each for each in instructions if doses.is_infused(each)]
    rates = [one for each in infused if (one := doses.rate(each)) is not None]
    named = frozenset().union(*[routes.of(each, terminology) for each in instructions])
    return Dosage(
        dose=max(found, default=None),
        interval=min(intervals, default=None),
        once_or_one_day=not _refills(resource) and (_supply(resource) or _all_short(instructions, zone)),
        intravenous=Route.INTRAVENOUS in named,
        rate=max(rates, default=None),
        infused=bool(infused),
        as_needed=all(map(timings.is_as_needed, instructions)),
        routes=named,
    )


def instructions_of(resource: Json) -> list[Json]:
    """Return the dosage instructions, whatever the type and version of the resource calls them."""
    return objects(resource.get("dosageInstruction")) or objects(resource.get("dosage"))


def _supply(resource: Json) -> bool:
    days = timings.days_of(child(child(resource, "dispenseRequest"), "expectedSupplyDuration"))
    return days is not None and 0 < days <= 1


def _all_short(instructions: list[Json], zone: tzinfo) -> bool:
    return bool(instructions) and all(timings.is_short(one, zone) for one in instructions)


def _refills(resource: Json) -> float:
    return number(child(resource, "dispenseRequest").get("numberOfRepeatsAllowed")) or 0.0


def runs_until(resource: Json, zone: tzinfo, ordered: When | None = None) -> datetime | None:
    """Return until when an active order is known to run: the end of its period, or `datetime.max` when it is open.

    Open means: a period with a start and no end, or refills. A duration counts from the day of the order. None when
    the order says nothing of the kind.
    """
    repeats = [child(child(one, "timing"), "repeat") for one in instructions_of(resource)]
    periods = [child(child(resource, "dispenseRequest"), "validityPeriod")]
    periods += [child(repeat, "boundsPeriod") for repeat in repeats if "boundsPeriod" in repeat]
    ends = [dates.read(period["end"], zone) for period in periods if period.get("end")]
    known = [end.end for end in ends if end]
    if ordered is not None:
        lengths = [timings.days_of(child(one, "boundsDuration")) for one in repeats if "boundsDuration" in one]
        known += [after(ordered, days) for days in lengths if days is not None and days > 0]
    if known:
        return max(known)
    if _refills(resource) > 0 or any(period.get("start") and not period.get("end") for period in periods):
        return spans.ALWAYS
    return None


def after(start: When, days: float) -> datetime:
    """Return the moment that many days after the earliest start; beyond the calendar it is open."""
    try:
        return start.start + timedelta(days=days)
    except OverflowError:
        return spans.ALWAYS
