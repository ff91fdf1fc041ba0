"""Which resources are this patient's, each once; and what an entry that was lost makes of its element."""

from __future__ import annotations

from collections.abc import Mapping

from mappings.elements import ELEMENTS
from mappings.model import Element, Note, Reading, State
from mappings.reading import Json, child, local_reference, string, type_and_id


def admit(
    elements: Mapping[str, Element], patient_id: str, notes: list[Note]
) -> tuple[dict[str, list[Json]], dict[str, Reading]]:
    """Pool resources by type, each once; one of another patient is refused, noted, and its element no longer complete."""
    pools: dict[str, list[Json]] = {}
    readings: dict[str, Reading] = {}
    seen: dict[str, Json] = {}
    own = f"Patient/{patient_id}"
    for name, element in elements.items():
        foreign = 0
        for resource in element.resources:
            subject = resource.get("subject")
            usual = type(subject) is dict and subject.get("reference") == own  # without the work for the others
            if not usual and not is_of(resource, patient_id):
                foreign += 1
                notes.append(Note(type_and_id(resource), "belongs to another patient: refused"))
                continue
            kind, key = string(resource.get("resourceType")), resource.get("id")
            # The same id with other content is another version or another resource: both count.
            known = f"{kind}/{key}"
            if key is not None and known in seen and seen[known] == resource:
                continue
            seen[known] = resource
            if kind not in pools:
                pools[kind] = []
            pools[kind].append(resource)
        readings[name] = _reading(name, element, foreign)
    return pools, readings


def _reading(name: str, element: Element, foreign: int) -> Reading:
    if not foreign:
        return Reading(name, element.state, element.problem)
    state = State.UNREADABLE if foreign == len(element.resources) else State.PARTIAL
    return Reading(name, state, "it held data of another patient, which was refused")


def with_losses(readings: dict[str, Reading], elements: Mapping[str, Element], notes: list[Note]) -> dict[str, Reading]:
    """An entry that could not be read makes the element that holds it incomplete: what it said may have mattered.

    One that no element holds as such (a contained one) makes every element of its type incomplete.
    """
    lost = {note.reference for note in notes if note.lost and not note.element}
    named = {note.element for note in notes if note.lost and note.element}
    if not lost and not named:
        return readings
    held = {name: {type_and_id(one) for one in element.resources} & lost for name, element in elements.items()}
    types = {one.split("/")[0].split(" ")[0] for one in lost.difference(*held.values())}
    return {
        name: Reading(name, State.PARTIAL, reading.problem or "an entry could not be read")
        if reading.complete and (held[name] or name in named or ELEMENTS[name].resource_type in types)
        else reading
        for name, reading in readings.items()
    }


def is_of(resource: Json, patient_id: str) -> bool:
    """Say whether a resource may be this patient's: it names no other patient. Medication has no subject."""
    if resource.get("resourceType") == "Patient":
        return string(resource.get("id")) in ("", patient_id)
    for name in ("subject", "patient"):
        sent = resource.get(name)
        reference = string(sent if isinstance(sent, str) else child(resource, name).get("reference"))
        if reference and not reference.startswith(("urn:", "#")):
            target = local_reference(reference) or reference
            return target in (f"Patient/{patient_id}", patient_id)
    return True
