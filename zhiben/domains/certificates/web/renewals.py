"""One batch of 换发: how far by kind and by region, who is left; and the form that opens one."""

from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from zhiben.domains.certificates.models import RenewalBatch
from zhiben.domains.certificates.policies import REGULATORS
from zhiben.domains.certificates.progress import batches_seen, progress_by_kind, progress_by_region
from zhiben.domains.certificates.services.renewing import ORGANISERS, close_renewal, due_of, open_renewal
from zhiben.domains.certificates.terms import ISSUED_HERE, CertificateKind
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.base.clock import day_of, now, today
from zhiben.kernel.base.errors import InvalidInput, NotVisible
from zhiben.kernel.ui.cases.parts import Fact, Verb
from zhiben.kernel.ui.doors import open_to
from zhiben.kernel.ui.forms.answer import answer_form
from zhiben.kernel.workflow.definition import Input, InputKind
from zhiben.registry.agencies.public import division_by_name

CRUMBS: Final = (("首页", "/home"), ("电子证照换发", "/certificates/renewals/"))


@open_to(REGULATORS)
@require_safe
def page(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    actor, day = actor_of(request), day_of(now())
    batch = _seen(actor, batch_id)
    items = f"{reverse('certificates:renewal-items')}?batch={batch.pk}"
    own = actor.role in ORGANISERS and actor.reach_id == batch.agency_id and batch.closed_at is None
    context = {
        "batch": batch, "facts": [f for f in _facts(batch) if f.value], "items": items,
        "kinds": progress_by_kind(batch.pk, day, actor), "regions": progress_by_region(batch.pk, day, actor),
        "verbs": [Verb("结束这一批", reverse("certificates:renewal-close", args=[batch.pk]))] if own else [],
        "crumbs": [*CRUMBS, (batch.title[:24], "")],
    }  # fmt: skip
    return render(request, "certificates/renewal.html", context)


@open_to(ORGANISERS)
def new(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    boxes = [Input(name=kind.value, label=kind.label, kind=InputKind.BOOL, required=False) for kind in ISSUED_HERE]
    inputs = (
        Input(name="region", label="区域", help="区划全称，例如“某某市”；在本机关辖区以内"),
        *boxes,
        Input(
            name="due_on", label="完成期限", kind=InputKind.DATE, required=False, help="不填：各证种按方案规定的日期"
        ),
        Input(name="title", label="批次名称", required=False),
        Input(name="source", label="依据", required=False, help="例如方案的条款"),
    )

    def do(values: dict[str, Any]) -> tuple[str, str]:
        place = division_by_name(values["region"], actor.path)
        if place is None:
            raise InvalidInput.of("region", "没有找到这个区划，请写全称")
        kinds = [kind.value for kind in ISSUED_HERE if values.get(kind.value)]
        if not kinds:
            raise InvalidInput.of(boxes[0].name, "请至少选一种证照")
        batch = open_renewal(
            actor=actor, kinds=kinds, division_code=place.code, at=now(), title=values.get("title") or "",
            due_on=values.get("due_on"), source=values.get("source") or "",
        )  # fmt: skip
        return "已发起换发，应换的名单已经列出。", reverse("certificates:renewal", args=[batch.pk])

    return answer_form(
        request, title="发起换发", inputs=inputs, do=do, button="发起", crumbs=CRUMBS,
        back=reverse("certificates:renewals"),
        initials={"crane_registration": True, "crane_filing": True, "supervisor_staff": True},
    )  # fmt: skip


@open_to(ORGANISERS)
def close(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    batch = _seen(actor, batch_id)

    def do(values: dict[str, Any]) -> tuple[str, str]:
        close_renewal(actor=actor, batch_id=batch.pk, at=now())
        return "已结束。没有换发的仍在名单上。", reverse("certificates:renewal", args=[batch.pk])

    return answer_form(
        request, title="结束换发", inputs=(), do=do, button="结束", crumbs=CRUMBS, lead=batch.title,
        back=reverse("certificates:renewal", args=[batch.pk]),
    )  # fmt: skip


def _seen(actor: Actor, batch_id: UUID) -> RenewalBatch:
    found = batches_seen(actor).filter(pk=batch_id).first()
    if found is None:
        raise NotVisible("没有这批换发，或者不在您的权限范围内")
    return found


def _facts(batch: RenewalBatch) -> list[Fact]:
    days = [(CertificateKind(kind).label, due_of(batch, kind, today())) for kind in batch.kinds]
    dues = "；".join(f"{label} {day:%Y-%m-%d}" if day else f"{label} 没有规定" for label, day in days)
    return [
        Fact("区域", batch.region_name), Fact("组织机关", batch.agency_name), Fact("发起人", batch.opened_by),
        Fact("发起时间", batch.opened_at), Fact("结束时间", batch.closed_at), Fact("依据", batch.source, wide=True),
        Fact("完成期限", dues, wide=True),
    ]  # fmt: skip
