"""Conditions of transitions that roles and states cannot say. Each refuses with a sentence for the user."""

import re
from datetime import date
from typing import Any, Final

from zhiben.domains.hazards.terms import HazardState
from zhiben.domains.listings.models import ListedHazard, Listing
from zhiben.kernel.base.errors import FieldError, InvalidInput, Refusal
from zhiben.kernel.parameters.queries import value_of
from zhiben.kernel.workflow.definition import Inputs

MOST_YEARS: Final = 10
BETWEEN_NAMES: Final = re.compile(r"[、,，;；\s]+")


class NotSettled(Refusal):
    """409: hazards of the listing are not closed yet. ``missing`` tells which, by id and what to call them."""

    def __init__(self, missing: list[tuple[Any, str]]) -> None:
        named = "；".join(words for _, words in missing)
        super().__init__(f"还有 {len(missing)} 条隐患没有销号，不能解除督办：{named}", status=409, title="不能解除")
        self.missing = missing


def plan_within_deadline(listing: Listing, given: Inputs) -> None:
    """治理方案 cannot promise a later day than the notice orders."""
    until: date = given["until"]
    if listing.deadline_on and until > listing.deadline_on:
        raise InvalidInput.of("until", f"方案的完成时限不能晚于通知书的治理期限 {listing.deadline_on:%Y-%m-%d}")
    if listing.listed_on and until < listing.listed_on:
        raise InvalidInput.of("until", f"方案的完成时限不能早于督办日期 {listing.listed_on:%Y-%m-%d}")


def deadline_later_than_now(listing: Listing, given: Inputs) -> None:
    deadline: date = given["deadline_on"]
    if listing.deadline_on and deadline <= listing.deadline_on:
        raise InvalidInput.of("deadline_on", f"延长后的期限要晚于现在的治理期限 {listing.deadline_on:%Y-%m-%d}")
    far_deadline(listing, given)


def far_deadline(listing: Listing, given: Inputs) -> None:
    """A year far away is a slip of the finger."""
    deadline: date = given["deadline_on"]
    start = listing.listed_on or listing.opened_at.date()
    if deadline.year > start.year + MOST_YEARS:
        raise InvalidInput.of("deadline_on", f"治理期限 {deadline.isoformat()} 太远，请核对年份")


def review_in_order(listing: Listing, given: Inputs) -> None:
    """现场审查: after the report's listing was ordered, by enough people."""
    wrong = []
    day: date = given["reviewed_on"]
    if listing.listed_on and day < listing.listed_on:
        wrong.append(FieldError(field="reviewed_on", reason=f"审查日期早于督办日期 {listing.listed_on:%Y-%m-%d}"))
    least = int(value_of("listings.min_reviewers", path=listing.place, on=day))
    if len(names_in(given["reviewed_by"])) < least:
        wrong.append(FieldError(field="reviewed_by", reason=f"现场审查不得少于 {least} 人，姓名用顿号隔开"))
    if wrong:
        raise InvalidInput(*wrong)


def names_in(text: str) -> list[str]:
    """People named in one line, each once."""
    return list(dict.fromkeys(name for name in BETWEEN_NAMES.split(text.strip()) if name))


def hazards_settled(listing: Listing, given: Inputs) -> None:
    """解除: every hazard of the listing is 已销号 (or was voided)."""
    rows = ListedHazard.objects.filter(listing=listing).select_related("hazard").order_by("position")
    left = [row.hazard for row in rows if row.hazard.state not in (HazardState.CLOSED, HazardState.VOIDED)]
    if left:
        raise NotSettled([(h.pk, f"{h.title}（{h.get_state_display()}）") for h in left])


def percent_in_bounds(case: Any, given: Inputs) -> None:
    percent = given["percent"]
    if percent != int(percent) or not 0 <= percent <= 100:
        raise InvalidInput.of("percent", "完成百分比填 0 到 100 之间的整数")
