"""The resources that suggestions create, as templates: drugs, tests and examinations (R4, status draft)."""

from __future__ import annotations

from typing import Any, Final

_RXNORM: Final = "http://www.nlm.nih.gov/research/umls/rxnorm"
_LOINC: Final = "http://loinc.org"
_UCUM: Final = "http://unitsofmeasure.org"
_CATEGORY: Final = "http://terminology.hl7.org/CodeSystem/medicationrequest-category"
Json = dict[str, Any]


def _quantity(value: float, unit: str, code: str) -> Json:
    return {"value": value, "unit": unit, "system": _UCUM, "code": code}


def _drug(key: str, code: str, text: str, category: str, dosage: Json) -> Json:
    return {
        "resourceType": "MedicationRequest",
        "id": f"pnet-{key}",
        "status": "draft",
        "intent": "order",
        "category": [{"coding": [{"system": _CATEGORY, "code": category, "display": category.capitalize()}]}],
        "medicationCodeableConcept": {"coding": [{"system": _RXNORM, "code": code, "display": text}], "text": text},
        "subject": {"reference": "Patient/template"},
        "dosageInstruction": [dosage],
    }


def _service(key: str, text: str, codes: tuple[tuple[str, str], ...] = ()) -> Json:
    code: Json = {"text": text}
    if codes:
        code["coding"] = [{"system": _LOINC, "code": one, "display": display} for one, display in codes]
    return {
        "resourceType": "ServiceRequest",
        "id": f"pnet-{key}",
        "status": "draft",
        "intent": "order",
        "code": code,
        "subject": {"reference": "Patient/template"},
    }


TEMPLATES: Final[dict[str, Json]] = {
    # Inpatient and a count of 1, so that the order is recognized as the supervised test when it comes back.
    "octreotide-test": _drug(
        "octreotide-test",
        "312068",
        "octreotide 0.05 MG/ML injectable solution",
        "inpatient",
        {
            "text": "50 mcg subcutaneously once (range 50-100 mcg) as a supervised test, with glucose checks",
            "timing": {"repeat": {"count": 1}},
            "route": {"text": "subcutaneous"},
            "doseAndRate": [{"doseQuantity": _quantity(50, "mcg", "ug")}],
        },
    ),
    # No dose is drafted: it is per kilogram, and the weight is the prescriber's to enter. The label's ceiling is.
    "diazoxide": _drug(
        "diazoxide",
        "197593",
        "diazoxide 50 MG/ML oral suspension",
        "community",
        {
            "text": "By mouth, 3-8 mg/kg/day in 2-3 divided doses (label); dose by weight to be entered",
            "timing": {"repeat": {"frequency": 2, "frequencyMax": 3, "period": 1, "periodUnit": "d"}},
            "route": {"text": "oral"},
            "maxDosePerPeriod": {"numerator": _quantity(8, "mg/kg", "mg/kg"), "denominator": _quantity(1, "day", "d")},
        },
    ),
    "everolimus": _drug(
        "everolimus",
        "845507",
        "everolimus 10 MG oral tablet",
        "community",
        {
            "text": "10 mg by mouth once daily",
            "timing": {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d"}},
            "route": {"text": "oral"},
            "doseAndRate": [{"doseQuantity": _quantity(10, "mg", "mg")}],
        },
    ),
    "glucose-checks": _service(
        "glucose-checks",
        "Capillary glucose monitoring at the start of, and at each change of, a somatostatin analog",
        (("41653-7", "Glucose in capillary blood by glucometer"),),
    ),
    "glucose-checks-sunitinib": _service(
        "glucose-checks-sunitinib",
        "Glucose monitoring during sunitinib and after it ends",
        (("2345-7", "Glucose in serum or plasma"),),
    ),
    "fasting-glucose": _service(
        "fasting-glucose",
        "Fasting glucose before the first dose of a somatostatin analog",
        (("1558-6", "Fasting glucose in serum or plasma"),),
    ),
    "glucose-hourly": _service(
        "glucose-hourly",
        "Capillary glucose every hour while octreotide is given",
        (("41653-7", "Glucose in capillary blood by glucometer"),),
    ),
    "sstr-pet": _service(
        "sstr-pet", "SSTR PET/CT (just before the next depot; short-acting octreotide up to 24 hours before)"
    ),
    # The panel is its text: three codes for three tests in one CodeableConcept would claim that they are one.
    "hypoglycemia-workup": _service(
        "hypoglycemia-workup",
        "Glucose, insulin, C-peptide and proinsulin in one sample during hypoglycemia (supervised fast if needed)",
    ),
    # What is watched on a drug: one draft for each test, so that only what is missing is ordered.
    "watch-liver": _service(
        "watch-liver", "Liver tests: ALT, AST, bilirubin", (("24325-3", "Hepatic function panel"),)
    ),
    "watch-lvef": _service("watch-lvef", "Echocardiogram: left ventricular ejection fraction"),
    "watch-blood-pressure": _service(
        "watch-blood-pressure", "Blood pressure", (("85354-9", "Blood pressure panel"),)
    ),
    "watch-heart-rate": _service("watch-heart-rate", "Heart rate", (("8867-4", "Heart rate"),)),
    "watch-tsh": _service("watch-tsh", "Thyrotropin (TSH)", (("3016-3", "Thyrotropin"),)),
    "watch-glucose": _service("watch-glucose", "Fasting glucose", (("1558-6", "Fasting glucose in serum or plasma"),)),
    "watch-blood-count": _service(
        "watch-blood-count", "Complete blood count with differential", (("57021-8", "CBC with automated differential panel"),)
    ),
    "watch-creatinine": _service("watch-creatinine", "Creatinine", (("2160-0", "Creatinine in serum or plasma"),)),
    "watch-lipids": _service("watch-lipids", "Lipids: cholesterol and triglycerides", (("24331-1", "Lipid panel"),)),
    "watch-b12": _service("watch-b12", "Vitamin B12", (("2132-9", "Vitamin B12 in serum or plasma"),)),
    "watch-gallbladder": _service("watch-gallbladder", "Ultrasound of the gallbladder, unless done"),
}
