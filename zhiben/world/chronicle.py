"""What the real verbs do, moment by moment in the past, with everybody who listens hearing of it at once."""

import heapq
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import count
from typing import Any, Final
from uuid import UUID

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.models import Grant
from zhiben.kernel.access.terms import ReachKind, Role
from zhiben.kernel.events.models import Cursor, OutboxEvent
from zhiben.kernel.events.registry import listeners
from zhiben.kernel.workflow.models import CaseMove
from zhiben.registry.enterprises.terms import HeadPost
from zhiben.world.registers import Registers, Site
from zhiben.world.stories import Teller

Act = Callable[[datetime], object]
OFFICE: Final = ("lingdao", "jiandu", "zhifa", "neiqin", "shijiandu")


@contextmanager
def entered_at_once() -> Iterator[None]:
    """History rows say that they were entered when it happened: in the story nobody enters anything years later."""
    field: Any = CaseMove._meta.get_field("recorded_at")
    field.pre_save = lambda move, add: move.at
    try:
        yield
    finally:
        del field.pre_save


class Cast:
    """Who acts: the officers under their own grants, people of sites and enterprises without an account."""

    def __init__(self, registers: Registers) -> None:
        self._heads = registers.heads
        grants = Grant.objects.filter(user__username__in=OFFICE).select_related("user")
        by_name = {grant.user.username: grant.actor() for grant in grants}
        self.leader, self.inspector = by_name["lingdao"], by_name["jiandu"]
        self.enforcer, self.clerk = by_name["zhifa"], by_name["neiqin"]
        self.city = by_name["shijiandu"]

    def site(self, site: Site) -> Actor:
        return Actor(name=site.manager, role=Role.SITE_MANAGER, reach=ReachKind.PROJECT, reach_id=site.id,
                     reach_name=site.name)  # fmt: skip

    def head(self, site: Site) -> Actor:
        enterprise, name = site.parties["contractor"]
        person = self._heads[enterprise][HeadPost.PRINCIPAL].name
        return Actor(name=person, role=Role.PRINCIPAL, reach=ReachKind.ENTERPRISE, reach_id=enterprise, reach_name=name)


class Chronicle:
    """Acts in the order of their moments. What an act puts in for later takes its turn; the future never comes."""

    def __init__(self, teller: Teller) -> None:
        self.teller, self.cast, self.chance = teller, Cast(teller.registers), teller.chance
        self.sites = {site.id: site for site in teller.registers.sites}
        self._turns: list[tuple[datetime, int, Act]] = []
        self._serial, self._heard = count(), 0

    def on(self, at: datetime, act: Act) -> None:
        if at <= self.teller.at:
            heapq.heappush(self._turns, (at, next(self._serial), act))

    def later(self, at: datetime, days: int, act: Act) -> None:
        """In office hours so many days later."""
        self.on(self.teller.after(at, days), act)

    def run(self) -> None:
        with entered_at_once():
            while self._turns:
                at, _, act = heapq.heappop(self._turns)
                act(at)
                self._echo()
        self._settle()

    def site_of(self, project_id: UUID) -> Site:
        return self.sites[project_id]

    def _echo(self) -> None:
        """Listeners hear of what has just happened, and of what comes of that, as if they had listened then."""
        while events := list(OutboxEvent.objects.filter(pk__gt=self._heard).order_by("pk")):
            for event in events:
                for handlers in listeners().values():
                    if handler := handlers.get(event.name):
                        handler(event.payload, event.at)
            self._heard = events[-1].pk

    def _settle(self) -> None:
        """The readers begin after what has been heard."""
        last: Any = OutboxEvent.objects.order_by("pk").last()
        if last is not None:
            where = {"last_xid": last.xid, "last_id": last.pk}
            for listener in listeners():
                Cursor.objects.update_or_create(listener=listener, defaults=where)
