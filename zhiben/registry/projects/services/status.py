"""Change a project's status, with the day from which it holds."""

from datetime import date, datetime
from uuid import UUID

import pghistory
from django.db import transaction

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.acts import record_act
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.base.errors import InvalidInput, WrongState
from zhiben.kernel.events.outbox import publish
from zhiben.registry.projects.events import ProjectStatusChanged
from zhiben.registry.projects.models import Project, ProjectPeriod
from zhiben.registry.projects.policies import locked_for
from zhiben.registry.projects.terms import ProjectStatus


@transaction.atomic
def change_status(
    *, actor: Actor, project_id: UUID, status: ProjectStatus | str, on: date, reason: str, at: datetime
) -> Project:
    """From ``on`` the project is in another status; what it was before stays in its periods.

    Raises InvalidInput without a reason, for a day to come or a day before the present status began; WrongState when
    that is its status already.
    """
    project = locked_for(actor, project_id)
    status = ProjectStatus(status)
    if project.status == status:
        raise WrongState(f"项目现在就是「{status.label}」")
    if not reason.strip():
        raise InvalidInput.of("reason", "请写明状态变更的事由")
    if on > day_of(at):
        raise InvalidInput.of("on", "变更日期不能晚于今天")
    with pghistory.context(actor=actor.name, user=str(actor.user_id or ""), verb="project.status"):
        _turn(project, status, on, reason.strip()[:300])
        project.status = status
        project.save(update_fields=["status"])
    record_act(
        actor=actor, verb="project.status", at=at, object_kind="project", object_id=project.pk,
        status=status.value, on=on.isoformat(), reason=reason.strip(),
    )  # fmt: skip
    publish(ProjectStatusChanged(project_id=str(project.pk), status=status.value, on=on.isoformat()), at=at)
    return project


def _turn(project: Project, status: ProjectStatus, on: date, reason: str) -> None:
    running = ProjectPeriod.objects.filter(project=project, valid_to=None).first()
    if running is not None and on < running.valid_from:
        raise InvalidInput.of("on", f"变更日期不能早于现状态的开始日期（{running.valid_from}）")
    if running is not None and on == running.valid_from:
        # Two changes on one day: what holds at the end of the day counts; the row's history keeps the first.
        running.status, running.reason = status, reason
        running.save(update_fields=["status", "reason"])
        return
    ProjectPeriod.objects.filter(project=project, valid_to=None).update(valid_to=on)
    ProjectPeriod.objects.create(project=project, status=status, valid_from=on, reason=reason)
