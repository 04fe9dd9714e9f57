"""Who reads and who decides, where role and reach alone cannot say."""

from typing import Final
from uuid import UUID

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.terms import REGULATORS, Role
from zhiben.kernel.records.models import Correction

KEEPERS: Final = frozenset(REGULATORS)
READERS: Final = KEEPERS | {
    Role.ENTERPRISE_ADMIN, Role.PRINCIPAL, Role.SITE_MANAGER, Role.SAFETY_OFFICER, Role.CONSULTANT, Role.OWNER,
}  # fmt: skip


def may_see_correction(actor: Actor, correction_id: UUID) -> bool:
    return Correction.objects.visible_to(actor).filter(pk=correction_id).exists()
