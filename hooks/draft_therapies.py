"""The draft orders of antitumor therapy: doses of the labels; what depends on the patient is left to be entered."""

from __future__ import annotations

from typing import Final

from hooks.draft_shapes import Json, drug, quantity

_DAILY: Final[Json] = {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d"}}


def _every(days: int) -> Json:
    return {"repeat": {"frequency": 1, "period": days, "periodUnit": "d"}}


def _daily(milligrams: float, text: str) -> Json:
    dose = [{"doseQuantity": quantity(milligrams, "mg", "mg")}]
    return {"text": text, "timing": _DAILY, "route": {"text": "oral"}, "doseAndRate": dose}


def _injected(milligrams: float, route: str, text: str) -> Json:
    dose = [{"doseQuantity": quantity(milligrams, "mg", "mg")}]
    return {"text": text, "timing": _every(28), "route": {"text": route}, "doseAndRate": dose}


THERAPIES: Final[dict[str, Json]] = {
    "everolimus": drug(
        "everolimus",
        "845507",
        "everolimus 10 MG oral tablet",
        "community",
        {
            "text": "10 mg by mouth once daily",
            "timing": {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d"}},
            "route": {"text": "oral"},
            "doseAndRate": [{"doseQuantity": quantity(10, "mg", "mg")}],
        },
    ),
    "sunitinib": drug(
        "sunitinib",
        "1541890",
        "sunitinib 37.5 MG oral capsule",
        "community",
        _daily(37.5, "37.5 mg by mouth once daily, without a scheduled pause"),
    ),
    "cabozantinib": drug(
        "cabozantinib",
        "1790175",
        "Cabometyx (cabozantinib) 60 MG oral tablet",
        "community",
        _daily(60, "60 mg by mouth once daily, without food"),
    ),
    "lanreotide": drug(
        "lanreotide",
        "749814",
        "lanreotide 120 MG prefilled syringe",
        "outpatient",
        _injected(120, "subcutaneous", "120 mg deep subcutaneously every 4 weeks"),
    ),
    "octreotide-lar": drug(
        "octreotide-lar",
        "898601",
        "octreotide LAR 30 MG kit",
        "outpatient",
        _injected(30, "intramuscular", "30 mg intramuscularly every 4 weeks"),
    ),
    # The dose is an activity, in no unit of mass: it stands in words, and as a Quantity in gigabecquerel.
    "lu-177-dotatate": drug(
        "lu-177-dotatate",
        "1999687",
        "Lutathera (lutetium Lu 177 dotatate) 10 MCI/ML injection",
        "outpatient",
        {
            "text": "7.4 GBq (200 mCi) intravenously every 8 weeks, 4 doses in all, with an amino acid infusion",
            "timing": {"repeat": {"count": 4, "frequency": 1, "period": 56, "periodUnit": "d"}},
            "route": {"text": "intravenous"},
            "doseAndRate": [{"doseQuantity": quantity(7.4, "GBq", "GBq")}],
        },
    ),
    # The doses are per square meter: the surface is the prescriber's to enter.
    "capecitabine": drug(
        "capecitabine",
        "194000",
        "capecitabine",
        "community",
        {
            "text": "750 mg/m2 by mouth twice daily on days 1-14 of 28; dose by body surface to be entered",
            "timing": {"repeat": {"frequency": 2, "period": 1, "periodUnit": "d"}},
            "route": {"text": "oral"},
        },
    ),
    "temozolomide": drug(
        "temozolomide",
        "37776",
        "temozolomide",
        "community",
        {
            "text": "200 mg/m2 by mouth once daily on days 10-14 of 28; dose by body surface to be entered",
            "timing": _DAILY,
            "route": {"text": "oral"},
        },
    ),
}
