"""The menu and the bottom bar written out: every page carries them, so they are not left to the template engine."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from html import escape

from django.utils.safestring import SafeString

from zhiben.kernel.ui.drawings import drawing
from zhiben.kernel.ui.navigation import Place

Counts = Mapping[str, int | str]


def write_menu(sections: Iterable[tuple[str, Sequence[Place]]], counts: Counts, path: str) -> SafeString:
    """Sections with their places; the place one stands at is marked."""
    found = [(section, [(place, place.url) for place in places]) for section, places in sections]
    here = standing_at(path, [url for _, places in found for _, url in places])
    return SafeString(
        "".join(
            f"<h2>{escape(section)}</h2>\n" + "".join(_entry(place, url, url == here, counts) for place, url in places)
            for section, places in found
        )
    )


def write_bar(
    places: Iterable[Place], sections: Iterable[tuple[str, Sequence[Place]]], counts: Counts, path: str
) -> SafeString:
    """The phone's bottom bar. What is marked in the menu is marked here."""
    here = standing_at(path, [place.url for _, found in sections for place in found])
    return SafeString("".join(_entry(place, place.url, place.url == here, counts) for place in places))


def standing_at(path: str, urls: Iterable[str]) -> str:
    """The entry nearest to the open page: the longest address it begins with."""
    begun = [url for url in urls if path == url or path.startswith(url.rstrip("/") + "/")]
    return max(begun, key=len, default="")


def _entry(place: Place, url: str, here: bool, counts: Counts) -> str:
    number = counts.get(place.badge, 0) if place.badge else 0
    badge = f'<span class="zb-count">{number}</span>' if number else ""
    mark = ' aria-current="page"' if here else ""
    return f"{_link(url)}{mark}>{drawing(place.icon)}{_label(place.label)}{badge}</a>\n"


@cache
def _link(url: str) -> str:
    return f'<a href="{escape(url)}"'


@cache
def _label(label: str) -> str:
    return escape(label)
