"""The words of which operations are told: what is cut, where, and what makes an operation none.

All patterns are for folded text (lower case, without accents) of at most five hundred characters.
"""

from __future__ import annotations

import re
from typing import Final

STRONG: Final = (
    r"(?:re[sz]e[ck]\w*|ex[ckz]i[sz]\w*|exstirpa\w*|extirpa\w*|enu[ck]lea\w*|asporta\w*|exerese|ablacion"
    r"|tumore[ck]tom\w*)"
)
WEAK: Final = r"(?:removal|removed|remocao|entfern\w*)"
"""What is removed may as well be a stent; what is resected is tissue."""
CUT: Final = rf"(?:{STRONG}|{WEAK})"
BURN: Final = (
    r"(?:radio-?fre[qk]uen\w*|rfa|thermal|thermo\w*|microwave|mikrowell\w*|cryo\w*|kryo\w*|ethanol\w*|alcohol\w*"
    r"|alkohol\w*|irreversible electropor\w*|ire|ablat\w*|destru[ck]t\w*)"
)
LESION: Final = (
    r"(?:tumou?r\w*|lesion\w*|mass|nodul\w*|neoplas\w*|\w*adenom\w*|growth|raumforderung\w*|lasion\w*|herd\w*|tissue)"
)
OWN: Final = (
    r"(?:\b(?:pankreas)?insulinom\w*|\bislet[ -]cell\W+(?:tumou?r|adenoma|neoplasm)\w*|\b(?:beta"
    r"|b)[ -]cell\W+(?:tumou?r"
    r"|adenoma)\w*|\binselzell\w*|\bp-?nets?\b|\bpannets?\b)"
)
"""Tumors that are of the pancreas by their name."""
NET: Final = r"(?:\bnets?\b|\bneuroendo[ck]rin\w*|\bgastrinom\w*|\bglucagonom\w*|\bvipom\w*|\bsomatostatinom\w*)"
"""Tumors that need a site."""
THING: Final = (
    r"(?:ducts?\b|gangs?\b|gangstein\w*|stones?\b|stein\w*|konkrement\w*|calcul\w*|devices?\b|implant\w*|stent\w*"
    r"|nodes?\b|nodal\b"
    r"|lymph\w*|\w*catheter\w*|\w*katheter\w*|tubes?\b|\w*drain\w*|ports?\b|foreign\b|fremd\w*|matter\b"
    r"|staples?\b|sutures?\b"
    r"|clips?\b|clots?\b|coils?\b|lines?\b|pacemaker\w*|fluid\w*|collection\w*|absces\w*|abszes\w*|\w*necro\w*"
    r"|\w*nekro\w*"
    r"|debris|fistul\w*|fistel\w*|splee?n\w*|milz\w*|accessory|near|adjacent|around|behind|beside|peri"
    r"|gallbladder|gallenblase"
    r"|omen\w*|teeth|tooth|hernia\w*|scars?\b|polyp\w*|veins?\b|varic\w*|atrial|cardiac|nerv\w*)"
)
"""What lies in, at or beside the pancreas and is no tissue of it."""
GUT: Final = (
    r"(?:\w*duoden\w*|small bowel|bowel|dunndarm\w*|\w*darm\b|intestin\w*|jejun\w*|ile(?:um|al|o)\w*|colon\w*"
    r"|colore[ck]\w*|kolon\w*"
    r"|\w*colectom\w*|\w*kolektom\w*|c?a?ecum|re[ck]t(?:um|al)\w*|rektum\w*|stomach|gastri[ck]\w*|magen\w*"
    r"|\w*gastrectom\w*"
    r"|o?esophag\w*|appendi\w*|mesenter\w*|bronch\w*|lungs?\b|lungen\w*|pulmon\w*|ampull\w*|papill\w*|bile"
    r"|biliary|thym\w*"
    r"|mediastin\w*|bones?\b|knochen\w*|breast|mamma\w*|brain|spin(?:e|al)|bladder|anus|anal)"
)
"""Other sites of neuroendocrine tumors."""
ELSEWHERE: Final = re.compile(
    r"\b(?:liver|hepat\w*|leber\w*|metasta\w*|lymph\w*|uter\w*|fibroid\w*|myom\w*|prostat\w*|holep|eye|ocular"
    r"|orbit\w*|globe"
    r"|bulbus|kidney|renal|parotid\w*|thyroid\w*|parathyroid\w*|ovar\w*|lung|adrenal\w*|ile(?:um|al)|appendi\w*"
    r"|gastric"
    r"|re[ck]tal|skin)\b"
)
ORGAN: Final = (
    r"(?:(?<!peri-)(?<!peri )(?<!para-)(?<!extra-)(?<!non-)\bpan[ck]rea(?!s-?(?:gang|stein|fistel|drain|stent"
    r"|erhalt|schon))\w*\b"
    rf"(?!\W+(?:main\W+)?(?:{THING}|{GUT}|sparing|preserving)))"
)
GAP: Final = rf"\W+(?:(?!{THING}|{GUT})\w+\W+){{0,5}}?"
NEXT: Final = rf"\W+(?:(?!{THING}|{GUT})\w+\W+){{0,2}}?"

SEGMENT: Final = (
    r"\b(?:distal|proximal|left|central|middle|medial|partial|parti?ell\w*|sub-?total\w*|near[ -]?total|segment\w*"
    r"|corporo-?caudal|caudal|links\w*|zentral\w*|spleen-preserving)\b"
)
PANCREATECTOMY: Final = r"\bpan[ck]rea\w*e[ck]tom\w*"
WHIPPLE: Final = (
    r"\bpan[ck]rea\w*[- ]?duoden\w*e[ck]tom\w*|\bduodeno-?(?:cephalo-?)?pan[ck]rea\w*e[ck]tom\w*|\bpppd\b|\bkausch\b"
    r"|\bwhipple\b(?!\W*s?\W*(?:triad|disease|bacil|krankheit|trias))"
)
_PLACE: Final = r"(?:head|body|tail|neck|uncinate)"
_COMPOUND: Final = r"\bpan[ck]reas-?(?:links|schwanz|kopf|korpus|teil|segment)\w*re[sz]e[ck]\w*"
PARTS: Final = (
    rf"{_COMPOUND}|{CUT}\W+(?:of\W+)?(?:the\W+)?{_PLACE}\w*\W+(?:process\W+)?(?:of\W+)?(?:the\W+)?{ORGAN}"
    rf"|{ORGAN}\W+{_PLACE}\W+{CUT}"
)
_PARTS_RESECTED: Final = (
    rf"{_COMPOUND}|\bre[sz]e[ck]\w*\W+(?:of\W+)?(?:the\W+)?{_PLACE}\W+(?:of\W+)?(?:the\W+)?{ORGAN}"
    rf"|{ORGAN}\W+{_PLACE}\W+re[sz]e[ck]\w*"
)
CLEAR: Final = re.compile(rf"{PANCREATECTOMY}|{WHIPPLE}|{_PARTS_RESECTED}")
"""An operation that no word beside it makes another: only that it was not done, or is told of another one."""
ENUCLEATION: Final = re.compile(
    rf"\b(?:tumor)?enu[ck]lea\w*{GAP}(?:{OWN}|{NET}|{ORGAN})|(?:{OWN}|{NET}|{ORGAN})\W+(?:(?!{THING}"
    rf"|{GUT})\w+\W+){{0,3}}?enu[ck]lea\w*"
    r"|\binsulinomenu[ck]lea\w*"
)
ABLATION: Final = re.compile(rf"\b{BURN}{GAP}{OWN}|{OWN}{NEXT}{BURN}")
REMOVED: Final = re.compile(
    rf"\b{CUT}{GAP}{OWN}|{OWN}{NEXT}{CUT}|\binsulinom-?(?:re[sz]e[ck]|ex[ckz]i[sz]|exstirpat|entfern)\w*"
    rf"|\b{STRONG}{GAP}{ORGAN}|\b{WEAK}{GAP}(?:{LESION}{GAP}{ORGAN}|{ORGAN}{NEXT}{LESION}"
    rf"|pan[ck]reas\b(?!\W+{THING}))"
    rf"|{ORGAN}{NEXT}{STRONG}|{ORGAN}{NEXT}{LESION}\W+{WEAK}|\bpan[ck]reas\W+{WEAK}"
    r"|\bpan[ck]reas-?(?:tumor|lasion)?s?-?(?:re[sz]e[ck]|ex[ckz]i[sz]|exstirpat|entfern)\w*"
)
NET_CUT: Final = re.compile(rf"\b{CUT}{GAP}{NET}|{NET}{NEXT}{CUT}")
NET_BURNED: Final = re.compile(rf"\b{BURN}{GAP}{NET}|{NET}{NEXT}{BURN}")
_WHOLE: Final = r"(?<!sub)(?<!sub[- ])(?<!near[- ])\b(?:total\w*|completion|complete)\)?\W+"
TOTAL: Final = rf"{_WHOLE}(?:\w+\W+){{0,2}}?pan[ck]rea\w*e[ck]tom\w*|{PANCREATECTOMY},? (?:total\w*|complete)\b"
TOTAL_WHIPPLE: Final = rf"{_WHOLE}(?:pan[ck]rea|duodeno)"
