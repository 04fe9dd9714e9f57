"""Notices reach whoever holds the duty, once, and count until they are read."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from zhiben.kernel.access.models import Grant, User
from zhiben.kernel.access.terms import ReachKind, Role
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.ids import new_id
from zhiben.kernel.notifications.models import Notification
from zhiben.kernel.notifications.queries import notices_of, sent_about, unread_count
from zhiben.kernel.notifications.services import mark_all_read, mark_read, notify
from zhiben.kernel.notifications.texts import group_text

pytestmark = pytest.mark.django_db
AGENCY = new_id()


def _holder(name: str, role: Role, *, until: datetime | None = None, agency: UUID = AGENCY) -> Grant:
    user = User.objects.create(username=name, name=name)
    return Grant.objects.create(
        user=user, role=role, reach=ReachKind.AGENCY, reach_id=agency, path="35.", level="province",
        valid_from=now() - timedelta(days=9), valid_to=until,
    )  # fmt: skip


def test_a_notice_goes_to_those_who_hold_the_role_there_now() -> None:
    inspector = _holder("林一", Role.INSPECTOR)
    leader = _holder("陈二", Role.LEADER)
    _holder("离任", Role.INSPECTOR, until=now() - timedelta(days=1))
    _holder("别处", Role.INSPECTOR, agency=new_id())
    case = new_id()
    sent = notify(
        topic="hazard.due_soon", title="还剩1天", holder=("agency", AGENCY, [Role.INSPECTOR]), at=now(),
        recipients=[leader.user_id], case_kind="hazard", case_id=case, link="/hazards/1",
    )  # fmt: skip
    assert sent == 2
    assert {n.user_id for n in sent_about(case)} == {inspector.user_id, leader.user_id}
    assert (unread_count(inspector.actor()), unread_count(leader.actor())) == (1, 1)


def test_the_same_key_is_sent_once_to_each_person() -> None:
    grant = _holder("林一", Role.INSPECTOR)
    for _ in range(3):
        notify(topic="t", title="催办", recipients=[grant.user_id], at=now(), key="due:1")
    assert notices_of(grant.actor()).count() == 1


def test_reading_is_ones_own_and_counts_down(django_assert_num_queries: Any) -> None:
    mine, other = _holder("林一", Role.INSPECTOR), _holder("陈二", Role.LEADER)
    for user in (mine.user_id, mine.user_id, other.user_id):
        notify(topic="t", title="一条", recipients=[user], at=now())
    everything = list(Notification.objects.values_list("id", flat=True))
    assert mark_read(actor=mine.actor(), ids=everything[:1] + everything[2:], at=now()) == 1
    actor = mine.actor()
    with django_assert_num_queries(1):
        assert unread_count(actor) == 1
    assert mark_all_read(actor=actor, at=now()) == 1
    assert (unread_count(actor), unread_count(other.actor())) == (0, 1)


def test_text_for_a_chat(settings: Any) -> None:
    settings.BASE_URL = "https://zb.example.cn"
    assert group_text("隐患整改", ["青石路工程", "", "限期 7月3日"], "/n/abc") == (
        "【隐患整改】\n青石路工程\n限期 7月3日\n查看办理：https://zb.example.cn/n/abc"
    )
