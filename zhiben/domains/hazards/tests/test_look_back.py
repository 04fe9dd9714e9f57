"""回头看 after closing and for round-one findings, and what comes back."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from zhiben.domains.hazards.indicators import after_closing
from zhiben.domains.hazards.models import Hazard, LookBack
from zhiben.domains.hazards.services.hazards import report_hazard
from zhiben.domains.hazards.services.look_backs import hold_look_back, plan_first_round, plan_look_backs, rebound
from zhiben.domains.hazards.services.recurrence import Place, chain_of, likely_repeats
from zhiben.domains.hazards.terms import Level, Source
from zhiben.domains.hazards.tests.factories import (
    CLAUSE,
    Site,
    account,
    closed_major,
    draft,
    finding,
    items,
    make_site,
    photo,
    site_account,
    user_of,
)
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.clock import day_of, end_of_day, now
from zhiben.kernel.base.errors import InvalidInput, NotPermitted, WrongState
from zhiben.kernel.indicators.areas import Area
from zhiben.kernel.indicators.queries import compute
from zhiben.kernel.workflow.models import Todo

pytestmark = pytest.mark.django_db


def fixed_general(site: Site, description: str = "三层临边防护栏杆缺失约 12 米", days_ago: int = 0) -> Hazard:
    """A general hazard put right on the spot, found some days ago."""
    found = finding(description, fixed_on_spot=True, deadline_on=None, before_photos=(photo(site.inspector),),
                    after_photos=(photo(site.inspector, "after"),))  # fmt: skip
    return report_hazard(
        actor=site.inspector, project_id=site.project.pk, finding=found, source=Source.SUPERVISION,
        found_on=day_of(now()) - timedelta(days=days_ago), at=now(),
    )  # fmt: skip


def test_closing_a_major_hazard_plans_one_look_back_thirty_days_later() -> None:
    site = make_site()
    hazard = closed_major(site)
    fixed_general(site)

    look = LookBack.objects.get()

    assert (look.hazard_id, look.state, look.theme) == (hazard.pk, "PLANNED", "重大隐患销号后")
    assert look.due_on == day_of(now()) + timedelta(days=30)
    assert look.due_at == end_of_day(look.due_on)
    assert Todo.objects.open().get(case_id=look.pk).holder_id == site.agency.pk


@pytest.mark.clause("changzhou-2023/3.2c")
def test_the_second_round_brings_out_every_finding_of_the_first_and_counts_what_was_found_again(client: Client) -> None:
    site = make_site(code="320412")
    clerk, today = account("内勤", Role.CLERK, site.agency), day_of(now())
    first = [fixed_general(site, f"第{n}处临边缺失", days_ago=100 + n) for n in range(3)]
    later = fixed_general(site, "电箱未接地", days_ago=10)
    still = report_hazard(
        actor=site.inspector, project_id=site.project.pk, finding=finding("安全网破损"), source=Source.SUPERVISION,
        found_on=today - timedelta(days=101), at=now(),
    )  # fmt: skip
    client.force_login(user_of(clerk))
    page = client.post("/look-backs/round/", {
        "since": f"{today - timedelta(days=110)}", "until": f"{today - timedelta(days=90)}",
        "due_on": f"{today + timedelta(days=20)}", "theme": "第一轮问题",
    }, follow=True).content.decode()  # fmt: skip

    assert "已安排 3 条回头看。另有 1 条还没有销号" in page
    looks = {look.hazard_id: look for look in LookBack.objects.all()}
    assert set(looks) == {h.pk for h in first}
    assert not {later.pk, still.pk} & set(looks)
    hold_look_back(actor=site.inspector, look_back_id=looks[first[0].pk].pk, conclusion="防护完好", at=now(),
                   photos=[photo(site.inspector, "again")])  # fmt: skip
    new = rebound(actor=site.inspector, look_back_id=looks[first[1].pk].pk, conclusion="栏杆又被拆除", why="工序交接无人管",
                  photos=[photo(site.inspector, "again")], at=now())  # fmt: skip

    assert [one.state for one in LookBack.objects.order_by("id")] == ["HELD", "FAILED", "PLANNED"]
    assert (new.recurs_id, new.recurs_why, new.state) == (first[1].pk, "工序交接无人管", "CONFIRMED")
    assert LookBack.objects.get(hazard=first[1]).rebound_id == new.pk
    rate = figure("look-back-rate", site, on=today + timedelta(days=20))
    assert rate == (2, 3)
    assert figure("look-back.rebound", site, on=today + timedelta(days=20)) == (1, None)
    assert "第一轮问题" in client.get("/look-backs/?state=FAILED").content.decode()
    exported = client.get("/look-backs/?export=xlsx")
    assert exported.status_code == 200


def figure(key: str, site: Site, on: Any) -> tuple[int, int | None]:
    area = Area(code="320412", name="武进区", level="county", path=site.agency.path)
    (reading,) = compute([key], area, on)
    assert reading.tally
    return reading.tally.numerator, reading.tally.denominator


def test_planning_again_plans_nothing_and_others_are_left_alone() -> None:
    site, other = make_site(), make_site(code="320412", name="别处的工程")
    mine, foreign = fixed_general(site), fixed_general(other)
    clerk, due = account("内勤", Role.CLERK, site.agency), day_of(now()) + timedelta(days=5)
    ids = [mine.pk, foreign.pk]

    assert plan_look_backs(actor=clerk, hazard_ids=ids, due_on=due, theme="抽查", at=now()) == 1
    assert plan_look_backs(actor=clerk, hazard_ids=ids, due_on=due, theme="抽查", at=now()) == 0

    assert LookBack.objects.get().hazard_id == mine.pk
    builder = site_account("吴大山", Role.SITE_MANAGER, site.project)
    with pytest.raises(NotPermitted):
        plan_look_backs(actor=builder, hazard_ids=ids, due_on=due, theme="", at=now())
    with pytest.raises(InvalidInput, match="早于今天"):
        plan_look_backs(actor=clerk, hazard_ids=ids, due_on=due - timedelta(days=9), theme="", at=now())
    with pytest.raises(InvalidInput, match="早于起日"):
        plan_first_round(actor=clerk, since=due, until=due - timedelta(days=1), due_on=due, theme="", at=now())


def test_a_look_back_is_held_once_and_a_rebound_needs_a_cause() -> None:
    site = make_site()
    closed_major(site)
    look = LookBack.objects.get()
    with pytest.raises(InvalidInput, match="复发原因"):
        rebound(actor=site.inspector, look_back_id=look.pk, conclusion="又变形", why=" ", at=now())
    assert Hazard.objects.filter(recurs__isnull=False).count() == 0

    hold_look_back(actor=site.inspector, look_back_id=look.pk, conclusion="稳定", at=now())

    with pytest.raises(WrongState):
        rebound(actor=site.inspector, look_back_id=look.pk, conclusion="又变形", why="未监测", at=now())
    assert Hazard.objects.count() == 1


def test_a_chain_is_kept_over_every_return() -> None:
    site = make_site()
    first = closed_major(site)
    second = rebound(actor=site.inspector, look_back_id=LookBack.objects.get().pk, conclusion="支护再次变形", why="未监测",
                     at=now(), photos=[photo(site.inspector)])  # fmt: skip

    assert (second.level, second.clause_code, second.state) == ("MAJOR", CLAUSE, "CONFIRMED")
    assert [h.pk for h in chain_of(first)] == [h.pk for h in chain_of(second)] == [first.pk, second.pk]
    first.refresh_from_db()
    assert first.state == "CLOSED"


def place(site: Site) -> Place:
    return Place(project_id=site.project.pk, path=site.project.place)


def test_the_same_clause_or_like_words_within_the_window_are_a_repeat() -> None:
    site, other = make_site(), make_site(code="350104", name="别处的工程")
    old, general = closed_major(site), fixed_general(site)
    closed_major(other)
    asked: dict[str, Any] = {"category": "", "location": "", "on": day_of(now())}

    by_clause = likely_repeats(place(site), clause_code=CLAUSE, description="完全不同的话", **asked)
    by_words = likely_repeats(place(site), clause_code="", description="三层临边防护栏杆缺失约 15 米", **asked)

    assert [h.pk for h in by_clause] == [old.pk]
    assert general.pk in [h.pk for h in by_words]
    assert likely_repeats(place(site), clause_code="", description="配电箱无门", **asked) == []
    asked["on"] = day_of(now()) + timedelta(days=181)
    assert likely_repeats(place(site), clause_code=CLAUSE, description="", **asked) == []


def test_the_form_says_that_it_is_a_repeat_and_asks_for_the_cause(client: Client) -> None:
    site = make_site()
    old = fixed_general(site)
    client.force_login(user_of(site.inspector))
    given = {
        "project": str(site.project.pk), "source": "SUPERVISION", "found_on": f"{day_of(now())}", "level": "GENERAL",
        "description": "三层临边防护栏杆缺失约 12 米", "location": "3 号楼三层南侧",
    }  # fmt: skip

    asked = client.post("/hazards/new/", given)
    assert asked.status_code == 422
    assert "是重复隐患" in asked.content.decode()
    assert client.post("/hazards/new/", {**given, "recurs": str(old.pk)}).status_code == 422
    assert Hazard.objects.count() == 1
    done = client.post("/hazards/new/", {**given, "recurs": str(old.pk), "recurs_why": "拆后未恢复"})
    assert done.status_code == 302

    new = Hazard.objects.exclude(pk=old.pk).get()
    assert (new.recurs_id, new.recurs_why) == (old.pk, "拆后未恢复")
    for one in (old, new):
        page = client.get(f"/hazards/{one.pk}/").content.decode()
        assert "先后出现 <b>2</b> 次" in page
    assert new.title in client.get("/hazards/?repeated=1").content.decode()
    client.post("/hazards/new/", {**given, "recurs": "new"})
    assert Hazard.objects.filter(recurs=None).count() == 2


def test_a_draft_links_its_items_too_and_a_wrong_link_is_refused() -> None:
    site, other = make_site(), make_site(code="320412", name="别处的工程")
    old, foreign = fixed_general(site), fixed_general(other)

    notice = draft(site, finding("三层临边防护又缺失", recurs=old.pk, recurs_why="拆后未恢复"))
    assert items(notice)[0].recurs_id == old.pk
    with pytest.raises(InvalidInput, match="不在这个项目里"):
        draft(site, finding("又缺失", recurs=foreign.pk, recurs_why="不明"))
    with pytest.raises(InvalidInput, match="复发原因"):
        draft(site, finding("又缺失", recurs=old.pk))

    assert Hazard.objects.filter(recurs__isnull=False).count() == 1
    assert after_closing.repeated.key == "hazard-repeated"
    assert old.level == Level.GENERAL


def test_the_form_of_a_notice_asks_for_each_item_that_is_a_repeat(client: Client) -> None:
    site = make_site()
    old = fixed_general(site)
    client.force_login(user_of(site.inspector))
    day = f"{day_of(now())}"
    given = {
        "project": str(site.project.pk), "kind": "RECTIFY", "visited_on": day, "officers": [str(i) for i in site.officer_ids],
        "count": "2", "i0-level": "GENERAL", "i0-description": "配电箱无门", "i0-deadline_on": day,
        "i1-level": "GENERAL", "i1-description": "三层临边防护栏杆缺失约 12 米", "i1-location": "3 号楼三层南侧",
        "i1-deadline_on": day, "op": "save",
    }  # fmt: skip

    asked = client.post("/notices/new/", given)
    assert asked.status_code == 422
    page = asked.content.decode()
    assert 'name="i1-recurs"' in page
    assert 'name="i0-recurs"' not in page
    assert client.post("/notices/new/", {**given, "i1-recurs": str(old.pk)}).status_code == 422
    assert Hazard.objects.count() == 1

    done = client.post("/notices/new/", {**given, "i1-recurs": str(old.pk), "i1-recurs_why": "拆后未恢复"})

    assert done.status_code == 302
    assert list(Hazard.objects.exclude(recurs=None).values_list("recurs_id", "recurs_why")) == [(old.pk, "拆后未恢复")]
