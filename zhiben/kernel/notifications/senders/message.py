"""What is to be said, to whom, over which channel: plain values, so that nothing here needs the database."""

import json
import logging
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, ClassVar, Self
from urllib.parse import urljoin
from uuid import UUID

from django.conf import settings

from zhiben.kernel.crypto.sealing import open_sealed
from zhiben.kernel.net.failures import MaybeSent, NotSent, Undeliverable
from zhiben.kernel.notifications.models import Channel
from zhiben.kernel.notifications.outcome import Outcome

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Message:
    """``id`` stays the same however often it is tried. ``address``: the person's, for channels to persons."""

    id: UUID
    topic: str
    group: str
    title: str
    body: str
    link: str
    statutory: bool
    created_at: datetime
    address: str = ""
    recipient: str = ""
    recipient_id: UUID | None = None
    case_kind: str = ""
    case_id: UUID | None = None

    @property
    def address_of_page(self) -> str:
        return absolute(self.link)


def absolute(link: str) -> str:
    return urljoin(settings.BASE_URL + "/", link) if link else ""


def open_secrets(channel: Channel) -> dict[str, str]:
    found: dict[str, str] = json.loads(open_sealed(bytes(channel.secrets))) if channel.secrets else {}
    return found


def guarded(attempt: Callable[[], Outcome]) -> Outcome:
    """Never raises: whatever happens is an outcome. A mistake of ours counts as one about which nothing is known."""
    started = time.monotonic()
    try:
        outcome = attempt()
    except NotSent as error:
        outcome = Outcome.failed(str(error))
    except MaybeSent as error:
        outcome = Outcome.unknown(str(error))
    except Undeliverable as error:
        outcome = Outcome.never(str(error))
    except Exception:
        log.exception("a message could not be tried")
        outcome = Outcome.unknown("程序没有办成，请查看运行日志")
    return replace(outcome, milliseconds=int((time.monotonic() - started) * 1000))


@dataclass
class MessageSender(ABC):
    """One channel's way out, for a handful of messages; ``close`` afterwards. Used by one thread.

    ``abreast``: how many of these may work side by side. ``knows_repeats``: the receiver goes by the message's id, so
    that one sent again has no second effect.
    """

    kind: str
    options: Mapping[str, Any]
    secrets: Mapping[str, str]
    abreast: ClassVar[int] = 4
    seconds: ClassVar[float] = 10.0

    @classmethod
    def of(cls, channel: Channel) -> Self:
        return cls(channel.kind, channel.settings, open_secrets(channel))

    def knows_repeats(self, message: Message) -> bool:
        return True

    def send(self, message: Message, at: datetime) -> Outcome:
        return guarded(lambda: self.attempt(message, at))

    @abstractmethod
    def attempt(self, message: Message, at: datetime) -> Outcome:
        """Raises the failures of ``kernel.net``."""

    def close(self) -> None:
        """Leave no connection behind."""
        return
