"""What the Observations say beside pathology and glucose: receptors, course, stage, size, load, potassium."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from mappings import (
    disease_status,
    dpyd,
    focus,
    hepatic_load,
    observations,
    performance,
    potassium,
    pregnancy,
    receptors,
    staging,
    tumor_size,
)
from mappings.conditions import Entry
from mappings.model import Fact, Measure, Note, Source
from mappings.observations import Results
from mappings.records import record
from mappings.terminology import Terminology


@record
class Findings:
    """The facts of these readers, as `Picture` holds them."""

    sstr: Fact | None
    progression: Fact | None
    stage: Fact | None
    tnm: tuple[Fact, ...]
    metastatic: tuple[Source, ...]
    """Where staging says that there are distant metastases."""
    tumor_size: Measure | None
    hepatic_load: Measure | None
    tumor_burden: Fact | None
    symptomatic: Fact | None
    ecog: Fact | None
    potassium: tuple[Measure, ...]
    pregnancy: Fact | None
    dpyd: Fact | None


def read(
    found: Results, entries: Iterable[Entry], terminology: Terminology, as_of: datetime, notes: list[Note]
) -> Findings:
    """Read all of them; `entries` are the Conditions, which say what a focus is about."""
    listed = list(entries)
    known = focus.conditions(listed) if any("focus" in one.resource for one in found) else {}
    return Findings(
        sstr=receptors.sstr(found, terminology, as_of, notes),
        progression=disease_status.progression(found, known, terminology, as_of, notes),
        stage=staging.stage(found, known, as_of, notes),
        tnm=staging.tnm(found, known, as_of, notes),
        metastatic=staging.metastatic(found, known, as_of),
        tumor_size=tumor_size.tumor_size(found, known, as_of, notes),
        hepatic_load=hepatic_load.hepatic_load(found, known, as_of, notes),
        tumor_burden=observations.answer(found, "tumor-burden", terminology, as_of, notes),
        symptomatic=performance.symptomatic(found, as_of, notes),
        ecog=performance.ecog(found, as_of, notes),
        potassium=potassium.potassium(found, as_of, notes),
        pregnancy=pregnancy.pregnancy(found, listed, terminology, as_of),
        dpyd=dpyd.dpyd(found, listed, terminology),
    )
