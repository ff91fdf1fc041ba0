"""Words that name a tracer or a scan, and those that name a radioligand therapy."""

from __future__ import annotations

import re
from typing import Final

_ISOTOPE: Final = (
    r"(?:in(?:dium)?[- ]?111|111[- ]?in|ga(?:llium)?[- ]?6[78]|6[78][- ]?ga|cu(?:copper)?[- ]?6[14]|6[14][- ]?cu"
    r"|tc[- ]?99m?|99m?[- ]?tc|technetium|gallium|indium|copper)"
)
_PRRT: Final = re.compile(r"\blutathera\b|\bprrt\b|peptide receptor radionuclide|\blu-dota")
# A therapeutic isotope and a peptide, in either order: searched one after the other, so that no text makes it slow.
_THERAPEUTIC: Final = re.compile(
    r"\b(?:177[- ]?lu|lu[- ]?177|lutetium|lutecium|lutecio|lutezio|90[- ]?y|y[- ]?90|yttrium|225[- ]?ac)"
)
_PEPTIDE: Final = re.compile(
    r"dota[- ]?(?:tate|toc|noc)|oxodotreotid|edotreotid|dota\W{0,3}tyr|dota[- ]?octreot|octreotate"
)
TRACER: Final = re.compile(
    _ISOTOPE + r"(?:\W{1,3}\w{1,20}){0,4}?\W{0,3}octreotid\w*+(?!\W*(?:lar|depot)\b)"
    r"|octreotid\w*[\s,(-]*" + _ISOTOPE + r""
    r"|octreotid\w*(?!\W*(?:lar|depot)\b)(?:\W+(?!lar\b|depot\b|inj)\w+){0,3}?\W+(?:scan|scint\w*|spect|pet|localization|uptake)\b"
    r"|octreotid\w*[- ]*(?:scan|scint\w*|imaging|pet|spect|szinti\w*)\w*"
    r"|(?:scan|scint\w*|imaging|pet|spect|szinti\w*)\W+(?:(?:with|of|using)\W+)?octreotid\w*+(?!\W*(?:lar|depot)\b)"
    r"|\w*pentetreotid\w*|\w*edotreotid\w*|\w*oxodotreotid\w*|(?:edda\W*)?hynic\W*(?:octreotid\w*|toc)"
    r"|dota[- ]?(?:\W?tyr\W?3?\W?)?(?:octreotid\w*|toc|tate|noc)\b|octreoscan|netspot|detectnet|illuccix|somakit"
)
"""Taken out before a therapeutic name is looked for."""


def is_radioligand(words: str) -> bool:
    """Whether folded words name Lu-177 dotatate or its like: an exclusion of tracers must not hide the therapy."""
    return bool(_PRRT.search(words) or (_THERAPEUTIC.search(words) and _PEPTIDE.search(words)))
