"""`python -m bench`: measure, write docs/performance.md, print its table."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import click

from bench import load, measure, page

PAGE: Final = Path(__file__).parents[1] / "docs" / "performance.md"


@click.command()
@click.option("--rounds", default=5, show_default=True, type=click.IntRange(1, 50), help="How often all is repeated.")
@click.option("--seconds", default=4, show_default=True, type=click.IntRange(1, 60), help="Length of one load.")
@click.option("--out", default=PAGE, type=click.Path(path_type=Path, dir_okay=False), help="The page to write.")
def main(rounds: int, seconds: int, out: Path) -> None:
    """Measure this service against a bare Flask on this machine; needs wrk."""
    load.wrk()
    click.echo(f"about {rounds * (8 * seconds + 4) // 60 + 1} minutes ...")
    text = page.page(measure.run(rounds, seconds), datetime.now(UTC).date(), rounds, seconds)
    out.write_text(text, encoding="utf-8")
    click.echo(text.partition("## How")[0])
    click.echo(f"written: {out}")


if __name__ == "__main__":
    main(prog_name="make bench")
