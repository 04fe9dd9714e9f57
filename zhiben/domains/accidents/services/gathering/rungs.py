"""How it climbed: 催办, 督办单, 挂牌督办, 约谈."""

from collections.abc import Iterator

from zhiben.domains.accidents.models import Trace
from zhiben.domains.accidents.services.gathering.line import Line, Window
from zhiben.domains.accidents.terms import EvidenceKind as K
from zhiben.domains.interviews.public import interviews_of_case
from zhiben.domains.ladder.public import orders_of
from zhiben.domains.listings.public import listings_of
from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.workflow.models import Urge


def lines(trace: Trace, window: Window) -> Iterator[Line]:
    """Four queries for a hazard, two for an incident."""
    subject, code = trace.subject_id, trace.subject_flow
    for urge in Urge.objects.filter(case_id=subject).order_by("nth"):
        by = f"{urge.reach_name}{urge.actor_name}".strip() or "系统"
        yield Line(
            kind=K.URGE, words=f"第 {urge.nth} 次催办，逾期 {urge.days_overdue} 天，送达 {urge.reached} 人", who=by,
            since=day_of(urge.at), source="催办记录", flow=code, object_id=subject,
        )  # fmt: skip
    for talk in interviews_of_case(subject):
        yield Line(
            kind=K.INTERVIEW, words=f"约谈{talk.subject_name} {talk.number}（{talk.get_state_display()}）",
            who=talk.subject_person, since=talk.held_on or talk.notified_on or day_of(talk.opened_at), source="约谈",
            flow="interview", object_id=talk.pk,
        )  # fmt: skip
    if trace.hazard_id is None:
        return
    for order in orders_of(system_actor(), trace.hazard_id):
        yield Line(
            kind=K.ORDER, words=f"{order.name} {order.number}（{order.get_state_display()}）", who=order.addressee,
            since=order.issued_on or day_of(order.opened_at), source="督办单", flow="ladder.order", object_id=order.pk,
        )  # fmt: skip
    for listing in listings_of([trace.hazard_id]).values():
        yield Line(
            kind=K.LISTING, words=f"挂牌督办 {listing.number}（{listing.get_state_display()}）", who=listing.addressee,
            since=listing.listed_on or day_of(listing.opened_at), source="挂牌督办", flow="listing", object_id=listing.pk,
        )  # fmt: skip
