"""合并: two records that are one become one. The other keeps its id and points to it; all that hung on it goes over."""

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.acts import record_act
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.base.errors import InvalidInput, NotPermitted, NotVisible, WrongState
from zhiben.kernel.parameters.queries import value_of
from zhiben.kernel.records.kinds import RecordKind, merge_steps, record_kind
from zhiben.kernel.records.models import Correction, Merge
from zhiben.kernel.records.services.duplicates import forget_candidates_of, keep_apart
from zhiben.kernel.records.services.moving import (
    AT_ONCE,
    POINTER,
    as_platform,
    check_returnable,
    count_references,
    move_some,
    restore_records,
    return_some,
    write_record,
)
from zhiben.kernel.records.terms import IN_FORCE, UNDER_WAY, MergeState
from zhiben.kernel.records.versions import rows_of

LEAST_REASON: Final = 4


@transaction.atomic
def merge_records(*, actor: Actor, kind: str, gone_id: UUID, survivor_id: UUID, reason: str, at: datetime) -> Merge:
    """Merge ``gone`` into ``survivor``. From now on the one leads to the other; what hangs on it goes over at once when
    it is little, else the merge stays RUNNING and ``records.merge`` moves it.

    The survivor takes over what it lacks. Of two rows that say the same the one of the gone record ends; where nothing
    can end it stays and is counted. Raises NotVisible, NotPermitted (another agency keeps the survivor), InvalidInput,
    WrongState (one of them is merged already, being merged, or has a correction open).
    """
    register = record_kind(kind)
    gone, survivor = _locked(register, actor, gone_id, survivor_id)
    if len(reason.strip()) < LEAST_REASON:
        raise InvalidInput.of("reason", f"请写明为什么是同一{register.label}（至少{LEAST_REASON}个字）")
    check_keeps(register, survivor, actor)
    _check_free(register, gone, survivor)
    total = count_references(register, gone.pk, most=AT_ONCE + 1)
    merge = Merge.objects.create(
        kind=kind, gone_id=gone.pk, gone_title=str(gone)[:300], survivor_id=survivor.pk,
        survivor_title=str(survivor)[:300], reason=reason.strip()[:500], agency_id=actor.reach_id,
        agency_name=actor.reach_name, done_by=actor.user_id, done_name=actor.name, at=at, total=total,
        state=MergeState.RUNNING, before={"gone": _snapshot(register, gone), "survivor": _snapshot(register, survivor)},
    )  # fmt: skip
    with as_platform(merge, "merge"):
        for step in merge_steps(kind):
            step(gone_id=gone.pk, survivor_id=survivor.pk, actor=actor, at=at)
        _hand_over(register, gone, survivor)
        merge.before["left"] = {str(pk): rows_of(register, pk)[-1].pgh_id for pk in (gone.pk, survivor.pk)}
        merge.save(update_fields=["before"])
        while total <= AT_ONCE and move_some(merge, at=at, most=AT_ONCE):
            pass
    _move_soon(merge)
    forget_candidates_of(kind, gone.pk)
    record_act(
        actor=actor, verb="record.merge", at=at, object_kind=kind, object_id=survivor.pk, gone=str(gone.pk),
        merge=str(merge.pk), moved=merge.moved, left=merge.left_count,
    )  # fmt: skip
    return merge


@transaction.atomic
def undo_merge(*, actor: Actor, merge_id: UUID, reason: str, at: datetime) -> Merge:
    """Take two records apart again, while nothing has touched them since. What came later stays with the survivor, and
    the two are no candidates again.

    Raises NotVisible, NotPermitted, InvalidInput, WrongState (undone already, changed since, too long ago).
    """
    merge = Merge.objects.select_for_update().filter(pk=merge_id).first()
    if merge is None:
        raise NotVisible("没有这次合并")
    register = record_kind(merge.kind)
    _check_end_of_chain(merge)
    survivor = register.find(actor, merge.survivor_id)
    if not (actor.is_system or (actor.is_regulator and actor.reach_id == merge.agency_id)):
        raise NotPermitted("合并由办理合并的机关撤销")
    if len(reason.strip()) < LEAST_REASON:
        raise InvalidInput.of("reason", f"请写明撤销理由（至少{LEAST_REASON}个字）")
    register.model._base_manager.select_for_update().filter(pk__in=[merge.gone_id, merge.survivor_id]).count()
    _check_untouched(register, merge, at)
    _check_no_correction(register, survivor)
    check_returnable(merge)
    merge.state, merge.undone_at, merge.undone_name = MergeState.UNDOING, at, actor.name
    merge.undone_reason = reason.strip()[:500]
    if merge.moved <= AT_ONCE:
        with as_platform(merge, "unmerge"):
            while return_some(merge):
                pass
            restore_records(merge)
        merge.state = MergeState.UNDONE
    _move_soon(merge)
    merge.save(update_fields=["state", "undone_at", "undone_name", "undone_reason"])
    keep_apart(actor=actor, kind=merge.kind, ids=(merge.gone_id, merge.survivor_id),
               titles=(merge.gone_title, merge.survivor_title), reason=merge.undone_reason, at=at)  # fmt: skip
    record_act(
        actor=actor, verb="record.unmerge", at=at, object_kind=merge.kind, object_id=merge.survivor_id,
        gone=str(merge.gone_id), merge=str(merge.pk),
    )  # fmt: skip
    return merge


def _move_soon(merge: Merge) -> None:
    """What is too much to wait for is done by a job as soon as this transaction is."""
    from zhiben.kernel.records.jobs import merge as move

    if merge.state in UNDER_WAY:
        transaction.on_commit(lambda: move.defer(merge_id=str(merge.pk)))


def survivor_of(kind: str, record_id: UUID) -> UUID | None:
    """Where an id that was merged away leads now, over any number of merges; None for a record that stands."""
    seen: set[UUID] = set()
    found: UUID | None = None
    while record_id not in seen:
        seen.add(record_id)
        row = Merge.objects.filter(kind=kind, gone_id=record_id, state__in=IN_FORCE).first()
        if row is None:
            break
        found = record_id = row.survivor_id
    return found


def check_keeps(register: RecordKind, record: Any, actor: Actor) -> None:
    """Raises NotPermitted unless the actor's agency keeps this record, or stands above the one that does."""
    if actor.is_system:
        return
    standing = register.standing(record, actor)
    if not actor.is_regulator or not (
        standing["agency_id"] == actor.reach_id or str(standing["scope"]).startswith(actor.path)
    ):
        raise NotPermitted(f"合并由负责这份{register.label}档案的机关或者上级机关办理")


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


def _check_free(register: RecordKind, gone: Any, survivor: Any) -> None:
    """Neither is still being merged, neither waits for a correction: it would be decided about a record that is gone."""
    ids = [gone.pk, survivor.pk]
    busy = Merge.objects.filter(Q(gone_id__in=ids) | Q(survivor_id__in=ids), kind=register.code, state__in=UNDER_WAY)
    if busy.exists():
        raise WrongState("其中一份档案正在合并或者撤销合并，请等它办完")
    for record in (gone, survivor):
        _check_no_correction(register, record)


def _check_no_correction(register: RecordKind, record: Any) -> None:
    if Correction.objects.open().of_record(register.code, record.pk).exists():
        raise WrongState(f"「{record}」还有更正没有办结，请先办结")


def _snapshot(register: RecordKind, record: Any) -> dict[str, Any]:
    """What undoing needs: keys and what may be filled. Ciphertexts as hex; the rest is in the row's history."""
    names = [*register.keys, *register.fills, *register.settle(record)]
    return {name: _plain(getattr(record, name)) for name in names}


def _plain(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return {"hex": bytes(value).hex()}
    return value


def _hand_over(register: RecordKind, gone: Any, survivor: Any) -> None:
    """Keys leave the record that is gone, so that nothing finds it any more; the survivor takes what it lacks."""
    wanting = [name for name in (*register.keys, *register.fills) if _blank(getattr(survivor, name))]
    given = {name: getattr(gone, name) for name in wanting if not _blank(getattr(gone, name))}
    kept = {name for name in register.aliases if name not in given and getattr(gone, name) != getattr(survivor, name)}
    emptied = {name: _empty(register.model, name) for name in register.keys if name not in kept}
    write_record(register, gone.pk, {**emptied, POINTER: survivor.pk})
    if given:
        write_record(register, survivor.pk, given)
    more = dict(register.settle(register.model._base_manager.get(pk=survivor.pk)))
    if more:
        write_record(register, survivor.pk, more)


def _blank(value: Any) -> bool:
    return value is None or value in ("", [])


def _empty(model: type[Any], name: str) -> Any:
    field = model._meta.get_field(name)
    return None if field.null else ""


def _check_end_of_chain(merge: Merge) -> None:
    """What was merged into yet another is taken apart in the order in which it came together, last first."""
    later = Merge.objects.filter(kind=merge.kind, gone_id=merge.survivor_id, state__in=IN_FORCE).first()
    if later is not None and merge.state in IN_FORCE:
        raise WrongState(f"「{later.gone_title}」后来又并入「{later.survivor_title}」，请先撤销那一次合并")


def _check_untouched(register: RecordKind, merge: Merge, at: datetime) -> None:
    if merge.state in UNDER_WAY:
        raise WrongState("还在转移关联，请等它办完")
    if merge.state != MergeState.DONE:
        raise WrongState(f"这次合并已由{merge.undone_name}撤销")
    days = int(value_of("records.undo_merge_days", path="", on=day_of(at)))
    if at > merge.at + timedelta(days=days):
        raise WrongState(f"合并已超过 {days} 天，不能撤销；要分开请分别更正")
    for record_id, words in ((merge.survivor_id, merge.survivor_title), (merge.gone_id, merge.gone_title)):
        if _touched(rows_of(register, record_id), merge):
            raise WrongState(f"合并以后「{words}」又改过，不能撤销")


def _touched(rows: list[Any], merge: Merge) -> bool:
    """Whether the record says something else than right after the merge: what was changed and changed back is no obstacle."""
    left = {*merge.before.get("left", {}).values()}
    as_left = next((row for row in rows if row.pgh_id in left), None)
    if as_left is None:  # merged before this was noted: by the clock
        as_left = next((row for row in reversed(rows) if row.pgh_created_at <= merge.at), None)
    return as_left is not None and _state(rows[-1]) != _state(as_left)


def _state(row: Any) -> dict[str, Any]:
    return {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if not f.name.startswith("pgh_")}
