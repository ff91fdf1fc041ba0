"""Drugs, doses, treatments and orders: the therapy part of the decision model."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from mappings.dates import When
from mappings.model import Source
from mappings.records import record


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
    SUNITINIB = "sunitinib"
    CABOZANTINIB = "cabozantinib"
    BELZUTIFAN = "belzutifan"
    CYTOTOXIC = "cytotoxic drug"
    """Chemotherapy; the ingredient says which: temozolomide, capecitabine, fluorouracil, cisplatin and so on."""
    OTHER = "other"


ANALOGS = frozenset({DrugClass.SSA, DrugClass.PASIREOTIDE, DrugClass.PRRT})
INJECTED = frozenset({DrugClass.SSA, DrugClass.PASIREOTIDE})
"""The analogs proper, without the radioligand: they act on glucose as long as they are in the body."""
GLUCOSE_LOWERING = frozenset({DrugClass.INSULIN, DrugClass.SULFONYLUREA, DrugClass.GLINIDE})


class Form(StrEnum):
    """Dosage forms of somatostatin analogs; what is not recorded is unknown, never assumed short-acting."""

    DEPOT = "depot"
    SHORT = "short-acting"
    ORAL = "oral"
    UNKNOWN = "form not recorded"


class Route(StrEnum):
    """Routes of administration that tell a form, or that a form cannot have."""

    INTRAVENOUS = "intravenous"
    INTRAMUSCULAR = "intramuscular"
    SUBCUTANEOUS = "subcutaneous"
    ORAL = "oral"
    LOCAL = "topical or ophthalmic"


@record
class Strength:
    """What one piece (kit, syringe, ampule, capsule) and one mL of a product hold, in mg; None when not known."""

    piece: float | None = None
    per_ml: float | None = None


@record
class Drug:
    """A drug as identified: class, ingredient, form, our own name for it, and how it was matched."""

    drug_class: DrugClass
    ingredient: str
    form: Form
    label: str
    seen: str
    how: str
    strength: Strength | None = None
    words: str = ""
    """The chart's first name of it, also where a code identified it."""


@record
class Dosage:
    """Dose in mg and interval in days, each None when not recorded; the highest dose and shortest interval count."""

    dose: float | None = None
    interval: float | None = None
    once_or_one_day: bool = False
    intravenous: bool = False
    rate: float | None = None
    """mg per hour of an infusion: an amount per hour is no dose, and is compared with rates and daily amounts only."""
    infused: bool = False
    """Some instruction gives a rate, known or not; `dose` is then what the bag holds, if anything says it."""
    as_needed: bool = False
    routes: frozenset[Route] = frozenset()

    @property
    def daily(self) -> float | None:
        """Return the mg of a day, as far as rate, or dose and interval, say it."""
        if self.infused:
            return None if self.rate is None else self.rate * 24
        return self.dose / self.interval if self.dose is not None and self.interval else None


@record
class Treatment:
    """One order, administration, statement or dispense on file: the drug, when, until when it runs, dose and interval."""

    drug: Drug
    source: Source
    when: When | None
    dosage: Dosage
    running_until: datetime | None = None
    """For an order that is still active: the end of its period; `datetime.max` when it is open.

    For what was given, taken or dispensed: the end of the time that it covers.
    """
    active: bool = False
    """The status is active: it has not been stopped, whatever it says of its period."""
    given: bool = False
    """Given, or reported as taken: it was in use until `running_until`, where the window of a continuation begins."""
    stopped: bool = False
    """An order that was stopped: nobody knows whether any of it was given."""
    planned: tuple[When, ...] = ()
    """When an order is meant to be carried out, where it says so."""


def is_fluoropyrimidine(drug: Drug, dosage: Dosage) -> bool:
    """Whether a drug is capecitabine or fluorouracil that is not known to be topical."""
    return drug.ingredient in ("capecitabine", "fluorouracil") and dosage.routes != {Route.LOCAL}


class Change(StrEnum):
    """What an order is to the therapy so far."""

    START = "start"
    INCREASE = "dose increase"
    TO_DEPOT = "switch to depot"
    CONTINUATION = "continuation"


@record
class Course:
    """An order against what was given before: change, start of the current course, and whether it is unchanged."""

    change: Change
    started: When | None = None
    unchanged_since: When | None = None
    """Start of the time over which the order is known to be unchanged; None when changed or not known."""
    sources: tuple[Source, ...] = ()
    before: Dosage | None = None
    """Dose and interval that an increase goes beyond: those of the newest order or dose before it."""
    beside: Treatment | None = None
    """For a start: the newest dose or order of another analog that still acts."""
    beside_since: When | None = None
    """When the course of that one began; None when it is not known."""


class Named(NamedTuple):
    """Words of a reason that name an insulinoma; `reference` (`Type/id`) where they only call a Condition so."""

    words: str
    reference: str = ""


@record
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
    insulinoma: tuple[Named, ...] = ()
    """What its reasons say of an insulinoma that is present or suspected."""
    other_patient: bool = False
    selected: bool = True
    planned: tuple[When, ...] = ()
    """When it is meant to be carried out, where it says so."""
