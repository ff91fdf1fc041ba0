"""What one sentence of a report says of grade, differentiation and course."""

from __future__ import annotations

import re
from itertools import islice
from typing import Final

from mappings import disease_status, grade_answers
from mappings import report_topics as topics

_MOST: Final = 8
"""Places of one kind in a sentence that are weighed."""
_MOST_GRADES: Final = 2
"""Different grades in a sentence: more are a definition or a list."""
_NET: Final = re.compile(r"neuroendo[ck]r|\bp?(?:an)?-?nets?\b|\bnec\b|\bwho\b|\benets\b|\bki-?67|\bmib-?1")
_GRADE: Final = re.compile(
    r"(?<![a-z0-9])g ?([1-3])(?![\w%]|[.,]\d| ?%)"
    r"|\bgrad(?:e|ing)?[ :=(-]{1,3}(?:g ?)?([1-3]|i{1,3})(?![\w%]|[.,]\d| ?%|\s?(?:-|/|to|bis)\s?\d)"
)
_ROMAN: Final = {"i": "1", "ii": "2", "iii": "3"}
_OTHER_GRADE: Final = re.compile(
    r"\b(?:fibros\w*|steato\w*|toxi\w*|ctcae|vari[cz]\w*|o?esophagit\w*|gleason|regress\w*|reje[ck]t\w*|inflamm\w*"
    r"|gastrit\w*"
    r"|nottingham|edmondson|fuhrman|figo|dysplas\w*|hepatit\w*|activit\w*|en[cz]ephalo\w*|as[cz]it\w*|adverse"
    r"|anaplas\w*|isup)\b"
)
_NEC: Final = re.compile(r"\bnec\b|neuroendo[ck]rine\w? [ck]ar[cz]inom\w*")
_POORLY: Final = re.compile(
    r"\bpoorly|\bschlecht|\bsmall[- ]cell|\blarge[- ]cell|\bkleinzell|\bgro(?:ss|\xdf)zell|\bnec\b"
)
_WELL: Final = re.compile(r"\b(?:well[ -]differentiated|gut[ -]differenziert\w{0,2}|hochdifferenziert\w{0,2})\b")
_POOR: Final = re.compile(r"\b(?:poorly[ -]differentiated|schlecht[ -]differenziert\w{0,2})\b")
_ADJECTIVE: Final = (
    r"(?:(?:clear|definite|marked|significant|radiologic\w*|radiographic\w*|further|hepatic|continued|interval"
    r"|deutliche\w?|klare\w?"
    r"|hepatische\w?|weitere\w?|unequivocal) )"
)
_DISEASE: Final = (
    r"(?:disease|metasta\w*|tumou?r\w*|known lesions|liver lesions|erkrankung|lebermetasta\w*|filiae|leberherde)"
)
_COURSES: Final = (
    ("progressive", re.compile(
        r"\bprogressive disease\b|\b(?:disease|tumou?r) progression\b"
        r"|\bprogression of (?:the |known |multiple |bilobar |hepatic |liver |bone |nodal |pancreatic |metastatic ){0,3}"
        r"(?:metasta\w*|tumou?r\w*|lesions|disease)"
        r""
        rf"|\b{_ADJECTIVE}progression\b|\b(?:grossen)?progredien[zt]\w* (?:der |des |einer )?(?:bekannten "
        rf"|hepatischen )?{_DISEASE}"
        r"|\b(?:somit|insgesamt|klarer?|eindeutiger?|deutlicher?|hepatischer?) progress\b|\b(?:tumor|krankheits)progress\b"
        r"|\bprogressive (?:erkrankung|krankheit)\b|\b(?:disease|metastases|tumou?r) (?:is|are|has"
        r"|have) progress(?:ing|ive|ed)\b"
        r"|^(?:\w+: )?progress (?:unter|mit|im|der|bei bekannt\w*)\b"
        r"|\bmetastas\w+ (?:sind |ist )?(?:deutlich |klar )?progredient\b")),
    ("stable", re.compile(
        r"\bstable disease\b|\bstabile[rn]? (?:tumor|krebs)?-?(?:erkrankung|krankheit)\b|\bdisease (?:is|remains) stable\b"
        r"|\bstabiler? (?:krankheits|tumor)(?:verlauf|situation|status)\b|\bstable (?:metastatic|tumou?r) disease\b")),
    ("responding", re.compile(
        r"\b(?:partial|complete) (?:response|remission)\b|\b(?:partielle|komplette) (?:remission|response)\b"
        r"|\b(?:teil|voll)remission\b")),
)  # fmt: skip
_RECIST: Final = re.compile(r"\brecist\b|\boverall\b|\bresponse\b|\b(?:gesamt)?beurteilung\b|\bgesamt\b")
_SHORT: Final = re.compile(r"(?<![\w/])(?:pd|sd|pr|cr)(?![\w/-])")
_CONDITION: Final = re.compile(
    r"\b(?:in case of|case of|if|bei|falls|upon|on|at|after|nach|until|bis|before|vor|despite|trotz|under|time to"
    r"|risk of|event of"
    r"|for|of|zur|free|biochemi\w*|serologi\w*|laborchemi\w*|clinical\w*|klinisch\w*|metabolic\w*|psa|at the time of"
    r"|sign of"
    r"|signs of|(?:19|20)\d\d) (?:\w+ ){0,2}?$"
)
_ALLOWED: Final = re.compile(
    r"\b(?:evidence of|findings? of|picture of|im sinne (?:einer|eines)|sense of|criteria of|bild einer) (?:\w+ )?$"
)
_OF_ANOTHER: Final = re.compile(r"[ -](?:free|frei|survival)|,? (?:of|der|des|von|to|im|in|in the|auf)\b")
_OF_TUMOR: Final = re.compile(
    r",? (?:of|der|des|von|to|im|in|in the|auf) (?:the |all |known |bekannten |multiple |hepatischen |hepatic |liver "
    r"|target |both |beiden ){0,3}"
    r"(?:\w{0,6}metasta\w*|tumou?r\w*|lesion\w*|disease|herd\w*|leberherd\w*|filiae|liver\b|leber\b|pan[ck]rea\w*"
    r"|net\b|size|number|grosse|zahl|recist|vergleich|comparison"
    r"|keeping|accordance|therap\w*|treatment|lanreotid\w*|octreotid\w*|everolimus|sunitinib|chemo\w*|prrt|cap\w*"
    r"|temozolomid\w*|lutetium|sinne)"
)
_OTHER_DISEASE: Final = re.compile(
    r"\b(?:liver|kidney|renal|heart|cardi\w*|lung|pulmonary|dis[ck]|joint|valve|\w+'s|interstitial|bone|hepatic|fatty"
    r"|artery|vascular|degenerative"
    r"|obstructive|pancreatic|biliary|bowel|thyroid) disease(?: progression)? ?$"
)
_COMPARED: Final = re.compile(
    r"\b(?:im vergleich|compared|relative|gegenuber|verglichen|versus|in comparison|since|seit)\b.*"
)
"""What a course is compared with is of before, the course is not."""
_MIXED: Final = re.compile(r"\b(?:mixed|dissociated|dissoziiert\w*|gemischt\w*)\b")


def grade(words: str, carried: str, *, known: bool) -> str | None:
    """Return `G1`, `G2`, `G3` or `NEC`; None without one, or with several. `known`: the report spoke of such a tumor."""
    if topics.open_sentence(words):
        return None
    if any(
        _sure(words, one, carried) and _POORLY.search(words) for one in islice(_NEC.finditer(words), _MOST)
    ) and _is_carcinoma(words):
        return "NEC"
    if not (known or _NET.search(words)) or (len(set(_GRADE.findall(words))) > _MOST_GRADES):
        return None
    found = {
        f"G{_ROMAN.get(level, level)}"
        for one in islice(_GRADE.finditer(words), _MOST)
        if (level := one[1] or one[2])
        and _sure(words, one, carried)
        and not _OTHER_GRADE.search(topics.place(words, *one.span()).clause)
    }
    every = {
        one[1] or one[2]
        for one in islice(_GRADE.finditer(words), _MOST)
        if topics.is_ours(words, one.end(), carried)
        and not _OTHER_GRADE.search(topics.place(words, *one.span()).clause)
    }
    return found.pop() if len(found) == 1 and (len(every) == 1 or topics.is_now(words)) else None


def _is_carcinoma(words: str) -> bool:
    """Whether a carcinoma is named, and not called well differentiated, which was the older name of a tumor."""
    german = re.sub(r"neuroendokrine[snr]? karzinom", "neuroendocrine carcinom", words)
    return not _WELL.search(words) and grade_answers.says_nec(german)


def differentiation(words: str, carried: str, *, known: bool) -> str | None:
    """Return `well` or `poorly` of a neuroendocrine tumor; None without one, or with both."""
    if topics.open_sentence(words) or not (known or _NET.search(words)):
        return None
    found = {
        name
        for name, pattern in (("well", _WELL), ("poorly", _POOR))
        for one in islice(pattern.finditer(words), _MOST)
        if _sure(words, one, carried)
        and not re.search(r"\bcomponent|\bkomponente", topics.place(words, *one.span()).clause)
    }
    return found.pop() if len(found) == 1 else None


def _sure(words: str, found: re.Match[str], carried: str) -> bool:
    """Whether a place is of the neuroendocrine tumor, asserted, and of today."""
    clause = topics.place(words, *found.span()).clause
    weak = any(one.search(clause) for one in (topics.NEGATED, topics.UNSURE, topics.FORMER, topics.YEAR))
    return not weak and topics.is_ours(words, found.end(), carried)


def course(words: str, carried: str) -> set[str]:
    """Return the courses that a sentence asserts: `progressive`, `stable`, `responding`."""
    if topics.open_sentence(words) or _MIXED.search(words):
        return set()
    named = [(value, one) for value, pattern in _COURSES for one in islice(pattern.finditer(words), _MOST)]
    if _RECIST.search(words):
        named += [
            (value, one) for one in islice(_SHORT.finditer(words), _MOST) if (value := disease_status.answer_in(one[0]))
        ]
    return {value for value, one in named if _asserted(words, one, carried)}


def _asserted(words: str, found: re.Match[str], carried: str) -> bool:
    where = topics.place(words, *found.span())
    before = where.before.rstrip(" ") + " "
    if _CONDITION.search(before) and not _ALLOWED.search(before):
        return False
    rest = words[found.end() :]
    if _OF_ANOTHER.match(rest) and not _OF_TUMOR.match(rest):
        return False
    if _OTHER_DISEASE.search(f"{before}{found[0]}"):
        return False
    clause = _COMPARED.sub(" ", where.clause)
    weak = any(one.search(clause) for one in (topics.NEGATED, topics.UNSURE, topics.FORMER))
    return not weak and topics.is_ours(words, found.end(), carried)
