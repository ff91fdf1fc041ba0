"""docs/performance.md: the targets against what was measured, and how to repeat it."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Iterable
from datetime import date
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Final

from bench.load import Load
from bench.measure import Pairs, Results

_PACKAGES: Final = ("flask", "gunicorn", "orjson", "werkzeug")
_MOST: Final = {
    "cpu": 1.5, "rate": 0.65, "p99": 5.0, "pss": 170.0, "start": 1.5, "unrelated": 1.1, "growth": 10.0,
}  # fmt: skip
_AT_REST: Final = 0.5
Row = tuple[str, str, str, str]


def page(found: Results, today: date, rounds: int, seconds: int) -> str:
    """Return the page as Markdown."""
    rows = [*_ratios(found), *_absolutes(found), *_growth(found)]
    missed = [row[0] for row in rows if row[3] == "**missed**"]
    verdict = f"Missed in this run: {'; '.join(missed)}." if missed else "Every target was met in this run."
    table = _table(("What", "Target", "Measured", ""), rows)
    return _PAGE.format(
        verdict=verdict, table=table, figures=_figures(found), sizes=_sizes(found), today=today.isoformat(),
        machine=_machine(), busy=_busy(found.busy), rounds=rounds, seconds=seconds,
        resources=found.resources, size=f"{found.bytes_sent / 1000:.0f}",
    )  # fmt: skip


def spread(values: Iterable[float], digits: int = 2) -> str:
    """Return the median with the lowest and the highest: `1.42 (1.38 to 1.47)`."""
    found = sorted(values)
    return f"{median(found):.{digits}f} ({found[0]:.{digits}f} to {found[-1]:.{digits}f})"


def ratios(pairs: Pairs, of: Callable[[Load], float]) -> list[float]:
    """Return ours by the bare server's, round by round."""
    return [of(ours) / of(bare) for ours, bare in zip(pairs.ours, pairs.bare, strict=True)]


def _ratios(found: Results) -> list[Row]:
    cpu = ratios(found.loads["many"], _cpu)
    rate = ratios(found.loads["many"], _rate)
    unrelated = ratios(found.loads["unrelated"], _cpu)
    return [
        ("CPU per request, by the bare server's", f"at most {_MOST['cpu']}", spread(cpu), _most("cpu", median(cpu))),
        ("Requests per second at 16 connections, by the bare server's", f"at least {_MOST['rate']}", spread(rate),
         _said(median(rate) >= _MOST["rate"])),
        ("CPU of an order that concerns no rule, by the bare server's", f"at most {_MOST['unrelated']}",
         spread(unrelated), _most("unrelated", median(unrelated))),
        ("FHIR calls for an order that concerns no rule", "0", str(found.fhir_calls), _said(found.fhir_calls == 0)),
    ]  # fmt: skip


def _absolutes(found: Results) -> list[Row]:
    p99 = [one.p99 for one in found.loads["one"].ours]
    return [
        ("p99 at one connection, ms", f"at most {_MOST['p99']:.0f}", spread(p99), _most("p99", median(p99))),
        ("Memory with two workers after load (PSS of all processes), MB", f"at most {_MOST['pss']:.0f}",
         f"{found.pss:.0f} (bare: {found.bare_pss:.0f})", _most("pss", found.pss)),
        ("Start to first answer, s", f"at most {_MOST['start']}", spread(found.starts),
         _most("start", median(found.starts))),
        ("The same where the database is made first, s", f"at most {_MOST['start']}", f"{found.first_start:.2f}",
         _most("start", found.first_start)),
    ]  # fmt: skip


def _growth(found: Results) -> list[Row]:
    return [
        (f"CPU of {many} resources, by that of {few}", f"at most {_MOST['growth']:.0f}", f"{more / less:.1f}",
         _most("growth", more / less))
        for (few, less, _), (many, more, _) in zip(found.sizes, found.sizes[1:], strict=False)
    ]  # fmt: skip


def _figures(found: Results) -> str:
    rows = []
    for kind, said in _KINDS.items():
        for name, loads in (("pnet-cds", found.loads[kind].ours), ("bare Flask", found.loads[kind].bare)):
            figures = (spread(map(_cpu, loads)), spread(map(_rate, loads), 0), spread(one.p50 for one in loads),
                       spread(one.p99 for one in loads))  # fmt: skip
            rows.append((said, name, *figures))
    return _table(("Load", "Server", "CPU ms per request", "Requests/s", "p50 ms", "p99 ms"), rows)


def _sizes(found: Results) -> str:
    rows = [(str(count), f"{ours:.2f}", f"{bare:.2f}", f"{ours / bare:.2f}") for count, ours, bare in found.sizes]
    return _table(("Resources", "CPU ms", "bare", "ratio"), rows)


def _cpu(one: Load) -> float:
    return one.cpu_ms


def _rate(one: Load) -> float:
    return one.per_second


def _most(name: str, value: float) -> str:
    return _said(value <= _MOST[name])


def _said(met: bool) -> str:  # noqa: FBT001 - a verdict
    return "met" if met else "**missed**"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _busy(load: float) -> str:
    """Say whether the machine was at rest: p99, start and requests/s are worth little where it was not."""
    rest = (
        "it was at rest"
        if load < _AT_REST
        else "it was busy with other work, which makes p99, start and requests/s worse"
    )
    return f"The load average before the run was {load:.1f}: {rest}."


def _machine() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    model = next(
        (line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown processor"
    )
    packages = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    system = f"{platform.system()} {platform.release()}, Python {platform.python_version()}"
    return f"{os.cpu_count()} cores ({model}), {system}, {packages}"


_KINDS: Final = {
    "many": "16 connections",
    "one": "1 connection",
    "listed": "16 connections, only Observations that a template asks for",
    "unrelated": "16 connections, an order that concerns no rule",
}
_PAGE: Final = """<!-- Written by `make bench`: do not edit. -->
# Performance

{verdict}

{table}

A value is the median of the rounds, with the lowest and the highest. The bare server is a Flask application under the
same gunicorn settings that parses the body with orjson and counts its resources by code (`bench/bare.py`); it is loaded
in the same run, in turn with ours, so a ratio holds on another machine where an absolute figure does not.

## Figures

{figures}

Cost by size, one request at a time; each copy of a resource has an id and a day of its own:

{sizes}

## How this was measured

{today}; {machine}. {rounds} rounds of {seconds} s each.
{busy}

The request is an order-select of octreotide, {size} kB, {resources} resources under the service's own prefetch keys
(`bench/order-select-67kb.json` holds them). An Observation stands under the key whose code list asks for it; one that
no list asks for stands under `labs2`, as from an EHR that overlooks the filter, which costs more than leaving it out.
`pnet-cds serve` runs with two workers, `PNET_CDS_AUTH=off`, every rule, every card, the record of shown cards and the
log. wrk makes the load from the same machine. CPU is that of the whole process tree, from /proc.

## Repeat it

```sh
apt-get install wrk
make bench                              # rewrites this page
make bench ARGS="--rounds 9 --seconds 10"   # longer, for a busy machine
```
"""
