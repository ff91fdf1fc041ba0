"""What a terminal shows: cards, the patients, and where to go first."""

from __future__ import annotations

import re
from typing import Any, Final

from rich.console import Console
from rich.markdown import Markdown
from rich.padding import Padding
from rich.panel import Panel
from rich.text import Text

from sandbox import charts, links

Json = dict[str, Any]
_COLORS: Final = {"critical": "red", "warning": "yellow", "info": "blue"}
# A card repeats words of the chart: what would steer the terminal is taken out.
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def show_cards(cards: list[Json], out: Console, about: str = "order") -> None:
    """Print each card with its indicator, text, suggestions and override reasons, or that there is none."""
    if not cards:
        out.print(f"No card: the service has nothing to say about this {about}.")
    for card in cards:
        title = f"{card['indicator']} - {card['source'].get('topic', {}).get('code', card['source']['label'])}"
        out.print(Panel(Markdown(_page(card)), title=Text(_plain(title)), border_style=_COLORS[card["indicator"]]))


def show_welcome(service: str, fhir: str, python: str, out: Console) -> None:
    """Print the addresses, the patients with their stories, and what to try first."""
    listed = charts.stories()
    first = listed[0]
    site = fhir.removesuffix("/fhir")
    out.print("\n[bold]pnet-cds sandbox[/bold]: fictitious patients, no authentication, this machine only\n")
    for name, url in (("CDS service", f"{service}/cds-services"), ("FHIR server", fhir), ("To look at", f"{site}/")):
        out.print(f"{name:<12} {url}", soft_wrap=True, highlight=False)
    out.print("\n[bold]Patients[/bold]")
    for one in listed:
        out.print(f"- [bold]{one.id}[/bold], {one.name}", highlight=False)
        out.print(Padding(Text(one.story), (0, 0, 0, 2)))
    out.print("\n[bold]Fire an order and see the card[/bold], in a second terminal:")
    out.print(f"  {links.fire(python, service, fhir, first.id, first.orders[0])}", soft_wrap=True, highlight=False)
    out.print("\n[bold]Open the official CDS Hooks sandbox on both[/bold] (a page on the internet):")
    out.print(f"  {links.official(service, fhir, first.id)}", soft_wrap=True, highlight=False)
    out.print("\nCtrl-C stops both.", highlight=False)


def _page(card: Json) -> str:
    parts = [f"# {card['summary']}", card.get("detail", "")]
    offered = [f"- {one['label']}" for one in card.get("suggestions", [])]
    reasons = [f"- {one['display']}" for one in card.get("overrideReasons", [])]
    if offered:
        parts.append("**Suggestions**\n\n" + "\n".join(offered))
    if reasons:
        parts.append("**Override reasons**\n\n" + "\n".join(reasons))
    return _plain("\n\n".join(part for part in parts if part))


def _plain(text: str) -> str:
    return _CONTROL.sub("", text)
