"""Somebody who works through pages: opens addresses, follows links, fills in the form that stands there.

Every page on the way is looked at: nothing but Chinese in sight, and no form asks for more than five things.
"""

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urljoin

from django.test import Client

from tests.conformance.visible import oddities, visible_text
from tests.journeys.forms import Form, read_forms
from zhiben.kernel.access.models import User

MOST_EMPTY: Final = 5


@dataclass
class Page:
    """What came back. ``text``: everything a person reads on it."""

    url: str
    status: int
    html: str
    content: bytes

    def __post_init__(self) -> None:
        read = read_forms(self.html)
        self.forms: list[Form] = read.forms
        self.links = read.links
        self.text = " ".join(visible_text(self.html))

    def form_with(self, button: str) -> Form:
        found = [form for form in self.forms if form.button(button)]
        assert found, f"{self.url}: no button {button} among {[b for f in self.forms for b in f.buttons]}"
        return found[0]

    def link(self, label: str) -> str:
        found = [href for href, text in self.links if label in text]
        assert found, f"{self.url}: no link {label} among {[text for _, text in self.links]}"
        return urljoin(self.url, found[0])


class Person:
    """``user``: signed in with it; None is anybody with a telephone. ``known``: names that may stand in Latin letters."""

    def __init__(self, user: User | None = None, *, known: frozenset[str] = frozenset()) -> None:
        self.client = Client(enforce_csrf_checks=True)
        self.known = known
        self.taps = 0
        if user is not None:
            self.client.force_login(user)

    def open(self, url: str, *, expect: int = 200) -> Page:
        self.taps += 1
        return self._page(self.client.get(url, follow=True), url, expect)

    def follow(self, page: Page, label: str, *, expect: int = 200) -> Page:
        return self.open(page.link(label), expect=expect)

    def press(self, page: Page, button: str, *, expect: int = 200, **given: Any) -> Page:
        """Send the form with this button: what stands in it, changed by ``given`` (labels of choices, or values)."""
        form = page.form_with(button)
        data: dict[str, Any] = {name: list(f.values) for name, f in form.fields.items() if f.kind != "file"}
        for name, value in given.items():
            assert name in form.fields, f"{page.url}: no field {name} in {sorted(form.fields)}"
            data[name] = _sent(form, name, value)
        name, value, _ = form.button(button) or ("", "", "")
        if name:
            data[name] = value
        self.taps += 1
        where = urljoin(page.url, form.action) if form.action else page.url
        if form.method == "get":
            return self._page(self.client.get(where, data, follow=True), where, expect)
        return self._page(self.client.post(where, data, follow=True), where, expect)

    def fetch(self, url: str) -> bytes:
        """A file."""
        answer = self.client.get(url)
        assert answer.status_code == 200, (url, answer.status_code)
        return b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]

    def _page(self, answer: Any, url: str, expect: int) -> Page:
        last = answer.redirect_chain[-1][0] if answer.redirect_chain else url
        page = Page(urljoin(url, last), answer.status_code, answer.content.decode(), answer.content)
        assert page.status == expect, f"{page.url}: {page.status} {page.text[:1500]}"
        strange = oddities(page.html, known=self.known)
        assert strange == [], (page.url, strange)
        for form in page.forms:
            assert len(form.empty_required()) <= MOST_EMPTY, f"{page.url} asks for {form.empty_required()}"
        return page


def _sent(form: Form, name: str, value: Any) -> Any:
    field = form.fields[name]
    if field.kind in ("select", "radio", "checkbox"):
        chosen = value if isinstance(value, list | tuple) else [value]
        return [field.value_of(str(one)) for one in chosen]
    return value
