#!/usr/bin/env python3
"""Make docs/images/*.png: the answers to two of docs/examples, drawn as an EHR would draw them.

Run it from the repository with `.venv/bin/python docs/render_card.py`. It needs the dev extra and Chromium
(`apt-get install chromium`). The requests are answered in this process, as of 2026-11-23T12:00:00Z; nothing is
sent over a network.
"""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from markdown_it import MarkdownIt

from service.app import create_app
from service.settings import Settings

HERE: Final = Path(__file__).parent
PICTURES: Final = {
    HERE / "examples" / "order-select.json": HERE / "images" / "card.png",
    HERE / "examples" / "patient-view.json": HERE / "images" / "options.png",
}
AS_OF: Final = datetime(2026, 11, 23, 12, tzinfo=UTC)
WIDTH: Final = 860
_BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome")
_FLAGS: Final = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--hide-scrollbars",
    "--force-device-scale-factor=1",
)
_HEIGHT: Final = re.compile(r"<title>(\d+)</title>")
_MEASURE: Final = "document.title = document.body.offsetHeight"
# Each indicator's color and word; white on the color has a contrast of at least 4.5 to 1.
_INDICATORS: Final = {
    "critical": ("#b3261e", "Critical"),
    "warning": ("#8a5300", "Warning"),
    "info": ("#0b57a4", "Info"),
}
_STYLE: Final = """
* { box-sizing: border-box; }
body { margin: 0; padding: 20px; background: #e9edf1; color: #1b1f24; font: 15px/1.45 "Liberation Sans", Arial, sans-serif; }
.card { background: #fff; border-radius: 6px; border: 1px solid #c4ccd4; border-left: 8px solid var(--color);
        overflow: hidden; }
.card + .card { margin-top: 16px; }
header { padding: 14px 20px 12px; border-bottom: 1px solid #e1e6eb; }
.badge { display: inline-block; background: var(--color); color: #fff; font-weight: bold; font-size: 12px;
         letter-spacing: .06em; text-transform: uppercase; border-radius: 3px; padding: 2px 9px; }
.about { color: #4a5560; font-size: 13px; margin-left: 10px; }
h1 { font-size: 20px; line-height: 1.3; margin: 8px 0 0; color: var(--color); }
.detail { padding: 4px 20px 2px; }
.detail p { margin: 9px 0; }
.detail p strong:first-child { color: #0d2b45; }
.detail p:has(+ ul) { margin-bottom: 4px; }
.detail ul { margin: 4px 0 10px; padding-left: 22px; }
.detail li { margin: 2px 0; }
.detail p:last-child { color: #4a5560; font-size: 12.5px; }
.suggestions { padding: 2px 20px 14px; display: flex; flex-wrap: wrap; gap: 8px; }
button { font: inherit; font-size: 14px; padding: 7px 13px; border-radius: 4px; border: 1px solid #0b57a4; background: #fff;
         color: #0b4a8b; }
button.recommended { background: #0b57a4; color: #fff; font-weight: bold; }
footer { background: #f4f6f8; border-top: 1px solid #e1e6eb; padding: 10px 20px; display: flex; gap: 10px;
         align-items: center; font-size: 14px; }
select { font: inherit; padding: 5px 8px; border: 1px solid #7b8792; border-radius: 4px; background: #fff;
         flex: 1; min-width: 0; }
button.dismiss { border-color: #7b8792; color: #1b1f24; }
"""
Json = dict[str, Any]


def answer(request: bytes, as_of: datetime = AS_OF) -> list[Json]:
    """Return the cards that the service answers to a request as of a moment; nothing is authenticated or fetched."""
    app = create_app(Settings(auth="off", fhir_servers=""), lambda: as_of)
    service = f"/cds-services/pnet-{json.loads(request)['hook']}"
    answered = app.test_client().post(service, data=request, content_type="application/json")
    if answered.status_code != 200:  # noqa: PLR2004 - HTTP's own number
        sys.exit(f"the service answered {answered.status_code}: {answered.get_data(as_text=True)}")
    cards: list[Json] = answered.get_json()["cards"]
    return cards


def page(cards: list[Json]) -> str:
    """Return the cards as one HTML page; Markdown is rendered with HTML off, and every other text is escaped."""
    drawn = "\n".join(_card(card) for card in cards)
    head = f'<meta charset="utf-8"><title>Cards</title><style>{_STYLE}</style>'
    return f'<!doctype html><html lang="en">{head}<body>{drawn}<script>{_MEASURE}</script></body></html>'


def _card(card: Json) -> str:
    color, word = _INDICATORS[card["indicator"]]
    detail = MarkdownIt("commonmark", {"html": False}).render(card.get("detail", ""))
    source = card["source"]
    about = html.escape(f"{source['topic']['display']} ({source['topic']['code']})")
    return f"""<article class="card" style="--color: {color}">
<header><span class="badge">{word}</span><span class="about">{about}</span>
<h1>{html.escape(card["summary"])}</h1></header>
<div class="detail">{detail}</div>
<div class="suggestions">{"".join(_button(one) for one in card.get("suggestions", []))}</div>
{_override(card.get("overrideReasons", []))}</article>"""


def _button(suggestion: Json) -> str:
    kind = ' class="recommended"' if suggestion.get("isRecommended") else ""
    return f"<button{kind}>{html.escape(suggestion['label'])}</button>"


def _override(reasons: list[Json]) -> str:
    if not reasons:
        return ""
    choose = f"<option>Choose a reason ({len(reasons)})</option>"
    options = choose + "".join(f"<option>{html.escape(one['display'])}</option>" for one in reasons)
    menu = f'<select aria-label="Reason to override">{options}</select>'
    return f'<footer><span>Override:</span>{menu}<button class="dismiss">Dismiss</button></footer>'


def screenshot(content: str, target: Path) -> None:
    """Write a page as a PNG, WIDTH pixels wide and as high as its content; exits with a message without a browser."""
    browser = next((found for name in _BROWSERS if (found := shutil.which(name))), None)
    if browser is None:
        sys.exit("Chromium is needed to draw the card: apt-get install chromium")
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "card.html"
        source.write_text(content, encoding="utf-8")
        profile = f"--user-data-dir={folder}/profile"
        measured = _run(browser, profile, f"--window-size={WIDTH},600", "--dump-dom", source.as_uri())
        height = _HEIGHT.search(measured)
        if height is None:
            sys.exit("Chromium did not say how high the page is")
        _run(browser, profile, f"--window-size={WIDTH},{height[1]}", f"--screenshot={target}", source.as_uri())


def _run(browser: str, *arguments: str) -> str:
    command = [browser, *_FLAGS, *arguments]
    done = subprocess.run(command, check=True, capture_output=True, timeout=60)  # noqa: S603 - a browser on our own file
    return done.stdout.decode("utf-8", "replace")


def main() -> None:
    """Answer the examples and draw them."""
    for request, picture in PICTURES.items():
        picture.parent.mkdir(exist_ok=True)
        screenshot(page(answer(request.read_bytes())), picture)


if __name__ == "__main__":
    main()
