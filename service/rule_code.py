"""What the code of a recommendation uses, read from its source: facts, thresholds, definitions.

So no list has to be kept beside the code, and none can go out of date. A name that is read is followed to where it is
defined, through the functions and tables of `hooks` and `mappings`; a fact that is read, to what `mappings.picture`
makes it of. What is found may be more than one call uses, and is never less, as long as facts are read as attributes
and numbers are named in strings, whole or composed around one part.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from hooks.finding import Recommendation
from hooks.thresholds import THRESHOLDS
from mappings.definitions import VALUES
from mappings.patient import ELEMENT_OF
from service.code_pieces import Name, Piece, bound_by, module_of, named, paths, piece, reached

_ORDERS: Final[Name] = ("mappings.orders", "read")
_PICTURE: Final[Name] = ("mappings.picture", "draw")


@dataclass(frozen=True, slots=True)
class Uses:
    """What a recommendation reads: attributes of the picture, and names of `thresholds.toml` and `definitions.toml`."""

    facts: frozenset[str]
    thresholds: frozenset[str]
    definitions: frozenset[str]


@lru_cache(maxsize=128)
def facts(one: Recommendation) -> frozenset[str]:
    """Return the attributes of the picture that a recommendation may read."""
    return frozenset().union(*(part.attributes for part in _own(one))) & ELEMENT_OF.keys()


@lru_cache(maxsize=128)
def uses(one: Recommendation) -> Uses:
    """Return what a recommendation uses. How an order is read belongs to every rule that judges one."""
    read = facts(one)
    code = [*_own(one), *reached(_makes(_PICTURE, read)), *(reached([_ORDERS]) if one.judge else [])]
    return Uses(read, named(code, THRESHOLDS), named(code, VALUES))


def _own(one: Recommendation) -> list[Piece]:
    """Return the code of the rule's module and of what it calls, and that of the rules that it asks in turn."""
    asks = [ask for ask in (one.judge, one.view) if ask]
    held = [cell.cell_contents for ask in asks for cell in getattr(ask, "__closure__", None) or ()]
    asked = [part for thing in held if isinstance(thing, tuple) for part in thing if isinstance(part, Recommendation)]
    names = [(ask.__module__, name) for ask in asks for name in module_of(ask.__module__).defined]
    return reached(names) + [part for rule in asked for part in _own(rule)]


def _makes(where: Name, parts: Iterable[str]) -> set[Name]:
    """Return the names that a function reads to make parts of what it returns; none where it makes no part by keyword.

    A part of something that another function makes so is followed there, so that its neighbors stay out.
    """
    code = module_of(where[0]).defined[where[1]][0]
    steps = _steps(code)
    calls = [one for one in ast.walk(code) if isinstance(one, ast.Call)]
    open_ends: list[ast.AST] = [word.value for call in calls for word in call.keywords if word.arg in set(parts)]
    names: set[Name] = set()
    seen: set[str] = set()
    while open_ends:
        line = open_ends.pop()
        names |= piece([line], where[0]).followed
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
            for name in bound_by(node):
                steps.setdefault(name, []).append(node)
    return steps


def _part(module: str, steps: list[ast.AST], attribute: str) -> set[Name]:
    """Return what makes one part of a thing, where a function of ours makes it by keywords; else none."""
    called = [one.value.func for one in steps if isinstance(one, ast.Assign) and isinstance(one.value, ast.Call)]
    made = [name for func in called for name in piece([func], module).followed if name[0] in paths()]
    return set().union(*(_makes(name, [attribute]) for name in made if name[1] in module_of(name[0]).defined))
