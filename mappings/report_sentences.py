"""A report cut into sentences, each with the section that it stands in; every step is linear in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

LONGEST: Final = 600
"""Characters of a sentence. A longer one is not read: a word that takes it back might be cut off."""
MOST: Final = 1500
"""Sentences of a report."""
_WRAPPED: Final = 55
"""Characters of a line that may have been broken for its length only."""
_SHORT: Final = frozenset(
    re.findall(
        r"\S+",
        "ca approx appr dr prof med vs cf bzw ggf inkl einschl resp max min nr fig abb vgl sog evtl etc est pat geb susp "
        "prob poss z.b u.a d.h i.e e.g v.a z.n st.p o.g s.o s.u i.v z.t z va zn st n rel abs incl excl tel str li re bds "
        "path histol klin lat sin dext aprox ungef temp hist neg pos diff dd v u d s i h",
    )
)
"""Abbreviations whose point ends no sentence, where a word follows."""
_END: Final = re.compile(r"[.!?](?=\s|$)|\n")
_LAST: Final = re.compile(r"(?:[^\W\d_]\.\s?)*[^\W_]+$")
_MONTH: Final = re.compile(r"\s+(?:jan|feb|mar|apr|mai|may|jun|jul|aug|sep|o[ck]t|nov|de[cz])", re.IGNORECASE)
_OPEN_END: Final = re.compile(
    r"(?:[:,(/-]|\b(?:a|an|the|of|for|no|not|with|without|and|or|in|to|by|from|on|is|are|was|than|approx\.?|ca\.?|von"
    r"|vom|des"
    r"|der|die|das|dem|den|ein|eine|eines|einer|einem|einen|kein|keine|keines|keinen|ohne|nicht|auf|zu|mit|und|oder|bei"
    r"|verdacht|nachweis|hinweis|evidence|suspected|ausschluss|anhalt|f\xfcr|im|am))$",
    re.IGNORECASE,
)
_CONTINUES: Final = re.compile(r"[a-z\xdf-\xff(%<>\d\u2264\u2265~]")
_ITEM: Final = re.compile(r"\s*(?:[-*\u2022\u25cf]|\(?\d{1,2}[.)]\s|[A-Za-z]\)\s)")
_HEADING: Final = re.compile(r"\W{0,3}(?:[A-Z]\)\s*)?(?P<name>[A-Za-z\xc0-\xff][A-Za-z\xc0-\xff ./-]{2,40}?)\s*:")
_ASIDE: Final = re.compile(
    r"(?:(?:relevant |brief )?(?:clinical|medical|patient)? ?(?:history|information|indication|details|data|background)"
    r"|indications?|reason for (?:exam\w*|study|referral)|clinical question|question|comparison|compared|technique"
    r"|procedure"
    r"|method\w*|recommendations?|plan|follow-?up|references?|antibod\w+|comment on grading|prior \w+|previous \w+"
    r"|(?:klinische |aktuelle )?(?:angaben?|anamnese|vorgeschichte|fragestellung|indikation|information\w*)"
    r"|rechtfertigende indikation|vergleich\w*|vorbefund\w*|voruntersuchung\w*|technik|methode|untersuchungstechnik"
    r"|empfehlung\w*|procedere|prozedere|antik\xf6rper|vorbekannt\w*)",
    re.IGNORECASE,
)
_MAIN: Final = re.compile(
    r"(?:findings?|impression|conclusions?|(?:final |pathologic\w* |histolog\w* )?diagnos[ei]s|report|results?"
    r"|opinion|summary"
    r"|microscop\w*|macroscop\w*|addendum|interpretation|assessment|befunde?|beurteilung|(?:histologische |pathologische )?"
    r"diagnosen?|zusammenfassung|ergebnis\w*|nachtrag|kritischer bericht|gesamtbeurteilung|overall\b.*|immunohisto\w*"
    r"|mikroskopie|makroskopie|bericht)",
    re.IGNORECASE,
)


class Sentence(NamedTuple):
    """One sentence with its end mark; `aside`: of a section on history, question, method, comparison or plan."""

    text: str
    aside: bool = False


def sentences(text: str) -> tuple[list[Sentence], int]:
    """Return the sentences of a report of at most `report_text.LONGEST` characters, and how many were too long to read."""
    found, aside, dropped = list[Sentence](), False, 0
    for one in _pieces(_joined(text)):
        aside = _section(one, aside=aside)
        if len(one) > LONGEST or len(found) >= MOST:
            dropped += 1
        else:
            found.append(Sentence(one, aside))
    return found, dropped


def _joined(text: str) -> str:
    """Put lines together that were broken for their length, or after a word that wants another."""
    lines = [line.strip() for line in text.splitlines()]
    made: list[str] = []
    for number, line in enumerate(lines):
        made.append(line)
        after = lines[number + 1] if number + 1 < len(lines) else ""
        made.append(" " if _goes_on(line, after) else "\n")
    return "".join(made)


def _goes_on(line: str, after: str) -> bool:
    if not line or not after or line[-1] in ".!?;" or _ITEM.match(after):
        return False
    if _HEADING.match(after) and line[-1] != ":":
        return bool(_OPEN_END.search(line[-20:]))
    if _OPEN_END.search(line[-20:]) or _CONTINUES.match(after):
        return True
    return len(line) > _WRAPPED


def _pieces(text: str) -> Iterator[str]:
    begin = 0
    for end in _END.finditer(text):
        if end[0] == "." and _abbreviated(
            text[max(begin, end.start() - 20) : end.start()], text[end.end() : end.end() + 8]
        ):
            continue
        if piece := text[begin : end.end()].strip():
            yield piece
        begin = end.end()
    if piece := text[begin:].strip():
        yield piece


def _abbreviated(before: str, after: str) -> bool:
    """Whether a point ends no sentence: that of an abbreviation, of a number in a list, or of a day."""
    last = _LAST.search(before)
    word = last[0].replace(" ", "").lower() if last else ""
    if word.isdigit():
        return bool(_MONTH.match(after)) or before.strip() == word
    return bool(after.strip()) and (word in _SHORT or (len(word) > 1 and all(len(one) == 1 for one in word.split("."))))


def _section(sentence: str, *, aside: bool) -> bool:
    """Return whether a sentence stands aside: its own heading says it, else that of the sentence before."""
    heading = _HEADING.match(sentence)
    if heading is None:
        return aside
    if _ASIDE.fullmatch(heading["name"].strip()):
        return True
    return aside and not _MAIN.fullmatch(heading["name"].strip())
