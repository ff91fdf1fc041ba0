"""Where the disease stands, as far as the therapy options ask: extent, grade, receptors, course, lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from mappings.definitions import VALUES
from mappings.lines import Line, lines
from mappings.model import NAMED, POSSIBLE, Certainty, Fact, Quality
from mappings.pathology import Proliferation
from mappings.patient import Picture
from mappings.therapy import DrugClass

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
    """Return the situation that a picture shows, worked out once."""
    known = picture.memo.get("situation")
    if known is None:
        known = picture.memo["situation"] = _read(picture)
    found: Situation = known
    return found


def _read(picture: Picture) -> Situation:
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
        progressing=_progressing(picture, found[0] if found else None),
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


def _progressing(picture: Picture, newest: Line | None) -> Fact | None:
    """Return the progression on record, unless it is known to lie before the newest line, which was begun for it."""
    fact = picture.progression
    if fact is None or fact.value != "progressive":
        return None
    began, seen = newest.started if newest else None, fact.source.when
    if began is not None and seen is not None and seen.end < began.start:
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
