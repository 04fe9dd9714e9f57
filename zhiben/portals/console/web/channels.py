"""通知渠道: what carries notices out of the platform, how each is doing, and what could not be handed over."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.clock import now
from zhiben.kernel.notifications import channels as verbs
from zhiben.kernel.notifications.circuit import is_open, is_probing
from zhiben.kernel.notifications.models import Attempt, Channel, ChannelHealth, Delivery
from zhiben.kernel.notifications.queries import Doing, doing_of, names_of
from zhiben.kernel.notifications.senders.message import absolute
from zhiben.kernel.notifications.terms import BOTS, TO_LOOK_AT, ChannelKind, DeliveryState
from zhiben.kernel.notifications.topics import group_of
from zhiben.kernel.ui.doors import open_to
from zhiben.kernel.ui.lists.actions import BulkAction, Empty, PageAction
from zhiben.kernel.ui.lists.columns import Column, Kind
from zhiben.kernel.ui.lists.filters import ChoiceFilter, DateRangeFilter, ToggleFilter
from zhiben.kernel.ui.lists.page import ListPage

ADMIN: Final = frozenset({Role.SYSTEM_ADMIN})
TONES: Final = {"正常": "green", "有失败": "orange", "暂停重试": "red", "停用": "", "尚未使用": "blue"}
STATE_TONES: Final = {
    "HANDED": "green",
    "CONFIRMED": "green",
    "FAILED": "red",
    "UNCERTAIN": "orange",
    "DEFERRED": "blue",
}
CRUMBS: Final = (("首页", "/home"), ("通知渠道", "/channels/"))
MEANINGS: Final = {
    ChannelKind.EMAIL: "经邮件服务器发到个人邮箱。",
    ChannelKind.SMS: "经短信网关发到个人手机，用报备过的短信模板。",
    ChannelKind.WEBHOOK: "把每条通知推送给另一个系统，带签名，按编号去重。",
    ChannelKind.WECOM: "发到企业微信群，每分钟最多二十条，多了合并成一条。",
    ChannelKind.DINGTALK: "发到钉钉群，每分钟最多二十条，多了合并成一条。",
}


def standing(channel: Channel) -> str:
    """One word for how it is doing."""
    health: ChannelHealth | None = getattr(channel, "health", None)
    if not channel.active:
        return "停用"
    if health is None or not (health.handed_at or health.failed_at):
        return "尚未使用"
    if is_probing(health) or is_open(health, now()):
        return "暂停重试"
    return "有失败" if health.failures else "正常"


class ChannelList(ListPage[Channel]):
    name, title = "channels", "通知渠道"
    meaning = "通知除了在平台内显示，还经哪些渠道发出，各自是否正常。"
    roles = ADMIN
    columns = (
        Column(key="name", label="名称"),
        Column(key="kind", label="方式", sort="kind"),
        Column(key="agency_name", label="服务单位", width="wide"),
        Column(key="standing", label="状况", kind=Kind.CHIP, value=standing, tones=TONES),
        Column(key="waiting", label="待发", kind=Kind.NUMBER, value=lambda c: c.doing.waiting),
        Column(key="odd", label="待处理", kind=Kind.NUMBER, value=lambda c: c.doing.to_look_at),
        Column(key="health__handed_at", label="最近交出", kind=Kind.MOMENT, value=lambda c: _health(c, "handed_at")),
        Column(key="health__words", label="最近失败原因", value=lambda c: _health(c, "words"), hidden=True),
    )
    filters = (ChoiceFilter(name="kind", label="方式", field="kind", choices=ChannelKind.choices),)
    default_sort = "kind"
    empty = Empty(
        why="还没有接入任何通知渠道：消息只在平台内显示，不会发到邮箱、手机或群里。",
        next_step="准备好邮件服务器、短信网关或群机器人后从这里接入。",
    )

    def rows(self, actor: Actor, at: datetime) -> QuerySet[Channel]:
        return Channel.objects.administered_by(actor).select_related("health")

    def prepare(self, rows: Sequence[Channel]) -> None:
        doing = doing_of([row.pk for row in rows], now())
        for row in rows:
            row.doing = doing.get(row.pk) or Doing()  # type: ignore[attr-defined]

    def row_url(self, row: Channel) -> str:
        return reverse("console:channel-page", args=[row.pk])

    def actions(self, actor: Actor) -> list[PageAction]:
        return [
            PageAction(label="发送记录", url=reverse("console:deliveries"), icon="history"),
            PageAction(label="接入渠道", url=reverse("console:channel-kinds"), primary=True),
        ]


def _health(channel: Channel, name: str) -> Any:
    return getattr(getattr(channel, "health", None), name, None)


def _send_again(*, actor: Actor, ids: Sequence[UUID], at: datetime, **_: Any) -> str:
    number = verbs.send_again(actor=actor, delivery_ids=ids, at=at)
    return f"{number} 条已排队重发。" if number else "所选的都不需要重发：只有失败和可能已发的可以重发。"


def _choices(actor: Actor) -> list[tuple[str, str]]:
    return [(str(c.pk), c.name) for c in Channel.objects.administered_by(actor).order_by("name")]


class DeliveryList(ListPage[Delivery]):
    name, title = "deliveries", "发送记录"
    meaning = "每条通知经每个渠道发出的情况。这里不显示通知的内容。"
    roles = ADMIN
    columns = (
        Column(key="who", label="收件人", value=lambda d: "群" if d.channel.kind in BOTS else d.who),
        Column(key="channel__name", label="渠道"),
        Column(key="topic", label="类别", value=lambda d: group_of(d.notification.topic).label),
        Column(key="state", label="状态", kind=Kind.CHIP, tones=STATE_TONES),
        Column(key="words", label="说明", value=lambda d: d.get_reason_display() or d.words, width="wide"),
        Column(key="attempts", label="次数", kind=Kind.NUMBER),
        Column(key="planned_at", label="安排时间", kind=Kind.MOMENT, sort="planned_at"),
        Column(key="handed_at", label="交出时间", kind=Kind.MOMENT),
    )
    filters = (
        ChoiceFilter(name="channel", label="渠道", field="channel_id", choices=_choices),
        ChoiceFilter(name="state", label="状态", field="state", choices=DeliveryState.choices),
        DateRangeFilter(name="planned", label="安排时间", field="planned_at"),
        ToggleFilter(name="odd", label="待处理", apply=lambda rows, actor, at: rows.filter(state__in=TO_LOOK_AT)),
    )
    totals_by, default_sort = "state", "-planned_at"
    bulk = (BulkAction(name="again", label="重发", run=_send_again, roles=ADMIN),)
    empty = Empty(why="还没有经渠道发出的通知。", next_step="接入渠道后，新的通知会出现在这里。")
    crumbs = CRUMBS

    def rows(self, actor: Actor, at: datetime) -> QuerySet[Delivery]:
        mine = Channel.objects.administered_by(actor)
        return Delivery.objects.filter(channel__in=mine).select_related("channel", "notification")

    def prepare(self, rows: Sequence[Delivery]) -> None:
        names = names_of(row.notification.user_id for row in rows)
        for row in rows:
            row.who = names.get(row.notification.user_id, "")  # type: ignore[attr-defined]


@open_to(ADMIN)
def kinds(request: HttpRequest) -> HttpResponse:
    context = {
        "kinds": [(kind, MEANINGS[kind], reverse("console:channel-new", args=[kind.value])) for kind in ChannelKind],
        "crumbs": [*CRUMBS, ("接入渠道", "")],
    }
    return render(request, "console/channel_kinds.html", context)


@open_to(ADMIN)
def page(request: HttpRequest, channel_id: UUID) -> HttpResponse:
    actor, at = actor_of(request), now()
    channel = verbs.administered(actor, channel_id)
    doing = doing_of([channel.pk], at).get(channel.pk) or Doing()
    odd = Delivery.objects.filter(channel=channel, state__in=TO_LOOK_AT).select_related("notification")
    failures = list(odd.order_by("-planned_at")[:20])
    names = names_of(row.notification.user_id for row in failures)
    tries = Attempt.objects.filter(delivery__channel=channel).order_by("-id")[:10]
    word = standing(channel)
    context = {
        "channel": channel, "standing": word, "tone": TONES[word], "doing": doing, "at": at,
        "health": ChannelHealth.objects.filter(channel=channel).first(), "tries": list(tries),
        "failures": [(row, "群" if channel.kind in BOTS else names.get(row.notification.user_id, ""),
                      group_of(row.notification.topic).label) for row in failures],
        "is_sms": channel.kind == ChannelKind.SMS, "is_webhook": channel.kind == ChannelKind.WEBHOOK,
        "deliveries": f"{reverse('console:deliveries')}?channel={channel.pk}",
        "crumbs": [*CRUMBS, (channel.name, "")],
    }  # fmt: skip
    return render(request, "console/channel_page.html", context)


@open_to(ADMIN)
def act(request: HttpRequest, channel_id: UUID) -> HttpResponse:
    """试发、停用、启用、更换密钥、重发: buttons of the channel's page."""
    back = HttpResponseRedirect(reverse("console:channel-page", args=[channel_id]))
    if request.method != "POST":
        return back
    messages.success(request, _do(request, actor_of(request), channel_id, now()))
    return back


def _do(request: HttpRequest, actor: Actor, channel_id: UUID, at: datetime) -> str:
    op = request.POST.get("op")
    if op == "try":
        verbs.try_channel(actor=actor, channel_id=channel_id, at=at)
        return "试发的通知已排队，几秒后刷新本页看结果。"
    if op == "rotate":
        channel = verbs.administered(actor, channel_id)
        return handed_over(channel, verbs.rotate_secret(actor=actor, channel_id=channel_id, at=at))
    if op == "again":
        verbs.administered(actor, channel_id)
        ids = [UUID(one) for one in request.POST.getlist("delivery") if _is_id(one)]
        return _send_again(actor=actor, ids=ids, at=at)
    changed = verbs.switch_channel(actor=actor, channel_id=channel_id, active=op == "enable", at=at)
    return "渠道已启用，等着的消息会接着发。" if changed.active else "渠道已停用，不再发出消息。"


def handed_over(channel: Channel, secret: str) -> str:
    """What the administrator must give to the other side, in a sentence that is shown once."""
    if channel.kind == ChannelKind.WEBHOOK:
        return f"签名密钥：{secret}（只显示这一次，请交给接收方；更换后旧密钥的签名再附带 24 小时）。"
    if channel.kind == ChannelKind.SMS:
        address = absolute(reverse("console:receipts", args=[channel.pk, secret]))
        return f"回执报送地址：{address}（只显示这一次，接回执时交给网关）。"
    return "请试发一条确认可用。"


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
