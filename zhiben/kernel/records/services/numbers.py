"""The full numbers behind a correction of something sealed: for whoever decides it, against a reason that is recorded."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.acts import record_act
from zhiben.kernel.access.receipts import note_read
from zhiben.kernel.base.errors import InvalidInput, NotPermitted, NotVisible, WrongState
from zhiben.kernel.crypto import mask_numbers, open_sealed
from zhiben.kernel.records.models import Correction
from zhiben.kernel.records.terms import Side, Way

LEAST_REASON: Final = 4


def may_see_numbers(correction: Correction, actor: Actor) -> bool:
    """Regulators of the agency that keeps the record, and above it."""
    sealed = correction.new_cipher is not None or correction.old_cipher is not None
    keeps = actor.reach_id == correction.agency_id or correction.scope.startswith(actor.path)
    return sealed and (actor.is_system or (actor.is_regulator and keeps))


@transaction.atomic
def show_number(*, actor: Actor, correction_id: UUID, side: Side | str, reason: str, at: datetime) -> str:
    """The number as it was, or as it shall be. What is right now counts as a look at the record itself.

    Raises NotVisible, NotPermitted, InvalidInput without a reason, WrongState where there was none.
    """
    correction = Correction.objects.visible_to(actor).filter(pk=correction_id).first()
    if correction is None:
        raise NotVisible("没有找到这件更正，或者不在您的权限范围内")
    if not may_see_numbers(correction, actor):
        raise NotPermitted("完整号码由负责这份档案的机关和上级机关查看")
    if len(reason.strip()) < LEAST_REASON:
        raise InvalidInput.of("reason", f"查看完整号码要写明事由（至少{LEAST_REASON}个字），并留存记录")
    cipher = correction.old_cipher if Side(side) == Side.OLD else correction.new_cipher
    if cipher is None:
        raise WrongState("更正以前没有登记号码")
    record_act(
        actor=actor, verb="record.unmask", at=at, object_kind=correction.kind, object_id=correction.record_id,
        correction=str(correction.pk), field=correction.field, side=Side(side).value, reason=mask_numbers(reason.strip()),
    )  # fmt: skip
    note_read(actor, correction.kind, correction.record_id, at=at, way=Way.unmasking(correction.field))
    return open_sealed(bytes(cipher))
