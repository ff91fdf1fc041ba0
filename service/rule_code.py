"""What the code of a recommendation uses, read from its source: facts, thresholds, definitions.

So no list has to be kept beside the code, and none can go out of date. A name that is read is followed to where it is
defined, through the functions and tables of `hooks` and `mappings`; a fact that is read, to what `mappings.picture`
makes it of. What is found may be more than one call uses, and is never less, as long as facts are read as attributes
and numbers are named by their whole name.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import hooks
import mappings
from hooks.finding import Recommendation
from hooks.thresholds import THRESHOLDS
from mappings.definitions import VALUES
from mappings.patient import ELEMENT_OF

_ROOMS: Final = (hooks, mappings)
_ORDERS: Final = ("mappings.orders", "read")
Name = tuple[str, str]
"""A module and a name of its top level."""


@dataclass(frozen=True, slots=True)
class Uses:
    """What a recommendation reads: attributes of the picture, and names of `thresholds.toml` and `definitions.toml`."""

    facts: frozenset[str]
    thresholds: frozenset[str]
    definitions: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Module:
    defined: dict[str, list[ast.AST]]
    imported: dict[str, Name]
    """Local name -> (module, name), or (module, "") for a module as a whole."""


@dataclass(frozen=True, slots=True)
class _Piece:
    strings: frozenset[str]
    attributes: frozenset[str]
    followed: frozenset[Name]


@lru_cache(maxsize=1)
def _paths() -> dict[str, Path]:
    """Return module -> file."""
    roots = [Path(room.__path__[0]) for room in _ROOMS]
    return {
        ".".join((root.name, *path.relative_to(root).with_suffix("").parts)): path
        for root in roots
        for path in sorted(root.rglob("*.py"))
    }


@lru_cache(maxsize=512)
def _module(name: str) -> _Module:
    """Read a module, when something in it is asked for."""
    defined: dict[str, list[ast.AST]] = {}
    imported: dict[str, Name] = {}
    for node in ast.parse(_paths()[name].read_text(encoding="utf-8")).body:
        for bound in _bound(node):
            defined.setdefault(bound, []).append(node)
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                target = (whole, "") if whole in _paths() else (node.module, alias.name)
                imported[alias.asname or alias.name] = target
    return _Module(defined, imported)


def _bound(node: ast.AST) -> list[str]:
    """Return the names that a statement binds."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return [node.name]
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    return [one.id for target in targets if target for one in ast.walk(target) if isinstance(one, ast.Name)]


def _piece(nodes: Iterable[ast.AST], module: str) -> _Piece:
    """Return what a piece of code says and reads; names of any module are followed to where they are defined."""
    here, every = _module(module), [one for node in nodes for one in ast.walk(node)]
    followed: set[Name] = set()
    for one in every:
        if isinstance(one, ast.Name) and one.id in here.defined:
            followed.add((module, one.id))
        elif isinstance(one, ast.Name) and here.imported.get(one.id, ("", ""))[1]:
            followed.add(here.imported[one.id])
        elif isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name):
            where = here.imported.get(one.value.id, ("", "-"))
            followed |= {(where[0], one.attr)} if not where[1] else set()
    strings = {one.value for one in every if isinstance(one, ast.Constant) and isinstance(one.value, str)}
    attributes = {one.attr for one in every if isinstance(one, ast.Attribute)}
    return _Piece(frozenset(strings), frozenset(attributes), frozenset(followed))


@lru_cache(maxsize=8192)
def _piece_of(name: Name) -> _Piece:
    return _piece(_module(name[0]).defined.get(name[1], ()), name[0])


def _reached(starts: Iterable[Name]) -> list[_Piece]:
    """Return every piece of code that the starts lead to."""
    seen: set[Name] = set()
    open_ends = list(starts)
    found = []
    while open_ends:
        name = open_ends.pop()
        if name not in seen and name[0] in _paths():
            seen.add(name)
            found.append(_piece_of(name))
            open_ends.extend(found[-1].followed)
    return found


def strings() -> frozenset[str]:
    """Return every string that stands in the code of `hooks` and `mappings`."""
    every = (_piece_of((module, name)).strings for module in _paths() for name in _module(module).defined)
    return frozenset().union(*every)


@lru_cache(maxsize=128)
def facts(one: Recommendation) -> frozenset[str]:
    """Return the attributes of the picture that a recommendation may read."""
    return frozenset().union(*(piece.attributes for piece in _own(one))) & ELEMENT_OF.keys()


@lru_cache(maxsize=128)
def uses(one: Recommendation) -> Uses:
    """Return what a recommendation uses. How an order is read belongs to every rule that judges one."""
    read = facts(one)
    code = [*_own(one), *_drawn(read), *(_reached([_ORDERS]) if one.judge else [])]
    named = frozenset().union(*(piece.strings for piece in code))
    return Uses(read, named & THRESHOLDS.keys(), named & VALUES.keys())


def _own(one: Recommendation) -> list[_Piece]:
    judge = one.judge or one.view
    return _reached([(judge.__module__, "RECOMMENDATION")]) if judge else []


def _drawn(read: Iterable[str]) -> list[_Piece]:
    """Return the code that makes some attributes of the picture."""
    draw = _module("mappings.picture").defined["draw"][0]
    steps: dict[str, list[ast.AST]] = {}
    for node in ast.walk(draw):
        for name in _bound(node) if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign) else ():
            steps.setdefault(name, []).append(node)
    wanted = [word.value for node in ast.walk(draw) if isinstance(node, ast.Call)
              for word in node.keywords if word.arg in set(read)]  # fmt: skip
    lines = _with_steps(wanted, steps)
    return _reached(_piece(lines, "mappings.picture").followed)


def _with_steps(wanted: Iterable[ast.AST], steps: dict[str, list[ast.AST]]) -> list[ast.AST]:
    """Return pieces of `draw` with those that make what they read."""
    found: list[ast.AST] = []
    open_ends = list(wanted)
    seen: set[str] = set()
    while open_ends:
        node = open_ends.pop()
        found.append(node)
        for name in {one.id for one in ast.walk(node) if isinstance(one, ast.Name)} - seen:
            seen.add(name)
            open_ends.extend(steps.get(name, ()))
    return found
