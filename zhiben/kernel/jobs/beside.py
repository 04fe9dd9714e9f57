"""What runs as long as the worker does, beside its jobs: packages above name theirs here."""

from collections.abc import Callable
from typing import Final, Protocol


class Beside(Protocol):
    """A thread of the worker's process."""

    def start(self) -> None: ...

    def stop(self) -> None:
        """Finish what has been begun and return."""


_makers: Final[dict[str, Callable[[], Beside]]] = {}


def run_beside(name: str, maker: Callable[[], Beside]) -> None:
    """Called from ``AppConfig.ready``; a worker makes and starts one of each."""
    _makers[name] = maker


def all_beside() -> list[Beside]:
    return [maker() for maker in _makers.values()]
