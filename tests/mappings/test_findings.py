"""The findings in the picture of one patient: one chart, all of them, and nothing of another disease."""

from __future__ import annotations

from datetime import UTC

from hypothesis import given
from hypothesis import strategies as st

from mappings import picture
from mappings.model import Certainty, Element, State
from mappings.patient import Picture
from tests.mappings.observed import AS_OF, TERMS, Json, amount, concept, loinc, named, observation, ours, said, snomed

ICD = "http://hl7.org/fhir/sid/icd-10-cm"
NET = {"resourceType": "Condition", "id": "net", "code": {"coding": [{"system": ICD, "code": "C25.4"}]}}
BREAST = {
    "resourceType": "Condition",
    "id": "breast",
    "code": {"coding": [{"system": ICD, "code": "C50.911"}], "text": "Breast cancer"},
}
ABOUT_NET = [{"reference": "Condition/net"}]
ABOUT_BREAST = [{"reference": "Condition/breast"}]
TUMOR = [
    observation(loinc("97509-4"), said("PD"), id="pd", focus=ABOUT_NET), observation(loinc("21908-9"), said("Stage IV"), id="stage", focus=ABOUT_NET),
    observation(snomed("399387003"), said("cM1"), id="m", focus=ABOUT_NET), observation(snomed("399504009"), said("cT2"), id="t"),
    observation(loinc("21889-1"), id="size", component=[{"code": loinc("33728-7")} | amount(2.3, "cm")]),
    observation(ours("hepatic-tumor-load"), said("25-50 %"), id="load"), observation(named("Krenning score"), said("4"), id="krenning"),
]  # fmt: skip
LABS = [
    observation(loinc("2823-3"), amount(6.1, "mEq/L"), id="k"),
    observation(loinc("1558-6"), amount(90, "mg/dL"), id="g"),
]


def draw(conditions: list[Json], tumor: list[Json], labs: list[Json]) -> Picture:
    """Draw the picture."""
    pools = {"conditions": conditions, "tumor": tumor, "labs": labs}
    return picture.draw({k: Element(tuple(v), State.READ) for k, v in pools.items()}, "1", AS_OF, TERMS, UTC)


def told(found: Picture) -> tuple[object, ...]:
    """Return what the findings say, without where."""
    return (
        found.progression and found.progression.value, found.stage and found.stage.value, [one.value for one in found.tnm],
        found.tumor_size and found.tumor_size.shown, found.hepatic_load and found.hepatic_load.shown, [one.shown for one in found.potassium],
        found.sstr and found.sstr.value, [one.fasting for one in found.glucoses], sorted(one.reference for one in found.metastases),
    )  # fmt: skip


ALL = ("progressive", "IV", ["cT2", "cM1"], "23 mm", "25-50 %", ["6.1 mmol/L"], "positive", [True], ["Observation/m"])


def test_a_chart_has_all_of_them() -> None:
    """Course, stage, TNM, size, load, potassium, receptors and a fasting glucose of one chart are one picture."""
    found = draw([NET, BREAST], TUMOR, LABS)
    assert told(found) == ALL
    assert [note.reason for note in found.notes] == []
    assert found.hepatic_load is not None
    assert found.hepatic_load.above(25) is None


@given(st.permutations(TUMOR), st.permutations([*LABS, *LABS]), st.booleans())
def test_order_and_repetition_change_nothing(tumor: list[Json], labs: list[Json], twice: bool) -> None:
    """The order of entries, and an entry sent twice or in two elements, changes nothing."""
    assert told(draw([BREAST, NET], tumor * (2 if twice else 1), [*labs, *tumor])) == ALL


def test_what_is_of_another_disease_is_not_of_the_tumor() -> None:
    """A course, a stage, an M1, a size and a load of breast cancer are none of the tumor, and each is noted."""
    others = [one | {"focus": ABOUT_BREAST} for one in TUMOR if one["id"] != "krenning"]
    found = draw([NET, BREAST], others, [])
    assert (found.progression, found.stage, found.tnm, found.tumor_size, found.hepatic_load, found.metastases) == (
        None,
        None,
        (),
        None,
        None,
        (),
    )
    noted = [note.reference for note in found.notes if note.reason == "its focus is another disease: not used"]
    assert sorted(noted) == sorted(f"Observation/{one['id']}" for one in others)


def test_a_condition_sent_twice_may_be_the_tumor() -> None:
    """Where one of two versions of a Condition is the tumor, what is about it counts, in either order."""
    other = BREAST | {"id": "net"}
    for chart in ([NET, other], [other, NET]):
        assert draw(chart, [observation(loinc("97509-4"), said("PD"), focus=ABOUT_NET)], []).progression is not None


def test_nothing_is_nobody_has_recorded_it() -> None:
    """An empty chart has no finding, and none reads as a negative one."""
    found = draw([], [], [])
    assert told(found) == (None, None, [], None, None, [], None, [], [])


def test_a_sample_in_a_panel_is_a_possible_insulinoma() -> None:
    """Glucose LOW, insulin and C-peptide of one panel meet the criteria in the picture as well."""
    day = {"effectiveDateTime": "2026-06-01"}
    labs = [
        observation(loinc("41653-7"), said("LO"), id="g", **day), observation(loinc("14796-7"), amount(60, "pmol/L"), id="i", **day),
        observation(loinc("42180-0"), amount(0.9, "nmol/L"), id="c", **day),
        observation(named("Fast"), id="p", hasMember=[{"reference": f"Observation/{one}"} for one in "gic"]),
    ]  # fmt: skip
    assert draw([NET], [], labs).insulinoma.certainty is Certainty.BIOCHEMICAL
    assert draw([NET], [], labs[:3]).insulinoma.certainty is Certainty.NOT_RECORDED


def test_an_unreadable_answer_is_noted() -> None:
    """Each finding that cannot be read leaves a note, and takes nothing from the others."""
    unreadable = [
        observation(loinc("97509-4"), said("?"), id="1"), observation(loinc("21908-9"), said("?"), id="2"), observation(snomed("399387003"), said("?"), id="3"),
        observation(loinc("21889-1"), said("?"), id="4"), observation(ours("hepatic-tumor-load"), said("?"), id="5"),
        observation(ours("krenning-score"), concept(code="x"), id="6"), observation(loinc("2823-3"), said("?"), id="7"),
    ]  # fmt: skip
    assert sorted(note.reference for note in draw([NET], unreadable, []).notes) == [
        f"Observation/{key}" for key in range(1, 8)
    ]
