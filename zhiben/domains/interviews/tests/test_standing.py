"""Papers of a 约谈 behind their QR: genuine, and how far the talk has come."""

import pytest
from django.test import Client
from django.utils.html import strip_tags

from zhiben.domains.hazards.tests.factories import make_site
from zhiben.domains.interviews.models import Interview
from zhiben.domains.interviews.tests.factories import held, signed
from zhiben.kernel.papers.models import IssuedPaper

pytestmark = pytest.mark.django_db


def shown(interview: Interview) -> list[str]:
    papers = IssuedPaper.objects.filter(case_id=interview.pk).order_by("issued_at")
    return [strip_tags(Client().get(f"/n/{p.token}").content.decode()) for p in papers]


def test_a_talk_says_how_far_it_has_come_on_each_of_its_papers() -> None:
    site = make_site()
    (notice,) = shown(signed(site))
    for text in ("有效", "约谈还没有进行", site.agency.name):
        assert text in notice
    pages = shown(held(make_site(name="另一工程")))
    assert len(pages) == 2
    assert all("承诺事项正在落实" in page for page in pages)
    assert not any("周五" in page for page in pages)
