"""Mail. The Message-ID is the message's own, so that a store that keeps each id once keeps a repeat once."""

from datetime import datetime
from email.header import Header
from email.mime.text import MIMEText
from email.utils import format_datetime, formataddr
from urllib.parse import urlsplit

from django.conf import settings

from zhiben.kernel.net.failures import Undeliverable
from zhiben.kernel.net.mail import MailServer, MailSession, Security
from zhiben.kernel.notifications.outcome import Outcome
from zhiben.kernel.notifications.senders.message import Message, MessageSender, absolute

SETTINGS_PAGE = "/messages/settings"


def is_address(text: str) -> bool:
    """Whether it looks like an e-mail address that a server will take."""
    name, at, host = text.rpartition("@")
    plain = text.isascii() and text.isprintable() and not any(c in ' <>()[],;:\\"' for c in text)
    return bool(name and at and "." in host and plain and len(text) <= 254)


def _one_line(text: str) -> str:
    """Nothing typed by somebody may begin a header of its own."""
    return " ".join(text.split())


class EmailSender(MessageSender):
    _session: MailSession | None = None

    def attempt(self, message: Message, at: datetime) -> Outcome:
        if self._session is None:
            self._session = MailSession(self._server(), seconds=self.seconds)
        letter = self.letter(message)
        sender = str(self.options["from_address"])
        return Outcome.handed(self._session.hand_over(letter, sender=sender, recipient=message.address))

    def letter(self, message: Message) -> MIMEText:
        """By the older half of the standard library: the newer one takes a hundred times as long for the same."""
        sender = str(self.options["from_address"])
        if not is_address(message.address) or not is_address(sender):
            raise Undeliverable("邮箱地址写得不对")
        letter = MIMEText(self._text(message), "plain", "utf-8")
        letter["From"] = formataddr((_one_line(str(self.options.get("from_name", ""))), sender), "utf-8")
        letter["To"] = formataddr((_one_line(message.recipient), message.address), "utf-8")
        letter["Subject"] = Header(_one_line(message.title), "utf-8").encode()
        letter["Date"] = format_datetime(message.created_at)
        letter["Message-ID"] = f"<{message.id}@{urlsplit(settings.BASE_URL).hostname or 'zhiben'}>"
        letter["Auto-Submitted"] = "auto-generated"
        if not message.statutory:
            letter["List-Unsubscribe"] = f"<{absolute(SETTINGS_PAGE)}>"
        return letter

    def close(self) -> None:
        if self._session is not None:
            self._session.close()
            self._session = None

    def _text(self, message: Message) -> str:
        look = f"查看办理：{message.address_of_page}" if message.link else ""
        foot = "" if message.statutory else f"不想再收到这类邮件，可以在这里关闭：{absolute(SETTINGS_PAGE)}"
        return "\n\n".join(part for part in (message.title, message.body, look, foot) if part) + "\n"

    def _server(self) -> MailServer:
        return MailServer(
            host=str(self.options["host"]), port=int(self.options["port"]),
            security=Security(self.options["security"]), username=str(self.options.get("username", "")),
            password=self.secrets.get("password", ""),
        )  # fmt: skip
