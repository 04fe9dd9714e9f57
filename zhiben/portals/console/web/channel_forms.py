"""The forms of a channel: what each kind must be told, and the texts of short messages."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.errors import WrongState
from zhiben.kernel.notifications import channels as verbs
from zhiben.kernel.notifications.models import Channel
from zhiben.kernel.notifications.terms import ChannelKind
from zhiben.kernel.notifications.topics import groups
from zhiben.kernel.ui.doors import open_to
from zhiben.kernel.ui.forms.answer import answer_form
from zhiben.kernel.workflow.definition import Input, InputKind
from zhiben.portals.console.web.channels import ADMIN, CRUMBS, MEANINGS, handed_over
from zhiben.registry.agencies.public import agencies_below, agency

NUMBER, CHOICE, BOOL, LONG, MANY = (
    InputKind.NUMBER, InputKind.CHOICE, InputKind.BOOL, InputKind.LONGTEXT, InputKind.OFFICERS,
)  # fmt: skip
KEPT: Final = "不填表示不改"
SECURITY: Final = (
    ("tls", "全程加密（通常 465 端口）"),
    ("starttls", "连接后加密（通常 587 端口）"),
    ("plain", "不加密（只限内网）"),
)
FORMATS: Final = (("markdown", "带链接的格式"), ("text", "纯文字"))
BOT_URL: Final = Input(name="url", label="机器人地址", help="在群设置里添加机器人后复制；保存后不再显示")
BOT_REST: Final = (
    Input(name="format", label="消息格式", kind=CHOICE, choices=FORMATS),
    Input(name="per_minute", label="每分钟最多几条", kind=NUMBER, help="企业微信和钉钉都不超过 20 条，多了自动合并"),
)
SIGN: Final = Input(
    name="sign", label="加签密钥", required=False, help="安全设置选“加签”时填写，以 SEC 开头；保存后不再显示"
)
OF_KIND: Final[dict[ChannelKind, tuple[Input, ...]]] = {
    ChannelKind.EMAIL: (
        Input(name="host", label="邮件服务器"),
        Input(name="port", label="端口", kind=NUMBER),
        Input(name="security", label="加密方式", kind=CHOICE, choices=SECURITY),
        Input(name="from_address", label="发件邮箱"),
        Input(name="from_name", label="发件人名称", required=False),
        Input(name="username", label="用户名", required=False),
        Input(name="password", label="密码或授权码", required=False, help="保存后不再显示"),
    ),
    ChannelKind.SMS: (
        Input(name="url", label="网关地址", help="可以用 {phone}、{text}、{id}、{template}、{key}"),
        Input(name="body", label="请求内容", kind=LONG, required=False,
              help="{phone} 手机号，{text} 短信文字，{id} 消息编号，{template} 模板编号，{key} 密钥"),
        Input(name="body_kind", label="内容格式", kind=CHOICE, choices=(("json", "JSON"), ("form", "表单"))),
        Input(name="method", label="请求方式", kind=CHOICE, choices=tuple((m, m) for m in ("POST", "GET", "PUT"))),
        Input(name="headers", label="请求头", kind=LONG, required=False, help="每行一个，写成“名称: 值”"),
        Input(name="key", label="密钥", required=False, help="地址、内容和请求头里用 {key} 引用；保存后不再显示"),
        Input(name="success_path", label="成功标志的位置", required=False, help="答复里表示成功的字段，如 code 或 data.status"),
        Input(name="success_value", label="成功标志的值", required=False, help="如 0 或 OK"),
        Input(name="receipt_path", label="网关编号的位置", required=False, help="答复里网关给这条短信的编号，如 data.sid"),
        Input(name="report_id_path", label="回执里编号的位置", required=False, help="网关报送回执时用；不接回执就不填"),
        Input(name="report_path", label="回执里状态的位置", required=False),
        Input(name="report_value", label="表示已送达的状态值", required=False, help="如 DELIVRD"),
        Input(name="knows_id", label="网关按消息编号去重（同一编号重发不会再发一次）", kind=BOOL, required=False),
    ),
    ChannelKind.WEBHOOK: (Input(name="url", label="接收地址", help="签名密钥由平台生成，保存后显示一次"),),
    ChannelKind.WECOM: (BOT_URL, *BOT_REST),
    ChannelKind.DINGTALK: (BOT_URL, SIGN, *BOT_REST),
}  # fmt: skip
INITIALS: Final[dict[str, Any]] = {
    "port": 465, "security": "tls", "body_kind": "json", "method": "POST", "format": "markdown", "per_minute": 20,
}  # fmt: skip
SECRETS: Final = {
    ChannelKind.EMAIL: ("password",), ChannelKind.SMS: ("key",), ChannelKind.WEBHOOK: (),
    ChannelKind.WECOM: ("url",), ChannelKind.DINGTALK: ("url", "sign"),
}  # fmt: skip


def _common(kind: ChannelKind) -> tuple[Input, ...]:
    topics = tuple((g.code, g.label) for g in groups())
    name = Input(name="name", label="渠道名称", help=MEANINGS[kind])
    only = Input(
        name="topics", label="只发这些类别", kind=MANY, required=False, choices=topics, help="一个不选表示全部"
    )
    return name, only


def _agencies(actor: Actor) -> tuple[tuple[str, str], ...]:
    return tuple((str(a.pk), a.name) for a in agencies_below(actor.path))


@open_to(ADMIN)
def new(request: HttpRequest, kind: str) -> HttpResponse:
    if kind not in ChannelKind.values:
        raise Http404
    actor, at, chosen = actor_of(request), now(), ChannelKind(kind)
    name, only = _common(chosen)
    serves = Input(
        name="agency", label="服务单位", kind=CHOICE, choices=_agencies(actor), help="该单位辖区内的人经这个渠道通知"
    )
    inputs = (name, *OF_KIND[chosen], serves, only)

    def do(values: dict[str, Any]) -> tuple[str, str]:
        found = agency(UUID(values["agency"]))
        settings, secrets = _split(chosen, values)
        made, secret = verbs.add_channel(
            actor=actor, kind=chosen, name=values["name"], agency_id=found.pk, agency_name=found.name, path=found.path,
            settings=settings, secrets=secrets, topics=values["topics"], at=at,
        )  # fmt: skip
        return f"{made.name}已接入。{handed_over(made, secret)}", reverse("console:channel-page", args=[made.pk])

    return answer_form(
        request, inputs=inputs, do=do, title=f"接入{chosen.label}", back=reverse("console:channels"), crumbs=CRUMBS,
        initials={**INITIALS, "name": chosen.label, "agency": str(actor.reach_id)},
    )  # fmt: skip


@open_to(ADMIN)
def change(request: HttpRequest, channel_id: UUID) -> HttpResponse:
    actor, at = actor_of(request), now()
    channel = verbs.administered(actor, channel_id)
    kind = ChannelKind(channel.kind)
    name, only = _common(kind)
    inputs = (name, *(_kept(one, kind) for one in OF_KIND[kind]), only)
    back = reverse("console:channel-page", args=[channel_id])

    def do(values: dict[str, Any]) -> tuple[str, str]:
        settings, secrets = _split(kind, values)
        verbs.change_channel(
            actor=actor, channel_id=channel_id, name=values["name"], settings=settings, secrets=secrets,
            topics=values["topics"], at=at,
        )  # fmt: skip
        return "设置已保存。", back

    return answer_form(
        request,
        inputs=inputs,
        do=do,
        title=f"修改{channel.name}",
        back=back,
        crumbs=CRUMBS,
        initials=_initials(channel),
    )


@open_to(ADMIN)
def templates(request: HttpRequest, channel_id: UUID) -> HttpResponse:
    """短信模板: one text for each group of topics; a group without one is not sent as a short message."""
    actor, at = actor_of(request), now()
    channel = verbs.administered(actor, channel_id)
    if channel.kind != ChannelKind.SMS:
        raise WrongState("只有短信渠道有短信模板")
    back, held = reverse("console:channel-page", args=[channel_id]), channel.settings.get("templates", {})
    inputs: list[Input] = []
    for g in groups():
        help_ = "填写报备过的文字；{title} 标题，{body} 内容，{link} 链接"
        inputs.append(Input(name=f"text_{g.code}", label=f"{g.label}：文字", kind=LONG, required=False, help=help_))
        inputs.append(Input(name=f"code_{g.code}", label=f"{g.label}：模板编号", required=False))

    def do(values: dict[str, Any]) -> tuple[str, str]:
        written = {g.code: {"text": values[f"text_{g.code}"], "code": values[f"code_{g.code}"]} for g in groups()}
        verbs.set_templates(actor=actor, channel_id=channel_id, templates=written, at=at)
        return "短信模板已保存，没有填写的类别不发短信。", back

    initials = {f"{part}_{code}": one.get(part, "") for code, one in held.items() for part in ("text", "code")}
    return answer_form(
        request, inputs=inputs, do=do, title=f"{channel.name}的短信模板", back=back, crumbs=CRUMBS, initials=initials,
        lead="短信只能发报备过的文字。没有填写的类别不发短信，发送记录里会写明。",
    )  # fmt: skip


def _split(kind: ChannelKind, values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    names = {one.name for one in OF_KIND[kind]}
    secret = SECRETS[kind]
    settings = {name: values[name] for name in names if name not in secret}
    return settings, {name: values[name] for name in secret}


def _kept(one: Input, kind: ChannelKind) -> Input:
    if one.name not in SECRETS[kind]:
        return one
    return Input(name=one.name, label=one.label, required=False, help=KEPT)


def _initials(channel: Channel) -> dict[str, Any]:
    lines = "\n".join(f"{name}: {value}" for name, value in channel.settings.get("headers", {}).items())
    return {**channel.settings, "headers": lines, "name": channel.name, "topics": channel.topics}
