"""When a drug that can harm a fetus is ordered in a pregnancy on record, then warn; an old entry is to be verified.

Everolimus, sunitinib, cabozantinib, belzutifan, cytotoxic drugs and Lu-177 dotatate: critical; an analog: information.
An entry that is old, undated or in doubt and was never closed: information, for any of them. For every patient, whatever
the drug is for. Sex and age are not read: an entry that is wrong has to be corrected. The labels were seen in digests
only, and the severities are design choices.
"""

from __future__ import annotations

from typing import Final

from hooks import alternatives, wording
from hooks import insulinoma_words as words
from hooks.finding import Finding, Indicator, Recommendation, Silent, Suggestion, Verdict
from mappings import pregnancy
from mappings.definitions import VALUES
from mappings.indications import ELSEWHERE
from mappings.patient import Picture
from mappings.therapy import INJECTED, DrugClass, Order, Route

RULE: Final = "pregnancy"
VERSION: Final = "1.0"
NEEDS: Final = frozenset({"conditions", "function"})
HARMFUL: Final = frozenset({DrugClass.EVEROLIMUS, DrugClass.SUNITINIB, DrugClass.CABOZANTINIB, DrugClass.BELZUTIFAN,
                            DrugClass.CYTOTOXIC, DrugClass.PRRT})  # fmt: skip
_WEEKS: Final = f"{VALUES['pregnancy_days'] / 7:g}"
_EVIDENCE: Final = ("pregnancy-labels", "nccn-ne-j", "design")


def judge(picture: Picture, order: Order) -> Verdict:
    """Return the card on a pregnancy, or why there is none."""
    fact = picture.pregnancy
    if fact is None:
        return Silent("no pregnancy on record that is not over")
    if order.dosage.routes == {Route.LOCAL}:
        return Silent("a topical or ophthalmic order")
    elsewhere = sorted(picture.reasons(order) & ELSEWHERE)
    if elsewhere and order.drug.drug_class in INJECTED:
        return Silent(f"ordered for another indication: {', '.join(elsewhere)}")
    now, harmful = fact.value == pregnancy.PREGNANT, order.drug.drug_class in HARMFUL
    unread = wording.not_read(picture.unread(NEEDS))
    return Finding(
        rule=RULE,
        version=VERSION,
        indicator=Indicator.CRITICAL if now and harmful else Indicator.INFO,
        summary=_summary(order, now=now, harmful=harmful),
        detail=wording.paragraphs(
            wording.sentences(
                f"**Why now.** {words.order_line(order)}",
                words.entries_line("Pregnant" if now else "A pregnancy is recorded", (fact.source,)),
                ""
                if now
                else f"It is older than {_WEEKS} weeks, not dated exactly, or in doubt, and nothing closes it.",
                words.entries_line("What may have ended it", fact.conflicts) if fact.conflicts else "",
            ),
            "**Why it matters.** It can harm the fetus (labels, seen in digests)."
            if harmful
            else "**Why it matters.** Experience in pregnancy is limited: need and risk are weighed together.",
            wording.sentences(
                "**Consider.**",
                "" if now else "Verify with the patient, or by a test, and correct the entry if it is out of date.",
                "An alternative, or a delay, decided together with obstetrics." if now and harmful else "",
                "Obstetrics should know of the order." if now and not harmful else "",
            ),
            f"**Not known.** {unread}" if unread else "",
            wording.closing(_EVIDENCE, RULE, VERSION),
        ),
        evidence=_EVIDENCE,
        suggestions=_suggestions(picture, order, now=now, harmful=harmful),
        reasons=("tumor-board-decision", "palliative-goals", "other-free-text"),
    )


def _summary(order: Order, *, now: bool, harmful: bool) -> str:
    if not now:
        return f"A pregnancy on record is old or not confirmed: verify before {order.drug.label}"
    if harmful:
        return f"Pregnant: {order.drug.label} can harm the fetus"
    return f"Pregnant: {order.drug.label} is given in pregnancy only where it is clearly needed"


def _suggestions(picture: Picture, order: Order, *, now: bool, harmful: bool) -> tuple[Suggestion, ...]:
    """A critical card never offers to keep the order."""
    if not now:
        return (alternatives.add(picture, "Add a pregnancy test", "pregnancy-test"),)
    if not harmful:
        return ()
    test = ("pregnancy-test", "Draft a pregnancy test")
    return (
        alternatives.remove(order),
        alternatives.instead(picture, order, "Remove the order; pregnancy test first", test),
    )


RECOMMENDATION: Final = Recommendation(
    RULE, VERSION, frozenset(HARMFUL | INJECTED), NEEDS, judge, evidence=_EVIDENCE, text=__doc__ or ""
)
