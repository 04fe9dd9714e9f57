"""Who does the daily work of the registers in the demo region, and the moments of office hours when they did it."""

from datetime import datetime, time, timedelta
from typing import Final

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.models import Grant
from zhiben.kernel.base.clock import CHINA, day_of

PEOPLE: Final = ("lingdao", "jiandu", "zhifa", "neiqin", "fazheng", "shengfazheng", "shijiandu", "qiye")


class Desks:
    """The accounts by their names; ``on(days)`` is a moment so many days before the world was made."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        grants = Grant.objects.filter(user__username__in=PEOPLE).select_related("user")
        self._actors = {grant.user.username: grant.actor() for grant in grants}

    def __getitem__(self, name: str) -> Actor:
        return self._actors[name]

    def on(self, days: int, hour: int = 10, minute: int = 0) -> datetime:
        """Never later than the world itself."""
        day = day_of(self.at) - timedelta(days=days)
        return min(datetime.combine(day, time(hour, minute), CHINA), self.at)
