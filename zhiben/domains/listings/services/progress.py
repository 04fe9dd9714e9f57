"""治理进展: periods that open by themselves, are handed in once, and end with the governing."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from zhiben.domains.listings.models import Listing, ProgressReport
from zhiben.domains.listings.policies import answers_for
from zhiben.domains.listings.terms import ListingState, ProgressState
from zhiben.domains.listings.workflow import PROGRESS_FLOW
from zhiben.kernel.access.actors import Actor, system_actor
from zhiben.kernel.access.terms import ReachKind
from zhiben.kernel.base.clock import day_of, end_of_day
from zhiben.kernel.base.errors import NotPermitted, NotVisible
from zhiben.kernel.evidence.services import attach
from zhiben.kernel.parameters.queries import value_of
from zhiben.kernel.workflow.clocks import chosen
from zhiben.kernel.workflow.engine import Party, fire, open_case, parties_of_case


@transaction.atomic
def report_progress(
    *, actor: Actor, progress_id: UUID, text: str, percent: int, at: datetime, photos: Sequence[UUID] = (),
    on_behalf_of: str = "",
) -> ProgressReport:  # fmt: skip
    """报送一期进展; a missed period may be handed in late and says so. Raises InvalidInput, NotPermitted, WrongState."""
    found = ProgressReport.objects.visible_to(actor).filter(pk=progress_id).first()
    if found is None:
        raise NotVisible()
    check_answers(actor, found.listing_id)
    done: ProgressReport = fire(
        PROGRESS_FLOW, progress_id, "report", actor=actor, at=at, on_behalf_of=on_behalf_of, text=text, percent=percent,
        photos=[str(p) for p in photos], reported_by=on_behalf_of or actor.name,
    )  # fmt: skip
    if photos:
        attach(
            file_ids=list(photos), owner_kind="listing.progress", owner_id=done.pk, slot="progress", actor=actor, at=at
        )
    return done


def open_due_progress(*, at: datetime) -> int:
    """Every listing in governing has the periods up to today. Returns how many opened; asking again opens none."""
    covered = ProgressReport.objects.filter(until__gte=day_of(at)).values("listing")
    with transaction.atomic():  # outside a transaction row-level security shows nothing
        waiting = Listing.objects.filter(state=ListingState.GOVERNING, silent=False).exclude(pk__in=covered)
        ids = list(waiting.order_by("pk").values_list("pk", flat=True))
    return sum(_catch_up(pk, at) for pk in ids)


@transaction.atomic
def _catch_up(listing_id: UUID, at: datetime) -> int:
    listing = Listing.objects.select_for_update().filter(pk=listing_id, state=ListingState.GOVERNING).first()
    if listing is None:
        return 0
    last = listing.progress.aggregate(day=Max("until"))["day"]
    return open_periods(listing, since=last + timedelta(days=1) if last else day_of(at), at=at)


def open_periods(listing: Listing, *, since: date, at: datetime) -> int:
    """Periods from ``since`` on, until one holds today."""
    today, opened = day_of(at), 0
    number = listing.progress.aggregate(last=Max("period"))["last"] or 0
    days = int(value_of("listings.progress_days", path=listing.place, on=today))
    parties = parties_of_case(listing.pk)
    while since <= today:
        until = since + timedelta(days=days - 1)
        number, opened = number + 1, opened + 1
        _open(listing, number, since, until, parties, at)
        since = until + timedelta(days=1)
    return opened


def _open(
    listing: Listing, number: int, since: date, until: date, parties: Sequence[Party], at: datetime
) -> ProgressReport:
    row = ProgressReport(
        listing=listing, period=number, since=since, until=until, **listing.columns_of_case(),
        title=f"第 {number} 期治理进展（{since:%m月%d日}至{until:%m月%d日}）",
    )  # fmt: skip
    clock = chosen(end_of_day(until))
    row.due_at, row.due_rule = clock.at, clock.rule
    return open_case(PROGRESS_FLOW, row, actor=system_actor(), at=at, state=ProgressState.DUE, parties=parties)


def end_progress(listing: Listing, *, at: datetime) -> None:
    """Nobody is asked any more; a period that was missed stays visible as one nobody reported on."""
    for row in listing.progress.filter(state=ProgressState.DUE).order_by("period"):
        fire(PROGRESS_FLOW, row.pk, "end", actor=system_actor(), at=at)


def check_answers(actor: Actor, listing_id: UUID) -> None:
    """Plan, progress and report come from the project or the contractor, or from the agency on their behalf."""
    if actor.is_system or actor.reach == ReachKind.AGENCY or answers_for(actor, listing_id):
        return
    raise NotPermitted("治理方案、进展和报告由施工单位或项目部报送，建设、监理单位督促配合")


def is_missed(row: Any, on: date) -> bool:
    """未报: the period's last day has passed and nobody has reported on it."""
    ended = day_of(row.closed_at) if row.closed_at else on
    return row.reported_on is None and row.until < ended
