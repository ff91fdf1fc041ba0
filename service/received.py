"""The bytes of a request body, within a limit."""

from __future__ import annotations

from typing import Final

from flask import request

from service import body
from service.exceptions import Refused

_DIGITS: Final = 12
"""No body is as long as a number of so many digits says."""


def received(limit: int) -> bytes:
    """Return the body of the current request.

    Refused if it is no JSON (415), cannot be read (400), or is larger than `limit` bytes (413).
    """
    head = request.environ
    body.media_type(head.get("CONTENT_TYPE"))
    if head.get("HTTP_CONTENT_ENCODING", "identity").lower() not in ("", "identity"):
        raise Refused(415, "not-supported", "Send the request body without Content-Encoding.")
    try:
        sent = _at_once(limit) or request.get_data(cache=False)
    except OSError:  # a chunk size that is none, or a body that never came
        raise Refused(400, "structure", "The request body could not be read.") from None
    if len(sent) > limit:
        raise Refused(413, "too-long", f"The request body is larger than the {limit} bytes that are accepted here.")
    return sent


def _at_once(limit: int) -> bytes:
    """Return a body of a known length in one piece, where the server ends it itself; nothing for any other."""
    head = request.environ
    length = head.get("CONTENT_LENGTH") or ""
    usual = "wsgi.input_terminated" in head and length.isdecimal() and len(length) < _DIGITS and int(length) <= limit
    sent: bytes = head["wsgi.input"].read(int(length)) if usual else b""
    return sent
