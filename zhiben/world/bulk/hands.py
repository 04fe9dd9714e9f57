"""Several processes that make rows while this one gives them to the database. They never touch the database."""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any, Final

KNOWN: Final[dict[str, Any]] = {}  # in each process: what all of its work needs
AHEAD: Final = 2  # pieces of work that wait, for each process: what is made is taken before more is
Map = Callable[[Callable[[Any], Any], Iterable[Any]], Iterator[Any]]


@contextmanager
def hands(count: int, **known: Any) -> Iterator[Map]:
    """``map`` in order, by ``count`` processes; with none, here and now. ``known`` they have from the beginning."""
    KNOWN.update(known)
    if count == 0:
        yield map
        return
    # A copy of this process: with the models loaded, and with ``KNOWN``.
    pool = ProcessPoolExecutor(count, mp_context=get_context("fork"))
    try:
        yield lambda work, things: _in_order(pool, work, things, count * AHEAD)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _in_order(
    pool: ProcessPoolExecutor, work: Callable[[Any], Any], things: Iterable[Any], ahead: int
) -> Iterator[Any]:
    waiting: deque[Future[Any]] = deque()
    for thing in things:
        waiting.append(pool.submit(work, thing))
        if len(waiting) > ahead:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def hands_of_machine() -> int:
    """Two at least: while one waits for the database another works."""
    return max(2, min(8, len(os.sched_getaffinity(0))))


def spread(total: int, weights: Sequence[float]) -> list[int]:
    """A total in whole parts by weight; nothing is lost in rounding."""
    whole, sums, given, parts = sum(weights), 0.0, 0, []
    for weight in weights:
        sums += weight
        upto = round(total * sums / whole)
        parts.append(upto - given)
        given = upto
    return parts
