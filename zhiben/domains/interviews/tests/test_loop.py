"""约谈 from the draft to the last promise kept, through the services."""

from datetime import timedelta
from uuid import UUID

import pytest

from zhiben.domains.hazards.tests.factories import Site, account, issued, items, make_site, photo
from zhiben.domains.interviews.models import Commitment, Interview
from zhiben.domains.interviews.public import draft_interview, interviews_of_case
from zhiben.domains.interviews.services.deciding import overtake_interviews
from zhiben.domains.interviews.services.holding import Promise
from zhiben.domains.interviews.tests.factories import (
    REASON,
    city_bureau,
    drafted,
    head_of,
    held,
    keep,
    later,
    promises,
    signed,
    step,
)
from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.clock import day_of, now
from zhiben.kernel.base.errors import InvalidInput, NotPermitted, NotVisible, WrongState
from zhiben.kernel.numbering.models import IssuedNumber
from zhiben.kernel.papers.issued import paper_of
from zhiben.kernel.workflow.models import CaseMove, Todo

pytestmark = pytest.mark.django_db
PENAL = ("处罚决定", "罚款", "当事人", "违法", "扣分", "警告", "责令")


@pytest.fixture
def site() -> Site:
    return make_site()


def todos(case_id: UUID) -> set[tuple[str, str]]:
    return set(Todo.objects.open().filter(case_id=case_id).values_list("holder_kind", "action"))


def test_whole_journey_with_an_enterprise(site: Site) -> None:
    head = head_of(site.contractor)
    draft = drafted(site)
    assert (draft.state, draft.seen_by_parties, draft.matter) == ("DRAFT", False, REASON)
    assert (draft.person_name, draft.person_post) == ("周五", "法定代表人")
    assert not Interview.objects.visible_to(head).exists()
    assert todos(draft.pk) == {("agency", "sign")}

    interview = step(site.leader, draft, "sign", meet_on=later(3), meet_time="09:30", meet_place="二楼会议室")
    year = day_of(now()).year
    assert (interview.state, interview.number) == ("NOTIFIED", f"榕鼓建约〔{year}〕1号")
    assert interview.due_at
    assert day_of(interview.due_at) == later(3)
    assert Interview.objects.visible_to(head).count() == 1
    assert todos(draft.pk) == {("agency", "hold"), ("enterprise", "receive")}

    interview = step(head, interview, "receive", receiver="周五")
    assert (interview.received_by, interview.received_on) == ("周五", later(0))
    assert todos(draft.pk) == {("agency", "hold")}
    with pytest.raises(WrongState, match="周五 已于"):
        step(head, interview, "receive", receiver="周五")

    interview = step(
        site.inspector, interview, "hold", held_on=later(0), host="陈二", attendees="周五、林一", promises=promises(),
        problems="基坑支护变形未处置", promise="按期整改", scans=[photo(site.inspector)],
    )  # fmt: skip
    assert interview.state == "HELD"
    assert interview.due_at
    assert day_of(interview.due_at) == later(8)
    first, second = Commitment.objects.filter(interview=interview).order_by("position")
    assert todos(first.pk) == {("enterprise", "submit")}
    with pytest.raises(NotVisible):
        keep(head_of(make_site(name="另一个工程").contractor, "甲"), first, "submit", result="已完成")

    keep(head, first, "submit", result="已加固", files=[photo(head)])
    returned = keep(site.inspector, first, "return", opinion="没有监测数据", until=later(10))
    assert (returned.state, returned.until, returned.round) == ("OPEN", later(10), 2)
    keep(head, first, "submit", result="已加固并附监测数据")
    keep(site.inspector, first, "verify", opinion="属实")
    assert Interview.objects.get().state == "HELD"
    keep(site.inspector, second, "submit", result="已报送", on_behalf_of="周五")
    keep(site.inspector, second, "verify")
    done = Interview.objects.get()
    assert (done.state, done.done_on) == ("DONE", later(0))
    assert not Todo.objects.open().filter(case_id__in=[done.pk, first.pk, second.pk]).exists()


def test_paper_is_no_penalty_and_stays_as_signed(site: Site) -> None:
    interview = signed(site)
    paper = paper_of("interview", interview.pk)
    assert paper is not None
    said = {key: paper.content[key] for key in ("name", "subject", "person", "meet_on", "meet_time", "place", "matter")}
    assert said == {
        "name": "约谈通知书", "subject": site.contractor.name, "person": "周五（法定代表人）",
        "meet_on": later(3).isoformat(), "meet_time": "09:30", "place": "监督站二楼会议室", "matter": REASON,
    }  # fmt: skip
    assert not [word for word in PENAL if word in str(paper.content)]
    again = step(
        site.inspector, interview, "reschedule", meet_on=later(5), meet_time="14：00", meet_place="三楼", reason="出差"
    )
    assert (again.meet_time, again.rescheduled, again.received_on) == ("14:00", 1, None)
    assert again.due_at
    assert day_of(again.due_at) == later(5)
    moved = paper_of("interview:moved1", interview.pk)
    assert moved is not None
    assert (moved.content["meet_on"], moved.content["reason"]) == (later(5).isoformat(), "出差")
    kept = paper_of("interview", interview.pk)
    assert kept is not None
    assert kept.content_hash == paper.content_hash


def test_another_day_is_signed_for_again_and_absence_is_recorded(site: Site) -> None:
    head, interview = head_of(site.contractor), signed(site)
    step(head, interview, "receive", receiver="周五")
    step(site.inspector, interview, "absent", absent_on=later(0), note="未到，未说明理由")
    step(site.leader, interview, "reschedule", meet_on=later(1), meet_time="8:30", meet_place="三楼", reason="缺席")
    found = Interview.objects.get()
    assert (found.absences, found.absent_note, found.received_by) == (1, "未到，未说明理由", "")
    assert todos(found.pk) == {("agency", "hold"), ("enterprise", "receive")}
    with pytest.raises(InvalidInput, match="今天之后"):
        step(site.inspector, interview, "absent", absent_on=later(1), note="未到")


def test_subordinate_agency_is_talked_to_by_the_one_above(site: Site) -> None:
    bureau, officer, leader = city_bureau()
    other = account("旁人", Role.LEADER, make_site(name="同区另一站的工程").agency)
    draft = draft_interview(
        actor=officer, agency_id=bureau.pk, subject_agency_id=site.agency.pk, reason="督办事项逾期未办", at=now()
    )
    assert not Interview.objects.visible_to(site.leader).exists()
    assert Interview.objects.visible_to(other).exists()
    interview = step(leader, draft, "sign", meet_on=later(2), meet_time="10:00", meet_place="五四路 1 号")
    assert todos(draft.pk) == {("agency", "hold"), ("user", "receive_below")}
    assert Todo.objects.open().get(case_id=draft.pk, holder_kind="user").holder_id == site.leader.user_id
    with pytest.raises(NotPermitted, match="对象不是您的机构"):
        step(other, interview, "receive", receiver="旁人")
    assert step(site.leader, interview, "receive_below", receiver="陈二").received_by == "陈二"
    step(
        officer, interview, "hold", held_on=later(0), host="何七", attendees="陈二", promises=promises("陈二"),
        problems="督办事项逾期",
    )  # fmt: skip
    one = Commitment.objects.get()
    with pytest.raises(NotPermitted, match="不是您的机构作出的"):
        keep(other, one, "submit_below", result="已办")
    keep(site.leader, one, "submit_below", result="已办结")
    with pytest.raises(NotPermitted):
        keep(site.leader, one, "verify")
    keep(officer, one, "verify")
    assert Interview.objects.get().state == "DONE"


def test_same_case_is_talked_about_once_at_a_time(site: Site) -> None:
    hazard = items(issued(site))[0]
    about = {"case_kind": "hazard", "case_id": hazard.pk}
    first = drafted(site, **about)
    again = drafted(site, actor=system_actor(), drafted_by_rule="逾期 15 天", **about)
    assert again.pk == first.pk
    assert CaseMove.objects.filter(case_id=first.pk).count() == 1
    assert (first.case_title, first.where_name) == (hazard.title, hazard.where_name)
    declined = step(site.leader, first, "decline", reason="已在整改")
    assert (declined.state, declined.declined_why, declined.seen_by_parties) == ("DECLINED", "已在整改", False)
    second = drafted(site, **about)
    assert second.pk != first.pk
    assert [i.pk for i in interviews_of_case(hazard.pk)] == [second.pk, first.pk]
    assert overtake_interviews(case_id=hazard.pk, at=now()) == 1
    assert overtake_interviews(case_id=hazard.pk, at=now()) == 0
    assert Interview.objects.get(pk=second.pk).state == "OVERTAKEN"


def test_voiding_takes_back_papers_number_and_promises(site: Site) -> None:
    interview = held(site)
    step(site.leader, interview, "void", reason="对象有误")
    papers = [paper_of(kind, interview.pk) for kind in ("interview", "interview:minutes")]
    assert all(paper and paper.revoked_why == "对象有误" for paper in papers)
    assert IssuedNumber.objects.get(case_id=interview.pk).voided_at is not None
    assert set(Commitment.objects.values_list("state", flat=True)) == {"LAPSED"}
    assert (
        not Todo.objects.open()
        .filter(case_id__in=[interview.pk, *Commitment.objects.values_list("pk", flat=True)])
        .exists()
    )


def test_minutes_say_what_was_promised(site: Site) -> None:
    interview = held(site)
    paper = paper_of("interview:minutes", interview.pk)
    assert paper is not None
    assert [(c["person"], c["until"]) for c in paper.content["commitments"]] == [
        ("吴大山", later(7).isoformat()), ("周五", later(8).isoformat()),
    ]  # fmt: skip
    step(site.inspector, interview, "promise", text="补报监测方案", person="吴大山", until=later(4))
    assert Commitment.objects.filter(interview=interview).count() == 3
    kept = paper_of("interview:minutes", interview.pk)
    assert kept is not None
    assert kept.content_hash == paper.content_hash


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([], "至少写一条"),
        ([Promise(text="加固", person=" ", until=later(5))], "要写明事项和责任人"),
        ([Promise(text="加固", person="吴大山", until=later(-1))], "请核对"),
    ],
)
def test_record_without_a_named_promise_is_refused(site: Site, rows: list[Promise], words: str) -> None:
    interview = signed(site)
    with pytest.raises(InvalidInput, match=words):
        step(
            site.inspector, interview, "hold", held_on=later(0), host="陈二", attendees="周五", problems="未整改",
            promises=rows,
        )  # fmt: skip
    assert Interview.objects.get().state == "NOTIFIED"
    assert not Commitment.objects.exists()


def test_refusals_change_nothing(site: Site) -> None:
    interview = drafted(site)
    for actor in (site.inspector, account("钱八", Role.CLERK, site.agency)):
        with pytest.raises(NotPermitted):
            step(actor, interview, "sign", meet_on=later(1), meet_time="9:00", meet_place="三楼")
    with pytest.raises(InvalidInput, match="不能早于今天"):
        step(site.leader, interview, "sign", meet_on=later(-1), meet_time="9:00", meet_place="三楼")
    with pytest.raises(InvalidInput, match="09:30"):
        step(site.leader, interview, "sign", meet_on=later(1), meet_time="上午", meet_place="三楼")
    with pytest.raises(InvalidInput, match="理由"):
        drafted(site, reason=" ")
    with pytest.raises(NotPermitted, match="不能替"):
        drafted(site, agency_id=city_bureau()[0].pk)
    with pytest.raises(InvalidInput, match="不是本机关的下级机构"):
        drafted(site, subject_agency_id=site.agency.pk)
    assert Interview.objects.get().state == "DRAFT"
    assert not IssuedNumber.objects.filter(case_kind="interview").exists()


def test_overdue_promise_is_an_open_one_past_its_day(site: Site) -> None:
    one = Commitment.objects.filter(interview=held(site)).order_by("position")[0]
    assert not Commitment.objects.overdue(at=now()).exists()
    assert [c.pk for c in Commitment.objects.overdue(at=now() + timedelta(days=8))] == [one.pk]
    with pytest.raises(InvalidInput, match="晚于现在"):
        keep(site.leader, one, "extend", until=one.until, reason="雨季")
    assert keep(site.leader, one, "extend", until=later(20), reason="雨季").until == later(20)
