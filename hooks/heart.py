"""What of heart, pressure and liver speaks against sunitinib or cabozantinib, each as a trigger."""

from __future__ import annotations

from datetime import datetime

from hooks import alternatives, wording
from hooks import organ_words as organs
from hooks.organ_words import Trigger
from hooks.thresholds import THRESHOLDS
from mappings import dates
from mappings.model import Measure, Quality
from mappings.organ_model import Ejection, below
from mappings.patient import Picture
from mappings.therapy import DrugClass, Order


def failure(picture: Picture) -> Trigger | None:
    """Heart failure on record: the label of sunitinib says to stop it."""
    if not picture.heart_failure:
        return None
    return Trigger(
        sure=True,
        summary="Heart failure on record: the label says to discontinue sunitinib in clinical heart failure",
        short="heart failure on record",
        line=f"{wording.told('Heart failure', picture.heart_failure[:2])}.",
    )


def ejection(picture: Picture) -> Trigger | None:
    """LVEF more than 20 % below the baseline, or without one below the limit of normal."""
    if not picture.organs.ejection_fractions:
        return None
    newest = picture.organs.ejection_fractions[0]
    started = _started(picture)
    base = _baseline(picture, started)
    after = started is not None and newest.source.when is not None and newest.source.when.end >= started
    if base is not None and after and base is not newest:
        bad, than = _declined(newest.value, base.value), f"baseline {organs.value_of(base.value)}"
        line = f"{organs.measure_line('LVEF', newest.value)} {organs.measure_line('Baseline', base.value)}"
        how = "more than 20 % below"
    else:
        limit = f"{newest.limit:g} %" if newest.own else f"{newest.limit:g} % (default)"
        bad, than, how = newest.below_limit, f"limit {limit}", "below"
        before = "no baseline from before sunitinib on file" if started else "no sunitinib on record before"
        line = f"{organs.measure_line('LVEF', newest.value)} Limit of normal {limit}; {before}."
    if bad is False:
        return None
    shown = organs.named("LVEF", newest.value)
    if bad is None:
        return _maybe(f"{shown}: not known whether it is {how} the {than}", shown, line)
    if not organs.within(newest.value, picture, THRESHOLDS["lvef_days"]):
        when = organs.when_of(newest.value)
        return _maybe(f"{shown} {when}, {how} the {than}, none newer: repeat it before sunitinib", shown, line)
    return _surely(f"{shown}, {how} the {than}: the label interrupts or reduces sunitinib", shown, line)


def _started(picture: Picture) -> datetime | None:
    """Return when sunitinib was first on record."""
    known = [one.when for one in picture.treatments if one.drug.drug_class is DrugClass.SUNITINIB and one.when]
    return min((when.start for when in known), default=None)


def _baseline(picture: Picture, started: datetime | None) -> Ejection | None:
    """Return the newest final LVEF of the year before the first sunitinib, or of its day."""
    if started is None:
        return None
    for one in picture.organs.ejection_fractions:
        when = one.source.when
        if when is None or one.quality is Quality.PRELIMINARY or dates.days_between(started, when.start) > 0:
            continue
        return one if dates.days_between(when.end, started) <= THRESHOLDS["lvef_baseline_days"] else None
    return None


def _declined(now: Measure, base: Measure) -> bool | None:
    """Say whether an LVEF lies more than the defined percent of the baseline below it; that many itself is not."""
    left = 1 - THRESHOLDS["lvef_decline_percent"] / 100
    sure, possible = below(now, round(base.low * left, 6)), below(now, round(base.high * left, 6))
    return True if sure else False if possible is False else None


def pressure(picture: Picture, drug: str) -> Trigger | None:
    """The latest blood pressure of 30 days at or above 160/100."""
    latest = picture.organs.pressure
    bounds = (THRESHOLDS["pressure_systolic"], THRESHOLDS["pressure_diastolic"])
    sent = (latest.systolic, latest.diastolic) if latest else (None, None)
    days = THRESHOLDS["pressure_days"]
    parts = [(one, bound) for one, bound in zip(sent, bounds, strict=True) if one and organs.within(one, picture, days)]
    sides = [below(one, bound) for one, bound in parts]
    if all(sides):  # every part is below, or there is none
        return None
    shown = _shown(*sent)
    places = dict.fromkeys(f"{wording.place(one.source)}{organs.mark(one.quality)}" for one, _ in parts)
    line = f"{shown[0].upper()}{shown[1:]} ({'; '.join(places)})."
    if False not in sides:
        return _maybe(f"{shown[0].upper()}{shown[1:]}: not known whether it is 160/100 or more; repeat it", shown, line)
    return _surely(f"{shown[0].upper()}{shown[1:]}: control it before {drug}", shown, line)


def _shown(upper: Measure | None, lower: Measure | None) -> str:
    """Return a blood pressure, or the part of it that is on file."""
    if upper is None or lower is None:
        part, name = (lower, "diastolic") if upper is None else (upper, "systolic")
        said = f"{name} blood pressure {part.shown}" if part else ""
    else:
        said = f"blood pressure {upper.shown.removesuffix(' mmHg')}/{lower.shown}"
    early = any(one and one.quality is Quality.PRELIMINARY for one in (upper, lower))
    return f"{said}{' (preliminary)' if early else ''}"


def child_pugh(picture: Picture, order: Order) -> Trigger | None:
    """Cabozantinib: 40 mg in Child-Pugh B, none in C; cirrhosis or impairment without a class is information."""
    read, dose = picture.organs, order.dosage.daily
    start = THRESHOLDS["cabozantinib_child_b_mg"]
    ordered = f"{dose:g} mg daily" if dose is not None else "dose not recorded"
    known = read.child_pugh
    if known is not None:
        line = f"Child-Pugh {known.value} ({wording.place(known.source)}{organs.mark(known.quality)})."
        if known.value == "C":
            return _surely("Child-Pugh C: the label says to avoid cabozantinib", "Child-Pugh C", line)
        if known.value == "A" or (dose is not None and dose <= start):
            return None
        adult = alternatives.adult(picture)
        label = f"the label starts cabozantinib at {start:g} mg daily" if adult else "the label starts lower (adults)"
        said = f"Child-Pugh B: {label}; ordered: {ordered}"
        return _surely(said, "Child-Pugh B", line)
    found = read.cirrhosis or read.hepatic_impairment
    if not found:
        return None
    name = "Cirrhosis" if read.cirrhosis else "Hepatic impairment"
    said = f"{name} without a Child-Pugh class: cabozantinib {start:g} mg daily in B, avoided in C; ordered: {ordered}"
    line = f"{wording.told(name, found[:1])}, no Child-Pugh class on record."
    return _maybe(said, f"{name.lower()} on record", line)


def _surely(summary: str, short: str, line: str) -> Trigger:
    return Trigger(sure=True, summary=summary, short=short, line=line)


def _maybe(summary: str, short: str, line: str) -> Trigger:
    return Trigger(sure=False, summary=summary, short=short, line=line)
