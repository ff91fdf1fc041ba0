"""Phrases from problem lists, as clinicians shorten them."""

from __future__ import annotations

import pytest

from mappings.mentions import INSULINOMA, Mention, classify

PAST = """Insulinoma, resection 2019|Insulinoma: R0 resection 2019|Insulinoma, curative resection 2019
Insulinoma - enucleation 2019|Insulinoma, Whipple 2018|Insulinoma - operated 2015|Insulinoma (2015, operated)
Insulinoma, treated surgically 2015|Insulinoma, NED|Insulinom, reseziert 2019|Insulinom-Resektion 2019"""
SUSPECTED = """Rule-out insulinoma|susp. insulinoma|Susp insulinoma|Poss. insulinoma|prob insulinoma
Insulinoma (working diagnosis)|Insulinoma, biopsy pending|Insulinoma - awaiting confirmation|Apparent insulinoma
Insulinoma, unproven|Insulinomverdacht"""
ASSERTED = """Functioning pancreatic NET (insulin-secreting)|Functional PNET, insulin-secreting|pNET secreting insulin
Pankreasinsulinom|Insulinproduzierender Tumor des Pankreas|insulinoom|Insulinoma, surgery pending
Insulinoma, resection 2019, recurrent 2024|Insulinoma, resection planned|Insulinoma, unresectable"""
NOTHING = """Non\N{EN DASH}insulinoma hypoglycemia|IA-2 (islet antigen/insulinoma antigen 2) antibodies"""


def phrases(text: str) -> list[str]:
    return [phrase for line in text.splitlines() for phrase in line.split("|")]


@pytest.mark.parametrize(
    ("phrase", "meant"),
    [(one, Mention.PAST) for one in phrases(PAST)]
    + [(one, Mention.SUSPECTED) for one in phrases(SUSPECTED)]
    + [(one, Mention.ASSERTED) for one in phrases(ASSERTED)]
    + [(one, None) for one in phrases(NOTHING)]
    + [("Insulinom ausgeschlossen", Mention.DENIED), ("Insulinoma, familial history", Mention.FAMILY)],
)
def test_a_shortened_phrase_is_read_as_meant(phrase: str, meant: Mention | None) -> None:
    """A healed insulinoma is past, a doubt is a doubt, and what is operated on next year is still there."""
    assert classify(phrase, INSULINOMA) == meant
