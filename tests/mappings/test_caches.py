"""Nothing that a chart sends is remembered at length: texts are cut before they are the key of a cache."""

from __future__ import annotations

import gc
import importlib
import pkgutil
import sys
from typing import Any, Final

import pytest

import hooks
import mappings
from hooks import recommendations
from mappings import frequencies, mentions, names, ndc, operations, quantities, reading, sig, tongues
from tests import golden
from tests.mappings.pathology import observation as made

Json = dict[str, Any]
BIG: Final = 1_000_000
LONGEST: Final = 40_000
"""Bytes that one entry of a cache may hold: a thousand characters of the widest kind, a few times over."""
TEXTS: Final = (
    "x" * BIG,
    "liver metastases, WHO grade 2, enucleation of insulinoma 20 mg every 4 weeks 3 mg/h Ki-67 5% M1 stage IV "
    * 10_000,
    "no insulinoma " * 70_000,
    "\ufdfa" * 300_000,
)


def _caches() -> dict[str, Any]:
    """Return every function that remembers, of all modules of the two pure rooms, by its name."""
    rooms = [
        name
        for room in (mappings, hooks, recommendations)
        for _, name, _ in pkgutil.iter_modules(room.__path__, f"{room.__name__}.")
    ]
    found = {}
    for room in rooms:
        for name, value in vars(importlib.import_module(room)).items():
            if hasattr(value, "cache_info") and value.__module__ == room:
                found[f"{room}.{name}"] = value
    return found


CACHES: Final = _caches()


def _held(cache: Any) -> int:
    """Return the bytes of the largest key or result that a cache holds, with all texts in it."""
    return max(
        (_bytes(one) for one in gc.get_referents(cache) if isinstance(one, (bytes, str, tuple, list))), default=0
    )


def _bytes(one: object) -> int:
    inner = sum(map(_bytes, one)) if isinstance(one, (tuple, list)) else 0
    return sys.getsizeof(one) + inner


def _everywhere(text: str) -> Json:
    """Return a request whose chart says a text wherever a text can stand."""
    patient: Json = {"reference": "Patient/p1"}
    said: Json = {"text": text}
    coded = {"coding": [{"system": "http://hl7.org/fhir/sid/ndc", "code": text, "display": text}], "text": text}
    asked = ("29593-1", "21907-1", "31206-6", "33732-9", "97509-4", "2345-7", "21908-9", "44648-4")
    concepts: list[Json] = [
        *({"coding": [{"system": "http://loinc.org", "code": one, "display": text}]} for one in asked),
        said,
    ]
    values: list[Json] = [{"valueString": text}, {"valueCodeableConcept": coded}, {"valueQuantity": {"value": text}}]
    results = [
        made(one | {"text": "grade"}, bodySite=said, method=said, **value) for one in concepts for value in values
    ]
    sig_of = {"text": text, "timing": {"code": said}, "route": said, "method": said}
    drug: Json = {"status": "active", "subject": patient, "dosageInstruction": [sig_of], "reasonCode": [said]}
    request: Json = {"resourceType": "MedicationRequest"} | drug
    chart: dict[str, list[Json]] = {
        "conditions": [{"resourceType": "Condition", "code": one, "bodySite": [said], "recordedDate": text}
                       for one in (said, coded)],
        "tumor2": results,
        "labs2": [made({"text": "glucose"}, **value) for value in values],
        "procedures": [{"resourceType": "Procedure", "status": "completed", "code": said, "outcome": said}],
        "medications": [request | {"medicationCodeableConcept": {"text": one}} for one in (text, f"octreotide {text}")],
    }  # fmt: skip
    draft = request | {"id": "d", "status": "draft", "medicationCodeableConcept": {"text": f"octreotide LAR {text}"}}
    return {
        "hook": "order-select",
        "hookInstance": "x",
        "context": {
            "userId": "Practitioner/1",
            "patientId": "p1",
            "selections": ["MedicationRequest/d"],
            "draftOrders": {"resourceType": "Bundle", "entry": [{"resource": draft}]},
        },
        "prefetch": {
            key: {"resourceType": "Bundle", "entry": [{"resource": {"subject": patient, "id": f"{key}{number}"} | one}
                                                      for number, one in enumerate(found)]}
            for key, found in chart.items()
        } | {"patient": {"resourceType": "Patient", "id": "p1"}},
    }  # fmt: skip


@pytest.fixture(scope="module")
def filled() -> dict[str, tuple[int, int]]:
    """Return, of each cache, how many entries and how large a key it holds after charts with very long texts."""
    for cache in CACHES.values():
        cache.cache_clear()
    for text in TEXTS:
        golden.answer(_everywhere(text))
        frequencies.interval(text)
        sig.dose(text)
        sig.rate(text)
        names.said(text)
        names.sets_of([text] * 3)
        ndc.products(text)
        ndc.products("0078-0182-01")
        operations.in_pancreas(text)
        sig.goes_on(text)
        list(reading.codes_of([{"text": text}, {"text": "active"}]))
        list(reading.codes_of({"text": "active"}))
        reading.code_set({"text": "active"})
        quantities.glucose_unit(text)
        quantities.glucose_unit("mg/dL")
        mentions.folded(text)
        mentions.classify(text, mentions.INSULINOMA)
        tongues.in_english(text)
    return {name: (cache.cache_info().currsize, _held(cache)) for name, cache in CACHES.items()}


def test_there_are_caches_to_look_at() -> None:
    """The search finds them, so that the tests below cannot pass by finding nothing."""
    assert len(CACHES) > 20


@pytest.mark.parametrize("name", sorted(CACHES))
def test_no_cache_holds_a_long_text(name: str, filled: dict[str, tuple[int, int]]) -> None:
    """However long a text is that a chart sends, what is remembered of it is short."""
    assert filled[name][1] < LONGEST


@pytest.mark.parametrize("name", sorted(CACHES))
def test_every_cache_was_asked(name: str, filled: dict[str, tuple[int, int]]) -> None:
    """A cache that no text reaches would prove nothing."""
    assert filled[name][0] > 0


@pytest.mark.parametrize("name", sorted(CACHES))
def test_every_cache_has_a_bound(name: str) -> None:
    """No cache grows with the number of charts."""
    assert CACHES[name].cache_info().maxsize is not None


def test_what_readers_made_of_a_concept_is_short(filled: dict[str, tuple[int, int]]) -> None:
    """The terminology remembers codes and concepts too: none of them long."""
    assert filled
    assert golden.TERMS.concepts
    assert max(_bytes(key) for key in golden.TERMS.concepts) < LONGEST
    assert max(map(_bytes, golden.TERMS.cache)) < LONGEST


def test_the_measure_sees_a_long_key() -> None:
    """The tests above are only as good as the measure."""
    mentions._folded.cache_clear()
    mentions._folded("y" * BIG)
    assert _held(mentions._folded) > BIG
    mentions._folded.cache_clear()
    assert _held(mentions._folded) == 0


@pytest.mark.parametrize("count", [1, 20, 21, 2000])
def test_any_number_of_displays_is_weighed(count: int) -> None:
    """The last display of many says what it says; an entry with more of them than usual is not remembered as one."""
    names._remembered.cache_clear()
    words = [*(f"local {number}" for number in range(count - 1)), "liver metastases"]
    assert "liver-mets" in names.sets_of(words)[0]
    assert names._remembered.cache_info().currsize == (count <= 20)


def test_long_displays_are_weighed_and_not_remembered() -> None:
    """Three texts of five hundred characters are more than a name: they are read, and not kept together."""
    names._remembered.cache_clear()
    assert "liver-mets" in names.sets_of(["x" * 500, "y" * 500, "liver metastases"])[0]
    assert names._remembered.cache_info().currsize == 0


@pytest.mark.parametrize("text", ["\ufdfa" * 1000, "\u00bd" * 1000, "a" * 5000])
def test_folded_text_is_as_short_as_what_is_read(text: str) -> None:
    """One character may unfold to eighteen: the text is cut again after that."""
    assert len(mentions.folded(text)) <= 1000


def test_folding_keeps_a_thousand_letters_with_accents() -> None:
    """A letter and its accent are one character again, so that the second cut takes nothing from a plain text."""
    assert mentions.folded("\u00e9" * 999 + "x") == "e" * 999 + "x"


def test_a_long_code_is_no_ndc() -> None:
    """What is longer than any NDC is none, and is not remembered."""
    assert ndc.products(" " * 60 + "0078-0182-01") == ndc.products("0078-0182-01")
    assert ndc.products("0078-0182-01" + " " * 60 + "1") == ()
