"""Accounts of the side that must rectify: on the project that is governed under 挂牌督办, else on the first one."""

from datetime import date
from typing import Any

from zhiben.domains.listings.models import Listing
from zhiben.domains.listings.terms import ListingState
from zhiben.kernel.access.models import Grant, User
from zhiben.kernel.access.terms import ReachKind, Role
from zhiben.kernel.base.clock import start_of_day
from zhiben.registry.projects.models import Project
from zhiben.world.accounts import PASSWORD, WORDS
from zhiben.world.registers import COUNTY

ON_SITE = (("xiangmu", Role.SITE_MANAGER, "site_manager"), ("anquanyuan", Role.SAFETY_OFFICER, "safety_officer"))
OF_FIRMS = (
    ("qiye", Role.ENTERPRISE_ADMIN, "contractor"), ("fuzeren", Role.PRINCIPAL, "contractor"),
    ("jianli", Role.CONSULTANT, "consultant"), ("jianshe", Role.OWNER, "owner"),
)  # fmt: skip
SINCE = start_of_day(date(2022, 1, 1))


def open_site_accounts() -> None:
    """The same names and password as in the demo region."""
    project = _project()
    for username, role, post in ON_SITE:
        held = project.posts.select_related("person").get(post=post)
        _open(username, role, held.person.name, ReachKind.PROJECT, project, project.name, project)
    for username, role, part in OF_FIRMS:
        firm = project.parties.select_related("enterprise").get(role=part).enterprise
        name = firm.legal_person if role == Role.PRINCIPAL else WORDS[username]
        _open(username, role, name, ReachKind.ENTERPRISE, firm, firm.name, project)


def _project() -> Any:
    governed = Listing.objects.filter(state=ListingState.GOVERNING).order_by("listed_on", "id")
    at_home = governed.filter(county=COUNTY).first() or governed.first()
    rows = Project.objects.filter(status="under_way").order_by("start_on", "id")
    return at_home.project if at_home else (rows.filter(county=COUNTY).first() or rows.first())


def _open(username: str, role: Role, name: str, reach: ReachKind, of: Any, of_name: str, project: Any) -> None:
    user = User(username=username, name=name)
    user.set_password(PASSWORD)
    user.save(force_insert=True)
    Grant.objects.create(
        user=user, role=role, reach=reach, reach_id=of.pk, reach_name=of_name, path=project.scope, valid_from=SINCE
    )
