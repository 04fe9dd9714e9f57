"""Pushing to another system as Standard Webhooks describes: id, moment and HMAC-SHA256 signature in three headers."""

import base64
import hashlib
import hmac
import json
from datetime import datetime
from typing import Any

from zhiben.kernel.net.calling import Call, Caller
from zhiben.kernel.notifications.outcome import Outcome
from zhiben.kernel.notifications.senders.message import Message, MessageSender

PREFIX = "whsec_"


def signature(secret: str, message_id: str, seconds: int, body: bytes) -> str:
    """``v1,`` and the signature over id, moment and body."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = hmac.new(key, f"{message_id}.{seconds}.".encode() + body, hashlib.sha256).digest()
    return "v1," + base64.b64encode(signed).decode()


class WebhookSender(MessageSender):
    _caller: Caller | None = None

    def attempt(self, message: Message, at: datetime) -> Outcome:
        if self._caller is None:
            self._caller = Caller(seconds=self.seconds, keep=True)
        answer = self._caller.call(self.call(message, at))
        if 200 <= answer.status < 300:
            return Outcome.handed(f"答复 {answer.status}")
        return Outcome.failed(f"对方答复 {answer.status}", rest=60 if answer.status == 429 else 0)

    def call(self, message: Message, at: datetime) -> Call:
        """Two signatures while the previous secret is still good, so that the receiver may change over in between."""
        body = json.dumps(_content(message), ensure_ascii=False, separators=(",", ":")).encode()
        message_id, seconds = f"msg_{message.id.hex}", int(at.timestamp())
        secrets = [self.secrets["secret"]]
        if self.secrets.get("previous") and at.timestamp() < float(self.secrets["previous_until"]):
            secrets.append(self.secrets["previous"])
        return Call(url=str(self.options["url"]), body=body, headers={
            "Content-Type": "application/json; charset=utf-8", "webhook-id": message_id,
            "webhook-timestamp": str(seconds),
            "webhook-signature": " ".join(signature(one, message_id, seconds, body) for one in secrets),
        })  # fmt: skip

    def close(self) -> None:
        if self._caller is not None:
            self._caller.close()
            self._caller = None


def _content(message: Message) -> dict[str, Any]:
    return {
        "type": "notification.created",
        "timestamp": message.created_at.isoformat(),
        "data": {
            "topic": message.topic, "title": message.title, "body": message.body, "link": message.address_of_page,
            "statutory": message.statutory,
            "recipient": {"id": str(message.recipient_id), "name": message.recipient},
            "case": {"kind": message.case_kind, "id": str(message.case_id)} if message.case_id else None,
        },
    }  # fmt: skip
