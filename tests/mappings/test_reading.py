"""Lenient access to FHIR JSON: whatever is sent, the nearest sensible thing comes back, and nothing raises."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings import reading

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda children: (
        st.lists(children, max_size=3)
        | st.dictionaries(
            st.sampled_from(["coding", "code", "text", "system", "display", "reference", "id", "value"]),
            children,
            max_size=4,
        )
    ),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ({"a": 1}, [{"a": 1}]), ([{"a": 1}, {"b": 2}], [{"a": 1}, {"b": 2}]), ([{"a": 1}, None, "x", 3], [{"a": 1}]),
        (None, []), ("x", []), (3, []), ([], []), ([[{"a": 1}]], []),
    ],
)  # fmt: skip
def test_an_object_stands_for_a_list(value: object, found: list[dict[str, Any]]) -> None:
    """An object is a list of one, and what is no object is left out."""
    assert reading.objects(value) == found


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ({"a": {"b": 1}}, {"b": 1}),
        ({"a": [{"b": 1}, {"c": 2}]}, {"b": 1}),
        ({"a": "x"}, {}),
        ({}, {}),
        (None, {}),
        ("a", {}),
    ],
)
def test_a_list_stands_for_an_object(value: object, found: dict[str, Any]) -> None:
    """Where an object is expected, the first of a list is taken."""
    assert reading.child(value, "a") == found


@pytest.mark.parametrize(
    ("value", "found"), [(" x ", "x"), (3, "3"), (2.5, "2.5"), (True, ""), (None, ""), ({}, ""), ([], ""), ("", "")]
)
def test_a_string_is_trimmed(value: object, found: str) -> None:
    """A string comes back trimmed, a number spelled out, and anything else empty."""
    assert reading.string(value) == found


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (3, 3.0), (2.5, 2.5), ("2.5", 2.5), ("2,5", 2.5), (" 54 ", 54.0), ("-1", -1.0), (0, 0.0), (True, None), (None, None),
        ("", None), ("n/a", None), ("1.2.3", None), ("1,234.5", None), ("nan", None), ("inf", None), (float("nan"), None),
        (10**400, None), ([1], None), ({}, None), ("<3", None),
    ],
)  # fmt: skip
def test_a_number_is_finite(value: object, found: float | None) -> None:
    """A number may be a string with a point or a comma; what is not one number is none."""
    assert reading.number(value) == found


@pytest.mark.parametrize(
    ("concept", "codes"),
    [
        ({"coding": [{"code": "a"}, {"code": "b"}]}, ["a", "b"]), ({"coding": {"code": "a"}}, ["a"]),
        ({"system": "s", "code": "a"}, ["a"]), ([{"coding": [{"code": "a"}]}, {"code": "b"}], ["a", "b"]),
        ({"coding": [{"code": 7}]}, ["7"]), ({"coding": [{"code": " a "}, None, "x"]}, ["a"]), ({"text": "x"}, []),
        ("a", []), (None, []),
    ],
)  # fmt: skip
def test_every_coding_is_read(concept: object, codes: list[str]) -> None:
    """A CodeableConcept, a Coding and lists of them give every coding, in order."""
    assert [coding.code for coding in reading.codings(concept)] == codes


def test_the_own_text_comes_first() -> None:
    """The words of a concept are its text, then its displays; a bare string is its own text."""
    concept = {"coding": [{"code": "a", "display": "A"}, {"code": "b"}, {"display": "C"}], "text": " own "}
    assert list(reading.texts(concept)) == ["own", "A", "C"]
    assert list(reading.texts(" word ")) == ["word"]
    assert list(reading.texts("  ")) == list(reading.texts(None)) == []


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("Active", "active"), ({"coding": [{"code": "resolved"}]}, "resolved"), ({"text": "Refuted"}, "refuted"),
        ({"coding": [{"display": "Resolved"}]}, "resolved"), ([{"coding": [{"code": "active"}]}], "active"),
        ("entered-in-error ", "entered-in-error"), ({"text": "Entered in error"}, "entered-in-error"), (None, ""), ({}, ""),
        (3, ""), ({"coding": []}, ""),
    ],
)  # fmt: skip
def test_a_status_has_one_code(value: object, code: str) -> None:
    """A status may be a CodeableConcept, a string or only words; it comes back in lower case and with hyphens."""
    assert reading.code_of(value) == code


@pytest.mark.parametrize(
    ("reference", "local"),
    [
        ("Patient/1", "Patient/1"), ("https://ehr.example/fhir/Patient/1", "Patient/1"),
        ("https://ehr.example/fhir/Patient/1/_history/2", "Patient/1"), ("Patient/1/_history/2", "Patient/1"),
        ({"reference": "Patient/1"}, "Patient/1"), ({"reference": "Patient/1/"}, "Patient/1"), ("1", ""), ("", ""), (None, ""),
        ({"display": "x"}, ""), ([], ""), ({"reference": {"a": 1}}, ""),
    ],
)  # fmt: skip
def test_a_reference_is_type_and_id(reference: object, local: str) -> None:
    """An absolute or versioned reference comes back as Type/id."""
    assert reading.local_reference(reference) == local


@pytest.mark.parametrize(
    ("resource", "name"),
    [
        ({"resourceType": "Observation", "id": "a_b.c-1"}, "Observation/a_b.c-1"),
        ({"resourceType": "Observation"}, "Observation without id"),
        ({"resourceType": "Observation", "id": 3}, "Observation/3"),
        ({"resourceType": "Observation", "id": ""}, "Observation without id"),
    ],
)
def test_an_id_is_opaque(resource: dict[str, Any], name: str) -> None:
    """An id is echoed as sent, also outside FHIR's pattern; where there is none, that is said."""
    assert reading.type_and_id(resource) == name


@given(JSON)
def test_nothing_raises(value: Any) -> None:
    """Any JSON is read without an error."""
    reading.objects(value)
    reading.child(value, "code")
    reading.string(value)
    reading.number(value)
    list(reading.codings(value))
    list(reading.texts(value))
    reading.code_of(value)
    reading.local_reference(value)
