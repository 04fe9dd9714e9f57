"""Certificates of firms, officers and everybody else; decisions about some, numbered in the order of their days."""

from collections import Counter
from collections.abc import Iterable, Sequence
from random import Random
from typing import Any, Final, NamedTuple

from zhiben.kernel.numbering.models import NumberSeries
from zhiben.world.bulk.agencies import Office
from zhiben.world.bulk.certificates import Drawer, Holder, Paper, Term
from zhiben.world.bulk.days import uid
from zhiben.world.bulk.enterprises import Firm
from zhiben.world.bulk.hands import KNOWN
from zhiben.world.bulk.net import Net
from zhiben.world.bulk.people import person
from zhiben.world.bulk.sheets import Pile
from zhiben.world.bulk.ways import codes_of, way_of

LICENSED: Final = ("contractor", "subcontractor", "labour")
# What those without a post hold: class of the one or the other kind.
MANAGERS: Final = ("A", "B", "C1", "C2", "C3", "C2")
TRADES: Final = ("01", "02", "03", "04", "05", "06", "08", "11", "L1", "01", "02", "04", "L4", "L5")
PART: Final = 4  # every fourth is a manager
SHORT: Final = "证照决"
SERIES: Final = "certificate.DECISION"
MIXTURE: Final = ("suspended", "returned", "cancelled", "revoked", "cancelled", "returned")


class Batch(NamedTuple):
    """People by their numbers, and the number of the first one's certificate."""

    first: int
    people: list[int]


def tell_holders(batch: Batch) -> dict[str, bytes]:
    """In a process of its own: one certificate each."""
    net: Net = KNOWN["net"]
    pile, chance = Pile(), Random(f"{net.seed}/holders/{batch.first}")  # noqa: S311
    drawer = Drawer(net, pile, chance)
    last = batch.first + len(batch.people) - 1
    for number, serial in enumerate(batch.people, batch.first):
        if number == last and way_of(number) == "old":  # what it was exchanged for has no place any more
            drawer.write_plain(number, paper_of(net, number, serial))
        else:
            drawer.write(number, paper_of(net, number, serial))
    return pile.packed()


def paper_of(net: Net, number: int, serial: int) -> Paper:
    firm, (pk, name, _) = net.employer(serial), person(net.seed, serial)
    turn, rest = divmod(number, PART)
    kind, classes = ("special_worker", TRADES) if rest else ("safety_manager", MANAGERS)
    code = classes[(turn * 3 + rest) % len(classes)]
    holder = Holder(name, {"person": pk}, firm.home, firm.name, firm.id)
    return Paper(kind, code, net.numbers(kind, firm.home, code, number), holder, net.above(firm.home))


def tell_licences(net: Net, firms: Sequence[Firm], first: int) -> Pile:
    pile = Pile()
    drawer = Drawer(net, pile, Random(f"{net.seed}/licences"))  # noqa: S311
    for number, firm in enumerate(firms, first):
        holder = Holder(firm.name, {"enterprise": firm.id}, firm.home)
        given = net.numbers("enterprise_license", firm.home, "", number)
        drawer.write_plain(number, Paper("enterprise_license", "", given, holder, net.above(firm.home)))
    return pile


def tell_officers(net: Net, offices: Iterable[Office], first: int) -> tuple[Pile, int]:
    """监督人员考核合格证, without an end. Returns also the first number that is free."""
    pile = Pile()
    drawer, number = Drawer(net, pile, Random(f"{net.seed}/officers")), first  # noqa: S311
    for office in offices:
        home = office.division.code
        for officer in office.officers:
            holder = Holder(officer.name, {"officer": officer.id}, home, office.name)
            paper = Paper(
                "supervisor_staff", "", net.numbers("supervisor_staff", home, "", number), holder, net.above(home)
            )
            drawer.write_plain(number, paper, Term(number % 900 + 60, None, net.today - 1))
            number += 1
    return pile, number


def tell_decided(net: Net, people: Sequence[int], first: int, codes: int) -> Pile:
    """Suspended, given back, revoked, cancelled by numbered decisions. ``codes``: how many were signed before."""
    pile, chance = Pile(), Random(f"{net.seed}/decided")  # noqa: S311
    drawer, told = Drawer(net, pile, chance), []
    for place, serial in enumerate(people):
        way, paper = MIXTURE[place % len(MIXTURE)], paper_of(net, first + place, serial)
        blanks = drawer.blanks(paper, way, drawer.term(paper.kind, way))
        blanks |= {f"decision{nth}": uid(chance, net.now - 90) for nth in ("", "3")}
        told.append((way, paper, blanks))
    _number(net, pile, [(way, blanks) for way, _, blanks in told])
    for way, paper, blanks in told:
        drawer.finish(codes, paper, way, blanks)
        codes += codes_of(way)
    return pile


def _number(net: Net, pile: Pile, told: Iterable[tuple[str, dict[str, str]]]) -> None:
    """Numbers of one authority and year rise with the moments of signing."""
    wanted = [(blanks["at2"], "", blanks) for _, blanks in told]
    wanted += [(blanks["at3"], "3", blanks) for way, blanks in told if way == "returned"]
    last: Counter[tuple[str, str]] = Counter()
    prefixes = {one.id: one.prefix for one in net.issuers.values()}
    for at, nth, blanks in sorted(wanted, key=lambda w: (w[0], w[1], w[2]["id"])):
        key = blanks["agency_id"], at[:4]
        last[key] += 1
        blanks |= {
            f"year{nth}": key[1], f"seq{nth}": str(last[key]),
            f"no{nth}": f"{prefixes[key[0]]}{SHORT}〔{key[1]}〕{last[key]}号",
        }  # fmt: skip
    for (owner, year), number in last.items():
        row: dict[str, Any] = {"series": SERIES, "owner_id": owner, "year": int(year), "last": number}
        pile.add(NumberSeries, row)
