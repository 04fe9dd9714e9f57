"""合并: two records that are one become one. The other keeps its id and points to it; all that hung on it goes over."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import pghistory
from django.db import transaction

from zhiben.kernel.access.actors import Actor, system_actor
from zhiben.kernel.access.acts import record_act
from zhiben.kernel.access.bounds import acting_as
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.base.errors import InvalidInput, NotPermitted, NotVisible, WrongState
from zhiben.kernel.parameters.queries import value_of
from zhiben.kernel.records.kinds import RecordKind, record_kind
from zhiben.kernel.records.models import Merge, MergeMove
from zhiben.kernel.records.references import Reference, references_to
from zhiben.kernel.records.terms import MergeState
from zhiben.kernel.records.versions import rows_of

LEAST_REASON: Final = 4
POINTER: Final = "merged_into"


@transaction.atomic
def merge_records(*, actor: Actor, kind: str, gone_id: UUID, survivor_id: UUID, reason: str, at: datetime) -> Merge:
    """Merge ``gone`` into ``survivor``: one statement per table that points to it, in one transaction, recorded.

    The survivor takes over what it lacks. A row whose twin already hangs on the survivor stays where it is and is
    counted. Raises NotVisible, NotPermitted (another agency keeps the survivor), InvalidInput, WrongState (one of them
    is merged already).
    """
    register = record_kind(kind)
    gone, survivor = _locked(register, actor, gone_id, survivor_id)
    if len(reason.strip()) < LEAST_REASON:
        raise InvalidInput.of("reason", f"请写明为什么是同一{register.label}（至少{LEAST_REASON}个字）")
    _check_may_merge(register, survivor, actor)
    merge = Merge.objects.create(
        kind=kind, gone_id=gone.pk, gone_title=str(gone)[:300], survivor_id=survivor.pk,
        survivor_title=str(survivor)[:300], reason=reason.strip()[:500], agency_id=actor.reach_id,
        agency_name=actor.reach_name, done_by=actor.user_id, done_name=actor.name, at=at,
        before={"gone": _snapshot(register, gone), "survivor": _snapshot(register, survivor)},
    )  # fmt: skip
    with _as_platform(actor, f"{kind}.merge", merge):
        for one in references_to(register):
            _move(merge, one, gone.pk, survivor.pk)
        _hand_over(register, gone, survivor)
    merge.save(update_fields=["moved", "left_count"])
    record_act(
        actor=actor, verb="record.merge", at=at, object_kind=kind, object_id=survivor.pk, gone=str(gone.pk),
        merge=str(merge.pk), moved=merge.moved, left=merge.left_count,
    )  # fmt: skip
    return merge


@transaction.atomic
def undo_merge(*, actor: Actor, merge_id: UUID, reason: str, at: datetime) -> Merge:
    """Take two records apart again, while nothing has touched them since. What came later stays with the survivor.

    Raises NotVisible, NotPermitted, InvalidInput, WrongState (undone already, changed since, too long ago).
    """
    merge = Merge.objects.select_for_update().filter(pk=merge_id).first()
    if merge is None:
        raise NotVisible("没有这次合并")
    register = record_kind(merge.kind)
    register.find(actor, merge.survivor_id)
    if not (actor.is_system or (actor.is_regulator and actor.reach_id == merge.agency_id)):
        raise NotPermitted("合并由办理合并的机关撤销")
    if len(reason.strip()) < LEAST_REASON:
        raise InvalidInput.of("reason", f"请写明撤销理由（至少{LEAST_REASON}个字）")
    _check_untouched(register, merge, at)
    with (
        pghistory.context(
            actor=actor.name, user=str(actor.user_id or ""), verb=f"{merge.kind}.unmerge", merge=str(merge.pk)
        ),
        acting_as(system_actor()),
    ):
        for move in merge.moves.order_by("-id"):
            _move_back(register, move, merge)
        _restore(register, merge)
    merge.state, merge.undone_at, merge.undone_name = MergeState.UNDONE, at, actor.name
    merge.undone_reason = reason.strip()[:500]
    merge.save(update_fields=["state", "undone_at", "undone_name", "undone_reason"])
    record_act(
        actor=actor, verb="record.unmerge", at=at, object_kind=merge.kind, object_id=merge.survivor_id,
        gone=str(merge.gone_id), merge=str(merge.pk),
    )  # fmt: skip
    return merge


def survivor_of(kind: str, record_id: UUID) -> UUID | None:
    """Where an id that was merged away leads now, over any number of merges; None for a record that stands."""
    seen: set[UUID] = set()
    found: UUID | None = None
    while record_id not in seen:
        seen.add(record_id)
        row = Merge.objects.filter(kind=kind, gone_id=record_id, state=MergeState.DONE).first()
        if row is None:
            break
        found = record_id = row.survivor_id
    return found


@contextmanager
def _as_platform(actor: Actor, verb: str, merge: Merge) -> Iterator[None]:
    """References stand in every division: the platform moves them, the history names who asked for it."""
    with (
        pghistory.context(actor=actor.name, user=str(actor.user_id or ""), verb=verb, merge=str(merge.pk)),
        acting_as(system_actor()),
    ):
        yield


def _locked(register: RecordKind, actor: Actor, gone_id: UUID, survivor_id: UUID) -> tuple[Any, Any]:
    """Both rows, locked in the order of their ids, as everybody locks."""
    if gone_id == survivor_id:
        raise InvalidInput.of("survivor", "不能并入自己")
    wanted = register.visible(actor).filter(pk__in=[gone_id, survivor_id]).order_by("pk")
    found = {row.pk: row for row in wanted.select_for_update(of=("self",))}
    if len(found) < 2:
        if survivor_of(register.code, gone_id) or survivor_of(register.code, survivor_id):
            raise WrongState("其中一份档案已经并入别的档案，请刷新后再看")
        raise NotVisible(f"没有找到这两份{register.label}档案，或者不在您的权限范围内")
    return found[gone_id], found[survivor_id]


def _check_may_merge(register: RecordKind, survivor: Any, actor: Actor) -> None:
    if actor.is_system:
        return
    standing = register.standing(survivor, actor)
    if not actor.is_regulator or not (
        standing["agency_id"] == actor.reach_id or str(standing["scope"]).startswith(actor.path)
    ):
        raise NotPermitted(f"合并由负责这份{register.label}档案的机关或者上级机关办理")


def _snapshot(register: RecordKind, record: Any) -> dict[str, Any]:
    """What undoing needs: keys and what may be filled. Ciphertexts as hex; the rest is in the row's history."""
    names = [*register.keys, *register.fills, *register.settle(record)]
    return {name: _plain(getattr(record, name)) for name in names}


def _plain(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return {"hex": bytes(value).hex()}
    return value


def _move(merge: Merge, one: Reference, gone: UUID, survivor: UUID) -> None:
    keys = [str(pk) for pk in one.movable(gone, survivor).values_list("pk", flat=True)]
    if keys:
        one.model._base_manager.filter(pk__in=keys).update(**{one.column: survivor})
    left = one.rows(gone).count()
    if keys or left:
        MergeMove.objects.create(merge=merge, model=one.model._meta.label, column=one.column, keys=keys, left=left)
    merge.moved += len(keys)
    merge.left_count += left


def _hand_over(register: RecordKind, gone: Any, survivor: Any) -> None:
    """Keys leave the record that is gone, so that nothing finds it any more; the survivor takes what it lacks."""
    wanting = [name for name in (*register.keys, *register.fills) if _blank(getattr(survivor, name))]
    given = {name: getattr(gone, name) for name in wanting if not _blank(getattr(gone, name))}
    emptied = {name: _empty(register.model, name) for name in register.keys}
    _write(register, gone.pk, {**emptied, POINTER: survivor.pk})
    if given:
        _write(register, survivor.pk, given)
    more = dict(register.settle(register.model._base_manager.get(pk=survivor.pk)))
    if more:
        _write(register, survivor.pk, more)


def _write(register: RecordKind, record_id: UUID, values: dict[str, Any]) -> None:
    register.model._base_manager.filter(pk=record_id).update(**values)


def _blank(value: Any) -> bool:
    return value is None or value in ("", [])


def _empty(model: type[Any], name: str) -> Any:
    field = model._meta.get_field(name)
    return None if field.null else ""


def _check_untouched(register: RecordKind, merge: Merge, at: datetime) -> None:
    if merge.state != MergeState.DONE:
        raise WrongState(f"这次合并已由{merge.undone_name}撤销")
    days = int(value_of("records.undo_merge_days", path="", on=day_of(at)))
    if at > merge.at + timedelta(days=days):
        raise WrongState(f"合并已超过 {days} 天，不能撤销；要分开请分别更正")
    for record_id, words in ((merge.survivor_id, merge.survivor_title), (merge.gone_id, merge.gone_title)):
        rows = rows_of(register, record_id)
        said = rows[-1].pgh_context.metadata if rows and rows[-1].pgh_context_id else {}
        changed_by_merge = any(
            row.pgh_context_id and row.pgh_context.metadata.get("merge") == str(merge.pk) for row in rows
        )
        if changed_by_merge and said.get("merge") != str(merge.pk):
            raise WrongState(f"合并以后「{words}」又改过，不能撤销")
        if not changed_by_merge and rows and rows[-1].pgh_created_at > merge.at:
            raise WrongState(f"合并以后「{words}」又改过，不能撤销")


def _move_back(register: RecordKind, move: MergeMove, merge: Merge) -> None:
    one = next(r for r in references_to(register) if r.model._meta.label == move.model and r.column == move.column)
    rows = one.model._base_manager.filter(pk__in=move.keys, **{one.column: merge.survivor_id})
    if rows.count() < len(move.keys):
        raise WrongState(f"合并以后「{one.label}」里的关联又改过，不能撤销")
    rows.update(**{one.column: merge.gone_id})


def _restore(register: RecordKind, merge: Merge) -> None:
    """First the survivor gives back what it took, then the other has it again: keys are unique."""
    for record_id, side in ((merge.survivor_id, "survivor"), (merge.gone_id, "gone")):
        values = {name: _typed(register.model, name, value) for name, value in merge.before[side].items()}
        if side == "gone":
            values[POINTER] = None
        _write(register, record_id, values)


def _typed(model: type[Any], name: str, value: Any) -> Any:
    if isinstance(value, dict) and "hex" in value:
        return bytes.fromhex(value["hex"])
    return model._meta.get_field(name).to_python(value)
