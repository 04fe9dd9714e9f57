"""A few hundred hazards of two provinces, as varied as ledgers are: blank categories, undated closures, no positions."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any, Final

from zhiben.domains.criteria.models import Clause
from zhiben.domains.hazards.models import Hazard
from zhiben.domains.hazards.terms import HazardState, Level, Source
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.models import Grant, User
from zhiben.kernel.access.terms import ReachKind, Role
from zhiben.kernel.base.clock import now, start_of_day, today
from zhiben.kernel.base.ids import new_id
from zhiben.kernel.workflow.models import CaseParty
from zhiben.registry.agencies.models import Agency, Division
from zhiben.registry.enterprises.models import Enterprise
from zhiben.registry.projects.models import Project, ProjectParty

# Two counties of one city, another city, a county straight under its province, another province.
PLACES: Final = ("350102", "350103", "350203", "469002", "320402")
CATEGORIES: Final = ("", "", "scaffold", "脚手架工程", "起重机械", "自己写的类别", "height", "基坑")
STATES: Final = (
    HazardState.CONFIRMED, HazardState.RECTIFYING, HazardState.SUBMITTED, HazardState.CLOSED, HazardState.CLOSED,
    HazardState.VOIDED, HazardState.RECORDED,
)  # fmt: skip
PROGRESS: Final = ("", "主体结构施工至 12 层", "基坑开挖", "外墙装修", "竣工验收准备", "说不清")


@dataclass
class Scene:
    agencies: dict[str, Agency]
    projects: list[Project]
    enterprises: list[Enterprise]

    def regulator(self, code: str, level: str) -> Actor:
        """A leader of an agency of that division: seen by reach, whatever the agency."""
        path = Division.objects.get(pk=code).path if level != "nation" else ""
        user = User.objects.create_user(f"leader-{code}-{new_id()}"[:64], name="陈二")
        agency = next(iter(self.agencies.values()))
        return Grant.objects.create(
            user=user, role=Role.LEADER, reach=ReachKind.AGENCY, reach_id=agency.pk, reach_name="本级", path=path,
            level=level, valid_from=now() - timedelta(days=1),
        ).actor()  # fmt: skip


def levels_of(code: str) -> dict[str, str]:
    row = Division.objects.get(pk=code)
    return {"province": row.province, "city": row.city, "county": row.county, "place": row.path, "scope": row.path}


def make_scene(seed: int = 7, hazards: int = 420) -> Scene:
    chance = Random(seed)
    agencies = {code: _agency(code) for code in PLACES}
    enterprises = Enterprise.objects.bulk_create(
        Enterprise(name=f"闽江建设第{n}公司", name_key=f"闽江建设第{n}公司", created_at=now()) for n in range(6)
    )
    projects = Project.objects.bulk_create(_project(chance, agencies, n) for n in range(18))
    parties = [party for n, project in enumerate(projects) for party in _parties(chance, project, enterprises, n)]
    ProjectParty.objects.bulk_create(parties)
    clauses = [*Clause.objects.order_by("pk").values_list("pk", flat=True)[:9], "", "2024-5.4.1"]
    rows = Hazard.objects.bulk_create(_hazard(chance, projects, clauses, n) for n in range(hazards))
    CaseParty.objects.bulk_create(_case_parties(rows))
    return Scene(agencies, projects, enterprises)


def _agency(code: str) -> Agency:
    name = f"{code}监督站"
    return Agency.objects.create(
        name=name,
        name_key=name,
        division_id=code,
        path=Division.objects.get(pk=code).path,
        level="county",
        kind="station",
    )


def _project(chance: Random, agencies: dict[str, Agency], number: int) -> Project:
    code, name = PLACES[number % len(PLACES)], f"青石路安置房{number}期"
    placed = chance.random() < 0.8
    return Project(
        name=name, name_key=name, agency_id=agencies[code].pk, kind="housing", created_at=now(), **levels_of(code),
        progress=chance.choice(PROGRESS), lat=Decimal(str(round(chance.uniform(20, 32), 6))) if placed else None,
        lng=Decimal(str(round(chance.uniform(109, 120), 6))) if placed else None,
    )  # fmt: skip


def _parties(chance: Random, project: Project, enterprises: list[Enterprise], number: int) -> list[ProjectParty]:
    """A contractor throughout, or one after the other; a consultant that must not count as one."""
    first, second, third = chance.sample(enterprises, 3)
    changed = today() - timedelta(days=chance.randrange(100, 900)) if number % 3 == 0 else None
    found = [
        ProjectParty(
            project=project, enterprise=first, role="contractor", valid_from=date(2015, 1, 1), valid_to=changed
        )
    ]
    if changed:
        found.append(ProjectParty(project=project, enterprise=second, role="contractor", valid_from=changed))
    return [*found, ProjectParty(project=project, enterprise=third, role="consultant", valid_from=date(2015, 1, 1))]


def _hazard(chance: Random, projects: list[Project], clauses: list[str], number: int) -> Hazard:
    project, state = chance.choice(projects), chance.choice(STATES)
    found_on = today() - timedelta(days=int(chance.random() ** 2 * 1800))
    major = chance.random() < 0.7
    ended = state in (HazardState.CLOSED, HazardState.VOIDED)
    closed_on = min(found_on + timedelta(days=chance.randrange(0, 60)), today()) if ended else None
    dated = closed_on if state == HazardState.CLOSED and chance.random() < 0.7 else None
    return Hazard(
        title=f"第{number}条隐患", where_name=project.name, agency_id=project.agency_id, opened_at=start_of_day(found_on),
        project=project, level=Level.MAJOR if major else Level.GENERAL, source=chance.choice(Source.values), state=state,
        category=chance.choice(CATEGORIES), clause_code=chance.choice(clauses) if major else "", found_on=found_on,
        description="描述", deadline_on=found_on + timedelta(days=15) if chance.random() < 0.9 else None, closed_on=dated,
        closed_at=_evening(closed_on) if closed_on else None, **{n: getattr(project, n) for n in LEVELS},
    )  # fmt: skip


def _evening(day: date) -> datetime:
    """Late in China: still the day before in UTC would be wrong, and the day after as well."""
    return start_of_day(day) + timedelta(minutes=30)


LEVELS: Final = ("province", "city", "county", "place", "scope")


def _case_parties(rows: list[Hazard]) -> list[Any]:
    return [
        CaseParty(flow="hazard", case_id=row.pk, kind="project", subject_id=row.project_id, role="site") for row in rows
    ]


def project_actor(project: Project) -> Actor:
    user = User.objects.create_user(f"site-{project.pk}"[:64], name="吴大山")
    return Grant.objects.create(
        user=user, role=Role.SITE_MANAGER, reach=ReachKind.PROJECT, reach_id=project.pk, reach_name=project.name,
        valid_from=now() - timedelta(days=1),
    ).actor()  # fmt: skip
