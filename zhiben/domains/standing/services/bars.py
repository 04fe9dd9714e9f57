"""Writing down a restriction, and lifting it before its time."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from zhiben.domains.standing.models import Bar
from zhiben.domains.standing.policies import may_lift, may_record
from zhiben.domains.standing.terms import BarKind, SubjectKind
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.acts import record_act
from zhiben.kernel.base.errors import FieldError, InvalidInput, NotPermitted, NotVisible, WrongState
from zhiben.registry.enterprises.public import enterprise_for
from zhiben.registry.people.public import person_for


def bar_subject(
    *, actor: Actor, subject_kind: SubjectKind, subject_id: UUID, what: BarKind, valid_from: date,
    valid_to: date | None = None, decision_no: str, because: str, decided_by: str, at: datetime,
) -> Bar:  # fmt: skip
    """Write down what a decision bars a subject from. The same decision again gives the same row. 403, 404, 422.

    ``valid_to`` is the first day on which it holds no more; none: until it is lifted.
    """
    if not may_record(actor):
        raise NotPermitted("只有监管机构的执法、内勤、发证人员和负责人可以登记限制事项")
    decision_no, because, decided_by = decision_no.strip(), because.strip(), decided_by.strip()
    _check(decision_no, because, decided_by, valid_from, valid_to)
    name = _name_of(actor, subject_kind, subject_id)
    with transaction.atomic():
        bar, made = Bar.objects.get_or_create(
            subject_kind=subject_kind, subject_id=subject_id, what=what, decision_no=decision_no,
            defaults={
                "subject_name": name, "valid_from": valid_from, "valid_to": valid_to, "because": because,
                "decided_by": decided_by, "agency_id": actor.reach_id if actor.is_regulator else None,
                "recorded_by": actor.name, "recorded_at": at,
            },
        )  # fmt: skip
        if made:
            record_act(
                actor=actor, verb="standing.bar", at=at, object_kind=subject_kind.value, object_id=subject_id,
                what=what.value, decision_no=decision_no,
            )  # fmt: skip
    return bar


def lift_bar(*, actor: Actor, bar_id: UUID, on: date, because: str, at: datetime) -> Bar:
    """解除 from a day on; the row stays. 403, 404, 409, 422."""
    with transaction.atomic():
        bar = Bar.objects.visible_to(actor).select_for_update().filter(pk=bar_id).first()
        if bar is None:
            raise NotVisible("没有这项限制")
        if not may_lift(actor, bar):
            raise NotPermitted("只有登记这项限制的机构可以解除它")
        if bar.valid_to is not None and bar.valid_to <= on:
            raise WrongState("这项限制到那天已经结束")
        if not because.strip():
            raise InvalidInput.of("because", "请写明解除的理由和依据")
        if on < bar.valid_from:
            raise InvalidInput.of("on", "解除日期不能早于限制开始的日期")
        bar.valid_to, bar.lifted_on, bar.lifted_because = on, on, because.strip()
        bar.save(update_fields=["valid_to", "lifted_on", "lifted_because"])
        record_act(actor=actor, verb="standing.lift", at=at, object_kind="bar", object_id=bar.pk, on=str(on))
    return bar


def _check(decision_no: str, because: str, decided_by: str, valid_from: date, valid_to: date | None) -> None:
    texts = (
        ("decision_no", decision_no, "决定文号"),
        ("because", because, "事由"),
        ("decided_by", decided_by, "决定机关"),
    )
    errors = [FieldError(field=name, reason=f"请填写{label}") for name, text, label in texts if not text]
    if valid_to is not None and valid_to <= valid_from:
        errors.append(FieldError(field="valid_to", reason="结束日期应晚于开始日期"))
    if errors:
        raise InvalidInput(*errors)


def _name_of(actor: Actor, kind: SubjectKind, subject_id: UUID) -> str:
    if kind == SubjectKind.ENTERPRISE:
        return enterprise_for(actor, subject_id).name
    return person_for(actor, subject_id).name
