"""Handing mail to a server: one session for several messages, each with a time of its own."""

import smtplib
import socket
import ssl
from contextlib import suppress
from dataclasses import dataclass
from email.message import Message
from email.policy import compat32
from enum import StrEnum
from typing import Final

from zhiben.kernel.net.failures import MaybeSent, NotSent, TargetRefused, Undeliverable
from zhiben.kernel.net.lines import connect, cut_after, protect
from zhiben.kernel.net.targets import Target, find_target

SECONDS: Final = 10.0
WIRE: Final = compat32.clone(linesep="\r\n")


class Security(StrEnum):
    """``PLAIN`` only to servers that the operator has named as inside."""

    TLS = "tls"
    STARTTLS = "starttls"
    PLAIN = "plain"


@dataclass(frozen=True, kw_only=True)
class MailServer:
    host: str
    port: int
    security: Security
    username: str = ""
    password: str = ""


class MailSession:
    """Opened with the first message, closed by ``close``. A server that went silent is left."""

    def __init__(self, server: MailServer, *, seconds: float = SECONDS) -> None:
        self.server, self.seconds = server, seconds
        self._open: smtplib.SMTP | None = None

    def hand_over(self, message: Message, *, sender: str, recipient: str) -> str:
        """What the server said when it took the message. Raises NotSent, MaybeSent or Undeliverable."""
        session = self._session()
        try:
            with cut_after(session.sock, self.seconds):
                return self._give(session, message.as_bytes(policy=WIRE), sender, recipient)
        except (smtplib.SMTPServerDisconnected, OSError, ValueError) as error:
            self._drop()
            raise NotSent("邮件服务器中断了连接") from error

    def close(self) -> None:
        if self._open is not None:
            with suppress(smtplib.SMTPException, OSError), cut_after(self._open.sock, 2.0):
                self._open.quit()
        self._drop()

    def _give(self, session: smtplib.SMTP, content: bytes, sender: str, recipient: str) -> str:
        self._expect(session, session.mail(sender))
        self._expect(session, session.rcpt(recipient))
        try:
            code, words = session.data(content)
        except smtplib.SMTPDataError as error:
            code, words = error.smtp_code, _bytes(error.smtp_error)
        except (smtplib.SMTPServerDisconnected, OSError) as error:
            self._drop()
            raise MaybeSent("邮件交出后没有得到答复") from error
        if not 200 <= code < 600:
            self._drop()
            raise MaybeSent("邮件交出后的答复读不懂")
        self._expect(session, (code, words))
        return words.decode("utf-8", "replace")[:200]

    def _expect(self, session: smtplib.SMTP, reply: tuple[int, bytes]) -> None:
        code, words = reply
        if 200 <= code < 300:
            return
        with suppress(smtplib.SMTPException, OSError):
            session.rset()
        said = f"邮件服务器答复 {code} {words.decode('utf-8', 'replace')[:200]}"
        raise Undeliverable(said) if code >= 500 else NotSent(said)

    def _session(self) -> smtplib.SMTP:
        if self._open is None:
            target = find_target(self.server.host, self.server.port)
            if self.server.security == Security.PLAIN and not target.inside:
                raise TargetRefused("公网的邮件服务器必须加密连接")
            line = connect(target, self.seconds)
            with cut_after(line, self.seconds):
                self._open = self._greet(target, line)
        return self._open

    def _greet(self, target: Target, line: socket.socket) -> smtplib.SMTP:
        if self.server.security == Security.TLS:
            line = protect(line, target.host)
        session = smtplib.SMTP(timeout=self.seconds, local_hostname="zhiben")
        session.sock, session._host = line, target.host  # type: ignore[attr-defined]
        try:
            code, words = session.getreply()
            if code != 220:
                raise NotSent(f"邮件服务器答复 {code} {words.decode('utf-8', 'replace')[:200]}")
            if self.server.security == Security.STARTTLS:
                session.starttls(context=ssl.create_default_context())
            if self.server.username:
                session.login(self.server.username, self.server.password)
            session.ehlo_or_helo_if_needed()
        except smtplib.SMTPAuthenticationError as error:
            session.close()
            raise NotSent("邮件服务器不接受用户名或密码") from error
        except (smtplib.SMTPException, OSError) as error:
            session.close()
            raise NotSent("邮件服务器没有按约定应答") from error
        return session

    def _drop(self) -> None:
        if self._open is not None:
            self._open.close()
        self._open = None


def _bytes(words: bytes | str) -> bytes:
    return words if isinstance(words, bytes) else words.encode()
