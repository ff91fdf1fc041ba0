"""What reports say in words, as lines of a card: named as not coded, and beside a coded fact only where they differ."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from hooks import wording
from mappings.dates import When
from mappings.model import Fact, Measure, Quality, Source
from mappings.pathology import Grade, Proliferation
from mappings.patient import Picture

_TITLES: Final = {
    "ki67": "Ki-67",
    "grade": "grade",
    "differentiation": "histology",
    "sstr": "SSTR",
    "hepatic_load": "hepatic tumor load",
    "progression": "course",
}
NAMES: Final = tuple(_TITLES)
_LONGEST: Final = 120
_DEGREES: Final = {"well": "well differentiated", "poorly": "poorly differentiated"}


def lines(picture: Picture, names: Iterable[str] = NAMES) -> str:
    """Return one sentence for each of `names` that a report states and nobody coded, or coded otherwise; may be empty."""
    return wording.sentences(*(line(picture, name) for name in names))


def line(picture: Picture, name: str) -> str:
    """Return what a report says of one fact (a name of NAMES), or an empty string where that adds nothing."""
    found = getattr(picture.reported, name)
    if found is None:
        return ""
    said, source = _said(found), found.source
    coded = None if name == "differentiation" else getattr(picture, name)
    if coded is not None and not _differs(found, coded):
        return ""
    mark = ", preliminary" if found.quality is Quality.PRELIMINARY else ""
    how = "not coded" if coded is None else "the coded value counts"
    who = "A report" if coded is None else _who(source.when, _when(coded))
    quoted = f'"{wording.escaped(source.seen, _LONGEST)}"'
    return f"{who} says: {_TITLES[name]} {said} ({how}{mark}; {quoted}; {wording.place(source)})."


def _who(reported: When | None, coded: When | None) -> str:
    newer = reported is not None and coded is not None and reported.after(coded)
    return "A newer report" if newer else "A report"


def _said(found: Fact | Measure | Proliferation) -> str:
    return _DEGREES.get(found.value, found.value) if isinstance(found, Fact) else found.shown


def _when(coded: Fact | Measure | Proliferation | Grade) -> When | None:
    sources: tuple[Source, ...] = coded.sources if isinstance(coded, Grade) else (coded.source,)
    return sources[0].when if sources else None


def _differs(found: Fact | Measure | Proliferation, coded: object) -> bool:
    """Whether a report contradicts the coded value: another answer, or an interval apart from it."""
    if isinstance(coded, Grade):
        return isinstance(found, Fact) and found.value not in (coded.recorded, coded.measured)
    if isinstance(found, Fact):
        return isinstance(coded, Fact) and found.value != coded.value
    return isinstance(coded, Measure | Proliferation) and (found.high < coded.low or found.low > coded.high)


def paragraph(picture: Picture) -> str:
    """Return the paragraph on what reports say and nobody coded, and on reports that were not read; may be empty."""
    said = wording.sentences(lines(picture), wording.reports_not_read(picture))
    return f"**In reports.** {said}" if said else ""
