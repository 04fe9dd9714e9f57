"""What other packages read about hazards: rows to look at, never to change."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Count

from zhiben.domains.hazards.models import Hazard, HazardQuerySet, Measure, Serving
from zhiben.domains.hazards.terms import HazardState, ServingState
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.workflow.engine import Party
from zhiben.kernel.workflow.models import CaseParty


def hazards_for(actor: Actor, ids: Iterable[UUID]) -> list[Hazard]:
    """Those of ``ids`` that this actor may see, with project and notice; in the order asked for. One query."""
    wanted = list(dict.fromkeys(ids))
    rows = Hazard.objects.visible_to(actor).select_related("project", "notice").filter(pk__in=wanted)
    found = {row.pk: row for row in rows}
    return [found[pk] for pk in wanted if pk in found]


def open_hazards() -> HazardQuerySet:
    """Every open hazard that has been confirmed by an agency and speaks: no drafts, no silent ledger rows."""
    return Hazard.objects.open().filter(silent=False).exclude(state__in=(HazardState.REPORTED, HazardState.RECORDED))


def overdue_hazards(on: date) -> HazardQuerySet:
    """Of these, the ones whose 整改时限 lies before ``on`` and that have not been put right: still with the site."""
    return open_hazards().filter(state=HazardState.RECTIFYING, deadline_on__lt=on)


def measures_of(hazard_ids: Iterable[UUID]) -> dict[UUID, list[Measure]]:
    """必办措施 of each hazard, as demanded first. One query; only what the reader's rows allow."""
    found: dict[UUID, list[Measure]] = {pk: [] for pk in hazard_ids}
    for measure in Measure.objects.filter(hazard_id__in=list(found)).order_by("id"):
        found[measure.hazard_id].append(measure)
    return found


def parties_of_hazard(hazard_id: UUID) -> list[Party]:
    """The project and the enterprises this hazard concerns: what a case about it takes over."""
    return parties_of_hazards([hazard_id])[hazard_id]


def parties_of_hazards(hazard_ids: Iterable[UUID]) -> dict[UUID, list[Party]]:
    """The same for many in one query."""
    found: dict[UUID, list[Party]] = {pk: [] for pk in hazard_ids}
    for row in CaseParty.objects.filter(flow="hazard", case_id__in=list(found)).order_by("id"):
        found[row.case_id].append(Party(kind=row.kind, subject_id=row.subject_id, role=row.role))
    return found


def hazard_rows(actor: Actor) -> HazardQuerySet:
    """What this actor sees of what counts in ledgers and figures: no drafts, nothing voided."""
    return Hazard.objects.visible_to(actor).counted()


def signed_of(hazard_ids: Iterable[UUID]) -> dict[UUID, tuple[int, int]]:
    """送知 of each hazard that is to be made known: how many have signed, of how many. One query."""
    rows = Serving.objects.filter(hazard_id__in=list(hazard_ids)).exclude(state=ServingState.WITHDRAWN)
    counted = rows.order_by().values_list("hazard_id").annotate(signed=Count("signed_at"), every=Count("pk"))
    return {pk: (signed, every) for pk, signed, every in counted}
