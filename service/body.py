"""The request body: bytes -> JSON, leniently where that loses nothing, and the members that a hook must have."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import orjson

from mappings.reading import child, string
from service.exceptions import Refused

DEEPEST: Final = 254
"""Levels of nesting; also where orjson stops writing."""
_JSON_TYPES: Final = frozenset(
    {"", "application/json", "application/fhir+json", "application/json+fhir", "text/json", "application/hal+json"}
)
_LONGEST_INTEGER: Final = 18
"""Digits that always fit into 64 bits; a longer number is read as orjson reads it, as a float."""
_PATIENTS: Final = frozenset({"Patient", "RelatedPerson"})
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class HookRequest:
    """One hook call: the members we use, as sent."""

    hook: str
    patient_id: str
    context: Json
    prefetch: Json
    fhir_server: str
    token: str
    instance: str = ""
    of_patient: bool = False
    """The user is a patient or a relative, not a clinician."""


def media_type(value: str | None) -> None:
    """Refuse a body that says it is not JSON."""
    kind = (value or "").split(";", 1)[0].strip().lower()
    if kind not in _JSON_TYPES:
        raise Refused(415, "not-supported", "Send the request as application/json.")


def parse(body: bytes) -> tuple[Json, bool]:
    """Return the JSON object and whether it was repaired: a lone surrogate, NaN or 1e999 costs only that value."""
    body = body.removeprefix(b"\xef\xbb\xbf")
    repaired = False
    try:
        content = orjson.loads(body)
    except orjson.JSONDecodeError:
        content, repaired = _parse_slowly(body), True
    else:
        _check_depth_fast(content)
    if not isinstance(content, dict):
        raise Refused(400, "structure", "The request body must be a JSON object.")
    return content, repaired


def _parse_slowly(body: bytes) -> Any:
    text = body.decode("utf-8", "replace")
    try:
        content = json.loads(text, parse_constant=lambda _: None, parse_float=_finite, parse_int=_integer, strict=False)
    except RecursionError:
        raise _too_deep() from None
    except ValueError:
        raise Refused(400, "structure", "The request body is not JSON.") from None
    _check_depth(content)
    return without_surrogates(content)


def _finite(text: str) -> float | None:
    value = float(text)
    return value if abs(value) != float("inf") else None


def _integer(text: str) -> float | None:
    return int(text) if len(text) <= _LONGEST_INTEGER else _finite(text)


def _too_deep() -> Refused:
    return Refused(400, "structure", f"The request body is nested deeper than {DEEPEST} levels.")


def _check_depth_fast(content: Any) -> None:
    """What orjson has read it can write, unless it is too deep: five times as fast as a walk, and misses nothing."""
    try:
        orjson.dumps(content)
    except orjson.JSONEncodeError:
        raise _too_deep() from None


def _check_depth(content: Any) -> None:
    """Walk level by level, so that depth costs no stack."""
    level = [content]
    for _ in range(DEEPEST):
        level = [one for value in level for one in _members(value) if isinstance(one, dict | list)]
        if not level:
            return
    raise _too_deep()


def _members(value: Any) -> Iterable[Any]:
    return value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()


def without_surrogates(value: Any) -> Any:
    """Return JSON in which every lone surrogate is a question mark."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8") if not value.isascii() else value
    if isinstance(value, list):
        return [without_surrogates(one) for one in value]
    if isinstance(value, dict):
        return {without_surrogates(name): without_surrogates(one) for name, one in value.items()}
    return value


def hook_request(content: Json, hook: str) -> HookRequest:
    """Return the members of a call of `hook`; a missing or unusable required one is refused by name."""
    for name in ("hook", "hookInstance"):
        if not string(content.get(name)):
            raise Refused(400, "required", f"The request must have a string '{name}'.")
    if string(content.get("hook")) != hook:
        raise Refused(400, "value", f"This service answers the hook '{hook}' only.")
    context = content.get("context")
    if not isinstance(context, dict):
        raise Refused(400, "required", "The request must have an object 'context'.")
    for name in ("userId", "patientId"):
        if not string(context.get(name)):
            raise Refused(400, "required", f"The context must have a string '{name}'.")
    if hook != "patient-view" and not isinstance(context.get("draftOrders"), dict):
        raise Refused(400, "required", "The context must have a Bundle 'draftOrders'.")
    if hook == "order-select" and not isinstance(context.get("selections"), list | str):
        raise Refused(400, "required", "The context must have an array 'selections'.")
    patient_id = string(context.get("patientId")).removeprefix("Patient/")
    token = string(child(content, "fhirAuthorization").get("access_token"))
    server = string(content.get("fhirServer"))
    instance = string(content.get("hookInstance"))
    user = string(context.get("userId")).split("/")
    of_patient = not _PATIENTS.isdisjoint(user[:-1])
    return HookRequest(hook, patient_id, context, child(content, "prefetch"), server, token, instance, of_patient)
