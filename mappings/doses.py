"""The dose of an instruction in mg, and the rate of an infusion in mg per hour."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from mappings import sig
from mappings.frequencies import LONGEST
from mappings.mentions import folded
from mappings.reading import Json, child, code_of, number, objects, string, texts
from mappings.strengths import MILLIGRAMS
from mappings.therapy import Strength

# Pieces of which one is one dose; a pen and a multi-dose vial are not, so those need a strength of a piece in the data.
_PIECES: Final = re.compile(
    r"[{(]?(?:pre-?filled )?(?:syringes?|syringe\(s\)|kits?|each|ea|vials?|amp(?:o?u?les?|o?u?ls?)?|tablets?|tabs?"
    r"|capsules?|caps?|(?:fertig)?spritzen?|ampullen?|tabletten?|kapseln?|injections?)[})]?"
)
_COUNTED: Final = re.compile(
    r"\b(\d{1,2}|one|an?|eine?) (?:pre-?filled )?(?:syringe|kit|(?:fertig)?spritze|ampo?ule|ampulle|capsule|tablet)s?\b"
)
_HOURS: Final = {"h": 1.0, "hr": 1.0, "hour": 1.0, "min": 1 / 60, "minute": 1 / 60, "d": 24.0, "day": 24.0}
_AMOUNTS: Final = ("doseQuantity", "dose", "quantityQuantity", "quantity")
_DOSES: Final = frozenset({*_AMOUNTS, "doseRange", "quantityRange"})
_RATES: Final = frozenset({"rateQuantity", "rateRatio", "rateRange", "rateSimpleQuantity"})
_RATE_UNIT: Final = re.compile(r"(mg|mcg|ug|\u03bcg|microgram|milligram)s?/(h|hr|hour|min|minute|d|day)")


def of_quantity(quantity: Json, strength: Strength | None = None) -> float | None:
    """Return a Quantity in mg; a count of pieces or mL only with the strength of the product, else None."""
    value = number(quantity.get("value"))
    if value is None:
        return None
    for unit in (folded(string(quantity.get("code"))), folded(string(quantity.get("unit")))):
        factor = MILLIGRAMS.get(unit, _per_unit(unit, strength))
        if factor is not None:
            return round(value * factor, 9)
    return None


def _per_unit(unit: str, strength: Strength | None) -> float | None:
    if strength is None or not unit:
        return None
    if unit in ("ml", "milliliter", "milliliters"):
        return strength.per_ml
    return strength.piece if _PIECES.fullmatch(unit) else None


def dose(instruction: Json, strength: Strength | None) -> float | None:
    """Return the highest dose of an instruction in mg, structured or else in its words; None when not recorded."""
    given = [of_quantity(_quantity(one), strength) for one in _entries(instruction) if not _DOSES.isdisjoint(one)]
    found = [one for one in given if one is not None]
    if found:
        return max(found)
    text = string(instruction.get("text"))
    written = sig.dose(text)
    if written is None and strength is not None and strength.piece is not None:
        counted = _COUNTED.search(folded(text[:LONGEST]))
        written = strength.piece * float(counted[1] if counted[1].isdecimal() else 1) if counted else None
    return written


def _quantity(entry: Json) -> Json:
    """Return the dose of an entry as R4, STU3, DSTU2 and administrations name it; of a range the high end."""
    for name in _AMOUNTS:
        if name in entry and (found := child(entry, name)):
            return found
    return child(child(entry, "doseRange") or child(entry, "quantityRange"), "high")


def _entries(instruction: Json) -> list[Json]:
    """Return the entries typed `ordered`; where none is (only Epic sends several kinds), all of them."""
    rates = objects(instruction.get("doseAndRate"))
    typed = rates if len(rates) > 1 else []
    ordered = [one for one in typed if "ordered" in (code_of(one.get("type")), *map(folded, texts(one.get("type"))))]
    return [*(ordered or rates), instruction]  # DSTU2 and STU3 servers put doseQuantity into the instruction


def is_infused(instruction: Json) -> bool:
    """Whether an instruction has a rate, in whatever unit, or words of an infusion."""
    for entry in _entries(instruction):
        if not _RATES.isdisjoint(entry) and any(child(entry, name) for name in _RATES.intersection(entry)):
            return True
    return sig.is_infused(string(instruction.get("text")))


def rate(instruction: Json) -> float | None:
    """Return the highest rate in mg per hour; None for mL per hour, weight-based rates and what is not recorded."""
    entries = (entry for entry in _entries(instruction) if not _RATES.isdisjoint(entry))
    found = [one for entry in entries for one in _rates(entry)]
    return max(found) if found else sig.rate(string(instruction.get("text")))


def _rates(entry: Json) -> Iterator[float]:
    for quantity in (
        child(entry, "rateQuantity"),
        child(entry, "rateSimpleQuantity"),
        child(child(entry, "rateRange"), "high"),
    ):
        yield from _per_hour(quantity)
    ratio = child(entry, "rateRatio")
    amount, over = of_quantity(child(ratio, "numerator")), child(ratio, "denominator")
    hours = _HOURS.get(folded(string(over.get("code")) or string(over.get("unit"))).rstrip("s"))
    if amount is not None and hours is not None and (count := number(over.get("value")) or 1.0) > 0:
        yield amount / (hours * count)


def _per_hour(quantity: Json) -> Iterator[float]:
    value = number(quantity.get("value"))
    for unit in (string(quantity.get("code")), string(quantity.get("unit"))):
        match = _RATE_UNIT.fullmatch(folded(unit).replace(" ", "").replace("/hour", "/h"))
        if value is not None and match:
            yield value * MILLIGRAMS[match[1]] / _HOURS[match[2]]
            return
