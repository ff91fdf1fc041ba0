"""What the codes and words of a Condition say, whatever its status and dates."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from mappings import names, tumors
from mappings.mentions import INSULINOMA, MOST, PRESENT, Mention, classify, folded
from mappings.reading import Coding, Json, codings, texts
from mappings.systems import system_key
from mappings.terminology import Terminology
from mappings.tumors import INSULINOMA_SETS

_LONGEST: Final = 500
"""Characters of a name that are weighed."""
_STEM: Final = "insulinom"


class Said(NamedTuple):
    """The value sets, what is said of an insulinoma, names only guarded, the words (text first), and how it was seen."""

    sets: frozenset[str]
    mention: Mention | None
    guarded: frozenset[str]
    words: tuple[str, ...]
    seen: str
    how: str


def read(concepts: list[object], resource: Json, terminology: Terminology) -> Said | None:
    """Read the code and what the extensions for morphology hold (`concepts`), site and stage (of `resource`).

    None where they say nothing.
    """
    said = [text for concept in concepts for text in texts(concept)]
    words = [text[:_LONGEST] for text in said]
    sets = frozenset().union(*(terminology.sets(concept) for concept in concepts))
    if not words and not sets and not any(_readable(coding, terminology) for c in concepts for coding in codings(c)):
        return None
    by_code = bool(sets & INSULINOMA_SETS)
    mention = mention_of(said, by_code=by_code, sets=sets)
    if mention not in (None, Mention.DENIED, Mention.FAMILY):
        sets |= {"insulinoma"}
    named, guarded = names.sets_of(words)
    sets |= named
    sets |= tumors.sets_of(resource, sets, words, terminology)
    how = "code" if by_code or not sets & {"insulinoma"} else "name"
    if by_code and not terminology.sets(resource.get("code")) & INSULINOMA_SETS:
        how = "morphology extension"
    seen = words[0] if words else next((c.code for concept in concepts for c in codings(concept)), "")
    return Said(sets | crisis([seen]), mention, guarded, tuple(words), seen, how)


def _readable(coding: Coding, terminology: Terminology) -> bool:
    """Whether a code without words says anything here: one of a system that we do not know may be an insulinoma."""
    return bool(coding.code) and system_key(coding.system) in terminology.systems


def mention_of(said: list[str], *, by_code: bool, sets: frozenset[str]) -> Mention | None:
    """Weigh the words of an entry: its own text first, else the displays; a guarded text beside a code is a doubt."""
    found = next((m for text in said if (m := classify(text[:_LONGEST], INSULINOMA)) is not None), None)
    if by_code:
        return Mention.ASSERTED if found in (None, Mention.ASSERTED) else Mention.SUSPECTED
    if found not in PRESENT and any(map(unweighed, said)):
        found = Mention.SUSPECTED  # what was not weighed may be no denial
    if found is not None and "family-history" in sets:
        return Mention.FAMILY
    if found in PRESENT and "history-resolved" in sets:
        return Mention.PAST
    return found


def unweighed(text: str) -> bool:
    """Say whether a name of any length names an insulinoma where nobody weighs it: after the cut, or once too often."""
    named = text.lower().count(_STEM)
    return named > 0 and named > min(MOST, folded(text[:_LONGEST]).count(_STEM))


def crisis(said: Iterable[str]) -> frozenset[str]:
    """Return `carcinoid-crisis` where the words name it: no code for it is known."""
    return frozenset({"carcinoid-crisis"} if any(_names_crisis(folded(text)) for text in said) else ())


def _names_crisis(said: str) -> bool:
    """Prophylaxis against a crisis is none."""
    return "carcinoid crisis" in said and "prophyla" not in said
