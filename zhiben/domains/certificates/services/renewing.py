"""换发: a batch names who must exchange what by when; issuing the new certificate settles it and ends the old one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction

from zhiben.domains.certificates.models import Certificate, RenewalBatch, RenewalItem
from zhiben.domains.certificates.terms import ISSUED_HERE, CertificateKind, ItemState
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.acts import record_act
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.base.errors import InvalidInput, NotPermitted
from zhiben.kernel.base.ids import NEW_ID
from zhiben.kernel.parameters.queries import value_of
from zhiben.registry.agencies.public import agency, codes_on, division

ORGANISERS: Final = (Role.CERTIFIER, Role.CLERK, Role.LEADER)
NO_DATE: Final = "无"
# 应换: in force on the day, not electronic yet, in the region. A batch that runs on takes in what comes later.
FILL: Final = """
insert into certificates_renewalitem (id, batch_id, certificate_id, kind, province, city, county, due_on, state, reason)
select {new_id}, %(batch)s, c.id, c.kind, c.province, c.city, c.county, d.due_on, 'WAITING', ''
  from certificates_certificate c
  join unnest(%(kinds)s::text[], %(dues)s::date[]) d(kind, due_on) on d.kind = c.kind
 where not c.electronic and c.closed_at is null and c.place >= %(low)s and c.place < %(high)s
   and (c.valid_to is null or c.valid_to >= %(day)s)
on conflict (batch_id, certificate_id) do nothing
"""
DONE: Final = """
update certificates_renewalitem i set state = 'DONE', done_on = %(day)s
  from certificates_certificate c
 where i.state = 'WAITING' and c.id = i.certificate_id and c.electronic
"""
DROPPED: Final = """
update certificates_renewalitem i set state = 'DROPPED', reason = case when c.closed_at is null then '已过期' else '已终止' end
  from certificates_certificate c
 where i.state = 'WAITING' and c.id = i.certificate_id
   and (c.closed_at is not null or c.valid_to < %(day)s)
"""


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far: 应换 without those no longer needed, 已换, 未换, of them late."""

    key: str
    label: str
    wanted: int
    done: int
    late: int

    @property
    def left(self) -> int:
        return self.wanted - self.done

    @property
    def percent(self) -> float | None:
        return round(self.done * 100 / self.wanted, 1) if self.wanted else None


@transaction.atomic
def open_renewal(
    *, actor: Actor, kinds: Sequence[str], division_code: str, at: datetime, title: str = "", due_on: date | None = None,
    source: str = "",
) -> RenewalBatch:  # fmt: skip
    """发起一批换发 within the organising agency's own region. Without ``due_on`` each kind has its own day of the plan."""
    office, place = _organiser(actor, division_code)
    wanted = [kind for kind in ISSUED_HERE if kind in set(kinds)]
    if not wanted:
        raise InvalidInput.of("kinds", "请选择换发的证照种类")
    province, city, county = codes_on(place.path)
    words = "、".join(CertificateKind(kind).label for kind in wanted)
    batch = RenewalBatch.objects.create(
        title=(title.strip() or f"{place.name}{words}换发电子证照")[:200], kinds=[str(k) for k in wanted],
        agency_id=office.pk, agency_name=office.name, place=place.path, province=province, city=city, county=county,
        region_name=place.name, due_on=due_on, source=source[:300], opened_at=at, opened_by=actor.name,
    )  # fmt: skip
    count = fill_batch(batch, on=day_of(at))
    record_act(
        actor=actor, verb="certificates.renewal", at=at, object_kind="renewal", object_id=batch.pk, count=count,
        kinds=batch.kinds,
    )  # fmt: skip
    return batch


def fill_batch(batch: RenewalBatch, *, on: date) -> int:
    """Take in everything that is to be exchanged and is not in the batch yet. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            FILL.format(new_id=NEW_ID),
            {
                "batch": batch.pk, "kinds": batch.kinds, "dues": [due_of(batch, kind, on) for kind in batch.kinds],
                "low": batch.place, "high": f"{batch.place[:-1]}/" if batch.place else ":", "day": on,
            },
        )  # fmt: skip
        return int(cursor.rowcount)


def due_of(batch: RenewalBatch, kind: str, on: date) -> date | None:
    """The batch's own day, else what the plan in force at the place says for the kind."""
    if batch.due_on is not None:
        return batch.due_on
    said = str(value_of(f"certificates.renewal_due.{kind}", path=batch.place, on=on))
    try:
        return None if said == NO_DATE else date.fromisoformat(said)
    except ValueError:
        return None


def settle_items(*, old_id: UUID, new: Certificate, on: date) -> None:
    """The new certificate is there: every batch that waits for it counts it as done."""
    waiting = RenewalItem.objects.filter(certificate=old_id, state=ItemState.WAITING)
    waiting.update(state=ItemState.DONE, new=new, done_on=on)


@transaction.atomic
def refresh_renewals(*, at: datetime) -> int:
    """Open batches take in what has come, let go of what has ended or run out, and see what ledgers made electronic."""
    day = day_of(at)
    added = sum(fill_batch(batch, on=day) for batch in RenewalBatch.objects.filter(closed_at=None).order_by("id"))
    with connection.cursor() as cursor:
        cursor.execute(DONE, {"day": day})
        cursor.execute(DROPPED, {"day": day})
    return added


@transaction.atomic
def close_renewal(*, actor: Actor, batch_id: UUID, at: datetime) -> RenewalBatch:
    """结束: what is left stays on the list as not done; nothing is taken in any more."""
    batch = RenewalBatch.objects.select_for_update().get(pk=batch_id)
    if actor.role not in ORGANISERS or actor.reach_id != batch.agency_id:
        raise NotPermitted("只有发起换发的机关可以结束它")
    if batch.closed_at is None:
        batch.closed_at = at
        batch.save(update_fields=["closed_at"])
        record_act(actor=actor, verb="certificates.renewal_closed", at=at, object_kind="renewal", object_id=batch.pk)
    return batch


def _organiser(actor: Actor, division_code: str) -> tuple[Any, Any]:
    if actor.role not in ORGANISERS or not actor.is_regulator or actor.reach_id is None:
        raise NotPermitted("换发由主管部门的发证人员、内勤或者负责人发起")
    place = division(division_code)
    if not place.path.startswith(actor.path):
        raise NotPermitted("只能在本机关辖区内发起换发")
    return agency(actor.reach_id), place
