"""How many resources no reader had a use for: a lisinopril or an appendectomy is dropped too, and is counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sized

from mappings.conditions import Entry
from mappings.elements import ELEMENTS
from mappings.model import Note
from mappings.observations import Result
from mappings.order_reasons import Reason
from mappings.patient import DRUGS
from mappings.procedures import Operations
from mappings.reported import NOTHING, Reported
from mappings.therapy import Treatment


def unused(pools: Mapping[str, Sized], used: Mapping[str, Iterable[str]], notes: Iterable[Note]) -> tuple[Note, ...]:
    """Return one note for each type of which some entries were read and said nothing that a fact rests on.

    `used` is type -> references (`Type/id`) of what facts rest on; what has a note of its own is not counted again.
    """
    noted: dict[str, set[str]] = {}
    for note in notes:
        noted.setdefault(note.reference.partition("/")[0].partition(" ")[0], set()).add(note.reference)
    made = []
    for kind, known in used.items():
        sent = len(pools.get(kind, ()))
        left = sent - len(set(known) | noted.get(kind, set()))
        if left > 0:
            made.append(Note(kind, f"{left} of {sent} say nothing that a fact here rests on: not used"))
    return tuple(made)


def used(
    read: list[Entry],
    found: list[Result],
    given: tuple[Treatment, ...],
    operated: Operations,
    reasons: Iterable[Reason] = (),
    reported: Reported = NOTHING,
) -> dict[str, set[str]]:
    """Return type -> the references that facts rest on."""
    drugs = {one.source.reference for one in given} | {one.source.reference for one in reasons}
    cut = {one.source.reference for one in operated.resections} | {one.reference for one in operated.named}
    return {
        "Condition": {entry.source.reference for entry in read if entry.sets},
        "Observation": {result.source.reference for result in found},
        "Procedure": cut,
        "DiagnosticReport": _reports(reported),
        **{kind: {one for one in drugs if one.startswith(f"{kind}/")}
           for kind in (ELEMENTS[name].resource_type for name in DRUGS)},
    }  # fmt: skip


def _reports(reported: Reported) -> set[str]:
    """Return the reports that something rests on, and those that were not read."""
    single = (
        reported.ki67, reported.grade, reported.differentiation, reported.sstr, reported.hepatic_load, reported.progression,
    )  # fmt: skip
    sources = [one.source for one in (*single, *reported.coded_insulinoma) if one is not None]
    return {one.reference for one in (*sources, *reported.insulinoma, *reported.unread)}
