"""The words of a report: its conclusion, the words of its conclusion codes, and its attached forms."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from mappings import report_text
from mappings.reading import Json, child, objects, string, texts

_BINARY: Final = re.compile(r"(?:.{0,400}/)?(?P<read>Binary/[A-Za-z0-9.-]{1,64})(?:/_history/[A-Za-z0-9.-]{1,64})?")
MOST_FORMS: Final = 5
"""Forms of one report that are looked at."""


def says_anything(resource: Json) -> bool:
    """Whether a report has words or a form at all: most reports of a laboratory have neither."""
    return any(resource.get(name) for name in ("conclusion", "conclusionCode", "codedDiagnosis", "presentedForm"))


def binary_of(form: Json) -> str:
    """Return `Binary/id` that a form refers to by a relative address, or an empty string."""
    url = string(form.get("url"))
    found = _BINARY.fullmatch(url) if len(url) < report_text.LONGEST else None
    return found["read"] if found and "://" not in url and url.startswith("Binary/") else ""


def text_of(resource: Json, binaries: Mapping[str, Json], room: int) -> tuple[str, list[str]]:
    """Return the words of a report, at most `room` characters, and why each part that exists was not read."""
    parts, problems = [], []
    words = report_text.of_words(string(resource.get("conclusion")))
    parts += [words.text] if words.text else []
    problems += [f"its conclusion is {words.problem}"] if words.problem == report_text.TOO_LONG else []
    for one in objects(resource.get("conclusionCode")) + objects(resource.get("codedDiagnosis")):
        parts += [f"{text[:500]}." for text in texts(one)[:3]]
    forms, unread = _forms(resource, binaries)
    text = "\n\n".join([*parts, *forms])
    if len(text) > min(room, 2 * report_text.LONGEST):
        return "", ["more text than is read at once"]
    return text, problems + ([] if forms else unread)


def _forms(resource: Json, binaries: Mapping[str, Json]) -> tuple[list[str], list[str]]:
    """Return the texts of the forms, and why the others have none; the same text in two forms is one."""
    texts_, problems = list[str](), list[str]()
    for form in objects(resource.get("presentedForm"))[:MOST_FORMS]:
        found = _form(form, binaries)
        if found.text:
            texts_.append(found.text)
        else:
            problems.append(found.problem)
    return list(dict.fromkeys(texts_)), list(dict.fromkeys(problems))


def _form(form: Json, binaries: Mapping[str, Json]) -> report_text.Text:
    kind = string(form.get("contentType"))
    if form.get("data"):
        return report_text.of_attachment(form)
    target = binary_of(form)
    if not target:
        known = report_text.of_attachment({"contentType": kind})
        return known if "exists" in known.problem else report_text.Text(problem="a report exists elsewhere, not read")
    held = binaries.get(target)
    if held is None:
        known = report_text.of_attachment({"contentType": kind})
        return (
            known if "exists" in known.problem else report_text.Text(problem="a report exists apart (Binary), not read")
        )
    inner = child(held, "resource") or held
    content = inner.get("data", inner.get("content"))
    return report_text.of_attachment({"contentType": string(inner.get("contentType")) or kind, "data": content})
