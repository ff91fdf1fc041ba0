"""When everolimus is ordered in liver disease and its dose is not reduced, then warn: its exposure rises.

Label 2.2: Child-Pugh A 7.5 mg daily, B 5 mg, C at most 2.5 mg and only if the benefit outweighs the risk. The class is the
one recorded, never computed. Cirrhosis or hepatic impairment without a class: a warning from 10 mg on, or where no dose is
recorded; below that information, and at 2.5 mg nothing (a design choice). It holds for everolimus against any tumor;
transplant medicines are no everolimus here.
"""

from __future__ import annotations

from typing import Final

from hooks import alternatives, wording
from hooks import insulinoma_words as words
from hooks import organ_words as organs
from hooks.finding import Finding, Indicator, Recommendation, Silent, Verdict
from hooks.thresholds import THRESHOLDS
from mappings.patient import Picture
from mappings.therapy import DrugClass, Order

RULE: Final = "everolimusLiver"
VERSION: Final = "1.0"
NEEDS: Final = frozenset({"conditions", "function", "patient"})
_EVIDENCE: Final = ("everolimus-liver", "design")
_DOSES: Final = {name: THRESHOLDS[f"everolimus_child_{name.lower()}_mg"] for name in "ABC"}
_BY_CLASS: Final = ", ".join(f"{name} {dose:g} mg" for name, dose in _DOSES.items())


def judge(picture: Picture, order: Order) -> Verdict:
    """Return the card on everolimus in liver disease, or why there is none."""
    read, dose = picture.organs, order.dosage.daily
    known = read.child_pugh
    found = (*read.cirrhosis[:1], *read.hepatic_impairment[:1])
    if known is None and not found:
        return Silent("no Child-Pugh class, cirrhosis or hepatic impairment on record")
    most = _DOSES[known.value] if known else min(_DOSES.values())
    if dose is not None and dose <= most:
        return Silent(
            f"{dose:g} mg daily is within the dose of the class" if known else f"{dose:g} mg fits every class"
        )
    warned = known is not None or dose is None or dose >= THRESHOLDS["everolimus_full_mg"]
    ordered = f"{dose:g} mg daily" if dose is not None else "no dose recorded"
    names = [
        name
        for name, on_file in (("Cirrhosis", read.cirrhosis), ("Hepatic impairment", read.hepatic_impairment))
        if on_file
    ]
    return Finding(
        rule=RULE,
        version=VERSION,
        indicator=Indicator.WARNING if warned else Indicator.INFO,
        summary=f"Child-Pugh {known.value}: {_dose(picture, known.value, most)}; ordered: {ordered}"
        if known
        else f"{' and '.join(names).capitalize()} without a Child-Pugh class: everolimus by class; ordered: {ordered}",
        detail=wording.paragraphs(
            wording.sentences(
                f"**Why now.** {words.order_line(order)} Ordered: {ordered}.",
                f"Child-Pugh {known.value} ({wording.place(known.source)}{organs.mark(known.quality)})."
                if known
                else "",
                *(f"{wording.told(name, (source,))}." for name, source in zip(names, found, strict=True)),
                "" if known else "No Child-Pugh class on record; it is not computed here.",
            ),
            "**Why it matters.** Hepatic impairment raises the exposure to everolimus (label).",
            f"**Consider.** {_consider(picture)}",
            organs.not_read(picture, NEEDS),
            wording.closing(_EVIDENCE, RULE, VERSION),
        ),
        evidence=_EVIDENCE,
        suggestions=(alternatives.remove(order),) if warned else (),
        reasons=organs.REASONS if warned else (),
    )


def _dose(picture: Picture, child: str, most: float) -> str:
    """Return the dose of the class for an adult; none is named below 18."""
    if not alternatives.adult(picture):
        return "everolimus is reduced by class"
    return f"everolimus{' at most' if child == 'C' else ''} {most:g} mg daily (label)"


def _consider(picture: Picture) -> str:
    """Return the doses of the label, which are those of adults with a NET, breast or renal cancer."""
    if not alternatives.adult(picture):
        return "The Child-Pugh class, and the dose for it. Under 18: no dose is named."
    return (
        f"The dose by Child-Pugh class (label, adults; not SEGA): {_BY_CLASS} daily, in C only if the benefit outweighs the "
        "risk; less if it is not tolerated, and again if the class changes."
    )


RECOMMENDATION: Final = Recommendation(
    RULE, VERSION, frozenset({DrugClass.EVEROLIMUS}), NEEDS, judge, evidence=_EVIDENCE, text=__doc__ or ""
)
