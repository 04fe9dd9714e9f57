"""行动方案 on the screen: what a leader reads, in a fixed number of queries."""

import re
from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zhiben.domains.campaigns.tests.conftest import CITY, DISTRICT, PROVINCE, March
from zhiben.domains.campaigns.tests.test_page import client_of, rows_listed
from zhiben.kernel.access.terms import Role

pytestmark = pytest.mark.django_db
NATIONAL, HAINAN, CHANGZHOU = "/plans/national-2024/", "/plans/hainan-2023/", "/plans/changzhou-2023/"


@pytest.fixture(autouse=True)
def _sixth_of_april(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "ZHIBEN_TODAY", date(2026, 4, 6))


def text(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page))


def test_the_list_names_every_plan_the_nation_in_force_first(march: March) -> None:
    answer = client_of(CITY, Role.LEADER).get("/plans/")
    plans = answer.context["plans"]
    assert [one.plan.key for one in plans] == [
        "national-2024", "jiaocheng-2024", "fujian-2024", "changzhou-2023", "hainan-2023",
    ]  # fmt: skip
    assert [one.in_force for one in plans] == [True, True, True, False, False]
    page = text(answer.content.decode())
    for words in ("建质〔2024〕27号", "原文未载", "执行中", "已结束", "交城县"):
        assert words in page, words
    assert all(one.tasks == one.live + one.waiting_tasks for one in plans)


def test_a_plan_shows_tasks_due_figures_and_what_it_waits_for(march: March) -> None:
    client = client_of(PROVINCE, Role.LEADER)
    answer = client.get(NATIONAL)
    page = text(answer.content.decode())
    for words in ("本级接下来到期", "本级落后和过期未了的", "每月5日前（含当日）", "上一级主管部门", "逐条落实",
                  "待建：逐企业逐项目逐设备全覆盖排查轮次",
                  "原文没有写哪两项下降", "基本实现动态清零", "形成重大事故隐患动态清零的常态机制"):  # fmt: skip
        assert words in page, words
    assert re.search(r"[a-z]+-20\d\d|None|\bonce\b|at_least", page) is None
    ahead = answer.context["ahead"]
    assert [one.line.next_on for one in ahead] == sorted(one.line.next_on for one in ahead)
    due = {one.task.key: str(one.line.next_on) for one in ahead}
    assert due["monthly-report"] == "2026-05-05"  # by the calendar of reports, not the end of the month
    behind = answer.context["behind"]
    assert "legacy-cleared" in {one.task.key for one in behind}  # past its day, and one is not closed
    lines = {s.label: s for _, s in answer.context["targets"]}
    said = lines["重大事故隐患增量"]
    assert (said.value, said.status) == ("4 条", "未定目标值")
    assert rows_listed(client, said.url) == 4
    assert lines["安全生产管理人员足额配备率"].value == "未采集"


def test_a_target_that_only_has_words_is_never_met(march: March) -> None:
    for _, said in client_of(PROVINCE, Role.LEADER).get(NATIONAL).context["targets"]:
        assert said.status in ("", "未定目标值") or said.value != "未采集"
    for line, said in client_of(PROVINCE, Role.LEADER).get(NATIONAL).context["targets"]:
        if line.target.goal == "words":
            assert said.status in ("", "未定目标值"), said.label


def test_an_ended_plan_stands_as_on_its_last_day_and_one_of_elsewhere_has_no_figures(march: March) -> None:
    client = client_of(DISTRICT, Role.LEADER)
    ended = client.get(HAINAN)
    assert (str(ended.context["page"].on), ended.context["page"].area.name) == ("2023-12-31", "秀英区")
    assert "截至行动最后一天的" in text(ended.content.decode())
    elsewhere = client.get(CHANGZHOU)
    assert elsewhere.context["page"].area is None
    assert "本方案不适用于本辖区" in text(elsewhere.content.decode())
    assert {s.value for _, s in elsewhere.context["targets"]} == {"未采集"}


def test_tasks_are_found_by_chapter_state_and_words(march: March) -> None:
    client = client_of(DISTRICT, Role.LEADER)

    def titles(query: str) -> list[str]:
        return [one.task.title for _, _, tasks in client.get(f"{NATIONAL}?{query}").context["groups"] for one in tasks]

    whole = titles("")
    assert "全国督导检查" in whole
    assert "全国督导检查" not in titles("state=mine")
    assert set(titles("state=live")) | set(titles("state=waiting")) == set(whole)
    assert not set(titles("state=live")) & set(titles("state=waiting"))
    assert titles("chapter=2.4") == ["建成全国事故曝光台"]
    assert titles("q=电子证照") == ["完成起重机械使用登记、备案和监督人员合格证的电子证照换发"]
    assert titles("q=no-such") == []
    assert titles("state=no-such&chapter=") == whole
    figures = client.get(NATIONAL).context["figures"]
    for figure in figures:
        assert len(titles(figure.url.partition("?")[2].partition("#")[0])) == int(figure.value.split()[0]), figure.label


def test_the_number_of_queries_does_not_depend_on_the_plan(march: March) -> None:
    client = client_of(CITY, Role.LEADER)
    counts: dict[str, int] = {}
    for address in ("/plans/", NATIONAL, "/plans/", NATIONAL, HAINAN, f"{NATIONAL}?state=waiting"):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        counts[address] = len(queries)
    listed = counts.pop("/plans/")
    # One for each record set that the plan's indicators count, and parameters that are remembered for a while.
    assert max(counts.values()) - min(counts.values()) <= 5, counts
    assert (listed <= 13, max(counts.values()) <= 27) == (True, True), (listed, counts)


def test_only_regulators_come_in(march: March) -> None:
    for address in ("/plans/", NATIONAL):
        assert client_of(DISTRICT, Role.SITE_MANAGER).get(address).status_code == 403
        assert client_of(DISTRICT, Role.INSPECTOR).get(address).status_code == 200
    assert client_of(DISTRICT).get("/plans/no-such/").status_code == 404


def test_the_menu_leads_there(march: March) -> None:
    page: Any = client_of(DISTRICT, Role.LEADER).get("/home").content.decode()
    assert 'href="/plans/"' in page
