"""When each test that is watched on a drug was last done, whatever it showed."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from mappings import dates
from mappings.model import Tested
from mappings.observations import Results
from mappings.reading import Json

_PANELS: Final = frozenset({"cbc-panel", "lipid-panel", "bp-panel"})
"""Their values are results of their own."""
WATCHED: Final = _PANELS | {
    "glucose", "glucose-fasting", "glucose-mmol", "hba1c", "alt", "ast", "creatinine", "egfr", "platelets", "leukocytes",
    "lipids", "tsh", "vitamin-b12", "lvef", "bp-sys", "bp-dia", "heart-rate",
}  # fmt: skip


def newest(found: Results, as_of: datetime) -> dict[str, Tested]:
    """Return value set -> its newest usable result.

    Usable: with a value, or a final panel. A preliminary result shows that the test was done, so it counts where it is
    newer than the final ones. What is void or in the future is not among `found`; undated results come last.
    """
    best: dict[str, tuple[datetime, bool, Tested]] = {}
    for result in found.of(*WATCHED):
        names = result.sets & WATCHED
        if names and _done(result.resource, names, final=result.final):
            rank = (dates.recency(result.source.when, as_of), result.final)
            for name in names:
                if name not in best or rank > best[name][:2]:
                    best[name] = (*rank, Tested(result.source, result.final))
    return {name: tested for name, (_, _, tested) in best.items()}


def _done(resource: Json, names: frozenset[str], *, final: bool) -> bool:
    """Whether something was measured: an order that waits for its result is none."""
    if resource.get("dataAbsentReason"):
        return False
    return any(name.startswith("value") and value not in (None, "", {}) for name, value in resource.items()) or (
        final and bool(names & _PANELS)
    )
