"""When a somatostatin analog is ordered in a confirmed, active insulinoma, then warn of severe hypoglycemia.

How urgently depends on SSTR status, an octreotide test, and what happened on the analog so far: the severity table.
Guideline (NCCN v3.2025, secondary digest), in our words: an analog only if the tumor expresses SSTR, since without
it hypoglycemia can become profoundly worse; with caution even then. Lu-177 dotatate counts as an analog started in
SSTR-positive disease. Never a hard stop: many patients respond (14 of 21).
"""

from __future__ import annotations

from typing import Final

from hooks import alternatives, wording
from hooks import insulinoma_words as words
from hooks.finding import Finding, Indicator, Recommendation, Silent, Suggestion, Verdict
from hooks.severity import Row, row
from mappings.definitions import VALUES
from mappings.model import Certainty, Quality
from mappings.patient import CHART, Picture
from mappings.therapy import ANALOGS, Change, DrugClass, Form, Order

RULE: Final = "ssaInsulinoma"
VERSION: Final = "1.0"
NEEDS: Final = CHART | {"patient"}
_EVIDENCE: Final = ("nccn-2025", "gama-1995", "abell-2015", "octreotide-2008", "design")
_FITTING: Final = {
    "emergency": ("inpatient-glucose-monitoring",),
    "test-tolerated": ("test-dose-tolerated",),
    "continuation": ("established-no-hypoglycemia",),
    "stable-as-read": ("established-no-hypoglycemia",),
    "sstr-positive": ("sstr-positive-documented",),
    "supervised-test": ("inpatient-glucose-monitoring",),
    "prrt": ("tumor-board-decision", "inpatient-glucose-monitoring"),
    "companion": ("tumor-board-decision", "inpatient-glucose-monitoring"),
    "not-positive": (
        "inpatient-glucose-monitoring",
        "sstr-positive-documented",
        "diazoxide-everolimus-failed-or-unsuitable",
    ),
}


def judge(picture: Picture, order: Order) -> Verdict:
    """Return the card of the row of the severity table that fits, unless that row is the one of a stable course."""
    if picture.insulinoma.certainty is not Certainty.CONFIRMED:
        return Silent(f"insulinoma: {picture.insulinoma.certainty.value}")
    fits = row(picture, order)
    if fits.name == "stable":
        return Silent("unchanged continuation without hypoglycemia: ssaInsulinomaStable says it")
    if fits.indicator is None:
        return Silent(f"row {fits.name}: nothing to say for pasireotide")
    fitting = _FITTING.get(fits.name, ("inpatient-glucose-monitoring", "diazoxide-everolimus-failed-or-unsuitable"))
    evidence = _sources(order, fits)
    return Finding(
        rule=RULE,
        version=VERSION,
        indicator=fits.indicator,
        summary=_summary(picture, order, fits),
        detail=_detail(picture, order, fits, evidence),
        evidence=evidence,
        suggestions=_suggestions(picture, order, fits),
        reasons=alternatives.reasons(picture, order, *fitting),
    )


def _sources(order: Order, fits: Row) -> tuple[str, ...]:
    if fits.name == "prrt":
        return ("nccn-2025", "prrt-crisis", "design")
    mild = order.drug.drug_class is DrugClass.PASIREOTIDE and fits.indicator is not Indicator.CRITICAL
    return ("nccn-2025", "ssa-labels", "design") if mild else _EVIDENCE


def _summary(picture: Picture, order: Order, fits: Row) -> str:
    drug = order.drug.label
    harm = "severe, prolonged hypoglycemia" if order.drug.form is Form.DEPOT else "severe hypoglycemia"
    low = f"glucose {wording.clean(fits.lows[0].shown, 20)}" if fits.lows else ""
    return {
        "prrt": "Insulinoma: plan glucose checks during and after Lu-177 dotatate; hormone release is possible",
        "emergency": f"Insulinoma: do not delay {drug} in the emergency; check glucose hourly, keep IV glucose ready",
        "hypoglycemia-since-start": f"Insulinoma, {low} {_since(fits)}: {drug} may cause {harm}",
        "test-hypoglycemia": f"Insulinoma, hypoglycemia in the octreotide test: {drug} may cause {harm}",
        "test-tolerated": f"Insulinoma, octreotide test tolerated: {drug} can still lower glucose; check glucose",
        "continuation": f"Insulinoma on {drug}, {_why_watched(fits)}: check glucose",
        "stable-as-read": f"Insulinoma on {drug}, unchanged as far as the chart was read: check glucose",
        "sstr-positive": f"Insulinoma, {_positive(picture)}: {drug} can still lower glucose; check glucose",
        "companion": f"Insulinoma, depot with Lu-177 dotatate: {drug} can still lower glucose; check glucose",
        "supervised-test": f"Insulinoma: supervised test of {drug}; check glucose closely, keep IV glucose ready",
        "not-positive": f"Insulinoma, {_sstr(picture)}: {_higher(fits)}{drug} may cause {harm}",
    }[fits.name]


def _since(fits: Row) -> str:
    beside = fits.course.beside
    return f"on {beside.drug.label}" if beside else "since the analog was started"


def _why_watched(fits: Row) -> str:
    if fits.watched:
        return f"for less than {VALUES['unchanged_days']:g} days"
    return "glucose since the start not documented"


def _higher(fits: Row) -> str:
    return "a dose increase of " if fits.course.change is Change.INCREASE else ""


def _positive(picture: Picture) -> str:
    stale = picture.sstr is not None and picture.sstr.quality is Quality.STALE
    return f"SSTR positive ({words.OLD})" if stale else "SSTR positive"


def _sstr(picture: Picture) -> str:
    return f"SSTR {picture.sstr.value}" if picture.sstr else "SSTR status unknown"


def _detail(picture: Picture, order: Order, fits: Row, evidence: tuple[str, ...]) -> tuple[str, ...]:
    considered = alternatives.considerations(picture, fits) if fits.indicator is Indicator.CRITICAL else []
    return wording.paragraphs(
        _why_now(picture, order, fits),
        f"**Why it matters.** {_why(order, fits)}",
        wording.bullets("Consider first", considered),
        f"**Rescue.** {'' if fits.name == 'emergency' else 'Oral or '}IV glucose. Glucagon is contraindicated in insulinoma "
        "(labels): rebound hypoglycemia.",
        wording.not_known(picture, picture.unread(NEEDS)),
        wording.closing(evidence, RULE, VERSION),
    )


def _why_now(picture: Picture, order: Order, fits: Row) -> str:
    change = None if order.drug.drug_class is DrugClass.PRRT else fits.course.change
    started = fits.course.started
    return wording.sentences(
        f"**Why now.** {words.order_line(order, change)}",
        words.insulinoma_line(picture),
        words.emergency_line(picture, order),
        words.prrt_line(picture) if fits.name == "companion" else "",
        words.glucose_line(picture, fits.lows),
        words.findings_lines(picture),
        words.beside_line(fits.course),
        words.before_line(fits.course),
        f"On it since {started.text} ({wording.escaped(fits.course.sources[0].reference, 48)})."
        if started and fits.course.change is not Change.START
        else "",
        "The dose is not recorded on both sides, so the course is not known to be unchanged."
        if fits.name == "not-positive" and fits.course.change is Change.CONTINUATION
        else "",
        "A depot acts for weeks and cannot be taken back." if order.drug.form is Form.DEPOT else "",
    )


def _why(order: Order, fits: Row) -> str:
    if order.drug.drug_class is DrugClass.PRRT:
        return "The tumor may release its hormone: hormonal crisis in about 1 %, after the first cycle (PMC2668649)."
    if order.drug.drug_class is DrugClass.PASIREOTIDE and fits.indicator is not Indicator.CRITICAL:
        return "An analog can suppress glucagon. Pasireotide also raises glucose, so this is one step less urgent."
    return (
        "An analog can suppress glucagon more than insulin: prolonged neuroglycopenia (Gama 1995), collapse after a LAR "
        "dose increase (Abell 2015). Many patients respond (14 of 21, 2008): a caution, not a ban."
    )


def _suggestions(picture: Picture, order: Order, fits: Row) -> tuple[Suggestion, ...]:
    if fits.indicator is Indicator.CRITICAL:
        return alternatives.alternatives(picture, order, fits)
    if fits.name == "emergency":
        return (alternatives.add(picture, "Add hourly glucose checks", "glucose-hourly"),)
    offered = [alternatives.add(picture, "Add glucose checks", "glucose-checks")]
    if fits.name in ("continuation", "stable-as-read", "sstr-positive") and alternatives.sstr_open(picture):
        offered.append(alternatives.add(picture, "Add an SSTR PET/CT", "sstr-pet"))
    return (*offered, alternatives.remove(order))


RECOMMENDATION: Final = Recommendation(
    RULE,
    VERSION,
    ANALOGS,
    NEEDS,
    judge,
    evidence=(*_EVIDENCE, "ssa-labels", "prrt-crisis", "diazoxide-label", "glucagon-labels"),
    text=__doc__ or "",
)
