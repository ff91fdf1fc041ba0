"""Twice as many entries are twice the work: what is counted here are comparisons, reads and passes, never seconds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

import pytest

from mappings import (
    dates,
    grade,
    ki67,
    observations,
    panels,
    report_reading,
    several,
    staging,
    unexplained,
)
from mappings import picture as drawn
from mappings.dates import When
from mappings.grade import Recorded
from mappings.model import Explanation, Glucose, Quality, Source
from mappings.observations import Result, Results
from mappings.patient import Picture
from mappings.therapy import Dosage, Drug, DrugClass, Form, Order
from tests.mappings import pathology
from tests.mappings.pathology import AS_OF, TERMS

FEW, MANY = 20, 80
DAY: Final = dates.parse("2026-11-01", UTC)


class Counted:
    """A value that counts how often it is compared."""

    compared = 0

    def __init__(self, value: int) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        type(self).compared += 1
        return isinstance(other, Counted) and self.value == other.value

    __hash__ = None  # type: ignore[assignment] # it is equal by its value


class Spelled(str):
    """A reference that counts how often it is looked up."""

    __slots__ = ()
    hashed = 0

    def __hash__(self) -> int:
        type(self).hashed += 1
        return super().__hash__()


class Passed(Results):
    """Results that count how often they are gone through, or asked for those of some value sets."""

    passes = 0

    def __iter__(self) -> Iterator[Any]:
        self.passes += 1
        return super().__iter__()

    def of(self, *names: str) -> list[Result]:  # noqa: D102 - as of the class
        self.passes += 1
        return super().of(*names)


def _source(number: int, when: When | None = DAY) -> Source:
    return Source(f"Observation/{number}", when, "")


@pytest.mark.parametrize(
    ("when", "final"),
    [(lambda _: DAY, lambda _: True), (lambda number: DAY if number % 2 else None, lambda _: True),
     (lambda _: DAY, lambda number: bool(number % 2))],
    ids=["one day", "half undated", "half preliminary"],
)  # fmt: skip
def test_values_of_one_thing_are_not_compared_with_each_other(when: Any, final: Any) -> None:
    """Which of them pass, and which are of the newest day, is told by identity."""
    Counted.compared = 0
    found = [(Counted(1), _source(number, when(number)), final(number)) for number in range(MANY)]
    picked = several.pick(found, lambda one: (one.value,), AS_OF, [])
    assert picked is not None
    assert len(picked.others) == MANY - 1
    assert Counted.compared == 0


def test_what_is_passed_over_is_noted_once() -> None:
    """Two values that are equal are two: each that is passed over leaves its note, and the others leave none."""
    notes: list[Any] = []
    several.pick(
        [(Counted(1), _source(number), number > 2) for number in range(5)], lambda one: (one.value,), AS_OF, notes
    )
    assert [one.reference for one in notes] == ["Observation/0", "Observation/1", "Observation/2"]


@pytest.mark.parametrize("value", [{"valueString": "xyz"}, {"hasMember": [{"reference": "Observation/x"}]}])
def test_the_results_are_gone_through_as_often_whatever_their_number(value: dict[str, Any]) -> None:
    """What is on hand of Ki-67 is gathered once, and not for each result without a value."""
    passes = []
    for count in (FEW, MANY):
        sent = [
            pathology.observation(pathology.concept(pathology.LOINC, "29593-1"), id=f"o{number}", **value)
            for number in range(count)
        ]
        found = Passed(observations.results(sent, TERMS, AS_OF, UTC, []))
        ki67.ki67(found, {}, TERMS, AS_OF, [])
        passes.append(found.passes)
    assert passes[0] == passes[1]


def test_a_refused_grade_is_not_looked_for_among_all() -> None:
    """An entry is known to be refused by itself: no grade is compared with another."""

    class Compared(str):
        __slots__ = ()
        compared = 0

        def __eq__(self, other: object) -> bool:
            Compared.compared += 1
            return super().__eq__(other)

        __hash__ = str.__hash__

    grades = [
        Recorded(Compared("grade 2"), 2, 2, ours=False, nec=False, source=_source(number), final=True, caveats=(),
                 quality=Quality.AMBIGUOUS if number % 2 else Quality.INVALID)
        for number in range(MANY)
    ]  # fmt: skip
    assert grade.conclude(grades, None, None, AS_OF, []) is not None
    assert Compared.compared == 0


def test_what_is_at_issue_in_staging_is_gathered_once() -> None:
    """M1 and M0 of one day: each reference is looked up a few times, and not once for each of the others."""
    code = pathology.concept(pathology.LOINC, "21907-1")
    hashed = []
    for count in (FEW, MANY):
        found = Results(
            Result({"valueString": f"M{number % 2}"} | {"code": code}, frozenset({"tnm-m"}),
                   Source(Spelled(f"Observation/{number}"), DAY, ""), final=True)
            for number in range(count)
        )  # fmt: skip
        Spelled.hashed = 0
        assert len(staging.metastatic(found, {}, AS_OF)) == count / 2
        hashed.append(Spelled.hashed)
    assert hashed[1] <= hashed[0] * MANY / FEW


def test_the_panels_of_a_member_are_gathered_in_place(monkeypatch: pytest.MonkeyPatch) -> None:
    """A member of many panels costs one entry for each, and not a copy of all so far."""

    class Joined(frozenset[Any]):
        joined = 0

        def __or__(self, other: Any) -> Joined:
            Joined.joined += 1
            return Joined(super().__or__(other))

    monkeypatch.setattr(panels, "frozenset", Joined, raising=False)
    member = pathology.ki67(id="m")
    whole = pathology.observation({"text": "panel"}, hasMember=[{"reference": "Observation/m"}])
    found = observations.results(
        [member, *(whole | {"id": f"p{number}"} for number in range(MANY))], TERMS, AS_OF, UTC, []
    )
    assert len(found[0].panels) == MANY + 1
    assert Joined.joined <= 2


class _Given:
    """A treatment that counts how often it is asked when it ended."""

    asked = 0
    drug = Drug(DrugClass.INSULIN, "insulin", Form.UNKNOWN, "insulin", "", "code")
    when, active = dates.parse("2010-01-01", UTC), False

    @property
    def running_until(self) -> None:
        _Given.asked += 1


class _Told(datetime):
    """A moment that counts how often it is compared."""

    compared = 0

    def __lt__(self, other: Any) -> bool:
        _Told.compared += 1
        return super().__lt__(other)

    def __gt__(self, other: Any) -> bool:
        _Told.compared += 1
        return super().__gt__(other)

    def __ge__(self, other: Any) -> bool:
        _Told.compared += 1
        return super().__ge__(other)


def _lows(count: int) -> list[Glucose]:
    return [Glucose(48, 48, "mg/dL", "48 mg/dL", _source(number), hypoglycemia=True) for number in range(count)]


def test_a_treatment_is_read_once_and_not_for_each_glucose() -> None:
    """Insulin of long ago beside many low glucoses: when it ended is read as often for many as for few."""
    asked = []
    for count in (FEW, MANY):
        _Given.asked = 0
        given: list[Any] = [_Given() for _ in range(FEW)]
        assert len(unexplained.unexplained(_lows(count), (), (), given, AS_OF)) == count
        asked.append(_Given.asked)
    assert asked[0] == asked[1] == FEW


def test_events_are_not_compared_with_every_glucose() -> None:
    """Many explaining events beside many low glucoses: a sort of the one, a look-up for each of the other."""
    moment = _Told(2026, 3, 1, tzinfo=UTC)
    told = [Explanation(_source(number, When(moment, moment, "")), over=True) for number in range(MANY)]
    _Told.compared = 0
    assert len(unexplained.unexplained(_lows(MANY), (), told, (), AS_OF)) == MANY
    assert _Told.compared <= MANY * 16


def test_what_is_planned_is_told_once(picture: Picture) -> None:
    """The orders of the session are looked through when the picture is drawn, and not for each order that is judged."""
    order = Order("MedicationRequest/p", Drug(DrugClass.PRRT, "prrt", Form.UNKNOWN, "prrt", "", "code"), Dosage())

    class Drafts(tuple[Order, ...]):
        __slots__ = ()
        passes = 0

        def __iter__(self) -> Iterator[Order]:
            Drafts.passes += 1
            return super().__iter__()

    planned = replace(picture, drafts=Drafts([order]))
    assert [planned.planned_prrt for _ in range(FEW)] == [True] * FEW
    assert Drafts.passes == 1
    assert not replace(planned, drafts=()).planned_prrt


@pytest.fixture
def picture() -> Picture:
    """Return the picture of an empty chart."""
    return drawn.draw({}, "p1", AS_OF, TERMS, UTC)


@pytest.mark.parametrize(("before", "lost"), [(99, False), (100, True)])
def test_an_observation_beyond_the_bound_is_lost_and_noted(before: int, lost: bool) -> None:
    """A hundred contained resources are read; an Observation after them leaves a note, and its element is not complete."""
    notes: list[Any] = []
    inside = [*({"resourceType": "Specimen", "id": str(number)} for number in range(before)), pathology.ki67(id="k")]
    found = list(panels.unfolded([{"resourceType": "Observation", "id": "o", "contained": inside}], notes))
    assert len(found) == (1 if lost else 2)
    assert [(one.reference, one.lost) for one in notes] == ([("Observation/o", True)] if lost else [])


def test_what_is_no_observation_is_not_missed() -> None:
    """Specimens beyond the bound say nothing that is read here."""
    notes: list[Any] = []
    inside = [{"resourceType": "Specimen"}] * 200
    assert len(list(panels.unfolded([{"resourceType": "Observation", "contained": inside}], notes))) == 1
    assert not notes


def test_twice_the_sentences_cost_twice_the_time() -> None:
    """Each sentence is read by itself: the work of a report grows with its length only."""
    read = []
    for count in (FEW, MANY):
        said = report_reading.read("NET of the pancreas, G2, Ki-67 12 %. " * count, _source(1))
        read.append(len(said.ki67))
    assert read == [FEW, MANY]
