"""Each kind of channel says what it must to the other side, and understands the answer."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from standardwebhooks.webhooks import Webhook

from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.base.clock import now
from zhiben.kernel.notifications.channels import rotate_secret
from zhiben.kernel.notifications.models import Channel, ChannelHealth, Delivery
from zhiben.kernel.notifications.planning import plan
from zhiben.kernel.notifications.senders.message import open_secrets
from zhiben.kernel.notifications.sending import serve
from zhiben.kernel.notifications.services import notify
from zhiben.kernel.notifications.terms import ChannelKind, DeliveryState
from zhiben.kernel.notifications.tests.people import (
    NOON,
    bot_channel,
    email_channel,
    person,
    sms_channel,
    webhook_channel,
)
from zhiben.kernel.notifications.tests.sinks import Heard, HttpSink, Reply, SmtpSink

pytestmark = pytest.mark.django_db


def tell(user: UUID, title: str = "隐患已逾期", **given: Any) -> None:
    notify(**{
        "topic": "overdue", "title": title, "body": "请尽快办理。", "link": "/hazards/1/", "at": NOON,
        "recipients": [user], **given,
    })  # fmt: skip


def hand_over(channel: Channel) -> list[Delivery]:
    plan(at=NOON)
    serve(channel, clock=lambda: NOON)
    return list(Delivery.objects.filter(channel=channel).order_by("id"))


def test_a_mail_carries_its_own_id_and_a_link_to_the_page(settings: Any) -> None:
    settings.BASE_URL = "https://zb.example.cn"
    with SmtpSink() as sink:
        channel = email_channel(sink.port, from_name="治本平台")
        tell(person("林一", email="lin@example.cn"))
        (delivery,) = hand_over(channel)
    ((to, mail),) = sink.got
    assert (delivery.state, delivery.receipt, delivery.attempts) == (DeliveryState.HANDED, "queued as 42", 1)
    assert (to, mail["Subject"], mail["Message-ID"]) == (
        "lin@example.cn", "隐患已逾期", f"<{delivery.pk}@zb.example.cn>",
    )  # fmt: skip
    assert "https://zb.example.cn/hazards/1/" in mail.get_content()
    assert mail["List-Unsubscribe"] == "<https://zb.example.cn/messages/settings>"


def test_what_the_law_demands_to_be_served_offers_no_way_out() -> None:
    with SmtpSink() as sink:
        channel = email_channel(sink.port)
        tell(person("林一", email="lin@example.cn"), statutory=True)
        hand_over(channel)
    assert sink.got[0][1]["List-Unsubscribe"] is None


def test_an_address_the_server_does_not_know_fails_at_once_and_is_no_fault_of_the_channel() -> None:
    with SmtpSink(answers={"RCPT": "550 no such user"}) as sink:
        channel = email_channel(sink.port)
        tell(person("林一", email="gone@example.cn"))
        (delivery,) = hand_over(channel)
    assert (delivery.state, delivery.words) == (DeliveryState.FAILED, "邮件服务器答复 550 no such user")
    assert ChannelHealth.objects.get(channel=channel).failures == 0


def test_a_server_that_is_busy_is_asked_again_later() -> None:
    with SmtpSink(answers={"DATA": "451 try later"}) as sink:
        channel = email_channel(sink.port)
        tell(person("林一", email="lin@example.cn"))
        (delivery,) = hand_over(channel)
    assert delivery.state == DeliveryState.WAITING
    assert timedelta(seconds=4) <= delivery.not_before - NOON <= timedelta(seconds=6)


def test_a_pushed_message_verifies_with_the_official_library() -> None:
    with HttpSink() as sink:
        channel = webhook_channel(sink.url)
        secret = open_secrets(channel)["secret"]
        tell(person("林一"))
        plan(at=NOON)
        serve(channel, clock=now)
    (heard,) = sink.heard
    verified = Webhook(secret).verify(heard.body.decode(), heard.headers)
    delivery = Delivery.objects.get(channel=channel)
    assert verified["type"] == "notification.created"
    assert verified["data"]["title"] == "隐患已逾期"
    assert heard.headers["webhook-id"] == f"msg_{delivery.pk.hex}"
    assert delivery.state == DeliveryState.HANDED


def test_for_a_day_after_a_change_of_secret_both_verify() -> None:
    with HttpSink() as sink:
        channel = webhook_channel(sink.url)
        old = open_secrets(channel)["secret"]
        new = rotate_secret(actor=system_actor(), channel_id=channel.pk, at=now())
        tell(person("林一"))
        plan(at=NOON)
        serve(Channel.objects.get(pk=channel.pk), clock=now)
    (heard,) = sink.heard
    for secret in (old, new):
        Webhook(secret).verify(heard.body.decode(), heard.headers)
    assert len(heard.headers["webhook-signature"].split()) == 2


def test_a_gateway_gets_phone_text_and_id_and_its_own_number_is_kept() -> None:
    with HttpSink(lambda heard: Reply(body=b'{"code": 0, "data": {"sid": "S-77"}}')) as sink:
        channel = sms_channel(sink.url)
        tell(person("林一", phone="13800001234"), title='含"引号"与{phone}的标题')
        (delivery,) = hand_over(channel)
    assert sink.heard[0].content == {
        "mobile": "13800001234", "content": '【治本】含"引号"与{phone}的标题', "outId": delivery.pk.hex,
    }  # fmt: skip
    assert (delivery.state, delivery.receipt) == (DeliveryState.HANDED, "S-77")


def test_a_form_and_an_address_are_filled_in_as_their_places_demand() -> None:
    with HttpSink() as sink:
        channel = sms_channel(
            f"{sink.url}?to={{phone}}&k={{key}}", body="content={text}", body_kind="form", success_path="",
            success_value="", headers="X-Token: {key}", secrets={"key": "k&1"},
        )  # fmt: skip
        tell(person("林一", phone="13800001234"), title="甲&乙=丙")
        (delivery,) = hand_over(channel)
    (heard,) = sink.heard
    assert heard.path == "/hook?to=13800001234&k=k%261"
    assert heard.body.decode() == "content=%E3%80%90%E6%B2%BB%E6%9C%AC%E3%80%91%E7%94%B2%26%E4%B9%99%3D%E4%B8%99"
    assert delivery.state == DeliveryState.HANDED


def test_a_gateway_that_says_200_but_no_has_not_taken_it() -> None:
    with HttpSink(lambda heard: Reply(body=b'{"code": 7}')) as sink:
        channel = sms_channel(sink.url)
        tell(person("林一", phone="13800001234"))
        (delivery,) = hand_over(channel)
    assert (delivery.state, delivery.words) == (DeliveryState.WAITING, "短信网关没有接受：7")


@pytest.mark.parametrize("sid", [b"S\\u0000-9", b"S\\ud800-9"])
def test_an_answer_with_letters_that_cannot_be_stored_still_counts_as_taken(sid: bytes) -> None:
    with HttpSink(lambda heard: Reply(body=b'{"code": 0, "data": {"sid": "' + sid + b'"}}')) as sink:
        channel = sms_channel(sink.url)
        tell(person("林一", phone="13800001234"))
        (delivery,) = hand_over(channel)
    assert (delivery.state, delivery.receipt) == (DeliveryState.HANDED, "S-9")


@pytest.mark.parametrize("body", [b"<html>OK</html>", b"", b"x" * 200_000])
@pytest.mark.parametrize(("knows_id", "state"), [(True, DeliveryState.WAITING), (False, DeliveryState.UNCERTAIN)])
def test_an_answer_that_says_nothing_leaves_it_open_whether_it_was_taken(
    body: bytes, knows_id: bool, state: DeliveryState
) -> None:
    with HttpSink(lambda heard: Reply(body=body)) as sink:
        channel = sms_channel(sink.url, knows_id=knows_id)
        tell(person("林一", phone="13800001234"))
        (delivery,) = hand_over(channel)
    assert (delivery.state, delivery.words) == (state, "短信网关的答复读不懂")


def good(heard: Heard) -> Reply:
    return Reply(body=b'{"errcode": 0, "errmsg": "ok"}')


def test_wecom_speaks_once_to_the_group_however_many_are_told() -> None:
    with HttpSink(good) as sink:
        channel = bot_channel(ChannelKind.WECOM, sink.url + "?key=k")
        users = [person("林一"), person("陈二")]
        notify(topic="overdue", title="[链接](http://x) <@all>", link="/hazards/1/", at=NOON, recipients=users)
        (delivery,) = hand_over(channel)
    (heard,) = sink.heard
    assert heard.path == "/hook?key=k"
    assert heard.content["msgtype"] == "markdown"
    assert heard.content["markdown"]["content"].startswith("**［链接］(http://x) ＜@all＞**")
    assert delivery.state == DeliveryState.HANDED


def test_dingtalk_signs_its_address() -> None:
    with HttpSink(good) as sink:
        channel = bot_channel(ChannelKind.DINGTALK, sink.url + "?access_token=t", sign="SECabc")
        tell(person("林一"))
        hand_over(channel)
    path = sink.heard[0].path
    assert path.startswith(f"/hook?access_token=t&timestamp={int(NOON.timestamp() * 1000)}&sign=")
    assert sink.heard[0].content["markdown"]["title"] == "隐患已逾期"


@pytest.mark.parametrize(
    ("kind", "code", "words", "rest"),
    [
        (ChannelKind.DINGTALK, 310000, "机器人没有接受（310000）：签名、关键词或来源地址与机器人的安全设置不符", 0),
        (ChannelKind.DINGTALK, 130101, "发得太快，机器人要求暂停", 600),
        (ChannelKind.WECOM, 45009, "发得太快，机器人要求暂停", 60),
        (ChannelKind.WECOM, 93000, "机器人没有接受（93000）：机器人地址不对，或者机器人已被移除", 0),
    ],
)
def test_a_bot_that_says_200_but_an_error_has_not_taken_it(kind: ChannelKind, code: int, words: str, rest: int) -> None:
    with HttpSink(lambda heard: Reply(body=b'{"errcode": %d, "errmsg": "no"}' % code)) as sink:
        channel = bot_channel(kind, sink.url)
        tell(person("林一"))
        (delivery,) = hand_over(channel)
    health = ChannelHealth.objects.get(channel=channel)
    assert (delivery.state, delivery.words) == (DeliveryState.WAITING, words)
    assert health.open_until == (NOON + timedelta(seconds=rest) if rest else None)


def test_a_bot_whose_answer_cannot_be_read_is_not_asked_again() -> None:
    with HttpSink(lambda heard: Reply(body=b"busy")) as sink:
        channel = bot_channel(ChannelKind.WECOM, sink.url)
        tell(person("林一"))
        (delivery,) = hand_over(channel)
        serve(channel, clock=lambda: NOON + timedelta(hours=1))
    assert delivery.state == DeliveryState.UNCERTAIN
    assert len(sink.heard) == 1


def test_a_text_bot_says_it_without_markup() -> None:
    with HttpSink(good) as sink:
        channel = bot_channel(ChannelKind.WECOM, sink.url, format="text")
        tell(person("林一"))
        hand_over(channel)
    content = sink.heard[0].content
    assert content["msgtype"] == "text"
    assert content["text"]["content"].splitlines()[:2] == ["隐患已逾期", "请尽快办理。"]
