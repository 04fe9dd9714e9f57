"""签收码: the one-time code on a notice, and the phone it opens. No account, no app, nothing but this notice."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from zhiben.domains.hazards.models import Notice, NoticeCode
from zhiben.domains.hazards.terms import NoticeState
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.acts import record_act
from zhiben.kernel.access.terms import ReachKind, Role
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.base.errors import InvalidInput, NotPermitted, Refusal, WrongState
from zhiben.kernel.crypto import blind_index, mask_phone, open_sealed, seal
from zhiben.kernel.parameters.queries import value_of

DIGITS = 8


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
    NoticeCode.objects.filter(notice=notice, used_at=None).delete()
    code = "".join(secrets.choice("0123456789") for _ in range(DIGITS))
    days = int(value_of("notices.code_valid_days", path=notice.place, on=day_of(at)))
    NoticeCode.objects.create(
        notice=notice, code_hash=_hash(notice, code), code_cipher=seal(code), created_at=at,
        valid_until=at + timedelta(days=days),
    )  # fmt: skip
    record_act(actor=actor, verb="notice.code", at=at, object_kind="notice", object_id=notice.pk)
    return code


def printable_code(notice: Notice, *, at: datetime) -> str:
    """The code to print: the unused one in force, or empty."""
    code = NoticeCode.objects.filter(notice=notice, used_at=None, valid_until__gt=at).order_by("-created_at").first()
    return open_sealed(bytes(code.code_cipher)) if code and code.code_cipher else ""


@transaction.atomic
def redeem_code(*, notice: Notice, code: str, name: str, phone: str, at: datetime) -> Opened:
    """Open the notice on this phone. The code is used up; wrong codes are limited by the door, not told apart here."""
    if not name.strip():
        raise InvalidInput.of("name", "请填写您的姓名")
    row = (
        NoticeCode.objects.select_for_update()
        .filter(notice=notice, code_hash=_hash(notice, code.strip()), used_at=None, valid_until__gt=at)
        .first()
    )
    if row is None:
        raise Refusal("签收码不对、已用过或已过期，请核对通知书，或请监督员重新生成", status=403, title="打不开")
    secret = secrets.token_urlsafe(32)
    row.used_at, row.holder_name, row.secret_hash, row.code_cipher = at, name.strip()[:64], _digest(secret), None
    row.holder_phone_masked = mask_phone(phone) if phone else ""
    row.holder_phone_cipher = seal(phone) if phone else None
    row.save(update_fields=[
        "used_at", "holder_name", "secret_hash", "code_cipher", "holder_phone_masked", "holder_phone_cipher",
    ])  # fmt: skip
    actor = holder_actor(row, notice)
    record_act(actor=actor, verb="notice.open", at=at, object_kind="notice", object_id=notice.pk)
    return Opened(notice_id=notice.pk, secret=secret, actor=actor)


def opened_by(*, notice: Notice, secret: str) -> Actor:
    """Who this phone is, from its cookie. Raises NotPermitted when it never opened this notice."""
    row = NoticeCode.objects.filter(notice=notice, secret_hash=_digest(secret)).first() if secret else None
    if row is None:
        raise NotPermitted("请先输入通知书上的签收码")
    return holder_actor(row, notice)


def holder_actor(row: NoticeCode, notice: Notice) -> Actor:
    """扫码办理人: acts for the project, on this notice only; the pages and verbs behind the link see to the latter."""
    return Actor(
        name=row.holder_name, role=Role.LINK_HOLDER, reach=ReachKind.PROJECT, reach_id=notice.project_id,
        reach_name=notice.where_name, via="link",
    )  # fmt: skip


def _hash(notice: Notice, code: str) -> str:
    return blind_index(f"{notice.pk}:{code}", purpose="notice-code")


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
