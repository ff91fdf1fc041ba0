"""The code of `hooks` and `mappings` as data: what each function and table says, and what it leads to."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import hooks
import mappings

_TELLING: Final = 6
_ROOMS: Final = (hooks, mappings)
Name = tuple[str, str]
"""A module and a name of its top level."""


@dataclass(frozen=True, slots=True)
class Module:
    """What a module binds at its top level, and where its other names come from."""

    defined: dict[str, list[ast.AST]]
    imported: dict[str, Name]
    """Local name -> (module, name), or (module, "") for a module as a whole."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What a piece of code says and reads."""

    strings: frozenset[str]
    composed: frozenset[tuple[str, ...]]
    """What stands around the parts of each string that is composed: beginning, between, end."""
    attributes: frozenset[str]
    followed: frozenset[Name]


@lru_cache(maxsize=1)
def paths() -> dict[str, Path]:
    """Return module -> file."""
    roots = [Path(room.__path__[0]) for room in _ROOMS]
    return {
        ".".join((root.name, *path.relative_to(root).with_suffix("").parts)): path
        for root in roots
        for path in sorted(root.rglob("*.py"))
    }


@lru_cache(maxsize=512)
def module_of(name: str) -> Module:
    """Read a module, when something in it is asked for."""
    defined: dict[str, list[ast.AST]] = {}
    imported: dict[str, Name] = {}
    for node in ast.parse(paths()[name].read_text(encoding="utf-8")).body:
        for bound in bound_by(node):
            defined.setdefault(bound, []).append(node)
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                target = (whole, "") if whole in paths() else (node.module, alias.name)
                imported[alias.asname or alias.name] = target
    return Module(defined, imported)


def bound_by(node: ast.AST) -> list[str]:
    """Return the names that a statement binds."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return [node.name]
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    return [one.id for target in targets if target for one in ast.walk(target) if isinstance(one, ast.Name)]


def piece(nodes: Iterable[ast.AST], module: str) -> Piece:
    """Return what a piece of code says and reads; names of any module are followed to where they are defined."""
    here, every = module_of(module), [one for node in nodes for one in ast.walk(node)]
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
    composed = {_around(one) for one in every if isinstance(one, ast.JoinedStr)}
    return Piece(frozenset(strings), frozenset(composed), frozenset(attributes), frozenset(followed))


def _around(one: ast.JoinedStr) -> tuple[str, ...]:
    """Return what stands around the parts of a composed string."""
    said = "".join(str(part.value) if isinstance(part, ast.Constant) else "\0" for part in one.values)
    return tuple(said.split("\0"))


def named(pieces: Iterable[Piece], names: Iterable[str]) -> frozenset[str]:
    """Return which of some names the pieces say, whole or composed of a part that they say too."""
    listed = list(pieces)
    said = frozenset().union(*(one.strings for one in listed))
    composed = frozenset().union(*(one.composed for one in listed))
    return frozenset(name for name in names if name in said or any(_fits(name, around, said) for around in composed))


def _fits(name: str, around: tuple[str, ...], said: frozenset[str]) -> bool:
    """Whether a name may be composed so: its parts are said too, or its beginning is a word that tells enough."""
    found = re.fullmatch("(.+)".join(map(re.escape, around)), name) if "".join(around) else None
    return found is not None and (len(around[0]) >= _TELLING or said.issuperset(found.groups()))


@lru_cache(maxsize=8192)
def piece_of(name: Name) -> Piece:
    """Return what a name of a module's top level stands for."""
    return piece(module_of(name[0]).defined.get(name[1], ()), name[0])


def reached(starts: Iterable[Name]) -> list[Piece]:
    """Return every piece of code that the starts lead to."""
    seen: set[Name] = set()
    open_ends = list(starts)
    found = []
    while open_ends:
        name = open_ends.pop()
        if name not in seen and name[0] in paths():
            seen.add(name)
            found.append(piece_of(name))
            open_ends.extend(found[-1].followed)
    return found


@lru_cache(maxsize=1)
def everything() -> list[Piece]:
    """Return all code of `hooks` and `mappings`."""
    return [piece_of((module, name)) for module in paths() for name in module_of(module).defined]
