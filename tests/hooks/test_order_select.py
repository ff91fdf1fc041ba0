"""How many orders one call judges, and what is said of the others: never nothing."""

from __future__ import annotations

import copy
import json
from typing import Any, Final

import pytest

from hooks import order_checks
from hooks.finding import Indicator
from tests import golden

Json = dict[str, Any]
MOST: Final = 50
REQUEST: Final = golden.FOLDER / "ssaInsulinoma" / "in-sstr-unknown-depot-start.json"


def sent(*drugs: str) -> Json:
    """Return a request of a patient with an insulinoma, in which one order of each drug is selected."""
    content: Json = json.loads(REQUEST.read_text(encoding="utf-8"))
    draft = {
        "status": "draft",
        "intent": "order",
        "subject": {"reference": f"Patient/{content['context']['patientId']}"},
    }
    orders = [
        {"resourceType": "MedicationRequest", "id": f"d{number}", "medicationCodeableConcept": {"text": drug}} | draft
        for number, drug in enumerate(drugs)
    ]
    content["context"]["draftOrders"] = {"resourceType": "Bundle", "entry": [{"resource": one} for one in orders]}
    content["context"]["selections"] = [f"MedicationRequest/{one['id']}" for one in orders]
    return content


def said(content: Json) -> list[str]:
    """Return the summaries of the cards that name what was not checked."""
    cards = golden.answer(content).cards
    return [card["summary"] for card in cards if card["source"]["topic"]["code"] == "couldNotCheck"]


@pytest.mark.parametrize(
    ("count", "words"),
    [(MOST, []), (MOST + 1, ["1 of the selected orders was not checked: too many for one call"]),
     (4 * MOST, ["150 of the selected orders were not checked: too many for one call"])],
)  # fmt: skip
def test_what_is_beyond_the_bound_is_counted_on_one_card(count: int, words: list[str]) -> None:
    """Fifty selected orders are judged; one card says how many more there were, and no order is judged beyond."""
    content = sent(*["octreotide LAR 20 mg"] * count)
    answered = golden.answer(content)
    assert said(content) == words
    assert len(answered.judged) == len({one.order for one in answered.outcomes if one.order}) == MOST
    assert sum(card["indicator"] == Indicator.CRITICAL for card in answered.cards) == MOST


def test_analogs_and_glucagon_are_judged_first() -> None:
    """Of too many orders those are judged whose check is a matter of safety, wherever they stand."""
    answered = golden.answer(sent(*["insulin glargine"] * MOST, "octreotide LAR 20 mg", "glucagon 1 mg"))
    assert {order.reference for order in answered.judged} >= {"MedicationRequest/d50", "MedicationRequest/d51"}
    assert len(answered.judged) == MOST


def test_few_orders_keep_their_order() -> None:
    """Up to the bound nothing is moved."""
    answered = golden.answer(sent(*["insulin glargine"] * (MOST - 1), "octreotide LAR 20 mg"))
    assert [order.reference for order in answered.judged] == [f"MedicationRequest/d{number}" for number in range(MOST)]


def test_orders_of_other_drugs_do_not_count() -> None:
    """What no recommendation judges takes no place, and is not missed."""
    content = sent(*["lisinopril 10 mg"] * (2 * MOST), "octreotide LAR 20 mg")
    assert said(content) == []
    assert [order.reference for order in golden.answer(content).judged] == ["MedicationRequest/d100"]


def test_the_card_stands_without_a_chart() -> None:
    """Where nothing could be read, the orders that were not judged are counted all the same."""
    content = copy.deepcopy(sent(*["octreotide LAR 20 mg"] * (MOST + 2)))
    content["prefetch"] = {}
    assert said(content)[-1].startswith("2 of the selected orders were not checked")


def test_all_checked_is_no_card() -> None:
    """Nothing is said of nothing."""
    assert order_checks.left_out(0) == []
