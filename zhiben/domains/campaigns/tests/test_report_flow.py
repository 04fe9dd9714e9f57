"""A report from its opening to its acceptance: who does what, what is locked, what is late, what is kept."""

from typing import Any

import pytest
from django.db.models import Model

from zhiben.domains.campaigns.documents import report_document, report_tables, signed_versions
from zhiben.domains.campaigns.models import Report, ReportVersion
from zhiben.domains.campaigns.queries.own_report import changes_of, kept
from zhiben.domains.campaigns.queries.report import monthly_report
from zhiben.domains.campaigns.queries.versions import figures_of
from zhiben.domains.campaigns.terms import HandedIn, ReportState
from zhiben.domains.campaigns.tests.conftest import CITY, DISTRICT, PROVINCE, March
from zhiben.domains.campaigns.tests.offices import Office, office, opened, person, step, submitted, when
from zhiben.domains.hazards.models import Hazard
from zhiben.domains.hazards.terms import Level
from zhiben.domains.hazards.tests.counting import day, hazard
from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.errors import InvalidInput, NotPermitted, NotVisible, WrongState
from zhiben.kernel.papers.models import IssuedPaper
from zhiben.kernel.workflow.models import CaseMove, Todo
from zhiben.registry.agencies.terms import DeptCategory

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> Office:
    return office(CITY)


@pytest.fixture
def district(city: Office) -> Office:
    return office(DISTRICT)


def count(model: type[Model]) -> int:
    return model._default_manager.count()


def state_of(report: Report) -> tuple[Any, ...]:
    report.refresh_from_db()
    kept_now = (count(CaseMove), count(ReportVersion), count(IssuedPaper))
    return (report.state, report.seq, report.round, report.version_id, report.work, report.due_at, *kept_now)


def todos(report: Report) -> list[tuple[str, str, list[str]]]:
    rows = Todo.objects.open().filter(case_id=report.pk)
    return [(str(t.holder_id), t.label, t.roles) for t in rows]


def test_from_the_draft_to_the_receipt(march: March, city: Office, district: Office) -> None:
    report = opened(district)
    assert (report.title, report.where_name) == (f"2026年3月{report.name}", "秀英区住房和城乡建设局")
    assert (report.since, report.until, report.due_on) == (day("2026-03-01"), day("2026-03-31"), day("2026-04-01"))
    assert (report.receiver_id, report.due_at) == (city.agency.pk, when("2026-04-01 23:59:59"))
    assert todos(report) == [(str(district.agency.pk), "核对报送", ["clerk"])]

    step(report, district.clerk, "check", "2026-04-01", work="按要求开展排查。")
    assert todos(report) == [(str(district.agency.pk), "签发报表", ["leader"])]
    done = step(report, district.leader, "sign", "2026-04-01")
    assert (done.state, done.submitted_on, done.late, done.round) == ("SUBMITTED", day("2026-04-01"), False, 1)
    assert (done.stands(day("2026-04-02")), done.signed_by) == (HandedIn.ON_TIME, "陈负责")
    assert todos(report) == [(str(city.agency.pk), "接收报表", ["clerk", "leader"])]

    final = step(report, city.clerk, "accept", "2026-04-02")
    assert (final.state, final.accepted_on, final.due_at) == ("ACCEPTED", day("2026-04-02"), None)
    assert todos(report) == []
    said = [(m.action, m.actor_name) for m in CaseMove.objects.filter(case_id=report.pk).order_by("seq")]
    assert said == [("open", "系统"), ("check", "林内勤"), ("sign", "陈负责"), ("accept", "林内勤")]


def test_figures_are_those_of_the_monthly_report_and_stay_when_records_change(
    march: March, city: Office, district: Office
) -> None:
    done = submitted(district)
    now = monthly_report(actor=system_actor(), division_code=DISTRICT, month="2026-03", at=when("2026-04-01"))
    assert done.version is not None
    assert done.version.figures == figures_of(now.table)
    frozen = kept(done)
    assert frozen is not None
    assert [(r.name, {k: f.value for k, f in r.cells.items()}) for r in [*frozen.table.rows, frozen.table.total]] == [
        (r.name, {k: f.value for k, f in r.cells.items()}) for r in [*now.table.rows, now.table.total]
    ]
    assert (frozen.majors.lines[0]["found"], frozen.majors.total) == (
        now.majors.lines[0]["found"],
        now.majors.total,
    )
    before = report_tables(done, "xlsx", at=when("2026-04-02"), signed=signed_versions(done)[0])[1]
    assert changes_of(done, at=when("2026-04-02")) == []

    Hazard.objects.filter(pk=march.hazards["first of March"]).update(level=Level.MAJOR)
    lines = changes_of(done, at=when("2026-04-03"))
    assert "合计一般隐患排查数本月：3 → 2" in lines
    assert report_tables(done, "xlsx", at=when("2026-04-03"), signed=signed_versions(done)[0])[1] == before
    assert kept(done) == frozen


def test_a_figure_cannot_be_given(march: March, city: Office, district: Office) -> None:
    report = opened(district)
    before = state_of(report)
    for name in ("figures", "version", "total", "checked", "round"):
        with pytest.raises(TypeError):
            step(report, district.clerk, "check", "2026-04-01", **{name: 1})
    assert state_of(report) == before


def test_refused_is_unchanged(march: March, city: Office, district: Office) -> None:
    report, other = opened(district), office("460106")
    inspector = person("王监督", Role.INSPECTOR, district.agency)
    before = state_of(report)
    refusals: list[tuple[Any, str, str, type[Exception]]] = [
        (district.leader, "check", "2026-04-01", NotPermitted), (inspector, "check", "2026-04-01", NotPermitted),
        (city.clerk, "check", "2026-04-01", NotPermitted), (other.clerk, "check", "2026-04-01", NotVisible),
        (district.leader, "sign", "2026-04-01", WrongState), (city.clerk, "accept", "2026-04-01", WrongState),
        (district.clerk, "check", "2026-03-31", WrongState), (district.clerk, "receipt", "2026-04-01", WrongState),
    ]  # fmt: skip
    for actor, action, at, kind in refusals:
        with pytest.raises(kind):
            step(report, actor, action, at)
    with pytest.raises(InvalidInput, match="零报告"):
        step(report, district.clerk, "check", "2026-04-01", zero=True)
    assert state_of(report) == before

    step(report, district.clerk, "check", "2026-04-01")
    province = office(PROVINCE)
    step(report, district.leader, "sign", "2026-04-01")
    signed = state_of(report)
    for actor, action, kind in (
        (province.clerk, "accept", NotPermitted), (province.leader, "return", NotPermitted),
        (district.leader, "accept", NotPermitted), (district.clerk, "edit", WrongState),
    ):  # fmt: skip
        with pytest.raises(kind):
            step(report, actor, action, "2026-04-02", **({"reason": "重报"} if action == "return" else {}))
    with pytest.raises(InvalidInput):
        step(report, city.leader, "return", "2026-04-02")
    assert state_of(report) == signed


def test_returned_and_resubmitted_keeps_each_version(march: March, city: Office, district: Office) -> None:
    report = submitted(district)
    first = signed_versions(report)[0]
    back = step(report, city.leader, "return", "2026-04-02", reason="文字情况不全")
    assert (back.state, back.returned_why, back.resubmit_by) == ("RETURNED", "文字情况不全", day("2026-04-08"))
    assert back.stands(day("2026-04-03")) == HandedIn.RETURNED
    assert todos(report) == [(str(district.agency.pk), "修改重报", ["clerk"])]
    assert IssuedPaper.objects.get(kind="report:v1", case_id=report.pk).revoked_at == when("2026-04-02")

    hazard(march.district, "2026-03-30", "2026-04-10")
    step(report, district.clerk, "check", "2026-04-07", work="补充情况。")
    again = step(report, district.leader, "sign", "2026-04-07")
    assert (again.round, again.submitted_on, again.resubmitted_on) == (2, day("2026-04-01"), day("2026-04-07"))
    assert (again.missed, again.stands(day("2026-04-08"))) == (False, HandedIn.ON_TIME)
    versions = signed_versions(again)
    assert [v.round for v in versions] == [2, 1]
    assert versions[1].version == first.version
    assert versions[0].version.figures["total"]["general|month"] == first.version.figures["total"]["general|month"] + 1
    old = report_document(again, at=when("2026-04-09"), signed=versions[1])
    new = report_document(again, at=when("2026-04-09"), signed=versions[0])
    assert old.body != new.body
    assert (old.draft, new.draft, bool(new.qr), "补充情况。" in new.body) == (False, False, True, True)


def test_a_return_answered_too_late_is_not_on_time(march: March, city: Office, district: Office) -> None:
    report = submitted(district)
    step(report, city.leader, "return", "2026-04-02", reason="数字有疑问")
    done = submitted(district, "2026-04-09", report)
    assert (done.missed, done.late, done.stands(day("2026-04-10"))) == (True, False, HandedIn.LATE)


def test_handed_in_after_its_day_is_late(march: March, city: Office, district: Office) -> None:
    report = opened(district)
    assert report.stands(day("2026-04-01")) == HandedIn.WAITING
    assert report.stands(day("2026-04-02")) == HandedIn.MISSING
    done = submitted(district, "2026-04-02", report)
    assert (done.late, done.stands(day("2026-04-02"))) == (True, HandedIn.LATE)
    assert submitted(city, "2026-04-01").late is False


def test_nothing_to_report_is_said_in_words(city: Office, district: Office) -> None:
    report = opened(district)
    before = state_of(report)
    with pytest.raises(InvalidInput) as refused:
        step(report, district.clerk, "check", "2026-04-01")
    assert [e.field for e in refused.value.errors] == ["zero"]
    assert state_of(report) == before
    done = submitted(district, report=report, zero=True)
    assert (done.zero, done.state) == (True, ReportState.SUBMITTED)
    assert (
        "本期没有发生，零报告。" in report_document(done, at=when("2026-04-02"), signed=signed_versions(done)[0]).body
    )


def test_a_broken_check_needs_words(march: March, city: Office, district: Office) -> None:
    """March was handed in; in April a hazard of March is entered: the year is no longer last year plus month."""
    submitted(district)
    hazard(march.district, "2026-03-02", "2026-03-05")
    april = opened(district, "2026-04-28 08:00", "2026-04-30")
    before = state_of(april)
    with pytest.raises(InvalidInput) as refused:
        step(april, district.clerk, "check", "2026-05-01", zero=False)
    assert [e.field for e in refused.value.errors] == ["why1"]
    assert state_of(april) == before
    done = submitted(district, "2026-05-01", april, why1="3月补录一条")
    assert done.explanations == {"累计＝上期累计＋本期": "3月补录一条"}
    body = report_document(done, at=when("2026-05-02"), signed=signed_versions(done)[0]).body
    assert "累计＝上期累计＋本期：3月补录一条" in body


def test_sent_back_by_the_own_leader_forgets_the_checked_figures(march: March, city: Office, district: Office) -> None:
    report = opened(district)
    step(report, district.clerk, "check", "2026-04-01")
    back = step(report, district.leader, "send_back", "2026-04-01", reason="再核一遍")
    assert (back.state, back.checked, kept(back)) == ("DRAFT", None, None)
    assert (back.submitted_on, back.due_at) == (None, when("2026-04-01 23:59:59"))


def test_another_trade_reports_what_it_looks_after(march: March, city: Office, district: Office) -> None:
    """national-2024/0a: several agencies of one division, each with its own report."""
    roads = office(DISTRICT, name="秀英区交通运输局", dept_category=DeptCategory.TRANSPORT)
    report = opened(roads)
    assert (report.own, report.receiver_id) == (True, None)
    done = submitted(roads, report=report, zero=True)
    assert done.version is not None
    assert done.version.figures["total"]["general|month"] == 0
    mine = submitted(district)
    assert mine.version is not None
    assert mine.version.figures["total"]["general|month"] > 0
    ended = step(done, roads.clerk, "receipt", "2026-04-03", opinion="省交通运输厅已收")
    assert ended.state == ReportState.ACCEPTED
