"""施工安全信息员: the list, one of them with what was reported, naming, relieving, reporting; what an office lacks."""

from collections.abc import Sequence
from datetime import date, datetime
from datetime import time as time_of_day
from typing import Any, ClassVar, Final
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.access.terms import REGULATORS
from zhiben.kernel.base.clock import CHINA, day_of, now
from zhiben.kernel.base.errors import InvalidInput, NotVisible
from zhiben.kernel.base.text import name_key
from zhiben.kernel.ui.cases.parts import Fact
from zhiben.kernel.ui.doors import open_to
from zhiben.kernel.ui.forms.answer import answer_form
from zhiben.kernel.ui.lists.actions import Empty, PageAction
from zhiben.kernel.ui.lists.columns import Column, Kind
from zhiben.kernel.ui.lists.filters import ChoiceFilter, DivisionFilter, TextFilter, ToggleFilter
from zhiben.kernel.ui.lists.page import ListPage
from zhiben.kernel.workflow.definition import Input, InputKind
from zhiben.registry.agencies.public import agencies_named
from zhiben.registry.enterprises.public import enterprises
from zhiben.registry.people.public import ensure_person
from zhiben.registry.projects.models import Informant, Project
from zhiben.registry.projects.policies import INFORMANT_KEEPERS
from zhiben.registry.projects.queries import History, OfficeState, history_of, offices_seen, states_of_offices
from zhiben.registry.projects.services import name_informant, relieve_informant, report_as_informant
from zhiben.registry.projects.services.informants import may_keep_informant
from zhiben.registry.projects.terms import InformantFor, ReportKind

CRUMBS: Final = (("首页", "/home"), ("施工安全信息员", "/informants/"))
REPORTS: Final = 50
NAMING: Final = (
    Input(name="subject", label="为谁报送", kind=InputKind.CHOICE, choices=tuple(InformantFor.choices)),
    Input(name="subject_name", label="单位或工程名称", help="机构、企业或工程的全称，须已登记"),
    Input(name="name", label="信息员姓名"),
    Input(name="id_number", label="身份证号", required=False, help="不填的标为“待匹配”；加密保存，默认打码"),
    Input(name="phone", label="手机号", help="加密保存，默认打码"),
    Input(name="duty", label="职务", required=False),
    Input(name="on", label="任职自", kind=InputKind.DATE),
)
REPORTING: Final = (
    Input(name="kind", label="报送什么", kind=InputKind.CHOICE, choices=tuple(ReportKind.choices)),
    Input(name="happened_on", label="发生日期", kind=InputKind.DATE, required=False, help="报平安的不填"),
    Input(name="happened_time", label="发生时刻", required=False, help="例如 14:30"),
    Input(
        name="what",
        label="情况",
        kind=InputKind.LONGTEXT,
        required=False,
        help="险情和事故写明地点、经过、伤亡和已采取的措施",
    ),
)


def _search(rows: Any, text: str) -> Any:
    return rows.filter(subject_name__contains=text.strip()) | rows.filter(person__name_key__contains=name_key(text))


def _overdue(rows: Any, actor: Actor, at: datetime) -> Any:
    return rows.overdue(at)


class InformantList(ListPage[Informant]):
    name = "informants"
    title = "施工安全信息员"
    meaning = "机构、企业和项目指定的报送人。按期报送，没有情况的报平安；险情和事故随时报。"
    roles = INFORMANT_KEEPERS
    columns: ClassVar[Sequence[Column]] = (
        Column(key="person__name", label="信息员"),
        Column(key="subject_name", label="报送单位", sort="subject_name", width="wide"),
        Column(key="subject", label="类别"),
        Column(key="duty", label="职务"),
        Column(key="person__phone_masked", label="手机号", width="code"),
        Column(key="reported_at", label="最近报送", kind=Kind.MOMENT, sort="reported_at"),
        Column(key="due_at", label="下次期限", kind=Kind.DUE, sort="due_at"),
        Column(key="valid_from", label="任职自", kind=Kind.DATE),
        Column(key="valid_to", label="任职至", kind=Kind.DATE, hidden=True),
        Column(key="updated_at", label="更新时间", kind=Kind.MOMENT, sort="updated_at"),
    )
    filters: ClassVar[Sequence[Any]] = (
        TextFilter(name="q", label="姓名或单位", search=_search),
        DivisionFilter(),
        ChoiceFilter(name="subject", label="类别", field="subject", choices=InformantFor.choices),
        ToggleFilter(name="overdue", label="逾期未报", apply=_overdue),
        ToggleFilter(name="past", label="已卸任", apply=lambda rows, actor, at: rows.exclude(valid_to=None)),
    )
    totals_by, default_sort = "subject", "subject_name"
    empty = Empty(why="还没有登记信息员。", next_step="逐个登记，或者导入施工安全信息员台账。")

    def rows(self, actor: Actor, at: datetime) -> QuerySet[Informant]:
        return Informant.objects.visible_to(actor).select_related("person")

    def row_url(self, row: Informant) -> str:
        return reverse("projects:informant", args=[row.pk])

    def actions(self, actor: Actor) -> Sequence[PageAction]:
        found = [PageAction(label="登记信息员", url=reverse("projects:name_informant"), primary=True)]
        if actor.is_regulator:
            found.insert(
                0, PageAction(label="机构报送情况", url=reverse("projects:informant_offices"), icon="chart-bar")
            )
        return found


class OfficeList(ListPage[Any]):
    name = "informant_offices"
    title = "机构报送情况"
    meaning = "各机构的人员、信息员和报送最近什么时候更新过，还缺什么。"
    roles = frozenset(REGULATORS)
    columns: ClassVar[Sequence[Column]] = (
        Column(key="name", label="机构", sort="name", width="wide"),
        Column(key="updated", label="机构和人员更新", kind=Kind.MOMENT),
        Column(key="officer_count", label="在任监督员", kind=Kind.NUMBER),
        Column(key="informant_count", label="信息员", kind=Kind.NUMBER),
        Column(key="named", label="信息员更新", kind=Kind.MOMENT),
        Column(key="reported", label="最近报送", kind=Kind.MOMENT),
        Column(key="lacks", label="缺项", width="wide"),
    )
    filters: ClassVar[Sequence[Any]] = (TextFilter(name="q", label="机构名称", fields=("name",)),)
    default_sort = "name"
    empty = Empty(why="辖区内没有机构。", next_step="先登记监管机构。")

    def rows(self, actor: Actor, at: datetime) -> QuerySet[Any]:
        return offices_seen(actor, day_of(at))

    def row_url(self, row: Any) -> str:
        return f"{reverse('projects:informants')}?q={row.name}"

    def prepare(self, rows: Sequence[Any]) -> None:
        states = states_of_offices([row.pk for row in rows], now())
        for row in rows:
            state: OfficeState = states[row.pk]
            row.updated, row.officer_count, row.informant_count = state.updated, state.officers, state.informants
            row.named, row.reported, row.lacks = state.named, state.reported, "、".join(state.lacks)


@open_to(INFORMANT_KEEPERS)
@require_safe
def page(request: HttpRequest, informant_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    row = _row(actor, informant_id)
    history: list[History] = history_of(row)
    context = {
        "row": row, "facts": [f for f in _facts(row) if f.value], "reports": row.reports.order_by("-at")[:REPORTS],
        "history": history, "may_keep": row.valid_to is None and may_keep_informant(actor, row),
        "late": row.due_at is not None and row.due_at < now(), "crumbs": [*CRUMBS, (row.subject_name[:24], "")],
    }  # fmt: skip
    return render(request, "projects/informant.html", context)


@open_to(INFORMANT_KEEPERS)
def name(request: HttpRequest) -> HttpResponse:
    actor, at = actor_of(request), now()

    def do(values: dict[str, Any]) -> tuple[str, str]:
        kind = InformantFor(values["subject"])
        subject = _subject(actor, kind, values["subject_name"])
        person = ensure_person(
            actor=actor, name=values["name"], id_number=values["id_number"], phone=values["phone"], at=at
        )
        row = name_informant(actor=actor, subject=kind, subject_id=subject, person_id=person.pk, duty=values["duty"],
                             on=values["on"], at=at)  # fmt: skip
        return "已登记信息员。", reverse("projects:informant", args=[row.pk])

    back = reverse("projects:informants")
    given = {"on": day_of(at), "subject": request.GET.get("subject", ""), "subject_name": request.GET.get("of", "")}
    return answer_form(request, title="登记信息员", inputs=NAMING, do=do, back=back, crumbs=CRUMBS, initials=given)


@open_to(INFORMANT_KEEPERS)
def relieve(request: HttpRequest, informant_id: UUID) -> HttpResponse:
    actor, at = actor_of(request), now()
    row, back = _row(actor, informant_id), reverse("projects:informant", args=[informant_id])

    def do(values: dict[str, Any]) -> tuple[str, str]:
        relieve_informant(actor=actor, informant_id=row.pk, on=values["on"], at=at)
        return "已卸任。", back

    inputs = (Input(name="on", label="卸任日期", kind=InputKind.DATE),)
    return answer_form(request, title="卸任", lead=f"{row.person.name}　{row.subject_name}", inputs=inputs, do=do,
                       back=back, crumbs=CRUMBS, initials={"on": day_of(at)})  # fmt: skip


@open_to(INFORMANT_KEEPERS)
def report(request: HttpRequest, informant_id: UUID) -> HttpResponse:
    actor, at = actor_of(request), now()
    row, back = _row(actor, informant_id), reverse("projects:informant", args=[informant_id])

    def do(values: dict[str, Any]) -> tuple[str, str]:
        made = report_as_informant(
            actor=actor, informant_id=row.pk, kind=values["kind"], what=values["what"], at=at,
            happened_at=_moment(values["happened_on"], values["happened_time"]),
        )  # fmt: skip
        return f"已报送{'，超过了上报时限' if made.late else ''}。", back

    return answer_form(request, title="报送", lead=f"{row.person.name}　{row.subject_name}", inputs=REPORTING, do=do,
                       back=back, crumbs=CRUMBS, initials={"kind": ReportKind.SAFE})  # fmt: skip


def _row(actor: Actor, informant_id: UUID) -> Informant:
    row = Informant.objects.visible_to(actor).select_related("person", "project", "enterprise").filter(pk=informant_id)
    found = row.first()
    if found is None:
        raise NotVisible("没有这名信息员，或者不在您的权限范围内")
    return found


def _subject(actor: Actor, kind: InformantFor, text: str) -> UUID:
    key = name_key(text)
    if kind == InformantFor.AGENCY:
        found = [a.pk for a in agencies_named([text]).get(key, [])]
    else:
        rows: Any = Project.objects.visible_to(actor) if kind == InformantFor.PROJECT else enterprises(actor)
        found = list(rows.filter(name_key=key).values_list("pk", flat=True)[:2])
    if len(found) != 1:
        reason = "有几个同名的，请到它的页面上登记" if found else f"没有登记过名为“{text}”的{kind.label}"
        raise InvalidInput.of("subject_name", reason)
    return UUID(str(found[0]))


def _moment(day: date | None, time: str) -> datetime | None:
    if day is None:
        return None
    try:
        clock = time_of_day.fromisoformat(time.strip().replace("：", ":").zfill(5) if time.strip() else "00:00")
    except ValueError as wrong:
        raise InvalidInput.of("happened_time", "时刻写成 14:30 的样子") from wrong
    return datetime.combine(day, clock, tzinfo=CHINA)


def _facts(row: Informant) -> list[Fact]:
    return [
        Fact("报送单位", row.subject_name, url=_subject_url(row)),
        Fact("类别", row.get_subject_display()),
        Fact("职务", row.duty),
        Fact("手机号", row.person.phone_masked),
        Fact("任职自", row.valid_from),
        Fact("任职至", row.valid_to),
        Fact("最近报送", row.reported_at),
        Fact("下次期限", row.due_at),
        Fact("更新时间", row.updated_at),
    ]


def _subject_url(row: Informant) -> str:
    if row.project_id:
        return reverse("projects:page", args=[row.project_id])
    return reverse("enterprises:page", args=[row.enterprise_id]) if row.enterprise_id else ""
