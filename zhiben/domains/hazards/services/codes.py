"""签收码: the one-time code on a notice, and the phone it opens. No account, no app, nothing but this notice."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from zhiben.domains.hazards.models import Notice, NoticeCode
from zhiben.domains.hazards.services.link_codes import fresh_code, phone_that_opened, unused_code, use_code
from zhiben.domains.hazards.terms import NoticeState
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.acts import record_act
from zhiben.kernel.access.terms import ReachKind, Role
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.base.errors import NotPermitted, WrongState
from zhiben.kernel.parameters.queries import value_of

PURPOSE: Final = "notice-code"
WRONG: Final = "签收码不对、已用过或已过期，请核对通知书，或请监督员重新生成"


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A phone that may work on one notice. ``secret`` goes into its cookie and is never stored."""

    notice_id: UUID
    secret: str
    actor: Actor


@transaction.atomic
def issue_code(*, actor: Actor, notice: Notice, at: datetime) -> str:
    """A fresh code; unused ones before it die. Shown on the printed notice and to the officer who asks for it."""
    if notice.state in (NoticeState.DRAFT, NoticeState.REVIEWING, NoticeState.SIGNING, NoticeState.VOIDED):
        raise WrongState("文书下达后才有签收码")
    own = actor.is_system or (actor.is_regulator and actor.reach_id == notice.agency_id)
    if not own and actor.party_key != f"{ReachKind.PROJECT.value}:{notice.project_id}":
        raise NotPermitted("只有办理机关和这个项目的人可以生成签收码")
    days = int(value_of("notices.code_valid_days", path=notice.place, on=day_of(at)))
    code = fresh_code(
        NoticeCode.objects.all(), purpose=PURPOSE, subject={"notice": notice}, at=at, until=at + timedelta(days=days)
    )
    record_act(actor=actor, verb="notice.code", at=at, object_kind="notice", object_id=notice.pk)
    return code


def printable_code(notice: Notice, *, at: datetime) -> str:
    """The code to print: the unused one in force, or empty."""
    return unused_code(NoticeCode.objects.all(), subject={"notice": notice}, at=at)


@transaction.atomic
def redeem_code(*, notice: Notice, code: str, name: str, phone: str, at: datetime) -> Opened:
    """Open the notice on this phone. The code is used up; wrong codes are limited by the door, not told apart here."""
    row, secret = use_code(
        NoticeCode.objects.all(), purpose=PURPOSE, subject={"notice": notice}, code=code, name=name, phone=phone, at=at,
        wrong=WRONG,
    )  # fmt: skip
    actor = holder_actor(row, notice)
    record_act(actor=actor, verb="notice.open", at=at, object_kind="notice", object_id=notice.pk)
    return Opened(notice_id=notice.pk, secret=secret, actor=actor)


def opened_by(*, notice: Notice, secret: str) -> Actor:
    """Who this phone is, from its cookie. Raises NotPermitted when it never opened this notice."""
    row = phone_that_opened(NoticeCode.objects.all(), subject={"notice": notice}, secret=secret)
    if row is None:
        raise NotPermitted("请先输入通知书上的签收码")
    return holder_actor(row, notice)


def holder_actor(row: NoticeCode, notice: Notice) -> Actor:
    """扫码办理人: acts for the project, on this notice only; the pages and verbs behind the link see to the latter."""
    return Actor(
        name=row.holder_name, role=Role.LINK_HOLDER, reach=ReachKind.PROJECT, reach_id=notice.project_id,
        reach_name=notice.where_name, via="link",
    )  # fmt: skip
