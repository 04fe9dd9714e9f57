"""A 督办单 from the leader's signature to its end: receipt, answer, verification, return, void, and the end of its hazards."""

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.test import Client

from zhiben.domains.hazards.tests.factories import Site, account, make_site, photo, site_account, user_of
from zhiben.domains.ladder.documents import document_of, order_docx, order_pdf
from zhiben.domains.ladder.models import Order
from zhiben.domains.ladder.services.answering import answer_order, receive_order, return_order, verify_order
from zhiben.domains.ladder.services.climbing import climb
from zhiben.domains.ladder.services.deciding import discard_order, sign_order, void_order
from zhiben.domains.ladder.services.drafting import draft_order, edit_order
from zhiben.domains.ladder.tests.factories import (
    DEADLINE,
    close,
    days_after,
    draft_of,
    happened,
    on,
    overdue,
    upper_agency,
)
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.bounds import acting_as
from zhiben.kernel.access.models import Grant, User
from zhiben.kernel.access.terms import ReachKind, Role
from zhiben.kernel.base.errors import InvalidInput, NotPermitted, NotVisible, WrongState
from zhiben.kernel.evidence.queries import attachments_of
from zhiben.kernel.notifications.models import Notification
from zhiben.kernel.numbering.models import IssuedNumber
from zhiben.kernel.papers.exporting import export_ledger
from zhiben.kernel.papers.issued import paper_of
from zhiben.kernel.papers.ledger import ExportFilter
from zhiben.kernel.workflow.models import CaseMove, Todo

pytestmark = pytest.mark.django_db
SIGNED = days_after(DEADLINE, 8)


def signed(site: Site) -> Order:
    hazard = overdue(site)
    climb(days_after(DEADLINE, 7))
    return sign_order(actor=site.leader, order_id=draft_of(hazard).pk, at=SIGNED)


def head_of(site: Site) -> Actor:
    user = User.objects.create_user(f"head-{site.contractor.pk}"[:64], name="周五")
    return Grant.objects.create(
        user=user, role=Role.PRINCIPAL, reach=ReachKind.ENTERPRISE, reach_id=site.contractor.pk,
        reach_name=site.contractor.name, valid_from=on("2026-01-01"),
    ).actor()  # fmt: skip


def holders(order: Order) -> set[tuple[str, str]]:
    return set(Todo.objects.open().filter(case_id=order.pk).values_list("holder_kind", "action"))


def test_signed_it_is_numbered_frozen_and_told_to_everybody_it_concerns() -> None:
    site = make_site()
    manager, head = site_account("吴大山", Role.SITE_MANAGER, site.project), head_of(site)
    Grant.objects.update(valid_from=on("2026-01-01"))
    order = signed(site)
    happened()
    assert (order.state, order.number, order.answer_on) == ("ISSUED", "榕鼓建督〔2026〕1号", date(2026, 6, 18))
    assert holders(order) == {("project", "answer"), ("enterprise", "answer")}
    told = Notification.objects.filter(case_id=order.pk, topic="ladder.order")
    assert set(told.values_list("user_id", "statutory")) == {(manager.user_id, True), (head.user_id, True)}
    paper = paper_of("ladder.order", order.pk)
    assert paper is not None
    assert (paper.number, paper.content["addressee"]) == (order.number, site.contractor.name)
    assert [item["title"] for item in paper.content["items"]] == [order.items.get().hazard.title]


def test_the_paper_says_who_presses_for_what_until_when() -> None:
    site = make_site()
    draft = overdue(site)
    climb(days_after(DEADLINE, 7))
    assert document_of(draft_of(draft)).draft
    order = sign_order(actor=site.leader, order_id=draft_of(draft).pk, at=SIGNED)
    paper = document_of(order)
    assert (paper.title, paper.number, paper.addressee) == ("督办单", "榕鼓建督〔2026〕1号", site.contractor.name)
    assert not paper.draft
    assert paper.qr.rpartition("/")[0].endswith("/n")
    words = "".join(str(part) for part in paper.body)
    assert "已逾期 7 天" in words
    assert "反馈期限：2026年6月18日前" in words
    assert order_pdf(order).startswith(b"%PDF")
    assert order_docx(order).startswith(b"PK")


def test_parties_see_it_when_it_is_signed_and_not_before() -> None:
    site = make_site()
    manager = site_account("吴大山", Role.SITE_MANAGER, site.project)
    hazard = overdue(site)
    climb(days_after(DEADLINE, 7))
    order = draft_of(hazard)
    with acting_as(manager):
        assert not Order.objects.visible_to(manager).exists()
        assert not Order.objects.filter(pk=order.pk).exists()
    sign_order(actor=site.leader, order_id=order.pk, at=SIGNED)
    with acting_as(manager):
        assert Order.objects.visible_to(manager).get().pk == order.pk


def test_received_answered_returned_answered_and_verified() -> None:
    site = make_site()
    manager = site_account("吴大山", Role.SITE_MANAGER, site.project)
    order = signed(site)
    receive_order(actor=manager, order_id=order.pk, receiver="吴大山", at=days_after(DEADLINE, 9))
    with pytest.raises(WrongState, match="吴大山签收"):
        receive_order(actor=manager, order_id=order.pk, receiver="别人", at=days_after(DEADLINE, 9))
    answer_order(
        actor=manager, order_id=order.pk, answer="已卸载", photos=[photo(manager)], at=days_after(DEADLINE, 10)
    )
    assert holders(order) == {("agency", "verify")}
    returned = return_order(
        actor=site.inspector,
        order_id=order.pk,
        reason="照片看不清",
        answer_on=date(2026, 6, 25),
        at=days_after(DEADLINE, 11),
    )
    assert (returned.state, returned.answer_on) == ("ISSUED", date(2026, 6, 25))
    answer_order(
        actor=manager, order_id=order.pk, answer="补拍", photos=[photo(manager, "b")], at=days_after(DEADLINE, 12)
    )
    done = verify_order(actor=site.inspector, order_id=order.pk, conclusion="已落实", at=days_after(DEADLINE, 13))
    assert (done.state, done.verified_by) == ("CLOSED", "林一")
    assert len(attachments_of("ladder.order", [order.pk])) == 2
    assert not Todo.objects.open().filter(case_id=order.pk).exists()


def test_an_officer_enters_the_answer_for_the_site_and_says_for_whom() -> None:
    site = make_site()
    order = signed(site)
    with pytest.raises(InvalidInput):
        answer_order(actor=site.inspector, order_id=order.pk, answer="已卸载", at=days_after(DEADLINE, 9))
    assert CaseMove.objects.filter(case_id=order.pk).count() == 2
    done = answer_order(
        actor=site.inspector, order_id=order.pk, answer="已卸载", at=days_after(DEADLINE, 9), on_behalf_of="吴大山"
    )
    assert (done.state, done.received_by) == ("ANSWERED", "吴大山")


def test_it_closes_by_itself_when_its_hazards_are_closed() -> None:
    site = make_site()
    order = signed(site)
    close(site, order.items.get().hazard, days_after(DEADLINE, 12))
    happened()
    order.refresh_from_db()
    assert (order.state, order.conclusion) == ("CLOSED", "所列隐患已全部销号")


def test_voided_its_number_is_kept_and_its_code_says_so() -> None:
    site = make_site()
    order = signed(site)
    void_order(actor=site.leader, order_id=order.pk, reason="发错单位", at=days_after(DEADLINE, 9))
    paper = paper_of("ladder.order", order.pk)
    assert paper is not None
    assert paper.revoked_why == "发错单位"
    assert IssuedNumber.objects.get().void_reason == "发错单位"


def test_by_hand_one_paper_for_several_hazards_of_one_site() -> None:
    site, other = make_site(), make_site(name="别的工程")
    first, second, foreign = overdue(site, title="甲"), overdue(site, title="乙"), overdue(other, title="丙")
    at = days_after(DEADLINE, 1)
    with pytest.raises(InvalidInput, match="一个工程"):
        draft_order(actor=site.inspector, hazard_ids=[first.pk, foreign.pk], at=at)
    with pytest.raises(NotPermitted):
        draft_order(actor=other.inspector, hazard_ids=[first.pk], at=at)
    clerk = account("内勤", Role.CLERK, site.agency)
    order = draft_order(actor=clerk, hazard_ids=[first.pk, second.pk], at=at)
    assert (order.items.count(), order.drafted_by, order.by_rule) == (2, "内勤", False)
    with pytest.raises(WrongState, match="不再另拟"):
        draft_order(actor=site.inspector, hazard_ids=[second.pk], at=at)
    assert Order.objects.count() == 1
    edited = edit_order(
        actor=clerk, order_id=order.pk, reason="逾期", demands="今天改完", answer_on=date(2026, 6, 9), at=at
    )
    assert (edited.state, edited.demands, edited.due_at) == ("DRAFT", "今天改完", order.due_at)
    assert sign_order(actor=site.leader, order_id=order.pk, at=at).answer_on == date(2026, 6, 9)


def test_what_a_hand_drafted_a_hand_takes_back_but_not_what_a_rule_drafted() -> None:
    site = make_site()
    first, second = overdue(site, title="甲"), overdue(site, title="乙")
    by_hand = draft_order(actor=site.inspector, hazard_ids=[first.pk], at=days_after(DEADLINE, 1))
    discard_order(actor=site.inspector, order_id=by_hand.pk, reason="重复", at=days_after(DEADLINE, 1))
    climb(days_after(DEADLINE, 7))
    with pytest.raises(WrongState, match="自动拟"):
        discard_order(actor=site.inspector, order_id=draft_of(second).pk, reason="不办", at=days_after(DEADLINE, 7))
    assert draft_of(second).state == "DRAFT"


def test_refusals_change_nothing() -> None:
    site = make_site()
    hazard = overdue(site)
    climb(days_after(DEADLINE, 7))
    order = draft_of(hazard)
    stranger = make_site(code="320412", name="别处").leader
    for actor, refusal in ((site.inspector, NotPermitted), (stranger, NotVisible)):
        with pytest.raises(refusal):
            sign_order(actor=actor, order_id=order.pk, at=SIGNED)
    Order.objects.filter(pk=order.pk).update(answer_on=date(2026, 6, 1))
    with pytest.raises(InvalidInput, match="已经过去"):
        sign_order(actor=site.leader, order_id=order.pk, at=SIGNED)
    order.refresh_from_db()
    assert (order.state, order.number, order.seq) == ("DRAFT", "", 1)
    assert not IssuedNumber.objects.exists()


def test_an_order_to_an_agency_is_answered_by_that_agency_alone() -> None:
    site = make_site()
    sister = make_site(name="同区的另一个站")
    _, chief = upper_agency(site)
    hazard = overdue(site)
    order = draft_order(actor=chief, hazard_ids=[hazard.pk], at=days_after(DEADLINE, 1))
    assert (order.addressee, order.to_agency) == (site.agency.name, True)
    sign_order(actor=chief, order_id=order.pk, at=days_after(DEADLINE, 1))
    assert list(Todo.objects.open().filter(case_id=order.pk).values_list("holder_kind", "holder_id")) == [
        ("agency", site.agency.pk)
    ]
    with pytest.raises(NotPermitted, match="由它反馈"):
        answer_order(actor=sister.inspector, order_id=order.pk, answer="不是我们", at=days_after(DEADLINE, 2))
    done = answer_order(actor=site.inspector, order_id=order.pk, answer="已约谈项目", at=days_after(DEADLINE, 2))
    assert done.state == "ANSWERED"
    with pytest.raises(NotPermitted):
        verify_order(actor=site.inspector, order_id=order.pk, conclusion="自己核实自己", at=days_after(DEADLINE, 3))
    assert verify_order(actor=chief, order_id=order.pk, conclusion="属实", at=days_after(DEADLINE, 3)).state == "CLOSED"


def test_pages_of_the_order(settings: Any) -> None:
    settings.ZHIBEN_TODAY = SIGNED.date()
    site = make_site()
    hazard = overdue(site)
    climb(days_after(DEADLINE, 7))
    leader = Client()
    leader.force_login(user_of(site.leader))
    address = f"/orders/{draft_of(hazard).pk}/"
    page = leader.get(address).content.decode()
    for words in ("督办事由", "签发", "不同意", "本地规定逾期 7 天拟督办单", "草稿"):
        assert words in page
    assert leader.post(f"{address}do/sign/").status_code == 302
    assert draft_of(hazard).number == "榕鼓建督〔2026〕1号"
    assert leader.get(f"{address}document.pdf").content.startswith(b"%PDF")
    shown = leader.get(f"/hazards/{hazard.pk}/").content.decode()
    assert "督办阶梯" in shown
    assert "再过 7 天（6月18日）仍没有整改完毕，将拟挂牌督办" in shown
    project = leader.get(f"/projects/{site.project.pk}/").content.decode()
    assert "榕鼓建督〔2026〕1号" in project
    officer = Client()
    officer.force_login(user_of(site.inspector))
    second = overdue(site, title="另一条")
    form = officer.get(f"/orders/new/{second.pk}/").content.decode()
    assert "报负责人签批" in form
    sent = officer.post(f"/orders/new/{second.pk}/", {"reason": "逾期", "demands": "立即整改", "answer_on": ""})
    assert sent.status_code == 302
    assert Order.objects.filter(drafted_by="林一").count() == 1


def test_the_ledger_lists_what_was_signed(tmp_path: Path) -> None:
    site = make_site()
    order = signed(site)
    overdue(site, title="还在签批")
    climb(days_after(DEADLINE, 9))
    target = tmp_path / "orders.xlsx"
    assert export_ledger("orders", ExportFilter(actor=site.leader), target, at=SIGNED) == 1
    sheet = openpyxl.load_workbook(target).active
    assert sheet is not None
    cells = [str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None]
    assert order.number in cells
    assert "还在签批" not in " ".join(cells)
    other = make_site(code="320412", name="别处").leader
    assert export_ledger("orders", ExportFilter(actor=other), target, at=SIGNED) == 0
