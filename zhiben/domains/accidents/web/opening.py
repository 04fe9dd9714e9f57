"""一键开倒查案件, from the page of a hazard or an incident."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from zhiben.domains.accidents.models import Trace, TraceTrigger
from zhiben.domains.accidents.policies import TRACERS
from zhiben.domains.accidents.services.opening import may_trace, open_manually
from zhiben.domains.accidents.terms import TraceState
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.errors import NotVisible
from zhiben.kernel.ui.cases.addresses import case_url
from zhiben.kernel.ui.doors import open_to
from zhiben.kernel.ui.forms.answer import answer_form
from zhiben.kernel.workflow.definition import Input, InputKind

REASON = Input(name="reason", label="倒查理由", kind=InputKind.LONGTEXT, help="写明为什么要倒查，列为触发情形")


@open_to(TRACERS)
def new(request: HttpRequest, kind: str, subject_id: UUID) -> HttpResponse:
    """``kind``: hazard or incident."""
    actor = actor_of(request)
    if kind not in ("hazard", "incident"):
        raise NotVisible()

    def do(values: dict[str, Any]) -> tuple[str, str]:
        subject = {f"{kind}_id": subject_id}
        trace = open_manually(actor=actor, reason=values["reason"], at=now(), **subject)
        return "已开倒查案件，证据已汇集。", case_url("trace", trace.pk)

    return answer_form(
        request, title="开责任倒查案件", inputs=(REASON,), do=do, button="开案", back=case_url(kind, subject_id),
        lead="平台已有的检查、自查、文书、送知、催办、督办记录会自动汇集到案卷里。",
    )  # fmt: skip


def offer_on_hazard(case: Any, actor: Actor) -> list[tuple[str, str, str]]:
    return _offer("hazard", case, actor) if case.level == "MAJOR" and case.state not in ("REPORTED", "VOIDED") else []


def offer_on_incident(case: Any, actor: Actor) -> list[tuple[str, str, str]]:
    return _offer("incident", case, actor) if case.state == "CONFIRMED" else []


def _offer(kind: str, case: Any, actor: Actor) -> list[tuple[str, str, str]]:
    if actor.role not in TRACERS or not actor.is_regulator or case.silent or not may_trace(actor, case):
        return []
    held = Trace.objects.exclude(state=TraceState.DISMISSED).filter(**{kind: case.pk})
    if held.exists() or TraceTrigger.objects.filter(subject_id=case.pk, code="MANUAL").exists():
        return []
    return [("开责任倒查案件", reverse("accidents:trace-new", args=[kind, case.pk]), "plain")]
