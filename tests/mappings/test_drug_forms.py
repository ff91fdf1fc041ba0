"""The form of an analog where its product leaves it open: dose, infusion, route."""

from __future__ import annotations

import re

import pytest

from mappings import drug_forms
from mappings.drug_forms import of_words, with_form
from mappings.therapy import Dosage, Drug, DrugClass, Form, Route, Strength

DEPOT, SHORT, ORAL, UNKNOWN = Form.DEPOT, Form.SHORT, Form.ORAL, Form.UNKNOWN
IV, IM, SC, PO = Route.INTRAVENOUS, Route.INTRAMUSCULAR, Route.SUBCUTANEOUS, Route.ORAL
OCTREOTIDE = Drug(DrugClass.SSA, "octreotide", UNKNOWN, "octreotide", "x", "name")
PASIREOTIDE = Drug(DrugClass.PASIREOTIDE, "pasireotide", UNKNOWN, "pasireotide", "x", "name")
OTHER = Drug(DrugClass.SSA, "vapreotide", UNKNOWN, "vapreotide", "x", "name")


@pytest.mark.parametrize(
    ("drug", "dosage", "form"),
    [
        (OCTREOTIDE, Dosage(), UNKNOWN), (OCTREOTIDE, Dosage(20), DEPOT), (OCTREOTIDE, Dosage(0.1), SHORT), (OCTREOTIDE, Dosage(2), UNKNOWN),
        (OCTREOTIDE, Dosage(routes=frozenset({IM})), DEPOT), (OCTREOTIDE, Dosage(routes=frozenset({SC})), SHORT),
        (OCTREOTIDE, Dosage(routes=frozenset({IV}), intravenous=True), SHORT), (OCTREOTIDE, Dosage(routes=frozenset({PO})), ORAL),
        (OCTREOTIDE, Dosage(20, routes=frozenset({SC})), DEPOT), (OCTREOTIDE, Dosage(20, routes=frozenset({PO})), ORAL),
        (OCTREOTIDE, Dosage(0.1, routes=frozenset({IM})), SHORT), (OCTREOTIDE, Dosage(2, routes=frozenset({IM})), DEPOT),
        (OCTREOTIDE, Dosage(routes=frozenset({IM, SC})), UNKNOWN), (OCTREOTIDE, Dosage(routes=frozenset({SC, IV}), intravenous=True), SHORT),
        (OCTREOTIDE, Dosage(rate=0.05, infused=True), SHORT), (OCTREOTIDE, Dosage(12, infused=True), SHORT), (OCTREOTIDE, Dosage(intravenous=True), SHORT),
        (PASIREOTIDE, Dosage(routes=frozenset({IM})), DEPOT), (PASIREOTIDE, Dosage(routes=frozenset({SC})), SHORT), (PASIREOTIDE, Dosage(20), UNKNOWN),
        (OTHER, Dosage(routes=frozenset({IM})), UNKNOWN), (OTHER, Dosage(intravenous=True), SHORT),
    ],
)  # fmt: skip
def test_what_is_open_is_completed(drug: Drug, dosage: Dosage, form: Form) -> None:
    """Dose before route, an infusion is short-acting, and two routes that differ say nothing."""
    assert with_form(drug, dosage).form is form


@pytest.mark.parametrize(("piece", "form"), [(20, DEPOT), (0.1, SHORT), (2, UNKNOWN)])
def test_a_strength_stands_in_for_a_dose(piece: float, form: Form) -> None:
    """Where no dose is recorded, the strength of the product tells the form."""
    drug = Drug(DrugClass.SSA, "octreotide", UNKNOWN, "octreotide", "x", "name", Strength(piece))
    assert with_form(drug, Dosage()).form is form


@pytest.mark.parametrize("routes", [frozenset({SC}), frozenset({IV}), frozenset({PO})])
def test_the_product_wins(routes: frozenset[Route]) -> None:
    """A depot by its product stays one, whatever route the order says."""
    depot = Drug(DrugClass.SSA, "octreotide", DEPOT, "octreotide LAR", "898589", "code")
    assert with_form(depot, Dosage(0.1, routes=routes, infused=True)) is depot


def test_another_drug_has_no_form() -> None:
    """Forms are those of analogs only."""
    insulin = Drug(DrugClass.INSULIN, "insulin", UNKNOWN, "insulin", "x", "name")
    assert with_form(insulin, Dosage(routes=frozenset({SC}))) is insulin


@pytest.mark.parametrize(
    ("words", "form"),
    [("Sandostatindepot 20 mg", DEPOT), ("Sandostatin Depot", DEPOT), ("Sandostatin-Depot", DEPOT), ("depot", DEPOT),
     ("Sandostatindepots", UNKNOWN), ("depotectomy", UNKNOWN), ("x" * 2000, UNKNOWN)],
)  # fmt: skip
def test_a_depot_is_one_at_the_end_of_a_compound(words: str, form: Form) -> None:
    """The word ends a compound of any length, as it does alone."""
    assert of_words("octreotide", words) is form


def test_no_alternative_of_a_form_begins_with_any_word() -> None:
    """A pattern that begins with any number of letters is tried at each of them, all the way: so none does."""
    patterns = [value.pattern for value in vars(drug_forms).values() if isinstance(value, re.Pattern)]
    assert patterns
    assert not [one for one in patterns if re.search(r"(?:^|\|)\\w[*+]", one)]
