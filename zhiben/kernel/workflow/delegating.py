"""Lending one's work for a time, as long and by whom the place allows, and what was done meanwhile."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.delegation import end_loan, lend_grant, loans_of
from zhiben.kernel.access.models import Grant
from zhiben.kernel.base.clock import day_of, end_of_day, start_of_day
from zhiben.kernel.base.errors import InvalidInput, NotPermitted, NotVisible
from zhiben.kernel.events.outbox import publish
from zhiben.kernel.parameters.queries import value_of
from zhiben.kernel.workflow.assigning import release_unheld
from zhiben.kernel.workflow.events import GrantDelegated
from zhiben.kernel.workflow.models import CaseMove, Todo


@transaction.atomic
def delegate(*, actor: Actor, to_user: UUID, since: date, until: date, reason: str, at: datetime) -> Grant:
    """委托代理 from a day to a day, both included. Raises what ``lend_grant`` raises, and InvalidInput when too long."""
    if not may_delegate(actor, at):
        raise NotPermitted("您现在的身份不能委托他人代理")
    most = most_days(actor, at)
    if since < day_of(at):
        raise InvalidInput.of("since", "开始日期不能早于今天")
    if (until - since).days + 1 > most:
        raise InvalidInput.of("until", f"一次代理最多 {most} 天，到期后可以再办")
    lent = lend_grant(
        actor=actor, to_user=to_user, valid_from=start_of_day(since), valid_to=end_of_day(until), reason=reason, at=at
    )
    publish(GrantDelegated(grant_id=str(lent.pk), ended=False, by=actor.name), at=at)
    return lent


@transaction.atomic
def end_delegation(*, actor: Actor, grant_id: UUID, at: datetime) -> Grant:
    """终止代理, by either side or an administrator. Its to-dos go back to the pool."""
    lent = end_loan(actor=actor, grant_id=grant_id, at=at)
    release_unheld(at=at, user_id=lent.user_id)
    publish(GrantDelegated(grant_id=str(lent.pk), ended=True, by=actor.name), at=at)
    return lent


def may_delegate(actor: Actor, at: datetime) -> bool:
    """Whether this role may lend at all here. Whether this very grant may is asked when it is lent."""
    roles = value_of("access.delegation_roles", path=actor.path, on=day_of(at))
    return actor.role.value in (roles or ())


def most_days(actor: Actor, at: datetime) -> int:
    return int(value_of("access.delegation_most_days", path=actor.path, on=day_of(at)))


def delegation_for(actor: Actor, grant_id: UUID) -> Grant:
    """A loan one side of which the actor is."""
    if actor.user_id is None:
        raise NotVisible()
    lent = loans_of(actor.user_id).filter(pk=grant_id).first()
    if lent is None:
        raise NotVisible("没有这次代理，或者与您无关")
    return lent


def done_under(lent: Grant) -> list[CaseMove]:
    """What was done under a loan, newest first: by that person, under that joined name, in that time."""
    rows = CaseMove.objects.filter(
        actor_id=lent.user_id, actor_name=lent.acting_name, role=lent.role, recorded_at__gte=lent.valid_from
    )
    if lent.valid_to is not None:
        rows = rows.filter(recorded_at__lte=lent.valid_to)
    return list(rows.order_by("-recorded_at", "-id"))


def titles_of(moves: list[CaseMove]) -> dict[UUID, str]:
    """Title of each case by id, from the to-dos it has had: one query whatever the kinds."""
    rows = Todo.objects.filter(case_id__in={move.case_id for move in moves}).order_by("id")
    return dict(rows.values_list("case_id", "title"))
