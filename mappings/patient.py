"""The decision model of one patient: everything that a recommendation may know."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import field
from datetime import datetime
from typing import Any

from mappings.elements import ELEMENTS
from mappings.model import Fact, Glucose, Insulinoma, Measure, Note, Reading, Resection, Source, State, Tested
from mappings.organ_model import Organs
from mappings.pathology import Grade, Histology, Proliferation
from mappings.records import record
from mappings.reported import NOTHING, Reported
from mappings.therapy import DrugClass, Order, Treatment
from mappings.unexplained import Hypoglycemia


@record
class Picture:
    """Everything that is known of one patient at `as_of`. An attribute belongs to the data elements in `ELEMENT_OF`."""

    as_of: datetime
    patient_id: str
    readings: dict[str, Reading]
    age: int | None
    insulinoma: Insulinoma
    resections: tuple[Resection, ...]
    """Operations on the pancreas that were done, newest first."""
    pnet: tuple[Source, ...]
    pancreatic_tumor: tuple[Source, ...]
    net: tuple[Source, ...]
    e16: tuple[Source, ...]
    hypoglycemia: tuple[Source, ...]
    hypoglycemia_diagnoses: tuple[Source, ...]
    """Diagnoses of hypoglycemia without a stated cause, active or over, each with the date it happened."""
    hypoglycemia_explanations: tuple[Source, ...]
    """Drug-induced hypoglycemia and poisoning by antidiabetics: events, active or dated."""
    diabetes_hypoglycemia: tuple[Source, ...]
    """Diabetes with hypoglycemia: a lasting state."""
    men1: tuple[Source, ...]
    vhl: tuple[Source, ...]
    nec: tuple[Source, ...]
    """Poorly differentiated neuroendocrine carcinoma or MiNEN, of the pancreas or of no stated site."""
    nec_ungraded: tuple[Source, ...] = field(default=(), kw_only=True)
    """Neuroendocrine carcinoma by a code that needs a grade (8246/3), of the pancreas or of no stated site."""
    other_primary: tuple[Source, ...] = field(default=(), kw_only=True)
    """Primary tumors of another organ."""
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
    glucoses: tuple[Glucose, ...]
    unexplained_hypoglycemia: tuple[Hypoglycemia, ...]
    treatments: tuple[Treatment, ...]
    indications: dict[str, frozenset[str]] = field(default_factory=dict)
    """Condition (`Type/id`) -> what it may be a reason for: emergencies, and indications without a tumor."""
    potassium: tuple[Measure, ...] = ()
    """Newest first, in mmol/L."""
    progression: Fact | None = None
    """The newest course: `progressive`, `stable` or `responding`; `conflicting` or `unclear` is neither."""
    stage: Fact | None = None
    """The newest stage group, such as `IV`."""
    tnm: tuple[Fact, ...] = ()
    """The newest T, N and M category, such as `pT2`, as far as each is on file."""
    tumor_size: Measure | None = None
    """The largest of the newest day, in mm."""
    hepatic_load: Measure | None = None
    """Share of the liver in %; `above(25)` is None where an interval straddles the bound."""
    tumor_burden: Fact | None = None
    """`low` or `significant`, as recorded."""
    other_indications: tuple[Fact, ...] = ()
    """Diseases that have another dose of the same drugs: acromegaly, kidney or breast cancer, GIST, tuberous sclerosis."""
    diabetes: tuple[Source, ...] = ()
    tested: dict[str, Tested] = field(default_factory=dict)
    """Value set -> its newest usable result, for the tests that are watched on a drug (`mappings/tested.py`)."""
    symptomatic: Fact | None = None
    """`yes` or `no`: whether the tumor causes symptoms, as recorded."""
    nodes: tuple[Source, ...] = ()
    """Diagnoses of lymph node metastases, regional or distant."""
    pnet_confirmed: tuple[Source, ...] = ()
    """Entries of `pnet` that are no suspicion."""
    ecog: Fact | None = None
    """ECOG performance status, `0` to `5`."""
    liver_metastases: tuple[Source, ...] = ()
    reported: Reported = NOTHING
    """What reports say in words. No severity rests on it."""
    organs: Organs = field(default_factory=Organs)
    """Laboratory values with their limit, blood pressure, LVEF, Child-Pugh class, cirrhosis and hepatic impairment."""
    pregnancy: Fact | None = None
    """`pregnant`, or `unconfirmed`: recorded long ago, undated or in doubt, and never closed."""
    dpyd: Fact | None = None
    """What is known of the enzyme that breaks fluorouracil down: the constants of `mappings/dpyd.py`."""
    drafts: tuple[Order, ...] = ()
    """All orders of the session, selected or not: what is planned beside the one that is judged."""
    planned_prrt: bool = field(init=False)
    """Whether Lu-177 dotatate is among the orders of the session; told once, since each of them is judged by it."""
    notes: tuple[Note, ...] = ()
    memo: dict[str, Any] = field(default_factory=dict, compare=False)
    """What several recommendations work out of this picture, once for all of them."""

    def __post_init__(self) -> None:
        """Look through the orders of the session once."""
        planned = any(order.drug.drug_class is DrugClass.PRRT for order in self.drafts)
        object.__setattr__(self, "planned_prrt", planned)

    def reasons(self, order: Order) -> frozenset[str]:
        """Return why a drug is ordered: its own reasons, and the Conditions that it names as its reason."""
        named = (self.indications.get(one, frozenset()) for one in order.reason_references)
        return order.reasons.union(*named)

    def unread(self, elements: Iterable[str]) -> list[Reading]:
        """Return the readings among `elements` from which absence cannot be concluded."""
        wanted = frozenset(elements)
        found = [one for name, one in self.readings.items() if name in wanted and not one.complete]
        absent = [name for name in sorted(wanted.difference(self.readings)) if ELEMENTS[name].asked]
        return found + [Reading(name, State.UNREADABLE, "not asked for") for name in absent]


DRUGS = ("medications", "administrations", "statements", "dispenses")
"""What was ordered, given, reported as taken or dispensed before."""
CHART = frozenset({"conditions", "labs", "tumor", "procedures", "reports", *DRUGS})
"""What the conclusion on an insulinoma rests on."""
ELEMENT_OF = {
    "age": ("patient",),
    "insulinoma": tuple(sorted(CHART)),
    "pnet": ("conditions",),
    "pancreatic_tumor": ("conditions",),
    "net": ("conditions",),
    "e16": ("conditions",),
    "hypoglycemia": ("conditions",),
    "hypoglycemia_diagnoses": ("conditions",),
    "hypoglycemia_explanations": ("conditions",),
    "diabetes_hypoglycemia": ("conditions",),
    "men1": ("conditions",),
    "vhl": ("conditions",),
    "nec": ("conditions", "tumor"),
    "nec_ungraded": ("conditions", "tumor"),
    "other_primary": ("conditions",),
    "pregnancy": ("conditions", "function"),
    "dpyd": ("conditions", "function"),
    "resections": ("conditions", "procedures"),
    "emergencies": ("conditions",),
    "syndromes": ("conditions", "tumor"),
    "heart_failure": ("conditions",),
    "metastases": ("conditions", "tumor"),
    "resectability": ("tumor",),
    "sstr": ("tumor",),
    "octreotide_test": ("tumor",),
    "ki67": ("tumor",),
    "mitoses": ("tumor",),
    "grade": ("tumor",),
    "histology": ("tumor",),
    "glucoses": ("labs",),
    "unexplained_hypoglycemia": ("conditions", "labs", "procedures", "tumor", *DRUGS),
    "indications": ("conditions",),
    "treatments": DRUGS,
    "potassium": ("labs",),
    "progression": ("conditions", "tumor"),
    "stage": ("conditions", "tumor"),
    "tnm": ("conditions", "tumor"),
    "tumor_size": ("conditions", "tumor"),
    "hepatic_load": ("conditions", "tumor"),
    "reported": ("reports",),
    "tumor_burden": ("function",),
    "other_indications": ("conditions",),
    "diabetes": ("conditions",),
    "tested": ("function", "labs"),
    "symptomatic": ("function",),
    "nodes": ("conditions",),
    "pnet_confirmed": ("conditions",),
    "ecog": ("function",),
    "liver_metastases": ("conditions",),
    "organs": ("conditions", "function", "patient"),
}
"""Which data elements each attribute of the picture rests on; a recommendation declares them as its NEEDS."""
