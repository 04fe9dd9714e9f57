"""Declaring a job: an interface like a page. It selects, calls a service for each, and is safe to run twice."""

import inspect
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.access.bounds import acting_as

P = ParamSpec("P")
R = TypeVar("R")
TRIES = RetryStrategy(max_attempts=5, exponential_wait=4)


def task(*, name: str, schedule: str | None = None, retry: bool = True) -> Callable[[Callable[P, R]], Any]:
    """Register a function as a job that runs as the system.

    ``name`` is permanent: waiting jobs are stored under it. ``schedule`` is a cron line (China time); a scheduled job
    takes no arguments and never overlaps itself. The result can be called directly, or put off with ``.defer(…)``.
    """

    def declare(function: Callable[P, R]) -> Any:
        @wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            kwargs.pop("timestamp", None)
            with acting_as(system_actor()):
                return function(*args, **kwargs)

        lock = name if schedule else None
        declared: Any = app.task(
            name=name, queueing_lock=lock, lock=lock, retry=TRIES if retry and not schedule else False
        )(run)  # fmt: skip
        if schedule:
            assert not inspect.signature(function).parameters  # noqa: S101
            app.periodic(cron=schedule)(declared)
        return declared

    return declare


def run_soon(name: str) -> None:
    """A scheduled job without waiting for its hour; nothing when it waits already. Not inside a transaction."""
    with suppress(AlreadyEnqueued):
        app.tasks[name].defer()
