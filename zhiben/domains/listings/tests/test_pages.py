"""Pages of 挂牌督办: from the hazard's page to the printed papers."""

from datetime import timedelta

import pytest
from django.test import Client

from tests.conformance.asking import MOST, asked_of
from tests.conformance.visible import oddities
from zhiben.domains.hazards.tests.factories import Site, account, draft, finding, make_site, site_account, user_of
from zhiben.domains.listings.models import Listing
from zhiben.domains.listings.tests.factories import (
    PLAN,
    close_hazard,
    drafted,
    governing,
    later,
    major,
    manager,
    reported,
    reviewed,
    signed,
    step,
)
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.clock import now
from zhiben.kernel.papers.issued import paper_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> Site:
    return make_site()


def client_of(actor: Actor) -> Client:
    client = Client()
    client.force_login(user_of(actor))
    return client


def text_of(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, answer.content.decode()[:500]
    return answer.content.decode()


def test_draft_from_the_hazard_page(site: Site) -> None:
    first, second = major(site), major(site, "三层外架连墙件缺失")
    client = client_of(site.inspector)
    assert f"/listings/new/?hazard={first.pk}" in text_of(client, f"/hazards/{first.pk}/")
    form = text_of(client, f"/listings/new/?hazard={first.pk}")
    assert second.title in form
    answer = client.post(f"/listings/new/?hazard={first.pk}", {f"h{first.pk.hex}": "1", "reason": "逾期未整改"})
    made = Listing.objects.get()
    assert answer.headers["Location"] == f"/listings/{made.pk}/"
    page = text_of(client, f"/hazards/{first.pk}/")
    assert "/listings/new/" not in page
    assert "待决定" in page
    batch = client.post(
        f"/listings/new/?hazard={second.pk}", {f"h{second.pk.hex}": "1", "reason": "集中挂牌", "together": "1"}
    )
    assert batch.status_code == 302
    assert Listing.objects.count() == 2


def test_major_items_of_a_notice_are_drafted_as_one_batch(site: Site) -> None:
    from zhiben.domains.hazards.services.issuing import advance_notice
    from zhiben.domains.hazards.terms import Level
    from zhiben.domains.hazards.tests.factories import CLAUSE

    worst = [finding(f"第{n}处堆载", level=Level.MAJOR, clause_code=CLAUSE) for n in range(2)]
    notice = draft(site, *worst, finding("一般的一条"))
    advance_notice(actor=site.inspector, notice_id=notice.pk, at=now())
    client = client_of(site.inspector)
    assert f"/listings/new/?notice={notice.pk}" in text_of(client, f"/notices/{notice.pk}/")
    form = text_of(client, f"/listings/new/?notice={notice.pk}")
    assert "一般的一条" not in form
    boxes = {f"h{h}": "1" for h in notice.items.filter(level="MAJOR").values_list("pk", flat=True)}
    answer = client.post(
        f"/listings/new/?notice={notice.pk}",
        {**{k.replace("-", ""): v for k, v in boxes.items()}, "reason": "集中挂牌"},
    )
    assert answer.status_code == 302
    assert Listing.objects.values("batch_id").distinct().count() == 1
    assert Listing.objects.count() == 2


def test_leader_signs_on_the_page_and_prints(site: Site) -> None:
    listing = drafted(site)
    leader = client_of(site.leader)
    assert "签发挂牌督办" in text_of(leader, f"/listings/{listing.pk}/")
    form = text_of(leader, f"/listings/{listing.pk}/do/sign/")
    assert "治理期限" in form
    assert "文号" not in form
    given = {"matter": listing.matter, "requirements": "立即卸载", "deadline_on": later(10).isoformat(), "other": ""}
    assert leader.post(f"/listings/{listing.pk}/do/sign/", given).status_code == 302
    listing.refresh_from_db()
    assert (listing.state, listing.requirements) == ("LISTED", "立即卸载")
    assert oddities(text_of(leader, f"/listings/{listing.pk}/")) == []
    pdf = leader.get(f"/listings/{listing.pk}/order.pdf")
    assert (pdf.status_code, pdf.content[:4]) == (200, b"%PDF")
    word = leader.get(f"/listings/{listing.pk}/order.docx")
    assert (word.status_code, word.content[:2]) == (200, b"PK")
    assert leader.get(f"/listings/{listing.pk}/release.pdf").status_code == 404
    assert leader.get(f"/listings/{listing.pk}/whatever.pdf").status_code == 404


def test_enterprise_hands_in_plan_and_progress_on_the_pages(site: Site) -> None:
    listing, person = signed(site), manager(site)
    client = client_of(person)
    given = {
        "duty": "项目部", "measure": "卸载", "fund_wan": "3.5", "until": later(20).isoformat(), "emergency": "撤人",
    }  # fmt: skip
    assert client.post(f"/listings/{listing.pk}/do/submit_plan/", given).status_code == 302
    step(site.inspector, listing, "accept_plan")
    row = listing.progress.get()
    assert f"/listings/progress/{row.pk}/do/report/" in text_of(client, f"/listings/progress/{row.pk}/")
    answer = client.post(f"/listings/progress/{row.pk}/do/report/", {"text": "已完成一半", "percent": "50"})
    assert answer.status_code == 302
    page = text_of(client_of(site.inspector), f"/listings/{listing.pk}/")
    assert "已完成一半" in page
    assert "50%" in page


def test_missed_week_is_seen_on_the_page(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    listing = governing(site)
    listing.progress.update(since=later(-20), until=later(-14))
    assert "未报" in text_of(client_of(site.inspector), f"/listings/{listing.pk}/")


def test_review_form_is_filled_from_the_hazards_own_recheck(site: Site) -> None:
    hazard = major(site)
    listing = reported(site, hazard)
    officer = client_of(site.inspector)
    assert "还有 1 条隐患没有销号" in text_of(officer, f"/listings/{listing.pk}/")
    close_hazard(site, hazard.pk)
    form = text_of(officer, f"/listings/{listing.pk}/do/pass_review/")
    assert 'value="林一"' in form
    assert "经复查，已整改到位" in form
    assert later(0).isoformat() in form


def test_delist_is_refused_naming_the_hazards(site: Site) -> None:
    listing = reviewed(site)
    answer = client_of(site.leader).post(f"/listings/{listing.pk}/do/delist/")
    assert answer.status_code == 409
    assert "还有 1 条隐患没有销号" in answer.content.decode()


def test_owner_and_consultant_watch_and_do_not_hand_in(site: Site) -> None:
    from zhiben.kernel.access.models import Grant, User
    from zhiben.kernel.access.terms import ReachKind
    from zhiben.registry.enterprises.public import register_enterprise
    from zhiben.registry.projects.public import PartyLine, set_parties
    from zhiben.registry.projects.terms import PartyRole

    owner = register_enterprise(actor=site.inspector, name="青石置业有限公司", at=now())
    set_parties(
        actor=site.inspector, project_id=site.project.pk, on=later(0) - timedelta(days=1), at=now(),
        parties=[PartyLine(role=PartyRole.CONTRACTOR, enterprise_id=site.contractor.pk),
                 PartyLine(role=PartyRole.OWNER, enterprise_id=owner.pk)],
    )  # fmt: skip
    listing = signed(site)
    user = User.objects.create_user("owner-admin", name="郑八")
    grant = Grant.objects.create(
        user=user, role=Role.ENTERPRISE_ADMIN, reach=ReachKind.ENTERPRISE, reach_id=owner.pk, reach_name=owner.name,
        valid_from=now() - timedelta(days=1),
    )  # fmt: skip
    page = text_of(client_of(grant.actor()), f"/listings/{listing.pk}/")
    assert listing.number in page
    assert "/do/submit_plan/" not in page
    answer = client_of(grant.actor()).post(
        f"/listings/{listing.pk}/do/submit_plan/",
        {"duty": "一", "measure": "二", "fund_wan": "1", "until": later(5).isoformat(), "emergency": "三"},
    )
    assert answer.status_code == 403
    listing.refresh_from_db()
    assert listing.state == "LISTED"


def test_panel_and_list_show_what_is_under_way(site: Site) -> None:
    listing = signed(site)
    client = client_of(site.inspector)
    assert listing.number in text_of(client, f"/projects/{site.project.pk}/")
    assert listing.number in text_of(client, "/listings/?open=1")
    assert "共 0 条" in text_of(client, "/listings/?overdue=1") or "没有" in text_of(client, "/listings/?overdue=1")


def test_site_does_not_see_a_draft(site: Site) -> None:
    listing = drafted(site)
    client = client_of(site_account("周九", Role.SAFETY_OFFICER, site.project))
    assert client.get(f"/listings/{listing.pk}/").status_code == 404
    assert client.get(f"/listings/{listing.pk}/order.pdf").status_code == 404
    other = client_of(account("外人", Role.LEADER, make_site(code="320412", name="别处的工程").agency))
    assert other.get(f"/listings/{listing.pk}/").status_code == 404


def test_whoever_scans_the_paper_learns_whether_it_is_still_in_force(site: Site) -> None:
    hazard = major(site)
    listing = signed(site, hazard)
    order = paper_of("listing", listing.pk)
    assert order is not None
    assert f"仍在督办，治理期限 {later(30)}" in text_of(Client(), f"/n/{order.token}")
    close_hazard(site, hazard.pk)
    given = {"reviewed_on": later(0), "reviewed_by": "林一、黄三", "opinion": "合格"}
    step(site.inspector, listing, "submit_plan", on_behalf_of="闽江建设", until=later(9), **PLAN)
    step(site.inspector, listing, "accept_plan")
    step(site.inspector, listing, "report", on_behalf_of="闽江建设", result="已治理")
    step(site.inspector, listing, "pass_review", **given)
    done = step(site.leader, listing, "delist")
    assert f"由 {done.delist_no} 解除督办" in text_of(Client(), f"/n/{order.token}")
    release = paper_of("listing:delist", listing.pk)
    assert release is not None
    assert listing.number in text_of(Client(), f"/n/{release.token}")
    pdf = client_of(site.leader).get(f"/listings/{listing.pk}/release.pdf")
    assert pdf.content[:4] == b"%PDF"


def test_forms_ask_for_at_most_five_things(site: Site) -> None:
    listing, person = signed(site), manager(site)
    for actor, action in ((person, "submit_plan"), (site.leader, "void"), (site.inspector, "follow_up")):
        page = text_of(client_of(actor), f"/listings/{listing.pk}/do/{action}/")
        assert len(asked_of(page)) <= MOST, action
    step(site.inspector, listing, "submit_plan", on_behalf_of="闽江建设", until=later(9), **PLAN)
    step(site.inspector, listing, "accept_plan")
    step(site.inspector, listing, "report", on_behalf_of="闽江建设", result="已治理")
    for action in ("pass_review", "fail_review"):
        page = text_of(client_of(site.inspector), f"/listings/{listing.pk}/do/{action}/")
        assert len(asked_of(page)) <= MOST, action


def test_why_it_was_drafted_stays_between_the_agencies() -> None:
    site = make_site()
    listing = signed(site)
    for who, told in ((site.inspector, True), (manager(site), False)):
        page = client_of(who).get(f"/listings/{listing.pk}/")
        assert page.status_code == 200
        assert ("重大隐患未按期整改" in page.content.decode()) is told
        said = client_of(who).get(f"/api/v1/listings/{listing.pk}").json()
        assert said["reason"] == ("重大隐患未按期整改" if told else "")
