"""The decision model: facts with provenance. Three-valued: yes, no, and nobody has recorded it (None)."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from mappings.dates import When
from mappings.records import record


class State(StrEnum):
    """What became of one data element; only `read` and `empty` allow the conclusion that something is absent."""

    READ = "read"
    EMPTY = "empty"
    PARTIAL = "read in part"
    UNREADABLE = "not read"


class Quality(StrEnum):
    """How good a fact is."""

    EXACT = "exact"
    BOUNDED = "bounded"
    AMBIGUOUS = "ambiguous"
    BY_NAME = "by name"
    PRELIMINARY = "preliminary"
    STALE = "stale"
    DISCORDANT = "discordant"
    INVALID = "not readable"
    FROM_TEXT = "from report text"


@record
class Element:
    """One data element as gathered: FHIR resources (dicts), whether that is all of it, and if not why."""

    resources: tuple[dict[str, Any], ...] = ()
    state: State = State.EMPTY
    problem: str | None = None


@record
class Reading:
    """What a recommendation may know of an element: was it read, and if not why (a short, safe sentence)."""

    element: str
    state: State
    problem: str | None = None

    @property
    def complete(self) -> bool:
        """Whether what is absent here is known to be absent."""
        return self.state in (State.READ, State.EMPTY)


@record
class Note:
    """Something of the input that was not used, and why; `reference` is `Type/id` as sent."""

    reference: str
    reason: str
    lost: bool = False
    """The entry could not be read at all, so its element is no longer complete."""
    element: str = ""
    """The element that it belongs to, where the type of the resource alone does not say it."""


@record
class Source:
    """Where a fact was seen: resource, date as recorded, the chart's words or code, and how they were matched."""

    reference: str
    when: When | None
    seen: str
    how: str = "code"


@record
class Fact:
    """A recorded value with its source and quality."""

    value: str
    source: Source
    quality: Quality = Quality.EXACT
    conflicts: tuple[Source, ...] = ()


class Certainty(StrEnum):
    """What the chart's entries, taken together, say of an insulinoma."""

    CONFIRMED = "confirmed, active"
    CONFLICTING = "conflicting entries"
    SUSPECTED = "suspected"
    PATTERN = "pattern of codes"
    BIOCHEMICAL = "biochemical criteria met"
    RESOLVED = "resolved or resected"
    NOT_RECORDED = "not recorded"


POSSIBLE = frozenset({Certainty.CONFLICTING, Certainty.SUSPECTED, Certainty.PATTERN, Certainty.BIOCHEMICAL})
NAMED = frozenset({Certainty.CONFIRMED, Certainty.SUSPECTED, Certainty.CONFLICTING})
"""Someone named an insulinoma that is there, or may be."""


@record
class Insulinoma:
    """The conclusion on insulinoma, with the entries it rests on and the date it was resolved, if it was.

    Where they contradict each other, `over` are those of the sources that say it is over.
    """

    certainty: Certainty
    sources: tuple[Source, ...] = ()
    resolved: When | None = None
    denied: tuple[Source, ...] = ()
    over: tuple[Source, ...] = ()


class Extent(StrEnum):
    """How much of the pancreas an operation removed."""

    TOTAL = "total"
    PARTIAL = "partial"
    ENUCLEATION = "enucleation"
    UNKNOWN = "unknown"


@record
class Resection:
    """An operation on the pancreas that was done; ablation of a tumor in it counts as an enucleation."""

    source: Source
    kind: Extent
    when: When | None
    of_insulinoma: bool
    """Whether the operation itself, or its reason, names an insulinoma."""
    reasons: frozenset[str] = frozenset()
    """References (`Type/id`) that it gives as its reason."""


@record
class Explanation:
    """A diagnosis that explains hypoglycemia, with the date it happened; one that is `over` explains only what is near."""

    source: Source
    over: bool


@record
class Glucose:
    """One glucose result in the unit reported (`mg/dL` or `mmol/L`), as the interval low..high."""

    low: float
    high: float
    unit: str
    shown: str
    source: Source
    hypoglycemia: bool | None
    """True below 54 mg/dL or 3.0 mmol/L, None when the interval straddles the bound."""
    fasting: bool = False
    """The code is one of a fasting glucose; the time of day says nothing."""
    sure: bool = False
    """Final, in a unit of its own and of a possible size: what may prove that glucose was high."""


@record
class Tested:
    """That something was measured: where and when, whatever the result; `final` unless only a preliminary one is as new."""

    source: Source
    final: bool


@record
class Measure:
    """One number as the interval low..high in `unit`: potassium (`mmol/L`), tumor size (`mm`), hepatic load (`%`)."""

    low: float
    high: float
    unit: str
    shown: str
    source: Source
    quality: Quality = Quality.EXACT
    conflicts: tuple[Source, ...] = ()
    over: bool = False
    """The value lies strictly above `low` (it was sent as `>`)."""

    def above(self, bound: float) -> bool | None:
        """Say whether the value lies above `bound`; the bound itself does not, and what straddles it is unknown."""
        if self.low > bound or (self.over and self.low >= bound):
            return True
        return False if self.high <= bound else None
