"""How the cards on organ function name a value: what it is, how it compares with its limit, where it was seen."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from hooks import wording
from mappings import dates
from mappings.model import Measure, Quality
from mappings.organ_model import Lab
from mappings.patient import Picture

_MARKS: Final = {
    Quality.PRELIMINARY: ", preliminary", Quality.BY_NAME: ", matched by name", Quality.AMBIGUOUS: ", ambiguous",
}  # fmt: skip
REASONS: Final = ("tumor-board-decision", "palliative-goals", "diagnosis-incorrect", "other-free-text")


class Trigger(NamedTuple):
    """One fact that speaks against an order: the summary it alone would make, the fact in short, and with its place.

    `sure` is False where it is old, or an interval straddles the bound: information, not a warning.
    """

    sure: bool
    summary: str
    short: str
    line: str


def value_of(one: Measure) -> str:
    """Return a value as shown on a card."""
    return wording.escaped(one.shown, 30)


def mark(quality: Quality) -> str:
    """Return what has to be said of a quality, or nothing."""
    return _MARKS.get(quality, "")


def named(name: str, one: Measure) -> str:
    """Return a value for a summary, which says where it is preliminary."""
    final = one.quality is not Quality.PRELIMINARY
    return f"{name} {wording.clean(one.shown, 20)}{'' if final else ' (preliminary)'}"


def compared(lab: Lab) -> str:
    """Return how a value compares with its limit, as far as a number says it: `6.67 x limit`, `>3.75 x limit`."""
    if not lab.ratio:
        return "its multiple of the limit is not known"
    short = f"{lab.ratio:.3g}"
    if float(short) * 2 % 1 == 0:  # 3.002 is not shown as 3, which a bound may be
        short = f"{lab.ratio:.4g}"
    sign = "" if lab.value.low == lab.value.high else ">" if lab.value.over else ">="
    return f"{sign}{short} x limit"


def lab_line(name: str, lab: Lab) -> str:
    """Name a laboratory value with its limit and place, as a sentence."""
    return f"{name} {value_of(lab.value)}{_limit(lab)} ({wording.place(lab.source)}{mark(lab.quality)})."


def _limit(lab: Lab) -> str:
    if lab.limits is None:
        return ""
    low, high = lab.limits
    ends = f"{high:g}" if low == high else f"{low:g}-{high:g}"
    kind = "upper limit" if lab.own else "default limit, no reference range sent:"
    return f", {wording.escaped(compared(lab))} ({kind} {ends})" if lab.ratio else f" ({kind} {ends})"


def measure_line(name: str, one: Measure) -> str:
    """Name a measure with its place, as a sentence."""
    return f"{name} {value_of(one)} ({wording.place(one.source)}{mark(one.quality)})."


def not_read(picture: Picture, needs: Iterable[str]) -> str:
    """Return the paragraph on what was not read; may be empty."""
    said = wording.not_read(picture.unread(needs))
    return f"**Not known.** {said}" if said else ""


def within(one: Measure | Lab, picture: Picture, days: float) -> bool:
    """Whether a result is dated, and may be of the last days: what has no date is not known to be recent."""
    return one.source.when is not None and dates.may_be_within(one.source.when, picture.as_of, days)


def when_of(one: Measure | Lab) -> str:
    """Return the date of a result, for a summary."""
    return f"on {one.source.when.text}" if one.source.when else "undated"


def joined(triggers: list[Trigger], longest: int = 139) -> str:
    """Return the summary of the first, with the others in short as far as they fit."""
    said = triggers[0].summary
    for one in triggers[1:]:
        longer = f"{said}; {one.short}"
        said = longer if len(longer) <= longest else said
    return wording.clean(said, longest)
