"""Drafts of the tests that are watched on a drug: one draft for each, so that only what is missing is ordered."""

from __future__ import annotations

from typing import Final

from hooks.draft_shapes import Json, service

TESTS: Final[dict[str, Json]] = {
    "watch-liver": service("watch-liver", "Liver tests: ALT, AST, bilirubin", (("24325-3", "Hepatic function panel"),)),
    "watch-lvef": service("watch-lvef", "Echocardiogram: left ventricular ejection fraction"),
    "watch-blood-pressure": service("watch-blood-pressure", "Blood pressure", (("85354-9", "Blood pressure panel"),)),
    "watch-heart-rate": service("watch-heart-rate", "Heart rate", (("8867-4", "Heart rate"),)),
    "watch-tsh": service("watch-tsh", "Thyrotropin (TSH)", (("3016-3", "Thyrotropin"),)),
    "watch-glucose": service("watch-glucose", "Fasting glucose", (("1558-6", "Fasting glucose in serum or plasma"),)),
    "watch-blood-count": service(
        "watch-blood-count",
        "Complete blood count with differential",
        (("57021-8", "CBC with automated differential panel"),),
    ),
    "watch-creatinine": service("watch-creatinine", "Creatinine", (("2160-0", "Creatinine in serum or plasma"),)),
    "watch-lipids": service("watch-lipids", "Lipids: cholesterol and triglycerides", (("24331-1", "Lipid panel"),)),
    "watch-b12": service("watch-b12", "Vitamin B12", (("2132-9", "Vitamin B12 in serum or plasma"),)),
    "watch-gallbladder": service("watch-gallbladder", "Ultrasound of the gallbladder, unless done"),
}
_OF_GLUCOSE: Final = (
    "glucose-checks",
    "glucose-checks-sunitinib",
    "glucose-hourly",
    "fasting-glucose",
    "watch-glucose",
)
SAME_TEST: Final = {f"pnet-{key}": "pnet-glucose" for key in _OF_GLUCOSE}
"""Id of a draft -> what it measures, where several drafts measure the same."""
