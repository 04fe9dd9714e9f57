"""送知 by link: a one-time code, the right name, one phone, one hazard."""

import pytest
from django.test import Client

from zhiben.domains.hazards.models import ServingCode
from zhiben.domains.hazards.services.serving import code_for
from zhiben.domains.hazards.tests.factories import Site, major, make_site
from zhiben.domains.hazards.tests.heads import name_heads, servings
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.errors import NotPermitted, WrongState
from zhiben.kernel.papers.models import WrongTries

pytestmark = pytest.mark.django_db
GIVEN = {"name": "郑大江", "phone": "13900005678"}


@pytest.fixture
def site() -> Site:
    made = make_site()
    name_heads(made, principal="周五", controller="郑大江")
    return made


def test_code_name_and_phone_open_it_and_it_is_signed_there(client: Client, site: Site) -> None:
    sent = servings(major(site))["CONTROLLER"]
    code, place = code_for(actor=site.inspector, serving_id=sent.pk, at=now()), f"/k/{sent.token}"

    door = client.get(place).content.decode()
    assert "签收码" in door
    assert sent.hazard.description not in door
    assert client.post(f"{place}/open", {**GIVEN, "code": code}).status_code == 302
    page = client.get(place).content.decode()
    assert sent.hazard.description in page
    sent.refresh_from_db()
    assert sent.read_at
    assert sent.state == "SENT"
    assert client.post(f"{place}/sign").status_code == 302

    sent.refresh_from_db()
    assert (sent.state, sent.signed_by, sent.method) == ("SIGNED", "郑大江", "LINK")
    assert "郑大江" in client.get(place).content.decode()


def test_a_used_code_another_phone_another_name_open_nothing(client: Client, site: Site) -> None:
    sent = servings(major(site))["CONTROLLER"]
    code, place = code_for(actor=site.inspector, serving_id=sent.pk, at=now()), f"/k/{sent.token}"

    assert client.post(f"{place}/open", {**GIVEN, "code": code, "name": "张三"}).status_code == 403
    assert client.post(f"{place}/open", {**GIVEN, "code": "00000000"}).status_code == 403
    assert client.post(f"{place}/open", {**GIVEN, "code": ""}).status_code == 422
    assert client.post(f"{place}/open", {**GIVEN, "code": code}).status_code == 302
    other = Client()
    assert other.post(f"{place}/open", {**GIVEN, "code": code}).status_code == 403
    assert other.post(f"{place}/sign").status_code == 403

    sent.refresh_from_db()
    assert (sent.state, sent.signed_at) == ("SENT", None)
    assert ServingCode.objects.get(serving=sent).code_cipher is None


def test_guessing_is_stopped(client: Client, site: Site) -> None:
    sent = servings(major(site))["CONTROLLER"]
    code, place = code_for(actor=site.inspector, serving_id=sent.pk, at=now()), f"/k/{sent.token}"

    answers = [client.post(f"{place}/open", {**GIVEN, "code": f"1111111{n}"}).status_code for n in range(6)]

    assert answers == [403] * 5 + [429]
    assert client.post(f"{place}/open", {**GIVEN, "code": code}).status_code == 429
    assert WrongTries.objects.count() == 2


def test_the_phone_of_one_opens_no_other(client: Client, site: Site) -> None:
    first, second = (servings(major(site, words))["CONTROLLER"] for words in ("基坑变形超限", "模板支架失稳"))
    code = code_for(actor=site.inspector, serving_id=first.pk, at=now())
    client.post(f"/k/{first.token}/open", {**GIVEN, "code": code})

    assert second.hazard.description not in client.get(f"/k/{second.token}").content.decode()
    assert client.post(f"/k/{second.token}/sign").status_code == 403
    assert client.get("/k/nothing").status_code == 404


def test_who_makes_codes(site: Site) -> None:
    sent = servings(major(site))
    with pytest.raises(NotPermitted):
        code_for(actor=site.leader, serving_id=sent["PRINCIPAL"].pk, at=now())
    bare = make_site(code="320412", name="没有登记实控人的工程")
    with pytest.raises(WrongState):
        code_for(actor=bare.inspector, serving_id=servings(major(bare))["CONTROLLER"].pk, at=now())

    assert not ServingCode.objects.exists()
