"""The addresses that a person is shown: the official sandbox opened on this one, and the command that fires an order."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

OFFICIAL: Final = "https://sandbox.cds-hooks.org/"


def official(service: str, fhir: str, patient: str) -> str:
    """Return the link that opens the official CDS Hooks sandbox on a service, a FHIR server and a patient."""
    asked = {
        "fhirServiceUrl": fhir,
        "patientId": patient,
        "serviceDiscoveryURL": f"{service}/cds-services",
        "hook": "order-select",
        "screen": "rx-view",
    }
    return f"{OFFICIAL}?{urlencode(asked, safe=':/')}"


def fire(python: str, service: str, fhir: str, patient: str, drug: str) -> str:
    """Return the command that fires an order for a patient; addresses are named where they are not the usual ones."""
    return f'{python} -m sandbox fire --patient {patient} --drug "{drug}"{_where(service, fhir)}'


def open_chart(python: str, service: str, fhir: str, patient: str) -> str:
    """Return the command that opens a patient's chart."""
    return f"{python} -m sandbox open --patient {patient}{_where(service, fhir)}"


def _where(service: str, fhir: str) -> str:
    usual = service == "http://127.0.0.1:8000" and fhir == "http://127.0.0.1:8001/fhir"
    return "" if usual else f" --service {service} --fhir {fhir}"
