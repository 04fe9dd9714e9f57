"""What a person sees of a page: its text without markup, and what must never stand in it."""

import re
from html.parser import HTMLParser
from typing import Final

UUID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:[\d:.+]*")
ENGLISH: Final = re.compile(r"[A-Za-z_]{4,}")
ADDRESS: Final = re.compile(r"https?://[\w./:#=~-]+")  # an address to be sent to somebody is meant to be seen
DIGEST: Final = re.compile(r"[a-f]+")  # letters out of a printed hash
ALLOWED: Final = frozenset({"Enter", "Ctrl", "Excel", "Word", "xlsx"})
SILENT: Final = frozenset({"script", "style", "template", "head"})


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in SILENT
        spoken = dict(attrs)
        self.parts += [text for name in ("aria-label", "alt", "title", "placeholder") if (text := spoken.get(name))]

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in SILENT

    def handle_data(self, data: str) -> None:
        if not self.silent and data.strip():
            self.parts.append(data.strip())


def visible_text(page: str) -> list[str]:
    """Pieces of text, among them what screen readers say."""
    reader = _Text()
    reader.feed(page)
    return reader.parts


def oddities(page: str, *, known: frozenset[str] = frozenset()) -> list[str]:
    """Codes, English, None, identifiers and moments as machines write them. ``known``: names that belong there, such as a user's own."""
    found = []
    for piece in visible_text(page):
        piece = ADDRESS.sub("", piece)  # noqa: PLW2901
        found += UUID.findall(piece) + MOMENT.findall(piece)
        words = set(ENGLISH.findall(UUID.sub("", piece))) - ALLOWED - known
        found += sorted(word for word in words if not DIGEST.fullmatch(word))
    return found
