"""One enterprise: its page, registering, changing."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.access.receipts import note_read
from zhiben.kernel.base.clock import day_of, now, today
from zhiben.kernel.base.errors import NotVisible
from zhiben.kernel.records.public import check_only_corrected, merged_or_gone
from zhiben.kernel.ui.cases.parts import Fact
from zhiben.kernel.ui.doors import open_to
from zhiben.kernel.ui.forms.answer import answer_form
from zhiben.kernel.ui.overview import overview
from zhiben.kernel.ui.panels import panels_of
from zhiben.kernel.workflow.definition import Input, InputKind
from zhiben.registry.agencies.public import names_of
from zhiben.registry.enterprises.models import Enterprise
from zhiben.registry.enterprises.public import Head, enterprise_for, heads_of
from zhiben.registry.enterprises.records import ENTERPRISES
from zhiben.registry.enterprises.services import name_head, register_enterprise, update_enterprise
from zhiben.registry.enterprises.services.posts import may_name_heads
from zhiben.registry.enterprises.terms import EnterpriseKind, HeadPost
from zhiben.registry.enterprises.web.lists import KEEPERS, READERS

CRUMBS = (("首页", "/home"), ("企业", "/enterprises/"))
INPUTS = (
    Input(name="name", label="企业名称", help="营业执照上的全称"),
    Input(name="uscc", label="统一社会信用代码", required=False, help="18位；校验不符的照样保存并标为存疑"),
    Input(name="kind", label="主要类别", kind=InputKind.CHOICE, required=False, choices=tuple(EnterpriseKind.choices)),
    Input(name="legal_person", label="法定代表人", required=False),
    Input(name="qualification", label="资质", required=False),
    Input(name="address", label="注册地址", required=False),
    Input(name="founded_on", label="成立日期", kind=InputKind.DATE, required=False),
)

PHONE_KEPT = "已登记的号码不显示，不改就空着"
HEADS = (
    Input(name="principal", label="主要负责人", required=False, help="对本单位安全生产工作全面负责的人"),
    Input(name="principal_phone", label="主要负责人手机号", required=False, help=PHONE_KEPT),
    Input(name="controller", label="实际控制人", required=False, help="与主要负责人是同一人的，也请填写"),
    Input(name="controller_phone", label="实际控制人手机号", required=False, help=PHONE_KEPT),
    Input(name="on", label="任职自", kind=InputKind.DATE),
)


@open_to(READERS)
@require_safe
def page(request: HttpRequest, enterprise_id: UUID) -> HttpResponse:
    actor, at = actor_of(request), now()
    try:
        enterprise = enterprise_for(actor, enterprise_id)
    except NotVisible:
        return merged_or_gone("enterprise", enterprise_id)
    note_read(actor, "enterprise", enterprise.pk, at=at)
    names = names_of([enterprise.division_code])
    context = {
        "enterprise": enterprise,
        "facts": [f for f in _facts(enterprise, names) if f.value],
        "heads": _heads(enterprise, day_of(at)),
        "may_keep": actor.role in KEEPERS,
        "overview": overview("enterprise", enterprise, actor),
        "panels": panels_of("enterprise", enterprise, request, actor, at),
        "crumbs": [*CRUMBS, (enterprise.name, "")],
    }  # fmt: skip
    return render(request, "enterprises/enterprise.html", context)


@open_to(KEEPERS)
def register(request: HttpRequest) -> HttpResponse:
    def do(values: dict[str, Any]) -> tuple[str, str]:
        kind = values.pop("kind")
        made = register_enterprise(actor=actor_of(request), at=now(), kinds=[kind] if kind else [], **values)
        return f"已登记「{made.name}」。", reverse("enterprises:page", args=[made.pk])

    back = reverse("enterprises:list")
    return answer_form(request, title="登记企业", inputs=INPUTS, do=do, back=back, crumbs=CRUMBS)


@open_to(KEEPERS)
def change(request: HttpRequest, enterprise_id: UUID) -> HttpResponse:
    enterprise = enterprise_for(actor_of(request), enterprise_id)
    back = reverse("enterprises:page", args=[enterprise.pk])

    def do(values: dict[str, Any]) -> tuple[str, str]:
        kind = values.pop("kind")
        kinds = list(dict.fromkeys([kind, *enterprise.kinds])) if kind else enterprise.kinds
        check_only_corrected(ENTERPRISES, enterprise, values, path=actor_of(request).path, on=today())
        update_enterprise(actor=actor_of(request), enterprise_id=enterprise.pk, at=now(), kinds=kinds, **values)
        return "已保存。", back

    initials = {i.name: getattr(enterprise, i.name, None) for i in INPUTS}
    initials["kind"] = enterprise.kinds[0] if enterprise.kinds else ""
    return answer_form(
        request, title="修改企业", inputs=INPUTS, do=do, back=back, initials=initials,
        crumbs=[*CRUMBS, (enterprise.name, back)],
    )  # fmt: skip


@open_to(READERS)
def heads(request: HttpRequest, enterprise_id: UUID) -> HttpResponse:
    """登记主要负责人和实际控制人: by a regulator, or by the enterprise itself."""
    actor, at = actor_of(request), now()
    enterprise = enterprise_for(actor, enterprise_id)
    may_name_heads(actor, enterprise.pk)
    back = reverse("enterprises:page", args=[enterprise.pk])

    def do(values: dict[str, Any]) -> tuple[str, str]:
        for post in HeadPost:
            code = post.value.lower()
            if values.get(code):
                name_head(actor=actor, enterprise_id=enterprise.pk, post=post, name=values[code], on=values["on"],
                          phone=values.get(f"{code}_phone") or "", at=at)  # fmt: skip
        return "已登记。", back

    present = heads_of([enterprise.pk], day_of(at))[enterprise.pk]
    initials = {post.value.lower(): head.name for post, head in present.items()}
    return answer_form(
        request, title="主要负责人和实际控制人", inputs=HEADS, do=do, back=back, initials={**initials, "on": day_of(at)},
        crumbs=[*CRUMBS, (enterprise.name, back)],
    )  # fmt: skip


def _heads(enterprise: Enterprise, on: date) -> list[Fact]:
    present = heads_of([enterprise.pk], on)[enterprise.pk]
    return [Fact(post.label, _said(present.get(post))) for post in HeadPost]


def _said(head: Head | None) -> str:
    if head is None:
        return "未登记"
    words = [head.name, head.phone_masked, "" if head.registered else "（未登记，按法定代表人）"]
    return "　".join(word for word in words if word)


def _facts(enterprise: Enterprise, names: dict[str, str]) -> list[Fact]:
    return [
        Fact("统一社会信用代码", enterprise.uscc),
        Fact("类别", enterprise.kinds_text),
        Fact("注册地", names.get(enterprise.division_code, "")),
        Fact("注册地址", enterprise.address),
        Fact("法定代表人", enterprise.legal_person),
        Fact("资质", enterprise.qualification, wide=True),
        Fact("成立日期", enterprise.founded_on),
    ]
