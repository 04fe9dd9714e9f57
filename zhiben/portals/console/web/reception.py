"""接收设置: where one is reached, by which channel for what, and when not."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.access.models import User
from zhiben.kernel.base.clock import now
from zhiben.kernel.notifications.preferences import reception_of, set_reception
from zhiben.kernel.notifications.queries import kinds_serving
from zhiben.kernel.notifications.terms import PERSONAL
from zhiben.kernel.notifications.topics import groups
from zhiben.kernel.ui.doors import signed_in
from zhiben.kernel.ui.forms.answer import answer_form
from zhiben.kernel.ui.forms.form import Form
from zhiben.kernel.workflow.definition import Input, InputKind

LEAD = (
    "平台内的通知总会收到。法定送达的通知（如文书送达）不受这里的选择和免打扰限制，不能关闭。"
    "免打扰时段里的其他通知，等时段结束后再发。"
)


@signed_in
def settings(request: HttpRequest) -> HttpResponse:
    actor, at = actor_of(request), now()
    user_id = actor.user_id
    assert user_id  # noqa: S101 - the door has seen to it
    held, user = reception_of(user_id), User.objects.get(pk=user_id)
    switches = [
        (group, kind, Input(name=f"{kind.value}_{group.code}", label=f"{group.label}：{kind.label}",
                            kind=InputKind.BOOL, required=False))
        for group in groups() for kind in PERSONAL
    ]  # fmt: skip
    hours = "0 到 23 的整点；不填按本地的统一规定"
    inputs = [
        Input(name="email", label="邮箱", required=False, help=_now(held.email_masked)),
        Input(name="phone", label="手机号", required=False, help=_now(user.phone_masked)),
        Input(name="quiet_from", label="免打扰从几点", kind=InputKind.NUMBER, required=False, help=hours),
        Input(name="quiet_to", label="免打扰到几点", kind=InputKind.NUMBER, required=False, help=hours),
        *(one for _, _, one in switches),
    ]

    def do(values: dict[str, Any]) -> tuple[str, str]:
        choices: dict[str, dict[str, bool]] = {}
        for group, kind, one in switches:
            choices.setdefault(group.code, {})[kind.value] = values[one.name]
        set_reception(
            actor=actor, choices=choices, quiet_from=values["quiet_from"], quiet_to=values["quiet_to"],
            email=values["email"], phone=values["phone"], at=at,
        )  # fmt: skip
        return "接收设置已保存。", reverse("console:reception")

    def arrange(form: Form) -> dict[str, Any]:
        named = {one.name: one for one in form.fields}
        served = kinds_serving(user_id, at)
        return {
            "plain": Form([one for one in form.fields if one.item.kind != InputKind.BOOL], form.errors),
            "kinds": [(kind, kind in served) for kind in PERSONAL],
            "rows": [(g, [(kind, named[f"{kind.value}_{g.code}"]) for kind in PERSONAL]) for g in groups()],
        }

    initials: dict[str, Any] = {"quiet_from": held.quiet_from, "quiet_to": held.quiet_to}
    for group, kind, one in switches:
        initials[one.name] = held.choices.get(group.code, {}).get(kind.value, group.is_on(kind))
    return answer_form(
        request, inputs=inputs, do=do, title="接收设置", lead=LEAD, back=reverse("console:notices"), initials=initials,
        template="console/reception.html", arrange=arrange, crumbs=[("首页", "/home"), ("通知", reverse("console:notices"))],
    )  # fmt: skip


def _now(masked: str) -> str:
    return f"现在是 {masked}，不填表示不改" if masked else "还没有填写"
