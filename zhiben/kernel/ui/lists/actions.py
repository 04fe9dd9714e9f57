"""What can be done from a list: buttons of the page, and acts on the rows that are picked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.errors import InvalidInput, Refusal
from zhiben.kernel.workflow.definition import Input

MOST_PICKED: Final = 500


@dataclass(frozen=True, kw_only=True)
class PageAction:
    """A button at the top right: 新建, 导入."""

    label: str
    url: str
    icon: str = "plus"
    primary: bool = False


@dataclass(frozen=True)
class Refused:
    """One picked row that was left as it was, and why."""

    id: UUID
    reason: str


@dataclass(frozen=True)
class Outcome:
    """What became of the picked rows one by one. ``said``: a sentence of its own instead of the count."""

    done: int
    refused: Sequence[Refused] = ()
    said: str = ""


class BulkRun(Protocol):
    """Does the act for all ids and returns the sentence shown afterwards, what became of each row, or a file.

    A sentence or a file: all in one transaction, or none. ``each`` makes an act that treats every row by itself.
    """

    def __call__(
        self, *, actor: Actor, ids: Sequence[UUID], at: datetime, **inputs: Any
    ) -> "str | Outcome | HttpResponse": ...


# Does the act for one row (``actor``, ``row_id``, ``at`` and the inputs), or refuses and changes nothing.
OneRun = Callable[..., object]


def each(run: OneRun) -> BulkRun:
    """Every row by itself: what one refuses does not keep the others back. In the order of ids, as everybody locks."""

    def run_each(*, actor: Actor, ids: Sequence[UUID], at: datetime, **inputs: Any) -> Outcome:
        refused = []
        for pk in sorted(ids):
            try:
                with transaction.atomic():
                    run(actor=actor, row_id=pk, at=at, **inputs)
            except Refusal as refusal:
                refused.append(Refused(pk, words_of(refusal)))
        return Outcome(len(ids) - len(refused), refused)

    return run_each


def words_of(refusal: Refusal) -> str:
    """Why, in one line: of a refusal about fields, what each says."""
    errors = refusal.errors if isinstance(refusal, InvalidInput) else []
    return "；".join(error.reason for error in errors) or refusal.detail


@dataclass(frozen=True, kw_only=True)
class BulkAction:
    """An act on picked rows. With ``inputs`` a form comes in between. ``most``: how many at once, if not the usual."""

    name: str
    label: str
    run: BulkRun
    roles: frozenset[Role]
    inputs: tuple[Input, ...] = ()
    danger: bool = False
    most: int = MOST_PICKED


@dataclass(frozen=True, kw_only=True)
class Empty:
    """Why there is nothing yet, and the next step. ``url`` may depend on who asks; empty = no button."""

    why: str
    next_step: str = ""
    label: str = ""
    url: Callable[[Actor], str] | None = None
