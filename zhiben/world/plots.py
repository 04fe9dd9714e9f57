"""How many stories of which kind, so that every count of the size comes out exactly."""

from collections.abc import Iterator
from datetime import date, timedelta

from zhiben.world.drawing import Chance
from zhiben.world.registers import Site
from zhiben.world.sizes import Size
from zhiben.world.stories import Plot, wordings


def plots(chance: Chance, size: Size, sites: list[Site], today: date) -> Iterator[Plot]:
    """Visits with notices. Legacy hazards and self-checks are told elsewhere and taken off the counts here."""
    yield from _major(chance, size, sites, today)
    yield from _general(chance, size, sites, today)


def _major(chance: Chance, size: Size, sites: list[Site], today: date) -> Iterator[Plot]:
    """One major item a notice. Overdue ones were found 20 to 300 days ago; two of the legacy ones are overdue too."""
    overdue = size.major_overdue - size.legacy // 3
    for n in range(overdue):
        day = today - timedelta(days=20 + n * 280 // max(1, overdue))
        listing = f"武督办〔{day:%Y}〕{n + 1}号" if n < size.listed else ""
        yield _plot(chance, sites, day, "STOP", "issued", wordings(chance, "MAJOR", 1), listing)
    fresh = size.major // 10
    for n in range(fresh):
        yield _plot(chance, sites, today - timedelta(days=1 + n % 9), "STOP", "issued", wordings(chance, "MAJOR", 1))
    for n in range(fresh // 2):
        yield _plot(chance, sites, today - timedelta(days=4 + n), "STOP", "replied", wordings(chance, "MAJOR", 1))
    for n in range(2):
        yield _plot(chance, sites, today - timedelta(days=12 + n), "STOP", "cleared", wordings(chance, "MAJOR", 1))
    told = overdue + fresh + fresh // 2 + 2 + size.legacy
    for n in range(size.major - told):
        day = chance.day_between(date(2024, 1, 8), today - timedelta(days=45))
        ending, kind = ("resumed", "STOP") if n % 3 else ("closed", "RECTIFY")
        yield _plot(chance, sites, day, kind, ending, wordings(chance, "MAJOR", 1))


GENERAL_OPEN = (("issued", 12, 1, 6), ("issued", 8, 15, 60), ("replied", 8, 3, 7), ("half", 6, 10, 14), ("signing", 3, 0, 1),
                ("draft", 2, 0, 0))  # fmt: skip


def _general(chance: Chance, size: Size, sites: list[Site], today: date) -> Iterator[Plot]:
    """Notices of one to four items. ``GENERAL_OPEN``: ending, how many at 600 hazards, found how many days ago."""
    left = size.hazards - size.major - extra_hazards(size)
    scale = size.hazards / 600
    for ending, count, near, far in GENERAL_OPEN:
        for _ in range(round(count * scale)):
            items = wordings(chance, "GENERAL", min(left, chance.number(2, 3)))
            left -= len(items)
            yield _plot(chance, sites, today - timedelta(days=chance.number(near, far)), "RECTIFY", ending, items)
    while left > 0:
        items = wordings(chance, "GENERAL", min(left, chance.number(1, 4)))
        left -= len(items)
        day = chance.day_between(date(2024, 1, 8), today - timedelta(days=40))
        yield _plot(chance, sites, day, "RECTIFY", "closed", items)


def extra_hazards(size: Size) -> int:
    """General hazards without a notice: self-checks and reports not yet ordered (``told_singly``)."""
    return round(size.hazards * 0.08)


def _plot(
    chance: Chance,
    sites: list[Site],
    day: date,
    kind: str,
    ending: str,
    items: tuple[tuple[str, object], ...],
    listing: str = "",
) -> Plot:
    margin = timedelta(days=40)  # whatever is found is settled before a project ends
    started = [s for s in sites if s.start_on <= day and (s.ended_on is None or day + margin < s.ended_on)]
    return Plot(site=chance.pick(started), day=day, kind=kind, ending=ending, items=items, listing=listing)  # type: ignore[arg-type]
