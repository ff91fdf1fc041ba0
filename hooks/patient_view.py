"""patient-view: what is said when a chart is opened."""

from __future__ import annotations

from typing import Final

from hooks.judgment import Hook

HOOK: Final = Hook("patient-view", (), calls=frozenset({"reports"}))
