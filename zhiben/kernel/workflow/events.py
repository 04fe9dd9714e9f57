"""What the workflow announces about people's work. Plain values only."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, kw_only=True)
class TodosAssigned:
    """Somebody has been given to-dos by somebody else: ``how`` is 指派, 移交 or 承接 in words."""

    name: ClassVar[str] = "workflow.todos_assigned"
    user_id: str
    by: str
    how: str
    todo_ids: list[int]


@dataclass(frozen=True, kw_only=True)
class GrantDelegated:
    """A grant was lent (``ended`` False) or a loan was ended early."""

    name: ClassVar[str] = "workflow.grant_delegated"
    grant_id: str
    ended: bool
    by: str
