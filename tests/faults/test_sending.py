"""kill -9 to senders in the middle of sending: nothing is lost, and a receiver that goes by the id hears it once."""

import random
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings as django_settings
from django.db import connection

from tests.faults.conftest import KILLS
from tests.faults.platform import allowed, clean_environment
from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.access.bounds import acting_as
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.launcher.processes import signal_quietly, wait_until
from zhiben.kernel.base.launcher.server import ROOT
from zhiben.kernel.notifications.models import Delivery
from zhiben.kernel.notifications.services import notify
from zhiben.kernel.notifications.terms import TO_SEND, ChannelKind, DeliveryState
from zhiben.kernel.notifications.tests.people import (
    bot_channel,
    email_channel,
    person,
    sms_channel,
    webhook_channel,
)
from zhiben.kernel.notifications.tests.sinks import Heard, HttpSink, Reply, SmtpSink
from zhiben.kernel.testing.databases import ScratchDatabase

AT_ONCE = 2
SAID = re.compile(r"第(\d+)条")
SETTLED = [*TO_SEND, DeliveryState.SENDING]


class Nursery:
    """Senders of this test's database, made quickly and killed without mercy."""

    def __init__(self, database: ScratchDatabase) -> None:
        environment = {
            **clean_environment(), "DJANGO_SETTINGS_MODULE": "zhiben.conf.settings", "ZHIBEN_LOG": "ERROR",
            "ZHIBEN_DATABASE_URL": database.url(), "ZHIBEN_DATA": str(django_settings.DATA),
            "ZHIBEN_INTERNAL_TARGETS": "127.0.0.0/8",
        }  # fmt: skip
        self.process = subprocess.Popen(
            [sys.executable, "-m", "zhiben.kernel.notifications.tests.nursery"], cwd=ROOT, env=environment, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        self.senders: list[int] = []
        assert self._read() == "ready"

    def make(self) -> None:
        assert self.process.stdin
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        self.senders.append(int(self._read()))

    def kill(self, which: int) -> None:
        signal_quietly(self.senders.pop(which), signal.SIGKILL)

    def close(self) -> None:
        while self.senders:
            self.kill(0)
        self.process.kill()
        self.process.wait()

    def _read(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline().strip()


@pytest.fixture
def nursery(scratch_database: ScratchDatabase, transactional_db: None, settings: Any) -> Iterator[Nursery]:
    settings.INTERNAL_TARGETS = ["127.0.0.0/8"]
    made = Nursery(scratch_database)
    yield made
    made.close()


class Unreliable:
    """Slow enough to be killed in between; refuses one in ten. ``accepted``: what it took."""

    def __init__(self) -> None:
        self.chance, self.accepted = random.Random(3), list[Heard]()

    def __call__(self, heard: Heard) -> Reply:
        time.sleep(self.chance.uniform(0.0, 0.02))
        if self.chance.random() < 0.1:
            return Reply(status=503)
        self.accepted.append(heard)
        return Reply(body=b'{"code": 0, "errcode": 0}')


@pytest.mark.slow
def test_killed_senders_lose_nothing_and_double_nothing_where_the_id_counts(nursery: Nursery) -> None:
    chance = random.Random(7)
    rude = Unreliable()
    with HttpSink(rude) as hook, HttpSink(rude) as gateway, HttpSink(Unreliable()) as group, SmtpSink() as post:
        webhook_channel(hook.url)
        sms_channel(gateway.url)
        bot = bot_channel(ChannelKind.DINGTALK, group.url)
        email_channel(post.port)
        user = person("林一", email="lin@example.cn", phone="13800001234")
        told = 0
        for _ in range(AT_ONCE):
            nursery.make()
        for _ in range(KILLS):
            told += _tell(user, told, 30)
            time.sleep(chance.uniform(0.1, 0.6))
            nursery.kill(chance.randrange(AT_ONCE))
            nursery.make()
        open_ones = Delivery.objects.filter(state__in=SETTLED).exclude(channel=bot)
        planned = Delivery.objects.exclude(channel=bot)
        assert wait_until(lambda: planned.count() == 3 * told and not open_ones.exists(), allowed(120), every=0.2), (
            planned.count(), 3 * told, Counter(open_ones.values_list("channel__kind", "state", "words")),
        )  # fmt: skip
        nursery.close()
        connection.close()
    _each_heard_once({h.headers["webhook-id"].removeprefix("msg_") for h in hook.heard}, ChannelKind.WEBHOOK, told)
    _each_heard_once({h.content["outId"] for h in gateway.heard}, ChannelKind.SMS, told)
    _each_heard_once({UUID(m["Message-ID"][1:].partition("@")[0]).hex for _, m in post.got}, ChannelKind.EMAIL, told)
    assert isinstance(group.respond, Unreliable)
    _never_said_twice(group.respond.accepted, bot.pk)
    assert len(group.heard) <= 20 * (1 + (group.heard[-1].when - group.heard[0].when) // 60)


def _tell(user: UUID, start: int, number: int) -> int:
    with acting_as(system_actor()):
        for n in range(number):
            notify(topic="overdue", title=f"第{start + n}条", at=now(), recipients=[user], link=f"/hazards/{start + n}/",
                   statutory=True)  # fmt: skip
    return number


def _each_heard_once(ids: set[str], kind: ChannelKind, told: int) -> None:
    """A receiver that keeps each id once has exactly what was told, and we say of all that it was handed over."""
    rows = Delivery.objects.filter(channel__kind=kind)
    assert {row.pk.hex for row in rows} == ids
    assert len(ids) == told
    assert set(rows.values_list("state", flat=True)) == {DeliveryState.HANDED}


def _never_said_twice(accepted: list[Heard], bot: UUID) -> None:
    """A group without ids: what was cut off is shown as maybe sent, and is not said again by itself."""
    said = Counter(n for heard in accepted for n in SAID.findall(heard.content["markdown"]["text"]))
    rows = Delivery.objects.filter(channel=bot).values_list("notification__title", "state")
    of_state = {state: {SAID.findall(title)[0] for title, held in rows if held == state} for state in DeliveryState}
    assert set(said.values()) == {1}
    assert of_state[DeliveryState.HANDED] <= set(said)
    assert set(said) <= of_state[DeliveryState.HANDED] | of_state[DeliveryState.UNCERTAIN]
    assert not of_state[DeliveryState.FAILED]
