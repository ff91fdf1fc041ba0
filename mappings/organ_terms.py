"""Diseases of liver and heart that problem lists name in words: cirrhosis, hepatic impairment, heart failure, Child-Pugh."""

from __future__ import annotations

from typing import Final

from mappings.mentions import PRESENT, Mention

_ASSERTED: Final = frozenset({Mention.ASSERTED})
_WEIGHED: Final = PRESENT | {Mention.ASSERTED, Mention.PAST}
# Primary biliary cirrhosis is the older name of a cholangitis that most have without cirrhosis.
_CIRRHOSIS: Final = (
    r"(?<!primary biliary )(?<!pulmonary )\b\w{0,12}"
    r"(?:cirrhos[ei]s?|zirrhose\w{0,2}|cirros[ei]s?|cirrotic\w|cirrhotic)\b"
)
_LIVER_FAILS: Final = (
    r"\b(?:hepatic|liver|hepatocellular)\W+(?:impairment|insufficiency|failure|decompensation)\b|\bleber-?(?:insuffizienz"
    r"|versagen)|\b(?:insuffisance|insuf+icien[zc]a|insuf+iciencia) h?epati[qc][ua]e?\b|\bhepatic encephalopathy\b"
    r"|\bhepatische enzephalopathie\b"
)
_HEART_FAILS: Final = (
    r"\b(?:heart|cardiac|(?:left )?ventricular|cardio\w*)\W+(?:failure|insufficiency|decompensation)\b"
    r"|\b(?:chf|hfref|hfpef|hfmref)\b|\b(?:links|rechts|global)?herzinsuffizienz"
    r"|\b(?:insuffisance|insuf+icien[zc]a|insuf+iciencia) cardia(?:que|ca)\b|\bscompenso cardiaco\b"
)
TERMS: Final[tuple[tuple[str, tuple[str, ...], str, frozenset[Mention]], ...]] = (
    ("cirrhosis", ("irrho", "cirro"), _CIRRHOSIS, _ASSERTED),
    ("hepatic-impairment", ("hepat", "liver", "leber", "epati"), _LIVER_FAILS, _ASSERTED),
    ("heart-failure", ("heart", "cardia", "ventric", "chf", "hfref", "hfpef", "hfmref", "herz", "cardio"), _HEART_FAILS,
     _ASSERTED),
    ("child-pugh", ("child",), r"\bchild(?:[- ]?turcotte)?[- ]?pugh|\bchild [abc]\b", _WEIGHED),
)  # fmt: skip
"""Name, words of which one must occur (lower case), the pattern, and the mentions that count."""
