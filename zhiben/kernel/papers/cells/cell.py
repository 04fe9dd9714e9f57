"""What a cell turned out to say."""

import unicodedata
from dataclasses import dataclass
from typing import Any

from zhiben.kernel.base.text import INVISIBLE
from zhiben.kernel.papers.terms import Mark


class CellError(ValueError):
    """A cell that cannot be understood; the message is the Chinese sentence for the user."""


@dataclass(frozen=True, kw_only=True)
class Cell:
    """``value`` is plain JSON: text, number, bool, ``"2026-03-05"`` (``"2026-03"`` when only the month was given),
    or a list of ``{"name", "phone"}``. ``mark`` says why there is none; ``reason`` what is wrong.
    """

    value: Any = None
    mark: Mark | None = None
    reason: str = ""

    @property
    def overwrites(self) -> bool:
        """Whether the row says anything about this column at all."""
        return self.mark not in (Mark.BLANK, Mark.MASKED, Mark.WRONG)


BLANK = Cell(mark=Mark.BLANK)
MASKED = Cell(mark=Mark.MASKED)
NONE = Cell(mark=Mark.NONE)
NOT_APPLICABLE = Cell(mark=Mark.NOT_APPLICABLE)


def wrong(reason: str) -> Cell:
    return Cell(mark=Mark.WRONG, reason=reason)


def folded(text: str) -> str:
    """The text as it is compared: every character in its plainest width, spaces single, trimmed. Never stored."""
    return INVISIBLE.sub(" ", unicodedata.normalize("NFKC", text)).strip()
