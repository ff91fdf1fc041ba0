"""What an attachment holds: text in any charset, HTML without its markup, and hostile content that costs only itself."""

from __future__ import annotations

import base64
import time
from typing import Any

import pytest

from mappings import report_reading, report_text
from mappings.model import Source
from mappings.report_text import LONGEST, TOO_LONG


def form(content: bytes, kind: str = "text/plain") -> dict[str, Any]:
    """Return an Attachment."""
    return {"contentType": kind, "data": base64.b64encode(content).decode()}


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ("größer".encode(), "text/plain"),
        ("größer".encode(), "text/plain; charset=utf-8"),
        ("größer".encode(), 'text/plain;charset="UTF-8"'),
        ("größer".encode("cp1252"), "text/plain; charset=iso-8859-1"),
        ("größer".encode("cp1252"), "text/plain"),
        ("größer".encode("utf-16"), "text/plain"),
        ("größer".encode("utf-16"), "text/plain; charset=utf-16"),
        ("größer".encode("utf-16-le"), "text/plain; charset=utf-16le"),
        ("größer".encode("utf-16-be"), "text/plain"),
        ("größer".encode("utf-16-le"), "text/plain"),
        ("größer".encode("utf-8-sig"), "text/plain"),
        ("größer".encode(), ""),
        (b"<p>gr&ouml;&szlig;er</p>", "text/html"),
        ("<p>größer</p>".encode(), "application/xhtml+xml"),
        ("gr\0ößer".encode(), "text/plain"),
    ],
)
def test_text_is_read_in_any_charset(content: bytes, kind: str) -> None:
    """By its mark, its parameter, or what it can be."""
    assert report_text.of_attachment(form(content, kind)) == ("größer", "")


@pytest.mark.parametrize(
    ("holder", "problem"),
    [
        (form(b"%PDF-1.7 ...", "application/pdf"), "PDF: a report exists, not read"),
        (form(b"%PDF-1.7 ...", "text/plain"), "PDF: a report exists, not read"),
        (form(rb"{\rtf1 text}", "application/rtf"), "RTF: a report exists, not read"),
        (form(rb"{\rtf1 text}", "text/plain"), "RTF: a report exists, not read"),
        (form(b"\x89PNG", "image/png"), "not plain text or HTML: a report exists, not read"),
        ({"contentType": "text/plain", "data": "%%%"}, "its data is not base64"),
        ({"contentType": "text/plain", "data": "YWJ"}, "its data is not base64"),
        ({"contentType": "text/plain", "data": "\ud800"}, "its data is not base64"),
        ({"contentType": "text/plain", "data": 7}, "the attachment holds no text"),
        ({"contentType": ["text/plain"], "data": None}, "the attachment holds no text"),
        ({}, "the attachment holds no text"),
        (form(b"   "), "it holds no words"),
        (form(b"text", "text/plain; charset=ebcdic"), "its charset is not known"),
        (form(b"\xff\xff\xff", "text/plain; charset=utf-8"), "its text could not be decoded"),
        (form(b"a" * (LONGEST + 1)), TOO_LONG),
        (form(b"a" * 5 * LONGEST), TOO_LONG),
        (form(b"<script>insulinoma</script><style>a</style>", "text/html"), "it holds no words"),
        (form(b"<!-- insulinoma", "text/html"), "it holds no words"),
        (form(b"<" * 90_000, "text/html"), "its HTML could not be read"),
    ],
)
def test_what_cannot_be_read_has_a_reason(holder: dict[str, Any], problem: str) -> None:
    """Each in a few words of our own, never an exception."""
    assert report_text.of_attachment(holder) == ("", problem)


def test_html_is_read_as_it_is_shown() -> None:
    """Blocks are lines, cells stand side by side, entities are characters, and what is not shown is not read."""
    page = (
        "<html><head><title>insulinoma</title></head><body class='x'><!-- insulinoma --><p>Ki-67 &lt;\n3&nbsp;%</p>"
        "<table><tr><td>Grade</td><td>G1</td></tr></table><script>var a = '<p>insulinoma</p>';</script>2 < 3<br/>end</body>"
    )
    found = report_text.of_words(page).text
    assert "insulinoma" not in found
    assert [" ".join(line.split()) for line in found.splitlines() if line.strip()] == [
        "Ki-67 < 3 %", "Grade G1", "2 < 3", "end",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "part",
    [
        "<",
        "<!",
        "<!--",
        "<a b='",
        "<a ",
        "&",
        "&#x",
        "<div>",
        "<![CDATA[",
        "<?",
        "<script>",
        "</a",
        "]]>",
        '<p a="',
        'x="<',
    ],
)
def test_hostile_markup_costs_no_time(part: str) -> None:
    """Whatever is repeated, a page takes less than three seconds of work, where html.parser alone takes up to half a minute."""
    begun = time.process_time()
    report_text.of_words(part * (95_000 // len(part)), markup=True)
    assert time.process_time() - begun < 3


HOSTILE = (
    "no ", "Ki-67 ", "Ki-67 3 %, ", "12 % ", "ki-67 g1 g2 ", "insulinoma ", "no evidence of ", "insulin-secreting ", "not to ",
    "grade 1 ", "NET G", "DOTATATE ", "intense DOTATATE uptake ", "somatostatin receptor ", "hepatic tumor load ", "30 % of the ",
    "progression of the ", "progressive ", "disease, ", "liver ", "(", "((", ",", ";", ":", "a.", "z. n. ", "1. ", "\n", ".\n",
    "carcinoma of the ", "ductal carcinoma of the head of the ", "breast ", "WHO 20", "x", "\u00df", "- ", "?", "A) ", "a:\n",
)  # fmt: skip


@pytest.mark.parametrize("part", HOSTILE)
def test_a_report_of_any_words_is_read_in_time(part: str) -> None:
    """Fifty thousand characters of whatever is repeated, with and without sentence ends, take less than five seconds of work."""
    sentence = (part * 600)[:560]
    for text in (part * (LONGEST // len(part)), "".join(f"{number} {sentence}. " for number in range(85))):
        whole = text[:LONGEST]
        begun = time.process_time()
        report_reading.read(whole, Source("DiagnosticReport/r", None, ""))
        assert time.process_time() - begun < 5
