"""代理: somebody lends a grant to a colleague for a time. One level only; the lender still acts under it himself."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.acts import record_act
from zhiben.kernel.access.models import Grant, GrantQuerySet
from zhiben.kernel.access.terms import ADMINISTRATORS, REGULATORS, ReachKind, Role
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.base.errors import FieldError, InvalidInput, NotPermitted, NotVisible, WrongState

SITE_LENDERS: Final = (Role.PRINCIPAL, Role.SITE_MANAGER)
LENDERS: Final = (*REGULATORS, *SITE_LENDERS)
LONGEST_REASON: Final = 200


@transaction.atomic
def lend_grant(
    *, actor: Actor, to_user: UUID, valid_from: datetime, valid_to: datetime, reason: str, at: datetime
) -> Grant:
    """Lend the grant the actor acts under, from–to (half-open). How long is the caller's question.

    NotPermitted for a lent grant and for roles that are not lent; InvalidInput for a span, a reason or a person that
    will not do; WrongState when it is already lent for part of the time.
    """
    grant = _lender(actor, at)
    _check_span(grant, valid_from, valid_to, reason, at)
    _check_receiver(grant, to_user, at)
    if (other := _overlapping(grant, valid_from, valid_to)) is not None:
        raise WrongState(f"这段时间已经委托给{other.user.name}代理，请先终止那一次")
    lent = Grant.objects.create(
        user_id=to_user, role=grant.role, reach=grant.reach, reach_id=grant.reach_id, reach_name=grant.reach_name,
        path=grant.path, level=grant.level, valid_from=max(valid_from, at), valid_to=valid_to,
        granted_by=actor.user_id, delegated_from=grant, delegated_by=grant.user_id, delegated_name=grant.user.name,
        reason=reason.strip(),
    )  # fmt: skip
    record_act(
        actor=actor, verb="grant.delegate", at=at, object_kind="grant", object_id=lent.pk, user_id=str(to_user),
        role=lent.role, reach=lent.reach_name, valid_from=lent.valid_from.isoformat(),
        valid_to=valid_to.isoformat(), reason=lent.reason,
    )  # fmt: skip
    return lent


@transaction.atomic
def end_loan(*, actor: Actor, grant_id: UUID, at: datetime) -> Grant:
    """终止代理, at once on every session: by either side, or by an administrator of the division."""
    lent = Grant.objects.select_for_update(of=("self",)).select_related("user").filter(pk=grant_id).first()
    if lent is None or lent.delegated_from_id is None or not _may_end(actor, lent):
        raise NotVisible("没有这次代理，或者与您无关")
    if lent.valid_to is not None and lent.valid_to <= at:
        raise WrongState("这次代理已经结束")
    lent.valid_to = at
    lent.save(update_fields=["valid_to"])
    record_act(
        actor=actor, verb="grant.end", at=at, object_kind="grant", object_id=lent.pk, user_id=str(lent.user_id),
        delegated_by=str(lent.delegated_by),
    )  # fmt: skip
    return lent


def end_loans_of(*, grants: GrantQuerySet, at: datetime) -> int:
    """What was lent out of these grants ends with them. Part of taking a grant back or stopping an account."""
    running = Grant.objects.filter(delegated_from__in=grants.values("pk"), valid_to__gt=at)
    return running.update(valid_to=at)


def end_loans_to(*, grant: Grant, at: datetime) -> int:
    """Who no longer works somewhere himself cannot stand in for others there."""
    here = Grant.objects.filter(user_id=grant.user_id, reach=grant.reach, reach_id=grant.reach_id)
    if here.in_force(at).own().exists():
        return 0
    return here.filter(delegated_from__isnull=False, valid_to__gt=at).update(valid_to=at)


def loans_of(user_id: UUID) -> GrantQuerySet:
    """Lent by somebody or to somebody, newest first."""
    lent = Grant.objects.filter(delegated_from__isnull=False).filter(Q(delegated_by=user_id) | Q(user_id=user_id))
    return lent.select_related("user").order_by("-id")


def receivers(grant_id: UUID | None, at: datetime) -> list[tuple[UUID, str]]:
    """To whom a grant may be lent: colleagues with work of their own there who do not hold the role themselves."""
    grant = Grant.objects.in_force(at).filter(pk=grant_id).first() if grant_id else None
    if grant is None:
        return []
    rows = _colleagues(grant, at).exclude(user_id__in=_holders(grant, at).values("user_id"))
    return list(rows.order_by("user__name", "user_id").values_list("user_id", "user__name").distinct())


def _lender(actor: Actor, at: datetime) -> Grant:
    """The grant to be lent, locked: two loans of it, or a loan and its end, come one after the other."""
    rows = Grant.objects.in_force(at).select_for_update(of=("self",)).select_related("user")
    grant = rows.filter(pk=actor.grant_id).first() if actor.grant_id else None
    if grant is None or grant.user_id != actor.user_id:
        raise NotPermitted("您现在的身份不能委托他人代理")
    if grant.role in ADMINISTRATORS:
        raise NotPermitted("系统、安全、审计管理员的权限不能委托他人代理")
    if grant.role not in LENDERS or (grant.role in REGULATORS and grant.reach != ReachKind.AGENCY):
        raise NotPermitted("这个身份不能委托他人代理")
    if grant.delegated_from_id is not None:
        raise NotPermitted("代理来的权限不能再委托他人")
    return grant


def _check_span(grant: Grant, valid_from: datetime, valid_to: datetime, reason: str, at: datetime) -> None:
    wrong: list[FieldError] = []
    if grant.valid_to is not None and grant.valid_to < valid_to:
        wrong.append(FieldError(field="until", reason=f"您自己的授权到 {day_of(grant.valid_to)} 为止"))
    if valid_to <= max(valid_from, at):
        wrong.append(FieldError(field="until", reason="结束日期不能早于开始日期，也不能已经过去"))
    if not reason.strip() or len(reason.strip()) > LONGEST_REASON:
        wrong.append(FieldError(field="reason", reason=f"请写明事由，最多 {LONGEST_REASON} 个字"))
    if wrong:
        raise InvalidInput(*wrong)


def _check_receiver(grant: Grant, to_user: UUID, at: datetime) -> None:
    if to_user == grant.user_id:
        raise InvalidInput.of("to_user", "不能委托给自己")
    if not _colleagues(grant, at).filter(user_id=to_user).exists():
        raise InvalidInput.of("to_user", "只能委托给本单位在岗、有业务身份的同事")
    if _holders(grant, at).filter(user_id=to_user).exists():
        raise InvalidInput.of("to_user", "这位同事本来就有这个身份，不需要代理")


def _colleagues(grant: Grant, at: datetime) -> GrantQuerySet:
    rows = Grant.objects.in_force(at).own().filter(reach=grant.reach, reach_id=grant.reach_id)
    rows = rows.exclude(user_id=grant.user_id)
    return rows.filter(role__in=REGULATORS) if grant.reach == ReachKind.AGENCY else rows


def _holders(grant: Grant, at: datetime) -> GrantQuerySet:
    rows = Grant.objects.in_force(at).own()
    return rows.filter(reach=grant.reach, reach_id=grant.reach_id, role=grant.role)


def _overlapping(grant: Grant, valid_from: datetime, valid_to: datetime) -> Grant | None:
    rows = Grant.objects.filter(delegated_from=grant, valid_from__lt=valid_to, valid_to__gt=valid_from)
    return rows.select_related("user").order_by("id").first()


def _may_end(actor: Actor, lent: Grant) -> bool:
    if actor.user_id is not None and actor.user_id in (lent.user_id, lent.delegated_by):
        return True
    keeper = actor.is_system or actor.role in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)
    return keeper and Grant.objects.administered_by(actor).filter(pk=lent.pk).exists()
