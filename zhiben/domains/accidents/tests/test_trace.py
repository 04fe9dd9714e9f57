"""Working on a trace: evidence gathered from what the platform holds, checklist, conclusion, dossier, refusals."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zhiben.domains.accidents.documents import dossier
from zhiben.domains.accidents.models import Incident, Trace, TraceEvidence, TraceParty, TraceTask
from zhiben.domains.accidents.services.gathering import gather
from zhiben.domains.accidents.services.incidents import report_incident
from zhiben.domains.accidents.services.working import Responsible, carry_trace
from zhiben.domains.accidents.terms import Blame, EvidenceKind
from zhiben.domains.accidents.tests.factories import (
    CHANGZHOU,
    FUJIAN,
    RESPONSIBLE,
    begun,
    concluded,
    confirmed,
    enforcer,
    failed,
    later,
    major,
    opened,
    ordered,
    reported,
    self_checked,
    settled,
    step,
    step_incident,
    sweep,
    told,
)
from zhiben.domains.accidents.workflow.guards import TasksLeft
from zhiben.domains.hazards.services.drafts import draft_notice
from zhiben.domains.hazards.services.issuing import advance_notice
from zhiben.domains.hazards.services.replying import receive_notice
from zhiben.domains.hazards.terms import NoticeKind
from zhiben.domains.hazards.tests.factories import Site, account, finding, make_site, site_account
from zhiben.domains.interviews.tests.factories import drafted as drafted_talk
from zhiben.domains.interviews.tests.factories import step as step_talk
from zhiben.domains.listings.tests.factories import signed as signed_listing
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.clock import day_of, now
from zhiben.kernel.base.errors import InvalidInput, NotPermitted, NotVisible, WrongState
from zhiben.kernel.papers.documents import official_docx, official_pdf
from zhiben.kernel.papers.issued import hash_of, paper_of
from zhiben.kernel.workflow.models import CaseMove, Todo
from zhiben.kernel.workflow.urging import urge

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> Site:
    return make_site(code=FUJIAN)


def lines(trace: Trace, kind: EvidenceKind) -> list[tuple[str, str]]:
    rows = TraceEvidence.objects.filter(trace=trace, kind=kind).order_by("position")
    return [(e.words, e.who) for e in rows]


def test_evidence_is_what_the_platform_holds_each_line_with_its_record(site: Site) -> None:
    self_checked(site, days=5)
    hazard = ordered(site, major(site, days=2))
    failed(site, hazard)
    notice = draft_notice(
        actor=site.inspector, project_id=site.project.pk, kind=NoticeKind.RECTIFY, visited_on=later(-1),
        officer_ids=site.officer_ids, findings=(finding(),), at=now(),
    )  # fmt: skip
    notice = advance_notice(actor=site.inspector, notice_id=notice.pk, at=now())
    receive_notice(
        actor=site_account("吴大山", Role.SITE_MANAGER, site.project), notice_id=notice.pk, receiver="吴大山", at=now()
    )
    urge(actor=site.leader, flow_code="hazard", case_ids=[hazard.pk], at=now(), note="请抓紧")
    listing = signed_listing(site, hazard)
    talk = drafted_talk(site, case_kind="hazard", case_id=hazard.pk)
    step_talk(site.leader, talk, "sign", meet_on=later(2), meet_time="9:00", meet_place="三楼")
    near = reported(site)
    trace = opened(site, hazard)

    found = {kind: lines(trace, kind) for kind in EvidenceKind}
    year = day_of(now()).year
    assert found[EvidenceKind.POST] == [("项目负责人", "吴大山")]
    assert found[EvidenceKind.PARTY] == [("施工总承包", site.contractor.name)]
    assert [who for _, who in found[EvidenceKind.OFFICER]] == ["林一", "黄三"]
    assert "执法证 35010201" in found[EvidenceKind.OFFICER][0][0]
    assert found[EvidenceKind.CHECK] == [
        ("监督抽查：隐患 1 条，其中重大 1 条", "林一"), ("监督抽查：隐患 1 条，其中重大 0 条", "林一"),
    ]  # fmt: skip
    assert [w for w, _ in found[EvidenceKind.SELF_CHECK]] == ["企业自查：隐患 1 条，其中重大 0 条"]
    assert found[EvidenceKind.NOTICE] == [
        (
            f"{notice.name} {notice.number}（整改中），吴大山 {later(0):%Y-%m-%d} 签收",
            "林一（35010201）、黄三（35010202）",
        )
    ]
    assert found[EvidenceKind.RECHECK] == [(f"复查「{hazard.title}」：整改中，第 2 轮", "林一")]
    assert [w.split("，")[0] for w, _ in found[EvidenceKind.URGE]] == ["第 1 次催办"]
    assert found[EvidenceKind.LISTING][0][0] == f"挂牌督办 {listing.number}（待报治理方案）"
    assert found[EvidenceKind.INTERVIEW] == [
        (f"约谈{site.contractor.name} 榕鼓建约〔{year}〕1号（已通知待约谈）", "周五（法定代表人）")
    ]
    assert found[EvidenceKind.INCIDENT] == [("非亡人事故（坍塌）：重伤 1 人、轻伤 2 人，待核实", near.reporter_unit)]
    assert found[EvidenceKind.CERTIFICATE][0][0].startswith("证照 未接入")
    assert found[EvidenceKind.ATTENDANCE][0][0].startswith("考勤 未接入（近 3 个月考勤倒查需要实名制考勤数据）")
    assert [w.split("：")[0] for w, _ in found[EvidenceKind.SUBJECT]][:4] == [
        "登记",
        "下达整改",
        "提交整改结果",
        "退回重改",
    ]
    linked = TraceEvidence.objects.filter(trace=trace, connected=True).exclude(kind=EvidenceKind.OFFICER)
    assert not linked.filter(object_id=None).exists()
    assert not TraceEvidence.objects.filter(trace=trace, connected=False).exclude(object_id=None).exists()


def test_posts_show_from_when_to_when_and_silence_is_said(site: Site) -> None:
    trace = opened(site)
    post = TraceEvidence.objects.get(trace=trace, kind=EvidenceKind.POST)
    assert (post.since is not None, post.until, post.source) == (True, None, "项目档案·关键岗位")
    assert lines(trace, EvidenceKind.SELF_CHECK) == [("这段时间平台上没有项目的自查记录", "")]


def test_evidence_grows_while_open_and_stands_still_once_concluded(site: Site) -> None:
    trace = begun(site)
    before = trace.evidence.count()
    major(site, "塔吊附着超高")
    step(site.inspector, trace, "refresh")
    assert trace.evidence.count() == before
    assert lines(trace, EvidenceKind.CHECK) == [("监督抽查：隐患 2 条，其中重大 2 条", "林一")]
    for task in trace.tasks.all():
        step(site.leader, trace, "settle_task", task=task.code, state="DONE", note="已办")
    step(site.leader, trace, "conclude", cause="未按方案", opinion="依法处理", responsible=RESPONSIBLE)
    held = list(trace.evidence.order_by("position").values_list("words", flat=True))
    major(site, "高支模未论证")
    with pytest.raises(WrongState):
        step(site.inspector, trace, "refresh")
    assert list(trace.evidence.order_by("position").values_list("words", flat=True)) == held


def test_dossier_is_frozen_with_the_conclusion_word_for_word(site: Site) -> None:
    hazard = major(site)
    draft = dossier(begun(site, hazard))
    assert (draft.draft, draft.qr) == (True, "")
    assert "四、责任认定：尚未作出" in draft.body
    trace = Trace.objects.get()
    for task in trace.tasks.order_by("position"):
        step(site.leader, trace, "settle_task", task=task.code, state="DONE", note=f"已办：{task.name}")
    trace = step(site.leader, trace, "conclude", cause="未按方案分层开挖", opinion="依法处理", responsible=RESPONSIBLE)
    paper = paper_of("trace", trace.pk)
    assert paper is not None
    content, year = paper.content, day_of(now()).year
    assert (paper.name, paper.number) == ("责任倒查案卷", f"榕鼓建倒查〔{year}〕1号")
    assert content["triggers"][0]["words"] == f"{site.agency.name}陈二决定倒查：连续三次发现同类隐患"
    assert content["responsible"] == [
        {
            "unit": "闽江建设有限公司",
            "person": "吴大山",
            "post": "项目负责人",
            "blame": "主要责任",
            "finding": "逾期未组织支护加固",
        }
    ]
    assert [(t["name"], t["state"], t["note"], t["by"]) for t in content["tasks"]] == [
        ("查明原因", "已完成", "已办：查明原因", "陈二"), ("认定责任单位和责任人", "已完成", "已办：认定责任单位和责任人", "陈二"),
    ]  # fmt: skip
    kinds = [g["kind"] for g in content["evidence"]]
    assert kinds == [k for k in map(str, EvidenceKind.values) if k in kinds]
    assert kinds[-2:] == ["CERTIFICATE", "ATTENDANCE"]
    assert paper.content_hash == hash_of(content)
    assert hazard.title in content["title"]

    printed = dossier(trace)
    assert (printed.draft, printed.number) == (False, paper.number)
    assert paper.token in printed.qr
    assert printed.qr_note == f"校验码 {paper.content_hash[:8]}"
    assert official_pdf(printed)[:5] == b"%PDF-"
    assert official_docx(printed)[:2] == b"PK"
    TraceEvidence.objects.filter(trace=trace).update(words="改过")
    again = paper_of("trace", trace.pk)
    assert again is not None
    assert again.content_hash == hash_of(again.content)
    assert "改过" not in str(dossier(trace).body)


def test_conclusion_waits_for_every_item_and_what_has_no_data_says_so() -> None:
    site = make_site(code=CHANGZHOU)
    ordered(site, major(site), later(1))
    sweep(days=3)
    trace = step(site.leader, Trace.objects.get(), "begin", investigator="钱八")
    with pytest.raises(TasksLeft, match="还有 3 项必办事项没有办完") as refused:
        step(site.leader, trace, "conclude", cause="未整改", opinion="处理", responsible=RESPONSIBLE)
    assert refused.value.status == 409
    assert set(refused.value.missing) == {"查明原因", "认定责任单位和责任人", "登记企业按合同调整人员的结果"}
    officer = enforcer(site)
    for code, state in (("CAUSE", "DONE"), ("DUTY", "DONE"), ("ADJUST", "NOT_APPLICABLE")):
        step(officer, trace, "settle_task", task=code, state=state, note="见调查报告")
    done = step(site.leader, trace, "conclude", cause="未整改", opinion="处理", responsible=RESPONSIBLE)
    assert done.state == "CONCLUDED"
    task = TraceTask.objects.get(trace=trace, code="ATTENDANCE")
    assert (task.state, task.note) == ("NOT_CONNECTED", "平台还没有这类数据，办理后登记线下结果")


def test_incident_does_not_end_before_its_trace(site: Site) -> None:
    incident = confirmed(site)
    trace = Trace.objects.get(incident=incident)
    with pytest.raises(WrongState, match="还没有结案"):
        step_incident(site.inspector, incident, "close", result="已处理")
    step(site.leader, trace, "dismiss", reason="由上级机关调查")
    assert step_incident(site.inspector, incident, "close", result="已处理").state == "CLOSED"


def test_carried_over_to_an_investigation_elsewhere(site: Site) -> None:
    done = carry_trace(actor=site.leader, trace_id=begun(site).pk, reason="转市政府事故调查组", at=now())
    assert (done.state, done.ended_why) == ("CARRIED", "转市政府事故调查组")
    assert not Todo.objects.open().filter(case_id=done.pk).exists()


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ((), "至少写一个责任单位"),
        ((Responsible(unit=" ", blame=Blame.MAIN, finding="未整改"),), "要写明责任单位"),
        ((Responsible(unit="甲公司", blame=Blame.MAIN, finding="长" * 1001),), "最多 1000 个字"),
    ],
)
def test_conclusion_without_whom_is_refused_and_changes_nothing(site: Site, rows: Any, words: str) -> None:
    trace = settled(site)
    moves = CaseMove.objects.filter(case_id=trace.pk).count()
    with pytest.raises(InvalidInput, match=words):
        step(site.leader, trace, "conclude", cause="未整改", opinion="处理", responsible=rows)
    assert Trace.objects.get().state == "INVESTIGATING"
    assert CaseMove.objects.filter(case_id=trace.pk).count() == moves
    assert not TraceParty.objects.exists()
    assert paper_of("trace", trace.pk) is None


def test_who_may_not(site: Site) -> None:
    hazard = major(site)
    elsewhere = make_site(code=CHANGZHOU, name="别处的工程")
    with pytest.raises(NotPermitted):
        opened(Site(**{**site.__dict__, "leader": site.inspector}), hazard)
    with pytest.raises(NotVisible):
        opened(Site(**{**site.__dict__, "leader": elsewhere.leader}), hazard)
    trace = opened(site, hazard)
    with pytest.raises(WrongState, match="由机关决定倒查过"):
        opened(site, hazard)
    for actor in (site.inspector, account("孙九", Role.CLERK, site.agency)):
        with pytest.raises(NotPermitted):
            step(actor, trace, "begin", investigator="林一")
    with pytest.raises(NotPermitted):
        step(enforcer(site), trace, "dismiss", reason="不查")
    manager = site_account("吴大山", Role.SITE_MANAGER, site.project)
    assert not Trace.objects.visible_to(manager).exists()
    with pytest.raises(NotVisible):
        step(manager, trace, "begin", investigator="吴大山")
    assert Trace.objects.get().state == "OPENED"


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("occurred_at", {"occurred_at": now() + timedelta(hours=1), "reported_at": now() + timedelta(hours=2)}),
        ("reported_at", {"reported_at": now() - timedelta(hours=9)}),
        ("known_at", {"known_at": now() - timedelta(hours=9)}),
        ("acc_type", {"acc_type": "99"}),
        ("part", {"part": "ROOF"}),
        ("criterion", {"criterion": "EVACUATED"}),
        ("injuries", {"injuries": -1}),
        ("loss_wan", {"loss_wan": -5}),
        ("course", {"course": " "}),
    ],
)
def test_incident_that_cannot_be_is_refused(site: Site, field: str, values: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput) as refused:
        report_incident(actor=site.inspector, project_id=site.project.pk, account=told(**values), at=now())
    assert field in {e.field for e in refused.value.errors}
    assert not Incident.objects.exists()


def test_site_reports_and_the_agency_elsewhere_may_not(site: Site) -> None:
    manager = site_account("吴大山", Role.SITE_MANAGER, site.project)
    made = report_incident(actor=manager, project_id=site.project.pk, account=told(), at=now())
    assert (made.state, made.received_at, made.reporter_phone_masked) == ("REPORTED", None, "138****1234")
    assert b"13800001234" not in bytes(made.reporter_phone_cipher or b"")
    elsewhere = make_site(code=CHANGZHOU, name="别处的工程")
    with pytest.raises(NotVisible):
        report_incident(actor=elsewhere.inspector, project_id=site.project.pk, account=told(), at=now())
    with pytest.raises(NotPermitted):
        step_incident(manager, made, "confirm", opinion="属实")
    done = step_incident(site.inspector, made, "confirm", opinion="属实")
    assert done.received_at is not None
    assert Incident.objects.count() == 1


def test_gathering_asks_as_many_questions_for_much_as_for_little(site: Site) -> None:
    trace = opened(site)
    with CaptureQueriesContext(connection) as few:
        gather(trace, at=now())
    for n in range(8):
        major(site, f"第 {n} 处支护变形")
        self_checked(site, days=n)
    with CaptureQueriesContext(connection) as many:
        gather(trace, at=now())
    assert len(many) == len(few)


def test_concluded_and_closed_leave_no_work(site: Site) -> None:
    trace = concluded(site)
    assert set(Todo.objects.open().filter(case_id=trace.pk).values_list("action", flat=True)) == {"close"}
    done = step(site.leader, trace, "close", result="罚款决定书另行作出；约谈企业主要负责人")
    assert (done.state, done.closed_on) == ("CLOSED", later(0))
    assert not Todo.objects.open().filter(case_id=trace.pk).exists()
