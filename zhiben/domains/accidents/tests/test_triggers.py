"""What opens a trace where: region by region, in words with the numbers, once for ever."""

from datetime import timedelta

import pytest

from zhiben.domains.accidents import reactions
from zhiben.domains.accidents.models import Incident, Trace, TraceTask, TraceTrigger
from zhiben.domains.accidents.services.opening import open_due_traces
from zhiben.domains.accidents.terms import IncidentKind
from zhiben.domains.accidents.tests.factories import (
    CHANGZHOU,
    ELSEWHERE,
    FUJIAN,
    HAINAN,
    JIAOCHENG,
    RESPONSIBLE,
    confirmed,
    failed,
    later,
    major,
    opened,
    ordered,
    reported,
    self_checked,
    set_rule,
    step,
    step_incident,
    sweep,
)
from zhiben.domains.hazards.models import Hazard
from zhiben.domains.hazards.services.hazards import take_step as hazard_step
from zhiben.domains.hazards.terms import Level
from zhiben.domains.hazards.tests.factories import CLAUSE, draft, finding, issued, items, make_site
from zhiben.kernel.base.clock import now
from zhiben.kernel.workflow.models import Todo

pytestmark = pytest.mark.django_db


def codes(hazard: Hazard) -> list[str]:
    return sorted(TraceTrigger.objects.filter(subject_id=hazard.pk).values_list("code", flat=True))


def said(subject: Hazard | Incident, code: str) -> str:
    return TraceTrigger.objects.get(subject_id=subject.pk, code=code).words


@pytest.mark.parametrize("code", [CHANGZHOU, HAINAN])
@pytest.mark.clause("changzhou-2023/2.1.2a")
@pytest.mark.clause("hainan-2023/2.1.2a")
def test_every_major_hazard_accident_and_near_miss_there_gets_its_case_and_its_result(code: str) -> None:
    site = make_site(code=code)
    hazard = major(site)
    assert sweep() == 1
    assert codes(hazard) == ["MAJOR_HAZARD"]
    accident, near = confirmed(site), confirmed(site, IncidentKind.NEAR_MISS)
    traces = list(Trace.objects.order_by("id"))
    assert [t.hazard_id or t.incident_id for t in traces] == [hazard.pk, accident.pk, near.pk]
    for trace in traces:
        step(site.leader, trace, "begin", investigator="钱八")
        for task in trace.tasks.filter(state="PENDING"):
            step(site.leader, trace, "settle_task", task=task.code, state="DONE", note="已办")
        step(site.leader, trace, "conclude", cause="未按方案施工", opinion="依法处理", responsible=RESPONSIBLE)
        done = step(site.leader, trace, "close", result="对施工单位通报批评，更换项目负责人")
        assert (done.state, done.result) == ("CLOSED", "对施工单位通报批评，更换项目负责人")
    closed = step_incident(site.inspector, accident, "close", result="已处理到位")
    assert closed.state == "CLOSED"


@pytest.mark.parametrize("code", [ELSEWHERE, JIAOCHENG])
def test_nation_and_jiaocheng_trace_what_was_not_checked_and_not_found(code: str) -> None:
    site = make_site(code=code)
    first = major(site, "基坑支护变形")
    assert sweep() == 1
    assert codes(first) == ["NO_INSPECTION"]
    assert "此前 30 天平台上没有项目的自查记录" in said(first, "NO_INSPECTION")
    for n in range(4):
        self_checked(site, days=n + 1)
    second = major(site, "塔吊附着超高")
    assert sweep() == 1
    assert codes(second) == ["MISSED"]
    assert "此前 30 天项目自查上报 4 条，没有一条重大事故隐患" in said(second, "MISSED")
    self_checked(site, Level.MAJOR, days=2)
    third = major(site, "高支模未论证")
    assert sweep() == 0
    assert codes(third) == []
    confirmed(site)
    confirmed(site, IncidentKind.NEAR_MISS)
    assert not Trace.objects.filter(incident__isnull=False).exists()


@pytest.mark.parametrize("code", [ELSEWHERE, JIAOCHENG])
@pytest.mark.clause("jiaocheng-2024/2.5.1d")
def test_not_checked_not_found_overdue_and_refused_say_which_it_is(code: str) -> None:
    site = make_site(code=code)
    unchecked = major(site, "基坑支护变形")
    sweep()
    self_checked(site)
    unfound = major(site, "塔吊附着超高")
    late = ordered(site, major(site, "高支模未论证"), later(1))
    refused = ordered(site, major(site, "脚手架连墙件缺失"))
    for _ in range(3):
        failed(site, refused)
    sweep()
    sweep(days=5)
    assert codes(unchecked) == ["NO_INSPECTION"]
    assert codes(unfound) == ["MISSED"]
    assert codes(late) == ["MISSED", "OVERDUE_MAJOR"]
    assert "逾期 4 天仍未整改" in said(late, "OVERDUE_MAJOR")
    assert codes(refused) == ["MISSED", "REFUSED"]
    assert "复查 3 次均未通过" in said(refused, "REFUSED")
    assert Trace.objects.count() == 4
    assert Todo.objects.open().filter(flow="trace", action="begin").count() == 4
    for trigger in TraceTrigger.objects.all():
        assert trigger.basis.endswith("（已核实）")


def test_fujian_traces_accidents_only_and_lists_its_five_items() -> None:
    site = make_site(code=FUJIAN)
    hazard = ordered(site, major(site), later(1))
    assert sweep(days=10) == 0
    assert codes(hazard) == []
    confirmed(site, IncidentKind.NEAR_MISS)
    assert not Trace.objects.exists()
    accident = confirmed(site)
    trace = Trace.objects.get(incident=accident)
    assert dict(trace.tasks.values_list("code", "state")) == {
        "CAUSE": "PENDING", "DUTY": "PENDING", "EXPOSE": "PENDING", "DEDUCT": "PENDING", "MARKET": "NOT_CONNECTED",
        "LICENCE": "PENDING", "SOE": "PENDING",
    }  # fmt: skip
    assert "发生非亡人事故（坍塌），重伤 1 人、轻伤 2 人" in said(accident, "NON_FATAL")


def test_reasons_add_up_on_one_case_and_bring_their_items() -> None:
    site = make_site(code=CHANGZHOU)
    hazard = ordered(site, major(site), later(1))
    sweep()
    trace = Trace.objects.get()
    assert set(trace.tasks.values_list("code", flat=True)) == {"CAUSE", "DUTY"}
    assert sweep(days=3) == 1
    assert sweep(days=9) == 0
    assert codes(hazard) == ["MAJOR_HAZARD", "OVERDUE_MAJOR"]
    assert Trace.objects.count() == 1
    attendance = TraceTask.objects.get(trace=trace, code="ATTENDANCE")
    assert (attendance.state, attendance.name) == ("NOT_CONNECTED", "倒查关键岗位人员近 3 个月考勤")


def test_event_delivered_twice_opens_once() -> None:
    site = make_site(code=CHANGZHOU)
    hazard = major(site)
    payload = {"hazard_id": str(hazard.pk), "action": "grade", "state": "CONFIRMED"}
    for _ in range(2):
        reactions.hazard_moved(payload, now())
    assert sweep() == 0
    assert (Trace.objects.count(), TraceTrigger.objects.count()) == (1, 1)


def test_what_the_enterprise_reported_itself_is_traced_only_where_a_parameter_says_so() -> None:
    site = make_site(code=CHANGZHOU)
    own = self_checked(site, Level.MAJOR)
    hazard_step(actor=site.inspector, hazard_id=own.pk, action="grade", level="MAJOR", clause_code=CLAUSE, at=now())
    assert sweep() == 0
    set_rule("accidents.trace_self_reported", "320400", True, later(-400))
    assert sweep() == 1
    assert codes(own) == ["MAJOR_HAZARD"]


def test_self_reported_one_that_is_not_put_right_in_time_is_traced() -> None:
    site = make_site(code=ELSEWHERE)
    own = self_checked(site, Level.MAJOR)
    hazard_step(actor=site.inspector, hazard_id=own.pk, action="grade", level="MAJOR", clause_code=CLAUSE, at=now())
    ordered(site, Hazard.objects.get(pk=own.pk), later(2))
    assert sweep() == 0
    assert sweep(days=4) == 1
    assert codes(own) == ["OVERDUE_MAJOR"]


def test_silent_ledgers_drafts_unverified_and_old_ones_open_nothing() -> None:
    site = make_site(code=CHANGZHOU)
    silent = major(site)
    Hazard.objects.filter(pk=silent.pk).update(silent=True, backfilled=True)
    self_checked(site, Level.MAJOR)
    old = major(site, "塔吊附着超高")
    Hazard.objects.filter(pk=old.pk).update(found_on=later(-366), graded_on=later(-366))
    draft(site, finding("高支模未论证", level=Level.MAJOR, clause_code=CLAUSE))
    issued(site, finding("一般隐患"))
    assert sweep() == 0
    assert not Trace.objects.exists()


def test_before_the_rule_was_in_force_nothing_is_traced() -> None:
    site = make_site(code=CHANGZHOU)
    hazard = major(site)
    Hazard.objects.filter(pk=hazard.pk).update(found_on=later(-100), graded_on=later(-100))
    set_rule("accidents.trace_triggers", "320412", [], later(-400))
    set_rule("accidents.trace_triggers", "320412", ["MAJOR_HAZARD"], later(-50))
    assert sweep() == 0
    newer = major(site, "塔吊附着超高")
    assert sweep() == 1
    assert codes(newer) == ["MAJOR_HAZARD"]


def test_dismissed_one_is_not_opened_again_for_the_same_reason_but_for_another() -> None:
    site = make_site(code=CHANGZHOU)
    hazard = ordered(site, major(site), later(1))
    sweep()
    step(site.leader, Trace.objects.get(), "dismiss", reason="当场已消除")
    assert sweep() == 0
    assert sweep(days=3) == 1
    assert sorted(Trace.objects.values_list("state", flat=True)) == ["DISMISSED", "OPENED"]
    assert codes(hazard) == ["MAJOR_HAZARD", "OVERDUE_MAJOR"]


def test_unverified_incident_opens_nothing_and_a_dismissed_one_never_does() -> None:
    site = make_site(code=CHANGZHOU)
    incident = reported(site)
    assert not Trace.objects.exists()
    done = step_incident(site.inspector, incident, "dismiss", opinion="经核实为演练")
    assert done.state == "DISMISSED"
    assert not Trace.objects.exists()


def test_agency_opens_one_itself_where_no_rule_does() -> None:
    site = make_site(code=FUJIAN)
    trace = opened(site)
    assert trace.triggers.get().words.endswith("陈二决定倒查：连续三次发现同类隐患")
    assert open_due_traces(at=now() + timedelta(days=1)) == 0
    notice = issued(site)
    assert items(notice)
