"""Interviews brought to any stage through the real verbs, with an enterprise or with a subordinate agency."""

from datetime import date, timedelta
from typing import Any

from zhiben.domains.hazards.tests.factories import Site, account
from zhiben.domains.interviews.models import Commitment, Interview
from zhiben.domains.interviews.services.deciding import sign_interview
from zhiben.domains.interviews.services.drafting import draft_interview
from zhiben.domains.interviews.services.holding import Promise, hold_interview
from zhiben.domains.interviews.services.keeping import take_commitment_step
from zhiben.domains.interviews.services.steps import take_step
from zhiben.kernel.access.actors import Actor, system_actor
from zhiben.kernel.access.models import Grant, User
from zhiben.kernel.access.terms import ReachKind, Role
from zhiben.kernel.base.clock import day_of, now
from zhiben.registry.agencies.models import Agency
from zhiben.registry.agencies.public import add_agency
from zhiben.registry.agencies.terms import AgencyKind
from zhiben.registry.enterprises.models import Enterprise

REASON = "重大隐患逾期 12 天未整改，两次催办没有回应"


def later(days: int) -> date:
    return day_of(now()) + timedelta(days=days)


def drafted(site: Site, **given: Any) -> Interview:
    values: dict[str, Any] = {"actor": site.inspector, "agency_id": site.agency.pk, "reason": REASON, "at": now()}
    if "subject_agency_id" not in given:
        values["enterprise_id"] = site.contractor.pk
    return draft_interview(**{**values, **given})


def signed(site: Site, **given: Any) -> Interview:
    return sign_interview(
        actor=site.leader, interview_id=drafted(site, **given).pk, at=now(), meet_on=later(3), meet_time="09:30",
        meet_place="监督站二楼会议室",
    )  # fmt: skip


def promises(*people: str) -> list[Promise]:
    return [
        Promise(text=f"第 {n} 项：完成支护加固并报送监测数据", person=who, until=later(6 + n))
        for n, who in enumerate(people or ("吴大山", "周五"), 1)
    ]


def held(site: Site, **given: Any) -> Interview:
    return hold_interview(
        actor=site.inspector, interview_id=signed(site, **given).pk, held_on=later(0), host="陈二",
        attendees="周五（闽江建设有限公司法定代表人）、林一", problems="基坑支护变形未处置", promises=promises(), at=now(),
    )  # fmt: skip


def step(actor: Actor, interview: Interview, action: str, **given: Any) -> Interview:
    return take_step(actor=actor, interview_id=interview.pk, action=action, at=given.pop("at", None) or now(), **given)


def keep(actor: Actor, commitment: Commitment, action: str, **given: Any) -> Commitment:
    return take_commitment_step(actor=actor, commitment_id=commitment.pk, action=action, at=now(), **given)


def head_of(enterprise: Enterprise, name: str = "周五") -> Actor:
    """The enterprise's principal, with an account."""
    user = User.objects.create_user(f"{name}-{enterprise.pk}"[:64], name=name)
    return Grant.objects.create(
        user=user, role=Role.PRINCIPAL, reach=ReachKind.ENTERPRISE, reach_id=enterprise.pk, reach_name=enterprise.name,
        valid_from=now() - timedelta(days=1),
    ).actor()  # fmt: skip


def city_bureau() -> tuple[Agency, Actor, Actor]:
    """The city's authority above the site's station, with an officer and a leader."""
    office = add_agency(
        actor=system_actor(), name="福州市住房和城乡建设局", division_code="350100", kind=AgencyKind.AUTHORITY,
        at=now(), doc_prefix="榕建", address="五四路 1 号",
    )  # fmt: skip
    return office, account("郑六", Role.INSPECTOR, office), account("何七", Role.LEADER, office)
