"""Which tumor a place in a report is about, and whether its words are sure, of today and of this patient's finding."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

_ORGAN: Final = (
    r"(?:breast|mamma\w{0,3}|lung|pulmonary|bronch\w{0,6}|colon\w{0,2}|colorectal|rect(?:al|um)|sigmoid|gastric"
    r"|stomach|prostat\w{0,3}|ovar\w{0,4}"
    r"|renal(?: cell)?|kidney|thyroid|bladder|endometri\w{0,3}|cervi\w{0,4}|o?esophag\w{0,4}|testic\w{0,4}|skin|uter\w{0,4}"
    r"|ile(?:um|al)|jejun\w{0,3}|appendi\w{0,7}|small (?:bowel|intestin\w{0,2})|midgut|thymi?\w{0,3}|adrenal|laryn\w{0,4})"
)
_CANCER: Final = (
    r"(?:cancer|[ck]ar[cz]inom\w{0,4}|ca\b|malignan\w{0,4}|tumou?r|neoplas\w{0,3}|[ck]ar[cz]inoid\w{0,3}|nets?\b"
    r"|neuroendo[ck]rine?[rns]? tum\w{0,5})"
)
_TAIL: Final = r"(?:\W+(?:of|the|des|der|im|in|head|body|tail|left|right)){0,4}(?:\W+pan[ck]rea\w{0,4})?"
_THEIRS: Final = (
    rf"(?:adeno[ck]ar[cz]inom\w{{0,4}}|\b(?:ductal|duktal\w{{0,2}}|lobular"
    rf"|lobular\w{{0,2}}) [ck]ar[cz]inom\w{{0,4}}){_TAIL}"
    r"|\bof no special type\b|\bnst\b|squamous|plattenepithel\w*|hepato(?:cellular|zellul)\w*|\bhcc\b"
    r"|[ck]holangio[ck]\w*|lymphom\w*"
    r"|melanom\w*|sar[ck]om\w*|urothel\w*|meningi?eom\w*|meningiom\w*|gliom\w*|myelom\w*|leuk[ae]+mi\w*|\bgist\b"
    r"|h[ae]+mangiom\w*"
    r"|\b(?:mamma|bronchial|lungen|kolon|rektum|magen|prostata|ovarial|nierenzell|schilddrusen|blasen|colon)-?ca\b"
    r"|\b\w*[ck]ar[cz]inom(?!atos)\w*|\bcancer\b|\w*krebs\b|gleason|nottingham|fuhrman|\bher-?2\b|o?estrogen re[cz]"
    r"|\ber[ :+-]{1,2}(?:pos|neg|\d)|\bph[ae]+ochromo\w*"
    rf"|\b{_ORGAN}[ -](?:(?!metasta)\w{{1,20}}[ -]){{0,2}}?{_CANCER}"
    rf"|\b{_CANCER}\W+(?:of|in|des|der|im)\W+(?:the |both )?(?:(?:left|right|linken|rechten|terminal\w*|distal\w*"
    rf"|proximal\w*) )?{_ORGAN}\w{{0,3}}\b"
)
_OURS: Final = (
    r"neuroendo[ck]r\w*(?:\W+(?:small|large|cell|[ck]ar[cz]inom\w*|tum\w*|neoplas\w*)){0,3}|\bp(?:an)?-?nets?\b"
    r"|\bnets?\b|\bnec\b|\bminen\b|insulinom\w*|gastrinom\w*|glu[ck]agonom\w*|vipom\w*"
    r"|pan[ck]rea(?!tit)\w*|islet cell|inselzell\w*"
)
_ANY: Final = (
    r"pseudopapillar\w*|\bipmn\b|intraductal papillary|acinar cell|germ cell|merkel"
    r"|\b(?!h[ae]+matom|str?om|glau|granul)\w{4,}(?:omas?|adenome?|blastome?|thymome?)\b"
)
"""Other tumors by name, and whatever else ends like one."""
_MENTION: Final = re.compile(rf"(?P<theirs>{_THEIRS})|(?P<ours>{_OURS})|{_ANY}")
_BENIGN: Final = re.compile(r"h[ae]+mangiom|meningi?eom|meningiom")
_DATED_SCHEME: Final = re.compile(
    r"\b(?:who|uicc|ajcc|enets|tnm|recist)(?:\W+(?:class\w*|klass\w*|grad\w*|edition|version))?\W{1,3}(?:of "
    r"|von )?(?:19|20)\d\d\b"
)
CLAUSE: Final = re.compile(
    r"[;:()\[\]]|,(?!\d)|(?<!\d),|\s[-/]\s|\b(?:but|whereas|while|however|now|currently|thereafter|then|hence|aber"
    r"|jetzt|nun"
    r"|aktuell|somit|dann|danach|wohingegen|wahrend)\b"
)
_NOW: Final = re.compile(
    r"\b(?:now|current\w*|present|today|this|jetzt|nun|aktuell\w*|gegenwartig\w*|hence|somit|thereafter)\b"
)
NEGATED: Final = re.compile(
    r"\b(?:no|not|without|never|absence|absent|negative for|kein\w*|nicht|ohne|excluded|ruled out|neither|nor|lacks?"
    r"|lacking"
    r"|denied|none|fehl\w{1,4}|unremarkable|failed to)\b"
)
UNSURE: Final = re.compile(
    r"\b(?:suspect\w*|suspicio\w*|possib\w*|probab\w*|question\w*|unclear|uncertain|cannot|can not|can't|may|might"
    r"|could|verdacht\w*"
    r"|fraglich\w*|moglich\w*|eventuell\w*|unklar\w*|unlikely|presum\w*|rule out|r/o|evaluat\w*|assess|if|in case of"
    r"|falls|should"
    r"|sofern|would|differential\w*|ddx?|versus|vs|pending|awaited|ausstehend|steht noch aus|vermutlich\w*|am ehesten"
    r"|favou?r\w*"
    r"|tend\w{0,4} to|borderline|concern\w*|consider\w*|recommend\w*|empf\w*|planned|geplant\w*|risk of|potential\w*"
    r"|target)\b"
)
FORMER: Final = re.compile(
    r"\b(?:previous\w*|former\w*|formerly|earlier|at that time|initial\w*|original\w*|zuvor|vorher\w*|fruher\w*"
    r"|damals|ehemal\w*"
    r"|seinerzeit|vormals|voruntersuchung\w*|vorbefund\w*|vorbiopsie\w*|prior (?:biops\w*|specimen|report|value|resection)"
    r"|until|(?:bis|in|im|im jahr) (?:19|20)\d\d|history of|known (?:from|since)|external\w*|auswart\w*|zustand nach"
    r"|status post|s/p)\b"
)
YEAR: Final = re.compile(r"(?<![\d.,])(?:19|20)\d\d(?!\d)")
_OPEN_SENTENCE: Final = re.compile(r"\?\W*$|\b(?:differential diagnos\w*|ddx?\b|versus|vs\b|differentialdiagnos\w*)")


class Place(NamedTuple):
    """A place in a folded sentence: the clause around it, and what was last named before it."""

    clause: str
    before: str
    after: str


def plain_years(words: str) -> str:
    """Return folded words without the years of classifications, which date no finding."""
    return _DATED_SCHEME.sub(lambda found: found[0][:-5], words)


def place(words: str, start: int, end: int) -> Place:
    """Return the clause around `start`..`end`, with its parts before and after."""
    cuts = _cuts(words)
    begin = max((stop for _, stop in cuts if stop <= start), default=0)
    until = min((first for first, _ in cuts if first >= end), default=len(words))
    lead = max((first for first, stop in cuts if stop <= start and _NOW.match(words[first:stop])), default=begin)
    begin = lead if lead > begin - 12 and words[lead:begin].strip() else begin
    return Place(words[begin:until], words[begin:start], words[end:until])


def _cuts(words: str) -> list[tuple[int, int]]:
    return [(one.start(), one.end()) for one in CLAUSE.finditer(words)]


def is_now(clause: str) -> bool:
    """Whether a clause says that it is of today, beside a former value."""
    return bool(_NOW.search(clause))


def open_sentence(words: str) -> bool:
    """Whether a sentence asks, or weighs diagnoses."""
    return bool(_OPEN_SENTENCE.search(words))


def topic(words: str, carried: str) -> str:
    """Return what a sentence leaves as the topic for the next: `ours`, `theirs`, or what was carried.

    What is benign is named in passing.
    """
    named = [one for one in _named(words) if not _BENIGN.match(words, one[0])]
    return named[-1][1] if named else carried


def is_ours(words: str, end: int, carried: str) -> bool:
    """Whether a value that ends at `end` is of the neuroendocrine tumor, or nothing says of which."""
    named = _named(words)
    before = [kind for start, kind in named if start < end]
    kind = before[-1] if before else named[0][1] if named else carried
    return kind != "theirs"


def _named(words: str) -> list[tuple[int, str]]:
    """Return where tumors are named, each `ours` or `theirs`."""
    return [(one.start(), "ours" if one["ours"] else "theirs") for one in _MENTION.finditer(words)]
