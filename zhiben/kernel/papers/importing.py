"""The verbs of an import: receive a file, match its header, check it, write it, take it back.

Staging and checking may be done again at any time: they only fill this batch's own rows. Writing is one transaction, so
a killed process leaves either nothing or everything; ``resume_imports`` takes up what was under way.
"""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import UUID

import pghistory
from django.db import connection, transaction

from zhiben.kernel.access.actors import Actor, plain_actor
from zhiben.kernel.access.acts import record_act
from zhiben.kernel.access.bounds import acting_as
from zhiben.kernel.access.terms import ReachKind
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.base.errors import InvalidInput, NotPermitted, NotVisible, WrongState
from zhiben.kernel.papers import effects
from zhiben.kernel.papers.checking import check_rows, count_rows, good_rows
from zhiben.kernel.papers.files import forget_file, keep_file, kept_file
from zhiben.kernel.papers.holding import held_cells, tell_held
from zhiben.kernel.papers.ledger import Ledger, Problem, Run, ledger_of
from zhiben.kernel.papers.mapping import Match, match_headers, missing_columns, signature_of
from zhiben.kernel.papers.models import (
    HeldCell,
    ImportBatch,
    ImportIssue,
    RememberedMapping,
    StagingRow,
)
from zhiben.kernel.papers.reading.layout import Layout, data_rows
from zhiben.kernel.papers.reading.recognise import recognise
from zhiben.kernel.papers.reading.workbook import Source, open_source
from zhiben.kernel.papers.staging import Reader, copy_problems, stage_rows
from zhiben.kernel.papers.terms import BatchState
from zhiben.kernel.parameters.queries import value_of

BEFORE_WRITING: Final = (BatchState.UPLOADED, BatchState.MAPPED, BatchState.CHECKED, BatchState.FAILED)


def receive_file(
    *, actor: Actor, path: Path, name: str, at: datetime, kind: str = "", division_code: str = "",
    division_path: str = "", dry_run: bool = False, silent: bool = True,
) -> ImportBatch:  # fmt: skip
    """Keep a file and recognise what it is: sheet, header, kind of ledger. Nothing is checked or written yet.

    Raises InvalidInput in words when the file is no readable ledger, or of no kind that is known.
    """
    source = open_source(path, name)
    found = recognise(source, kind=kind)
    may_import(actor, found.ledger)
    batch = ImportBatch(
        kind=found.ledger.kind, file_name=name[-200:], file_size=path.stat().st_size, file_format=source.format,
        agency_id=actor.reach_id, division_code=division_code or actor.division_code, path=division_path or actor.path,
        actor=plain_actor(actor), actor_name=actor.name, dry_run=dry_run, silent=silent, created_at=at,
    )  # fmt: skip
    batch.file_key, batch.file_sha256 = keep_file(batch.id, path)
    _set_layout(batch, found.layout)
    with transaction.atomic():
        batch.save(force_insert=True)
        record_act(
            actor=actor, verb="import.receive", at=at, object_kind="import", object_id=batch.id,
            file=batch.file_name, sha256=batch.file_sha256, kind=batch.kind,
        )  # fmt: skip
    return batch


def may_import(actor: Actor, ledger: Ledger) -> None:
    if actor.role not in ledger.roles or not (actor.is_system or actor.reach == ReachKind.AGENCY):
        raise NotPermitted(f"您现在的身份不能导入{ledger.title}")


def matches_of(batch: ImportBatch) -> list[Match]:
    """Each header of the file with the column it stands for."""
    return match_headers(ledger_of(batch.kind), batch.headers, batch.chosen)


@transaction.atomic
def match_columns(
    *, actor: Actor, batch_id: UUID, at: datetime, chosen: Mapping[str, str], kind: str = "", sheet: str = ""
) -> ImportBatch:
    """What the user says about headers (header → column, "" to ignore); remembered for the agency and this header."""
    batch = _locked(batch_id, actor)
    _must_be(batch, *BEFORE_WRITING)
    if (kind and kind != batch.kind) or (sheet and sheet != batch.sheet):
        _recognise_again(batch, kind or batch.kind, sheet)
    ledger = ledger_of(batch.kind)
    may_import(actor, ledger)
    headers = set(batch.headers)
    batch.chosen = {h: c for h, c in chosen.items() if h in headers and (not c or c in ledger.by_name)}
    used = [c for c in batch.chosen.values() if c]
    if twice := next((c for c in used if used.count(c) > 1), None):
        raise InvalidInput.of("chosen", f"有两列都对应到“{ledger.by_name[twice].label}”，请只留一列")
    RememberedMapping.objects.update_or_create(
        agency_id=batch.agency_id, signature=batch.signature,
        defaults={"kind": batch.kind, "chosen": batch.chosen, "remembered_at": at},
    )  # fmt: skip
    batch.state = BatchState.MAPPED
    batch.save()
    return batch


@transaction.atomic
def replace_value(*, actor: Actor, batch_id: UUID, at: datetime, column: str, value: str, chosen: str) -> ImportBatch:
    """Take ``chosen`` wherever the file says ``value`` in this column. The file itself stays as it is."""
    batch = _locked(batch_id, actor)
    _must_be(batch, BatchState.CHECKED)
    if column not in ledger_of(batch.kind).by_name:
        raise InvalidInput.of("column", "没有这一列")
    batch.replacements = {**batch.replacements, column: {**batch.replacements.get(column, {}), value: chosen}}
    batch.state = BatchState.MAPPED
    batch.save()
    record_act(actor=actor, verb="import.replace", at=at, object_kind="import", object_id=batch.id,
               column=column, chosen=chosen)  # fmt: skip
    return batch


def check_import(*, actor: Actor, batch_id: UUID, at: datetime, foresee: bool = True) -> ImportBatch:
    """Read every row into staging and check all of them. Writes nothing outside this batch; may be done again.

    The figures afterwards are what an import would do now: it is done and rolled back, unless not to ``foresee``.
    """
    batch = _visible(batch_id, actor)
    _must_be(batch, *BEFORE_WRITING)
    ledger, run = ledger_of(batch.kind), batch.run(at)
    try:
        with acting_as(run.actor), transaction.atomic():
            StagingRow.objects.filter(batch=batch).delete()
            ImportIssue.objects.filter(batch=batch).delete()
            _stage(batch, ledger, run)
            check_rows(run, ledger)
            if foresee:
                _foresee(batch, ledger, run)
            else:
                count_rows(batch)
            batch.state, batch.message, batch.progress = BatchState.CHECKED, "", 100
            batch.save()
    except InvalidInput as refusal:
        batch.state, batch.message = BatchState.FAILED, refusal.detail[:500]
        batch.save(update_fields=["state", "message"])
        raise
    return batch


def start_import(*, actor: Actor, batch_id: UUID, at: datetime) -> ImportBatch:
    """Confirm: from now on the good rows are to be written, if need be after a crash."""
    with transaction.atomic():
        batch = _locked(batch_id, actor)
        may_import(actor, ledger_of(batch.kind))
        _must_be(batch, BatchState.CHECKED)
        if batch.dry_run:
            raise WrongState("这一批只作检查，不导入")
        if not good_rows(batch.id):
            raise WrongState("没有可以导入的行，请先改正错误")
        batch.state, batch.progress = BatchState.RUNNING, 0
        batch.save()
    return batch


@transaction.atomic
def run_import(*, batch_id: UUID, at: datetime) -> ImportBatch | None:
    """Write the good rows, all in this transaction. None when another process is doing it or it is done."""
    batch = (
        ImportBatch.objects.select_for_update(skip_locked=True).filter(pk=batch_id, state=BatchState.RUNNING).first()
    )
    if batch is None:
        return None
    run = batch.run(at)
    with acting_as(run.actor):
        ledger = ledger_of(batch.kind)
        _apply(ledger, run)
        tell_held(run, ledger, held_cells(run))
        count_rows(batch)
        batch.state, batch.progress, batch.finished_at = BatchState.DONE, 100, at
        batch.save()
        record_act(
            actor=run.actor, verb="import.done", at=at, object_kind="import", object_id=batch.id, kind=batch.kind,
            created=batch.created, updated=batch.updated, unchanged=batch.unchanged, skipped=batch.skipped,
        )  # fmt: skip
    return batch


def try_import(*, batch_id: UUID, at: datetime) -> ImportBatch | None:
    """``run_import``; when the writing itself fails nothing is written and the batch says so, to be tried again."""
    try:
        return run_import(batch_id=batch_id, at=at)
    except Exception:
        ImportBatch.objects.filter(pk=batch_id, state=BatchState.RUNNING).update(
            state=BatchState.FAILED, message="写入时出错，没有导入任何一行。请重新检查后再试，仍不行请联系系统管理员"
        )
        raise


def resume_imports(*, at: datetime) -> int:
    """Write what was confirmed before a process died; an import being written right now is left alone."""
    due = ImportBatch.objects.filter(state=BatchState.RUNNING).order_by("created_at")
    done = [try_import(batch_id=batch_id, at=at) for batch_id in due.values_list("pk", flat=True)]
    return sum(1 for batch in done if batch)


@transaction.atomic
def undo_import(*, actor: Actor, batch_id: UUID, at: datetime, reason: str = "") -> ImportBatch:
    """Take everything back that this import wrote, while nobody has changed any of it. Raises WrongState otherwise."""
    batch = _locked(batch_id, actor)
    ledger, run = ledger_of(batch.kind), batch.run(at)
    may_import(actor, ledger)
    _must_be(batch, BatchState.DONE)
    if obstacles := why_not_undo(batch, at=at):
        raise WrongState("；".join(obstacles) + "，不能撤销")
    with acting_as(run.actor):
        if ledger.undo:
            ledger.undo(run)
        else:
            effects.take_back(batch.id)
    HeldCell.objects.filter(batch=batch, case_id=None).delete()
    batch.state, batch.undone_at, batch.undo_reason = BatchState.UNDONE, at, reason[:200]
    batch.save()
    record_act(actor=actor, verb="import.undo", at=at, object_kind="import", object_id=batch.id, reason=reason)
    return batch


def why_not_undo(batch: ImportBatch, *, at: datetime) -> list[str]:
    """What stands against taking an import back; empty when it is untouched."""
    if batch.state != BatchState.DONE:
        return ["这一批还没有导入，或者已经撤销"]
    ledger = ledger_of(batch.kind)
    if ledger.touched:
        return ledger.touched(batch.run(at))
    count = sum(effects.touched_since(batch.id).values())
    return [f"导入之后有{count}条记录已被修改"] if count else []


def batch_for(actor: Actor, batch_id: UUID) -> ImportBatch:
    return _visible(batch_id, actor)


def forget_batch(batch_id: UUID) -> None:
    """Remove a batch that never wrote anything: a finished dry run of the command line."""
    if ImportBatch.objects.filter(pk=batch_id, state__in=BEFORE_WRITING).delete()[0]:
        forget_file(batch_id)


def _stage(batch: ImportBatch, ledger: Ledger, run: Run) -> None:
    matches = matches_of(batch)
    missing = missing_columns(ledger, matches)
    earliest = value_of("import.date_earliest", path=batch.path, on=day_of(run.at))
    reader = Reader.of(ledger, matches, batch.replacements, earliest=earliest.isoformat())
    with kept_file(batch) as path:
        source = open_source(path, batch.file_name)
        layout = _layout(batch)
        problems = [
            Problem(
                row_no=batch.header_row, column=label, reason=f"表里没有“{label}”这一列，请补上，或在“对应列”中指定"
            )
            for label in missing
        ]
        copy_problems(run, ledger, problems, "header")
        for count in stage_rows(run, reader, data_rows(source, layout), fatal=bool(missing)):
            batch.rows = count
    if not batch.rows:
        raise InvalidInput.of("file", "表头下面没有内容，没有可以导入的行")


def _foresee(batch: ImportBatch, ledger: Ledger, run: Run) -> None:
    with transaction.atomic():
        mark = transaction.savepoint()
        _apply(ledger, run)
        count_rows(batch)
        held = held_cells(run)
        transaction.savepoint_rollback(mark)
    tell_held(run, ledger, held)
    batch.warnings += len(held)


def _apply(ledger: Ledger, run: Run) -> None:
    """One import of a kind at a time: two files with the same new project must not both create it."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('papers'), hashtext(%s))", [ledger.kind])
    with pghistory.context(actor=run.actor.name, user=str(run.actor.user_id or ""), verb=f"import.{ledger.kind}"):
        if ledger.match:
            ledger.match(run)
        ledger.apply(run)


def _layout(batch: ImportBatch) -> Layout:
    return Layout(
        sheet=batch.sheet, row=batch.header_row, depth=batch.header_depth, headers=tuple(batch.headers), score=0.0
    )


def _set_layout(batch: ImportBatch, layout: Layout) -> None:
    batch.sheet, batch.header_row, batch.header_depth = layout.sheet, layout.row, layout.depth
    batch.headers, batch.signature = list(layout.headers), signature_of(layout.headers)
    remembered = RememberedMapping.objects.filter(
        agency_id=batch.agency_id, signature=batch.signature, kind=batch.kind
    ).first()
    batch.chosen = dict(remembered.chosen) if remembered else {}


def _recognise_again(batch: ImportBatch, kind: str, sheet: str) -> None:
    with kept_file(batch) as path:
        source: Source = open_source(path, batch.file_name)
        found = recognise(source, kind=kind, sheet=sheet)
    batch.kind = found.ledger.kind
    _set_layout(batch, found.layout)


def _visible(batch_id: UUID, actor: Actor) -> ImportBatch:
    batch = ImportBatch.objects.visible_to(actor).filter(pk=batch_id).first()
    if batch is None:
        raise NotVisible
    return batch


def _locked(batch_id: UUID, actor: Actor) -> ImportBatch:
    batch = ImportBatch.objects.visible_to(actor).select_for_update().filter(pk=batch_id).first()
    if batch is None:
        raise NotVisible
    return batch


def _must_be(batch: ImportBatch, *states: BatchState) -> None:
    if batch.state not in states:
        raise WrongState(f"这一批{batch.get_state_display()}，不能再这样做")
