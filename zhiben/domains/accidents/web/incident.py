"""The page of one incident, and the form that registers one."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from zhiben.domains.accidents.catalogue import pairs
from zhiben.domains.accidents.models import Incident, Trace
from zhiben.domains.accidents.policies import READERS, REGULATORS, REPORTERS
from zhiben.domains.accidents.services.incidents import Account, report_incident, take_incident_step
from zhiben.domains.accidents.terms import IncidentKind
from zhiben.domains.accidents.web.tones import INCIDENT_TONES
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.access.terms import ReachKind
from zhiben.kernel.base.clock import CHINA, now
from zhiben.kernel.base.errors import InvalidInput, NotVisible
from zhiben.kernel.evidence.queries import attachments_of
from zhiben.kernel.ui.cases.addresses import case_url
from zhiben.kernel.ui.cases.page import CasePage
from zhiben.kernel.ui.cases.parts import Document, Fact, Parts, Person, PhotoSet, Related
from zhiben.kernel.ui.doors import open_to
from zhiben.kernel.ui.forms.answer import answer_form
from zhiben.kernel.workflow.definition import Input, InputKind, Transition
from zhiben.registry.projects.public import projects

CRUMBS: Final = (("首页", "/home"), ("事故险情台账", "/incidents/"))
DATE, NUMBER, LONG, CHOICE = InputKind.DATE, InputKind.NUMBER, InputKind.LONGTEXT, InputKind.CHOICE
MOST: Final = 500
FATAL: Final = "亡人事故快报 未接入，仍按原渠道立即报告；这里登记非亡人事故和重大险情。"


class IncidentPage(CasePage[Incident]):
    flow_code, roles, tones = "incident", READERS, INCIDENT_TONES
    crumbs = CRUMBS

    def parts(self, case: Incident, actor: Actor, at: datetime) -> Parts:
        files = attachments_of("incident", [case.pk])
        people = [Person("报告人", case.reporter, case.reporter_phone_masked), Person("核实人", case.confirmed_by)]
        return Parts(
            facts=_facts(case), people=[p for p in people if p.name], responsible=case.reporter_unit,
            photos=[PhotoSet("现场照片", [f for f in files if f.slot == "before"])], related=_related(case, actor),
            documents=[Document("材料", f.file.url, f.file.name) for f in files if f.slot == "files"],
        )  # fmt: skip

    def inputs(self, case: Incident, row: Transition[Incident], actor: Actor) -> Sequence[Input]:
        return [i for i in row.inputs if i.name != "confirmed_by"]

    def handle(
        self, *, actor: Actor, case: Incident, action: str, at: datetime, on_behalf_of: str, inputs: dict[str, Any]
    ) -> None:
        take_incident_step(actor=actor, incident_id=case.pk, action=action, at=at, **inputs)


@open_to(REPORTERS)
def new(request: HttpRequest) -> HttpResponse:
    """登记事故险情: four moments, place and part, who was hurt, what was done."""
    actor = actor_of(request)
    found = list(projects(actor).order_by("name", "id")[:MOST])
    if not found:
        raise NotVisible("没有可以登记的工程项目")
    chosen = request.GET.get("project", "")
    given = {"project": chosen if chosen in {str(p.pk) for p in found} else str(found[0].pk) if len(found) == 1 else ""}

    def do(values: dict[str, Any]) -> tuple[str, str]:
        photos = [UUID(p) for p in values.pop("photos", None) or ()]
        project_id = UUID(values.pop("project"))
        made = report_incident(actor=actor, project_id=project_id, account=_account(values), at=now(), photos=photos)
        return "已登记，等监管机构核实。", case_url("incident", made.pk)

    initials = {**given, "occurred_on": now().date(), "reported_on": now().date(), "reporter": actor.name,
                "reporter_unit": "" if actor.reach == ReachKind.PROJECT else actor.reach_name,
                "reported_time": f"{now():%H:%M}"}  # fmt: skip
    return answer_form(
        request, title="登记事故险情", inputs=_inputs(found), do=do, button="登记", lead=FATAL, initials=initials,
        back=reverse("accidents:incidents"), crumbs=CRUMBS,
    )  # fmt: skip


def _inputs(found: Sequence[Any]) -> list[Input]:
    return [
        Input(name="project", label="工程名称", kind=CHOICE, choices=tuple((str(p.pk), p.name) for p in found)),
        Input(name="kind", label="类别", kind=CHOICE, choices=tuple(IncidentKind.choices)),
        Input(name="criterion", label="判定口径", kind=CHOICE, choices=pairs("criteria"),
              help="文件没有统一口径，按本地选用的口径选一条"),
        *_moment("occurred", "发生"), *_moment("known", "知悉", required=False), *_moment("reported", "报告"),
        Input(name="spot", label="事故地点", help="写到楼栋、部位、路号"),
        Input(name="acc_type", label="事故类型", kind=CHOICE, choices=pairs("types"), help="GB 6441"),
        Input(name="part", label="发生部位", kind=CHOICE, choices=pairs("parts"), required=False),
        Input(name="injuries", label="重伤人数", kind=NUMBER, required=False),
        Input(name="minor", label="轻伤人数", kind=NUMBER, required=False),
        Input(name="exposed", label="涉险人数", kind=NUMBER, required=False),
        Input(name="loss_wan", label="初步直接经济损失（万元）", kind=NUMBER, required=False),
        Input(name="course", label="简要经过", kind=LONG),
        Input(name="first_cause", label="初步原因", kind=LONG, required=False),
        Input(name="measures", label="已采取措施", kind=LONG),
        Input(name="reporter_unit", label="报告单位", required=False),
        Input(name="reporter", label="报告人"),
        Input(name="reporter_phone", label="报告人电话", required=False),
        Input(name="photos", label="现场照片", kind=InputKind.PHOTOS, required=False),
    ]  # fmt: skip


def _moment(name: str, label: str, required: bool = True) -> list[Input]:
    return [
        Input(name=f"{name}_on", label=f"{label}日期", kind=DATE, required=required),
        Input(name=f"{name}_time", label=f"{label}时刻", required=required, help="写成 14:30 这样"),
    ]


def _account(values: dict[str, Any]) -> Account:
    moments = {f"{name}_at": _joined(values, name) for name in ("occurred", "known", "reported")}
    whole = {name: _whole(values, name) for name in ("injuries", "minor", "exposed")}
    plain = ("criterion", "spot", "acc_type", "course", "measures", "reporter", "reporter_unit", "reporter_phone", "part",
             "first_cause")  # fmt: skip
    texts = {name: values.get(name) or "" for name in plain}
    return Account(
        kind=IncidentKind(values["kind"]), occurred_at=moments["occurred_at"], reported_at=moments["reported_at"],
        known_at=moments["known_at"], injuries=whole["injuries"] or 0, minor=whole["minor"] or 0,
        exposed=whole["exposed"], loss_wan=values.get("loss_wan"), **texts,
    )  # fmt: skip


def _joined(values: Mapping[str, Any], name: str) -> Any:
    day, text = values.get(f"{name}_on"), str(values.get(f"{name}_time") or "").strip().replace("：", ":")
    if not isinstance(day, date):
        return None
    try:
        clock = time.fromisoformat(text.zfill(5) if text else "00:00")
    except ValueError:
        raise InvalidInput.of(f"{name}_time", "时刻写成 14:30 这样") from None
    return datetime.combine(day, clock.replace(tzinfo=None), CHINA)


def _whole(values: Mapping[str, Any], name: str) -> int | None:
    value = values.get(name)
    if value in (None, ""):
        return None
    if value != int(value):
        raise InvalidInput.of(name, "人数填整数")
    return int(value)


def _facts(case: Incident) -> list[Fact]:
    return [
        Fact("类别", case.get_kind_display()), Fact("判定口径", case.criterion_text, wide=True),
        Fact("发生时间", case.occurred_at), Fact("知悉时间", case.known_at), Fact("报告时间", case.reported_at),
        Fact("接报时间", case.received_at), Fact("事故地点", case.spot), Fact("发生部位", case.part_name),
        Fact("事故类型", case.type_name), Fact("重伤人数", case.injuries), Fact("轻伤人数", case.minor),
        Fact("涉险人数", case.exposed), Fact("初步直接经济损失（万元）", case.loss_wan),
        Fact("简要经过", case.course, wide=True), Fact("初步原因", case.first_cause, wide=True),
        Fact("已采取措施", case.measures, wide=True), Fact("核实日期", case.confirmed_on),
        Fact("核实情况", case.opinion, wide=True), Fact("处理结果", case.result, wide=True),
        Fact("办结日期", case.closed_on),
    ]  # fmt: skip


def _related(case: Incident, actor: Actor) -> list[Related]:
    related = [Related(case.where_name, f"/projects/{case.project_id}/", "工程项目")]
    if actor.role not in REGULATORS:
        return related
    traces = Trace.objects.visible_to(actor).filter(incident=case).order_by("-id")
    return related + [
        Related(f"责任倒查 {t.number}".strip(), case_url("trace", t.pk), t.get_state_display()) for t in traces
    ]
