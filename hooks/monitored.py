"""What to check for each drug: its tests, the most dangerous first, and what to watch for at the bedside.

Which tests belong to a drug is said by its label; how old a result may be is in thresholds.toml, and mostly a design
choice. The order is a design choice as well: what a boxed warning names comes first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from mappings.therapy import Drug, DrugClass


@dataclass(frozen=True, slots=True)
class Check:
    """One test: its name on a card, the value sets of its results, the element they are in, its draft, and why."""

    name: str
    sets: tuple[str, ...]
    element: str
    draft: str
    within: str
    """The number of thresholds.toml that says for how many days a result counts."""
    why: str
    at_start: bool = False
    """Due at the first order and at a change of dose only, so that it is not overdue later."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The tests of a drug, the most dangerous first; lines of clinical signs; drafts that no result can answer."""

    tests: tuple[Check, ...]
    watch_for: str
    evidence: str
    at_start: tuple[tuple[str, str], ...] = ()
    """(what, draft) at the first order: examinations whose results are not read."""


_GLUCOSE: Final = ("glucose", "glucose-fasting", "glucose-mmol")
_LIVER: Final = ("alt", "ast")
_PRESSURE: Final = ("bp-sys", "bp-dia", "bp-panel")
_COUNT: Final = ("platelets", "leukocytes", "cbc-panel")
_KIDNEY: Final = ("creatinine", "egfr")
_LIPIDS: Final = ("lipids", "lipid-panel")
_FUNCTION: Final = "function"


def _glucose(within: str, why: str, *, at_start: bool = False) -> Check:
    return Check("glucose", _GLUCOSE, "labs", "watch-glucose", within, why, at_start)


def _liver(within: str, why: str) -> Check:
    return Check("liver tests", _LIVER, _FUNCTION, "watch-liver", within, why)


def _pressure(within: str) -> Check:
    return Check("blood pressure", _PRESSURE, _FUNCTION, "watch-blood-pressure", within, "hypertension")


def _count(within: str, why: str) -> Check:
    return Check("blood count", _COUNT, _FUNCTION, "watch-blood-count", within, why)


def _kidney(within: str, why: str) -> Check:
    return Check("creatinine", _KIDNEY, _FUNCTION, "watch-creatinine", within, why)


def _thyroid(within: str) -> Check:
    return Check("TSH", ("tsh",), _FUNCTION, "watch-tsh", within, "hypothyroidism")


_ANALOG: Final = Plan(
    (
        _glucose("watch_analog_glucose_days", "hypoglycemia or hyperglycemia, at the start and at a change of dose",
                 at_start=True),
        Check("heart rate", ("heart-rate",), _FUNCTION, "watch-heart-rate", "watch_analog_heart_rate_days",
             "bradycardia and conduction abnormalities", at_start=True),
        _thyroid("watch_analog_thyroid_days"),
        Check("vitamin B12", ("vitamin-b12",), _FUNCTION, "watch-b12", "watch_analog_b12_days",
             "low values were seen on octreotide; not established for other analogs", at_start=True),
    ),
    "steatorrhea, other signs of malabsorption, gallstones",
    "ssa-monitoring",
    (("gallbladder ultrasound", "watch-gallbladder"),),
)  # fmt: skip
_EVEROLIMUS: Final = Plan(
    (
        _glucose("watch_everolimus_glucose_days", "hyperglycemia"),
        _count("watch_everolimus_count_days", "anemia, neutropenia, thrombocytopenia"),
        _kidney("watch_everolimus_kidney_days", "renal failure"),
        Check("lipids", _LIPIDS, _FUNCTION, "watch-lipids", "watch_everolimus_lipids_days", "hyperlipidemia"),
    ),
    "stomatitis; cough, dyspnea or fever (pneumonitis, infection)",
    "everolimus-monitoring",
)
_SUNITINIB: Final = Plan(
    (
        _liver("watch_sunitinib_liver_days", "boxed warning of hepatotoxicity; at baseline and in each cycle"),
        Check("LVEF", ("lvef",), _FUNCTION, "watch-lvef", "watch_sunitinib_lvef_days", "heart failure"),
        _pressure("watch_sunitinib_pressure_days"),
        _glucose("watch_sunitinib_glucose_days", "hypoglycemia, during treatment and after it"),
        _thyroid("watch_sunitinib_thyroid_days"),
    ),
    "signs of heart failure, bleeding, hand-foot skin reaction",
    "sunitinib-monitoring",
)
_CABOZANTINIB: Final = Plan(
    (_pressure("watch_cabozantinib_pressure_days"), _liver("watch_cabozantinib_liver_days", "hepatotoxicity")),
    "hand-foot skin reaction, diarrhea, bleeding",
    "cabozantinib-monitoring",
)
_PRRT: Final = Plan(
    (
        _count("watch_prrt_days", "myelosuppression; before each dose"),
        _kidney("watch_prrt_days", "renal toxicity; before each dose"),
        _liver("watch_prrt_days", "hepatotoxicity; before each dose"),
    ),
    "signs of a hormonal crisis",
    "lutathera-monitoring",
)
_CAPTEM: Final = Plan(
    (_count("watch_captem_count_days", "myelosuppression; before each cycle"),),
    "fever, bleeding; with capecitabine diarrhea and hand-foot syndrome",
    "captem-monitoring",
)
_STREPTOZOCIN: Final = Plan(
    (
        _kidney(
            "watch_streptozocin_kidney_days", "boxed warning of renal toxicity; before each course and weekly in it"
        ),
    ),
    "proteinuria, nausea and vomiting",
    "streptozocin-monitoring",
)
PLANS: Final[dict[str, Plan]] = {
    "octreotide": _ANALOG,
    "lanreotide": _ANALOG,
    DrugClass.SSA: _ANALOG,
    DrugClass.EVEROLIMUS: _EVEROLIMUS,
    DrugClass.SUNITINIB: _SUNITINIB,
    DrugClass.CABOZANTINIB: _CABOZANTINIB,
    DrugClass.PRRT: _PRRT,
    "temozolomide": _CAPTEM,
    "capecitabine": _CAPTEM,
    "streptozocin": _STREPTOZOCIN,
}
"""Ingredient -> its plan."""
DRUGS: Final = frozenset({
    DrugClass.SSA, DrugClass.EVEROLIMUS, DrugClass.SUNITINIB, DrugClass.CABOZANTINIB, DrugClass.PRRT, DrugClass.CYTOTOXIC,
})  # fmt: skip
EVIDENCE: Final = tuple(dict.fromkeys(plan.evidence for plan in PLANS.values()))


def plan_of(drug: Drug) -> Plan | None:
    """Return what to check for a drug, or None."""
    return PLANS.get(drug.ingredient) or PLANS.get(drug.drug_class)
