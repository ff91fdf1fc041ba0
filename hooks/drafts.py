"""The draft resources that suggestions create: R4, status draft, for the patient of the request.

The templates are validated as R4B models when the server starts (`validated`), then copied and filled as dicts.
"""

from __future__ import annotations

from typing import Any, Final

import orjson

from hooks.draft_shapes import Json, drug, quantity, service
from hooks.draft_tests import TESTS
from hooks.draft_therapies import THERAPIES

TEMPLATES: Final[dict[str, Json]] = {
    # Inpatient and a count of 1, so that the order is recognized as the supervised test when it comes back.
    "octreotide-test": drug(
        "octreotide-test",
        "312068",
        "octreotide 0.05 MG/ML injectable solution",
        "inpatient",
        {
            "text": "50 mcg subcutaneously once (range 50-100 mcg) as a supervised test, with glucose checks",
            "timing": {"repeat": {"count": 1}},
            "route": {"text": "subcutaneous"},
            "doseAndRate": [{"doseQuantity": quantity(50, "mcg", "ug")}],
        },
    ),
    # No dose is drafted: it is per kilogram, and the weight is the prescriber's to enter. The label's ceiling is.
    "diazoxide": drug(
        "diazoxide",
        "197593",
        "diazoxide 50 MG/ML oral suspension",
        "community",
        {
            "text": "By mouth, 3-8 mg/kg/day in 2-3 divided doses (label); dose by weight to be entered",
            "timing": {"repeat": {"frequency": 2, "frequencyMax": 3, "period": 1, "periodUnit": "d"}},
            "route": {"text": "oral"},
            "maxDosePerPeriod": {"numerator": quantity(8, "mg/kg", "mg/kg"), "denominator": quantity(1, "day", "d")},
        },
    ),
    "glucose-checks": service(
        "glucose-checks",
        "Capillary glucose monitoring at the start of, and at each change of, a somatostatin analog",
        (("41653-7", "Glucose in capillary blood by glucometer"),),
    ),
    "glucose-checks-sunitinib": service(
        "glucose-checks-sunitinib",
        "Glucose monitoring during sunitinib and after it ends",
        (("2345-7", "Glucose in serum or plasma"),),
    ),
    "fasting-glucose": service(
        "fasting-glucose",
        "Fasting glucose before the first dose of a somatostatin analog",
        (("1558-6", "Fasting glucose in serum or plasma"),),
    ),
    "glucose-hourly": service(
        "glucose-hourly",
        "Capillary glucose every hour while octreotide is given",
        (("41653-7", "Glucose in capillary blood by glucometer"),),
    ),
    "sstr-pet": service(
        "sstr-pet", "SSTR PET/CT (just before the next depot; short-acting octreotide up to 24 hours before)"
    ),
    # The panel is its text: three codes for three tests in one CodeableConcept would claim that they are one.
    "hypoglycemia-workup": service(
        "hypoglycemia-workup",
        "Glucose, insulin, C-peptide and proinsulin in one sample during hypoglycemia (supervised fast if needed)",
    ),
    "dpyd-test": service("dpyd-test", "DPYD genotype, before the first dose of a fluoropyrimidine"),
    "pregnancy-test": service("pregnancy-test", "Pregnancy test (hCG in serum or urine)"),
    **THERAPIES,
    **TESTS,
}

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
