"""A certificate's life: issued, suspended, given back, extended, changed, ended; who may, and what is refused."""

from datetime import date, datetime, timedelta

import pytest

from zhiben.domains.certificates.models import Certificate, CertificateRequest, Decision, Proof
from zhiben.domains.certificates.public import (
    ask_for_decision,
    certificates,
    certificates_of,
    change_certificate,
    decide,
    extend_certificate,
    good_on,
    standing_of,
)
from zhiben.domains.certificates.terms import ProofStatus, RequestState, Standing
from zhiben.domains.certificates.tests.factories import certifier, issued, licence, manager_b
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.terms import ReachKind, Role
from zhiben.kernel.base.clock import CHINA, now, today
from zhiben.kernel.base.errors import InvalidInput, NotPermitted, NotVisible, WrongState
from zhiben.kernel.base.ids import new_id
from zhiben.kernel.papers.models import IssuedPaper
from zhiben.kernel.workflow.models import CaseMove, Todo
from zhiben.registry.enterprises.models import Enterprise
from zhiben.registry.enterprises.public import register_enterprise
from zhiben.registry.people.models import Person
from zhiben.registry.projects.tests.conftest import Region


def moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 10, tzinfo=CHINA)


def suspend(region: Region, case: Certificate, days: int = 30, **given: object) -> Certificate:
    return decide(
        actor=certifier(region), certificate_id=case.pk, action="suspend", reason="发生一般事故", at=now(),
        since=today(), until=today() + timedelta(days=days - 1), **given,
    )  # fmt: skip


def test_from_issue_over_suspension_and_return_to_the_end(region: Region, firm: Enterprise) -> None:
    case = licence(region, firm.pk)
    assert (case.state, case.holder_name, case.issuer_name) == ("valid", "闽江建设有限公司", "省质安总站")
    assert case.valid_to == date(today().year + 3, today().month, today().day) - timedelta(days=1)
    assert Proof.objects.get(certificate=case).status == ProofStatus.GOOD
    assert standing_of(case, today()) == Standing.VALID

    held = suspend(region, case, because_of_accident=True)
    decision = Decision.objects.get(certificate=case)
    assert (held.state, held.decision_no, held.because_of_accident) == ("suspended", decision.number, True)
    assert Proof.objects.get(certificate=case).status == ProofStatus.SUSPENDED
    assert IssuedPaper.objects.get(case_id=decision.pk).name == "暂扣安全生产许可证决定书"
    assert Todo.objects.open().get(case_id=case.pk).due_at == held.due_at
    assert not Certificate.objects.filter(good_on(today())).exists()

    with pytest.raises(WrongState, match="期满"):
        decide(actor=certifier(region), certificate_id=case.pk, action="return", reason="已整改", at=now())
    after = moment(today() + timedelta(days=40))
    # Never by itself: the suspension is over, the certificate is still held back.
    assert standing_of(Certificate.objects.get(pk=case.pk), after.date()) == Standing.SUSPENDED
    back = decide(actor=certifier(region), certificate_id=case.pk, action="return", reason="已整改", at=after)
    assert (back.state, back.suspended_to, Proof.objects.get(certificate=case).status) == ("valid", None, 0)

    gone = decide(actor=certifier(region), certificate_id=case.pk, action="revoke_penalty", reason="再次事故", at=after)
    assert (gone.state, gone.closed_at) == ("revoked_penalty", after)
    assert Proof.objects.get(certificate=case).status == ProofStatus.ENDED
    assert [m.action for m in CaseMove.objects.filter(case_id=case.pk).order_by("seq")] == [
        "issue", "suspend", "return", "revoke_penalty",
    ]  # fmt: skip
    with pytest.raises(WrongState):
        decide(actor=certifier(region), certificate_id=case.pk, action="cancel", reason="重复", at=after)
    # 重新取得要新证号: the old number is free only because its certificate has ended.
    assert licence(region, firm.pk, "（闽）JZ安许证字〔2026〕000124").state == "valid"


def test_who_may_decide_and_who_may_only_ask(region: Region, firm: Enterprise) -> None:
    case = licence(region, firm.pk)
    county = region.actor(region.gulou, Role.CERTIFIER)
    for actor in (county, region.actor(region.province, Role.LEADER)):
        with pytest.raises(NotPermitted):
            decide(actor=actor, certificate_id=case.pk, action="revoke_penalty", reason="事故", at=now())
    with pytest.raises(NotPermitted):
        ask_for_decision(actor=certifier(region), certificate_id=case.pk, wanted="suspend", reason="事故", at=now())
    asked = ask_for_decision(
        actor=region.actor(region.gulou, Role.ENFORCER), certificate_id=case.pk, wanted="suspend", reason="发生一般事故",
        at=now(), because_of_accident=True,
    )  # fmt: skip
    with pytest.raises(WrongState):
        ask_for_decision(actor=county, certificate_id=case.pk, wanted="suspend", reason="又报", at=now())
    assert Certificate.objects.get(pk=case.pk).state == "valid"
    assert Todo.objects.open().get(case_id=asked.pk).holder_id == region.province.pk

    held = suspend(region, case)
    answered = CertificateRequest.objects.get(pk=asked.pk)
    assert (answered.state, held.decision_no in answered.answer) == (RequestState.DECIDED, True)


def test_issue_refuses_what_does_not_fit(region: Region, firm: Enterprise, manager: Person) -> None:
    case = manager_b(region, manager.pk, firm.pk)
    with pytest.raises(WrongState, match="已经持有同类证照"):
        manager_b(region, manager.pk, firm.pk, "闽建安B（2026）0000002")
    with pytest.raises(InvalidInput, match="编号"):
        issued(
            region,
            "safety_manager",
            "闽建安B(2026)0000001号",
            class_code="A",
            person_id=manager.pk,
            employer_id=firm.pk,
        )
    with pytest.raises(InvalidInput, match="类别"):
        issued(
            region,
            "safety_manager",
            "闽建安C（2026）0000009",
            class_code="C",
            person_id=manager.pk,
            employer_id=firm.pk,
        )
    with pytest.raises(InvalidInput, match="受聘企业"):
        issued(region, "safety_manager", "闽建安A（2026）0000009", class_code="A", person_id=manager.pk)
    with pytest.raises(InvalidInput, match="不超过 3 年"):
        licence(region, firm.pk, valid_to=today() + timedelta(days=1500))
    with pytest.raises(NotPermitted):
        issued_by_county(region, firm)
    assert list(Certificate.objects.values_list("pk", flat=True)) == [case.pk]
    assert Proof.objects.count() == 1


def issued_by_county(region: Region, firm: Enterprise) -> Certificate:
    from zhiben.domains.certificates.public import CertificateFacts, issue_certificate

    facts = CertificateFacts(kind="enterprise_license", number="（闽）JZ安许证字〔2026〕000999", enterprise_id=firm.pk)
    return issue_certificate(actor=region.actor(region.gulou, Role.CERTIFIER), facts=facts, at=now())


def test_extension_change_and_exchange(region: Region, firm: Enterprise, manager: Person) -> None:
    case = manager_b(region, manager.pk, firm.pk, electronic=False)
    first = Proof.objects.get(certificate=case).code
    end = case.valid_to
    assert end is not None
    with pytest.raises(WrongState, match="3 个月内"):
        extend_certificate(actor=certifier(region), certificate_id=case.pk, at=now())
    longer = extend_certificate(actor=certifier(region), certificate_id=case.pk, at=moment(end - timedelta(days=20)))
    assert longer.valid_to == date(end.year + 3, end.month, end.day)
    other = register_enterprise(actor=certifier(region), name="青山建工有限公司", at=now())
    moved = change_certificate(
        actor=certifier(region), certificate_id=case.pk, reason="更换受聘企业", at=now(), employer_id=other.pk
    )
    assert (moved.employer_id, moved.employer_name, moved.version) == (other.pk, "青山建工有限公司", 3)
    assert CaseMove.objects.get(case_id=case.pk, action="change").inputs["before"] == "陈大山；闽江建设有限公司"
    codes = list(Proof.objects.filter(certificate=case).order_by("ordinal").values_list("status", flat=True))
    assert codes == [ProofStatus.REPLACED, ProofStatus.REPLACED, ProofStatus.GOOD]
    new = manager_b(region, manager.pk, other.pk, "闽建安B（2026）0000002", replaces_id=case.pk)
    old = Certificate.objects.get(pk=case.pk)
    assert (old.state, old.reason, new.replaces_id) == ("cancelled", "换发新证 闽建安B（2026）0000002", case.pk)
    assert Proof.objects.exclude(code=first).filter(certificate=case, status=ProofStatus.ENDED).count() == 1


def test_the_day_makes_expired_and_expiring(region: Region, firm: Enterprise, manager: Person) -> None:
    case = manager_b(region, manager.pk, firm.pk, valid_to=today() + timedelta(days=100))
    end = today() + timedelta(days=100)
    days = {0: Standing.VALID, 9: Standing.VALID, 10: Standing.EXPIRING, 100: Standing.EXPIRING, 101: Standing.EXPIRED}
    found = {n: standing_of(case, today() + timedelta(days=n)) for n in days}
    assert found == days
    assert standing_of(case, today() - timedelta(days=1)) == Standing.NOT_YET
    assert Certificate.objects.filter(good_on(end)).exists()
    assert not Certificate.objects.filter(good_on(end + timedelta(days=1))).exists()
    seen = certificates_of(person_ids=[manager.pk], employer_ids=[firm.pk], on=end + timedelta(days=1))
    assert {holder: [v.standing for v in views] for holder, views in seen.items()} == {
        manager.pk: [Standing.EXPIRED], firm.pk: [Standing.EXPIRED],
    }  # fmt: skip


def test_open_to_regulators_closed_to_other_firms(region: Region, firm: Enterprise, manager: Person) -> None:
    case = manager_b(region, manager.pk, firm.pk)

    def own(pk: object) -> Actor:
        return Actor(
            user_id=new_id(), name="吴管理", role=Role.ENTERPRISE_ADMIN, reach=ReachKind.ENTERPRISE, reach_id=pk,  # type: ignore[arg-type]
            reach_name="某企业",
        )  # fmt: skip

    assert certificates(region.actor(region.taijiang)).get() == case
    assert certificates(own(firm.pk)).get() == case
    assert not certificates(own(new_id())).exists()
    with pytest.raises(NotVisible):
        change_certificate(actor=own(new_id()), certificate_id=case.pk, reason="改", at=now(), holder_name="王五")
