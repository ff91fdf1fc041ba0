"""Doses and rates as every version of FHIR and every vendor writes them."""

from __future__ import annotations

from typing import Any

import pytest

from mappings import doses
from mappings.therapy import Strength

LAR20 = Strength(20.0, None)
SYRINGE = Strength(120.0, 240.0)


def amount(value: Any, unit: str = "mg", **members: Any) -> dict[str, Any]:
    """Return a Quantity."""
    return {"value": value, "unit": unit} | members


@pytest.mark.parametrize(
    ("quantity", "strength", "mg"),
    [
        (amount(1, "kit"), LAR20, 20), (amount(1, "Kit"), LAR20, 20), (amount(2, "kits"), LAR20, 40), (amount(1, "each"), LAR20, 20),
        (amount(1, "EA"), LAR20, 20), (amount(1, "syringe"), SYRINGE, 120), (amount(1, "", code="{syringe}"), SYRINGE, 120),
        (amount(1, "Fertigspritze"), SYRINGE, 120), (amount(1, "syringe(s)"), SYRINGE, 120), (amount(0.5, "mL"), SYRINGE, 120),
        (amount(1, "mL"), Strength(None, 0.1), 0.1), (amount(1, "mL", code="mL"), Strength(None, 0.1), 0.1), (amount(1, "vial"), Strength(None, 0.2), None),
        (amount(1, "ampule"), Strength(0.5, 0.5), 0.5), (amount(1, "Ampulle"), Strength(0.5, 0.5), 0.5), (amount(2, "capsules"), LAR20, 40),
        (amount(1, "kit"), None, None), (amount(1, "mL"), LAR20, None), (amount(1, ""), LAR20, None), (amount(1, "dose"), LAR20, None),
        (amount(1, "unit"), LAR20, None), (amount(1, "pen"), LAR20, None), (amount(20, "mg"), Strength(30.0, None), 20), ({}, LAR20, None),
        (amount(None, "kit"), LAR20, None), (amount("1", "kit"), LAR20, 20), (amount(20, "Milligramm"), None, 20),
    ],
)  # fmt: skip
def test_a_quantity_is_in_mg(quantity: dict[str, Any], strength: Strength | None, mg: float | None) -> None:
    """A mass is a dose; a count is one only with the strength of its product, and never without a unit."""
    found = doses.of_quantity(quantity, strength)
    assert found == (pytest.approx(mg) if mg is not None else None)


@pytest.mark.parametrize(
    ("instruction", "strength", "mg"),
    [
        ({"dose": amount(20)}, None, 20), ({"doseRange": {"high": amount(30)}}, None, 30), ({"quantity": amount(20)}, None, 20),
        ({"quantityQuantity": amount(20)}, None, 20), ({"quantityRange": {"low": amount(10), "high": amount(20)}}, None, 20),
        ({"doseAndRate": [{"doseQuantity": amount(1, "kit")}]}, LAR20, 20), ({"text": "1 syringe SC q28d"}, SYRINGE, 120),
        ({"text": "Inject 1 kit IM every 4 weeks"}, LAR20, 20), ({"text": "one syringe"}, SYRINGE, 120), ({"text": "eine Fertigspritze"}, SYRINGE, 120),
        ({"text": "2 kits"}, LAR20, 40), ({"text": "1 syringe"}, None, None), ({"text": "1 syringe"}, Strength(None, 0.1), None),
        ({"text": "30 mg (1 kit)"}, LAR20, 30), ({"maxDosePerDay": amount(20), "maxDosePerAdministration": amount(30)}, None, None),
        ({"maxDosePerPeriod": {"numerator": amount(60), "denominator": amount(1, "d")}}, None, None), ({"text": "syringe"}, SYRINGE, None),
    ],
)  # fmt: skip
def test_a_dose_is_found_where_it_is_written(
    instruction: dict[str, Any], strength: Strength | None, mg: float | None
) -> None:
    """R4, STU3, DSTU2, administrations and words; a limit is not a dose."""
    assert doses.dose(instruction, strength) == mg


@pytest.mark.parametrize(
    ("instruction", "rate", "infused"),
    [
        ({"doseAndRate": [{"rateQuantity": amount(50, "ug/h")}]}, 0.05, True), ({"rateQuantity": amount(50, "mcg/hr")}, 0.05, True),
        ({"rateQuantity": amount(50, "microgram/hour")}, 0.05, True), ({"rateQuantity": amount(1, "mcg/min")}, 0.06, True),
        ({"rateQuantity": amount(1.2, "mg/d")}, 0.05, True), ({"rateQuantity": amount(5, "mL/h")}, None, True),
        ({"rateQuantity": amount(1, "ug/kg/h")}, None, True), ({"rateQuantity": amount(None, "ug/h")}, None, True),
        ({"rateRatio": {"numerator": amount(50, "ug"), "denominator": amount(1, "h")}}, 0.05, True),
        ({"rateRatio": {"numerator": amount(1.2, "mg"), "denominator": amount(24, "h")}}, 0.05, True),
        ({"rateRatio": {"numerator": amount(1.2), "denominator": amount(1, "day")}}, 0.05, True),
        ({"rateRatio": {"numerator": amount(1.2), "denominator": amount(-1, "h")}}, None, True),
        ({"rateRatio": {"numerator": amount(100, "mL"), "denominator": amount(1, "h")}}, None, True),
        ({"rateRange": {"high": amount(50, "ug/h")}}, 0.05, True), ({"text": "50 mcg/h"}, 0.05, True), ({"text": "infusion"}, None, True),
        ({"doseAndRate": [{"doseQuantity": amount(20)}]}, None, False), ({}, None, False), ({"rateRatio": "x"}, None, False),
    ],
)  # fmt: skip
def test_a_rate_is_in_mg_per_hour(instruction: dict[str, Any], rate: float | None, infused: bool) -> None:
    """A mass over time is a rate; any rate makes an infusion, also one that is not known in mg."""
    found = doses.rate(instruction)
    assert found == (pytest.approx(rate) if rate is not None else None)
    assert doses.is_infused(instruction) is infused
