"""The full numbers behind a correction: asked for with a reason, shown once."""

from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.errors import InvalidInput, NotVisible
from zhiben.kernel.records.models import Correction
from zhiben.kernel.records.policies import KEEPERS
from zhiben.kernel.records.services.numbers import may_see_numbers, show_number
from zhiben.kernel.records.terms import Side
from zhiben.kernel.ui.cases.addresses import case_url
from zhiben.kernel.ui.doors import open_to
from zhiben.kernel.ui.forms.form import fresh_form, given_form, read_values
from zhiben.kernel.workflow.definition import Input, InputKind

INPUTS: Final = (
    Input(name="side", label="要查看的号码", kind=InputKind.CHOICE, choices=tuple(Side.choices)),
    Input(name="reason", label="查看事由", help="例如：审批更正，核对身份证照片。事由、您的姓名和时间会留存记录。"),
)


@open_to(KEEPERS)
@never_cache
def number(request: HttpRequest, correction_id: UUID) -> HttpResponse:
    """The number is written into the answer to a POST, never into an address, and kept nowhere."""
    actor = actor_of(request)
    case = Correction.objects.visible_to(actor).filter(pk=correction_id).first()
    if case is None or not may_see_numbers(case, actor):
        raise NotVisible("没有可以查看的号码，或者不在您的权限范围内")
    shown, status, form = "", 200, fresh_form(INPUTS, actor, None, {"side": Side.NEW})
    if request.method == "POST":
        form = given_form(INPUTS, request.POST, actor)
        values, errors = read_values(form)
        if not errors:
            try:
                shown = _shown(request, case, values)
            except InvalidInput as refusal:
                errors = refusal.errors
        form, status = form.with_errors(errors), 422 if errors else 200
    back = case_url("correction", case.pk)
    context = {
        "title": "查看完整号码", "lead": f"{case.record_title}　{case.field_label}：{case.old_text} → {case.new_text}",
        "button": "查看", "form": form, "hidden": [], "action": request.path, "back": back, "number": shown,
        "crumbs": [("首页", "/home"), ("档案更正", "/corrections/"), (case.record_title[:24], back), ("查看完整号码", "")],
    }  # fmt: skip
    return render(request, "records/number.html", context, status=status)


def _shown(request: HttpRequest, case: Correction, values: dict[str, Any]) -> str:
    return show_number(actor=actor_of(request), correction_id=case.pk, at=now(), **values)
