"""What the cards on therapy say of the chart: one line of facts with their dates."""

from __future__ import annotations

from hooks import decision, wording
from hooks.situation import Situation
from mappings.model import Fact
from mappings.patient import Picture


def chart_line(picture: Picture, here: Situation) -> str:
    """Return the facts that the options rest on, each with its date."""
    found = [
        _pathology(picture),
        _fact("SSTR", picture.sstr),
        _progression(here),
        *(f"{one.value} ({wording.day(one.source)})" for one in here.functional),
        _insulinoma(picture, here),
        _extent(picture, here),
        f"hepatic load {wording.escaped(picture.hepatic_load.shown, 20)}" if picture.hepatic_load else "",
        _fact("burden", picture.tumor_burden),
        {True: "symptoms", False: "no symptoms", None: ""}[here.symptoms],
        f"ECOG {picture.ecog.value}" if picture.ecog else "",
        _lines(picture, here),
    ]
    return f"**Chart.** {', '.join(part for part in found if part)}."


def _pathology(picture: Picture) -> str:
    said = []
    if picture.ki67 and picture.ki67.known:
        said.append(f"Ki-67 {wording.escaped(picture.ki67.shown, 20)} ({wording.day(picture.ki67.source)})")
    grade = picture.grade
    if grade and grade.band:
        said.append(grade.band)
    elif grade and grade.conflict:
        said.append(f"grade recorded {grade.recorded}, measured {grade.measured}")
    said += [one.shown for one in picture.histology[:1]]
    return ", ".join(said)


def _fact(name: str, fact: Fact | None) -> str:
    if fact is None:
        return ""
    sure = "" if fact.quality.value == "exact" else f", {fact.quality.value}"
    return f"{name} {fact.value} ({wording.day(fact.source)}{sure})"


def _progression(here: Situation) -> str:
    if here.progressing is not None:
        return f"progression ({wording.place(here.progressing.source)})"
    return _fact("course", here.stable)


def _insulinoma(picture: Picture, here: Situation) -> str:
    return f"insulinoma: {picture.insulinoma.certainty.value}" if here.insulinoma else ""


def _extent(picture: Picture, here: Situation) -> str:
    if picture.metastases:
        return f"metastatic ({wording.day(picture.metastases[0])})"
    said = picture.resectability.value if picture.resectability else ""
    return said or ("extent not documented, on therapy" if here.extent else "")


def _lines(picture: Picture, here: Situation) -> str:
    if not here.lines:
        return decision.untreated(picture)
    return "therapy: " + "; ".join(_line(one.label, one.started.text if one.started else None, current=one.current)
                                   for one in here.lines[:6])  # fmt: skip


def _line(label: str, since: str | None, *, current: bool) -> str:
    when = f"since {since}" if current and since else "now" if current else f"from {since}, ended" if since else "ended"
    return f"{label} {when}"
