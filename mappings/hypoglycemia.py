"""Hypoglycemia as a diagnosis: events that may be unexplained, what explains one, and the kind that diabetes has."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from mappings.conditions import Entry
from mappings.dates import When
from mappings.mentions import Mention, classify, folded
from mappings.model import Explanation, Note, Source

_EXPLAINED: Final = frozenset({"hypoglycemia-drug", "drug-hypoglycemia"})
_DIABETES: Final = frozenset({"diabetes-hypoglycemia"})
_TELLING: Final = _EXPLAINED | _DIABETES
_EVENT: Final = frozenset({"hypoglycemia-event", "hypoglycemia-words"})
_CODED: Final = frozenset({"hypoglycemia-event", "hypoglycemia-drug", *_DIABETES})
_NEITHER: Final = frozenset({"neonatal-hypoglycemia", "antidiabetic-underdosing", "family-history"})
_LOW: Final = r"(?:[\w-]*hypoglyc\w*|hypoglyk\w*|low (?:blood )?(?:sugar|glucose)|unterzucker\w*)"
# Words about it, beside it: an unawareness, a risk, a fear, a plan. Elsewhere in the text they speak of something else.
_TALK: Final = (
    r"(?:risk|risiko|fear|angst|prevention|avoidance|prophyla\w*|education|schulung|teaching|counsel\w*|screening|monitoring"
    r"|precautions?|protocol|(?:management |action )?plan|awareness|unaware\w*)"
)
_ABOUT: Final = re.compile(
    rf"\b{_TALK} (?:of|for|about|on|against|von|fur|vor) (?:[\w-]+ ){{0,2}}?{_LOW}|\b{_LOW}[ -]{_TALK}\b"
    r"|\bhypoglyk?c?amiewahrnehmung\w*|\bpseudo-?hypogly\w*"
)
# Another kind, which an event code outweighs: reactive hypoglycemia is in E16.1 too, and some insulinomas present so.
_KIND: Final = re.compile(
    r"\b(?:reactive|reaktiv\w*|postprandial\w*|post-prandial|alimentary|dumping)\b(?!.*\b(?:fasting|nuchtern)\b)(?<!fasting)"
)
# What no code makes an event of this patient: a newborn's, or level 1.
_NEVER: Final = re.compile(
    r"\b(?:neonat\w*|newborn\w*|neugeboren\w*|infant of|level 1|level i|grade 1|grad 1|stufe 1)\b"
)
# The name of a class of drugs is no hypoglycemia either; beside a poisoning it says by what.
_AGENT: Final = re.compile(r"\bhypoglyc(?:a?e)mic agents?\b|\b(?:oral|anti)[ -]?hypoglyc\w*")
_DEGREE: Final = re.compile(
    r"\b(?:severe|schwer\w*|recurrent|rezidivierend\w*|repeated|multiple|episodes? of|symptomatic) "
)
_TERM: Final = r"\bhypogly[ck]\w*|\bhypogluc\w*|\bhipogl\w*|\bipogli\w*|\bunterzucker\w*|\blow blood (?:sugar|glucose)"


def events(read: Iterable[Entry], notes: list[Note]) -> tuple[Source, ...]:
    """Return Conditions of a hypoglycemia without a stated cause, active or over, each with the date it happened.

    By code (ICD-10 E16.1, E16.2, E15, E16.A2, E16.A3) or name. One without a date counts only while it is active.
    What the entry's own words make no event (reactive, unawareness, risk, level 1) leaves a note.
    """
    found = []
    for entry in read:
        if not entry.sets & _EVENT or entry.suspected or entry.sets & (_NEITHER | _EXPLAINED | _DIABETES):
            continue
        reason = _no_event(entry) or _of_a_drug(entry)
        when = _happened(entry)
        if not reason and when is None and _over(entry):
            reason = "over, and without the date when it happened"
        if reason:
            notes.append(Note(entry.source.reference, f"hypoglycemia not counted as an event: {reason}"))
        else:
            found.append(replace(entry.source, when=when))
    return tuple(found)


def explanations(read: Iterable[Entry]) -> tuple[Explanation, ...]:
    """Return Conditions of drug-induced hypoglycemia or poisoning by antidiabetics (E16.0, T38.3), active or dated.

    Diabetes with hypoglycemia that is over is such an event too.
    """
    listed = list(read)
    over = [one for one in listed if one.sets & _TELLING and _over(one)]
    still = [one for one in listed if one.sets & _EXPLAINED and not _over(one)]
    return (
        *(Explanation(one, over=False) for one in _told(still, _EXPLAINED, _DIABETES)),
        *(Explanation(one, over=True) for one in _told(over, _TELLING, frozenset())),
    )


def of_diabetes(read: Iterable[Entry]) -> tuple[Source, ...]:
    """Return active Conditions of diabetes with hypoglycemia (E08.64 to E13.64), which is a lasting state."""
    return _told([one for one in read if one.sets & _DIABETES and not _over(one)], _DIABETES, frozenset())


def _told(read: Iterable[Entry], names: frozenset[str], but: frozenset[str]) -> tuple[Source, ...]:
    counted = [
        e for e in read if e.sets & names and not e.suspected and not e.sets & (_NEITHER | but) and not _no_event(e)
    ]
    return tuple(replace(e.source, when=when) for e in counted if (when := _happened(e)) or not _over(e))


def _no_event(entry: Entry) -> str | None:
    """Return the words that make it no event, or how they deny it; None where nothing does."""
    own = _own(entry)
    patterns = (_NEVER,) if entry.sets & _CODED else (_NEVER, _ABOUT, _KIND)
    found = next((match for pattern in patterns if (match := pattern.search(own))), None)
    if found:
        return f'"{found[0]}"'
    mention = classify(own, _TERM)
    return mention.value if mention in (Mention.DENIED, Mention.FAMILY, Mention.SUSPECTED) else None


def _of_a_drug(entry: Entry) -> str | None:
    found = _AGENT.search(_own(entry))
    return f'"{found[0]}"' if found else None


def _over(entry: Entry) -> bool:
    return entry.active is False or _told_as_past(entry)


def _told_as_past(entry: Entry) -> bool:
    return bool(entry.words) and classify(_own(entry), _TERM) is Mention.PAST


def _own(entry: Entry) -> str:
    """Return the entry's own text, without the words for how bad it was, which tell nothing of when."""
    return _DEGREE.sub("", folded(entry.words[0][:500])) if entry.words else ""


def _happened(entry: Entry) -> When | None:
    """Return when it happened: the latest date of one that is active, else abatement or onset, else the recording.

    A history that is written down says nothing of when it happened, so its recording is no date of it.
    """
    if _told_as_past(entry):
        return entry.abated or entry.onset
    if entry.active is False:
        return entry.abated or entry.onset or (entry.dated[-1] if entry.dated else None)
    return max(entry.dated, key=lambda when: when.end, default=None)
