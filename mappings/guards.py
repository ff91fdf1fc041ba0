"""The words around a tumor's name that make it a doubt, a denial, the past, or another person's."""

from __future__ import annotations

import re
from typing import Final

# A comma ends what a guard before it covers, except in a list of tumors ("r/o gastrinoma, insulinoma").
CLAUSE: Final = re.compile(r"(?<!oma)(?<!omas),")
SURGERY: Final = (
    r"(?:resect\w*|enucleat\w*|\w*pancreatectom\w*|\w*duodenectom\w*|whipple|surger\w*|removal|removed"
    r"|excis\w*|operat\w*)"
)
SITE: Final = r"(?:\W+(?:of|in) (?:the )?(?:(?:head|body|tail|uncinate(?: process)?) of (?:the )?)?pancreas)?"
END: Final = r"(?=\W*$|\s*[,;()\d]|\W+(?:by|on|in|at|via|with|after|during|since|surgically|completely)\b)"
FAMILY: Final = (
    r"(?:fam(?:ily|ilial)?\.?\s*(?:history|hx)|fh|fhx|mother|father|sister|brother|siblings?|son|daughter|parents?"
    r"|aunt|uncle"
    r"|cousin|grand(?:mother|father|parent)s?|maternal|paternal|relatives?|familienanamnese)\b"
)
# A relative who is told of the patient's disease does not have it.
FAMILY_BEFORE: Final = re.compile(
    r"\b" + FAMILY + r"(?!\W+(?:\w+\W+){0,3}?(?:informed|updated|aware|notified|called|agrees?)\b)"
)
FAMILY_AFTER: Final = re.compile(
    "^" + SITE + r"(?:\s*[(]\s*|\s+(?:in|of|by)\s+)(?:(?:a|his|her|the|patient'?s?|both)\s+)*" + FAMILY
    + r"|^\s*[,:-]+\s*" + FAMILY + r"(?:\W+of)?\W*$|^\W+(?:in|runs in) (?:the )?family\W*$"
)  # fmt: skip
OPEN_WORDS: Final = (
    r"(?:suspect\w*|suspicio\w*|sospech\w*|sospett\w*|possib\w*|posib\w*|probab\w*|(?:un)?likely|presum\w*|potential\w*"
    r"|question\w*|query|(?:to )?r/o|(?:to )?rule out|to exclude|to be (?:ruled out|excluded)"
    r"|(?:cannot|can't|not) (?:\w+ ){0,3}?(?:rule out|ruled out|exclud\w*)|not (?:\w+ )?confirmed|unconfirmed|vs\.?"
    r"|versus"
    r"|not (?:\w+ )?(?:sure|certain)|unsure|uncertain|unclear|doubtful|differential|ddx|dd|concern\w*|evaluat\w*|eval"
    r"|work-?\s?up|screen\w*|consider|verdacht|provisional|equivocal|indeterminate|maybe|may be"
    r"|apparent\w*|unproven|working diagnosis|to be confirmed|(?:cannot|can't) be confirmed|suggest\w*|(?:compatible"
    r"|consistent) with"
    r"|features of|investigat\w*|(?:72|48)?[ -]?h(?:ou)?rs? fast\w*|fast(?:ing)? (?:test )?for|no (?:definite|clear"
    r"|obvious)"
    r"|(?:biopsy|confirmation|patholog\w*|histolog\w*) (?:is |still )?pending|await\w* (?:confirmation|biops\w*"
    r"|patholog\w*)"
    r"|(?:not|never|no longer) (?:\w+ )?(?:found|seen|identified|detected|visuali[sz]ed))(?=\W|$)"
)
OPEN: Final = re.compile(r"\b" + OPEN_WORDS)
OPEN_AFTER: Final = re.compile(
    r"^(?:(?!\bwith\b|\band\b)[^,:;(])*?\b" + OPEN_WORDS
    + r"|^\s*[,:(-]+\s*(?:(?:still|clinically|highly|only|currently|was|is|has) )*"
    + OPEN_WORDS + r"(?:\s+diagnos\w*)?(?=\W*$|\s*[,;.)]|\W+(?:by|on|in|at)\b)"
)  # fmt: skip
# After a negation or a word for the past only these may stand before the term; anything else makes it a doubt.
FILLERS: Final = (
    r"(?:[\s:(-]+(?:a|an|any|the|of|for|evidence|signs?|clinical|radiolog\w*|biochemical|definite|current|known"
    r"|having|has"
    r"|had|been|patient|benign|malignant|pancrea\w*|solitary|single|small|multiple|functional|functioning|symptomatic"
    r"|history|medical|personal|past|previous|prior|remote|surgical\w*|treated|successful\w*|complete\w*|curative\w*"
    r"|distal|proximal|central|total|laparoscopic|robotic|open|r0|procedure|spleen|preserving|due|to|head|body|tail"
    r"|residual|recurren\w*|relaps\w*|ein(?:e[snrm]?)?|des|von|or|nor|\d{4}|\w+omas?|"
    + SURGERY
    + r"|enukleation))*[\s:(-]*$"
)
NEGATION: Final = (
    r"\b(?:no|not|without|denies|denied|negative for|absence of|kein\w*|ausschluss|never|neither)\b"
    r"|^(?:excluded|excludes|ruled out)\b"
)
DENIED_BEFORE: Final = re.compile(rf"(?:{NEGATION}){FILLERS}")
DENIED_AFTER: Final = re.compile(
    "^" + SITE + r"\W+(?:(?:was|were|is|has been|now|definitively|biochemically)\W+)*"
    r"(?:excluded|ruled[- ]out|refuted|absent|denied|negative|disproven|not present)\b" + END
)
# An answer behind the name ("Insulinoma: no"), and a screening for it with its result.
ANSWERED_NO: Final = re.compile(r"^\s*[:=-]+\s*(?:no|none|nein|neg(?:ative)?)\W*$")
_RESULT: Final = r"(?:\W+(?:(?:was|were|is|has been|test|result|came back)\W+)*neg(?:ative)?\b)" + END
SCREENED_AFTER: Final = re.compile(r"^[ -]screen\w*" + _RESULT)
SCREENED_BEFORE: Final = re.compile(r"\bscreen\w*(?: test)? (?:for|of)" + FILLERS)
SCREENED_FOR: Final = re.compile("^" + SITE + _RESULT)
NEGATIVE_SCREEN: Final = re.compile(r"\bneg(?:ative)? screen\w*(?: test)? (?:for|of)" + FILLERS)
IMAGED: Final = re.compile(r"\b(?:ct|mri?|pet|imaging|scan\w*|eus|ultraso\w*|sonogra\w*|on path\w*)\b")
GONE: Final = re.compile(
    r"\b(?:no|without|negative for)\W+(?:(?:evidence|signs?|of|any|local|distant|further|known|or|and|disease|tumou?r"
    r"|residual|recurren\w*|relaps\w*|metasta\w*|persist\w*|progress\w*)(?:\W+|$)){1,8}|\b(?:recurrence"
    r"|disease)[- ]free\b"
    r"|\b(?:non|un)-?metasta\w*"
)
CUT: Final = r"(?:resect\w*|remov\w*|excis\w*|enucleat\w*|operat\w*|surger\w*)"
PRESENT: Final = re.compile(
    r"\b(?:recur\w*|relaps\w*|residual|metasta\w*|persist\w*|progress\w*|fail\w*|unresect\w*|non-?resect\w*|inoperable"
    r"|debulk\w*|palliat\w*|resectable|operable|refus\w*|declin\w*|still present"
    r"|again|ongoing|active(?! surv)|r[12]|positive margin|margins? positive"
    rf"|{CUT} (?:was |is )?(?:not|refused|declined|planned|pending|scheduled|attempted|aborted|incomplete)"
    r"|(?:not|cannot|can't|never|unable|in-?completely|partially|partly|partial|incomplete|subtotal|attempted|aborted"
    r"|await\w*"
    r"|plan\w*|schedul\w*|pending|before|pre-?op\w*|prior to|candidate for|for|refer\w*|list\w*)"
    rf" (?:(?:yet|be|been|to|for|fully|completely|surgical|distal|a|the) ){{0,3}}?(?:{CUT}|in remission|cured|resolved))"
)
PAST_WORDS: Final = (
    r"\b(?:hist(?:ory)?|h/o|hx|pmhx?|s/p|status[- ]post|previous\w*|prior|former\w*|past|surgically cured|resected"
    r"|enucleated|excised|removed"
    r"|(?:resection|enucleation|excision|removal) of|resolved|cured|zustand nach)\b"
)
PAST_BEFORE: Final = re.compile(PAST_WORDS + FILLERS)
PAST_AFTER: Final = re.compile(
    "^" + SITE + r"[\s,:(-]*(?:\d{4}[\s,]*)?(?:treated\s+)?(?:"
    r"(?:s/p|status[- ]post|after|post|following)[\s:-]+(?:(?:a|distal|central|total|laparoscopic|robotic|open|surgical"
    r"|complete|curative|r0|spleen|preserving|pancreatic|tumou?r|successful|\d{4})[\s-]+){0,5}" + SURGERY
    + r"|(?:(?:r0|curative|complete|surgical|distal|laparoscopic|open|treated|pancreatic)[\s-]+)*(?:resection|enucleation"
    r"|whipple|\w*pancreatectomy|excision|operated|operation|surgery|surgically)[\s,]+(?:in\s+)?(?:\d{1,2}/)?\d{4}\W*$"
    r"|operated\W*$|ned\b|no evidence of disease\b"
    + r"|(?:(?:was|is|has been|now|completely|fully|surgically|successfully|already|clinically|in complete)\s+)*"
    r"(?:resected|enucleated|excised|removed|resolved|cured|in remission|remission)\b" + END
    + r"|(?:resected|enucleated|removed) without (?:evidence of )?(?:recurren|residual|metasta|complic)\w*"
    + r"|(?:personal )?history(?: of)?\W*$|(?:prior|previous|former)\W*$)"
)  # fmt: skip
GUARD: Final = re.compile(rf"(?:{NEGATION})(?! doubt)|{PAST_WORDS}")
