"""施工安全信息员: named from a day on, changed, relieved; what they report, and who is told when nothing comes."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pghistory
from django.db import transaction
from django.db.models import F
from django.urls import reverse

from zhiben.kernel.access.actors import Actor, system_actor
from zhiben.kernel.access.acts import record_act
from zhiben.kernel.access.terms import ReachKind, Role
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.base.errors import InvalidInput, NotPermitted, NotVisible, WrongState
from zhiben.kernel.base.text import plain_text
from zhiben.kernel.notifications.services import notify
from zhiben.kernel.parameters.queries import value_of
from zhiben.registry.agencies.public import agency, division, names_of
from zhiben.registry.enterprises.public import enterprise_for
from zhiben.registry.people.public import people
from zhiben.registry.projects.models import Informant, InformantReport, Project
from zhiben.registry.projects.policies import OWN
from zhiben.registry.projects.terms import InformantFor, ReportKind

TOPIC = "informants"
AT_SITE = (Role.SITE_MANAGER, Role.SAFETY_OFFICER)
AT_FIRM = (Role.ENTERPRISE_ADMIN, Role.PRINCIPAL)
AT_OFFICE = (Role.CLERK, Role.LEADER)


@dataclass(frozen=True, kw_only=True)
class Place:
    """Whom an informant reports for, where that is, and which agency answers for it."""

    kind: InformantFor
    id: UUID
    name: str
    province: str = ""
    city: str = ""
    county: str = ""
    path: str = ""
    agency_id: UUID | None = None


def place_of(actor: Actor, kind: InformantFor, subject_id: UUID) -> Place:
    """Raises NotVisible."""
    if kind == InformantFor.PROJECT:
        return _site(actor, subject_id)
    if kind == InformantFor.ENTERPRISE:
        firm = enterprise_for(actor, subject_id)
        # A firm that nobody has placed is looked after where its informant was named.
        codes = [firm.division_code, actor.division_code if actor.is_regulator else ""]
        known = names_of(code for code in codes if code)
        where = next((division(code) for code in codes if code in known), None)
        return Place(kind=kind, id=firm.pk, name=firm.name, **_levels(where))
    office = agency(subject_id)
    if not (actor.is_system or (actor.is_regulator and office.path.startswith(actor.path))):
        raise NotVisible("没有这个机构，或者不在您的辖区内")
    return Place(kind=kind, id=office.pk, name=office.name, agency_id=office.pk, **_levels(office.division))


@transaction.atomic
def name_informant(
    *, actor: Actor, subject: InformantFor | str, subject_id: UUID, person_id: UUID, on: date, at: datetime,
    duty: str = "",
) -> Informant:  # fmt: skip
    """From ``on`` this person reports for the agency, enterprise or project. One may have several informants.

    Raises NotPermitted unless a regulator of the place or the enterprise or site itself asks, WrongState when this
    person is the informant already.
    """
    place = place_of(actor, InformantFor(subject), subject_id)
    _check_may_name(actor, place)
    if not (people(actor).filter(pk=person_id).exists()):
        raise NotVisible("没有这个人")
    keys = subject_columns(place.kind, place.id)
    if Informant.objects.filter(person_id=person_id, valid_to=None, **keys).exists():
        raise WrongState("此人已经是这里的信息员")
    with pghistory.context(actor=actor.name, user=str(actor.user_id or ""), verb="informant.name"):
        row = Informant.objects.create(
            subject=place.kind, subject_name=place.name, person_id=person_id, duty=plain_text(duty), valid_from=on,
            province=place.province, city=place.city, county=place.county, due_at=due_after(place.path, at),
            updated_at=at, **keys,
        )  # fmt: skip
    record_act(actor=actor, verb="informant.name", at=at, object_kind="informant", object_id=row.pk,
               subject=place.name, person=str(person_id), on=on.isoformat())  # fmt: skip
    return row


@transaction.atomic
def relieve_informant(*, actor: Actor, informant_id: UUID, on: date, at: datetime) -> Informant:
    """From ``on`` no longer. The row stays. Raises WrongState when relieved already."""
    row = _locked(actor, informant_id)
    if row.valid_to is not None:
        raise WrongState("此人已经不是信息员")
    if on < row.valid_from:
        raise InvalidInput.of("on", f"卸任日期不能早于任职日期（{row.valid_from}）")
    row.valid_to, row.due_at, row.updated_at = on, None, at
    with pghistory.context(actor=actor.name, user=str(actor.user_id or ""), verb="informant.relieve"):
        row.save(update_fields=["valid_to", "due_at", "updated_at"])
    record_act(actor=actor, verb="informant.relieve", at=at, object_kind="informant", object_id=row.pk,
               on=on.isoformat())  # fmt: skip
    return row


@transaction.atomic
def report_as_informant(
    *, actor: Actor, informant_id: UUID, kind: ReportKind | str, at: datetime, what: str = "",
    happened_at: datetime | None = None,
) -> InformantReport:  # fmt: skip
    """One report. 险情 and 事故 say what and when, and go to the agency at once; later than allowed is marked 超时."""
    row = _locked(actor, informant_id)
    kind = ReportKind(kind)
    _check_report(row, kind, what, happened_at, at)
    place = place_of(_everywhere(actor, row), InformantFor(row.subject), subject_id(row))
    allowed = timedelta(minutes=value_of("informants.report_minutes", path=place.path, on=day_of(at)))
    report = InformantReport.objects.create(
        informant=row,
        kind=kind,
        what=what.strip(),
        happened_at=happened_at,
        reported_by=actor.name,
        at=at,
        late=bool(happened_at and at - happened_at > allowed),
    )
    row.reported_at, row.due_at = at, due_after(place.path, at)
    row.save(update_fields=["reported_at", "due_at"])
    record_act(actor=actor, verb="informant.report", at=at, object_kind="informant", object_id=row.pk,
               kind=kind.value, late=report.late)  # fmt: skip
    if kind != ReportKind.SAFE and place.agency_id:
        notify(topic=f"{TOPIC}.reported", title=f"{place.name}报送{kind.label}{'（超时）' if report.late else ''}",
               body=report.what[:500], link=_link(row), holder=("agency", place.agency_id, AT_OFFICE), at=at,
               statutory=True)  # fmt: skip
    return report


@transaction.atomic
def remind_informants(*, at: datetime, most: int = 2000) -> int:
    """Tells whoever is responsible, once for each time a report has become due. Returns how many informants."""
    rows = list(
        Informant.objects.select_for_update(skip_locked=True, of=("self",)).overdue(at)
        .exclude(reminded_at__gte=F("due_at")).select_related("project", "person").order_by("due_at", "id")[:most]
    )  # fmt: skip
    for row in rows:
        said = f"{row.subject_name}的信息员{row.person.name}到期没有报送"
        for holder in _told(row):
            notify(topic=f"{TOPIC}.overdue", title=said, body="请尽快报送；没有情况的报平安。", link=_link(row),
                   holder=holder, at=at, key=f"informant:{row.pk}:{row.due_at:%Y%m%d%H%M}")  # fmt: skip
    Informant.objects.filter(pk__in=[r.pk for r in rows]).update(reminded_at=at)
    return len(rows)


def due_after(path: str, at: datetime) -> datetime:
    """When the next report is due after a moment."""
    return at + timedelta(days=value_of("informants.report_days", path=path, on=day_of(at)))


def subject_columns(kind: InformantFor, pk: UUID) -> dict[str, Any]:
    """The three columns of which one is set."""
    chosen = {InformantFor.AGENCY: "agency_id", InformantFor.ENTERPRISE: "enterprise_id"}.get(kind, "project_id")
    return {"agency_id": None, "enterprise_id": None, "project_id": None, chosen: pk}


def subject_id(row: Informant) -> UUID:
    found = row.agency_id or row.enterprise_id or row.project_id
    assert found is not None  # noqa: S101 - the table's own constraint
    return found


def may_keep_informant(actor: Actor, row: Informant) -> bool:
    """A regulator of the place; the enterprise or site itself."""
    if actor.is_system or actor.is_regulator:
        return True
    mine = actor.reach == ReachKind.ENTERPRISE and row.enterprise_id == actor.reach_id
    return actor.role in OWN and (mine or row.project_id is not None)


def _check_may_name(actor: Actor, place: Place) -> None:
    inside = actor.is_regulator and (place.path.startswith(actor.path) or not place.path)
    if not (actor.is_system or inside or (actor.role in OWN and place.kind != InformantFor.AGENCY)):
        raise NotPermitted("信息员由当地监管机构、企业自己或者项目部登记")


def _check_report(row: Informant, kind: ReportKind, what: str, happened_at: datetime | None, at: datetime) -> None:
    if row.valid_to is not None:
        raise WrongState("此人已经不是信息员，不能再报送")
    if kind == ReportKind.SAFE:
        return
    if not what.strip():
        raise InvalidInput.of("what", f"报送{kind.label}要写明情况")
    if happened_at is None or happened_at > at:
        raise InvalidInput.of("happened_at", "请填写发生时间，不能晚于现在")


def _site(actor: Actor, project_id: UUID) -> Place:
    site = Project.objects.visible_to(actor).filter(pk=project_id).first()
    if site is None:
        raise NotVisible("没有这个项目，或者不在您的权限范围内")
    return Place(kind=InformantFor.PROJECT, id=site.pk, name=site.name, province=site.province, city=site.city,
                 county=site.county, path=site.place, agency_id=site.agency_id)  # fmt: skip


def _levels(where: Any) -> dict[str, Any]:
    if where is None:
        return {}
    return {"province": where.province, "city": where.city, "county": where.county, "path": where.path}


def _locked(actor: Actor, informant_id: UUID) -> Informant:
    row = Informant.objects.visible_to(actor).select_for_update(of=("self",)).filter(pk=informant_id).first()
    if row is None:
        raise NotVisible("没有这名信息员，或者不在您的权限范围内")
    if not may_keep_informant(actor, row):
        raise NotPermitted("信息员的登记和报送由当地监管机构、企业自己或者项目部办理")
    return row


def _everywhere(actor: Actor, row: Informant) -> Actor:
    """Where an informant is, is read of a row that the actor has been seen to be allowed to see."""
    return system_actor() if row.enterprise_id or row.agency_id else actor


def _told(row: Informant) -> list[tuple[str, UUID, tuple[Role, ...]]]:
    if row.project is not None:
        return [("project", row.project.pk, AT_SITE), ("agency", row.project.agency_id, AT_OFFICE)]
    if row.enterprise_id is not None:
        return [("enterprise", row.enterprise_id, AT_FIRM)]
    return [("agency", subject_id(row), AT_OFFICE)]


def _link(row: Informant) -> str:
    return reverse("projects:informant", args=[row.pk])
