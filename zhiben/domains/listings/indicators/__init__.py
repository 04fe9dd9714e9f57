"""What is counted among listings, by the days on them, as at the end of a day."""

from typing import Any, Final

from django.db.models import Exists, F, OuterRef, Q

from zhiben.domains.listings.models import ListedHazard, Listing
from zhiben.domains.listings.terms import SIGNED, ListingState
from zhiben.kernel.indicators.declarations import Question, RecordSet, Subsets, indicator
from zhiben.kernel.indicators.watching import Watch

UNSIGNED: Final = tuple(state.value for state in ListingState if state not in SIGNED)
WATCHED: Final = Watch(
    table="listings_listing",
    columns=("province", "city", "county", "state", "listed_on", "deadline_on", "delisted_on"),
    dates=("listed_on", "deadline_on", "delisted_on"), outside=("state", UNSIGNED),
)  # fmt: skip
LISTINGS: Final = RecordSet(
    key="listings", label="挂牌督办", rows=Listing.objects.signed, list_url="listings:list", watches=(WATCHED,)
)
# The hazards of the indicators below us: the same table under the same key, so that all are counted in one query.
COUNTED: Final[Any] = ListedHazard._meta.get_field("hazard").related_model
HAZARDS: Final = RecordSet(key="hazards", label="隐患", rows=COUNTED.objects.counted, list_url="hazards:hazards")


def open_at(asked: Question) -> Q:
    """Ordered, and not delisted by the end of the day."""
    return Q(listed_on__lte=asked.on) & (Q(delisted_on=None) | Q(delisted_on__gt=asked.on))


@indicator(
    key="listings.open", label="未解除挂牌督办", unit="件", records=LISTINGS, numerator="已下达、尚未解除的挂牌督办件数"
)
def open_listings(asked: Question) -> Subsets:
    return Subsets(numerator=open_at(asked))


@indicator(key="listings.listed", label="本期挂牌督办", unit="件", records=LISTINGS, numerator="本期下达的挂牌督办件数")
def listed(asked: Question) -> Subsets:
    return Subsets(numerator=Q(listed_on__gte=asked.since, listed_on__lte=asked.on))


@indicator(
    key="listings.delisted", label="本期解除挂牌督办", unit="件", records=LISTINGS, numerator="本期解除的挂牌督办件数"
)
def delisted(asked: Question) -> Subsets:
    return Subsets(numerator=Q(delisted_on__gte=asked.since, delisted_on__lte=asked.on))


@indicator(
    key="listings.overdue", label="逾期未解除挂牌督办", unit="件", records=LISTINGS,
    numerator="治理期限已过、尚未解除的挂牌督办件数", part_of="listings.open",
)  # fmt: skip
def overdue(asked: Question) -> Subsets:
    return Subsets(numerator=open_at(asked) & Q(deadline_on__lt=asked.on))


@indicator(
    key="listings.in_time", label="挂牌督办按期解除率", unit="%", records=LISTINGS,
    numerator="其中在治理期限内解除的", denominator="本期解除的挂牌督办件数",
)  # fmt: skip
def in_time(asked: Question) -> Subsets:
    done = Q(delisted_on__gte=asked.since, delisted_on__lte=asked.on)
    return Subsets(numerator=Q(delisted_on__lte=F("deadline_on")), denominator=done)


@indicator(
    key="monthly.listed", label="挂牌督办重大事故隐患", unit="条", records=HAZARDS, listed=False,
    numerator="本期发现的重大事故隐患中已挂牌督办的",
)  # fmt: skip
def listed_hazards(asked: Question) -> Subsets:
    found = Q(level="MAJOR", found_on__gte=asked.since, found_on__lte=asked.on)
    return Subsets(numerator=found & listed_by(asked))


def listed_by(asked: Question) -> Q:
    """On a listing ordered by the end of the day; where only a ledger of hazards says so, as it says."""
    signed = ListedHazard.objects.filter(hazard=OuterRef("pk"), listing__state__in=SIGNED)
    by_then = signed.filter(listing__listed_on__lte=asked.on)
    return Q(Exists(by_then)) | (~Q(listing_level="") & ~Q(Exists(signed)))
