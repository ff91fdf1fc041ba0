"""One report, read sentence by sentence: what it says of each fact, with the sentence that says it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from mappings import ki67_text, report_facts, report_imaging, report_ki67, report_mentions, report_sentences
from mappings import report_topics as topics
from mappings.ki67_values import Value
from mappings.model import Measure, Source
from mappings.report_sentences import Sentence

_ANCHOR: Final = re.compile(
    r"ki[\W_]{0,2}67|mib[\W_]?1|\bg ?[1-3]\b|\bgrad|differen[tz]i|neuroendo[ck]rine\w? [ck]ar|\bnec\b|dota|octreo"
    r"|sstr|\bssr\b|somatostatin|edotreo"
    r"|krenning|liver|hepati[cs]|leber|disease|progre|remission|response|recist|stabil|insulin|(?:beta|b|islet)[- ]cell"
)
_INSULIN: Final = re.compile(r"insulin|(?:beta|b)[- ]cell")
_NEURO: Final = re.compile(r"neuroendo[ck]r|\bp?(?:an)?-?nets?\b|\bnec\b")
SHOWN: Final = 160
"""Characters of a sentence that are kept."""
_LEAD: Final = 60


@dataclass(slots=True)
class Said:
    """What one report says, each with its sentence; several values of a kind where it says several."""

    ki67: list[tuple[Value, bool, str]] = field(default_factory=list)
    grade: list[tuple[str, str]] = field(default_factory=list)
    differentiation: list[tuple[str, str]] = field(default_factory=list)
    sstr: list[tuple[str, str]] = field(default_factory=list)
    load: list[tuple[Measure, str]] = field(default_factory=list)
    course: list[tuple[str, str]] = field(default_factory=list)
    insulinoma: list[str] = field(default_factory=list)
    set_aside: list[str] = field(default_factory=list)
    """Why something that it says is not used."""
    dropped: int = 0
    """Sentences that were too long to read."""


def read(text: str, source: Source, *, name: str = "", pathology: bool = False) -> Said:
    """Read a report's text; `name` is what it is called, `pathology` that it is one of tissue, which images nothing."""
    said = Said()
    found, said.dropped = report_sentences.sentences(text)
    carried = topics.topic(ki67_text.plain(name), "")
    known = bool(_NEURO.search(ki67_text.plain(name)))
    for one in found:
        words = topics.plain_years(ki67_text.plain(one.text))
        known = known or (not one.aside and bool(_NEURO.search(words)))
        if _ANCHOR.search(words):
            shown = shortened(one.text)
            _insulinoma(said, one, words, shown)
            if not one.aside:
                _tissue(said, words, shown, carried, known=known)
                _imaging(said, words, shown, carried, source, pathology=pathology)
        if not one.aside:
            carried = topics.topic(words, carried)
    return said


def shortened(sentence: str) -> str:
    """Return a sentence, or of a long one the part about its first word of interest."""
    line = " ".join(sentence.split())
    if len(line) <= SHOWN:
        return line
    anchor = _ANCHOR.search(line.lower())
    begin = max(0, min(anchor.start() - _LEAD if anchor else 0, len(line) - SHOWN))
    return f"{'...' if begin else ''}{line[begin : begin + SHOWN].strip()}{'...' if begin + SHOWN < len(line) else ''}"


def _tissue(said: Said, words: str, shown: str, carried: str, *, known: bool) -> None:
    said.ki67 += [(one.value, one.now, shown) for one in report_ki67.find(words, carried)]
    level = report_facts.grade(words, carried, known=known)
    said.grade += [(level, shown)] if level else []
    degree = report_facts.differentiation(words, carried, known=known)
    said.differentiation += [(degree, shown)] if degree else []


def _imaging(said: Said, words: str, shown: str, carried: str, source: Source, *, pathology: bool) -> None:
    if pathology:
        return
    said.load += [(one, shown) for one in report_imaging.load(words, carried, source)]
    said.course += [(one, shown) for one in sorted(report_facts.course(words, carried))]
    said.sstr += [(one, shown) for one in sorted(report_imaging.sstr(words, carried))]


def _insulinoma(said: Said, one: Sentence, words: str, shown: str) -> None:
    """Keep a mention; one that a later sentence of the report excludes is answered."""
    if not _INSULIN.search(words):
        return
    if report_mentions.excludes_insulinoma(words):
        said.set_aside.append("an insulinoma is said to be excluded: nothing rests on it")
        said.insulinoma.clear()
        return
    present = None if report_mentions.denies_insulinoma(words) else report_mentions.insulinoma(one.text)
    if present:
        said.insulinoma.append(shown)
    elif present is False:
        said.set_aside.append("an insulinoma is named as past, denied or another person's: not used")
