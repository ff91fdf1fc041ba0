"""The Ki-67 index in a sentence of a report: found here, read by the readers of coded results."""

from __future__ import annotations

import itertools
import re
from typing import Final, NamedTuple

from mappings import ki67_text, ki67_values
from mappings import report_topics as topics
from mappings.ki67_values import Value
from mappings.model import Quality

_REACH: Final = 160
"""Characters after the marker's name in which its value may stand."""
_MOST: Final = 8
"""Names of the marker in one sentence."""
_NEAR: Final = 30
"""Characters between two names of one marker, as in `MIB-1 (Ki-67)`."""
_PERCENT: Final = re.compile(r"\d\s?(?:%|percent\b|per cent\b|prozent\b|pct\b)")
_PIECE: Final = re.compile(
    r"[;()\[\]]|,(?!\d)|(?<!\d),|\b(?:but|whereas|now|jetzt|nun|aktuell|aber|previously|zuvor|formerly)\b"
)
_OF_CELLS: Final = re.compile(
    r"(?P<value>(?:(?:less than|up to|about|approx\.?|ca\.?|etwa|bis zu|[<>]=?|~)\s?)?\d{1,3}(?:[.,]\d+)?"
    r"(?:\s?(?:-|to|bis)\s?\d{1,3}(?:[.,]\d+)?)?\s?(?:%|percent|prozent))"
    r"(?:\s(?:of|der)(?:\s(?:the|all))?\s(?:tumou?r ?cells|tumorzellen|cells|zellen|nuclei|zellkerne))?"
    r"(?:\s(?:are|were|is|sind|show|exprimieren|express|positive|for|mit))*[\s(:-]*$"
)
_HOT: Final = re.compile(
    r"\bhot ?-?spots?\b|\bfocal\w*|\bfokal\w*|\bmaximal\w*|\bhighest\b|\bup to\b|\bbis zu\b|\bbis\b"
)
_UP_TO: Final = re.compile(r"\b(?:up to|bis zu|bis|maximal\w*)\b")
_OTHER_MEASURE: Final = re.compile(
    r"\b(?:necro\w*|nekro\w*|steat\w*|fat\b|fibro\w*|estrogen|oestrogen|progesteron\w*|p53|viab\w*|vital\w*"
    r"|diameter\w*|volume\w*"
    r"|lymphocyt\w*|insulin\w*|synapto\w*|chromo\w*|sstr\w*|cd ?\d+|p16|pd-?l1|insm-?1|daxx|atrx|glu[ck]agon\w*"
    r"|positive margin|stroma\w*|replac\w*|sensitiv\w*)\b"
)
_FILLER: Final = re.compile(
    r"\b(?:i\.e\.?|d\.h\.?|das heisst|that is|(?:after|on|following) (?:re-?count\w*|review)|nach nachzahlung|jetzt"
    r"|nun|aktuell\w*"
    r"|currently|today|(?:increased|risen|rose|angestiegen|gestiegen|now) (?:to|auf|at)"
    r"|markierung|markiert|(?:of|in) (?:this|the|dieser|der) (?:metasta\w*|lesion|biopsy|specimen|lasion|biopsie)"
    r"|wird|angegeben)(?!\w)"
)
"""Words before a number that change nothing."""
_LEGEND: Final = re.compile(
    r"\b(?:reference|ref(?:erenz)?|threshold|cut-?off|norm\w*|grading follows|according to the following)\b"
)
_BANDS: Final = frozenset({(3.0, 20.0), (2.0, 20.0)})
"""The bounds of G2 (WHO 2017 and 2010): stated as a range they are the definition, and no value."""


class Found(NamedTuple):
    """A value, and whether its clause says that it is of today."""

    value: Value
    now: bool


def find(words: str, carried: str) -> list[Found]:
    """Return the values of a folded sentence (by `ki67_text.plain`); `carried` is the topic of the sentence before."""
    names = list(itertools.islice(ki67_text.NAME.finditer(words), _MOST))
    if not names or _is_legend(words):
        return []
    found = []
    for number, name in enumerate(names):
        before = names[number - 1].end() if number else -_REACH
        if name.start() - before < _NEAR and not _PERCENT.search(words[max(0, before) : name.start()]):
            continue
        following = [one.start() for one in names[number + 1 :] if one.start() - name.end() > _NEAR]
        until = min([*following, name.end() + _REACH, len(words)])
        one = _after(words, name.start(), name.end(), until, carried) or _before(words, name.start(), carried)
        found += [one] if one else []
    return found


def _is_legend(words: str) -> bool:
    grades = set(re.findall(r"\bg ?([1-3])\b", words))
    levels = set(re.findall(r"\b(low|intermediate|high)\b", words))
    return len(grades) > 1 or len(levels) > 1 or bool(_LEGEND.search(words))


def _after(words: str, start: int, end: int, until: int, carried: str) -> Found | None:
    """Return the value behind a name: the first that is not of before or of something else, or the span with hot spots."""
    cuts = [end, *(one.start() for one in _PIECE.finditer(words, end, until)), until]
    taken, first = "", None
    for begin, stop in itertools.pairwise(cuts):
        piece = words[begin:stop].lstrip("([;,) ]")
        number = _PERCENT.search(piece)
        if number is None or _OTHER_MEASURE.search(piece):
            continue
        if not topics.is_ours(words, begin + (stop - begin), carried) or _denied(words, start, begin, stop):
            continue
        if first is not None and not _HOT.search(piece):
            continue
        taken = f"{taken}, {_UP_TO.sub(' ', piece)}" if taken else piece
        first = first or Found(_unread(), topics.is_now(words[max(0, begin - 2) : stop]))
    return _read(taken, now=first.now or topics.is_now(words[:start])) if first else None


def _denied(words: str, start: int, begin: int, stop: int) -> bool:
    """Whether a piece, or the clause of its name, is of before, dated, denied or in doubt."""
    lead = topics.place(words, start, start + 1).before if begin - start < _NEAR else ""
    said = f"{lead} {words[begin:stop]}"
    return bool(topics.FORMER.search(said) or topics.YEAR.search(said) or topics.UNSURE.search(said) or _no(said))


def _no(said: str) -> bool:
    """Whether a denial stands in the words, which is none where it bounds the number ("not more than")."""
    return bool(
        topics.NEGATED.search(re.sub(r"\b(?:no|not|nicht) (?:more|greater|higher|less|mehr|hoher|uber)\b", " ", said))
    )


def _before(words: str, start: int, carried: str) -> Found | None:
    """Return a value that stands before the name: `5 % of tumor cells positive for Ki-67`."""
    found = _OF_CELLS.search(words, max(0, start - _REACH), start)
    if (
        found is None
        or not topics.is_ours(words, start, carried)
        or _denied(words, found.start(), found.start(), start)
    ):
        return None
    return _read(found["value"], now=False)


def _read(text: str, *, now: bool) -> Found | None:
    value = ki67_values.read({"valueString": f"Ki-67 {_FILLER.sub(' ', text)}"})
    if not isinstance(value, Value) or (value.low, value.high) in _BANDS:
        return None
    return Found(value, now)


def _unread() -> Value:
    return Value(0.0, 100.0, low_open=False, high_open=False, quality=Quality.INVALID)
