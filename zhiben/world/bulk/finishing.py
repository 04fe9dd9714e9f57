"""What a world of real size needs besides its rows: to-dos, papers of what still runs, and one sweep of every job."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import connection

from zhiben.domains.accidents.services.opening import open_due_traces
from zhiben.domains.certificates.models import RenewalBatch
from zhiben.domains.certificates.services.renewing import fill_batch
from zhiben.domains.certificates.workflow import CERTIFICATE_FLOW
from zhiben.domains.hazards.services.sweeping import ask_for_signatures
from zhiben.domains.hazards.workflow import FLOWS, NOTICE_FLOWS
from zhiben.domains.ladder.models import Order
from zhiben.domains.ladder.services.climbing import climb
from zhiben.domains.ladder.services.content import content_of
from zhiben.domains.ladder.services.opening import open_drafts
from zhiben.domains.ladder.workflow import ORDER_FLOW
from zhiben.domains.listings.models import Listing
from zhiben.domains.listings.services.content import LIST_KIND, order_content
from zhiben.domains.listings.services.progress import open_due_progress
from zhiben.domains.listings.services.publicity import publicity
from zhiben.domains.listings.workflow import FLOWS as LISTING_FLOWS
from zhiben.kernel.base.clock import CHINA, day_of
from zhiben.kernel.events.models import Cursor, OutboxEvent
from zhiben.kernel.events.registry import listeners
from zhiben.kernel.papers.issued import PaperDraft, issue_papers
from zhiben.kernel.workflow.definition import Workflow
from zhiben.kernel.workflow.terms import Told
from zhiben.kernel.workflow.todos import open_todos
from zhiben.registry.agencies.public import agencies_on, agency, codes_on
from zhiben.registry.agencies.terms import AgencyKind, Level

BATCH: Final = 5_000
EXCHANGED: Final = ["crane_registration", "crane_filing", "supervisor_staff", "special_worker"]
# To-dos of told cases were opened when the case came into its state, not when the world was made.
OPENED: Final = """
update workflow_todo t set opened_at = m.at, opened_by = m.actor_name
  from workflow_todo o
 cross join lateral (select at, actor_name from workflow_casemove where case_id = o.case_id and source <> target
                      order by seq desc limit 1) m
 where o.id = t.id and t.opened_at = %(at)s
"""
# Nobody is told today what ran out long ago: the mark says that it was told when it did.
TOLD: Final = """
update workflow_todo t
   set told = case when t.due_at < %(at)s::timestamptz - interval '7 days' then 7
                   when t.due_at < %(at)s::timestamptz - interval '3 days' then 3
                   when t.due_at < %(at)s::timestamptz - interval '1 day' then 1
                   when t.due_at < %(at)s then {overdue} else {soon} end
 where t.due_at < %(at)s::timestamptz + interval '3 days' and t.told = {nothing}
"""


def finish(at: datetime, say: Callable[[str], object]) -> None:
    say("待办")
    for flow in (*FLOWS, *LISTING_FLOWS, ORDER_FLOW, CERTIFICATE_FLOW):
        _open(flow, at)
    _run(OPENED, at)
    say("挂牌和督办文书")
    _listing_papers()
    _order_papers()
    say("证照换发批次")
    _exchange(at)
    say("督办阶梯")
    climb(at)
    while open_drafts(at=at):
        pass
    say("责任倒查和提醒")
    open_due_traces(at=at)
    open_due_progress(at=at)
    ask_for_signatures(at=at)
    _run(TOLD.format(overdue=Told.OVERDUE.value, soon=Told.DUE_SOON.value, nothing=Told.NOTHING.value), at)
    _settle()


def _open(flow: Workflow[Any], at: datetime) -> None:
    rows = flow.model._default_manager.filter(closed_at=None)
    kinds = {one.code: kind for kind, one in NOTICE_FLOWS.items()}
    if flow.code in kinds:
        rows = rows.filter(kind=kinds[flow.code])
    states = {duty.state for duty in flow.duties}
    ids: list[UUID] = list(rows.filter(state__in=states).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH):
        open_todos(flow, ids[start : start + BATCH], states=states, at=at, by="")


def _listing_papers() -> None:
    """Of listings that still run: signed papers, and what the public reads."""
    drafts = []
    for listing in Listing.objects.open().exclude(number="").select_related("project").order_by("listed_on", "id"):
        day = listing.listed_on or day_of(listing.opened_at)
        Listing.objects.filter(pk=listing.pk).update(**publicity(listing, listing.number, day))
        content = order_content(listing)
        drafts.append(
            PaperDraft(
                kind=LIST_KIND, case_id=listing.pk, name=content["name"], number=listing.number,
                agency_id=listing.agency_id, agency_name=listing.agency_name, where_name=listing.where_name,
                issued_on=day, content=content, at=datetime.combine(day, time(10), CHINA),
            )
        )  # fmt: skip
    issue_papers(drafts)


def _order_papers() -> None:
    """Of 督办单 that wait for an answer or for being verified."""
    running = Order.objects.open().exclude(number="").select_related("project").order_by("issued_on", "id")
    issue_papers([
        PaperDraft(
            kind=ORDER_FLOW.code, case_id=order.pk, name=order.name, number=order.number, agency_id=order.agency_id,
            agency_name=agency(order.agency_id).name, where_name=order.where_name, content=content_of(order),
            issued_on=order.issued_on or day_of(order.opened_at), at=order.opened_at,
        )
        for order in running
    ])  # fmt: skip


def _exchange(at: datetime) -> None:
    """One 换发 of a city, as far as it is."""
    offices = agencies_on(day_of(at)).filter(kind=AgencyKind.AUTHORITY)
    office: Any = (
        offices.filter(level=Level.CITY).order_by("path", "id").first() or offices.order_by("path", "id").first()
    )
    province, city, county = codes_on(office.path)
    batch = RenewalBatch.objects.create(
        title=f"{office.name}证照换发电子证照", kinds=EXCHANGED, agency_id=office.pk, agency_name=office.name,
        place=office.path, province=province, city=city, county=county, region_name=office.division.name,
        opened_at=at - timedelta(days=30), opened_by="系统",
    )  # fmt: skip
    fill_batch(batch, on=day_of(at))


def _settle() -> None:
    """The readers of events begin after what has happened here."""
    last: Any = OutboxEvent.objects.order_by("pk").last()
    if last is not None:
        for listener in listeners():
            Cursor.objects.update_or_create(listener=listener, defaults={"last_xid": last.xid, "last_id": last.pk})


def _run(sql: str, at: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"at": at})
