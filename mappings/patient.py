"""The decision model of one patient: everything that a recommendation may know."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from mappings.elements import ELEMENTS
from mappings.model import Fact, Glucose, Insulinoma, Note, Reading, Source, State
from mappings.pathology import Grade, Histology, Proliferation
from mappings.therapy import DrugClass, Order, Treatment


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything that is known of one patient at `as_of`. An attribute belongs to the data elements in `ELEMENT_OF`."""

    as_of: datetime
    patient_id: str
    readings: dict[str, Reading]
    age: int | None
    insulinoma: Insulinoma
    pnet: tuple[Source, ...]
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
    ki67: Proliferation | None
    mitoses: Proliferation | None
    grade: Grade | None
    histology: tuple[Histology, ...]
    nec: tuple[Source, ...]
    glucoses: tuple[Glucose, ...]
    treatments: tuple[Treatment, ...]
    drafts: tuple[Order, ...] = ()
    """All orders of the session, selected or not: what is planned beside the one that is judged."""
    notes: tuple[Note, ...] = ()

    @property
    def planned_prrt(self) -> bool:
        """Whether Lu-177 dotatate is among the orders of the session."""
        return any(order.drug.drug_class is DrugClass.PRRT for order in self.drafts)

    def unread(self, elements: Iterable[str]) -> list[Reading]:
        """Return the readings among `elements` from which absence cannot be concluded."""
        wanted = frozenset(name for name in elements if ELEMENTS[name].asked or name in self.readings)
        missing = [Reading(name, State.UNREADABLE, "not asked for") for name in sorted(wanted - self.readings.keys())]
        return [one for name, one in self.readings.items() if name in wanted and not one.complete] + missing


DRUGS = ("medications", "administrations", "statements", "dispenses")
"""What was ordered, given, reported as taken or dispensed before."""
CHART = frozenset({"conditions", "labs", "tumor", "procedures", *DRUGS})
"""What the conclusion on an insulinoma rests on."""
ELEMENT_OF = {
    "age": ("patient",),
    "insulinoma": tuple(sorted(CHART)),
    "pnet": ("conditions",),
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
    "ki67": ("tumor",),
    "mitoses": ("tumor",),
    "grade": ("tumor",),
    "histology": ("tumor",),
    "nec": ("tumor",),
    "glucoses": ("labs",),
    "treatments": DRUGS,
}
"""Which data elements each attribute of the picture rests on; a recommendation declares them as its NEEDS."""
