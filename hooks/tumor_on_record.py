"""The neuroendocrine tumor that a drug is ordered for: what is on record and not over."""

from __future__ import annotations

from mappings.model import NAMED, Certainty, Source
from mappings.patient import Picture


def pancreatic(picture: Picture) -> tuple[Source, ...]:
    """Return the entries on an endocrine tumor of the pancreas, without those that only name a resolved insulinoma."""
    return _standing(picture, picture.pnet)


def any_site(picture: Picture) -> tuple[Source, ...]:
    """Return those on a neuroendocrine tumor of any site, the pancreas first; else those that name an insulinoma."""
    found = pancreatic(picture) or _standing(picture, picture.net)
    return found or (picture.insulinoma.sources if picture.insulinoma.certainty in NAMED else ())


def _standing(picture: Picture, sources: tuple[Source, ...]) -> tuple[Source, ...]:
    if picture.insulinoma.certainty is not Certainty.RESOLVED:
        return sources
    over = {one.reference for one in picture.insulinoma.sources}
    return tuple(one for one in sources if one.reference not in over)
