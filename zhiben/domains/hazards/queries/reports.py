"""Ledgers of hazards and documents as they stood at the end of a day, for reports. Personal numbers stay out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q

from zhiben.domains.criteria.public import cite
from zhiben.domains.hazards.indicators.dates import MAJOR, open_at
from zhiben.domains.hazards.models import Hazard, Notice
from zhiben.domains.hazards.terms import HazardState, NoticeState
from zhiben.kernel.base.clock import day_of, start_of_day
from zhiben.kernel.indicators.declarations import Question
from zhiben.kernel.workflow.models import CaseMove
from zhiben.registry.agencies.public import names_of
from zhiben.registry.projects.public import parties_of_many

Line = dict[str, Any]
OWNER, CONTRACTOR, CONSULTANT = "owner", "contractor", "consultant"


@dataclass(frozen=True, kw_only=True)
class Listing:
    """The first lines of a ledger, each with its ``id``, and how many there are altogether."""

    lines: Sequence[Line]
    total: int


MAJOR_COLUMNS: Final = (
    ("number", "隐患编号"), ("project", "工程名称"), ("region", "项目所在地"), ("owner", "建设单位"),
    ("contractor", "施工单位"), ("consultant", "监理单位"), ("location", "隐患部位"), ("description", "隐患描述"),
    ("category", "隐患类别"), ("clause", "判定依据"), ("source", "发现方式"), ("found", "发现日期"),
    ("graded", "判定日期与判定人"), ("stop_work", "是否停工"), ("listed", "挂牌督办及层级"), ("listing_no", "督办文号"),
    ("measure", "整改措施"), ("fund_wan", "整改资金（万元）"), ("unit", "整改责任单位"), ("person", "整改责任人"),
    ("deadline", "整改时限"), ("emergency", "应急措施"), ("rectified", "整改完成日期"), ("rechecked", "复查人及日期"),
    ("closed", "是否销号"), ("closed_on", "销号日期"), ("close_no", "销号文号"), ("overdue_days", "逾期天数"),
    ("penalty", "处罚情况"), ("double_report", "是否双报告"), ("remark", "备注"),
)  # fmt: skip
DOCUMENT_COLUMNS: Final = (
    ("kind", "文书类型"), ("number", "文号"), ("addressee", "当事人"), ("project", "工程名称"), ("summary", "隐患摘要"),
    ("basis", "依据"), ("deadline", "期限"), ("officers", "执法人员及证号"), ("issued", "签发日期"),
    ("delivered", "送达日期、方式"), ("rechecked", "复查日期"), ("conclusion", "复查结论"), ("overdue", "是否逾期"),
)  # fmt: skip


def major_hazards(asked: Question, *, most: int) -> Listing:
    """重大事故隐患台账: open at the end of ``asked.on``, or found, moved or closed in the period. Oldest first."""
    until = start_of_day(asked.on + timedelta(days=1))
    moves = CaseMove.objects.filter(
        flow="hazard", case_id=OuterRef("pk"), at__gte=start_of_day(asked.since), at__lt=until
    )
    in_period = Q(found_on__gte=asked.since) | Q(closed_on__gte=asked.since, closed_on__lte=asked.on) | Exists(moves)
    rows = Hazard.objects.counted().filter(MAJOR, asked.area.condition, Q(found_on__lte=asked.on))
    rows = rows.filter(open_at(asked.on) | in_period)
    picked = list(rows.select_related("project").order_by("found_on", "id")[:most])
    parties = _parties({h.project_id for h in picked}, asked.on)
    names = names_of(map(_code, picked))
    cited = {code: cite(code) for code in {h.clause_code for h in picked if h.clause_code and not h.clause_text}}
    lines = [_major_line(h, parties.get(h.project_id, {}), {**names, **cited}, asked.on) for h in picked]
    return Listing(lines=lines, total=len(lines) if len(lines) < most else rows.order_by().count())


def issued_documents(asked: Question, *, most: int) -> Listing:
    """文书台账: every notice issued in the period, voided ones said to be void. By day and number."""
    rows = Notice.objects.filter(asked.area.condition, issued_on__gte=asked.since, issued_on__lte=asked.on)
    items = Prefetch("items", Hazard.objects.exclude(state=HazardState.VOIDED).order_by("item_no"))
    whole = rows.select_related("project").prefetch_related(items, "officers", "deliveries")
    picked = list(whole.order_by("issued_on", "number", "id")[:most])
    lines = [_document_line(n, asked.on) for n in picked]
    return Listing(lines=lines, total=len(lines) if len(lines) < most else rows.count())


def _code(hazard: Hazard) -> str:
    return hazard.county or hazard.city or hazard.province


def _parties(projects: Iterable[UUID], on: date) -> dict[UUID, dict[str, str]]:
    found: dict[UUID, dict[str, str]] = {}
    for project_id, rows in parties_of_many(projects, on).items():
        by_role: dict[str, list[str]] = {}
        for row in rows:
            by_role.setdefault(row.role, []).append(row.enterprise.name)
        found[project_id] = {role: "、".join(names) for role, names in by_role.items()}
    return found


def _until(value: date | None, on: date) -> date | None:
    """A date as it was known at the end of a day."""
    return value if value and value <= on else None


def _major_line(hazard: Hazard, parties: dict[str, str], words: dict[str, str], on: date) -> Line:
    """``words``: name by code, of divisions and clauses."""
    return {
        "id": hazard.pk, "number": hazard.number,
        "project": hazard.where_name or str(hazard.project), "region": words.get(_code(hazard), ""),
        "owner": parties.get(OWNER, ""), "contractor": parties.get(CONTRACTOR, ""),
        "consultant": parties.get(CONSULTANT, ""), "location": hazard.location, "description": hazard.description,
        "category": hazard.category, "clause": hazard.clause_text or words.get(hazard.clause_code, ""),
        "source": hazard.get_source_display(), "found": hazard.found_on, "graded": _said(hazard.graded_on, hazard.graded_by),
        "stop_work": hazard.stop_work, "listed": hazard.get_listing_level_display() if hazard.listing_level else "否",
        "listing_no": hazard.listing_no, "measure": hazard.measure, "fund_wan": hazard.fund_wan,
        "unit": hazard.responsible_unit or parties.get(CONTRACTOR, ""), "person": hazard.responsible_person,
        "deadline": hazard.deadline_on, "emergency": hazard.emergency, "penalty": hazard.penalty,
        "double_report": hazard.double_report, "remark": hazard.remark, **_outcome(hazard, on),
    }  # fmt: skip


def _outcome(hazard: Hazard, on: date) -> Line:
    closed = is_closed(hazard, on)
    late = (on - hazard.deadline_on).days if hazard.deadline_on and not closed else 0
    rechecked = _until(hazard.rechecked_on, on)
    return {
        "rectified": _until(hazard.rectified_on, on), "closed": closed, "closed_on": _until(hazard.closed_on, on),
        "rechecked": _said(rechecked, hazard.rechecked_by) if rechecked else "",
        "close_no": hazard.close_no if closed else "", "overdue_days": late if late > 0 else None,
    }  # fmt: skip


def is_closed(hazard: Hazard, on: date) -> bool:
    """The same as ``dates.closed_by``, for a row in hand."""
    if hazard.closed_on is not None:
        return hazard.closed_on <= on
    return hazard.closed_at is not None and day_of(hazard.closed_at) <= on


def _said(day: date | None, who: str) -> str:
    return " ".join(filter(None, (day.isoformat() if day else "", who)))


def _document_line(notice: Notice, on: date) -> Line:
    items = list(notice.items.all())
    left = [h for h in items if not is_closed(h, on)]
    days = [d for h in items if (d := _until(h.rechecked_on, on))]
    return {
        "id": notice.pk, "kind": notice.name or notice.get_kind_display(), "number": notice.number, "addressee": notice.addressee,
        "project": notice.where_name or str(notice.project), "summary": _summary(items, notice), "basis": notice.basis,
        "deadline": min((h.deadline_on for h in items if h.deadline_on), default=None),
        "officers": "、".join(f"{o.name}（{o.certificate_no}）" if o.certificate_no else o.name for o in _officers(notice)),
        "issued": notice.issued_on,
        "delivered": "；".join(f"{day_of(d.at)} {d.get_method_display()}" for d in notice.deliveries.all()),
        "rechecked": max(days, default=None), "conclusion": _conclusion(notice, items, left),
        "overdue": any(_late(h, on) for h in items),
    }  # fmt: skip


def _officers(notice: Notice) -> list[Any]:
    return sorted(notice.officers.all(), key=lambda o: o.position)


def _summary(items: list[Hazard], notice: Notice) -> str:
    if not items:
        return notice.stop_scope
    first = items[0].description[:60]
    return f"{first}等{len(items)}项" if len(items) > 1 else first


def _conclusion(notice: Notice, items: list[Hazard], left: list[Hazard]) -> str:
    if notice.state == NoticeState.VOIDED:
        return "已作废"
    if not items:
        return ""
    return f"尚有{len(left)}项未销号" if left else "全部整改合格"


def _late(hazard: Hazard, on: date) -> bool:
    if hazard.deadline_on is None:
        return False
    done = _until(hazard.closed_on, on)
    return done > hazard.deadline_on if done else not is_closed(hazard, on) and hazard.deadline_on < on
