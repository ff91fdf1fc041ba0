"""Observations inside Observations: components, and the contained members of a panel."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from mappings.model import Note
from mappings.reading import Json, code_of, local_reference, objects, string, type_and_id

DATES: Final = ("effectiveDateTime", "effectivePeriod", "effectiveInstant", "issued")
_INHERITED: Final[tuple[str, ...]] = ("status", "subject", "specimen", "bodySite", "focus")
_OF_THE_WHOLE: Final[tuple[str, ...]] = ("bodySite", "focus", "method", "extension")
VOID: Final = frozenset({"entered-in-error", "cancelled"})
_MOST: Final = 100


def unfolded(resources: Iterable[Json], notes: list[Note]) -> Iterator[Json]:
    """Yield each Observation, and after it those that it contains, as `Observation/<id>#<contained id>`.

    A contained one has the status, date, specimen and focus of the whole where it has none, and is as void as the whole.
    Of one resource a hundred contained ones are read: an Observation beyond them is lost, and noted.
    """
    for resource in resources:
        yield resource
        if resource.get("contained"):
            inside = objects(resource["contained"])
            for one in filter(_is_observation, inside[:_MOST]):
                yield _inside(one, resource)
            if any(map(_is_observation, inside[_MOST:])):
                notes.append(Note(type_and_id(resource), f"contains more than {_MOST} resources: the rest is not read",
                                  lost=True))  # fmt: skip


def _is_observation(one: Json) -> bool:
    return one.get("resourceType") == "Observation"


def _inside(one: Json, whole: Json) -> Json:
    names = _INHERITED if any(one.get(name) for name in DATES) else (*_INHERITED, *DATES)
    given = {name: whole[name] for name in names if name in whole and name not in one}
    if string(whole.get("status")).lower() in VOID:
        given["status"] = whole["status"]
    key = string(one.get("id")).removeprefix("#")
    return {**one, **given, "id": f"{string(whole.get('id'))}#{key}"}


def members(resources: list[Json]) -> dict[str, frozenset[str]]:
    """Return reference -> the panels that name it as a member; a panel that is void names none."""
    found: dict[str, set[str]] = {}
    for number, resource in enumerate(resources):
        if resource.get("hasMember") and code_of(resource.get("status")) not in VOID:
            for member in objects(resource.get("hasMember")):
                inside = string(member.get("reference"))
                key = f"{type_and_id(resource)}{inside}" if inside.startswith("#") else local_reference(member)
                found.setdefault(key, set()).add(f"panel {number}")
    return {key: frozenset(groups) for key, groups in found.items()}


def unusable(status: str, *, future: bool) -> str | None:
    """Return why an Observation is not used: its status, or its date."""
    if status in VOID:
        return f"status {status}: not used"
    return "dated in the future: not used" if future else None


def component(part: Json, whole: Json) -> Json:
    """Return a component as a result of its own: with the specimen, site, method and focus of its Observation.

    `within` is the code of the Observation, which may say of what the component is.
    """
    given = {name: whole[name] for name in _OF_THE_WHOLE if name in whole and name not in part}
    return {**part, **given, "specimen": whole.get("specimen"), "within": whole.get("code")}
