"""The forms of a page as a browser without scripts sees them, with everything that is filled in already."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

NONE: Final = "\0"  # an option without a value sends its text
TYPED: Final = frozenset({"text", "tel", "date", "number", "search", "password", "email", "hidden", "month", "url"})


@dataclass
class Field:
    """``values``: what would be sent now. ``options``: value and label of what may be chosen."""

    name: str
    kind: str
    required: bool = False
    values: list[str] = field(default_factory=list)
    options: list[tuple[str, str]] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not any(self.values)

    def value_of(self, label: str) -> str:
        """The value behind a label; a value itself is taken as it is."""
        found = [value for value, text in self.options if label in (value, text)]
        found = found or [value for value, text in self.options if value and label in text]
        assert found, f"{self.name}: {label} is not among {[text for _, text in self.options]}"
        return found[0]


@dataclass
class Form:
    action: str
    method: str
    multipart: bool = False
    fields: dict[str, Field] = field(default_factory=dict)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)

    def button(self, label: str) -> tuple[str, str, str] | None:
        return next((b for b in self.buttons if b[2] == label), None)

    def add(self, name: str, kind: str, *, required: bool = False) -> Field:
        """Boxes and files of one name are one field."""
        one = self.fields.setdefault(name, Field(name, kind))
        one.required = one.required or required
        return one

    def empty_required(self) -> list[str]:
        """What a person has to fill in before this form can be sent."""
        return [f.name for f in self.fields.values() if f.required and f.is_empty]


class FormReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[tuple[str, str]] = []
        self.by_id: dict[str, Form] = {}
        self.form: Form | None = None
        self.area: Field | None = None
        self.select: Field | None = None
        self.option: list[str] | None = None
        self.button: list[str] | None = None
        self.button_of: Form | None = None
        self.link: list[str] | None = None
        self.caption: tuple[Field, str, list[str]] | None = None
        self.legend_required = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        opened = getattr(self, f"_open_{tag}", None)
        if opened:
            opened(given)

    def handle_endtag(self, tag: str) -> None:
        closed = getattr(self, f"_close_{tag}", None)
        if closed:
            closed()

    def handle_data(self, data: str) -> None:
        if self.area is not None:
            self.area.values = [self.area.values[0] + data]
        for text in (self.option, self.button, self.link, self.caption[2] if self.caption else None):
            if text is not None:
                text.append(data)

    def owner(self, given: dict[str, str]) -> Form | None:
        return self.by_id.get(given["form"]) if "form" in given else self.form

    def _open_form(self, given: dict[str, str]) -> None:
        multipart = given.get("enctype") == "multipart/form-data"
        self.form = Form(given.get("action", ""), given.get("method", "get").lower(), multipart)
        self.forms.append(self.form)
        if "id" in given:
            self.by_id[given["id"]] = self._merged(given["id"], self.form)

    def _merged(self, name: str, form: Form) -> Form:
        """Fields outside may have named this form before it began."""
        early = self.by_id.get(name)
        if early:
            form.fields |= early.fields
            form.buttons += early.buttons
        return form

    def _close_form(self) -> None:
        self.form = None

    def _open_input(self, given: dict[str, str]) -> None:
        form, name, kind = self._target(given), given.get("name", ""), given.get("type", "text")
        if form is None or not name or "disabled" in given:
            return
        one = form.add(name, kind, required="required" in given)
        if kind in TYPED:
            one.values.append(given.get("value", ""))
        elif kind in ("checkbox", "radio"):
            value = given.get("value", "on")
            one.options.append((value, ""))
            self.caption = (one, value, [])
            if "checked" in given:
                one.values.append(value)

    def _target(self, given: dict[str, str]) -> Form | None:
        """A form named by id may come later in the page."""
        if "form" in given and given["form"] not in self.by_id:
            self.by_id[given["form"]] = Form("", "post")
        return self.owner(given)

    def _close_label(self) -> None:
        if self.caption is not None:
            one, value, words = self.caption
            one.options[-1] = (value, "".join(words).strip())
        self.caption = None

    def _open_textarea(self, given: dict[str, str]) -> None:
        form = self._target(given)
        if form is not None and given.get("name"):
            self.area = form.add(given["name"], "textarea", required="required" in given)
            self.area.values = [""]

    def _close_textarea(self) -> None:
        self.area = None

    def _open_select(self, given: dict[str, str]) -> None:
        form = self._target(given)
        if form is not None and given.get("name"):
            self.select = form.add(given["name"], "select", required="required" in given)

    def _open_option(self, given: dict[str, str]) -> None:
        if self.select is not None:
            self.option = []
            self.select.options.append((given.get("value", NONE), ""))
            if "selected" in given:
                self.select.values = [given.get("value", "")]

    def _close_option(self) -> None:
        if self.select is not None and self.option is not None:
            value, _ = self.select.options[-1]
            text = "".join(self.option).strip()
            self.select.options[-1] = (text if value == NONE else value, text)
        self.option = None

    def _close_select(self) -> None:
        if self.select is not None and not self.select.values and self.select.options:
            self.select.values = [self.select.options[0][0]]
        self.select = None

    def _open_button(self, given: dict[str, str]) -> None:
        self.button_of = self._target(given)
        if self.button_of is not None and given.get("type", "submit") == "submit":
            self.button = []
            self.button_of.buttons.append((given.get("name", ""), given.get("value", ""), ""))

    def _close_button(self) -> None:
        if self.button is not None and self.button_of is not None:
            name, value, _ = self.button_of.buttons[-1]
            self.button_of.buttons[-1] = (name, value, "".join(self.button).strip())
        self.button = None

    def _open_a(self, given: dict[str, str]) -> None:
        self.link = []
        self.links.append((given.get("href", ""), ""))

    def _close_a(self) -> None:
        if self.link is not None:
            self.links[-1] = (self.links[-1][0], "".join(self.link).strip())
        self.link = None


def read_forms(html: str) -> FormReader:
    reader = FormReader()
    reader.feed(html)
    reader.close()
    return reader
