"""A major hazard, and listings brought to any stage through the real verbs."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from zhiben.domains.hazards.models import Hazard
from zhiben.domains.hazards.services.hazards import report_hazard
from zhiben.domains.hazards.services.hazards import take_step as hazard_step
from zhiben.domains.hazards.terms import Level, Source
from zhiben.domains.hazards.tests.factories import CLAUSE, Site, finding, photo, site_account
from zhiben.domains.listings.models import Listing
from zhiben.domains.listings.services.deciding import sign_listing
from zhiben.domains.listings.services.drafting import draft_listing
from zhiben.domains.listings.services.steps import take_step
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.clock import day_of, now

PLAN: dict[str, Any] = {
    "duty": "闽江建设有限公司负责，吴大山为责任人", "measure": "卸载、加固并复核支护", "fund_wan": 12,
    "emergency": "发现险情立即撤人，启动基坑坍塌应急预案",
}  # fmt: skip


def later(days: int) -> date:
    return day_of(now()) + timedelta(days=days)


def major(site: Site, words: str = "基坑坡顶堆载超过设计限值", **values: Any) -> Hazard:
    """A graded major hazard, not yet ordered."""
    given = {"location": "3 号楼基坑东侧", "clause_code": CLAUSE, **values}
    return report_hazard(
        actor=site.inspector, project_id=site.project.pk, source=Source.SUPERVISION, found_on=day_of(now()), at=now(),
        finding=finding(words, level=Level.MAJOR, **given),
    )  # fmt: skip


def drafted(site: Site, *hazards: Hazard) -> Listing:
    picked = hazards or (major(site),)
    return draft_listing(actor=site.inspector, hazard_ids=[h.pk for h in picked], reason="重大隐患未按期整改", at=now())


def signed(site: Site, *hazards: Hazard, days: int = 30) -> Listing:
    return sign_listing(actor=site.leader, listing_id=drafted(site, *hazards).pk, at=now(), deadline_on=later(days))


def step(actor: Actor, listing: Listing, action: str, **given: Any) -> Listing:
    return take_step(actor=actor, listing_id=listing.pk, action=action, at=given.pop("at", None) or now(), **given)


def governing(site: Site, *hazards: Hazard, days: int = 30) -> Listing:
    listing = signed(site, *hazards, days=days)
    step(site.inspector, listing, "submit_plan", on_behalf_of="闽江建设有限公司", until=later(days - 1), **PLAN)
    return step(site.inspector, listing, "accept_plan")


def manager(site: Site) -> Actor:
    return site_account("吴大山", Role.SITE_MANAGER, site.project)


def reported(site: Site, *hazards: Hazard) -> Listing:
    listing = governing(site, *hazards)
    return step(site.inspector, listing, "report", on_behalf_of="闽江建设有限公司", result="已卸载加固，监测稳定")


def close_hazard(site: Site, hazard_id: UUID) -> None:
    """Order, hand in, re-check: the hazard's own way to 销号."""
    hazard = Hazard.objects.get(pk=hazard_id)
    acts: tuple[tuple[str, dict[str, Any]], ...] = (
        ("order", {"deadline_on": later(7), "responsible_person": "吴大山", "measure": "卸载加固"}),
        ("submit", {"result": "已整改", "after_photos": [photo(site.inspector)], "on_behalf_of": "吴大山"}),
        ("close", {"conclusion": "经复查，已整改到位"}),
    )
    for action, given in acts:
        hazard_step(actor=site.inspector, hazard_id=hazard.pk, action=action, at=now(), **given)


def reviewed(site: Site, *hazards: Hazard) -> Listing:
    listing = reported(site, *hazards)
    return step(
        site.inspector, listing, "pass_review", reviewed_on=later(0), reviewed_by="林一、黄三", opinion="隐患已消除"
    )
