"""Chart text on a card is data: escaped for Markdown and HTML, cleaned and shortened. Phrases that cards share."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from mappings.definitions import read
from mappings.elements import ELEMENTS
from mappings.model import Glucose, Reading, Source
from mappings.order_reasons import HOW as REASON
from mappings.patient import Picture
from mappings.reported import HOW as TEXT

EVIDENCE: Final[dict[str, dict[str, Any]]] = read(Path(__file__).with_name("evidence.toml"))
# Only what can begin markup in the middle of a line; `:`, `@` and `www.` would make GitHub's renderer add links.
_MARKDOWN: Final = re.compile(r"([\\`*_\[\]#|~!]|:(?=//)|@|(?<=www)\.)", re.IGNORECASE)
_HTML: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"})
_LONGEST: Final = 80
_RECORDED: Final = ("SSTR status", "octreotide test", "glucose", "resectability")


def clean(text: str, longest: int = _LONGEST) -> str:
    """Return one line without control, bidirectional, private or lone-surrogate characters, at most `longest` long."""
    plain = text.isascii() and text.isprintable()
    kept = text if plain else "".join(c if unicodedata.category(c)[0] != "C" else " " for c in text)
    line = " ".join(kept.split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "\N{HORIZONTAL ELLIPSIS}"


def escaped(text: str, longest: int = _LONGEST) -> str:
    """Return chart text that Markdown and HTML show as it is: no markup, no link, no entity of its own."""
    return _MARKDOWN.sub(r"\\\1", clean(text, longest)).translate(_HTML)


def day(source: Source) -> str:
    """Return the date of a source as recorded."""
    return source.when.text if source.when else "undated"


def place(source: Source) -> str:
    """Return `Type/id, date` of a source; the id is shortened for reading (in actions it is never touched)."""
    return f"{escaped(source.reference, 48)}, {day(source)}"


def told(name: str, sources: Iterable[Source]) -> str:
    """Return a fact with its sources; matched by name or said by an order, the chart's own words are shown."""
    return f"{name} ({'; '.join(_seen(source) for source in sources)})"


def _seen(source: Source) -> str:
    how = {"name": "matched by name", REASON: REASON, TEXT: "report text"}.get(source.how, "")
    matched = f'{how}: "{escaped(source.seen)}"; ' if how and source.seen else ""
    return matched + place(source)


def glucose(one: Glucose) -> str:
    """Return a glucose result with its source."""
    return f"Glucose {escaped(one.shown, 30)} ({place(one.source)})"


def not_read(readings: Iterable[Reading]) -> str:
    """Name what could not be read, grouped by the reason, as a sentence; empty when everything was read."""
    grouped: dict[str, list[str]] = {}
    for reading in readings:
        grouped.setdefault(reading.problem or reading.state.value, []).append(ELEMENTS[reading.element].title)
    parts = [f"{', '.join(titles)} ({reason})" for reason, titles in grouped.items()]
    return f"Not read: {'; '.join(parts)}." if parts else ""


def closing(keys: Iterable[str], rule: str, version: str) -> str:
    """Return the last line of a card: evidence, rule and version, and what the card is for."""
    said = "; ".join(EVIDENCE[key]["short"] for key in keys)
    return f"*Evidence: {said}. Rule {rule} {version}. Supports clinical judgment, does not replace it.*"


def bullets(title: str, lines: Iterable[str]) -> str:
    """Return a titled list, or an empty string without lines."""
    listed = [f"- {line}" for line in lines if line]
    return "\n".join([f"**{title}**", "", *listed]) if listed else ""


def sentences(*parts: str) -> str:
    """Join sentences, without the empty ones."""
    return " ".join(part for part in parts if part)


def paragraphs(*parts: str) -> tuple[str, ...]:
    """Drop the empty parts."""
    return tuple(part for part in parts if part)


def not_known(picture: Picture, unread: Iterable[Reading], asked: Iterable[str] = _RECORDED) -> str:
    """Return the paragraph on which of the `asked` nobody has recorded, and what was not read; may be empty."""
    wanted = frozenset(asked)
    absent = [name for name in _unrecorded(picture) if name in wanted]
    missing = ", ".join(absent)
    recorded = f"{missing[0].upper()}{missing[1:]} (searched by code only)." if missing else ""
    reports = reports_not_read(picture) if _RECORDED[0] in absent else ""
    said = sentences(recorded, reports, not_read(unread))
    return f"**Not known.** {said}" if said else ""


def reports_not_read(picture: Picture, most: int = 2) -> str:
    """Name the reports that exist and were not read, since they may say it; may be empty."""
    listed = picture.reported.unread
    named = "; ".join(f"{escaped(one.seen)} ({place(one)})" for one in listed[:most])
    more = f", and {len(listed) - most} more" if len(listed) > most else ""
    return f"Reports that may say it: {named}{more}." if listed else ""


def _unrecorded(picture: Picture) -> list[str]:
    """Name what is known not to be recorded; what was not read is named apart."""
    results, labs = picture.readings["tumor"].complete, picture.readings["labs"].complete
    located = picture.resectability is not None or bool(picture.metastases)
    missing = (
        ("SSTR status", results and picture.sstr is None),
        ("octreotide test", results and picture.octreotide_test is None),
        ("glucose", labs and not picture.glucoses),
        ("resectability", results and not located),
    )
    return [name for name, absent in missing if absent]
