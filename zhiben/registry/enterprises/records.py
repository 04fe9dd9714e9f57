"""Enterprises as records that are corrected under four eyes and merged where two are one."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.terms import ReachKind, Role
from zhiben.kernel.records.public import RecordField, RecordKind
from zhiben.kernel.workflow.definition import InputKind
from zhiben.kernel.workflow.engine import Party
from zhiben.registry.agencies.public import standing_at
from zhiben.registry.enterprises.models import Enterprise
from zhiben.registry.enterprises.services import update_enterprise

HEADS: Final = (Role.ENTERPRISE_ADMIN, Role.PRINCIPAL)
# One name written twice, where at least one of the two bears no code that another could be told by.
SAME_NAME: Final = """
select a.id, b.id, a.name, b.name, '名称相同，信用代码缺失或存疑', 1, d.path from enterprises_enterprise a
  join enterprises_enterprise b on b.name_key = a.name_key and b.id > a.id and b.merged_into is null
  left join agencies_division d on d.code = coalesce(nullif(a.division_code, ''), b.division_code)
 where a.merged_into is null and a.name_key <> '' and (a.uscc = '' or b.uscc = '' or a.doubtful or b.doubtful)
"""


def standing(enterprise: Any, actor: Actor) -> dict[str, Any]:
    own = actor.reach_id if actor.is_regulator else None
    return standing_at(enterprise.division_code, own)


def apply(*, actor: Actor, record_id: UUID, field: str, value: Any, at: datetime) -> None:
    update_enterprise(actor=actor, enterprise_id=record_id, at=at, **{field: value})


ENTERPRISES: Final = RecordKind(
    code="enterprise", label="企业", model=Enterprise, visible=Enterprise.objects.visible_to, standing=standing,
    apply=apply, url_name="enterprises:page", ledgers=("enterprises",), duplicates=SAME_NAME,
    fields=(
        RecordField(name="name", label="企业名称"),
        RecordField(name="uscc", label="统一社会信用代码"),
        RecordField(name="legal_person", label="法定代表人"),
        RecordField(name="address", label="注册地址"),
        RecordField(name="qualification", label="资质"),
        RecordField(name="founded_on", label="成立日期", kind=InputKind.DATE),
    ),
    may_ask=lambda actor, one: actor.reach == ReachKind.ENTERPRISE and actor.reach_id == one.pk and actor.role in HEADS,
    parties=lambda one: [Party(kind="enterprise", subject_id=one.pk, role="record")],
    keys=("name_key", "uscc"),
    fills=("division_code", "address", "legal_person", "qualification", "founded_on"),
)  # fmt: skip
