"""报请: an agency without the power asks the issuing authority for a decision."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from zhiben.domains.certificates.models import CertificateRequest
from zhiben.domains.certificates.policies import ASKERS
from zhiben.domains.certificates.queries import certificate_for
from zhiben.domains.certificates.services.content import WORDS
from zhiben.domains.certificates.services.telling import tell_asker
from zhiben.domains.certificates.terms import FINAL, CertificateKind, RequestState
from zhiben.domains.certificates.workflow import ASK_CLOCK, CERTIFICATE_FLOW, REQUEST_FLOW
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.errors import InvalidInput, NotPermitted, NotVisible, WrongState
from zhiben.kernel.workflow.engine import fire, open_case
from zhiben.registry.agencies.public import agency, codes_on

WANTED: Final = ("suspend", "revoke_penalty", "revoke_grant", "withdraw", "cancel")


@transaction.atomic
def ask_for_decision(
    *, actor: Actor, certificate_id: UUID, wanted: str, reason: str, at: datetime, days: int | None = None,
    because_of_accident: bool = False,
) -> CertificateRequest:  # fmt: skip
    """报请. The certificate stays as it is until the issuing authority decides. Raises NotPermitted, WrongState."""
    case = certificate_for(actor, certificate_id)
    _check(actor, case.agency_id, wanted, reason)
    if case.state in FINAL or (wanted, case.state) not in CERTIFICATE_FLOW.moves:
        raise WrongState(f"这张证照现在是「{case.get_state_display()}」，不能再{WORDS[wanted]}")
    own, office = agency(actor.reach_id) if actor.reach_id else None, agency(case.agency_id)
    if own is None:
        raise NotPermitted("只有监管机关可以报请")
    if CertificateRequest.objects.filter(certificate=case, wanted=wanted, closed_at=None).exists():
        raise WrongState(f"{WORDS[wanted]}这张证照已经有人报请，正在等发证机关决定")
    province, city, county = codes_on(own.path)
    request = CertificateRequest(
        title=f"报请{WORDS[wanted]}：{case.holder_name} {CertificateKind(case.kind).label} {case.number}"[:300],
        where_name=case.holder_name, agency_id=office.pk, scope=office.path, place=own.path, province=province,
        city=city, county=county, certificate=case, wanted=wanted, reason=reason.strip(), days=days,
        because_of_accident=because_of_accident, asked_by_agency=own.pk, asked_by_name=own.name, asked_by=actor.name,
        seen_by_parties=False,
    )  # fmt: skip
    return open_case(REQUEST_FLOW, request, actor=actor, at=at, state=RequestState.ASKED, due=ASK_CLOCK)


@transaction.atomic
def answer_request(*, actor: Actor, request_id: UUID, action: str, answer: str, at: datetime) -> CertificateRequest:
    """``refuse`` by the issuing authority, ``take_back`` by whoever asked."""
    found = CertificateRequest.objects.visible_to(actor).filter(pk=request_id).first()
    if found is None:
        raise NotVisible("没有这件报请，或者不在您的权限范围内")
    if action == "take_back" and actor.reach_id != found.asked_by_agency:
        raise NotPermitted("只有报请的机关可以撤回")
    done: CertificateRequest = fire(REQUEST_FLOW, request_id, action, actor=actor, at=at, answer=answer)
    if action == "refuse":
        tell_asker(done, at=at)
    return done


def _check(actor: Actor, issuer: UUID, wanted: str, reason: str) -> None:
    if actor.role not in ASKERS or not actor.is_regulator:
        raise NotPermitted("只有监管机关可以报请")
    if actor.reach_id == issuer:
        raise NotPermitted("本机关就是发证机关，由发证人员直接决定")
    if wanted not in WANTED:
        raise InvalidInput.of("wanted", "请选择报请事项")
    if not reason.strip():
        raise InvalidInput.of("reason", "请写明事实和理由")
