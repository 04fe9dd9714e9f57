"""非亡人事故台账, 重大险情台账 and 责任倒查台账, out. What is in them is entered case by case."""

from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any, Final

from django.db.models import Q, QuerySet

from zhiben.domains.accidents.models import Incident, Trace
from zhiben.domains.accidents.terms import IncidentKind
from zhiben.kernel.base.clock import start_of_day
from zhiben.kernel.base.errors import InvalidInput
from zhiben.kernel.crypto import open_sealed
from zhiben.kernel.papers.columns import Column
from zhiben.kernel.papers.ledger import ExportFilter, Ledger, never_in, register
from zhiben.kernel.papers.terms import CellType
from zhiben.registry.agencies.public import agency_names

CHUNK: Final = 1000
T = CellType
INCIDENT: Final = (
    Column("title", "事故名称", longest=300, width=34),
    Column("occurred", "发生时间", type=T.DATETIME),
    Column("known", "知悉时间", type=T.DATETIME),
    Column("reported", "报告时间", type=T.DATETIME),
    Column("received", "接报时间", type=T.DATETIME),
    Column("spot", "事故地点", longest=300, width=26),
    Column("project_name", "工程名称", longest=300, width=30),
    Column("supervise_no", "监督编号", type=T.CODE, longest=50),
    Column("acc_type", "事故类型", longest=32),
    Column("part", "发生部位", longest=32),
    Column("criterion", "判定口径", longest=100, width=30),
    Column("injuries", "重伤人数", type=T.INTEGER),
    Column("minor", "轻伤人数", type=T.INTEGER),
    Column("exposed", "涉险人数", type=T.INTEGER),
    Column("loss_wan", "初步直接经济损失", type=T.MONEY_WAN, places=4),
    Column("course", "简要经过", longest=4000, width=40),
    Column("first_cause", "初步原因", longest=1000, width=30),
    Column("measures", "已采取措施", longest=2000, width=40),
    Column("reporter_unit", "报告单位", longest=200, width=24),
    Column("reporter", "报告人及电话", type=T.PERSON),
    Column("state", "状态", longest=32),
    Column("trace", "责任倒查", longest=100),
    Column("result", "处理结果", longest=2000, width=40),
)  # fmt: skip
TRACE: Final = (
    Column("number", "案件编号", type=T.CODE, longest=64),
    Column("title", "倒查事项", longest=300, width=34),
    Column("where", "工程名称", longest=300, width=30),
    Column("happened_on", "事项日期", type=T.DATE),
    Column("triggers", "触发情形", longest=200, width=24),
    Column("words", "情形说明", longest=2000, width=44),
    Column("agency", "办理机关", longest=200, width=24),
    Column("begun_on", "启动日期", type=T.DATE),
    Column("investigator", "主办人", longest=200),
    Column("tasks", "必办事项", longest=1000, width=34),
    Column("cause", "原因", longest=4000, width=40),
    Column("responsible", "责任认定", longest=4000, width=40),
    Column("opinion", "认定意见", longest=2000, width=40),
    Column("concluded_on", "认定日期", type=T.DATE),
    Column("result", "处理结果", longest=4000, width=40),
    Column("closed_on", "结案日期", type=T.DATE),
    Column("state", "状态", longest=32),
)  # fmt: skip


def incidents_listed(kind: IncidentKind) -> Callable[[ExportFilter], Iterator[Mapping[str, Any]]]:
    """``since`` and ``until`` are days on which it happened."""

    def listed(wanted: ExportFilter) -> Iterator[Mapping[str, Any]]:
        rows = _within(Incident.objects.visible_to(wanted.actor).counted().filter(kind=kind), wanted)
        if wanted.since:
            rows = rows.filter(occurred_at__gte=start_of_day(wanted.since))
        if wanted.until:
            rows = rows.filter(occurred_at__date__lte=wanted.until)
        ordered = rows.select_related("project").order_by("occurred_at", "id")
        for incident in ordered.prefetch_related("traces").iterator(chunk_size=CHUNK):
            yield _incident(incident, personal=wanted.personal)

    return listed


def traces_listed(wanted: ExportFilter) -> Iterator[Mapping[str, Any]]:
    """``since`` and ``until`` are days of what is traced."""
    if not wanted.actor.is_regulator and not wanted.actor.is_system:
        raise InvalidInput.of("kind", "责任倒查台账只对监管机构开放")
    rows = _within(Trace.objects.visible_to(wanted.actor), wanted)
    if wanted.since:
        rows = rows.filter(happened_on__gte=wanted.since)
    if wanted.until:
        rows = rows.filter(happened_on__lte=wanted.until)
    ordered = rows.prefetch_related("triggers", "tasks", "responsible").order_by("happened_on", "id")
    found = ordered.iterator(chunk_size=CHUNK)
    while chunk := list(islice(found, CHUNK)):
        names = agency_names({t.agency_id for t in chunk})
        for trace in chunk:
            yield _trace(trace, names)


def _within(rows: "QuerySet[Any]", wanted: ExportFilter) -> "QuerySet[Any]":
    code = wanted.division_code
    return rows.filter(Q(county=code) | Q(city=code) | Q(province=code)) if code else rows


def _incident(one: Incident, *, personal: bool) -> dict[str, Any]:
    cipher = one.reporter_phone_cipher
    phone = open_sealed(bytes(cipher)) if personal and cipher else ""
    traces = sorted(one.traces.all(), key=lambda t: t.pk)
    plain = ("title", "spot", "injuries", "minor", "exposed", "loss_wan", "course", "first_cause", "measures",
             "reporter_unit", "result")  # fmt: skip
    return {
        **{name: getattr(one, name) for name in plain}, "occurred": one.occurred_at, "known": one.known_at,
        "reported": one.reported_at, "received": one.received_at, "project_name": one.project.name,
        "supervise_no": one.project.supervise_no, "acc_type": one.type_name, "part": one.part_name,
        "criterion": one.criterion_text, "reporter": [{"name": one.reporter, "phone": phone}],
        "state": one.get_state_display(),
        "trace": "；".join(f"{t.number} {t.get_state_display()}".strip() for t in traces),
    }  # fmt: skip


def _trace(one: Trace, names: Mapping[Any, str]) -> dict[str, Any]:
    triggers = sorted(one.triggers.all(), key=lambda t: t.pk)
    parties = sorted(one.responsible.all(), key=lambda p: p.position)
    plain = ("number", "title", "happened_on", "begun_on", "investigator", "cause", "opinion", "concluded_on", "result",
             "closed_on")  # fmt: skip
    return {
        **{name: getattr(one, name) for name in plain}, "where": one.where_name, "agency": names.get(one.agency_id, ""),
        "triggers": "、".join(t.get_code_display() for t in triggers), "words": "；".join(t.words for t in triggers),
        "tasks": "；".join(f"{t.name}：{t.get_state_display()}" for t in sorted(one.tasks.all(), key=lambda t: t.position)),
        "responsible": "；".join(
            f"{p.unit} {p.person}（{p.get_blame_display()}）：{p.finding}".replace(" （", "（") for p in parties
        ),
        "state": one.get_state_display(),
    }  # fmt: skip


def _out(kind: str, title: str, order: int, columns: Any, rows: Any) -> Ledger:
    return register(
        Ledger(kind=kind, title=title, order=order, columns=columns, key=lambda values: "", apply=never_in, rows=rows,
               takes_in=False)
    )  # fmt: skip


NON_FATAL: Final = _out("non_fatal", "非亡人事故台账", 21, INCIDENT, incidents_listed(IncidentKind.NON_FATAL))
NEAR_MISS: Final = _out("near_miss", "重大险情台账", 22, INCIDENT, incidents_listed(IncidentKind.NEAR_MISS))
TRACES: Final = _out("traces", "责任倒查台账", 23, TRACE, traces_listed)
