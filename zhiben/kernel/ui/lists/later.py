"""An export too large for a web request: asked for on the list, made by a job, kept some days for its asker alone.

The keys are taken in one statement, in the order of the list; the rows then come by keys, so many at a time, each time
under the asker's own bounds. Between two lots the asker may have called it off.
"""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.conf import settings
from django.db import transaction

from zhiben.kernel.access.actors import Actor, plain_actor
from zhiben.kernel.access.acts import record_act
from zhiben.kernel.access.bounds import acting_as
from zhiben.kernel.access.models import Grant
from zhiben.kernel.access.receipts import note_export, watched
from zhiben.kernel.base.clock import day_of, now
from zhiben.kernel.base.errors import NotPermitted, NotVisible, Refusal, WrongState
from zhiben.kernel.base.folders import private_folder
from zhiben.kernel.base.keyset import in_order, rows_of
from zhiben.kernel.crypto.sealing import new_file_key, open_bytes, seal_bytes
from zhiben.kernel.crypto.streams import open_long, seal_long
from zhiben.kernel.notifications.services import notify
from zhiben.kernel.parameters.queries import value_of
from zhiben.kernel.ui.lists.filters import Asked
from zhiben.kernel.ui.lists.read import filtered, order_of
from zhiben.kernel.ui.lists.sheet import write_sheet
from zhiben.kernel.ui.models import ExportState, ListExport

if TYPE_CHECKING:
    from zhiben.kernel.ui.lists.page import ListPage

CHUNK: Final = 2_000
MOST_UNDER_WAY: Final = 5  # of one person; the queue is everybody's
TOPIC: Final = "exports.done"


class CalledOff(Exception):
    """The asker does not want it any more."""


def ask_for_export(
    *, actor: Actor, at: datetime, page: "ListPage[Any]", given: Mapping[str, str], sort: str, columns: Sequence[str],
    filters: str,
) -> ListExport:  # fmt: skip
    """Put off to the jobs; the same one that is still under way is that one. Raises WrongState for too many at once."""
    own = ListExport.objects.of(actor).under_way()
    same = own.filter(page=page.name, given=dict(given), sort=sort, columns=list(columns)).first()
    if same is not None:
        return same
    if own.count() >= MOST_UNDER_WAY:
        raise WrongState(f"您有 {MOST_UNDER_WAY} 个导出还没有完成，请等它们完成，或者先取消")
    if actor.user_id is None:
        raise NotPermitted("请先登录")
    from zhiben.kernel.ui.jobs import export

    made = ListExport.objects.create(
        user_id=actor.user_id, actor=plain_actor(actor), page=page.name, title=page.title, given=dict(given),
        sort=sort, columns=list(columns), filters=filters, asked_at=at,
    )  # fmt: skip
    record_act(
        actor=actor, verb="list.export.asked", at=at, object_kind="list", object_id=page.name, export=str(made.pk),
        filters=filters,
    )  # fmt: skip
    export.configure(lock="lists.export").defer(export_id=str(made.pk))
    return made


def run_export(export_id: UUID) -> None:
    """Make the file. Again from the beginning when a worker died over it; nothing when it was called off or is made."""
    wanted = ListExport.objects.filter(pk=export_id)
    if not wanted.under_way().update(state=ExportState.RUNNING, done=0, rows=None):
        return
    one = wanted.get()
    try:
        _make(one)
    except CalledOff:
        return
    except Refusal as refusal:
        _failed(one, refusal.detail)
    except Exception:
        _failed(one, "导出时出错，管理员已能看到。请稍后再导出一次。")
        raise


def call_off(*, actor: Actor, export_id: UUID, at: datetime) -> None:
    """Stop one that is under way, or throw away the file of one that is made. The asker only."""
    with transaction.atomic():
        one = ListExport.objects.of(actor).select_for_update().filter(pk=export_id).first()
        if one is None:
            raise NotVisible()
        if not one.under_way and one.state != ExportState.DONE:
            raise WrongState("这个导出已经结束，没有文件可以删除")
        one.state = ExportState.CANCELLED if one.under_way else ExportState.GONE
        one.ended_at, one.file_key = one.ended_at or at, None
        one.save(update_fields=["state", "ended_at", "file_key"])
        record_act(
            actor=actor, verb="list.export.dropped", at=at, object_kind="list", object_id=one.page, export=str(one.pk)
        )
    _file(one.pk).unlink(missing_ok=True)


def take_away(*, actor: Actor, export_id: UUID, at: datetime) -> tuple[ListExport, Iterator[bytes]]:
    """The file, piece by piece; only for who asked for it and while it is kept. The act is recorded."""
    one = ListExport.objects.of(actor).filter(pk=export_id, state=ExportState.DONE, expires_at__gt=at).first()
    if one is None or one.file_key is None:
        raise NotVisible("没有这个文件，可能已经过期删除")
    record_act(
        actor=actor, verb="list.export.taken", at=at, object_kind="list", object_id=one.page, export=str(one.pk),
        rows=one.rows,
    )  # fmt: skip
    return one, open_long(_file(one.pk), open_bytes(bytes(one.file_key)))


def forget_exports(*, at: datetime) -> int:
    """Files past their day; and what nobody's row speaks of any more. Returns how many were let go."""
    over = list(ListExport.objects.outlived(at).values_list("pk", flat=True))
    ListExport.objects.filter(pk__in=over).update(state=ExportState.GONE, file_key=None)
    kept = {str(pk) for pk in ListExport.objects.filter(state=ExportState.DONE).values_list("pk", flat=True)}
    busy = ListExport.objects.under_way().exists()
    for path in _folder().iterdir():
        if path.is_file() and path.name not in kept and not busy:
            path.unlink(missing_ok=True)
        elif path.is_dir() and not busy:
            shutil.rmtree(path, ignore_errors=True)
    return len(over)


def _make(one: ListExport) -> None:
    import_module(settings.ROOT_URLCONF)  # lists are known once their pages are
    from zhiben.kernel.ui.lists.page import list_pages

    actor, page = one.asker(), list_pages[one.page]()
    if actor.role not in page.roles or not _still(actor):
        raise NotPermitted("申请导出时的身份已经停用，没有导出")
    columns = [column for column in page.columns if column.key in one.columns]
    with private_folder(_folder()) as folder:
        keys, plain = folder / "keys", folder / "list.xlsx"
        one.rows = _keep_keys(page, one, actor, keys)
        _say(one, 0)
        one.rows = write_sheet(page.title, columns, _rows(page, one, actor, keys), target=plain)[1]
        key = new_file_key()
        made = folder / "sealed"
        seal_long(plain, made, key)
        size = plain.stat().st_size
        made.replace(_file(one.pk))
    _finish(one, actor, seal_bytes(key), size)


def _still(actor: Actor) -> bool:
    """Whether the asker still holds what they asked under."""
    return actor.grant_id is not None and Grant.objects.in_force(now()).filter(pk=actor.grant_id).exists()


def _keep_keys(page: "ListPage[Any]", one: ListExport, actor: Actor, path: Path) -> int:
    """Which rows, in which order, as of the asking; one statement."""
    count = 0
    with acting_as(actor), transaction.atomic(), path.open("w", encoding="utf-8") as out:
        asked = Asked(actor, one.asked_at, dict(one.given))
        found = in_order(filtered(page, asked), order_of(page, asked, one.sort)).values_list("pk", flat=True)
        for key in found.iterator(chunk_size=CHUNK * 5):
            out.write(f"{key}\n")
            count += 1
    return count


def _rows(page: "ListPage[Any]", one: ListExport, actor: Actor, path: Path) -> Iterator[Any]:
    """What the asker may see of them at this moment, with what ``prepare`` brings."""
    done = 0
    with path.open(encoding="utf-8") as keys:
        while lot := [line.rstrip("\n") for line in islice(keys, CHUNK)]:
            with acting_as(actor), transaction.atomic():
                rows = page.rows(actor, one.asked_at)
                pk: Any = rows.model._meta.pk
                found = rows_of(rows, [pk.to_python(key) for key in lot])
                page.complete(found)
                _note(page, one, actor, found)
            yield from found
            done += len(lot)
            _say(one, done)


def _note(page: "ListPage[Any]", one: ListExport, actor: Actor, found: Sequence[Any]) -> None:
    """Of records whose exports leave a receipt."""
    kind = watched(page.rows(actor, one.asked_at).model._meta.label)
    if kind:
        note_export(actor, kind, [row.pk for row in found], what=f"{page.title}（列表）", columns=one.columns, at=now())


def _say(one: ListExport, done: int) -> None:
    """How far it is. Raises CalledOff when nobody waits for it any more."""
    running = ListExport.objects.filter(pk=one.pk, state=ExportState.RUNNING)
    if not running.update(done=done, rows=one.rows):
        raise CalledOff


def _finish(one: ListExport, actor: Actor, key: bytes, size: int) -> None:
    at = now()
    days = int(value_of("exports.keep_days", path=actor.path, on=day_of(at)))
    until = at + timedelta(days=days)
    with transaction.atomic():
        running = ListExport.objects.filter(pk=one.pk, state=ExportState.RUNNING)
        if not running.update(
            state=ExportState.DONE, rows=one.rows, file_key=key, size=size, ended_at=at, expires_at=until
        ):
            _file(one.pk).unlink(missing_ok=True)
            raise CalledOff
        record_act(
            actor=actor, verb="list.export", at=at, object_kind="list", object_id=one.page, rows=one.rows,
            filters=one.filters, export=str(one.pk),
        )  # fmt: skip
        _tell(one, at, f"“{one.title}”导出完成，共 {one.rows:,} 条", f"文件保留 {days} 天，只有您自己能下载。")


def _failed(one: ListExport, why: str) -> None:
    at = now()
    with transaction.atomic():
        running = ListExport.objects.filter(pk=one.pk, state=ExportState.RUNNING)
        if running.update(state=ExportState.FAILED, message=why[:300], ended_at=at):
            _tell(one, at, f"“{one.title}”没有导出", why)


def _tell(one: ListExport, at: datetime, title: str, body: str) -> None:
    notify(
        topic=TOPIC,
        title=title,
        body=body,
        link="/exports/mine/",
        recipients=[one.user_id],
        at=at,
        key=f"{TOPIC}:{one.pk}",
    )


def _folder() -> Path:
    folder = Path(settings.DATA) / "exports"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _file(export_id: UUID) -> Path:
    return _folder() / str(export_id)
