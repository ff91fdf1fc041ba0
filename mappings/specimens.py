"""Insulinomas that a histology names in words; a coded one is read with the syndromes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from mappings import histology, other_tumor
from mappings.mentions import INSULINOMA, PRESENT, Mention, classify
from mappings.model import Fact, Quality
from mappings.observations import Results
from mappings.reading import Json, type_and_id
from mappings.syndromes import HISTOLOGY
from mappings.terminology import Terminology
from mappings.tumor_words import answered, morphologies, words_of
from mappings.tumors import INSULINOMA_SETS


def insulinomas(
    found: Results, conditions: Iterable[Json], known: Iterable[Fact], terminology: Terminology
) -> list[Fact]:
    """Return what histologies say of an insulinoma, without those `known` already and those of another tumor.

    A doubt, such as "consistent with insulinoma", and a name that the code beside it contradicts, are of quality
    AMBIGUOUS: suspected, never confirmed. `conditions` (FHIR) tell the results of another tumor.
    """
    seen = {fact.source.reference for fact in known if fact.value == "insulinoma"}
    told = [one for one in found.of("histology") if one.source.reference not in seen and answered(one.resource)]
    of = {type_and_id(one): one for one in conditions} if told else {}
    facts = []
    for one in told:
        mentions = {classify(text, INSULINOMA) for text in words_of(one.resource)} & PRESENT
        if terminology.sets(morphologies(one.resource)) & INSULINOMA_SETS:
            mentions |= {Mention.ASSERTED}
        if not mentions or other_tumor.judge(one.resource, of, terminology) == other_tumor.OTHER:
            continue
        sure = mentions == {Mention.ASSERTED} and not histology.contradicts(one, terminology)
        source = replace(one.source, how=HISTOLOGY)
        facts.append(Fact("insulinoma", source, Quality.EXACT if sure else Quality.AMBIGUOUS))
    return facts
