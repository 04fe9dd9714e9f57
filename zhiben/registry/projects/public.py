"""The front door of projects for other packages."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.errors import NotVisible
from zhiben.registry.people.public import Person
from zhiben.registry.projects.codes import permit_doubts, permit_parts, project_code_doubts, three_parties
from zhiben.registry.projects.loads import Load, count_in_grids, register_load
from zhiben.registry.projects.models import (
    Informant,
    Project,
    ProjectParty,
    ProjectPost,
    ProjectQuerySet,
    SiteWorker,
    SiteWorkerQuerySet,
)
from zhiben.registry.projects.services import (
    PartyLine,
    ProjectFacts,
    appoint,
    change_status,
    name_informant,
    register_project,
    relieve,
    set_parties,
    update_project,
)
from zhiben.registry.projects.stages import STAGES, stage_of
from zhiben.registry.projects.terms import PartyRole, Post
from zhiben.registry.projects.visits import VisitSource, register_visits

__all__ = [
    "STAGES",
    "Informant",
    "Load",
    "PartyLine",
    "ProjectFacts",
    "ProjectPost",
    "SiteWorker",
    "VisitSource",
    "appoint",
    "change_status",
    "contractors_on",
    "count_in_grids",
    "name_informant",
    "parties_between",
    "parties_of",
    "parties_of_many",
    "permit_doubts",
    "permit_parts",
    "post_holders_of_many",
    "posts_between",
    "posts_of",
    "project_code_doubts",
    "project_for",
    "projects",
    "register_load",
    "register_project",
    "register_visits",
    "relieve",
    "responsible_person",
    "set_parties",
    "site_workers",
    "sites_of_people",
    "stage_of",
    "three_parties",
    "update_project",
]  # fmt: skip


def projects(actor: Actor) -> ProjectQuerySet:
    """What this actor may see; ``.under_construction(on)`` is the one definition of 在建."""
    return Project.objects.visible_to(actor)


def project_for(actor: Actor, project_id: UUID) -> Project:
    """Raises NotVisible."""
    found = projects(actor).filter(pk=project_id).first()
    if found is None:
        raise NotVisible("没有这个项目，或者不在您的权限范围内")
    return found


def site_workers(actor: Actor) -> SiteWorkerQuerySet:
    """Who works or worked on which site; ``.on(day)`` those of a day."""
    return SiteWorker.objects.visible_to(actor)


def contractors_on(project: str, day: str) -> QuerySet[ProjectParty]:
    """施工单位 of the outer row's project on the outer row's day: for ``Exists`` and for joins by set."""
    rows = ProjectParty.objects.filter(
        role=PartyRole.CONTRACTOR, project_id=OuterRef(project), valid_from__lte=OuterRef(day)
    )
    return rows.filter(Q(valid_to=None) | Q(valid_to__gt=OuterRef(day)))


def parties_of(project_id: UUID, on: date) -> list[ProjectParty]:
    """Who takes part on that day, each with its ``enterprise``."""
    return parties_of_many([project_id], on).get(project_id, [])


def parties_of_many(project_ids: Iterable[UUID], on: date) -> dict[UUID, list[ProjectParty]]:
    """The same for many projects in one query."""
    found: dict[UUID, list[ProjectParty]] = {}
    rows = ProjectParty.objects.on(on).filter(project_id__in=list(project_ids)).select_related("enterprise")
    for row in rows.order_by("project_id", "valid_from", "id"):
        found.setdefault(row.project_id, []).append(row)
    return found


def posts_of(project_id: UUID, on: date) -> list[ProjectPost]:
    """Who holds which key post on that day, each with its ``person`` (masked) and ``enterprise``."""
    rows = ProjectPost.objects.on(on).filter(project_id=project_id).select_related("person", "enterprise")
    return list(rows.order_by("valid_from", "id"))


def post_holders_of_many(project_ids: Iterable[UUID]) -> dict[UUID, set[str]]:
    """Names of whoever has ever held a key post in each of these projects. One query."""
    found: dict[UUID, set[str]] = {}
    rows = ProjectPost.objects.filter(project_id__in=list(project_ids)).values_list("project_id", "person__name")
    for project_id, name in rows:
        found.setdefault(project_id, set()).add(name)
    return found


def parties_between(project_id: UUID, since: date, until: date) -> list[ProjectParty]:
    """Who took part on any day from ``since`` to ``until``, both included, each with its ``enterprise``."""
    rows = ProjectParty.objects.filter(project_id=project_id, valid_from__lte=until).exclude(valid_to__lte=since)
    return list(rows.select_related("enterprise").order_by("valid_from", "id"))


def posts_between(project_id: UUID, since: date, until: date) -> list[ProjectPost]:
    """Who held which key post on any of those days, each with its ``person`` (masked) and ``enterprise``."""
    rows = ProjectPost.objects.filter(project_id=project_id, valid_from__lte=until).exclude(valid_to__lte=since)
    return list(rows.select_related("person", "enterprise").order_by("valid_from", "id"))


def responsible_person(project_id: UUID, on: date) -> Person | None:
    """项目负责人 in office on that day: ``name``, ``phone_masked`` (``phone_cipher`` for the channel that dials)."""
    held = next((p for p in posts_of(project_id, on) if p.post == Post.SITE_MANAGER), None)
    return held.person if held else None


def sites_of_people(person_ids: Iterable[UUID], on: date) -> dict[UUID, tuple[UUID, str]]:
    """Where each of these people holds a key post or works on that day, with the name of the firm that sent them.

    Of several sites the one they came to last. Two queries.
    """
    wanted, found = set(person_ids), dict[UUID, tuple[UUID, str]]()
    if not wanted:
        return found
    for rows in (SiteWorker.objects.exclude(project=None), ProjectPost.objects.all()):
        there = rows.on(on).filter(person_id__in=wanted).order_by("valid_from", "id")
        for person_id, project_id, firm in there.values_list("person_id", "project_id", "enterprise__name"):
            if project_id:
                found[person_id] = (project_id, firm or "")
    return found
