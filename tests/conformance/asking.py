"""How much a page asks of a person: the inputs that must be filled in by hand because the platform filled in nothing."""

from html.parser import HTMLParser

MOST: int = 5


class _Asking(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []
        self._select: dict[str, str] | None = None
        self._area: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "data-asks" in given:
            self.asked.append(given["data-asks"])
        if "required" not in given and not (tag == "option" and self._select is not None):
            return
        name = given.get("name", "")
        if tag == "input" and given.get("type") not in ("hidden", "checkbox", "radio") and not given.get("value"):
            self.asked.append(name)
        elif tag == "select":
            self._select = {"name": name, "chosen": ""}
        elif tag == "option" and self._select is not None and "selected" in given:
            self._select["chosen"] = given.get("value", "")
        elif tag == "textarea":
            self._area = name

    def handle_data(self, data: str) -> None:
        if self._area is not None and data.strip():
            self._area = None

    def handle_endtag(self, tag: str) -> None:
        if tag == "select" and self._select is not None:
            if not self._select["chosen"]:
                self.asked.append(self._select["name"])
            self._select = None
        elif tag == "textarea" and self._area is not None:
            self.asked.append(self._area)
            self._area = None


def asked_of(page: str) -> list[str]:
    """Names or labels of what must be filled in by hand. A field of ours marked as asking is named by its label."""
    reader = _Asking()
    reader.feed(page)
    return reader.asked
