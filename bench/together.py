"""Sixteen people at once, on connections and sessions of their own, without a pause between two pages."""

import json
import os
from collections.abc import Sequence
from datetime import timedelta
from itertools import chain
from random import Random
from typing import Final

from bench.bed import CITY, LEADER, OFFICER, PROVINCE, Bed
from bench.crowd import Outcome, Person, Visit, let_in
from bench.measure import Figure, failed
from bench.pages import Kind, Page, pages_of
from bench.searching import EVERY
from bench.visiting import CannotMeasure
from zhiben.kernel.base.clock import today
from zhiben.kernel.base.ids import new_id

# Who comes: half of them from the county, as it is.
CROWD: Final = (OFFICER, LEADER, CITY, OFFICER, PROVINCE, OFFICER, CITY, LEADER)
SEED: Final = 1
HELLO: Final = Visit(name="hello", path="/healthz", must="ok")
HELLO_IS: Final = "同样多的人同时要空页面"


def together(bed: Bed, kinds: Sequence[Kind] = EVERY) -> list[Figure]:
    """Each kind of page by everybody at once, then those mixed of which something was promised."""
    crowd = Crowd(bed)
    pages = pages_of(bed, kinds, tuple(dict.fromkeys(CROWD)))
    plain = crowd.visit([[HELLO]] * crowd.size, bed.effort.seconds)
    ceiling = _median(plain.every)
    found = [crowd.of_kind(kind, [p for p in pages if p.name.startswith(f"{kind.name}-")], ceiling) for kind in kinds]
    return found + crowd.mixed([page for page in pages if page.together and not page.failure], ceiling)


class Crowd:
    """Who is there stays signed in from one bench to the next."""

    def __init__(self, bed: Bed) -> None:
        self.bed, self.size = bed, bed.effort.users
        self.accounts = [CROWD[n % len(CROWD)] for n in range(self.size)]
        self.cookies = [bed.visitor(account).cookies for account in self.accounts]

    def visit(self, visits: Sequence[Sequence[Visit]], seconds: float) -> Outcome:
        people = [Person(cookies, visits[n]) for n, cookies in enumerate(self.cookies)]
        return let_in(self.bed.platform.port, people, seconds=seconds)

    def of_kind(self, kind: Kind, pages: Sequence[Page], ceiling: float) -> Figure:
        name, label = f"many-{kind.name}", f"{kind.label}，{self.size} 人同时"
        if broken := next((page for page in pages if page.failure), None):
            return failed(name, label, f"{broken.label}：{broken.failure}")
        of = {page.account: page.visits for page in pages}
        done = self.visit([_turned(of[account], n) for n, account in enumerate(self.accounts)], self.bed.effort.seconds)
        return Figure(
            name=name, label=label, unit="毫秒", values=tuple(done.every), bound=kind.together, on_p95=True,
            ceiling=ceiling, ceiling_is=HELLO_IS, errors=len(done.wrong), failure="；".join(done.wrong[:1]),
        )  # fmt: skip

    def mixed(self, pages: Sequence[Page], ceiling: float) -> list[Figure]:
        chance = Random(SEED)  # noqa: S311 - an order of pages
        visits = []
        for account in self.accounts:
            mine = list(chain.from_iterable(page.visits for page in pages if page.account == account))
            chance.shuffle(mine)
            visits.append(mine)
        done = self.visit(visits, self.bed.effort.mixed)
        label = f"有要求的页面混在一起，{self.size} 人同时"
        wall = done.wall or 1.0
        return [
            Figure(name="many-mixed", label=label, unit="毫秒", values=tuple(done.every), bound=300, on_p95=True,
                   ceiling=ceiling, ceiling_is=HELLO_IS, errors=len(done.wrong), failure="；".join(done.wrong[:1])),
            Figure(name="many-rate", label=f"{label}：每秒答复", unit="页", values=(len(done.every) / wall,)),
            Figure(name="many-people", label=f"{label}：访问者自己占用的处理器（全机 {os.cpu_count()} 核为 100%）", unit="%",
                   values=(100 * done.cpu / wall / (os.cpu_count() or 1),)),
        ]  # fmt: skip


def steps_together(bed: Bed, token: str, project: str) -> Figure:
    """The same step by many at once, each on hazards of his own, which he has just reported."""
    done = work(bed, token, project, bed.effort.cases)
    return Figure(
        name="transition-many", label=f"办理一步（接口，含幂等键），{bed.effort.users} 人同时", unit="毫秒",
        values=tuple(done.every), on_p95=True, errors=len(done.wrong), failure="；".join(done.wrong[:1]),
    )  # fmt: skip


def work(bed: Bed, token: str, project: str, cases: int) -> Outcome:
    """So many hazards reported and ordered to be rectified, by everybody at once; the outcome is that of the orders."""
    each = max(1, cases // bed.effort.users)
    mine = [[str(new_id()) for _ in range(each)] for _ in range(bed.effort.users)]
    for step in ("open", "order"):
        people = [Person({}, [_posted(step, key, token, project) for key in keys]) for keys in mine]
        done = let_in(bed.platform.port, people)
        if step == "open" and done.wrong:
            raise CannotMeasure(done.wrong[0])
    return done


def _posted(step: str, key: str, token: str, project: str) -> Visit:
    day = today()
    if step == "open":
        path, given = "", {"id": key, "project_id": project, "found_on": day.isoformat(), "description": "临边防护缺失"}
    else:
        path, given = f"/{key}/actions/order", ordering()
    headers = {
        "Authorization": f"Bearer {token}", "Content-Type": "application/json", "Idempotency-Key": f"{key}-{step}",
    }  # fmt: skip
    return Visit(
        name=step, path=f"/api/v1/hazards{path}", must=key, method="POST", body=json.dumps(given), headers=headers
    )


def ordering() -> dict[str, str]:
    """What an order to rectify says."""
    deadline = today() + timedelta(days=7)
    return {"deadline_on": deadline.isoformat(), "responsible_person": "吴大山", "measure": "恢复"}


def _turned(visits: Sequence[Visit], by: int) -> list[Visit]:
    """Everybody begins somewhere else."""
    start = by * 7 % len(visits)
    return [*visits[start:], *visits[:start]]


def _median(values: Sequence[float]) -> float:
    if not values:
        raise CannotMeasure("空页面没有答复")
    return sorted(values)[len(values) // 2]
