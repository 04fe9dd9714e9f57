"""One visit from the draft to the last closure, and who may do what on the way."""

from datetime import timedelta
from typing import Any

import pytest

from zhiben.domains.hazards.models import Hazard, Notice
from zhiben.domains.hazards.services.changes import decide_change, request_change
from zhiben.domains.hazards.services.drafts import discard_draft, draft_notice
from zhiben.domains.hazards.services.hazards import report_hazard, switch_on_hazards, take_step
from zhiben.domains.hazards.services.issuing import advance_notice, draft_resume, void_notice
from zhiben.domains.hazards.services.replying import Recheck, add_after_photos, recheck_notice, reply_notice
from zhiben.domains.hazards.terms import ChangeKind, HazardState, Level, NoticeKind, NoticeState, Source
from zhiben.domains.hazards.tests.factories import (
    CLAUSE,
    account,
    draft,
    finding,
    issued,
    items,
    make_site,
    photo,
    site_account,
)
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.clock import day_of, now
from zhiben.kernel.base.errors import InvalidInput, NotPermitted, NotVisible, WrongState
from zhiben.kernel.events.models import OutboxEvent
from zhiben.kernel.numbering.models import IssuedNumber
from zhiben.kernel.workflow.models import CaseMove, Todo
from zhiben.kernel.workflow.queries import inbox

pytestmark = pytest.mark.django_db


def hand_in(site, notice: Notice) -> Notice:  # type: ignore[no-untyped-def]
    manager = site_account(f"吴大山{notice.seq}", Role.SITE_MANAGER, site.project)
    for item in items(notice):
        if item.state == HazardState.RECTIFYING:
            add_after_photos(actor=manager, hazard_id=item.pk, file_ids=[photo(manager, "after")], at=now())
    return reply_notice(actor=manager, notice_id=notice.pk, text="已整改", at=now())


def test_a_notice_with_three_items_closes_two_and_returns_one_then_all() -> None:
    site = make_site()
    notice = issued(site, finding("一"), finding("二"), finding("三"))
    first, second, third = items(notice)
    assert notice.number.startswith("榕鼓建")
    assert [h.state for h in items(notice)] == [HazardState.RECTIFYING] * 3

    notice = hand_in(site, notice)
    assert notice.state == NoticeState.REPLIED
    later = day_of(now()) + timedelta(days=3)
    notice = recheck_notice(
        actor=site.inspector, notice_id=notice.pk, at=now(),
        results=[
            Recheck(hazard_id=first.pk, passed=True), Recheck(hazard_id=second.pk, passed=True),
            Recheck(hazard_id=third.pk, passed=False, reason="栏杆不牢", deadline_on=later),
        ],
    )  # fmt: skip

    assert [h.state for h in items(notice)] == [HazardState.CLOSED, HazardState.CLOSED, HazardState.RECTIFYING]
    assert (notice.state, day_of(notice.due_at)) == (NoticeState.ISSUED, later)  # type: ignore[arg-type]
    third.refresh_from_db()
    assert (third.round, third.deadline_on) == (2, later)
    with pytest.raises(InvalidInput, match="第 3 条还没有整改后照片"):
        reply_notice(actor=site.inspector, notice_id=notice.pk, text="又改了", at=now(), on_behalf_of="吴大山")
    notice.refresh_from_db()
    assert notice.state == NoticeState.ISSUED

    notice = hand_in(site, notice)
    notice = recheck_notice(
        actor=site.inspector, notice_id=notice.pk, at=now(), results=[Recheck(hazard_id=third.pk, passed=True)]
    )
    assert (notice.state, notice.due_at) == (NoticeState.COMPLETED, None)
    assert not Todo.objects.open().exists()
    assert [m.seq for m in CaseMove.objects.filter(case_id=third.pk).order_by("seq")] == list(range(1, 7))


def test_the_site_gets_one_to_do_for_the_notice_and_the_officers_get_the_recheck() -> None:
    site = make_site()
    manager = site_account("吴大山", Role.SITE_MANAGER, site.project)
    notice = issued(site, finding("一"), finding("二"))

    assert [t.label for t in inbox(manager)] == ["整改并回复"]
    assert not inbox(site.inspector).exists()
    hand_in(site, notice)
    assert not inbox(manager).exists()
    assert [t.label for t in inbox(site.inspector)] == ["复查"]


@pytest.mark.clause("national-2024/2.1.1b")
def test_nothing_is_ordered_of_nobody_and_the_projects_manager_is_filled_in() -> None:
    site = make_site()
    manager = site_account("吴大山", Role.SITE_MANAGER, site.project)
    notice = draft(site, finding("一"), finding("二", responsible_person="郑七"))
    item, changed = items(notice)
    assert (item.responsible_person, item.found_by) == ("吴大山", "林一")
    assert changed.responsible_person == "郑七"
    Hazard.objects.filter(pk=item.pk).update(responsible_person="")

    with pytest.raises(InvalidInput, match="第 1 条还没有整改责任人"):
        advance_notice(actor=site.inspector, notice_id=notice.pk, at=now())

    notice.refresh_from_db()
    assert (notice.state, notice.number) == (NoticeState.DRAFT, "")
    assert not IssuedNumber.objects.exists()
    assert not inbox(manager).exists()

    Hazard.objects.filter(pk=item.pk).update(responsible_person="吴大山")
    advance_notice(actor=site.inspector, notice_id=notice.pk, at=now())
    assert [t.label for t in inbox(manager)] == ["整改并回复"]


def test_review_and_signature_are_rules_of_the_agency() -> None:
    site = make_site(review_required=True, sign_required=True)
    notice = draft(site)

    notice = advance_notice(actor=site.inspector, notice_id=notice.pk, at=now())
    assert notice.state == NoticeState.REVIEWING
    with pytest.raises(NotPermitted):
        advance_notice(actor=site.inspector, notice_id=notice.pk, at=now())
    notice = advance_notice(actor=site.leader, notice_id=notice.pk, at=now(), opinion="同意")
    assert (notice.state, notice.reviewed_by, notice.number) == (NoticeState.SIGNING, "陈二", "")
    notice = advance_notice(actor=site.leader, notice_id=notice.pk, at=now())
    assert (notice.state, notice.signed_by) == (NoticeState.ISSUED, "陈二")
    assert [n.number for n in IssuedNumber.objects.all()] == [1]


def test_a_stop_notice_ends_with_a_resume_notice() -> None:
    site = make_site()
    notice = issued(site, finding(level=Level.MAJOR, clause_code=CLAUSE), kind=NoticeKind.STOP)
    with pytest.raises(WrongState, match="全部复查合格"):
        draft_resume(actor=site.inspector, notice_id=notice.pk, officer_ids=tuple(site.officer_ids), scope="", at=now())

    hand_in(site, notice)
    (item,) = items(notice)
    stop = recheck_notice(
        actor=site.inspector, notice_id=notice.pk, at=now(), results=[Recheck(hazard_id=item.pk, passed=True)]
    )
    assert stop.state == NoticeState.CLEARED
    resume = draft_resume(
        actor=site.inspector, notice_id=stop.pk, officer_ids=tuple(site.officer_ids), scope="全部", at=now()
    )
    resume = advance_notice(actor=site.inspector, notice_id=resume.pk, at=now())

    stop.refresh_from_db()
    assert (stop.state, resume.state, resume.kind) == (NoticeState.COMPLETED, NoticeState.COMPLETED, NoticeKind.RESUME)
    assert resume.number != stop.number


def test_fixed_on_the_spot_is_one_step_with_two_photos() -> None:
    site = make_site()
    before, after = photo(site.inspector), photo(site.inspector, "after")
    spot = finding(fixed_on_spot=True, before_photos=(before,), after_photos=(after,), deadline_on=None)

    hazard = report_hazard(
        actor=site.inspector, project_id=site.project.pk, finding=spot, source=Source.SUPERVISION,
        found_on=day_of(now()), at=now(),
    )  # fmt: skip

    assert (hazard.state, hazard.fixed_on_spot, hazard.closed_on) == (HazardState.CLOSED, True, day_of(now()))
    with pytest.raises(InvalidInput, match="整改后照片") as refused:
        report_hazard(
            actor=site.inspector, project_id=site.project.pk, source=Source.SUPERVISION, found_on=day_of(now()), at=now(),
            finding=finding(fixed_on_spot=True, before_photos=(before,)),
        )  # fmt: skip
    assert [e.field for e in refused.value.errors] == ["after_photos"]
    assert Hazard.objects.count() == 1


@pytest.mark.clause("jiaocheng-2024/2.5.1a")
def test_a_major_hazard_names_a_clause_of_the_edition_of_its_day() -> None:
    site = make_site()
    with pytest.raises(InvalidInput, match="要选择判定标准的条款"):
        draft(site, finding(level=Level.MAJOR))
    with pytest.raises(InvalidInput, match="不适用"):
        draft(site, finding(level=Level.MAJOR, clause_code="2022-7.1"))
    with pytest.raises(InvalidInput, match="当场整改"):
        draft(site, finding(level=Level.MAJOR, clause_code=CLAUSE, fixed_on_spot=True,
                            before_photos=(photo(site.inspector),), after_photos=(photo(site.inspector),)))  # fmt: skip
    assert not Notice.objects.exists()
    assert not Hazard.objects.exists()


def test_what_is_wrong_with_a_draft_is_named_item_by_item_and_nothing_is_stored() -> None:
    site = make_site()
    today = day_of(now())
    with pytest.raises(InvalidInput) as refused:
        draft(site, finding("好的"), finding("", deadline_on=today - timedelta(days=1)))
    assert {e.field for e in refused.value.errors} == {"findings.1.description", "findings.1.deadline_on"}
    with pytest.raises(InvalidInput, match="不得少于 2 人"):
        draft(site, officer_ids=site.officer_ids[:1])
    with pytest.raises(InvalidInput, match="在今天之后"):
        draft(site, visited_on=today + timedelta(days=1))
    with pytest.raises(InvalidInput, match="停工范围"):
        draft(site, kind=NoticeKind.STOP, stop_scope=" ")
    assert not Notice.objects.exists()
    assert not CaseMove.objects.exists()


def test_strangers_neither_see_nor_draft() -> None:
    site, other = make_site(), make_site(code="320412", name="别处的工程")
    notice = issued(site)
    (item,) = items(notice)

    for stranger in (other.inspector, site_account("外人", Role.SITE_MANAGER, other.project)):
        with pytest.raises(NotVisible):
            take_step(actor=stranger, hazard_id=item.pk, action="submit", at=now(), result="假的", after_photos=[])
        assert not Notice.objects.visible_to(stranger).exists()
    with pytest.raises(NotVisible):
        draft_notice(
            actor=other.inspector, project_id=site.project.pk, kind=NoticeKind.RECTIFY, visited_on=day_of(now()),
            officer_ids=other.officer_ids, findings=(finding(),), at=now(),
        )  # fmt: skip
    item.refresh_from_db()
    assert item.state == HazardState.RECTIFYING


def test_an_officer_may_enter_the_sites_step_but_must_say_for_whom() -> None:
    site = make_site()
    hazard = report_hazard(
        actor=site.inspector, project_id=site.project.pk, finding=finding(), source=Source.SUPERVISION,
        found_on=day_of(now()), at=now(),
    )  # fmt: skip
    take_step(
        actor=site.inspector, hazard_id=hazard.pk, action="order", at=now(), responsible_person="吴大山", measure="补齐",
        deadline_on=day_of(now()) + timedelta(days=3),
    )  # fmt: skip
    proof = [str(photo(site.inspector, "after"))]

    with pytest.raises(InvalidInput, match="代谁办理"):
        take_step(
            actor=site.inspector, hazard_id=hazard.pk, action="submit", at=now(), result="好了", after_photos=proof
        )
    with pytest.raises(InvalidInput, match="至少 1 张"):
        take_step(
            actor=site.inspector, hazard_id=hazard.pk, action="submit", at=now(), result="好了", on_behalf_of="吴大山"
        )
    take_step(
        actor=site.inspector, hazard_id=hazard.pk, action="submit", at=now(), result="好了", after_photos=proof,
        on_behalf_of="吴大山（纸质回复）",
    )  # fmt: skip

    move = CaseMove.objects.get(case_id=hazard.pk, action="submit")
    assert (move.actor_name, move.on_behalf_of) == ("林一", "吴大山（纸质回复）")


def test_a_later_deadline_needs_the_leader_and_moves_the_notice_with_it() -> None:
    site = make_site()
    notice = issued(site)
    (item,) = items(notice)
    assert item.deadline_on
    later = item.deadline_on + timedelta(days=5)
    change = request_change(
        actor=site.inspector,
        hazard_id=item.pk,
        kind=ChangeKind.EXTEND,
        reason="材料未到",
        at=now(),
        new_deadline_on=later,
    )
    with pytest.raises(WrongState, match="在等审批"):
        request_change(
            actor=site.inspector,
            hazard_id=item.pk,
            kind=ChangeKind.EXTEND,
            reason="再来",
            at=now(),
            new_deadline_on=later,
        )
    with pytest.raises(NotPermitted):
        decide_change(actor=site.inspector, change_id=change.pk, agreed=True, opinion="同意", at=now())
    item.refresh_from_db()
    assert item.deadline_on < later

    decide_change(actor=site.leader, change_id=change.pk, agreed=True, opinion="同意", at=now())

    item.refresh_from_db()
    notice.refresh_from_db()
    assert item.deadline_on == later
    assert day_of(item.due_at) == day_of(notice.due_at) == later  # type: ignore[arg-type]
    assert {day_of(t.due_at) for t in Todo.objects.open().filter(case_id=notice.pk)} == {later}  # type: ignore[arg-type]


def test_declining_changes_nothing_and_voiding_the_last_item_closes_the_notice() -> None:
    site = make_site()
    notice = issued(site)
    (item,) = items(notice)
    void = request_change(actor=site.inspector, hazard_id=item.pk, kind=ChangeKind.VOID, reason="重复登记", at=now())
    decide_change(actor=site.leader, change_id=void.pk, agreed=False, opinion="不重复", at=now())
    item.refresh_from_db()
    assert item.state == HazardState.RECTIFYING

    again = request_change(actor=site.inspector, hazard_id=item.pk, kind=ChangeKind.VOID, reason="重复登记", at=now())
    decide_change(actor=site.leader, change_id=again.pk, agreed=True, opinion="同意", at=now())

    item.refresh_from_db()
    notice.refresh_from_db()
    assert (item.state, notice.state) == (HazardState.VOIDED, NoticeState.COMPLETED)


def test_voiding_a_notice_keeps_its_number_and_lets_its_hazards_wait_for_another() -> None:
    site = make_site()
    notice = issued(site)
    (item,) = items(notice)

    void_notice(actor=site.leader, notice_id=notice.pk, reason="事实有误", at=now())

    item.refresh_from_db()
    assert (item.state, item.notice_id) == (HazardState.CONFIRMED, None)
    assert IssuedNumber.objects.get().void_reason == "事实有误"
    again = draft_notice(
        actor=site.inspector, project_id=site.project.pk, kind=NoticeKind.RECTIFY, visited_on=day_of(now()),
        officer_ids=site.officer_ids, findings=(), hazard_ids=[item.pk], at=now(),
    )  # fmt: skip
    assert [h.pk for h in items(again)] == [item.pk]
    discard_draft(actor=site.inspector, notice_id=again.pk, reason="先不开", at=now())
    item.refresh_from_db()
    assert item.state == HazardState.CONFIRMED


def test_a_site_runs_its_own_self_check_but_a_major_one_waits_for_the_agency() -> None:
    site = make_site()
    manager = site_account("吴大山", Role.SITE_MANAGER, site.project)

    def report(**values: Any) -> Hazard:
        return report_hazard(
            actor=manager, project_id=site.project.pk, finding=finding(**values), source=Source.SELF_CHECK,
            found_on=day_of(now()), at=now(),
        )  # fmt: skip

    own, major = report(), report(level=Level.MAJOR, clause_code=CLAUSE)
    assert (own.state, major.state) == (HazardState.CONFIRMED, HazardState.REPORTED)
    later = day_of(now()) + timedelta(days=2)
    take_step(actor=manager, hazard_id=own.pk, action="self_order", at=now(), deadline_on=later, responsible_person="吴大山",
              measure="补齐")  # fmt: skip
    take_step(
        actor=manager, hazard_id=own.pk, action="submit", at=now(), result="好了", after_photos=[str(photo(manager))]
    )
    own = take_step(actor=manager, hazard_id=own.pk, action="self_close", at=now(), conclusion="已改好")
    assert (own.state, own.rechecked_by) == (HazardState.CLOSED, "吴大山")
    assert [t.action for t in inbox(site.inspector)] == ["grade"]


def test_two_people_cannot_both_close_and_the_second_is_told_who_was_first() -> None:
    site = make_site()
    notice = hand_in(site, issued(site))
    (item,) = items(notice)
    colleague = account("郑七", Role.ENFORCER, site.agency)
    recheck_notice(actor=colleague, notice_id=notice.pk, at=now(), results=[Recheck(hazard_id=item.pk, passed=True)])
    moves = CaseMove.objects.count()

    with pytest.raises(WrongState, match=r"郑七已于.*办理「复查合格，销号」"):
        recheck_notice(
            actor=site.inspector, notice_id=notice.pk, at=now(), results=[Recheck(hazard_id=item.pk, passed=True)]
        )

    assert CaseMove.objects.count() == moves


def test_every_step_is_announced_with_the_state_it_led_to() -> None:
    site = make_site()
    issued(site)
    told = OutboxEvent.objects.filter(name="hazards.notice_moved").order_by("id")
    assert [(e.payload["action"], e.payload["state"]) for e in told] == [("issue", "ISSUED")]


def test_a_hazard_taken_over_is_silent_until_it_is_switched_on() -> None:
    site = make_site()
    hazard = report_hazard(
        actor=site.inspector, project_id=site.project.pk, finding=finding(), source=Source.SUPERVISION,
        found_on=day_of(now()), at=now(),
    )  # fmt: skip
    Todo.objects.all().delete()
    Hazard.objects.filter(pk=hazard.pk).update(silent=True, backfilled=True)
    stranger = make_site(code="320412", name="别处的工程").inspector

    assert switch_on_hazards(actor=stranger, ids=[hazard.pk], at=now()) == 0
    assert not Todo.objects.open().exists()
    assert switch_on_hazards(actor=site.inspector, ids=[hazard.pk], at=now()) == 1
    assert [t.action for t in inbox(site.inspector)] == ["order"]
    assert switch_on_hazards(actor=site.inspector, ids=[hazard.pk], at=now()) == 0
