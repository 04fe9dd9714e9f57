"""A county bureau on its first morning: people with accounts, the county's divisions, and nothing else."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from zhiben.domains.hazards.tests.factories import account, user_of
from zhiben.kernel.access.accounts import issue_token
from zhiben.kernel.access.actors import Actor, system_actor
from zhiben.kernel.access.models import User
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.clock import now
from zhiben.registry.agencies.models import Agency
from zhiben.registry.agencies.public import add_agency, add_officer
from zhiben.registry.agencies.terms import AgencyKind

COUNTY: Final = "350121"
COUNTY_NAME: Final = "闽侯县"
STATION: Final = "闽侯县建设工程质量安全监督站"


@dataclass(frozen=True)
class Bureau:
    agency: Agency
    clerk: Actor
    inspector: Actor
    leader: Actor

    def user(self, actor: Actor) -> User:
        return user_of(actor)


def open_bureau(*, review_required: bool = True, sign_required: bool = True) -> Bureau:
    """Notices are reviewed and signed by its leader. Two officers with certificates, one of them with an account."""
    at, system = now(), system_actor()
    agency = add_agency(
        actor=system, name=STATION, division_code=COUNTY, kind=AgencyKind.STATION, at=at, doc_prefix="侯建",
        review_required=review_required, sign_required=sign_required, phone="0591-87000000", address="青石路 1 号",
    )  # fmt: skip
    clerk, inspector, leader = (
        account(name, role, agency)
        for name, role in (("许文", Role.CLERK), ("林一", Role.INSPECTOR), ("陈二", Role.LEADER))
    )
    for name, number, user_id in (("林一", "35012101", inspector.user_id), ("黄三", "35012102", None)):
        add_officer(actor=system, agency_id=agency.pk, name=name, at=at, valid_from=date(2024, 1, 1),
                    certificate_no=number, user_id=user_id)  # fmt: skip
    return Bureau(agency, clerk, inspector, leader)


def token_of(actor: Actor) -> str:
    """A bearer token for a program that acts as this person."""
    return issue_token(actor=system_actor(), username=user_of(actor).username, purpose="月报取数", at=now())
