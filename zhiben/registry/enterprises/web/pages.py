"""One enterprise: its page, registering, changing."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.base.clock import now
from zhiben.kernel.ui.cases.parts import Fact
from zhiben.kernel.ui.doors import open_to
from zhiben.kernel.ui.forms.answer import answer_form
from zhiben.kernel.ui.panels import panels_of
from zhiben.kernel.workflow.definition import Input, InputKind
from zhiben.registry.agencies.public import names_of
from zhiben.registry.enterprises.models import Enterprise
from zhiben.registry.enterprises.public import enterprise_for
from zhiben.registry.enterprises.services import register_enterprise, update_enterprise
from zhiben.registry.enterprises.terms import EnterpriseKind
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


@open_to(READERS)
@require_safe
def page(request: HttpRequest, enterprise_id: UUID) -> HttpResponse:
    actor, at = actor_of(request), now()
    enterprise = enterprise_for(actor, enterprise_id)
    names = names_of([enterprise.division_code])
    context = {
        "enterprise": enterprise, "facts": [f for f in _facts(enterprise, names) if f.value],
        "may_keep": actor.role in KEEPERS, "panels": panels_of("enterprise", enterprise, request, actor, at),
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
        update_enterprise(actor=actor_of(request), enterprise_id=enterprise.pk, at=now(), kinds=kinds, **values)
        return "已保存。", back

    initials = {i.name: getattr(enterprise, i.name, None) for i in INPUTS}
    initials["kind"] = enterprise.kinds[0] if enterprise.kinds else ""
    return answer_form(
        request, title="修改企业", inputs=INPUTS, do=do, back=back, initials=initials,
        crumbs=[*CRUMBS, (enterprise.name, back)],
    )  # fmt: skip


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
