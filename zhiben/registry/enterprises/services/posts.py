"""主要负责人 and 实际控制人 of an enterprise: who, from when, under which telephone number."""

from datetime import date, datetime
from uuid import UUID

import pghistory
from django.db import transaction

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.acts import record_act
from zhiben.kernel.access.terms import ReachKind, Role
from zhiben.kernel.base.errors import InvalidInput, NotPermitted, NotVisible
from zhiben.kernel.base.text import plain_text
from zhiben.kernel.crypto import blind_index, mask_phone, seal
from zhiben.kernel.events.outbox import publish
from zhiben.registry.enterprises.events import HeadNamed
from zhiben.registry.enterprises.models import Enterprise, EnterprisePost
from zhiben.registry.enterprises.terms import HeadPost

PURPOSE = "enterprise-post-phone"


@transaction.atomic
def name_head(
    *, actor: Actor, enterprise_id: UUID, post: HeadPost, name: str, on: date, at: datetime, phone: str = ""
) -> EnterprisePost:
    """登记主要负责人或实际控制人 from a day on. Whoever held the post before leaves it that day; the row stays.

    The same name again only adds a telephone number. Raises NotPermitted unless a regulator or the enterprise itself
    asks, InvalidInput without a name or for a day before the present holder's first.
    """
    may_name_heads(actor, enterprise_id)
    enterprise = Enterprise.objects.select_for_update().filter(pk=enterprise_id).first()
    if enterprise is None:
        raise NotVisible("没有这家企业")
    who = plain_text(name)
    if not who:
        raise InvalidInput.of("name", f"请填写{post.label}的姓名")
    with pghistory.context(actor=actor.name, user=str(actor.user_id or ""), verb="enterprise.head"):
        row = _written(enterprise, post, who, phone, on)
    record_act(
        actor=actor, verb="enterprise.head", at=at, object_kind="enterprise", object_id=enterprise_id, post=post.value
    )
    publish(HeadNamed(enterprise_id=str(enterprise_id), post=post.value), at=at)
    return row


def may_name_heads(actor: Actor, enterprise_id: UUID) -> None:
    """Raises NotPermitted."""
    itself = actor.reach == ReachKind.ENTERPRISE and actor.reach_id == enterprise_id
    if not (
        actor.is_regulator or actor.is_system or (itself and actor.role in (Role.ENTERPRISE_ADMIN, Role.PRINCIPAL))
    ):
        raise NotPermitted("主要负责人和实际控制人由企业自己或监管机构登记")


def _written(enterprise: Enterprise, post: HeadPost, name: str, phone: str, on: date) -> EnterprisePost:
    present = EnterprisePost.objects.filter(enterprise=enterprise, post=post, valid_to=None).first()
    if present and on < present.valid_from:
        raise InvalidInput.of("on", f"任职日期不能早于现任的任职日期 {present.valid_from:%Y-%m-%d}")
    if present and present.name == name:
        if phone:
            set_phone(present, phone)
            present.save(update_fields=["phone_cipher", "phone_index", "phone_masked"])
        return present
    if present:
        present.valid_to = on
        present.save(update_fields=["valid_to"])
    row = EnterprisePost(enterprise=enterprise, post=post, name=name, valid_from=on)
    set_phone(row, phone)
    row.save(force_insert=True)
    return row


def set_phone(row: EnterprisePost, phone: str) -> None:
    """Ciphertext, look-up key and mask; nothing when there is no number."""
    digits = "".join(c for c in phone if c.isdigit())
    if digits:
        row.phone_cipher, row.phone_masked = seal(digits), mask_phone(digits)
        row.phone_index = blind_index(digits, purpose=PURPOSE)
