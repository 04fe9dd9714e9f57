"""持证上岗 in figures: who must hold a certificate and does; every number opens its very records."""

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

from zhiben.domains.certificates.models import Certificate
from zhiben.domains.certificates.public import decide, ensure_certificates
from zhiben.domains.certificates.services.checking import DocumentLook, Where, record_check
from zhiben.domains.certificates.services.comparing import mark_mismatches
from zhiben.domains.certificates.tests.factories import batch, certifier, issued, manager_b, row
from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.access.bounds import acting_as
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.clock import now, today
from zhiben.kernel.base.ids import new_id
from zhiben.kernel.indicators.addresses import address_of
from zhiben.kernel.indicators.areas import Area
from zhiben.kernel.indicators.queries import Reading, compute
from zhiben.kernel.indicators.standing import Target
from zhiben.kernel.indicators.terms import Goal, Part, Status
from zhiben.kernel.testing.calling import Caller
from zhiben.kernel.ui.tests.people import client_of, make_person
from zhiben.registry.agencies.models import Officer
from zhiben.registry.agencies.public import add_officer
from zhiben.registry.enterprises.models import Enterprise
from zhiben.registry.enterprises.public import register_enterprise
from zhiben.registry.people.models import Person
from zhiben.registry.people.public import register_person
from zhiben.registry.projects.models import SiteWorker
from zhiben.registry.projects.public import appoint
from zhiben.registry.projects.tests.conftest import NUMBER, Region

FUJIAN = Area(code="350000", name="福建省", level="province", path="35.")
GULOU = Area(code="350102", name="鼓楼区", level="county", path="35.3501.350102.")
ALL = Target(goal=Goal.AT_LEAST, value=Decimal(100))
KEYS = ("supervisor-cert-rate", "special-worker-cert", "b-cert-mismatch-flag", "person-cert-match")


def figures(area: Area = FUJIAN, on: Any = None) -> dict[str, Reading]:
    with acting_as(system_actor()):
        return {r.indicator.key: r for r in compute(KEYS, area, on or today(), targets=lambda one, where: ALL)}


def said(reading: Reading) -> tuple[int, int | None]:
    assert reading.tally
    return reading.tally.numerator, reading.tally.denominator


def opened(client: Any, reading: Reading, part: Part) -> int:
    answer = client.get(address_of(reading.indicator.key, part, reading.question))
    assert answer.status_code == 200
    counted = re.search(r"共 ([\d,]+) 条", answer.content.decode())
    return int(counted.group(1)) if counted else 0


def check_opens(region: Region, found: dict[str, Reading]) -> None:
    client = client_of(make_person("who", Role.INSPECTOR, agency=region.province.pk, path="35.", level="province"))
    for reading in found.values():
        part, whole = said(reading)
        assert whole is not None
        opens = [opened(client, reading, one) for one in (Part.NUMERATOR, Part.DENOMINATOR, Part.REMAINDER)]
        assert opens == [part, whole, whole - part], reading.indicator.key


def test_supervisors_and_special_workers_hold_a_certificate_in_force(
    region: Region, firm: Enterprise, manager: Person
) -> None:
    # Nothing to look at proves nothing, whatever the target.
    assert {r.status for r in figures().values()} == {Status.NOT_COLLECTED}
    assert not figures()["special-worker-cert"].value

    system, account = system_actor(), new_id()
    names: dict[str, Any] = {"actor": system, "at": now(), "valid_from": today() - timedelta(days=400)}
    held = add_officer(agency_id=region.gulou.pk, name="林一", certificate_no="闽A1", **names)
    gone = add_officer(agency_id=region.gulou.pk, name="林二", certificate_no="闽A2", **names)
    add_officer(agency_id=region.taijiang.pk, name="林三", certificate_no="闽A3", **names)
    Officer.objects.filter(pk=gone.pk).update(user_id=account)
    one, two = (
        issued(region, "supervisor_staff", f"闽监2026000{n}", officer_id=who.pk, valid_to=today() + timedelta(days=700))
        for n, who in enumerate((held, gone))
    )
    assert said(figures()["supervisor-cert-rate"]) == (2, 3)
    # Whoever moves keeps the certificate; what runs out or is taken away counts no more.
    Officer.objects.filter(pk=gone.pk).update(valid_to=today())
    moved = add_officer(agency_id=region.taijiang.pk, name="林二", certificate_no="闽A2", **names)
    Officer.objects.filter(pk=moved.pk).update(user_id=account)
    assert said(figures()["supervisor-cert-rate"]) == (2, 3)
    assert said(figures(GULOU)["supervisor-cert-rate"]) == (1, 1)
    assert figures(GULOU)["supervisor-cert-rate"].status == Status.MET
    decide(actor=certifier(region), certificate_id=one.pk, action="cancel", reason="离开监督岗位", at=now())
    found = figures()["supervisor-cert-rate"]
    assert (said(found), found.value, found.status) == ((1, 3), Decimal("33.33"), Status.BEHIND)
    assert said(figures(on=today() + timedelta(days=701))["supervisor-cert-rate"]) == (0, 3)
    page = client_of(make_person("boss", Role.LEADER, agency=region.city.pk, path=region.city.path, level="city"))
    shown = page.get("/certificates/officers/?without=1").content.decode()
    assert ("林一" in shown, "林三" in shown, "林二" in shown, two.number in shown) == (True, True, False, False)
    assert two.number in page.get("/certificates/officers/").content.decode()

    site, other = region.project(region.gulou), region.project(region.taijiang, name="台江工程")
    helper = register_person(actor=system, name="王小二", at=now())
    for who, where, code in ((manager, site, "01"), (manager, other, "02"), (helper, site, "")):
        SiteWorker.objects.create(
            person=who, project=where, special=True, special_code=code, valid_from=today() - timedelta(days=30)
        )
    SiteWorker.objects.create(person=helper, project=other, trade="钢筋工", valid_from=today())
    SiteWorker.objects.create(person=helper, special=True, valid_from=today())
    assert said(figures()["special-worker-cert"]) == (0, 3)
    issued(region, "special_worker", "闽A012026000001", class_code="01", person_id=manager.pk, employer_id=firm.pk)
    assert said(figures()["special-worker-cert"]) == (1, 3)
    issued(region, "special_worker", "闽A012026000002", class_code="03", person_id=helper.pk, employer_id=firm.pk)
    assert (said(figures()["special-worker-cert"]), said(figures(GULOU)["special-worker-cert"])) == ((2, 3), (2, 2))
    check_opens(region, {key: reading for key, reading in figures().items() if key in KEYS[:2]})
    api = Caller(make_person("api", Role.LEADER, agency=region.province.pk, path="35.", level="province"))
    rows = api.get(f"/indicators?division=350000&on={today()}").json()
    (row_,) = [r for r in rows if r["key"] == "special-worker-cert"]
    assert (row_["numerator"], row_["denominator"]) == (2, 3)


def test_people_and_papers_that_do_not_fit_are_counted_and_opened(
    region: Region, firm: Enterprise, manager: Person
) -> None:
    other = register_enterprise(actor=certifier(region), name="青山建工有限公司", at=now())
    b = manager_b(region, manager.pk, firm.pk)
    register = row(
        kind="constructor", number="闽1352026000001", class_code="", person_id=manager.pk, holder_name="陈大山",
        employer_id=other.pk, employer_name=other.name,
    )  # fmt: skip
    with acting_as(system_actor()):
        ensure_certificates([register], actor=certifier(region), at=now(), batch=batch())
    assert said(figures()["b-cert-mismatch-flag"]) == (0, 1)
    with acting_as(system_actor()):
        mark_mismatches(at=now())
    assert (said(figures()["b-cert-mismatch-flag"]), figures()["b-cert-mismatch-flag"].status) == ((1, 1), Status.MET)

    site, officer = region.project(region.gulou), region.actor(region.gulou)
    where = Where(project_id=site.pk)

    def check(number: str) -> None:
        look = DocumentLook(id_number=number, likeness=True)
        record_check(actor=officer, at=now(), where=where, text=b.number, document=look)

    check(NUMBER)
    assert said(figures()["person-cert-match"]) == (0, 0)  # in no key post of that site
    appoint(actor=officer, project_id=site.pk, post="site_manager", person_id=manager.pk, on=today(), at=now())
    check(NUMBER)
    assert said(figures()["person-cert-match"]) == (1, 1)
    check_opens(region, {key: reading for key, reading in figures().items() if key in KEYS[2:]})
    check("110105194912310011")
    assert (said(figures()["person-cert-match"]), Certificate.objects.count()) == ((0, 1), 2)
