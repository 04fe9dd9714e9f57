"""催办 by people: who may, whom it reaches, what is passed over, and where it shows."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from zhiben.domains.hazards.models import Hazard, Notice
from zhiben.domains.hazards.tests.factories import (
    Site,
    account,
    draft,
    finding,
    issued,
    items,
    make_site,
    site_account,
    user_of,
)
from zhiben.kernel.access.actors import Actor, system_actor
from zhiben.kernel.access.terms import Role
from zhiben.kernel.audit.models import Act
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.errors import InvalidInput, NotPermitted, NotVisible
from zhiben.kernel.notifications.models import Notification
from zhiben.kernel.parameters.services import set_parameter
from zhiben.kernel.parameters.terms import Mark
from zhiben.kernel.workflow.models import Urge
from zhiben.kernel.workflow.queries import urge_counts, urges_of
from zhiben.kernel.workflow.urging import urge
from zhiben.registry.agencies.public import add_agency
from zhiben.registry.agencies.terms import AgencyKind

pytestmark = pytest.mark.django_db
FLOW = "notice.rectify"


def begin() -> tuple[Site, Actor, Notice]:
    site = make_site()
    manager = site_account("吴大山", Role.SITE_MANAGER, site.project)
    return site, manager, issued(site, finding())


def above(role: Role, code: str = "350100") -> Actor:
    name = f"福州市建设工程安全监督站{role}"
    agency = add_agency(actor=system_actor(), name=name, division_code=code, kind=AgencyKind.STATION, at=now())
    return account(f"上级{role}", role, agency)


def told(case_id: UUID) -> list[tuple[UUID, str, str]]:
    rows = Notification.objects.filter(case_id=case_id, topic="urge").order_by("id")
    return [(n.user_id, n.title, n.body) for n in rows]


def test_an_officer_urges_the_site_and_it_is_counted() -> None:
    site, manager, notice = begin()
    assert notice.due_at
    at = notice.due_at + timedelta(days=2)
    assert urge(actor=site.inspector, flow_code=FLOW, case_ids=[notice.pk], at=at, note=" 今天下班前报 ") == 1

    one = urges_of(notice.pk)[0]
    assert (one.nth, one.step, one.days_overdue, one.actor_name, one.note, one.reached) == (
        1,
        None,
        2,
        "林一",
        "今天下班前报",
        1,
    )
    assert urge_counts([notice.pk]) == {notice.pk: 1}
    day = f"{notice.due_at.astimezone(at.tzinfo):%Y-%m-%d}"
    assert told(notice.pk) == [
        (manager.user_id, "催办：整改并回复　青石路安置房一期工程",
         f"{notice.title}。办理期限 {day}，已逾期 2 天，第 1 次催办（林一）：今天下班前报"),
    ]  # fmt: skip
    assert Notification.objects.get(topic="urge").link == f"/notices/{notice.pk}/"
    assert Act.objects.get(verb="case.urge").object_id == str(notice.pk)


def test_once_a_day_unless_the_parameter_says_more() -> None:
    site, _, notice = begin()
    at = now()
    say: dict[str, Any] = {"actor": site.inspector, "flow_code": FLOW, "case_ids": [notice.pk]}
    assert urge(**say, at=at) == 1
    assert urge(**say, at=at + timedelta(minutes=1)) == 0
    assert urge(**{**say, "actor": site.leader}, at=at) == 1
    assert urge(**say, at=at + timedelta(days=1)) == 1
    set_parameter(actor=system_actor(), key="workflow.urges_per_day", division_code="350102", path=site.agency.path, value=2,
                  valid_from=at.date(), source="区里要求", mark=Mark.OWN, at=at)  # fmt: skip
    assert urge(**say, at=at + timedelta(minutes=2)) == 1
    assert [u.nth for u in urges_of(notice.pk)] == [1, 2, 3, 4]


def test_an_agency_above_urges_and_the_responsible_one_hears_of_it() -> None:
    site, manager, notice = begin()
    leader = above(Role.LEADER)
    assert urge(actor=leader, flow_code=FLOW, case_ids=[notice.pk], at=now()) == 1
    assert [(user, title.partition("：")[0]) for user, title, _ in told(notice.pk)] == [
        (manager.user_id, "催办"), (site.leader.user_id, "上级催办"),
    ]  # fmt: skip
    assert urges_of(notice.pk)[0].reached == 2


def test_who_may_not_urge_changes_nothing() -> None:
    site, manager, notice = begin()
    with pytest.raises(NotPermitted):
        urge(actor=above(Role.INSPECTOR), flow_code=FLOW, case_ids=[notice.pk], at=now())
    with pytest.raises(NotPermitted):
        urge(actor=manager, flow_code=FLOW, case_ids=[notice.pk], at=now())
    other = make_site(code="350103", name="别处的工程")
    with pytest.raises(NotVisible):
        urge(actor=other.leader, flow_code=FLOW, case_ids=[notice.pk], at=now())
    with pytest.raises(NotVisible):
        urge(actor=site.inspector, flow_code=FLOW, case_ids=[], at=now())
    with pytest.raises(InvalidInput):
        urge(actor=site.inspector, flow_code=FLOW, case_ids=[notice.pk], at=now(), note="长" * 201)
    assert not Urge.objects.exists()
    assert not Notification.objects.filter(topic="urge").exists()


def test_what_is_closed_silent_or_nobodys_is_passed_over() -> None:
    site, _, notice = begin()
    hazard = items(notice)[0]  # worked on through the notice: nobody's to-do
    other = issued(site, finding("配电箱未上锁"))
    Notice.objects.filter(pk=other.pk).update(silent=True)
    ids = [notice.pk, other.pk]
    assert urge(actor=site.leader, flow_code=FLOW, case_ids=ids, at=now()) == 1
    assert urge(actor=site.leader, flow_code="hazard", case_ids=[hazard.pk], at=now()) == 0
    assert set(urge_counts([*ids, hazard.pk])) == {notice.pk}


# On screen.


def test_the_page_offers_it_does_it_and_shows_it(client: Client) -> None:
    site, _, notice = begin()
    client.force_login(user_of(site.inspector))
    page = f"/notices/{notice.pk}/"
    assert f"{page}urge/" in client.get(page).content.decode()
    assert client.get(f"{page}urge/").status_code == 200
    answer = client.post(f"{page}urge/", {"note": "请抓紧"}, follow=True)
    shown = answer.content.decode()
    assert "已催办，承办人会收到消息。" in shown
    assert "已催办 1 次" in shown
    assert "请抓紧" in shown
    again = client.post(f"{page}urge/", {"note": ""})
    assert again.status_code == 409
    assert "您今天已经催办过" in again.content.decode()
    assert Urge.objects.count() == 1


def test_a_party_sees_that_it_was_urged_and_is_not_offered_to_urge(client: Client) -> None:
    site, manager, notice = begin()
    urge(actor=site.inspector, flow_code=FLOW, case_ids=[notice.pk], at=now())
    client.force_login(user_of(manager))
    shown = client.get(f"/notices/{notice.pk}/").content.decode()
    assert "已催办 1 次" in shown
    assert "/urge/" not in shown
    assert client.get(f"/notices/{notice.pk}/urge/").status_code == 403


def test_picked_notices_are_urged_together_and_the_list_counts_and_filters(client: Client) -> None:
    site, _, first = begin()
    second, third = issued(site, finding("配电箱未上锁")), draft(site, finding("脚手架无验收"))
    client.force_login(user_of(site.leader))
    picked = [str(n.pk) for n in (first, second, third)]
    done = client.post("/notices/", {"bulk": "urge", "step": "do", "pick": picked[:2], "note": ""}, follow=True)
    assert "已催办 2 条。" in done.content.decode()
    again = client.post("/notices/", {"bulk": "urge", "step": "do", "pick": picked, "note": ""}, follow=True)
    assert "已催办 1 条。2 条没有催办" in again.content.decode()
    assert "共 3 条" in client.get("/notices/?urged=1").content.decode()
    assert "共 0 条" not in client.get("/notices/").content.decode()


def test_hazards_are_filtered_by_how_often_they_were_urged(client: Client) -> None:
    site, _, notice = begin()
    hazard = items(notice)[0]
    for nth in (1, 2):
        Urge.objects.create(
            flow="hazard", case_id=hazard.pk, nth=nth, days_overdue=1, actor_name="系统", at=now(), reached=1
        )
    make_hazards = issued(site, finding("配电箱未上锁"))
    assert Hazard.objects.filter(notice=make_hazards).count() == 1
    client.force_login(user_of(site.inspector))
    found = {query: client.get(f"/hazards/?urged={query}").content.decode() for query in ("0", "1", "2", "3")}
    assert [("共 1 条" in found[q]) for q in ("0", "1", "2")] == [True, True, True]
    assert "三层临边防护" in found["2"]
    assert "三层临边防护" not in found["0"]
    assert "三层临边防护" not in found["3"]
