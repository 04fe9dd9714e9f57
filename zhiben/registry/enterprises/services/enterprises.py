"""Verbs on enterprises."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

import pghistory
from django.db import transaction

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.acts import record_act
from zhiben.kernel.base.errors import InvalidInput, NotPermitted, NotVisible, WrongState
from zhiben.kernel.base.text import clean_code, name_key, plain_text
from zhiben.registry.enterprises.codes import uscc_doubts
from zhiben.registry.enterprises.models import Enterprise
from zhiben.registry.enterprises.terms import EnterpriseKind

CHANGEABLE = frozenset(
    {"name", "uscc", "kinds", "division_code", "address", "legal_person", "qualification", "founded_on"}
)


@transaction.atomic
def register_enterprise(
    *, actor: Actor, name: str, at: datetime, uscc: str = "", kinds: Collection[EnterpriseKind | str] = (),
    division_code: str = "", address: str = "", legal_person: str = "", qualification: str = "",
    founded_on: date | None = None, enterprise_id: UUID | None = None,
) -> Enterprise:  # fmt: skip
    """登记一家企业. A code that looks wrong is kept and marked 存疑.

    Raises NotPermitted unless a regulator asks, InvalidInput without a name, WrongState when the code is registered.
    """
    _check_may_keep(actor)
    enterprise = Enterprise(created_at=at, **({"id": enterprise_id} if enterprise_id else {}))
    _fill(
        enterprise,
        {
            "name": name, "uscc": uscc, "kinds": kinds, "division_code": division_code, "address": address,
            "legal_person": legal_person, "qualification": qualification, "founded_on": founded_on,
        },
    )  # fmt: skip
    _refuse_second(enterprise)
    with pghistory.context(actor=actor.name, user=str(actor.user_id or ""), verb="enterprise.register"):
        enterprise.save(force_insert=True)
    record_act(actor=actor, verb="enterprise.register", at=at, object_kind="enterprise", object_id=enterprise.pk)
    return enterprise


@transaction.atomic
def update_enterprise(*, actor: Actor, enterprise_id: UUID, at: datetime, **changes: Any) -> Enterprise:
    """Change facts of an enterprise; the row as it was stays in its history."""
    _check_may_keep(actor)
    unknown = changes.keys() - CHANGEABLE
    if unknown:
        raise TypeError(f"no such field of an enterprise: {sorted(unknown)}")
    enterprise = Enterprise.objects.select_for_update().filter(pk=enterprise_id).first()
    if enterprise is None:
        raise NotVisible("没有这家企业")
    before = {name: getattr(enterprise, name) for name in changes}
    _fill(enterprise, changes)
    changed = {name: getattr(enterprise, name) for name in changes if getattr(enterprise, name) != before[name]}
    if not changed:
        return enterprise
    _refuse_second(enterprise)
    with pghistory.context(actor=actor.name, user=str(actor.user_id or ""), verb="enterprise.update"):
        enterprise.save(update_fields=[*changed, "name_key", "doubtful", "doubts"])
    record_act(
        actor=actor, verb="enterprise.update", at=at, object_kind="enterprise", object_id=enterprise.pk,
        fields=sorted(changed),
    )  # fmt: skip
    return enterprise


@transaction.atomic
def ensure_enterprise(
    *, actor: Actor, name: str, at: datetime, uscc: str = "", kind: EnterpriseKind | str = ""
) -> Enterprise:
    """The enterprise of that code, else the only one of that name, else a new one. ``kind`` is added to what it does.

    A name alone that two enterprises bear finds neither: the new row is marked 存疑.
    """
    found = _find(name, uscc)
    if found is None:
        return register_enterprise(actor=actor, name=name, uscc=uscc, kinds=[kind] if kind else [], at=at)
    if kind and str(kind) not in found.kinds:
        update_enterprise(actor=actor, enterprise_id=found.pk, at=at, kinds=[*found.kinds, kind])
        found.refresh_from_db()
    return found


def _find(name: str, uscc: str) -> Enterprise | None:
    if code := clean_code(uscc):
        return Enterprise.objects.filter(uscc=code).first()
    same = list(Enterprise.objects.filter(name_key=name_key(name))[:2])
    return same[0] if len(same) == 1 else None


def _fill(enterprise: Enterprise, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(enterprise, name, plain_text(value) if isinstance(value, str) else value)
    enterprise.uscc = clean_code(enterprise.uscc)
    enterprise.kinds = [EnterpriseKind(k).value for k in dict.fromkeys(enterprise.kinds)]
    enterprise.name_key = name_key(enterprise.name)
    if not enterprise.name:
        raise InvalidInput.of("name", "请填写企业名称")
    enterprise.doubts = uscc_doubts(enterprise.uscc)
    enterprise.doubtful = bool(enterprise.doubts)


def _refuse_second(enterprise: Enterprise) -> None:
    if not enterprise.uscc:
        return
    other = Enterprise.objects.filter(uscc=enterprise.uscc).exclude(pk=enterprise.pk).first()
    if other is not None:
        raise WrongState(f"统一社会信用代码 {enterprise.uscc} 已登记为「{other.name}」")


def _check_may_keep(actor: Actor) -> None:
    if not (actor.is_regulator or actor.is_system):
        raise NotPermitted("企业档案由监管机构维护")
