"""One spelling for each code system and code: OIDs, aliases, schemes, versions, dots."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from mappings import ndc

ICD10: Final = "hl7.org/fhir/sid/icd-10-cm"
# ICD-10 of WHO and ICD-10-GM share with ICD-10-CM the meaning of every code in our value sets that exists in them.
_ALIASES: Final = {
    "snomed-ct": "snomed.info/sct",
    "snomedct": "snomed.info/sct",
    "icd-10-cm": ICD10,
    "icd10cm": ICD10,
    "rxnorm": "www.nlm.nih.gov/research/umls/rxnorm",
    "loinc": "loinc.org",
    "urn:oid:2.16.840.1.113883.6.1": "loinc.org",
    "www.loinc.org": "loinc.org",
    "www.snomed.info/sct": "snomed.info/sct",
    "urn:oid:2.16.840.1.113883.6.96": "snomed.info/sct",
    "urn:oid:2.16.840.1.113883.6.88": "www.nlm.nih.gov/research/umls/rxnorm",
    "urn:oid:2.16.840.1.113883.6.90": ICD10,
    "urn:oid:2.16.840.1.113883.6.3": ICD10,
    "urn:oid:2.16.840.1.113883.6.73": "www.whocc.no/atc",
    "urn:oid:2.16.840.1.113883.3.26.1.1": "ncicb.nci.nih.gov/xml/owl/evs/thesaurus.owl",
    "urn:oid:2.16.840.1.113883.6.43.1": "terminology.hl7.org/codesystem/icd-o-3",
    "urn:oid:2.16.840.1.113883.6.285": "www.cms.gov/medicare/coding/hcpcsreleasecodesets",
    "hl7.org/fhir/sid/icd-10": ICD10,
    "fhir.de/codesystem/bfarm/icd-10-gm": ICD10,
    "fhir.de/codesystem/dimdi/icd-10-gm": ICD10,
    "hl7.org/fhir/sid/icd-o-3": "terminology.hl7.org/codesystem/icd-o-3",
    "www.nlm.nih.gov/research/umls/hcpcs": "www.cms.gov/medicare/coding/hcpcsreleasecodesets",
    "www.ama-assn.org/go/cpt": "www.cms.gov/medicare/coding/hcpcsreleasecodesets",
    "terminology.hl7.org/codesystem/hcpcs": "www.cms.gov/medicare/coding/hcpcsreleasecodesets",
    "fhir.de/codesystem/bfarm/atc": "www.whocc.no/atc",
    "fhir.de/codesystem/dimdi/atc": "www.whocc.no/atc",
    "atc": "www.whocc.no/atc",
    "ndc": ndc.SYSTEM,
    "urn:oid:2.16.840.1.113883.6.69": ndc.SYSTEM,
    "fhir.de/codesystem/dimdi/ops": "fhir.de/codesystem/bfarm/ops",
    "hl7.org/fhir/sid/icd-10-pcs": "www.cms.gov/medicare/coding/icd10",
    "icd-10-pcs": "www.cms.gov/medicare/coding/icd10",
    "urn:oid:2.16.840.1.113883.6.4": "www.cms.gov/medicare/coding/icd10",
}
# Codes of WHO's ICD-10 and ICD-10-GM that ICD-10-CM divides further: bleeding varices, poisoning by antidiabetics.
_WHO_ONLY: Final = {"I850": "I8501", "I983": "I8511", "T383": "T383X1"}
LONGEST: Final = 256
"""Characters of a system or code that are told apart: no real one is longer, and nothing longer is remembered."""
Code = tuple[str, str]


def system_key(system: str) -> str:
    """Return one spelling per code system: no scheme, version, case or trailing slash; OIDs and aliases resolved."""
    return _system_key(system[:LONGEST])


@lru_cache(maxsize=4096)
def _system_key(system: str) -> str:
    text = system.strip().split("|", 1)[0].rstrip("/").lower()
    text = re.sub(r"^https?://", "", text)
    if re.fullmatch(r"\d+(?:\.\d+){4,}", text):
        text = f"urn:oid:{text}"
    if text.startswith("snomed.info/sct/"):
        return "snomed.info/sct"  # a national edition, or a version of one
    return _ALIASES.get(text, text)


def code_key(system: str, code: str) -> Code:
    """Return the comparable form of a code.

    ICD-10 is compared without its dot and without dagger or asterisk, and an NDC by labeler and product; one that can
    mean several products stays as it is.
    """
    key = system_key(system)
    code = code.strip()
    if key == ndc.SYSTEM:
        products = ndc.products(code)
        return key, products[0] if len(products) == 1 else code
    if key == ICD10:
        code = code.replace(".", "").rstrip("+*!†-").upper()
        if "cm" not in system.lower() and not system.endswith(".90"):
            code = _WHO_ONLY.get(code, code)
    return key, code


def code_keys(system: str, code: str) -> tuple[Code, ...]:
    """Return every comparable form that a code can have: several only for an NDC of ten digits without hyphens."""
    first = code_key(system, code)
    if first[0] != ndc.SYSTEM or len(products := ndc.products(code)) < 2:  # noqa: PLR2004 - several
        return (first,)
    return tuple((ndc.SYSTEM, product) for product in products)
