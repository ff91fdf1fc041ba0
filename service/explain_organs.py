"""What `pnet-cds explain` shows of organ function: each value with its limit, and what is not recorded, in plain sight."""

from __future__ import annotations

from typing import Final

from mappings.model import Measure, Source
from mappings.organ_model import Lab, Organs

_LABS: Final = ("alt", "ast", "bilirubin", "creatinine", "egfr", "hba1c")


def rows(organs: Organs) -> list[tuple[str, str, tuple[Source, ...]]]:
    """Return (fact, value, where it was seen)."""
    found = [_lab(name, getattr(organs, name)) for name in _LABS]
    found += [
        ("LVEF", f"{_measure(one.value)}, lower limit {one.limit:g}{'' if one.own else ' (default)'}", (one.source,))
        for one in organs.ejection_fractions
    ]
    parts = (organs.pressure.systolic, organs.pressure.diastolic) if organs.pressure else ()
    found += [("blood pressure", _measure(one), (one.source,)) for one in parts if one]
    known = organs.child_pugh
    found.append(("Child-Pugh", known.value if known else "not recorded", (known.source,) if known else ()))
    for name in ("cirrhosis", "hepatic_impairment"):
        sources = getattr(organs, name)
        found.append((name.replace("_", " "), "yes" if sources else "not recorded", sources))
    return found


def _lab(name: str, lab: Lab | None) -> tuple[str, str, tuple[Source, ...]]:
    if lab is None:
        return name, "not recorded", ()
    ends = (
        "no limit" if lab.limits is None else f"upper limit {'-'.join(f'{one:g}' for one in dict.fromkeys(lab.limits))}"
    )
    return name, f"{_measure(lab.value)}, {ends}{' (default)' if lab.limits and not lab.own else ''}", (lab.source,)


def _measure(one: Measure) -> str:
    return f"{one.shown} ({one.quality.value})"
