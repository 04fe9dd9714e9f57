"""督办单 over HTTP: the same verbs, the same refusals, a key on every write."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from zhiben.domains.hazards.tests.factories import Site, make_site, site_account, user_of
from zhiben.domains.ladder.models import Order
from zhiben.domains.ladder.services.climbing import climb
from zhiben.domains.ladder.tests.factories import DEADLINE, days_after, overdue
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.terms import Role
from zhiben.kernel.numbering.models import IssuedNumber
from zhiben.kernel.workflow.models import CaseMove

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(settings: Any) -> None:
    settings.ZHIBEN_TODAY = days_after(DEADLINE, 8).date()


@pytest.fixture
def site() -> Site:
    return make_site()


def call(actor: Actor, path: str, body: Any = None, key: str = "") -> Any:
    client = Client(raise_request_exception=False)
    client.force_login(user_of(actor))
    if body is None:
        return client.get(f"/api/v1/orders{path}")
    return client.post(
        f"/api/v1/orders{path}", json.dumps(body, default=str), content_type="application/json",
        headers={"Idempotency-Key": key or str(uuid4())},
    )  # fmt: skip


def test_drafted_signed_answered_and_verified(site: Site) -> None:
    manager = site_account("吴大山", Role.SITE_MANAGER, site.project)
    hazard = overdue(site)
    made = call(site.inspector, "", {"hazard_ids": [hazard.pk]})
    assert made.status_code == 201
    pk = made.json()["id"]
    assert (made.json()["state"], made.json()["addressee"]) == ("DRAFT", site.contractor.name)
    assert call(manager, f"/{pk}").status_code == 404
    signed = call(site.leader, f"/{pk}/signature", {})
    assert (signed.status_code, signed.json()["number"]) == (200, "榕鼓建督〔2026〕1号")
    answered = call(manager, f"/{pk}/answer", {"answer": "已卸载"})
    assert (answered.status_code, answered.json()["state"]) == (200, "ANSWERED")
    back = call(
        site.inspector, f"/{pk}/verification", {"passed": False, "opinion": "没有照片", "answer_on": "2026-06-20"}
    )
    assert back.json()["state"] == "ISSUED"
    call(manager, f"/{pk}/answer", {"answer": "补了照片"})
    done = call(site.inspector, f"/{pk}/verification", {"passed": True, "opinion": "属实"})
    assert done.json()["state"] == "CLOSED"
    detail = call(site.inspector, f"/{pk}").json()
    assert [m["label"] for m in detail["history"]][:2] == ["拟稿", "签发"]
    assert detail["items"][0]["hazard_id"] == str(hazard.pk)


def test_the_same_key_signs_once(site: Site) -> None:
    overdue(site)
    climb(days_after(DEADLINE, 7))
    pk = Order.objects.get().pk
    first, again = (call(site.leader, f"/{pk}/signature", {}, key="key-1") for _ in range(2))
    assert first.json() == again.json()
    assert IssuedNumber.objects.count() == 1
    assert call(site.leader, f"/{pk}/signature", {}).status_code == 409


def test_the_list_is_narrowed_and_refusals_are_problems(site: Site) -> None:
    hazard = overdue(site)
    climb(days_after(DEADLINE, 7))
    order = Order.objects.get()
    assert [o["id"] for o in call(site.leader, "?state=DRAFT").json()["items"]] == [str(order.pk)]
    assert [o["id"] for o in call(site.leader, f"?hazard={hazard.pk}&q=督办").json()["items"]] == [str(order.pk)]
    assert call(site.leader, "?state=ISSUED").json()["items"] == []
    assert call(site.leader, "?overdue=true").json()["items"] == []
    moves = CaseMove.objects.count()
    refused = call(site.inspector, f"/{order.pk}/signature", {})
    assert (refused.status_code, refused.json()["title"]) == (403, "没有权限")
    assert call(site.leader, f"/{order.pk}/refusal", {"reason": ""}).status_code == 422
    assert call(site.leader, f"/{order.pk}/verification", {"passed": False, "opinion": "不行"}).status_code == 422
    assert call(site.leader, "", {"hazard_ids": []}).status_code == 422
    assert CaseMove.objects.count() == moves
    declined = call(site.leader, f"/{order.pk}/refusal", {"reason": "已处置"})
    assert declined.json()["state"] == "DECLINED"
