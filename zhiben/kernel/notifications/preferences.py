"""How one person wants to be reached: own addresses, what by which channel, own quiet hours."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.acts import record_act
from zhiben.kernel.access.models import User
from zhiben.kernel.base.errors import InvalidInput, NotPermitted
from zhiben.kernel.crypto.masks import mask_phone
from zhiben.kernel.crypto.sealing import seal
from zhiben.kernel.notifications.models import Reception
from zhiben.kernel.notifications.senders.email import is_address
from zhiben.kernel.notifications.terms import PERSONAL
from zhiben.kernel.notifications.topics import groups

PHONE: Final = re.compile(r"1[3-9]\d{9}")


def reception_of(user_id: UUID) -> Reception:
    """What the person has said, or an empty row that is not stored."""
    return Reception.objects.filter(pk=user_id).first() or Reception(user_id=user_id)


@transaction.atomic
def set_reception(
    *, actor: Actor, choices: Mapping[str, Mapping[str, bool]], at: datetime, quiet_from: int | None = None,
    quiet_to: int | None = None, email: str = "", phone: str = "",
) -> None:  # fmt: skip
    """One's own settings. An address left blank stays what it is. What the law demands to be served ignores all this.

    Raises InvalidInput for an address that cannot be one, and for half a pair of quiet hours.
    """
    if actor.user_id is None:
        raise NotPermitted("请先登录")
    email, phone = email.strip(), phone.strip()
    _check(email, phone, quiet_from, quiet_to)
    row, _ = Reception.objects.select_for_update().get_or_create(pk=actor.user_id)
    kinds = [kind.value for kind in PERSONAL]
    row.choices = {
        g.code: {kind: bool(choices.get(g.code, {}).get(kind)) for kind in kinds} for g in groups() if g.code in choices
    }
    row.quiet_from, row.quiet_to = quiet_from, quiet_to
    if email:
        row.email_cipher, row.email_masked = seal(email), mask_email(email)
    row.save()
    if phone:
        User.objects.filter(pk=actor.user_id).update(phone_cipher=seal(phone), phone_masked=mask_phone(phone))
    changed = [word for word, given in (("邮箱", email), ("手机号", phone)) if given]
    record_act(
        actor=actor, verb="reception.set", at=at, object_kind="user", object_id=actor.user_id,
        title="、".join(changed),
    )  # fmt: skip


def mask_email(email: str) -> str:
    """The first letter and the server: ``l***@example.cn``."""
    name, _, host = email.rpartition("@")
    return f"{name[:1]}***@{host}"[:120]


def _check(email: str, phone: str, quiet_from: int | None, quiet_to: int | None) -> None:
    if email and not is_address(email):
        raise InvalidInput.of("email", "邮箱写得不对，例如 lin@example.cn")
    if phone and not PHONE.fullmatch(phone):
        raise InvalidInput.of("phone", "手机号是 11 位数字")
    if (quiet_from is None) != (quiet_to is None):
        raise InvalidInput.of("quiet_to", "免打扰的开始和结束要一起填写，或者都不填")
    for name, hour in (("quiet_from", quiet_from), ("quiet_to", quiet_to)):
        if hour is not None and not 0 <= hour <= 23:
            raise InvalidInput.of(name, "请填写 0 到 23 的整点")
