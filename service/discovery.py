"""The services of this server, and the discovery document that offers them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import orjson

from hooks import order_select, order_sign, patient_view
from hooks.judgment import Hook
from mappings.elements import templates
from mappings.terminology import Terminology

_CHECKED: Final = (
    "a somatostatin analog (octreotide, lanreotide, pasireotide), Lu-177 dotatate, glucagon, insulin, a sulfonylurea, a "
    "glinide, everolimus, sunitinib, cabozantinib, belzutifan or chemotherapy"
)
_REQUIREMENTS: Final = (
    "FHIR R4. Conditions are required; where anything else cannot be read, the card says so. What is not in prefetch is "
    "read from fhirServer with the access token: Patient, Condition, Observation, Procedure, MedicationRequest, "
    "MedicationAdministration, MedicationStatement and Medication; when a chart is opened DiagnosticReport and Binary too."
)


@dataclass(frozen=True, slots=True)
class Service:
    """One service as discovery offers it."""

    id: str
    hook: Hook
    title: str
    description: str


SERVICES: Final[dict[str, Service]] = {
    one.id: one
    for one in (
        Service(
            "pnet-order-select",
            order_select.HOOK,
            "pNET: drug safety and options",
            f"Checks {_CHECKED} when it is selected: against insulinoma and unexplained hypoglycemia, organ function, "
            "pregnancy, carcinoma and dose; and names the options where therapy of a pancreatic neuroendocrine tumor is "
            "decided.",
        ),
        Service(
            "pnet-order-sign",
            order_sign.HOOK,
            "pNET: orders about to be signed",
            f"Checks every draft as the service for order-select does: {_CHECKED}.",
        ),
        Service(
            "pnet-patient-view",
            patient_view.HOOK,
            "pNET: therapy options",
            "Names the therapy options for a pancreatic neuroendocrine tumor where a decision is open, with reasons, "
            "evidence, and what is missing.",
        ),
    )
    if one.hook.recommendations
}
SERVICE_OF: Final = {one.hook.name: one.id for one in SERVICES.values()}
"""Hook -> the service that answers it."""


def document(terminology: Terminology) -> bytes:
    """Return the discovery document; the prefetch of a service follows from what its recommendations need."""
    listed = [
        {
            "hook": one.hook.name,
            "id": one.id,
            "title": one.title,
            "description": one.description,
            "version": "2.0.1",
            "usageRequirements": _REQUIREMENTS,
            "prefetch": templates(one.hook.needs, terminology),
        }
        for one in SERVICES.values()
    ]
    return orjson.dumps({"services": listed})
