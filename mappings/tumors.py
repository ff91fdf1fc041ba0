"""Which tumor a Condition says: pancreatic or of another site, neuroendocrine, MEN1; by code, site and words."""

from __future__ import annotations

from mappings.mentions import PANCREATIC_NET, Mention, classify, folded
from mappings.reading import Json, codings, objects, texts

_PANCREAS_CODES = frozenset({"15776009", "64688005", "78961009", "73239005", "280410008"})
"""SNOMED CT body structures of the pancreas, status unverified: used beside the words, never alone against them."""
INSULINOMA_SETS = frozenset({"insulinoma", "insulinoma-legacy"})
_PNET_SETS = frozenset(
    {"pnet", "pnet-malignant", "pnet-benign", "gastrinoma", "glucagonoma", "vipoma", "somatostatinoma", "grade-g1",
     "grade-g2", "islet-cell-broad"}
)  # fmt: skip
_NEEDS_SITE = frozenset(
    {"pnet-malignant-needs-site", "pnet-benign-needs-site", "net-any-site", "net-code", "nec-poorly-diff"}
)
_NAMED = (
    ("pancreatic-any", r"\bpancrea\w*\W+(?:\w+\W+){0,2}?(?:mass|tumou?r|neoplas|lesion|cancer|carcinom)"),
    ("e16-any", r"\bhypoglyc(?:a?e)mi\w*|\bhyperinsulinism"),
    ("hyperinsulinism", r"\bhyperinsulinism|\bhyperinsulina?emic hypoglyc"),
    ("net", r"\bneuroendo[ck]rin\w*\W+(?:\w+\W+){0,2}?(?:tumou?r|neoplas|[ck]ar[cz]ino)"),
    ("men1", r"\bmultiple endocrine neoplasia,?(?: \(?men\)?)?,? type (?:1|i)\b|\bmen[ -]?(?:1|i)\b"),
)
_SHARED = frozenset({"history-resolved", "family-history"})


def sets_of(resource: Json, sets: frozenset[str], words: list[str]) -> frozenset[str]:
    """Return the sets that a Condition's codes, site and words add: `pancreatic-tumor`, `net`, and others by name."""
    return _tumor_sets(resource, sets, words) | _named_sets(words)


def _tumor_sets(resource: Json, sets: frozenset[str], words: list[str]) -> frozenset[str]:
    """Add `pancreatic-tumor` where code, site or words say so, and `net` for a neuroendocrine tumor of any site."""
    added: set[str] = set()
    named = [classify(text, PANCREATIC_NET) for text in words]
    if sets & _SHARED or Mention.FAMILY in named:
        return frozenset()
    if sets & (_PNET_SETS | INSULINOMA_SETS) or any(m in (Mention.ASSERTED, Mention.SUSPECTED) for m in named):
        added = {"pancreatic-tumor", "net"}
    elif sets & _NEEDS_SITE:
        added = {"pancreatic-tumor", "net"} if _in_pancreas(resource, words) else {"net"}
    return frozenset(added)


def _named_sets(words: list[str]) -> frozenset[str]:
    """Return what the words say that makes a missing result matter, and hyperinsulinism by its name."""
    present = (Mention.ASSERTED, Mention.SUSPECTED)
    return frozenset(name for name, term in _NAMED for text in words if classify(text, term) in present)


def _in_pancreas(resource: Json, words: list[str]) -> bool:
    sites = objects(resource.get("bodySite"))
    stages = [text for stage in objects(resource.get("stage")) for text in texts(stage.get("summary"))]
    said = [*words, *stages, *(text for site in sites for text in texts(site))]
    if any("pancrea" in folded(text) or "pankrea" in folded(text) for text in said):
        return True
    coded = [coding.code.upper() for concept in (*sites, resource.get("code")) for coding in codings(concept)]
    return any(code in _PANCREAS_CODES or code.startswith("C25") for code in coded)
