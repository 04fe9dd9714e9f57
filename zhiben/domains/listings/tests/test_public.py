"""The public list: what everybody may know, and nothing else."""

from datetime import timedelta

import pytest
from django.test import Client

from zhiben.domains.hazards.models import Hazard
from zhiben.domains.hazards.tests.factories import Site, make_site
from zhiben.domains.listings.models import Listing
from zhiben.domains.listings.services.publicity import summary
from zhiben.domains.listings.tests.factories import (
    close_hazard,
    drafted,
    later,
    major,
    reviewed,
    signed,
    step,
)
from zhiben.domains.listings.web.public import published

pytestmark = pytest.mark.django_db
CANARY = "金丝雀"


@pytest.fixture
def site() -> Site:
    return make_site()


def page(query: str = "") -> str:
    answer = Client().get(f"/listings/public/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_public_page_leaks_nothing(site: Site) -> None:
    words = f"吴大山未落实卸载，电话 138 0000-1234，身份证 35010219800101001X；{'基坑' * 80}{CANARY}尾"
    hazard = major(site, words, responsible_person=f"{CANARY}责任人")
    Hazard.objects.filter(pk=hazard.pk).update(remark=f"{CANARY}备注")
    listing = signed(site, Hazard.objects.get(pk=hazard.pk))
    Listing.objects.filter(pk=listing.pk).update(
        reason=f"{CANARY}理由", drafted_by=f"{CANARY}拟稿", decided_by=f"{CANARY}签发", requirements=f"{CANARY}要求",
        plan_duty=f"{CANARY}方案", report=f"{CANARY}报告", reviewed_by=f"{CANARY}审查", drafted_by_rule=f"{CANARY}规则",
    )  # fmt: skip
    shown = page()
    assert listing.number in shown
    assert site.project.name in shown
    assert "闽江建设有限公司" in shown
    for secret in (CANARY, "吴大山", "1380000", "0000-1234", "35010219800101001X", "林一", str(listing.pk)):
        assert secret not in shown
    assert "<script" not in shown
    assert "/files/" not in shown
    assert len(shown.encode()) <= 150_000


def test_draft_declined_voided_and_withheld_are_not_shown(site: Site) -> None:
    draft = drafted(site, major(site, "拟稿的一处"))
    gone = signed(site, major(site, "撤销的一处"))
    step(site.leader, gone, "void", reason="下达对象有误")
    hidden = signed(site, major(site, "不公开的一处"))
    step(site.leader, hidden, "withhold", reason="涉及在侦案件")
    for words in ("拟稿的一处", "撤销的一处", "不公开的一处", gone.number, hidden.number):
        assert words not in page()
    assert draft.state == "DRAFT"
    step(site.leader, hidden, "publish")
    assert hidden.number in page()


def test_delisted_stays_for_the_days_of_the_parameter(site: Site) -> None:
    hazard = major(site)
    listing = reviewed(site, hazard)
    close_hazard(site, hazard.pk)
    listing = step(site.leader, listing, "delist")
    assert listing.delist_no in page("?state=done")
    assert listing.number not in page("?state=open")
    last = listing.public_until
    assert last == later(180)
    assert [r["number"] for r in published(last)] == [listing.number]
    assert published(last + timedelta(days=1)) == []


def test_search_and_the_address_in_the_ledger_find_it(site: Site) -> None:
    listing = signed(site)
    assert listing.public_url.endswith("/listings/public/?q=" + listing.public_url.rpartition("=")[2])
    found = Client().get("/listings/public/?q=" + listing.public_url.rpartition("=")[2]).content.decode()
    assert "共 1 件" in found
    assert "共 0 件" in page("?q=没有这个工程")
    assert "挂牌督办" in Client().get("/").content.decode()


def test_fifty_to_a_page_and_small(site: Site) -> None:
    one = signed(site)
    Listing.objects.filter(pk=one.pk).update(public_text="基坑" * 60)
    columns = [f.attname for f in Listing._meta.concrete_fields if f.attname not in ("id", "number")]
    values = Listing.objects.values(*columns).get(pk=one.pk)
    Listing.objects.bulk_create(Listing(**values, number=f"榕督〔2025〕{n}号") for n in range(120))
    first = page()
    assert "共 121 件" in first
    assert first.count("<h2>") == 50
    assert len(first.encode()) <= 150_000


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("联系 13800001234 即可", "联系 （号码略） 即可"),
        ("塔吊高 120 米，2026年3月5日检查", "塔吊高 120 米，2026年3月5日检查"),
        ("变形 35.25 毫米，超过 30.00", "变形 35.25 毫米，超过 30.00"),
    ],
)
def test_numbers_that_dial_are_struck_out(text: str, expected: str) -> None:
    assert summary(text) == expected
