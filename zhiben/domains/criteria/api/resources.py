"""``/criteria``: editions, clauses, the guided check."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from zhiben.domains.criteria.checking import check
from zhiben.domains.criteria.models import Clause, Edition
from zhiben.domains.criteria.queries import clause, clauses_on, editions
from zhiben.domains.criteria.terms import EditionStatus, Verdict
from zhiben.kernel.api.idempotency import idempotent
from zhiben.kernel.api.paging import Page, PageQuery, page_of
from zhiben.kernel.base.clock import today
from zhiben.kernel.parameters.terms import Mark

router = Router(tags=["判定标准"])


class EditionOut(Schema):
    key: str
    title: str
    doc_no: str
    issuer: str
    issued_on: date
    valid_from: date
    valid_to: date | None = Field(description="自该日起不再适用")
    status: EditionStatus
    status_label: str
    mark: Mark


class ClauseOut(Schema):
    code: str
    edition: str
    category: str
    category_label: str
    label: str
    cite: str
    title: str
    text: str = Field(description="自拟简写，不是条文原文")
    mark: Mark
    mark_label: str


class QuestionOut(Schema):
    name: str
    text: str


class ClauseDetail(ClauseOut):
    conditions: dict[str, Any] = Field(description="all：全部成立；any：任一成立；ask：一个是非题")
    sub_items: list[dict[str, str]]
    wording: str
    measure: str
    evidence: list[str]
    detect: list[str]
    logic_mark: Mark
    logic_note: str
    note: str
    change: str
    predecessors: list[str]
    successors: list[str]
    valid_from: date
    valid_to: date | None


class ClauseQuery(PageQuery):
    on: date | None = Field(None, description="发现日期，按当天有效的版本；不给则为今天")
    category: str = Field("", max_length=40, description="类别的键或名称")
    q: str = Field("", max_length=100, description="文字、拼音首字母、条目或代码")


class CheckIn(Schema):
    answers: dict[str, bool | None] = Field(
        description="问题的键：是 true，否 false，不清楚 null 或不给", max_length=50
    )


class CheckOut(Schema):
    code: str
    verdict: Verdict
    verdict_label: str
    explanation: str
    caution: str
    decided_by: list[QuestionOut]
    open: list[QuestionOut]


@router.get("/editions", response=list[EditionOut], summary="判定标准的各个版本")
def edition_list(request: HttpRequest) -> list[dict[str, Any]]:
    """最新的在前。隐患按发现当天有效的版本判定。"""
    return [_edition(edition, today()) for edition in editions()]


@router.get("/clauses", response=Page[ClauseOut], summary="某一天有效的条款")
def clause_list(request: HttpRequest, query: Query[ClauseQuery]) -> dict[str, Any]:
    """按条文次序。第一个版本施行以前没有条款。"""
    page = page_of(clauses_on(query.on or today(), query.category, query.q), query, order="position")
    return {**page, "items": [_clause(row) for row in page["items"]]}


@router.get("/clauses/{code}", response=ClauseDetail, summary="一个条款")
def clause_detail(request: HttpRequest, code: str) -> dict[str, Any]:
    """连同判定条件、取证、描述用语和新旧版对应。"""
    found = clause(code)
    same = (
        "conditions", "sub_items", "wording", "measure", "evidence", "detect", "logic_mark", "logic_note", "note",
        "change", "predecessors", "successors",
    )  # fmt: skip
    dates = {"valid_from": found.edition.valid_from, "valid_to": found.edition.valid_to}
    return {**_clause(found), **{name: getattr(found, name) for name in same}, **dates}


@router.post("/clauses/{code}/check", response=CheckOut, summary="按条款逐问判定")
@idempotent
def clause_check(request: HttpRequest, code: str, given: CheckIn) -> dict[str, Any]:
    """只是辅助判断，不保存，也不等于判定结论。"""
    result = check(clause(code), given.answers)
    return {
        "code": result.code, "verdict": result.verdict, "verdict_label": result.verdict.label,
        "explanation": result.explanation, "caution": result.caution,
        "decided_by": [vars(one) for one in result.decided_by], "open": [vars(one) for one in result.open],
    }  # fmt: skip


def _edition(edition: Edition, day: date) -> dict[str, Any]:
    status = edition.status_on(day)
    names = ("key", "title", "doc_no", "issuer", "issued_on", "valid_from", "valid_to", "mark")
    return {**{name: getattr(edition, name) for name in names}, "status": status, "status_label": status.label}


def _clause(row: Clause) -> dict[str, Any]:
    return {
        "code": row.code, "edition": row.edition_id, "category": row.category.key, "category_label": row.category.name,
        "label": row.label, "cite": row.cite, "title": row.title, "text": row.text, "mark": row.mark,
        "mark_label": Mark(row.mark).label,
    }  # fmt: skip
