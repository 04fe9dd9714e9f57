"""Certificates on screen: issued by a form, decided on its page, asked for by others, printed."""

from datetime import timedelta
from io import BytesIO

import pypdf
from django.test import Client

from zhiben.domains.certificates.models import Certificate, CertificateRequest, Decision, RenewalBatch
from zhiben.domains.certificates.public import ensure_certificates
from zhiben.domains.certificates.tests.factories import batch, certifier, licence, row
from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.access.bounds import acting_as
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.clock import now, today
from zhiben.kernel.ui.tests.people import client_of, make_person
from zhiben.registry.agencies.models import Agency
from zhiben.registry.enterprises.models import Enterprise
from zhiben.registry.people.models import Person
from zhiben.registry.projects.tests.conftest import Region


def signed_in(agency: Agency, role: Role) -> Client:
    return client_of(
        make_person(f"{role}-{agency.level}", role, agency=agency.pk, path=agency.path, level=agency.level)
    )


def test_a_licence_from_the_form_to_its_decision_and_papers(region: Region, firm: Enterprise) -> None:
    client = signed_in(region.province, Role.CERTIFIER)
    said = {
        "enterprise": "闽江建设（有限）公司", "number": "（闽）JZ安许证字〔2026〕000123", "issued_on": today().isoformat(),
        "valid_from": today().isoformat(), "valid_to": "", "scope_text": "建筑施工",
    }  # fmt: skip
    wrong = client.post("/certificates/new/?kind=enterprise_license", said)
    assert (wrong.status_code, Certificate.objects.count()) == (422, 0)
    assert "没有找到名称或信用代码" in wrong.content.decode()
    made = client.post("/certificates/new/?kind=enterprise_license", {**said, "enterprise": firm.name})
    case = Certificate.objects.get()
    assert made["Location"] == f"/certificates/{case.pk}/"
    page = client.get(f"/certificates/{case.pk}/").content.decode()
    assert all(word in page for word in ("有效", "暂扣", "吊销", "注销", "换发新证", "证书（PDF）"))
    answer = client.post(
        f"/certificates/{case.pk}/do/suspend/",
        {"since": today().isoformat(), "until": (today() + timedelta(days=29)).isoformat(), "reason": "发生一般事故",
         "because_of_accident": "1", "basis": "建质〔2008〕121号"},
    )  # fmt: skip
    assert answer.status_code == 302
    decision = Decision.objects.get()
    paper = client.get(f"/certificates/decisions/{decision.pk}.pdf")
    text = pypdf.PdfReader(BytesIO(paper.content)).pages[0].extract_text()
    assert decision.number in text.replace(" ", "")
    assert client.get(f"/certificates/decisions/{decision.pk}.docx").status_code == 200
    printed = client.get(f"/certificates/{case.pk}/certificate.pdf")
    assert "暂扣" in pypdf.PdfReader(BytesIO(printed.content)).pages[0].extract_text()


def test_an_agency_without_the_power_asks_and_the_firm_reads_its_own(region: Region, firm: Enterprise) -> None:
    case = licence(region, firm.pk)
    officer = signed_in(region.gulou, Role.ENFORCER)
    page = officer.get(f"/certificates/{case.pk}/").content.decode()
    assert "报请发证机关处理" in page
    assert "/do/suspend/" not in page
    assert officer.post(f"/certificates/{case.pk}/do/cancel/", {"reason": "无"}).status_code == 403
    asked = officer.post(f"/certificates/{case.pk}/ask/", {"wanted": "suspend", "reason": "发生一般事故", "days": "30"})
    request = CertificateRequest.objects.get()
    assert asked["Location"] == f"/certificates/requests/{request.pk}/"
    assert "待发证机关决定" in officer.get(asked["Location"]).content.decode()
    # Whoever works for the agency that asked sees it, and the authorities above; not the agency beside it.
    seen = [
        case.number in signed_in(office, role).get("/certificates/requests/").content.decode()
        for office, role in (
            (region.gulou, Role.CLERK), (region.city, Role.CLERK), (region.province, Role.CLERK),
            (region.taijiang, Role.LEADER),
        )
    ]  # fmt: skip
    assert seen == [True, True, True, False]
    assert officer.get("/certificates/new/").status_code == 403
    certifying = signed_in(region.province, Role.CERTIFIER)
    done = certifying.post(f"/certificates/requests/{request.pk}/do/refuse/", {"answer": "事实不清"})
    assert (done.status_code, CertificateRequest.objects.get().state) == (302, "REFUSED")
    shown = officer.get(f"/enterprises/{firm.pk}/").content.decode()
    assert case.number in shown


def test_doubts_are_shown_and_settled_and_a_batch_is_opened(region: Region, manager: Person) -> None:
    with acting_as(system_actor()):
        (kept,) = ensure_certificates(
            [row(issuer_name="", holder_name="陈大山")], actor=certifier(region), at=now(), batch=batch()
        )
    client = signed_in(region.province, Role.CERTIFIER)
    address = f"/certificates/{kept.certificate_id}/"
    assert "没有发证机关" in client.get(address).content.decode()
    settled = client.post(f"{address}do/settle/", {"person": "陈大山", "reason": "已与原件核对"})
    case = Certificate.objects.get(pk=kept.certificate_id)
    assert (settled.status_code, case.person_id, case.doubtful, case.unmatched) == (302, manager.pk, False, False)
    opened = client.post("/certificates/renewals/new/", {"region": "福州市", "special_worker": "1"})
    assert opened.status_code == 302
    made = RenewalBatch.objects.get()
    assert opened["Location"] == f"/certificates/renewals/{made.pk}/"
    shown = client.get(opened["Location"]).content.decode()
    assert all(word in shown for word in ("按证种", "按地区", "未换名单"))
    assert client.post(f"/certificates/renewals/{made.pk}/close/", {}).status_code == 302
