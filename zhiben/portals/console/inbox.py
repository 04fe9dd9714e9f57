"""The inbox grouped by when things are due."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from django.utils.safestring import SafeString

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.ui.cases.addresses import case_url, duty_url
from zhiben.kernel.ui.due import DueClock
from zhiben.kernel.workflow.models import Todo
from zhiben.kernel.workflow.queries import inbox, whose
from zhiben.portals.console.inbox_rows import Row, write_rows

MOST_ROWS: Final = 200
GROUPS: Final = ("逾期", "今天", "本周", "以后")


@dataclass
class Group:
    label: str
    picking: bool = False
    rows: list[Row] = field(default_factory=list)

    @property
    def written(self) -> SafeString:
        return write_rows(self.rows, picking=self.picking)


@dataclass(frozen=True)
class Inbox:
    """``total`` counts everything that waits; ``groups`` hold the most urgent ``MOST_ROWS``, empty ones left out."""

    groups: list[Group]
    total: int
    shown: int


def read_inbox(actor: Actor, at: datetime, most: int = MOST_ROWS, who: str = "", *, picking: bool = False) -> Inbox:
    """``picking``: rows that may change hands get a box to tick."""
    waiting = whose(inbox(actor), actor, who)
    todos = list(waiting[:most])
    total = len(todos) if len(todos) < most else waiting.order_by().count()
    clock = DueClock(at, [todo.due_at for todo in todos])
    groups = {label: Group(label, picking) for label in GROUPS}
    for todo in todos:
        row = Row(
            todo, clock.read(todo.due_at), case_url(todo.flow, todo.case_id),
            duty_url(todo.flow, todo.case_id, todo.action), _hand(todo, actor), todo.holder_kind != "user",
        )  # fmt: skip
        groups[_group(todo.due_at, at)].rows.append(row)
    return Inbox([group for group in groups.values() if group.rows], total, len(todos))


def _hand(todo: Todo, actor: Actor) -> str:
    """In whose hands it is, in words."""
    if todo.holder_kind == "user" or todo.assigned_to == actor.user_id:
        return "我"
    return todo.assigned_name or ""


def _group(due_at: datetime | None, at: datetime) -> str:
    if due_at is None:
        return "以后"
    if due_at <= at:
        return "逾期"
    day, today = day_of(due_at), day_of(at)
    if day == today:
        return "今天"
    return "本周" if day <= _sunday(today) else "以后"


def _sunday(day: date) -> date:
    return day + timedelta(days=6 - day.weekday())
