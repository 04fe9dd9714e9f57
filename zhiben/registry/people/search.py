"""People as something to be found: by name, and by the end of a number that is never shown."""

from collections.abc import Sequence
from uuid import UUID

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.terms import REGULATORS, Role
from zhiben.kernel.crypto import open_sealed
from zhiben.kernel.search.sources import Feed, Source
from zhiben.registry.people.models import Person


def ending_in(actor: Actor, digits: str, ids: Sequence[UUID]) -> set[UUID]:
    """Of these people those this actor sees and whose number ends so. Numbers are opened here and forgotten."""
    sealed = Person.objects.visible_to(actor).filter(pk__in=ids, phone_cipher__isnull=False)
    rows = sealed.values_list("pk", "phone_cipher")
    return {pk for pk, cipher in rows if cipher and open_sealed(bytes(cipher)).endswith(digits)}


PEOPLE = Source(
    kind="person", label="人员", order=30, icon="users", rich=True, personal=True, phones=ending_in,
    roles=frozenset({*REGULATORS, Role.ENTERPRISE_ADMIN, Role.PRINCIPAL}), visible=Person.objects.visible_to,
    tables="people_person p left join enterprises_enterprise e on e.id = p.employer_id",
    only="p.merged_into is null",
    columns={
        "id": "p.id", "title": "p.name", "note": "coalesce(e.name, '')", "phone": "p.phone_masked",
        "mark": "case when p.unmatched then '待匹配' when p.doubtful then '存疑' else '' end",
        "at": "p.created_at",
        "readers": "case when p.employer_id is null then '{}' else array[p.employer_id] end",
    },
    feeds=(
        Feed("people_person"),
        Feed("enterprises_enterprise", "select id from people_person where employer_id = any(%(ids)s)"),
    ),
    list_url="people:list", page_url="people:page",
)  # fmt: skip
