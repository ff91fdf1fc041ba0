"""One GET to a FHIR server: pooled connections, nothing kept of one call for the next, retries, one deadline."""

import functools
import http.client
import io
import logging
import socket
import time
from http import HTTPStatus
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, Retry, Timeout
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import DecodeError, HTTPError, ProtocolError, SSLError
from urllib3.exceptions import TimeoutError as UrllibTimeout
from urllib3.util import parse_url

logging.getLogger("urllib3").setLevel(logging.CRITICAL)  # it logs whole URLs, and those hold patient ids

SLOW = "the FHIR server did not answer in time"
_BROKEN = "the connection to the FHIR server failed"
_REDIRECT = "the FHIR server answered with a redirect, which is not followed"
_NO_TLS = "no secure connection to the FHIR server could be made"
_NOT_ASKED = "the FHIR server could not be asked"
_NOT_DECODED = "the answer could not be decompressed"
_PAUSES = (0.1, 0.3)  # seconds before the second and the third attempt
_RETRIED = {429, 502, 503, 504}
_PIECE = 65536  # bytes


class FhirUnavailable(Exception):  # noqa: N818 - it names a state of the server, and callers read it so
    """Nothing was read; `str()` is a short reason that is safe to show: never a URL, id, token or body."""


class Answered(FhirUnavailable):
    """The server answered with a `status` that is not 200."""

    def __init__(self, status: int) -> None:
        redirect = HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST
        super().__init__(_REDIRECT if redirect else f"the FHIR server answered {status}")
        self.status = status


class _Passing(FhirUnavailable):
    """A failure that may pass: ask again after `wait` seconds, or after the usual pause if that is None."""

    def __init__(self, reason: str, wait: float | None = None) -> None:
        super().__init__(reason)
        self.wait = wait


class Connection:
    """GET answers from one server, with `headers`, until `deadline` (`time.monotonic()`), of `max_bytes` each."""

    def __init__(self, base: str, headers: dict[str, str], deadline: float, max_bytes: int) -> None:
        self._base, self._headers, self._deadline, self._max_bytes = base, headers, deadline, max_bytes

    def get(self, url: str) -> bytearray:
        """Return the decoded body of a 200 at `url`; raise `FhirUnavailable` for anything else."""
        session = _session(origin_of(self._base))
        for pause in _PAUSES:
            try:
                return self._asked(session, url)
            except _Passing as failure:
                wait = pause if failure.wait is None else failure.wait
                if wait >= self._deadline - time.monotonic():
                    raise
                time.sleep(wait)
        return self._asked(session, url)

    def _asked(self, session: requests.Session, url: str) -> bytearray:
        timeout: Any = Timeout(total=self._left())  # requests takes it, though its stubs do not say so
        try:
            with session.get(url, headers=self._headers, timeout=timeout, stream=True, allow_redirects=False) as answer:
                _check_status(answer)
                return self._body(answer)
        except (requests.Timeout, UrllibTimeout):
            raise FhirUnavailable(SLOW) from None
        except (requests.exceptions.SSLError, SSLError):
            raise FhirUnavailable(_NO_TLS) from None
        except (requests.ConnectionError, ProtocolError):
            raise _Passing(_BROKEN) from None
        except DecodeError:
            raise FhirUnavailable(_NOT_DECODED) from None
        except (HTTPError, OSError, ValueError):  # RequestException is an OSError; UnicodeError a ValueError
            raise FhirUnavailable(_NOT_ASKED) from None

    def _body(self, answer: requests.Response) -> bytearray:
        body = bytearray()
        expected = answer.raw.length_remaining or 0
        while expected <= self._max_bytes and (piece := answer.raw.read(_PIECE, decode_content=True)):
            body += piece
            expected = max(expected, len(body))
            self._left()
        if expected > self._max_bytes:
            reason = f"the answer was larger than {self._max_bytes / 2**20:g} MB"
            raise FhirUnavailable(reason)
        return body

    def _left(self) -> float:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise FhirUnavailable(SLOW)
        return left


def _check_status(answer: requests.Response) -> None:
    status, retry_after = answer.status_code, answer.headers.get("Retry-After")
    if status == HTTPStatus.OK:
        return
    if status in _RETRIED:
        heeded = retry_after is not None and status in {429, 503}
        raise _Passing(str(Answered(status)), _seconds(retry_after) if heeded else None)
    raise Answered(status)


def _seconds(retry_after: str | None) -> float | None:
    try:
        return Retry().parse_retry_after(retry_after or "")
    except (HTTPError, ValueError, OverflowError):
        return None


def origin_of(url: str) -> tuple[str | None, str | None, int | None]:
    """Return scheme, host and port; raise ValueError if `url` is none."""
    parts = parse_url(url)
    return parts.scheme, parts.host, parts.port or {"http": 80, "https": 443}.get(parts.scheme or "")


class _Session(requests.Session):
    """A session for one call that shares nothing but connections; never close it, that would close those too."""

    def get_redirect_target(self, _resp: requests.Response) -> None:
        """See no redirect: requests would read its whole body, even when told not to follow it."""


def _session(origin: tuple[str | None, str | None, int | None]) -> requests.Session:
    session = _Session()
    session.trust_env = False  # or ~/.netrc would replace the token
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    session.mount("http://", _adapter(origin))
    session.mount("https://", _adapter(origin))
    return session


@functools.lru_cache(maxsize=256)
def _adapter(_origin: tuple[str | None, str | None, int | None]) -> HTTPAdapter:
    adapter = HTTPAdapter(pool_maxsize=32)
    adapter.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _SecurePool}
    return adapter


class _TimedReader(io.RawIOBase):
    """What a socket receives, until the timeout it has now is over: in all, not for each piece."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock, self._raw = sock, sock.makefile("rb", buffering=0)
        self._until = time.monotonic() + (sock.gettimeout() or 0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._sock.settimeout(left)
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


class _TimedResponse(http.client.HTTPResponse):
    """A response whose status line, headers and body together keep within the socket's timeout."""

    def __init__(self, sock: socket.socket, *args: Any, **options: Any) -> None:
        super().__init__(sock, *args, **options)
        self.fp.close()
        self.fp = io.BufferedReader(_TimedReader(sock))


class _Connection(HTTPConnection):
    response_class = _TimedResponse


class _SecureConnection(HTTPSConnection):
    response_class = _TimedResponse


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection
