"""FHIR answers as JSON: parsed, and a Bundle taken apart entry by entry; pure."""

import json
import math
from typing import Any
from urllib.parse import quote

import orjson

_BAD_ENTRY = "an entry of the result could not be read"
_MISSING = frozenset({"incomplete", "timeout", "throttled", "too-costly", "forbidden", "security", "exception"})
_REPORTED = "the FHIR server reported an error within the result"


def parse(body: bytearray) -> object:
    """Return the JSON of `body`; raise ValueError if it is none."""
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:  # one odd character or number does not cost the answer: see _parse_leniently
        return _parse_leniently(body)


def _parse_leniently(body: bytearray) -> object:
    """Parse with NaN and infinite numbers as null, and what is no character as U+FFFD."""
    try:
        text = body.decode("utf-8-sig", "replace")
        value = json.loads(text, parse_constant=lambda _: None, parse_float=_finite)
        whole = json.dumps(value, ensure_ascii=False).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        return orjson.loads(whole)
    except (ValueError, RecursionError):
        raise ValueError("not JSON") from None


def _finite(number: str) -> float | None:
    return value if math.isfinite(value := float(number)) else None


def entries(bundle: dict[str, Any]) -> tuple[list[dict[str, Any]], list[str]]:
    """Return the resources of a Bundle's entries, in order, and why there may be more than these."""
    resources, problems = [], []
    for entry in listed(bundle.get("entry")):
        resource = _member(entry, "resource")
        resource_type = _member(resource, "resourceType")
        if resource_type == "OperationOutcome":
            problems += [_REPORTED] if is_severe(resource) else []
        elif _member(_member(entry, "search"), "mode") == "outcome":
            continue
        elif isinstance(resource_type, str):
            resources.append(resource)
        else:
            problems.append(_BAD_ENTRY)
    return resources, problems


def is_severe(outcome: dict[str, Any]) -> bool:
    """Say whether an OperationOutcome reports an error, or, at whatever severity, that something is missing."""
    return any(
        _member(issue, "severity") not in ("warning", "information", "success") or _member(issue, "code") in _MISSING
        for issue in listed(outcome.get("issue"))
    )


def next_link(bundle: dict[str, Any]) -> object:
    """Return the url of the `next` link, "" where that has none, or None where there is no such link."""
    links = (link for link in listed(bundle.get("link")) if _member(link, "relation") == "next")
    return next((_member(link, "url") or "" for link in links), None)


def listed(value: object) -> list[Any]:
    """Return a list as it is, nothing as an empty one, and anything else as its only member."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _member(value: object, name: str) -> Any:
    return value.get(name) if isinstance(value, dict) else None


def by_category(query: str, category: str) -> str:
    """Return `query` with `category` (plain text) in place of its codes."""
    path, _, parameters = query.partition("?")
    kept = [parameter for parameter in parameters.split("&") if parameter.partition("=")[0] != "code"]
    return f"{path}?{'&'.join([*kept, 'category=' + quote(category, safe='')])}"
