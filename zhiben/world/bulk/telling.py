"""Telling the cases of one office: when everything happened, how far each has come by now, and the rows of all."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from itertools import accumulate
from random import Random
from typing import Final

from zhiben.world.bulk.days import DAY, number_of, office, uid, weights
from zhiben.world.bulk.majors import MajorTale
from zhiben.world.bulk.notices import notice_story
from zhiben.world.bulk.numbers import Numbers
from zhiben.world.bulk.orders import tell_order
from zhiben.world.bulk.papers import new_paper, wants_paper, write_paper
from zhiben.world.bulk.projects import Plot
from zhiben.world.bulk.sheets import NULL, Pile, Template
from zhiben.world.bulk.singles import legacy_story, single_story
from zhiben.world.bulk.task import EDITION, Shared, Task

LIVE: Final = number_of(date(2024, 1, 2))  # the platform begins to work; what came before is taken over from ledgers
LEDGER: Final = (number_of(date(2022, 1, 4)), number_of(date(2023, 11, 30)))
# Parts of all hazards.
LEGACY, SELF, TIPS, SELF_MAJOR, MAJOR = 0.10, 0.20, 0.04, 0.012, 0.068
STUCK, STUCK_MAJOR = 0.28, 0.06  # of notices: overdue for so long that the ladder presses
MOST_PRESSED: Final = 13  # days: then a major hazard has come to the next rung
TRIES: Final = 60


@dataclass
class Case:
    """One story to be filled in: what it is called, when it was found, and which templates it takes."""

    found: int
    plot: Plot
    blanks: dict[str, str]
    items: int
    templates: list[Template] = field(default_factory=list)
    paper: Callable[[], Template] | None = None
    weeks: list[tuple[Template, dict[str, str]]] = field(default_factory=list)


class Teller:
    def __init__(self, task: Task, shared: Shared) -> None:
        self.task, self.shared, self.days, self.now = task, shared, shared.days, shared.now
        self.chance = Random(f"{shared.seed}/cases/{task.key}")  # noqa: S311
        self.numbers, self.cases = Numbers(task), list[Case]()
        self._calendars: dict[tuple[int, int, bool], tuple[list[int], list[float]]] = {}

    def tell(self) -> Pile:
        """Everything this office has had."""
        count, chance = self.task.hazards, self.chance
        left = count - round(count * LEGACY) - round(count * SELF) - round(count * TIPS) - round(count * SELF_MAJOR)
        for _ in range(round(count * MAJOR)):
            left -= self._visit(["MAJOR", *["GENERAL"] * min(chance.choice((0, 0, 1, 2)), max(0, left - 1))])
        while left > 0:
            left -= self._visit(["GENERAL"] * min(left, chance.choice((1, 2, 2, 3, 3, 4))))
        for source, level, share in (
            ("SELF_CHECK", "GENERAL", SELF), ("TIP_OFF", "GENERAL", TIPS), ("SELF_CHECK", "MAJOR", SELF_MAJOR),
        ):  # fmt: skip
            for _ in range(round(count * share)):
                self._single(source, level)
        for _ in range(round(count * LEGACY)):
            self._legacy("MAJOR" if chance.random() < 0.2 else "GENERAL")
        return self._fill()

    def _fill(self) -> Pile:
        pile = Pile()
        self.numbers.give(pile)
        counts: dict[tuple[str, int], int] = defaultdict(int)
        for case in sorted(self.cases, key=lambda c: (c.found, c.blanks["h1"])):
            key = (case.plot.id, case.found // DAY)
            for number in range(1, case.items + 1):
                counts[key] += 1
                day = self.days.words[key[1]].replace("-", "")
                case.blanks[f"hn{number}"] = f"{case.plot.code}-YH-{day}-{counts[key]:04d}"
            complete(case.blanks)
            papers = [case.paper()] if case.paper else []
            for template in (*case.templates, *papers):
                pile.fill(template, case.blanks)
            for template, blanks in case.weeks:
                pile.fill(template, blanks)
        return pile

    def _day(self, first: int, last: int, *, majors: bool = False) -> int:
        """A working day, busier months more often."""
        key = (first, last, majors)
        if key not in self._calendars:
            days = self.days.between(first, last)
            self._calendars[key] = days, list(accumulate(weights(days, majors=majors)))
        days, sums = self._calendars[key]
        return days[min(bisect_right(sums, self.chance.random() * sums[-1]), len(days) - 1)]

    def _scene(self, first: int, last: int, *, majors: bool = False) -> tuple[Plot, int]:
        """A site and a day on which it was at work; a site that never was in those days gets one of its own days."""
        plot = self.task.plots[0]
        for _ in range(TRIES):
            day, plot = self._day(first, last, majors=majors), self.chance.choice(self.task.plots)
            if plot.start <= day <= plot.end:
                return plot, day
        eldest = min(self.task.plots, key=lambda p: p.start)
        return eldest, max(first, min(last, self.chance.randrange(eldest.start, max(eldest.start, eldest.end) + 1)))

    def begin(self, plot: Plot, found: int, levels: list[str]) -> Case:
        """What every case is filled in with."""
        by, other = self.chance.choice(self.task.team), self.chance.choice(self.task.others)
        blanks = {
            **self.task.blanks, **plot.blanks, "by": by.name, "by_id": by.user, "by_officer": by.id,
            "by_certificate": by.certificate, "other": other.name, "other_officer": other.id,
            "other_certificate": other.certificate, "fund": NULL, "emergency": "", "double": NULL, "penalty": "",
            "listing_level": "", "paper": NULL, "listing_no": "", "close_no": "", "n_recheck": str(self.task.numbers["n_recheck"]),
        }  # fmt: skip
        for number, level in enumerate(levels, 1):
            source = self.shared.general if level == "GENERAL" else self.shared.major[found // DAY >= EDITION]
            blanks |= {f"{name}{number}": word for name, word in self.chance.choice(source).items()}
            blanks[f"h{number}"] = uid(self.chance, found)
        case = Case(found, plot, blanks, len(levels))
        self.cases.append(case)
        return case

    def mark(self, blanks: dict[str, str], **moments: int) -> None:
        """Moments, each also as its day."""
        days = self.days
        for name, at in moments.items():
            blanks[name], blanks[f"d_{name}"] = days.moment(at), days.day(at)

    def clock(self, blanks: dict[str, str], name: str, since: int, count: str) -> int:
        """A deadline in working days, and whether it rests on 暂定 ones."""
        number = self.task.numbers[count]
        until = self.days.after(since, number)
        blanks[f"e_{name}"], blanks[count] = self.days.end(until), str(number)
        blanks[f"p_{name}"] = "true" if self.days.assumed(since, until) else "false"
        return until

    def _visit(self, levels: list[str]) -> int:
        major, chance = levels[0] == "MAJOR", self.chance
        kind = (
            "STOP"
            if major and ("STOP" in self.task.demands or chance.random() < 0.6) and chance.random() < 0.9
            else "RECTIFY"
        )
        plot, day = self._scene(LIVE, self.shared.today, majors=major)
        found = office(chance, day)
        case = self.begin(plot, found, levels)
        times = Times(self, found, major, items=len(levels))
        stage = times.stage(kind)
        times.write(case.blanks)
        case.blanks["notice"] = uid(chance, found)
        if times.signed <= self.now:
            self.numbers.want(f"notice.{kind}", times.signed, case.blanks["notice"], case.blanks)
        if kind == "STOP" and stage == "closed":
            self._resume(case, times)
        listed = MajorTale(self, case, times, kind).tell() if major and times.signed <= self.now else ""
        case.templates.append(notice_story(kind, tuple(levels), stage, listed))
        if wants_paper(stage, times.signed, self.now):
            new_paper(self, case)
            case.paper = partial(write_paper, self, case, kind, levels)
        if times.late and levels[0] in self.task.rungs:
            tell_order(self, case, times, levels[0])
        return len(levels)

    def _resume(self, case: Case, times: "Times") -> None:
        case.blanks["resume"] = uid(self.chance, times.resumed)
        self.mark(case.blanks, r_found=times.resumed - 70, r_sent=times.resumed - 60, r_signed=times.resumed)
        self.numbers.want("notice.RESUME", times.resumed, case.blanks["resume"], case.blanks)

    def _single(self, source: str, level: str) -> None:
        plot, day = self._scene(LIVE, self.shared.today, majors=level == "MAJOR")
        found = office(self.chance, day)
        case = self.begin(plot, found, [level])
        times = Times(self, found, level == "MAJOR", single=source)
        step = times.step()
        step = "confirmed" if step == "reported" and level == "GENERAL" else step
        times.write(case.blanks)
        if level == "MAJOR" and step not in ("reported", "confirmed"):
            MajorTale(self, case, times, source).tell()
        elif level == "MAJOR" and step == "confirmed":
            MajorTale(self, case, times, source).serve()
        case.templates.append(single_story(source, level, step))

    def _legacy(self, level: str) -> None:
        plot, day = self._scene(*LEDGER, majors=level == "MAJOR")
        found = office(self.chance, day)
        case = self.begin(plot, found, [level])
        closed = self.chance.random() > (0.1 if level == "MAJOR" else 0.02)
        due = day + (15 if level == "MAJOR" else 7)
        done = office(self.chance, self.days.after(day, self.chance.randrange(2, 30)))
        self.mark(case.blanks, found=found, checked=done)
        case.blanks |= {"d_due": self.days.words[due], "e_due": self.days.end(due), "batch": self.shared.batch}
        case.templates.append(legacy_story(level, closed=closed))


class Times:
    """The moments of one notice or single hazard, drawn to the end; some of them may not have come yet."""

    def __init__(self, teller: Teller, found: int, major: bool, single: str = "", items: int = 1) -> None:
        chance, days = teller.chance, teller.days
        self._teller, self.found, self.now, self.items = teller, found, teller.now, items
        self.sent = found + chance.randrange(20, 100)
        quick = chance.random() < 0.75
        self.signed = self.sent + chance.randrange(20, 160) if quick else office(chance, days.after(found // DAY, 1))
        self.signed = max(self.signed, self.sent + 10)
        self.received = self.signed + chance.randrange(20, 500)
        span = chance.choice((15, 15, 20, 30)) if major else chance.choice((7, 7, 10, 14))
        self.due = self.signed // DAY + span if single else found // DAY + span
        self.late = not single and chance.random() < (STUCK_MAJOR if major else STUCK)
        delay = self._stuck(chance, major) if self.late else self._delay(chance, major, span)
        if major and delay > MOST_PRESSED and teller.now // DAY > self.due + delay:
            delay = MOST_PRESSED  # whatever was pressed for longer is pressed for still
        delay = min(delay, days.horizon - self.due)  # what is stuck for longer than the calendar goes is stuck today
        self.replied = max(office(chance, self.due + delay), self.received + 60)
        self.checked = office(chance, days.after(self.replied // DAY, chance.choice((1, 1, 2, 2, 3))))
        self.back = not single and not self.late and chance.random() < 0.06
        self.due2 = self.checked // DAY + 5
        self.replied2 = office(chance, self.due2 - chance.randrange(3))
        self.checked2 = office(chance, days.after(self.replied2 // DAY, chance.choice((1, 1, 2))))
        self.resumed = self.checked + chance.randrange(90, 200)

    @staticmethod
    def _delay(chance: Random, major: bool, span: int) -> int:
        """Days after the deadline: mostly before it, some late, but answered before anybody writes a 督办单."""
        if chance.random() < 0.87:
            return -chance.randrange(min(6, span - 2))
        return chance.randrange(1, 7 if major else 14)

    @staticmethod
    def _stuck(chance: Random, major: bool) -> int:
        """Days after the deadline of what the ladder had to press for: a few weeks, or for years."""
        if major:
            return 8 + chance.randrange(6) if chance.random() < 0.9 else 8 + int(chance.expovariate(1 / 60))
        return 16 + int(chance.expovariate(1 / 550))

    def stage(self, kind: str) -> str:
        """How far a notice has come by now."""
        self.back = self.back and kind == "RECTIFY"
        steps = [(self.sent, "draft"), (self.signed, "signing"), (self.received, "issued"), (self.replied, "received"),
                 (self.checked, "replied")]  # fmt: skip
        if self.back:
            steps += [(self.replied2, "half"), (self.checked2, "half")]
        elif kind == "STOP":
            steps.append((self.resumed, "cleared"))
        found = next((stage for at, stage in steps if at > self.now), "twice" if self.back else "closed")
        if found == "half" and self.replied2 <= self.now:
            self.replied2 = self.checked2 = self.now + DAY  # handed in again tomorrow: what waits twice is not told
        return found

    def step(self) -> str:
        """How far a hazard without notice has come."""
        steps = ((self.sent, "reported"), (self.signed, "confirmed"), (self.replied, "ordered"),
                 (self.checked, "submitted"))  # fmt: skip
        return next((step for at, step in steps if at > self.now), "closed")

    @property
    def closed_all(self) -> int:
        """When the last of the items was closed."""
        return self.checked2 if self.back else self.checked

    @property
    def closed(self) -> int:
        """When the first hazard was closed; it may lie in the future. What goes back is the last of several."""
        return self.checked2 if self.back and self.items == 1 else self.checked

    def write(self, blanks: dict[str, str]) -> None:
        teller, days = self._teller, self._teller.days
        teller.mark(blanks, found=self.found, sent=self.sent, signed=self.signed, received=self.received,
                    replied=self.replied, checked=self.checked, closed=self.closed)  # fmt: skip
        blanks["d_due"], blanks["e_due"] = days.words[self.due], days.end(self.due)
        teller.clock(blanks, "check", self.replied // DAY, "n_recheck")
        if self.back:
            teller.mark(blanks, replied2=self.replied2, checked2=self.checked2)
            blanks["d_due2"], blanks["e_due2"] = days.words[self.due2], days.end(self.due2)
            blanks["e_check2"] = days.end(days.after(self.replied2 // DAY, teller.task.numbers["n_recheck"]))


def complete(blanks: dict[str, str]) -> None:
    """What rests on numbers that have been given out now."""
    blanks["STOP_no"] = blanks.get("no", "")
    blanks["LIST_no"] = blanks["listing_no"]
    if "delist_no" in blanks:
        blanks["close_no"] = blanks["delist_no"]
    if "CREDIT_no" in blanks:
        blanks["penalty"] = f"记不良信用 {blanks['points']} 分（{blanks['CREDIT_no']}）"
