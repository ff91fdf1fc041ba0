"""The decision model of one patient: everything that a recommendation may know."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from mappings.model import Fact, Glucose, Insulinoma, Note, Reading, Source, State
from mappings.therapy import Treatment


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
    hypoglycemia: tuple[Source, ...]
    men1: tuple[Source, ...]
    emergencies: tuple[Fact, ...]
    syndromes: tuple[Fact, ...]
    heart_failure: tuple[Source, ...]
    metastases: tuple[Source, ...]
    resectability: Fact | None
    sstr: Fact | None
    octreotide_test: Fact | None
    glucoses: tuple[Glucose, ...]
    treatments: tuple[Treatment, ...]
    planned_prrt: bool = False
    notes: tuple[Note, ...] = ()

    def unread(self, elements: Iterable[str]) -> list[Reading]:
        """Return the readings among `elements` from which absence cannot be concluded."""
        wanted = frozenset(elements)
        missing = [Reading(name, State.UNREADABLE, "not asked for") for name in sorted(wanted - self.readings.keys())]
        return [one for name, one in self.readings.items() if name in wanted and not one.complete] + missing


ELEMENT_OF = {
    "age": ("patient",),
    "insulinoma": ("conditions", "labs", "tumor", "medications"),
    "pancreatic_tumor": ("conditions",),
    "net": ("conditions",),
    "e16": ("conditions",),
    "hypoglycemia": ("conditions",),
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
