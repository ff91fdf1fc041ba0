"""When a pancreatic NET is unresectable or metastatic and a decision is open, then name the options that fit this chart.

Guideline, in our words: observation or an analog for quiet disease, analogs for hormones and SSTR-positive tumors,
targeted drugs, chemotherapy, Lu-177 dotatate and liver-directed therapy after progression, by burden, symptoms and
grade; surgery first where the tumor is resectable. As corrected against NCCN v3.2025 (secondary digest) and the trials
named. No data define a sequence: options are named with reasons, never ranked. What a warning of this product would
forbid is never among them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from hooks import (
    alternatives,
    chart_words,
    decision,
    missing,
    option_local,
    option_rows,
    report_words,
    situation,
    wording,
)
from hooks.finding import Finding, Indicator, Recommendation, Silent, Suggestion, Verdict
from hooks.options import Excluded, Option, Row, weighed
from hooks.situation import Situation
from mappings.conditions import EMERGENCIES
from mappings.indications import ELSEWHERE
from mappings.lines import ANTITUMOR
from mappings.patient import CHART, Picture
from mappings.therapy import Order

RULE: Final = "therapyOptions"
VERSION: Final = "1.0"
NEEDS: Final = CHART | {"patient", "function"}
DRUGS: Final = ANTITUMOR
_EVIDENCE: Final = (
    "nccn-2025", "clarinet", "clarinet-forte", "netter-2", "oclurandom", "compete", "lutathera-label", "radiant-3",
    "raymond-2011", "cabinet", "e2211", "belzutifan-vhl", "diazoxide-label", "design",
)  # fmt: skip


def of(checks: Iterable[Recommendation]) -> Recommendation:
    """Return the recommendation; `checks` are those of orders, before which every option is put."""
    asked = tuple(checks)

    def view(picture: Picture, orders: tuple[Order, ...]) -> Verdict:
        here = situation.of(picture)
        silence = quiet(picture, here, orders)
        return Silent(silence) if silence else _options(picture, here, orders, asked)

    needs = NEEDS.union(*(one.needs for one in asked))
    return Recommendation(RULE, VERSION, DRUGS, needs, view=view, evidence=_EVIDENCE, text=__doc__ or "")


def quiet(picture: Picture, here: Situation, orders: tuple[Order, ...]) -> str:
    """Return why nothing is said; empty where options are to be named."""
    known = here.well is True or here.extent == "resectable"
    for applies, reason in (
        (not picture.pnet_confirmed, "no confirmed pancreatic neuroendocrine tumor on record"),
        (bool(picture.nec), "poorly differentiated carcinoma on record: these options do not apply"),
        (not alternatives.adult(picture), "under 18: no therapy is suggested"),
        (decision.for_another_reason(picture, orders, ELSEWHERE | EMERGENCIES), "ordered for another indication"),
        (not decision.asked(picture, here, orders), "no decision is open"),
        (here.extent is None, "resectability is not documented: missingData asks for it"),
        (not known, "differentiation is not documented: missingData asks for it"),
    ):
        if applies:
            return reason
    return ""


def _rows(picture: Picture, here: Situation) -> tuple[Row, ...]:
    surgery, hormones = option_local.surgery(picture, here), option_local.syndromes(picture, here)
    vhl = option_rows.belzutifan(picture, here)
    if here.extent == "resectable":
        return (surgery, *hormones, vhl)
    return (
        surgery,
        *hormones,
        option_local.observation(picture, here),
        option_rows.analog(picture, here),
        option_rows.prrt(picture, here),
        *option_rows.targeted(picture, here),
        option_rows.captem(picture, here),
        option_rows.platinum(picture, here),
        option_local.liver(picture, here),
        vhl,
        option_rows.above_label(picture, here),
        option_local.trial(picture, here),
    )


def _options(
    picture: Picture, here: Situation, orders: tuple[Order, ...], checks: tuple[Recommendation, ...]
) -> Verdict:
    rows = [weighed(row, picture, checks) for row in _rows(picture, here)]
    fits = [row for row in rows if isinstance(row, Option)]
    needed = missing.needed(picture, here)
    if not fits and any(not one.endswith(missing.OLD) for one in needed):
        return Silent("nothing fits before what is missing is known: missingData asks for it")
    return Finding(
        rule=RULE,
        version=VERSION,
        indicator=Indicator.INFO,
        summary=_summary(picture, here),
        detail=_detail(picture, here, fits, [row for row in rows if isinstance(row, Excluded)]),
        evidence=_cited(fits),
        suggestions=_suggestions(picture, fits, orders),
    )


def _summary(picture: Picture, here: Situation) -> str:
    sstr = {"positive": "SSTR+", "negative": "SSTR-"}.get(here.sstr or "", "SSTR unknown")
    course = decision.course(picture, here)
    return wording.clean(
        f"{here.band or 'Grade unknown'} pNET, {sstr}, {course}: options that fit this chart, with reasons (not ranked)",
        139,
    )


def _detail(picture: Picture, here: Situation, fits: list[Option], excluded: list[Excluded]) -> tuple[str, ...]:
    lacking = [*missing.needed(picture, here), *missing.also(picture, here)]
    # Progression and the lines of therapy stand in the line of facts already.
    opened = decision.open_because(picture, here) if here.lines and here.progressing is None else ()
    return wording.paragraphs(
        wording.sentences(chart_words.chart_line(picture, here), f"Open: {'; '.join(opened)}." if opened else ""),
        wording.bullets("Fit now (no trial defines the sequence)", [f"**{one.name}** {one.says}" for one in fits])
        or "**Fit now.** None of the options known here: tumor board.",
        wording.bullets("Not now", [f"**{one.name}** {one.why}" for one in excluded]),
        f"**Missing.** {', '.join(lacking)} (searched by code only)." if lacking else "",
        report_words.paragraph(picture),
        wording.not_read(picture.unread(NEEDS)),
        wording.closing(_cited(fits), RULE, VERSION),
    )


def _cited(fits: list[Option]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(("nccn-2025", *(key for one in fits for key in one.evidence), "design")))


def _suggestions(picture: Picture, fits: list[Option], orders: tuple[Order, ...]) -> tuple[Suggestion, ...]:
    """Return a draft of each option that has one and is not what was just ordered; none is pre-selected."""
    ordered = {one.drug.drug_class for one in orders}
    return tuple(
        Suggestion(f"Draft {one.name}", tuple(alternatives.create(picture, key) for key in one.drafts))
        for one in fits
        if one.drafts and not ordered & {order.drug.drug_class for order in one.orders}
    )
