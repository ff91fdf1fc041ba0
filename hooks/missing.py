"""What is missing before options can be named, and what else would make them more certain; in words for a card."""

from __future__ import annotations

from typing import Final

from hooks.situation import Situation
from mappings.model import Fact, Quality
from mappings.patient import Picture

OLD: Final = "(old)"
"""How what is on file but old ends: it is said, and it keeps no option from being named."""
_UNSURE: Final = frozenset({"equivocal", "conflicting", "unclear"})


def needed(picture: Picture, here: Situation) -> list[str]:
    """Return what the options rest on and nobody has recorded, or only ambiguously: Ki-67, differentiation, SSTR, extent."""
    found = [_ki67(picture), _differentiation(picture, here), _fact("SSTR status", picture.sstr)]
    if here.extent is None:
        found.append(_fact("resectability", picture.resectability))
    return [one for one in found if one]


def also(picture: Picture, here: Situation) -> list[str]:
    """Return what an option is weighed by and nobody has recorded."""
    found = [] if here.symptoms is not None else ["symptoms"]
    found += [] if here.bulky is not None else ["tumor burden"]
    found += [] if picture.ecog else ["ECOG"]
    if picture.liver_metastases and picture.hepatic_load is None:
        found.append("liver load")
    if here.lines and picture.progression is None:
        found.append("course of the disease")
    return found


def _ki67(picture: Picture) -> str:
    one = picture.ki67
    if one is None:
        return "" if picture.grade and picture.grade.band else "Ki-67"
    if not one.known:
        return "Ki-67 (not readable)"
    if one.quality is Quality.AMBIGUOUS or (picture.grade and picture.grade.conflict):
        return "Ki-67 and grade (contradictory)" if picture.grade and picture.grade.conflict else "Ki-67 (ambiguous)"
    return ""


def _differentiation(picture: Picture, here: Situation) -> str:
    if any(one.conflict for one in picture.histology[:1]) or (picture.nec and _well_too(picture)):
        return "histology (contradictory)"
    if here.well is not None:
        return ""
    return "differentiation (histology)" if not picture.histology else "histology (ambiguous)"


def _well_too(picture: Picture) -> bool:
    grade = picture.grade
    graded = grade is not None and {grade.recorded, grade.measured} & {"G1", "G2"}
    return any(one.kind == "net" for one in picture.histology) or bool(graded)


def contradictory(picture: Picture) -> bool:
    """Whether a carcinoma and a well-differentiated tumor are both on record."""
    return bool(picture.nec) and (_well_too(picture) or any(one.conflict for one in picture.histology[:1]))


def _fact(name: str, fact: Fact | None) -> str:
    if fact is None:
        return name
    if fact.quality is Quality.STALE:
        return f"{name} {OLD}"
    return f"{name} ({fact.value})" if fact.value in _UNSURE else ""
