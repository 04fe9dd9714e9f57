"""换发: who must, by when, how far, who is left; the new certificate ends the old one; marks and bars that follow."""

from datetime import date, timedelta

import pytest

from zhiben.domains.certificates.jobs import refresh
from zhiben.domains.certificates.models import Certificate, RenewalItem
from zhiben.domains.certificates.progress import progress_by_kind, progress_by_region
from zhiben.domains.certificates.public import change_certificate, decide, ensure_certificates, limits_of
from zhiben.domains.certificates.services.comparing import mark_mismatches
from zhiben.domains.certificates.services.renewing import open_renewal
from zhiben.domains.certificates.tests.factories import batch, certifier, issued, licence, manager_b, row
from zhiben.domains.standing.public import Bar
from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.access.bounds import acting_as
from zhiben.kernel.access.terms import ReachKind, Role
from zhiben.kernel.base.clock import now, today
from zhiben.kernel.base.errors import NotPermitted
from zhiben.kernel.indicators.areas import Area
from zhiben.kernel.indicators.queries import compute
from zhiben.kernel.indicators.tallies import Tally
from zhiben.kernel.marks.queries import marks_of
from zhiben.kernel.notifications.models import Notification
from zhiben.kernel.ui.tests.people import make_person
from zhiben.registry.enterprises.models import Enterprise
from zhiben.registry.enterprises.public import register_enterprise
from zhiben.registry.people.models import Person
from zhiben.registry.projects.tests.conftest import Region

FUJIAN = Area(code="350000", name="福建省", level="province", path="35.")


@pytest.mark.clause("national-2024/2.2.5c")
@pytest.mark.clause("fujian-2024/2.m2a")
@pytest.mark.clause("changzhou-2023/2.3.9")
@pytest.mark.clause("hainan-2023/2.3.2")
def test_who_must_exchange_by_kind_and_region_and_the_old_one_stops(region: Region) -> None:
    paper = [
        row(number=f"闽A01202500000{n}", holder_name=f"工人{n}", division=code)
        for n, code in enumerate(("350102", "350102", "350103"))
    ]
    crane = row(kind="crane_filing", number="闽A-T00001", holder_name="塔机", class_code="", division="350103")
    with acting_as(system_actor()):
        done = ensure_certificates([*paper, crane], actor=certifier(region), at=now(), batch=batch())
    made = open_renewal(
        actor=certifier(region), kinds=["special_worker", "crane_filing"], division_code="350100", at=now()
    )
    province = certifier(region)
    assert [(p.label, p.wanted, p.done, p.left, p.late) for p in progress_by_kind(made.pk, today(), province)] == [
        ("起重机械产权备案", 1, 0, 1, 1), ("特种作业操作资格证", 3, 0, 3, 0),
    ]  # fmt: skip
    # 国家方案 sets 2024-12-31 for filings; the plan says nothing about special workers.
    due = dict(RenewalItem.objects.values_list("kind", "due_on"))
    assert due == {"crane_filing": date(2024, 12, 31), "special_worker": None}

    person = Person.objects.create(name="工人0", name_key="工人0", created_at=now())
    Certificate.objects.filter(pk=done[0].certificate_id).update(
        person=person, unmatched=False, agency_id=region.province.pk
    )
    new = issued(
        region,
        "special_worker",
        "闽A012026000009",
        class_code="01",
        person_id=person.pk,
        replaces_id=done[0].certificate_id,
    )
    old = Certificate.objects.get(pk=done[0].certificate_id)
    assert (old.state, new.state) == ("cancelled", "valid")
    assert RenewalItem.objects.get(certificate=old).new == new
    city = region.actor(region.city)
    assert [(p.label, p.wanted, p.done) for p in progress_by_region(made.pk, today(), city)] == [
        ("福建省福州市鼓楼区", 2, 1),
        ("福建省福州市台江区", 2, 0),
    ]
    waiting = RenewalItem.objects.filter(batch=made, state="WAITING").values_list("certificate__holder_name", flat=True)
    assert sorted(waiting) == ["塔机", "工人1", "工人2"]

    # The plans set no day for special workers here: the figure counts the filing alone, and Hainan's would count both.
    with acting_as(system_actor()):
        (figure,) = compute(["ecert-replacement"], FUJIAN, today())
        assert figure.tally == Tally(numerator=0, denominator=1)
        Certificate.objects.filter(kind="crane_filing").update(electronic=True)
        (figure,) = compute(["ecert-replacement"], FUJIAN, today())
        assert figure.tally == Tally(numerator=1, denominator=1)
        Certificate.objects.filter(kind="crane_filing").update(electronic=False)

    # What has run out needs no exchange any more; what a later ledger brings is taken in.
    Certificate.objects.filter(pk=done[1].certificate_id).update(valid_to=today() - timedelta(days=1))
    with acting_as(system_actor()):
        ensure_certificates(
            [row(number="闽A012025000008", holder_name="工人8", division="350102")],
            actor=certifier(region),
            at=now(),
            batch=batch(),
        )
        refresh()
    counts = [(p.key, p.wanted, p.done) for p in progress_by_kind(made.pk, today(), province)]
    assert counts == [("crane_filing", 1, 0), ("special_worker", 3, 1)]
    with pytest.raises(NotPermitted):
        open_renewal(
            actor=region.actor(region.gulou, Role.CLERK), kinds=["crane_filing"], division_code="350103", at=now()
        )


@pytest.mark.clause("fujian-2024/3.m3c")
def test_a_b_certificate_that_names_another_firm_than_the_register_is_marked(
    region: Region, firm: Enterprise, manager: Person
) -> None:
    other = register_enterprise(actor=certifier(region), name="青山建工有限公司", at=now())
    head = make_person("head", Role.ENTERPRISE_ADMIN, agency=firm.pk, reach=ReachKind.ENTERPRISE)
    case = manager_b(region, manager.pk, firm.pk)
    register = row(
        kind="constructor", number="闽1352026000001", class_code="", person_id=manager.pk, holder_name="陈大山",
        employer_id=other.pk, employer_name=other.name,
    )  # fmt: skip
    with acting_as(system_actor()):
        ensure_certificates([register], actor=certifier(region), at=now(), batch=batch())
        assert mark_mismatches(at=now()).raised == 1
        assert mark_mismatches(at=now()).raised == 0
        (mark,) = marks_of("certificate", [case.pk])[case.pk]
    assert "青山建工有限公司" in mark.reason
    assert Notification.objects.filter(user_id=head.user_id, topic="certificates.mismatch").count() == 1
    change_certificate(
        actor=certifier(region), certificate_id=case.pk, reason="更换受聘企业", at=now(), employer_id=other.pk
    )
    with acting_as(system_actor()):
        assert mark_mismatches(at=now(), people=[manager.pk]).cleared == 1


def test_only_accidents_bar_from_bidding_any_missing_licence_bars_the_permit(region: Region, firm: Enterprise) -> None:
    case = licence(region, firm.pk)
    assert limits_of([firm.pk], today()) == {firm.pk: []}

    def suspend(*, accident: bool) -> None:
        decide(
            actor=certifier(region), certificate_id=case.pk, action="suspend", reason="发生一般事故", at=now(),
            since=today(), until=today() + timedelta(days=29), because_of_accident=accident,
        )  # fmt: skip

    suspend(accident=False)
    assert [(one.what, one.reason) for one in limits_of([firm.pk], today())[firm.pk]] == [
        ("permit", "没有有效的安全生产许可证")
    ]
    decide(actor=certifier(region), certificate_id=case.pk, action="lift", reason="决定有误", at=now())
    suspend(accident=True)
    assert [one.what for one in limits_of([firm.pk], today())[firm.pk]] == ["bid", "permit"]
    decide(actor=certifier(region), certificate_id=case.pk, action="lift", reason="决定有误", at=now())
    assert Bar.objects.get().lifted_on == today()
