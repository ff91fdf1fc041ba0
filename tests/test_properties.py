"""What must hold for any request: never a 5xx, and no change of the answer where nothing changed."""

from __future__ import annotations

import copy
import json
import random
import re
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mappings import systems
from service.app import create_app
from tests import golden
from tests.cds_hooks_spec import check_response

Json = dict[str, Any]
ALL = {golden.name(path): json.loads(path.read_text(encoding="utf-8")) for path in golden.requests()}
NAMES = sorted(ALL)
DIALECTS = {
    f"{path.parent.name}/{path.stem}": json.loads(path.read_text(encoding="utf-8"))
    for path in sorted(golden.FOLDER.with_name("dialects").glob("*/*.json"))
}
EVERY = {**ALL, **DIALECTS}
"""The golden requests, and the same patients as eight systems write them."""
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:\d\d)")
BESIDE = (
    "meta", "text", "identifier", "encounter", "recorder", "asserter", "performer", "requester", "basedOn", "referenceRange",
    "severity", "note", "derivedFrom", "language", "implicitRules", "reported", "informationSource", "context",
)  # fmt: skip
"""Members of a resource on which no fact rests; `text` is the narrative here, not the words of a code."""
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
KNOWN = ("resourceType", "id", "code", "coding", "status", "value", "text", "reference", "system", "entry", "resource")
ODD = JSON | st.dictionaries(st.sampled_from(KNOWN), JSON, max_size=4) | st.sampled_from(KNOWN)
MANY = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module", name="client")
def _client() -> FlaskClient:
    return create_app(golden.OFF, lambda: golden.AS_OF).test_client()


def places(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path of every member and entry of a JSON value."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in items:
        yield (*at, key)
        yield from places(one, (*at, key))


def put(content: Any, at: tuple[Any, ...], value: Any) -> None:
    for key in at[:-1]:
        content = content[key]
    content[at[-1]] = value


def post(client: FlaskClient, content: Any, hook: str = "order-select") -> tuple[int, Json]:
    """Post a request to the service of a hook and return status and body, checked against the specification."""
    answer = client.post(f"/cds-services/pnet-{hook}", json=content)
    headers = dict(answer.headers)
    return answer.status_code, check_response(answer.status_code, headers, answer.data, None)


@MANY
@given(st.sampled_from(NAMES), st.randoms(use_true_random=False), ODD)
def test_any_json_in_place_of_any_member(client: FlaskClient, name: str, rng: random.Random, value: Any) -> None:
    """Whatever stands in place of a member, the answer is 200 or a clear 4xx, and keeps the specification."""
    content = copy.deepcopy(ALL[name])
    put(content, rng.choice(list(places(content))), value)
    status, _ = post(client, content, ALL[name]["hook"])
    assert status in (200, 400, 412)


@MANY
@given(st.sampled_from(NAMES), st.randoms(use_true_random=False), st.integers(1, 12))
def test_any_members_removed(client: FlaskClient, name: str, rng: random.Random, count: int) -> None:
    """Whichever members are missing, the answer is 200 or a clear 4xx."""
    content = copy.deepcopy(ALL[name])
    for _ in range(count):
        at = rng.choice(list(places(content)) or [("hook",)])
        holder = content
        for key in at[:-1]:
            holder = holder[key]
        holder.pop(at[-1], None) if isinstance(holder, dict) else holder.pop(at[-1])
    status, _ = post(client, content, ALL[name]["hook"])
    assert status in (200, 400, 412)


def answer(content: Json) -> list[Json]:
    return golden.numbered(golden.answer(content).cards)


@MANY
@given(st.sampled_from(sorted(EVERY)), st.randoms(use_true_random=False))
def test_order_of_entries_changes_nothing(name: str, rng: random.Random) -> None:
    """The order of Bundle entries never changes which cards come, how urgent they are, or their first line."""
    content = copy.deepcopy(EVERY[name])
    for bundle in content.get("prefetch", {}).values():
        if isinstance(bundle, dict) and isinstance(bundle.get("entry"), list):
            rng.shuffle(bundle["entry"])
    assert said(answer(content)) == said(answer(EVERY[name]))


def moved(value: Any, zone: timezone) -> Any:
    """Return JSON in which every moment is written as the same moment in another zone."""
    if isinstance(value, dict):
        return {key: moved(one, zone) for key, one in value.items()}
    if isinstance(value, list):
        return [moved(one, zone) for one in value]
    if isinstance(value, str) and MOMENT.fullmatch(value):
        return datetime.fromisoformat(value).astimezone(zone).isoformat()
    return value


@pytest.mark.parametrize("hours", [-9.5, 13])
@pytest.mark.parametrize("name", sorted(EVERY))
def test_moved_time_zones_change_nothing(name: str, hours: float) -> None:
    """A moment may be written in any zone: an EHR in the Pacific that sends UTC gets the same cards."""
    content = moved(EVERY[name], timezone(timedelta(hours=hours)))
    assert said(answer(content)) == said(answer(EVERY[name]))


@pytest.mark.parametrize("name", sorted(EVERY))
def test_members_beside_the_point_may_be_missing(name: str) -> None:
    """Without narrative, identifiers, authors and the like the cards are the same."""
    content = copy.deepcopy(EVERY[name])
    for bundle in content.get("prefetch", {}).values():
        for entry in (bundle or {}).get("entry", []) if isinstance(bundle, dict) else []:
            for member in BESIDE:
                entry.get("resource", entry).pop(member, None)
            entry.pop("search", None)
            entry.pop("fullUrl", None)
    assert answer(content) == answer(EVERY[name])


@pytest.mark.parametrize("name", sorted(DIALECTS))
def test_a_resource_sent_twice_counts_once(name: str) -> None:
    """Every entry of a real system's Bundle sent twice changes no card."""
    content = copy.deepcopy(DIALECTS[name])
    for bundle in content.get("prefetch", {}).values():
        if isinstance(bundle, dict) and isinstance(bundle.get("entry"), list):
            bundle["entry"] *= 2
    assert answer(content) == answer(DIALECTS[name])


def said(cards: list[Json]) -> list[tuple[str, str, str]]:
    return [(card["source"]["topic"]["code"], card["indicator"], card["summary"]) for card in cards]


@pytest.mark.parametrize("name", NAMES)
def test_duplicates_and_decoration_change_nothing(name: str) -> None:
    """Every resource sent twice, unknown members, extensions and versions of systems change no card."""
    content = copy.deepcopy(ALL[name])
    content["extension"] = {"com.example": [1, {"x": None}]}
    content["unknown"] = 1
    content["context"]["unknown"] = {"a": []}
    for bundle in content.get("prefetch", {}).values():
        if isinstance(bundle, dict) and isinstance(bundle.get("entry"), list):
            bundle["entry"] *= 2
            for entry in bundle["entry"]:
                entry["resource"].setdefault("meta", {"versionId": "7"})
                entry["resource"]["code"] = _versioned(entry["resource"].get("code"))
                if entry["resource"]["code"] is None:
                    del entry["resource"]["code"]
    assert answer(content) == answer(ALL[name])


def _versioned(concept: Any) -> Any:
    made = copy.deepcopy(concept)
    for coding in (made or {}).get("coding", []):
        coding |= {"version": "2026", "system": coding["system"].replace("http://", "https://") + "/"}
    return made


@pytest.mark.parametrize("name", NAMES)
def test_an_unread_element_never_lowers_urgency(name: str) -> None:
    """With any element unread, a critical card stays, or a card says that the check could not be made in full.

    Where the conditions are read and clear, an unread result alone says nothing (contract, `ssaNotChecked`).
    """
    before = said(answer(ALL[name]))
    if not any(indicator == "critical" for _, indicator, _ in before):
        return
    clear = not ALL[name]["prefetch"]["conditions"].get("entry")
    for key in ["conditions"] if clear else ALL[name]["prefetch"]:
        content = copy.deepcopy(ALL[name])
        content["prefetch"][key] = {
            "resourceType": "OperationOutcome",
            "issue": [{"severity": "error", "code": "timeout"}],
        }
        after = said(answer(content))
        assert any(i == "critical" or t in ("ssaNotChecked", "couldNotCheck") for t, i, _ in after), key


OIDS = {
    "http://snomed.info/sct": "urn:oid:2.16.840.1.113883.6.96",
    "http://hl7.org/fhir/sid/icd-10-cm": "urn:oid:2.16.840.1.113883.6.90",
    "http://www.nlm.nih.gov/research/umls/rxnorm": "urn:oid:2.16.840.1.113883.6.88",
    "http://loinc.org": "urn:oid:2.16.840.1.113883.6.1",
}


@pytest.mark.parametrize("name", NAMES)
def test_oids_are_the_same_systems(name: str) -> None:
    """Code systems named by OID are read as those named by URI."""
    text = json.dumps(ALL[name])
    for uri, oid in OIDS.items():
        text = text.replace(f'"{uri}"', f'"{oid}"')
    assert answer(json.loads(text)) == answer(ALL[name])
    assert systems.system_key("HTTP://LOINC.org/") == systems.system_key("urn:oid:2.16.840.1.113883.6.1")
