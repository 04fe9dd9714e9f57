"""The page, its breakdowns, the map's cells and the interface: what they show, to whom, and what they never tell."""

import json
import re
from datetime import date
from decimal import Decimal
from html import unescape
from io import BytesIO
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from python_calamine import load_workbook

from zhiben.domains.hazards.models import Hazard
from zhiben.domains.hazards.tests.factories import user_of
from zhiben.domains.insight.tests.scenes import Scene, make_scene, project_actor
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.bounds import acting_as
from zhiben.kernel.access.terms import ReachKind, Role
from zhiben.kernel.audit.models import Act
from zhiben.kernel.ui.tests.people import client_of, make_person
from zhiben.registry.enterprises.models import Enterprise

pytestmark = pytest.mark.django_db
FIGURE = re.compile(r'class="zb-figure[^"]*"(?: href="([^"]*)")?>([^<]+)<b>([\d,]+)</b>')


@pytest.fixture
def scene() -> Scene:
    return make_scene(hazards=260)


def client(actor: Actor) -> Client:
    signed_in = Client()
    signed_in.force_login(user_of(actor))
    return signed_in


def page_of(actor: Actor, address: str) -> str:
    answer = client(actor).get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


def counted(actor: Actor, url: str) -> int:
    found = re.search(r"共 ([\d,]+) 条", page_of(actor, unescape(url)))
    return int(found[1].replace(",", "")) if found else 0


@pytest.mark.clause("jiaocheng-2024/1d")
def test_stock_increment_and_cleared_are_shown_and_each_opens_its_cases_one_by_one(scene: Scene) -> None:
    leader = scene.regulator("350102", "county")
    page = page_of(leader, "/database/")
    figures = {label.strip(): (url, int(number.replace(",", ""))) for url, label, number in FIGURE.findall(page)}
    assert list(figures) == ["累计入库", "未销号", "未销号存量", "未销号增量", "逾期未销号", "已销号", "送知未签收"]
    assert figures["未销号"][1] == figures["未销号存量"][1] + figures["未销号增量"][1] > 0
    for label, (url, number) in figures.items():
        assert (counted(leader, url) if url else 0) == number, label
    rows = Hazard.objects.filter(county="350102", level="MAJOR", closed_at=None, found_on__lte=date(2023, 12, 31))
    assert figures["未销号存量"][1] == rows.exclude(state="RECORDED").count() > 0
    assert "存量余额" in page
    assert "当月新增" in page
    assert "当月销号" in page


def test_new_ones_month_by_month_against_last_year_down_to_place_enterprise_and_project(scene: Scene) -> None:
    leader = scene.regulator("350000", "province")
    page = page_of(leader, "/database/")
    for word in ("按区划", "按施工单位", "按工程项目", "当月新增（条）"):
        assert word in page
    compared = page_of(leader, "/database/frequent?by=division&level=MAJOR")
    assert "上年同期" in compared
    assert "同比" in compared


def test_the_filters_of_the_address_stand_in_the_form_and_can_be_taken_off(scene: Scene) -> None:
    leader = scene.regulator("350000", "province")
    project = scene.projects[0]
    page = page_of(
        leader, f"/database/?division=350100&legacy=stock-2023&category={quote('脚手架工程')}&project={project.pk}"
    )
    assert f'value="{project.pk}" checked><span class="btn">{project.name}</span>' in page
    assert '<option value="stock-2023" selected>存量（2023年及以前发现）</option>' in page
    assert '<option value="脚手架工程" selected>' in page
    assert '<option value="350100" selected>' in page


@pytest.mark.parametrize(
    "address",
    ["points?zoom=²", "by/division?page=²", "frequent?page=²", "?legacy=stock-²²²²", "points?legacy=new-²²²²"],
)
def test_digits_that_are_no_numbers_are_passed_over(scene: Scene, address: str) -> None:
    assert client(scene.regulator("350102", "county")).get(f"/database/{address}").status_code == 200


def test_what_cannot_be_understood_is_said_and_not_silently_widened(scene: Scene) -> None:
    leader = scene.regulator("350000", "province")
    page = page_of(leader, "/database/?legacy=all&age=7&box=x&project=1&clause=%27%20or%201=1&found_from=2026-13-01")
    for label in ("存量与增量", "未销号天数", "地图范围", "工程项目", "发现日期"):
        assert f"「{label}」" in page, label


@pytest.mark.parametrize("name", ["project", "enterprise", "unit"])
def test_ids_of_another_region_tell_neither_names_nor_counts(scene: Scene, name: str) -> None:
    """A county asks by the id of a project, enterprise or agency that has hazards elsewhere only."""
    leader = scene.regulator("350102", "county")
    stranger = Enterprise.objects.create(
        name="外地某建设公司", name_key="外地某建设公司", created_at=scene.projects[0].created_at
    )
    elsewhere = next(p for p in scene.projects if p.county == "320402")
    ids = {"project": elsewhere.pk, "enterprise": stranger.pk, "unit": scene.agencies["320402"].pk}
    words = {"project": elsewhere.name, "enterprise": stranger.name, "unit": scene.agencies["320402"].name}
    addresses = [f"/database/?{name}={ids[name]}", f"/database/by/project?{name}={ids[name]}",
                 f"/database/frequent?{name}={ids[name]}", f"/hazards/?counted=1&{name}={ids[name]}"]  # fmt: skip
    for address in addresses:
        page = page_of(leader, address)
        assert words[name] not in page, address
    assert "没有符合条件的重大事故隐患" in page_of(leader, addresses[0])
    assert client(leader).get(f"/database/points?{name}={ids[name]}").json()["cells"] == []


def test_another_regions_division_shows_nothing_of_it(scene: Scene) -> None:
    leader = scene.regulator("350102", "county")
    page = page_of(leader, "/database/?division=320000")
    assert not any(project.name in page for project in scene.projects)
    assert "没有符合条件的重大事故隐患" in page


def test_a_site_sees_its_own_hazards_and_nobody_elses(scene: Scene) -> None:
    project = scene.projects[3]
    page = page_of(project_actor(project), "/database/")
    assert project.name in page
    assert not any(
        other.name in page for other in scene.projects if other.pk != project.pk and other.name not in project.name
    )


def test_an_empty_database_says_why_and_draws_nothing() -> None:
    page = client_of(make_person("who", Role.LEADER)).get("/database/").content.decode()
    assert "库里还没有重大事故隐患" in page
    assert "data-chart=" not in page
    assert "data-map=" not in page


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.AUDIT_ADMIN, Role.EXPERT])
def test_who_reads_no_hazards_is_refused(role: Role) -> None:
    found = client_of(make_person("who", role))
    for address in ("/database/", "/database/frequent", "/database/by/project", "/database/points"):
        assert found.get(address).status_code == 403, address
    assert found.get("/api/v1/database/summary").status_code == 403


def test_a_breakdown_that_does_not_exist_is_not_found(scene: Scene) -> None:
    leader = client(scene.regulator("350000", "province"))
    assert leader.get("/database/by/colour").status_code == 404
    assert leader.get("/database/frequent?by=age").status_code == 404


@pytest.mark.parametrize(
    "address", ["/database/by/division", "/database/by/category", "/database/by/enterprise", "/database/frequent"]
)
def test_a_breakdown_taken_away_has_the_names_and_figures_of_the_page_and_is_recorded(
    scene: Scene, address: str
) -> None:
    leader = scene.regulator("350000", "province")
    page = page_of(leader, address)
    answer = client(leader).get(f"{address}?export=xlsx")
    rows = load_workbook(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    lines = re.findall(r'<td class="zb-pin"[^>]*><a href="[^"]*">([^<]*)</a></td>(.*?)</tr>', page, re.S)
    shown = [
        [name, *(int(n.replace(",", "")) for n in re.findall(r">([\d,]+)</?(?:a|td)", rest))] for name, rest in lines
    ]
    assert [[row[0], *row[1 : len(shown[0])]] for row in rows[1:]] == shown
    assert len(shown) > 2
    with acting_as(leader):
        assert Act.objects.filter(verb="list.export", object_id__startswith="database-").count() == 1


def test_cells_hold_every_placed_hazard_once_and_open_exactly_their_records(scene: Scene) -> None:
    leader = scene.regulator("000000", "nation")
    wanted = Hazard.objects.counted().filter(level="MAJOR", project__lat__isnull=False).count()
    for zoom in ("3", "6", "9", "18"):
        found = client(leader).get(f"/database/points?zoom={zoom}&bbox=15,100,35,130").json()["cells"]
        assert sum(cell["count"] for cell in found) == wanted, zoom
        assert 0 < len(found) <= 2000
        for cell in found[:4]:
            assert counted(leader, cell["url"]) == cell["count"], (zoom, cell)
            assert ("project=" in cell["url"]) == (cell["projects"] == 1) == bool(cell["name"])


def test_cells_stay_within_what_was_chosen_on_the_map(scene: Scene) -> None:
    leader = scene.regulator("000000", "nation")
    found = client(leader).get("/database/points?zoom=4&box=22.5,111.25,27.125,117").json()["cells"]
    inside = Hazard.objects.counted().filter(
        level="MAJOR", project__lat__gte=Decimal("22.5"), project__lat__lt=Decimal("27.125"),
        project__lng__gte=Decimal("111.25"), project__lng__lt=Decimal(117),
    )  # fmt: skip
    assert sum(cell["count"] for cell in found) == inside.count() > 0
    for cell in found[:6]:
        assert counted(leader, cell["url"]) == cell["count"]


def test_what_has_no_position_is_told_with_its_records(scene: Scene) -> None:
    leader = scene.regulator("000000", "nation")
    url = client(leader).get("/database/points").json()["unplaced"]
    wanted = Hazard.objects.counted().filter(level="MAJOR", project__lat=None).count()
    assert counted(leader, url) == wanted > 0


@pytest.mark.parametrize("box", ["1,2,3", "a,b,c,d", "30,110,20,120", "nan,1,2,3", "-1e99,0,1,1", "0,0,inf,1"])
def test_a_box_that_is_none_is_refused(scene: Scene, box: str) -> None:
    assert client(scene.regulator("000000", "nation")).get(f"/database/points?bbox={box}").status_code == 422


def test_on_tiles_of_the_other_datum_cells_stand_where_those_tiles_show_them(scene: Scene, settings: Any) -> None:
    leader = scene.regulator("000000", "nation")
    plain = client(leader).get("/database/points?zoom=18&bbox=15,100,35,130").json()["cells"]
    settings.MAP_TILES, settings.MAP_DATUM = "https://{s}.tiles.example.cn/{z}/{x}/{y}.png", "GCJ02"
    moved = client(leader).get("/database/points?zoom=18&bbox=15,100,35,130").json()["cells"]
    assert {cell["url"] for cell in plain} == {cell["url"] for cell in moved}
    at = {cell["url"]: cell for cell in plain}
    assert all(0.0002 < abs(cell["lng"] - at[cell["url"]]["lng"]) < 0.02 for cell in moved)


def test_only_the_tiles_an_operator_named_may_be_loaded(scene: Scene, settings: Any) -> None:
    leader = scene.regulator("350000", "province")
    assert "https:" not in client(leader).get("/database/")["Content-Security-Policy"]
    settings.MAP_TILES = "https://{s}.tiles.example.cn:8443/vec/{z}/{x}/{y}.png"
    settings.MAP_ATTRIBUTION = "审图号 GS（示例）0001 号"
    answer = client(leader).get("/database/")
    assert "img-src 'self' https://*.tiles.example.cn:8443 data: blob:" in answer["Content-Security-Policy"]
    data = re.search(r'<script id="map-data" type="application/json">(.*?)</script>', answer.content.decode())
    assert data
    assert json.loads(data[1])["attribution"] == "审图号 GS（示例）0001 号"


@pytest.mark.parametrize("given", ["", "?division=350100&open=true", "?legacy=new-2023&channel=self", "?category=-"])
def test_the_interface_says_the_numbers_of_the_page(scene: Scene, given: str) -> None:
    leader = scene.regulator("350000", "province")
    said = client(leader).get(f"/api/v1/database/summary{given}").json()
    page = page_of(leader, f"/database/{given.replace('true', '1')}")
    figures = [int(number.replace(",", "")) for _, _, number in FIGURE.findall(page)][:6]
    assert [said["whole"][m["key"]]["value"] for m in said["measures"]] == figures
    for figure in said["whole"].values():
        assert (counted(leader, figure["records"]) if figure["records"] else 0) == figure["value"]
    assert {one["by"] for one in said["breakdowns"]} >= {
        "division",
        "enterprise",
        "project",
        "clause",
        "category",
        "age",
    }
    assert len(said["months"]) == 24


def test_the_interface_refuses_what_it_does_not_understand(scene: Scene) -> None:
    leader = client(scene.regulator("350000", "province"))
    for given in ("legacy=all", "project=1", "box=1,2", "age=old", "state=GONE", "division=1"):
        assert leader.get(f"/api/v1/database/summary?{given}").status_code == 422, given


def test_the_number_of_queries_does_not_grow_with_what_is_counted(
    scene: Scene, django_assert_max_num_queries: Any
) -> None:
    leader = client(scene.regulator("000000", "nation"))
    leader.get("/database/")
    with django_assert_max_num_queries(42):
        leader.get("/database/")


def test_reach_of_an_enterprise_is_the_cases_it_is_party_to(scene: Scene) -> None:
    grant = make_person("boss", Role.PRINCIPAL, reach=ReachKind.ENTERPRISE)
    assert "库里还没有重大事故隐患" in client_of(grant).get("/database/").content.decode()
