"""Registering and changing a project."""

from datetime import date
from decimal import Decimal

import pytest

from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.errors import InvalidInput, NotPermitted, NotVisible, WrongState
from zhiben.kernel.events.models import OutboxEvent
from zhiben.registry.projects.models import Project, ProjectPeriod
from zhiben.registry.projects.services import ProjectFacts, register_project, update_project
from zhiben.registry.projects.tests.conftest import Region


def test_a_project_stands_where_its_division_is_and_belongs_to_its_agency(region: Region) -> None:
    project = region.project(region.city, division="350102", project_code="3501022601050101", area_m2=Decimal("1.50"))
    assert (project.province, project.city, project.county) == ("350000", "350100", "350102")
    assert (project.place, project.scope) == ("35.3501.350102.", "35.3501.")
    assert (project.agency_id, project.status, project.doubtful) == (region.city.pk, "under_way", False)
    assert [(p.status, p.valid_from, p.valid_to) for p in project.periods.all()] == [
        ("under_way", date(2026, 1, 5), None)
    ]
    assert list(OutboxEvent.objects.order_by("id").values_list("name", flat=True)) == [
        "projects.registered", "projects.status_changed",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"division": "350103"}, "division_code"),
        ({"division": "999999"}, "division_code"),
        ({"name": " "}, "name"),
        ({"plan_end_on": date(2025, 1, 1)}, "plan_end_on"),
        ({"area_m2": Decimal(-1)}, "area_m2"),
        ({"risk": "purple"}, "risk"),
    ],
)
def test_wrong_facts_are_refused_and_leave_nothing(region: Region, wrong: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        region.project(region.gulou, **wrong)  # type: ignore[arg-type]
    assert [e.field for e in refused.value.errors] == [field]
    assert not Project.objects.exists()
    assert not OutboxEvent.objects.exists()


def test_only_the_agency_itself_registers_and_changes(region: Region) -> None:
    facts = ProjectFacts(name="甲", division_code="350102", kind="housing")
    with pytest.raises(NotPermitted):
        register_project(actor=region.actor(region.city), facts=facts, agency_id=region.gulou.pk, at=now())
    with pytest.raises(NotPermitted):
        register_project(actor=region.actor(region.gulou, Role.SYSTEM_ADMIN), facts=facts, at=now())
    project = region.project(region.gulou)
    with pytest.raises(NotPermitted):
        update_project(actor=region.actor(region.city), project_id=project.pk, at=now(), progress="主体")
    with pytest.raises(NotVisible):
        update_project(actor=region.actor(region.taijiang), project_id=project.pk, at=now(), progress="主体")
    assert Project.objects.get().progress == ""


def test_one_filing_number_belongs_to_one_project_of_an_agency(region: Region) -> None:
    region.project(region.gulou, name="甲工程", supervise_no="GL-2026-001")
    with pytest.raises(WrongState, match="已用于「甲工程」"):
        region.project(region.gulou, name="乙工程", supervise_no="gl-2026-００1")
    region.project(region.taijiang, name="丙工程", supervise_no="GL-2026-001")
    assert Project.objects.count() == 2


def test_a_change_is_kept_with_what_was_before_and_who_did_it(region: Region) -> None:
    project = region.project(region.gulou)
    actor = region.actor(region.gulou)
    update_project(actor=actor, project_id=project.pk, at=now(), progress="主体5层", project_code="1")
    update_project(actor=actor, project_id=project.pk, at=now(), progress="主体5层")
    events = list(project.events.order_by("pgh_id"))  # type: ignore[attr-defined]
    assert [e.progress for e in events] == ["", "主体5层"]
    assert events[1].pgh_context.metadata == {"actor": "林一", "user": str(actor.user_id), "verb": "project.update"}
    assert Project.objects.get().doubts == ["项目编码通常为16位数字"]
    with pytest.raises(TypeError):
        update_project(actor=actor, project_id=project.pk, at=now(), status="ended")


def test_a_project_moves_only_within_its_agencys_division(region: Region) -> None:
    project = region.project(region.city, division="350102")
    actor = region.actor(region.city)
    assert update_project(actor=actor, project_id=project.pk, at=now(), division_code="350103").county == "350103"
    with pytest.raises(InvalidInput, match="辖区"):
        update_project(actor=actor, project_id=project.pk, at=now(), division_code="350203")
    assert Project.objects.get().place == "35.3501.350103."


def test_another_status_at_registering_counts_from_that_day(region: Region) -> None:
    actor, at = region.actor(region.gulou), now()
    facts = ProjectFacts(name="停建工程", division_code="350102", kind="municipal", start_on=date(2020, 1, 1))
    register_project(actor=actor, facts=facts, status="suspended", at=at)
    assert [(p.status, p.valid_from) for p in ProjectPeriod.objects.all()] == [("suspended", at.date())]
