"""When an analog is ordered while another one is active, then say so: information.

Another one is a different ingredient, or the oral beside the injected form. Short-acting octreotide beside a depot is
bridging or rescue, and silent; so is the depot that goes with Lu-177 dotatate. Active means an order that has not
ended, or a depot given within four weeks, or another draft of the session. The window is a design choice.
"""

from __future__ import annotations

from typing import Final

from hooks import alternatives, wording
from hooks import insulinoma_words as words
from hooks.finding import Finding, Indicator, Recommendation, Silent, Verdict
from hooks.thresholds import THRESHOLDS
from mappings import dates
from mappings.patient import DRUGS, Picture
from mappings.therapy import INJECTED, Drug, Form, Order, Treatment

RULE: Final = "duplicateSsa"
VERSION: Final = "1.0"
NEEDS: Final = frozenset(DRUGS)
_EVIDENCE: Final = ("mechanism", "design")


def judge(picture: Picture, order: Order) -> Verdict:
    """Return the information that another analog is active, or why there is none."""
    on_file = next(
        (one for one in picture.treatments if _doubles(one.drug, order.drug) and _active(one, picture)), None
    )
    other = on_file or _drafted(picture, order)
    if other is None:
        return Silent("no other analog is known to be active")
    seen = wording.place(other.source) if isinstance(other, Treatment) else wording.escaped(other.reference, 48)
    return Finding(
        rule=RULE,
        version=VERSION,
        indicator=Indicator.INFO,
        summary=f"Two somatostatin analogs at once: {order.drug.label} ordered, {other.drug.label} "
        + ("active" if on_file else "ordered too"),
        detail=wording.paragraphs(
            f"**Why now.** {words.order_line(order)} {'On record' if on_file else 'Also ordered in this session'}: "
            f"{other.drug.label} ({seen}).",
            "**Why it matters.** They act on the same receptors, so their effects add up (mechanism).",
            "**Consider.** If this is a switch, end the other one first. Short-acting octreotide for bridging or rescue "
            "needs no change.",
            wording.closing(_EVIDENCE, RULE, VERSION),
        ),
        evidence=_EVIDENCE,
        suggestions=(alternatives.remove(order),),
    )


def _doubles(one: Drug, other: Drug) -> bool:
    """Whether two analogs are a duplicate; short-acting octreotide beside a depot is bridging or rescue."""
    if one.drug_class not in INJECTED or other.drug_class not in INJECTED:
        return False
    if _bridges(one, other) or _bridges(other, one):
        return False
    if one.ingredient != other.ingredient:
        return True
    return Form.ORAL in (one.form, other.form) and one.form is not other.form


def _bridges(one: Drug, other: Drug) -> bool:
    return one.form is Form.SHORT and one.ingredient == "octreotide" and other.form is Form.DEPOT


def _active(one: Treatment, picture: Picture) -> bool:
    """Whether a treatment is known to act now: ordered and not ended, or a depot within its four weeks."""
    if one.running_until is None and one.active:
        return True
    if one.running_until is not None and one.running_until >= picture.as_of:
        return True
    if one.drug.form is not Form.DEPOT or not one.given or one.when is None:
        return False
    return dates.days_between(one.when.start, picture.as_of) < THRESHOLDS["depot_acts_days"]


def _drafted(picture: Picture, order: Order) -> Order | None:
    """Return another draft that doubles this one; of two that are both selected only the later one says so."""
    before = True
    for one in picture.drafts:
        if one.reference == order.reference:
            before = False
        elif _doubles(one.drug, order.drug) and (before or not one.selected):
            return one
    return None


RECOMMENDATION: Final = Recommendation(RULE, VERSION, INJECTED, NEEDS, judge, evidence=_EVIDENCE, text=__doc__ or "")
