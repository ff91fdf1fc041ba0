"""When a drug for the tumor is first ordered, or a test on it is overdue, then say what to check: information.

First means: not on file in the last 12 months. What to check is said by the labels, what a boxed warning names first;
how old a result may be is mostly a design choice. At most three tests are shown, those that are missing or too old
before those on file, and only these are drafted. What could not be read is said and never called missing. Silent
without a neuroendocrine tumor on record, and where an analog is ordered for another indication.
"""

from __future__ import annotations

from typing import Final

from hooks import alternatives, monitored, tumor_on_record, watched, wording
from hooks import insulinoma_words as words
from hooks.finding import Finding, Indicator, Recommendation, Silent, Suggestion, Verdict
from hooks.monitored import Plan
from hooks.thresholds import THRESHOLDS
from hooks.watched import DUE, Standing, Status, status
from mappings import courses, dates
from mappings.conditions import EMERGENCIES
from mappings.indications import ELSEWHERE
from mappings.model import NAMED
from mappings.patient import CHART, DRUGS, Picture
from mappings.therapy import Change, DrugClass, Form, Order

RULE: Final = "monitoring"
VERSION: Final = "1.0"
NEEDS: Final = CHART | {"function"}
_EVIDENCE: Final = (*monitored.EVIDENCE, "design")
_MOST: Final = 3
_READ: Final = ("conditions", "labs", "function", *DRUGS)
"""What the tests hang on: if the rest of the chart was not read, it is for other cards to say so."""


def judge(picture: Picture, order: Order) -> Verdict:
    """Return the card on what to check for the ordered drug, or why there is none."""
    plan = monitored.plan_of(order.drug)
    silent = "nothing is listed for this drug" if plan is None else _silent(picture, order)
    if plan is None or silent:
        return Silent(silent)
    first = _first(picture, order)
    at_start = first or _changed(picture, order)
    listed = [status(picture, one) for one in plan.tests if at_start or not one.at_start]
    due = [one for one in listed if one.standing in DUE]
    unread = [one for one in listed if one.standing is Standing.UNREAD]
    if not (at_start or due or unread):
        return Silent("not the first order, and no test is overdue")
    shown = [*due, *unread, *(one for one in listed if one not in due and one not in unread)][:_MOST]
    return _finding(picture, order, plan, shown, first=first, at_start=at_start)


def _silent(picture: Picture, order: Order) -> str:
    """Say why nothing is said; empty where something may be."""
    if not tumor_on_record.any_site(picture):
        return "no neuroendocrine tumor on record, or none that is not over"
    if order.drug.drug_class is not DrugClass.SSA:
        return _with_temozolomide(picture, order)
    if order.drug.form is Form.SHORT and order.dosage.once_or_one_day:
        return "a single dose or a day of short-acting octreotide"
    elsewhere = sorted(picture.reasons(order) & (ELSEWHERE | EMERGENCIES))
    named = picture.insulinoma.certainty in NAMED
    return f"ordered for another indication: {', '.join(elsewhere)}" if elsewhere and not named else ""


def _with_temozolomide(picture: Picture, order: Order) -> str:
    """Capecitabine beside temozolomide is one regimen with one blood count."""
    if order.drug.ingredient != "capecitabine":
        return ""
    both = any(one.selected and one.drug.ingredient == "temozolomide" for one in picture.drafts)
    return "said for temozolomide, which is ordered with it" if both else ""


def _first(picture: Picture, order: Order) -> bool:
    """Whether the drug is not on file in the last 12 months; an undated or running one is."""
    days = THRESHOLDS["watch_first_days"]
    return not any(
        one.drug.ingredient == order.drug.ingredient
        and one.source.reference != order.reference
        and (
            one.when is None
            or dates.days_between(one.when.end, picture.as_of) <= days
            or (one.running_until is not None and one.running_until >= picture.as_of)
        )
        for one in picture.treatments
    )


def _changed(picture: Picture, order: Order) -> bool:
    """Whether the dose of an analog goes up, or its depot begins: the label then asks for glucose again."""
    if order.drug.drug_class is not DrugClass.SSA:
        return False
    change = courses.course(order, picture.treatments, picture.as_of).change
    return change in (Change.INCREASE, Change.TO_DEPOT)


def _finding(
    picture: Picture, order: Order, plan: Plan, shown: list[Status], *, first: bool, at_start: bool
) -> Finding:
    extra = plan.at_start if first else ()
    evidence = (plan.evidence, "design")
    return Finding(
        rule=RULE,
        version=VERSION,
        indicator=Indicator.INFO,
        summary=watched.summary(order, shown, first=first, at_start=at_start),
        detail=wording.paragraphs(
            wording.sentences(
                f"**Why now.** {words.order_line(order)}",
                watched.occasion(picture, first=first, at_start=at_start),
                words.tumor_line(picture, tumor_on_record.any_site(picture)),
            ),
            wording.bullets("What to check (results by code only)", [one.line(picture) for one in shown]),
            wording.sentences(
                f"**Watch for.** {plan.watch_for[0].upper()}{plan.watch_for[1:]}.", watched.diabetes(picture, order)
            ),
            "".join(
                f"**Consider.** {what.capitalize()}, unless done: imaging is not looked for here." for what, _ in extra
            ),
            wording.not_read(picture.unread(_READ)),
            wording.closing(evidence, RULE, VERSION),
        ),
        evidence=evidence,
        suggestions=_suggestions(picture, shown, extra),
        reasons=("tumor-board-decision", "palliative-goals", "other-free-text"),
    )


def _suggestions(picture: Picture, shown: list[Status], extra: tuple[tuple[str, str], ...]) -> tuple[Suggestion, ...]:
    wanted = [(one.check.name, one.check.draft) for one in shown if one.standing in DUE]
    return tuple(alternatives.add(picture, f"Add {name}", draft) for name, draft in (*wanted, *extra))


RECOMMENDATION: Final = Recommendation(
    RULE, VERSION, monitored.DRUGS, NEEDS, judge, evidence=_EVIDENCE, text=__doc__ or ""
)
