"""What a ledger contradicts becomes corrections: asked for in one go, decided in one go, each of them a case of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.errors import InvalidInput, Refusal
from zhiben.kernel.crypto import open_sealed
from zhiben.kernel.papers.importing import batch_for
from zhiben.kernel.papers.models import HeldCell, ImportBatch
from zhiben.kernel.papers.terms import BatchState
from zhiben.kernel.records.kinds import RecordField, record_kind
from zhiben.kernel.records.models import Correction
from zhiben.kernel.records.services.correcting import (
    LEAST_REASON,
    approve_correction,
    ask_correction,
    may_decide,
    refuse_correction,
)
from zhiben.kernel.records.terms import CorrectionState
from zhiben.kernel.ui.lists.actions import words_of
from zhiben.kernel.workflow.definition import InputKind

AT_ONCE: Final = 20  # above so many a job does it, nobody waits


@dataclass(frozen=True)
class Together:
    """What became of many."""

    done: int
    refused: int = 0


def waiting_cells(batch: ImportBatch) -> Sequence[HeldCell]:
    """Those nobody has asked a correction for. Of an import that is not written there are none."""
    return list(HeldCell.objects.filter(batch=batch, case_id=None).order_by("row_no", "id"))


def check_may_ask(*, actor: Actor, batch_id: UUID, reason: str) -> ImportBatch:
    """Raises NotVisible for another agency's import, InvalidInput without a reason or with nothing to ask for."""
    batch = batch_for(actor, batch_id)
    if len(reason.strip()) < LEAST_REASON:
        raise InvalidInput.of("reason", f"请写明更正理由（至少{LEAST_REASON}个字）")
    if batch.state != BatchState.DONE or not HeldCell.objects.filter(batch=batch, case_id=None).exists():
        raise InvalidInput.of("reason", "这次导入没有待更正的内容")
    return batch


def ask_for_held(*, actor: Actor, batch_id: UUID, reason: str, at: datetime) -> Together:
    """A correction for every held cell that has none. What one refuses is noted on the cell; may be done again."""
    batch = check_may_ask(actor=actor, batch_id=batch_id, reason=reason)
    cells = waiting_cells(batch)
    asked = sum(_asked(actor, batch, cell, reason, at) for cell in cells)
    return Together(asked, len(cells) - asked)


def imported_corrections(actor: Actor, import_id: UUID) -> Sequence[Correction]:
    """Those of one import that this actor may decide now."""
    found = Correction.objects.visible_to(actor).filter(import_id=import_id, state=CorrectionState.ASKED)
    return [one for one in found.order_by("record_title", "id") if may_decide(one, actor) and _keeps(one, actor)]


def decide_imported(*, actor: Actor, import_id: UUID, agreed: bool, opinion: str, at: datetime) -> Together:
    """One decision for all of them. What cannot be applied any more stays asked for; may be done again."""
    if not agreed and not opinion.strip():
        raise InvalidInput.of("opinion", "请填写不予更正的理由")
    wanted = imported_corrections(actor, import_id)
    done = sum(_decided(actor, one, agreed, opinion, at) for one in wanted)
    return Together(done, len(wanted) - done)


def _keeps(correction: Correction, actor: Actor) -> bool:
    return actor.is_system or correction.agency_id == actor.reach_id


def _asked(actor: Actor, batch: ImportBatch, cell: HeldCell, reason: str, at: datetime) -> bool:
    one = record_kind(cell.kind).field(cell.field)
    try:
        with transaction.atomic():
            made = ask_correction(
                actor=actor, kind=cell.kind, record_id=cell.object_id, field=cell.field, value=_said(cell, one), at=at,
                reason=f"{reason.strip()}（台账“{batch.file_name}”第{cell.row_no}行）", import_id=batch.pk,
            )  # fmt: skip
            HeldCell.objects.filter(pk=cell.pk).update(case_id=made.pk, note="")
    except Refusal as refusal:
        HeldCell.objects.filter(pk=cell.pk).update(note=words_of(refusal)[:300])
        return False
    return True


def _said(cell: HeldCell, one: RecordField) -> Any:
    if cell.cipher:
        return open_sealed(bytes(cell.cipher))
    try:
        if one.kind == InputKind.DATE:
            return date.fromisoformat(cell.said)
        return Decimal(cell.said) if one.kind == InputKind.NUMBER else cell.said
    except (ValueError, InvalidOperation):
        return None


def _decided(actor: Actor, one: Correction, agreed: bool, opinion: str, at: datetime) -> bool:
    decide = approve_correction if agreed else refuse_correction
    try:
        decide(actor=actor, correction_id=one.pk, opinion=opinion, at=at)
    except Refusal:
        return False
    return True
