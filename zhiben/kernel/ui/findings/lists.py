"""核查发现 as a list."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar, Final
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.terms import REGULATORS
from zhiben.kernel.rules.declarations import SUBJECTS, rule_of, rules
from zhiben.kernel.rules.models import Finding
from zhiben.kernel.rules.services import DECIDERS, dismiss_finding
from zhiben.kernel.rules.terms import FindingState, Severity
from zhiben.kernel.ui.findings.names import agency_names
from zhiben.kernel.ui.lists.actions import BulkAction, Empty, PageAction, each
from zhiben.kernel.ui.lists.columns import Column, Kind
from zhiben.kernel.ui.lists.filters import ChoiceFilter, DateRangeFilter, DivisionFilter, TextFilter
from zhiben.kernel.ui.lists.page import ListPage
from zhiben.kernel.workflow.definition import Input, InputKind

STATE_TONES: Final[dict[str, str]] = {
    FindingState.OPEN: "orange",
    FindingState.DISMISSED: "green",
    FindingState.CLEARED: "green",
}
SEVERITY_TONES: Final[dict[str, str]] = {Severity.HIGH: "red", Severity.MEDIUM: "orange", Severity.LOW: "yellow"}
REASON: Final = Input(
    name="reason",
    label="核查情况和理由",
    kind=InputKind.LONGTEXT,
    help="写明怎样核实的、为什么不再处理；事实变化后会自动重新打开",
)


def rule_choices(actor: Actor) -> list[tuple[str, str]]:
    return [(one.code, one.label) for one in rules()]


def label_of(code: str) -> str:
    """What a rule is called; a rule that is no more keeps its findings."""
    known = rule_of(code)
    return known.label if known else "已停用的规则"


def facts_text(finding: Finding) -> str:
    return "；".join(f"{fact['label']}：{fact['value']}" for fact in finding.facts)


def _dismiss(*, actor: Actor, row_id: UUID, at: datetime, reason: str) -> None:
    dismiss_finding(actor=actor, finding_id=row_id, reason=reason, at=at)


class FindingList(ListPage[Finding]):
    name = "findings"
    title = "核查发现"
    meaning = "规则逐条核对全部登记信息后发现的矛盾，每条都说明是怎样连起来的。情况消除后自动解除。"
    roles = frozenset(REGULATORS)
    columns: ClassVar[Sequence[Column]] = (
        Column(key="subject_name", label="对象", width="wide"),
        Column(key="rule", label="发现", value=lambda row: label_of(row.rule)),
        Column(key="severity", label="程度", kind=Kind.CHIP, tones=SEVERITY_TONES),
        Column(key="facts", label="事实", value=facts_text, width="wide"),
        Column(key="state", label="状态", kind=Kind.CHIP, tones=STATE_TONES),
        Column(key="subject_kind", label="类别", value=lambda row: SUBJECTS.get(row.subject_kind, ""), hidden=True),
        Column(key="agency", label="责任机构", value=lambda row: getattr(row, "agency_name", "")),
        Column(key="raised_at", label="发现时间", kind=Kind.DATE, sort="raised_at"),
        Column(key="reason", label="说明", hidden=True),
        Column(key="decided_by", label="说明人", hidden=True),
        Column(key="cleared_at", label="消除时间", kind=Kind.DATE, hidden=True),
    )
    filters: ClassVar[Sequence[Any]] = (
        TextFilter(name="q", label="对象名称", fields=("subject_name",)),
        ChoiceFilter(name="rule", label="发现", field="rule", choices=rule_choices),
        ChoiceFilter(name="state", label="状态", field="state", choices=FindingState.choices),
        ChoiceFilter(name="severity", label="程度", field="severity", choices=Severity.choices),
        ChoiceFilter(name="kind", label="类别", field="subject_kind", choices=tuple(SUBJECTS.items())),
        DivisionFilter(),
        DateRangeFilter(name="raised", label="发现时间", field="raised_at"),
    )
    totals_by, default_sort = "state", "-raised_at"
    opens_with = "state=open"
    opening_words = "只看待核查的"
    bulk = (
        BulkAction(
            name="dismiss",
            label="说明并关闭",
            run=each(_dismiss),
            roles=frozenset(DECIDERS),
            inputs=(REASON,),
            most=100,
        ),
    )
    empty = Empty(why="没有核查发现。", next_step="规则每天夜里核对一遍，登记信息有变动时几秒钟内再核对。")

    def rows(self, actor: Actor, at: datetime) -> QuerySet[Finding]:
        return Finding.objects.visible_to(actor)

    def row_url(self, row: Finding) -> str:
        return reverse("ui:finding-page", args=[row.pk])

    def prepare(self, rows: Sequence[Finding]) -> None:
        names = agency_names(row.agency_id for row in rows)
        for row in rows:
            row.agency_name = names.get(row.agency_id, "") if row.agency_id else ""  # type: ignore[attr-defined]

    def actions(self, actor: Actor) -> Sequence[PageAction]:
        return [PageAction(label="规则目录", url=reverse("ui:rules"), icon="list-check")]
