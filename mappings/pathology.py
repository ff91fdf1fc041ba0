"""What pathology says of the tumor: Ki-67 index, mitotic count, grade and histology, each with where it was seen."""

from __future__ import annotations

from mappings.model import Quality, Source
from mappings.records import record

BANDS = ("G1", "G2", "G3")
"""The WHO grades of a neuroendocrine tumor, lowest first."""


@record
class Proliferation:
    """A Ki-67 index in percent of cells, or a mitotic count per 2 mm2, as the interval `low`..`high`.

    `band` is the WHO grade where the whole interval lies in one, else None; `acts_as` is the grade of its upper end,
    which decides. Both are None where the number cannot be read (quality INVALID, 0..100 percent or 0 without an upper
    end) or is not per 2 mm2. DISCORDANT: another value of the same tumor gives another grade, and the higher decides.
    """

    low: float
    high: float
    shown: str
    band: str | None
    acts_as: str | None
    quality: Quality
    source: Source
    low_open: bool = False
    high_open: bool = False
    also: tuple[Proliferation, ...] = ()
    """The other values on file, newest first: of another site or date, preliminary, undated or not readable."""
    caveats: tuple[str, ...] = ()
    """What to say beside the value, each a few words of our own."""

    @property
    def known(self) -> bool:
        """Whether there is a number at all."""
        return self.quality is not Quality.INVALID

    @property
    def conflict(self) -> bool:
        """Whether the values on file give different grades."""
        return self.quality is Quality.DISCORDANT


@record
class Grade:
    """The grade as recorded and as measured. They may contradict each other, which is shown and never resolved.

    `recorded` is the chart's own answer: `G1` to `G3` of WHO for a neuroendocrine tumor, `NEC`, or an answer of another
    scheme in our words (`low grade`), which is no WHO grade. `measured` is the higher grade of Ki-67 and mitoses.
    `band` is the one to act on: None when nothing says it, or when the two contradict each other (`conflict`).
    """

    recorded: str | None
    measured: str | None
    band: str | None
    quality: Quality
    sources: tuple[Source, ...]
    """Of the recorded grade that counts first, then of what was measured."""
    conflict: bool = False
    also: tuple[Source, ...] = ()
    """Recorded grades that were not decisive, newest first."""
    caveats: tuple[str, ...] = ()


@record
class Histology:
    """The tumor type: `net` (well differentiated), `nec` (poorly differentiated), `minen`, or `nec, grade needed`.

    `functioning` names the hormone-producing type that the entry states (`insulinoma`), else it is empty. `conflict`:
    entries of other kinds, which may be as good; one that says poorly differentiated is never put behind another.
    """

    kind: str
    shown: str
    quality: Quality
    source: Source
    functioning: str = ""
    conflict: bool = False
    also: tuple[Source, ...] = ()
    caveats: tuple[str, ...] = ()
