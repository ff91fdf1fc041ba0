"""When any other part of a check could not be made, then say which and why: information.

That is: what was ordered or given before could not be read although an insulinoma makes it matter; a drug could not
be identified; a rule failed.
"""

from __future__ import annotations

from typing import Final

from hooks import insulinoma_words as words
from hooks import wording
from hooks.finding import Finding, Indicator, Recommendation, Silent, Verdict
from mappings import courses
from mappings.model import POSSIBLE, Certainty
from mappings.patient import CHART, Picture
from mappings.therapy import ANALOGS, Change, Order

RULE: Final = "couldNotCheck"
VERSION: Final = "1.0"
NEEDS: Final = CHART
_DRUGS_BEFORE: Final = ("medications", "administrations")
_RESULTS: Final = ("conditions", "labs", "tumor")


def judge(picture: Picture, order: Order) -> Verdict:
    """Return the card where earlier therapy was not read, matters, and no `ssaNotChecked` card names it already."""
    if picture.insulinoma.certainty is not Certainty.CONFIRMED and picture.insulinoma.certainty not in POSSIBLE:
        return Silent("no insulinoma is on record: earlier therapy changes nothing")
    if picture.unread(_RESULTS):
        return Silent("ssaNotChecked names what was not read")
    course = courses.course(order, picture.treatments, picture.as_of)
    if not picture.unread(_DRUGS_BEFORE) or course.change is Change.CONTINUATION:
        return Silent("earlier therapy was read")
    return finding(
        f"Earlier therapy could not be read: {order.drug.label} is judged as a new start",
        f"{words.order_line(order)} {wording.not_read(picture.unread(_DRUGS_BEFORE))}",
    )


def finding(summary: str, why: str) -> Finding:
    """Return the card that says what could not be checked; `why` is escaped already."""
    return Finding(
        rule=RULE,
        version=VERSION,
        indicator=Indicator.INFO,
        summary=wording.clean(summary, 139),
        detail=wording.paragraphs(
            f"**Why.** {why}",
            "**Consider.** What was not read is not known to be absent: look in the chart.",
            wording.closing(("design",), RULE, VERSION),
        ),
        evidence=("design",),
    )


RECOMMENDATION: Final = Recommendation(RULE, VERSION, ANALOGS, NEEDS, judge)
