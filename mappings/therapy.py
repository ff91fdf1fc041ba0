"""Drugs, doses, treatments and orders: the therapy part of the decision model."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mappings.dates import When
from mappings.model import Source


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
    active: bool = False
    """The order's status is active: it has not been stopped, whatever it says of its period."""


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
    """Value sets and indications that its coded or written reasons belong to."""
    reason_references: tuple[str, ...] = ()
    """`Type/id` of the Conditions that it names as its reason."""
    other_patient: bool = False
    selected: bool = True
