"""When an analog or glucagon is ordered and the insulinoma check could not be made, then say so.

Not made means: the conditions could not be read in full; or results could not be and a pancreatic tumor, a
neuroendocrine tumor, an E16 code, MEN1 or an insulinoma is on record; or the draft names another patient; or a rule failed.
Absence of data is never read as absence of an insulinoma.
"""

from __future__ import annotations

from typing import Final

from hooks import insulinoma_words as words
from hooks import wording
from hooks.finding import Finding, Indicator, Recommendation, Silent, Verdict
from mappings.model import Certainty
from mappings.patient import CHART, Picture
from mappings.therapy import ANALOGS, DrugClass, Order

RULE: Final = "ssaNotChecked"
VERSION: Final = "1.0"
NEEDS: Final = CHART
DRUGS: Final = ANALOGS | {DrugClass.GLUCAGON}
_EVIDENCE: Final = ("nccn-2025", "design")
_RESULTS: Final = ("labs", "tumor", "reports")
"""Reports count where a site sends them: absent ones are not missed."""


def judge(picture: Picture, order: Order) -> Verdict:
    """Return the warning that the check is missing or incomplete, with what was not read and why."""
    if order.other_patient:
        return finding(picture, order, "the draft order names another patient")
    if picture.unread(("conditions",)):
        return finding(picture, order, "problems and diagnoses could not be read in full")
    on_record = _on_record(picture)
    if picture.unread(_RESULTS) and on_record:
        return finding(picture, order, f"results could not be read, with {on_record} on record")
    return Silent("what the check needs was read, or nothing on record makes the missing results matter")


def finding(picture: Picture, order: Order, reason: str) -> Finding:
    """Return the card for a reason; also used where a rule failed."""
    unread = wording.not_read(picture.unread(NEEDS))
    return Finding(
        rule=RULE,
        version=VERSION,
        indicator=Indicator.WARNING,
        summary=wording.clean(f"Insulinoma check incomplete for {order.drug.label}: {reason}", 139),
        detail=wording.paragraphs(
            f"**Why now.** {words.order_line(order)} {unread}".rstrip(),
            "**Why it matters.** In insulinoma a somatostatin analog can cause severe hypoglycemia, and glucagon rebound "
            "hypoglycemia. What was not read is not known to be absent.",
            "**Consider.** Look in the chart for insulinoma, hypoglycemia, SSTR result and MEN1 before signing.",
            wording.closing(_EVIDENCE, RULE, VERSION),
        ),
        evidence=_EVIDENCE,
        reasons=("insulinoma-resected-or-not-active", "diagnosis-incorrect", "other-free-text"),
    )


def _on_record(picture: Picture) -> str:
    for name, found in (
        ("an insulinoma", picture.insulinoma.certainty is not Certainty.NOT_RECORDED),
        ("a pancreatic tumor", bool(picture.pancreatic_tumor)),
        ("a neuroendocrine tumor", bool(picture.net)),
        ("an E16 code", bool(picture.e16)),
        ("MEN1", bool(picture.men1)),
    ):
        if found:
            return name
    return ""


RECOMMENDATION: Final = Recommendation(RULE, VERSION, DRUGS, NEEDS, judge, evidence=_EVIDENCE, text=__doc__ or "")
