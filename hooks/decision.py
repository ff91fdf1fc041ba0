"""Whether a decision on therapy is open, and why: untreated, progression, a new result, a line that has ended."""

from __future__ import annotations

from datetime import timedelta

from hooks import wording
from hooks.situation import Situation
from hooks.thresholds import THRESHOLDS
from mappings import dates
from mappings.model import Source
from mappings.patient import DRUGS, Picture
from mappings.therapy import Form, Order


def open_because(picture: Picture, here: Situation) -> tuple[str, ...]:
    """Return why a decision is open, in words for a card; nothing where it is not."""
    if here.progressing is not None:
        on = f" on {here.current.label}" if here.current else ""
        return (f"progression{on} ({wording.day(here.progressing.source)})",)
    if _resected(picture, here):
        return ()
    if not here.lines:
        return (untreated(picture),)
    found = [f"new {name} ({wording.day(one)})" for name, one in _results(picture) if _new(picture, one)]
    if here.current is None and not _stable_since(here):
        found.append(f"{here.lines[0].label} has ended")
    return tuple(found)


def untreated(picture: Picture) -> str:
    """Say that no line is on record; or that nobody knows, where what was ordered or given could not be read."""
    return "earlier therapy could not be read in full" if picture.unread(DRUGS) else "no antitumor therapy on record"


def _resected(picture: Picture, here: Situation) -> bool:
    """Whether the tumor was operated on, and nothing on record says that there is any left."""
    if not picture.resections or here.extent in ("advanced", "borderline"):
        return False
    operated = max((one.when.end for one in picture.resections if one.when), default=None)
    # An entry of the tumor that is later than the operation says that it is there again.
    return operated is None or not any(one.when and one.when.start > operated for one in picture.pnet_confirmed)


def _results(picture: Picture) -> list[tuple[str, Source]]:
    found = [("SSTR result", picture.sstr.source)] if picture.sstr else []
    return found + ([("Ki-67", picture.ki67.source)] if picture.ki67 and picture.ki67.known else [])


def _new(picture: Picture, source: Source) -> bool:
    days = THRESHOLDS["new_result_days"]
    return source.when is not None and dates.days_between(source.when.start, picture.as_of) <= days


def _stable_since(here: Situation) -> bool:
    """Whether the last line ended and stable or responding disease is on record after it."""
    last, when = here.lines[0].last, here.stable.source.when if here.stable else None
    return bool(last and when and when.end >= last - timedelta(days=1))


def asked(picture: Picture, here: Situation, orders: tuple[Order, ...]) -> bool:
    """Whether therapy is being decided: a decision is open, or what is ordered is not the line that is being given."""
    current = {one.drug_class for one in here.lines if one.current}
    anew = any(one.drug.drug_class not in current and one.drug.form is not Form.SHORT for one in orders)
    return anew or bool(open_because(picture, here))


def for_another_reason(picture: Picture, orders: tuple[Order, ...], reasons: frozenset[str]) -> bool:
    """Whether every order says that it is for something else than the tumor."""
    return bool(orders) and all(picture.reasons(one) & reasons for one in orders)


def course(picture: Picture, here: Situation) -> str:
    """Return in a few words where therapy stands, for a summary."""
    on = here.current.label if here.current else ""
    if here.progressing is not None:
        return f"progressing on {on}" if on else "progressing"
    if here.extent == "resectable":
        return "resectable"
    if on:
        return f"on {on}"
    if here.lines:
        return f"after {here.lines[0].label}"
    return "earlier therapy not read" if picture.unread(DRUGS) else "untreated"
