"""Whether an Observation is about another tumor than the neuroendocrine one: by what it names, and by what it refers to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from mappings.mentions import folded
from mappings.reading import Json, child, local_reference, objects, string, texts
from mappings.terminology import Terminology

_ELSEWHERE: Final = re.compile(
    r"\b(?:breast|mamma\w{0,12}|prostat\w{0,8}|nottingham|elston\w{0,6}|bloom|gleason|isup|fuhrman)\b"
)
"""Sites and schemes of other tumors; a lung, a liver or a bone may hold a metastasis of this one."""
_PRIMARY: Final = re.compile(
    _ELSEWHERE.pattern + r"|\b(?:lung|bronch\w{0,6}|colon|colorectal|rect(?:al|um)|gastric|stomach|melanom\w{0,2}"
    r"|lymphom\w{0,3}|leuk\w{2,8}|ovar\w{0,4}|endometri\w{0,3}|uter\w{0,4}|cervi\w{0,4}|bladder|urotheli\w{0,3}|kidney|renal|thyroid|gliom\w{0,2}|glioblastom\w{0,2}"
    r"|meningiom\w{0,2}|sarcom\w{0,2}|esophag\w{0,4}|hepatocellular|testic\w{0,4}|myelom\w{0,2}|skin|basal cell|squamous)\b"
)  # fmt: skip
_OURS: Final = re.compile(
    r"pan[ck]rea|neuroendo[ck]r|\bp?nets?\b|\bnec\b|insulinom|gastrinom|glucagonom|vipom|somatostatinom|carcinoid|islet|metasta|secondary"
)
_OUR_SETS: Final = frozenset(
    {"pnet", "pnet-malignant", "pnet-benign", "pnet-malignant-needs-site", "pnet-benign-needs-site", "net-any-site",
     "net-code", "net-mets", "liver-mets", "nec-poorly-diff", "insulinoma", "insulinoma-legacy", "gastrinoma", "glucagonoma",
     "vipoma", "somatostatinoma", "islet-cell-broad", "pancreas-nonspecific-exclude-from-pnet",
     "pancreatic-cancer-nonspecific"}
)  # fmt: skip
_THEIR_SETS: Final = frozenset({"other-primary", "renal-cancer", "gist"})
_RELATED: Final = ("related-condition", "condition-related")
OTHER: Final = "of another tumor: not used"
UNSURE: Final = "which tumor it belongs to is not certain"


def judge(holder: Json, conditions: Mapping[str, Json], terminology: Terminology) -> str:
    """Return OTHER, UNSURE, or an empty string where nothing says that the result is of another tumor.

    `holder` is an Observation, or a component with the code (`within`), site, specimen and focus of its Observation;
    `conditions` are the Conditions by `Type/id`. What cannot be told is kept and marked.
    """
    verdicts = [_referred(one, conditions, terminology) for one in _references(holder)]
    if "ours" in verdicts:
        return ""
    if "theirs" in verdicts:
        return OTHER
    named = [text for name in ("code", "within", "bodySite", "method") for text in texts(holder.get(name))]
    named += [string(one.get("display")) for one in objects(holder.get("specimen"))]
    if any(_says_elsewhere(text[:500]) for text in named):
        return OTHER
    return UNSURE if "unsure" in verdicts else ""


@lru_cache(maxsize=1024)
def _says_elsewhere(text: str) -> bool:
    words = folded(text)
    return bool(_ELSEWHERE.search(words)) and not _OURS.search(words)


def _references(holder: Json) -> list[Json]:
    """Return the references to what the result is about: focus, and the extension for a related condition."""
    related = [
        child(extension, "valueReference")
        for extension in objects(holder.get("extension"))
        if string(extension.get("url")).endswith(_RELATED)
    ]
    found = [*objects(holder.get("focus")), *related]
    return [one for one in found if one.get("reference") or one.get("display")]


def _referred(reference: Json, conditions: Mapping[str, Json], terminology: Terminology) -> str:
    """Say of one reference: `ours`, `theirs`, `unsure`, or empty where it is no Condition."""
    said = _of_words([string(reference.get("display"))])
    if said:
        return said
    target = local_reference(reference)
    if target and not target.startswith("Condition/"):
        return ""
    condition = conditions.get(target)
    return _of_condition(condition, terminology) if condition else "unsure"


def _of_condition(condition: Json, terminology: Terminology) -> str:
    morphology = [extension.get("valueCodeableConcept") for extension in objects(condition.get("extension"))]
    concepts = [condition.get("code"), *objects(condition.get("bodySite")), *morphology]
    words, sets = [text for one in concepts for text in texts(one)], terminology.sets(concepts)
    if sets & _OUR_SETS or _of_words(words) == "ours":
        return "ours"
    return "theirs" if sets & _THEIR_SETS or _of_words(words) == "theirs" else "unsure"


def _of_words(words: list[str]) -> str:
    plain = [folded(text[:500]) for text in words if text]
    if any(_OURS.search(text) for text in plain):
        return "ours"
    return "theirs" if any(_PRIMARY.search(text) for text in plain) else ""
