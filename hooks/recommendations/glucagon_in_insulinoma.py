"""When glucagon or dasiglucagon is ordered in insulinoma, then warn: it is contraindicated, and glucose is the rescue.

Glucagon raises glucose at first and then stimulates the tumor to release insulin. Confirmed and active: critical.
Possible, or resolved with hypoglycemia since: warning, since 1 mg IV may be the step that ends a supervised fast.
In glucagonoma: information.
"""

from __future__ import annotations

from typing import Final

from hooks import alternatives, recurrence, wording
from hooks import insulinoma_words as words
from hooks.finding import Finding, Indicator, Recommendation, Silent, Verdict
from mappings.model import POSSIBLE, Certainty, Fact
from mappings.patient import CHART, Picture
from mappings.therapy import DrugClass, Order

RULE: Final = "glucagonInsulinoma"
VERSION: Final = "1.0"
NEEDS: Final = CHART
DRUGS: Final = frozenset({DrugClass.GLUCAGON})


def judge(picture: Picture, order: Order) -> Verdict:
    """Return the contraindication for a confirmed insulinoma, the caution for a possible one."""
    certainty = picture.insulinoma.certainty
    confirmed = certainty is Certainty.CONFIRMED
    lows, since = recurrence.recurrence(picture), recurrence.recorded_since(picture)
    if not (confirmed or certainty in POSSIBLE or lows or since):
        glucagonoma = next((fact for fact in picture.syndromes if fact.value == "glucagonoma"), None)
        return _glucagonoma(order, glucagonoma) if glucagonoma else Silent(f"insulinoma: {certainty.value}")
    keys = ("glucagon-labels",) if confirmed else ("glucagon-labels", "fast-protocol", "design")
    return Finding(
        rule=RULE,
        version=VERSION,
        indicator=Indicator.CRITICAL if confirmed else Indicator.WARNING,
        summary=f"{'Insulinoma' if confirmed else 'Possible insulinoma'}: glucagon "
        + ("is contraindicated (rebound hypoglycemia); give oral or IV glucose" if confirmed
           else "can cause rebound hypoglycemia; have IV glucose ready"),
        detail=wording.paragraphs(
            wording.sentences(
                f"**Why now.** {_named(picture)}",
                words.entries_line("Recorded since", since) if since else "",
                words.glucose_line(picture, lows),
                words.order_line(order),
            ),
            "**Why it matters.** Glucose rises at first, then the tumor releases insulin: rebound hypoglycemia (labels).",
            "**Consider.** Oral or IV glucose instead. If glucagon is given: glucose at once, and watch for the rebound."
            + ("" if confirmed else " If this is the 1 mg IV step that ends a supervised fast, have IV glucose ready."),
            wording.closing(keys, RULE, VERSION),
        ),
        evidence=keys,
        suggestions=(alternatives.remove(order),),
        reasons=("diagnosis-incorrect", "emergency-other-indication", "other-free-text"),
    )  # fmt: skip


def _named(picture: Picture) -> str:
    if picture.insulinoma.certainty is not Certainty.RESOLVED:
        return words.insulinoma_line(picture)
    return words.entries_line(
        "Hypoglycemia after insulinoma was resolved, possible recurrence", picture.insulinoma.sources
    )


def _glucagonoma(order: Order, fact: Fact) -> Finding:
    keys = ("glucagon-glucagonoma", "design")
    return Finding(
        rule=RULE,
        version=VERSION,
        indicator=Indicator.INFO,
        summary="Glucagonoma: the label of glucagon asks for caution; give oral or IV glucose for hypoglycemia",
        detail=wording.paragraphs(
            f"**Why now.** {words.order_line(order)} {words.entries_line('Glucagonoma', (fact.source,))}",
            "**Why it matters.** The tumor makes glucagon already; a label of glucagon asks for caution here.",
            "**Consider.** Oral or IV glucose; if glucagon is needed, check glucose before and after it.",
            wording.closing(keys, RULE, VERSION),
        ),
        evidence=keys,
        suggestions=(alternatives.remove(order),),
    )


RECOMMENDATION: Final = Recommendation(
    RULE,
    VERSION,
    DRUGS,
    NEEDS,
    judge,
    evidence=("glucagon-labels", "fast-protocol", "glucagon-glucagonoma", "design"),
    text=__doc__ or "",
)
