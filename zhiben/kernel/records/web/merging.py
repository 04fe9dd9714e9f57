"""Records that may be one: the candidates, two side by side, and what a merge has moved."""

from typing import Any, Final
from uuid import UUID

from django.db.models import Func, IntegerField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.errors import NotVisible
from zhiben.kernel.records.kinds import RecordKind, record_kind
from zhiben.kernel.records.models import Merge
from zhiben.kernel.records.policies import KEEPERS
from zhiben.kernel.records.references import references_to
from zhiben.kernel.records.services.duplicates import say_distinct
from zhiben.kernel.records.services.merging import merge_records, undo_merge
from zhiben.kernel.records.terms import UNDER_WAY, MergeState
from zhiben.kernel.records.web.lists import MERGE_TONES, visible_merges
from zhiben.kernel.ui.cases.parts import Fact
from zhiben.kernel.ui.doors import open_to
from zhiben.kernel.ui.forms.answer import answer_form
from zhiben.kernel.workflow.definition import Input, InputKind

HOME: Final = ("首页", "/home")
MOST_COUNTED: Final = 1_000
DISTINCT: Final = Input(
    name="reason", label="理由", kind=InputKind.LONGTEXT, help="凭什么认定是两个，例如：信用代码不同，都核对过营业执照"
)
REASON: Final = Input(name="reason", label="理由", kind=InputKind.LONGTEXT, help="凭什么认定是同一个")


@open_to(KEEPERS)
def compare(request: HttpRequest, kind: str, first_id: UUID, second_id: UUID) -> HttpResponse:
    """Two records side by side, and the form that merges them."""
    register, actor = record_kind(kind), actor_of(request)
    if first_id == second_id:
        raise NotVisible("请选两份不同的档案")
    first, second = register.find(actor, first_id), register.find(actor, second_id)
    sides = {str(first.pk): first, str(second.pk): second}

    def do(values: dict[str, Any]) -> tuple[str, str]:
        stays = UUID(values["survivor"])
        gone = second.pk if stays == first.pk else first.pk
        made = merge_records(actor=actor, kind=kind, gone_id=gone, survivor_id=stays, reason=values["reason"], at=now())
        said = f"已合并，转移关联 {made.moved} 条。"
        if made.state == MergeState.RUNNING:
            said = "已合并。关联较多，正在后台转移，这一页会自己更新。"
        return said, reverse("records:merge", args=[made.pk])

    inputs = (
        Input(name="survivor", label="保留哪一份", kind=InputKind.CHOICE,
              choices=tuple((pk, _named(register, one, n)) for n, (pk, one) in enumerate(sides.items()))),
        REASON,
    )  # fmt: skip
    table = {"lines": _lines(register, first, second), "first": first, "second": second, "kind": register,
             "first_url": register.url(first.pk), "second_url": register.url(second.pk),
             "distinct_url": reverse("records:distinct", args=[kind, first.pk, second.pk])}  # fmt: skip
    return answer_form(
        request, title=f"合并{register.label}", lead="合并后两个编号都能打开，原来的链接会转到保留的那一份。", inputs=inputs, do=do,
        back=f"{reverse('records:duplicates')}?kind={kind}", button="合并", danger=True, template="records/compare.html",
        crumbs=[HOME, ("重复档案", f"{reverse('records:duplicates')}?kind={kind}")], arrange=lambda form: table,
    )  # fmt: skip


@open_to(KEEPERS)
def distinct(request: HttpRequest, kind: str, first_id: UUID, second_id: UUID) -> HttpResponse:
    """不是重复: the two are no candidates again."""
    register, actor = record_kind(kind), actor_of(request)
    first, second = register.find(actor, first_id), register.find(actor, second_id)
    back = f"{reverse('records:duplicates')}?kind={kind}"

    def do(values: dict[str, Any]) -> tuple[str, str]:
        say_distinct(
            actor=actor, kind=kind, first_id=first.pk, second_id=second.pk, reason=values["reason"], at=now()
        )  # fmt: skip
        return "已记下：不是重复，以后不再列出。", back

    return answer_form(
        request, title="不是重复", lead=f"{first} 与 {second}", inputs=(DISTINCT,), do=do, back=back, button="不是重复",
        crumbs=[HOME, ("重复档案", back)],
    )  # fmt: skip


@open_to(KEEPERS)
@require_safe
def merge(request: HttpRequest, merge_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    found = _merge(actor, merge_id)
    register = record_kind(found.kind)
    labels = {(one.model._meta.label, one.column): one.label for one in references_to(register)}
    context = {
        "merge": found, "kind": register, "tone": MERGE_TONES[found.state], "url": register.url(found.survivor_id),
        "facts": [f for f in _facts(found) if f.value not in (None, "")],
        "moves": _moves(found, labels), "percent": min(99, 100 * found.moved // max(1, found.total)),
        "under_way": found.state in UNDER_WAY,
        "may_undo": found.state == MergeState.DONE and found.agency_id == actor.reach_id,
        "crumbs": [HOME, ("合并记录", reverse("records:merges")), (found.survivor_title[:24], "")],
    }  # fmt: skip
    response = render(request, "records/merge.html", context)
    if context["under_way"]:
        response.headers["Refresh"] = "3"  # the page looks again by itself, with or without script
    return response


@open_to(KEEPERS)
def undo(request: HttpRequest, merge_id: UUID) -> HttpResponse:
    found = _merge(actor_of(request), merge_id)
    back = reverse("records:merge", args=[found.pk])

    def do(values: dict[str, Any]) -> tuple[str, str]:
        made = undo_merge(actor=actor_of(request), merge_id=found.pk, reason=values["reason"], at=now())
        if made.state == MergeState.UNDOING:
            return "正在后台退回关联，这一页会自己更新。", back
        return "已撤销合并，两份档案各归各的关联。", back

    return answer_form(
        request, title="撤销合并", lead=f"{found.gone_title} 与 {found.survivor_title}", inputs=(REASON,), do=do, back=back,
        button="撤销合并", danger=True, crumbs=[HOME, ("合并记录", reverse("records:merges"))],
    )  # fmt: skip


def _merge(actor: Actor, merge_id: UUID) -> Merge:
    found = visible_merges(actor).filter(pk=merge_id).first()
    if found is None:
        raise NotVisible("没有这次合并，或者不在您的权限范围内")
    return found


def _lines(register: RecordKind, first: Any, second: Any) -> list[tuple[str, str, str, bool]]:
    """Label, both values, and whether they differ; then how much hangs on each."""
    lines = []
    for one in register.fields:
        texts = [one.shown(getattr(row, one.attribute, "")) for row in (first, second)]
        lines.append((one.label, texts[0], texts[1], texts[0] != texts[1]))
    for reference in references_to(register):
        counts = [reference.rows(row.pk).order_by()[: MOST_COUNTED + 1].count() for row in (first, second)]
        if any(counts):
            lines.append((f"关联：{reference.label}", _counted(counts[0]), _counted(counts[1]), False))
    return lines


def _counted(count: int) -> str:
    return f"{count} 条" if count <= MOST_COUNTED else f"{MOST_COUNTED} 条以上"


def _moves(found: Merge, labels: dict[tuple[str, str], str]) -> list[tuple[str, int, int, int]]:
    """Label, how many rows went over, how many ended, how many stayed: one line per table, whatever the portions."""
    lines: dict[str, list[int]] = {}
    rows = found.moves.order_by("id").annotate(size=Func("keys", function="cardinality", output_field=IntegerField()))
    for model, column, size, ended, left in rows.values_list("model", "column", "size", "ended", "left"):
        line = lines.setdefault(labels.get((model, column), "其他"), [0, 0, 0])
        line[1 if ended else 0] += size
        line[2] += left
    return [(label, moved, ended, left) for label, (moved, ended, left) in lines.items()]


def _named(register: RecordKind, record: Any, number: int) -> str:
    tells = [one.shown(getattr(record, one.attribute, "")) for one in register.fields[1:3]]
    return "　".join([("左：", "右：")[number] + str(record), *[text for text in tells if text]])


def _facts(found: Merge) -> list[Fact]:
    return [
        Fact("并入的档案", found.gone_title), Fact("理由", found.reason, wide=True),
        Fact("办理人", f"{found.done_name}　{found.agency_name}".strip()), Fact("合并时间", found.at),
        Fact("转移的关联", f"{found.moved} 条"),
        Fact("重复而未转移", f"{found.left_count} 条" if found.left_count else ""), Fact("转移完成", found.finished_at),
        Fact("撤销时间", found.undone_at), Fact("撤销人", found.undone_name), Fact("撤销理由", found.undone_reason, wide=True),
    ]  # fmt: skip
