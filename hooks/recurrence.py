"""Whether a resolved insulinoma may be back: a low glucose since, or a diagnosis of hypoglycemia recorded since."""

from __future__ import annotations

from datetime import datetime, timedelta

from mappings import dates
from mappings.dates import When
from mappings.definitions import VALUES
from mappings.hyperinsulinism import glucose_lowering
from mappings.model import Certainty, Glucose, Source
from mappings.patient import Picture


def recurrence(picture: Picture) -> tuple[Glucose, ...]:
    """Return the unexplained low glucoses after the resolution; where that is undated, those of the last year.

    Nothing unless an insulinoma is resolved.
    """
    if picture.insulinoma.certainty is not Certainty.RESOLVED:
        return ()
    resolved = picture.insulinoma.resolved
    lowered = glucose_lowering(picture.treatments)
    return tuple(
        one
        for one in picture.glucoses
        if one.hypoglycemia and _since(one.source.when, resolved, picture.as_of) and not lowered(one.source)
    )


def recorded_since(picture: Picture) -> tuple[Source, ...]:
    """Return the active diagnoses of hypoglycemia or hyperinsulinism recorded after the resolution.

    Where that is undated, those recorded in the last year; one without a date may be as old as the insulinoma. Nothing
    unless an insulinoma is resolved.
    """
    if picture.insulinoma.certainty is not Certainty.RESOLVED:
        return ()
    resolved = picture.insulinoma.resolved
    return tuple(
        one
        for one in picture.hypoglycemia
        if one.when and (one.when.start > resolved.end if resolved else _recent(one.when, picture.as_of))
    )


def _since(when: When | None, resolved: When | None, as_of: datetime) -> bool:
    """Whether a sample may lie after the resolution: known to, or of the last year where one of the dates is not exact."""
    if when is None:
        return True
    if resolved is None or resolved.end - resolved.start > timedelta(days=1):
        return _recent(when, as_of) and (resolved is None or when.end > resolved.start)
    return when.start > resolved.end


def _recent(when: When, as_of: datetime) -> bool:
    return dates.may_be_within(when, as_of, VALUES["recent_hypoglycemia_days"])
