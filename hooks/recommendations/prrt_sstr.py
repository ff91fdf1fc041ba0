"""When Lu-177 dotatate is ordered and the tumor does not express SSTR, then warn; where nobody has recorded it, inform.

The label is for tumors that express the receptor. A negative result is a warning, a positive one is silent. Unknown,
equivocal, contradictory, preliminary, or positive and older than the defined days: information, since results often
stand in reports. What a report says in words is shown, and changes nothing.
"""

from __future__ import annotations

from typing import Final

from hooks import alternatives, report_words, wording
from hooks import insulinoma_words as words
from hooks.finding import Finding, Indicator, Recommendation, Silent, Verdict
from mappings.model import Fact, Quality
from mappings.patient import Picture
from mappings.therapy import DrugClass, Order

RULE: Final = "prrtSstr"
VERSION: Final = "1.0"
_RESULTS: Final = ("tumor",)
NEEDS: Final = frozenset({*_RESULTS, "reports"})
_EVIDENCE: Final = ("lutathera-sstr", "nccn-2025", "design")


def judge(picture: Picture, order: Order) -> Verdict:
    """Return the card on the receptor, or why there is none."""
    fact, unread = picture.sstr, picture.unread(_RESULTS)
    if fact is None and unread:
        return Silent("the findings could not be read: another card says so")
    if fact is not None and fact.value == "positive" and fact.quality in (Quality.EXACT, Quality.BY_NAME):
        return Silent("SSTR positive")
    negative = fact is not None and fact.value == "negative"
    said = wording.not_read(picture.unread(NEEDS))
    return Finding(
        rule=RULE,
        version=VERSION,
        indicator=Indicator.WARNING if negative else Indicator.INFO,
        summary=f"SSTR {_state(fact)}: Lu-177 dotatate needs a tumor that expresses the receptor",
        detail=wording.paragraphs(
            wording.sentences(
                f"**Why now.** {words.order_line(order)}",
                words.fact_line(fact, "SSTR result") or "No SSTR result on file (searched by code only).",
                report_words.line(picture, "sstr"),
                wording.reports_not_read(picture),
            ),
            "**Why it matters.** It is labeled for somatostatin receptor-positive tumors; without the receptor it is not "
            "taken up.",
            "**Consider.** Results of SSTR PET often stand in reports, of which few are read here: look there first. "
            "Otherwise SSTR PET before the first dose.",
            f"**Not known.** {said}" if said else "",
            wording.closing(_EVIDENCE, RULE, VERSION),
        ),
        evidence=_EVIDENCE,
        suggestions=(alternatives.add(picture, "Add an SSTR PET/CT", "sstr-pet"), alternatives.remove(order)),
        reasons=("sstr-positive-documented", "tumor-board-decision", "palliative-goals", "other-free-text"),
    )


def _state(fact: Fact | None) -> str:
    if fact is None:
        return "not on file"
    marks = {Quality.STALE: f", {words.OLD}", Quality.PRELIMINARY: ", preliminary only"}
    value = "contradictory" if fact.value == "conflicting" else fact.value
    return f"{value}{marks.get(fact.quality, '')}"


RECOMMENDATION: Final = Recommendation(
    RULE, VERSION, frozenset({DrugClass.PRRT}), NEEDS, judge, evidence=_EVIDENCE, text=__doc__ or ""
)
