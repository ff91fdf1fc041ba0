"""When capecitabine or systemic fluorouracil is ordered, then test DPYD before the first dose unless it cannot wait.

The boxed warning of the labels (10/2025). Complete deficiency, or one of unknown extent: critical. Partial: warning,
individualize. A result that is not understood, or none: warning at the first order, information later. Normal: silent.
A deficiency speaks for every patient; a missing test only where a neuroendocrine or pancreatic tumor is on record,
which is a design choice: other clinics have their own checks.
"""

from __future__ import annotations

from typing import Final

from hooks import alternatives, wording
from hooks import insulinoma_words as words
from hooks.finding import Finding, Indicator, Recommendation, Silent, Suggestion, Verdict
from mappings import dpyd
from mappings.model import NAMED, Fact
from mappings.patient import CHART, Picture
from mappings.therapy import DrugClass, Order, is_fluoropyrimidine

RULE: Final = "dpydTesting"
VERSION: Final = "1.0"
_RESULTS: Final = ("conditions", "function")
NEEDS: Final = CHART | {"function"}
_EVIDENCE: Final = ("fluoropyrimidine-labels", "cpic-dpyd", "design")
_GRAVE: Final = (dpyd.COMPLETE, dpyd.DEFICIENT)


def judge(picture: Picture, order: Order) -> Verdict:
    """Return the card on DPYD, or why there is none."""
    if not is_fluoropyrimidine(order.drug, order.dosage):
        return Silent("no capecitabine or systemic fluorouracil")
    fact = picture.dpyd
    if fact is not None and fact.value == dpyd.NORMAL:
        return Silent("DPYD: normal")
    if fact is None and picture.unread(_RESULTS):
        return Silent("results could not be read: another card says so")
    if fact is None and not _in_scope(picture):
        return Silent("no neuroendocrine or pancreatic tumor on record, and no deficiency")
    first = not any(is_fluoropyrimidine(one.drug, one.dosage) for one in picture.treatments)
    return Finding(
        rule=RULE,
        version=VERSION,
        indicator=_indicator(fact, first=first),
        summary=_summary(order, fact, first=first),
        detail=_detail(picture, order, fact, first=first),
        evidence=_EVIDENCE,
        suggestions=_suggestions(picture, order, fact),
        reasons=("emergency-other-indication", "tumor-board-decision", "palliative-goals", "other-free-text")
        if fact is None or fact.value not in _GRAVE
        else ("tumor-board-decision", "other-free-text"),
    )


def _in_scope(picture: Picture) -> bool:
    tumor = picture.pancreatic_tumor or picture.net or picture.nec
    return bool(tumor) or picture.insulinoma.certainty in NAMED


def _indicator(fact: Fact | None, *, first: bool) -> Indicator:
    if fact is not None and fact.value in _GRAVE:
        return Indicator.CRITICAL
    if fact is not None and fact.value == dpyd.PARTIAL:
        return Indicator.WARNING
    return Indicator.WARNING if first else Indicator.INFO


def _summary(order: Order, fact: Fact | None, *, first: bool) -> str:
    label = order.drug.label
    if fact is None:
        if first:
            return f"No DPYD result on file: boxed warning of {label}; test before the first dose unless it cannot wait"
        return f"No DPYD result on file in a later cycle of {label}: a test is still worth considering"
    if fact.value == dpyd.UNCLEAR:
        return f"A DPYD result on file is not understood here: read it before {label}"
    if fact.value == dpyd.PARTIAL:
        return f"DPYD: partial deficiency; {label} can be severely toxic: individualize the dose"
    extent = "complete deficiency" if fact.value == dpyd.COMPLETE else "deficiency, extent not recorded"
    return f"DPYD: {extent}; {label} can be fatal, and no dose is known to be safe"


def _detail(picture: Picture, order: Order, fact: Fact | None, *, first: bool) -> tuple[str, ...]:
    unread = wording.not_read(picture.unread(NEEDS))
    known = (
        words.entries_line(f"DPYD: {fact.value}", (fact.source, *fact.conflicts))
        if fact
        else "No DPYD result on file (searched by code only)."
    )
    return wording.paragraphs(
        wording.sentences(
            f"**Why now.** {words.order_line(order)} {known}",
            f'In the chart\'s words: "{wording.escaped(fact.source.seen)}".'
            if fact and fact.source.how == "code"
            else "",
            "Results differ: the gravest counts." if fact and fact.conflicts else "",
            "The first order on record." if first else "Not the first on record.",
        ),
        "**Why it matters.** Without the enzyme that breaks fluorouracil down, the first doses can cause severe or fatal "
        "mucositis, diarrhea, neutropenia and neurotoxicity (boxed warning).",
        f"**Consider.** {_considered(fact)}",
        f"**Not known.** {unread}" if unread else "",
        wording.closing(_EVIDENCE, RULE, VERSION),
    )


def _considered(fact: Fact | None) -> str:
    if fact is None or fact.value == dpyd.UNCLEAR:
        return "A DPYD result may stand in a report: look there. Else test, unless treatment cannot wait."
    if fact.value == dpyd.PARTIAL:
        return "An individual starting dose, changed by how it is tolerated (label); CPIC has recommendations by score."
    return "A regimen without a fluoropyrimidine. Where only the extent is open, settle it first."


def _suggestions(picture: Picture, order: Order, fact: Fact | None) -> tuple[Suggestion, ...]:
    if fact is None or fact.value == dpyd.UNCLEAR:
        return (alternatives.add(picture, "Add a DPYD test", "dpyd-test"),)
    return (alternatives.remove(order),)


RECOMMENDATION: Final = Recommendation(
    RULE, VERSION, frozenset({DrugClass.CYTOTOXIC}), NEEDS, judge, evidence=_EVIDENCE, text=__doc__ or ""
)
