"""Words that make an operation none: not done, only planned, incomplete, diagnostic, told of another, or beside it.

All patterns are for folded text (lower case, without accents) of at most five hundred characters.
"""

from __future__ import annotations

import re
from typing import Final

from mappings.operation_words import NET, OWN

_SOME_OPERATION: Final = (
    r"(?:pan[ck]rea\w*(?:e[ck]tom|re[sz]e[ck])\w*|\w*enu[ck]lea\w*|(?:kausch-)?whipple\w*|pppd"
    r"|insulinom\w*re[sz]e[ck]\w*)"
)
_CUT_IT: Final = (
    r"(?:re[sz]e[ck](?!table)\w*|ex[ckz]i[sz]\w*|remov\w*|enu[ck]lea\w*|operat(?:ion|ed)|operier\w*|entfernt)"
)
_DONE: Final = (
    r"(?:perform\w*|done|completed|carried out|undertaken|durchgefuhrt|erfolgt|realizad\w*|eseguit\w*|realisee?"
    r"|uitgevoerd)"
)
# What only sounds like a guard: it is taken out before anything else is read.
HARMLESS: Final = re.compile(
    r"\bdiagnosti\w*\W+(?:laparosco\w*|laparosko\w*|laparotom\w*)|\b(?:laparosco\w*"
    r"|laparosko\w*)\W+diagnosti\w*\b(?=\W+\w)"
    r"|\b(?:no|without|free of|ohne|kein\w*) (?:\w+ ){0,2}?(?:residual|resttumor|metasta|positive margin"
    r"|macroscopic r)\w*"
    r"|\bmargins? (?:\w+ )?negative|\b(?:biops\w*|fn[ab]|histolog\w*|bioptisch|zytologisch)[ -](?:proven"
    r"|confirmed|gesichert\w*)"
    r"|\b(?:patholog\w*|histolog\w*|margins?|results?) (?:(?:is|are|still) )?pending"
    r"|\bawait\w* (?:\w+ )?(?:patholog|histolog)\w*"
)
NOT_DONE: Final = re.compile(
    r"\b(?:diagnosti\w*|transplant\w*|autotransplant\w*|\w*transplantat\w*|plan|plans|planned|planning|planung"
    r"|geplant\w*|vorgesehen\w*"
    r"|schedul\w*|attempt\w*|\w*versuch\w*|abort\w*|abandon\w*|abgebroch\w*|abbruch|cancel\w*|abgesagt|verschoben"
    r"|postpon\w*"
    r"|deferr\w*|refus\w*|declin\w*|abgelehnt\w*|verweigert\w*|consult\w*|konsil\w*|discuss\w*|besproch\w*"
    r"|besprech\w*|pending"
    r"|await\w*|candidate|consider\w*|possible|proposed|recommend\w*|empfohlen\w*|referral|education"
    r"|aufklarung\w*|beratung\w*"
    r"|debulk\w*|palliat\w*|fail(?:ed|ure to)|unsuccess\w*|erfolglos\w*|misslung\w*|incomplete\w*"
    r"|unvollstandig\w*|unresect\w*"
    r"|inoperab\w*|inoperable|r[12]|r[12]-resektion|positive margins?|margins? positive|residual(?! pan[ck]rea)"
    r"|resttumor\w*"
    rf"|(?:no|without|never|kein\w*|ohne|sin|sans|senza) (?:\w+ ){{0,3}}?{_SOME_OPERATION}"
    rf"|(?:not?|never|nicht|non|pas|niet) (?:\w+ ){{0,3}}?{_DONE}"
    rf"|(?<!spleen )(?<!spleen was )(?<!milz )(?<!nodes )(?<!duodenum )(?:not|never|nicht) (?:\w+ ){{0,2}}?{_CUT_IT}"
    r"|(?:no|kein\w*) (?:tumou?r |surgical )?(?:re[sz]e[ck]\w*|operation|surgery)(?! of (?:the )?(?:spleen|liver"
    r"|stomach|colon))"
    r"|(?:partial|partially|subtotal|incomplete) (?:re[sz]e[ck]\w*|ex[ckz]is\w*|removal"
    r"|removed) (?:of )?(?:\w+ ){0,3}?"
    rf"(?:{OWN}|{NET}))\b"
)
BESIDE: Final = re.compile(
    r"\b(?:\w*biops\w*|fna|fnb|fine[ -]needle|feinnadel\w*|\w*aspirat\w*|\w*punktion\w*|puncture|core needle"
    r"|needle core|stanz\w*"
    r"|tru-?cut|brush\w*|\w*zytolog\w*|cytolog\w*|burst\w*|gewebeprobe\w*|\w*probeentnahme\w*"
    r"|\w*probe-?ex[ckz]i[sz]\w*|\w*sampl\w*"
    r"|washing\w*|lavage|inci[sz]i\w*|\w*drain\w*|\w*stent\w*|ercp|evaluat\w*|assess\w*|follow-?up|nachsorge"
    r"|pseudo-?cyst\w*"
    r"|pseudozyst\w*|necrosect\w*|nekrosekt\w*|debrid\w*|necros\w*|celiac|coeliac|plexus|neurolys\w*|history"
    r"|familie\w*|family"
    r"|(?:not?|never|without|nicht|kein\w*|ohne) (?:\w+ ){0,3}?(?:re[sz]e[ck]\w*|perform\w*|done|ex[ckz]is\w*"
    r"|remov\w*|pan[ck]rea\w*"
    r"|enu[ck]lea\w*|durchgefuhrt|whipple|operat\w*|operier\w*|surgery))\b"
)
"""What makes it none unless a clear operation stands beside it, in which it is a part of that."""
ALONGSIDE: Final = re.compile(
    r"(?:[,;+]|\b(?:with|and|mit|und)\b) ?(?:\w+ ){0,3}?(?:drain|drains|drainage|drainagen|drainageneinlage"
    r"|drainageanlage)"
    r"(?: (?:placement|placed|insertion|inserted|left))?(?= ?[,;+]| ?$)"
)
"""A drain at the end of an operation."""
_WORDS: Final = r"(?:(?!(?:and|with|und|mit|then)\b)\w+[ -]+){0,3}$"
ANOTHER_BEFORE: Final = re.compile(
    r"(?:\b(?:after|following|before|prior|prior to|pre|vor|zur|previous|previously|former|remote|since|seit"
    r"|fruhere\w*"
    r"|(?:history|hx|anamnese|evaluation|assessment|workup|work-up|follow-?up|nachsorge|preparation) (?:of|for"
    r"|after|before|nach|mit|vor))"
    r"|(?<!status)(?<!status )\bpost|(?<!op )(?<!operation )(?<!tomie )(?<!resektion )(?<!zustand )(?<!status )\bnach"
    r"|\w\W+(?:s/p|status post|zustand nach|status nach)"
    r"|\b(?:\w*biops\w*|\w*drain\w*|\w*stent\w*|\w*aspirat\w*|\w*punktion\w*|ercp|fna|fnb|revision|repair)"
    r"(?: (?:placement|removal|exchange|insertion|anlage))? (?:of|in|for|from|on|der|des|im|in|bei))[ -]+" + _WORDS
)
"""An operation after these words is one of another day."""
ANOTHER_AFTER: Final = re.compile(
    r"[- ](?:specimen|praparat|bed|site|stump|cavity|anastomo\w*|anatomy|wound|scar|leak\w*|fistula|bleed\w*"
    r"|patient|evaluation"
    r"|assessment|follow-?up|workup|work-up|biops\w*|complication\w*|collection|abscess|nachsorge|sprechstunde"
    r"|visit|clinic"
    r"|drain\w* (?:removal|exchange|check|study)|stent (?:removal|exchange|check))\b"
)
"""An operation before these words is where something else was done."""
PARTITION: Final = re.compile(r"[,;+&]|\b(?:with|and|mit|und)\b")
ACT: Final = re.compile(
    r"biops|e[ck]tom|re[sz]e[ck]|ex[ckz]i[sz]|enu[ck]lea|ultraso|sono|sampl|disse[ck]|mobili|inspe[ck]|explor|wedge"
)
"""What is done to another organ; one that is only named is the site of the tumor."""
