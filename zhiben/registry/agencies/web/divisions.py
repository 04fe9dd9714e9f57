"""Pages of divisions: what there is, what there was, and zones added by an administrator."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.clock import day_of, now
from zhiben.kernel.base.errors import InvalidInput
from zhiben.kernel.ui.doors import open_to
from zhiben.kernel.ui.lists.actions import PageAction
from zhiben.kernel.ui.lists.columns import Column, Kind
from zhiben.kernel.ui.lists.filters import ChoiceFilter, DivisionFilter, Rows, TextFilter, ToggleFilter
from zhiben.kernel.ui.lists.page import ListPage
from zhiben.kernel.workflow.definition import Input, InputKind
from zhiben.registry.agencies.models import Division
from zhiben.registry.agencies.policies import may_administer
from zhiben.registry.agencies.queries import division_by_name
from zhiben.registry.agencies.services import add_zone
from zhiben.registry.agencies.terms import Level
from zhiben.registry.agencies.web.agencies import READERS
from zhiben.registry.agencies.web.forms import FormPage, answer_form


def _in_force(rows: Rows, actor: Actor, at: datetime) -> Rows:
    return rows.on(day_of(at))  # type: ignore[attr-defined, no-any-return]


class DivisionList(ListPage[Division]):
    name, title, meaning = (
        "divisions",
        "区划与功能区",
        "行政区划和功能区的代码、沿革。区划变更后，以前的记录仍按当时的区划显示。",
    )
    roles = READERS
    columns = (
        Column(key="full_name", label="全称", sort="path", width="wide"),
        Column(key="code", label="代码", sort="code", width="narrow"),
        Column(key="level", label="层级", kind=Kind.CHIP, tones={"zone": "blue"}),
        Column(key="valid_from", label="自", kind=Kind.DATE, sort="valid_from"),
        Column(key="valid_to", label="止", kind=Kind.DATE, sort="valid_to"),
        Column(key="successor__full_name", label="并入或更名为"),
        Column(key="note", label="说明"),
    )
    filters = (
        TextFilter(name="q", label="名称、代码或拼音首字母", fields=("full_name", "code", "initials")),
        ChoiceFilter(name="level", label="层级", field="level", choices=Level.choices),
        DivisionFilter(),
        ToggleFilter(name="now", label="只看现行", apply=_in_force),
    )
    totals_by, default_sort = "level", "path"

    def rows(self, actor: Actor, at: datetime) -> QuerySet[Division]:
        return Division.objects.within(actor.path).select_related("successor")

    def actions(self, actor: Actor) -> tuple[PageAction, ...]:
        return (
            (PageAction(label="添加功能区", url=reverse("agencies:add_zone"), primary=True),)
            if may_administer(actor)
            else ()
        )


@open_to({Role.SYSTEM_ADMIN})
@require_http_methods(["GET", "POST"])
def add_zone_page(request: HttpRequest) -> HttpResponse:
    actor, at = actor_of(request), now()

    def save(values: dict[str, Any]) -> str:
        text = values.pop("parent")
        parent = division_by_name(text, actor.path)
        if parent is None:
            raise InvalidInput.of("parent", "没有找到这个市或省，请写全称，如江苏省常州市")
        made = add_zone(actor=actor, parent_code=parent.code, at=at, **values)
        return f"已添加“{made.full_name}”。"

    page = FormPage(
        title="添加功能区", button="添加", back=reverse("agencies:divisions"),
        crumbs=(("首页", "/home"), ("区划与功能区", reverse("agencies:divisions"))),
        lead="开发区、高新区、重点园区没有法定代码，由本级自编：以上级代码开头，第五位为 7、8 或 9。",
        inputs=(
            Input(name="name", label="名称"),
            Input(name="parent", label="所在的市（省直管的写省）"),
            Input(name="code", label="代码", help="六位数字，如常州市下的 320471"),
            Input(name="valid_from", label="自何日起", kind=InputKind.DATE, required=False),
            Input(name="note", label="说明", required=False),
        ),
    )  # fmt: skip
    return answer_form(request, page, save)
