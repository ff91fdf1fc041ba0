"""When a pancreatic NET progresses on an analog, then say whether to stop or continue it: information.

Guideline (NCCN v3.2025, secondary digest), in our words: stop in a tumor that makes no hormone, continue in one that does;
unless Lu-177 dotatate is next, with which LAR 30 mg goes after each dose (label). An insulinoma never counts as a hormone
to continue for.
"""

from __future__ import annotations

from typing import Final

from hooks import alternatives, chart_words, situation, wording
from hooks.finding import Finding, Indicator, Recommendation, Silent, Verdict
from hooks.situation import Situation
from mappings.lines import ANTITUMOR
from mappings.patient import CHART, Picture
from mappings.therapy import DrugClass, Order

RULE: Final = "ssaOnProgression"
VERSION: Final = "1.0"
NEEDS: Final = CHART | {"patient", "function"}
DRUGS: Final = ANTITUMOR
_NEXT: Final = "Lu-177 dotatate is next, the label adds LAR 30 mg after each dose"
_EVIDENCE: Final = ("nccn-2025", "lutathera-label", "design")


def view(picture: Picture, orders: tuple[Order, ...]) -> Verdict:
    """Return the information, or why there is none."""
    here = situation.of(picture)
    silence = _silence(picture, here)
    if silence or here.analog is None:
        return Silent(silence)
    label = here.analog.label
    advice, why = _advice(picture, here, orders)
    return Finding(
        rule=RULE,
        version=VERSION,
        indicator=Indicator.INFO,
        summary=wording.clean(f"Progression on {label}: {advice}", 139),
        detail=wording.paragraphs(
            chart_words.chart_line(picture, here),
            f"**Consider.** {why}",
            wording.not_read(picture.unread(NEEDS)),
            wording.closing(_EVIDENCE, RULE, VERSION),
        ),
        evidence=_EVIDENCE,
    )


def _silence(picture: Picture, here: Situation) -> str:
    for applies, reason in (
        (not picture.pnet_confirmed, "no confirmed pancreatic neuroendocrine tumor on record"),
        (bool(picture.nec), "poorly differentiated carcinoma on record"),
        (not alternatives.adult(picture), "under 18: no therapy is suggested"),
        (here.analog is None, "no analog is being given as a line of therapy"),
        (here.progressing is None, "no progression on record after the current line began"),
    ):
        if applies:
            return reason
    return ""


def _with_insulinoma(here: Situation) -> tuple[str, str]:
    """An insulinoma is no hormone to continue for; another hormone beside it is weighed against hypoglycemia."""
    others = ", ".join(one.value for one in here.functional)
    glucose = "An analog can lower glucose further in an insulinoma: weigh what it did to glucose so far."
    if others:
        full = f"{glucose} It may still control {others}."
        return f"insulinoma and {others}: weigh the hormone against hypoglycemia", full
    return "with an insulinoma it is not continued for the hormone: weigh hypoglycemia", glucose


def _advice(picture: Picture, here: Situation, orders: tuple[Order, ...]) -> tuple[str, str]:
    """Return what to consider, in short for the summary and in full."""
    if picture.planned_prrt or any(one.drug.drug_class is DrugClass.PRRT for one in orders):
        full = (
            "No long-acting analog in the 4 weeks before a dose, short-acting up to 24 hours before; LAR 30 mg after each "
            "dose, then every 4 weeks to progression or 18 months (label)."
        )
        full += " In an insulinoma that depot can lower glucose: plan glucose checks." if here.insulinoma else ""
        return "Lu-177 dotatate is next: LAR 30 mg goes after each dose", full
    if here.insulinoma:
        return _with_insulinoma(here)
    if here.functional:
        named = ", ".join(one.value for one in here.functional)
        return f"continue it for the hormone ({named})", f"Continue the analog for {named} beside the next line."
    known = not picture.unread(("conditions", "tumor"))
    none = "No hormonal syndrome on record" if known else "Hormonal syndrome not known (not all was read)"
    full = f"{none}: consider stopping the analog, but if {_NEXT}."
    return "consider stopping it, unless Lu-177 dotatate is next", full


RECOMMENDATION: Final = Recommendation(RULE, VERSION, DRUGS, NEEDS, view=view, evidence=_EVIDENCE, text=__doc__ or "")
