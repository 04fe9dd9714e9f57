"""暂扣、发还、吊销、撤销、撤回、注销: the issuing authority decides, with a numbered paper; the code is red at once."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from zhiben.domains.certificates.models import Certificate, CertificateRequest, Decision
from zhiben.domains.certificates.services.barring import settle_bars
from zhiben.domains.certificates.services.content import PAPER_KIND, decision_content, decision_name
from zhiben.domains.certificates.services.extending import change_certificate, extend_certificate
from zhiben.domains.certificates.services.facts import locked
from zhiben.domains.certificates.services.proving import update_status
from zhiben.domains.certificates.services.telling import tell_asker, tell_holder
from zhiben.domains.certificates.terms import CertificateState, RequestState
from zhiben.domains.certificates.workflow import CERTIFICATE_FLOW, REQUEST_FLOW
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.base.errors import WrongState
from zhiben.kernel.evidence.services import attach
from zhiben.kernel.numbering.services import number_document
from zhiben.kernel.papers.issued import issue_paper
from zhiben.kernel.workflow.engine import fire
from zhiben.registry.agencies.public import agency

DECISIONS: Final = ("suspend", "return", "lift", "revoke_penalty", "revoke_grant", "withdraw", "cancel")
ENDS: Final = ("revoke_penalty", "revoke_grant", "withdraw", "cancel")


@transaction.atomic
def decide(*, actor: Actor, certificate_id: UUID, action: str, reason: str, at: datetime, **inputs: Any) -> Certificate:
    """One decision of the issuing authority: number, paper, state, code, notice to the holder; open 报请 are answered.

    Raises NotPermitted for everybody but its certifiers, WrongState or InvalidInput; nothing is changed then.
    """
    before = locked(actor, certificate_id)
    if action == "return" and before.suspended_to and day_of(at) <= before.suspended_to:
        raise WrongState(
            f"暂扣期到 {before.suspended_to:%Y-%m-%d} 才满，期满后经核查才能发还；决定有误的请撤销暂扣决定"
        )
    files = [UUID(str(f)) for f in inputs.get("files") or ()]
    given = {**inputs, "reason": reason, "number": _number(before, action, at)}
    if files:
        given["files"] = [str(f) for f in files]
    case: Certificate = fire(CERTIFICATE_FLOW, certificate_id, action, actor=actor, at=at, **given)
    decision = _keep(case, action, actor, given, at)
    if files:
        attach(file_ids=files, owner_kind="certificate", owner_id=case.pk, slot="decision", actor=actor, at=at)
    update_status(certificate=case, at=at)
    settle_bars(case, decision, actor=actor, at=at)
    _answer_requests(case, decision, actor, at)
    tell_holder(case, decision, at=at)
    return case


@transaction.atomic
def take_step(*, actor: Actor, certificate_id: UUID, action: str, at: datetime, **inputs: Any) -> Certificate:
    """Any step the page or the API offers."""
    if action in DECISIONS:
        return decide(actor=actor, certificate_id=certificate_id, action=action, at=at, **inputs)
    if action == "extend":
        return extend_certificate(actor=actor, certificate_id=certificate_id, at=at, **inputs)
    if action == "change":
        return change_certificate(actor=actor, certificate_id=certificate_id, at=at, **inputs)
    return settle_doubts(actor=actor, certificate_id=certificate_id, at=at, **inputs)


@transaction.atomic
def settle_doubts(
    *, actor: Actor, certificate_id: UUID, reason: str, at: datetime, **holder: UUID | None
) -> Certificate:
    """核实存疑、认领待匹配: from now on the certificate counts without reservation."""
    before = locked(actor, certificate_id)
    if not (before.doubtful or before.unmatched):
        raise WrongState("这张证照没有存疑，也已经匹配到持证主体")
    given: dict[str, Any] = {name: value for name, value in holder.items() if value}
    case: Certificate = fire(CERTIFICATE_FLOW, certificate_id, "settle", actor=actor, at=at, reason=reason, **given)
    update_status(certificate=case, at=at)
    return case


def _number(case: Certificate, action: str, at: datetime) -> str:
    """文号 of the deciding agency's series. Given out only for a step that the state allows at all."""
    if (action, case.state) not in CERTIFICATE_FLOW.moves:
        return "无"
    office = agency(case.agency_id)
    return number_document(
        series="certificate.DECISION", owner_id=office.pk, prefix=office.doc_prefix, place=office.path,
        template="certificates.number_template", short="certificates.short.DECISION", case_kind="certificate",
        case_id=case.pk, at=at,
    )  # fmt: skip


def _keep(case: Certificate, action: str, actor: Actor, given: dict[str, Any], at: datetime) -> Decision:
    office, name = agency(case.agency_id), decision_name(case, action)
    decision = Decision.objects.create(
        certificate=case, action=action, number=given["number"], name=name, decided_on=day_of(at),
        decided_by=actor.name, agency_id=office.pk, agency_name=office.name, reason=given["reason"][:500],
        basis=(given.get("basis") or "")[:300], since=given.get("since"), until=given.get("until"),
        because_of_accident=bool(given.get("because_of_accident")),
    )  # fmt: skip
    issue_paper(
        kind=PAPER_KIND, case_id=decision.pk, name=name, number=decision.number, agency_id=office.pk,
        agency_name=office.name, where_name=case.holder_name, issued_on=decision.decided_on,
        content=decision_content(case, decision), at=at,
    )  # fmt: skip
    return decision


def _answer_requests(case: Certificate, decision: Decision, actor: Actor, at: datetime) -> None:
    """Whoever asked for this, or for anything about a certificate that has ended, learns what was decided."""
    rows = CertificateRequest.objects.select_for_update(of=("self",)).filter(
        certificate=case, state=RequestState.ASKED
    )  # one that is refused at this moment is left alone
    if case.state in (CertificateState.VALID, CertificateState.SUSPENDED):
        rows = rows.filter(wanted=decision.action)
    for request in rows.order_by("id"):
        answer = f"已作出{decision.name}（{decision.number}）"
        done: CertificateRequest = fire(REQUEST_FLOW, request.pk, "decide", actor=actor, at=at, answer=answer)
        tell_asker(done, at=at)
