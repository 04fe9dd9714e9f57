"""One restriction: its page, writing one down, lifting it."""

from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from zhiben.domains.standing.models import Bar
from zhiben.domains.standing.policies import RECORDERS, may_lift
from zhiben.domains.standing.services import bar_subject, lift_bar
from zhiben.domains.standing.terms import BarKind, SubjectKind
from zhiben.domains.standing.web.lists import READERS, TONES, standing_word
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.errors import NotVisible
from zhiben.kernel.ui.cases.parts import Fact
from zhiben.kernel.ui.doors import open_to
from zhiben.kernel.ui.forms.answer import answer_form
from zhiben.kernel.workflow.definition import Input, InputKind
from zhiben.registry.enterprises.public import enterprise_for
from zhiben.registry.people.public import person_for

CRUMBS: Final = (("首页", "/home"), ("限制事项", "/bars/"))
ROUTES: Final = {SubjectKind.ENTERPRISE: "enterprises:page", SubjectKind.PERSON: "people:page"}
INPUTS: Final = (
    Input(name="what", label="限制事项", kind=InputKind.CHOICE, choices=tuple(BarKind.choices)),
    Input(name="valid_from", label="自", kind=InputKind.DATE),
    Input(name="valid_to", label="至", kind=InputKind.DATE, required=False, help="这一天起不再限制；没有期限的不填"),
    Input(name="decision_no", label="决定文号"),
    Input(name="decided_by", label="决定机关"),
    Input(name="because", label="事由", kind=InputKind.LONGTEXT),
)
LIFT: Final = (
    Input(name="on", label="解除日期", kind=InputKind.DATE),
    Input(name="because", label="解除理由和依据", kind=InputKind.LONGTEXT),
)


def _bar(actor: Actor, bar_id: UUID) -> Bar:
    found = Bar.objects.visible_to(actor).filter(pk=bar_id).first()
    if found is None:
        raise NotVisible("没有这项限制，或者不在您的权限范围内")
    return found


@open_to(READERS)
@require_safe
def page(request: HttpRequest, bar_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    bar = _bar(actor, bar_id)
    word = standing_word(bar)
    facts = [
        Fact("对象", bar.subject_name, reverse(ROUTES[SubjectKind(bar.subject_kind)], args=[bar.subject_id])),
        Fact("限制事项", bar.get_what_display()),
        Fact("自", bar.valid_from),
        Fact("至", bar.valid_to or "解除为止"),
        Fact("决定文号", bar.decision_no),
        Fact("决定机关", bar.decided_by),
        Fact("事由", bar.because, wide=True),
        Fact("登记人", bar.recorded_by),
        Fact("提前解除", bar.lifted_on),
        Fact("解除理由", bar.lifted_because, wide=True),
    ]
    context = {
        "bar": bar, "facts": [f for f in facts if f.value], "word": word, "tone": TONES[word],
        "may_lift": word == "限制中" and may_lift(actor, bar), "crumbs": [*CRUMBS, (bar.subject_name, "")],
    }  # fmt: skip
    return render(request, "standing/bar.html", context)


@open_to(frozenset(RECORDERS))
def new(request: HttpRequest, kind: str, subject_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    if kind not in SubjectKind.values:
        raise NotVisible("没有这一类对象")
    subject: Any = (
        enterprise_for(actor, subject_id) if kind == SubjectKind.ENTERPRISE else person_for(actor, subject_id)
    )
    back = reverse(ROUTES[SubjectKind(kind)], args=[subject_id])

    def do(values: dict[str, Any]) -> tuple[str, str]:
        what = BarKind(values.pop("what"))
        made = bar_subject(
            actor=actor, subject_kind=SubjectKind(kind), subject_id=subject_id, what=what, at=now(), **values
        )
        return f"已登记：{made}。", reverse("standing:bar", args=[made.pk])

    lead = f"{SubjectKind(kind).label}：{subject.name}"
    return answer_form(
        request, title="登记限制事项", lead=lead, inputs=INPUTS, do=do, back=back, button="登记", crumbs=CRUMBS
    )


@open_to(frozenset(RECORDERS))
def lift(request: HttpRequest, bar_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    bar, back = _bar(actor, bar_id), reverse("standing:bar", args=[bar_id])

    def do(values: dict[str, Any]) -> tuple[str, str]:
        lift_bar(actor=actor, bar_id=bar_id, at=now(), **values)
        return "已解除。", back

    return answer_form(
        request, title="提前解除限制", lead=str(bar), inputs=LIFT, do=do, back=back, button="解除", crumbs=CRUMBS
    )
