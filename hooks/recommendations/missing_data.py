"""When therapy of a pancreatic NET is decided and Ki-67, SSTR status or histology is missing, then say so: information.

Missing means: not recorded, ambiguous, contradictory or old. Only where no card on options names it as its last line.
A design choice: without these the guideline's rows cannot be told apart.
"""

from __future__ import annotations

from typing import Final

from hooks import alternatives, chart_words, decision, missing, report_words, situation, wording
from hooks.finding import Finding, Indicator, Recommendation, Silent, Verdict
from hooks.situation import Situation
from mappings.conditions import EMERGENCIES
from mappings.indications import ELSEWHERE
from mappings.patient import CHART, Picture
from mappings.therapy import DrugClass, Order

RULE: Final = "missingData"
VERSION: Final = "1.0"
NEEDS: Final = CHART | {"patient", "function"}
DRUGS: Final = frozenset({
    DrugClass.SSA, DrugClass.PRRT, DrugClass.EVEROLIMUS, DrugClass.SUNITINIB, DrugClass.CABOZANTINIB,
})  # fmt: skip
_EVIDENCE: Final = ("nccn-2025", "design")


def view(picture: Picture, orders: tuple[Order, ...]) -> Verdict:
    """Return the card on what is missing, or why there is none."""
    here = situation.of(picture)
    silence = _silence(picture, here, orders)
    if silence:
        return Silent(silence)
    needed = missing.needed(picture, here)
    if not needed:
        return Silent("Ki-67, SSTR status and histology are on record")
    return Finding(
        rule=RULE,
        version=VERSION,
        indicator=Indicator.INFO,
        summary=wording.clean(f"Needed before therapy options can be named: {', '.join(needed)}", 139),
        detail=wording.paragraphs(
            chart_words.chart_line(picture, here),
            f"**Missing.** {', '.join([*needed, *missing.also(picture, here)])} (searched by code only).",
            report_words.paragraph(picture),
            "**Consider.** Results often sit in pathology and imaging reports: enter them as results, or ask for the test.",
            wording.not_read(picture.unread(NEEDS)),
            wording.closing(_EVIDENCE, RULE, VERSION),
        ),
        evidence=_EVIDENCE,
        suggestions=(alternatives.add(picture, "Add an SSTR PET/CT", "sstr-pet"),) if picture.sstr is None else (),
    )


def _silence(picture: Picture, here: Situation, orders: tuple[Order, ...]) -> str:
    for applies, reason in (
        (not picture.pnet_confirmed, "no confirmed pancreatic neuroendocrine tumor on record"),
        (bool(picture.nec) and not missing.contradictory(picture), "poorly differentiated carcinoma on record"),
        (not alternatives.adult(picture), "under 18: no therapy is suggested"),
        (decision.for_another_reason(picture, orders, ELSEWHERE | EMERGENCIES), "ordered for another indication"),
        (not decision.asked(picture, here, orders), "no decision is open"),
    ):
        if applies:
            return reason
    return ""


RECOMMENDATION: Final = Recommendation(RULE, VERSION, DRUGS, NEEDS, view=view, evidence=_EVIDENCE, text=__doc__ or "")
