"""What is kept of the file at hand: every importer asks about the same one in turn."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, ParamSpec, TypeVar, cast

P = ParamSpec("P")
T = TypeVar("T")
_kept: list[Any] = []


def of_this_file(answers: int = 1) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Makes of a function one whose last answers are kept until the file is let go, its refusals too."""

    def kept(function: Callable[P, T]) -> Callable[P, T]:
        @lru_cache(maxsize=answers)
        def found(*args: Any, **named: Any) -> tuple[T | None, Exception | None]:
            try:
                return function(*args, **named), None
            except Exception as error:
                return None, error

        @wraps(function)
        def again(*args: P.args, **named: P.kwargs) -> T:
            answer, error = cast("Any", found)(*args, **named)
            if error is not None:
                raise error.with_traceback(None)  # which would hold the file
            return cast("T", answer)

        _kept.append(found)
        return again

    return kept


def let_go() -> None:
    """Keep nothing of the last file: it may be as large as all that comes after reading it."""
    for function in _kept:
        function.cache_clear()
