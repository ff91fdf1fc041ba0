"""`pnet-cds guideline`: the page docs/guideline.md, made from the rules, so that who reads it reads what runs.

For people who do not program: every rule in words with its sources, numbers, data and cases, and what became of each
sentence of the summary that the project started from.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import hooks
from hooks.finding import Recommendation
from hooks.registry import HOOKS, RECOMMENDATIONS
from hooks.wording import EVIDENCE
from mappings.definitions import read
from mappings.elements import ELEMENTS, key_of
from mappings.terminology import displays
from service import guideline_tables
from service.golden_cases import Case, cases, counts
from service.knowledge import unapproved
from service.rule_code import uses

SUMMARY: Final[dict[str, Any]] = read(Path(hooks.__path__[0]) / "guideline.toml")
_HEAD: Final = """\
# The rules, to read

This page is made from the rules by `pnet-cds guideline`; nobody writes it by hand. It is for clinicians and reviewers: \
what each rule says, when, on which sources, from which data, and which cases show it. \
[how-it-decides.md](how-it-decides.md) explains how the chart is read, and [safety.md](safety.md) what can go wrong.

**Not clinically approved:** {unapproved}. Who approves a number or a source writes name and day beside it \
(`approved_by`, `approved_on`) in `hooks/evidence.toml`, `hooks/thresholds.toml` or `mappings/definitions.toml`.

Status words: *verified*, the source says it; *secondary*, another text says that the source says it; *design*, an \
engineering choice without a source."""


def page(every: list[Case] | None = None) -> str:
    """Return the page as Markdown; without the repository beside the code its cases are left out."""
    known = cases() if every is None else every
    parts = [
        _HEAD.format(unapproved=unapproved()),
        "## All rules",
        "\n".join(_index(known)),
        "## Rule by rule",
        *(part for one in RECOMMENDATIONS for part in _rule(one, known)),
        *guideline_tables.numbers(),
        *guideline_tables.sources(),
        *guideline_tables.value_sets(),
        *_summary(),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def hooks_of(one: Recommendation) -> str:
    """Return the hooks at which a rule is asked."""
    return ", ".join(f"`{hook.name}`" for hook in HOOKS.values() if one in hook.recommendations)


def _index(known: list[Case]) -> Iterator[str]:
    yield "| Rule | What it is about | Asked at | Version |" + (" Cases |" if known else "")
    yield "| --- | --- | --- | --- |" + (" --- |" if known else "")
    for one in RECOMMENDATIONS:
        about = displays("pnet-rule")[one.rule]
        row = f"| [`{one.rule}`](#{one.rule.lower()}) | {about} | {hooks_of(one)} | {one.version} |"
        filed = sum(case.rule == one.rule for case in known)
        yield row + (f" {filed} |" if known else "")


def _rule(one: Recommendation, known: list[Case]) -> Iterator[str]:
    when, then = one.when_then
    yield f"### `{one.rule}`"
    yield f"**{displays('pnet-rule')[one.rule]}.** Version {one.version}."
    yield f"> **{when}**, then {then}"
    yield "\n\n".join(one.paragraphs[1:])
    yield "\n".join(_facts(one))
    yield "Sources:\n\n" + "\n".join(_cited(key) for key in one.evidence)
    yield from _cases(one, known)


def _facts(one: Recommendation) -> Iterator[str]:
    used = uses(one)
    keys = [f"`{key_of(name)}`" for name in ELEMENTS if name in one.needs]
    yield "| | |"
    yield "| --- | --- |"
    yield f"| Asked at | {hooks_of(one)} |"
    yield f"| About orders of | {', '.join(sorted(one.drugs)) or 'no drug: it looks at the chart'} |"
    yield f"| Data it needs (prefetch keys) | {', '.join(keys)} |"
    yield f"| Facts it reads | {', '.join(sorted(name.replace('_', ' ') for name in used.facts)) or 'none'} |"
    yield f"| Numbers that decide | {guideline_tables.named(used.thresholds) or 'none'} |"
    yield f"| Numbers behind its facts | {guideline_tables.named(used.definitions) or 'none'} |"


def _cited(key: str) -> str:
    source = EVIDENCE[key]
    by = source["approved_by"]
    approval = f"approved by {by} on {source['approved_on']}" if by else "not clinically approved"
    return f"- `{key}`: {source['citation']}. *{source['strength']}; {source['status']}, {source['date']}; {approval}.*"


def _cases(one: Recommendation, known: list[Case]) -> Iterator[str]:
    if not known:
        return
    found = counts(known, one.rule)
    shown = ", ".join(f"{found[urgency]} {urgency}" for urgency in ("critical", "warning", "info") if found[urgency])
    yield (
        f"Cases: {found['speaks']} in which it speaks and {found['silent']} in which it must not, under "
        f"`tests/cases/{one.rule}/`. Its cards in all cases together: {shown or 'none'}."
    )
    names = ", ".join(f"`{case.name}`" for case in known if case.rule == one.rule)
    yield f"<details><summary>The cases by name</summary>\n\n{names}\n\n</details>"


def _summary() -> Iterator[str]:
    yield "## The summary, sentence by sentence"
    yield (
        "The project started from a summary of the treatment of unresectable pancreatic NETs: a secondary article, last "
        "updated on 2025-08-07 and pending review. Each of its sentences in our own words, the rules that carry it, and "
        f"where the rules differ. Checked against primary sources on {SUMMARY['checked']}. Rules in parentheses are not "
        "in this version."
    )
    yield "\n".join(guideline_tables.sentences(SUMMARY))
    yield "## Beyond the summary"
    yield "\n".join(guideline_tables.beyond(SUMMARY))
