"""Who gets what by which channel, when, and why not."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.access.models import Grant, User
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.clock import CHINA
from zhiben.kernel.base.ids import NEW_ID, new_id
from zhiben.kernel.notifications.models import Delivery, Notification, Reception
from zhiben.kernel.notifications.planning import plan
from zhiben.kernel.notifications.quiet import quiet_until
from zhiben.kernel.notifications.services import notify
from zhiben.kernel.notifications.terms import ChannelKind, DeliveryState, SkipReason
from zhiben.kernel.notifications.tests.people import (
    NIGHT,
    NOON,
    PATH,
    bot_channel,
    email_channel,
    person,
    sms_channel,
    webhook_channel,
)
from zhiben.kernel.notifications.topics import group_of
from zhiben.kernel.parameters.services import set_parameter
from zhiben.kernel.parameters.terms import Mark

pytestmark = pytest.mark.django_db
NOWHERE = "http://127.0.0.1:9/"


def tell(*users: Any, at: datetime = NOON, topic: str = "overdue", **given: Any) -> None:
    notify(topic=topic, title="隐患已逾期", at=at, recipients=users, **given)


def planned(at: datetime = NOON) -> dict[str, tuple[str, str]]:
    plan(at=at)
    rows = Delivery.objects.select_related("channel")
    return {row.channel.kind: (row.state, row.reason) for row in rows}


def test_without_a_channel_nothing_is_planned_and_nothing_is_planned_afterwards() -> None:
    user = person("林一", email="lin@example.cn")
    tell(user)
    assert plan(at=NOON) == 1
    email_channel(2525)
    assert plan(at=NOON) == 0
    assert not Delivery.objects.exists()


def test_what_other_statements_write_is_planned_too() -> None:
    """Reminders are inserted by set, without this package's code."""
    email_channel(2525)
    users = [person(f"林{n}", email="lin@example.cn") for n in range(3)]
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into notifications_notification (id, user_id, topic, title, body, link, statutory, case_kind, key,"
            f" created_at) select {NEW_ID}, u, 'overdue', '已逾期', '', '', false, '', '', %s from unnest(%s) u",
            [NOON, users],
        )
    assert plan(at=NOON) == 3
    assert set(Delivery.objects.values_list("notification__user_id", flat=True)) == set(users)


def test_each_channel_says_why_it_does_not_carry_a_notice() -> None:
    email_channel(2525)
    sms_channel(NOWHERE)
    tell(person("林一"))
    assert planned() == {"email": ("SKIPPED", SkipReason.NO_EMAIL), "sms": ("SKIPPED", SkipReason.NO_PHONE)}


def test_a_short_message_needs_an_approved_text() -> None:
    sms_channel(NOWHERE, templates={"deadlines": {"text": "{title}"}})
    tell(person("林一", phone="13800001234"), topic="sample", statutory=True)
    assert planned() == {"sms": ("SKIPPED", SkipReason.NO_TEMPLATE)}


def test_people_choose_what_reaches_them_but_not_what_the_law_demands() -> None:
    email_channel(2525)
    sms_channel(NOWHERE)
    user = person("林一", email="lin@example.cn", phone="13800001234")
    Reception.objects.filter(pk=user).update(choices={"deadlines": {"email": False, "sms": False}})
    tell(user)
    assert planned() == {"email": ("SKIPPED", SkipReason.SWITCHED_OFF), "sms": ("SKIPPED", SkipReason.SWITCHED_OFF)}
    tell(user, statutory=True)
    plan(at=NOON)
    assert Delivery.objects.filter(state=DeliveryState.WAITING).count() == 2


def test_short_messages_go_out_unasked_only_for_deadlines() -> None:
    sms_channel(NOWHERE)
    user = person("林一", phone="13800001234")
    tell(user, topic="sample")
    assert planned() == {"sms": ("SKIPPED", SkipReason.SWITCHED_OFF)}
    tell(user, topic="due_soon")
    plan(at=NOON)
    assert Delivery.objects.filter(state=DeliveryState.WAITING).count() == 1


def test_at_night_only_what_the_law_demands_goes_out() -> None:
    email_channel(2525)
    webhook_channel(NOWHERE)
    bot_channel(ChannelKind.WECOM, NOWHERE)
    user = person("林一", email="lin@example.cn")
    tell(user, at=NIGHT)
    assert planned(NIGHT) == {
        "email": (DeliveryState.DEFERRED, ""), "webhook": (DeliveryState.WAITING, ""), "wecom": (DeliveryState.DEFERRED, ""),
    }  # fmt: skip
    morning = datetime(2026, 11, 19, 7, 0, tzinfo=CHINA)
    assert {d.not_before for d in Delivery.objects.filter(state=DeliveryState.DEFERRED)} == {morning}
    tell(user, at=NIGHT, statutory=True)
    plan(at=NIGHT)
    late = Delivery.objects.filter(notification__statutory=True)
    assert {d.state for d in late} == {DeliveryState.WAITING}


def test_quiet_hours_are_those_of_the_place_and_ones_own_before_them() -> None:
    email_channel(2525)
    admin = system_actor()
    for key, hour in (("notifications.quiet_from", 11), ("notifications.quiet_to", 13)):
        set_parameter(
            actor=admin, key=key, division_code="350102", path=PATH, value=hour, valid_from=NOON.date(), at=NOON,
            source="试验", mark=Mark.OWN,
        )  # fmt: skip
    here, own, elsewhere = (person(n, email="a@example.cn") for n in ("本地", "自定", "外地"))
    Grant.objects.filter(user_id=elsewhere).update(path="35.3502.350203.")
    Reception.objects.filter(pk=own).update(quiet_from=0, quiet_to=0)
    tell(here, own, elsewhere)
    plan(at=NOON)
    states = {d.notification.user_id: d.state for d in Delivery.objects.select_related("notification")}
    assert states == {here: DeliveryState.DEFERRED, own: DeliveryState.WAITING, elsewhere: DeliveryState.WAITING}


@pytest.mark.parametrize(
    ("hour", "first", "last", "ends"),
    [
        (23, 22, 7, (19, 7)), (3, 22, 7, (18, 7)), (7, 22, 7, None), (21, 22, 7, None), (22, 22, 7, (19, 7)),
        (12, 12, 14, (18, 14)), (14, 12, 14, None), (12, 5, 5, None), (0, 0, 23, (18, 23)), (23, 0, 23, None),
    ],
)  # fmt: skip
def test_quiet_hours_begin_and_end(hour: int, first: int, last: int, ends: tuple[int, int] | None) -> None:
    at = datetime(2026, 11, 18, hour, 30 if hour in (23, 3) else 0, tzinfo=CHINA)
    expected = datetime(2026, 11, ends[0], ends[1], tzinfo=CHINA) if ends else None
    assert quiet_until(at, first, last) == expected


def test_the_nearest_mail_server_serves_a_person_every_system_hears_and_the_group_of_the_agency() -> None:
    wide, near, other = email_channel(1), email_channel(2), email_channel(3)
    for channel, path in ((near, PATH), (other, "35.3502.")):
        channel.path = path
        channel.save()
    pushed = [webhook_channel(NOWHERE), webhook_channel(NOWHERE)]
    group, foreign = (
        bot_channel(ChannelKind.DINGTALK, NOWHERE),
        bot_channel(ChannelKind.DINGTALK, NOWHERE, agency=new_id()),
    )
    only_other = webhook_channel(NOWHERE, topics=["other"])
    tell(person("林一", email="lin@example.cn"))
    plan(at=NOON)
    used = set(Delivery.objects.values_list("channel_id", flat=True))
    assert used == {near.pk, group.pk, *(c.pk for c in pushed)}
    assert not used & {wide.pk, foreign.pk, only_other.pk}


def test_who_has_left_is_not_written_to_and_a_stopped_channel_carries_nothing() -> None:
    channel = email_channel(2525)
    gone, there = person("离任", email="a@example.cn"), person("在任", email="b@example.cn")
    User.objects.filter(pk=gone).update(is_active=False)
    tell(gone, there)
    plan(at=NOON)
    assert [d.notification.user_id for d in Delivery.objects.select_related("notification")] == [there]
    channel.active = False
    channel.save()
    tell(there)
    assert plan(at=NOON) == 1
    assert Delivery.objects.count() == 1


def test_planning_asks_the_same_number_of_questions_for_few_and_for_many() -> None:
    email_channel(2525)
    users = [person(f"林{n}", email="a@example.cn") for n in range(30)]
    tell(users[0])
    with CaptureQueriesContext(connection) as few:
        plan(at=NOON)
    for _ in range(10):
        tell(*users)
    with CaptureQueriesContext(connection) as many:
        assert plan(at=NOON) == 300
    assert len(many) == len(few)


def test_a_notice_committed_late_is_planned_all_the_same() -> None:
    """Its id is older than those planned before it; there is no cursor that could have passed it."""
    email_channel(2525)
    user = person("林一", email="lin@example.cn")
    early = new_id(1_000)
    tell(user)
    plan(at=NOON)
    Notification.objects.create(id=early, user_id=user, topic="overdue", title="晚到", created_at=NOON)
    assert plan(at=NOON) == 1
    assert Delivery.objects.filter(notification=early, planned_at=NOON, give_up_at=NOON + timedelta(hours=72)).exists()


def test_the_role_of_a_person_does_not_matter_only_the_reach() -> None:
    webhook_channel(NOWHERE, path="35.3501.")
    user = person("企业人员")
    Grant.objects.filter(user_id=user).update(role=Role.PRINCIPAL, reach="enterprise", path="")
    tell(user)
    plan(at=NOON)
    assert not Delivery.objects.exists()


def test_a_topic_belongs_to_the_group_that_names_it_best() -> None:
    named = {t: group_of(t).code for t in ("overdue", "workflow.due_moved", "workflow.assigned", "hazards.notice", "t")}
    assert named == {
        "overdue": "deadlines", "workflow.due_moved": "deadlines", "workflow.assigned": "work",
        "hazards.notice": "hazards", "t": "other",
    }  # fmt: skip
