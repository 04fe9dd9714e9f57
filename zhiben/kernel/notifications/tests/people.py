"""Channels and recipients for tests of sending."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.access.models import Grant, User
from zhiben.kernel.access.terms import ReachKind, Role
from zhiben.kernel.base.clock import CHINA, day_of, now
from zhiben.kernel.base.ids import new_id
from zhiben.kernel.crypto.sealing import seal
from zhiben.kernel.notifications.channels import add_channel
from zhiben.kernel.notifications.models import Channel, Reception
from zhiben.kernel.notifications.parameters import QUIET_FROM, QUIET_TO
from zhiben.kernel.notifications.terms import ChannelKind
from zhiben.kernel.parameters.services import set_parameter
from zhiben.kernel.parameters.terms import Mark

AGENCY = new_id()
PATH = "35.3501.350102."
NOON = datetime(2026, 11, 18, 12, 0, tzinfo=CHINA)
NIGHT = datetime(2026, 11, 18, 23, 30, tzinfo=CHINA)


def person(name: str, *, email: str = "", phone: str = "", path: str = PATH, agency: UUID = AGENCY) -> UUID:
    user = User.objects.create(username=name, name=name, phone_cipher=seal(phone) if phone else None)
    Grant.objects.create(
        user=user, role=Role.INSPECTOR, reach=ReachKind.AGENCY, reach_id=agency, path=path, level="county",
        valid_from=min(now(), NOON) - timedelta(days=9),
    )  # fmt: skip
    if email:
        Reception.objects.create(user_id=user.pk, email_cipher=seal(email), email_masked="x***@example.cn")
    return user.pk


def never_quiet() -> None:
    """For tests by the real clock, which may run at night."""
    for key in (QUIET_FROM, QUIET_TO):
        set_parameter(
            actor=system_actor(), key=key, division_code="000000", path="", value=0, valid_from=day_of(now()),
            at=now(), source="试验", mark=Mark.OWN,
        )  # fmt: skip


def channel(kind: ChannelKind, *, path: str = "", agency: UUID = AGENCY, **given: Any) -> Channel:
    """``secrets`` and ``topics`` as ``add_channel`` takes them; everything else is a setting."""
    secrets, topics = given.pop("secrets", {}), given.pop("topics", ())
    templates = given.pop("templates", None)
    made, _ = add_channel(
        actor=system_actor(), kind=kind, name=f"{kind.label}一", agency_id=agency, agency_name="青峦县住建局", path=path,
        settings=given, secrets=secrets, at=NOON, topics=topics,
    )  # fmt: skip
    if templates:
        made.settings = {**made.settings, "templates": templates}
        made.save(update_fields=["settings"])
    return made


def email_channel(port: int, **given: Any) -> Channel:
    settings = {"host": "127.0.0.1", "port": port, "security": "plain", "from_address": "zhiben@example.cn", **given}
    return channel(ChannelKind.EMAIL, **settings)


def sms_channel(url: str, **given: Any) -> Channel:
    settings: dict[str, Any] = {
        "url": url, "body": '{"mobile": "{phone}", "content": "{text}", "outId": "{id}"}', "success_path": "code",
        "success_value": "0", "receipt_path": "data.sid", "knows_id": True,
        "templates": {"deadlines": {"text": "【治本】{title}", "code": "T1"}, "other": {"text": "【治本】{title}"}}, **given,
    }  # fmt: skip
    return channel(ChannelKind.SMS, **settings)


def webhook_channel(url: str, **given: Any) -> Channel:
    return channel(ChannelKind.WEBHOOK, url=url, **given)


def bot_channel(kind: ChannelKind, url: str, *, sign: str = "", **given: Any) -> Channel:
    return channel(kind, secrets={"url": url, "sign": sign}, **given)
