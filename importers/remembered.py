"""What is kept of the file at hand: every importer asks about the same one in turn."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, ParamSpec, TypeVar, cast

P = ParamSpec("P")
T = TypeVar("T")
_kept: list[Any] = []


def of_this_file(answers: int = 1) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Makes of a function one whose last answers are kept until the file is let go."""

    def kept(function: Callable[P, T]) -> Callable[P, T]:
        found = lru_cache(maxsize=answers)(function)
        _kept.append(found)
        return cast("Callable[P, T]", found)

    return kept


def let_go() -> None:
    """Keep nothing of the last file: it may be as large as all that comes after reading it."""
    for function in _kept:
        function.cache_clear()
