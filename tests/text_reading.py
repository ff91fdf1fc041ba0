"""How well report text is read: measured on our own sentences. `python -m tests.text_reading` rewrites the page on it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from mappings import reports
from mappings.reported import Reported
from tests.golden import TERMS

FILE: Final = Path(__file__).parent / "mappings" / "report_sentences.toml"
PAGE: Final = Path(__file__).parents[1] / "docs" / "text-reading.md"
FACTS: Final = ("ki67", "grade", "differentiation", "sstr", "hepatic_load", "progression", "insulinoma")
SEEN: Final = ("tuned", "first", "second", "third", "fourth")
HELD_OUT: Final = "held_out"
BEGIN, END = "<!-- measured -->\n", "<!-- end of measured -->\n"
AS_OF: Final = datetime(2026, 11, 23, 12, tzinfo=UTC)


class Score(NamedTuple):
    """Facts that were found and right, found and wrong, and not found or found otherwise."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        """Return the share of what was found that is right."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """Return the share of what is there that was found."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    def plus(self, other: Score) -> Score:
        """Return both together."""
        return Score(self.right + other.right, self.wrong + other.wrong, self.missed + other.missed)


@cache
def sentences() -> dict[str, Any]:
    """Return the sentences by set, and the figures of the first looks."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def read(text: str, name: str = "") -> Reported:
    """Read one report as it comes: a final DiagnosticReport with a conclusion."""
    resource = {
        "resourceType": "DiagnosticReport",
        "id": "r",
        "status": "final",
        "code": {"text": name or "Report"},
        "effectiveDateTime": "2026-11-01",
        "conclusion": text,
    }
    return reports.read({"DiagnosticReport": [resource]}, TERMS, AS_OF, UTC, [])


def facts(found: Reported) -> dict[str, str]:
    """Return fact -> value, as the file spells them."""
    made = {name: one.shown for name in ("ki67", "hepatic_load") if (one := getattr(found, name))}
    made |= {
        name: one.value for name in ("grade", "differentiation", "sstr", "progression") if (one := getattr(found, name))
    }
    return made | ({"insulinoma": "yes"} if found.insulinoma else {})


def score(names: Iterable[str], fact: str | None = None) -> Score:
    """Return the score of some sets, for one fact or for all."""
    total = Score()
    for name in names:
        for one in sentences()[name]:
            got, expected = facts(read(one["text"], one.get("report", ""))), one["expect"]
            for key in (got.keys() | expected.keys()) if fact is None else (got.keys() | expected.keys()) & {fact}:
                same = got.get(key) == expected.get(key)
                total = total.plus(Score(same, not same and key in got, not same and key in expected))
    return total


def misread(names: Iterable[str]) -> list[tuple[str, str, str]]:
    """Return (sentence, expected, found) of everything that is read otherwise."""
    found = []
    for name in names:
        for one in sentences()[name]:
            got = facts(read(one["text"], one.get("report", "")))
            if got != one["expect"]:
                found.append((" ".join(one["text"].split()), _shown(one["expect"]), _shown(got)))
    return found


def _shown(said: dict[str, str]) -> str:
    return ", ".join(f"{name} {value}" for name, value in sorted(said.items())) or "nothing"


def _row(title: str, count: int, one: Score) -> str:
    return f"| {title} | {count} | {one.right} | {one.wrong} | {one.missed} | {one.precision:.3f} | {one.recall:.3f} |"


def measured() -> str:
    """Return the measured part of the page."""
    held = sentences()[HELD_OUT]
    head = "| Sentences | Count | Right | Wrong | Missed | Precision | Recall |\n| --- | --- | --- | --- | --- | --- | --- |"
    rows = [_row("held out, tried last, nothing changed for them", len(held), score([HELD_OUT]))]
    looks = {name: Score(**one) for name, one in sentences()["first_look"].items()}
    rows += [_row(f"{name} set, at the first look", len(sentences()[name]), one) for name, one in looks.items()]
    every = score([HELD_OUT])
    for one in looks.values():
        every = every.plus(one)
    rows.append(
        _row(
            "**all of these, before anything was changed for them**",
            len(held) + sum(len(sentences()[n]) for n in looks),
            every,
        )
    )
    rows.append(_row("what the patterns were made with, now", sum(len(sentences()[n]) for n in SEEN), score(SEEN)))
    by_fact = [
        "| Fact | Held out: right, wrong, missed | All others, now: right, wrong, missed |",
        "| --- | --- | --- |",
        *(
            f"| {name.replace('_', ' ')} | {_three(score([HELD_OUT], name))} | {_three(score(SEEN, name))} |"
            for name in FACTS
        ),
    ]
    wrong = [f'- "{text}": expected {expected}; found {got}.' for text, expected, got in misread([HELD_OUT, *SEEN])]
    return "\n".join([head, *rows, "", *by_fact, "", "Read otherwise than expected, now:", "", *wrong, ""])


def _three(one: Score) -> str:
    return f"{one.right}, {one.wrong}, {one.missed}"


def page() -> str:
    """Return the page with its measured part as it is now."""
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    return f"{before}{BEGIN}\n{measured()}\n{END}{rest.partition(END)[2]}"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
