"""挂牌督办 as something to be found."""

from zhiben.domains.listings.models import Listing
from zhiben.domains.listings.policies import READERS
from zhiben.domains.listings.terms import ListingState
from zhiben.kernel.search.sources import Source, case_columns, case_feeds, label_in_sql
from zhiben.kernel.ui.cases.addresses import case_url

LISTINGS = Source(
    kind="listing", label="挂牌督办", order=90, icon="flag", roles=READERS, visible=Listing.objects.visible_to,
    tables="listings_listing l",
    columns=case_columns(
        "l", mark=label_in_sql("l.state", ListingState), codes="array[l.number, l.delist_no]",
        texts="array[l.where_name, l.addressee]",
    ),
    feeds=case_feeds("listings_listing"), list_url="listings:list", url=lambda pk, _: case_url("listing", pk),
)  # fmt: skip
