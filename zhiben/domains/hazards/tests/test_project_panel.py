"""On its own page a project says what is wrong with it, to whoever may know."""

import pytest
from django.test import Client

from tests.conformance.visible import oddities, visible_text
from zhiben.domains.hazards.terms import Level
from zhiben.domains.hazards.tests.factories import finding, issued, make_site, photo, user_of
from zhiben.kernel.access.actors import Actor

pytestmark = pytest.mark.django_db


def text_for(actor: Actor, address: str) -> str:
    client = Client()
    client.force_login(user_of(actor))
    page = client.get(address).content.decode()
    assert oddities(page) == []
    return " ".join(visible_text(page))


def test_open_hazards_come_first_with_their_clock_and_the_newest_papers() -> None:
    site = make_site()
    before = (photo(site.inspector),)
    notice = issued(
        site, finding(before_photos=before),
        finding("基坑支护变形超过预警值未停工", level=Level.MAJOR, clause_code="2024-7.1", before_photos=before),
    )  # fmt: skip
    text = text_for(site.inspector, f"/projects/{site.project.pk}/")
    for words in (
        "未销号 2 条",
        "其中重大 1 条",
        "三层临边防护栏杆缺失约 12 米",
        "基坑支护变形",
        notice.number,
        "现场检查开文书",
    ):
        assert words in text.replace("  ", " ")


def test_a_project_without_hazards_says_so() -> None:
    site = make_site()
    assert "没有未销号的隐患。" in text_for(site.inspector, f"/projects/{site.project.pk}/")
