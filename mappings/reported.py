"""What reports say in words: kept apart from the coded facts, which it never replaces."""

from __future__ import annotations

from mappings.model import Fact, Measure, Source
from mappings.pathology import Proliferation
from mappings.records import record

HOW = "text"
"""How a fact was seen that no one coded."""


@record
class Reported:
    """The newest statement of each kind; None or empty where no report that was read has one.

    Each is of quality FROM_TEXT, or PRELIMINARY, and its source holds the sentence. It is for information: whoever rests
    anything on it says so. `insulinoma` holds the sentences that name one as there or possible.
    """

    ki67: Proliferation | None = None
    grade: Fact | None = None
    """`G1`, `G2`, `G3` or `NEC`."""
    differentiation: Fact | None = None
    """`well` or `poorly`."""
    sstr: Fact | None = None
    """`positive`, `negative` or `equivocal`."""
    hepatic_load: Measure | None = None
    progression: Fact | None = None
    """`progressive`, `stable` or `responding`."""
    insulinoma: tuple[Source, ...] = ()
    coded_insulinoma: tuple[Fact, ...] = ()
    """Insulinomas that a final pathology report names by code (conclusionCode): as good as a coded histology."""
    unread: tuple[Source, ...] = ()
    """Reports, or parts of them, that exist and were not read; `seen` says why."""


NOTHING = Reported()
