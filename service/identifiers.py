"""Random UUIDs for cards, suggestions and requests, from the system's randomness taken in larger pieces.

Each `os.urandom` gives other threads the interpreter, which under load costs more than the rest of a UUID.
"""

from __future__ import annotations

import os
from typing import Final

_SIZE: Final = 16
_AT_ONCE: Final = 256
_pool: Final[list[bytes]] = []
os.register_at_fork(after_in_child=_pool.clear)  # no two processes may draw from one piece


def new_id() -> str:
    """Return a random UUID (RFC 9562, version 4)."""
    try:
        drawn = _pool.pop()
    except IndexError:
        piece = os.urandom(_SIZE * _AT_ONCE)
        _pool.extend(piece[at : at + _SIZE] for at in range(_SIZE, len(piece), _SIZE))
        drawn = piece[:_SIZE]
    digits = drawn.hex()
    variant = "89ab"[drawn[8] & 3]
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:]}"
