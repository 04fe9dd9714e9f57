"""监管盲区 are marked on the projects and told to the agency above, which settles who is responsible."""

from datetime import date, datetime
from typing import Final
from uuid import UUID

import pghistory
from django.db import transaction
from django.db.models import CharField, Count, F, Value
from django.urls import reverse

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.acts import record_act
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.base.errors import InvalidInput, NotPermitted, NotVisible, WrongState
from zhiben.kernel.events.outbox import publish
from zhiben.kernel.marks.models import Mark
from zhiben.kernel.marks.services import sync_marks
from zhiben.kernel.marks.terms import Tone
from zhiben.kernel.notifications.services import notify
from zhiben.registry.agencies.public import agencies_on, agency, agency_above, agency_for, code_of
from zhiben.registry.projects.blind_spots import lacks
from zhiben.registry.projects.events import ProjectAgencyChanged
from zhiben.registry.projects.models import Project, ProjectGrid
from zhiben.registry.projects.terms import Blind

BADGES: Final = {
    Blind.NO_AGENCY: ("无监管机构", Tone.RED, "登记的监管机构不存在或者已撤销"),
    Blind.SEVERAL: ("多头监管", Tone.ORANGE, "同一工程另有机构也在监管，职责不清"),
    Blind.NO_OFFICER: ("无持证监督员", Tone.RED, "监管机构没有执法证在有效期内的监督人员"),
    Blind.NO_POST: ("关键岗位缺人", Tone.ORANGE, "必须有人的关键岗位现在没有人在岗"),
}
PUSHED: Final = (Blind.NO_AGENCY, Blind.SEVERAL, Blind.NO_OFFICER)


@transaction.atomic
def mark_blind_spots(*, at: datetime) -> dict[str, int]:
    """Every blind spot of today carries its mark, those that are seen again lose it; how many were raised by kind."""
    on, raised = day_of(at), {}
    for kind, (label, tone, reason) in BADGES.items():
        rows = Project.objects.under_construction(on).filter(lacks(kind, on))
        wanted = rows.values(
            "place", subject_kind=Value("project", CharField()), subject_id=F("pk"), reason=Value(reason, CharField()),
            link=Value("", CharField()),
        )  # fmt: skip
        raised[kind.value] = sync_marks(code=f"blind.{kind}", label=label, tone=tone, wanted=wanted, at=at).raised
    _push_up(on, at)
    return raised


def _push_up(on: date, at: datetime) -> None:
    """What was found in this run goes to the leaders of the agency above, one notice for each of them."""
    fresh = Mark.objects.filter(subject_kind="project", since=at, code__in=[f"blind.{kind}" for kind in PUSHED])
    rows = Project.objects.filter(pk__in=fresh.values("subject_id")).values_list("agency_id", "place")
    told: dict[UUID, int] = {}
    for agency_id, place, number in rows.annotate(number=Count("pk")).order_by("agency_id", "place"):
        above = _above(agency_id, place, on)
        if above is not None:
            told[above] = told.get(above, 0) + number
    for above, number in told.items():
        notify(
            topic="projects.blind_spots", title=f"新发现 {number} 个监管盲区项目，请定责", at=at,
            body="有施工必须有监管：请明确由哪个机构监管，或者督促配备持证监督员。", link=reverse("projects:blind_spots"),
            holder=("agency", above, (Role.LEADER.value,)),
        )  # fmt: skip


def _above(agency_id: UUID, place: str, on: date) -> UUID | None:
    """Who settles it: the agency above the responsible one, or the nearest one above the place when there is none."""
    here = agencies_on(on).filter(pk=agency_id).first()
    if here is not None:
        found = agency_above(here, on=on)
    else:
        above = place.rstrip(".").rpartition(".")[0]
        found = agency_for(code_of(f"{above}.") if above else "", on=on)
    return found.pk if found else None


@transaction.atomic
def settle_agency(*, actor: Actor, project_id: UUID, agency_id: UUID, reason: str, at: datetime) -> Project:
    """定责: the leader of an agency above says which agency is responsible from today.

    Raises NotVisible, NotPermitted, InvalidInput (no reason; an agency that is no more or does not reach the project),
    WrongState (it is that one already).
    """
    project = Project.objects.visible_to(actor).select_for_update().filter(pk=project_id).first()
    if project is None:
        raise NotVisible("没有这个项目，或者不在您的权限范围内")
    reason = " ".join(reason.split())
    if not reason or len(reason) > 300:
        raise InvalidInput.of("reason", "请写明定责的依据，不超过300字")
    to = agency(agency_id)
    _check_may_settle(actor, project, to.path)
    if project.agency_id == to.pk:
        raise WrongState(f"现在就由{to.name}监管")
    if to.valid_to is not None and to.valid_to <= day_of(at):
        raise InvalidInput.of("agency", f"{to.name}已撤销")
    if not project.place.startswith(to.path):
        raise InvalidInput.of("agency", f"{to.name}管不到工程所在地")
    before, project.agency_id, project.scope = str(project.agency_id), to.pk, to.path
    with pghistory.context(actor=actor.name, user=str(actor.user_id or ""), verb="project.settle"):
        project.save(update_fields=["agency_id", "scope"])
        ProjectGrid.objects.filter(project=project, valid_to=None).update(valid_to=day_of(at))
    record_act(
        actor=actor, verb="project.settle", at=at, object_kind="project", object_id=project.pk, before=before,
        after=str(to.pk), reason=reason,
    )  # fmt: skip
    publish(ProjectAgencyChanged(project_id=str(project.pk), before=before, after=str(to.pk)), at=at)
    return project


def may_settle(actor: Actor, project: Project) -> bool:
    """A leader whose division holds the place, other than the responsible agency itself unless it is a blind spot."""
    above = len(actor.path) < len(project.place) or actor.reach_id != project.agency_id
    return actor.role == Role.LEADER and project.place.startswith(actor.path) and above


def _check_may_settle(actor: Actor, project: Project, path: str) -> None:
    """From above both: whoever is responsible cannot give it away to somebody beside."""
    if actor.is_system or (may_settle(actor, project) and path.startswith(actor.path) and actor.path != project.place):
        return
    raise NotPermitted("由上级机关的负责人定责")
