"""Liver values against the bounds of sunitinib: what each is known to be above, and what it may be above."""

from __future__ import annotations

from typing import Final, NamedTuple

from hooks import organ_words as organs
from hooks import wording
from hooks.thresholds import THRESHOLDS
from mappings.organ_model import Lab
from mappings.patient import Picture

NONE: Final = 0
CAUTION: Final = 1
STOP: Final = 2
_WORDS: Final = {CAUTION: "caution", STOP: "stop"}


class Step(NamedTuple):
    """A value, the bound that it is known to be above, and the one that it may be above; `old` ones decide nothing."""

    name: str
    lab: Lab
    kind: str
    """`enzyme` or `bilirubin`."""
    sure: int
    possible: int
    old: bool

    @property
    def rank(self) -> tuple[bool, int, int, float]:
        """Sort what decides last: recent, sure, and then by the multiple."""
        return not self.old, self.sure, self.possible, self.lab.ratio or 0.0


def steps(picture: Picture) -> list[Step]:
    """Return every liver value of a year, or without a date."""
    read = picture.organs
    named = (("ALT", read.alt, "enzyme"), ("AST", read.ast, "enzyme"), ("Bilirubin", read.bilirubin, "bilirubin"))
    return [
        _step(name, lab, kind, picture)
        for name, lab, kind in named
        if lab and (lab.source.when is None or organs.within(lab, picture, THRESHOLDS["liver_values_old_days"]))
    ]


def _step(name: str, lab: Lab, kind: str, picture: Picture) -> Step:
    sides = {level: lab.times(THRESHOLDS[f"liver_{kind}_{word}"]) for level, word in _WORDS.items()}
    sure = max((level for level, above in sides.items() if above), default=NONE)
    possible = max((level for level, above in sides.items() if above is not False), default=NONE)
    return Step(name, lab, kind, sure, possible, not organs.within(lab, picture, THRESHOLDS["liver_values_days"]))


def doubtful(one: Step) -> str:
    """Return the summary on a value that is old, or on an unknown side of a bound; empty for any other."""
    value = organs.named(one.name, one.lab.value)
    if one.old:
        return f"{value} ({organs.compared(one.lab)}) {organs.when_of(one.lab)}, none newer: repeat it before sunitinib"
    return "" if one.sure else f"{value}: not known whether it is above a bound of sunitinib's label; repeat it first"


def metastases_line(picture: Picture) -> str:
    """Say whether liver metastases are on record, as far as that was read."""
    if picture.liver_metastases:
        return f"{wording.told('Liver metastases', picture.liver_metastases[:1])}."
    if picture.hepatic_load is not None and picture.hepatic_load.above(0):
        shown = wording.escaped(picture.hepatic_load.shown, 20)
        return f"Hepatic tumor load {shown} ({wording.place(picture.hepatic_load.source)})."
    return "" if picture.unread(("conditions",)) else "No liver metastases on record."
