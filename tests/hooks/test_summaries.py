"""A summary has fewer than 140 characters, whatever drug, certainty and row meet."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from tests import golden
from tests.cds_hooks_spec import LONGEST_SUMMARY

NAMES = (
    "octreotide 100 mcg SC", "octreotide LAR 20 mg", "octreotide", "Mycapssa 20 mg capsule", "lanreotide 120 mg", "Signifor 0.6 mg SC",
    "Signifor LAR 40 mg", "pasireotide", "somatostatin analog injection", "vapreotide", "paltusotine 40 mg", "somatostatin infusion",
    "Lutathera", "glucagon 1 mg IM", "insulin glargine", "glipizide 5 mg", "repaglinide 1 mg", "sunitinib 37.5 mg",
)  # fmt: skip
EVERY = [json.loads(path.read_text(encoding="utf-8")) for path in golden.requests()]
REQUESTS = [one for one in EVERY if "draftOrders" in one["context"]]


@pytest.mark.parametrize("name", NAMES)
def test_no_summary_is_too_long(name: str) -> None:
    """Every drug in place of every golden order keeps the summary within the specification, and never cuts it."""
    for request in REQUESTS:
        content: dict[str, Any] = copy.deepcopy(request)
        for entry in content["context"]["draftOrders"]["entry"]:
            entry["resource"].pop("medicationReference", None)
            entry["resource"]["medicationCodeableConcept"] = {"text": name}
        for card in golden.answer(content).cards:
            assert len(card["summary"]) <= LONGEST_SUMMARY, card["summary"]
            assert not card["summary"].endswith("\N{HORIZONTAL ELLIPSIS}"), card["summary"]
