"""Whether an answer on histology or syndrome is understood: one that is not may be an insulinoma, so it is lost data."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from mappings.mentions import folded
from mappings.reading import Coding, Json, codings, string, texts
from mappings.systems import system_key
from mappings.terminology import Terminology

_ICD_O: Final = "terminology.hl7.org/codesystem/icd-o-3"
_MORPHOLOGY: Final = re.compile(r"M?-?\d{4}/?\d")
_WRITTEN: Final = re.compile(r"M?-?(\d{4}/\d)")
"""A morphology of ICD-O as a text, or under a system that is not known: nothing else is written so."""
_NAMED: Final = re.compile(r"\w{3}oma(?:s|ta)?\b|\w{3}[nkhil]om(?:e|en)?\b|[ck]ar[cz]inoid")
_TISSUE: Final = re.compile(
    r"tumou?r|neoplas|cancer|krebs|malign|benign|\bin situ\b|metasta|plasia\b|neuroendo|\bp?(?:an)?nets?\b|\bl?s?c?nec\b"
    r"|\bnens?\b|\bminen|\bmanec|leuk|itis\b|normal|inflamm|necro|fibro|cyst|\bipmn\b|\bpanin\b|\bgist\b"
    r"|papill|polyp|plastic\b|mucosa|epitheli|lymph|squamous|\bnevus|ulcer|atypi|reactive|steato|cirrho|sclero|amyloid"
    r"|^/?[0-369]$"
)
"""What a specimen can show besides: insulinoma itself is asked for before."""
_HORMONE: Final = re.compile(
    r"zollinger|verner|wdha|a[ck]romegal|\bacth\b|cushing|serotonin|glu[ck]agon|gastrin|\bvip\b|somatostatin"
    r"|\bghrh\b|\bgrf\b|pthrp|[ck]al[cz]itonin|pancreatic polypeptide"
    r"|\b(?:non|not|nicht|hormonin|in)[ -]?(?:fun[ck]|a[ck]ti[vf])|\bsilent\b|\basymptomati"
)
"""Syndromes other than of insulin; that the tumor has one, without which, is not understood."""
_NOTHING: Final = re.compile(
    r"^\W*no(?:ne|t)?\b|\bno (?:tumou?r|evidence|signs?|syndrome|hormon|functional|residual|neoplas)|\bnone\b|\bnegativ"
    r"|\babsent\b|\bkein\w{0,3}\b|\bnein\b|\baucun|\bningun|\bnessun|\bgeen\b|^\W*n[./]?\s?[ad]\b|unknown|\bunbekannt"
    r"|\b(?:in|un)determin|\binconclusive|\binsufficient|diagnostic\b|\bpending\b|\bunspecified"
    r"|\bnot (?:done|assess|known|evaluat|applicab|availab|test|perform|record|stated|specified|determin|found|seen)"
)
"""That there is none, or that nobody knows: both are answers."""


def answered(holder: Json) -> bool:
    """Whether an Observation has a value of any type, and no reason for having none."""
    valued = any(name.startswith("value") and value not in (None, "", [], {}) for name, value in holder.items())
    return valued and not holder.get("dataAbsentReason")


def words_of(holder: Json) -> list[str]:
    """Return the words of an answer, of 500 characters at most each: of its concept first, then of a string."""
    said = (
        *texts(holder.get("valueCodeableConcept")),
        string(holder.get("valueString")),
        string(holder.get("valueCode")),
    )
    return [one[:500] for one in said if one]


def morphologies(holder: Json) -> list[Json]:
    """Return the morphologies of ICD-O that an answer writes as words, or codes under another system, as concepts."""
    written = [*words_of(holder), *(coding.code for coding in codings(holder.get("valueCodeableConcept")))]
    found = [match[1] for one in written if (match := _WRITTEN.fullmatch(one))]
    return [{"coding": [{"system": f"http://{_ICD_O}", "code": code}]} for code in found]


def understood(holder: Json, terminology: Terminology, *, syndrome: bool = False) -> bool:
    """Whether an answer says what was found, that nothing was, or that nobody knows; one without a value says nothing.

    `syndrome`: the question is which hormone a tumor makes, and the name of a tissue is no answer.
    """
    if not answered(holder) or holder.get("valueBoolean") is False:
        return True
    concept = holder.get("valueCodeableConcept")
    coded = not syndrome and (any(map(_is_morphology, codings(concept))) or morphologies(holder))
    if terminology.sets(concept) or coded:
        return True
    return any(_says(text, _HORMONE if syndrome else _TISSUE) for text in words_of(holder))


def _is_morphology(coding: Coding) -> bool:
    """Whether a coding is of ICD-O-3 as it should be: its insulinomas are all known, so another one is another type."""
    return system_key(coding.system) == _ICD_O and _MORPHOLOGY.fullmatch(coding.code) is not None


@lru_cache(maxsize=1024)
def _says(text: str, names: re.Pattern[str]) -> bool:
    words = folded(text)
    return any(one.search(words) for one in (_NAMED, names, _NOTHING))
