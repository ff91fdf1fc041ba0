"""When a first analog is ordered in MEN1 with a pancreatic NET, then remind to screen for insulinoma: information.

Only for the first analog on record, and only without a fasting glucose in 6 months. MEN1 alone, or MEN1 with
acromegaly alone, is no reason for a card. The window is a design choice.
"""

from __future__ import annotations

from typing import Final

from hooks import alternatives, wording
from hooks import insulinoma_words as words
from hooks.finding import Finding, Indicator, Recommendation, Silent, Verdict
from hooks.thresholds import THRESHOLDS
from mappings import dates
from mappings.indications import ELSEWHERE
from mappings.model import Certainty
from mappings.patient import CHART, DRUGS, Picture
from mappings.therapy import ANALOGS, DrugClass, Order

RULE: Final = "men1Screen"
VERSION: Final = "1.0"
NEEDS: Final = CHART
_EVIDENCE: Final = ("nccn-2025", "design")


def judge(picture: Picture, order: Order) -> Verdict:
    """Return the reminder, or why it is not needed."""
    silence = _silence(picture, order)
    return Silent(silence) if silence else _finding(picture, order)


def _silence(picture: Picture, order: Order) -> str:
    """Return why there is nothing to remind of; empty where there is."""
    for applies, reason in (
        (not (picture.men1 and picture.pnet), "no MEN1 with a pancreatic neuroendocrine tumor on record"),
        (picture.insulinoma.certainty is not Certainty.NOT_RECORDED, "an insulinoma is on record: another card speaks"),
        (bool(picture.unexplained_hypoglycemia), "unexplained hypoglycemia: ssaHypoglycemia speaks"),
        (any(one.drug.drug_class in ANALOGS for one in picture.treatments), "not the first analog on record"),
        (bool(picture.reasons(order) & ELSEWHERE), "ordered for another indication"),
        (bool(picture.unread(("labs",))), "results could not be read: ssaNotChecked says it"),
        (_fasted(picture), "a fasting glucose of the last 6 months is on record"),
    ):
        if applies:
            return reason
    return ""


def _finding(picture: Picture, order: Order) -> Finding:
    return Finding(
        rule=RULE,
        version=VERSION,
        indicator=Indicator.INFO,
        summary="MEN1 with a pancreatic NET, no fasting glucose in 6 months: screen for insulinoma before "
        f"{order.drug.label}",
        detail=wording.paragraphs(
            wording.sentences(
                f"**Why now.** {words.order_line(order)}",
                words.entries_line("MEN1", picture.men1),
                words.entries_line("Pancreatic neuroendocrine tumor", picture.pnet),
                "No analog is on record before this one."
                if not picture.unread(DRUGS)
                else "Earlier therapy was not read in full.",
            ),
            "**Why it matters.** Insulinoma is among the tumors of MEN1, and an analog can worsen its hypoglycemia.",
            "**Consider.** A fasting glucose before the first dose; insulin and C-peptide with it if it is low.",
            wording.not_known(picture, picture.unread(NEEDS), ()),
            wording.closing(_EVIDENCE, RULE, VERSION),
        ),
        evidence=_EVIDENCE,
        suggestions=(alternatives.add(picture, "Add a fasting glucose", "fasting-glucose"),),
    )


def _fasted(picture: Picture) -> bool:
    """Whether a readable fasting glucose lies within the defined days; an undated one does not count."""
    return any(
        one.fasting
        and one.hypoglycemia is not None
        and one.source.when
        and dates.days_between(one.source.when.start, picture.as_of) <= THRESHOLDS["fasting_glucose_days"]
        for one in picture.glucoses
    )


RECOMMENDATION: Final = Recommendation(
    RULE, VERSION, frozenset({DrugClass.SSA}), NEEDS, judge, evidence=_EVIDENCE, text=__doc__ or ""
)
