"""The leader's desk: one table of everything that waits, signed or declined with one press."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.conformance.visible import oddities, visible_text
from zhiben.domains.hazards.models import Hazard
from zhiben.domains.hazards.services.changes import request_change
from zhiben.domains.hazards.services.issuing import advance_notice
from zhiben.domains.hazards.terms import ChangeKind
from zhiben.domains.hazards.tests.factories import Site, draft, make_site, user_of
from zhiben.domains.ladder.models import Order, Rung
from zhiben.domains.ladder.services.climbing import climb
from zhiben.domains.ladder.tests.factories import DEADLINE, days_after, draft_of, overdue, upper_agency
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.clock import now

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(settings: Any) -> None:
    settings.ZHIBEN_TODAY = days_after(DEADLINE, 10).date()


def client_of(actor: Actor) -> Client:
    client = Client()
    client.force_login(user_of(actor))
    return client


def on_desk(site: Site, number: int = 1) -> list[Hazard]:
    hazards = [overdue(site, title=f"第{n}条") for n in range(number)]
    climb(days_after(DEADLINE, 7))
    return hazards


def key(order: Order) -> str:
    return f"ladder.order|sign|{order.pk}"


def test_a_row_says_what_where_how_late_by_which_rule_and_who_is_responsible() -> None:
    site = make_site()
    on_desk(site)
    page = client_of(site.leader).get("/desk/")
    words = " ".join(visible_text(page.content.decode()))
    for said in (
        "督办：第0条", "青石路安置房一期工程", "10 天", "整改期限 6月3日，逾期 10 天；本地规定逾期 7 天拟督办单", site.contractor.name,
        "签发", "不同意", "看原件", "共 1 条",
    ):  # fmt: skip
        assert said in words
    assert oddities(page.content.decode()) == []


def test_an_empty_desk_says_why_and_only_leaders_have_one() -> None:
    site = make_site()
    page = client_of(site.leader).get("/desk/").content.decode()
    assert "没有等您签批的草稿" in page
    assert client_of(site.inspector).get("/desk/").status_code == 403


def test_one_press_signs_with_a_number_and_the_row_leaves_the_desk() -> None:
    site = make_site()
    [hazard] = on_desk(site)
    order = draft_of(hazard)
    answer = client_of(site.leader).post("/desk/sign/", {"one": key(order)})
    assert answer.status_code == 200
    order.refresh_from_db()
    assert (order.state, order.number, order.signed_by) == ("ISSUED", "榕鼓建督〔2026〕1号", "陈二")
    assert "榕鼓建督〔2026〕1号" in answer.content.decode()
    assert Rung.objects.values_list("outcome", "settled_by", "note").get() == ("SIGNED", "陈二", "榕鼓建督〔2026〕1号")
    assert "没有等您签批的草稿" in client_of(site.leader).get("/desk/").content.decode()


def test_several_are_signed_together_and_one_that_cannot_be_stops_no_other() -> None:
    sites = [make_site(name=f"安置房{n}标段工程") for n in range(1)]
    site = sites[0]
    on_desk(site)
    climb(days_after(DEADLINE, 7))
    second = overdue(site, title="另一条")
    climb(days_after(DEADLINE, 8))
    orders = list(Order.objects.order_by("opened_at"))
    client = client_of(site.leader)
    client.post("/desk/sign/", {"one": key(orders[0])})
    answer = client.post("/desk/sign/", {"pick": [key(o) for o in orders]})
    text = " ".join(visible_text(answer.content.decode()))
    assert "2 件中办好 1 件" in text
    assert "没有办成" in text
    assert [o.state for o in Order.objects.order_by("opened_at")] == ["ISSUED", "ISSUED"]
    assert draft_of(second).number == "榕鼓建督〔2026〕2号"


def test_declining_needs_a_reason_and_changes_nothing_without_one() -> None:
    site = make_site()
    [hazard] = on_desk(site)
    order = draft_of(hazard)
    client = client_of(site.leader)
    address = f"/desk/decline/ladder.order/sign/{order.pk}/"
    assert client.get(address).status_code == 200
    assert client.post(address, {"reason": " "}).status_code == 422
    order.refresh_from_db()
    assert (order.state, order.seq) == ("DRAFT", 1)
    assert client.post(address, {"reason": "已由镇政府现场处置"}).status_code == 302
    order.refresh_from_db()
    assert (order.state, order.conclusion) == ("DECLINED", "已由镇政府现场处置")
    assert Rung.objects.values_list("outcome", "note").get() == ("DECLINED", "已由镇政府现场处置")
    assert client.get(address).status_code == 404


def test_notices_and_change_requests_lie_on_the_same_desk() -> None:
    site = make_site(sign_required=True)
    [hazard] = on_desk(site)
    notice = draft(site)
    advance_notice(actor=site.inspector, notice_id=notice.pk, at=now())
    change = request_change(
        actor=site.inspector, hazard_id=hazard.pk, kind=ChangeKind.VOID, reason="重复登记", at=now()
    )
    client = client_of(site.leader)
    page = " ".join(visible_text(client.get("/desk/").content.decode()))
    assert [page.index(word) for word in ("督办单 1 件", "执法文书 1 件", "变更审批 1 件")] == sorted(
        page.index(word) for word in ("督办单 1 件", "执法文书 1 件", "变更审批 1 件")
    )
    client.post("/desk/sign/", {"pick": [f"notice.rectify|sign|{notice.pk}", f"hazard.change|approve|{change.pk}"]})
    notice.refresh_from_db()
    change.refresh_from_db()
    assert (notice.state, change.state) == ("ISSUED", "APPROVED")


def test_other_leaders_neither_see_nor_sign_it() -> None:
    site, other = make_site(), make_site(code="320412", name="别处的工程")
    [hazard] = on_desk(site)
    client = client_of(other.leader)
    assert "没有等您签批的草稿" in client.get("/desk/").content.decode()
    answer = client.post("/desk/sign/", {"one": key(draft_of(hazard))})
    words = answer.content.decode()
    assert "没有办成" in words
    assert hazard.title not in words
    assert draft_of(hazard).state == "DRAFT"
    assert client.post("/desk/sign/", {}).status_code == 422
    assert client.post("/desk/sign/", {"one": "nonsense"}).status_code == 404


def test_undecided_past_its_day_is_overdue_itself_and_seen_from_above() -> None:
    site = make_site()
    _, chief = upper_agency(site)
    on_desk(site)
    order = Order.objects.get()
    assert order.due_at is not None
    assert order.due_at.date().isoformat() == "2026-06-15"  # three working days after Wednesday the 10th
    above = client_of(chief)
    assert "没有逾期未决的草稿" in above.get("/desk/below/").content.decode()


def test_the_upper_leader_sees_what_lies_undecided_below(settings: Any) -> None:
    site = make_site()
    _, chief = upper_agency(site)
    on_desk(site)
    settings.ZHIBEN_TODAY = days_after(DEADLINE, 14).date()
    page = client_of(chief).get("/desk/below/").content.decode()
    words = " ".join(visible_text(page))
    assert "共 1 条" in words
    assert site.agency.name in words
    assert "14 天" in words
    assert "一并签发" not in words
    late = client_of(site.leader).get("/desk/?late=1").content.decode()
    assert "共 1 条" in " ".join(visible_text(late))
    home = " ".join(visible_text(client_of(site.leader).get("/home").content.decode()))
    assert "待我签批 1" in home
    assert "已逾期未决 1" in home
    assert client_of(chief).post("/desk/sign/", {"one": key(Order.objects.get())}).status_code == 200
    assert Order.objects.get().state == "DRAFT"


def test_the_desk_asks_a_constant_number_of_queries() -> None:
    site = make_site()
    on_desk(site)
    client = client_of(site.leader)
    client.get("/desk/")
    with CaptureQueriesContext(connection) as few:
        client.get("/desk/")
    for n in range(12):
        overdue(site, title=f"又一条{n}")
        climb(days_after(DEADLINE, 8))
    assert Order.objects.filter(state="DRAFT").count() == 13
    with CaptureQueriesContext(connection) as many:
        client.get("/desk/")
    assert len(many) == len(few)
