"""三员: who opens accounts, who grants, who only looks; and that stopping somebody takes effect at once."""

import re

import pytest
from django.test import Client

from zhiben.domains.hazards.tests.factories import account, make_site, user_of
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.models import Grant
from zhiben.kernel.access.terms import Role
from zhiben.kernel.audit.models import Act
from zhiben.kernel.audit.seals import seal_acts
from zhiben.kernel.base.clock import now

pytestmark = pytest.mark.django_db


def client_of(actor: Actor) -> Client:
    client = Client()
    client.force_login(user_of(actor))
    return client


def open_one(client: Client, agency: object, username: str = "chenxi", role: str = "inspector") -> str:
    page = client.post(
        "/accounts/new/", {"name": "陈曦", "username": username, "role": role, "agency": str(agency)}, follow=True
    )
    found = re.search(r"初始密码 (\w+)", page.content.decode())
    return found.group(1) if found else ""


def test_a_new_account_signs_in_with_its_first_password_and_must_change_it() -> None:
    site = make_site()
    admin = account("系统", Role.SYSTEM_ADMIN, site.agency)
    password = open_one(client_of(admin), site.agency.pk)

    person = Client()
    answer = person.post("/login", {"username": "chenxi", "password": password}, follow=True)

    assert answer.redirect_chain[-1][0] == "/account/password"
    assert Act.objects.filter(verb="account.open").count() == 1


def test_stopping_an_account_ends_its_sessions_at_once_and_starting_it_brings_it_back() -> None:
    site = make_site()
    admin = client_of(account("系统", Role.SYSTEM_ADMIN, site.agency))
    worker = client_of(site.inspector)
    assert worker.get("/home").status_code == 200

    admin.post(f"/accounts/{site.inspector.user_id}/switch/", {"op": "disable"})
    assert worker.get("/home").status_code == 302
    admin.post(f"/accounts/{site.inspector.user_id}/switch/", {"op": "enable"})
    assert user_of(site.inspector).is_active


def test_taking_back_a_grant_takes_effect_with_the_next_request() -> None:
    site = make_site()
    keeper = client_of(account("安全", Role.SECURITY_ADMIN, site.agency))
    worker = client_of(site.inspector)
    assert worker.get("/hazards/").status_code == 200

    keeper.post(f"/grants/{site.inspector.grant_id}/end/")

    assert worker.get("/hazards/").status_code in (302, 403)
    assert Act.objects.filter(verb="grant.end").count() == 1


def test_nobody_combines_two_administrators_or_one_with_case_work() -> None:
    site = make_site()
    keeper = client_of(account("安全", Role.SECURITY_ADMIN, site.agency))
    admin = account("系统", Role.SYSTEM_ADMIN, site.agency)
    before = Grant.objects.count()

    for person, role in (
        (admin.user_id, "audit_admin"),
        (admin.user_id, "inspector"),
        (site.inspector.user_id, "audit_admin"),
    ):
        page = keeper.post(f"/accounts/{person}/grant/", {"role": role, "agency": str(site.agency.pk)})
        assert page.status_code == 422
        assert "不同的人担任" in page.content.decode()
    assert Grant.objects.count() == before


def test_administrators_of_another_division_see_and_change_nothing() -> None:
    site, other = make_site(), make_site(code="320412", name="别处的工程")
    stranger = client_of(account("外系统", Role.SYSTEM_ADMIN, other.agency))

    assert stranger.get(f"/accounts/{site.inspector.user_id}/").status_code == 404
    assert stranger.post(f"/accounts/{site.inspector.user_id}/switch/", {"op": "disable"}).status_code == 404
    assert stranger.post(f"/grants/{site.inspector.grant_id}/end/").status_code == 404
    assert user_of(site.inspector).is_active
    assert Grant.objects.get(user=user_of(site.inspector)).valid_to is None


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN])
def test_an_administrator_has_no_inbox_and_is_not_led_to_one(role: Role) -> None:
    site = make_site()

    assert 'href="/inbox"' not in client_of(account("管理", role, site.agency)).get("/home").content.decode()
    assert 'href="/inbox"' in client_of(site.inspector).get("/home").content.decode()


def test_no_administrator_opens_a_case_and_the_auditor_only_looks() -> None:
    site = make_site()
    auditor = client_of(account("审计", Role.AUDIT_ADMIN, site.agency))
    for address in ("/hazards/", "/notices/", "/notices/new/", "/accounts/new/"):
        assert auditor.get(address).status_code == 403
    assert auditor.get("/audit/").status_code == 200
    seal_acts(at=now())
    page = auditor.get("/audit/seals/verify/", follow=True).content.decode()
    assert "校验通过" in page
    assert client_of(site.inspector).get("/audit/").status_code == 403


@pytest.mark.parametrize("left", [False, True])
def test_an_account_that_works_elsewhere_is_not_in_one_countys_hands(left: bool) -> None:
    here, there = make_site(), make_site(code="350203")
    admin = client_of(account("系统", Role.SYSTEM_ADMIN, here.agency))
    person = user_of(there.inspector)
    ended = now() if left else None
    Grant.objects.create(
        user=person, role=Role.INSPECTOR, reach="agency", reach_id=here.agency.pk, reach_name=here.agency.name,
        path=here.agency.path, level=here.agency.level, valid_from=person.created_at, valid_to=ended,
    )  # fmt: skip
    before = person.password
    for op in ("reset", "disable"):
        assert admin.post(f"/accounts/{person.pk}/switch/", {"op": op}).status_code == 403
    person.refresh_from_db()
    assert (person.password, person.is_active) == (before, True)
