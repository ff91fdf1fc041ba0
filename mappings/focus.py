"""Which tumor an Observation is about: its focus names a Condition on file, something that cannot be checked, or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from mappings.conditions import Entry
from mappings.model import Note, Quality
from mappings.observations import Result
from mappings.reading import local_reference, objects, string

_OURS: Final = frozenset(
    {"pancreatic-tumor", "net", "net-mets", "liver-mets", "insulinoma", "insulinoma-legacy", "pancreatic-any",
     "pancreas-nonspecific-exclude-from-pnet", "pancreatic-cancer-nonspecific", "nec-poorly-diff"}
)  # fmt: skip


def conditions(entries: Iterable[Entry]) -> dict[str, bool]:
    """Return reference -> whether a Condition may be the tumor that is judged; an id sent twice is, if one of them is."""
    found: dict[str, bool] = {}
    for entry in entries:
        key = entry.source.reference
        found[key] = found.get(key, False) or bool(entry.sets & _OURS)
    return found


def quality(result: Result, known: Mapping[str, bool], notes: list[Note]) -> Quality | None:
    """Return the quality that the focus leaves a result; None, with a note, where it is another disease.

    Without a focus nothing is taken away. A focus that is not on file (a BodyStructure, a Condition that was not read)
    leaves it AMBIGUOUS. With several, one of the tumor is enough.
    """
    sent = objects(result.resource.get("focus"))
    targets = {local_reference(one) or string(one.get("reference")) for one in sent} - {""}
    verdicts = {known.get(target) for target in targets}
    if verdicts == {False}:
        notes.append(Note(result.source.reference, "its focus is another disease: not used"))
        return None
    if not result.final:
        return Quality.PRELIMINARY
    if targets and True not in verdicts:
        return Quality.AMBIGUOUS
    return Quality.BY_NAME if result.source.how == "name" else Quality.EXACT
