"""When an analog is ordered in a pancreatic NET with unexplained hypoglycemia, then warn: it may be an insulinoma.

Start or continuation. Hypoglycemia is a glucose below 54 mg/dL or 3.0 mmol/L, or a diagnosis of it, in 12 months; it
is explained by insulin, a sulfonylurea or a glinide active then, or by a diagnosis that says so. Two presumed
non-functioning tumors showed as insulinomas by hypoglycemia on lanreotide (Gamage 2025). Where an insulinoma is on
record, suspected or over, other cards speak.
"""

from __future__ import annotations

from typing import Final

from hooks import alternatives, wording
from hooks import insulinoma_words as words
from hooks.finding import Finding, Indicator, Recommendation, Silent, Verdict
from hooks.severity import milder
from mappings import courses
from mappings.indications import ELSEWHERE
from mappings.model import Certainty
from mappings.patient import CHART, DRUGS, Picture
from mappings.therapy import ANALOGS, Change, Course, DrugClass, Order
from mappings.unexplained import Hypoglycemia

RULE: Final = "ssaHypoglycemia"
VERSION: Final = "1.0"
NEEDS: Final = CHART | {"patient"}
_EVIDENCE: Final = ("nccn-2025", "gamage-2025", "design")


def judge(picture: Picture, order: Order) -> Verdict:
    """Return the warning on unexplained hypoglycemia in a pancreatic NET, or why there is none."""
    if picture.insulinoma.certainty is not Certainty.NOT_RECORDED:
        return Silent(f"insulinoma: {picture.insulinoma.certainty.value}")
    if not picture.pnet:
        return Silent("no pancreatic neuroendocrine tumor on record")
    if not picture.unexplained_hypoglycemia:
        return Silent("no unexplained hypoglycemia in 12 months on record")
    elsewhere = sorted(picture.reasons(order) & ELSEWHERE)
    if elsewhere:
        return Silent(f"ordered for another indication: {', '.join(elsewhere)}")
    course = courses.course(order, picture.treatments, picture.as_of)
    since = _since(picture, course)
    return Finding(
        rule=RULE,
        version=VERSION,
        indicator=_indicator(order, since),
        summary=_summary(picture, order, since),
        detail=_detail(picture, order, course, since),
        evidence=_EVIDENCE,
        suggestions=alternatives.workup(picture, order),
        reasons=alternatives.reasons(picture, order, "diagnosis-incorrect"),
    )


def _since(picture: Picture, course: Course) -> tuple[Hypoglycemia, ...]:
    """Return what may have come after the first dose of the course."""
    started = course.started
    if course.change is Change.START or started is None:
        return ()
    return tuple(
        one for one in picture.unexplained_hypoglycemia if one.source.when and one.source.when.end >= started.start
    )


def _indicator(order: Order, since: tuple[Hypoglycemia, ...]) -> Indicator:
    if order.drug.drug_class is DrugClass.PASIREOTIDE and not since:
        return milder(Indicator.WARNING) or Indicator.WARNING
    return Indicator.WARNING


def _summary(picture: Picture, order: Order, since: tuple[Hypoglycemia, ...]) -> str:
    drug = order.drug.label
    if since:
        return f"Pancreatic NET, {_short(since[0])} since {drug} was started: an insulinoma may be unmasked"
    seen = _short(picture.unexplained_hypoglycemia[0])
    return f"Pancreatic NET, unexplained {seen}: {drug} can make it severe if it is an insulinoma"


def _short(one: Hypoglycemia) -> str:
    return f"glucose {wording.clean(one.shown, 20)}" if one.shown else "hypoglycemia (diagnosis)"


def _detail(picture: Picture, order: Order, course: Course, since: tuple[Hypoglycemia, ...]) -> tuple[str, ...]:
    next_dose = " Review before the next dose." if course.change is not Change.START else ""
    return wording.paragraphs(
        wording.sentences(
            f"**Why now.** {words.order_line(order, course.change)}",
            words.entries_line("Pancreatic neuroendocrine tumor", picture.pnet),
            words.hypoglycemia_line(since or picture.unexplained_hypoglycemia),
            f"{_nothing(picture)}: no insulin, sulfonylurea or glinide then, no diagnosis of drug-induced hypoglycemia.",
            words.emergency_line(picture, order),
            words.findings_lines(picture),
        ),
        "**Why it matters.** Hypoglycemia on lanreotide has unmasked insulinomas in tumors presumed non-functioning "
        "(Gamage 2025). In an insulinoma an analog can make it severe and prolonged."
        + (" Pasireotide also raises glucose." if order.drug.drug_class is DrugClass.PASIREOTIDE else ""),
        f"**Consider first.** {words.urgent(picture, order)}Insulin, C-peptide and proinsulin during hypoglycemia, "
        f"a supervised fast if needed.{next_dose} If the analog is given: glucose checks, oral or IV glucose as rescue, "
        "never glucagon.",
        wording.not_known(picture, picture.unread(NEEDS)),
        wording.closing(_EVIDENCE, RULE, VERSION),
    )


def _nothing(picture: Picture) -> str:
    return "Nothing that was read explains it" if picture.unread(DRUGS) else "Nothing on record explains it"


RECOMMENDATION: Final = Recommendation(RULE, VERSION, ANALOGS, NEEDS, judge, evidence=_EVIDENCE, text=__doc__ or "")
