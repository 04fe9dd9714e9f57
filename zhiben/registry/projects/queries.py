"""What informants have changed and what offices lack. Read only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.apps import apps
from django.db.models import Count, Max, Q, QuerySet

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.clock import day_of
from zhiben.registry.agencies.public import Officer, agencies_below, agencies_on
from zhiben.registry.projects.models import Informant

DONE: Final = {"informant.name": "登记", "informant.relieve": "卸任", "import.informants": "台账导入"}


@dataclass(frozen=True, kw_only=True)
class History:
    what: str
    who: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class OfficeState:
    """How fresh an office's own data are. ``lacks`` names what is missing, in words."""

    updated: datetime | None
    officers: int
    informants: int
    named: datetime | None
    reported: datetime | None
    lacks: tuple[str, ...]


def history_of(row: Informant) -> list[History]:
    """Every version of the row, newest first: what was done, by whom, when."""
    events: Any = apps.get_model("projects", "InformantEvent")
    found = (
        events.objects.filter(pgh_obj_id=row.pk).select_related("pgh_context").order_by("-pgh_created_at", "-pgh_id")
    )
    return [
        History(
            what=DONE.get(said.get("verb", ""), "登记" if event.pgh_label == "insert" else "变更"),
            who=said.get("actor", ""),
            at=event.pgh_created_at,
        )
        for event in found
        for said in [event.pgh_context.metadata if event.pgh_context else {}]
    ]


def offices_seen(actor: Actor, on: date) -> QuerySet[Any]:
    """Agencies of the actor's division and below that exist on a day."""
    return agencies_below(actor.path).filter(pk__in=agencies_on(on))


def states_of_offices(ids: Iterable[UUID], at: datetime) -> dict[UUID, OfficeState]:
    """Four queries whatever their number."""
    wanted = list(ids)
    on = day_of(at)
    officers = dict(Officer.objects.filter(agency__in=wanted).on(on).values_list("agency_id").annotate(n=Count("id")))
    named: dict[Any, Any] = {
        row["agency_id"]: row
        for row in Informant.objects.filter(agency_id__in=wanted).values("agency_id").annotate(
            n=Count("id", filter=Q(valid_to=None)), named=Max("updated_at"), reported=Max("reported_at"),
            late=Count("id", filter=Q(valid_to=None, due_at__lt=at)),
            silent=Count("id", filter=Q(valid_to=None, person__phone_index="")),
        )
    }  # fmt: skip
    updated = _updated(wanted)
    return {pk: _state(updated.get(pk), officers.get(pk, 0), named.get(pk, {})) for pk in wanted}


def _updated(ids: list[UUID]) -> dict[UUID, datetime]:
    """When the office or any of its officers last changed."""
    offices: Any = apps.get_model("agencies", "AgencyEvent")
    people: Any = apps.get_model("agencies", "OfficerEvent")
    found = dict(offices.objects.filter(pgh_obj_id__in=ids).values_list("pgh_obj_id").annotate(Max("pgh_created_at")))
    for pk, moment in people.objects.filter(agency_id__in=ids).values_list("agency_id").annotate(Max("pgh_created_at")):
        found[pk] = max(moment, found.get(pk, moment))
    return found


def _state(updated: datetime | None, officers: int, said: dict[str, Any]) -> OfficeState:
    missing = (
        ("没有在任监督员", not officers), ("没有信息员", not said.get("n")),
        ("信息员没有手机号", bool(said.get("silent"))), ("逾期未报", bool(said.get("late"))),
    )  # fmt: skip
    return OfficeState(
        updated=updated, officers=officers, informants=said.get("n", 0), named=said.get("named"),
        reported=said.get("reported"), lacks=tuple(word for word, is_so in missing if is_so),
    )  # fmt: skip
