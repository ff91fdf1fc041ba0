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
Name = tuple[str, str]
"""A module and a name of its top level."""
_ORDERS: Final[Name] = ("mappings.orders", "read")
_PICTURE: Final[Name] = ("mappings.picture", "draw")


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
    code = [*_own(one), *_reached(_makes(_PICTURE, read)), *(_reached([_ORDERS]) if one.judge else [])]
    named = frozenset().union(*(piece.strings for piece in code))
    return Uses(read, named & THRESHOLDS.keys(), named & VALUES.keys())


def _own(one: Recommendation) -> list[_Piece]:
    """Return the code of the rule's module and of what it calls, and that of the rules that it asks in turn."""
    asks = [ask for ask in (one.judge, one.view) if ask]
    held = [cell.cell_contents for ask in asks for cell in getattr(ask, "__closure__", None) or ()]
    asked = [part for thing in held if isinstance(thing, tuple) for part in thing if isinstance(part, Recommendation)]
    names = [(ask.__module__, name) for ask in asks for name in _module(ask.__module__).defined]
    return _reached(names) + [part for rule in asked for part in _own(rule)]


def _makes(where: Name, parts: Iterable[str]) -> set[Name]:
    """Return the names that a function reads to make parts of what it returns; none where it makes no part by keyword.

    A part of something that another function makes so is followed there, so that its neighbors stay out.
    """
    code = _module(where[0]).defined[where[1]][0]
    steps = _steps(code)
    calls = [one for one in ast.walk(code) if isinstance(one, ast.Call)]
    open_ends: list[ast.AST] = [word.value for call in calls for word in call.keywords if word.arg in set(parts)]
    names: set[Name] = set()
    seen: set[str] = set()
    while open_ends:
        line = open_ends.pop()
        names |= _piece([line], where[0]).followed
        apart: dict[ast.AST, set[Name]] = {
            one.value: _part(where[0], steps[one.value.id], one.attr)
            for one in ast.walk(line)
            if isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name) and one.value.id in steps
        }
        names = names.union(*apart.values())
        for one in ast.walk(line):
            if isinstance(one, ast.Name) and not apart.get(one) and one.id not in seen:
                seen.add(one.id)
                open_ends.extend(steps.get(one.id, ()))
    return names


def _steps(code: ast.AST) -> dict[str, list[ast.AST]]:
    """Return local name -> the statements that bind it."""
    steps: dict[str, list[ast.AST]] = {}
    for node in ast.walk(code):
        if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
            for name in _bound(node):
                steps.setdefault(name, []).append(node)
    return steps


def _part(module: str, steps: list[ast.AST], attribute: str) -> set[Name]:
    """Return what makes one part of a thing, where a function of ours makes it by keywords; else none."""
    called = [one.value.func for one in steps if isinstance(one, ast.Assign) and isinstance(one.value, ast.Call)]
    made = [name for func in called for name in _piece([func], module).followed if name[0] in _paths()]
    return set().union(*(_makes(name, [attribute]) for name in made if name[1] in _module(name[0]).defined))
