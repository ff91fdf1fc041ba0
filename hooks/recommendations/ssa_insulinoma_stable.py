"""When an analog is continued unchanged in insulinoma without hypoglycemia, then remind of glucose checks.

Unchanged means for three months and more; information only, whatever the SSTR status.
A failed octreotide test stands before it in the table.

The window of three months is a design choice.
"""

from __future__ import annotations

from typing import Final

from hooks import insulinoma_words as words
from hooks import wording
from hooks.finding import Finding, Recommendation, Silent, Verdict
from hooks.severity import row
from mappings.model import Certainty
from mappings.patient import CHART, Picture
from mappings.therapy import ANALOGS, Order

RULE: Final = "ssaInsulinomaStable"
VERSION: Final = "1.0"
NEEDS: Final = CHART
_EVIDENCE: Final = ("ssa-labels", "octreotide-2008", "design")


def judge(picture: Picture, order: Order) -> Verdict:
    """Return the information card of a stable course, or why it is not one."""
    if picture.insulinoma.certainty is not Certainty.CONFIRMED:
        return Silent(f"insulinoma: {picture.insulinoma.certainty.value}")
    fits = row(picture, order)
    if fits.name != "stable":
        return Silent(f"the row that fits is {fits.name}")
    if fits.indicator is None:
        return Silent("pasireotide, stable: nothing to say")
    started = fits.course.started.text if fits.course.started else "unknown"
    unread = wording.not_read(picture.unread(NEEDS))
    return Finding(
        rule=RULE,
        version=VERSION,
        indicator=fits.indicator,
        summary=f"Insulinoma, unchanged {order.drug.label} without hypoglycemia: keep checking glucose",
        detail=wording.paragraphs(
            f"**Why now.** {words.order_line(order, fits.course.change)} "
            f"{words.insulinoma_line(picture)} "
            f"On it since {started}. {wording.glucose(picture.glucoses[0])}.",
            "**Consider.** Glucose at each visit; any dose increase or symptom of neuroglycopenia is a new start. "
            "Rescue with oral or IV glucose, never glucagon.",
            f"**Not known.** {unread}" if unread else "",
            wording.closing(_EVIDENCE, RULE, VERSION),
        ),
        evidence=_EVIDENCE,
    )


RECOMMENDATION: Final = Recommendation(RULE, VERSION, ANALOGS, NEEDS, judge, evidence=_EVIDENCE, text=__doc__ or "")
