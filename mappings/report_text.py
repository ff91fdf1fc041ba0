"""The text of an attachment or Binary: base64, charset, HTML to plain lines; or why it is not read, in a few words."""

from __future__ import annotations

import base64
import binascii
import re
from html.parser import HTMLParser
from typing import Final, NamedTuple

from mappings.reading import Json, string

LONGEST: Final = 50_000
"""Characters of one text. A longer one is not read at all: its end may take back its beginning."""
_MOST_BYTES: Final = 2 * LONGEST
"""Bytes before they are decoded: UTF-16, and the markup of HTML, take room."""
_CHARSETS: Final = {
    name: codec
    for codec, names in {
        "utf-8": ("utf-8", "utf8", "us-ascii", "ascii"),
        "cp1252": ("iso-8859-1", "latin1", "iso8859-1", "windows-1252", "cp1252"),
        "iso-8859-15": ("iso-8859-15", "latin9"),
        "utf-16": ("utf-16", "utf16"),
        "utf-16-le": ("utf-16le", "utf-16-le"),
        "utf-16-be": ("utf-16be", "utf-16-be"),
    }.items()
    for name in names
}
_MARKS: Final = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_KINDS: Final = {"text/plain": "plain", "text/html": "html", "application/xhtml+xml": "html"}
_FORMATS: Final = {"application/pdf": "PDF", "application/rtf": "RTF", "text/rtf": "RTF", "application/msword": "Word"}
_MAGIC: Final = ((b"%PDF", "PDF"), (b"{\\rtf", "RTF"), (b"PK\x03\x04", "Word"), (b"\xd0\xcf\x11\xe0", "Word"))
_MARKUP: Final = re.compile(r"<(?:!doctype|/?(?:html|body|p|br|div|span|table|tr|td|b|i|ul|li)\b)", re.IGNORECASE)
_UNSEEN: Final = frozenset({"script", "style", "head", "title", "template", "noscript"})
_LINES: Final = frozenset({"p", "br", "div", "tr", "li", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6", "section",
                           "pre", "hr", "dt", "dd", "body"})  # fmt: skip
_MOST_TAGS: Final = 20_000
_TAG: Final = re.compile(r"<(/?[a-zA-Z][a-zA-Z0-9]{0,20})(?=[\s/>])[^<>]*>|<")
TOO_LONG: Final = "longer than is read"


class Text(NamedTuple):
    """The text of a form, or the reason why there is none; exactly one of the two is not empty."""

    text: str = ""
    problem: str = ""


def of_attachment(holder: Json) -> Text:
    """Read `data` (base64) of an Attachment or a Binary by its contentType. Takes any JSON, never raises."""
    sent = string(holder.get("contentType")).lower()
    kind, data = sent.split(";", 1)[0].strip(), holder.get("data")
    if kind and kind not in _KINDS:
        return Text(problem=f"{_FORMATS.get(kind, 'not plain text or HTML')}: a report exists, not read")
    if not isinstance(data, str) or not data:
        return Text(problem="the attachment holds no text")
    if len(data) > _MOST_BYTES * 2:
        return Text(problem=TOO_LONG)
    try:
        content = base64.b64decode("".join(data.split()), validate=True)
    except (binascii.Error, ValueError):
        return Text(problem="its data is not base64")
    return _decoded(content, _KINDS.get(kind, ""), _charset(sent))


def may_be_text(content_type: str) -> bool:
    """Whether a form of this content type, or of none that is stated, may be read."""
    kind = content_type.lower().split(";", 1)[0].strip()
    return not kind or kind in _KINDS


def _charset(content_type: str) -> str:
    """Return the charset parameter of a content type, lower case and without quotes."""
    found = re.search(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", content_type)
    return found[1] if found else ""


def _decoded(content: bytes, kind: str, charset: str) -> Text:
    shown = next((name for magic, name in _MAGIC if content.lstrip()[:8].startswith(magic)), "")
    if shown:
        return Text(problem=f"{shown}: a report exists, not read")
    if len(content) > _MOST_BYTES:
        return Text(problem=TOO_LONG)
    if charset and charset not in _CHARSETS:
        return Text(problem="its charset is not known")
    text = _characters(content, _CHARSETS.get(charset, ""))
    if text is None:
        return Text(problem="its text could not be decoded")
    return of_words(text, markup=True if kind == "html" else None)


def _characters(content: bytes, codec: str) -> str | None:
    """Decode by the mark at the beginning, else as told, else as UTF-8 and, failing that, as Windows-1252."""
    marked = next((name for mark, name in _MARKS if content.startswith(mark)), "")
    zeros = content[:200].count(0)
    if not marked and not codec and zeros > len(content[:200]) // 3:
        codec = "utf-16-be" if content[:1] == b"\0" else "utf-16-le"
    tried = [marked or codec] if marked or codec else ["utf-8", "cp1252"]
    for name in tried:
        try:
            return content.decode(name)
        except UnicodeDecodeError:
            continue
    return None


def of_words(text: str, *, markup: bool | None = None) -> Text:
    """Return plain lines of a text, whose markup is taken out where it has any; too long a one is not read."""
    if len(text) > _MOST_BYTES:
        return Text(problem=TOO_LONG)
    if markup if markup is not None else _MARKUP.search(text):
        found = _plain(text)
        if found is None:
            return Text(problem="its HTML could not be read")
        text = found
    text = text.replace("\0", "").strip()
    if len(text) > LONGEST:
        return Text(problem=TOO_LONG)
    return Text(text) if text else Text(problem="it holds no words")


class _Lines(HTMLParser):
    """Gathers what a page shows: blocks on lines of their own, cells side by side, nothing of scripts and styles."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.hidden = 0
        self.tags = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a line at a block; `attrs` say nothing that is read."""
        del attrs
        self.tags += 1
        if tag in _UNSEEN:
            self.hidden += 1
        elif tag in _LINES:
            self.parts.append("\n")
        elif tag in ("td", "th"):
            self.parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        """End a line at a block."""
        self.tags += 1
        if tag in _UNSEEN:
            self.hidden = max(0, self.hidden - 1)
        elif tag in _LINES:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        """Keep what is shown; a line break in the source is a space."""
        if not self.hidden:
            self.parts.append(" ".join(data.split("\n")))


def _plain(text: str) -> str | None:
    """Return the words of a page; None for one whose markup is out of all proportion."""
    if text.count("<") > _MOST_TAGS:
        return None
    reader = _Lines()
    try:
        reader.feed(_TAG.sub(_bare, _without_comments(text)))
        reader.close()
    except Exception:  # noqa: BLE001 - whatever the parser makes of hostile markup, it costs this report only
        return None
    return "".join(reader.parts)


def _bare(tag: re.Match[str]) -> str:
    """Return a tag without attributes, and any other `<` as a sign: unclosed quotes would cost the parser minutes."""
    return f"<{tag[1]}>" if tag[1] else "&lt;"


def _without_comments(text: str) -> str:
    """Drop comments and declarations; an unclosed comment takes the rest with it, as in a browser."""
    kept, begin = [], 0
    while (start := text.find("<!", begin)) >= 0:
        kept.append(text[begin:start])
        closing = "-->" if text.startswith("<!--", start) else ">"
        end = text.find(closing, start)
        if end < 0:
            return "".join(kept)
        begin = end + len(closing)
    return "".join([*kept, text[begin:]])
