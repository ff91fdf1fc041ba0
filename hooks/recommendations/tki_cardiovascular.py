"""When sunitinib or cabozantinib is ordered and the heart, blood pressure or liver speaks against it, then warn.

Sunitinib: heart failure on record (the label says to discontinue), or LVEF more than 20 % below the baseline, or without
one below the limit of normal. Cabozantinib: Child-Pugh B above 40 mg daily, Child-Pugh C; no LVEF counts. Both: the latest
blood pressure of 30 days at 160/100 mmHg or more (a design choice). What is old, or on an unknown side of a bound, and
cirrhosis without a Child-Pugh class, is information.
"""

from __future__ import annotations

from typing import Final

from hooks import alternatives, heart, wording
from hooks import insulinoma_words as words
from hooks import organ_words as organs
from hooks.finding import Finding, Indicator, Recommendation, Silent, Verdict
from hooks.organ_words import Trigger
from mappings.patient import DRUGS, Picture
from mappings.therapy import DrugClass, Order

RULE: Final = "tkiCardiovascular"
VERSION: Final = "1.0"
NEEDS: Final = frozenset({"conditions", "function", "patient", *DRUGS})
_EVIDENCE: Final = {
    DrugClass.SUNITINIB: ("sunitinib-heart", "sunitinib-pressure", "design"),
    DrugClass.CABOZANTINIB: ("cabozantinib-label", "design"),
}
_WHY: Final = {
    DrugClass.SUNITINIB: "The label says to discontinue sunitinib in clinical heart failure, to interrupt or reduce it "
    "where LVEF is more than 20 % below baseline (or below the limit of normal without one), and to suspend it in severe "
    "hypertension that is not controlled. It does not say whether percent or percentage points are meant; percent of the "
    "baseline is used here.",
    DrugClass.CABOZANTINIB: "The label starts with 40 mg daily in Child-Pugh B, avoids cabozantinib in Child-Pugh C, and "
    "does not start it in uncontrolled hypertension.",
}
_CONSIDER: Final = {
    DrugClass.SUNITINIB: "Cardiology, and blood pressure under control, before sunitinib is given; LVEF again if it is old "
    "or low.",
    DrugClass.CABOZANTINIB: "Treatment of blood pressure first; the dose by Child-Pugh class. Before planned surgery, "
    "dental surgery too, the label stops cabozantinib at least 3 weeks ahead: planned operations are not read here.",
}


def judge(picture: Picture, order: Order) -> Verdict:
    """Return the card on heart, pressure and liver before the drug, or why there is none."""
    drug = order.drug.drug_class
    found = sorted(_triggers(picture, order), key=lambda one: not one.sure)
    if not found:
        return Silent("no heart failure, LVEF, blood pressure or Child-Pugh class on record that speaks against it")
    warned = found[0].sure
    evidence = _EVIDENCE[drug]
    return Finding(
        rule=RULE,
        version=VERSION,
        indicator=Indicator.WARNING if warned else Indicator.INFO,
        summary=organs.joined(found),
        detail=wording.paragraphs(
            wording.sentences(f"**Why now.** {words.order_line(order)}", *(one.line for one in found)),
            f"**Why it matters.** {_WHY[drug]}",
            f"**Consider.** {_CONSIDER[drug]}",
            organs.not_read(picture, NEEDS),
            wording.closing(evidence, RULE, VERSION),
        ),
        evidence=evidence,
        suggestions=(alternatives.remove(order),) if warned else (),
        reasons=organs.REASONS if warned else (),
    )


def _triggers(picture: Picture, order: Order) -> list[Trigger]:
    if order.drug.drug_class is DrugClass.SUNITINIB:
        found = (heart.failure(picture), heart.ejection(picture), heart.pressure(picture, "sunitinib"))
    else:
        found = (heart.child_pugh(picture, order), heart.pressure(picture, "cabozantinib"), None)
    return [one for one in found if one is not None]


RECOMMENDATION: Final = Recommendation(
    RULE,
    VERSION,
    frozenset({DrugClass.SUNITINIB, DrugClass.CABOZANTINIB}),
    NEEDS,
    judge,
    evidence=tuple(dict.fromkeys((*_EVIDENCE[DrugClass.SUNITINIB], *_EVIDENCE[DrugClass.CABOZANTINIB]))),
    text=__doc__ or "",
)
