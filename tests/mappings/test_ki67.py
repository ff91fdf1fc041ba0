"""The Ki-67 index: every value of the decision table, which Observations hold one, and which of several decides."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from mappings.model import Note, Quality
from mappings.pathology import Proliferation
from tests.mappings.pathology import ICD, LOINC, OURS, SNOMED, concept, condition, ki67, observation, quantity, read

Json = dict[str, Any]
E, B, A, X = Quality.EXACT, Quality.BOUNDED, Quality.AMBIGUOUS, Quality.INVALID


def the(*found: Json, **more: Any) -> Proliferation:
    """Return the Ki-67 index that decides."""
    one = read(*found, **more).ki67
    assert one is not None
    return one


def string(text: str) -> Json:
    return {"valueString": text}


def ratio(part: Any, whole: Any, **top: Any) -> Json:
    return {"valueRatio": {"numerator": {"value": part} | top, "denominator": {"value": whole}}}


def span(low: Any, high: Any, unit: str = "%") -> Json:
    ends = {"low": {"value": low, "unit": unit}, "high": {"value": high, "unit": unit}}
    return {"valueRange": {name: end for name, end in ends.items() if end["value"] is not None}}


@pytest.mark.parametrize(
    ("value", "low", "high", "acts", "quality"),
    [
        (quantity(12), 12, 12, "G2", E), (quantity(12, "", code="%"), 12, 12, "G2", E), (quantity(12, "percent"), 12, 12, "G2", E), (quantity(12, "Percent"), 12, 12, "G2", E),
        (quantity(12, "% positive cells"), 12, 12, "G2", E), (quantity(12, "%", code="258797006", system=SNOMED), 12, 12, "G2", E),
        (quantity(0.12, "1"), 12, 12, "G2", E), (quantity(0.12, "", code="1"), 12, 12, "G2", E), (quantity(0.12, "{ratio}"), 12, 12, "G2", E), (quantity(0.03, "1"), 3, 3, "G2", E),
        (quantity(0.07, "1"), 7, 7, "G2", E), (quantity(0.2, "1"), 20, 20, "G2", E), (quantity(1, "1"), 100, 100, "G3", E), (quantity(0, "1"), 0, 0, "G1", E),
        (quantity(0.8), 0.8, 0.8, "G1", E), (quantity(12, ""), 12, 12, "G2", B), (quantity(0, ""), 0, 0, "G1", B), (quantity(1.01, ""), 1.01, 1.01, "G1", B),
        (quantity(12, "%", code="1"), 12, 12, "G2", B), (quantity("2,5"), 2.5, 2.5, "G1", E), (quantity("12 %", ""), 12, 12, "G2", E), (quantity("<3"), 0, 3, "G1", B),
        (quantity(2.9), 2.9, 2.9, "G1", E), (quantity(2.999), 2.999, 2.999, "G1", E), (quantity(3), 3, 3, "G2", E), (quantity(20), 20, 20, "G2", E), (quantity(20.1), 20.1, 20.1, "G3", E),
        (quantity(20.001), 20.001, 20.001, "G3", E), (quantity(100), 100, 100, "G3", E),
        (quantity(3, comparator="<"), 0, 3, "G1", B), (quantity(3, comparator="<="), 0, 3, "G2", A), (quantity(5, comparator="<"), 0, 5, "G2", A), (quantity(20, comparator=">"), 20, 100, "G3", B),
        (quantity(20, comparator=">="), 20, 100, "G3", A), (quantity(0.03, "1", comparator="<"), 0, 3, "G1", B), (quantity(10, comparator="~"), 10, 10, "G2", B), (quantity(21, comparator="<"), 0, 21, "G3", A),
        (span(3, 5), 3, 5, "G2", B), (span(2, 5), 2, 5, "G2", A), (span(3, 3), 3, 3, "G2", E), (span(0.03, 0.05, "1"), 3, 5, "G2", B), (span(None, 2), 0, 2, "G1", B), (span(21, None), 21, 100, "G3", B),
        (span(3, 20), 3, 20, "G2", B), (span(3, 21), 3, 21, "G3", A), (span(5, 3), 3, 5, "G2", A), (span(4, 5, ""), 4, 5, "G2", B),
        (ratio(75, 500), 15, 15, "G2", E), (ratio(15, 100), 15, 15, "G2", E), (ratio(0.15, 1), 15, 15, "G2", E), (ratio(15, 1, unit="%"), 15, 15, "G2", E), (ratio(15, 500, comparator="<"), 0, 3, "G1", B),
        ({"valueInteger": 12}, 12, 12, "G2", B), ({"valueInteger": 1}, 1, 1, "G1", B), ({"valueInteger": "12"}, 12, 12, "G2", B), ({"valueDecimal": 2.5}, 2.5, 2.5, "G1", B),
        (string("12"), 12, 12, "G2", B), (string("1"), 1, 1, "G1", B), (string("<3"), 0, 3, "G1", B), (string("<1"), 0, 1, "G1", B), (string(">1"), 1, 100, "G3", A), (string("12 %"), 12, 12, "G2", E),
        (string("ca. 15%"), 15, 15, "G2", B), (string("<3%"), 0, 3, "G1", B), (string("<5%"), 0, 5, "G2", A), (string("\u22643 %"), 0, 3, "G2", A), (string(">20%"), 20, 100, "G3", B), (string("3-5%"), 3, 5, "G2", B),
        (string("2-5%"), 2, 5, "G2", A), (string("3-20%"), 3, 20, "G2", B), (string("75/500"), 15, 15, "G2", E), (string("5 % (hot spot 22 %)"), 5, 22, "G3", A), (string("4-5, 6 %"), 4, 6, "G2", A),
        ({"valueCodeableConcept": {"text": "3-5 %"}}, 3, 5, "G2", B), ({"valueCodeableConcept": concept("urn:x", "y", "12 %", "see below")}, 12, 12, "G2", E),
    ],
)  # fmt: skip
def test_a_value_is_an_interval(value: Json, low: float, high: float, acts: str, quality: Quality) -> None:
    """Every type and unit of value becomes an interval in percent, its upper end the grade to act on."""
    found = the(ki67(**value))
    assert (found.low, found.high, found.acts_as, found.quality) == (low, high, acts, quality)
    assert found.known
    assert (found.band == acts) is not any("spans" in one for one in found.caveats)


@pytest.mark.parametrize(
    "value",
    [
        quantity(12, "1"), quantity(1.01, "1"), quantity(0.12, ""), quantity(1, ""), quantity(0.5, "%", code="1"), quantity(1, "%", code="1"), quantity(-1), quantity(100.1), quantity(-0.1, "1"),
        quantity(12, "mg"), quantity(12, "/10 HPF"), quantity("high"), quantity(0, comparator="<"), {"valueDecimal": 0.12}, string("0,15"), string("0.15"), string("high"), string("-5 %"), string("101 %"),
        string("600/500"), string("3/2024"), span(0.1, 0.2, ""), span(-1, 5), span(5, 101), ratio(75, 0), ratio(None, 500), ratio(600, 500), {"valueBoolean": True},
        {"valueDateTime": "2026-01-01"}, {"valueCodeableConcept": concept("urn:x", "high")}, {"valueInteger": -1},
    ],
)  # fmt: skip
def test_a_value_that_is_not_sure_is_unknown(value: Json) -> None:
    """What is out of bounds, of another unit, or may be percent or fraction is on file but has no number, with a note."""
    notes: list[Note] = []
    found = read(ki67(**value), notes=notes).ki67
    assert found is not None
    assert (found.known, found.band, found.acts_as, found.shown) == (False, None, None, "not readable")
    assert len(notes) == 1


@pytest.mark.parametrize(
    "value",
    [string("n/a"), string("pending"), string("not done"), {"dataAbsentReason": {"text": "unknown"}}, quantity(12) | {"dataAbsentReason": {"text": "x"}}, {"valueQuantity": {}, "valueString": ""},
     {"valueQuantity": {"unit": "%"}}, span(None, None),
     {"valueCodeableConcept": {"text": "not performed"}}],
)  # fmt: skip
def test_a_value_that_nobody_gave_is_missing(value: Json) -> None:
    """Absent, pending or not done is no Ki-67 at all, with a note."""
    notes: list[Note] = []
    assert read(ki67(**value), notes=notes).ki67 is None
    assert len(notes) == 1


@pytest.mark.parametrize(
    ("value", "low_count"),
    [(ratio(75, 499), True), (ratio(75, 500), False), (string("75/499"), True), (string("75/500"), False), (string("15/100"), True), (ratio(0.2, 1), False)],
)  # fmt: skip
def test_a_low_count_is_said(value: Json, low_count: bool) -> None:
    """Fewer than 500 cells are said beside the value."""
    assert any("low count" in one for one in the(ki67(**value)).caveats) is low_count


@pytest.mark.parametrize(
    ("value", "shown"),
    [(quantity(12), "12 %"), (quantity(3, comparator="<"), "<3 %"), (quantity(3, comparator="<="), "<=3 %"), (quantity(20, comparator=">"), ">20 %"), (quantity(20, comparator=">="), ">=20 %"),
     (span(3, 5), "3-5 %"), (string("approx <script> 10 %"), "10 %")],
)  # fmt: skip
def test_a_value_is_shown_in_our_words(value: Json, shown: str) -> None:
    """A card shows the number, never the chart's own text."""
    assert the(ki67(**value)).shown == shown


ANALYTE = {"extension": [{"url": "http://onconova.github.io/fhir/StructureDefinition/onconova-ext-tumor-marker-analyte",
                          "valueCodeableConcept": concept(LOINC, "LP39016-8")}]}  # fmt: skip


@pytest.mark.parametrize(
    "code",
    [concept(LOINC, "29593-1"), concept("urn:oid:2.16.840.1.113883.6.1", "29593-1"), concept(OURS, "ki67-index"), concept(LOINC, "29593-1") | ANALYTE,
     concept("urn:local", "x") | ANALYTE, {"text": "Ki-67"}, {"text": "MIB-1 index"}, concept("http://cap.org/eCC", "1.100004300", "Ki-67 Labeling Index (Note E)")],
)  # fmt: skip
def test_a_ki67_is_known_by_code_analyte_or_name(code: Json) -> None:
    """A Ki-67 is one by its LOINC or local code, by the analyte, or by its name."""
    assert the(observation(code, **quantity(12))).low == 12


@pytest.mark.parametrize(
    "code",
    [concept(LOINC, "85330-9", text="Ki-67 (MIB-1)"), concept(SNOMED, "1237281001"), concept(LOINC, "33055-5"), {"coding": [*concept(LOINC, "85330-9")["coding"], *concept(SNOMED, "1237281001")["coding"]]},
     {"text": "Ki-67 (breast)"}, {"text": "Ki-67 Mammakarzinom"}],
)  # fmt: skip
def test_breast_and_presence_are_seen_and_not_used(code: Json) -> None:
    """A Ki-67 of the breast, or its mere presence, is noted and is no Ki-67 of this tumor."""
    notes: list[Note] = []
    assert read(observation(code, **quantity(70)), notes=notes).ki67 is None
    assert [note.reference for note in notes] == ["Observation/o"]


def test_a_breast_code_beside_a_general_one_is_marked() -> None:
    """Coded both ways, a Ki-67 is kept as ambiguous."""
    both = {"coding": [*concept(LOINC, "85330-9")["coding"], *concept(LOINC, "29593-1")["coding"]]}
    assert the(observation(both, **quantity(12))).quality is A


PANCREAS, BREAST = condition(concept(ICD, "C25.4"), "p"), condition(concept(ICD, "C50.9"), "b")
VAGUE, NAMED = condition(concept(ICD, "R19.0"), "v"), condition({"text": "Prostate cancer"}, "n")
NET_OF_LUNG = condition(concept(ICD, "C34.9", text="Neuroendocrine tumor of lung"), "l")


def focus(key: str) -> Json:
    return {"focus": [{"reference": f"Condition/{key}"}]}


def related(key: str) -> Json:
    url = "http://hl7.org/fhir/us/mcode/StructureDefinition/mcode-related-condition"
    return {"extension": [{"url": url, "valueReference": {"reference": f"https://e.example/fhir/Condition/{key}"}}]}


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        (focus("p"), E), (focus("b"), None), (focus("n"), None), (focus("v"), A), (focus("gone"), A), (focus("l"), E), (related("p"), E), (related("b"), None), (related("v"), A),
        ({"focus": [{"reference": "Condition/b"}, {"reference": "Condition/p"}]}, E), ({"focus": [{"display": "Breast cancer"}]}, None), ({"focus": [{"display": "Lung adenocarcinoma"}]}, None),
        ({"focus": [{"display": "Pancreatic NET"}]}, E), ({"focus": {"reference": "Condition/b"}}, None), ({"focus": [{"reference": "Patient/1"}]}, E), ({"focus": [{"reference": "BodyStructure/1"}]}, E),
        ({"bodySite": {"text": "Breast"}}, None), ({"bodySite": concept(SNOMED, "41216001", "Prostatic structure")}, None), ({"bodySite": {"text": "Prostate"}}, None), ({"bodySite": {"text": "Liver"}}, E),
        ({"bodySite": {"text": "Lung"}}, E), ({"bodySite": {"text": "Pancreas"}}, E), ({"specimen": {"display": "Core biopsy, breast"}}, None), ({"specimen": {"display": "Liver biopsy"}}, E),
        ({"specimen": {"reference": "Specimen/1"}}, E), ({"bodySite": {"text": "metastasis of pancreatic NET to breast"}}, E), ({"method": {"text": "Nottingham"}}, None),
    ],
)  # fmt: skip
def test_another_tumors_result_is_not_used(members: Json, expected: Quality | None) -> None:
    """What names another primary is noted and left out; what refers to a Condition that cannot be told is kept and marked."""
    notes: list[Note] = []
    found = read(
        ki67(**(quantity(12) | members)), conditions=(PANCREAS, BREAST, VAGUE, NAMED, NET_OF_LUNG), notes=notes
    ).ki67
    assert (found.quality if found else None) is expected
    assert bool(notes) is (expected is None)


def part(code: Json, **members: Any) -> Json:
    return {"code": code} | members


def test_a_component_is_read_and_the_others_are_not() -> None:
    """A synoptic report holds Ki-67 in one component; the others, and the empty whole, are not read as one."""
    notes: list[Note] = []
    parts = [
        part({"text": "Ki-67 index"}, **quantity(4)),
        part({"text": "Necrosis"}, **quantity(90)),
        part(concept(LOINC, "48018-6"), **string("MKI67 99 %")),
        "junk",
    ]
    assert the(observation({"text": "Pathology panel"}, component=parts), notes=notes).low == 4
    assert the(ki67(valueQuantity={}, component=parts), notes=notes).low == 4
    assert not notes
    assert the(ki67(component=[part(concept(LOINC, "48018-6"), **quantity(99))], **quantity(15))).low == 15


def test_a_component_shares_the_site_of_the_whole() -> None:
    """A component of a breast report is of the breast."""
    parts = [part({"text": "Ki-67"}, **quantity(70))]
    assert read(observation({"text": "Breast biomarkers"}, component=parts)).ki67 is None
    assert read(observation({"text": "Panel"}, component=parts, bodySite={"text": "Breast"})).ki67 is None


@pytest.mark.parametrize(
    ("member", "on_hand", "expected"),
    [
        ({"reference": "Observation/m"}, [ki67(4, id="m")], 4), ({"reference": "https://e.example/fhir/Observation/m/_history/2"}, [ki67(4, id="m")], 4), ({"reference": "Observation/m"}, [], None),
        ({"reference": "#m"}, [], 4), ({"reference": "#gone"}, [], None),
    ],
)  # fmt: skip
def test_a_panel_is_followed(member: Json, on_hand: list[Json], expected: float | None) -> None:
    """The members of a panel are read where they were sent or are contained; else they are noted as missing."""
    notes: list[Note] = []
    contained = [ki67(4, id="m") | {"status": None, "effectiveDateTime": None}] if member["reference"] == "#m" else []
    panel = ki67(valueQuantity={}, id="o", hasMember=[member], contained=contained)
    found = read(panel, *on_hand, notes=notes).ki67
    assert (found.low if found else None) == expected
    assert bool(notes) is (expected is None)


def test_a_contained_result_is_as_void_and_as_old_as_its_panel() -> None:
    """What is contained has the date of the whole, and falls with it."""
    inside = {"resourceType": "Observation", "id": "m", "code": concept(LOINC, "29593-1")} | quantity(4)
    panel = observation({"text": "Panel"}, contained=[inside], hasMember=[{"reference": "#m"}])
    found = the(panel)
    assert (found.source.reference, found.source.when and found.source.when.text) == ("Observation/o#m", "2026-06-01")
    assert read(panel | {"status": "entered-in-error"}).ki67 is None
    assert read(panel | {"contained": [inside | {"status": "final"}], "status": "cancelled"}).ki67 is None


def on(date: str | None, value: float, key: str, **members: Any) -> Json:
    return ki67(value, id=key) | {"effectiveDateTime": date} | members


NEW, OLD = "2026-06-01", "2025-06-01"


@pytest.mark.parametrize(
    ("found", "low", "quality", "beside"),
    [
        ([on(NEW, 5, "a"), on(OLD, 4, "b")], 5, E, 1), ([on(NEW, 25, "a"), on(OLD, 4, "b")], 25, E, 1), ([on(NEW, 2, "a"), on(OLD, 12, "b")], 12, Quality.DISCORDANT, 1),
        ([on(NEW, 2, "a"), on("2024-06-01", 12, "b")], 12, Quality.DISCORDANT, 1), ([on(NEW, 2, "a"), on("2024-05-31", 12, "b")], 2, E, 1), ([on(NEW, 2, "a"), on("2024-06", 12, "b")], 12, Quality.DISCORDANT, 1),
        ([on(NEW, 2, "a"), on("2024-05", 12, "b")], 2, E, 1), ([on(NEW, 4, "a"), on(NEW, 19, "b", specimen={"reference": "Specimen/2"})], 19, E, 1),
        ([on(NEW, 2, "a"), on(NEW, 12, "b")], 12, Quality.DISCORDANT, 1), ([on(NEW, 2, "a"), on("2026-06-01T08:00:00Z", 12, "b")], 12, Quality.DISCORDANT, 1),
        ([on("2026", 12, "a"), on(NEW, 2, "b")], 12, Quality.DISCORDANT, 1), ([on("2026-06", 2, "a"), on(NEW, 1, "b")], 2, E, 1),
        ([on(NEW, 2, "a", status="preliminary"), on(OLD, 1, "b")], 1, E, 1), ([on(NEW, 12, "a", status="registered")], 12, Quality.PRELIMINARY, 0), ([on(NEW, 25, "a", status="amended")], 25, E, 0),
        ([on(NEW, 12, "a", status="entered-in-error"), on(OLD, 1, "b")], 1, E, 0), ([on(NEW, 12, "a", status="cancelled")], None, None, 0), ([on("2026-12-01", 12, "a"), on(OLD, 1, "b")], 1, E, 0),
        ([on(None, 12, "a"), on(OLD, 1, "b")], 1, E, 1), ([on(None, 12, "a")], 12, E, 0), ([on(None, 12, "a", issued="2026-07-01T00:00:00Z"), on(NEW, 5, "b")], 12, E, 1),
        ([on(OLD, 12, "a", issued="2026-07-01T00:00:00Z"), on(NEW, 5, "b")], 5, E, 1), ([on(None, 12, "a", effectivePeriod={"start": "2026-07-01", "end": "2026-07-02"}), on(NEW, 5, "b")], 12, E, 1),
        # what could not be read and may be as new never reassures
        ([on(NEW, 2, "a", valueQuantity={"value": 0.2}), on(OLD, 2, "b")], 2, A, 1), ([on(OLD, 2, "a", valueQuantity={"value": 0.2}), on(NEW, 2, "b")], 2, E, 1),
        ([on(NEW, 2, "a", valueQuantity={"value": 0.2}, status="preliminary"), on(OLD, 2, "b")], 2, E, 1), ([on(None, 2, "a", valueQuantity={"value": 0.2}), on(OLD, 2, "b")], 2, A, 1),
        ([on(NEW, 2, "a", dataAbsentReason={"text": "pending"}), on(OLD, 2, "b")], 2, E, 0),
    ],
)  # fmt: skip
def test_several_values(found: list[Json], low: float | None, quality: Quality | None, beside: int) -> None:
    """Final before preliminary, newest, of one day the highest; a worse one of the last 730 days decides, as discordant."""
    for order in itertools.permutations(found):
        one = read(*order).ki67
        assert (one.low if one else None, one.quality if one else None) == (low, quality)
        assert len(one.also if one else ()) == beside
        assert (one.conflict if one else False) is (quality is Quality.DISCORDANT)


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        ([on(None, 12, "a"), on(OLD, 1, "b")], "undated: not used beside a dated one"), ([on(NEW, 2, "a", status="preliminary"), on(OLD, 1, "b")], "preliminary: not used beside a final one"),
        ([on("2026-12-01", 12, "a"), on(OLD, 1, "b")], "dated in the future: not used"), ([on(NEW, 12, "a", status="entered-in-error"), on(OLD, 1, "b")], "status entered-in-error: not used"),
    ],
)  # fmt: skip
def test_what_is_passed_over_is_noted(found: list[Json], reason: str) -> None:
    """A value that does not count for its date or status leaves a note."""
    notes: list[Note] = []
    read(*found, notes=notes)
    assert [(note.reference, note.reason) for note in notes] == [("Observation/a", reason)]


def test_the_undated_and_the_preliminary_say_so() -> None:
    """A value that counts for want of a better one says why it is weak."""
    assert "undated" in the(on(None, 12, "a")).caveats
    assert "preliminary" in the(on(NEW, 12, "a", status="preliminary")).caveats
    assert the(on(NEW, 12, "a") | string("2-5 %") | {"valueQuantity": None, "status": "preliminary"}).quality is A


def test_a_comment_on_the_stain_is_no_unreadable_index() -> None:
    """The clone or a comment, named beside Ki-67, does not make the index beside it doubtful."""
    notes: list[Note] = []
    clone = observation({"text": "Ki-67 antibody clone"}, id="x", **string("30-9 rabbit"))
    assert the(ki67(4), clone, notes=notes).quality is E
    assert [note.reference for note in notes] == ["Observation/x"]
    assert the(ki67(4), observation({"text": "Ki-67"}, id="x", **string("high"))).quality is A


@pytest.mark.parametrize(
    "value", [None, 7, "x", [], {}, [None], True, {"reference": 7}, {"coding": 7}, [[{}]], {"value": {}}, float("inf")]
)
@pytest.mark.parametrize("name", ["code", "status", "valueQuantity", "valueRange", "valueRatio", "valueString", "valueCodeableConcept", "effectiveDateTime", "component",
                                  "specimen", "focus", "bodySite", "method", "extension", "hasMember", "contained", "id", "dataAbsentReason"])  # fmt: skip
def test_nothing_raises(name: str, value: Any) -> None:
    """Whatever a member holds, the readers answer, and a good value beside it is read."""
    assert (
        read(ki67(**quantity(12)) | {name: value}, ki67(12, id="good", effectiveDateTime="2026-06-02")).ki67 is not None
    )


def test_why_a_number_is_unknown_is_said() -> None:
    """The note names the fault: more than one whole, or a range in two units."""
    notes: list[Note] = []
    mixed: Json = {"valueRange": {"low": {"value": 0.5, "unit": "1"}, "high": {"value": 5, "unit": "%"}}}
    assert not the(ki67(1.01, "1"), notes=notes).known
    assert not the(ki67(**mixed), notes=notes).known
    assert [note.reason for note in notes] == [
        "Ki-67: more than 1 with the unit 1",
        "Ki-67: a range without numbers in one unit",
    ]


def test_two_hours_of_one_day_are_one_day() -> None:
    """Of two results of one day the higher counts, whichever came first."""
    found = the(on("2026-06-01T17:00:00Z", 2, "a"), on("2026-06-01T08:00:00Z", 2.5, "b"))
    assert (found.low, found.quality) == (2.5, E)


def test_words_beside_a_readable_component_are_no_doubt() -> None:
    """An Observation whose words point to its component is read from it."""
    found = the(ki67(valueString="see component", component=[part({"text": "Ki-67"}, **quantity(4))]))
    assert (found.low, found.quality) == (4, E)
