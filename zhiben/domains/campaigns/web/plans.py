"""行动方案: the plans there are, and one of them with how far it is."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from zhiben.domains.campaigns.models import PlanClause, PlanTask
from zhiben.domains.campaigns.policies import READERS
from zhiben.domains.campaigns.queries.areas import area_for
from zhiben.domains.campaigns.queries.plan_lists import plan_summaries
from zhiben.domains.campaigns.queries.plan_pages import SOON_DAYS, DutyLine, PlanPage, TargetLine, TaskLine, plan_page
from zhiben.domains.campaigns.terms import Aspect, ClauseState, Period, Recurrence
from zhiben.domains.campaigns.web.figures_of_plans import Standing, names_of_indicators, standing
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.base.clock import today
from zhiben.kernel.indicators.areas import NATION_NAME
from zhiben.kernel.parameters.declarations import declaration
from zhiben.kernel.ui.doors import open_to
from zhiben.kernel.ui.home import Figure
from zhiben.registry.agencies.public import names_of

FIRST_LINES: Final = 6
WHO: Final = {
    "nation": "部", "province": "省", "city": "市", "county": "县", "zone": "功能区", "enterprise": "企业",
    "project": "项目", "public": "公众",
}  # fmt: skip
STATES: Final[dict[str, tuple[str, Callable[[TaskLine, date], bool]]]] = {
    "mine": ("本级承担", lambda line, _: line.mine),
    "live": ("能在平台办理", lambda line, _: not line.waiting),
    "behind": ("落后或过期未了", lambda line, _: line.behind),
    "soon": (f"{SOON_DAYS} 天内到期", lambda line, day: line.due_within(SOON_DAYS, day)),
    "passed": ("期限已过", lambda line, day: line.next_on is not None and line.next_on < day),
    "waiting": ("待建功能", lambda line, _: line.waiting),
}
NO_DAY: Final = {Recurrence.CONTINUOUS: "常态", Recurrence.ONCE: "原文没有给日期"}
TONES: Final = {
    ClauseState.IN_USE: "green", ClauseState.PARTLY: "blue", ClauseState.WAITS: "orange", ClauseState.PREAMBLE: "",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Task:
    """One task as it is read."""

    task: PlanTask
    line: TaskLine
    units: str
    who: str
    due: str
    tone: str
    standings: list[Standing]


@open_to(READERS)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    return render(request, "campaigns/plans.html", {"plans": plan_summaries(today()), "crumbs": _crumbs()})


@open_to(READERS)
@require_safe
def detail(request: HttpRequest, key: str) -> HttpResponse:
    page, day = plan_page(key, own=area_for(actor_of(request), ""), today=today()), today()
    asked = {name: request.GET.get(name, "").strip() for name in ("chapter", "state", "q")}
    names = names_of_indicators()
    tasks = [_task(line, page, day, names) for line in page.tasks]
    shown = [one for one in tasks if _wanted(one, page, asked, day)]
    mine = [one for one in tasks if one.line.mine]
    ahead = sorted((one for one in mine if one.line.due_within(400, day)), key=lambda one: one.line.next_on or day)
    place = names_of([page.plan.division_code]).get(page.plan.division_code, "")
    context: dict[str, Any] = {
        "page": page, "plan": page.plan, "place": place or NATION_NAME,
        "in_force": page.plan.starts_on <= day <= page.plan.ends_on, "ended": page.plan.ends_on < day,
        "asked": asked, "chapters": _chapters(page), "states": [(code, word) for code, (word, _) in STATES.items()],
        "figures": _figures(page, day), "ahead": ahead[:FIRST_LINES],
        "behind": [one for one in mine if one.line.behind][:FIRST_LINES], "groups": _groups(page, shown),
        "shown": len(shown), "targets": [_target(one, names) for one in page.targets if _target_wanted(one, asked, names)],
        "duties": [_duty(one) for one in page.duties],
        "clauses": [_clause(one, place) for one in page.clauses if _clause_wanted(one, asked)],
        "crumbs": [*_crumbs()[:-1], ("行动方案", reverse("campaigns:plans")), (page.plan.title, "")],
    }  # fmt: skip
    return render(request, "campaigns/plan.html", context)


def _crumbs() -> list[tuple[str, str]]:
    return [("首页", "/home"), ("行动方案", "")]


def _chapters(page: PlanPage) -> list[tuple[str, str, str]]:
    """Number, title, and the side of the national plan it is counted under."""
    return [(one["id"], one["title"], Aspect(one["aspect"]).label) for one in page.plan.chapters]


def _groups(page: PlanPage, tasks: list[Task]) -> list[tuple[str, str, list[Task]]]:
    made = ((title, side, [t for t in tasks if t.task.chapter == number]) for number, title, side in _chapters(page))
    return [group for group in made if group[2]]


def _figures(page: PlanPage, day: date) -> list[Figure]:
    counts = {code: sum(1 for line in page.tasks if test(line, day)) for code, (_, test) in STATES.items()}
    here = reverse("campaigns:plan", args=[page.plan.key])
    tones = {"live": "green", "behind": "red", "soon": "blue"}
    return [
        Figure(label=word, value=f"{counts[code]} 项", tone=tones.get(code, "") if counts[code] else "",
               url=f"{here}?{urlencode({'state': code})}#tasks", note=f"共 {len(page.tasks)} 项任务" if code == "mine" else "")
        for code, (word, _) in STATES.items()
    ]  # fmt: skip


def _wanted(one: Task, page: PlanPage, asked: dict[str, str], day: date) -> bool:
    test = STATES.get(asked["state"])
    text = f"{one.task.title}{one.units}{''.join(s.label for s in one.standings)}"
    return (
        (not asked["chapter"] or one.task.chapter == asked["chapter"])
        and (test is None or test[1](one.line, day))
        and asked["q"] in text
    )


def _task(line: TaskLine, page: PlanPage, day: date, names: dict[str, str]) -> Task:
    task = line.task
    words, tone = _due(line, day)
    counted = {reading.indicator.key: reading for reading in line.readings}
    return Task(
        task=task, line=line, units="、".join(task.units), who="、".join(WHO.get(one, one) for one in task.levels),
        due=words, tone=tone,
        standings=[standing(key, counted.get(key), names) for key in task.indicators],
    )  # fmt: skip


def _due(line: TaskLine, day: date) -> tuple[str, str]:
    """In words, and how urgent. Whether a task is done cannot be known from its day: no word of 逾期."""
    if line.next_on is None:
        return NO_DAY.get(Recurrence(line.task.recurrence), "不在行动期内"), ""
    left = (line.next_on - day).days
    if left < 0:
        return "期限已过", ""
    return ("今天到期" if left == 0 else f"还剩 {left} 天"), "soon" if left <= 30 else "later"


def _target(line: TargetLine, names: dict[str, str]) -> tuple[TargetLine, Standing]:
    return line, standing(line.target.indicator, line.reading, names)


def _target_wanted(line: TargetLine, asked: dict[str, str], names: dict[str, str]) -> bool:
    return asked["q"] in f"{names.get(line.target.indicator, '')}{line.target.words}"


def _duty(line: DutyLine) -> tuple[DutyLine, str, str, str]:
    """What it is, by when, who hands it in, to whom."""
    duty = line.duty
    if duty.due_on:
        when = f"{duty.due_on.year}年{duty.due_on.month}月{duty.due_on.day}日前"
    else:
        turn = {Period.QUARTER_BEFORE: "每季后首月", Period.YEAR: "每年12月"}.get(Period(duty.period), "每月")
        when = f"{turn}{f'{duty.day}日前' if duty.day else '最后一天前'}"
    who = "、".join(WHO.get(one, one) for one in duty.levels)
    return line, f"{when}（含当日）", who, "上一级主管部门" if duty.receiver == "upper" else duty.receiver


def _clause(row: PlanClause, place: str) -> tuple[PlanClause, str, list[tuple[str, str]]]:
    """With its tone, and the parameters that carry it."""
    query = f"?{urlencode({'place': place})}" if place else ""
    used = [
        (declaration(key).label, f"{reverse('agencies:parameter', args=[key])}{query}") for key, _ in row.parameters
    ]
    return row, TONES[ClauseState(row.state)], used


def _clause_wanted(row: PlanClause, asked: dict[str, str]) -> bool:
    if asked["chapter"] and row.chapter != asked["chapter"]:
        return False
    if asked["state"] == "waiting" and row.state not in (ClauseState.WAITS, ClauseState.PARTLY):
        return False
    return asked["q"] in f"{row.key}{row.ask}{row.waits_for}"
