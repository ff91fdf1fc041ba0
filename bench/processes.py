"""What a process and its children cost, read from /proc: CPU time and memory."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

_PROC: Final = Path("/proc")
_TICK: Final = os.sysconf("SC_CLK_TCK")
_PARENT: Final = 1
"""Place of the parent in /proc/PID/stat, counted after the command's name."""
_USER: Final = 11
"""Place of the user time there; system time, and both of the children that have ended, follow."""


def tree(root: int) -> list[int]:
    """Return a process and all that descend from it."""
    parents = {pid: int(stat[_PARENT]) for pid, stat in _stats()}
    found = [root]
    for one in found:
        found += [pid for pid, parent in parents.items() if parent == one]
    return found


def cpu_seconds(root: int) -> float:
    """Return the CPU seconds that a process tree has used, user and system, ended children of its members included."""
    members = set(tree(root))
    ticks = sum(sum(map(int, stat[_USER : _USER + 4])) for pid, stat in _stats() if pid in members)
    return ticks / _TICK


def pss_mb(root: int) -> float:
    """Return the memory of a process tree in MB (10**6 bytes): what several processes share is counted once."""
    return sum(_pss_kb(pid) for pid in tree(root)) * 1024 / 1e6


def _pss_kb(pid: int) -> int:
    text = (_PROC / str(pid) / "smaps_rollup").read_text(encoding="ascii", errors="replace")
    return next(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:"))


def _stats() -> list[tuple[int, list[str]]]:
    found = []
    for path in _PROC.glob("[0-9]*/stat"):
        try:
            text = path.read_text(encoding="utf-8", errors="replace")
        except OSError:  # it has just ended
            continue
        found.append((int(path.parent.name), text.rpartition(")")[2].split()))
    return found
