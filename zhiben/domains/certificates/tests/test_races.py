"""Two at the same moment: one number, one certificate of a kind, one decision after the other, one answer to a request."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction

from zhiben.domains.certificates.models import Certificate, CertificateRequest, Decision, Proof
from zhiben.domains.certificates.public import ask_for_decision, decide
from zhiben.domains.certificates.services.requests import answer_request
from zhiben.domains.certificates.services.signing_keys import signing_key_list
from zhiben.domains.certificates.terms import CertificateState, ProofStatus, RequestState
from zhiben.domains.certificates.tests.factories import certifier, licence, manager_b
from zhiben.kernel.access.actors import Actor, system_actor
from zhiben.kernel.access.bounds import acting_as
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.clock import now, today
from zhiben.kernel.base.errors import Refusal
from zhiben.kernel.numbering.models import IssuedNumber
from zhiben.kernel.workflow.models import CaseMove
from zhiben.registry.enterprises.models import Enterprise
from zhiben.registry.enterprises.public import register_enterprise
from zhiben.registry.people.models import Person
from zhiben.registry.projects.tests.conftest import Region

pytestmark = pytest.mark.django_db(transaction=True)
ENDED = {
    CertificateState.VALID: ProofStatus.GOOD, CertificateState.SUSPENDED: ProofStatus.SUSPENDED,
}  # fmt: skip


def together(actor: Actor, acts: Sequence[Callable[[], Any]]) -> list[Any]:
    """What each gave back, or the status of its refusal. Anything else is a fault and breaks the test."""

    def once(act: Callable[[], Any]) -> Any:
        try:
            with acting_as(actor), transaction.atomic():
                return act()
        except Refusal as refusal:
            return refusal.status
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(once, acts))


def refused(answers: Sequence[Any]) -> list[int]:
    return sorted(one for one in answers if isinstance(one, int))


def agrees() -> None:
    """Every step has its decision and number, and the codes say what the certificates are."""
    steps = CaseMove.objects.filter(flow="certificate").exclude(action__in=("issue", "replace"))
    assert steps.count() == Decision.objects.count() == IssuedNumber.objects.count()
    for proof in Proof.objects.exclude(status=ProofStatus.REPLACED).select_related("certificate"):
        assert proof.status == ENDED.get(CertificateState(proof.certificate.state), ProofStatus.ENDED)


def test_whoever_comes_second_is_told_and_nothing_is_given_twice(
    region: Region, firm: Enterprise, manager: Person
) -> None:
    actor = certifier(region)
    other = register_enterprise(actor=actor, name="青山建工有限公司", at=now())

    # One number for two firms; two certificates of a class for one person.
    given = together(actor, [partial(licence, region, one.pk) for one in (firm, other, firm)])
    assert refused(given) in ([409, 409], [409, 422], [422, 422])
    numbers = [f"闽建安B（2026）000000{n}" for n in range(3)]
    given = together(actor, [partial(manager_b, region, manager.pk, firm.pk, number) for number in numbers])
    assert refused(given) == [409, 409]
    with transaction.atomic(), acting_as(system_actor()):
        assert Certificate.objects.count() == Proof.objects.count() == 2
        case = Certificate.objects.get(kind="enterprise_license")
        held = Certificate.objects.get(kind="safety_manager")

    def decided(action: str, pk: UUID = case.pk, **inputs: Any) -> Callable[[], Any]:
        return partial(decide, actor=actor, certificate_id=pk, action=action, reason="事故", at=now(), **inputs)

    days: dict[str, Any] = {"since": today(), "until": today() + timedelta(days=29)}
    with transaction.atomic():
        asked = ask_for_decision(
            actor=region.actor(region.gulou, Role.ENFORCER),
            certificate_id=case.pk,
            wanted="suspend",
            reason="事故",
            at=now(),
        )
    refuse = partial(answer_request, actor=actor, request_id=asked.pk, action="refuse", answer="证据不足", at=now())
    answers = together(actor, [decided("suspend", **days), decided("suspend", **days), refuse])
    # One suspends; the request is answered once, by whoever came first.
    assert refused(answers) in ([409], [409, 409])
    with transaction.atomic(), acting_as(system_actor()):
        assert Certificate.objects.get(pk=case.pk).state == CertificateState.SUSPENDED
        said = CertificateRequest.objects.get()
        assert said.state in (RequestState.DECIDED, RequestState.REFUSED)
        assert CaseMove.objects.filter(case_id=said.pk).exclude(action="open").count() == 1
        agrees()

    answers = together(actor, [decided("lift"), decided("lift"), decided("suspend", **days)])
    assert set(refused(answers)) <= {409}  # lifted, suspended and lifted again is an order too
    together(actor, [decided("lift"), decided("revoke_penalty"), decided("return"), decided("cancel")])
    with transaction.atomic(), acting_as(system_actor()):
        ended = Certificate.objects.get(pk=case.pk)
        assert ended.state in (CertificateState.REVOKED_PENALTY, CertificateState.CANCELLED)
        agrees()

    # Exchanged and revoked at once: either a new one that stands, or none.
    new = partial(manager_b, region, manager.pk, firm.pk, "闽建安B（2026）0000009", replaces_id=held.pk)
    answers = together(actor, [new, decided("revoke_grant", held.pk), new])
    with transaction.atomic(), acting_as(system_actor()):
        old = Certificate.objects.get(pk=held.pk)
        made = Certificate.objects.filter(replaces=held)
        assert (old.state, made.count()) in ((CertificateState.CANCELLED, 1), (CertificateState.REVOKED_GRANT, 0))
        assert len(refused(answers)) == 2
        agrees()
    (key,) = signing_key_list()  # a command asks outside of any transaction, and sees all of them
    assert key.used >= 2
