"""What a workflow is: a table a lawyer can read. No behaviour here.

A transition says who may move a case from where to where, with what, by when, and cites the article it rests on. A
duty says whose to-do a state is. Codes are permanent ASCII, labels are the words of the trade and may change.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Generic, Literal, TypeVar

from zhiben.kernel.access.terms import ReachClass, Role
from zhiben.kernel.events.outbox import Event
from zhiben.kernel.workflow.models import Case, CaseMove

C = TypeVar("C", bound=Case)
Inputs = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """When something must be done by, and what that was computed from (``clocks`` says how rules look)."""

    at: datetime
    rule: dict[str, Any] | None


Due = Callable[[Any, datetime, Inputs], Deadline | datetime | None]


def keep_clock(case: Any, at: datetime, given: Inputs) -> Deadline | None:
    """The clock that was running goes on."""
    return Deadline(at=case.due_at, rule=case.due_rule) if case.due_at else None


def no_clock(case: Any, at: datetime, given: Inputs) -> datetime | None:
    """Nobody is waited for."""
    return None


class InputKind(StrEnum):
    """How an input is asked for and checked. ``PHOTOS`` and ``FILES`` hold ids of stored evidence, ``COLLEAGUE`` the
    account of somebody who works where the actor does."""

    TEXT = "text"
    LONGTEXT = "longtext"
    DATE = "date"
    NUMBER = "number"
    BOOL = "bool"
    CHOICE = "choice"
    PHOTOS = "photos"
    FILES = "files"
    OFFICERS = "officers"
    COLLEAGUE = "colleague"
    CLAUSE = "clause"


@dataclass(frozen=True, kw_only=True)
class Input:
    """One thing a transition asks for. ``slot`` names where photos and files are kept (before, after, scan …)."""

    name: str
    label: str
    kind: InputKind = InputKind.TEXT
    required: bool = True
    choices: tuple[tuple[str, str], ...] = ()
    help: str = ""
    initial: Callable[[Any], Any] | None = None
    slot: str = ""


@dataclass(frozen=True, kw_only=True)
class Transition(Generic[C]):
    """One row of the table.

    ``target`` None leaves the state as it is. ``roles`` × ``reach`` say who; ``on_behalf`` lets the responsible agency
    enter a party's step for it (代录), marked as such. ``sets`` gives further columns written with the state, ``due``
    the new clock, ``announces`` the event. ``offered`` False: fired by services only, never shown as a button;
    ``only_without`` names a column that must be empty for it to be offered (items of a notice go through the notice).
    """

    action: str
    label: str
    source: tuple[str, ...]
    target: str | None
    roles: frozenset[Role]
    basis: str
    reach: frozenset[ReachClass] = frozenset({ReachClass.OWN})
    inputs: tuple[Input, ...] = ()
    guards: tuple[Callable[[C, Inputs], None], ...] = ()
    due: Due = no_clock
    sets: Callable[[C, datetime, Inputs], dict[str, Any]] | None = None
    announces: Callable[[C, CaseMove], Event] | None = None
    on_behalf: bool = False
    offered: bool = True
    only_without: str = ""
    style: Literal["primary", "plain", "danger"] = "plain"


@dataclass(frozen=True, kw_only=True)
class Duty:
    """Whose to-do a state is.

    ``holder``: ``agency`` = the responsible agency; ``project``, ``enterprise``, ``user`` = the case's parties of that
    kind (and ``party_role`` if given). ``unless_user`` opens the agency's to-do only when no party user holds one;
    ``only_without`` names a column that must be empty (items of a notice are worked on through the notice).
    ``agency_column`` names the column with the agency that must act, where that is another than the responsible one.
    """

    state: str
    action: str
    label: str
    roles: tuple[Role, ...]
    holder: Literal["agency", "project", "enterprise", "user"]
    party_role: str = ""
    unless_user: str = ""
    only_without: str = ""
    agency_column: str = "agency_id"


@dataclass(frozen=True, kw_only=True)
class Workflow(Generic[C]):
    """The whole table for one kind of case. A wrong table stops the program at import.

    ``due_soon`` names the parameter that says how many days before the deadline those who must act are reminded,
    ``urge_days`` the one that lists at how many days overdue they are urged. ``statutory``: column and value of the
    cases whose being overdue is told at any hour.
    """

    code: str
    version: int
    label: str
    model: type[C]
    initial: frozenset[str]
    final: frozenset[str]
    states: Mapping[str, str]
    transitions: tuple[Transition[C], ...]
    duties: tuple[Duty, ...] = ()
    due_soon: str = ""
    urge_days: str = ""
    statutory: tuple[str, str] | None = None
    moves: dict[tuple[str, str], Transition[C]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        moves = {(t.action, s): t for t in self.transitions for s in t.source}
        if len(moves) != sum(len(t.source) for t in self.transitions):
            raise ValueError(f"{self.code}: two rows share an action and a source")
        problems = [*self._unknown_states(), *self._dead_ends(moves)]
        if problems:
            raise ValueError(f"{self.code}: {'; '.join(problems)}")
        object.__setattr__(self, "moves", moves)

    def _unknown_states(self) -> list[str]:
        named = self.initial | self.final | {d.state for d in self.duties}
        for t in self.transitions:
            named |= set(t.source) | ({t.target} if t.target else set())
        return [f"state {s} has no label" for s in sorted(named - set(self.states))]

    def _dead_ends(self, moves: Mapping[tuple[str, str], Transition[C]]) -> list[str]:
        entered = self.initial | {t.target for t in self.transitions if t.target}
        left = {source for (_, source), t in moves.items() if t.target not in (None, source)}
        problems = [f"no way into {s}" for s in sorted(set(self.states) - entered)]
        problems += [f"no way out of {s}" for s in sorted(set(self.states) - left - self.final)]
        return problems + [f"final {s} is left" for s in sorted(self.final & left)]

    def transition(self, action: str) -> Transition[C]:
        """The first row of that action: for its label and inputs, which are the same whatever the source."""
        return next(t for t in self.transitions if t.action == action)
