"""Organ function in one place: laboratory values, blood pressure, LVEF, Child-Pugh class, and diagnoses of the liver."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from mappings import blood_pressure, child_pugh, conditions, ejection_fraction, laboratory
from mappings.conditions import Entry
from mappings.limits import Person
from mappings.model import Note
from mappings.observations import Results
from mappings.organ_model import Organs
from mappings.reading import Json, string
from mappings.terminology import Terminology


def read(
    found: Results, entries: list[Entry], person: Person, terminology: Terminology, as_of: datetime, notes: list[Note]
) -> Organs:
    """Read all of it; a diagnosis that is only suspected is none."""
    sure = conditions.sure(entries)
    return Organs(
        alt=laboratory.read(found, "alt", person, as_of, notes),
        ast=laboratory.read(found, "ast", person, as_of, notes),
        bilirubin=laboratory.read(found, "bilirubin", person, as_of, notes),
        creatinine=laboratory.read(found, "creatinine", person, as_of, notes),
        egfr=laboratory.read(found, "egfr", person, as_of, notes),
        hba1c=laboratory.read(found, "hba1c", person, as_of, notes),
        ejection_fractions=ejection_fraction.ejection_fractions(found, person, as_of, notes),
        pressure=blood_pressure.pressure(found, as_of, notes),
        child_pugh=child_pugh.child_pugh(found, sure, terminology, as_of, notes),
        cirrhosis=conditions.of(sure, "cirrhosis"),
        hepatic_impairment=conditions.of(sure, "hepatic-impairment"),
    )


def person(patients: Iterable[Json], age: int | None) -> Person:
    """Return what reference ranges may depend on."""
    gender = next((string(one.get("gender")).lower() for one in patients), "")
    return Person(gender, age)
