"""The one net of a large world, piece by piece: machines, crews and certificates, in the order that fixes their numbers."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, Final

from django.db import connection

from zhiben.domains.certificates.models import Certificate
from zhiben.domains.certificates.terms import CertificateState
from zhiben.domains.standing.models import Bar
from zhiben.registry.people.models import StatedCertificate
from zhiben.world.bulk.agencies import Offices
from zhiben.world.bulk.crews import most_papers, tell_site_net
from zhiben.world.bulk.enterprises import Firms
from zhiben.world.bulk.hands import Map
from zhiben.world.bulk.holders import LICENSED, Batch, tell_decided, tell_holders, tell_licences, tell_officers
from zhiben.world.bulk.loading import Loader
from zhiben.world.bulk.net import Net, NetTask
from zhiben.world.bulk.people import person
from zhiben.world.bulk.plants import Plants, bars, stated
from zhiben.world.bulk.projects import Plots
from zhiben.world.bulk.sheets import Pile
from zhiben.world.bulk.ways import WAYS, codes_before

MACHINES: Final = 75  # of a hundred sites
DECIDED: Final = 250  # of so many certificates one
CHUNK: Final = 50 * len(WAYS)
OLDEST: Final = 150  # days a site has run before a machine stands on it
CODES: Final = "pg_get_serial_sequence('certificates_proof', 'ordinal')"
HELD: Final = "certificates.Certificate"


class Wide:
    def __init__(self, net: Net, offices: Offices, firms: Firms, plots: Sequence[Plots], plants: Plants) -> None:
        self.net, self.offices, self.firms, self.plots, self.plants = net, offices, firms, plots, plants
        self.number = 0

    def tell(self, work: Map, count: int, loader: Loader) -> None:
        """``count``: certificates of the whole world, as long as there are people enough for them."""
        for texts in work(tell_site_net, self._tasks()):
            loader.texts(texts)
        for pile in self._others():
            loader.texts(pile.packed())
        decided = min(count // DECIDED, 1 + count - loader.counts[HELD])
        rest = self.plants.staff.left()
        some = list(islice(rest, max(0, decided)))
        for texts in work(tell_holders, self._batches(rest, count - loader.counts[HELD] - len(some))):
            loader.texts(texts)
        codes = codes_before(self.number)
        loader.texts(tell_decided(self.net, some, self.number, codes).packed())
        self._close(codes + 2 * len(some))
        self._contradict(loader)

    def _tasks(self) -> Iterator[NetTask]:
        machine, staff, lessors = 0, self.plants.staff, self.firms.by_kind["lessor"]
        subcontractors = self.firms.by_kind["subcontractor"]
        for place, plots in enumerate(self.plots):
            count = len(plots.all) * MACHINES // 100
            long_running = [p for p in plots.all if p.running and p.start < self.net.today - OLDEST]
            twin = len(long_running) > 1 and count > 1
            self.plants.hits["machine-two-sites"] += twin
            crew = [staff.one_of(subcontractors[(place + n) % len(subcontractors)].id) for n in range(3 * count)]
            task = NetTask(
                plots.office.key, plots.office.division.code, plots.all, lessors, crew, range(machine, machine + count),
                twin, self.number,
            )  # fmt: skip
            machine += count
            self.number += -(-most_papers(task) // len(WAYS)) * len(WAYS)
            yield task

    def _others(self) -> Iterator[Pile]:
        licensed = [firm for kind in LICENSED for firm in self.firms.by_kind[kind]]
        yield tell_licences(self.net, licensed, self.number)
        pile, self.number = tell_officers(self.net, self.offices.all, self.number + len(licensed))
        yield pile
        self.number = -(-self.number // len(WAYS)) * len(WAYS)

    def _batches(self, people: Iterator[int], wanted: int) -> Iterator[Batch]:
        """Whole hundreds from the beginning, so that what is exchanged stays together."""
        while wanted > 0 and (some := list(islice(people, min(wanted, CHUNK)))):
            yield Batch(self.number, some)
            self.number += len(some)
            wanted -= len(some)

    def _close(self, codes: int) -> None:
        """The next code signed here comes after all of these."""
        with connection.cursor() as cursor:
            cursor.execute(f"select setval({CODES}, %s)", [self.net.first_code + codes])

    def _contradict(self, loader: Loader) -> None:
        """Bars, and what ledgers say of people."""
        top = next(iter(self.net.issuers.values()))
        loader.rows({Bar: bars(self.firms, top, self.net.now, self.net.seed)})
        count = 2 * self.plants.hits["phone-shared"]
        good = Certificate.objects.filter(kind="special_worker", state=CertificateState.VALID, doubtful=False)
        rows: Any = good.exclude(person=None).order_by("id").values_list("number", "person_id", "class_code")
        shown = list(rows[:count])
        others = [person(self.net.seed, self.plants.staff.anyone())[0] for _ in shown]
        loader.rows({StatedCertificate: stated(shown, others, self.net.now, self.net.seed)})
        self.plants.hits["certificate-two-people"] += (len(shown) + 1) // 2


def next_code() -> int:
    """The number of the first code that is to be signed."""
    with connection.cursor() as cursor:
        cursor.execute(f"select {CODES}")
        (name,) = cursor.fetchone()
        cursor.execute(f"select last_value + is_called::int from {name}")  # noqa: S608
        return int(cursor.fetchone()[0])
