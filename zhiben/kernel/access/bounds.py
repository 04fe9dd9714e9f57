"""The net under every query: what the database itself lets this request see (row-level security).

``use_bounds(actor)`` holds for the current thread or task until ``clear_bounds``; each transaction announces it as it
begins, with settings that die with the transaction. Unset matches no row.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from django.db import connection

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.terms import ReachKind
from zhiben.kernel.base.postgres.base import DatabaseWrapper

Bounds = tuple[str, str, str]
NOTHING: Final[Bounds] = ("", "", "")
EVERYTHING: Final[Bounds] = ("0", ":", "")
_bounds: ContextVar[Bounds] = ContextVar("zhiben_bounds", default=NOTHING)
SAY = (
    "select set_config('zhiben.lo', %s, true), set_config('zhiben.hi', %s, true), set_config('zhiben.party', %s, true)"
)


def bounds_of(actor: Actor) -> Bounds:
    """Half-open range of division paths, and the party key. ``:`` sorts right after ``9`` in collation C."""
    if actor.is_system:
        return EVERYTHING
    if actor.reach == ReachKind.AGENCY:
        return (actor.path, actor.path[:-1] + "/", "") if actor.path else EVERYTHING
    return ("", "", actor.party_key)


def use_bounds(actor: Actor) -> None:
    """From now on this thread sees what ``actor`` may see; also in the transaction that is already open."""
    _set(bounds_of(actor))


def clear_bounds() -> None:
    _set(NOTHING)


@contextmanager
def acting_as(actor: Actor) -> Iterator[Actor]:
    """Work as ``actor`` for a while: jobs, commands, tests."""
    before = _bounds.get()
    _set(bounds_of(actor))
    try:
        yield actor
    finally:
        _set(before)


def announce_bounds(wrapper: DatabaseWrapper) -> None:
    """First statement of every transaction."""
    with wrapper.cursor() as cursor:
        cursor.execute(SAY, _bounds.get())


def _set(bounds: Bounds) -> None:
    _bounds.set(bounds)
    if connection.in_atomic_block and not connection.needs_rollback:
        with connection.cursor() as cursor:
            cursor.execute(SAY, bounds)
