"""Ask for a correction; decide it; take it back."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import pghistory
from django.db import transaction

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.acts import record_act
from zhiben.kernel.access.terms import ReachKind
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.base.errors import InvalidInput, NotPermitted, NotVisible, WrongState
from zhiben.kernel.base.text import plain_text
from zhiben.kernel.crypto import mask_numbers, open_sealed, seal
from zhiben.kernel.evidence.services import attach
from zhiben.kernel.notifications.services import notify
from zhiben.kernel.records.governing import listed
from zhiben.kernel.records.kinds import RecordField, RecordKind, record_kind
from zhiben.kernel.records.models import Correction
from zhiben.kernel.records.services.reach import reached_by
from zhiben.kernel.records.services.telling import tell_reached
from zhiben.kernel.records.terms import CorrectionState
from zhiben.kernel.records.versions import rows_of, stood_since
from zhiben.kernel.records.workflow import CORRECTION_FLOW
from zhiben.kernel.ui.cases.addresses import case_url
from zhiben.kernel.workflow.clocks import working_days
from zhiben.kernel.workflow.definition import InputKind
from zhiben.kernel.workflow.engine import fire, open_case

LEAST_REASON: Final = 4


@transaction.atomic
def ask_correction(
    *, actor: Actor, kind: str, record_id: UUID, field: str, value: Any, reason: str, at: datetime,
    file_ids: Sequence[UUID] = (), import_id: UUID | None = None,
) -> Correction:  # fmt: skip
    """申请更正 of one field. Whoever keeps the record may have it applied at once where the parameter allows that.

    ``import_id``: the import whose ledger says so. Raises NotVisible, NotPermitted, InvalidInput (no reason, the same
    value), WrongState while another one is open.
    """
    register = record_kind(kind)
    one, record = register.field(field), _record_locked(register, actor, record_id)
    _check_may_ask(register, actor, record)
    if len(reason.strip()) < LEAST_REASON:
        raise InvalidInput.of("reason", f"请写明更正理由（至少{LEAST_REASON}个字）")
    correction = _drafted(register, record, one, actor, value)
    if Correction.objects.open().of_record(kind, record_id).filter(field=field).exists():
        raise WrongState(f"「{one.label}」已经有一件更正在审批，请等它办结")
    correction.reason = _without_numbers(reason.strip(), correction, one)
    correction.import_id = import_id
    correction.four_eyes = not _direct(register, one, correction, actor, day_of(at))
    open_case(
        CORRECTION_FLOW, correction, actor=actor, at=at, state=CorrectionState.ASKED, parties=register.parties(record),
        due=working_days("records.decide_working_days"), field=one.label, value=correction.new_text,
        reason=correction.reason,
    )  # fmt: skip
    if file_ids:
        attach(file_ids=file_ids, owner_kind="correction", owner_id=correction.pk, slot="proof", actor=actor, at=at)
    if not correction.four_eyes:
        return approve_correction(actor=actor, correction_id=correction.pk, at=at)
    return correction


@transaction.atomic
def approve_correction(*, actor: Actor, correction_id: UUID, at: datetime, opinion: str = "") -> Correction:
    """同意更正: the record gets a new version, everybody who had read or exported the old value is told.

    Raises NotPermitted for whoever asked, WrongState when the record says something else by now.
    """
    before = _locked(actor, correction_id)
    _check_other(before, actor)
    register = record_kind(before.kind)
    one, record = register.field(before.field), _record_locked(register, actor, before.record_id)
    done: Correction = fire(
        CORRECTION_FLOW, before.pk, "approve", actor=actor, at=at, decided_by=actor.name,
        opinion=_without_numbers(opinion, before, one),
    )  # fmt: skip
    _check_unchanged(before, one, record)
    since = stood_since(one, rows_of(register, record.pk), getattr(record, "created_at", None))
    with pghistory.context(correction=str(done.pk), actor=actor.name, user=str(actor.user_id or "")):
        register.apply(actor=actor, record_id=record.pk, field=one.name, value=_stored(before, one), at=at)
    told = [r for r in reached_by(done, one, since=since, until=at) if r.user_id not in (actor.user_id, done.asked_by)]
    done.reached, done.wrong_since, done.decided_by = len(told), since, actor.user_id
    done.save(update_fields=["reached", "wrong_since", "decided_by"])
    if done.old_text:
        tell_reached(done, told, actor=actor, at=at)
    _tell_asker(done, actor, at, "已同意")
    record_act(
        actor=actor, verb="record.correct", at=at, object_kind=done.kind, object_id=done.record_id, field=done.field,
        correction=str(done.pk), reached=len(told),
    )  # fmt: skip
    return done


@transaction.atomic
def refuse_correction(*, actor: Actor, correction_id: UUID, opinion: str, at: datetime) -> Correction:
    """不予更正, with the reason; the record stays as it is."""
    before = _locked(actor, correction_id)
    _check_other(before, actor)
    said = _without_numbers(opinion, before, record_kind(before.kind).field(before.field))
    done: Correction = fire(
        CORRECTION_FLOW, correction_id, "refuse", actor=actor, at=at, opinion=said, decided_by=actor.name
    )
    done.decided_by = actor.user_id
    done.save(update_fields=["decided_by"])
    _tell_asker(done, actor, at, "不予更正")
    return done


@transaction.atomic
def withdraw_correction(*, actor: Actor, correction_id: UUID, at: datetime) -> Correction:
    """Only whoever asked takes it back."""
    before = _locked(actor, correction_id)
    if not may_withdraw(before, actor):
        raise NotPermitted("更正申请由申请人自己撤回")
    done: Correction = fire(CORRECTION_FLOW, correction_id, "withdraw", actor=actor, at=at)
    return done


def may_withdraw(correction: Correction, actor: Actor) -> bool:
    return actor.is_system or (actor.user_id is not None and correction.asked_by == actor.user_id)


def may_decide(correction: Correction, actor: Actor) -> bool:
    """Not whoever asked, where it takes four eyes."""
    return not (correction.four_eyes and actor.user_id is not None and correction.asked_by == actor.user_id)


def may_ask_for(register: RecordKind, actor: Actor, record: Any) -> bool:
    """Regulators who can see the record, and its own people as the register says."""
    return actor.is_regulator or actor.is_system or register.may_ask(actor, record)


def _check_may_ask(register: RecordKind, actor: Actor, record: Any) -> None:
    if not may_ask_for(register, actor, record):
        raise NotPermitted("您现在的身份不能申请更正这份档案")


def _check_other(correction: Correction, actor: Actor) -> None:
    if not may_decide(correction, actor):
        raise NotPermitted("更正要由负责机关的另一名工作人员审批，申请人自己不能审批")


def _drafted(register: RecordKind, record: Any, one: RecordField, actor: Actor, value: Any) -> Correction:
    stored, shown, cipher = _read(one, value)
    correction = Correction(
        **register.standing(record, actor), title=f"更正{register.label}「{record}」的{one.label}"[:300],
        kind=register.code, record_id=record.pk, record_title=str(record)[:300], field=one.name, field_label=one.label,
        old_text=one.shown(getattr(record, one.attribute, ""))[:500], new_text=shown, value=stored, new_cipher=cipher,
        old_cipher=getattr(record, one.cipher) if one.cipher else None, asked_by=actor.user_id,
        asked_name=actor.name[:64], asked_reach=actor.reach_name, asked_reach_id=actor.reach_id,
        open_register=register.open_register,
    )  # fmt: skip
    if _same(correction, one, record):
        raise InvalidInput.of("value", "和现在的值相同，不用更正")
    return correction


def _read(one: RecordField, value: Any) -> tuple[Any, str, bytes | None]:
    """As stored, as shown, and sealed where it must be."""
    if isinstance(value, str):
        value = plain_text(value)
    if one.cipher:
        value = one.clean(str(value or ""))
    if value is None or value == "":
        raise InvalidInput.of("value", f"请填写正确的{one.label}")
    if one.cipher:
        return None, _masked(one, value)[:500], seal(value)
    if one.kind == InputKind.CHOICE and str(value) not in dict(one.choices):
        raise InvalidInput.of("value", f"「{one.label}」没有这个选项")
    stored = value.isoformat() if isinstance(value, date) else str(value)
    return stored, one.shown(value)[:500], None


def _stored(correction: Correction, one: RecordField) -> Any:
    """The new value as the register's verb takes it."""
    if one.cipher:
        return open_sealed(bytes(correction.new_cipher or b""))
    if one.kind == InputKind.DATE:
        return date.fromisoformat(str(correction.value))
    return Decimal(str(correction.value)) if one.kind == InputKind.NUMBER else correction.value


def _same(correction: Correction, one: RecordField, record: Any) -> bool:
    if not one.cipher:
        return correction.old_text == correction.new_text
    return _opened(getattr(record, one.cipher)) == _opened(correction.new_cipher)


def _opened(cipher: Any) -> str:
    return open_sealed(bytes(cipher)) if cipher else ""


def _masked(one: RecordField, number: str) -> str:
    return one.mask(number) if one.mask else "＊＊＊"


def _without_numbers(text: str, correction: Correction, one: RecordField) -> str:
    """What people write, without the numbers in it: readers in other divisions are shown it."""
    for number in (_opened(correction.old_cipher), _opened(correction.new_cipher)) if one.cipher else ():
        text = text.replace(number, _masked(one, number)) if number else text
    return mask_numbers(text)


def _record_locked(register: RecordKind, actor: Actor, record_id: UUID) -> Any:
    """The record, so that what it says cannot change between being looked at and being corrected."""
    register.find(actor, record_id)
    return register.visible(actor).select_for_update(of=("self",)).get(pk=record_id)


def _check_unchanged(before: Correction, one: RecordField, record: Any) -> None:
    """Of a number the number itself: another one may bear the same mask."""
    now_text = one.shown(getattr(record, one.attribute, ""))[:500]
    same_number = not one.cipher or _opened(getattr(record, one.cipher)) == _opened(before.old_cipher)
    if now_text != before.old_text or not same_number:
        raise WrongState(f"申请以后「{one.label}」已改为「{now_text or '空白'}」，请按现在的值重新申请")


def _direct(register: RecordKind, one: RecordField, correction: Correction, actor: Actor, on: date) -> bool:
    """One officer of the agency that keeps the record is enough for this field."""
    if not actor.is_regulator or actor.reach_id != correction.agency_id:
        return False
    return listed("records.direct_correction", register, one, path=correction.place, on=on)


def _locked(actor: Actor, correction_id: UUID) -> Correction:
    found = Correction.objects.visible_to(actor).select_for_update(of=("self",)).filter(pk=correction_id).first()
    if found is None:
        raise NotVisible("没有找到这件更正，或者不在您的权限范围内")
    return found


def _tell_asker(done: Correction, actor: Actor, at: datetime, word: str) -> None:
    if done.asked_by is None or done.asked_by == actor.user_id:
        return
    notify(
        topic="records.decided", title=f"更正申请{word}：{done.record_title}的{done.field_label}", body=done.opinion,
        link=case_url("correction", done.pk), at=at, recipients=[done.asked_by], case_kind="correction", case_id=done.pk,
    )  # fmt: skip


def parties_see(reach: ReachKind | str, actor: Actor, subject_id: UUID | None) -> bool:
    """Whether the actor works for this very enterprise or project."""
    return subject_id is not None and actor.reach == reach and actor.reach_id == subject_id
