"""When a somatostatin analog is ordered and an insulinoma is possible, then warn, and offer the work-up only.

Possible means: suspected (provisional, differential, uncertain words), contradictory entries, an endocrine tumor of
the pancreas coded together with hyperinsulinism, biochemical criteria met in one sample, or hypoglycemia again after
an insulinoma was resolved. One that only the text of a report names is suspected too: the card says so and is a warning
at most. Diazoxide is not offered: its label wants the diagnosis established.
"""

from __future__ import annotations

from typing import Final

from hooks import alternatives, recurrence, wording
from hooks import insulinoma_words as words
from hooks.finding import Finding, Indicator, Recommendation, Silent, Verdict
from hooks.severity import lows_on_therapy, milder
from hooks.thresholds import THRESHOLDS
from mappings import courses
from mappings.model import POSSIBLE, Certainty, Glucose, Source
from mappings.patient import CHART, Picture
from mappings.reported import HOW as TEXT
from mappings.therapy import ANALOGS, DrugClass, Order

RULE: Final = "ssaPossibleInsulinoma"
VERSION: Final = "1.0"
NEEDS: Final = CHART | {"patient"}
_SAID: Final = {
    Certainty.CONFLICTING: "entries on insulinoma contradict each other",
    Certainty.SUSPECTED: "insulinoma is suspected",
    Certainty.PATTERN: "endocrine pancreatic tumor with hyperinsulinism",
    Certainty.BIOCHEMICAL: "biochemical criteria of hyperinsulinism are met",
    Certainty.RESOLVED: "hypoglycemia after it was resolved: recurrence",
}
_EVIDENCE: Final = {Certainty.PATTERN: "icd-pattern", Certainty.BIOCHEMICAL: "endotext-hyperinsulinism"}
_FITTING: Final = {
    Certainty.CONFLICTING: "insulinoma-resected-or-not-active",
    Certainty.RESOLVED: "insulinoma-resected-or-not-active",
}


def judge(picture: Picture, order: Order) -> Verdict:
    """Return the warning where an insulinoma is possible; a healed one without hypoglycemia since is silent."""
    certainty = picture.insulinoma.certainty
    lows, since = recurrence.recurrence(picture), recurrence.recorded_since(picture)
    if not (certainty in POSSIBLE or lows or since):
        return Silent(f"insulinoma: {certainty.value}")
    if _congenital(picture):
        return Silent("under 18 with hyperinsulinism and without a pancreatic tumor: octreotide treats it")
    keys = tuple(key for key in ("nccn-2025", _EVIDENCE.get(certainty), "gama-1995", "design") if key)
    return Finding(
        rule=RULE,
        version=VERSION,
        indicator=_indicator(picture, order),
        summary=f"Possible insulinoma ({_said(picture)}): {order.drug.label} can cause severe hypoglycemia",
        detail=_detail(picture, order, lows, since, keys),
        evidence=keys,
        suggestions=alternatives.workup(picture, order),
        reasons=alternatives.reasons(picture, order, _FITTING.get(certainty, "diagnosis-incorrect")),
    )


def _indicator(picture: Picture, order: Order) -> Indicator:
    if order.drug.drug_class is not DrugClass.PASIREOTIDE:
        return Indicator.WARNING
    course = courses.course(order, picture.treatments, picture.as_of)
    failed = picture.octreotide_test is not None and picture.octreotide_test.value in ("hypoglycemia", "conflicting")
    lows = lows_on_therapy(picture, course)
    # Where only a report names it, its words must not make milder what the hypoglycemia alone would have said.
    unexplained = _by_text(picture) and bool(picture.unexplained_hypoglycemia)
    return Indicator.WARNING if failed or lows or unexplained else (milder(Indicator.WARNING) or Indicator.WARNING)


def _congenital(picture: Picture) -> bool:
    child = picture.age is not None and picture.age < THRESHOLDS["adult_years"]
    biochemical = picture.insulinoma.certainty is Certainty.BIOCHEMICAL
    return child and biochemical and bool(picture.e16) and not picture.pancreatic_tumor


def _detail(
    picture: Picture, order: Order, lows: tuple[Glucose, ...], since: tuple[Source, ...], keys: tuple[str, ...]
) -> tuple[str, ...]:
    said, dated = _said(picture), picture.insulinoma.resolved
    entries = words.conflict_line(picture)
    entries = entries or words.entries_line(said[0].upper() + said[1:], picture.insulinoma.sources)
    return wording.paragraphs(
        wording.sentences(
            f"**Why now.** {words.order_line(order)} {entries}",
            words.resolved_line(picture),
            words.entries_line("Hypoglycemia recorded" + (" since" if dated else ""), since) if since else "",
            words.emergency_line(picture, order),
            words.glucose_line(picture, lows),
            words.findings_lines(picture),
        ),
        "**Why it matters.** In an insulinoma an analog can suppress glucagon more than insulin: prolonged "
        "neuroglycopenia (Gama 1995).",
        f"**Consider first.** {words.urgent(picture, order)}{_question(picture)}Settle the diagnosis: glucose, insulin, "
        "C-peptide and proinsulin during hypoglycemia, a supervised fast if needed. If the analog is given: glucose checks, "
        "oral or IV glucose as rescue, never glucagon.",
        wording.not_known(picture, picture.unread(NEEDS)),
        wording.closing(keys, RULE, VERSION),
    )


def _said(picture: Picture) -> str:
    found = picture.insulinoma
    undated = found.certainty is Certainty.RESOLVED and found.resolved is None
    if _by_text(picture):
        return "named in a report, not coded"
    return "resolved, date not known; hypoglycemia in the last year" if undated else _SAID[found.certainty]


def _by_text(picture: Picture) -> bool:
    """Whether nothing but the text of reports names an insulinoma."""
    found = picture.insulinoma
    return found.certainty is Certainty.SUSPECTED and all(one.how == TEXT for one in found.sources)


def _question(picture: Picture) -> str:
    conflicting = picture.insulinoma.certainty is Certainty.CONFLICTING
    return "Is the insulinoma gone? Then correct the entry that is out of date. " if conflicting else ""


RECOMMENDATION: Final = Recommendation(
    RULE,
    VERSION,
    ANALOGS,
    NEEDS,
    judge,
    evidence=("nccn-2025", *_EVIDENCE.values(), "gama-1995", "design"),
    text=__doc__ or "",
)
