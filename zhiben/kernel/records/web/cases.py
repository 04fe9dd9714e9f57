"""The page of a correction, and of what one reader is told."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.base.errors import NotVisible
from zhiben.kernel.evidence.queries import attachments_of
from zhiben.kernel.records.kinds import record_kind
from zhiben.kernel.records.models import Correction, CorrectionNotice
from zhiben.kernel.records.policies import READERS
from zhiben.kernel.records.services.correcting import (
    approve_correction,
    may_decide,
    may_withdraw,
    refuse_correction,
    withdraw_correction,
)
from zhiben.kernel.records.services.held import imported_corrections
from zhiben.kernel.records.services.numbers import may_see_numbers
from zhiben.kernel.records.services.telling import acknowledge
from zhiben.kernel.records.terms import CorrectionState
from zhiben.kernel.records.web.lists import NOTICE_TONES, TONES, kind_word
from zhiben.kernel.ui.cases.addresses import case_url
from zhiben.kernel.ui.cases.page import CasePage
from zhiben.kernel.ui.cases.parts import Document, Fact, Parts, PhotoSet, Related, Verb
from zhiben.kernel.ui.doors import open_to
from zhiben.kernel.workflow.definition import Input, Transition

BLANK = "（空白）"
CRUMBS = (("首页", "/home"), ("档案更正", "/corrections/"))
DECISIONS = frozenset({"同意更正", "不予更正"})
TAKE_BACK = "撤回申请"
MOST_READERS = 200


class CorrectionPage(CasePage[Correction]):
    flow_code, roles, tones, crumbs = "correction", READERS, TONES, CRUMBS
    template = "records/correction.html"

    def parts(self, case: Correction, actor: Actor, at: datetime) -> Parts:
        proofs = attachments_of("correction", [case.pk])
        return Parts(
            facts=[
                Fact("档案类别", kind_word(case)), Fact("更正项", case.field_label),
                Fact("原值", case.old_text or BLANK), Fact("正确的值", case.new_text),
                Fact("更正理由", case.reason, wide=True), Fact("申请人", f"{case.asked_name}　{case.asked_reach}".strip()),
                Fact("审批人", case.decided_name), Fact("审批意见", case.opinion, wide=True),
                Fact("原值起于", case.wrong_since), Fact("更正时间", case.applied_at),
            ],
            photos=[PhotoSet("依据", [p for p in proofs if p.file.is_photo])],
            documents=[Document(p.file.name, p.file.url, "依据") for p in proofs if not p.file.is_photo],
            related=_related(case, actor), more={"readers": _readers(case, actor), "most": MOST_READERS},
        )  # fmt: skip

    def verbs(self, case: Correction, actor: Actor, parts: Parts) -> list[Verb]:
        found = super().verbs(case, actor, parts)
        if not may_decide(case, actor):
            found = [verb for verb in found if verb.label not in DECISIONS]
        return found if may_withdraw(case, actor) else [verb for verb in found if verb.label != TAKE_BACK]

    def inputs(self, case: Correction, row: Transition[Correction], actor: Actor) -> Sequence[Input]:
        return [one for one in row.inputs if one.name != "decided_by"]

    def lead(self, case: Correction, action: str) -> str:
        return f"{case.record_title}　{case.field_label}：{case.old_text or BLANK} → {case.new_text}"

    def handle(
        self, *, actor: Actor, case: Correction, action: str, at: datetime, on_behalf_of: str, inputs: dict[str, Any]
    ) -> None:
        known: Mapping[str, Any] = {
            "approve": approve_correction, "refuse": refuse_correction, "withdraw": withdraw_correction,
        }  # fmt: skip
        known[action](actor=actor, correction_id=case.pk, at=at, **inputs)


class NoticePage(CasePage[CorrectionNotice]):
    flow_code, roles, tones = "correction.notice", READERS, NOTICE_TONES
    crumbs = (("首页", "/home"), ("更正告知", "/corrections/notices/"))

    def related(self, rows: Any) -> Any:
        return rows.select_related("correction")

    def parts(self, case: CorrectionNotice, actor: Actor, at: datetime) -> Parts:
        above = case.correction
        return Parts(
            facts=[
                Fact("档案", above.record_title), Fact("更正项", above.field_label), Fact("原值（有误）", above.old_text),
                Fact("正确的值", above.new_text), Fact("更正时间", above.applied_at), Fact("更正理由", above.reason, wide=True),
                Fact("您怎样看到原值", case.ways_text), Fact("首次", case.first_at), Fact("末次", case.last_at),
                Fact("导出次数", case.exports or ""), Fact("处理情况", case.answer, wide=True),
                Fact("确认时间", case.acknowledged_at),
            ],
            related=[Related(above.record_title, record_kind(above.kind).url(above.record_id), "现在的档案")],
        )  # fmt: skip

    def handle(
        self, *, actor: Actor, case: CorrectionNotice, action: str, at: datetime, on_behalf_of: str,
        inputs: dict[str, Any],
    ) -> None:  # fmt: skip
        acknowledge(actor=actor, notice_id=case.pk, at=at, **inputs)


@open_to(READERS)
@require_safe
def my_notice(request: HttpRequest, correction_id: UUID) -> HttpResponse:
    """Where the message of a correction leads: everybody to his own notice."""
    own = CorrectionNotice.objects.visible_to(actor_of(request)).filter(correction_id=correction_id).first()
    if own is None:
        raise NotVisible("没有给您的更正告知")
    return HttpResponseRedirect(case_url("correction.notice", own.pk))


def _related(case: Correction, actor: Actor) -> list[Related]:
    kind = record_kind(case.kind)
    related = [Related(case.record_title, kind.url(case.record_id), kind.label)]
    if actor.is_regulator:
        history = reverse("records:history", args=[case.kind, case.record_id])
        related.append(Related("全部版本", history))
    if case.import_id and case.state == CorrectionState.ASKED and imported_corrections(actor, case.import_id):
        related.append(Related("一并审批同一台账的更正", reverse("records:decide-imported", args=[case.import_id])))
    if may_see_numbers(case, actor):
        related.append(Related("查看完整号码", reverse("records:number", args=[case.pk])))
    return related


def _readers(case: Correction, actor: Actor) -> list[CorrectionNotice]:
    """Who was told, for those who keep the record: the reach of the wrong value."""
    if case.state != CorrectionState.APPLIED or not actor.is_regulator:
        return []
    return list(CorrectionNotice.objects.filter(correction=case).order_by("state", "first_at", "id")[:MOST_READERS])
