"""The draft resources that suggestions create: R4, status draft, for the patient of the request.

The templates are validated as R4B models when the server starts (`validated`), then copied and filled as dicts.
"""

from __future__ import annotations

from typing import Any, Final

import orjson

from hooks import draft_templates

Json = dict[str, Any]
TEMPLATES: Final = draft_templates.TEMPLATES
_OF_GLUCOSE: Final = ("glucose-checks", "glucose-checks-sunitinib", "glucose-hourly", "fasting-glucose", "watch-glucose")
SAME_TEST: Final = {f"pnet-{key}": "pnet-glucose" for key in _OF_GLUCOSE}
"""Id of a draft -> what it measures, where several drafts measure the same."""
_SERIALIZED: Final = {key: orjson.dumps(resource) for key, resource in TEMPLATES.items()}


def draft(key: str, patient_id: str) -> Json:
    """Return a copy of a template for the patient."""
    resource: Json = orjson.loads(_SERIALIZED[key])  # ten times as quick as a deep copy
    resource["subject"] = {"reference": f"Patient/{patient_id}"}
    return resource


def validated() -> int:
    """Validate every template as an R4B model and return how many there are; raises ValueError naming the bad one.

    The models cost 0.3 s and 30 MB to import, so only a starting server and the checks come here.
    """
    from fhir.resources.R4B.medicationrequest import MedicationRequest  # noqa: PLC0415 - see above
    from fhir.resources.R4B.servicerequest import ServiceRequest  # noqa: PLC0415

    models: dict[str, Any] = {"MedicationRequest": MedicationRequest, "ServiceRequest": ServiceRequest}
    for key, resource in TEMPLATES.items():
        try:
            models[resource["resourceType"]].model_validate(resource)
        except ValueError as error:
            message = f"draft {key} is not valid R4: {error}"
            raise ValueError(message) from error
    return len(TEMPLATES)
