"""Every hook that is answered, and every recommendation, each once."""

from __future__ import annotations

from typing import Final

from hooks import order_select, order_sign, patient_view
from hooks.finding import Recommendation
from hooks.judgment import Hook

HOOKS: Final[dict[str, Hook]] = {
    one.name: one for one in (order_select.HOOK, order_sign.HOOK, patient_view.HOOK) if one.recommendations
}
RECOMMENDATIONS: Final[tuple[Recommendation, ...]] = tuple(
    {one.rule: one for hook in HOOKS.values() for one in hook.recommendations}.values()
)
NEEDS: Final = frozenset().union(*(hook.needs for hook in HOOKS.values()))
