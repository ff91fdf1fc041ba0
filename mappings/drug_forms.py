"""The dosage form of an analog: by its product, its dose form, its dose, and last by its route."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from mappings.definitions import VALUES
from mappings.mentions import folded
from mappings.therapy import Dosage, Drug, DrugClass, Form, Route

_DEPOT: Final = re.compile(
    r"\blar\b|\blp\b|depot\b|mi(?:cro)?-?spher|\bautogel\b|long[- ]?acting|extended[- ]?release|\ber\b|prolonged|retard"
    r"|sustained|\bkit\b|\boczyesa\b|\boclaiz\b|\bcam[- ]?2029\b"
)
_ORAL: Final = re.compile(r"\bmycapssa\b|capsul|kapsel|\boral\b|\btab(?:let)?s?\b|tablette")
_SHORT: Final = re.compile(
    r"\bbynfezia\b|mcg\b|microgram|mikrogramm|\b[u\u03bc]g\b|ampo?u?l|\bamp\b|vial|short[- ]?acting|immediate|\biv\b"
    r"|infusion|/\s?ml\b|injectable solution|solution for injection|injektionslosung"
)
_INTRAMUSCULAR: Final = re.compile(r"\bim\b|\bi\. ?m\.|intramuscul|intragluteal|intramuskul")
_DEPOT_ONLY: Final = frozenset({"lanreotide"})
_ORAL_ONLY: Final = frozenset({"paltusotine"})
_BOTH: Final = frozenset({"octreotide", "pasireotide"})
"""Ingredients that exist as a depot and as a short-acting injection."""
_FORMED: Final = frozenset({DrugClass.SSA, DrugClass.PASIREOTIDE})


def of_words(ingredient: str, words: str) -> Form:
    """Return the form that the words of a product say; UNKNOWN where they say none."""
    words = folded(words)
    if ingredient in _DEPOT_ONLY or _DEPOT.search(words):
        return Form.DEPOT
    if ingredient in _ORAL_ONLY or _ORAL.search(words):
        return Form.ORAL
    if _SHORT.search(words):
        return Form.SHORT
    return Form.DEPOT if ingredient in _BOTH and _INTRAMUSCULAR.search(words) else Form.UNKNOWN


def label(ingredient: str, form: Form | None) -> str:
    """Return our own name of a drug for a card: chart text never reaches a summary."""
    if form is Form.DEPOT and ingredient in _BOTH:
        return f"{ingredient} LAR"
    if form in (Form.SHORT, Form.ORAL) and ingredient in _BOTH:
        return f"{form.value} {ingredient}"
    return ingredient


def with_form(drug: Drug, dosage: Dosage) -> Drug:
    """Complete a form that the product leaves open: by the dose, then by an infusion, then by the route.

    A dose that no short-acting injection has is a depot whatever the route says; the product always wins.
    """
    if drug.form is not Form.UNKNOWN or drug.drug_class not in _FORMED:
        return drug
    form = _form(drug, dosage)
    return drug if form is Form.UNKNOWN else replace(drug, form=form, label=label(drug.ingredient, form))


def _form(drug: Drug, dosage: Dosage) -> Form:
    if dosage.routes == {Route.ORAL}:
        return Form.ORAL
    if dosage.infused:
        return Form.SHORT  # nobody infuses a depot
    by_dose = _by_dose(drug, dosage)
    if by_dose is not Form.UNKNOWN:
        return by_dose
    if dosage.routes == {Route.INTRAMUSCULAR} and drug.ingredient in _BOTH:
        return Form.DEPOT
    if dosage.intravenous or dosage.routes & {Route.INTRAVENOUS}:
        return Form.SHORT
    return Form.SHORT if dosage.routes == {Route.SUBCUTANEOUS} and drug.ingredient in _BOTH else Form.UNKNOWN


def _by_dose(drug: Drug, dosage: Dosage) -> Form:
    dose = dosage.dose if dosage.dose is not None else (drug.strength.piece if drug.strength else None)
    if drug.ingredient != "octreotide" or dose is None:
        return Form.UNKNOWN
    if dose >= VALUES["depot_dose_mg"]:
        return Form.DEPOT
    return Form.SHORT if dose <= VALUES["short_dose_mg"] else Form.UNKNOWN
