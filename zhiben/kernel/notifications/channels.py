"""What a system administrator does with channels. Every act is recorded; a secret that is set is never shown again."""

import base64
import json
import os
import secrets as secrets_of
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.acts import record_act
from zhiben.kernel.access.models import User
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.errors import InvalidInput, NotPermitted, NotVisible, WrongState
from zhiben.kernel.crypto.sealing import seal
from zhiben.kernel.notifications.checking import check_place, clean_settings, without_blanks
from zhiben.kernel.notifications.models import Channel, Delivery, Notification, Reception
from zhiben.kernel.notifications.receipts import REPORT
from zhiben.kernel.notifications.senders.message import open_secrets
from zhiben.kernel.notifications.senders.webhook import PREFIX
from zhiben.kernel.notifications.terms import TO_LOOK_AT, ChannelKind, DeliveryState
from zhiben.kernel.notifications.topics import groups

OVERLAP: Final = timedelta(hours=24)
TRIAL: Final = "channel.test"
TRIAL_HOURS: Final = 1
SECRET_BYTES: Final = 32


@transaction.atomic
def add_channel(
    *, actor: Actor, kind: ChannelKind, name: str, agency_id: UUID, agency_name: str, path: str,
    settings: Mapping[str, Any], secrets: Mapping[str, str], at: datetime, topics: Sequence[str] = (),
) -> tuple[Channel, str]:  # fmt: skip
    """A new channel, in use at once, and what to hand to the other side, shown this once: the secret of a webhook, the
    key in the address to which a gateway reports; empty for the rest."""
    _must_administer(actor, path)
    given = dict(without_blanks(secrets))
    shown = _new_secret() if kind == ChannelKind.WEBHOOK else secrets_of.token_urlsafe(SECRET_BYTES)
    given |= {ChannelKind.WEBHOOK: {"secret": shown}, ChannelKind.SMS: {REPORT: shown}}.get(kind, {})
    channel = Channel(
        kind=kind, name=_name(name), agency_id=agency_id, agency_name=agency_name, path=path, topics=_topics(topics),
        settings=clean_settings(kind, settings, given), secrets=_seal(given), created_at=at,
    )  # fmt: skip
    channel.save(force_insert=True)
    _act(actor, "channel.add", channel, at)
    return channel, shown if kind in (ChannelKind.WEBHOOK, ChannelKind.SMS) else ""


@transaction.atomic
def change_channel(
    *, actor: Actor, channel_id: UUID, name: str, settings: Mapping[str, Any], secrets: Mapping[str, str],
    at: datetime, topics: Sequence[str] = (),
) -> Channel:  # fmt: skip
    """Secrets left blank stay what they are, unless they would now go to another server: then they are asked for again.
    Templates of a gateway are set by ``set_templates``."""
    channel = administered(actor, channel_id, lock=True)
    given = dict(without_blanks(secrets))
    kept = open_secrets(channel) | given
    cleaned = clean_settings(ChannelKind(channel.kind), settings, kept)
    check_place(ChannelKind(channel.kind), channel.settings, cleaned, kept=kept.keys() - given.keys())
    if "templates" in channel.settings:
        cleaned["templates"] = channel.settings["templates"]
    channel.name, channel.topics, channel.settings, channel.secrets = _name(name), _topics(topics), cleaned, _seal(kept)
    channel.save(update_fields=["name", "topics", "settings", "secrets"])
    _act(actor, "channel.change", channel, at)
    return channel


@transaction.atomic
def set_templates(*, actor: Actor, channel_id: UUID, templates: Mapping[str, Mapping[str, str]], at: datetime) -> None:
    """The texts a gateway's operator has approved, by group: ``{"deadlines": {"text": "…{title}…", "code": "…"}}``."""
    channel = administered(actor, channel_id, lock=True)
    if channel.kind != ChannelKind.SMS:
        raise WrongState("只有短信渠道有短信模板")
    known = {g.code for g in groups()}
    kept = {code: dict(one) for code, one in templates.items() if code in known and one.get("text", "").strip()}
    channel.settings = {**channel.settings, "templates": kept}
    channel.save(update_fields=["settings"])
    _act(actor, "channel.templates", channel, at, count=len(kept))


@transaction.atomic
def switch_channel(*, actor: Actor, channel_id: UUID, active: bool, at: datetime) -> Channel:
    """停用: nothing goes out and nothing new is planned for it. What waits goes out when it is in use again, in time."""
    channel = administered(actor, channel_id, lock=True)
    channel.active = active
    channel.save(update_fields=["active"])
    _act(actor, "channel.enable" if active else "channel.disable", channel, at)
    return channel


@transaction.atomic
def rotate_secret(*, actor: Actor, channel_id: UUID, at: datetime) -> str:
    """A new secret for a webhook, with which and the old one messages are signed for a day; a new key in the address of
    a gateway's reports, in place of the old one at once. Returns it: it is shown this once."""
    channel = administered(actor, channel_id, lock=True)
    kept = open_secrets(channel)
    if channel.kind == ChannelKind.WEBHOOK:
        made = _new_secret()
        until = str((at + OVERLAP).timestamp())
        kept |= {"previous": kept["secret"], "previous_until": until, "secret": made}
    elif channel.kind == ChannelKind.SMS:
        kept[REPORT] = made = secrets_of.token_urlsafe(SECRET_BYTES)
    else:
        raise WrongState("这种渠道没有由平台生成的密钥")
    channel.secrets = _seal(kept)
    channel.save(update_fields=["secrets"])
    _act(actor, "channel.rotate", channel, at)
    return made


@transaction.atomic
def try_channel(*, actor: Actor, channel_id: UUID, at: datetime) -> Delivery:
    """试发: a real message to the administrator's own address, or into the group, by the ordinary way."""
    channel = administered(actor, channel_id, lock=True)
    if not channel.active:
        raise WrongState("渠道已停用，启用后才能试发")
    if actor.user_id is None:
        raise NotPermitted("只有登录的管理员可以试发")
    topic = TRIAL
    if channel.kind == ChannelKind.EMAIL and not Reception.objects.filter(pk=actor.user_id).exclude(email_masked=""):
        raise WrongState("请先在“接收设置”里填写您自己的邮箱，试发会发到那里")
    if channel.kind == ChannelKind.SMS:
        topic = _trial_topic(channel, actor.user_id)
    notice = Notification.objects.create(
        user_id=actor.user_id, topic=topic, title=f"试发：{channel.name}", link="/messages", planned_at=at,
        body="这是一条试发的通知，收到即说明渠道可用。", created_at=at,
    )  # fmt: skip
    delivery = Delivery.objects.create(
        notification=notice, channel=channel, once=str(notice.pk), planned_at=at, not_before=at,
        give_up_at=at + timedelta(hours=TRIAL_HOURS),
    )  # fmt: skip
    _act(actor, "channel.try", channel, at)
    return delivery


@transaction.atomic
def send_again(*, actor: Actor, delivery_ids: Sequence[UUID], at: datetime) -> int:
    """重发 of what failed or may have been sent: a decision of a person, with the same id. Returns how many."""
    channels = Channel.objects.administered_by(actor)
    rows = Delivery.objects.select_for_update().filter(pk__in=delivery_ids, channel__in=channels, state__in=TO_LOOK_AT)
    chosen = list(rows)
    for row in chosen:
        patience = row.give_up_at - row.planned_at
        row.state, row.not_before, row.give_up_at = DeliveryState.WAITING, at, at + patience
    Delivery.objects.bulk_update(chosen, ["state", "not_before", "give_up_at"])
    for channel in channels.filter(pk__in={row.channel_id for row in chosen}):
        _act(actor, "channel.send_again", channel, at, count=sum(row.channel_id == channel.pk for row in chosen))
    return len(chosen)


def administered(actor: Actor, channel_id: UUID, *, lock: bool = False) -> Channel:
    """Raises NotVisible for a channel of another division."""
    rows = Channel.objects.administered_by(actor)
    found = (rows.select_for_update() if lock else rows).filter(pk=channel_id).first()
    if found is None:
        raise NotVisible("没有这个通知渠道，或者不归您管理")
    return found


def _must_administer(actor: Actor, path: str) -> None:
    if not actor.is_system and actor.role != Role.SYSTEM_ADMIN:
        raise NotPermitted("只有系统管理员可以设置通知渠道")
    if not actor.is_system and not path.startswith(actor.path):
        raise NotPermitted("只能为本辖区设置通知渠道")


def _trial_topic(channel: Channel, user_id: UUID) -> str:
    """A short message needs one of the approved texts: the trial uses the first."""
    written = channel.settings.get("templates", {})
    group = next((g for g in groups() if g.code in written), None)
    if group is None:
        raise WrongState("请先填写短信模板")
    if not User.objects.filter(pk=user_id).exclude(phone_cipher=None).exists():
        raise WrongState("请先在“接收设置”里填写您自己的手机号，试发会发到那里")
    return group.topics[0] if group.topics else TRIAL


def _name(name: str) -> str:
    if not name.strip() or len(name.strip()) > 64:
        raise InvalidInput.of("name", "请填写渠道名称，最多 64 个字")
    return name.strip()


def _topics(codes: Sequence[str]) -> list[str]:
    known = [g.code for g in groups()]
    return [code for code in known if code in codes]


def _new_secret() -> str:
    return PREFIX + base64.b64encode(os.urandom(SECRET_BYTES)).decode()


def _seal(secrets: Mapping[str, str]) -> bytes:
    return seal(json.dumps(dict(secrets), ensure_ascii=False))


def _act(actor: Actor, verb: str, channel: Channel, at: datetime, **detail: Any) -> None:
    record_act(
        actor=actor, verb=verb, at=at, object_kind="channel", object_id=channel.pk, name=channel.name,
        kind=channel.kind, **detail,
    )  # fmt: skip
