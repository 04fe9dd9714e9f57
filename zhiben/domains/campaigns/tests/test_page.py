"""月报 on the screen and through the interface: links that open what they count, doors, files, home figures."""

import re
from html import unescape
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from zhiben.domains.campaigns.tests.conftest import CITY, DISTRICT, PROVINCE, March
from zhiben.domains.hazards.models import Hazard
from zhiben.domains.hazards.tests.counting import day
from zhiben.kernel.access.models import Grant, User
from zhiben.kernel.access.terms import ReachKind, Role
from zhiben.kernel.audit.models import Act
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.ids import new_id

pytestmark = pytest.mark.django_db
PATHS = {PROVINCE: ("46.", "province"), CITY: ("46.4601.", "city"), DISTRICT: ("46.4601.460105.", "county")}


@pytest.fixture(autouse=True)
def _sixth_of_april(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "ZHIBEN_TODAY", day("2026-04-06"))


def client_of(code: str, role: Role = Role.CLERK) -> Client:
    path, level = PATHS[code]
    user = User.objects.create_user(f"u{new_id().hex[-8:]}", "Long-Pass-2026", name="林晓")
    Grant.objects.create(
        user=user, role=role, reach=ReachKind.AGENCY, reach_id=new_id(), reach_name="住建局", path=path, level=level,
        valid_from=now(),
    )  # fmt: skip
    client = Client()
    client.force_login(user)
    return client


def links(page: str) -> list[tuple[str, int]]:
    """Every figure of the table with its address and the number written there."""
    found = re.findall(r'<a href="([^"]+)" aria-label="[^"]+">([\d,]+)</a>', page)
    return [(unescape(url), int(number.replace(",", ""))) for url, number in found]


def rows_listed(client: Client, url: str) -> int:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return int(answer.context["reading"].total)


def test_every_figure_on_the_page_opens_a_list_of_that_length(march: March) -> None:
    client = client_of(PROVINCE)
    figures = links(client.get(f"/reports/monthly?division={CITY}&month=2026-03").content.decode())
    assert len(figures) > 25
    counts = [(url, number) for url, number in figures if "part=remainder" not in url]
    wrong = [(url, number) for url, number in counts if rows_listed(client, url) != number]
    assert wrong == []


def test_a_list_that_came_from_a_figure_says_so_and_lets_go_of_it(march: March) -> None:
    client = client_of(PROVINCE)
    url = f"/hazards/?indicator=monthly.general&part=remainder&division={CITY}&since=2026-03-01&on=2026-03-31"
    answer = client.get(url)
    assert [row.pk for row in answer.context["reading"].rows] == [march.hazards["same day, same visit"]]
    assert "一般隐患整改率：本期排查发现的一般隐患中，尚未计入的（2026-03-01至2026-03-31）" in answer.content.decode()
    odd = client.get("/hazards/?indicator=no-such&on=2026-03-31")
    assert "已不按统计口径筛选" in odd.content.decode()


def test_the_page_says_what_it_covers_and_what_is_missing(march: March) -> None:
    page = client_of(DISTRICT).get("/reports/monthly?month=2026-03").content.decode()
    for words in ("秀英区2026年3月月报", "截至2026年3月31日", "4月1日前（含当日）报送", "校验全部相符", "行政处罚起数", "未采集",
                  "秀英区建设工程质量安全监督站"):  # fmt: skip
        assert words in page, words
    running = client_of(DISTRICT).get("/reports/monthly?month=2026-04").content.decode()
    assert "截至2026年4月6日（当月尚未结束）" in running


@pytest.mark.parametrize(("kind", "start"), [("pdf", b"%PDF"), ("docx", b"PK"), ("xlsx", b"PK")])
def test_files_are_taken_away_and_the_taking_is_recorded(march: March, kind: str, start: bytes) -> None:
    answer = client_of(CITY).get(f"/reports/monthly/{kind}?month=2026-03")
    assert (answer.status_code, answer.content[: len(start)]) == (200, start)
    assert "attachment" in answer["Content-Disposition"]
    act = Act.objects.filter(verb="report.export").get()
    assert (act.actor_name, act.detail["kind"], act.detail["month"]) == ("林晓", kind, "2026-03")


def test_others_are_refused(march: March) -> None:
    district = client_of(DISTRICT)
    assert district.get(f"/reports/monthly?division={CITY}").status_code == 403
    assert district.get(f"/reports/monthly/pdf?division={PROVINCE}").status_code == 403
    assert district.get("/reports/monthly/exe").status_code == 404
    assert district.get("/reports/monthly?month=2026-99").status_code == 422
    assert client_of(DISTRICT, Role.SITE_MANAGER).get("/reports/monthly").status_code == 403
    assert Client().get("/reports/monthly").status_code == 302
    assert not Act.objects.filter(verb="report.export").exists()


def test_the_interface_gives_the_same_figures(march: March) -> None:
    answer: Any = client_of(PROVINCE).get("/api/v1/reports/monthly?month=2026-03")
    assert answer.status_code == 200
    said = answer.json()
    assert (said["division"], said["cut"], said["due"], said["total"]["month"]["general"]["value"]) == (
        PROVINCE, "2026-03-31", "2026-04-05", 4
    )  # fmt: skip
    assert {c["key"] for c in said["columns"] if not c["collected"]} >= {"penalties", "fines", "talks"}
    assert said["majors"]["total"] == 5
    refused = client_of(DISTRICT).get(f"/api/v1/reports/monthly?division={PROVINCE}")
    assert (refused.status_code, refused["Content-Type"].split(";")[0]) == (403, "application/problem+json")


def test_home_shows_open_and_overdue_and_each_figure_opens_its_records(march: March) -> None:
    client = client_of(CITY, Role.LEADER)
    figures = {f.label: f for f in client.get("/home").context["figures"]}
    expected = {
        "未销号重大隐患": "2", "逾期重大隐患": "1", "逾期隐患": "1", "隐患闭环整改销号率": "83.33%",
    }  # fmt: skip
    assert {label: figures[label].value for label in expected} == expected
    for label in ("未销号重大隐患", "逾期重大隐患", "逾期隐患"):
        assert rows_listed(client, figures[label].url) == int(figures[label].value)
    assert rows_listed(client, figures["隐患闭环整改销号率"].url) == 1
    assert Hazard.objects.count() == 12


@pytest.mark.clause("jiaocheng-2024/1d")
def test_legacy_increment_and_clearing_are_shown_and_open_their_records(march: March) -> None:
    client = client_of(PROVINCE, Role.LEADER)
    answer = client.get("/indicators/?on=2026-03-31")
    assert [(f.label, f.value, f.note) for f in answer.context["figures"]] == [
        ("存量：未销号", "1 条", "已消除 0.00%"), ("增量：本期新发现", "4 条", "上年同期 0 条"),
        ("清零：按期销号率", "33.33%", "本期到期的有 2 条没有按期销号"),
    ]  # fmt: skip
    assert [rows_listed(client, f.url) for f in answer.context["figures"]] == [1, 4, 2]
    for line in answer.context["lines"]:
        for part in line.parts:
            assert (rows_listed(client, part.url) if part.url else 0) == int(part.number), line.answer.label
    page = answer.content.decode()
    assert "隐患排查全覆盖轮次" in page
    assert "不少于2/年" in page
    assert re.search(r"[a-z]+-20\d\d", re.sub(r"<[^>]+>", "", page)) is None
    assert client_of(DISTRICT).get(f"/indicators/?division={CITY}").status_code == 403
    assert client.get("/indicators/?on=31.3.").status_code == 422


def test_figures_of_a_day_before_all_rules_are_refused_in_words() -> None:
    answer = client_of(DISTRICT).get("/indicators/?on=0001-01-01")
    assert answer.status_code == 422
    assert "请核对日期" in answer.content.decode()
