"""A 督办单 behind its QR: genuine, still to be answered, and revoked once it is void."""

import pytest
from django.test import Client
from django.utils.html import strip_tags

from zhiben.domains.hazards.tests.factories import make_site
from zhiben.domains.ladder.services.deciding import void_order
from zhiben.domains.ladder.tests.test_orders import SIGNED, signed
from zhiben.domains.ladder.workflow import ORDER_FLOW
from zhiben.kernel.papers.issued import paper_of

pytestmark = pytest.mark.django_db


def test_an_order_is_answered_for_behind_its_qr_and_at_the_desk() -> None:
    site = make_site()
    order = signed(site)
    paper = paper_of(ORDER_FLOW.code, order.pk)
    assert paper
    shown = strip_tags(Client().get(f"/n/{paper.token}").content.decode())
    for text in ("有效", order.number, site.agency.name, "0591-8700000", f"反馈期限 {order.answer_on:%Y-%m-%d}"):
        assert text in shown, text
    answer = Client().post("/verify", {"number": order.number, "check": paper.content_hash[:8]})
    assert answer["Location"] == f"/n/{paper.token}"
    void_order(actor=site.leader, order_id=order.pk, reason="对象有误", at=SIGNED)
    shown = strip_tags(Client().get(f"/n/{paper.token}").content.decode())
    assert ("已撤销" in shown, "对象有误" in shown, "反馈期限" in shown) == (True, True, False)
