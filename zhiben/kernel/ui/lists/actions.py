"""What can be done from a list: buttons of the page, and acts on the rows that are picked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.terms import Role
from zhiben.kernel.workflow.definition import Input


@dataclass(frozen=True, kw_only=True)
class PageAction:
    """A button at the top right: 新建, 导入."""

    label: str
    url: str
    icon: str = "plus"
    primary: bool = False


class BulkRun(Protocol):
    """Does the act for all ids in one transaction and returns the sentence shown afterwards."""

    def __call__(self, *, actor: Actor, ids: Sequence[UUID], at: datetime, **inputs: Any) -> str: ...


@dataclass(frozen=True, kw_only=True)
class BulkAction:
    """An act on picked rows. With ``inputs`` a form comes in between."""

    name: str
    label: str
    run: BulkRun
    roles: frozenset[Role]
    inputs: tuple[Input, ...] = ()
    danger: bool = False


@dataclass(frozen=True, kw_only=True)
class Empty:
    """Why there is nothing yet, and the next step. ``url`` may depend on who asks; empty = no button."""

    why: str
    next_step: str = ""
    label: str = ""
    url: Callable[[Actor], str] | None = None
