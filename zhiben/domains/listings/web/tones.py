"""Colours of states, and the chain that a listing goes along."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from zhiben.domains.listings.models import Listing
from zhiben.domains.listings.terms import ListingState as S

TONES: Final[dict[str, str]] = {
    S.DRAFT: "yellow", S.LISTED: "red", S.PLANNED: "blue", S.GOVERNING: "orange", S.REPORTED: "blue",
    S.REVIEWED: "blue", S.DELISTED: "green",
}  # fmt: skip
PROGRESS_TONES: Final[dict[str, str]] = {"DUE": "yellow", "REPORTED": "green"}
ORDER: Final = (S.DRAFT, S.LISTED, S.PLANNED, S.GOVERNING, S.REPORTED, S.REVIEWED, S.DELISTED)


@dataclass(frozen=True)
class Link:
    """One link of the chain 下达→方案→治理→报告→审查→解除."""

    label: str
    day: date | None
    tone: str


def chain_of(listing: Listing) -> Sequence[Link]:
    """Where it stands: what is done is green, what is waited for orange."""
    days = (
        ("下达", listing.listed_on, S.LISTED), ("治理方案", listing.plan_on, S.GOVERNING),
        ("治理中", None, S.REPORTED), ("治理报告", listing.report_on, S.REPORTED),
        ("现场审查", listing.reviewed_on, S.REVIEWED), ("解除", listing.delisted_on, S.DELISTED),
    )  # fmt: skip
    if listing.state not in ORDER:
        return [Link(label, day, "green" if day else "") for label, day, _ in days if day]
    place = ORDER.index(S(listing.state))
    links: list[Link] = []
    for label, day, state in days:
        done = place >= ORDER.index(state)
        waiting = not done and (not links or links[-1].tone == "green")
        links.append(Link(label, day, "green" if done else "orange" if waiting else ""))
    return links
