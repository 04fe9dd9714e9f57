"""What came of trying to hand a message over."""

from dataclasses import dataclass
from typing import Self

from zhiben.kernel.base.text import UNSTORABLE
from zhiben.kernel.notifications.terms import AttemptResult


def _plain(text: str, most: int) -> str:
    """What the other side has said, as it can be stored: an answer that could not be would be as good as none."""
    return UNSTORABLE.sub("", text)[:most]


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """``channel_failed``: it says something about the channel, not about this one message. ``rest``: seconds that the
    other side wants to be left alone. ``milliseconds`` is what it took."""

    result: AttemptResult
    words: str = ""
    receipt: str = ""
    channel_failed: bool = False
    rest: int = 0
    milliseconds: int = 0

    @classmethod
    def handed(cls, receipt: str = "") -> Self:
        return cls(result=AttemptResult.HANDED, receipt=_plain(receipt, 200))

    @classmethod
    def failed(cls, words: str, *, rest: int = 0, channel_failed: bool = True) -> Self:
        """Surely not taken: it is tried again."""
        return cls(result=AttemptResult.FAILED, words=_plain(words, 300), channel_failed=channel_failed, rest=rest)

    @classmethod
    def unknown(cls, words: str) -> Self:
        """It may have been taken. Whether it is tried again depends on whether a repeat can do harm."""
        return cls(result=AttemptResult.UNKNOWN, words=_plain(words, 300), channel_failed=True)

    @classmethod
    def never(cls, words: str) -> Self:
        return cls(result=AttemptResult.NEVER, words=_plain(words, 300))

    @classmethod
    def held(cls) -> Self:
        """Given back untried."""
        return cls(result=AttemptResult.HELD)
