"""现场验真: the code, the person, the record on the visit; with a face, without one, and never with an invented one."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pgtrigger
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import ProgrammingError, connection, transaction
from django.test import Client

from zhiben.domains.certificates.models import Certificate, CertificateCheck, FaceTemplate
from zhiben.domains.certificates.public import decide, proofs_of
from zhiben.domains.certificates.services.check_seals import changed_checks
from zhiben.domains.certificates.services.checking import DocumentLook, Where, compare_face, record_check
from zhiben.domains.certificates.services.face_keeping import enrol_face, give_consent
from zhiben.domains.certificates.services.holding import give_code
from zhiben.domains.certificates.services.usage import usage_by_month
from zhiben.domains.certificates.terms import ConsentMethod
from zhiben.domains.certificates.tests.face_service import FaceHouse, face_house
from zhiben.domains.certificates.tests.factories import certifier, manager_b
from zhiben.domains.hazards.tests.factories import Site, draft, issued, major, make_site, user_of
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.audit.checks import run_checks
from zhiben.kernel.base.clock import now, today
from zhiben.kernel.base.errors import InvalidInput, NotPermitted, NotVisible, WrongState
from zhiben.kernel.base.ids import new_id
from zhiben.kernel.indicators.areas import Area
from zhiben.kernel.indicators.queries import compute
from zhiben.kernel.notifications.models import Notification
from zhiben.registry.enterprises.models import Enterprise
from zhiben.registry.people.models import Person
from zhiben.registry.projects.tests.conftest import NUMBER, Region


@pytest.fixture
def site(db: None) -> Site:
    return make_site()


@pytest.fixture
def held(region: Region, firm: Enterprise, manager: Person) -> Certificate:
    return manager_b(region, manager.pk, firm.pk)


def code_of(certificate: Certificate) -> str:
    return proofs_of([certificate.pk])[certificate.pk].code


def check(site: Site, text: str, **given: Any) -> CertificateCheck:
    where = Where(project_id=site.project.pk, visit=given.pop("visit", ""), lat=Decimal("26.1"), lng=Decimal("119.3"))
    return record_check(actor=given.pop("actor", site.inspector), at=now(), where=where, text=text, **given)


SAME = DocumentLook(id_number=NUMBER, likeness=True)


def test_a_scan_and_the_document_are_bound_to_person_certificate_place_and_visit(site: Site, held: Certificate) -> None:
    hazard = major(site)
    made = check(site, code_of(held), document=SAME, no_face="not_connected", visit=f"hazard:{hazard.pk}")

    assert (made.certificate, made.person_id, made.project) == (held, held.person_id, site.project)
    assert (made.visit_kind, made.visit_id, made.lat, made.county) == ("hazard", hazard.pk, Decimal("26.1"), "350102")
    assert (made.code_result, made.standing, made.method, made.outcome) == ("genuine", "valid", "document", "same")
    assert (made.no_face, made.face_score, made.face_service, made.wrong) == ("not_connected", "", "", False)
    assert not Notification.objects.filter(topic="certificates.check").exists()


def test_what_was_seen_is_not_changed_and_whoever_gets_round_that_is_found(site: Site, held: Certificate) -> None:
    """The table refuses; a superuser who takes the refusal away is told apart from the sealed log."""
    made = check(site, code_of(held), document=SAME)
    other = check(site, held.number, note="看过原件")
    rows = CertificateCheck.objects.filter(pk=made.pk)
    for change in ({"outcome": "different"}, {"note": "改"}, {"wrong": True}, {"at": now()}, {"officer_name": "王二"}):
        with pytest.raises(ProgrammingError), transaction.atomic():
            rows.update(**change)
    with pytest.raises(ProgrammingError), transaction.atomic():
        rows.delete()
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("truncate certificates_certificatecheck cascade")
    assert list(changed_checks()) == []

    with pgtrigger.ignore("certificates.CertificateCheck:certificate_check_fixed"):
        rows.update(certificate=None, person=None)  # as a merger may move it
        assert list(changed_checks()) == []
        rows.update(outcome="different")
    with pgtrigger.ignore("certificates.CertificateCheck:certificate_check_kept"):
        other.delete()
    day = f"{made.day}"
    assert list(changed_checks()) == [
        f"{made.officer_name}于{day}的验真：内容与验真时不符",
        f"{other.officer_name}于{day}的验真：有行为记录，验真记录已不在",
    ]
    assert ("现场验真", list(changed_checks())) in list(run_checks())


@pytest.mark.parametrize(
    ("look", "outcome"),
    [
        (DocumentLook(id_number="35010219900101001X", likeness=True), "different"),
        (DocumentLook(id_number=NUMBER, likeness=False), "different"),
        (None, "not_checked"),
    ],
)
def test_who_is_not_the_holder_is_told_to_the_agency(
    site: Site, held: Certificate, look: DocumentLook | None, outcome: str
) -> None:
    made = check(site, held.number, document=look)
    assert (made.outcome, made.wrong, made.code_result) == (outcome, outcome == "different", "no_code")
    told = Notification.objects.filter(topic="certificates.check").count()
    assert told == (2 if outcome == "different" else 0)  # the inspector and the leader of the project's station


def test_a_forged_code_and_a_suspended_certificate_are_wrong_and_kept(
    site: Site, region: Region, held: Certificate
) -> None:
    code = code_of(held)
    forged = check(site, code[:-2] + ("AA" if code[-2:] != "AA" else "BB"), document=SAME)
    assert (forged.code_result, forged.certificate, forged.outcome, forged.wrong) == (
        "not_genuine",
        None,
        "not_checked",
        True,
    )
    decide(actor=certifier(region), certificate_id=held.pk, action="suspend", reason="发生事故", at=now(),
           since=today(), until=today() + timedelta(days=29))  # fmt: skip
    suspended = check(site, code, document=SAME)
    assert (suspended.code_result, suspended.standing, suspended.outcome) == ("genuine", "suspended", "same")
    assert suspended.wrong


def test_what_is_refused_leaves_nothing(site: Site, held: Certificate, region: Region) -> None:
    other = make_site(code="350103", name="别处的工程")
    hazard = major(other)
    with pytest.raises(NotVisible):
        check(site, held.number, visit=f"hazard:{hazard.pk}")
    with pytest.raises(NotVisible):
        check(other, held.number, actor=site.inspector)
    with pytest.raises(InvalidInput):
        check(site, "没有的编号")
    with pytest.raises(InvalidInput):
        check(site, held.number, document=DocumentLook(id_number=" ", likeness=True))
    with pytest.raises(NotPermitted):
        check(site, held.number, actor=Actor(name="工地", role=site.inspector.role))
    with pytest.raises(WrongState, match="未接入"):
        compare_face(actor=site.inspector, person_id=held.person_id, photo=b"p")  # type: ignore[arg-type]
    assert not CertificateCheck.objects.exists()


@pytest.fixture
def house(settings: Any) -> Iterator[FaceHouse]:
    with face_house(settings) as made:
        yield made


@pytest.mark.clause("national-2024/2.2.6a")
def test_a_phone_scans_compares_a_face_and_records_what_the_service_said(
    client: Client, site: Site, held: Certificate, house: FaceHouse
) -> None:
    person = held.person_id
    assert person
    give_consent(person_id=person, method=ConsentMethod.ON_PAPER, by="林一", at=now())
    enrol_face(actor=site.inspector, person_id=person, id_number=NUMBER, photo=b"one", at=now())
    client.force_login(user_of(site.inspector))
    told = {"text": code_of(held), "project": str(site.project.pk)}

    assert "扫码验真" in client.get(f"/checks/new/?project={site.project.pk}").content.decode()
    sheet = client.post("/checks/new/", told).content.decode()
    assert ("码真实" in sheet, "刷脸核对" in sheet, "证件核对" in sheet) == (True, True, True)
    assert NUMBER not in sheet
    assert not CertificateCheck.objects.exists()  # looking keeps nothing

    for photo, outcome in ((b"one", "same"), (b"two", "different")):
        answer = client.post("/checks/face/", {**told, "photo": SimpleUploadedFile("f.jpg", photo)})
        made = CertificateCheck.objects.latest("id")
        assert answer.url == f"/checks/{made.pk}/"  # type: ignore[attr-defined]
        assert (made.method, made.outcome, made.face_service, made.face_reference) == (
            "face",
            outcome,
            "测试比对服务",
            "r-1",
        )
        assert (made.face_score, made.face_live, made.consent is not None) == ("", True, True)
    assert "服务没有给出分值" in client.get(answer.url).content.decode()  # type: ignore[attr-defined]
    assert "登记为隐患" in client.get(answer.url).content.decode()  # type: ignore[attr-defined]

    house.answer_with = {"live": False}
    client.post("/checks/face/", {**told, "photo": SimpleUploadedFile("f.jpg", b"one")})
    assert CertificateCheck.objects.latest("id").outcome == "undecided"
    house.answer_with, house.status = {}, 500
    failed = client.post("/checks/face/", {**told, "photo": SimpleUploadedFile("f.jpg", b"one")})
    page = failed.content.decode()
    assert (failed.status_code, "人脸核验没有完成" in page, 'value="failed"' in page) == (503, True, True)
    assert client.post("/checks/face/", told).status_code == 422
    assert CertificateCheck.objects.count() == 3

    document = {**told, "way": "document", "id_number": NUMBER, "likeness": "yes", "no_face": "failed"}
    assert client.post("/checks/record/", document).status_code == 302
    last = CertificateCheck.objects.latest("id")
    assert (last.method, last.outcome, last.no_face) == ("document", "same", "failed")
    assert FaceTemplate.objects.count() == 1  # photos are kept nowhere

    carried = Client()  # the holder's own phone shows what was scanned
    given = give_code(actor=site.inspector, person_id=person, at=now())
    carried.post("/my/enter", {"name": "陈大山", "code": given})
    shown = carried.get("/my/").content.decode()
    assert (held.number in shown, "<svg" in shown) == (True, True)
    own, others = (carried.get(f"/my/cards/{pk}/paper") for pk in (held.pk, new_id()))
    assert (own.headers["Content-Type"], others.status_code) == ("application/pdf", 404)
    paper = issued(site)  # and the paper of the same visit carries the results
    assert "人脸比对" in client.get(f"/notices/{paper.pk}/").content.decode()


@pytest.mark.clause("changzhou-2023/2.3.8b", "hainan-2023/2.3.1c")
def test_the_paper_of_a_visit_shows_its_checks_and_says_where_one_is_missing(
    client: Client, region: Region, firm: Enterprise, manager: Person
) -> None:
    """海南 demands one on every visit; elsewhere nothing is said. A check of the day counts without being bound."""
    here, there = make_site(), make_site(code="460105", name="秀英区安置房")
    missing = "这次检查还没有验真结果"
    for site, said in ((here, False), (there, True)):
        client.force_login(user_of(site.inspector))
        page = client.get(f"/notices/{draft(site).pk}/").content.decode()
        assert (missing in page, "验真结果" in page, "扫码验真" in page) == (said, True, True)

    held, paper = manager_b(region, manager.pk, firm.pk), issued(there)
    check(there, code_of(held), document=SAME)
    keys = ["verify-in-inspection", "verify-in-inspection.scan", "verify-in-inspection.face"]
    found = compute(keys, Area(code="460000", name="海南", level="province", path="46."), today())
    assert [(r.tally.numerator, r.tally.denominator) for r in found if r.tally] == [(1, 1), (1, 1), (0, 1)]
    page = client.get(f"/notices/{paper.pk}/").content.decode()
    assert (missing in page, "人证相符" in page) == (False, True)


@pytest.mark.clause("fujian-2024/2.p2", "fujian-2024/2.m3")
def test_use_is_counted_by_month_and_a_check_leads_to_its_paper(client: Client, site: Site, held: Certificate) -> None:
    check(site, code_of(held), document=SAME)
    made = check(site, held.number)
    issued(site)
    month = usage_by_month(actor=site.inspector, since=today().replace(day=1), until=today())[0]
    assert (month.checked, month.scanned, month.faces, month.documents, month.wrong) == (2, 1, 0, 1, 0)
    assert month.more == {"现场开具文书（份）": 1}
    client.force_login(user_of(site.inspector))
    assert "最近一年" in client.get("/checks/usage/").content.decode()
    assert f"/notices/new/?project={site.project.pk}" in client.get(f"/checks/{made.pk}/").content.decode()


def test_another_divisions_checks_are_not_seen(site: Site, held: Certificate) -> None:
    made = check(site, held.number)
    other = make_site(code="350103", name="别处的工程")
    assert list(CertificateCheck.objects.visible_to(site.inspector)) == [made]
    assert not CertificateCheck.objects.visible_to(other.inspector).exists()
