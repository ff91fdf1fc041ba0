"""Records of the decision model: dataclasses that nothing changes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record(made: type[T]) -> type[T]:
    """Make a dataclass with slots, compared and hashed by its fields.

    mypy refuses to assign to a field, as with `frozen=True`, which would make each record three times as dear to make: a
    request makes some two hundred.
    """
    return dataclass(slots=True, unsafe_hash=True)(made)
