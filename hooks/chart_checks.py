"""What is said of the chart as a whole, when it is opened or when a drug of the options is selected."""

from __future__ import annotations

from typing import Final

from hooks.finding import Recommendation
from hooks.order_checks import CHECKS
from hooks.recommendations import missing_data, monitoring, ssa_on_progression, therapy_options

VIEWS: Final[tuple[Recommendation, ...]] = (
    ssa_on_progression.RECOMMENDATION,
    # What to monitor is information whatever the option is, and forbids none.
    therapy_options.of(one for one in CHECKS if one is not monitoring.RECOMMENDATION),
    missing_data.RECOMMENDATION,
)
