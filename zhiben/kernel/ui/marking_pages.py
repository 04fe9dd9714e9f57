"""异常标记: the list of them, marking by hand and taking one's word back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar, Final
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.access.terms import REGULATORS
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.errors import NotVisible
from zhiben.kernel.marks.models import Mark
from zhiben.kernel.marks.queries import name_subjects
from zhiben.kernel.marks.services import mark_subject, unmark_subject
from zhiben.kernel.marks.subjects import all_subjects, subject_of
from zhiben.kernel.marks.terms import ManualMark, Origin, Tone
from zhiben.kernel.ui.doors import open_to
from zhiben.kernel.ui.forms.answer import answer_form
from zhiben.kernel.ui.lists.actions import Empty
from zhiben.kernel.ui.lists.columns import Column, Kind
from zhiben.kernel.ui.lists.filters import ChoiceFilter, DateRangeFilter, TextFilter, ToggleFilter
from zhiben.kernel.ui.lists.page import ListPage
from zhiben.kernel.workflow.definition import Input, InputKind

ROLES: Final = frozenset(REGULATORS)
WHY: Final = (
    Input(name="kind", label="标记为", kind=InputKind.CHOICE, choices=tuple(ManualMark.choices)),
    Input(name="reason", label="事由", kind=InputKind.LONGTEXT, help="写明看到了什么、依据是什么，不超过500字"),
)
BACK: Final = (Input(name="reason", label="解除事由", kind=InputKind.LONGTEXT),)


def _kinds(actor: Actor) -> list[tuple[str, str]]:
    return [(subject.kind, subject.label) for subject in all_subjects()]


class MarkList(ListPage[Mark]):
    name = "marks"
    title = "异常标记"
    meaning = "规则自动发现的和监管人员标注的异常企业、人员、项目、设备、证照。情况消除后，规则的标记自动解除。"
    roles = ROLES
    columns: ClassVar[Sequence[Column]] = (
        Column(key="subject_name", label="对象", width="wide"),
        Column(key="subject_label", label="类别"),
        Column(key="label", label="标记", kind=Kind.CHIP, tone=lambda mark: mark.tone),
        Column(key="reason", label="事由", width="wide"),
        Column(key="tone", label="程度", hidden=True),
        Column(key="origin", label="来源"),
        Column(key="set_by_name", label="标记人", hidden=True),
        Column(key="since", label="标记时间", kind=Kind.DATE, sort="since"),
        Column(key="until", label="解除时间", kind=Kind.DATE, hidden=True),
    )
    filters: ClassVar[Sequence[Any]] = (
        TextFilter(name="q", label="标记或事由", fields=("label", "reason")),
        ChoiceFilter(name="kind", label="类别", field="subject_kind", choices=_kinds),
        ChoiceFilter(name="tone", label="程度", field="tone", choices=Tone.choices),
        ChoiceFilter(name="origin", label="来源", field="origin", choices=Origin.choices),
        DateRangeFilter(name="since", label="标记时间", field="since"),
        ToggleFilter(name="open", label="未解除", apply=lambda rows, actor, at: rows.filter(until=None)),
    )
    default_sort = "-since"
    opens_with = "open=1"
    opening_words = "只看未解除的"
    empty = Empty(
        why="没有异常标记。", next_step="在企业、人员、项目的页面上可以标记异常，规则发现的会自动出现在这里。"
    )

    def rows(self, actor: Actor, at: datetime) -> QuerySet[Mark]:
        return Mark.objects.visible_to(actor)

    def row_url(self, row: Mark) -> str:
        return _page_of(row.subject_kind, row.subject_id)

    def prepare(self, rows: Sequence[Mark]) -> None:
        name_subjects(rows)


def _page_of(kind: str, subject_id: UUID) -> str:
    known = {subject.kind: subject.page_url for subject in all_subjects()}
    return reverse(known[kind], args=[subject_id]) if known.get(kind) else ""


@open_to(ROLES)
def mark(request: HttpRequest, kind: str, subject_id: UUID) -> HttpResponse:
    if kind not in {subject.kind for subject in all_subjects()}:
        raise NotVisible("没有这一类对象")
    subject = subject_of(kind)
    found = subject.visible(actor_of(request)).filter(pk=subject_id).first()
    if found is None:
        raise NotVisible("没有这个对象，或者不在您的权限范围内")
    back = _page_of(kind, subject_id)

    def do(values: dict[str, Any]) -> tuple[str, str]:
        made = mark_subject(
            actor=actor_of(request), subject_kind=kind, subject_id=subject_id, at=now(), **values
        )  # fmt: skip
        return f"已标记为「{made.label}」。", back

    lead = f"{subject.label}：{getattr(found, subject.title)}"
    return answer_form(request, title="标记异常", lead=lead, inputs=WHY, do=do, back=back, button="标记")


@open_to(ROLES)
def unmark(request: HttpRequest, mark_id: UUID) -> HttpResponse:
    found = Mark.objects.visible_to(actor_of(request)).filter(pk=mark_id).first()
    if found is None:
        raise NotVisible("没有这个标记，或者不在您的权限范围内")
    back = _page_of(found.subject_kind, found.subject_id) or reverse("ui:marks")

    def do(values: dict[str, Any]) -> tuple[str, str]:
        unmark_subject(actor=actor_of(request), mark_id=mark_id, at=now(), **values)
        return "已解除标记。", back

    lead = f"{found.label}：{found.reason}"
    return answer_form(request, title="解除异常标记", lead=lead, inputs=BACK, do=do, back=back, button="解除")
