"""ServiceRequests: which of them order the giving of a drug, and which are only about one."""

from __future__ import annotations

import re
from typing import Final

from mappings.mentions import folded
from mappings.reading import Json, codes_of, codings
from mappings.systems import system_key
from mappings.therapy import Drug, DrugClass

# What makes a service one about a drug instead of one that gives it: tests, images, watching, teaching.
_ABOUT: Final = re.compile(
    r"\b(?:level|assay|antibod\w*|monitor\w*|glucose|education|teach\w*|refill|prior auth\w*|counsel\w*|serum|plasma"
    r"|blood|urine|lab|panel|measure\w*|stimulation|receptor (?:imaging|pet|status)|consult\w*|follow-?up|review"
    r"|while on|before|prior to|during|on (?:octreotid|lanreotid|sandostatin|somatulin)\w*)\b"
)
_GIVEN: Final = re.compile(
    r"\b(?:inj\w*|mg|kit|emergency|nasal|im|iv|sc|subcut\w*|administ\w*|give|rescue|prn|units?|drip|infusion|sliding scale"
    r"|pen|vial|lispro|aspart|glargine?|degludec|detemir|glulisine?|nph)\b|\d\s?(?:mg|units?|iu|ie)"
)
_LABORATORY: Final = frozenset({"laboratory", "lab", "imaging", "108252007", "363679005"})


def gives(resource: Json, drug: Drug) -> bool:
    """Whether a service gives a drug: by its code, or by words that name a drug and no test, image or watching of it.

    Glucagon, insulin and somatostatin are also laboratory tests, so their bare name is not enough.
    """
    if drug.how == "code":
        return True
    tested = any(system_key(coding.system) == "loinc.org" for coding in codings(resource.get("code")))
    if tested or resource.get("specimen") or not _LABORATORY.isdisjoint(codes_of(resource.get("category"))):
        return False
    said = folded(drug.seen)
    if drug.drug_class in (DrugClass.OTHER, DrugClass.IMAGING) or _ABOUT.search(said):
        return False
    measured = drug.drug_class in (DrugClass.GLUCAGON, DrugClass.INSULIN) or drug.ingredient == "somatostatin"
    return not measured or bool(_GIVEN.search(said))
