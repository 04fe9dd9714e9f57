"""Pages of agencies: the list, one agency with its officers and sign rules, the forms that keep them."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.access.terms import ADMINISTRATORS, REGULATORS, Role
from zhiben.kernel.base.clock import day_of, now
from zhiben.kernel.base.errors import InvalidInput
from zhiben.kernel.ui.doors import open_to
from zhiben.kernel.ui.lists.actions import Empty, PageAction
from zhiben.kernel.ui.lists.columns import Column, Kind
from zhiben.kernel.ui.lists.filters import ChoiceFilter, DivisionFilter, TextFilter, ToggleFilter
from zhiben.kernel.ui.lists.page import ListPage
from zhiben.kernel.workflow.definition import Input, InputKind
from zhiben.registry.agencies.models import Agency, Division
from zhiben.registry.agencies.policies import may_administer, may_run_agency
from zhiben.registry.agencies.queries import agency, certified_officers, division_by_name, officers_of
from zhiben.registry.agencies.services import add_agency, add_officer, set_sign_rules
from zhiben.registry.agencies.terms import AgencyKind, Level
from zhiben.registry.agencies.web.forms import FormPage, answer_form

READERS = frozenset((*REGULATORS, *ADMINISTRATORS))
KEEPERS = (Role.SYSTEM_ADMIN, Role.LEADER)
CRUMBS = (("首页", "/home"), ("监管机构", "/agencies/"))
KINDS = tuple(AgencyKind.choices)


def _uncertified(rows: Any, actor: Actor, at: datetime) -> Any:
    """Nobody in office there today holds a certificate that has not run out."""
    return rows.exclude(pk__in=certified_officers(day_of(at)).values("agency_id"))


class AgencyList(ListPage[Agency]):
    name, title, meaning = "agencies", "监管机构", "各级主管部门和监督机构，以及各自的文书签发规则。"
    roles = READERS
    columns = (
        Column(key="name", label="机构", sort="name", width="wide"),
        Column(key="division__full_name", label="区划", sort="path"),
        Column(key="level", label="层级", kind=Kind.CHIP),
        Column(key="kind", label="类别", kind=Kind.CHIP),
        Column(key="doc_prefix", label="机关代字"),
        Column(key="review_required", label="文书须审核"),
        Column(key="sign_required", label="文书须签发"),
        Column(key="officer_count", label="在任人员", kind=Kind.NUMBER, sort="officer_count"),
        Column(key="phone", label="联系电话", hidden=True),
    )
    filters = (
        TextFilter(
            name="q", label="关键字", fields=("name", "short_name", "division__full_name", "division__initials")
        ),
        ChoiceFilter(name="level", label="层级", field="level", choices=Level.choices),
        ChoiceFilter(name="kind", label="类别", field="kind", choices=KINDS),
        DivisionFilter(prefix="division__"),
        ToggleFilter(name="uncertified", label="没有持证监督员", apply=_uncertified),
    )
    totals_by, default_sort = "level", "path"
    empty = Empty(why="还没有登记机构。", next_step="由系统管理员添加，或用台账批量导入。")

    def rows(self, actor: Actor, at: datetime) -> QuerySet[Agency]:
        day = day_of(at)
        serving = Q(officers__valid_from__lte=day) & (Q(officers__valid_to=None) | Q(officers__valid_to__gt=day))
        rows = Agency.objects.visible_to(actor).within(actor.path).on(day).select_related("division")
        return rows.annotate(officer_count=Count("officers", filter=serving))

    def row_url(self, row: Agency) -> str:
        return reverse("agencies:agency", args=[row.pk])

    def actions(self, actor: Actor) -> tuple[PageAction, ...]:
        return (
            (PageAction(label="添加机构", url=reverse("agencies:add"), primary=True),) if may_administer(actor) else ()
        )


@open_to(READERS)
@require_safe
def show_agency(request: HttpRequest, agency_id: UUID) -> HttpResponse:
    row, actor, day = agency(agency_id), actor_of(request), day_of(now())
    context = {
        "agency": row, "officers": officers_of(row.pk, day), "departments": row.departments.order_by("position", "name"),
        "may_run": may_run_agency(actor, row), "crumbs": [*CRUMBS, (row.name, "")],
    }  # fmt: skip
    return render(request, "agencies/agency.html", context)


@open_to({Role.SYSTEM_ADMIN})
@require_http_methods(["GET", "POST"])
def add_agency_page(request: HttpRequest) -> HttpResponse:
    actor, at = actor_of(request), now()

    def save(values: dict[str, Any]) -> str:
        place = _place(values.pop("division"), actor.path)
        made = add_agency(
            actor=actor, division_code=place.code, kind=AgencyKind(values.pop("kind")), at=at,
            **{name: value for name, value in values.items() if value not in (None, "")},
        )  # fmt: skip
        return f"已添加“{made.name}”。"

    page = FormPage(
        title="添加机构", button="添加", back=reverse("agencies:list"), crumbs=CRUMBS, initials={"sign_required": True},
        inputs=(
            Input(name="name", label="机构名称"),
            Input(name="short_name", label="简称", required=False),
            Input(name="division", label="所属区划", help="写区划名称，如：福州市鼓楼区；也可以写六位代码"),
            Input(name="kind", label="类别", kind=InputKind.CHOICE, choices=KINDS),
            Input(name="doc_prefix", label="机关代字", required=False, help="文号开头的字，如：某建质安"),
            Input(name="review_required", label="文书须经审核", kind=InputKind.BOOL, required=False),
            Input(name="sign_required", label="文书须经签发", kind=InputKind.BOOL, required=False),
            Input(name="may_penalise", label="有行政处罚权", kind=InputKind.BOOL, required=False),
            Input(name="phone", label="联系电话", required=False),
            Input(name="address", label="地址", required=False),
        ),
    )  # fmt: skip
    return answer_form(request, page, save)


@open_to(KEEPERS)
@require_http_methods(["GET", "POST"])
def sign_rules_page(request: HttpRequest, agency_id: UUID) -> HttpResponse:
    row, actor, at = agency(agency_id), actor_of(request), now()

    def save(values: dict[str, Any]) -> str:
        set_sign_rules(actor=actor, agency_id=agency_id, at=at, **values)
        return "文书签发规则已更新，新拟的文书按新规则办理。"

    page = FormPage(
        title="文书签发规则", button="保存", back=reverse("agencies:agency", args=[agency_id]),
        crumbs=[*CRUMBS, (row.name, reverse("agencies:agency", args=[agency_id]))],
        lead="文书由监督员拟稿；下面两步按本机关的规定开启或关闭。",
        initials={"review_required": row.review_required, "sign_required": row.sign_required},
        inputs=(
            Input(name="review_required", label="拟稿后须经审核", kind=InputKind.BOOL, required=False),
            Input(name="sign_required", label="须经负责人签发", kind=InputKind.BOOL, required=False),
        ),
    )  # fmt: skip
    return answer_form(request, page, save)


@open_to(KEEPERS)
@require_http_methods(["GET", "POST"])
def add_officer_page(request: HttpRequest, agency_id: UUID) -> HttpResponse:
    row, actor, at = agency(agency_id), actor_of(request), now()

    def save(values: dict[str, Any]) -> str:
        room = values.pop("department_id")
        start: date | None = values.pop("valid_from")
        made = add_officer(
            actor=actor,
            agency_id=agency_id,
            at=at,
            department_id=UUID(room) if room else None,
            valid_from=start,
            **values,
        )
        return f"已添加“{made.name}”。"

    rooms = tuple((str(pk), name) for pk, name in row.departments.order_by("position").values_list("pk", "name"))
    page = FormPage(
        title="添加监管人员", button="添加", back=reverse("agencies:agency", args=[agency_id]),
        crumbs=[*CRUMBS, (row.name, reverse("agencies:agency", args=[agency_id]))],
        initials={"valid_from": day_of(at).isoformat()},
        inputs=(
            Input(name="name", label="姓名"),
            Input(name="certificate_no", label="执法证号", required=False, help="印在文书上；没有执法证的不填"),
            Input(name="department_id", label="科室", kind=InputKind.CHOICE, choices=rooms, required=False),
            Input(name="position", label="职务", required=False),
            Input(name="valid_from", label="到任日期", kind=InputKind.DATE),
        ),
    )  # fmt: skip
    return answer_form(request, page, save)


def _place(text: str, within: str) -> Division:
    found = Division.objects.filter(code=text).first() or division_by_name(text, within)
    if found is None:
        raise InvalidInput.of("division", "没有找到这个区划，或者不止一个同名：请写全称，如福建省福州市鼓楼区")
    return found
