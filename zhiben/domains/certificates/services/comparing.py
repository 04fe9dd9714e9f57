"""B证 against 注册建造师: the same person's two papers must name the same firm. What does not fit is marked, and told."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Q

from zhiben.domains.certificates.indicators.holding import MISMATCH as CODE
from zhiben.domains.certificates.models import Certificate
from zhiben.domains.certificates.services.telling import HEADS
from zhiben.domains.certificates.terms import CertificateKind
from zhiben.kernel.marks.models import Mark
from zhiben.kernel.marks.services import Synced, sync_marks
from zhiben.kernel.notifications.services import notify

LABEL: Final = "与注册建造师不匹配"
MISMATCHED: Final = """
select 'certificate' as subject_kind, b.id as subject_id, '' as place, '/certificates/' || b.id || '/' as link,
       '考核合格证（B证）的受聘企业是“' || b.employer_name || '”，注册建造师注册企业是“' || r.employer_name || '”' as reason
  from certificates_certificate b
  join certificates_certificate r on r.person_id = b.person_id and r.kind = 'constructor' and r.state = 'valid'
 where b.kind = 'safety_manager' and b.class_code = 'B' and b.closed_at is null
   and (b.valid_to is null or b.valid_to >= %(day)s) and (r.valid_to is null or r.valid_to >= %(day)s)
   and r.employer_id is distinct from b.employer_id and r.employer_name <> b.employer_name {only}
"""
ONLY: Final = "and b.person_id = any(%(people)s)"


def mark_mismatches(*, at: datetime, people: list[UUID] | None = None) -> Synced:
    """Set and clear the marks: of all, or of some people after a change. Firms learn of new ones once.

    Run as the system, which sees every row.
    """
    day = at.date()
    subjects = None
    if people is not None:
        rows = Certificate.objects.filter(person__in=people, kind=CertificateKind.SAFETY_MANAGER)
        subjects = list(rows.values_list("pk", flat=True))
    synced = sync_marks(
        code=CODE, label=LABEL, wanted=MISMATCHED.format(only="" if people is None else ONLY), at=at, subjects=subjects,
        params={"day": day, "people": people or []},
    )  # fmt: skip
    if synced.raised:
        _tell(at)
    return synced


def _tell(at: datetime) -> None:
    fresh = Mark.objects.open().filter(code=CODE, since=at).values("subject_id")
    cases = Certificate.objects.filter(Q(pk__in=fresh), employer__isnull=False)
    for case in cases.order_by("pk"):
        if case.employer_id is None:
            continue
        notify(
            topic="certificates.mismatch", title=f"{case.holder_name} 的考核合格证（B证）{LABEL}，已标注异常"[:200],
            body="请核对注册建造师的注册企业和考核合格证的受聘企业，办理变更。", at=at, case_kind="certificate",
            holder=("enterprise", case.employer_id, HEADS), link=f"/certificates/{case.pk}/", case_id=case.pk, key=f"{CODE}:{case.pk}",
        )  # fmt: skip
