"""``/imports``: ledgers over HTTP, by the same engine as the pages and the command."""

from typing import Any, BinaryIO, Literal, cast
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, File, Form, Router, Schema, Status, UploadedFile

from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.api.idempotency import idempotent
from zhiben.kernel.base.clock import now
from zhiben.kernel.papers import flow
from zhiben.kernel.papers.importing import batch_for, undo_import
from zhiben.kernel.papers.models import ImportBatch
from zhiben.kernel.papers.results import result_of
from zhiben.kernel.papers.terms import BatchState

router = Router(tags=["台账导入"])


class ImportForm(Schema):
    kind: str = Field("", max_length=32, description="台账种类；不写则按表头判断")
    dry_run: bool = Field(False, description="只检查，不写入")
    silent: bool = Field(True, description="导入后先不派待办")


class ProblemOut(Schema):
    row: int
    column: str
    value: str
    reason: str
    suggestions: list[str] = []


class ImportOut(Schema):
    id: UUID
    state: Literal["UPLOADED", "MAPPED", "CHECKED", "RUNNING", "DONE", "FAILED", "UNDONE"]
    message: str
    kind: str
    rows: int
    created: int
    updated: int
    unchanged: int
    skipped: int
    errors: list[ProblemOut]
    warnings: list[ProblemOut]


@router.post("", response={201: ImportOut}, summary="上传并检查一份台账；不是只检查的，没有错误就导入")
@idempotent
def upload(request: HttpRequest, form: Form[ImportForm], file: File[UploadedFile]) -> Status[dict[str, Any]]:
    """有错误时只检查不导入，返回每一处错误；大文件在后台办理，用 GET 查看进度。"""
    actor, at = actor_of(request), now()
    batch = flow.take_upload(
        actor=actor, stream=cast(BinaryIO, file.file), size=file.size or 0, name=file.name or "台账", at=at,
        kind=form.kind,
        silent=form.silent, dry_run=form.dry_run,
    )  # fmt: skip
    batch = flow.check_soon(actor=actor, batch=batch, at=at)
    if batch.state == BatchState.CHECKED and not form.dry_run and not batch.errors:
        batch = flow.write_soon(actor=actor, batch_id=batch.pk, at=at)
    return Status(201, out(batch))


@router.get("/{uuid:batch_id}", response=ImportOut, summary="一次导入的进度和结果")
def read(request: HttpRequest, batch_id: UUID) -> dict[str, Any]:
    return out(batch_for(actor_of(request), batch_id))


@router.post("/{uuid:batch_id}/confirm", response=ImportOut, summary="只导入没有错误的行")
@idempotent
def confirm(request: HttpRequest, batch_id: UUID) -> dict[str, Any]:
    return out(flow.write_soon(actor=actor_of(request), batch_id=batch_id, at=now()))


@router.post("/{uuid:batch_id}/undo", response=ImportOut, summary="撤销一次导入")
@idempotent
def undo(request: HttpRequest, batch_id: UUID) -> dict[str, Any]:
    return out(undo_import(actor=actor_of(request), batch_id=batch_id, at=now()))


def out(batch: ImportBatch) -> dict[str, Any]:
    return {"id": batch.pk, "state": batch.state, "message": batch.message, **result_of(batch, suggestions=True)}
