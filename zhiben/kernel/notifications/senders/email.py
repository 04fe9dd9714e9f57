"""Mail. The Message-ID is the message's own, so that a store that keeps each id once keeps a repeat once."""

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import urlsplit

from django.conf import settings

from zhiben.kernel.net.failures import Undeliverable
from zhiben.kernel.net.mail import MailServer, MailSession, Security
from zhiben.kernel.notifications.outcome import Outcome
from zhiben.kernel.notifications.senders.message import Message, MessageSender, absolute

SETTINGS_PAGE = "/messages/settings"


class EmailSender(MessageSender):
    _session: MailSession | None = None

    def attempt(self, message: Message, at: datetime) -> Outcome:
        if self._session is None:
            self._session = MailSession(self._server(), seconds=self.seconds)
        letter = self.letter(message)
        sender = str(self.options["from_address"])
        return Outcome.handed(self._session.hand_over(letter, sender=sender, recipient=message.address))

    def letter(self, message: Message) -> EmailMessage:
        letter = EmailMessage()
        try:
            letter["From"] = Address(
                str(self.options.get("from_name", "")), addr_spec=str(self.options["from_address"])
            )
            letter["To"] = Address(message.recipient, addr_spec=message.address)
        except (ValueError, IndexError) as error:
            raise Undeliverable("邮箱地址写得不对") from error
        letter["Subject"] = " ".join(message.title.split())
        letter["Date"] = format_datetime(message.created_at)
        letter["Message-ID"] = f"<{message.id}@{urlsplit(settings.BASE_URL).hostname or 'zhiben'}>"
        letter["Auto-Submitted"] = "auto-generated"
        if not message.statutory:
            letter["List-Unsubscribe"] = f"<{absolute(SETTINGS_PAGE)}>"
        letter.set_content(self._text(message))
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
