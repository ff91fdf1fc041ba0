"""National Drug Codes as labeler and product: which products a code, as it is written, can mean."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

SYSTEM: Final = "hl7.org/fhir/sid/ndc"
_WRITTEN: Final = re.compile(r"(\d{4,6})-(\d{3,4})(?:-(?:\d{1,2}|\*{1,2}))?", re.ASCII)
_LONGEST: Final = 40
# Lengths of labeler and product where a code has no hyphens; ten digits leave open which part is one short.
_SPLITS: Final = {
    9: ((5, 4),),
    10: ((4, 4), (5, 3), (5, 4)),
    11: ((5, 4),),
    12: ((6, 4),),
}


def products(code: str) -> tuple[str, ...]:
    """Return every labeler-product that a code can mean, each as nine digits; nothing for what is no NDC.

    Accepted: 4-4-2, 5-3-2, 5-4-1, 5-4-2 and 6-4-2 with hyphens, with or without the package; eleven or twelve digits
    with the package and nine without; ten digits, which can mean three products.
    """
    text = code.strip()
    return _products(text) if len(text) <= _LONGEST else ()


@lru_cache(maxsize=4096)
def _products(code: str) -> tuple[str, ...]:
    text = code.replace(" ", "")
    match = _WRITTEN.fullmatch(text)
    if match:
        return _nine(((match[1], match[2]),))
    if not (text.isascii() and text.isdecimal()):
        return ()
    return _nine((text[:labeler], text[labeler : labeler + product]) for labeler, product in _SPLITS.get(len(text), ()))


def _nine(parts: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Pad the labeler to five digits and the product to four, the length in which two spellings are one."""
    pairs = ((labeler.lstrip("0").zfill(5), product.zfill(4)) for labeler, product in parts)
    return tuple(dict.fromkeys(labeler + product for labeler, product in pairs))
