"""意见箱: two presses from every page, one box to write in; read by the system administrators."""

from datetime import datetime
from typing import Final

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.errors import FieldError
from zhiben.kernel.ui.doors import signed_in
from zhiben.kernel.ui.forms.form import fresh_form, given_form, read_values
from zhiben.kernel.ui.lists.actions import Empty
from zhiben.kernel.ui.lists.columns import Column, Kind
from zhiben.kernel.ui.lists.filters import DateRangeFilter, TextFilter
from zhiben.kernel.ui.lists.page import ListPage
from zhiben.kernel.ui.models import Suggestion
from zhiben.kernel.ui.pages import safe_next
from zhiben.kernel.workflow.definition import Input, InputKind

BOX: Final = (
    Input(name="text", label="您的意见", kind=InputKind.LONGTEXT, help="哪里不好用，希望怎样改。不超过 2000 字。"),
)


class SuggestionList(ListPage[Suggestion]):
    name, title, meaning = "suggestions", "意见箱", "使用者从页面右上角写来的意见。"
    roles = frozenset({Role.SYSTEM_ADMIN})
    columns = (
        Column(key="text", label="意见", width="wide"),
        Column(key="who", label="提出人"),
        Column(key="page", label="所在页面", value=lambda row: "打开" if row.page else "", link=lambda row: row.page),
        Column(key="made_at", label="时间", kind=Kind.MOMENT, sort="made_at"),
    )
    filters = (
        TextFilter(name="q", label="关键字", fields=("text", "who")),
        DateRangeFilter(name="made", label="时间", field="made_at"),
    )
    default_sort = "-made_at"
    empty = Empty(why="还没有人提意见。", next_step="每个页面右上角的姓名菜单里都可以写。")

    def rows(self, actor: Actor, at: datetime) -> QuerySet[Suggestion]:
        return Suggestion.objects.all()


@signed_in
@require_http_methods(["GET", "POST"])
def suggest(request: HttpRequest) -> HttpResponse:
    """Goes back to the page one came from, which is kept with the words."""
    actor = actor_of(request)
    page = safe_next(request, request.POST.get("page") or request.GET.get("page", ""))[:300]
    form = fresh_form(BOX, actor)
    if request.method == "POST":
        form = given_form(BOX, request.POST, actor)
        values, errors = read_values(form)
        if not errors and len(values["text"]) > 2000:
            errors = [FieldError(field="text", reason="意见太长，请控制在 2000 字以内")]
        if not errors and actor.user_id is not None:
            who = f"{actor.name}（{actor.reach_name} {actor.role.label}）"[:200]
            Suggestion.objects.create(user_id=actor.user_id, who=who, page=page, text=values["text"], made_at=now())
            messages.success(request, "意见已收到，谢谢。")
            return HttpResponseRedirect(page)
        form = form.with_errors(errors)
    context = {
        "title": "提意见",
        "button": "提交",
        "form": form,
        "hidden": [("page", page)],
        "back": page,
        "action": "",
    }
    return render(request, "ui/form.html", context, status=422 if form.errors else 200)
