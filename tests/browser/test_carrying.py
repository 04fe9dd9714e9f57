"""A holder's phone: a code in, the certificate with its QR, and the same page without any network."""

from typing import Any

import pytest
from django.db import transaction
from playwright.sync_api import Browser

from tests.browser.people import PHONE, complaints, needs_chromium
from zhiben.domains.certificates.models import Certificate
from zhiben.domains.certificates.services.holding import give_code
from zhiben.domains.certificates.tests.proof_scene import proved
from zhiben.kernel.access.actors import Actor, system_actor
from zhiben.kernel.access.terms import ReachKind, Role
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.ids import new_id
from zhiben.registry.people.public import register_person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), needs_chromium]
FITS = "document.documentElement.scrollWidth <= window.innerWidth"
KEPT = "async () => !!(await (await caches.open('zb-cards-1')).match('/my/'))"
OFFICER = Actor(
    name="林一", role=Role.INSPECTOR, reach=ReachKind.AGENCY, reach_id=new_id(), path="35.", level="province"
)


def test_after_one_visit_the_own_certificates_open_without_a_network(
    browser: Browser, live_server: Any, settings: Any
) -> None:
    settings.BASE_URL = live_server.url
    with transaction.atomic():
        (proof,) = proved(1)
        person = register_person(actor=system_actor(), name="林大山", id_number="11010519491231002X", at=now())
        Certificate.objects.filter(pk=proof.certificate_id).update(person=person)
        code = give_code(actor=OFFICER, person_id=person.pk, at=now())
    with browser.new_context(**PHONE) as context:
        page = context.new_page()
        heard = complaints(page)
        page.goto(f"{live_server.url}/my/")
        assert page.evaluate(FITS)
        page.fill("#f-name", "林大山")
        page.fill("#f-code", code)
        page.click("button.btn-primary")
        page.wait_for_selector(".zb-card-code svg")
        assert page.evaluate(FITS)
        assert page.is_hidden("[data-cards-at]")
        page.click(".zb-card-code")
        assert page.locator(".zb-card-code-whole").count() == 1
        for _ in range(50):  # the keeper works beside the page
            if page.evaluate(KEPT):
                break
            page.wait_for_timeout(100)
        assert page.evaluate(KEPT)

        context.set_offline(True)
        page.reload()
        page.wait_for_selector(".zb-card-code svg")
        assert page.evaluate("performance.now()") < 1000
        assert "没有网络" in page.inner_text("[data-cards-at]")
        context.set_offline(False)
        page.reload()
        page.click("text=在这部手机上退出")
        page.wait_for_selector("#f-code")
        assert not page.evaluate(KEPT)
        assert [h for h in heard if "ERR_INTERNET_DISCONNECTED" not in h] == []
