"""Who takes part in a project and who holds its key posts, with the day from which."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import pghistory
from django.db import transaction

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.acts import record_act
from zhiben.kernel.base.errors import InvalidInput, NotVisible, WrongState
from zhiben.kernel.events.outbox import publish
from zhiben.registry.enterprises.public import names_of
from zhiben.registry.people.public import people
from zhiben.registry.projects.events import ProjectChanged
from zhiben.registry.projects.models import ProjectParty, ProjectPost
from zhiben.registry.projects.policies import locked_for
from zhiben.registry.projects.terms import SINGLE_POSTS, SINGLE_ROLES, PartyRole, Post


@dataclass(frozen=True, kw_only=True)
class PartyLine:
    """One enterprise and as what it takes part."""

    role: PartyRole | str
    enterprise_id: UUID


@transaction.atomic
def set_parties(
    *, actor: Actor, project_id: UUID, parties: Sequence[PartyLine], on: date, at: datetime
) -> list[ProjectParty]:
    """From ``on`` these and no others take part; who left stays on record with the day. Returns who takes part now.

    Raises InvalidInput for two enterprises in a role that only one can hold, or an unknown enterprise.
    """
    project = locked_for(actor, project_id)
    wanted = {(PartyRole(p.role).value, p.enterprise_id) for p in parties}
    _check_lines(wanted)
    current = list(ProjectParty.objects.filter(project=project, valid_to=None))
    known = {(p.role, p.enterprise_id) for p in current}
    leaving = [p for p in current if (p.role, p.enterprise_id) not in wanted]
    _check_day(on, leaving)
    left = [p.pk for p in leaving]
    new = [ProjectParty(project=project, role=r, enterprise_id=e, valid_from=on) for r, e in sorted(wanted - known)]
    if left or new:
        with pghistory.context(actor=actor.name, user=str(actor.user_id or ""), verb="project.parties"):
            ProjectParty.objects.filter(pk__in=left).update(valid_to=on)
            ProjectParty.objects.bulk_create(new)
        record_act(
            actor=actor, verb="project.parties", at=at, object_kind="project", object_id=project.pk,
            joined=[f"{p.role}:{p.enterprise_id}" for p in new], left=len(left), on=on.isoformat(),
        )  # fmt: skip
        publish(ProjectChanged(project_id=str(project.pk)), at=at)
    return list(ProjectParty.objects.filter(project=project, valid_to=None).select_related("enterprise"))


@transaction.atomic
def appoint(
    *, actor: Actor, project_id: UUID, post: Post | str, person_id: UUID, on: date, at: datetime,
    enterprise_id: UUID | None = None,
) -> ProjectPost:  # fmt: skip
    """From ``on`` this person holds the post; of a post only one can hold, the former holder is relieved that day."""
    project = locked_for(actor, project_id)
    post = Post(post)
    if not people(actor).filter(pk=person_id).exists():
        raise NotVisible("没有这个人")
    holders = ProjectPost.objects.filter(project=project, post=post, valid_to=None)
    if holders.filter(person_id=person_id).exists():
        raise WrongState(f"此人现在就是{post.label}")
    with pghistory.context(actor=actor.name, user=str(actor.user_id or ""), verb="project.appoint"):
        if post in SINGLE_POSTS:
            _check_day(on, holders)
            holders.update(valid_to=on)
        row = ProjectPost.objects.create(
            project=project, post=post, person_id=person_id, enterprise_id=enterprise_id, valid_from=on
        )
    record_act(
        actor=actor, verb="project.appoint", at=at, object_kind="project", object_id=project.pk,
        post=post.value, person=str(person_id), on=on.isoformat(),
    )  # fmt: skip
    publish(ProjectChanged(project_id=str(project.pk)), at=at)
    return row


@transaction.atomic
def relieve(*, actor: Actor, project_id: UUID, post: Post | str, person_id: UUID, on: date, at: datetime) -> None:
    """From ``on`` this person no longer holds the post. Raises WrongState when they do not hold it."""
    project = locked_for(actor, project_id)
    post = Post(post)
    held = ProjectPost.objects.filter(project=project, post=post, person_id=person_id, valid_to=None)
    _check_day(on, held)
    with pghistory.context(actor=actor.name, user=str(actor.user_id or ""), verb="project.relieve"):
        if not held.update(valid_to=on):
            raise WrongState(f"此人现在不是{post.label}")
    record_act(
        actor=actor, verb="project.relieve", at=at, object_kind="project", object_id=project.pk,
        post=post.value, person=str(person_id), on=on.isoformat(),
    )  # fmt: skip
    publish(ProjectChanged(project_id=str(project.pk)), at=at)


def _check_day(on: date, ending: Iterable[ProjectParty | ProjectPost]) -> None:
    """Nobody leaves before the day they came."""
    came = max((row.valid_from for row in ending), default=on)
    if on < came:
        raise InvalidInput.of("on", f"日期不能早于原来的开始日期（{came}）")


def _check_lines(lines: set[tuple[str, UUID]]) -> None:
    count = Counter(role for role, _ in lines)
    for role in SINGLE_ROLES:
        if count[role.value] > 1:
            raise InvalidInput.of("parties", f"{role.label}只能有一家")
    if len(names_of({e for _, e in lines})) < len({e for _, e in lines}):
        raise InvalidInput.of("parties", "有参建单位没有登记，请先登记企业")
