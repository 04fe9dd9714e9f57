"""施工安全信息员: named, reporting, reminded, relieved; what offices lack; the ledger in and out."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from zhiben.kernel.access.actors import Actor, system_actor
from zhiben.kernel.access.terms import ReachKind, Role
from zhiben.kernel.base.clock import CHINA, now, today
from zhiben.kernel.base.errors import InvalidInput, NotPermitted, NotVisible, WrongState
from zhiben.kernel.base.ids import new_id
from zhiben.kernel.notifications.models import Notification
from zhiben.kernel.testing.tables import counts, export_table, import_table, problems, write_table
from zhiben.kernel.ui.tests.people import client_of, make_person
from zhiben.registry.agencies.public import add_officer, end_officer
from zhiben.registry.enterprises.models import Enterprise
from zhiben.registry.people.models import Person
from zhiben.registry.projects.models import Informant, InformantReport
from zhiben.registry.projects.queries import history_of, states_of_offices
from zhiben.registry.projects.services import (
    PartyLine,
    name_informant,
    relieve_informant,
    remind_informants,
    report_as_informant,
    set_parties,
)
from zhiben.registry.projects.terms import InformantFor
from zhiben.registry.projects.tests.conftest import Region
from zhiben.registry.projects.tests.test_pages import text_of

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 5, 9, tzinfo=CHINA)


def firm_actor(firm: Enterprise, role: Role = Role.ENTERPRISE_ADMIN) -> Actor:
    return Actor(user_id=new_id(), name="周管理", role=role, reach=ReachKind.ENTERPRISE, reach_id=firm.pk,
                 reach_name=firm.name, path="", level="")  # fmt: skip


@pytest.mark.clause("changzhou-2023/2.4.12a")
def test_site_and_firm_have_informants_and_a_late_report_is_prompted_by_itself(
    region: Region, firm: Enterprise, manager: Person
) -> None:
    since = now()
    office, site = region.actor(region.gulou), region.project(region.gulou)
    set_parties(actor=office, project_id=site.pk, parties=[PartyLine(role="contractor", enterprise_id=firm.pk)],
                on=today(), at=now())  # fmt: skip
    at_site = make_person("site", Role.SITE_MANAGER, agency=site.pk, reach=ReachKind.PROJECT)
    leader = make_person("boss", Role.LEADER, agency=region.gulou.pk, path=region.gulou.path)
    head = make_person("head", Role.PRINCIPAL, agency=firm.pk, reach=ReachKind.ENTERPRISE)
    told: dict[str, Any] = {"person_id": manager.pk, "on": today(), "at": since}
    mine = name_informant(actor=office, subject="project", subject_id=site.pk, duty="资料员", **told)
    theirs = name_informant(actor=office, subject="enterprise", subject_id=firm.pk, **told)
    assert (mine.subject_name, mine.county, mine.due_at) == (site.name, "350102", since + timedelta(days=30))
    with pytest.raises(WrongState):
        name_informant(actor=office, subject="project", subject_id=site.pk, **told)
    with pytest.raises(NotVisible):
        name_informant(actor=region.actor(region.taijiang), subject="project", subject_id=site.pk, **told)
    stranger = Enterprise.objects.create(name="别家有限公司", name_key="别家有限公司", created_at=since)
    with pytest.raises(NotVisible):
        report_as_informant(actor=firm_actor(stranger), informant_id=mine.pk, kind="safe", at=since)
    assert Informant.objects.count() == 2

    assert remind_informants(at=since + timedelta(days=30)) == 0
    later = since + timedelta(days=30, hours=1)
    assert (remind_informants(at=later), remind_informants(at=later + timedelta(hours=1))) == (2, 0)
    overdue = Notification.objects.filter(topic="informants.overdue")
    assert set(overdue.values_list("user_id", flat=True)) == {at_site.user_id, leader.user_id, head.user_id}

    with pytest.raises(InvalidInput):
        report_as_informant(actor=office, informant_id=mine.pk, kind="accident", at=later)
    assert not InformantReport.objects.exists()
    happened = later - timedelta(minutes=60)
    report_as_informant(actor=office, informant_id=theirs.pk, kind="safe", at=later)
    soon = report_as_informant(
        actor=office, informant_id=mine.pk, kind="danger", what="基坑渗水", happened_at=happened, at=later
    )
    late = report_as_informant(actor=office, informant_id=mine.pk, kind="accident", what="高处坠落一人", at=later,
                               happened_at=happened - timedelta(minutes=1))  # fmt: skip
    assert (soon.late, late.late) == (False, True)
    titles = Notification.objects.filter(topic="informants.reported").values_list("user_id", "title")
    assert (leader.user_id, f"{site.name}报送事故（超时）") in set(titles)
    mine.refresh_from_db()
    assert (mine.reported_at, mine.due_at) == (later, later + timedelta(days=30))
    assert remind_informants(at=later) == 0


@pytest.mark.clause("hainan-2023/2.3.1b")
@pytest.mark.clause("changzhou-2023/2.3.8a")
def test_offices_and_informants_change_at_once_leave_a_trail_and_show_what_is_lacking(
    region: Region, manager: Person
) -> None:
    office = region.actor(region.gulou)
    page = client_of(make_person("clerk", Role.CLERK, agency=region.gulou.pk, path=region.gulou.path, level="county"))
    said = text_of(page.get("/informants/offices"))
    assert "没有在任监督员、没有信息员" in said
    officer = add_officer(
        actor=system_actor(), agency_id=region.gulou.pk, name="林监督", valid_from=today() - timedelta(days=1), at=now()
    )
    row = name_informant(
        actor=office, subject="agency", subject_id=region.gulou.pk, person_id=manager.pk, on=today(), at=now()
    )
    state = states_of_offices([region.gulou.pk], now())[region.gulou.pk]
    assert (state.officers, state.informants, state.lacks) == (1, 1, ())
    assert state.updated is not None
    assert now() - state.updated < timedelta(minutes=5)
    assert "陈大山" in text_of(page.get("/informants/"))
    relieve_informant(actor=office, informant_id=row.pk, on=today(), at=now())
    end_officer(actor=system_actor(), officer_id=officer.pk, valid_to=today(), at=now())
    state = states_of_offices([region.gulou.pk], now())[region.gulou.pk]
    assert (state.officers, state.lacks) == (0, ("没有在任监督员", "没有信息员"))
    row.refresh_from_db()
    assert [(h.what, h.who) for h in history_of(row)] == [("卸任", "林一"), ("登记", "林一")]
    with pytest.raises(WrongState):
        report_as_informant(actor=office, informant_id=row.pk, kind="safe", at=now())


def test_naming_and_reporting_on_the_pages(region: Region, firm: Enterprise) -> None:
    site = region.project(region.gulou)
    page = client_of(make_person("clerk", Role.CLERK, agency=region.gulou.pk, path=region.gulou.path, level="county"))
    given = {"subject": "project", "subject_name": "没有的工程", "name": "陈大山", "phone": "13800001234",
             "on": today().isoformat()}  # fmt: skip
    refused = page.post("/informants/new", given)
    assert refused.status_code == 422
    assert "没有登记过名为" in refused.content.decode()
    assert not Informant.objects.exists()
    made = page.post("/informants/new", {**given, "subject_name": site.name})
    row = Informant.objects.get()
    assert made.headers["Location"] == f"/informants/{row.pk}/"
    happened = {"happened_on": (today() - timedelta(days=1)).isoformat(), "happened_time": "9：30"}
    page.post(f"/informants/{row.pk}/report", {"kind": "accident", "what": "物体打击一人轻伤", **happened})
    said = text_of(page.get(f"/informants/{row.pk}/"))
    assert "物体打击一人轻伤" in said
    assert "超时" in said
    assert "138****1234" in said
    page.post(f"/informants/{row.pk}/relieve", {"on": today().isoformat()})
    assert "已卸任" in text_of(page.get(f"/informants/{row.pk}/"))
    other = client_of(
        make_person("other", Role.CLERK, agency=region.taijiang.pk, path=region.taijiang.path, level="county")
    )
    assert other.get(f"/informants/{row.pk}/").status_code == 404


def test_a_stranger_may_not_keep_an_office_informant(region: Region, firm: Enterprise, manager: Person) -> None:
    with pytest.raises((NotVisible, NotPermitted)):
        name_informant(actor=firm_actor(firm), subject=InformantFor.AGENCY, subject_id=region.gulou.pk,
                       person_id=manager.pk, on=today(), at=now())  # fmt: skip
    assert not Informant.objects.exists()


def test_the_ledger_comes_in_goes_out_and_changes_nothing(region: Region, firm: Enterprise, tmp_path: Path) -> None:
    region.project(region.gulou, name="滨江花园")
    header = ["序号", "报送单位类别", "报送单位", "姓名", "联系电话", "职务", "任职自", "任职至"]
    rows: list[list[Any]] = [
        [1, "项目", "滨江花园", "陈大山", "13800001234", "资料员", "2026-01-05", None],
        [2, "企业", firm.name, "林二", None, None, "2026-01-05", "2026-02-01"],
        [3, "监督机构", "鼓楼质安站", "赵四", "13900001111", None, None, None],
        [4, "项目", "没有的工程", "孙六", None, None, None, None],
    ]
    path = write_table(tmp_path / "a.xlsx", [["施工安全信息员台账"], header, *rows])
    batch = import_table(path, at=AT)
    assert (batch.kind, counts(batch)) == ("informants", (4, 3, 0, 0, 1))
    assert problems(batch) == [(6, "报送单位", "没有登记过这个项目")]
    found = Informant.objects.order_by("subject").values_list("subject", "county", "valid_from", "valid_to")
    assert list(found) == [
        ("agency", "350102", date(2026, 3, 5), None), ("enterprise", "", date(2026, 1, 5), date(2026, 2, 1)),
        ("project", "350102", date(2026, 1, 5), None),
    ]  # fmt: skip
    before = list(Informant.objects.order_by("id").values())
    again = import_table(export_table("informants", tmp_path / "o.xlsx", at=AT), at=AT)
    assert (again.kind, counts(again)) == ("informants", (3, 0, 0, 3, 0))
    assert list(Informant.objects.order_by("id").values()) == before
