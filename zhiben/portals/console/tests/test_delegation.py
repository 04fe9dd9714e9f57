"""代理: lent for a time, one level, within one office; the histories say so; the end is the end."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from zhiben.domains.hazards.models import Notice
from zhiben.domains.hazards.services.issuing import advance_notice
from zhiben.domains.hazards.tests.factories import Site, account, draft, make_site, site_account, user_of
from zhiben.kernel.access.accounts import end_grant, set_active
from zhiben.kernel.access.actors import Actor, system_actor
from zhiben.kernel.access.models import Grant
from zhiben.kernel.access.terms import ReachKind, Role
from zhiben.kernel.base.clock import day_of, now
from zhiben.kernel.base.errors import InvalidInput, NotPermitted, NotVisible, WrongState
from zhiben.kernel.events.models import OutboxEvent
from zhiben.kernel.notifications.models import Notification
from zhiben.kernel.notifications.services import holders
from zhiben.kernel.parameters.models import Parameter
from zhiben.kernel.parameters.services import set_parameter
from zhiben.kernel.parameters.terms import Mark
from zhiben.kernel.workflow.assigning import assign_todos
from zhiben.kernel.workflow.delegating import delegate, done_under, end_delegation
from zhiben.kernel.workflow.models import CaseMove, Todo
from zhiben.portals.console.reactions import tell_of_delegation

pytestmark = pytest.mark.django_db


def today() -> date:
    return day_of(now())


def lend(actor: Actor, to: Actor, days: int = 7, reason: str = "外出学习", since: int = 0) -> Grant:
    assert to.user_id
    start = today() + timedelta(days=since)
    return delegate(
        actor=actor, to_user=to.user_id, since=start, until=start + timedelta(days=days - 1), reason=reason, at=now()
    )


def loans() -> int:
    return Grant.objects.filter(delegated_from__isnull=False).count()


def acting(lent: Grant) -> Actor:
    return Grant.objects.select_related("user").get(pk=lent.pk).actor()


def waiting(site: Site) -> Notice:
    return advance_notice(actor=site.inspector, notice_id=draft(site).pk, at=now())


def test_the_delegate_signs_and_the_history_says_for_whom() -> None:
    site = make_site(sign_required=True)
    lent = lend(site.leader, site.inspector)
    mine, his = waiting(site), waiting(site)

    advance_notice(actor=acting(lent), notice_id=mine.pk, at=now())
    advance_notice(actor=site.leader, notice_id=his.pk, at=now())

    moves = {m.case_id: m for m in CaseMove.objects.filter(action="sign")}
    assert (moves[mine.pk].actor_name, moves[mine.pk].role) == ("林一（代陈二）", "leader")
    assert moves[mine.pk].actor_id == site.inspector.user_id
    assert moves[his.pk].actor_name == "陈二"
    assert [m.case_id for m in done_under(lent) if m.flow == "notice.rectify"] == [mine.pk]
    assert his.pk not in {m.case_id for m in done_under(lent)}
    mine.refresh_from_db()
    assert mine.signed_by == "林一（代陈二）"


def test_notices_to_the_role_reach_the_delegate_while_it_lasts() -> None:
    site = make_site()
    lent = lend(site.leader, site.inspector, days=3)
    role = (ReachKind.AGENCY.value, site.agency.pk, [Role.LEADER])
    both = {site.leader.user_id, site.inspector.user_id}
    assert set(holders(role, now())) == both
    assert set(holders(role, now() + timedelta(days=4))) == {site.leader.user_id}
    end_delegation(actor=site.leader, grant_id=lent.pk, at=now())
    assert set(holders(role, now())) == {site.leader.user_id}


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"days": 31}, InvalidInput), ({"since": -1}, InvalidInput), ({"reason": " "}, InvalidInput),
        ({"days": 0}, InvalidInput), ({"reason": "长" * 201}, InvalidInput),
    ],
)  # fmt: skip
def test_a_span_or_reason_that_will_not_do(change: dict[str, Any], error: type[Exception]) -> None:
    site = make_site()
    with pytest.raises(error):
        lend(site.leader, site.inspector, **change)
    assert loans() == 0


def test_how_long_is_a_parameter_of_the_place() -> None:
    site = make_site()
    set_parameter(
        actor=system_actor(), key="access.delegation_most_days", division_code="350102",
        path=site.agency.path, value="3", valid_from=today(), source="测试", mark=Mark.OWN, at=now(),
    )  # fmt: skip
    with pytest.raises(InvalidInput, match="最多 3 天"):
        lend(site.leader, site.inspector, days=4)
    lend(site.leader, site.inspector, days=3)
    assert Parameter.objects.filter(key="access.delegation_most_days").count() == 2


def test_to_whom_it_cannot_be_lent() -> None:
    site, other = make_site(), make_site(code="350103", name="别处的工程")
    second = account("何五", Role.LEADER, site.agency)
    auditor = account("审计", Role.AUDIT_ADMIN, site.agency)
    for wrong, words in (
        (other.inspector, "本单位"), (second, "本来就有"), (site.leader, "自己"), (auditor, "业务身份"),
        (site_account("吴大山", Role.SITE_MANAGER, site.project), "本单位"),
    ):  # fmt: skip
        with pytest.raises(InvalidInput, match=words):
            lend(site.leader, wrong)
    assert loans() == 0


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN])
def test_administrators_do_not_lend(role: Role) -> None:
    site = make_site()
    with pytest.raises(NotPermitted):
        lend(account("管理", role, site.agency), site.inspector)
    assert loans() == 0


def test_what_is_lent_is_not_lent_on() -> None:
    site = make_site()
    lent = lend(site.leader, site.inspector)
    with pytest.raises(NotPermitted, match="不能再委托"):
        lend(acting(lent), account("尹六", Role.CLERK, site.agency))
    assert loans() == 1


def test_two_loans_of_one_grant_do_not_overlap() -> None:
    site = make_site()
    clerk = account("尹六", Role.CLERK, site.agency)
    lend(site.leader, site.inspector, days=3)
    with pytest.raises(WrongState, match="已经委托给林一"):
        lend(site.leader, clerk, days=2, since=2)
    lend(site.leader, clerk, days=2, since=3)
    assert loans() == 2


def test_after_the_end_the_delegate_is_refused() -> None:
    """Also in the session that was signed in as the lender's stand-in."""
    site = make_site(sign_required=True)
    lent = lend(site.leader, site.inspector)
    notice = waiting(site)
    client = Client()
    client.force_login(user_of(site.inspector))
    switcher = client.get("/home").content.decode()
    assert f"（代陈二，至 {today() + timedelta(days=6)}）" in switcher
    client.post("/account/acting", {"grant": str(lent.pk), "next": "/home"})
    verb = f"/notices/{notice.pk}/do/send_back/"
    assert client.get(verb).status_code == 200

    end_delegation(actor=site.leader, grant_id=lent.pk, at=now())

    assert client.post(verb, {"reason": "写清位置"}).status_code == 403
    assert client.post("/account/acting", {"grant": str(lent.pk)}).status_code == 403
    assert not CaseMove.objects.filter(case_id=notice.pk, action="send_back").exists()
    with pytest.raises(WrongState):
        end_delegation(actor=site.leader, grant_id=lent.pk, at=now())


@pytest.mark.parametrize("who", ["lender", "delegate", "keeper", "stranger", "colleague"])
def test_who_may_end_it(who: str) -> None:
    site, other = make_site(), make_site(code="350103", name="别处的工程")
    lent = lend(site.leader, site.inspector)
    actor = {
        "lender": site.leader, "delegate": site.inspector, "stranger": other.leader,
        "keeper": account("系统", Role.SYSTEM_ADMIN, site.agency),
        "colleague": account("尹六", Role.CLERK, site.agency),
    }[who]  # fmt: skip
    if who in ("stranger", "colleague"):
        with pytest.raises(NotVisible):
            end_delegation(actor=actor, grant_id=lent.pk, at=now())
        assert Grant.objects.in_force(now()).filter(pk=lent.pk).exists()
    else:
        end_delegation(actor=actor, grant_id=lent.pk, at=now())
        assert not Grant.objects.in_force(now()).filter(pk=lent.pk).exists()


@pytest.mark.parametrize("how", ["grant", "account", "receiver"])
def test_it_ends_with_the_grant_it_came_from(how: str) -> None:
    site = make_site()
    lent = lend(site.leader, site.inspector)
    keeper = account("系统", Role.SYSTEM_ADMIN, site.agency)
    assert site.leader.user_id
    assert site.leader.grant_id
    assert site.inspector.grant_id
    if how == "grant":
        end_grant(actor=keeper, grant_id=site.leader.grant_id, at=now())
    elif how == "account":
        set_active(actor=keeper, user_id=site.leader.user_id, active=False, at=now())
    else:
        end_grant(actor=keeper, grant_id=site.inspector.grant_id, at=now())
    assert not Grant.objects.in_force(now()).filter(pk=lent.pk).exists()


def test_site_side_lends_within_the_project_only() -> None:
    site = make_site()
    manager = site_account("吴大山", Role.SITE_MANAGER, site.project)
    safety = site_account("安守业", Role.SAFETY_OFFICER, site.project)
    elsewhere = site_account("郑远", Role.SAFETY_OFFICER, make_site(code="350103", name="别处的工程").project)
    with pytest.raises(InvalidInput):
        lend(manager, elsewhere)
    with pytest.raises(NotPermitted):
        lend(safety, manager)
    lent = lend(manager, safety)
    assert (lent.role, lent.reach_id) == ("site_manager", site.project.pk)


def test_both_hear_of_it() -> None:
    site = make_site()
    lent = lend(site.leader, site.inspector)
    end_delegation(actor=site.inspector, grant_id=lent.pk, at=now())
    for event in OutboxEvent.objects.filter(name="workflow.grant_delegated").order_by("id"):
        tell_of_delegation(event.payload, event.at)
    told = list(Notification.objects.filter(topic="workflow.delegated").order_by("id").values_list("user_id", "title"))
    what = f"{site.agency.name}负责人"
    assert told[0] == (site.inspector.user_id, f"陈二委托您代理{what}")
    assert {user for user, title in told[1:]} == {site.inspector.user_id, site.leader.user_id}
    assert {title for _, title in told[1:]} == {f"林一代理陈二（{what}）已终止"}


def test_the_pages() -> None:
    site = make_site(sign_required=True)
    client = Client()
    client.force_login(user_of(site.leader))
    form = client.get("/delegations/new/").content.decode()
    assert "林一" in form
    given = {
        "to_user": str(site.inspector.user_id), "since": today().isoformat(),
        "until": (today() + timedelta(days=2)).isoformat(), "reason": "年休假",
    }  # fmt: skip
    assert client.post("/delegations/new/", {**given, "until": "2020-01-01"}).status_code == 422
    assert loans() == 0
    assert client.post("/delegations/new/", given)["Location"] == "/delegations/"
    lent = Grant.objects.get(delegated_from__isnull=False)
    notice = waiting(site)
    advance_notice(actor=acting(lent), notice_id=notice.pk, at=now())

    page = client.get("/delegations/").content.decode()
    assert "林一代陈二" in page
    assert "代理中" in page
    record = client.get(f"/delegations/{lent.pk}/").content.decode()
    assert "共办理 2 次" in record  # the notice, and the hazard on it
    assert notice.title in record
    stranger = Client()
    stranger.force_login(user_of(account("尹六", Role.CLERK, site.agency)))
    assert stranger.get(f"/delegations/{lent.pk}/").status_code == 404
    assert client.post(f"/delegations/{lent.pk}/end/").status_code == 302
    assert "已结束" in client.get("/delegations/").content.decode()


def test_what_the_delegate_had_in_hand_goes_back_to_the_pool() -> None:
    site = make_site(sign_required=True)
    lent = lend(site.leader, site.inspector)
    todo = Todo.objects.get(case_id=waiting(site).pk, closed_at=None)
    assign_todos(actor=site.leader, todo_ids=[todo.pk], user_id=site.inspector.user_id, at=now())
    end_delegation(actor=site.leader, grant_id=lent.pk, at=now())
    todo.refresh_from_db()
    assert todo.assigned_to is None


def test_long_names_fit() -> None:
    site = make_site()
    for actor in (site.leader, site.inspector):
        user = user_of(actor)
        user.name = "长" * 64
        user.save()
    leader = Grant.objects.select_related("user").get(user=user_of(site.leader)).actor()
    assert len(acting(lend(leader, site.inspector)).name) <= 64
