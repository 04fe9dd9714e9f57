"""How a message goes out, by kind of channel. Each takes what is to be said and returns what came of it."""

from zhiben.kernel.notifications.senders.bots import BotSender
from zhiben.kernel.notifications.senders.email import EmailSender
from zhiben.kernel.notifications.senders.message import Message, MessageSender
from zhiben.kernel.notifications.senders.sms import SmsSender
from zhiben.kernel.notifications.senders.webhook import WebhookSender
from zhiben.kernel.notifications.terms import ChannelKind

_SENDERS: dict[ChannelKind, type[MessageSender]] = {
    ChannelKind.EMAIL: EmailSender,
    ChannelKind.SMS: SmsSender,
    ChannelKind.WEBHOOK: WebhookSender,
    ChannelKind.WECOM: BotSender,
    ChannelKind.DINGTALK: BotSender,
}


def sender_class(kind: str) -> type[MessageSender]:
    return _SENDERS[ChannelKind(kind)]


__all__ = ["BotSender", "EmailSender", "Message", "MessageSender", "SmsSender", "WebhookSender", "sender_class"]
