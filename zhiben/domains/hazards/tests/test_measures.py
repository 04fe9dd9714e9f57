"""必办措施: what a major hazard demands in each region, how each is done, and that nothing is closed without them."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from zhiben.domains.hazards.models import Hazard, Measure
from zhiben.domains.hazards.public import complete_measure, record_delisting, record_listing
from zhiben.domains.hazards.services.changes import decide_change, request_change
from zhiben.domains.hazards.services.hazards import report_hazard, take_step
from zhiben.domains.hazards.services.issuing import void_notice
from zhiben.domains.hazards.services.measures import register_measure, waive_measure
from zhiben.domains.hazards.terms import ChangeKind, Level, MeasureKind, MeasureState, NoticeKind, Source
from zhiben.domains.hazards.tests.factories import (
    CLAUSE,
    Site,
    draft,
    finding,
    issued,
    items,
    major,
    make_site,
    photo,
    site_account,
)
from zhiben.kernel.access.bounds import acting_as
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.clock import day_of, now
from zhiben.kernel.base.errors import InvalidInput, NotPermitted, WrongState
from zhiben.kernel.events.models import OutboxEvent
from zhiben.kernel.workflow.models import CaseMove, Todo

pytestmark = pytest.mark.django_db
CHANGZHOU, HAINAN, JIAOCHENG, FUZHOU = "320412", "460105", "141122", "350102"


def kinds(hazard: Hazard, state: MeasureState | None = MeasureState.REQUIRED) -> list[str]:
    rows = Measure.objects.filter(hazard=hazard, **({"state": state} if state else {}))
    return list(rows.order_by("id").values_list("kind", flat=True))


def put_right(site: Site, hazard: Hazard) -> None:
    """Ordered and handed in: only the re-check is left."""
    at = now()
    take_step(actor=site.inspector, hazard_id=hazard.pk, action="order", at=at, deadline_on=day_of(at),
              responsible_person="吴大山", measure="立即撤人，回填反压")  # fmt: skip
    builder = site_account(f"工地{hazard.pk.hex[-5:]}", Role.SITE_MANAGER, site.project)
    take_step(actor=builder, hazard_id=hazard.pk, action="submit", at=at, result="已完成",
              after_photos=[photo(builder, "after")])  # fmt: skip


def close(site: Site, hazard: Hazard) -> Hazard:
    return take_step(actor=site.inspector, hazard_id=hazard.pk, action="close", at=now(), conclusion="合格")


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (CHANGZHOU, ["STOP", "LIST", "CREDIT", "SERVE"]),
        (HAINAN, ["LIST", "SERVE"]),
        (JIAOCHENG, ["LIST", "SERVE"]),
        (FUZHOU, ["SERVE"]),
    ],
)
def test_each_region_demands_its_own(code: str, expected: list[str]) -> None:
    hazard = major(make_site(code=code))

    assert kinds(hazard) == expected
    events = OutboxEvent.objects.filter(name="hazards.measure_required", payload__hazard_id=str(hazard.pk))
    assert sorted(e.payload["kind"] for e in events) == sorted(expected)


def test_before_the_plan_nothing_more_than_the_national_rule_held() -> None:
    site = make_site(code=CHANGZHOU)
    at = datetime.fromisoformat("2023-04-19T10:00:00+08:00")
    found = finding("基坑变形", level=Level.MAJOR, clause_code="2022-4.1", deadline_on=date(2023, 5, 1))

    hazard = report_hazard(actor=site.inspector, project_id=site.project.pk, finding=found, at=at,
                           source=Source.SUPERVISION, found_on=date(2023, 4, 18))  # fmt: skip

    assert kinds(hazard) == ["SERVE"]


def test_a_general_hazard_demands_nothing() -> None:
    site = make_site(code=CHANGZHOU)

    for hazard in items(issued(site)):
        assert kinds(hazard, None) == []


def test_what_an_enterprise_reports_itself_is_not_punished() -> None:
    site = make_site(code=CHANGZHOU)
    manager = site_account("工地", Role.SITE_MANAGER, site.project)
    found = finding("模板支撑失稳", level=Level.MAJOR, clause_code=CLAUSE)
    hazard = report_hazard(actor=manager, project_id=site.project.pk, finding=found, source=Source.SELF_CHECK,
                           found_on=day_of(now()), at=now())  # fmt: skip
    assert kinds(hazard, None) == []

    take_step(actor=site.inspector, hazard_id=hazard.pk, action="grade", at=now(), level="MAJOR", clause_code=CLAUSE)

    assert kinds(hazard) == ["SERVE"]


def test_a_draft_demands_nothing_until_it_is_issued_and_a_stop_notice_stops_by_itself() -> None:
    site = make_site(code=CHANGZHOU)
    found = finding("塔吊基础积水沉降", level=Level.MAJOR, clause_code=CLAUSE)
    drafted = items(draft(site, found, kind=NoticeKind.STOP))[0]
    assert kinds(drafted, None) == []

    notice = issued(site, found, kind=NoticeKind.STOP)

    hazard = items(notice)[0]
    assert kinds(hazard) == ["LIST", "CREDIT", "SERVE"]
    stopped = Measure.objects.get(hazard=hazard, kind=MeasureKind.STOP)
    assert (stopped.state, stopped.reference, stopped.done_on) == ("DONE", notice.number, day_of(now()))


def test_a_voided_stop_notice_demands_the_stop_again() -> None:
    site = make_site(code=CHANGZHOU)
    notice = issued(site, finding("塔吊基础", level=Level.MAJOR, clause_code=CLAUSE), kind=NoticeKind.STOP)
    hazard = items(notice)[0]

    void_notice(actor=site.leader, notice_id=notice.pk, reason="停工范围写错", at=now())

    assert sorted(kinds(hazard)) == ["CREDIT", "LIST", "SERVE", "STOP"]
    assert kinds(hazard, MeasureState.DONE) == ["STOP"]


def test_no_closing_while_one_is_missing_and_the_refusal_names_each() -> None:
    site = make_site(code=CHANGZHOU)
    hazard = major(site)
    put_right(site, hazard)
    moves = CaseMove.objects.count()

    with pytest.raises(WrongState, match="停工整改、挂牌督办、信用扣分") as refused:
        close(site, hazard)

    assert "送知" not in refused.value.detail
    hazard.refresh_from_db()
    assert (hazard.state, CaseMove.objects.count()) == ("SUBMITTED", moves)


def test_every_one_done_or_waived_lets_it_be_closed() -> None:
    site = make_site(code=CHANGZHOU)
    hazard = major(site)
    stop = issued(site, finding("临边"), kind=NoticeKind.STOP)
    demanded = {m.kind: m for m in Measure.objects.filter(hazard=hazard)}
    put_right(site, hazard)
    at = now()

    register_measure(actor=site.inspector, measure_id=demanded["STOP"].pk, reference=stop.number, at=at)
    complete_measure(actor=site.leader, hazard_id=hazard.pk, kind="LIST", reference="榕建督〔2026〕1号", at=at)
    record_listing(actor=site.leader, hazard_ids=[hazard.pk], level="CITY", number="榕建督〔2026〕1号", at=at)
    register_measure(actor=site.inspector, measure_id=demanded["CREDIT"].pk, reference="罚决字〔2026〕3号", at=at,
                     points=Decimal("2.5"), done_on=day_of(at))  # fmt: skip
    done = close(site, hazard)
    record_delisting(actor=site.leader, hazard_ids=[hazard.pk], number="榕建解〔2026〕1号", at=at)

    hazard.refresh_from_db()
    assert (done.state, hazard.listing_level, hazard.listing_no) == ("CLOSED", "CITY", "榕建督〔2026〕1号")
    assert (hazard.close_no, hazard.state, hazard.closed_at) == ("榕建解〔2026〕1号", "CLOSED", done.closed_at)
    credit = Measure.objects.get(hazard=hazard, kind="CREDIT")
    assert (credit.points, credit.reference, credit.done_by) == (Decimal("2.5"), "罚决字〔2026〕3号", "林一")
    assert kinds(hazard) == ["SERVE"]


def test_entering_what_has_no_document_is_refused() -> None:
    site = make_site(code=CHANGZHOU)
    demanded = {m.kind: m.pk for m in Measure.objects.filter(hazard=major(site))}
    at = now()

    with pytest.raises(InvalidInput, match="没有找到这个项目已下达的同文号停工文书"):
        register_measure(actor=site.inspector, measure_id=demanded["STOP"], reference="榕鼓建停工〔2026〕99号", at=at)
    with pytest.raises(InvalidInput, match="文号"):
        register_measure(actor=site.inspector, measure_id=demanded["CREDIT"], reference=" ", at=at, points=Decimal(2))
    with pytest.raises(InvalidInput, match="扣分分值"):
        register_measure(actor=site.inspector, measure_id=demanded["CREDIT"], reference="罚决字〔2026〕3号", at=at)
    with pytest.raises(InvalidInput, match="今天之后"):
        register_measure(actor=site.inspector, measure_id=demanded["CREDIT"], reference="罚决字〔2026〕3号", at=at,
                         points=Decimal(2), done_on=day_of(at) + timedelta(days=1))  # fmt: skip
    with pytest.raises(InvalidInput, match="早于隐患发现日期"):
        register_measure(actor=site.inspector, measure_id=demanded["CREDIT"], reference="罚决字〔2026〕3号", at=at,
                         points=Decimal(2), done_on=day_of(at) - timedelta(days=1))  # fmt: skip
    with pytest.raises(WrongState, match="挂牌督办通知书"):
        register_measure(actor=site.inspector, measure_id=demanded["LIST"], reference="随便写的", at=at)
    with pytest.raises(NotPermitted):
        waive_measure(actor=site.inspector, measure_id=demanded["STOP"], reason="不想停", at=at)

    assert set(Measure.objects.values_list("state", flat=True)) == {"REQUIRED"}


def test_a_leader_waives_with_a_reason_and_the_reason_stays() -> None:
    site = make_site(code=HAINAN)
    hazard = major(site)
    listing = Measure.objects.get(hazard=hazard, kind="LIST")
    with pytest.raises(InvalidInput, match="免办理由"):
        waive_measure(actor=site.leader, measure_id=listing.pk, reason=" ", at=now())

    waive_measure(actor=site.leader, measure_id=listing.pk, reason="省厅已直接挂牌，不重复", at=now())

    put_right(site, hazard)
    assert close(site, hazard).state == "CLOSED"
    listing.refresh_from_db()
    assert (listing.state, listing.note) == ("WAIVED", "省厅已直接挂牌，不重复")
    settled = OutboxEvent.objects.get(name="hazards.measure_settled", payload__measure_id=str(listing.pk))
    assert settled.payload["state"] == "WAIVED"


def test_raised_to_major_demands_from_then_on_and_lowered_falls_away() -> None:
    site = make_site(code=CHANGZHOU)
    hazard = items(issued(site))[0]
    raise_it = request_change(actor=site.inspector, hazard_id=hazard.pk, kind=ChangeKind.REGRADE, reason="已达重大标准",
                              at=now(), new_level=Level.MAJOR, new_clause_code=CLAUSE)  # fmt: skip
    assert kinds(hazard, None) == []
    decide_change(actor=site.leader, change_id=raise_it.pk, agreed=True, opinion="同意", at=now())
    assert kinds(hazard) == ["STOP", "LIST", "CREDIT", "SERVE"]

    lower = request_change(actor=site.inspector, hazard_id=hazard.pk, kind=ChangeKind.REGRADE, reason="专家复核为一般",
                           at=now(), new_level=Level.GENERAL)  # fmt: skip
    decide_change(actor=site.leader, change_id=lower.pk, agreed=True, opinion="同意", at=now())

    assert kinds(hazard) == []
    assert set(Measure.objects.filter(hazard=hazard).values_list("state", "note")) == {("WAIVED", "专家复核为一般")}


def test_the_officer_holds_the_todos_and_they_have_a_clock() -> None:
    site = make_site(code=CHANGZHOU)
    hazard = major(site)
    demanded = Measure.objects.filter(hazard=hazard)

    todos = Todo.objects.open().filter(flow="hazard.measure", case_id__in=demanded.values("pk"))

    assert sorted(t.title.partition("：")[0] for t in todos) == ["信用扣分", "停工整改", "挂牌督办"]
    assert all(t.holder_id == site.agency.pk and t.due_at for t in todos)
    serve = demanded.get(kind="SERVE")
    assert serve.due_at == serve.opened_at + timedelta(hours=24)


def test_an_upper_agency_lists_and_a_stranger_sees_nothing(client: object) -> None:
    site, other = make_site(code="350102"), make_site(code="320412", name="别处的工程")
    hazard = major(site)
    number = "闽建督〔2026〕1号"
    city = make_site(code="350100", name="市里的工程")

    record_listing(actor=city.leader, hazard_ids=[hazard.pk], level="CITY", number=number, at=now())

    hazard.refresh_from_db()
    assert (hazard.listing_level, hazard.listing_no) == ("CITY", number)
    with acting_as(other.inspector):
        assert not Measure.objects.exists()
