"""The office itself: who was reminded and urged, who read it, who stands in for whom, who got which to-do."""

from datetime import datetime, time, timedelta
from typing import Final

from django.db import connection
from django.db.models import F

from zhiben.domains.hazards.services.sweeping import ask_for_signatures
from zhiben.kernel.access.delegation import lend_grant
from zhiben.kernel.access.models import User
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.clock import CHINA, day_of, start_of_day
from zhiben.kernel.notifications.models import Notification
from zhiben.kernel.workflow.assigning import assign_todos
from zhiben.kernel.workflow.models import Todo
from zhiben.kernel.workflow.reminders import remind
from zhiben.world.chronicle import Cast
from zhiben.world.stories import Teller

URGED_AT: Final = (0, 1, 3, 7)
UNREAD: Final = timedelta(days=2)
ASSIGNED: Final = 4
# The to-dos of told cases were opened when the case came into its state, not when the world was made.
OPENED: Final = """
update workflow_todo t set opened_at = m.at, opened_by = m.actor_name
  from (select distinct on (case_id) case_id, at, actor_name from workflow_casemove where source <> target
         order by case_id, seq desc) m
 where m.case_id = t.case_id and t.opened_at = %(at)s
"""


def tell_office(teller: Teller, cast: Cast) -> None:
    at = teller.at
    with connection.cursor() as cursor:
        cursor.execute(OPENED, {"at": at})
    _remind(at)
    read_old_news(at)
    _assign(cast, at)
    _stand_in(cast, at)


def _remind(at: datetime) -> None:
    """As the sweep would have, on each day on which something ran out, was urged, or came near."""
    ask_for_signatures(at=at)
    due = Todo.objects.open().values_list("due_at", flat=True).distinct()
    days = {day_of(moment) + timedelta(days=n) for moment in due if moment for n in URGED_AT}
    for day in sorted(days):
        moment = datetime.combine(day + timedelta(days=1), time(9, 5), CHINA)
        if moment < at:
            remind(at=moment)
    remind(at=at)


def read_old_news(at: datetime) -> None:
    """Everybody reads within the day, but for what came since the day before yesterday."""
    rows = Notification.objects.filter(created_at__lt=at - UNREAD, read_at=None)
    # By what they say: what was made in one moment has ids by chance.
    keys = list(rows.order_by("created_at", "topic", "title", "user_id").values_list("pk", flat=True))
    for n in range(7):
        slot = rows.filter(pk__in=keys[n::7])
        slot.update(read_at=F("created_at") + timedelta(minutes=25 + 67 * n))


def _assign(cast: Cast, at: datetime) -> None:
    """The leader gave the most urgent work to one inspector, and what is being traced to the enforcer."""
    rows = Todo.objects.open().held_at(cast.leader).filter(assigned_to=None).order_by("due_at", "title", "action", "id")
    urgent = rows.filter(roles__contains=[Role.INSPECTOR]).values_list("pk", flat=True)[:ASSIGNED]
    assign_todos(actor=cast.leader, todo_ids=list(urgent), user_id=cast.inspector.user_id, at=at)
    traced = rows.filter(flow="trace", action="conclude").values_list("pk", flat=True)
    assign_todos(actor=cast.leader, todo_ids=list(traced), user_id=cast.enforcer.user_id, at=at)


def _stand_in(cast: Cast, at: datetime) -> None:
    deputy = User.objects.get(username="jiandu2")
    lend_grant(
        actor=cast.leader, to_user=deputy.pk, valid_from=at, valid_to=start_of_day(day_of(at) + timedelta(days=5)),
        reason="外出培训期间，文书签批由其代理", at=at,
    )  # fmt: skip
