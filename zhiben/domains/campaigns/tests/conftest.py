"""A month small enough to count by hand: March 2026 in a real province, with invented projects."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest

from zhiben.domains.campaigns.queries.areas import area_of
from zhiben.domains.hazards.terms import HazardState, Level, NoticeKind, NoticeState, Source
from zhiben.domains.hazards.tests.counting import hazard, moment, notice, project_in
from zhiben.kernel.access.actors import system_actor
from zhiben.registry.agencies.public import add_agency, add_zone
from zhiben.registry.agencies.terms import AgencyKind
from zhiben.registry.projects.models import Project

PROVINCE, CITY, DISTRICT, ZONE, PLAIN_COUNTY = "460000", "460100", "460105", "460171", "469002"


@dataclass(frozen=True)
class March:
    district: Project
    second: Project
    zone: Project
    plain: Project
    hazards: dict[str, UUID]
    station: UUID


@pytest.fixture
def march() -> March:
    """In the district: two agencies. One project ended on 20 March, one began on 31 March."""
    at, system = moment("2022-01-01"), system_actor()
    add_zone(actor=system, code=ZONE, name="滨海产业园", parent_code=CITY, at=at)
    station = add_agency(
        actor=system, name="秀英区建设工程质量安全监督站", division_code=DISTRICT, kind=AgencyKind.STATION, at=at
    ).pk
    district = project_in(area_of(DISTRICT), CITY, name="椰风苑一期", agency_id=station)
    second = project_in(area_of(DISTRICT), CITY, name="市民中心", until="2026-03-20")
    zone = project_in(area_of(ZONE), CITY, name="滨海厂房", since="2026-03-31")
    plain = project_in(area_of(PLAIN_COUNTY), name="嘉积学校", agency_id=station)
    return March(district, second, zone, plain, _hazards(district, second, zone, plain), station)


def _hazards(district: Project, second: Project, zone: Project, plain: Project) -> dict[str, UUID]:
    major: dict[str, Any] = {"level": Level.MAJOR, "clause_code": "2024-5.4", "description": "脚手架未按方案搭设"}
    stop = notice(district, NoticeKind.STOP, "2026-03-31", "秀建监停工〔2026〕1号")
    notice(district, NoticeKind.STOP, "2026-03-30", "秀建监停工〔2026〕0号", state=NoticeState.VOIDED)
    notice(plain, NoticeKind.RECTIFY, "2026-04-01", "琼建监责改〔2026〕2号")
    order = notice(plain, NoticeKind.RECTIFY, "2026-03-01", "琼建监责改〔2026〕1号")
    return {
        "last of February": hazard(district, "2026-02-28", "2026-03-10", "2026-03-10"),
        "first of March": hazard(district, "2026-03-01", "2026-03-05", "2026-03-05"),
        "same day, same visit": hazard(district, "2026-03-01", "2026-03-05", "2026-04-01"),
        "last of March": hazard(district, "2026-03-31", "2026-04-10", notice=stop, item_no=1, **major),
        "first of April": hazard(district, "2026-04-01", "2026-04-10", "2026-04-02"),
        "site found it": hazard(district, "2026-03-12", "2026-03-20", source=Source.SELF_CHECK, **major),
        "project ended since": hazard(second, "2026-03-15", "2026-03-18", "2026-03-17"),
        "tip-off": hazard(plain, "2026-03-08", "2026-03-20", "2026-03-20", source=Source.TIP_OFF,
                          listing_level="COUNTY", listing_no="琼督〔2026〕1号", **major),
        "returned": hazard(plain, "2026-03-09", "2026-03-25", source=Source.UPPER, round=2, notice=order, item_no=1),
        "voided": hazard(plain, "2026-03-10", "2026-03-25", state=HazardState.VOIDED, **major),
        "old": hazard(plain, "2022-05-01", "2022-06-01", backfilled=True, **major),
        "this year, closed in March": hazard(zone, "2026-01-20", "2026-02-20", "2026-03-02", **major),
    }  # fmt: skip
