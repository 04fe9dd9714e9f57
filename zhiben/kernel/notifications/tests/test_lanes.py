"""Hostile receivers, many at once, digests, broken senders: nothing lost, nothing doubled, nobody else delayed."""

import time
from datetime import datetime, timedelta
from threading import Event, Thread
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.access.bounds import acting_as
from zhiben.kernel.base.clock import now
from zhiben.kernel.notifications.circuit import LONGEST_PAUSE
from zhiben.kernel.notifications.claiming import claim, claim_for_bot, record, recover
from zhiben.kernel.notifications.models import Attempt, Channel, ChannelHealth, Delivery
from zhiben.kernel.notifications.outcome import Outcome
from zhiben.kernel.notifications.planning import plan
from zhiben.kernel.notifications.senders.message import MessageSender
from zhiben.kernel.notifications.sending import Sender, serve
from zhiben.kernel.notifications.services import notify
from zhiben.kernel.notifications.terms import AttemptResult, ChannelKind, DeliveryState
from zhiben.kernel.notifications.tests.people import (
    NOON,
    bot_channel,
    email_channel,
    never_quiet,
    person,
    sms_channel,
    webhook_channel,
)
from zhiben.kernel.notifications.tests.sinks import Heard, HttpSink, Reply, SmtpSink

pytestmark = pytest.mark.django_db


def tell(user: UUID, number: int = 1, *, at: datetime = NOON, **given: Any) -> None:
    for n in range(number):
        notify(topic="overdue", title=f"第{n}条", link=f"/hazards/{n}/", at=at, recipients=[user], **given)
    plan(at=at)


def states(channel: Channel) -> list[str]:
    return list(Delivery.objects.filter(channel=channel).order_by("id").values_list("state", flat=True))


def good(heard: Heard) -> Reply:
    return Reply(body=b'{"errcode": 0}')


def test_three_failures_in_a_row_leave_a_channel_alone_and_one_probe_brings_it_back() -> None:
    with HttpSink(lambda heard: Reply(status=503)) as sink:
        channel = webhook_channel(sink.url)
        tell(person("林一"), 20)
        assert serve(channel, clock=lambda: NOON) == 20
        assert len(sink.heard) <= 3 + 4  # those already on their way in other threads
        assert set(states(channel)) == {DeliveryState.WAITING}
        health = ChannelHealth.objects.get(channel=channel)
        assert health.open_until is not None
        assert NOON < health.open_until <= NOON + LONGEST_PAUSE
        assert serve(channel, clock=lambda: NOON) == 0
        later, before = health.open_until, len(sink.heard)
        assert serve(channel, clock=lambda: later) == 1  # one probe, and only one
        assert len(sink.heard) == before + 1
        sink.respond = lambda heard: Reply()
        back = later + LONGEST_PAUSE
        assert serve(channel, clock=lambda: back) == 1
        assert serve(channel, clock=lambda: back) == 19  # what had to wait longer goes at once
    assert set(states(channel)) == {DeliveryState.HANDED}
    ids = [h.headers["webhook-id"] for h in sink.heard]
    assert len(set(ids)) == 20


def test_a_dead_channel_fails_in_the_end_and_is_shown_as_failed() -> None:
    channel = webhook_channel("http://127.0.0.1:9/")
    tell(person("林一"))
    serve(channel, clock=lambda: NOON)
    assert states(channel) == [DeliveryState.WAITING]
    assert recover(at=NOON + timedelta(hours=71)) == 0
    assert recover(at=NOON + timedelta(hours=72)) == 1
    assert Delivery.objects.get().words == "这条消息在重试时限内没有能交出"
    assert Attempt.objects.get().result == AttemptResult.FAILED


def test_a_repeat_to_a_receiver_without_ids_is_a_persons_decision() -> None:
    bot, hook = bot_channel(ChannelKind.WECOM, "http://127.0.0.1:9/"), webhook_channel("http://127.0.0.1:9/")
    gateway, careful = sms_channel("http://127.0.0.1:9/", knows_id=False), sms_channel("http://127.0.0.1:9/")
    careful.path = "35."
    careful.save()
    tell(person("林一", phone="13800001234"))
    tell(person("陈二", phone="13800001234", path="46."))
    tell(person("张三", phone="13800001234", path="46."), statutory=True)
    claim_for_bot(bot, most=10, at=NOON)
    for channel in (hook, gateway, careful):
        claim(channel, most=10, at=NOON)
    assert recover(at=NOON + timedelta(seconds=30)) == 0
    assert recover(at=NOON + timedelta(minutes=2)) == 7
    assert set(states(bot)) == {DeliveryState.UNCERTAIN}
    assert set(states(hook)) == {DeliveryState.WAITING}
    assert states(careful) == [DeliveryState.WAITING]
    assert states(gateway) == [DeliveryState.UNCERTAIN, DeliveryState.WAITING]  # what the law demands is risked


def test_a_sender_that_comes_back_too_late_changes_only_what_it_knows_for_sure() -> None:
    channel = webhook_channel("http://127.0.0.1:9/")
    tell(person("林一"), 2)
    first, second = claim(channel, most=2, at=NOON)
    recover(at=NOON + timedelta(minutes=2))
    record(channel, [(first, Outcome.handed(), True), (second, Outcome.never("对方拒收"), True)], at=NOON)
    assert states(channel) == [DeliveryState.HANDED, DeliveryState.WAITING]


def test_a_group_hears_at_most_twenty_a_minute_and_the_rest_in_one_digest() -> None:
    moment = [NOON]
    with HttpSink(good) as sink:
        channel = bot_channel(ChannelKind.DINGTALK, sink.url)
        user = person("林一")
        for minute in range(3):
            for burst in range(30):
                moment[0] = NOON + timedelta(minutes=minute, seconds=2 * burst)
                tell(user, 4, at=moment[0])
                serve(channel, clock=lambda: moment[0])
        moment[0] += timedelta(minutes=2)
        serve(channel, clock=lambda: moment[0])
    assert set(states(channel)) == {DeliveryState.HANDED}
    spoken = [datetime.fromtimestamp(t, NOON.tzinfo) for t in ChannelHealth.objects.get().recent]
    assert len(spoken) <= 20
    tries = sorted({(a.at, a.delivery.digest or a.delivery.pk) for a in Attempt.objects.select_related("delivery")})
    for at, _ in tries:
        assert sum(at <= other < at + timedelta(seconds=60) for other, _ in tries) <= 20
    digests = [h.content["markdown"]["text"] for h in sink.heard if "条通知**" in h.content["markdown"]["text"]]
    assert digests
    assert "(http://127.0.0.1:8000/hazards/" in digests[0]
    assert len(sink.heard) == len(tries)
    said = sum(int(d.split("条")[0].strip("* ")) for d in digests) + len(sink.heard) - len(digests)
    assert said == 360


def test_a_digest_fits_what_a_bot_takes_and_says_how_many_more_there_are() -> None:
    with HttpSink(good) as sink:
        channel = bot_channel(ChannelKind.WECOM, sink.url)
        tell(person("林一"), 150)
        assert serve(channel, clock=lambda: NOON) == 150
    text = sink.heard[0].content["markdown"]["content"]
    assert text.startswith("**150 条通知**")
    assert len(text.encode()) <= 4096
    assert "另有" in text.splitlines()[-1]
    assert len(set(Delivery.objects.values_list("digest", flat=True))) == 1


def test_what_is_given_back_untried_has_not_been_tried() -> None:
    stopping = Event()
    stopping.set()
    channel = webhook_channel("http://127.0.0.1:9/")
    tell(person("林一"))
    serve(channel, clock=lambda: NOON, stopping=stopping)
    assert list(Delivery.objects.values_list("state", "attempts")) == [("WAITING", 0)]
    assert not Attempt.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_dead_a_slow_a_lying_and_a_babbling_channel_delay_nobody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    never_quiet()
    monkeypatch.setattr(MessageSender, "seconds", 2.0)
    release = Event()

    def slow(heard: Heard) -> Reply:
        release.wait(30)
        return Reply()

    with HttpSink(slow) as tar, HttpSink(lambda h: Reply(body=b"yes, yes")) as liar, HttpSink() as fine, \
            HttpSink(lambda h: Reply(body=b"x" * 5_000_000)) as babbler, SmtpSink() as post:  # fmt: skip
        dead, slow_one = webhook_channel("http://127.0.0.1:9/"), webhook_channel(tar.url)
        lying = sms_channel(liar.url, knows_id=False)
        babbling, mail, hook = (
            bot_channel(ChannelKind.WECOM, babbler.url),
            email_channel(post.port),
            webhook_channel(fine.url),
        )
        user = person("林一", email="lin@example.cn", phone="13800001234")
        tell(user, 40, at=now(), statutory=False)
        sender = Sender()
        sender.start()
        try:
            assert _until(lambda: set(states(mail)) == set(states(hook)) == {DeliveryState.HANDED}, 15)
            health = {h.channel_id: h for h in ChannelHealth.objects.all()}
            assert _until(lambda: ChannelHealth.objects.get(channel=slow_one).open_until is not None, 15)
        finally:
            release.set()
            sender.stop()
            connection.close()
    handed = Delivery.objects.filter(channel__in=(mail, hook)).order_by("-handed_at")[0]
    assert handed.handed_at is not None
    assert handed.handed_at - handed.planned_at < timedelta(seconds=10)
    assert health[dead.pk].failures >= 3
    assert len(post.got) == len({m["Message-ID"] for _, m in post.got}) == 40
    assert len({h.headers["webhook-id"] for h in fine.heard}) == len(fine.heard) == 40
    assert DeliveryState.HANDED not in states(lying) + states(babbling)
    assert len(babbler.heard) == 1  # forty in one digest; what became of it nobody knows, so it is not said again


@pytest.mark.django_db(transaction=True)
def test_four_senders_at_once_double_nothing() -> None:
    never_quiet()
    with HttpSink() as sink, HttpSink(good) as group, SmtpSink() as post:
        channels = webhook_channel(sink.url), bot_channel(ChannelKind.DINGTALK, group.url), email_channel(post.port)
        user = person("林一", email="lin@example.cn")
        with acting_as(system_actor()):
            for n in range(300):
                notify(topic="overdue", title=f"第{n}条", at=now(), recipients=[user])
        senders = [Sender() for _ in range(4)]
        for one in senders:
            one.start()
        open_ones = Delivery.objects.exclude(state=DeliveryState.HANDED)
        done = _until(lambda: Delivery.objects.count() == 900 and not open_ones.exists(), 40)
        for thread in [Thread(target=one.stop) for one in senders]:
            thread.start()
        for one in senders:
            one.join(10)
        connection.close()
    assert done, list(open_ones.values_list("channel__kind", "state", "words")[:5])
    assert len(channels) == 3
    assert len(sink.heard) == len({h.headers["webhook-id"] for h in sink.heard}) == 300
    assert len(post.got) == 300
    assert len(group.heard) <= 20
    assert Attempt.objects.count() == 900


def _until(true: Any, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.1)
    return False
