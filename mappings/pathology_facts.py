"""Everything that pathology says in Observations, read together: Ki-67, mitoses, grade, histology, carcinoma."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from mappings import grade, histology, ki67, mitoses
from mappings.model import Note, Source
from mappings.observations import Results
from mappings.pathology import Grade, Histology, Proliferation
from mappings.reading import Json, type_and_id
from mappings.terminology import Terminology


class Facts(NamedTuple):
    """What the chart says; each None or empty where nobody has recorded it. `histology` begins with what decides."""

    ki67: Proliferation | None
    mitoses: Proliferation | None
    grade: Grade | None
    histology: tuple[Histology, ...]
    nec: tuple[Source, ...]
    """Where Observations say poorly differentiated carcinoma or mixed neoplasm; Conditions say it too, elsewhere."""


def read(
    found: Results, conditions: Iterable[Json], terminology: Terminology, as_of: datetime, notes: list[Note]
) -> Facts:
    """Read the kept Observations; `conditions` (FHIR) tell the results of another tumor. Never raises."""
    refers = any("focus" in one.resource or "extension" in one.resource for one in found)
    of = {type_and_id(one): one for one in conditions} if refers else {}
    index = ki67.ki67(found, of, terminology, as_of, notes)
    count = mitoses.mitoses(found, of, terminology, as_of, notes)
    recorded = grade.recorded(found, of, terminology, notes)
    types = histology.histology(found, of, terminology, as_of, notes)
    joined = grade.conclude(recorded, index, count, as_of, notes)
    return Facts(index, count, joined, types, histology.nec(types, recorded))
