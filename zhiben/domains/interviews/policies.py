"""Permission questions that a role and a reach cannot answer."""

from typing import Final
from uuid import UUID

from zhiben.domains.interviews.models import Commitment, Interview
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.terms import ReachKind, Role

OFFICERS: Final = frozenset({Role.INSPECTOR, Role.ENFORCER})
LEADERS: Final = frozenset({Role.LEADER})
REGULATORS: Final = OFFICERS | {Role.CLERK, Role.LEADER}
SUBJECTS: Final = frozenset({Role.PRINCIPAL, Role.ENTERPRISE_ADMIN})
READERS: Final = REGULATORS | SUBJECTS


def is_subject(actor: Actor, interview: Interview) -> bool:
    """Whether this actor speaks for the one who is talked to: its head, or the leader of the subordinate agency."""
    if actor.reach == ReachKind.ENTERPRISE:
        return actor.role in SUBJECTS and actor.reach_id == interview.enterprise_id
    return actor.role == Role.LEADER and actor.reach_id == interview.subject_agency_id


def may_see_interview(actor: Actor, interview_id: UUID) -> bool:
    return Interview.objects.visible_to(actor).filter(pk=interview_id).exists()


def may_see_commitment(actor: Actor, commitment_id: UUID) -> bool:
    return Commitment.objects.visible_to(actor).filter(pk=commitment_id).exists()
