"""`pnet-cds explain` as a page for a terminal."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from rich.console import Console
from rich.markdown import Markdown
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table

from mappings.elements import ELEMENTS
from mappings.model import Reading
from service.engine import Answer
from service.explain import Explained, said
from service.explain_facts import facts, order_facts

# The chart's words are shown: what would steer a terminal, or turn the order of letters, is taken out.
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def show(made: Explained, console: Console | None = None) -> None:
    """Print the page."""
    out = console or Console()
    out.rule(f"[bold]As of {made.as_of:%Y-%m-%d %H:%M %Z}")
    if made.refused:
        out.print(f"[bold red]Answered {_plain(made.refused)}")
    if made.answer:
        _show_answer(made.answer, out)
    _list(out, "Invalid in the request (read all the same)", made.invalid)


def _show_answer(answer: Answer, out: Console) -> None:
    seen = answer.picture
    _list(
        out, "Selected orders", [f"{o.reference}: {order_facts(o, seen)}" for o in answer.drafts.selected] or ["none"]
    )
    _list(out, "Not identified", answer.drafts.unidentified)
    if seen is None:
        out.print("No selected order concerns a rule: no data were read, and no card is shown.")
    else:
        read = seen.readings.values()
        _list(out, "Read", [f"{r.element} ({ELEMENTS[r.element].title}): {_state(r)}" for r in read])
        _table(out, "Facts", ("fact", "value", "seen"), facts(seen))
    rules = [(f"{one.rule} {one.version}", *said(one), one.order) for one in answer.outcomes]
    _table(out, "Rules", ("rule", "result", "why", "order"), rules)
    notes = [*answer.drafts.notes, *(seen.notes if seen else ())]
    _list(out, "Not used", [f"{note.reference}: {note.reason}" for note in notes])
    for card in answer.cards:
        title = f"{card['indicator']} - {card['source']['topic']['code']}"
        offered = "".join(f"\n- [ ] {one['label']}" for one in card.get("suggestions", []))
        page = "\n".join(map(_clean, f"# {card['summary']}\n\n{card.get('detail', '')}\n{offered}".split("\n")))
        style = {"critical": "red", "warning": "yellow", "info": "blue"}[card["indicator"]]
        out.print(Panel(Markdown(page), title=title, border_style=style))


def _clean(text: str) -> str:
    return _CONTROL.sub(" ", text)


def _plain(text: str) -> str:
    """Return one line that Rich shows as it is: no markup, no control characters."""
    return escape(_clean(text))


def _state(reading: Reading) -> str:
    return f"{reading.state}, {reading.problem}" if reading.problem else reading.state.value


def _list(out: Console, title: str, lines: list[str] | tuple[str, ...]) -> None:
    if lines:
        out.print(f"\n[bold]{title}")
        for line in lines:
            out.print(f"- {_plain(line)}", highlight=False)


def _table(out: Console, title: str, columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    listed = list(rows)
    if listed:
        table = Table(title=title, title_justify="left", title_style="bold", expand=True)
        for column in columns:
            table.add_column(column, overflow="fold")  # an id is broken over lines, never cut
        for row in listed:
            table.add_row(*(_plain(str(cell)) for cell in row))
        out.print(table)
