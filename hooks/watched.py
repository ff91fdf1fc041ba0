"""Where a test stands for an order (on file and recent, too old, missing, not read), and the words for it."""

from __future__ import annotations

from enum import StrEnum
from typing import Final, NamedTuple

from hooks import insulinoma_words as words
from hooks import wording
from hooks.monitored import Check
from hooks.thresholds import THRESHOLDS
from mappings import dates
from mappings.model import Tested
from mappings.patient import DRUGS, Picture
from mappings.therapy import DrugClass, Order


class Standing(StrEnum):
    """What is known of a test; only what was read in full can be missing or too old."""

    KNOWN = "on file"
    OLD = "too old"
    MISSING = "none on file"
    UNREAD = "not read"


DUE: Final = frozenset({Standing.MISSING, Standing.OLD})


class Status(NamedTuple):
    """A test, where it stands, and its newest result, if there is any."""

    check: Check
    standing: Standing
    tested: Tested | None

    def line(self, picture: Picture) -> str:
        """Return the line of a card: the test, its newest result, and why it is done."""
        return f"**{self._name()}**: {self._seen(picture)}. {self.check.why[0].upper()}{self.check.why[1:]}."

    def _name(self) -> str:
        return f"{self.check.name[0].upper()}{self.check.name[1:]}"

    def _seen(self, picture: Picture) -> str:
        if self.tested is None:
            return self.standing.value
        days = f", older than {THRESHOLDS[self.check.within]:g} days" if self.standing is Standing.OLD else ""
        only = f"; newer ones were {Standing.UNREAD}" if self.standing is Standing.UNREAD else ""
        draft = "" if self.tested.final else ", preliminary"
        return f"{_value(picture, self.tested)}{wording.place(self.tested.source)}{draft}{days}{only}"


def status(picture: Picture, check: Check) -> Status:
    """Say where a test stands: the newest result of its value sets, against the age that counts.

    The days of the calendar count, from the last day that a partial date allows; an undated result counts as on file,
    since nobody knows that it is old.
    """
    found = [tested for name in check.sets if (tested := picture.tested.get(name))]
    best = max(found, key=lambda one: (dates.recency(one.source.when, picture.as_of), one.final), default=None)
    if best is not None and _recent(best, picture, THRESHOLDS[check.within]):
        return Status(check, Standing.KNOWN, best)
    if picture.unread((check.element,)):
        return Status(check, Standing.UNREAD, best)
    return Status(check, Standing.MISSING if best is None else Standing.OLD, best)


def _recent(one: Tested, picture: Picture, days: float) -> bool:
    when = one.source.when
    return when is None or dates.days_between(when.end, picture.as_of) <= days


def _value(picture: Picture, one: Tested) -> str:
    """Return the number of a glucose, and that it is not known to be fasting: for other tests only the date is said."""
    glucose = next((each for each in picture.glucoses if each.source.reference == one.source.reference), None)
    if glucose is None:
        return ""
    fasting = "" if glucose.fasting else ", not coded as fasting"
    return f"{wording.escaped(glucose.shown, 30)}{fasting}, "


def summary(order: Order, shown: list[Status], *, first: bool, at_start: bool) -> str:
    """Return the summary of a card: the drug, the occasion, and the tests by where they stand."""
    name = f"{order.drug.label[0].upper()}{order.drug.label[1:]}"
    when = "first order in 12 months" if first else "change of dose or form" if at_start else "continued"
    parts = [
        f"{what}: {', '.join(named)}"
        for standings, what in ((DUE, "to check"), ({Standing.UNREAD}, "not read"), ({Standing.KNOWN}, "on file"))
        if (named := [one.check.name for one in shown if one.standing in standings])
    ]
    return wording.clean(f"{name}, {when}; {'; '.join(parts)}", 139)


def occasion(picture: Picture, *, first: bool, at_start: bool) -> str:
    """Say why the card comes now."""
    if not first:
        return "Its dose goes up, or its depot begins." if at_start else "A test on it is overdue or was not read."
    if picture.unread(DRUGS):
        return "Earlier therapy was not read in full: it counts as the first order in 12 months."
    return "It is not on file in the last 12 months."


def diabetes(picture: Picture, order: Order) -> str:
    """Everolimus in diabetes: say so, and when HbA1c was measured."""
    if order.drug.drug_class is not DrugClass.EVEROLIMUS or not picture.diabetes:
        return ""
    tested = picture.tested.get("hba1c")
    hba1c = f"HbA1c {wording.place(tested.source)}" if tested else "no HbA1c was read"
    return f"{words.entries_line('Diabetes', picture.diabetes[:1])[:-1]}: glucose may rise; {hba1c}."
