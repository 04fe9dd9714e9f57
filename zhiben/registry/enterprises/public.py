"""The front door of enterprises for other packages."""

from collections.abc import Iterable
from uuid import UUID

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.errors import NotVisible
from zhiben.kernel.base.text import clean_code, name_key
from zhiben.registry.enterprises.bulk import all_names, ensure_named, ids_by_name
from zhiben.registry.enterprises.codes import org_code_doubts, uscc_check_digit, uscc_doubts
from zhiben.registry.enterprises.models import Enterprise, EnterpriseQuerySet
from zhiben.registry.enterprises.queries import Head, heads_of
from zhiben.registry.enterprises.services import ensure_enterprise, name_head, register_enterprise, update_enterprise

__all__ = [
    "Head", "all_names", "clean_code", "ensure_enterprise", "ensure_named", "enterprise_for", "enterprises",
    "enterprises_named", "find_by_uscc", "heads_of", "ids_by_name", "name_head", "name_key", "names_of", "org_code_doubts",
    "register_enterprise", "update_enterprise", "uscc_check_digit", "uscc_doubts",
]  # fmt: skip


def enterprise_for(actor: Actor, enterprise_id: UUID) -> Enterprise:
    """Raises NotVisible."""
    found = enterprises(actor).filter(pk=enterprise_id).first()
    if found is None:
        raise NotVisible("没有这家企业，或者不在您的权限范围内")
    return found


def enterprises(actor: Actor) -> EnterpriseQuerySet:
    return Enterprise.objects.visible_to(actor)


def find_by_uscc(uscc: str) -> Enterprise | None:
    code = clean_code(uscc)
    return Enterprise.objects.filter(uscc=code).first() if code else None


def enterprises_named(name: str) -> list[Enterprise]:
    """All that bear this name, in any spelling of width, brackets and spaces."""
    return list(Enterprise.objects.filter(name_key=name_key(name)).order_by("id"))


def names_of(ids: Iterable[UUID]) -> dict[UUID, str]:
    return dict(Enterprise.objects.filter(pk__in=list(ids)).values_list("pk", "name"))
