"""Where the disease stands, as far as the therapy options ask: extent, grade, receptors, course, lines, what is open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from hooks.thresholds import THRESHOLDS
from mappings import dates
from mappings.definitions import VALUES
from mappings.lines import Line, lines
from mappings.model import NAMED, POSSIBLE, Certainty, Fact, Quality, Source
from mappings.pathology import Proliferation
from mappings.patient import Picture
from mappings.therapy import DrugClass, Form, Order

_HORMONES: Final = frozenset(
    {"gastrinoma", "glucagonoma", "VIPoma", "vipoma", "somatostatinoma", "carcinoid syndrome", "carcinoid", "other"}
)
_GOOD: Final = frozenset({"stable", "responding"})


@dataclass(frozen=True, slots=True)
class Situation:
    """What the rows of the options table ask of a picture; None where nobody has recorded it."""

    lines: tuple[Line, ...]
    current: Line | None
    """The line that is being given; the one that began last, if there are several."""
    analog: Line | None
    """The somatostatin analog that is being given."""
    extent: str | None
    """`resectable`, `borderline` or `advanced` (metastatic, unresectable, or on systemic therapy)."""
    band: str | None
    """The WHO grade to act on."""
    well: bool | None
    """Whether the tumor is well differentiated."""
    sstr: str | None
    """`positive` or `negative`; equivocal and conflicting results are neither."""
    progressing: Fact | None
    """Progression on record after the start of the current line."""
    stable: Fact | None
    functional: tuple[Fact, ...]
    insulinoma: bool
    """An insulinoma is there, or may be."""
    symptoms: bool | None
    bulky: bool | None
    """The tumor burden is significant, or the hepatic load high."""

    def had(self, *classes: DrugClass) -> bool:
        """Whether any of the classes is among the lines, given now or before."""
        return any(one.drug_class in classes for one in self.lines)


def of(picture: Picture) -> Situation:
    """Read the situation off a picture."""
    found = lines(picture.treatments, picture.as_of)
    current = next((one for one in found if one.current), None)
    course = picture.progression
    good = course if course is not None and course.value in _GOOD else None
    return Situation(
        lines=found,
        current=current,
        analog=next((one for one in found if one.current and one.drug_class is DrugClass.SSA), None),
        extent=_extent(picture, found),
        band=picture.grade.band if picture.grade else None,
        well=_well(picture),
        sstr=picture.sstr.value if picture.sstr and picture.sstr.value in ("positive", "negative") else None,
        progressing=_progressing(picture, current),
        stable=good,
        functional=tuple(one for one in picture.syndromes if one.value in _HORMONES),
        insulinoma=picture.insulinoma.certainty in NAMED | POSSIBLE,
        symptoms=_symptoms(picture),
        bulky=_bulky(picture),
    )


def _extent(picture: Picture, found: tuple[Line, ...]) -> str | None:
    said = picture.resectability.value if picture.resectability else None
    if picture.metastases or said == "unresectable":
        return "advanced"
    if said in ("resectable", "borderline"):
        return said
    return "advanced" if found else None


def _well(picture: Picture) -> bool | None:
    """Whether it is well differentiated: by its histology, a WHO grade that was recorded, or a lower one measured.

    A Ki-67 above 20 % alone says neither: a tumor of grade 3 and a carcinoma differ in morphology.
    """
    if picture.nec:
        return False
    if any(one.kind == "net" and one.quality is not Quality.AMBIGUOUS for one in picture.histology[:1]):
        return True
    grade = picture.grade
    if grade is None or grade.conflict:
        return None
    return True if grade.recorded in ("G1", "G2", "G3") or grade.band in ("G1", "G2") else None


def _progressing(picture: Picture, current: Line | None) -> Fact | None:
    """Return the progression on record, unless it is known to lie before the current line, which was begun for it."""
    fact = picture.progression
    if fact is None or fact.value != "progressive":
        return None
    before = current is not None and current.started is not None and fact.source.when is not None
    if before and current and current.started and fact.source.when and fact.source.when.end < current.started.start:
        return None
    return fact


def _symptoms(picture: Picture) -> bool | None:
    if picture.symptomatic is None or picture.symptomatic.value not in ("yes", "no"):
        return None
    return picture.symptomatic.value == "yes"


def _bulky(picture: Picture) -> bool | None:
    load = picture.hepatic_load.above(VALUES["hepatic_load_high_percent"]) if picture.hepatic_load else None
    said = picture.tumor_burden.value if picture.tumor_burden else None
    if load or said == "significant":
        return True
    return False if said == "low" else None


def open_because(picture: Picture, here: Situation) -> tuple[str, ...]:
    """Return why a decision is open, in words for a card; nothing where it is not."""
    if here.progressing is not None:
        on = f" on {here.current.label}" if here.current else ""
        return (f"progression{on} ({_dated(here.progressing.source)})",)
    if _resected(picture, here):
        return ()
    if not here.lines:
        return ("no antitumor therapy on record",)
    found = [f"new {name} ({_dated(one)})" for name, one in _results(picture) if _new(picture, one)]
    if here.current is None and not _stable_since(here):
        found.append(f"{here.lines[0].label} has ended")
    return tuple(found)


def _resected(picture: Picture, here: Situation) -> bool:
    """Whether the tumor was operated on, and nothing on record says that there is any left."""
    return bool(picture.resections) and here.extent not in ("advanced", "borderline")


def _results(picture: Picture) -> list[tuple[str, Source]]:
    found = [("SSTR result", picture.sstr.source)] if picture.sstr else []
    return found + ([("Ki-67", picture.ki67.source)] if picture.ki67 and picture.ki67.known else [])


def _new(picture: Picture, source: Source) -> bool:
    days = THRESHOLDS["new_result_days"]
    return source.when is not None and dates.days_between(source.when.start, picture.as_of) <= days


def _stable_since(here: Situation) -> bool:
    """Whether the last line ended and stable or responding disease is on record after it."""
    last, when = here.lines[0].last, here.stable.source.when if here.stable else None
    return bool(last and when and when.end >= last - timedelta(days=1))


def _dated(source: Source) -> str:
    return source.when.text if source.when else "undated"


def certain(picture: Picture) -> bool:
    """Whether an insulinoma is confirmed and active."""
    return picture.insulinoma.certainty is Certainty.CONFIRMED


def at_least(value: Proliferation | None, bound: float) -> bool | None:
    """Say whether a Ki-67 is at least `bound`; None where it is not known or the interval straddles it."""
    if value is None or not value.known:
        return None
    if value.low >= bound:
        return True
    return False if value.high < bound or (value.high == bound and value.high_open) else None


def asked(picture: Picture, here: Situation, orders: tuple[Order, ...]) -> bool:
    """Whether therapy is being decided: a decision is open, or what is ordered is not the line that is being given."""
    current = {one.drug_class for one in here.lines if one.current}
    anew = any(one.drug.drug_class not in current and one.drug.form is not Form.SHORT for one in orders)
    return anew or bool(open_because(picture, here))


def for_another_reason(picture: Picture, orders: tuple[Order, ...], reasons: frozenset[str]) -> bool:
    """Whether every order says that it is for something else than the tumor."""
    return bool(orders) and all(picture.reasons(one) & reasons for one in orders)


def course(here: Situation) -> str:
    """Return in a few words where therapy stands, for a summary."""
    on = here.current.label if here.current else ""
    if here.progressing is not None:
        return f"progressing on {on}" if on else "progressing"
    if here.extent == "resectable":
        return "resectable"
    if on:
        return f"on {on}"
    return f"after {here.lines[0].label}" if here.lines else "untreated"
