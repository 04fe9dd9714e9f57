"""治理方案, 双报告, 五定 and 停工: what a major hazard asks for besides being put right."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from zhiben.domains.hazards.documents import paper_of
from zhiben.domains.hazards.models import DoubleReport, Hazard, TreatmentPlan
from zhiben.domains.hazards.public import open_stops
from zhiben.domains.hazards.services.changes import decide_change, request_change
from zhiben.domains.hazards.services.hazards import take_step
from zhiben.domains.hazards.services.issuing import advance_notice, draft_resume
from zhiben.domains.hazards.services.replying import Recheck, add_after_photos, recheck_notice, reply_notice
from zhiben.domains.hazards.services.treatment import accept_plan, hand_in_plan, record_report
from zhiben.domains.hazards.terms import ChangeKind, Level, NoticeKind
from zhiben.domains.hazards.tests.factories import (
    CLAUSE,
    closed_major,
    draft,
    finding,
    issued,
    items,
    major,
    make_site,
    ordered_major,
    photo,
    site_account,
    user_of,
)
from zhiben.domains.hazards.workflow import PLAN_FLOW
from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.access.bounds import acting_as
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.clock import day_of, now
from zhiben.kernel.base.errors import InvalidInput, NotPermitted, WrongState
from zhiben.kernel.papers.documents import chinese_day
from zhiben.kernel.parameters.services import set_parameter
from zhiben.kernel.parameters.terms import Mark
from zhiben.kernel.workflow.engine import fire
from zhiben.kernel.workflow.models import CaseMove, Todo

pytestmark = pytest.mark.django_db


def plan_words(**values: Any) -> dict[str, Any]:
    return {
        "responsible": "吴大山", "text": "分层回填并增设内支撑", "fund_wan": Decimal("12.5"),
        "finish_on": day_of(now()) + timedelta(days=10), "emergency": "坑边 20 米警戒，备抢险沙袋", **values,
    }  # fmt: skip


def test_ordering_a_major_hazard_asks_the_site_for_a_plan_and_two_reports() -> None:
    site = make_site()
    general = items(issued(site))[0]
    assert not TreatmentPlan.objects.filter(hazard=general).exists()
    before = major(site, "还没有下达的")
    assert not DoubleReport.objects.filter(hazard=before).exists()

    hazard = ordered_major(site)

    todos = Todo.objects.open().filter(flow__in=("hazard.plan", "hazard.report")).order_by("flow")
    assert [(t.label, t.holder_kind, t.holder_id) for t in todos] == [
        ("报送治理方案", "project", site.project.pk), ("办理双报告", "project", site.project.pk),
    ]  # fmt: skip
    assert all(t.due_at for t in todos)
    assert TreatmentPlan.objects.get(hazard=hazard).state == "REQUESTED"


def test_a_plan_is_handed_in_returned_and_handed_in_again() -> None:
    site = make_site()
    hazard = ordered_major(site)
    plan = TreatmentPlan.objects.get(hazard=hazard)
    builder = site_account("吴大山", Role.SITE_MANAGER, site.project)

    with acting_as(builder):
        first = hand_in_plan(actor=builder, plan_id=plan.pk, at=now(), **plan_words())
    assert (first.state, first.version, first.handed_in_by) == ("HANDED_IN", 1, "吴大山")
    returned = fire(PLAN_FLOW, plan.pk, "send_back", actor=site.inspector, at=now(), reason="没有监测方案")
    assert (returned.state, returned.answer) == ("REQUESTED", "没有监测方案")
    with acting_as(builder):
        second = hand_in_plan(actor=builder, plan_id=plan.pk, at=now(), **plan_words(text="增设内支撑，每日监测"))
    accepted = accept_plan(actor=site.inspector, plan_id=plan.pk, at=now(), answer="同意")

    hazard.refresh_from_db()
    assert (second.version, accepted.state) == (2, "ACCEPTED")
    assert (hazard.fund_wan, hazard.emergency, hazard.measure) == (
        Decimal("12.5"), "坑边 20 米警戒，备抢险沙袋", "立即撤人，回填反压",
    )  # fmt: skip
    texts = [m.inputs["text"] for m in CaseMove.objects.filter(case_id=plan.pk, action="hand_in").order_by("seq")]
    assert texts == ["分层回填并增设内支撑", "增设内支撑，每日监测"]


@pytest.mark.parametrize("lacking", ["responsible", "text", "fund_wan", "finish_on", "emergency"])
def test_a_plan_without_one_of_the_five_is_refused(lacking: str) -> None:
    site = make_site()
    plan = TreatmentPlan.objects.get(hazard=ordered_major(site))
    words = plan_words(**{lacking: None if lacking in ("fund_wan", "finish_on") else " ".strip()})

    with pytest.raises(InvalidInput):
        hand_in_plan(actor=site.inspector, plan_id=plan.pk, at=now(), on_behalf_of="吴大山", **words)

    plan.refresh_from_db()
    assert (plan.state, plan.version) == ("REQUESTED", 0)


def test_two_reports_with_proof_make_one_double_report() -> None:
    site = make_site()
    hazard = ordered_major(site)
    report = DoubleReport.objects.get(hazard=hazard)
    builder, today = site_account("吴大山", Role.SITE_MANAGER, site.project), day_of(now())
    with pytest.raises(InvalidInput, match="佐证"):
        record_report(actor=builder, report_id=report.pk, action="to_workers", day=today, said_to="职工大会", files=(),
                      at=now())  # fmt: skip
    with pytest.raises(InvalidInput, match="今天之后"):
        record_report(actor=builder, report_id=report.pk, action="to_workers", day=today + timedelta(days=1),
                      said_to="职工大会", files=[photo(builder)], at=now())  # fmt: skip

    with acting_as(builder):
        half = record_report(actor=builder, report_id=report.pk, action="to_department", day=today,
                             said_to="区住建局", files=[photo(builder)], at=now())  # fmt: skip
    hazard.refresh_from_db()
    assert (half.state, hazard.double_report) == ("PENDING", None)
    with acting_as(builder):
        whole = record_report(actor=builder, report_id=report.pk, action="to_workers", day=today,
                              said_to="项目职工大会", files=[photo(builder)], at=now())  # fmt: skip

    hazard.refresh_from_db()
    assert (whole.state, hazard.double_report) == ("DONE", True)
    assert not Todo.objects.open().filter(case_id=report.pk).exists()


def test_closing_ends_the_plan_and_not_the_report_lowering_ends_both() -> None:
    site = make_site()
    closed = closed_major(site)
    assert TreatmentPlan.objects.get(hazard=closed).state == "LAPSED"
    assert DoubleReport.objects.get(hazard=closed).state == "PENDING"

    lowered = ordered_major(site, "架体悬挑超限")
    change = request_change(actor=site.inspector, hazard_id=lowered.pk, kind=ChangeKind.REGRADE, reason="专家复核",
                            at=now(), new_level=Level.GENERAL)  # fmt: skip
    decide_change(actor=site.leader, change_id=change.pk, agreed=True, opinion="同意", at=now())
    assert TreatmentPlan.objects.get(hazard=lowered).state == "LAPSED"
    assert DoubleReport.objects.get(hazard=lowered).state == "LAPSED"


def test_where_the_place_demands_it_a_major_hazard_is_ordered_with_all_five() -> None:
    site = make_site()
    set_parameter(actor=system_actor(), key="hazards.major_five_required", division_code="350102", path=site.agency.path,
                  value=True, valid_from=day_of(now()), source="本区规定", mark=Mark.OWN, at=now())  # fmt: skip
    hazard = major(site)
    given: dict[str, Any] = {"deadline_on": day_of(now()), "responsible_person": "吴大山", "measure": "撤人"}

    with pytest.raises(InvalidInput, match="整改资金"):
        take_step(actor=site.inspector, hazard_id=hazard.pk, action="order", at=now(), **given)
    hazard.refresh_from_db()
    assert hazard.state == "CONFIRMED"
    notice = draft(site, finding("模板失稳", level=Level.MAJOR, clause_code=CLAUSE), kind=NoticeKind.STOP)
    with pytest.raises(InvalidInput, match="应急预案"):
        advance_notice(actor=site.inspector, notice_id=notice.pk, at=now())

    done = take_step(actor=site.inspector, hazard_id=hazard.pk, action="order", at=now(), fund_wan=Decimal(3),
                     emergency="警戒", **given)  # fmt: skip
    assert (done.state, done.fund_wan, done.emergency) == ("RECTIFYING", Decimal(3), "警戒")


def test_the_paper_of_a_major_item_says_all_five() -> None:
    site = make_site()
    found = finding(
        "塔吊附着缺失", level=Level.MAJOR, clause_code=CLAUSE, fund_wan=Decimal("2.50"), emergency="停用并警戒"
    )
    notice = issued(site, found, finding("三层临边缺失"))

    first, second = paper_of(notice, at=now())["items"]

    assert first["measure"].splitlines() == [
        f"整改责任：{site.contractor.name}　吴大山", "整改措施：立即恢复临边防护", "整改资金：2.5 万元",
        f"整改时限：{chinese_day(items(notice)[0].deadline_on or day_of(now()))}前", "应急预案：停用并警戒",
    ]  # fmt: skip
    assert second["measure"] == "立即恢复临边防护"


def stopped(site: Any, **values: Any) -> Any:
    return issued(site, finding("塔吊基础", level=Level.MAJOR, clause_code=CLAUSE), kind=NoticeKind.STOP, **values)


def test_a_stopped_project_says_so_everywhere_until_it_may_resume(client: Client) -> None:
    site = make_site()
    client.force_login(user_of(site.inspector))
    place = f"/projects/{site.project.pk}/"
    assert "停工范围" not in client.get(place).content.decode()

    notice = stopped(site, stop_scope="全部停工，含 1、2 号楼")

    page = client.get(place).content.decode()
    assert "全部停工：全部停工，含 1、2 号楼" in page
    assert notice.number in page
    assert f"自 {notice.issued_on:%Y-%m-%d} 起停工" in page
    assert "复工要做" in page
    assert "全部停工" in client.get("/projects/").content.decode()
    api = client.get(f"/api/v1/projects/{site.project.pk}").json()
    assert [f["code"] for f in api["flags"]] == ["STOP_WORK"]
    assert [f["code"] for f in client.get("/api/v1/projects").json()["items"][0]["flags"]] == ["STOP_WORK"]

    hazard = items(notice)[0]
    builder = site_account("吴大山", Role.SITE_MANAGER, site.project)
    add_after_photos(actor=builder, hazard_id=hazard.pk, file_ids=[photo(builder, "after")], at=now())
    reply_notice(actor=builder, notice_id=notice.pk, text="已整改，申请复工", at=now())
    recheck_notice(actor=site.inspector, notice_id=notice.pk, results=[Recheck(hazard_id=hazard.pk, passed=True)],
                   at=now())  # fmt: skip
    assert "等下达复工通知书" in client.get(place).content.decode()
    resume = draft_resume(actor=site.inspector, notice_id=notice.pk, officer_ids=tuple(site.officer_ids), scope="",
                          at=now())  # fmt: skip
    advance_notice(actor=site.inspector, notice_id=resume.pk, at=now())

    assert open_stops([site.project.pk]) == {}
    assert "STOP_WORK" not in client.get(f"/api/v1/projects/{site.project.pk}").content.decode()


def test_part_or_whole_is_as_said_or_as_the_words_begin() -> None:
    site = make_site()

    assert stopped(site, stop_scope="3 号楼外架").stop_area == "PART"
    assert stopped(site, stop_scope="全部施工作业").stop_area == "WHOLE"
    assert stopped(site, stop_scope="3 号楼外架", stop_area="WHOLE").stop_area == "WHOLE"
    assert issued(site).stop_area == ""


def test_others_hand_in_nothing() -> None:
    site, other = make_site(), make_site(code="320412", name="别处的工程")
    hazard = ordered_major(site)
    plan, report = TreatmentPlan.objects.get(hazard=hazard), DoubleReport.objects.get(hazard=hazard)
    stranger = site_account("别人", Role.SITE_MANAGER, other.project)
    with acting_as(stranger):
        assert not TreatmentPlan.objects.exists()
        assert not DoubleReport.objects.exists()
    with pytest.raises(WrongState):
        accept_plan(actor=site.inspector, plan_id=plan.pk, at=now())
    hand_in_plan(actor=site.inspector, plan_id=plan.pk, at=now(), on_behalf_of="吴大山", **plan_words())
    with pytest.raises(NotPermitted):
        accept_plan(actor=site.leader, plan_id=plan.pk, at=now())
    report.refresh_from_db()
    assert (report.state, Hazard.objects.get(pk=hazard.pk).double_report) == ("PENDING", None)
