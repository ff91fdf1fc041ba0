"""order-select: the checks of the selected orders."""

from __future__ import annotations

from typing import Final

from hooks.judgment import Hook
from hooks.order_checks import CHECKS

HOOK: Final = Hook("order-select", CHECKS)
