"""Ports of loopback: which are free, and whether what listens there answers yet."""

from __future__ import annotations

import socket
import time
from typing import Final

import requests

HOST: Final = "127.0.0.1"
_PAUSE: Final = 0.05


class PortTaken(Exception):  # noqa: N818 - what is the case
    """Something listens on a port already; the message is one line for a terminal."""


def free(port: int) -> int:
    """Return the port if nothing listens there, or for 0 some port that is free now; raises PortTaken."""
    with socket.socket() as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # one that was closed a moment ago is free
        try:
            one.bind((HOST, port))
        except OSError:
            raise PortTaken(f"port {port} is taken: stop what uses it, or name another with --port") from None
        found: int = one.getsockname()[1]
        return found


def wait(urls: tuple[str, ...], seconds: float) -> str | None:
    """Wait until every address answers 200; return the one that does not, or None when all do."""
    until = time.monotonic() + seconds
    for url in urls:
        while not _answers(url):
            if time.monotonic() > until:
                return url
            time.sleep(_PAUSE)
    return None


def _answers(url: str) -> bool:
    try:
        with requests.Session() as session:
            session.trust_env = False
            return bool(session.get(url, timeout=2).ok)
    except requests.RequestException:
        return False
