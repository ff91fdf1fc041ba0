"""The decision model: facts with provenance. Three-valued: yes, no, and nobody has recorded it (None)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from mappings.dates import When


class State(StrEnum):
    """What became of one data element; only `read` and `empty` allow the conclusion that something is absent."""

    READ = "read"
    EMPTY = "empty"
    PARTIAL = "read in part"
    UNREADABLE = "not read"


class Quality(StrEnum):
    """How good a fact is."""

    EXACT = "exact"
    BOUNDED = "bounded"
    AMBIGUOUS = "ambiguous"
    BY_NAME = "by name"
    PRELIMINARY = "preliminary"
    STALE = "stale"


@dataclass(frozen=True, slots=True)
class Element:
    """One data element as gathered: FHIR resources (dicts), whether that is all of it, and if not why."""

    resources: tuple[dict[str, Any], ...] = ()
    state: State = State.EMPTY
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a recommendation may know of an element: was it read, and if not why (a short, safe sentence)."""

    element: str
    state: State
    problem: str | None = None

    @property
    def complete(self) -> bool:
        """Whether what is absent here is known to be absent."""
        return self.state in (State.READ, State.EMPTY)


@dataclass(frozen=True, slots=True)
class Note:
    """Something of the input that was not used, and why; `reference` is `Type/id` as sent."""

    reference: str
    reason: str
    lost: bool = False
    """The entry could not be read at all, so its element is no longer complete."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact was seen: resource, date as recorded, the chart's words or code, and how they were matched."""

    reference: str
    when: When | None
    seen: str
    how: str = "code"


@dataclass(frozen=True, slots=True)
class Fact:
    """A recorded value with its source and quality."""

    value: str
    source: Source
    quality: Quality = Quality.EXACT
    conflicts: tuple[Source, ...] = ()


class Certainty(StrEnum):
    """What the chart's entries, taken together, say of an insulinoma."""

    CONFIRMED = "confirmed, active"
    CONFLICTING = "conflicting entries"
    SUSPECTED = "suspected"
    PATTERN = "pattern of codes"
    BIOCHEMICAL = "biochemical criteria met"
    RESOLVED = "resolved or resected"
    NOT_RECORDED = "not recorded"


POSSIBLE = frozenset({Certainty.CONFLICTING, Certainty.SUSPECTED, Certainty.PATTERN, Certainty.BIOCHEMICAL})


@dataclass(frozen=True, slots=True)
class Insulinoma:
    """The conclusion on insulinoma, with the entries it rests on and the date it was resolved, if it was."""

    certainty: Certainty
    sources: tuple[Source, ...] = ()
    resolved: When | None = None
    denied: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Glucose:
    """One glucose result in the unit reported (`mg/dL` or `mmol/L`), as the interval low..high."""

    low: float
    high: float
    unit: str
    shown: str
    source: Source
    hypoglycemia: bool | None
    """True below 54 mg/dL or 3.0 mmol/L, None when the interval straddles the bound."""


class DrugClass(StrEnum):
    """The classes of drugs that the rules distinguish."""

    SSA = "somatostatin analog"
    PASIREOTIDE = "pasireotide"
    PRRT = "Lu-177 dotatate"
    GLUCAGON = "glucagon"
    IMAGING = "imaging agent"
    DIAZOXIDE = "diazoxide"
    EVEROLIMUS = "everolimus"
    INSULIN = "insulin"
    SULFONYLUREA = "sulfonylurea"
    GLINIDE = "glinide"
    OTHER = "other"


ANALOGS = frozenset({DrugClass.SSA, DrugClass.PASIREOTIDE, DrugClass.PRRT})
GLUCOSE_LOWERING = frozenset({DrugClass.INSULIN, DrugClass.SULFONYLUREA, DrugClass.GLINIDE})


class Form(StrEnum):
    """Dosage forms of somatostatin analogs; what is not recorded is unknown, never assumed short-acting."""

    DEPOT = "depot"
    SHORT = "short-acting"
    ORAL = "oral"
    UNKNOWN = "form not recorded"


@dataclass(frozen=True, slots=True)
class Drug:
    """A drug as identified: class, ingredient, form, our own name for it, and how it was matched."""

    drug_class: DrugClass
    ingredient: str
    form: Form
    label: str
    seen: str
    how: str


@dataclass(frozen=True, slots=True)
class Dosage:
    """Dose in mg and interval in days, each None when not recorded; the highest dose and shortest interval count."""

    dose: float | None = None
    interval: float | None = None
    once_or_one_day: bool = False
    intravenous: bool = False


@dataclass(frozen=True, slots=True)
class Treatment:
    """One order or administration on file: the drug, when, until when it is known to run, dose and interval."""

    drug: Drug
    source: Source
    when: When | None
    dosage: Dosage
    running_until: datetime | None = None
    """For an order that is still active: the end of its period; `datetime.max` when it is open."""


class Change(StrEnum):
    """What an order is to the therapy so far."""

    START = "start"
    INCREASE = "dose increase"
    TO_DEPOT = "switch to depot"
    CONTINUATION = "continuation"


@dataclass(frozen=True, slots=True)
class Course:
    """An order against what was given before: change, start of the current course, and whether it is unchanged."""

    change: Change
    started: When | None = None
    unchanged_since: When | None = None
    """Start of the time over which the order is known to be unchanged; None when changed or not known."""
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Order:
    """A draft order that a recommendation judges. `reference` is `Type/id` byte for byte."""

    reference: str
    drug: Drug
    dosage: Dosage = Dosage()
    inpatient: bool = False
    reasons: frozenset[str] = frozenset()
    reason_sources: tuple[Source, ...] = ()
    other_patient: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything that is known of one patient at `as_of`. An attribute belongs to the data elements in `ELEMENT_OF`."""

    as_of: datetime
    patient_id: str
    readings: dict[str, Reading]
    age: int | None
    insulinoma: Insulinoma
    pancreatic_tumor: tuple[Source, ...]
    net: tuple[Source, ...]
    e16: tuple[Source, ...]
    men1: tuple[Source, ...]
    emergencies: tuple[Source, ...]
    syndromes: tuple[Fact, ...]
    heart_failure: tuple[Source, ...]
    metastases: tuple[Source, ...]
    resectability: Fact | None
    sstr: Fact | None
    octreotide_test: Fact | None
    glucoses: tuple[Glucose, ...]
    treatments: tuple[Treatment, ...]
    planned_prrt: bool = False
    notes: tuple[Note, ...] = field(default=())

    def unread(self, elements: Iterable[str]) -> list[Reading]:
        """Return the readings among `elements` from which absence cannot be concluded."""
        readings = (self.readings.get(name, Reading(name, State.UNREADABLE, "not asked for")) for name in elements)
        return [reading for reading in readings if not reading.complete]


ELEMENT_OF = {
    "age": ("patient",),
    "insulinoma": ("conditions", "labs", "tumor", "medications"),
    "pancreatic_tumor": ("conditions",),
    "net": ("conditions",),
    "e16": ("conditions",),
    "men1": ("conditions",),
    "emergencies": ("conditions",),
    "syndromes": ("conditions", "tumor"),
    "heart_failure": ("conditions",),
    "metastases": ("conditions",),
    "resectability": ("tumor",),
    "sstr": ("tumor",),
    "octreotide_test": ("tumor",),
    "glucoses": ("labs",),
    "treatments": ("medications", "administrations"),
}
"""Which data elements each attribute of the picture rests on; a recommendation declares them as its NEEDS."""
