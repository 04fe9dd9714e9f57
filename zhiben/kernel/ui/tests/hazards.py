"""A small page of a real kind of case, for tests of what all case pages do."""

from datetime import date
from typing import Any
from uuid import UUID

from django.urls import URLPattern, include, path

from zhiben.domains.hazards.models import Hazard
from zhiben.domains.hazards.services.hazards import take_step
from zhiben.domains.hazards.workflow import HAZARD_FLOW
from zhiben.kernel.access.actors import Actor, system_actor
from zhiben.kernel.access.models import Grant
from zhiben.kernel.access.terms import REGULATORS, SITE_SIDE
from zhiben.kernel.base.clock import end_of_day, now
from zhiben.kernel.base.ids import new_id
from zhiben.kernel.ui.cases import addresses
from zhiben.kernel.ui.cases.addresses import register_case_page
from zhiben.kernel.ui.cases.page import CasePage, case_pages
from zhiben.kernel.ui.cases.parts import Fact, Parts, Person
from zhiben.kernel.workflow.engine import Party, fire, open_case
from zhiben.kernel.workflow.registry import register
from zhiben.registry.projects.models import Project

KEPT = dict(case_pages)
register(HAZARD_FLOW)


class SamplePage(CasePage[Hazard]):
    flow_code = "hazard"
    roles = frozenset((*REGULATORS, *SITE_SIDE))

    def parts(self, case: Hazard, actor: Actor, at: Any) -> Parts:
        return Parts(
            facts=[Fact("发现日期", case.found_on), Fact("描述", case.description, wide=True), Fact("备注", "")],
            people=[Person("整改责任人", case.responsible_person)], responsible=case.responsible_person,
        )  # fmt: skip

    def initials(self, case: Hazard, action: str, actor: Actor, at: Any) -> dict[str, Any]:
        return {"rechecked_by": actor.name}

    def handle(
        self, *, actor: Actor, case: Hazard, action: str, at: Any, on_behalf_of: str, inputs: dict[str, Any]
    ) -> None:
        take_step(actor=actor, hazard_id=case.pk, action=action, at=at, on_behalf_of=on_behalf_of, **inputs)


case_pages.clear()
case_pages.update(KEPT)


def _sample_addresses() -> list[URLPattern]:
    """The real page keeps its place for everybody else: whether it was read before this module is a matter of luck."""
    real = addresses._namespaces.pop("hazard", None)
    made = SamplePage.urls("sample/", "sample:hazard")
    addresses._namespaces.pop("hazard")
    if real is not None:
        register_case_page("hazard", real)
    return made


urlpatterns = [
    path("", include((_sample_addresses(), "sample"))),
    path("", include("zhiben.conf.urls")),
]
handler404 = "zhiben.kernel.ui.refusals.not_found"


def make_project(agency_id: UUID) -> Project:
    return Project.objects.create(
        name="青峦县滨江新城三期安置房", name_key="青峦县滨江新城三期安置房", agency_id=agency_id, province="350000",
        city="350100", county="350102", place="35.3501.350102.", scope="35.3501.350102.", kind="housing",
        created_at=now(),
    )  # fmt: skip


def make_hazard(grant: Grant, *, party: UUID | None = None, **columns: Any) -> Hazard:
    """A confirmed hazard under the agency of ``grant``; ``party`` is a project whose people see it."""
    agency = grant.reach_id or new_id()
    project = make_project(agency)
    hazard = Hazard(
        id=new_id(), project=project, title="塔式起重机附着装置缺少一道", where_name=project.name,
        agency_id=agency, scope=project.scope, place=project.place, province="350000",
        city="350100", county="350102", level="GENERAL",
        source="SUPERVISION", description="自由端高度超出说明书规定", found_on=date(2024, 7, 1),
        responsible_person="吴立", **columns,
    )  # fmt: skip
    parties = [Party(kind="project", subject_id=party, role="project")] if party else []
    return open_case(HAZARD_FLOW, hazard, actor=system_actor(), at=now(), state="CONFIRMED", parties=parties)


def order(hazard: Hazard, grant: Grant, day: date) -> None:
    fire(
        HAZARD_FLOW, hazard.pk, "order", actor=grant.actor(), at=min(now(), end_of_day(day)), deadline_on=day,
        responsible_person="吴立", measure="增加附着",
    )  # fmt: skip
