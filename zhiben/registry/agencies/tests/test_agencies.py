"""Agencies, departments, officers, zones: who may keep them, who is responsible for a place."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest

from zhiben.kernel.access.actors import Actor, system_actor
from zhiben.kernel.access.terms import ReachKind, Role
from zhiben.kernel.audit.models import Act
from zhiben.kernel.base.clock import CHINA
from zhiben.kernel.base.errors import InvalidInput, NotPermitted, NotVisible, WrongState
from zhiben.kernel.base.ids import new_id
from zhiben.kernel.events.models import OutboxEvent
from zhiben.registry.agencies.loading import load_divisions
from zhiben.registry.agencies.models import Agency, Division, Officer
from zhiben.registry.agencies.public import (
    add_agency,
    add_department,
    add_officer,
    add_zone,
    agencies_for,
    agency,
    agency_for,
    current_division,
    end_officer,
    officer_of_user,
    officers_of,
    replace_division,
    set_sign_rules,
)
from zhiben.registry.agencies.terms import AgencyKind

pytestmark = pytest.mark.django_db
AT = datetime(2024, 7, 3, 9, tzinfo=CHINA)
DAY = AT.date()
FUJIAN = Actor(name="管理员甲", role=Role.SYSTEM_ADMIN, reach=ReachKind.AGENCY, path="35.", level="province")
LEADER = Role.LEADER


def put(name: str, code: str, kind: AgencyKind = AgencyKind.AUTHORITY, **more: Any) -> Agency:
    given: dict[str, Any] = {"actor": FUJIAN, "name": name, "division_code": code, "kind": kind, "at": AT}
    return add_agency(**given | more)


def leader_of(row: Agency) -> Actor:
    return Actor(name="站长乙", role=LEADER, reach=ReachKind.AGENCY, reach_id=row.id, path=row.path, level=row.level)


def test_an_agency_takes_path_and_level_from_its_division() -> None:
    row = put("某区建设工程质量安全中心", "350102", AgencyKind.STATION, doc_prefix="某建质安")
    assert (row.path, row.level, row.review_required, row.sign_required) == ("35.3501.350102.", "county", False, True)
    assert agency(row.id) == row
    act = Act.objects.get(verb="agencies.add_agency")
    assert (act.object_id, act.detail["division"]) == (str(row.id), "350102")


@pytest.mark.parametrize(
    ("given", "refusal", "words"),
    [
        ({"name": "  "}, InvalidInput, "请填写机构名称"),
        ({"code": "350403"}, InvalidInput, "已不再使用"),
        ({"code": "320100"}, NotPermitted, "只能维护本辖区"),
        ({"code": "999999"}, NotVisible, "没有这个区划代码"),
        ({"actor": Actor(name="丙", role=Role.CLERK, reach=ReachKind.AGENCY, path="35.")}, NotPermitted, "系统管理员"),
    ],
)
def test_refusals_change_nothing(given: dict[str, Any], refusal: type[Exception], words: str) -> None:
    with pytest.raises(refusal, match=words):
        put(**{"name": "某市住建局", "code": "350100"} | given)
    assert not Agency.objects.exists()
    assert not Act.objects.exists()


def test_one_name_once_in_a_division() -> None:
    put("某市住建局", "350100")
    put("某市住建局", "350200")
    with pytest.raises(WrongState, match="已有名为"):
        put("某市 住建局", "350100")
    assert Agency.objects.count() == 2


def test_the_nearest_station_is_responsible_then_the_nearest_authority(django_assert_num_queries: Any) -> None:
    province = put("省厅", "350000")
    city, station = put("市局", "350100"), put("市质安站", "350100", AgencyKind.STATION)
    county = put("区局", "350102")
    with django_assert_num_queries(2):
        found = agencies_for(["350102", "350103", "350203", "320400"], on=DAY)
    assert found == {"350102": county, "350103": station, "350203": province, "320400": None}
    assert agency_for("350103", kind=AgencyKind.AUTHORITY, on=DAY) == city
    assert agency_for("350102", kind=AgencyKind.STATION, on=DAY) == station


def test_the_leader_sets_the_sign_rules_of_his_own_agency_only() -> None:
    own, other = put("区局", "350102"), put("邻区局", "350103")
    set_sign_rules(actor=leader_of(own), agency_id=own.id, review_required=True, sign_required=False, at=AT)
    own.refresh_from_db()
    assert (own.review_required, own.sign_required) == (True, False)
    with pytest.raises(NotPermitted):
        set_sign_rules(actor=leader_of(own), agency_id=other.id, review_required=True, sign_required=False, at=AT)
    other.refresh_from_db()
    assert (other.review_required, other.sign_required) == (False, True)
    assert Act.objects.filter(verb="agencies.set_sign_rules").count() == 1


def test_officers_come_and_go() -> None:
    row, user = put("区站", "350102", AgencyKind.STATION), new_id()
    room = add_department(actor=leader_of(row), agency_id=row.id, name="监督一科", at=AT)
    first = officer(row, "张某", certificate_no="闽A001", department_id=room.id, user_id=user)
    officer(row, "李某", certificate_no="闽A002", valid_from=date(2024, 8, 1))
    assert [o.name for o in officers_of(row.id, DAY)] == ["张某"]
    assert {o.name for o in officers_of(row.id, date(2024, 8, 1))} == {"张某", "李某"}
    assert officer_of_user(user, DAY) == first
    end_officer(actor=leader_of(row), officer_id=first.id, valid_to=date(2024, 9, 1), at=AT)
    assert {o.name for o in officers_of(row.id, date(2024, 8, 31))} == {"张某", "李某"}
    assert [o.name for o in officers_of(row.id, date(2024, 9, 1))] == ["李某"]
    with pytest.raises(WrongState, match="已经离任"):
        end_officer(actor=leader_of(row), officer_id=first.id, valid_to=date(2024, 9, 2), at=AT)


def officer(row: Agency, name: str, **more: Any) -> Officer:
    return add_officer(actor=leader_of(row), agency_id=row.id, name=name, at=AT, **more)


def test_officers_that_cannot_be() -> None:
    row, other = put("区站", "350102"), put("邻区站", "350103")
    officer(row, "张某", certificate_no="闽A001")
    elsewhere = add_department(actor=FUJIAN, agency_id=other.id, name="监督一科", at=AT)
    for more, refusal in (
        ({"name": ""}, InvalidInput),
        ({"name": "王某", "certificate_no": "闽A001"}, WrongState),
        ({"name": "王某", "department_id": elsewhere.id}, InvalidInput),
    ):
        with pytest.raises(refusal):
            officer(row, **more)
    with pytest.raises(NotPermitted):
        add_officer(actor=leader_of(other), agency_id=row.id, name="王某", at=AT)
    with pytest.raises(NotVisible):
        add_officer(actor=FUJIAN, agency_id=UUID(int=1), name="王某", at=AT)
    assert Officer.objects.count() == 1


def test_a_zone_is_a_division_of_its_own_level() -> None:
    made = add_zone(actor=FUJIAN, code="350171", name="某高新区", parent_code="350100", at=AT)
    made.refresh_from_db()
    assert (made.path, made.level, made.county, made.full_name) == (
        "35.3501.350171.", "zone", "350171", "福建省福州市某高新区",
    )  # fmt: skip
    assert Act.objects.get(verb="agencies.add_zone").object_id == "350171"


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"code": "350131"}, InvalidInput), ({"code": "350271"}, InvalidInput), ({"code": "3501711"}, InvalidInput),
        ({"name": ""}, InvalidInput), ({"parent_code": "350102"}, InvalidInput),
        ({"code": "320571", "parent_code": "320500"}, NotPermitted),
        ({"code": "320471", "parent_code": "320400", "actor": system_actor()}, WrongState),
    ],
)  # fmt: skip
def test_zones_that_cannot_be(given: dict[str, Any], refusal: type[Exception]) -> None:
    before = Division.objects.count()
    usual: dict[str, Any] = {"actor": FUJIAN, "code": "350171", "name": "某高新区", "parent_code": "350100", "at": AT}
    with pytest.raises(refusal):
        add_zone(**usual | given)
    assert Division.objects.count() == before


def test_a_merger_ends_a_division_and_says_so() -> None:
    on = date(2024, 9, 1)
    replace_division(actor=FUJIAN, code="350302", successor_code="350304", on=on, at=AT, basis="某函〔2024〕1号")
    row = Division.objects.get(code="350302")
    assert (row.valid_to, row.successor_id, row.path) == (on, "350304", "35.3503.350302.")
    assert [current_division("350302", d).code for d in (date(2024, 8, 31), on)] == ["350302", "350304"]
    event = OutboxEvent.objects.get(name="agencies.division_replaced")
    assert (event.payload["path"], event.payload["successor_path"]) == ("35.3503.350302.", "35.3503.350304.")
    assert Act.objects.get(verb="agencies.replace_division").object_id == "350302"
    assert load_divisions() == 0  # the file does not know of it and leaves it alone
    row.refresh_from_db()
    assert (row.valid_to, row.successor_id) == (on, "350304")
    with pytest.raises(WrongState, match="已经并入或更名"):
        replace_division(actor=FUJIAN, code="350302", successor_code="350303", on=on, at=AT, basis="某函〔2024〕2号")


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"successor_code": "350302"}, InvalidInput), ({"successor_code": "350402"}, InvalidInput),
        ({"successor_code": "999999"}, NotVisible), ({"basis": " "}, InvalidInput), ({"code": "350300"}, InvalidInput),
        ({"code": "320402"}, NotPermitted),
    ],
)  # fmt: skip
def test_mergers_that_cannot_be(given: dict[str, Any], refusal: type[Exception]) -> None:
    usual: dict[str, Any] = {"actor": FUJIAN, "code": "350302", "successor_code": "350304", "basis": "某函〔2024〕1号"}
    with pytest.raises(refusal):
        replace_division(on=date(2024, 9, 1), at=AT, **usual | given)
    assert not OutboxEvent.objects.filter(name="agencies.division_replaced").exists()
    assert Division.objects.filter(code__in=["350302", "350300", "320402"], valid_to=None).count() == 3
