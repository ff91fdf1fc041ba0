"""When a NET regimen is ordered in poorly differentiated carcinoma or MiNEN, then warn: it is treated by another pathway.

The regimens are a depot of an analog, everolimus, sunitinib and Lu-177 dotatate; cabozantinib is not among those that
the table names. Short-acting octreotide is silent. A hormonal syndrome on record makes it information, since the drug
may be for the hormones; so does a carcinoma whose code needs a grade. A carcinoma beside a well-differentiated tumor is
said to be a contradiction. NCCN PDNEC-1 (secondary digest); the severities are design choices.
"""

from __future__ import annotations

from typing import Final

from hooks import alternatives, wording
from hooks import insulinoma_words as words
from hooks.finding import Finding, Indicator, Recommendation, Silent, Verdict
from mappings.histology import NET
from mappings.indications import ELSEWHERE
from mappings.model import Certainty, Quality, Source
from mappings.patient import CHART, Picture
from mappings.therapy import INJECTED, DrugClass, Form, Order

RULE: Final = "necPathway"
VERSION: Final = "1.0"
NEEDS: Final = CHART | {"patient"}
_DRUGS: Final = INJECTED | {DrugClass.EVEROLIMUS, DrugClass.SUNITINIB, DrugClass.PRRT}
_OTHER_TUMORS: Final = frozenset({"other-primary", "renal-cancer", "gist", "tuberous-sclerosis"})
_EVIDENCE: Final = ("nccn-pdnec", "design")


def judge(picture: Picture, order: Order) -> Verdict:
    """Return the card on a regimen for NETs in carcinoma, or why there is none."""
    if order.drug.drug_class in INJECTED and order.drug.form in (Form.SHORT, Form.ORAL):
        return Silent(f"{order.drug.form.value}: for symptoms, no antitumor regimen")
    elsewhere = sorted(picture.reasons(order) & (ELSEWHERE | _OTHER_TUMORS | {"acromegaly"}))
    if elsewhere:
        return Silent(f"ordered for another indication: {', '.join(elsewhere)}")
    well = _well(picture)
    if not picture.nec and (well or not picture.nec_ungraded):
        return Silent("no poorly differentiated carcinoma or MiNEN on record")
    summary = _summary(picture, order, contradicted=bool(well))
    return Finding(
        rule=RULE,
        version=VERSION,
        indicator=_indicator(picture, order),
        summary=summary,
        detail=_detail(picture, order, well),
        evidence=_EVIDENCE,
        suggestions=(alternatives.remove(order),),
        reasons=_reasons(picture),
    )


def _well(picture: Picture) -> tuple[Source, ...]:
    """Return what says that the tumor is well differentiated: a histology that is no doubt, or a grade of G1 or G2."""
    found = [one.source for one in picture.histology if one.kind == NET and one.quality is not Quality.AMBIGUOUS]
    graded = picture.grade is not None and bool({picture.grade.recorded, picture.grade.measured} & {"G1", "G2"})
    return (*found, *(picture.grade.sources[:1] if picture.grade and graded else ()))


def _hormonal(picture: Picture) -> bool:
    return bool(picture.syndromes) or picture.insulinoma.certainty is Certainty.CONFIRMED


def _indicator(picture: Picture, order: Order) -> Indicator:
    unknown_form = order.drug.drug_class in INJECTED and order.drug.form is Form.UNKNOWN
    mild = _hormonal(picture) or not picture.nec or unknown_form
    return Indicator.INFO if mild else Indicator.WARNING


def _summary(picture: Picture, order: Order, *, contradicted: bool) -> str:
    label = order.drug.label
    if not picture.nec:
        return (
            f"Neuroendocrine carcinoma without a differentiation on record: grade it before {label}, a regimen for NETs"
        )
    if contradicted:
        return f"Entries contradict each other: poorly differentiated carcinoma and NET; {label} fits the NET only"
    if _hormonal(picture):
        return f"Poorly differentiated carcinoma with a hormonal syndrome: {label} for the hormones, or for a NET?"
    instead = "platinum-etoposide, NEC pathway" if alternatives.adult(picture) else "NEC pathway"
    return f"Poorly differentiated carcinoma: {label} is a NET regimen and does not apply; {instead}"


def _detail(picture: Picture, order: Order, well: tuple[Source, ...]) -> tuple[str, ...]:
    said = (
        "Poorly differentiated neuroendocrine carcinoma or MiNEN"
        if picture.nec
        else "Neuroendocrine carcinoma, no grade"
    )
    options = "Platinum with etoposide is the usual choice there." if alternatives.adult(picture) else ""
    return wording.paragraphs(
        wording.sentences(
            f"**Why now.** {words.order_line(order)}",
            words.entries_line(said, picture.nec or picture.nec_ungraded),
            words.entries_line("But well differentiated", well) if well else "",
            f"Hormonal syndrome: {picture.syndromes[0].value} ({wording.place(picture.syndromes[0].source)})."
            if picture.syndromes
            else "",
            words.entries_line("Another primary tumor, whose histology it may be", picture.other_primary)
            if picture.other_primary
            else "",
        ),
        "**Why it matters.** Regimens for well-differentiated NETs do not apply to poorly differentiated carcinoma, which "
        "has a pathway of its own (NCCN). A high Ki-67 alone does not make a carcinoma: morphology does.",
        wording.sentences(
            "**Consider.**",
            "Which entry is right? Then correct the other one." if well else "",
            "An older code (8246/3) is used for carcinomas of any grade: settle the differentiation."
            if not picture.nec
            else f"The carcinoma pathway. {options}",
            "The form of the analog is not recorded: short-acting octreotide for symptoms needs no change."
            if order.drug.drug_class in INJECTED and order.drug.form is Form.UNKNOWN
            else "",
        ),
        _unread(picture),
        wording.closing(_EVIDENCE, RULE, VERSION),
    )


def _unread(picture: Picture) -> str:
    said = wording.not_read(picture.unread(("conditions", "tumor")))
    return f"**Not known.** {said}" if said else ""


def _reasons(picture: Picture) -> tuple[str, ...]:
    first = ("acromegaly-or-other-functional-syndrome",) if _hormonal(picture) else ()
    return (*first, "tumor-board-decision", "palliative-goals", "other-free-text")


RECOMMENDATION: Final = Recommendation(
    RULE, VERSION, frozenset(_DRUGS), NEEDS, judge, evidence=_EVIDENCE, text=__doc__ or ""
)
