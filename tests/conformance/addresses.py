"""Every address of the program with its view."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.urls import URLPattern, URLResolver, get_resolver

FILLERS: Final = {
    "uuid": str(UUID(int=1)), "int": "1", "slug": "nothing", "str": "nothing", "path": "nothing",
}  # fmt: skip
NAMED: Final = re.compile(r"<(?:(\w+):)?(\w+)>")


@dataclass(frozen=True)
class Address:
    """``example`` is a path with every part filled in by something that does not exist."""

    route: str
    view: Callable[..., Any]

    @property
    def example(self) -> str:
        return "/" + NAMED.sub(lambda m: FILLERS.get(m.group(1) or "str", "nothing"), self.route)

    @property
    def where(self) -> str:
        return f"{self.view.__module__}.{self.view.__qualname__}"


def addresses(patterns: list[Any] | None = None, prefix: str = "") -> Iterator[Address]:
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield Address(route, pattern.callback)
