"""公开: what of a listing is shown to everybody, from when, until when, and where."""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, Final
from urllib.parse import quote

from django.conf import settings

from zhiben.domains.listings.models import Listing
from zhiben.domains.listings.services.hazards import items_of
from zhiben.kernel.parameters.queries import value_of
from zhiben.registry.projects.public import posts_of

MOST_WORDS: Final = 120
# Telephone and identity numbers, whatever stands between their digits.
NUMBERS: Final = re.compile(r"(?<![\d.])\d(?:[\s-]?\d){6,17}[Xx]?(?!\d)")
SOMEBODY: Final = "有关人员"


def publicity(listing: Listing, number: str, day: date) -> dict[str, Any]:
    """公开起, 公开网址 and the words of a listing signed on a day; blank where the place does not publish."""
    words = summary(listing.matter, _people(listing, day))
    if not value_of("listings.public", path=listing.place, on=day):
        return {"public_from": None, "public_url": "", "public_text": words}
    after = int(value_of("listings.public_after_days", path=listing.place, on=day))
    return {"public_from": day + timedelta(days=after), "public_url": address_of(number), "public_text": words}


def address_of(number: str) -> str:
    """公开网址: the public list, narrowed to this number."""
    return f"{settings.BASE_URL.rstrip('/')}/listings/public/?q={quote(number)}"[:300]


def shown_until(place: str, day: date) -> date:
    """公开止 of a listing delisted on a day."""
    return day + timedelta(days=int(value_of("listings.public_keep_days", path=place, on=day)))


def summary(text: str, people: Iterable[str] = ()) -> str:
    """The beginning of what was found, without numbers that dial or identify and without the people we know of."""
    plain = NUMBERS.sub("（号码略）", " ".join(text.split()))
    for name in sorted({p.strip() for p in people if len(p.strip()) > 1}, key=len, reverse=True):
        plain = plain.replace(name, SOMEBODY)
    return plain if len(plain) <= MOST_WORDS else plain[: MOST_WORDS - 1] + "…"


def _people(listing: Listing, day: date) -> list[str]:
    """Whoever the hazards and the project name."""
    found = [p.person.name for p in posts_of(listing.project_id, day)]
    for item in items_of(listing.pk):
        hazard = item.hazard
        found += [hazard.responsible_person, hazard.found_by, hazard.graded_by, hazard.rechecked_by]
    return found
