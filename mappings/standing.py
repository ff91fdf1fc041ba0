"""Whether a Condition is certain, and whether it is still so: status, verification, Diagnosesicherheit, abatement."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import Final

from mappings import dates
from mappings.dates import When
from mappings.reading import Json, code_set, codings, objects, string
from mappings.records import record

_IGNORED: Final = frozenset({"refuted", "entered-in-error"})
_OPEN: Final = frozenset({"provisional", "differential", "unconfirmed"})
_OVER: Final = frozenset({"inactive", "remission", "resolved"})
_ACTIVE: Final = frozenset({"active", "recurrence", "relapse"})
_ABATEMENT: Final = ("abatementDateTime", "abatementPeriod")
_GERMAN: Final = "icd-10-gm-diagnosesicherheit"
# The four marks of the German outpatient coding; the code system has no others (KBV_CS_SFHIR_ICD_DIAGNOSESICHERHEIT).
_NONE: Final[frozenset[str]] = frozenset()
_EXCLUDED, _SUSPECTED, _STATUS_POST = "A", "V", "Z"


@record
class Standing:
    """How a Condition stands: why it is not used (None: it is used), a suspicion, or coded as the state after it."""

    refused: str | None
    suspected: bool
    after: bool


_SURE: Final = frozenset({"confirmed"})
_PLAIN: Final = Standing(None, suspected=False, after=False)


def standing(resource: Json) -> Standing:
    """Read verificationStatus and the mark of certainty of ICD-10-GM; where the two contradict, a suspicion is left."""
    verification = code_set(resource.get("verificationStatus"))
    sure, marks = "confirmed" in verification, _marks(resource)
    if not marks and verification <= _SURE:
        return _PLAIN
    refused = ", ".join(sorted(verification & _IGNORED))
    if refused and not sure:
        return Standing(f"verification status {refused}: not used", suspected=False, after=False)
    if marks == {_EXCLUDED} and not sure:
        return Standing("Diagnosesicherheit A (excluded): not used", suspected=False, after=False)
    suspected = bool(verification & _OPEN) or bool(marks & {_SUSPECTED, _EXCLUDED})
    return Standing(None, suspected, _STATUS_POST in marks)


def _marks(resource: Json) -> frozenset[str]:
    """Return the marks of certainty on the codings of the code, on the code, or on the resource, as some systems do."""
    if "extension" not in resource and not _extended(resource.get("code")):
        return _NONE  # as nearly every one
    codes = objects(resource.get("code"))
    bearers = [resource, *codes, *(one for part in codes for one in objects(part.get("coding")))]
    found: set[str] = set()
    for bearer in bearers:
        for extension in objects(bearer["extension"]) if "extension" in bearer else ():
            if string(extension.get("url")).lower().rstrip("/").endswith(_GERMAN):
                found |= {coding.code for coding in codings(extension.get("valueCoding"))}
                found |= {coding.code for coding in codings(extension.get("valueCodeableConcept"))}
                found |= {string(extension.get(name)) for name in ("valueCode", "valueString")}
    return frozenset(mark.upper() for mark in found if mark)


def _extended(code: object) -> bool:
    """Whether a code or a coding of it may have an extension: it is no usual concept, or has one."""
    coding = code.get("coding") if type(code) is dict and "extension" not in code else None
    if type(coding) is not list:
        return True
    return any([type(one) is dict and "extension" in one for one in coding])  # noqa: C419 - twice as fast as a generator


def active(resource: Json, as_of: datetime, zone: tzinfo, *, after: bool = False) -> bool | None:
    """Active, not active, or (None) both at once; a status nobody knows counts as active unless it is abated.

    `after`: the entry is coded as the state after the disease, which is over unless the status says active.
    """
    status = code_set(resource.get("clinicalStatus"))
    abated = False
    for name in resource:
        if name.startswith("abatement") and _said(resource[name]):
            abated = True
    if abated and dates.is_future(abatement(resource, zone), as_of):
        abated = False
    if status & _OVER or abated or after:
        return None if status & _ACTIVE else False
    return True


def abatement(resource: Json, zone: tzinfo) -> When | None:
    """Return when it abated, where a date says so."""
    return dates.first(resource, _ABATEMENT, zone)


def _said(value: object) -> bool:
    """Whether an abatement says anything: `false` and nothing do not."""
    return value not in (None, False, "", [], {}) and string(value).lower() not in ("false", "no")
