"""Who listens to what. Filled by ``zhiben.wiring`` when the program starts, read by the reader."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

Handler = Callable[[dict[str, Any], datetime], None]
_listeners: dict[str, dict[str, Handler]] = {}


def listen(event: str, listener: str, handler: Handler) -> None:
    """``listener`` is a permanent name: its cursor is stored under it. One listener may hear several events."""
    heard = _listeners.setdefault(listener, {})
    if heard.get(event, handler) is not handler:
        raise ValueError(f"{listener} already hears {event} with another handler")
    heard[event] = handler


def listeners() -> dict[str, dict[str, Handler]]:
    return _listeners
