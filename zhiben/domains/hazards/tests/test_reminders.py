"""Deadlines make themselves heard: once before, once after, to those who must act and to nobody else."""

from datetime import datetime, timedelta

import pytest

from zhiben.domains.hazards.models import Notice
from zhiben.domains.hazards.services.replying import add_after_photos, reply_notice
from zhiben.domains.hazards.tests.factories import Site, draft, issued, items, make_site, photo, site_account
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.clock import day_of, now
from zhiben.kernel.notifications.models import Notification
from zhiben.kernel.workflow.reminders import remind

pytestmark = pytest.mark.django_db


def begin() -> tuple[Site, Actor, Notice, datetime]:
    """A notice in the hands of a site, its deadline a week away."""
    site = make_site()
    manager = site_account("吴大山", Role.SITE_MANAGER, site.project)
    notice = issued(site)
    assert notice.due_at
    return site, manager, notice, notice.due_at


def tell(at: datetime) -> int:
    return remind(at=at)


def told(notice: Notice) -> list[tuple[object, str, str]]:
    rows = Notification.objects.filter(case_id=notice.pk, topic__in=("due_soon", "overdue")).order_by("id")
    return [(n.user_id, n.topic, n.link) for n in rows]


def test_the_site_is_told_once_before_and_once_after() -> None:
    _, manager, notice, due = begin()
    link = f"/notices/{notice.pk}/"

    assert tell(due - timedelta(days=4)) == 0
    assert tell(due - timedelta(days=2)) == 1
    assert tell(due - timedelta(days=1)) == 0
    assert tell(due + timedelta(minutes=1)) == 1
    assert tell(due + timedelta(hours=8)) == 0

    assert told(notice) == [(manager.user_id, "due_soon", link), (manager.user_id, "overdue", link)]
    late = Notification.objects.get(topic="overdue")
    assert late.title == "已逾期：整改并回复　青石路安置房一期工程"
    assert late.body == f"{notice.title}。办理期限 {day_of(due)}。"


def test_who_has_acted_is_not_reminded_and_who_must_act_now_is() -> None:
    site, manager, notice, due = begin()
    item = items(notice)[0]
    add_after_photos(actor=manager, hazard_id=item.pk, file_ids=[photo(manager, "after")], at=now())
    replied = reply_notice(actor=manager, notice_id=notice.pk, text="已整改", at=now())
    assert replied.due_at
    assert replied.due_at < due

    tell(replied.due_at + timedelta(minutes=1))

    assert told(notice) == [(site.inspector.user_id, "overdue", f"/notices/{notice.pk}/")]


def test_what_ran_out_long_ago_or_is_silent_or_a_draft_of_others_tells_nobody() -> None:
    site, _, notice, due = begin()
    draft(site)
    assert tell(due + timedelta(days=30)) == 0

    Notice.objects.filter(pk=notice.pk).update(silent=True)
    assert tell(due + timedelta(minutes=1)) == 0
