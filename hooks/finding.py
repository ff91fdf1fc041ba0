"""What a recommendation answers: a finding, or silence with its reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from mappings.patient import Picture
from mappings.therapy import Order


class Indicator(StrEnum):
    """Urgency of a card, in the words of CDS Hooks; most urgent first."""

    CRITICAL = "critical"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Action:
    """A create (with `resource`) or a delete (with `reference`, the draft's own `Type/id`)."""

    description: str
    resource: dict[str, Any] | None = None
    reference: str | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Actions that belong together, under one button."""

    label: str
    actions: tuple[Action, ...]
    recommended: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to say. `detail` holds Markdown paragraphs in which chart text is already escaped.

    `reasons` are codes of pnet-override-reason, the fitting one first. `evidence` are keys of evidence.toml.
    """

    rule: str
    version: str
    indicator: Indicator
    summary: str
    detail: tuple[str, ...]
    evidence: tuple[str, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Silent:
    """Nothing to say, and why: shown by `explain`."""

    reason: str


Verdict = Finding | Silent


@dataclass(frozen=True, slots=True)
class Recommendation:
    """One rule: its id and version, the drugs whose orders it judges, the data elements it needs, and the judgment.

    `judge` answers for one order. `view` answers once for the chart: with the selected orders of its drugs, or with none
    when a chart is opened. `text` is the module's own docstring, which opens with the guideline's sentence, and
    `evidence` are keys of evidence.toml.
    """

    rule: str
    version: str
    drugs: frozenset[str]
    needs: frozenset[str]
    judge: Callable[[Picture, Order], Verdict] | None = None
    view: Callable[[Picture, tuple[Order, ...]], Verdict] | None = None
    evidence: tuple[str, ...] = ()
    text: str = ""

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The paragraphs of `text`, each on one line; the first is the guideline's sentence."""
        return tuple(" ".join(one.split()) for one in self.text.split("\n\n") if one.strip())

    @property
    def when_then(self) -> tuple[str, str]:
        """The sentence in two: when the rule speaks ("When ..."), and what it then says."""
        when, _, then = (self.paragraphs or ("",))[0].partition(", then ")
        return when, then
