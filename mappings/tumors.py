"""Which tumor a Condition says: pancreatic or of another site, neuroendocrine, spread; by code, site and words."""

from __future__ import annotations

import re
from typing import Final

from mappings.mentions import PANCREATIC_NET, PRESENT, Mention, classify, folded
from mappings.reading import Json, codings, objects, texts
from mappings.terminology import Terminology
from mappings.tongues import in_english

INSULINOMA_SETS: Final = frozenset({"insulinoma", "insulinoma-legacy"})
SPREAD: Final = ("liver-mets", "net-mets", "other-mets", "metastatic")
"""Metastases that are said outright. Nodes, which may be regional, and doubts are in `NOT_ENDED` too."""
NOT_ENDED: Final = frozenset({*SPREAD, "node-mets", "metastases-possible"})
"""With one of these on record no operation on the pancreas ends a tumor."""
_PNET_SETS: Final = frozenset(
    {"pnet", "pnet-malignant", "pnet-benign", "gastrinoma", "glucagonoma", "vipoma", "somatostatinoma", "grade-g1",
     "grade-g2", "islet-cell-broad"}
)  # fmt: skip
PANCREATIC: Final = _PNET_SETS | INSULINOMA_SETS
_NEEDS_SITE: Final = frozenset(
    {"pnet-malignant-needs-site", "pnet-benign-needs-site", "net-any-site", "net-code", "nec-poorly-diff"}
)
SHARED: Final = frozenset({"history-resolved", "family-history"})
"""Codes of the past and of the family, whatever disease the words name."""
_METASTASES: Final = frozenset({"liver-mets", "other-mets", "node-mets"})
_TUMORS: Final = frozenset({"pancreatic-tumor", "net", "insulinoma", "secondary-cancer"})
_STAGE: Final = r"\bstage\W*(?:group\W*)?(?:iv|4)[abc]?\b|^\W*(?:iv[abc]?|[cp]?m1[abc]?)\W*$|\b[cp]?m1[abc]?\b"
_NET: Final = r"\b(?:net|nen|tne)s?\b(?:\W+g(?:rade)? ?-?[1-3]\b)?"
# The abbreviation is a word of its own elsewhere ("net fluid balance"): with a grade or a site, or as the whole text.
_ABBREVIATED: Final = re.compile(
    r"\b(?:net|nen|tne)s?\W+(?:g ?-?[1-3]\b|grade? ?[1-3]\b|(?:of|des|der|du|de|del|della|van)\b(?!.*\b(?:output|fluid"
    r"|intake|balance|loss|gain"
    r"|change|tax)\b))|\bg ?[1-3][ -](?:net|nen|tne)s?\b"
    r"|^\W*(?:(?:suspected|possible|probable|to exclude|to be excluded|rule out|r/o|no|history of|status post|known"
    r"|malign\w*|metasta\w*|functional"
    r"|non|functioning|primary|well|differentiated|hochdifferenziert\w*|resected)\W+)*(?:net|nen|tne)s?"
    r"(?:\W+(?:suspected|possible|excluded|ruled out|resected|metasta\w*|well differentiated|unresectable|\d{4}))?\W*$"
)
_PART_OF_A_NAME: Final = re.compile(
    r"pan[ck]rea|endo[ck]ri|islet|islotes|langerhans|insulaires|inselzell|eilandcel|\bp(?:an)?[- ]?ne[tn]"
    r"|(?:gastrin|agon|vip|tostatin)om"
)
_PANCREAS: Final = r"\bpan[ck]rea(?!tit|tect)\w*"
_ORGANS: Final = re.compile(
    r"\b(?:lung|pulmon\w*|bronch\w*|bladder|cervi\w*|colon\w*|colorect\w*|rect(?:al|um)|prostat\w*|skin|merkel|o?esophag\w*"
    r"|gastric|stomach|magen|ile(?:al|um)|jejun\w*|appendi\w*|duoden\w*|thym\w*|thyroid\w*|breast|biliary|gallbladder"
    r"|larynx)\b"
)
_OTHER_SITE: Final = re.compile(r"C(?!25|80|7[A7-9B])\d\d", re.IGNORECASE)
"""ICD-10 and ICD-O topography of a primary that is not in the pancreas."""


def sets_of(resource: Json, sets: frozenset[str], words: list[str], terminology: Terminology) -> frozenset[str]:
    """Return the sets that a Condition's codes, site, stage and words add to those in `sets`."""
    sites = objects(resource.get("bodySite"))
    placed = terminology.sets(sites)
    added = _tumor_sets(resource, sets, words, placed)
    if not (sets or added or sites):
        return added  # nothing that a site or stage could add to
    added |= placed & _METASTASES
    if "secondary-cancer" in sets:
        added |= _secondary(sites, placed)
    if (sets | added) & _TUMORS and _staged(resource):
        added |= {"metastatic"}
    if "nec-poorly-diff" in sets and "pancreatic-tumor" not in added and _elsewhere(resource, words):
        added |= {"other-site"}
    return added


def _tumor_sets(resource: Json, sets: frozenset[str], words: list[str], placed: frozenset[str]) -> frozenset[str]:
    """Add `pancreatic-tumor` where code, site or words say so, and `net` for a neuroendocrine tumor of any site."""
    added: set[str] = set()
    named = [classify(text, PANCREATIC_NET) for text in words if may_name(text)]
    if sets & SHARED or Mention.FAMILY in named:
        return frozenset()
    if sets & PANCREATIC or not PRESENT.isdisjoint(named):
        added = {"pancreatic-tumor", "net"}
    elif sets & _NEEDS_SITE:
        added = {"pancreatic-tumor", "net"} if _in_pancreas(resource, words, placed) else {"net"}
    elif "net" in sets or any(_abbreviated(text) for text in words):
        added = {"pancreatic-tumor", "net"} if _placed(resource, words, placed) else {"net"}
    elif "uncertain-behavior" in sets and _in_pancreas(resource, words, placed):
        added = {"pancreatic-any"}
    return frozenset(added)


def may_name(text: str) -> bool:
    """Whether a part of a pancreatic NET's names is in the words: the full look at them costs much more."""
    return bool(_PART_OF_A_NAME.search(folded(text[:500])))


def _abbreviated(text: str) -> bool:
    """Whether the words say NET, NEN or TNE for a tumor that is there, or may be."""
    plain = in_english(folded(text[:500]))
    return bool(_ABBREVIATED.search(plain)) and classify(text[:500], _NET) in PRESENT


def _secondary(sites: list[Json], placed: frozenset[str]) -> frozenset[str]:
    """Return which metastasis the general code means, by its site; without one it is a metastasis all the same."""
    said = [folded(text) for site in sites for text in texts(site)]
    if "liver-site" in placed or any("liver" in text or "hepat" in text or "leber" in text for text in said):
        return frozenset({"liver-mets"})
    if said and all("lymph" in text or "node" in text for text in said):
        return frozenset({"node-mets"})
    return frozenset() if placed & _METASTASES else frozenset({"other-mets"})


def _staged(resource: Json) -> bool:
    """Whether a stage of the entry says distant metastases: stage IV, or M1."""
    summaries = [stage.get("summary") for stage in objects(resource.get("stage"))]
    said = [text for one in summaries for text in (*texts(one), *(coding.code for coding in codings(one)))]
    return any(classify(text[:500], _STAGE) is Mention.ASSERTED for text in said)


def _in_pancreas(resource: Json, words: list[str], placed: frozenset[str]) -> bool:
    """Whether site, stage, codes or words name the pancreas, beside a code that is a tumor's."""
    return _sited(resource, placed) or any("pancrea" in folded(text) or "pankrea" in folded(text) for text in words)


def _placed(resource: Json, words: list[str], placed: frozenset[str]) -> bool:
    """Whether a NET that only words name is of the pancreas: its words count without a site and without another organ."""
    if _sited(resource, placed):
        return True
    if resource.get("bodySite") or any(_ORGANS.search(folded(text[:500])) for text in words):
        return False
    return any(classify(text, _PANCREAS) in PRESENT for text in words)


def _sited(resource: Json, placed: frozenset[str]) -> bool:
    """Whether body site, stage or a code of topography is of the pancreas."""
    stages = [text for stage in objects(resource.get("stage")) for text in texts(stage.get("summary"))]
    said = [*stages, *(text for site in objects(resource.get("bodySite")) for text in texts(site))]
    if "pancreas-site" in placed or any(_of_pancreas(text) for text in said):
        return True
    return any(code.upper().startswith("C25") for code in _topography(resource))


def _of_pancreas(text: str) -> bool:
    """Whether the words of a site or stage name the pancreas, and do not deny it: what was resected was there."""
    return classify(text[:500], r"pan[ck]rea(?!tit)\w*") not in (None, Mention.DENIED, Mention.FAMILY)


def _elsewhere(resource: Json, words: list[str]) -> bool:
    """Whether site, codes or words put the tumor outside the pancreas; a site that nobody names does not."""
    sites = objects(resource.get("bodySite"))
    said = [folded(text[:500]) for text in (*words, *(text for site in sites for text in texts(site)))]
    return bool(sites) or any(map(_ORGANS.search, said)) or any(map(_OTHER_SITE.match, _topography(resource)))


def _topography(resource: Json) -> list[str]:
    concepts = (*objects(resource.get("bodySite")), resource.get("code"))
    return [coding.code for concept in concepts for coding in codings(concept)]
