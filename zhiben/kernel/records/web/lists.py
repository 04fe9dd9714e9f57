"""档案更正, 更正告知 and 合并记录 as lists."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.urls import reverse

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.errors import NotVisible
from zhiben.kernel.records.kinds import record_kinds
from zhiben.kernel.records.models import Candidate, Correction, CorrectionNotice, Merge
from zhiben.kernel.records.policies import KEEPERS, READERS
from zhiben.kernel.records.services.correcting import approve_correction
from zhiben.kernel.records.services.duplicates import say_distinct, visible_candidates
from zhiben.kernel.records.services.telling import acknowledge
from zhiben.kernel.records.terms import CandidateState, CorrectionState, MergeState, NoticeState
from zhiben.kernel.ui.cases.addresses import case_url
from zhiben.kernel.ui.lists.actions import BulkAction, Empty, PageAction, each
from zhiben.kernel.ui.lists.columns import Column, Kind
from zhiben.kernel.ui.lists.filters import ChoiceFilter, DateRangeFilter, DivisionFilter, TextFilter, ToggleFilter
from zhiben.kernel.ui.lists.page import ListPage
from zhiben.kernel.workflow.definition import Input, InputKind

TONES = {"ASKED": "orange", "APPLIED": "green", "REFUSED": "red", "WITHDRAWN": ""}
NOTICE_TONES = {"TOLD": "orange", "DONE": "green"}
MERGE_TONES = {"RUNNING": "orange", "DONE": "blue", "UNDOING": "orange", "UNDONE": "yellow"}
CANDIDATE_TONES = {"FOUND": "orange", "DISTINCT": ""}


def kind_words(actor: Actor | None = None) -> list[tuple[str, str]]:
    return [(one.code, one.label) for one in record_kinds()]


def kind_word(row: Any) -> str:
    return dict(kind_words()).get(row.kind, "")


def _mine(rows: Any, actor: Actor, at: datetime) -> Any:
    return rows.filter(asked_by=actor.user_id)


def _approve_one(*, actor: Actor, row_id: Any, at: datetime, opinion: str = "") -> object:
    return approve_correction(actor=actor, correction_id=row_id, at=at, opinion=opinion)


def _heard_one(*, actor: Actor, row_id: Any, at: datetime) -> object:
    return acknowledge(actor=actor, notice_id=row_id, at=at)


class CorrectionList(ListPage[Correction]):
    name, title = "corrections", "档案更正"
    meaning = "登记错了的内容怎样更正：谁申请、谁审批、旧值到过谁手里。旧值留存可查。"
    roles = READERS
    columns: ClassVar[Sequence[Column]] = (
        Column(key="record_title", label="档案", width="wide", sort="record_title"),
        Column(key="kind", label="类别", value=kind_word, width="narrow"),
        Column(key="field_label", label="更正项"),
        Column(key="old_text", label="原值", value=lambda c: c.old_text or "（空白）"),
        Column(key="new_text", label="正确的值"),
        Column(key="state", label="状态", kind=Kind.CHIP, tones=TONES, sort="state",
               words=dict(CorrectionState.choices)),
        Column(key="due_at", label="审批期限", kind=Kind.DUE, sort="due_at"),
        Column(key="asked_name", label="申请人"),
        Column(key="opened_at", label="申请时间", kind=Kind.MOMENT, sort="opened_at", hidden=True),
        Column(key="decided_name", label="审批人", hidden=True),
        Column(key="applied_at", label="更正时间", kind=Kind.MOMENT, sort="applied_at", hidden=True),
        Column(key="reached", label="到过几人", kind=Kind.NUMBER, sort="reached"),
        Column(key="reason", label="理由", hidden=True),
    )  # fmt: skip
    filters: ClassVar[Sequence[Any]] = (
        TextFilter(name="q", label="档案或理由", fields=("record_title", "reason")),
        ChoiceFilter(name="state", label="状态", field="state", choices=CorrectionState.choices),
        ChoiceFilter(name="kind", label="类别", field="kind", choices=kind_words),
        DivisionFilter(),
        DateRangeFilter(name="asked", label="申请日期", field="opened_at"),
        ToggleFilter(name="mine", label="我申请的", apply=_mine),
    )
    totals_by, default_sort = "state", "-opened_at"
    bulk = (BulkAction(name="approve", label="同意更正", run=each(_approve_one), roles=KEEPERS),)
    empty = Empty(why="还没有更正申请。", next_step="发现档案里哪一项错了，在档案页的“数据来源和更正”里申请更正。")

    def rows(self, actor: Actor, at: datetime) -> QuerySet[Correction]:
        return Correction.objects.visible_to(actor)

    def row_url(self, row: Correction) -> str:
        return case_url("correction", row.pk)


class NoticeList(ListPage[CorrectionNotice]):
    name, title = "correction-notices", "更正告知"
    meaning = "您看过或者导出过、后来更正了的内容。请核对手里的表格和文书，改好后确认。"
    roles = READERS
    columns: ClassVar[Sequence[Column]] = (
        Column(key="record", label="档案", width="wide", value=lambda n: n.correction.record_title),
        Column(key="item", label="更正项", value=lambda n: n.correction.field_label),
        Column(key="old", label="原值", value=lambda n: n.correction.old_text),
        Column(key="new", label="正确的值", value=lambda n: n.correction.new_text),
        Column(key="ways_text", label="怎样看到的"),
        Column(key="state", label="状态", kind=Kind.CHIP, tones=NOTICE_TONES, sort="state",
               words=dict(NoticeState.choices)),
        Column(key="due_at", label="确认期限", kind=Kind.DUE, sort="due_at"),
        Column(key="opened_at", label="告知时间", kind=Kind.MOMENT, sort="opened_at"),
    )  # fmt: skip
    filters: ClassVar[Sequence[Any]] = (
        TextFilter(name="q", label="档案", fields=("correction__record_title",)),
        ChoiceFilter(name="state", label="状态", field="state", choices=NoticeState.choices),
    )
    totals_by, default_sort = "state", "-opened_at"
    bulk = (BulkAction(name="acknowledge", label="确认已知悉", run=each(_heard_one), roles=READERS),)
    empty = Empty(why="没有需要您知道的更正。", next_step="您看过或者导出过的内容更正以后，会在这里告知。")

    def rows(self, actor: Actor, at: datetime) -> QuerySet[CorrectionNotice]:
        return CorrectionNotice.objects.visible_to(actor).select_related("correction")

    def row_url(self, row: CorrectionNotice) -> str:
        return case_url("correction.notice", row.pk)


class MergeList(ListPage[Merge]):
    name, title = "merges", "合并记录"
    meaning = "重复登记的档案并成一份的经过：并入的编号照样能打开，转移了多少关联，能不能撤销。"
    roles = KEEPERS
    columns: ClassVar[Sequence[Column]] = (
        Column(key="survivor_title", label="保留的档案", width="wide"),
        Column(key="gone_title", label="并入的档案", width="wide"),
        Column(key="kind", label="类别", value=kind_word),
        Column(key="state", label="状态", kind=Kind.CHIP, tones=MERGE_TONES),
        Column(key="moved", label="转移的关联", kind=Kind.NUMBER, sort="moved"),
        Column(key="done_name", label="办理人"),
        Column(key="agency_name", label="办理机关", hidden=True),
        Column(key="at", label="合并时间", kind=Kind.MOMENT, sort="at"),
        Column(key="reason", label="理由", hidden=True),
    )
    filters: ClassVar[Sequence[Any]] = (
        TextFilter(name="q", label="档案名称", fields=("survivor_title", "gone_title")),
        ChoiceFilter(name="state", label="状态", field="state", choices=MergeState.choices),
        ChoiceFilter(name="kind", label="类别", field="kind", choices=kind_words),
    )
    default_sort = "-at"
    empty = Empty(why="还没有合并过档案。", next_step="“重复档案”里列出了可能是同一个的档案。")

    def rows(self, actor: Actor, at: datetime) -> QuerySet[Merge]:
        return visible_merges(actor)

    def row_url(self, row: Merge) -> str:
        return reverse("records:merge", args=[row.pk])

    def actions(self, actor: Actor) -> Sequence[PageAction]:
        return [PageAction(label="查找重复档案", url=reverse("records:duplicates"), icon="search")]


def _own(rows: Any, actor: Actor, at: datetime) -> Any:
    return rows.filter(place__startswith=actor.path)


def _distinct_one(*, actor: Actor, row_id: Any, at: datetime, reason: str) -> object:
    pair = visible_candidates(actor).filter(pk=row_id).first()
    if pair is None:
        raise NotVisible()
    return say_distinct(
        actor=actor, kind=pair.kind, first_id=pair.first_id, second_id=pair.second_id, reason=reason, at=at
    )  # fmt: skip


class CandidateList(ListPage[Candidate]):
    name, title = "duplicates", "重复档案"
    meaning = "平台按编号、名称、证件比对出的可能重复的档案，每天夜里比对一遍；是不是同一个由您判断。"
    roles = KEEPERS
    columns: ClassVar[Sequence[Column]] = (
        Column(key="first_title", label="一份", width="wide", sort="first_title"),
        Column(key="second_title", label="另一份", width="wide"),
        Column(key="kind", label="类别", value=kind_word, width="narrow"),
        Column(key="reason", label="为什么像"),
        Column(key="found_at", label="发现时间", kind=Kind.MOMENT, sort="found_at"),
        Column(key="state", label="状态", kind=Kind.CHIP, tones=CANDIDATE_TONES, words=dict(CandidateState.choices)),
        Column(key="said_name", label="核对人", hidden=True),
        Column(key="said_why", label="不是重复的理由", hidden=True),
    )
    filters: ClassVar[Sequence[Any]] = (
        TextFilter(name="q", label="档案名称", fields=("first_title", "second_title")),
        ChoiceFilter(name="kind", label="类别", field="kind", choices=kind_words),
        ChoiceFilter(name="state", label="状态", field="state", choices=CandidateState.choices),
        ToggleFilter(name="own", label="本辖区的", apply=_own),
    )
    totals_by, default_sort = "state", "rank"
    opens_with, opening_words = "state=FOUND&own=1", "本辖区待核对的"
    bulk = (
        BulkAction(
            name="distinct", label="不是重复", run=each(_distinct_one), roles=KEEPERS,
            inputs=(Input(name="reason", label="理由", kind=InputKind.LONGTEXT, help="凭什么认定是两个"),),
        ),
    )  # fmt: skip
    empty = Empty(why="没有发现可能重复的档案。", next_step="平台每天夜里比对一遍，发现了会列在这里。")

    def rows(self, actor: Actor, at: datetime) -> QuerySet[Candidate]:
        found: QuerySet[Candidate] = visible_candidates(actor)
        return found

    def row_url(self, row: Candidate) -> str:
        return reverse("records:compare", args=[row.kind, row.first_id, row.second_id])

    def actions(self, actor: Actor) -> Sequence[PageAction]:
        return [PageAction(label="合并记录", url=reverse("records:merges"), icon="link")]


def visible_merges(actor: Actor) -> QuerySet[Merge]:
    """Merges of open registers, for every regulator; of scoped ones, those of the own agency."""
    if actor.is_system:
        return Merge.objects.all()
    if not actor.is_regulator:
        return Merge.objects.none()
    open_kinds = [one.code for one in record_kinds() if one.open_register]
    return Merge.objects.filter(Q(kind__in=open_kinds) | Q(agency_id=actor.reach_id))
