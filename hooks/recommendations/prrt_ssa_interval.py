"""When Lu-177 dotatate is planned less than 28 days after a depot or 24 hours after a short-acting analog, then warn.

Or when one of these is ordered less than that before a planned infusion. Where a date is not exact, or only an order
says that there may be a dose or an infusion: information. The octreotide LAR that goes with a dose, 4 to 24 hours after
it, is silent. The intervals are those of the Lutathera label; in an emergency a short-acting order is information.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from hooks import alternatives, prrt_interval, prrt_timing, wording
from hooks import insulinoma_words as words
from hooks.finding import Finding, Indicator, Recommendation, Silent, Verdict
from hooks.prrt_interval import Interval
from hooks.severity import emergency
from mappings import dates
from mappings.patient import DRUGS, Picture
from mappings.therapy import ANALOGS, DrugClass, Order

RULE: Final = "prrtSsaInterval"
VERSION: Final = "1.0"
NEEDS: Final = frozenset({"conditions", *DRUGS})
_EVIDENCE: Final = ("lutathera-ssa", "design")
_REASONS: Final = (
    "tumor-board-decision",
    "acromegaly-or-other-functional-syndrome",
    "palliative-goals",
    "other-free-text",
)


def judge(picture: Picture, order: Order) -> Verdict:
    """Return the card on the interval, or why there is none."""
    prrt = order.drug.drug_class is DrugClass.PRRT
    if not (prrt or prrt_timing.is_depot(order.drug) or prrt_timing.is_short(order.drug)):
        return Silent("an analog of unknown form")
    found = prrt_interval.of_infusion(picture, order) if prrt else prrt_interval.of_analog(picture, order)
    if found is None:
        return Silent("no analog is known to come too shortly before Lu-177 dotatate")
    urgent = not prrt and emergency(picture, order)
    unread = wording.not_read(picture.unread(NEEDS))
    return Finding(
        rule=RULE,
        version=VERSION,
        indicator=Indicator.WARNING if found.close and not urgent else Indicator.INFO,
        summary=_summary(order, found),
        detail=wording.paragraphs(
            wording.sentences(
                f"**Why now.** {words.order_line(order)}",
                _analog(order, found),
                _infusion(found),
                _earliest(found) if prrt else "",
                words.emergency_line(picture, order) if urgent else "",
            ),
            "**Why it matters.** Analogs occupy the receptors that Lu-177 dotatate has to reach (label).",
            f"**Consider.** {words.urgent(picture, order) if urgent else ''}No depot in the 28 days before an infusion; "
            "short-acting octreotide may bridge until 24 hours before it. Octreotide LAR goes with each dose, 4 to 24 hours "
            "after it.",
            f"**Not known.** {unread}" if unread else "",
            wording.closing(_EVIDENCE, RULE, VERSION),
        ),
        evidence=_EVIDENCE,
        suggestions=() if urgent else (alternatives.remove(order),),
        reasons=(("emergency-other-indication",) if urgent else ()) + _REASONS,
    )


def _summary(order: Order, found: Interval) -> str:
    if not found.close or found.dose is None or found.infusion.when is None:
        other = "an analog" if order.drug.drug_class is DrugClass.PRRT else "Lu-177 dotatate"
        return f"{_title(order.drug.label)} near {other}: check the interval, which the dates on record do not decide"
    if prrt_timing.is_depot(found.dose.drug):
        days = dates.days_between(found.dose.when.start, found.infusion.when.start)
        apart, asked = f"{days} day{'' if days == 1 else 's'}", "28 days"
    else:
        apart, asked = "less than 24 hours", "24 hours"
    return f"{_title(found.dose.drug.label)} {apart} before Lu-177 dotatate: the label asks for {asked}"


def _analog(order: Order, found: Interval) -> str:
    """Name the analog with its date and place; where it is the order itself, when it is to be given."""
    if found.dose is None:
        one = found.ordered
        return (
            f"{_title(one.drug.label)} is ordered ({wording.place(one.source)}), no dose on record since."
            if one
            else ""
        )
    when, where = found.dose.when.text, wording.escaped(found.dose.reference, 48)
    if found.dose.reference == order.reference:
        return (
            f"Planned for {when}." if found.dose.planned else "When it is to be given is not recorded: taken as today."
        )
    how = "planned for" if found.dose.planned else "given or dispensed"
    return f"{_title(found.dose.drug.label)} {how} {when} ({where})."


def _infusion(found: Interval) -> str:
    where = wording.escaped(found.infusion.reference, 48)
    if found.infusion.when is None:
        return f"Lu-177 dotatate is ordered ({where}); when the infusion is planned is not recorded."
    return f"Infusion of Lu-177 dotatate planned for {found.infusion.when.text} ({where})."


def _earliest(found: Interval) -> str:
    """Say from when on an infusion fits, where a depot was given and no infusion is dated."""
    dose = found.dose
    if dose is None or dose.planned or found.infusion.when is not None or not prrt_timing.is_depot(dose.drug):
        return ""
    day = (dose.when.end + timedelta(days=prrt_timing.DEPOT_DAYS)).date()
    return f"28 days are over on {day.isoformat()}."


def _title(label: str) -> str:
    return label[0].upper() + label[1:]


RECOMMENDATION: Final = Recommendation(RULE, VERSION, ANALOGS, NEEDS, judge, evidence=_EVIDENCE, text=__doc__ or "")
