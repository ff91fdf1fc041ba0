"""patient-view over HTTP: the options where a decision is open, nothing for others, 412 where nothing can be said."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
import requests

from tests import golden
from tests.cds_hooks_spec import check_response, topics
from tests.service.conftest import Service

Json = dict[str, Any]
PATH = "/cds-services/pnet-patient-view"
OPTIONS: Json = json.loads((golden.FOLDER / "therapyOptions" / "in-progressing-on-lanreotide.json").read_text())
OUTCOME = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "timeout"}]}


def call(service: Service, content: Json) -> tuple[int, Json]:
    """Post a request to the service for patient-view; the answer keeps the specification."""
    got = requests.post(f"{service.url}{PATH}", json=content, timeout=30)
    return got.status_code, check_response(got.status_code, got.headers, got.content, content)


def changed(**prefetch: Any) -> Json:
    """Return the request with other prefetch; `None` leaves a key out."""
    content = copy.deepcopy(OPTIONS)
    content["prefetch"] |= prefetch
    content["prefetch"] = {key: value for key, value in content["prefetch"].items() if value != "absent"}
    return content


def test_options_where_a_decision_is_open(offline: Service) -> None:
    """A chart with progression on lanreotide gets the options and the advice on the analog."""
    status, answer = call(offline, OPTIONS)
    assert status == 200
    assert topics(answer) == ["ssaOnProgression", "therapyOptions"]


@pytest.mark.parametrize("user", ["Patient/pt-1", "RelatedPerson/r-1", "https://ehr.example/fhir/Patient/pt-1"])
def test_a_patient_is_told_nothing(offline: Service, user: str) -> None:
    """A user who is the patient or a relative gets no cards, also where the chart could not be read."""
    for content in (copy.deepcopy(OPTIONS), changed(conditions="absent")):
        content["context"]["userId"] = user
        assert call(offline, content) == (200, {"cards": []})


@pytest.mark.parametrize("conditions", ["absent", OUTCOME], ids=["absent", "an error"])
def test_unreadable_conditions_are_412(offline: Service, conditions: Any) -> None:
    """Where the problems cannot be read nothing can be said, and that is said as such."""
    status, answer = call(offline, changed(conditions=conditions))
    assert status == 412
    assert "conditions" in json.dumps(answer)


@pytest.mark.parametrize("key", ["medications", "administrations", "tumor2", "function", "labs2", "procedures"])
def test_what_was_not_read_is_named_and_never_read_as_none(offline: Service, key: str) -> None:
    """With a key missing the answer is 200; a card that comes names it, and never says that there was no therapy."""
    status, answer = call(offline, changed(**{key: OUTCOME}))
    assert status == 200
    assert answer["cards"]
    assert all("Not read" in card["detail"] for card in answer["cards"])
    if key == "medications":
        assert all("no antitumor therapy on record" not in card["detail"] for card in answer["cards"])


def test_other_patients_are_quiet(offline: Service) -> None:
    """A chart without a tumor of the pancreas gets no cards."""
    empty = {"resourceType": "Bundle", "type": "searchset", "total": 0}
    assert call(offline, changed(conditions=empty)) == (200, {"cards": []})


def test_another_hook_at_this_address_is_refused(offline: Service) -> None:
    """The service answers its own hook only."""
    status, answer = call(offline, OPTIONS | {"hook": "order-select"})
    assert status == 400
    assert "patient-view" in json.dumps(answer)
