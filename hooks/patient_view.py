"""patient-view: what is said when a chart is opened."""

from __future__ import annotations

from typing import Final

from hooks.chart_checks import VIEWS
from hooks.judgment import Hook
from hooks.recommendations import could_not_check

HOOK: Final = Hook("patient-view", (*VIEWS, could_not_check.RECOMMENDATION), calls=frozenset({"reports"}))
