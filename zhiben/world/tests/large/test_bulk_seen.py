"""A large world as people see it: its figures are those of plain SQL, its numbers open their rows, its pages read well."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from tests.conformance.visible import oddities
from zhiben.domains.campaigns.queries.areas import area_of
from zhiben.domains.hazards.models import Hazard, LookBack, Notice
from zhiben.domains.ladder.models import Order
from zhiben.domains.listings.models import Listing
from zhiben.kernel.access.models import User
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.indicators.declarations import Question
from zhiben.kernel.indicators.queries import compute, entries
from zhiben.kernel.indicators.terms import Part
from zhiben.registry.projects.models import Project
from zhiben.world.tests.day import TODAY

pytestmark = pytest.mark.django_db
YEAR = date(2026, 1, 1)
COUNTED = "state not in ('RECORDED', 'VOIDED') and city = '320400'"
BY_HAND = {
    "hazard-closure": (
        f"select count(*) filter (where closed_on <= %(on)s), count(*) from hazards_hazard where {COUNTED}"
        " and found_on <= %(on)s and (deadline_on <= %(on)s or (deadline_on is null and closed_on <= %(on)s))"
    ),
    "major-hazard-zero": (
        "select count(*) filter (where closed_on <= %(on)s and closed_on <= deadline_on), count(*) from hazards_hazard"
        f" where {COUNTED} and level = 'MAJOR' and deadline_on between %(since)s and %(on)s"
    ),
    "major-hazard-increment": (
        f"select count(*), null from hazards_hazard where {COUNTED} and level = 'MAJOR'"
        " and found_on between %(since)s and %(on)s"
    ),
    "legacy-major-hazards-cleared": (
        f"select count(*) filter (where closed_on <= %(on)s), count(*) from hazards_hazard where {COUNTED}"
        " and level = 'MAJOR' and found_on <= '2023-12-31'"
    ),
    "listings.open": (
        "select count(*), null from listings_listing where number <> '' and listed_on <= %(on)s"
        " and (delisted_on is null or delisted_on > %(on)s)"
    ),
    "look-back-rate": (
        "select count(*) filter (where held_on <= %(on)s), count(*) from hazards_lookback"
        " where due_on between %(since)s and %(on)s"
    ),
}  # fmt: skip


@pytest.mark.parametrize("key", sorted(BY_HAND))
def test_indicators_are_those_of_plain_sql_and_open_their_rows(world: dict[str, Any], key: str) -> None:
    on, area = day_of(TODAY), area_of("320400")
    with connection.cursor() as cursor:
        cursor.execute(BY_HAND[key], {"on": on, "since": YEAR})
        numerator, denominator = cursor.fetchone()

    (reading,) = compute([key], area, on)

    assert reading.tally is not None
    assert (reading.tally.numerator, reading.tally.denominator) == (numerator, denominator)
    assert numerator > 0
    question = Question(area=area, since=YEAR, on=on)
    assert entries(key, Part.NUMERATOR, question).count() == numerator


def test_the_years_differ_so_that_comparing_them_means_something(world: dict[str, Any]) -> None:
    majors = Hazard.objects.filter(level="MAJOR")
    by_year = [majors.filter(found_on__year=year).count() for year in (2024, 2025, 2026)]
    assert by_year[0] > by_year[2] > 0
    months = {majors.filter(found_on__month=month).count() for month in range(1, 13)}
    assert len(months) > 4


def test_pages_show_no_oddities(world: dict[str, Any]) -> None:
    client = Client()
    client.force_login(User.objects.get(username="shijiandu"))
    newest: Any = Hazard.objects.filter(level="MAJOR", silent=False).order_by("-found_on")[:3]
    pages = ["/hazards/", "/notices/", "/projects/", "/listings/", "/enterprises/", "/people/"]
    pages += [f"/hazards/{hazard.pk}/" for hazard in newest]
    for model, address in ((Notice, "notices"), (Listing, "listings"), (Project, "projects")):
        pages += [f"/{address}/{pk}/" for pk in model._default_manager.order_by("-pk").values_list("pk", flat=True)[:2]]
    pages += [
        f"/orders/{Order.objects.order_by('-pk')[0].pk}/",
        f"/look-backs/{LookBack.objects.order_by('-pk')[0].pk}/",
    ]
    for page in pages:
        answer = client.get(page)
        assert answer.status_code == 200, page
        assert oddities(answer.content.decode()) == [], page
