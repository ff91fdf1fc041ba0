"""What a Procedure was done for: the references it gives, and whether code, reason or report name the tumor."""

from __future__ import annotations

from typing import Final

from mappings.mentions import INSULINOMA, PANCREATIC_NET, Mention, classify
from mappings.reading import Json, local_reference, objects, string, texts
from mappings.records import record
from mappings.terminology import Terminology
from mappings.tumors import INSULINOMA_SETS, PANCREATIC

_NAMED: Final = frozenset({Mention.ASSERTED, Mention.PAST})
_DOUBTED: Final = frozenset({Mention.DENIED, Mention.FAMILY, Mention.SUSPECTED})


@record
class Tumors:
    """References (`Type/id`) of the Conditions of an insulinoma, and of any endocrine tumor of the pancreas."""

    insulinomas: frozenset[str] = frozenset()
    pancreatic: frozenset[str] = frozenset()


NO_TUMORS: Final = Tumors()


def references(resource: Json) -> list[str]:
    """Return the references (`Type/id`) that a Procedure gives as its reason, in R4 and in R5."""
    given = [
        *objects(resource.get("reasonReference")),
        *(one.get("reference") for one in objects(resource.get("reason"))),
    ]
    return [reference for one in given if (reference := local_reference(one))]


def of_insulinoma(
    resource: Json,
    code: object,
    sets: frozenset[str],
    reasons: list[str],
    terminology: Terminology,
    insulinomas: frozenset[str],
) -> bool:
    """Say whether the operation, its reason or its report names an insulinoma, other than as a doubt."""
    if sets & INSULINOMA_SETS or insulinomas & frozenset(reasons):
        return True
    if any(classify(text[:500], INSULINOMA) in _NAMED for text in texts(code)):
        return True
    new = [one.get("concept") for one in objects(resource.get("reason"))]
    concepts = [resource.get("reasonCode"), *new]
    linked = [*objects(resource.get("reasonReference")), *objects(resource.get("report"))]
    linked += [part for one in objects(resource.get("reason")) for part in objects(one.get("reference"))]
    said = [*texts(code), *(text for one in concepts for text in texts(one))]  # a doubt in any of them is one
    said += [string(one.get("display")) for one in linked]
    mentions = {classify(text[:500], INSULINOMA) for text in said if text}
    if mentions & _DOUBTED:
        return False
    return bool(mentions & _NAMED) or any(terminology.sets(one) & INSULINOMA_SETS for one in concepts)


def of_pancreatic_tumor(resource: Json, terminology: Terminology) -> bool:
    """Say whether a reason is an endocrine tumor of the pancreas, other than as a doubt."""
    concepts = [resource.get("reasonCode"), *(one.get("concept") for one in objects(resource.get("reason")))]
    mentions = {classify(text[:500], PANCREATIC_NET) for one in concepts for text in texts(one)}
    if mentions & _DOUBTED:
        return False
    return bool(mentions & _NAMED) or any(terminology.sets(one) & PANCREATIC for one in concepts)
