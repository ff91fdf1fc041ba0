"""What an order makes of the interval between analogs and Lu-177 dotatate: too short, not known, or nothing to say."""

from __future__ import annotations

from typing import NamedTuple

from hooks import prrt_timing as timing
from hooks.prrt_timing import Dose, Infusion
from mappings import dates
from mappings.dates import When
from mappings.patient import Picture
from mappings.therapy import DrugClass, Order, Treatment


class Interval(NamedTuple):
    """An analog and an infusion: `close` where the interval is known to be too short, else it is not known.

    The analog is a `dose`, or an order (`ordered`) of which no dose is on record. The infusion's `when` may be None.
    """

    close: bool
    infusion: Infusion
    dose: Dose | None = None
    ordered: Treatment | None = None


def of_infusion(picture: Picture, order: Order) -> Interval | None:
    """Judge an order of Lu-177 dotatate; without a planned time it may be given now."""
    planned = timing.upcoming(order.planned, picture.as_of)
    found: list[Interval] = []
    for when in planned or (_now(picture),):
        infusion = Infusion(when if planned else None, order.reference)
        for dose in timing.doses(picture):
            close = timing.too_close(dose.when, dose.drug, when)
            beside = close is None and dose.planned and _same_day(dose.when, when)
            if close is not False and not beside:
                found.append(Interval(close is True and bool(planned), infusion, dose))
        ordered = timing.only_ordered(picture, when)
        found += [Interval(close=False, infusion=infusion, ordered=ordered)] if ordered else []
    return max(found, key=lambda one: one.close, default=None)


def of_analog(picture: Picture, order: Order) -> Interval | None:
    """Judge an order of a depot or a short-acting analog; without a planned time of its own it is given now."""
    own = timing.upcoming(order.planned, picture.as_of)
    found: list[Interval] = []
    for infusion in timing.infusions(picture):
        for moment in own or (_now(picture),):
            close = _close(order, moment, infusion, own=bool(own))
            if close or (close is None and not _companion(picture, order)):
                found.append(
                    Interval(close is True, infusion, Dose(moment, order.drug, order.reference, planned=bool(own)))
                )
    return max(found, key=lambda one: one.close, default=None)


def _close(order: Order, moment: When, infusion: Infusion, *, own: bool) -> bool | None:
    when = infusion.when
    if when is None:
        return None if timing.is_depot(order.drug) else False
    if timing.is_depot(order.drug) and timing.soon_after(moment, when):
        return None
    close = timing.too_close(moment, order.drug, when)
    if close is None and own and _same_day(moment, when):
        return False  # planned for the day of the infusion: the one that goes with it
    return None if close and infusion.drafted and not own else close


def _companion(picture: Picture, order: Order) -> bool:
    """Whether Lu-177 dotatate was given yesterday or today, so that a depot ordered now goes with it."""
    return timing.is_depot(order.drug) and any(
        one.given and one.when and dates.days_between(one.when.start, picture.as_of) <= 1
        for one in picture.treatments
        if one.drug.drug_class is DrugClass.PRRT
    )


def _now(picture: Picture) -> When:
    return When(picture.as_of, picture.as_of, picture.as_of.date().isoformat())


def _same_day(one: When, other: When) -> bool:
    return dates.days_between(one.start, other.start) == 0
