"""A county station with a project and its people, and notices brought to any stage through the real verbs."""

from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

from PIL import Image, ImageDraw

from zhiben.domains.hazards.models import Hazard, Measure, Notice
from zhiben.domains.hazards.services.drafts import draft_notice
from zhiben.domains.hazards.services.finding import Finding
from zhiben.domains.hazards.services.hazards import report_hazard, take_step
from zhiben.domains.hazards.services.issuing import advance_notice
from zhiben.domains.hazards.terms import Level, MeasureKind, NoticeKind, Source
from zhiben.kernel.access.actors import Actor, system_actor
from zhiben.kernel.access.models import Grant, User
from zhiben.kernel.access.terms import ReachKind, Role
from zhiben.kernel.base.clock import day_of, now
from zhiben.kernel.evidence.services import store_file
from zhiben.registry.agencies.models import Agency, Officer
from zhiben.registry.agencies.public import add_agency, add_officer
from zhiben.registry.agencies.terms import AgencyKind
from zhiben.registry.enterprises.models import Enterprise
from zhiben.registry.enterprises.public import register_enterprise
from zhiben.registry.people.public import register_person
from zhiben.registry.projects.models import Project
from zhiben.registry.projects.public import PartyLine, ProjectFacts, appoint, register_project, set_parties
from zhiben.registry.projects.terms import PartyRole, Post

SINCE = date(2026, 1, 5)
CLAUSE = "2024-7.1"


@dataclass
class Site:
    """A project under a station that neither reviews nor countersigns, unless asked to. The inspector may issue."""

    agency: Agency
    officers: list[Officer]
    project: Project
    contractor: Enterprise
    inspector: Actor
    leader: Actor

    @property
    def officer_ids(self) -> list[UUID]:
        return [o.pk for o in self.officers]


def account(name: str, role: Role, agency: Agency) -> Actor:
    """A person with an account who acts for an agency; sign in with ``client.force_login(user_of(actor))``."""
    user = User.objects.create_user(f"{name}-{agency.pk}"[:64], name=name)
    grant = Grant.objects.create(
        user=user, role=role, reach=ReachKind.AGENCY, reach_id=agency.pk, reach_name=agency.name, path=agency.path,
        level=agency.level, valid_from=now() - timedelta(days=1),
    )  # fmt: skip
    return grant.actor()


def site_account(name: str, role: Role, project: Project) -> Actor:
    user = User.objects.create_user(f"{name}-{project.pk}"[:64], name=name)
    return Grant.objects.create(
        user=user, role=role, reach=ReachKind.PROJECT, reach_id=project.pk, reach_name=project.name,
        valid_from=now() - timedelta(days=1),
    ).actor()  # fmt: skip


def user_of(actor: Actor) -> User:
    assert actor.user_id
    return User.objects.get(pk=actor.user_id)


def make_site(
    *, code: str = "350102", name: str = "青石路安置房一期工程", sign_required: bool = False,
    review_required: bool = False, **facts: Any,
) -> Site:  # fmt: skip
    at, system = now(), system_actor()
    known = Agency.objects.filter(division_id=code).count()
    suffix = f"第{known + 1}分站" if known else ""
    agency = add_agency(
        actor=system, name=f"鼓楼区建设工程质量安全监督站{suffix}", division_code=code, kind=AgencyKind.STATION, at=at, doc_prefix="榕鼓建",
        sign_required=sign_required, review_required=review_required, phone="0591-8700000", address="青石路 1 号",
    )  # fmt: skip
    inspector, leader = account("林一", Role.INSPECTOR, agency), account("陈二", Role.LEADER, agency)
    officers = [
        add_officer(actor=system, agency_id=agency.pk, name=person, at=at, valid_from=SINCE, certificate_no=number,
                    user_id=user_id)
        for person, number, user_id in (("林一", "35010201", inspector.user_id), ("黄三", "35010202", None))
    ]  # fmt: skip
    project = register_project(
        actor=inspector, at=at,
        facts=ProjectFacts(name=name, division_code=code, kind="housing", start_on=SINCE, address="青石路 88 号",
                           supervise_no=f"JD{code}-{agency.pk.int % 100_000:05d}", **facts),
    )  # fmt: skip
    contractor = register_enterprise(actor=system, name=f"闽江建设有限公司（{name[:4]}）", legal_person="周五", at=at)
    set_parties(
        actor=inspector, project_id=project.pk, on=SINCE, at=at,
        parties=[PartyLine(role=PartyRole.CONTRACTOR, enterprise_id=contractor.pk)],
    )  # fmt: skip
    manager = register_person(actor=system, name="吴大山", phone="13800001234", at=at)
    appoint(actor=inspector, project_id=project.pk, post=Post.SITE_MANAGER, person_id=manager.pk, on=SINCE, at=at)
    return Site(agency, officers, project, contractor, inspector, leader)


def photo_bytes(words: str = "before", size: tuple[int, int] = (800, 600), colour: str = "#99a", **more: Any) -> bytes:
    picture = Image.new("RGB", size, colour)
    ImageDraw.Draw(picture).text((30, 30), words, fill="black", font_size=48)
    out = BytesIO()
    picture.save(out, "JPEG", **more)
    return out.getvalue()


def photo(actor: Actor, words: str = "before") -> UUID:
    return store_file(actor=actor, content=photo_bytes(words), name=f"{words}.jpg", at=now()).pk


def finding(description: str = "三层临边防护栏杆缺失约 12 米", **values: Any) -> Finding:
    given: dict[str, Any] = {
        "level": Level.GENERAL, "location": "3 号楼三层南侧", "measure": "立即恢复临边防护",
        "deadline_on": day_of(now()) + timedelta(days=7), **values,
    }  # fmt: skip
    return Finding(description=description, **given)


def draft(site: Site, *findings: Finding, kind: NoticeKind = NoticeKind.RECTIFY, **values: Any) -> Notice:
    at = now()
    if kind == NoticeKind.STOP:
        values.setdefault("stop_scope", "3 号楼外架及三层以上作业面")
    values = {"visited_on": day_of(at), "officer_ids": site.officer_ids, **values}
    return draft_notice(
        actor=site.inspector, project_id=site.project.pk, kind=kind, at=at, findings=findings or (finding(),), **values
    )


def issued(site: Site, *findings: Finding, **values: Any) -> Notice:
    """A notice out of the door, for a station that needs neither review nor signature."""
    notice = draft(site, *findings, **values)
    return advance_notice(actor=site.inspector, notice_id=notice.pk, at=now())


def items(notice: Notice) -> list[Hazard]:
    return list(Hazard.objects.filter(notice=notice).order_by("item_no"))


def major(site: Site, description: str = "基坑支护变形超过预警值未采取措施", **values: Any) -> Hazard:
    """A major hazard found by the site's own inspector: confirmed, and demanding what its place demands."""
    found = finding(description, level=Level.MAJOR, clause_code=CLAUSE, **values)
    return report_hazard(
        actor=site.inspector, project_id=site.project.pk, finding=found, source=Source.SUPERVISION,
        found_on=day_of(now()), at=now(),
    )  # fmt: skip


def measure(site: Site, kind: MeasureKind = MeasureKind.SERVE) -> Measure:
    return Measure.objects.get(hazard=major(site), kind=kind)


def ordered_major(site: Site, description: str = "基坑支护变形超过预警值未采取措施", **values: Any) -> Hazard:
    """Its plan and its 双报告 are asked for."""
    hazard = major(site, description, **values)
    return take_step(
        actor=site.inspector, hazard_id=hazard.pk, action="order", at=now(), deadline_on=day_of(now()),
        responsible_person="吴大山", measure="立即撤人，回填反压",
    )  # fmt: skip


def closed_major(site: Site, description: str = "基坑支护变形超过预警值未采取措施", **values: Any) -> Hazard:
    """Put right and closed, where the place demands nothing that keeps it open: 回头看 is planned."""
    hazard = ordered_major(site, description, **values)
    take_step(actor=site.inspector, hazard_id=hazard.pk, action="submit", at=now(), on_behalf_of="吴大山",
              result="已完成", after_photos=[photo(site.inspector, "after")])  # fmt: skip
    return take_step(actor=site.inspector, hazard_id=hazard.pk, action="close", at=now(), conclusion="合格")
