"""The body of a request: what is JSON, how deep it may be, and what is repaired."""

import contextlib
import json
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service import body
from service.exceptions import Refused
from tests.service.conftest import order_select


def parsed(text: bytes) -> Any:
    """Parse, and leave aside whether it was repaired."""
    return body.parse(text)[0]


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(max_size=5), _JSON, max_size=4))
def test_json_is_read_as_it_is(content: dict[str, Any]) -> None:
    """What is valid JSON comes back unchanged and unrepaired."""
    assert body.parse(json.dumps(content).encode()) == (content, False)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(text: bytes) -> None:
    """No sequence of bytes leads to anything but an object or a refusal."""
    with contextlib.suppress(Refused):
        assert isinstance(parsed(text), dict)


@given(st.text(max_size=50))
def test_what_is_repaired_can_be_written(text: str) -> None:
    """A repaired body holds nothing that could not be sent again, wherever the bad character is."""
    content = parsed(json.dumps({text: [text, {"\udc00": text + "\ud800"}], "n": float("nan")}).encode())
    assert orjson.loads(orjson.dumps(content)) == content


@pytest.mark.parametrize(
    ("text", "content"),
    [
        (b'{"a": NaN}', {"a": None}),
        (b'{"a": [Infinity, -Infinity, 1e999, -1e999]}', {"a": [None] * 4}),
        (b'{"a": "x\\ud800y"}', {"a": "x?y"}),
        (b'{"\\udfff": 1}', {"?": 1}),
        (b'{"a": "\xff"}', {"a": "\N{REPLACEMENT CHARACTER}"}),
        (b'{"a": "x\x00y"}', {"a": "x\x00y"}),
        (
            b'{"a": NaN, "b": 12345678901234567, "c": 1.5, "d": -7}',
            {"a": None, "b": 12345678901234567, "c": 1.5, "d": -7},
        ),
        (b'{"a": NaN, "b": ' + b"9" * 30 + b"}", {"a": None, "b": 1e30}),
        (b'{"b": ' + b"9" * 5000 + b"}", {"b": None}),
        (b'{"a": NaN, "b": "\\ud83d\\ude00"}', {"a": None, "b": "\U0001f600"}),
    ],
)
def test_one_odd_value_is_replaced_and_the_rest_kept(text: bytes, content: dict[str, Any]) -> None:
    """What no JSON parser must accept costs that value only, and it is noted that something was replaced."""
    assert body.parse(text) == (content, True)


def test_the_last_of_two_members_counts() -> None:
    """Duplicate keys are no error, and both parsers choose alike."""
    assert parsed(b'{"a": 1, "a": 2}')["a"] == parsed(b'{"a": 1, "a": 2, "b": NaN}')["a"] == 2


@pytest.mark.parametrize("odd", [b"1", b"NaN", b""], ids=["fast", "slow", "empty"])
@pytest.mark.parametrize(("opening", "closing"), [(b"[", b"]"), (b'{"a":', b"}"), (b'{"b":0,"a":', b',"c":"x"}')])
def test_the_depth_is_bounded_at_the_same_level_by_both_parsers(opening: bytes, closing: bytes, odd: bytes) -> None:
    """254 levels are read and 255 are not, whether or not the body had to be repaired."""
    inner = odd or b"[]"
    levels = body.DEEPEST - 1 - (not odd)
    for extra, fits in ((0, True), (1, False)):
        text = b'{"x":' + opening * (levels + extra) + inner + closing * (levels + extra) + b"}"
        if fits:
            assert isinstance(parsed(text), dict)
            continue
        with pytest.raises(Refused, match="nested deeper than 254 levels"):
            body.parse(text)


@pytest.mark.parametrize("text", [b"", b"x", b"[", b"{]", b'"', b"\xef\xbb\xbf", b"nul", b"{}{}", b"[" * 100 + b"NaN"])
def test_what_is_not_json_is_refused(text: bytes) -> None:
    """Refused with a sentence that repeats nothing of the body."""
    with pytest.raises(Refused, match=r"^The request body is not JSON\.$"):
        body.parse(text)


@pytest.mark.parametrize(
    "value", [None, "", "application/json", "APPLICATION/JSON ; charset=x", "application/fhir+json"]
)
def test_json_media_types_are_accepted(value: str | None) -> None:
    """The header may be absent, empty, in capitals or with a parameter."""
    body.media_type(value)


@pytest.mark.parametrize("value", ["text/plain", "application/jsonp", "application/xml;json", "json"])
def test_other_media_types_are_refused(value: str) -> None:
    """Anything else is 415."""
    with pytest.raises(Refused) as refused:
        body.media_type(value)
    assert refused.value.status == 415


def test_the_members_that_are_used_are_those_that_were_sent() -> None:
    """A hook request carries the context, prefetch, server and token as sent; ids as bare text."""
    content = order_select(prefetch={"patient": None}, server=" https://ehr.example/fhir ", token="t")
    content["context"]["patientId"] = "Patient/p1"
    call = body.hook_request(content, "order-select")
    assert (call.patient_id, call.fhir_server, call.token) == ("p1", "https://ehr.example/fhir", "t")
    assert (call.context, call.prefetch) == (content["context"], {"patient": None})


@pytest.mark.parametrize("odd", [None, [], "x", 5, [5], True])
def test_optional_members_of_another_type_are_as_good_as_absent(odd: Any) -> None:
    """A prefetch, an authorization or a server that is something else is none."""
    call = body.hook_request(order_select() | {"prefetch": odd, "fhirAuthorization": odd}, "order-select")
    assert (call.prefetch, call.token) == ({}, "")


def test_an_order_sign_needs_no_selections() -> None:
    """Only order-select has selections; what each hook must have is asked of that hook."""
    content = order_select() | {"hook": "order-sign"}
    del content["context"]["selections"]
    assert body.hook_request(content, "order-sign").hook == "order-sign"
