"""What has been done to a case, as people read it: who, when, what, with which words and files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.evidence.models import StoredFile
from zhiben.kernel.ui.words import BLANK, show_value
from zhiben.kernel.workflow.definition import Input, InputKind, Workflow
from zhiben.kernel.workflow.models import CaseMove, ClockChange

CLOCK: Final = "due_at"  # stands beside who did it, as a day
FILE_KINDS: Final = (InputKind.PHOTOS, InputKind.FILES)


@dataclass(frozen=True)
class Step:
    """``who`` names person, role and office. ``late``: recorded on a later day than it happened."""

    label: str
    who: str
    at: datetime
    recorded_at: datetime
    late: bool
    state: str
    due_on: date | None
    given: list[tuple[str, str]]
    files: list[StoredFile]


def read_timeline(
    flow: Workflow[Any], moves: Sequence[CaseMove], words: Mapping[str, str], changes: Sequence[ClockChange] = ()
) -> list[Step]:
    """Newest first, each deadline computed again above the step that had set it. One query.

    ``words`` gives names for codes that only the domain knows (clauses, officers).
    """
    inputs = {t.action: {i.name: i for i in t.inputs} for t in flow.transitions}
    labels = {t.action: t.label for t in flow.transitions}
    files = _files(moves, inputs)
    steps = []
    for move in reversed(moves):
        steps += [_changed(one) for one in reversed(changes) if one.seq == move.seq]
        steps.append(_step(flow, move, labels, inputs.get(move.action, {}), files, words))
    return steps


def _changed(change: ClockChange) -> Step:
    given = [("原期限", show_value(day_of(change.old_due))), ("原因", change.reason)]
    return Step("期限重算", "系统", change.at, change.at, False, "", day_of(change.new_due), given, [])


def _step(
    flow: Workflow[Any], move: CaseMove, labels: Mapping[str, str], inputs: Mapping[str, Input],
    files: Mapping[str, StoredFile], words: Mapping[str, str],
) -> Step:  # fmt: skip
    given = []
    shown: list[StoredFile] = []
    for name, value in move.inputs.items():
        item = inputs.get(name)
        if item is None or value in (None, "", []) or name == CLOCK:
            continue
        if item.kind in FILE_KINDS:
            shown += [files[one] for one in value if one in files]
            continue
        text = _in_words(item, value, words)
        if text != BLANK:
            given.append((item.label, text))
    return Step(
        labels.get(move.action, "登记"), _who(move), move.at, move.recorded_at,
        day_of(move.recorded_at) > day_of(move.at), flow.states.get(move.target, ""),
        day_of(move.due_at) if move.due_at else None, given, shown,
    )  # fmt: skip


def _in_words(item: Input, value: Any, words: Mapping[str, str]) -> str:
    choices = {str(code): label for code, label in item.choices}
    if isinstance(value, list):
        return show_value([choices.get(str(one), words.get(str(one), "")) for one in value])
    if item.kind in (InputKind.CHOICE, InputKind.CLAUSE, InputKind.OFFICERS, InputKind.COLLEAGUE):
        return choices.get(str(value), words.get(str(value), str(value) if item.kind == InputKind.CLAUSE else BLANK))
    return show_value(value)


def _who(move: CaseMove) -> str:
    role = Role(move.role).label if move.role in Role.values else ""
    parts = [move.actor_name, " ".join(part for part in (move.reach_name, role) if part and part != move.actor_name)]
    who = "，".join(part for part in parts if part)
    return f"{who}（代{move.on_behalf_of}录入）" if move.on_behalf_of else who


def _files(moves: Sequence[CaseMove], inputs: Mapping[str, Mapping[str, Input]]) -> dict[str, StoredFile]:
    wanted = {
        one
        for move in moves
        for name, item in inputs.get(move.action, {}).items()
        if item.kind in FILE_KINDS
        for one in move.inputs.get(name) or ()
    }
    found = StoredFile.objects.filter(pk__in=[UUID(one) for one in wanted]) if wanted else ()
    return {str(file.pk): file for file in found}
