"""The words of an operation: whether the pancreas, or a tumor in it, was removed, how much of it, or neither.

A clear operation (a pancreatectomy, a Whipple, an enucleation) is refused only by words that it was not done, or is
one of another day. Anything else is refused by whatever may be meant instead: a biopsy, a stone, a stent, another site.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import Final

from mappings import operation_guards as guards
from mappings import operation_words as words
from mappings.mentions import folded
from mappings.model import Extent

_LONGEST: Final = 500
_MOST: Final = 8
# No pattern of an operation fits without one of these: most procedures are left after one look.
_NAMED: Final = re.compile(
    r"pan[ck]rea|insulinom|islet|inselzell|\bb(?:eta)?[ -]cell|nets?\b|neuroendo|gastrinom|glucagonom|vipom|somatostatinom"
    r"|whipple|pppd|kausch"
)
_SITE: Final = re.compile(words.ORGAN)
_SITED: Final = re.compile(rf"{words.OWN}|{words.ORGAN}")
_GUT: Final = re.compile(rf"\b{words.GUT}")
_THING: Final = re.compile(rf"\b{words.THING}")
_BARE: Final = re.compile(
    rf"\b(?:{words.STRONG}|{words.BURN}|{words.WEAK}{words.GAP}{words.LESION}|{words.LESION}\W+{words.WEAK})"
)


def extent(text: str, *, in_pancreas: bool = False) -> Extent | None:
    """Return how much of the pancreas the words say was removed; None where they say no such operation.

    `in_pancreas`: site or reason say the pancreas, which a neuroendocrine tumor by name needs. A lone enucleation or
    ablation names no organ: see `bare`. Five hundred characters are read.
    """
    return _extent(text[:_LONGEST], in_pancreas=in_pancreas)


@lru_cache(maxsize=4096)
def _extent(text: str, *, in_pancreas: bool) -> Extent | None:
    said = _told(text)
    if not _NAMED.search(said) or _refused(said):
        return None
    if words.CLEAR.search(said):
        return _part(said)
    if _enucleated(said):
        return Extent.ENUCLEATION
    if re.search(words.PARTS, said):
        return Extent.PARTIAL
    return None if words.ELSEWHERE.search(said) else _tumor(said, in_pancreas=in_pancreas)


def _tumor(said: str, *, in_pancreas: bool) -> Extent | None:
    if _stands(words.ABLATION, said):
        return Extent.ENUCLEATION
    if _stands(words.REMOVED, said):
        return Extent.UNKNOWN
    if _GUT.search(said) or not (in_pancreas or _SITE.search(said)):
        return None
    if _stands(words.NET_BURNED, said):
        return Extent.ENUCLEATION
    return Extent.UNKNOWN if _stands(words.NET_CUT, said) else None


def _part(said: str) -> Extent:
    """Return the extent of a pancreatectomy by its words; a smaller one named beside a total one wins."""
    if re.search(words.WHIPPLE, said) and re.search(words.TOTAL_WHIPPLE, said):
        return Extent.UNKNOWN  # "total pancreaticoduodenectomy": either of two operations
    if any(re.search(pattern, said) for pattern in (words.WHIPPLE, words.PARTS, words.SEGMENT)):
        return Extent.PARTIAL
    return Extent.TOTAL if re.search(words.TOTAL, said) else Extent.UNKNOWN


def bare(text: str) -> bool:
    """Say whether the words are an enucleation, excision or ablation of no named organ: the site or reason decides."""
    return _bare(text[:_LONGEST])


@lru_cache(maxsize=4096)
def _bare(text: str) -> bool:
    said = _told(text)
    if _refused(said) or words.ELSEWHERE.search(said) or _GUT.search(said) or _THING.search(said):
        return False
    return _stands(_BARE, said)


def in_pancreas(text: str) -> bool:
    """Say whether a body site is the pancreas: its ducts, and the nodes beside it, are not."""
    return _in_pancreas(text[:_LONGEST])


@lru_cache(maxsize=1024)
def _in_pancreas(text: str) -> bool:
    said = folded(text)
    return bool(_SITE.search(said)) and not _THING.search(said)


def refused(text: str) -> str | None:
    """Return the words that make it no removal: a biopsy, a drain, not done, only planned, or not complete."""
    return _refused(_told(text[:_LONGEST]))


@lru_cache(maxsize=4096)
def _told(text: str) -> str:
    return guards.HARMLESS.sub(" ", folded(text))


@lru_cache(maxsize=4096)
def _refused(said: str) -> str | None:
    found = guards.NOT_DONE.search(said)
    if found:
        return found[0]
    clear = [_another(said, one) for one in islice(words.CLEAR.finditer(said), _MOST)]
    if not all(clear) or _enucleated(said):
        return None  # at least one is of this day
    if clear:
        return clear[0]
    beside = guards.BESIDE.search(guards.ALONGSIDE.sub(" ", said))
    return beside[0] if beside else None


def _stands(pattern: re.Pattern[str], said: str) -> bool:
    """Say whether at least one operation is of this day."""
    return any(_another(said, one) is None for one in islice(pattern.finditer(said), _MOST))


def _another(said: str, operation: re.Match[str]) -> str | None:
    """Return the words that make an operation the past, future or place of another one."""
    before = guards.ANOTHER_BEFORE.search(said[: operation.start()])
    after = guards.ANOTHER_AFTER.match(said, operation.end())
    return (before[0] if before else "") + operation[0] + (after[0] if after else "") if before or after else None


def _enucleated(said: str) -> bool:
    """Say whether a tumor in the pancreas was enucleated; what is done beside it may be elsewhere."""
    other = words.ELSEWHERE.search(said) or _GUT.search(said)
    return any(
        _another(part, one) is None
        and (_SITED.search(one[0]) or (_SITED.search(part) and not _GUT.search(part)) or not other)
        for part in _parts(said)
        if not words.ELSEWHERE.search(part)
        for one in islice(words.ENUCLEATION.finditer(part), _MOST)
    )


def _parts(said: str) -> Iterator[str]:
    """Yield the words as a whole, and what stands between commas and `with`, where that is done and nothing spread."""
    if not re.search(r"enu[ck]lea", said):
        return
    yield said
    parts = [part.strip() for part in guards.PARTITION.split(said)]
    if "metasta" not in said and all(guards.ACT.search(part) for part in parts if words.ELSEWHERE.search(part)):
        yield from parts
