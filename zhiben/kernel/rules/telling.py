"""One notice to each agency concerned, however much a run has found."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import connection

from zhiben.kernel.access.terms import ReachKind, Role
from zhiben.kernel.notifications.services import notify
from zhiben.kernel.rules.declarations import Rule

TOLD: Final = (Role.INSPECTOR, Role.CLERK, Role.LEADER)
CONCERNED: Final = """
select a.agency_id, count(*), min(r.subject_name) from rules_findingmove m join rules_finding r on r.id = m.finding_id
cross join lateral (select distinct u from unnest(r.agencies) u) a(agency_id)
where m.run_id = %s and m.verb in ('raised', 'reopened') group by a.agency_id order by a.agency_id"""


def tell_of_raised(asked: Rule, run_id: UUID, at: datetime) -> None:
    """Inspectors, clerks and leaders of each agency concerned hear of what is new or open again."""
    with connection.cursor() as cursor:
        cursor.execute(CONCERNED, [run_id])
        concerned = cursor.fetchall()
    for agency_id, count, name in concerned:
        more = f"等 {count} 条" if count > 1 else ""
        notify(
            topic="rules.raised", title=f"核查发现：{asked.label}　{name}{more}", body=asked.meaning, at=at,
            link=f"/findings/?rule={asked.code}&state=open", holder=(ReachKind.AGENCY, agency_id, TOLD),
        )  # fmt: skip
