"""Who answers for enterprises. Read only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from zhiben.registry.enterprises.models import Enterprise, EnterprisePost
from zhiben.registry.enterprises.terms import HeadPost


@dataclass(frozen=True, kw_only=True)
class Head:
    """Who holds a post. ``registered`` False: nobody said so, the 法定代表人 is taken for the 主要负责人."""

    post: HeadPost
    name: str
    phone_masked: str = ""
    phone_cipher: bytes | None = None
    registered: bool = True


def heads_of(enterprise_ids: Iterable[UUID], on: date) -> dict[UUID, dict[HeadPost, Head]]:
    """Holders on a day, by enterprise and post; an unknown post is absent. Two queries."""
    wanted = list(enterprise_ids)
    found: dict[UUID, dict[HeadPost, Head]] = {pk: {} for pk in wanted}
    for pk, legal in Enterprise.objects.filter(pk__in=wanted).values_list("pk", "legal_person"):
        if legal:
            found[pk][HeadPost.PRINCIPAL] = Head(post=HeadPost.PRINCIPAL, name=legal, registered=False)
    rows = EnterprisePost.objects.filter(enterprise__in=wanted, valid_from__lte=on)
    for row in rows.filter(Q(valid_to=None) | Q(valid_to__gt=on)).order_by("valid_from"):
        post = HeadPost(row.post)
        cipher = bytes(row.phone_cipher) if row.phone_cipher else None
        found[row.enterprise_id][post] = Head(
            post=post, name=row.name, phone_masked=row.phone_masked, phone_cipher=cipher
        )
    return found
