"""What has run out of time is put before the officers, by set; safe to repeat."""

from datetime import datetime
from typing import Final

from django.db import connection, transaction

from zhiben.domains.hazards.models import Serving
from zhiben.domains.hazards.services.serving import CHASE
from zhiben.kernel.access.terms import Role
from zhiben.kernel.workflow.models import Todo

UNSIGNED: Final = """
insert into {todos} (flow, case_id, action, label, title, where_name, holder_kind, holder_id, roles, due_at, opened_at,
                     opened_by)
select 'hazard.serving', s.id, %(action)s, %(label)s, s.title, s.where_name, 'agency', s.agency_id, %(roles)s, s.due_at,
       %(at)s, '系统'
  from {servings} s
 where s.closed_at is null and s.due_at <= %(at)s and not s.silent
on conflict do nothing
"""


@transaction.atomic  # outside a transaction row-level security shows no serving
def ask_for_signatures(*, at: datetime) -> int:
    """送知 past its clock without a signature: a to-do for the officers. Returns how many are new. Overdue is no state."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute(
            UNSIGNED.format(todos=quote(Todo._meta.db_table), servings=quote(Serving._meta.db_table)),
            {"action": CHASE, "label": "催签收或改为纸质送达", "roles": [Role.INSPECTOR, Role.ENFORCER], "at": at},
        )
        opened: int = cursor.rowcount
    return opened
