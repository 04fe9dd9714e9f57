"""Permission questions that a role and a reach cannot answer."""

from typing import Final
from uuid import UUID

from zhiben.domains.listings.models import Listing, ProgressReport
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.terms import ReachKind, Role
from zhiben.kernel.workflow.models import CaseParty

OFFICERS: Final = frozenset({Role.INSPECTOR, Role.ENFORCER})
LEADERS: Final = frozenset({Role.LEADER})
DRAFTERS: Final = OFFICERS | {Role.CLERK, Role.LEADER}
REGULATORS: Final = DRAFTERS
# Who answers for the contractor: hands in the plan, the progress and the report.
GOVERNORS: Final = frozenset({Role.ENTERPRISE_ADMIN, Role.PRINCIPAL, Role.SITE_MANAGER})
WATCHERS: Final = frozenset({Role.SAFETY_OFFICER, Role.CONSULTANT, Role.OWNER})
READERS: Final = REGULATORS | GOVERNORS | WATCHERS


def answers_for(actor: Actor, case_id: UUID) -> bool:
    """The project's own people, and the contractor's. 建设单位 and 监理 are party to the case as well, and only watch."""
    if actor.reach == ReachKind.PROJECT:
        return True
    wanted = {"case_id": case_id, "party": actor.party_key, "role": "contractor"}
    return actor.reach == ReachKind.ENTERPRISE and CaseParty.objects.filter(**wanted).exists()


def may_see_listing(actor: Actor, listing_id: UUID) -> bool:
    """Whoever sees the listing sees its files."""
    return Listing.objects.visible_to(actor).filter(pk=listing_id).exists()


def may_see_progress(actor: Actor, progress_id: UUID) -> bool:
    return ProgressReport.objects.visible_to(actor).filter(pk=progress_id).exists()
