"""The pages people open most, at every level, on real records of the world: one person after the other."""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from html import escape
from statistics import median
from typing import Final
from urllib.parse import quote, unquote

from bench.bed import CITY, LEADER, OFFICER, PROVINCE, Bed
from bench.ceilings import PAGE_IS, plain_page
from bench.crowd import Visit, ask
from bench.measure import Figure, failed
from bench.visiting import CannotMeasure, Visitor, address_in, mark_of

WHO: Final = {OFFICER: "县监督员", LEADER: "县负责人", CITY: "市负责人", PROVINCE: "省负责人"}
LEVELS: Final = (OFFICER, CITY, PROVINCE)
CASES: Final = 40
API_PAGES: Final = 10
LIST: Final = "/hazards/"
WHOLE: Final = f"{LIST}?whole=1"
DEEP: Final = 200  # pages of fifty
LATEST: Final = """
select county, where_name, extract(year from found_on)::int from hazards_hazard where {within} order by found_on desc limit 1
"""
SOME_CASES: Final = """
select id::text, title from hazards_hazard where {within} and state not in ('RECORDED', 'VOIDED')
 order by md5(id::text || 'bench') limit %s
"""


@dataclass(frozen=True, kw_only=True)
class Page:
    """``visits`` are made in turn. Bounds in milliseconds: the median of one person alone, the 95th percentile of many.

    ``alone_on_p95``: alone, too, it is the 95th percentile that was promised. ``failure``: why there is nothing to visit.
    """

    name: str
    label: str
    account: str
    visits: tuple[Visit, ...] = ()
    alone: float | None = None
    together: float | None = None
    alone_on_p95: bool = False
    failure: str = ""


@dataclass(frozen=True)
class Kind:
    """One kind of page: how its visits are found for an account, and what was promised."""

    name: str
    label: str
    find: Callable[[Bed, str, Visitor], list[Visit]]
    alone: float | None = None
    together: float | None = None
    alone_on_p95: bool = False

    def of(self, bed: Bed, account: str, visitor: Visitor) -> Page:
        page = Page(
            name=f"{self.name}-{account}", label=f"{self.label}（{WHO[account]}）", account=account, alone=self.alone,
            together=self.together, alone_on_p95=self.alone_on_p95,
        )  # fmt: skip
        try:
            return replace(page, visits=tuple(self.find(bed, account, visitor)))
        except CannotMeasure as problem:
            return replace(page, failure=str(problem))


def seen(visitor: Visitor, name: str, path: str) -> Visit:
    """A visit of a page as it is now: it must show the same first record each time."""
    return Visit(name=name, path=path, must=mark_of(visitor.get(path).decode()))


def first(bed: Bed, account: str, visitor: Visitor) -> list[Visit]:
    """As the list opens, and with everything that was ever closed in it."""
    return [seen(visitor, "list-opening", LIST), seen(visitor, "list-whole", WHOLE)]


def narrowed(bed: Bed, account: str, visitor: Visitor) -> list[Visit]:
    """Those that officers save: by grade and state, open ones of a year, overdue, by words, closed ones of a place."""
    where, values = within(bed, account)
    county, name, year = bed.read(LATEST.format(within=where), *values)[0]
    queries = {
        "state": "level=MAJOR&state=RECTIFYING", "overdue": "overdue=1", "words": f"q={_part(str(name))}",
        "year": f"open=1&found_from={year}-01-01&found_to={year}-12-31",
        "place": f"division={county}&state=CLOSED&sort=-found_on", "listed": "listed=1&open=1",
    }  # fmt: skip
    return [seen(visitor, f"list-{key}", f"{LIST}?{query}") for key, query in queries.items()]


def deep(bed: Bed, account: str, visitor: Visitor) -> list[Visit]:
    """Of the whole list: the last page, the page ten thousand records down by its number, and the one after that."""
    page = visitor.get(WHOLE).decode()
    last = address_in(page, "末页")
    if not last:
        raise CannotMeasure("台账只有一页")
    number = f"{WHOLE}&page={DEEP}"
    after = address_in(visitor.get(number).decode(), "下一页")
    wanted = {"last": last, "number": number, "next": after}
    found = [seen(visitor, f"list-{key}", _absolute(address)) for key, address in wanted.items() if address]
    if any(one.must == mark_of(page) for one in found):
        raise CannotMeasure("后面的页与首页是同一页")
    return found


def cases(bed: Bed, account: str, visitor: Visitor) -> list[Visit]:
    where, values = within(bed, account)
    found = bed.read(SOME_CASES.format(within=where), *values, CASES)
    return [Visit(name="case", path=f"{LIST}{key}/", must=escape(title)) for key, title in found]


def within(bed: Bed, account: str) -> tuple[str, list[str]]:
    """The condition on a case that stands where this account works, and its values."""
    reach = bed.reach(account)
    return (f"{reach.column} = %s", [reach.division]) if reach.column else ("true", [])


def interface(bed: Bed, account: str, visitor: Visitor) -> list[Visit]:
    """Pages of the list of hazards as another program reads them: the first, and further ones by their cursors."""
    found, path = [], "/api/v1/hazards?limit=50"
    for _ in range(API_PAGES):
        answer = json.loads(visitor.get(path))
        if not answer["items"]:
            break
        found.append(Visit(name="api", path=path, must=answer["items"][0]["id"]))
        if not answer["next"]:
            break
        path = f"/api/v1/hazards?limit=50&cursor={answer['next']}"
    if not found:
        raise CannotMeasure("接口里没有隐患")
    return found


def simply(name: str, path: str) -> Callable[[Bed, str, Visitor], list[Visit]]:
    return lambda bed, account, visitor: [seen(visitor, name, path)]


KINDS: Final = (
    Kind("list-first", "隐患台账：首页（打开时的、全部的）", first, 30, 300),
    Kind("list-filtered", "隐患台账：六种筛选轮流", narrowed, 30, 300),
    Kind("list-deep", "隐患台账：末页、第 200 页和它的下一页", deep, 30, 300),
    Kind("case", f"隐患详情：{CASES} 条轮流", cases, 40, 300),
    Kind("inbox", "待办", simply("inbox", "/inbox"), 30, 300),
    Kind("api", "接口的隐患列表：前 10 页轮流", interface),
    Kind("home", "首页", simply("home", "/home")),
    Kind("projects", "工程项目", simply("projects", "/projects/")),
    Kind("database", "重大隐患库", simply("database", "/database/")),
    Kind("indicators", "指标", simply("indicators", "/indicators/")),
)  # fmt: skip
ALONE: Final = "一人逐次打开"


def pages_of(bed: Bed, kinds: Sequence[Kind] = KINDS, accounts: Sequence[str] = LEVELS) -> list[Page]:
    """Every kind for every account, with what it can be recognised by."""
    found = []
    for account in accounts:
        visitor = bed.visitor(account)
        found += [kind.of(bed, account, visitor) for kind in kinds]
    return found


def pages(bed: Bed) -> list[Figure]:
    """Each page by one person, one after the other; where kinds of visits differ, the slowest as well."""
    ceiling, found = plain_page(bed), []
    for page in pages_of(bed):
        found += alone(bed, page, ceiling)
    return found


def alone(bed: Bed, page: Page, ceiling: float, ceiling_is: str = PAGE_IS) -> list[Figure]:
    if page.failure:
        return [failed(f"page-{page.name}", page.label, page.failure)]
    taken, wrong = open_often(bed.visitor(page.account), page.visits, bed.effort.alone, bed.effort.most_alone)
    values = tuple(one for some in taken.values() for one in some)
    whole = Figure(
        name=f"page-{page.name}", label=f"{page.label}，{ALONE}", unit="毫秒", values=values, bound=page.alone,
        on_p95=page.alone_on_p95, ceiling=ceiling, ceiling_is=ceiling_is, errors=len(wrong), failure="；".join(wrong[:1]),
    )  # fmt: skip
    if len(taken) < 2:
        return [whole]
    slowest = max(taken, key=lambda name: median(taken[name]))
    path = next(visit.path for visit in page.visits if visit.name == slowest)
    return [whole, replace(whole, name=f"{whole.name}-slowest", label=f"　其中最慢的 `{unquote(path)}`", values=tuple(taken[slowest]),
                           errors=0, failure="")]  # fmt: skip


def open_often(
    visitor: Visitor, visits: Sequence[Visit], times: int, most_seconds: float, *, warm: bool = True
) -> tuple[dict[str, list[float]], list[str]]:
    """Milliseconds by name of the visits; ends early when time is up. ``warm``: each is made once unmeasured first."""
    taken: dict[str, list[float]] = {}
    wrong = []
    end = time.perf_counter() + most_seconds
    for visit in visits if warm else ():
        ask(visitor, visit)
        if time.perf_counter() > end:
            break
    end = time.perf_counter() + most_seconds
    for number in range(times):
        visit = visits[number % len(visits)]
        started = time.perf_counter()
        problem = ask(visitor, visit)
        if problem:
            wrong.append(problem)
        else:
            taken.setdefault(visit.name, []).append((time.perf_counter() - started) * 1000)
        if time.perf_counter() > end and number >= len(visits):
            break
    return taken, wrong


def _absolute(address: str) -> str:
    return LIST + address if address.startswith("?") else address


def _part(name: str) -> str:
    """Two characters of a name, percent-encoded: what somebody would type who remembers half of it."""
    return quote(name[2:4])
