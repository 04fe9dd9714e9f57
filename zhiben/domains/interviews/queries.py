"""Which interviews there are."""

from uuid import UUID

from zhiben.domains.interviews.models import Interview


def interviews_of_case(case_id: UUID) -> list[Interview]:
    """Every interview that a case led to, newest first; only what the reader's rows allow."""
    return list(Interview.objects.filter(case_id=case_id).order_by("-id"))
