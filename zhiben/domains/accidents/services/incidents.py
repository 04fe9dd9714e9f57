"""Incidents: registered by the site or the agency, verified, ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from zhiben.domains.accidents.catalogue import name_of
from zhiben.domains.accidents.events import IncidentMoved
from zhiben.domains.accidents.models import Incident
from zhiben.domains.accidents.policies import REPORTERS
from zhiben.domains.accidents.services.opening import open_for_incident
from zhiben.domains.accidents.terms import IncidentKind, IncidentState
from zhiben.domains.accidents.workflow import INCIDENT_FLOW
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.base.errors import FieldError, InvalidInput, NotPermitted
from zhiben.kernel.crypto import mask_phone, seal
from zhiben.kernel.events.outbox import publish
from zhiben.kernel.evidence.services import attach
from zhiben.kernel.parameters.queries import value_of
from zhiben.kernel.workflow.clocks import deadline_of, working_days
from zhiben.kernel.workflow.engine import Party, fire, open_case
from zhiben.registry.projects.public import parties_of, project_for

SLOTS: Final = {"photos": "before", "files": "files"}
MOST_PEOPLE: Final = 10000


@dataclass(frozen=True, kw_only=True)
class Account:
    """What is told of one incident. Moments are to the minute; ``reporter_phone`` is sealed at once."""

    kind: IncidentKind
    criterion: str
    occurred_at: datetime
    reported_at: datetime
    spot: str
    acc_type: str
    course: str
    measures: str
    reporter: str
    known_at: datetime | None = None
    reporter_unit: str = ""
    reporter_phone: str = ""
    part: str = ""
    injuries: int = 0
    minor: int = 0
    exposed: int | None = None
    loss_wan: Decimal | None = None
    first_cause: str = ""


@transaction.atomic
def report_incident(
    *, actor: Actor, project_id: UUID, account: Account, at: datetime, photos: Sequence[UUID] = (),
    files: Sequence[UUID] = (),
) -> Incident:  # fmt: skip
    """登记一起事故险情, waiting for the agency to verify it. Raises NotVisible, NotPermitted, InvalidInput."""
    project = project_for(actor, project_id)
    if actor.role not in REPORTERS or (actor.is_regulator and not project.place.startswith(actor.path)):
        raise NotPermitted("由项目、企业或者监管这个项目的机关登记事故险情")
    _check(account, project.place, at)
    incident = Incident(
        agency_id=project.agency_id, scope=project.scope, place=project.place, province=project.province,
        city=project.city, county=project.county, where_name=project.name, project_id=project.pk, kind=account.kind,
        title=f"{account.kind.label}：{name_of('types', account.acc_type)}　{account.spot}"[:300],
        criterion=account.criterion, criterion_text=name_of("criteria", account.criterion),
        occurred_at=account.occurred_at, known_at=account.known_at, reported_at=account.reported_at,
        received_at=at if actor.is_regulator else None, spot=account.spot, part=account.part,
        acc_type=account.acc_type, injuries=account.injuries, minor=account.minor, exposed=account.exposed,
        loss_wan=account.loss_wan, course=account.course, first_cause=account.first_cause, measures=account.measures,
        reporter=account.reporter, reporter_unit=account.reporter_unit or actor.reach_name,
        reporter_phone_masked=mask_phone(account.reporter_phone) if account.reporter_phone else "",
        reporter_phone_cipher=seal(account.reporter_phone) if account.reporter_phone else None,
    )  # fmt: skip
    incident.due_at, incident.due_rule = deadline_of(working_days("accidents.confirm_working_days"), incident, at, {})
    parties = [Party(kind="project", subject_id=project.pk, role="site")]
    parties += [
        Party(kind="enterprise", subject_id=p.enterprise_id, role=p.role) for p in parties_of(project.pk, day_of(at))
    ]
    open_case(INCIDENT_FLOW, incident, actor=actor, at=at, state=IncidentState.REPORTED, parties=parties)
    _attach(actor, incident, {"photos": photos, "files": files}, at)
    publish(
        IncidentMoved(
            incident_id=str(incident.pk), project_id=str(project.pk), kind=incident.kind, action="report",
            state=incident.state, seq=incident.seq,
        ),
        at=at,
    )  # fmt: skip
    return incident


@transaction.atomic
def take_incident_step(*, actor: Actor, incident_id: UUID, action: str, at: datetime, **inputs: Any) -> Incident:
    """Any step of the table. A verified one is traced where its place demands it, in the same transaction."""
    if action in ("confirm", "dismiss"):
        inputs["confirmed_by"] = actor.name
    given = {name: [UUID(str(f)) for f in inputs.get(name) or ()] for name in SLOTS if name in inputs}
    if action == "add_files" and not any(given.values()):
        raise InvalidInput.of("photos", "请选择照片或者材料")
    inputs |= {name: [str(f) for f in ids] for name, ids in given.items()}
    done: Incident = fire(INCIDENT_FLOW, incident_id, action, actor=actor, at=at, **inputs)
    _attach(actor, done, given, at)
    if action == "confirm":
        open_for_incident(done, at=at)
    return done


def _attach(actor: Actor, incident: Incident, given: dict[str, Any], at: datetime) -> None:
    for name, ids in given.items():
        if ids:
            attach(
                file_ids=list(ids), owner_kind="incident", owner_id=incident.pk, slot=SLOTS[name], actor=actor, at=at
            )


def _check(account: Account, place: str, at: datetime) -> None:
    wrong = [
        FieldError(field=name, reason=reason)
        for name, bad, reason in (
            ("occurred_at", account.occurred_at > at, "发生时间在现在之后，请核对"),
            ("reported_at", account.reported_at > at, "报告时间在现在之后，请核对"),
            ("reported_at", account.reported_at < account.occurred_at, "报告时间早于发生时间"),
            ("known_at", account.known_at is not None and account.known_at < account.occurred_at, "知悉时间早于发生时间"),
            ("acc_type", not name_of("types", account.acc_type), "请在列出的事故类型里选择"),
            ("part", bool(account.part) and not name_of("parts", account.part), "请在列出的部位里选择"),
            ("injuries", not 0 <= account.injuries <= MOST_PEOPLE, "重伤人数请核对"),
            ("minor", not 0 <= account.minor <= MOST_PEOPLE, "轻伤人数请核对"),
            ("exposed", not 0 <= (account.exposed or 0) <= MOST_PEOPLE, "涉险人数请核对"),
            ("loss_wan", (account.loss_wan or 0) < 0, "直接经济损失不能小于 0"),
            ("criterion", account.criterion not in criteria_here(account.kind, place, at), "请按本地口径选择判定口径"),
            *((n, not str(getattr(account, n)).strip(), "请填写") for n in ("spot", "course", "measures", "reporter")),
        )
        if bad
    ]  # fmt: skip
    if wrong:
        raise InvalidInput(*wrong)


def criteria_here(kind: IncidentKind, place: str, at: datetime) -> tuple[str, ...]:
    """Codes of what this place counts as that kind."""
    key = "accidents.non_fatal_criteria" if kind == IncidentKind.NON_FATAL else "accidents.near_miss_criteria"
    return tuple(value_of(key, path=place, on=day_of(at)))
