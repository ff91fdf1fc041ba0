"""When everolimus is ordered and glucose is not controlled, then warn: it raises glucose further.

HbA1c above 8 % (64 mmol/mol), or a glucose coded as fasting of 250 mg/dL (13.9 mmol/L) or more, in 90 days. Diabetes alone,
or a glucose at any time of day, is none. In a confirmed, active insulinoma the rise is intended: information. The bounds
of glucose and the days are design choices. It holds for everolimus against any tumor; transplant medicines are no everolimus
here.
"""

from __future__ import annotations

from typing import Final

from hooks import insulinoma_words as words
from hooks import organ_words as organs
from hooks import wording
from hooks.finding import Finding, Indicator, Recommendation, Silent, Verdict
from hooks.organ_words import Trigger
from hooks.thresholds import THRESHOLDS
from mappings import dates
from mappings.model import Certainty, Glucose
from mappings.patient import CHART, Picture
from mappings.therapy import DrugClass, Order

RULE: Final = "everolimusGlucose"
VERSION: Final = "1.0"
NEEDS: Final = CHART | {"function", "patient"}
_EVIDENCE: Final = ("everolimus-hyperglycemia", "everolimus-glucose", "design")


def judge(picture: Picture, order: Order) -> Verdict:
    """Return the card on glucose before everolimus, or why there is none."""
    found = [one for one in (_hba1c(picture), _fasting(picture)) if one is not None]
    if not found:
        return Silent("no HbA1c above 8 % and no fasting glucose of 250 mg/dL or more in 90 days on record")
    found.sort(key=lambda one: not one.sure)
    intended = picture.insulinoma.certainty is Certainty.CONFIRMED
    warned = found[0].sure and not intended
    return Finding(
        rule=RULE,
        version=VERSION,
        indicator=Indicator.WARNING if warned else Indicator.INFO,
        summary=f"Insulinoma, {found[0].short}: the rise of glucose on everolimus is intended; follow it"
        if intended
        else organs.joined(found),
        detail=wording.paragraphs(
            wording.sentences(
                f"**Why now.** {words.order_line(order)}",
                *(one.line for one in found),
                words.insulinoma_line(picture) if intended else "",
            ),
            "**Why it matters.** Everolimus raises glucose; the label wants it controlled before the start."
            + (" In an active insulinoma that is what it is given for." if intended else ""),
            "**Consider.** Who follows glucose, and from which value on it is too high."
            if intended
            else "**Consider.** Glucose control first, and who follows it: fasting glucose at home, HbA1c again.",
            organs.not_read(picture, NEEDS),
            wording.closing(_EVIDENCE, RULE, VERSION),
        ),
        evidence=_EVIDENCE,
        reasons=organs.REASONS if warned else (),
    )


def _hba1c(picture: Picture) -> Trigger | None:
    """Return an HbA1c of 90 days above the bound in its unit; the bound itself is not above."""
    lab = picture.organs.hba1c
    if lab is None or not organs.within(lab, picture, THRESHOLDS["hba1c_days"]):
        return None
    above = lab.value.above(THRESHOLDS["hba1c_percent" if lab.value.unit == "%" else "hba1c_mmol_mol"])
    return None if above is False else _trigger(
        organs.named("HbA1c", lab.value), above is True, "above 8 % (64 mmol/mol)",
        organs.measure_line("HbA1c", lab.value),
    )  # fmt: skip


def _fasting(picture: Picture) -> Trigger | None:
    """Return the newest fasting glucose of 90 days if it is at or above the bound in its unit, or may be.

    One that is preliminary, or whose unit only its code says, is information.
    """
    days = THRESHOLDS["hba1c_days"]
    recent = [one for one in picture.glucoses if one.fasting and one.hypoglycemia is not True
              and one.source.when and dates.may_be_within(one.source.when, picture.as_of, days)]  # fmt: skip
    one = next((one for one in recent if one.sure), next(iter(recent), None))
    high = _high(one) if one else False
    if one is None or high is False:
        return None
    sure = high is True and (one.sure or not one.unit)
    return _trigger(f"fasting glucose {wording.clean(one.shown, 20)}", sure, "250 mg/dL (13.9 mmol/L) or more",
                    f"Fasting: {wording.glucose(one)}.")  # fmt: skip


def _high(one: Glucose) -> bool | None:
    """Say whether a glucose is at or above the bound in its unit; a meter's HIGH is, and what is not readable is not."""
    if not one.unit:
        return one.hypoglycemia is False
    bound = THRESHOLDS["fasting_glucose_mg_dl" if one.unit == "mg/dL" else "fasting_glucose_mmol_l"]
    return True if one.low >= bound else False if one.high < bound else None


def _trigger(shown: str, sure: bool, bound: str, line: str) -> Trigger:  # noqa: FBT001 - two kinds of one trigger
    said = f"{shown[0].upper()}{shown[1:]}"
    if sure:
        return Trigger(sure, f"{said}: everolimus raises glucose; control it first", shown, line)
    return Trigger(sure, f"{said}: not known for sure to be {bound}; repeat it before everolimus", shown, line)


RECOMMENDATION: Final = Recommendation(
    RULE, VERSION, frozenset({DrugClass.EVEROLIMUS}), NEEDS, judge, evidence=_EVIDENCE, text=__doc__ or ""
)
