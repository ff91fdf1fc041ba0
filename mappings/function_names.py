"""What the name of an Observation says of organ function where no code is known: liver, kidney, HbA1c, heart, pressure."""

from __future__ import annotations

import re
from typing import Final

# Of another fluid, a ratio of two, a part of the whole, a target or an order: none is the result of the blood.
_NOT: Final = (
    r"(?!.*\b(?:urin\w*|ua|harn|csf|liquor|fluid|ascit\w*|pleura\w*|bile|galle|stool|ratio|quotient|clearance|excretion"
    r"|24 ?h\w*|goal|target|ziel\w*|isoenzym\w*|mitochond\w*|macro|trend|delta|history|therapy|score|index|neonat\w*|cord"
    r"|transcutan\w*)\b)"
)
_TOTAL_ONLY: Final = (
    r"(?!.*\b(?:direct|direkt\w*|conjug\w*|konjug\w*|unconjug\w*|indirect|indirekt\w*|unkonjug\w*|delta|free|bound|dirett\w*"
    r"|directe?a?|indiretta|indirecta)\b)"
)
_NO_PRESSURE: Final = (
    r"(?!.*\b(?:pulmon\w*|pap|venous|cvp|intracran\w*|icp|wedge|right|rv|rvsp|ankle|toe|dysfunction|murmur|goal|target"
    r"|ziel\w*|mean|mittel\w*|minimum|maximum|min|max|orthostat\w*|function|failure)\b)"
)
_CHILD: Final = r"\bchild[- ]?(?:turcotte[- ]?)?pugh\b|\bctp[- ](?:score|class)\b"
_PATTERNS: Final[dict[str, tuple[str, ...]]] = {
    "alt": (
        rf"^{_NOT}(?!.*\bast\b)(?:.*[ (,/-])?(?:s?gpt|ala?t)(?:[ /-]s?gpt|[ /-]ala?t)?\b(?! ?/ ?as)",
        rf"^{_NOT}.*\b(?:alanine?|alanin)[- ]?(?:amino[- ]?)?transf?erase\b|^{_NOT}.*\balanina amino\w*",
    ),
    "ast": (
        rf"^{_NOT}(?!.*\balt\b)(?:.*[ (,/-])?(?:s?got|asa?t)(?:[ /-]s?got|[ /-]asa?t)?\b(?! ?/ ?al)",
        rf"^{_NOT}.*\b(?:aspartate?|aspartat)[- ]?(?:amino[- ]?)?transf?erase\b|^{_NOT}.*\baspartato amino\w*",
    ),
    "bilirubin": (rf"^{_NOT}{_TOTAL_ONLY}.*\bt?\.?bili(?:rubine?a?)?\b",),
    "creatinine": (rf"^{_NOT}(?!.*\be?gfr\b|.*\bkinase\b)(?:.*[ ,])?[ck]reatinine?\b",),
    "egfr": (rf"^{_NOT}.*\be-?gfr\b|^{_NOT}.*\bglomerular filtration rate\b|^{_NOT}.*\bglomerulare filtrationsrate\b",),
    "hba1c": (r"^(?!.*\b(?:goal|target|ziel\w*|estimated|average|eag)\b).*(?:\bhb ?-?a1c\b|\ba1c\b|\bh[ae]moglobin a1c\b)",),
    "lvef": (
        (r"^(?!.*\b(?:right|rv|rvef|gallbladder|galle\w*|gastric|global longitudinal|strain)\b)"
        r"(?=.*(?:\blv ?-?ef\b|\bejection fraction\b|\bejektionsfraktion\b|\bauswurffraktion\b))"),
    ),
    "bp-sys": (
        rf"^{_NO_PRESSURE}.*\bsystol(?:ic|isch\w*|ic[ao])\b(?=.*(?:\b(?:bp|blood pressure|pressure|blutdruck)\b|$))",
        rf"^{_NO_PRESSURE}.*\bsbp\b|^{_NO_PRESSURE}.*\bbp[ -](?:sys|systolic)\b",
    ),
    "bp-dia": (
        rf"^{_NO_PRESSURE}.*\bdiastol(?:ic|isch\w*|ic[ao])\b(?=.*(?:\b(?:bp|blood pressure|pressure|blutdruck)\b|$))",
        rf"^{_NO_PRESSURE}.*\bdbp\b|^{_NO_PRESSURE}.*\bbp[ -](?:dia|diastolic)\b",
    ),
    "bp-panel": (rf"^{_NO_PRESSURE}(?:(?:arterial|office|sitting) )?(?:bp|blood pressure|blutdruck)\W*$",),
    "child-pugh": (_CHILD,),
}  # fmt: skip
NAMES: Final = tuple((name, re.compile("|".join(patterns))) for name, patterns in _PATTERNS.items())
"""Value set -> what a name says that belongs to it; searched in folded text."""
