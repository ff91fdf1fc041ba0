"""order-sign: the checks of every draft that is about to be signed."""

from __future__ import annotations

from typing import Final

from hooks.judgment import Hook
from hooks.order_checks import CHECKS

HOOK: Final = Hook("order-sign", CHECKS)
