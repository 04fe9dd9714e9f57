"""Moving what hangs on one record to another, so many rows at a time: at once when they are few, else by a job.

Each portion is one transaction that notes what it moved, so that a killed process loses nothing and repeats nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import pghistory
from django.db import transaction

from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.access.acts import record_act
from zhiben.kernel.access.bounds import acting_as
from zhiben.kernel.base.errors import WrongState
from zhiben.kernel.records.kinds import RecordKind, record_kind
from zhiben.kernel.records.models import Merge, MergeMove
from zhiben.kernel.records.references import Reference, references_to
from zhiben.kernel.records.terms import UNDER_WAY, MergeState

AT_ONCE: Final = 1_000  # references moved while somebody waits
PORTION: Final = 2_000  # rows of one transaction of the job
POINTER: Final = "merged_into"


@contextmanager
def as_platform(merge: Merge, verb: str) -> Iterator[None]:
    """References stand in every division: the platform moves them, the history names who asked for it."""
    with (
        pghistory.context(
            actor=merge.done_name, user=str(merge.done_by or ""), verb=f"{merge.kind}.{verb}", merge=str(merge.pk)
        ),
        acting_as(system_actor()),
    ):
        yield


def count_references(register: RecordKind, record_id: UUID, *, most: int) -> int:
    """How many rows hang on it; looks no further than ``most``."""
    found = 0
    for one in references_to(register):
        found += one.rows(record_id).order_by()[: most - found].count()
        if found >= most:
            break
    return found


def move_some(merge: Merge, *, at: datetime, most: int) -> bool:
    """Move at most so many rows and note them; True while there are more. Part of the caller's transaction."""
    register = record_kind(merge.kind)
    for one in references_to(register):
        if moved := _move(merge, one, at, most):
            merge.moved += moved
            merge.save(update_fields=["moved"])
            return True
    _finish(merge, register, at)
    return False


def return_some(merge: Merge) -> bool:
    """Give back one portion, last first; True while there are more."""
    move = merge.moves.filter(back=False).exclude(keys=[]).order_by("-id").first()
    if move is None:
        return False
    one = _reference(move, record_kind(merge.kind))
    rows = one.model._base_manager.filter(pk__in=move.keys)
    if move.ended:
        rows.filter(**{one.column: merge.gone_id}).update(**{move.ended: None})
    else:
        rows.filter(**{one.column: merge.survivor_id}).update(**{one.column: merge.gone_id})
    move.back = True
    move.save(update_fields=["back"])
    return True


def check_returnable(merge: Merge) -> None:
    """Raises WrongState when a row that went over hangs somewhere else by now."""
    for move in merge.moves.filter(ended="").exclude(keys=[]):
        one = _reference(move, record_kind(merge.kind))
        if one.model._base_manager.filter(pk__in=move.keys, **{one.column: merge.survivor_id}).count() < len(move.keys):
            raise WrongState(f"合并以后「{one.label}」里的关联又改过，不能撤销")


def write_record(register: RecordKind, record_id: UUID, values: dict[str, Any]) -> None:
    register.model._base_manager.filter(pk=record_id).update(**values)


def restore_records(merge: Merge) -> None:
    """First the survivor gives back what it took, then the other has it again: keys are unique."""
    register = record_kind(merge.kind)
    for record_id, side in ((merge.survivor_id, "survivor"), (merge.gone_id, "gone")):
        values = {name: _typed(register.model, name, value) for name, value in merge.before[side].items()}
        if side == "gone":
            values[POINTER] = None
        write_record(register, record_id, values)


def advance(merge_id: UUID, *, at: datetime) -> bool:
    """One portion of a merge or of its undoing; False when it is done, or when another process has it in hand."""
    with acting_as(system_actor()), transaction.atomic():
        merge = Merge.objects.select_for_update(skip_locked=True).filter(pk=merge_id, state__in=UNDER_WAY).first()
        if merge is None:
            return False
        if merge.state == MergeState.RUNNING:
            if not merge.moved:  # what was asked for while somebody waited stopped counting early
                merge.total = count_references(record_kind(merge.kind), merge.gone_id, most=10**9)
                merge.save(update_fields=["total"])
            with as_platform(merge, "merge"):
                return move_some(merge, at=at, most=PORTION)
        with as_platform(merge, "unmerge"):
            if return_some(merge):
                return True
            restore_records(merge)
        merge.state = MergeState.UNDONE
        merge.save(update_fields=["state"])
        return False


def _move(merge: Merge, one: Reference, at: datetime, most: int) -> int:
    """Twins that can end do so first; then rows go over. Returns how many rows were written."""
    gone, survivor = merge.gone_id, merge.survivor_id
    for column, rows in one.ending(gone, survivor):
        if keys := list(rows.order_by("pk").values_list("pk", flat=True)[:most]):
            one.end(one.model._base_manager.filter(pk__in=keys), column, at)
            _note(merge, one, keys, ended=column)
    keys = list(one.movable(gone, survivor).order_by("pk").values_list("pk", flat=True)[:most])
    if keys:
        one.model._base_manager.filter(pk__in=keys).update(**{one.column: survivor})
        _note(merge, one, keys)
    return len(keys)


def _note(merge: Merge, one: Reference, keys: list[Any], *, ended: str = "") -> None:
    MergeMove.objects.create(
        merge=merge, model=one.model._meta.label, column=one.column, keys=[str(pk) for pk in keys], ended=ended
    )


def _finish(merge: Merge, register: RecordKind, at: datetime) -> None:
    """What stayed is counted: its twin hangs on the survivor already."""
    for one in references_to(register):
        if left := one.rows(merge.gone_id).count():
            MergeMove.objects.create(merge=merge, model=one.model._meta.label, column=one.column, keys=[], left=left)
            merge.left_count += left
    merge.state, merge.finished_at = MergeState.DONE, at
    merge.save(update_fields=["state", "finished_at", "left_count"])
    record_act(
        actor=system_actor(), verb="record.merged", at=at, object_kind=merge.kind, object_id=merge.survivor_id,
        gone=str(merge.gone_id), merge=str(merge.pk), moved=merge.moved, left=merge.left_count,
    )  # fmt: skip


def _reference(move: MergeMove, register: RecordKind) -> Reference:
    return next(r for r in references_to(register) if r.model._meta.label == move.model and r.column == move.column)


def _typed(model: type[Any], name: str, value: Any) -> Any:
    if isinstance(value, dict) and "hex" in value:
        return bytes.fromhex(value["hex"])
    return model._meta.get_field(name).to_python(value)
