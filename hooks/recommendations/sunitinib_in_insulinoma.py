"""When sunitinib is first ordered in an active insulinoma, then warn: it can lower glucose.

The label names symptomatic hypoglycemia, seen in about one in ten patients with a pancreatic NET, and asks for glucose
checks during and after treatment (label change of 12/2014). The severity is a design choice, and so is information
where an insulinoma is suspected or its entries contradict each other.
"""

from __future__ import annotations

from typing import Final

from hooks import alternatives, wording
from hooks import insulinoma_words as words
from hooks.finding import Finding, Indicator, Recommendation, Silent, Verdict
from mappings.model import NAMED, Certainty
from mappings.patient import CHART, DRUGS, Picture
from mappings.therapy import DrugClass, Order

RULE: Final = "sunitinibInsulinoma"
VERSION: Final = "1.0"
NEEDS: Final = CHART
_EVIDENCE: Final = ("sunitinib-label", "design")


def judge(picture: Picture, order: Order) -> Verdict:
    """Return the card for a first order of sunitinib in insulinoma, or why there is none."""
    certainty = picture.insulinoma.certainty
    confirmed = certainty is Certainty.CONFIRMED
    if certainty not in NAMED:
        return Silent(f"insulinoma: {certainty.value}")
    if any(one.drug.drug_class is DrugClass.SUNITINIB for one in picture.treatments):
        return Silent("not the first sunitinib on record")
    name = "Insulinoma" if confirmed else f"Possible insulinoma ({certainty.value})"
    return Finding(
        rule=RULE,
        version=VERSION,
        indicator=Indicator.WARNING if confirmed else Indicator.INFO,
        summary=f"{name}: sunitinib can lower glucose; check glucose during treatment and after it",
        detail=wording.paragraphs(
            wording.sentences(
                f"**Why now.** {words.order_line(order)}",
                words.insulinoma_line(picture),
                words.glucose_line(picture),
                "No sunitinib is on record before this order."
                if not picture.unread(DRUGS)
                else "Earlier therapy was not read in full: it counts as the first order.",
            ),
            "**Why it matters.** Hypoglycemia in about 10 % of patients with a pancreatic NET on sunitinib (label).",
            "**Consider.** Glucose regularly during treatment and after it ends; review glucose-lowering drugs. Rescue with "
            "oral or IV glucose, never glucagon.",
            wording.not_known(picture, picture.unread(NEEDS), ("glucose",)),
            wording.closing(_EVIDENCE, RULE, VERSION),
        ),
        evidence=_EVIDENCE,
        suggestions=(alternatives.add(picture, "Add glucose checks", "glucose-checks-sunitinib"),),
        reasons=("inpatient-glucose-monitoring", "insulinoma-resected-or-not-active", "tumor-board-decision",
                 "other-free-text"),
    )  # fmt: skip


RECOMMENDATION: Final = Recommendation(
    RULE, VERSION, frozenset({DrugClass.SUNITINIB}), NEEDS, judge, evidence=_EVIDENCE, text=__doc__ or ""
)
