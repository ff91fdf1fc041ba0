"""A search: what was asked, what of it is understood, and which resources match (FHIR R4, search)."""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from sandbox import matching
from sandbox.charts import Charts
from sandbox.outcomes import Refused
from sandbox.parameters import Parameter, includes, parameter

Json = dict[str, Any]
Pairs = list[tuple[str, str]]
PAGE: Final = 50
MOST: Final = 200
CURSOR: Final = "_cursor"
_GENERAL: Final = frozenset({"_format", "_pretty"})
_SUMMARIES: Final = frozenset({"true", "false", "text", "data", "count"})


@dataclass(frozen=True, slots=True)
class Search:
    """A search as it is made: the tests of which all must hold, and `used`, the parameters that the self link names."""

    kind: str
    tests: tuple[Callable[[Json], bool], ...]
    used: tuple[tuple[str, str], ...]
    count: int
    include: bool
    start: int
    count_only: bool

    def found(self, charts: Charts) -> list[Json]:
        """Return every match, in the order of the files."""
        return [one for one in charts[self.kind].values() if all(test(one) for test in self.tests)]

    def url(self, base: str, start: int | None = None) -> str:
        """Return the self link, or the link to the page that begins at `start`, by an opaque cursor."""
        pairs = list(self.used) if start is None else [*self.used, (CURSOR, _cursor(start, self.used))]
        return f"{base}/{self.kind}" + (f"?{urlencode(pairs)}" if pairs else "")


def understand(kind: str, asked: Iterable[tuple[str, str]], base: str, *, strict: bool) -> Search:
    """Return the search; raises Refused (400) for a value, modifier or, if strict, a parameter that is not understood.

    Unknown parameters, chains among them, are ignored unless the client asked for `Prefer: handling=strict`; the self
    link then shows that they were not used. An empty parameter is always ignored.
    """
    given = [(name, value.strip()) for name, value in asked if value.strip(" ,") and name not in _GENERAL]
    cursor = [value for name, value in given if name == CURSOR]
    tests: list[Callable[[Json], bool]] = []
    used: Pairs = []
    ignored: list[str] = []
    for name, value in given:
        test = _test(kind, name, value, base)
        if test is not None:
            tests.append(test)
        if test is not None or _controls(kind, name, value):
            used.append((name, value))
        elif name != CURSOR:
            ignored.append(name)
    if ignored and strict:
        raise Refused(400, "not-supported", f"not supported by this server: {', '.join(sorted(set(ignored)))}")
    count = _count(used)
    start = _start(cursor[-1], tuple(used)) if cursor else 0
    only = ("_summary", "count") in used  # _count=0 comes to the same: a page of no entries
    include = any(name.partition(":")[0] == "_include" for name, _ in used)
    return Search(kind, tuple(tests), tuple(used), min(count, MOST), include, start, only)


def _test(kind: str, name: str, value: str, base: str) -> Callable[[Json], bool] | None:
    """Return the test of one parameter, or None where it is none of this type's search parameters."""
    plain, colon, modifier = name.partition(":")
    one = parameter(kind, plain)
    if one is None or "." in modifier:
        return None  # unknown, or a chain: patient.name, subject:Patient.name
    if modifier == "missing" and one.kind != "id":
        return _missing(name, value, one)
    typed = one.kind == "reference" and modifier in one.targets
    if colon and not typed:
        raise Refused(400, "not-supported", f"{name}: the modifier :{modifier} is not supported here")
    wanted = matching.alternatives(value)
    for parts in wanted:
        matching.check(name, one, parts, base)
    if typed:
        wanted = [[f"{modifier}/{parts[0]}"] if "/" not in parts[0] else parts for parts in wanted]
    return (lambda resource: any(matching.matches(resource, one, parts, base) for parts in wanted)) if wanted else None


def _missing(name: str, value: str, one: Parameter) -> Callable[[Json], bool]:
    if value not in ("true", "false"):
        raise Refused(400, "value", f"{name}: true or false is expected")
    return lambda resource: matching.missing(resource, one) is (value == "true")


def _controls(kind: str, name: str, value: str) -> bool:
    """Say whether a parameter controls the result and is honored; refuse a value that it cannot have."""
    if name == "_count":
        if not (value.isascii() and value.isdecimal() and len(value) < 10):  # noqa: PLR2004 - any count fits
            raise Refused(400, "value", f"_count: {value!r} is no whole number")
        return True
    if name == "_summary":
        if value not in _SUMMARIES:
            raise Refused(400, "value", f"_summary: {value!r} is none of {', '.join(sorted(_SUMMARIES))}")
        return value in ("count", "false")
    if name in ("_include", "_include:iterate"):
        if value != "*" and value.count(":") not in (1, 2):
            raise Refused(400, "value", f"_include: {value!r} is no Type:parameter")
        return bool(includes(kind)) and value.removesuffix(":Medication") in ("*", f"{kind}:*", *includes(kind))
    return False


def _count(used: Pairs) -> int:
    counts = {int(value) for name, value in used if name == "_count"}
    if len(counts) > 1:
        raise Refused(400, "value", "_count: given more than once")
    return counts.pop() if counts else PAGE


def _sum(used: Iterable[tuple[str, str]]) -> int:
    return zlib.crc32(urlencode(list(used)).encode())


def _cursor(start: int, used: Iterable[tuple[str, str]]) -> str:
    return base64.urlsafe_b64encode(f"{start}.{_sum(used)}".encode()).decode().rstrip("=")


def _start(cursor: str, used: tuple[tuple[str, str], ...]) -> int:
    """Return where a page begins; a cursor of another search is refused."""
    try:
        said = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
        start, checked = (int(part) for part in said.split("."))
    except (ValueError, binascii.Error):
        start = checked = -1
    if start < 0 or checked != _sum(used):
        raise Refused(400, "value", "this page link does not belong to this search: search anew")
    return start
