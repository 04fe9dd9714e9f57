"""拟约谈 from a case, or freely: whom, and why. What is known is filled in."""

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from zhiben.domains.interviews.models import Interview
from zhiben.domains.interviews.policies import REGULATORS
from zhiben.domains.interviews.services.drafting import case_behind, draft_interview, subjects_of
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.errors import InvalidInput, NotVisible
from zhiben.kernel.ui.cases.addresses import case_url
from zhiben.kernel.ui.doors import open_to
from zhiben.kernel.ui.forms.answer import answer_form
from zhiben.kernel.workflow.definition import Input, InputKind
from zhiben.kernel.workflow.models import CaseParty
from zhiben.registry.agencies.public import agencies_below
from zhiben.registry.enterprises.public import enterprise_for, enterprises_named, find_by_uscc

REASON: Final = Input(name="reason", label="约谈事由", kind=InputKind.LONGTEXT, help="写进约谈通知书，签发前可以修改")
NAME: Final = Input(
    name="enterprise", label="被约谈企业", required=False, help="企业名称或者统一社会信用代码；约谈下级机构时不填"
)


@open_to(REGULATORS)
def new(request: HttpRequest) -> HttpResponse:
    """``?kind=`` and ``?case=``: what led to it. Its enterprises and its agency can be chosen."""
    actor = actor_of(request)
    kind, case_id = request.GET.get("kind", "")[:32], _id(request.GET.get("case", ""))
    behind = case_behind(actor, kind, case_id)
    inputs = _inputs(actor, behind)

    def do(values: dict[str, Any]) -> tuple[str, str]:
        made = draft_interview(
            actor=actor, agency_id=_own_agency(actor), reason=values["reason"], case_kind=kind if behind else "",
            case_id=case_id if behind else None, at=now(), **_chosen(actor, values),
        )  # fmt: skip
        return "已送负责人决定。", case_url("interview", made.pk)

    back = case_url(kind, behind.pk) if behind else reverse("interviews:list")
    lead = f"{behind.title}　{behind.where_name}。" if behind else ""
    return answer_form(
        request, title="拟约谈", inputs=inputs, do=do, button="送负责人决定", back=back,
        lead=lead + "拟好后在负责人案头，签发或者不予约谈。约谈是提醒和督促，不是处罚。",
    )  # fmt: skip


def offer_on(flow_code: str) -> Callable[[Any, Actor], list[tuple[str, str, str]]]:
    """On the page of one kind of case: 拟约谈, while no talk about it is under way at this agency."""

    def offer(case: Any, actor: Actor) -> list[tuple[str, str, str]]:
        if actor.role not in REGULATORS or not actor.is_regulator or case.silent or case.closed_at is not None:
            return []
        if actor.reach_id != case.agency_id and not case.place.startswith(actor.path):
            return []
        return [("拟约谈", f"{reverse('interviews:new')}?kind={flow_code}&case={case.pk}", "plain")]

    return offer


def under_way(case: Any, actor: Actor) -> "QuerySet[Interview]":
    rows = Interview.objects.open().filter(case_id=case.pk)
    return rows.filter(agency_id=actor.reach_id) if actor.reach_id else rows.none()


def _inputs(actor: Actor, behind: Any) -> list[Input]:
    """The enterprises of the case and the agencies below, as one choice; without a case the name is asked for."""
    choices = []
    if behind is not None:
        parties = CaseParty.objects.filter(case_id=behind.pk, kind="enterprise").order_by("id")
        pairs = list(dict.fromkeys(parties.values_list("role", "subject_id")))
        choices += [(f"enterprise:{pk}", name) for pk, name in dict(subjects_of(pairs)).items()]
    below = agencies_below(actor.path).exclude(pk=_own_agency(actor))
    choices += [(f"agency:{a.pk}", f"下级机构：{a.name}") for a in below[:500]]
    picked = Input(
        name="subject", label="约谈对象", kind=InputKind.CHOICE, choices=tuple(choices), required=behind is not None
    )
    return [*([picked] if choices else []), *([] if behind is not None and choices else [NAME]), REASON]


def _chosen(actor: Actor, values: dict[str, Any]) -> dict[str, Any]:
    kind, _, pk = str(values.get("subject") or "").partition(":")
    if pk:
        return {"subject_agency_id" if kind == "agency" else "enterprise_id": UUID(pk)}
    text = str(values.get("enterprise") or "").strip()
    if not text:
        raise InvalidInput.of("enterprise", "请选择或者填写约谈对象")
    found = find_by_uscc(text) or next(iter(enterprises_named(text)), None)
    if found is None:
        raise InvalidInput.of("enterprise", f"没有登记过“{text[:50]}”，请核对全称")
    return {"enterprise_id": enterprise_for(actor, found.pk).pk}


def _own_agency(actor: Actor) -> UUID:
    if actor.reach_id is None:
        raise NotVisible()
    return actor.reach_id


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
