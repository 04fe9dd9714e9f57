"""Who works on the sites of one office: real-name lists, those who report, and the certificates of both."""

from functools import cache
from random import Random
from typing import Final

from zhiben.kernel.base.clock import start_of_day
from zhiben.registry.projects.models import Informant, SiteWorker
from zhiben.world.bulk.certificates import Drawer, Holder, Paper
from zhiben.world.bulk.days import DAY, day_at, uid
from zhiben.world.bulk.enterprises import Firm
from zhiben.world.bulk.hands import KNOWN
from zhiben.world.bulk.machines import Yard
from zhiben.world.bulk.net import Net, NetTask
from zhiben.world.bulk.people import person
from zhiben.world.bulk.projects import POSTS, Plot
from zhiben.world.bulk.sheets import Pile, Story, Template, blank
from zhiben.world.papers import CLASSES
from zhiben.world.workers import REPORTED, SPECIAL, TEAMS

MOST_OF_A_SITE: Final = 12  # certificates of posts and of informants
MOST_OF_A_MACHINE: Final = 8


class Crews:
    """The sites of one office."""

    def __init__(self, net: Net, task: NetTask) -> None:
        self.net, self.task, self.pile = net, task, Pile()
        self.chance = Random(f"{net.seed}/crews/{task.key}")  # noqa: S311
        self.drawer, self.number = Drawer(net, self.pile, self.chance), task.first
        self._held: set[tuple[int, str]] = set()

    def tell(self) -> Pile:
        yard = Yard(self.net, self.task, self.pile, self.drawer)
        self.number = yard.tell()
        for plot in self.task.plots:
            if plot.running:
                self._posts(plot)
                self._workers(plot)
        for number, plot in enumerate(p for p in self.task.plots if p.running):
            self._informant(plot, number)
        return self.pile

    def _posts(self, plot: Plot) -> None:
        """A certificate for every post that needs one; managers are registered constructors too."""
        for (post, sender), serial in zip(POSTS, plot.crew, strict=True):
            code = CLASSES.get(post)
            if not code or (serial, code) in self._held:
                continue
            self._held.add((serial, code))
            firm = self.net.names.get(plot.blanks[f"e_{sender}"]) or self.net.employer(serial)
            self._paper(serial, firm, "safety_manager", code)
            if code == "B":
                self._paper(serial, firm, "constructor", "")

    def _paper(self, serial: int, firm: Firm, kind: str, code: str) -> None:
        pk, name, _ = person(self.net.seed, serial)
        holder = Holder(name, {"person": pk}, firm.home, firm.name, firm.id)
        number = self.net.numbers(kind, firm.home, code, self.number)
        self.drawer.write_plain(self.number, Paper(kind, code, number, holder, self.net.above(firm.home)))
        self.number += 1

    def _workers(self, plot: Plot) -> None:
        chance, net, place = self.chance, self.net, 0
        for firm, serials in plot.crews.items():
            for serial in serials:
                team, trade = TEAMS[place % len(TEAMS)]
                since = plot.start + int(chance.random() * (net.today - plot.start))
                pk, _, _ = person(net.seed, serial)
                self.pile.fill(_worker(team, trade), {
                    "id": uid(chance, since * DAY + 540), "project": plot.id, "person": pk, "enterprise": firm,
                    "leader": "t" if place < len(TEAMS) else "f", "since": net.days.words[since],
                    "contract": f"示合同{day_at(since):%Y%m%d}{place:02d}",
                })  # fmt: skip
                if trade in SPECIAL:
                    self._paper(serial, net.employer(serial), "special_worker", SPECIAL[trade][0])
                place += 1

    def _informant(self, plot: Plot, number: int) -> None:
        """Whoever manages the site's safety; every eighth has not reported for too long."""
        late = REPORTED + 5 if number % 8 == 7 else number % REPORTED
        reported, blanks = start_of_day(day_at(self.net.today - late)), plot.blanks
        self.pile.add(Informant, {
            "id": uid(self.chance, plot.start * DAY), "subject": "project", "project": plot.id, "subject_name": plot.name,
            "person": person(self.net.seed, plot.crew[2])[0], "duty": "专职安全员", "province": blanks["province"],
            "city": blanks["city"], "county": blanks["county"], "valid_from": day_at(plot.start),
            "reported_at": reported, "due_at": start_of_day(day_at(self.net.today - late + REPORTED)),
            "updated_at": reported,
        })  # fmt: skip


@cache
def _worker(team: str, trade: str) -> Template:
    code, special = SPECIAL.get(trade, ("", ""))
    told = Story()
    told.add(
        SiteWorker, id=blank("id"), project=blank("project"), person=blank("person"), enterprise=blank("enterprise"),
        team=team, is_leader=blank("leader"), trade=trade, special=bool(special), special_code=code,
        special_trade=special, contract_no=blank("contract"), taught_on=blank("since"), taught_hours=24,
        taught_score="合格", examined_on=blank("since"), valid_from=blank("since"),
    )  # fmt: skip
    return told.template()


def most_papers(task: NetTask) -> int:
    """How many numbers of certificates one office may need."""
    people = sum(len(s) for p in task.plots for s in p.crews.values())
    return len(task.plots) * MOST_OF_A_SITE + len(task.machines) * MOST_OF_A_MACHINE + people


def tell_site_net(task: NetTask) -> dict[str, bytes]:
    """In a process of its own."""
    return Crews(KNOWN["net"], task).tell().packed()
