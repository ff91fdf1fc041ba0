"""When insulin, a sulfonylurea or a glinide is ordered in an active insulinoma, then warn of severe hypoglycemia.

Insulin is information only where a reason for it is on record: a resection of the pancreas within 14 days, glucose of
180 mg/dL or more within 24 hours, or potassium of 6.0 or more within 24 hours; not with a low glucose in that time.
Where an insulinoma is suspected or its entries contradict each other: information. The cut-offs are design choices.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from hooks import alternatives, wording
from hooks import insulinoma_words as words
from hooks.finding import Finding, Indicator, Recommendation, Silent, Verdict
from hooks.thresholds import THRESHOLDS
from mappings import dates
from mappings.dates import When
from mappings.model import NAMED, Certainty, Quality
from mappings.patient import CHART, Picture
from mappings.therapy import GLUCOSE_LOWERING, DrugClass, Order

RULE: Final = "hypoglycemicDrugInsulinoma"
VERSION: Final = "1.0"
NEEDS: Final = CHART
_EVIDENCE: Final = ("mechanism", "design")


def judge(picture: Picture, order: Order) -> Verdict:
    """Return the card on a glucose-lowering drug in insulinoma, or why there is none."""
    certainty = picture.insulinoma.certainty
    if certainty not in NAMED:
        return Silent(f"insulinoma: {certainty.value}")
    evidence = (*(("nockel-2018",) if _operated(picture) else ()), *_EVIDENCE)
    reason = _reason(picture) if order.drug.drug_class is DrugClass.INSULIN else ""
    confirmed = certainty is Certainty.CONFIRMED
    name = "Insulinoma" if confirmed else f"Possible insulinoma ({certainty.value})"
    harm = "a reason is on record; check glucose closely" if reason else "can cause severe hypoglycemia"
    return Finding(
        rule=RULE,
        version=VERSION,
        indicator=Indicator.WARNING if confirmed and not reason else Indicator.INFO,
        summary=f"{name}: {order.drug.label} {harm}" if not reason else f"{name}, {order.drug.label}: {harm}",
        detail=wording.paragraphs(
            wording.sentences(
                f"**Why now.** {words.order_line(order)}",
                words.insulinoma_line(picture),
                words.glucose_line(picture),
                reason,
            ),
            "**Why it matters.** The tumor releases insulin on its own; a drug that adds insulin, or makes the body release "
            "it, adds to that (mechanism).",
            "**Consider.** Whether the insulinoma is still there. If the drug is needed: the lowest dose, glucose checks, "
            "oral or IV glucose as rescue, never glucagon."
            + (" Glucose rose above 180 mg/dL in 12 of 33 after a resection (Nockel 2018)." if _operated(picture) else ""),
            wording.not_known(picture, picture.unread(NEEDS), ("glucose",)),
            wording.closing(evidence, RULE, VERSION),
        ),
        evidence=evidence,
        suggestions=() if reason else (alternatives.remove(order),),
        reasons=("insulinoma-resected-or-not-active", "inpatient-glucose-monitoring", "diagnosis-incorrect",
                 "other-free-text"),
    )  # fmt: skip


def _reason(picture: Picture) -> str:
    """Return the reason for insulin that is on record, as a sentence with its source; empty without one.

    A glucose that is low, or may be, within the same hours takes every reason away. What is preliminary, without its
    own unit or beyond any real value is no reason.
    """
    if any(one.hypoglycemia is not False and _recent(one.source.when, picture) for one in picture.glucoses):
        return ""
    resection = _operated(picture)
    if resection:
        return f"Resection of the pancreas within {THRESHOLDS['insulin_resection_days']:g} days ({resection})."
    for one in picture.glucoses:
        bound = THRESHOLDS["insulin_glucose_mg_dl" if one.unit == "mg/dL" else "insulin_glucose_mmol_l"]
        if one.unit and one.sure and one.low >= bound and _recent(one.source.when, picture):
            return f"{wording.glucose(one)} within {THRESHOLDS['insulin_glucose_hours']:g} hours."
    for level in picture.potassium:
        final = level.quality is not Quality.PRELIMINARY
        if final and level.low >= THRESHOLDS["insulin_potassium"] and _recent(level.source.when, picture):
            place = wording.place(level.source)
            return f"Potassium {level.low:g} mmol/L ({place}) within {THRESHOLDS['insulin_glucose_hours']:g} hours."
    return ""


def _operated(picture: Picture) -> str:
    """Return the place of a resection within the defined days, or an empty string; an undated one does not count."""
    for one in picture.resections:
        when = one.source.when
        if when and dates.days_between(when.start, picture.as_of) <= THRESHOLDS["insulin_resection_days"]:
            return wording.place(one.source)
    return ""


def _recent(when: When | None, picture: Picture) -> bool:
    """Whether a sample is known to be of the last hours: its whole date must fit."""
    return when is not None and when.start >= picture.as_of - timedelta(hours=THRESHOLDS["insulin_glucose_hours"])


RECOMMENDATION: Final = Recommendation(
    RULE, VERSION, GLUCOSE_LOWERING, NEEDS, judge, evidence=("nockel-2018", *_EVIDENCE), text=__doc__ or ""
)
