"""Agencies, divisions, parameters and the calendar through their pages."""

from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from django.test import Client

from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.clock import CHINA, today
from zhiben.kernel.parameters.models import Parameter, WorkingDay
from zhiben.kernel.parameters.queries import value_of
from zhiben.kernel.ui.lists.divisions import division_source
from zhiben.kernel.ui.tests.people import client_of, make_person
from zhiben.registry.agencies.models import Agency, Division
from zhiben.registry.agencies.services import add_agency
from zhiben.registry.agencies.terms import AgencyKind

NUMBERS = count()
pytestmark = pytest.mark.django_db
AT = datetime(2024, 7, 3, 9, tzinfo=CHINA)
FUJIAN: dict[str, Any] = {"path": "35.", "level": "province"}


@pytest.fixture
def station() -> Agency:
    return add_agency(
        actor=system_actor(), name="某区建设工程质量安全中心", division_code="350102", kind=AgencyKind.STATION, at=AT,
        doc_prefix="某建质安",
    )  # fmt: skip


def signed_in(role: Role, **reach: Any) -> Client:
    return client_of(make_person(f"u{next(NUMBERS)}", role, **FUJIAN | reach))


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return str(answer.content.decode())


def test_the_list_and_the_page_of_an_agency(station: Agency) -> None:
    client = signed_in(Role.INSPECTOR)
    listed = text(client, "/agencies/")
    assert "某区建设工程质量安全中心" in listed
    assert "添加机构" not in listed
    shown = text(client, f"/agencies/{station.pk}/")
    assert "某建质安" in shown
    assert "须经负责人签发" in shown
    assert "None" not in shown


def test_only_agencies_of_ones_own_division_are_listed(station: Agency) -> None:
    other = signed_in(Role.INSPECTOR, path="32.")
    assert station.name not in text(other, "/agencies/")


def test_the_leader_sets_the_rules_of_his_agency(station: Agency) -> None:
    leader = signed_in(Role.LEADER, path=station.path, level="county", agency=station.pk)
    assert "签发规则" in text(leader, f"/agencies/{station.pk}/")
    leader.post(f"/agencies/{station.pk}/sign-rules", {"review_required": "1"})
    station.refresh_from_db()
    assert (station.review_required, station.sign_required) == (True, False)
    refused = signed_in(Role.LEADER, path="35.3501.350103.")
    assert refused.post(f"/agencies/{station.pk}/sign-rules", {}).status_code == 403
    assert signed_in(Role.INSPECTOR).post(f"/agencies/{station.pk}/sign-rules", {}).status_code == 403


def test_the_administrator_adds_agencies_officers_and_zones() -> None:
    admin = signed_in(Role.SYSTEM_ADMIN)
    form = {"name": "某市建设局", "division": "福州市", "kind": "authority", "sign_required": "1"}
    assert admin.post("/agencies/new", {**form, "division": "鼓楼区某处"}).status_code == 422
    admin.post("/agencies/new", form)
    row = Agency.objects.get(name="某市建设局")
    assert (row.path, row.sign_required, row.review_required) == ("35.3501.", True, False)
    again = admin.post("/agencies/new", form)
    assert "已有名为" in again.content.decode()
    person = {"name": "张某", "certificate_no": "闽A001", "valid_from": "2024-07-03"}
    admin.post(f"/agencies/{row.pk}/officers/new", person)
    assert "闽A001" in text(admin, f"/agencies/{row.pk}/")
    admin.post("/divisions/zones/new", {"name": "某高新区", "parent": "福州市", "code": "350171"})
    assert Division.objects.get(code="350171").level == "zone"
    assert "福建省福州市某高新区" in text(admin, "/divisions/?q=350171")


def test_divisions_that_are_gone_say_what_became_of_them() -> None:
    page = text(signed_in(Role.INSPECTOR), "/divisions/?q=350402")
    assert "福建省三明市梅列区" in page
    assert "福建省三明市三元区" in page


def test_parameters_show_value_mark_and_source() -> None:
    page = text(signed_in(Role.INSPECTOR), "/parameters/")
    for words in ("复查时限", "3 个工作日", "自定", "已核实", "2023", "行政处罚法"):
        assert words in page
    assert "hazards.recheck" not in page.replace('href="/parameters/hazards.recheck_working_days/"', "")
    elsewhere = text(signed_in(Role.INSPECTOR), "/parameters/accidents.trace_triggers/?place=常州市")
    assert "常州市治理行动巩固提升实施方案" in elsewhere
    pattern = text(signed_in(Role.INSPECTOR), "/parameters/notices.number_template/")
    assert "［机关代字］［文种］〔［年份］〕［序号］号" in pattern
    assert "{" not in pattern.partition("<main")[2]
    below = text(signed_in(Role.INSPECTOR, path="", level="nation"), "/parameters/accidents.trace_triggers/")
    assert "海南省治理行动巩固提升实施方案" in below


def test_a_change_is_a_new_row_with_a_day() -> None:
    admin, key, tomorrow = signed_in(Role.SYSTEM_ADMIN), "hazards.recheck_working_days", today() + timedelta(days=1)
    address = f"/parameters/{key}/set"
    form = {
        "value": "5",
        "division": "福州市",
        "valid_from": tomorrow.isoformat(),
        "source": "某文〔2026〕1号",
        "mark": "own",
    }
    before = Parameter.objects.count()
    for wrong in ({"value": ""}, {"value": "五"}, {"valid_from": "2020-01-01"}, {"source": ""}, {"mark": "sure"}):
        assert admin.post(address, {**form, **wrong}).status_code == 422, wrong
    assert admin.post(address, {**form, "division": "常州市"}).status_code in (403, 422)
    assert signed_in(Role.INSPECTOR).post(address, form).status_code == 403
    assert Parameter.objects.count() == before
    admin.post(address, form)
    assert value_of(key, path="35.3501.350102.", on=today()) == 3
    assert value_of(key, path="35.3501.350102.", on=tomorrow) == 5
    assert value_of(key, path="35.3502.", on=tomorrow) == 3
    assert "某文〔2026〕1号" in text(admin, f"/parameters/{key}/?place=福州市")
    admin.post(address, {**form, "value": "", "follow": "1"})
    assert value_of(key, path="35.3501.350102.", on=tomorrow) == 3


def test_the_calendar_shows_departures_and_takes_a_day() -> None:
    admin = signed_in(Role.SYSTEM_ADMIN)
    page = text(admin, "/calendar/?year=2024")
    assert "国庆" in page
    assert "2024-10-12" in page
    assert "放假安排还没有公布" not in page
    assert "放假安排还没有公布" in text(admin, "/calendar/?year=2031")
    assert "还没有建立" in text(admin, "/calendar/?year=1999")
    given = {"day": "2031-10-01", "works": "false", "reason": "国办通知"}
    assert signed_in(Role.INSPECTOR).post("/calendar/set", given).status_code == 403
    assert admin.post("/calendar/set", {**given, "reason": ""}).status_code == 422
    assert WorkingDay.objects.get(date=date(2031, 10, 1)).is_working
    admin.post("/calendar/set", given)
    assert not WorkingDay.objects.get(date=date(2031, 10, 1)).is_working
    assert "国办通知" in text(admin, "/calendar/?year=2031")


def test_the_division_picker_knows_the_tree(django_assert_num_queries: Any) -> None:
    source = division_source()
    assert source is not None
    with django_assert_num_queries(2):
        chain, below = source.chain("320471"), source.children("320400")
    assert [(c.code, c.level) for c in chain] == [("320000", "province"), ("320400", "city"), ("320471", "zone")]
    assert {"320402", "320471"} < {c.code for c in below}
    assert [c.code for c in source.chain("469002")] == ["460000", "469002"]
    assert list(source.chain("999999")) == list(source.chain("常州")) == []
    assert "350403" not in {c.code for c in source.children("350400")}
    assert len(source.children("")) == 34


def test_query_count_does_not_grow(station: Agency, django_assert_max_num_queries: Any) -> None:
    client = signed_in(Role.INSPECTOR)
    for number in range(20):
        add_agency(
            actor=system_actor(), name=f"某机构{number}", division_code="350102", kind=AgencyKind.AUTHORITY, at=AT
        )
    for address in ("/agencies/", "/divisions/", "/parameters/"):
        client.get(address)
        with django_assert_max_num_queries(16):
            client.get(address)
