"""``/api/v1/listings``: the whole journey as a program takes it."""

import json
from typing import Any

import pytest
from django.test import Client

from zhiben.domains.hazards.tests.factories import Site, make_site, user_of
from zhiben.domains.listings.models import Listing
from zhiben.domains.listings.tests.factories import close_hazard, drafted, later, major, manager, signed
from zhiben.kernel.access.actors import Actor

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/listings"


@pytest.fixture
def site() -> Site:
    return make_site()


class Caller:
    def __init__(self, actor: Actor) -> None:
        self.client = Client()
        self.client.force_login(user_of(actor))

    def get(self, path: str = "", status: int = 200) -> Any:
        answer = self.client.get(ROOT + path)
        assert answer.status_code == status, answer.content.decode()
        return json.loads(answer.content)

    def post(self, path: str, body: Any = None, status: int = 200, key: str = "") -> Any:
        headers = {"Idempotency-Key": key} if key else {}
        answer = self.client.post(ROOT + path, json.dumps(body or {}), content_type="application/json", headers=headers)
        assert answer.status_code == status, answer.content.decode()
        return json.loads(answer.content)


def test_journey_over_http(site: Site) -> None:
    hazard = major(site)
    officer, leader, person = Caller(site.inspector), Caller(site.leader), Caller(manager(site))
    (made,) = officer.post("", {"hazard_ids": [str(hazard.pk)], "reason": "逾期未整改"}, 201, key="k1")
    assert (
        officer.post("", {"hazard_ids": [str(hazard.pk)], "reason": "逾期未整改"}, 201, key="k1")[0]["id"] == made["id"]
    )
    one = f"/{made['id']}"
    assert person.get(one, 404)["title"]
    assert officer.post(f"{one}/sign", {"deadline_on": later(20).isoformat()}, 403)["detail"]
    order = leader.post(f"{one}/sign", {"deadline_on": later(20).isoformat()})
    assert (order["state"], order["level"], order["deadline_on"]) == ("LISTED", "COUNTY", later(20).isoformat())
    plan = {"duty": "项目部", "measure": "卸载", "fund_wan": "2.5", "until": later(30).isoformat(), "emergency": "撤人"}
    refused = person.post(f"{one}/plan", plan, 422)
    assert [e["field"] for e in refused["errors"]] == ["until"]
    assert person.post(f"{one}/plan", {**plan, "until": later(19).isoformat()})["state"] == "PLANNED"
    assert officer.post(f"{one}/plan/acceptance")["state"] == "GOVERNING"
    period = person.get(one)["progress"][0]
    assert person.post(f"/progress/{period['id']}", {"text": "过半", "percent": 101}, 422)
    assert person.post(f"/progress/{period['id']}", {"text": "过半", "percent": 60})["state"] == "REPORTED"
    assert person.post(f"{one}/report", {"result": "已治理"})["state"] == "REPORTED"
    review = {"passed": True, "reviewed_on": later(0).isoformat(), "reviewed_by": "林一", "opinion": "合格"}
    assert officer.post(f"{one}/review", review, 422)["errors"][0]["reason"] == "现场审查不得少于 2 人，姓名用顿号隔开"
    assert officer.post(f"{one}/review", {**review, "reviewed_by": "林一、黄三"})["state"] == "REVIEWED"
    assert "还有 1 条隐患没有销号" in leader.post(f"{one}/delist", status=409)["detail"]
    close_hazard(site, hazard.pk)
    assert leader.post(f"{one}/delist")["state"] == "DELISTED"
    done = officer.get(one)
    assert [m["action"] for m in done["history"]] == [
        "open", "sign", "submit_plan", "accept_plan", "report", "pass_review", "delist",
    ]  # fmt: skip
    assert done["plan"]["fund_wan"]


def test_list_is_narrowed(site: Site) -> None:
    first, second = signed(site), drafted(site, major(site, "另一处"))
    officer = Caller(site.inspector)
    assert {row["id"] for row in officer.get("?count=true")["items"]} == {str(first.pk), str(second.pk)}
    assert [row["id"] for row in officer.get("?open=true")["items"]] == [str(first.pk)]
    assert [row["id"] for row in officer.get("?state=DRAFT")["items"]] == [str(second.pk)]
    hazard = second.items.get().hazard_id
    assert [row["id"] for row in officer.get(f"?hazard={hazard}")["items"]] == [str(second.pk)]
    assert officer.get("?overdue=true&division=350102&level=COUNTY&q=%00")["items"] == []


def test_batch_is_signed_whole_or_not_at_all(site: Site) -> None:
    good, bad = drafted(site, major(site, "第一处")), drafted(site, major(site, "第二处"))
    leader = Caller(site.leader)
    leader.post(f"/{bad.pk}/decline", {"reason": "已在整改"})
    assert leader.post("/signings", {"listing_ids": [str(good.pk), str(bad.pk)]}, 409)
    good.refresh_from_db()
    assert (good.state, good.number) == ("DRAFT", "")
    assert leader.post("/signings", {"listing_ids": [str(good.pk)]})[0]["number"].endswith("1号")


def test_follow_up_extension_and_void(site: Site) -> None:
    listing = signed(site, days=10)
    officer, leader = Caller(site.inspector), Caller(site.leader)
    given = {"kind": "CIRCULAR", "done_on": later(0).isoformat(), "document_no": "通报1号"}
    assert officer.post(f"/{listing.pk}/follow-ups", given)["state"] == "LISTED"
    assert officer.get(f"/{listing.pk}")["follow_ups"][0]["number"] == "通报1号"
    assert leader.post(f"/{listing.pk}/extension", {"deadline_on": later(5).isoformat(), "reason": "雨季"}, 422)
    moved = leader.post(f"/{listing.pk}/extension", {"deadline_on": later(25).isoformat(), "reason": "雨季"})
    assert moved["deadline_on"] == later(25).isoformat()
    assert leader.post(f"/{listing.pk}/void", {"reason": "下达对象有误"})["state"] == "VOIDED"
    assert Listing.objects.get().closed_at is not None
