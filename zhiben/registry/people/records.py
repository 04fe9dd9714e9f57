"""People as records that are corrected under four eyes and merged where two are one."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.terms import ReachKind, Role
from zhiben.kernel.base.text import clean_code
from zhiben.kernel.crypto import mask_id_number, mask_phone
from zhiben.kernel.records.public import RecordField, RecordKind
from zhiben.kernel.workflow.engine import Party
from zhiben.registry.agencies.public import standing_at
from zhiben.registry.people.codes import clean_phone
from zhiben.registry.people.models import Person
from zhiben.registry.people.services import update_person

HEADS: Final = (Role.ENTERPRISE_ADMIN, Role.PRINCIPAL)
# One number under two kinds of document; or one name with the same telephone, or at the same employer where one of
# the two is known by name only.
SAME: Final = """
select p.first, p.second, a.name, b.name, p.why, p.rank, d.path from (
    select a.id as first, b.id as second, 1 as rank, '证件号相同，证件类别不同' as why
      from people_person a join people_person b on b.id_number_index = a.id_number_index and b.id_kind > a.id_kind
     where a.id_number_index <> '' and a.merged_into is null and b.merged_into is null
    union all
    select a.id, b.id, 2, '姓名相同，手机号相同，其中一人没有证件号'
      from people_person a join people_person b on b.name_key = a.name_key and b.phone_index = a.phone_index
     where a.unmatched and a.phone_index <> '' and (not b.unmatched or b.id > a.id) and a.merged_into is null
       and b.merged_into is null
    union all
    select a.id, b.id, 3, '姓名相同，受聘单位相同，其中一人没有证件号'
      from people_person a join people_person b on b.name_key = a.name_key and b.employer_id = a.employer_id
     where a.unmatched and (not b.unmatched or b.id > a.id) and a.merged_into is null and b.merged_into is null
) p join people_person a on a.id = p.first join people_person b on b.id = p.second
    left join enterprises_enterprise e on e.id = coalesce(a.employer_id, b.employer_id)
    left join agencies_division d on d.code = e.division_code
"""


def standing(person: Any, actor: Actor) -> dict[str, Any]:
    code = person.employer.division_code if person.employer_id else ""
    return standing_at(code, actor.reach_id if actor.is_regulator else None)


def apply(*, actor: Actor, record_id: UUID, field: str, value: Any, at: datetime) -> None:
    update_person(actor=actor, person_id=record_id, at=at, **{field: value})


def parties(person: Any) -> list[Party]:
    if person.employer_id is None:
        return []
    return [Party(kind="enterprise", subject_id=person.employer_id, role="employer")]


def _own(actor: Actor, person: Any) -> bool:
    return actor.reach == ReachKind.ENTERPRISE and actor.reach_id == person.employer_id and actor.role in HEADS


PEOPLE: Final = RecordKind(
    code="person", label="人员", model=Person, visible=Person.objects.visible_to, standing=standing, apply=apply,
    url_name="people:page", ledgers=("people", "special_workers", "workers"), duplicates=SAME, may_ask=_own, parties=parties,
    fields=(
        RecordField(name="name", label="姓名"),
        RecordField(name="id_number", label="证件号", masked="id_number_masked", cipher="id_number_cipher",
                    index="id_number_index", clean=clean_code, mask=mask_id_number, shown_as=("id_no",)),
        RecordField(name="phone", label="手机号", masked="phone_masked", cipher="phone_cipher", index="phone_index",
                    clean=clean_phone, mask=mask_phone),
    ),
    keys=("name_key", "id_number_index", "phone_index", "account_index"),
    aliases=("id_number_index",),
    fills=(
        "id_number_cipher", "id_number_masked", "phone_cipher", "phone_masked", "gender", "ethnic_group", "address_cipher",
        "account_cipher", "account_masked", "bank", "contact_name", "contact_phone_cipher", "contact_phone_masked",
        "employer_id",
    ),
    settle=lambda person: {"unmatched": not person.id_number_index},
)  # fmt: skip
