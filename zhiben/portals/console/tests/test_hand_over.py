"""移交: everything in one person's hands goes to another, as far as the other may do it; nothing half-done."""

from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from zhiben.domains.hazards.models import Notice
from zhiben.domains.hazards.services.issuing import advance_notice
from zhiben.domains.hazards.services.replying import add_after_photos, receive_notice, reply_notice
from zhiben.domains.hazards.terms import NoticeKind
from zhiben.domains.hazards.tests.factories import (
    Site,
    account,
    draft,
    issued,
    items,
    make_site,
    photo,
    site_account,
    user_of,
)
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.models import Grant
from zhiben.kernel.access.terms import Role
from zhiben.kernel.audit.models import Act
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.errors import InvalidInput, NotPermitted, NotVisible, WrongState
from zhiben.kernel.workflow.assigning import assign_todos
from zhiben.kernel.workflow.handing_over import hand_over, plan_hand_over
from zhiben.kernel.workflow.models import CaseMove, CaseParty, HandOver, Todo

pytestmark = pytest.mark.django_db


def uid(actor: Actor) -> UUID:
    assert actor.user_id
    return actor.user_id


def replied(site: Site) -> Notice:
    """In the officer's own hands: to be re-checked by him."""
    manager = site_account(f"吴大山{CaseMove.objects.count()}", Role.SITE_MANAGER, site.project)
    notice = issued(site)
    receive_notice(actor=manager, notice_id=notice.pk, at=now(), receiver="吴大山")
    for item in items(notice):
        add_after_photos(actor=manager, hazard_id=item.pk, file_ids=[photo(manager, "after")], at=now())
    return reply_notice(actor=manager, notice_id=notice.pk, text="已整改", at=now())


def state() -> list[tuple[Any, ...]]:
    """Everything a refused hand-over must leave as it was."""
    todos = list(Todo.objects.order_by("id").values_list("id", "holder_id", "assigned_to", "closed_at"))
    return [*todos, *CaseParty.objects.order_by("id").values_list("id", "subject_id"), (HandOver.objects.count(),)]


def busy() -> tuple[Site, Notice, Notice, Todo]:
    """The inspector has a re-check of his own, an open notice in his name and a to-do assigned to him."""
    site = make_site()
    own, named = replied(site), issued(site)
    assigned = Todo.objects.create(
        flow="hazard", case_id=items(named)[0].pk, action="x", label="核实", title="临边防护缺失", where_name="青石路",
        holder_kind="agency", holder_id=site.agency.pk, roles=[Role.INSPECTOR.value], opened_at=now(),
    )  # fmt: skip
    assign_todos(actor=site.inspector, todo_ids=[assigned.pk], user_id=uid(site.inspector), at=now())
    return site, own, named, assigned


def test_everything_goes_to_the_colleague() -> None:
    site, own, named, assigned = busy()
    successor = account("郭新", Role.INSPECTOR, site.agency)
    admin = account("系统", Role.SYSTEM_ADMIN, site.agency)

    plan = plan_hand_over(actor=admin, from_user=uid(site.inspector), to_user=uid(successor), at=now())
    assert plan.staying == []
    assert len({item.key for item in plan.going}) == len(plan.going) == 4  # nothing twice
    made = hand_over(actor=admin, from_user=uid(site.inspector), to_user=uid(successor), at=now(), reason="调往质量科")

    recheck = Todo.objects.get(case_id=own.pk, closed_at=None, action="recheck")
    assert recheck.holder_id == successor.user_id
    assigned.refresh_from_db()
    assert (assigned.assigned_to, assigned.assigned_name) == (successor.user_id, "郭新")
    names = CaseParty.objects.filter(kind="user", case_id__in=[own.pk, named.pk])
    assert {p.subject_id for p in names} == {successor.user_id}
    assert len(made.items) == len(plan.going)
    act = Act.objects.get(verb="todo.hand_over")
    assert (act.detail["before"], act.detail["after"], act.detail["reason"]) == ("林一", "郭新", "调往质量科")
    assert [o.user_id for o in own.officers.all() if o.user_id] == [site.inspector.user_id]  # papers are history
    left = plan_hand_over(actor=admin, from_user=uid(site.inspector), to_user=None, at=now())
    assert left.going == []


def test_two_kinds_in_one_table_are_not_counted_twice() -> None:
    site, *_ = busy()
    draft(site, kind=NoticeKind.STOP)
    plan = plan_hand_over(actor=site.inspector, from_user=uid(site.inspector), to_user=None, at=now())
    named = [(item.flow, item.case_id) for item in plan.going if item.kind == "列名经办的在办事项"]
    assert len({case_id for _, case_id in named}) == len(named) == 3
    assert sorted(flow for flow, _ in named) == ["notice.rectify", "notice.rectify", "notice.stop"]


def test_later_todos_come_to_the_successor() -> None:
    site, _, named, _ = busy()
    successor = account("郭新", Role.INSPECTOR, site.agency)
    hand_over(actor=site.leader, from_user=uid(site.inspector), to_user=uid(successor), at=now(), reason="退休")
    manager = site_account("吴小山", Role.SITE_MANAGER, site.project)
    receive_notice(actor=manager, notice_id=named.pk, at=now(), receiver="吴小山")
    for item in items(named):
        add_after_photos(actor=manager, hazard_id=item.pk, file_ids=[photo(manager, "after")], at=now())
    reply_notice(actor=manager, notice_id=named.pk, text="已整改", at=now())
    recheck = Todo.objects.get(case_id=named.pk, closed_at=None, action="recheck")
    assert (recheck.holder_kind, recheck.holder_id) == ("user", successor.user_id)


def test_what_the_other_may_not_do_stays() -> None:
    site, own, _, assigned = busy()
    clerk = account("尹六", Role.CLERK, site.agency)
    plan = plan_hand_over(actor=site.leader, from_user=uid(site.inspector), to_user=uid(clerk), at=now())
    assert {item.kind for item in plan.going} == {"列名经办的在办事项"}
    assert {item.why_not for item in plan.staying} >= {"接收人没有监督员的身份"}
    hand_over(actor=site.leader, from_user=uid(site.inspector), to_user=uid(clerk), at=now(), reason="休假")
    assigned.refresh_from_db()
    assert assigned.assigned_to == site.inspector.user_id
    assert Todo.objects.get(case_id=own.pk, closed_at=None, action="recheck").holder_id == site.inspector.user_id


@pytest.mark.parametrize("who", ["colleague", "other_leader", "other_admin", "auditor"])
def test_nobody_else_arranges_it(who: str) -> None:
    site, *_ = busy()
    successor = account("郭新", Role.INSPECTOR, site.agency)
    other = make_site(code="350103", name="别处的工程")
    actor = {
        "colleague": successor, "other_leader": other.leader, "auditor": account("审计", Role.AUDIT_ADMIN, site.agency),
        "other_admin": account("系统", Role.SYSTEM_ADMIN, other.agency),
    }[who]  # fmt: skip
    before = state()
    with pytest.raises((NotPermitted, NotVisible)):
        hand_over(actor=actor, from_user=uid(site.inspector), to_user=uid(successor), at=now(), reason="调岗")
    assert state() == before


def test_refusals_change_nothing() -> None:
    site, *_ = busy()
    successor = account("郭新", Role.INSPECTOR, site.agency)
    idle = account("闲人", Role.INSPECTOR, site.agency)
    stopped = account("停用", Role.INSPECTOR, site.agency)
    user = user_of(stopped)
    user.is_active = False
    user.save()
    foreign = make_site(code="350103", name="别处的工程").inspector
    before = state()
    me = uid(site.inspector)
    for to, reason, error in (
        (uid(successor), " ", InvalidInput), (me, "调岗", InvalidInput), (uid(stopped), "调岗", InvalidInput),
        (uid(foreign), "调岗", WrongState), (uid(successor), "长" * 201, InvalidInput),
    ):  # fmt: skip
        with pytest.raises(error):
            hand_over(actor=site.leader, from_user=me, to_user=to, at=now(), reason=reason)
    with pytest.raises(WrongState):
        hand_over(actor=site.leader, from_user=uid(idle), to_user=me, at=now(), reason="调岗")
    assert state() == before


def test_of_two_agencies_a_leader_moves_only_his_own() -> None:
    site, other = make_site(), make_site(code="350103", name="别处的工程")
    Grant.objects.create(
        user=user_of(site.inspector), role=Role.INSPECTOR, reach="agency", reach_id=other.agency.pk,
        reach_name=other.agency.name, path=other.agency.path, level="county", valid_from=now(),
    )  # fmt: skip
    there = Todo.objects.create(
        flow="hazard", case_id=draft(other).pk, action="x", label="核实", title="别处", holder_kind="agency",
        holder_id=other.agency.pk, roles=["inspector"], opened_at=now(), assigned_to=site.inspector.user_id,
    )  # fmt: skip
    here = advance_notice(actor=site.inspector, notice_id=draft(site).pk, at=now())
    successor = account("郭新", Role.INSPECTOR, site.agency)
    plan = plan_hand_over(actor=site.leader, from_user=uid(site.inspector), to_user=uid(successor), at=now())
    assert {item.case_id for item in plan.going} == {here.pk}
    assert plan.staying == []
    there.refresh_from_db()
    assert there.assigned_to == site.inspector.user_id


def test_the_page_previews_leaves_out_and_prints() -> None:
    site, own, _named, assigned = busy()
    successor = account("郭新", Role.INSPECTOR, site.agency)
    client = Client()
    client.force_login(user_of(site.inspector))
    address = f"/hand-over/{site.inspector.user_id}/"
    page = client.get(f"{address}?to={successor.user_id}").content.decode()
    assert "可以移交：" in page
    assert own.title in page
    plan = plan_hand_over(actor=site.inspector, from_user=uid(site.inspector), to_user=uid(successor), at=now())
    keys = [item.key for item in plan.going]
    given = {"to_user": str(successor.user_id), "seen": keys, "keep": [k for k in keys if k != f"t{assigned.pk}"]}
    before = state()
    refused = client.post(address, given)
    assert refused.status_code == 422
    assert "请写明移交原因" in refused.content.decode()
    assert state() == before

    done = client.post(address, {**given, "reason": "退休"})
    assert done.status_code == 302
    assigned.refresh_from_db()
    assert assigned.assigned_to == site.inspector.user_id
    made = HandOver.objects.get()
    assert done["Location"] == f"/hand-overs/{made.pk}/"
    assert len(made.items) == len(keys) - 1
    assert "退休" in client.get(done["Location"]).content.decode()
    assert client.get(f"/hand-overs/{made.pk}/list.pdf").content[:5] == b"%PDF-"
    assert client.get(f"/hand-overs/{made.pk}/list.xlsx").content[:2] == b"PK"
    assert client.get(f"/hand-overs/{made.pk}/list.doc").status_code == 404
    stranger = Client()
    stranger.force_login(user_of(make_site(code="350103", name="别处的工程").leader))
    assert stranger.get(f"/hand-overs/{made.pk}/").status_code == 404


def test_stopping_an_account_with_work_in_hand_asks_first() -> None:
    site, _, _, assigned = busy()
    admin = account("系统", Role.SYSTEM_ADMIN, site.agency)
    client = Client()
    client.force_login(user_of(admin))
    page = f"/accounts/{site.inspector.user_id}/"
    assert "手上还有 2 件没办完的事" in client.get(page).content.decode()
    for address, data in ((f"{page}switch/", {"op": "disable"}), (f"/grants/{site.inspector.grant_id}/end/", {})):
        asked = client.post(address, data)
        assert asked.status_code == 200
        assert f"/hand-over/{site.inspector.user_id}/" in asked.content.decode()
    assert user_of(site.inspector).is_active
    assert Grant.objects.in_force(now()).filter(user=user_of(site.inspector)).exists()

    client.post(f"/grants/{site.inspector.grant_id}/end/", {"sure": "1"})
    assert not Grant.objects.in_force(now()).filter(user=user_of(site.inspector)).exists()
    assigned.refresh_from_db()
    assert assigned.assigned_to is None
