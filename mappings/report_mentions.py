"""Whether a sentence of a report names an insulinoma, takes it back, or says that it was excluded."""

from __future__ import annotations

import re
from typing import Final

from mappings.mentions import INSULINOMA, PRESENT, classify, folded

_NO_INSULINOMA: Final = re.compile(
    r"\b(?:not|no|nicht|kein\w*)\W+(?:\w+\W+){0,2}?(?:support|suggest|indicat|in keeping|compatible|consistent"
    r"|vereinbar|passend)\w*"
    rf"[^,;.]{{0,60}}?(?:{INSULINOMA})|(?:rather|other) than\W+(?:an?\W+)?(?:{INSULINOMA})"
    rf"|(?:argu\w+|speak\w*|sprech\w*|sprich\w*) (?:against|gegen)\W+(?:\w+\W+){{0,2}}?(?:{INSULINOMA})"
    rf"|\b(?:no|without|kein\w*) (?:\w+ ){{0,3}}?(?:evidence|signs?|indication|hinweis\w*|anhalt|nachweis)"
    rf" (?:of|for|auf|fur|eines) "
    rf"(?:\w+ ){{0,1}}?(?:{INSULINOMA})|(?:{INSULINOMA})\W+(?:is |ist )?(?:considered |felt to be )?less likely"
    rf"|\b(?:no|kein\w*) (?:(?!doubt|exclu|ausschl|change|other|further|weiter|residual)\w+ ){{0,4}}?(?:{INSULINOMA})"
    rf"|\bhinweis\w* (?:auf|fur) (?:\w+ )?(?:{INSULINOMA})[^,;.]{{0,40}}\b(?:nicht|kein\w*)\b"
    rf"|\binsulinom\w*\W+(?:ass?o[cz]i|protein|antigen)"
    rf"|(?:\[ ?\]|\u2610|_{{3,9}}) ?(?:{INSULINOMA})"
    rf"|(?:{INSULINOMA})\W+(?:is|ist|seems|erscheint)\W+(?:very\W+|highly\W+|sehr\W+)?(?:unlikely|unwahrscheinlich|not)\b"
)
_SEARCHED: Final = re.compile(r"\binsulinom-?(?:suche|abklarung|diagnostik)\b")
_EXCLUDED: Final = re.compile(
    rf"(?:{INSULINOMA})[^,;.]{{0,60}}?\b(?:excluded|ruled out|ausgeschlossen)\b|\b(?:excluded|ruled out)\W+(?:{INSULINOMA})"
)
_STILL: Final = re.compile(r"\b(?:not|cannot|nicht|to be|can't)\b[^,;.]{0,30}\b(?:excluded|ruled out|ausgeschlossen)\b")


def insulinoma(text: str) -> bool | None:
    """Say whether a sentence, as written, names an insulinoma that is or may be there; None: it says nothing of one."""
    mention = classify(text, INSULINOMA)
    if mention is None:
        return True if _SEARCHED.search(folded(text)) else None
    return mention in PRESENT


def denies_insulinoma(words: str) -> bool:
    """Whether a folded sentence takes an insulinoma back in the ways of reports."""
    return bool(_NO_INSULINOMA.search(words)) or excludes_insulinoma(words)


def excludes_insulinoma(words: str) -> bool:
    """Whether a folded sentence says that one was excluded: it answers the question of the same report."""
    return bool(_EXCLUDED.search(words)) and not _STILL.search(words)
