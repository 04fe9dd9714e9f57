"""The working calendar of a year: where it departs from Monday to Friday, what is still 暂定, and setting a day."""

from datetime import date
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.clock import now, today
from zhiben.kernel.parameters.calendar import departures, set_working_day
from zhiben.kernel.parameters.models import WorkingDay
from zhiben.kernel.ui.doors import open_to
from zhiben.kernel.workflow.definition import Input, InputKind
from zhiben.registry.agencies.policies import may_administer
from zhiben.registry.agencies.web.agencies import READERS
from zhiben.registry.agencies.web.forms import FormPage, answer_form

WEEKDAYS: Final = "一二三四五六日"
WORKS: Final = (("true", "上班"), ("false", "休息"))


@open_to(READERS)
@require_safe
def show_calendar(request: HttpRequest) -> HttpResponse:
    given = request.GET.get("year", "")
    year = int(given) if given.isascii() and given.isdigit() and len(given) == 4 else today().year
    days = WorkingDay.objects.filter(date__year=year)
    context = {
        "year": year, "known": days.exists(), "provisional": days.filter(provisional=True).exists(),
        "working": days.filter(is_working=True).count(), "may_set": may_administer(actor_of(request)),
        "days": [(row, f"星期{WEEKDAYS[row.date.weekday()]}") for row in departures(year)],
        "crumbs": [("首页", "/home"), ("工作日历", "")],
    }  # fmt: skip
    return render(request, "agencies/calendar.html", context)


@open_to({Role.SYSTEM_ADMIN})
@require_http_methods(["GET", "POST"])
def set_day_page(request: HttpRequest) -> HttpResponse:
    actor, at = actor_of(request), now()

    def save(values: dict[str, Any]) -> str:
        day: date = values["day"]
        works = values["works"] == "true"
        set_working_day(actor=actor, day=day, is_working=works, reason=values["reason"], at=at)
        return f"已设定：{day} {'上班' if works else '休息'}。以后的期限按新的日历，按暂定日子推算的期限几分钟内重算。"

    page = FormPage(
        title="调整一天", button="保存", back=reverse("agencies:calendar"),
        crumbs=(("首页", "/home"), ("工作日历", reverse("agencies:calendar"))),
        lead="国务院办公厅的放假通知和地方临时调整。按暂定日子推算的期限会重算，其他已经定下的期限不变。",
        inputs=(
            Input(name="day", label="日期", kind=InputKind.DATE),
            Input(name="works", label="上班还是休息", kind=InputKind.CHOICE, choices=WORKS),
            Input(name="reason", label="依据", help="通知名称和文号"),
        ),
    )  # fmt: skip
    return answer_form(request, page, save)
