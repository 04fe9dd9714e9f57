"""Bots in the chats of WeCom and DingTalk. They know no id and allow twenty messages a minute: many become a digest."""

import base64
import hashlib
import hmac
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar, Final
from urllib.parse import quote

from zhiben.kernel.net.calling import UNCLEAR, Answer, Call, Caller
from zhiben.kernel.notifications.outcome import Outcome
from zhiben.kernel.notifications.senders.message import Message, MessageSender, absolute, guarded
from zhiben.kernel.notifications.terms import ChannelKind

# Bytes of one markdown message. The vendors' own limits are 4096 and about 20000.
LARGEST: Final = {ChannelKind.WECOM: 4000, ChannelKind.DINGTALK: 15000}
LARGEST_PLAIN: Final = 2000
LONGEST_BODY: Final = 900
BUSY: Final = {
    ChannelKind.WECOM: {45009: 60, 45033: 60},
    ChannelKind.DINGTALK: {130101: 600, 130102: 600, 410100: 600, -1: 30},  # blocked for ten minutes after the limit
}
REASONS: Final = {
    (ChannelKind.DINGTALK, 310000): "签名、关键词或来源地址与机器人的安全设置不符",
    (ChannelKind.DINGTALK, 300001): "机器人地址不对",
    (ChannelKind.WECOM, 93000): "机器人地址不对，或者机器人已被移除",
}
DULL: Final = str.maketrans(
    "[]<>`*_#\\|", "［］＜＞｀＊＿＃＼｜"
)  # nothing typed by somebody may act as markup or call people
PAGE: Final = "/messages"


class BotSender(MessageSender):
    abreast: ClassVar[int] = 1

    def knows_repeats(self, message: Message) -> bool:
        return False

    def attempt(self, message: Message, at: datetime) -> Outcome:
        return self.say(message.title, _plain(message) if self.is_plain else _markdown(message), at)

    def send_digest(self, messages: Sequence[Message], at: datetime) -> Outcome:
        """All of them as one message: how many, and as many titles with links as there is room for."""
        return guarded(lambda: self.say(f"{len(messages)} 条通知", self.digest_text(messages), at))

    @property
    def is_plain(self) -> bool:
        return self.options.get("format") == "text"

    def say(self, title: str, text: str, at: datetime) -> Outcome:
        caller = Caller(seconds=self.seconds)
        try:
            return self._judge(caller.call(self.call(title, text, at)))
        finally:
            caller.close()

    def call(self, title: str, text: str, at: datetime) -> Call:
        body: dict[str, Any]
        if self.is_plain:
            body = {"msgtype": "text", "text": {"content": text}}
        elif self.kind == ChannelKind.WECOM:
            body = {"msgtype": "markdown", "markdown": {"content": text}}
        else:
            body = {"msgtype": "markdown", "markdown": {"title": title.translate(DULL), "text": text}}
        headers = {"Content-Type": "application/json; charset=utf-8"}
        return Call(url=self._url(at), body=json.dumps(body, ensure_ascii=False).encode(), headers=headers)

    def digest_text(self, messages: Sequence[Message]) -> str:
        write, gap = (_plain_line, "\n") if self.is_plain else (_markdown_line, "\n\n")
        lines = [f"{len(messages)} 条通知" if self.is_plain else f"**{len(messages)} 条通知**"]
        room = (LARGEST_PLAIN if self.is_plain else LARGEST[ChannelKind(self.kind)]) - 300
        for n, message in enumerate(messages):
            line = write(message)
            room -= len(line.encode()) + len(gap)
            if room < 0:
                lines.append(f"另有 {len(messages) - n} 条，请到平台查看：{absolute(PAGE)}")
                break
            lines.append(line)
        return gap.join(lines)

    def _url(self, at: datetime) -> str:
        url = self.secrets["url"]
        secret = self.secrets.get("sign")
        if not secret or self.kind != ChannelKind.DINGTALK:
            return url
        moment = str(int(at.timestamp() * 1000))
        signed = hmac.new(secret.encode(), f"{moment}\n{secret}".encode(), hashlib.sha256).digest()
        return f"{url}&timestamp={moment}&sign={quote(base64.b64encode(signed).decode(), safe='')}"

    def _judge(self, answer: Answer) -> Outcome:
        """Both say 200 whatever happens; ``errcode`` tells."""
        kind = ChannelKind(self.kind)
        if answer.status == 429 or (answer.status >= 500 and answer.status not in UNCLEAR):
            return Outcome.failed(f"机器人答复 {answer.status}", rest=60 if answer.status == 429 else 0)
        if answer.status in UNCLEAR:
            return Outcome.unknown(f"机器人答复 {answer.status}")
        try:
            content = json.loads(answer.body) if answer.whole else {}
            code = int(content["errcode"])
        except (ValueError, KeyError, TypeError):
            return Outcome.unknown(f"机器人的答复读不懂（{answer.status}）")
        if code == 0:
            return Outcome.handed()
        words = REASONS.get((kind, code)) or str(content.get("errmsg", ""))[:120]
        rest = BUSY[kind].get(code, 0)
        return Outcome.failed(
            f"机器人没有接受（{code}）：{words}" if not rest else "发得太快，机器人要求暂停", rest=rest
        )


def _markdown(message: Message) -> str:
    look = f"[查看办理]({message.address_of_page})" if message.link else ""
    title, body = f"**{message.title.translate(DULL)}**", message.body.translate(DULL)[:LONGEST_BODY]
    return "\n\n".join(part for part in (title, body, look) if part)


def _plain(message: Message) -> str:
    return "\n".join(
        part for part in (message.title, message.body[: LONGEST_BODY // 3], message.address_of_page) if part
    )


def _markdown_line(message: Message) -> str:
    title = message.title.translate(DULL)
    return f"- [{title}]({message.address_of_page})" if message.link else f"- {title}"


def _plain_line(message: Message) -> str:
    return f"{message.title} {message.address_of_page}".strip()
