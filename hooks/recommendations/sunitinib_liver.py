"""When sunitinib is ordered with liver values above the bounds of its label, then warn, and look for the cause first.

Boxed warning of hepatotoxicity (label 5.1). ALT or AST above 5 times the limit, or bilirubin above 3 times (grade 3 of
CTCAE): critical. ALT or AST above 2.5 times without liver metastases, where safety is not established, or bilirubin above
1.5 times: warning. With liver metastases ALT or AST up to 5 times: information. A value that is older than 90 days, or
lies on an unknown side of a bound, is information: to be repeated. Severities and ages are design choices.
"""

from __future__ import annotations

from typing import Final

from hooks import alternatives, liver, wording
from hooks import insulinoma_words as words
from hooks import organ_words as organs
from hooks.finding import Finding, Indicator, Recommendation, Silent, Verdict
from hooks.liver import Step
from mappings.patient import Picture
from mappings.therapy import DrugClass, Order

RULE: Final = "sunitinibLiver"
VERSION: Final = "1.0"
NEEDS: Final = frozenset({"conditions", "function", "patient", "tumor"})
_EVIDENCE: Final = ("sunitinib-liver", "ctcae-5", "design")


def judge(picture: Picture, order: Order) -> Verdict:
    """Return the card on liver values before sunitinib, or why there is none."""
    steps = liver.steps(picture)
    raised = sorted((one for one in steps if one.possible), key=lambda one: one.rank, reverse=True)
    if not raised:
        return Silent("no liver value of a year is above a bound" if steps else "no liver value of a year is on record")
    indicator = _indicator(picture, raised)
    return Finding(
        rule=RULE,
        version=VERSION,
        indicator=indicator,
        summary=wording.clean(_summary(picture, raised[0], indicator), 139),
        detail=wording.paragraphs(
            wording.sentences(
                f"**Why now.** {words.order_line(order)}",
                *(organs.lab_line(one.name, one.lab) for one in steps),
                liver.metastases_line(picture),
            ),
            "**Why it matters.** Boxed warning: hepatotoxicity, liver failure, deaths. The label interrupts sunitinib for a "
            "hepatic reaction of grade 3 or 4 (ALT or AST above 5 x, bilirubin above 3 x), and names safety as not "
            "established with ALT or AST above 2.5 x, or above 5 x with liver metastases.",
            "**Consider.** Find the cause (progression in the liver, bile duct, viral hepatitis, other drugs) and repeat "
            "the values first. Everolimus and cabozantinib need hepatic caution as well (dose by Child-Pugh class); none is "
            "drafted.",
            organs.not_read(picture, NEEDS),
            wording.closing(_EVIDENCE, RULE, VERSION),
        ),
        evidence=_EVIDENCE,
        suggestions=() if indicator is Indicator.INFO else (alternatives.remove(order),),
        reasons=() if indicator is Indicator.INFO else organs.REASONS,
    )


def _indicator(picture: Picture, raised: list[Step]) -> Indicator:
    recent = [one for one in raised if not one.old and one.sure]
    if any(one.sure == liver.STOP for one in recent):
        return Indicator.CRITICAL
    # With liver metastases the label goes up to 5 times; what may be above that is not known to be within.
    allowed = _in_liver(picture)
    within = [one for one in recent if allowed and one.kind == "enzyme" and one.possible == liver.CAUTION]
    return Indicator.INFO if len(within) == len(recent) else Indicator.WARNING


def _in_liver(picture: Picture) -> bool:
    """Whether the tumor is in the liver: by a diagnosis, or by a hepatic load above nothing."""
    return bool(picture.liver_metastases) or (
        picture.hepatic_load is not None and picture.hepatic_load.above(0) is True
    )


def _summary(picture: Picture, one: Step, indicator: Indicator) -> str:
    doubt = liver.doubtful(one)
    value = f"{organs.named(one.name, one.lab.value)}, {organs.compared(one.lab)}"
    value += ", perhaps above the critical multiple" if one.possible > one.sure else ""
    if doubt or indicator is Indicator.CRITICAL:
        return doubt or f"{value}: sunitinib can cause liver failure; find the cause first"
    if one.kind == "bilirubin":
        return f"{value}: find the cause before sunitinib (boxed warning of hepatotoxicity)"
    if indicator is Indicator.INFO:
        return f"{value} with liver metastases: up to 5 x within sunitinib's label; watch closely"
    if _in_liver(picture):
        return f"{value}, with liver metastases: safety of sunitinib is not established"
    return f"{value}, no liver metastases known: safety of sunitinib is not established"


RECOMMENDATION: Final = Recommendation(
    RULE, VERSION, frozenset({DrugClass.SUNITINIB}), NEEDS, judge, evidence=_EVIDENCE, text=__doc__ or ""
)
