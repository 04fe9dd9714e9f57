"""指派、领取、退回: a pooled to-do gets one of those who may do it; refusals change nothing."""

import re
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from zhiben.domains.hazards.models import Notice
from zhiben.domains.hazards.services.issuing import advance_notice, send_back
from zhiben.domains.hazards.tests.factories import Site, account, draft, make_site, site_account, user_of
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.models import Grant
from zhiben.kernel.access.terms import Role
from zhiben.kernel.audit.models import Act
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.errors import InvalidInput, NotPermitted, NotVisible, WrongState
from zhiben.kernel.events.models import OutboxEvent
from zhiben.kernel.notifications.models import Notification
from zhiben.kernel.workflow.assigning import assign_todos, release_unheld
from zhiben.kernel.workflow.models import Todo
from zhiben.kernel.workflow.reminders import remind
from zhiben.kernel.workflow.terms import Told
from zhiben.portals.console.reactions import tell_of_assignment

pytestmark = pytest.mark.django_db


def office() -> tuple[Site, Notice, Todo, Actor, Actor]:
    """A notice waiting for a leader's signature; a second leader and a clerk."""
    site = make_site(sign_required=True)
    notice = advance_notice(actor=site.inspector, notice_id=draft(site).pk, at=now())
    todo = Todo.objects.get(case_id=notice.pk, closed_at=None)
    return site, notice, todo, account("何五", Role.LEADER, site.agency), account("尹六", Role.CLERK, site.agency)


def client_of(actor: Actor) -> Client:
    client = Client()
    client.force_login(user_of(actor))
    return client


def hear() -> None:
    """What the reader of events would do."""
    for event in OutboxEvent.objects.filter(name="workflow.todos_assigned").order_by("id"):
        tell_of_assignment(event.payload, event.at)


def hand(todo: Todo) -> tuple[Any, str]:
    todo.refresh_from_db()
    return todo.assigned_to, todo.assigned_name


def verbs(todo: Todo) -> list[str]:
    return list(
        Act.objects.filter(verb__startswith="todo.", object_id=str(todo.case_id))
        .order_by("id")
        .values_list("verb", flat=True)
    )


def test_a_clerk_assigns_and_the_person_is_told() -> None:
    _, notice, todo, other, clerk = office()

    assert assign_todos(actor=clerk, todo_ids=[todo.pk], user_id=other.user_id, at=now()) == 1
    assert assign_todos(actor=clerk, todo_ids=[todo.pk], user_id=other.user_id, at=now()) == 0
    hear()

    assert hand(todo) == (other.user_id, "何五")
    assert verbs(todo) == ["todo.assign"]
    told = Notification.objects.get(topic="workflow.assigned")
    assert (told.user_id, told.link) == (other.user_id, f"/notices/{notice.pk}/")
    assert told.title == f"尹六指派给您：{todo.label}　青石路安置房一期工程"


def test_taking_and_giving_back() -> None:
    site, _, todo, _other, _clerk = office()
    leader = site.leader

    assign_todos(actor=leader, todo_ids=[todo.pk], user_id=leader.user_id, at=now())
    assert hand(todo) == (leader.user_id, "陈二")
    assign_todos(actor=leader, todo_ids=[todo.pk], user_id=None, at=now())
    assert hand(todo) == (None, "")
    assert verbs(todo) == ["todo.assign", "todo.release"]
    assert not Notification.objects.filter(topic="workflow.assigned").exists()


@pytest.mark.parametrize("who", ["stranger", "inspector", "site"])
def test_nobody_else_moves_it(who: str) -> None:
    site, _, todo, other, _ = office()
    elsewhere = make_site(code="350103", name="别处的工程")
    actor = {
        "stranger": elsewhere.leader, "inspector": site.inspector,
        "site": site_account("吴大山", Role.SITE_MANAGER, site.project),
    }[who]  # fmt: skip
    with pytest.raises((NotPermitted, NotVisible)):
        assign_todos(actor=actor, todo_ids=[todo.pk], user_id=other.user_id, at=now())
    assert hand(todo) == (None, "")
    assert verbs(todo) == []


def test_only_to_somebody_who_may_do_it_and_all_or_none() -> None:
    site, _, todo, other, clerk = office()
    second = advance_notice(actor=site.inspector, notice_id=draft(site).pk, at=now())
    todos = [todo, Todo.objects.get(case_id=second.pk, closed_at=None)]
    ids = [t.pk for t in todos]

    for wrong in (clerk.user_id, site.inspector.user_id, make_site(code="350103", name="别处").leader.user_id):
        with pytest.raises(InvalidInput, match="不能办理"):
            assign_todos(actor=clerk, todo_ids=ids, user_id=wrong, at=now())
    with pytest.raises(NotVisible):
        assign_todos(actor=clerk, todo_ids=[*ids, 999_999_999], user_id=other.user_id, at=now())
    assert [hand(t) for t in todos] == [(None, ""), (None, "")]
    with pytest.raises(InvalidInput, match="负责人"):
        assign_todos(actor=clerk, todo_ids=ids, user_id=clerk.user_id, at=now())

    advance_notice(actor=site.leader, notice_id=second.pk, at=now())
    with pytest.raises(WrongState, match="已经办结"):
        assign_todos(actor=clerk, todo_ids=ids, user_id=other.user_id, at=now())
    assert hand(todo) == (None, "")


def test_what_a_colleague_has_taken_is_not_taken_from_him() -> None:
    site, _, todo, _, _ = office()
    todo_of_officers = _officers_todo(site)
    first, second = account("甲", Role.ENFORCER, site.agency), account("乙", Role.ENFORCER, site.agency)
    assign_todos(actor=first, todo_ids=[todo_of_officers.pk], user_id=first.user_id, at=now())
    with pytest.raises(WrongState, match="已由甲领取"):
        assign_todos(actor=second, todo_ids=[todo_of_officers.pk], user_id=second.user_id, at=now())
    with pytest.raises(NotPermitted):
        assign_todos(actor=second, todo_ids=[todo_of_officers.pk], user_id=None, at=now())
    assert hand(todo_of_officers) == (first.user_id, "甲")
    assert todo.assigned_to is None


def _officers_todo(site: Site) -> Todo:
    return Todo.objects.create(
        flow="hazard", case_id=draft(site).pk, action="close", label="复查", title="临边防护缺失", where_name="青石路",
        holder_kind="agency", holder_id=site.agency.pk, roles=[Role.INSPECTOR.value, Role.ENFORCER.value], opened_at=now(),
    )  # fmt: skip


def test_it_stays_with_the_person_when_the_case_comes_back() -> None:
    """待签发 → 退回拟稿 → 再报 → 待签发: whoever had the signing has it again."""
    site, notice, todo, other, clerk = office()
    assign_todos(actor=clerk, todo_ids=[todo.pk], user_id=other.user_id, at=now())
    _send_back(site, notice)
    again = Todo.objects.get(case_id=notice.pk, closed_at=None)
    assert again.assigned_to is None or again.roles != todo.roles
    advance_notice(actor=site.inspector, notice_id=notice.pk, at=now())

    last = Todo.objects.get(case_id=notice.pk, closed_at=None)
    assert last.pk != todo.pk
    assert hand(last) == (other.user_id, "何五")
    assert verbs(todo)[-1] == "todo.carry"


def test_it_does_not_stay_with_somebody_who_has_left() -> None:
    site, notice, todo, other, clerk = office()
    assign_todos(actor=clerk, todo_ids=[todo.pk], user_id=other.user_id, at=now())
    Grant.objects.filter(user=user_of(other)).update(valid_to=now() - timedelta(seconds=1))
    _send_back(site, notice)
    advance_notice(actor=site.inspector, notice_id=notice.pk, at=now())
    assert hand(Todo.objects.get(case_id=notice.pk, closed_at=None)) == (None, "")


def _send_back(site: Site, notice: Notice) -> None:
    send_back(actor=site.leader, notice_id=notice.pk, reason="写清位置", at=now())


def test_the_assignee_is_reminded_and_the_pool_only_without_one() -> None:
    site, notice, todo, other, clerk = office()
    due = now() + timedelta(hours=1)
    Todo.objects.filter(pk=todo.pk).update(due_at=due)
    assign_todos(actor=clerk, todo_ids=[todo.pk], user_id=other.user_id, at=now())
    hear()

    remind(at=due + timedelta(minutes=1))
    assert _reminded(notice) == {other.user_id}

    Grant.objects.filter(user=user_of(other)).update(valid_to=now() - timedelta(seconds=1))
    Todo.objects.filter(pk=todo.pk).update(due_at=due + timedelta(hours=1), told=Told.NOTHING)
    remind(at=due + timedelta(hours=2))
    assert _reminded(notice) == {other.user_id, site.leader.user_id}

    assert release_unheld(at=now()) == 1
    assert hand(todo) == (None, "")


def _reminded(notice: Notice) -> set[Any]:
    return set(Notification.objects.filter(case_id=notice.pk, topic="overdue").values_list("user_id", flat=True))


def test_the_inbox_filters_by_hand_and_acts_without_script() -> None:
    site, _, todo, other, _clerk = office()
    second = Todo.objects.get(
        case_id=advance_notice(actor=site.inspector, notice_id=draft(site).pk, at=now()).pk, closed_at=None
    )
    leader = client_of(site.leader)

    assert _numbers(leader) == [2, 0, 2, 0]
    answer = leader.post(
        "/inbox/assign", {"pick": [todo.pk], "op": "assign", "user": str(other.user_id), "who": "free"}
    )
    assert (answer.status_code, answer["Location"]) == (302, "/inbox?who=free")
    assert _numbers(leader) == [2, 0, 1, 1]
    assert _numbers(client_of(other)) == [2, 1, 1, 0]
    page = leader.get("/inbox?who=others").content.decode()
    assert "经办：何五" in page
    assert "共 1 件在同事手上" in page
    leader.post("/inbox/assign", {"pick": [second.pk], "op": "take"})
    assert hand(second) == (site.leader.user_id, "陈二")
    leader.post("/inbox/assign", {"pick": [todo.pk, second.pk], "op": "back"})
    assert [hand(todo), hand(second)] == [(None, ""), (None, "")]


def _numbers(client: Client) -> list[int]:
    page = client.get("/inbox").content.decode()
    bar = page[page.index('aria-label="在谁手上"') :]
    return [int(n) for n in re.findall(r"<b>(\d+)</b>", bar[: bar.index("</nav>")])]


@pytest.mark.parametrize(
    ("given", "status", "words"),
    [
        ({"op": "take"}, 422, "请先勾选"),
        ({"op": "assign", "pick": "own"}, 422, "请选择指派给谁"),
        ({"op": "assign", "pick": "own", "user": "x"}, 422, "请选择指派给谁"),
        ({"op": "take", "pick": "999999"}, 404, ""),
    ],
)
def test_the_inbox_refuses_and_changes_nothing(given: dict[str, str], status: int, words: str) -> None:
    site, _, todo, _, _ = office()
    data = {**given, "pick": str(todo.pk)} if given.get("pick") == "own" else given
    answer = client_of(site.leader).post("/inbox/assign", data)
    assert answer.status_code == status
    assert words in answer.content.decode()
    assert hand(todo) == (None, "")


def test_enterprise_people_do_not_see_the_select_and_cannot_assign() -> None:
    site, _, todo, other, _ = office()
    inspector = client_of(site.inspector)
    assert "指派给谁" not in inspector.get("/inbox").content.decode()
    answer = inspector.post("/inbox/assign", {"pick": [todo.pk], "op": "assign", "user": str(other.user_id)})
    assert answer.status_code == 403
    assert hand(todo) == (None, "")


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_the_same_one_has_it() -> None:
    site, _, _, _, _ = office()
    todo = _officers_todo(site)
    people = [account(name, Role.ENFORCER, site.agency) for name in ("甲", "乙", "丙", "丁")]
    start, outcomes = threading.Barrier(len(people)), []

    def take(actor: Actor) -> None:
        start.wait()
        try:
            with transaction.atomic():
                assign_todos(actor=actor, todo_ids=[todo.pk], user_id=actor.user_id, at=now())
            outcomes.append(("had", actor.user_id))
        except WrongState:
            outcomes.append(("late", actor.user_id))
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=(actor,)) for actor in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(word for word, _ in outcomes) == ["had", "late", "late", "late"]
    assert hand(todo)[0] == next(user for word, user in outcomes if word == "had")
    assert verbs(todo) == ["todo.assign"]
