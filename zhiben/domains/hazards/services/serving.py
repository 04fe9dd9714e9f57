"""送知: whom a major hazard is handed to, how each signs, and what happens when somebody does not."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from zhiben.domains.hazards.models import Hazard, Serving, ServingCode
from zhiben.domains.hazards.policies import OFFICERS, acts_for_agency
from zhiben.domains.hazards.services.link_codes import fresh_code
from zhiben.domains.hazards.terms import ServingState, SigningMethod
from zhiben.domains.hazards.workflow import SERVING_FLOW
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.acts import record_act
from zhiben.kernel.access.terms import ReachKind, Role
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.base.errors import InvalidInput, NotPermitted, NotVisible, WrongState
from zhiben.kernel.base.text import name_key
from zhiben.kernel.evidence.services import attach
from zhiben.kernel.notifications.services import notify
from zhiben.kernel.parameters.queries import value_of
from zhiben.kernel.workflow.clocks import deadline_of, hours
from zhiben.kernel.workflow.engine import Party, fire, open_case
from zhiben.kernel.workflow.models import CaseParty, Todo
from zhiben.registry.enterprises.public import Head, heads_of, names_of
from zhiben.registry.enterprises.terms import HeadPost

CODE_PURPOSE: Final = "serving-code"
CHASE: Final = "chase"


@transaction.atomic
def serve_hazard(*, actor: Actor, hazard: Hazard, at: datetime) -> list[Serving]:
    """Hand a major hazard to the heads of the contractor: one case for each. Empty when no contractor is known.

    Nobody registered: the 法定代表人 is taken for the 主要负责人; an unknown 实际控制人 has to be registered first.
    Whoever holds both posts signs once.
    """
    contractors = list(
        CaseParty.objects.filter(flow="hazard", case_id=hazard.pk, kind="enterprise", role="contractor")
        .values_list("subject_id", flat=True).order_by("id")
    )  # fmt: skip
    heads, names = heads_of(contractors, day_of(at)), names_of(contractors)
    return [
        _open(hazard, enterprise_id, names[enterprise_id], post, heads[enterprise_id].get(post), actor=actor, at=at)
        for enterprise_id in contractors
        for post in _posts(heads[enterprise_id])
    ]


def _posts(heads: dict[HeadPost, Head]) -> list[HeadPost]:
    first, second = heads.get(HeadPost.PRINCIPAL), heads.get(HeadPost.CONTROLLER)
    if first and second and name_key(first.name) == name_key(second.name):
        return [HeadPost.PRINCIPAL]
    return list(HeadPost)


def _open(
    hazard: Hazard,
    enterprise_id: UUID,
    enterprise: str,
    post: HeadPost,
    head: Head | None,
    *,
    actor: Actor,
    at: datetime,
) -> Serving:
    serving = Serving(
        hazard=hazard, enterprise_id=enterprise_id, enterprise_name=enterprise, post=post,
        person_name=head.name if head else "", registered=bool(head and head.registered),
        phone_masked=head.phone_masked if head else "", phone_cipher=head.phone_cipher if head else None,
        token=secrets.token_urlsafe(16), sent_at=at if head else None,
        title=f"送知{post.label}：{hazard.title}"[:300], **hazard.columns_of_case(),
    )  # fmt: skip
    serving.due_at, serving.due_rule = deadline_of(hours("hazards.serving_hours"), serving, at, {})
    parties = [Party(kind="enterprise", subject_id=enterprise_id, role="contractor")]
    state = ServingState.SENT if head else ServingState.UNNAMED
    open_case(SERVING_FLOW, serving, actor=actor, at=at, state=state, parties=parties, post=post.value)
    tell_recipient(serving, at)
    return serving


def tell_recipient(serving: Serving, at: datetime) -> None:
    """To the accounts of the enterprise's heads; an unknown recipient is asked for."""
    unnamed = serving.state == ServingState.UNNAMED
    title = f"请登记{serving.get_post_display()}" if unnamed else "重大事故隐患告知，请签收"
    who = serving.person_name or serving.get_post_display()
    roles = (Role.PRINCIPAL, Role.ENTERPRISE_ADMIN) if unnamed else (Role.PRINCIPAL,)
    notify(
        topic="hazards.serving", title=f"{title}：{serving.where_name}", body=f"{serving.title}。收件人：{who}。",
        link=f"/servings/{serving.pk}/", at=at, holder=(ReachKind.ENTERPRISE.value, serving.enterprise_id, roles),
        statutory=True, case_kind="hazard.serving", case_id=serving.pk,
    )  # fmt: skip


@transaction.atomic
def mark_read(*, actor: Actor, serving_id: UUID, at: datetime) -> None:
    """The recipient has opened it for the first time. Anybody else, or a second time: nothing."""
    serving = Serving.objects.visible_to(actor).filter(pk=serving_id, state=ServingState.SENT, read_at=None).first()
    if serving is not None and is_recipient(actor, serving):
        fire(SERVING_FLOW, serving_id, "read", actor=actor, at=at)


@transaction.atomic
def sign_serving(*, actor: Actor, serving_id: UUID, at: datetime) -> Serving:
    """签收 in person: an account of the enterprise's 主要负责人 role, or the phone that gave the code.

    The name must be the recipient's, unless the recipient is only assumed (法定代表人, not registered).
    """
    serving = visible_serving(actor, serving_id)
    if not is_recipient(actor, serving):
        raise NotPermitted(f"这份告知要由{serving.get_post_display()}{serving.person_name}本人签收，您是{actor.name}")
    method = SigningMethod.LINK if actor.role == Role.LINK_HOLDER else SigningMethod.ACCOUNT
    return fire(SERVING_FLOW, serving_id, "sign", actor=actor, at=at, signer=actor.name, method=method.value)


@transaction.atomic
def sign_on_paper(*, actor: Actor, serving_id: UUID, signer: str, scan_ids: Sequence[UUID], at: datetime) -> Serving:
    """代录: the officer enters who signed on paper, with a picture of the signed sheet."""
    serving = visible_serving(actor, serving_id)
    if not acts_for_agency(actor, serving.agency_id):
        raise NotPermitted("只有办理机关的监督员、执法人员可以登记纸质签收")
    if not signer.strip():
        raise InvalidInput.of("signer", "请填写签收人")
    if not scan_ids:
        raise InvalidInput.of("receipt", "请上传签收单的照片或扫描件")
    scans = [str(i) for i in scan_ids]
    done = fire(SERVING_FLOW, serving_id, "sign", actor=actor, at=at, on_behalf_of=signer.strip(),
                signer=signer.strip()[:64], method=SigningMethod.PAPER.value, receipt=scans)  # fmt: skip
    attach(file_ids=list(scan_ids), owner_kind="serving", owner_id=serving_id, slot="receipt", actor=actor, at=at)
    return done


@transaction.atomic
def chase_serving(*, actor: Actor, serving_id: UUID, at: datetime) -> Serving:
    """催签收: told once more, with a new clock. The officer's to-do is done until that runs out too."""
    serving = fire(SERVING_FLOW, serving_id, "chase", actor=actor, at=at)
    Todo.objects.open().filter(case_id=serving_id, action=CHASE).update(closed_at=at)
    tell_recipient(serving, at)
    return serving


@transaction.atomic
def address_servings(*, actor: Actor, enterprise_id: UUID, post: HeadPost, at: datetime) -> int:
    """The post has a name now: what waited for one is sent, what was sent to an assumed or former one goes to this one."""
    head = heads_of([enterprise_id], day_of(at))[enterprise_id].get(post)
    if head is None or not head.registered:
        return 0
    waiting = Serving.objects.open().filter(enterprise_id=enterprise_id, post=post)
    unnamed = list(waiting.filter(state=ServingState.UNNAMED).values_list("pk", flat=True))
    waiting.update(
        person_name=head.name, registered=True, phone_masked=head.phone_masked, phone_cipher=head.phone_cipher
    )
    for pk in unnamed:
        tell_recipient(fire(SERVING_FLOW, pk, "address", actor=actor, at=at, person_name=head.name), at)
    return len(unnamed)


@transaction.atomic
def withdraw_servings(*, actor: Actor, hazard_id: UUID, reason: str, at: datetime) -> None:
    for pk in Serving.objects.open().filter(hazard_id=hazard_id).order_by("id").values_list("pk", flat=True):
        fire(SERVING_FLOW, pk, "withdraw", actor=actor, at=at, reason=reason[:500])


@transaction.atomic
def code_for(*, actor: Actor, serving_id: UUID, at: datetime) -> str:
    """A one-time code for the link, to be told to the recipient: only the agency may make one."""
    serving = visible_serving(actor, serving_id)
    if actor.role not in OFFICERS or not acts_for_agency(actor, serving.agency_id):
        raise NotPermitted("只有办理机关的监督员、执法人员可以生成签收码")
    if serving.state != ServingState.SENT:
        raise WrongState(f"这份送知现在是「{serving.get_state_display()}」，不用签收码")
    days = int(value_of("hazards.serving_code_days", path=serving.place, on=day_of(at)))
    until = at + timedelta(days=days)
    code = fresh_code(ServingCode.objects.all(), purpose=CODE_PURPOSE, subject={"serving": serving}, at=at, until=until)
    record_act(actor=actor, verb="serving.code", at=at, object_kind="hazard.serving", object_id=serving.pk)
    return code


def is_recipient(actor: Actor, serving: Serving) -> bool:
    """The person it is addressed to, by enterprise, role and name."""
    if actor.role not in (Role.PRINCIPAL, Role.LINK_HOLDER) or actor.reach_id != serving.enterprise_id:
        return False
    if serving.registered or serving.post == HeadPost.CONTROLLER:
        return name_key(actor.name) == name_key(serving.person_name)
    return True


def visible_serving(actor: Actor, serving_id: UUID) -> Serving:
    """Raises NotVisible."""
    serving = Serving.objects.visible_to(actor).select_related("hazard").filter(pk=serving_id).first()
    if serving is None:
        raise NotVisible("没有找到这份送知，或者不在您的权限范围内")
    return serving
