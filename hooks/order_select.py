"""order-select: the checks of the selected orders, and the options where one of their drugs is selected."""

from __future__ import annotations

from typing import Final

from hooks.chart_checks import VIEWS
from hooks.judgment import Hook
from hooks.order_checks import CHECKS

HOOK: Final = Hook("order-select", (*CHECKS, *VIEWS))
