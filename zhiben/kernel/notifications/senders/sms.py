"""Short messages through whatever gateway there is: an HTTP call whose every part is written by the administrator."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from zhiben.kernel.net.calling import UNCLEAR, Answer, Call, Caller
from zhiben.kernel.net.failures import Undeliverable
from zhiben.kernel.notifications.outcome import Outcome
from zhiben.kernel.notifications.senders.message import Message, MessageSender

JSON, FORM = "json", "form"
TYPES = {JSON: "application/json; charset=utf-8", FORM: "application/x-www-form-urlencoded; charset=utf-8"}


def fill(pattern: str, values: Mapping[str, str]) -> str:
    """Blanks ``{phone}`` and so on, all at once: what is filled in is not looked at again."""
    parts = pattern.split("{")
    out = [parts[0]]
    for part in parts[1:]:
        name, closed, rest = part.partition("}")
        out.append(values[name] + rest if closed and name in values else "{" + part)
    return "".join(out)


def look_up(content: Any, path: str) -> Any:
    """``data.0.code`` in nested JSON; None where there is no such place."""
    for step in path.split("."):
        if isinstance(content, list) and step.isdigit() and int(step) < len(content):
            content = content[int(step)]
        elif isinstance(content, dict):
            content = content.get(step)
        else:
            return None
    return content


class SmsSender(MessageSender):
    _caller: Caller | None = None

    def knows_repeats(self, message: Message) -> bool:
        """Where the gateway does not go by our id, only what the law demands is risked twice."""
        return bool(self.options.get("knows_id")) or message.statutory

    def attempt(self, message: Message, at: datetime) -> Outcome:
        if self._caller is None:
            self._caller = Caller(seconds=self.seconds, keep=bool(self.options.get("knows_id")))
        answer = self._caller.call(self.call(message))
        if answer.status in UNCLEAR:
            return Outcome.unknown(f"短信网关答复 {answer.status}")
        if not 200 <= answer.status < 300:
            return Outcome.failed(f"短信网关答复 {answer.status}", rest=60 if answer.status == 429 else 0)
        return self._judge(answer)

    def call(self, message: Message) -> Call:
        template = self.options.get("templates", {}).get(message.group) or {}
        if not template:
            raise Undeliverable("这类消息没有短信模板")
        text = fill(template["text"], {"title": message.title, "body": message.body, "link": message.address_of_page})
        values = {
            "phone": message.address, "text": text, "id": message.id.hex, "template": template.get("code", ""),
            "key": self.secrets.get("key", ""),
        }  # fmt: skip
        kind = str(self.options.get("body_kind", JSON))
        headers = {name: fill(value, values) for name, value in self.options.get("headers", {}).items()}
        return Call(
            url=fill(str(self.options["url"]), {name: quote(value, safe="") for name, value in values.items()}),
            method=str(self.options.get("method", "POST")), body=_body(str(self.options.get("body", "")), kind, values),
            headers={"Content-Type": TYPES[kind], **{name: " ".join(v.split()) for name, v in headers.items()}},
        )  # fmt: skip

    def close(self) -> None:
        if self._caller is not None:
            self._caller.close()
            self._caller = None

    def _judge(self, answer: Answer) -> Outcome:
        """A gateway says 200 to everything: whether it took the message stands in the body."""
        path = str(self.options.get("success_path", ""))
        if not path:
            return Outcome.handed(f"答复 {answer.status}")
        try:
            content = json.loads(answer.body) if answer.whole else None
        except ValueError:
            content = None
        if content is None:
            return Outcome.unknown("短信网关的答复读不懂")
        said = look_up(content, path)
        if str(said) != str(self.options.get("success_value", "")):
            return Outcome.failed(f"短信网关没有接受：{said}")
        receipt = look_up(content, str(self.options.get("receipt_path", ""))) or ""
        return Outcome.handed(str(receipt))


def _body(pattern: str, kind: str, values: Mapping[str, str]) -> bytes:
    """Each value is written as its place demands, so that no text can break out of it."""
    if kind == FORM:
        return urlencode([(name, fill(value, values)) for name, value in parse_qsl(pattern, True)]).encode()
    return json.dumps(_filled(json.loads(pattern or "{}"), values), ensure_ascii=False).encode()


def _filled(content: Any, values: Mapping[str, str]) -> Any:
    if isinstance(content, str):
        return fill(content, values)
    if isinstance(content, list):
        return [_filled(one, values) for one in content]
    if isinstance(content, dict):
        return {name: _filled(one, values) for name, one in content.items()}
    return content
