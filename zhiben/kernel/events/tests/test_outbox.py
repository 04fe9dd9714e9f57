"""The outbox: no fact without its event, each event handled once, a failure set aside, late commits not skipped."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

import psycopg
import pytest
from django.db import connection, transaction

from zhiben.kernel.base.clock import CHINA
from zhiben.kernel.events import reader, registry
from zhiben.kernel.events.models import FailedEvent, OutboxEvent
from zhiben.kernel.events.outbox import publish
from zhiben.kernel.testing.settling import wait_until_settled

AT = datetime(2026, 3, 2, 9, tzinfo=CHINA)
pytestmark = pytest.mark.django_db(transaction=True)


@dataclass(frozen=True, kw_only=True)
class Told:
    name: ClassVar[str] = "test.told"
    word: str


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    words: list[str] = []

    def hear(payload: dict[str, Any], at: datetime) -> None:
        if payload["word"] == "坏" and len(words) < 3:
            raise ValueError("not digestible")
        words.append(payload["word"])

    monkeypatch.setattr(registry, "_listeners", {"test.listener": {"test.told": hear}})
    return words


def drain() -> int:
    wait_until_settled("events_outboxevent")
    return reader.drain()


def test_each_event_is_handled_once_in_order(heard: list[str]) -> None:
    for word in "甲乙丙":
        publish(Told(word=word), at=AT)
    assert drain() == 3
    assert reader.drain() == 0
    assert heard == ["甲", "乙", "丙"]


def test_a_rolled_back_fact_leaves_no_event(heard: list[str]) -> None:
    with transaction.atomic():
        publish(Told(word="甲"), at=AT)
        transaction.set_rollback(True)
    assert reader.drain() == 0
    assert not OutboxEvent.objects.exists()


def test_an_indigestible_event_is_set_aside_and_tried_again(heard: list[str]) -> None:
    for word in "甲坏乙丙":
        publish(Told(word=word), at=AT)
    drain()
    assert heard == ["甲", "乙", "丙"]
    assert FailedEvent.objects.filter(settled_at=None).count() == 1

    assert reader.retry_failed() == 1
    assert heard == ["甲", "乙", "丙", "坏"]
    assert not FailedEvent.objects.filter(settled_at=None).exists()
    assert reader.retry_failed() == 0


def test_an_event_of_a_transaction_that_commits_late_is_not_skipped(heard: list[str]) -> None:
    """Ids are given before commits: a reader that went by ids alone would pass over the slow one."""
    parts = connection.settings_dict
    slow = psycopg.connect(
        host=parts["HOST"], port=parts["PORT"] or None, dbname=parts["NAME"], user=parts["USER"],
        password=parts["PASSWORD"] or None,
    )  # fmt: skip
    slow.execute("insert into events_outboxevent (name, payload, at) values ('test.told', '{\"word\": \"慢\"}', now())")
    publish(Told(word="快"), at=AT)

    assert reader.drain() == 0
    slow.commit()
    slow.close()
    drain()

    assert sorted(heard) == ["快", "慢"]
