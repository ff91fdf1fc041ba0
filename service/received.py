"""The bytes of a request body, within a limit."""

from __future__ import annotations

from flask import request

from service import body
from service.exceptions import Refused


def received(limit: int) -> bytes:
    """Return the body of the current request.

    Refused if it is no JSON (415), cannot be read (400), or is larger than `limit` bytes (413).
    """
    body.media_type(request.headers.get("Content-Type"))
    if request.headers.get("Content-Encoding", "identity").lower() not in ("", "identity"):
        raise Refused(415, "not-supported", "Send the request body without Content-Encoding.")
    try:
        sent = request.get_data(cache=False)
    except OSError:  # a chunk size that is none, or a body that never came
        raise Refused(400, "structure", "The request body could not be read.") from None
    if len(sent) > limit:
        raise Refused(413, "too-long", f"The request body is larger than the {limit} bytes that are accepted here.")
    return sent
