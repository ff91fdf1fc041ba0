"""Which tumor a Condition says: pancreatic or of another site, neuroendocrine, spread; by code, site and words."""

from __future__ import annotations

import re
from typing import Final

from mappings.mentions import PANCREATIC_NET, Mention, classify, folded
from mappings.reading import Json, codings, objects, texts
from mappings.terminology import Terminology

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
_ORGANS: Final = re.compile(
    r"\b(?:lung|pulmon\w*|bronch\w*|bladder|cervi\w*|colon\w*|colorect\w*|rect(?:al|um)|prostat\w*|skin|merkel|o?esophag\w*"
    r"|gastric|stomach|magen|ile(?:al|um)|jejun\w*|appendi\w*|duoden\w*|thym\w*|thyroid\w*|breast|biliary|gallbladder|larynx)\b"
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
    named = [classify(text, PANCREATIC_NET) for text in words]
    if sets & SHARED or Mention.FAMILY in named:
        return frozenset()
    if sets & PANCREATIC or Mention.ASSERTED in named or Mention.SUSPECTED in named:
        added = {"pancreatic-tumor", "net"}
    elif sets & _NEEDS_SITE:
        added = {"pancreatic-tumor", "net"} if _in_pancreas(resource, words, placed) else {"net"}
    elif "uncertain-behavior" in sets and _in_pancreas(resource, words, placed):
        added = {"pancreatic-any"}
    return frozenset(added)


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
    stages = [text for stage in objects(resource.get("stage")) for text in texts(stage.get("summary"))]
    said = [*words, *stages, *(text for site in objects(resource.get("bodySite")) for text in texts(site))]
    if "pancreas-site" in placed or any("pancrea" in folded(text) or "pankrea" in folded(text) for text in said):
        return True
    return any(code.upper().startswith("C25") for code in _topography(resource))


def _elsewhere(resource: Json, words: list[str]) -> bool:
    """Whether site, codes or words put the tumor outside the pancreas; a site that nobody names does not."""
    sites = objects(resource.get("bodySite"))
    said = [folded(text[:500]) for text in (*words, *(text for site in sites for text in texts(site)))]
    return bool(sites) or any(map(_ORGANS.search, said)) or any(map(_OTHER_SITE.match, _topography(resource)))


def _topography(resource: Json) -> list[str]:
    concepts = (*objects(resource.get("bodySite")), resource.get("code"))
    return [coding.code for concept in concepts for coding in codings(concept)]
