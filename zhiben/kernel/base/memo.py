"""Answers that a process may give from memory for a while: words of registers that change a few times a year."""

from collections.abc import Callable, Hashable
from functools import lru_cache, wraps
from time import monotonic
from typing import Any, Final, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
MOST: Final = 4_000
_caches: list[Callable[[], None]] = []


def remembered(seconds: float) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """The same question within ``seconds`` gets the same answer, which nobody may alter. Never for what rights hang on."""

    def decorate(ask: Callable[P, T]) -> Callable[P, T]:
        @lru_cache(maxsize=MOST)
        def kept(span: int, *args: Hashable, **kwargs: Hashable) -> Any:
            return ask(*args, **kwargs)  # type: ignore[arg-type]

        @wraps(ask)
        def answer(*args: P.args, **kwargs: P.kwargs) -> T:
            return kept(int(monotonic() // seconds), *args, **kwargs)  # type: ignore[arg-type, no-any-return]

        _caches.append(kept.cache_clear)
        return answer

    return decorate


def forget_all() -> None:
    """Whoever has just changed a register, and every test."""
    for clear in _caches:
        clear()
