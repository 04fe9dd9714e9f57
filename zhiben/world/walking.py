"""Walking invented cases through the real transition tables, so that no history can be one that could not happen."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from zhiben.kernel.access.terms import Role
from zhiben.kernel.workflow.definition import Workflow


@dataclass(frozen=True, kw_only=True)
class Person:
    """Who acts in a story."""

    name: str
    role: Role
    reach_name: str
    user_id: UUID | None = None


@dataclass
class Walk:
    """One case on its way: its state now and the history rows so far. ``step`` refuses what the table does not have."""

    flow: Workflow[Any]
    case_id: UUID
    state: str
    opened_at: datetime
    seq: int = 0
    due_at: datetime | None = None
    closed_at: datetime | None = None
    moves: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def begin(
        cls, flow: Workflow[Any], case_id: UUID, state: str, by: Person, at: datetime, *, action: str = "open",
        **inputs: Any,
    ) -> "Walk":  # fmt: skip
        if state not in flow.initial | flow.final and inputs.get("batch") is None:
            raise ValueError(f"{flow.code} does not begin in {state}")
        walk = cls(flow, case_id, state, at)
        walk._note("backfill" if "batch" in inputs else action, "", by, at, inputs)
        return walk

    def step(
        self, action: str, by: Person, at: datetime, *, due_at: datetime | None = None, behalf: str = "", **inputs: Any
    ) -> None:
        row = self.flow.moves[(action, self.state)]
        if not (by.role in row.roles or row.on_behalf or by.role == Role.SYSTEM):
            raise ValueError(f"{by.role} may not {action}")
        source, self.state, self.due_at = self.state, row.target or self.state, due_at
        if self.state in self.flow.final:
            self.closed_at = at
        self._note(action, source, by, at, inputs, behalf)

    def interject(self, action: str, by: Person, at: datetime, **inputs: Any) -> dict[str, Any]:
        """A step that changes no state, told afterwards: it takes its place among the others. Returns its row."""
        place = sum(move["at"] <= at for move in self.moves)
        before = self.moves[place - 1]
        row = self.flow.moves[(action, before["target"])]
        if row.target not in (None, before["target"]) or by.role not in row.roles:
            raise ValueError(f"{action} cannot be put between")
        move = {
            **before, "action": action, "source": before["target"], "actor_id": by.user_id, "actor_name": by.name,
            "role": by.role.value, "reach_name": by.reach_name, "on_behalf_of": "", "at": at, "recorded_at": at,
            "inputs": inputs,
        }  # fmt: skip
        self.moves.insert(place, move)
        for seq, one in enumerate(self.moves, 1):
            one["seq"] = seq
        self.seq = len(self.moves)
        return move

    def first(self, action: str) -> datetime | None:
        """When it was done for the first time."""
        return next((move["at"] for move in self.moves if move["action"] == action), None)

    def columns(self) -> dict[str, Any]:
        """The engine's own columns of the case row."""
        return {
            "state": self.state, "seq": self.seq, "due_at": self.due_at, "opened_at": self.opened_at,
            "closed_at": self.closed_at, "flow_version": self.flow.version,
        }  # fmt: skip

    def _note(
        self, action: str, source: str, by: Person, at: datetime, inputs: dict[str, Any], behalf: str = ""
    ) -> None:
        self.seq += 1
        self.moves.append({
            "flow": self.flow.code, "case_id": self.case_id, "seq": self.seq, "action": action, "source": source,
            "target": self.state, "actor_id": by.user_id, "actor_name": by.name, "role": by.role.value,
            "reach_name": by.reach_name, "on_behalf_of": behalf, "at": at, "recorded_at": at, "due_at": self.due_at,
            "inputs": inputs,
        })  # fmt: skip
