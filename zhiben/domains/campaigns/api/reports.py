"""``/reports``: what is to be handed in, and its steps."""

import re
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from ninja import Field, Query, Schema

from zhiben.domains.campaigns.api.routing import router
from zhiben.domains.campaigns.documents import signed_version
from zhiben.domains.campaigns.models import Report
from zhiben.domains.campaigns.policies import READERS
from zhiben.domains.campaigns.queries.own_report import changes_of, data_of
from zhiben.domains.campaigns.queries.report import ReportData
from zhiben.domains.campaigns.queries.report_checks import checks_of
from zhiben.domains.campaigns.queries.table import leaves
from zhiben.domains.campaigns.services.reports import take_report_step
from zhiben.domains.campaigns.terms import HandedIn, ReportState
from zhiben.domains.campaigns.workflow import REPORT_FLOW
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.api.idempotency import idempotent
from zhiben.kernel.api.paging import Page, PageQuery, page_of
from zhiben.kernel.base.clock import now, today
from zhiben.kernel.base.errors import InvalidInput, NotPermitted, NotVisible

FILLED_IN = ("checked_by", "signed_by", "explained")
WHY = re.compile("why[0-9]{1,3}")


class ReportOut(Schema):
    id: UUID
    title: str
    kind: str
    name: str
    period: str
    state: ReportState
    stands: HandedIn = Field(description="报送情况：按时、迟报、缺报、退回")
    division: str
    agency_id: UUID
    agency: str
    receiver: str
    since: date
    until: date
    due_on: date
    rule: str
    submitted_on: date | None
    resubmitted_on: date | None
    returned_on: date | None
    returned_why: str
    resubmit_by: date | None
    accepted_on: date | None
    late: bool
    zero: bool
    round: int
    due_at: datetime | None


class CheckLine(Schema):
    rule: str
    holds: bool
    broken: list[str]


class ReportDetail(ReportOut):
    work: str
    problems: str
    next_steps: str
    headings: dict[str, str] = Field(description="三段文字各叫什么，如经验做法、问题成因、对策建议")
    explanations: dict[str, str]
    frozen: bool = Field(description="数字已锁定")
    digest: str
    cut: date
    figures: dict[str, dict[str, int | float | None]] = Field(description="合计行：month 本期，year 累计")
    words: dict[str, str] = Field(description="两栏各叫什么：month 如本月、本季度、本年，year 累计")
    checks: list[CheckLine]
    changes: list[str] = Field(description="报后更正：现在的数与报送的数不同之处")


class ReportQuery(PageQuery):
    state: ReportState | None = None
    stands: HandedIn | None = None
    kind: str = Field("", max_length=40)
    division: str = Field("", max_length=6, description="区划代码，含下级")
    since: date | None = Field(None, description="统计期止不早于")
    until: date | None = Field(None, description="统计期止不晚于")
    to_us: bool = Field(False, description="只要报给本机关的")


class ReportStep(Schema):
    """What a step asks for; each takes only its own. ``check``: why1、why2…依次说明不符的校验。"""

    values: dict[str, Any] = {}


@router.get("", response=Page[ReportOut], summary="报表列表")
def report_list(request: HttpRequest, query: Query[ReportQuery]) -> dict[str, Any]:
    """只列出调用者辖区内的，报送日最近的在前。"""
    actor = _regulator(request)
    found = page_of(_narrow(Report.objects.visible_to(actor), query, actor), query, order="-due_on")
    return {**found, "items": [_plain(one) for one in found["items"]]}


@router.get("/{uuid:report_id}", response=ReportDetail, summary="一份报表")
def report_detail(request: HttpRequest, report_id: UUID) -> dict[str, Any]:
    """已核对的是锁定的数字，未核对的是现在的数字。"""
    return _detail(_visible(_regulator(request), report_id))


@router.post("/{uuid:report_id}/actions/{slug:action}", response=ReportDetail, summary="办理一步")
@idempotent
def act(request: HttpRequest, report_id: UUID, action: str, given: ReportStep) -> dict[str, Any]:
    """动作：edit、check（核对送签）、send_back、sign（签发报送）、accept（接收）、return（退回）、receipt。数字不能填写。"""
    actor = _regulator(request)
    values = _typed(action, given.values)
    done = take_report_step(actor=actor, report_id=report_id, action=action, at=now(), **values)
    return _detail(_visible(actor, done.pk))


def _regulator(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    if actor.role not in READERS or not actor.is_regulator:
        raise NotPermitted("报表只对监管机构开放")
    return actor


def _visible(actor: Actor, report_id: UUID) -> Report:
    rows = Report.objects.visible_to(actor).select_related("version", "checked")
    found = rows.filter(pk=report_id).first()
    if found is None:
        raise NotVisible()
    return found


def _typed(action: str, given: dict[str, Any]) -> dict[str, Any]:
    """Raises NotVisible for a step that is not offered, InvalidInput for what is unknown."""
    row = next((t for t in REPORT_FLOW.transitions if t.action == action and t.offered), None)
    if row is None:
        raise NotVisible("没有这项办理")
    known = {i.name for i in row.inputs} - set(FILLED_IN)
    allowed = [n for n in given if n in known or (action == "check" and WHY.fullmatch(n))]
    unknown = sorted(set(given) - set(allowed))
    if unknown:
        raise InvalidInput.of(unknown[0][:40], f"「{row.label}」没有这一项")
    wrong = [n for n, v in given.items() if not isinstance(v, bool if n == "zero" else list if n == "files" else str)]
    if wrong:
        raise InvalidInput.of(wrong[0], "内容的格式不对")
    return given


def _narrow(rows: "QuerySet[Report]", query: ReportQuery, actor: Actor) -> "QuerySet[Report]":
    if query.to_us:
        rows = rows.filter(receiver_id=actor.reach_id)
    if query.stands:
        rows = rows.filter(pk__in=Report.objects.standing(query.stands, today()).values("pk"))
    wanted = {"state": query.state, "kind": query.kind or None}
    rows = rows.filter(**{name: value for name, value in wanted.items() if value is not None})
    if query.division:
        rows = rows.filter(Q(county=query.division) | Q(city=query.division) | Q(province=query.division))
    if query.since:
        rows = rows.filter(until__gte=query.since)
    return rows.filter(until__lte=query.until) if query.until else rows


def _plain(one: Report) -> dict[str, Any]:
    other = {"stands": one.stands(today()), "division": one.division_code, "agency": one.where_name,
             "receiver": one.receiver_name}  # fmt: skip
    return {**{n: getattr(one, n) for n in ReportOut.model_fields if n not in other}, **other}


def _detail(one: Report) -> dict[str, Any]:
    at = now()
    data, signed = data_of(one, at=at, by=one.where_name), signed_version(one)
    return {
        **_plain(one), "work": one.work, "problems": one.problems, "next_steps": one.next_steps,
        "explanations": one.explanations, "headings": one.headings, "frozen": one.state not in ("DRAFT", "RETURNED"),
        "digest": signed.version.digest if signed else "", "cut": data.month.cut, "figures": _figures(data),
        "words": dict(data.table.words),
        "checks": [{"rule": c.rule, "holds": c.holds, "broken": list(c.broken)} for c in checks_of(one, data)],
        "changes": changes_of(one, at=at),
    }  # fmt: skip


def _figures(data: ReportData) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {"month": {}, "year": {}}
    for column, span in leaves():
        value = data.table.total.value(column.key, span)
        found[span][column.key] = float(value) if value is not None and not isinstance(value, int) else value
    return found
