"""When a drug is ordered off the published dose for this tumor, then say so: information, or a warning above any dose.

Sunitinib (the renal dose), everolimus and cabozantinib above their label, lanreotide and octreotide LAR off dose or
interval. Short-acting octreotide has no fixed dose. What another disease on record, or the reason of the order,
explains is not judged; nor is a dose or an interval that nobody wrote, unless the dose alone is above any published.
Reductions are silent. Which dose is published is said by the labels, NCCN (secondary digest) and CLARINET FORTE.
"""

from __future__ import annotations

from typing import Final

from hooks import alternatives, published_doses, tumor_on_record, wording
from hooks import insulinoma_words as words
from hooks.finding import Finding, Indicator, Recommendation, Silent, Verdict
from mappings.conditions import EMERGENCIES
from mappings.indications import ELSEWHERE
from mappings.patient import CHART, DRUGS, Picture
from mappings.therapy import DrugClass, Form, Order

RULE: Final = "doseCheck"
VERSION: Final = "1.0"
NEEDS: Final = CHART | {"patient"}
_READ: Final = ("conditions", "patient", *DRUGS)
"""What a dose hangs on: if the rest of the chart was not read, it is for other cards to say so."""
_EVIDENCE: Final = (
    "sunitinib-dose", "everolimus-dose", "cabozantinib-dose", "lanreotide-dose", "lar-dose", "clarinet-forte",
    "nccn-2025", "design",
)  # fmt: skip
_DEPOTS: Final = frozenset({"lanreotide", "octreotide"})
_OTHER: Final = {
    DrugClass.SSA: {"acromegaly"},
    DrugClass.SUNITINIB: {"renal-cancer", "gist"},
    DrugClass.EVEROLIMUS: {"renal-cancer", "breast-cancer", "tuberous-sclerosis"},
    DrugClass.CABOZANTINIB: {"renal-cancer"},
}
"""Diseases in which the same drug has another dose."""


def judge(picture: Picture, order: Order) -> Verdict:
    """Return the card on a dose that is not the published one for this tumor, or why there is none."""
    drug = order.drug
    if drug.drug_class is DrugClass.SSA and (drug.form is not Form.DEPOT or drug.ingredient not in _DEPOTS):
        return Silent("only lanreotide and octreotide LAR have a fixed dose")
    sunitinib = drug.drug_class is DrugClass.SUNITINIB
    tumor = tumor_on_record.pancreatic(picture) if sunitinib else tumor_on_record.any_site(picture)
    if not tumor:
        return Silent("no tumor on record that the dose could be for")
    other = _other(picture, order)
    if other:
        return Silent(f"another indication: {', '.join(other)}")
    off = published_doses.compare(picture, order)
    if isinstance(off, str):
        return Silent(off)
    warns = off.indicator is Indicator.WARNING
    name = f"{drug.label[0].upper()}{drug.label[1:]}"
    evidence = (*off.evidence, "design")
    return Finding(
        rule=RULE,
        version=VERSION,
        indicator=off.indicator,
        summary=wording.clean(f"{name} {off.ordered}: {off.published}", 139),
        detail=wording.paragraphs(
            wording.sentences(
                f"**Why now.** {words.order_line(order)} As written: {published_doses.as_written(order.dosage)}.",
                words.tumor_line(picture, tumor),
                "" if picture.unread(("conditions",)) else f"No {_named(_OTHER[drug.drug_class])} on record.",
            ),
            f"**Why it matters.** {off.published[0].upper()}{off.published[1:]}.",
            f"**Consider.** {off.consider}",
            wording.not_read(picture.unread(_READ)),
            wording.closing(evidence, RULE, VERSION),
        ),
        evidence=evidence,
        suggestions=(alternatives.remove(order),) if warns else (),
        reasons=("tumor-board-decision", "diagnosis-incorrect", "other-free-text"),
    )


def _named(diseases: set[str]) -> str:
    return " or ".join(sorted(one.upper() if one == "gist" else one.replace("-", " ") for one in diseases))


def _other(picture: Picture, order: Order) -> list[str]:
    """Return what else the order may be for: a disease on record with another dose, or its own reasons."""
    diseases = _OTHER[order.drug.drug_class]
    on_record = {one.value for one in picture.other_indications}
    elsewhere = ELSEWHERE | EMERGENCIES if order.drug.drug_class is DrugClass.SSA else frozenset()
    return sorted((diseases & on_record) | (picture.reasons(order) & (diseases | elsewhere)))


RECOMMENDATION: Final = Recommendation(
    RULE, VERSION, frozenset(_OTHER), NEEDS, judge, evidence=_EVIDENCE, text=__doc__ or ""
)
