"""公开: 挂牌督办 for everybody (建质〔2011〕158号). No names of people, no telephone numbers, no photographs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhiben.domains.hazards.terms import ListingLevel
from zhiben.domains.listings.models import Listing
from zhiben.domains.listings.services.publicity import summary
from zhiben.domains.listings.terms import ListingState
from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.access.bounds import acting_as
from zhiben.kernel.base.clock import today
from zhiben.kernel.ui.doors import public
from zhiben.registry.agencies.public import names_of

PER_PAGE: Final = 50
COLUMNS: Final = (
    "where_name", "addressee", "agency_name", "number", "matter", "level", "listed_on", "deadline_on", "delisted_on",
    "delist_no", "state", "public_text", "province", "city", "county",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One line of the public list: nothing but these words leaves the platform here."""

    where_name: str
    region: str
    addressee: str
    agency_name: str
    level: str
    number: str
    matter: str
    listed_on: date
    deadline_on: date | None
    delisted_on: date | None
    delist_no: str
    late: bool

    @property
    def state(self) -> str:
        return "已解除" if self.delisted_on else "超过治理期限" if self.late else "督办中"

    @property
    def tone(self) -> str:
        return "green" if self.delisted_on else "red" if self.late else "orange"


@public("挂牌督办信息依建质〔2011〕158号向社会公开")
@require_safe
def listings(request: HttpRequest) -> HttpResponse:
    """Searchable, a page at a time, works without script."""
    on, words, which = today(), _words(request), request.GET.get("state", "")
    with acting_as(system_actor("public")):
        found = _published(on)
        counts = {"open": found.filter(delisted_on=None).count(), "done": found.exclude(delisted_on=None).count()}
        pages = Paginator(_narrow(found, words, which).order_by("delisted_on", "-listed_on", "pk"), PER_PAGE)
        page = pages.get_page(request.GET.get("page"))
        rows = list(page.object_list)
        names = names_of({_code(row) for row in rows})
    context = {
        "rows": [_shown(row, names, on) for row in rows], "page": page, "total": pages.count, "counts": counts,
        "q": " ".join(words), "which": which,
    }  # fmt: skip
    return render(request, "listings/public.html", context)


def published(on: date) -> Sequence[Any]:
    """What is public on a day: ordered, not withheld, and not longer ago than is kept after 解除."""
    return list(_published(on))


def _published(on: date) -> Any:
    kept = Q(public_until=None) | Q(public_until__gte=on)
    rows = Listing.objects.signed().filter(kept, public_from__lte=on, withheld_why="", silent=False)
    return rows.filter(listed_on__isnull=False).values(*COLUMNS, "pk")


def _narrow(rows: Any, words: Sequence[str], which: str) -> Any:
    for word in words:
        named = Q(where_name__icontains=word) | Q(addressee__icontains=word)
        rows = rows.filter(named | Q(number__icontains=word) | Q(delist_no__icontains=word))
    if which == "open":
        return rows.exclude(state=ListingState.DELISTED)
    return rows.filter(state=ListingState.DELISTED) if which == "done" else rows


def _words(request: HttpRequest) -> list[str]:
    return request.GET.get("q", "").replace("\x00", "")[:100].split()[:5]


def _code(row: Any) -> str:
    return str(row["county"] or row["city"] or row["province"])


def _shown(row: Any, names: Any, on: date) -> Shown:
    done = row["delisted_on"]
    return Shown(
        where_name=row["where_name"], region=names.get(_code(row), ""), addressee=row["addressee"],
        agency_name=row["agency_name"], level=ListingLevel(row["level"]).label if row["level"] else "",
        number=row["number"], matter=row["public_text"] or summary(row["matter"]), listed_on=row["listed_on"],
        deadline_on=row["deadline_on"], delisted_on=done, delist_no=row["delist_no"],
        late=done is None and row["deadline_on"] is not None and row["deadline_on"] < on,
    )  # fmt: skip
