"""Demo accounts: one for every role, each with something on its first page. They exist in demo mode only."""

from datetime import date
from typing import Final
from uuid import UUID

from zhiben.domains.listings.models import Listing
from zhiben.domains.listings.terms import ListingState
from zhiben.kernel.access.models import Grant, User
from zhiben.kernel.access.terms import ReachKind, Role
from zhiben.kernel.base.clock import start_of_day
from zhiben.portals.console.demo import DemoAccount
from zhiben.registry.agencies.models import Agency, Officer
from zhiben.registry.enterprises.terms import HeadPost
from zhiben.world.drawing import Chance
from zhiben.world.registers import BEGINNING, Registers, Site

PASSWORD: Final = "zhiben-demo-2024"  # noqa: S105
OFFICERS: Final = (
    ("lingdao", Role.LEADER, 0), ("jiandu", Role.INSPECTOR, 1), ("zhifa", Role.ENFORCER, 2), ("neiqin", Role.CLERK, 3),
    ("jiandu2", Role.INSPECTOR, 4),
)  # fmt: skip
IN_THE_OFFICE: Final = frozenset(place for _, role, place in OFFICERS if role in (Role.LEADER, Role.CLERK))
ADMINISTRATORS: Final = (
    ("xitong", Role.SYSTEM_ADMIN, "系统管理员"), ("anquan", Role.SECURITY_ADMIN, "安全管理员"),
    ("shenji", Role.AUDIT_ADMIN, "审计管理员"),
)  # fmt: skip
WORDS: Final = {
    "lingdao": "区住建局负责人", "jiandu": "区住建局监督员", "zhifa": "区住建局执法人员", "neiqin": "区住建局内勤",
    "jiandu2": "区住建局监督员", "fazheng": "区住建局发证人员", "shengfazheng": "省住建厅发证人员",
    "shiju": "市住建局负责人", "shijiandu": "市住建局监督员", "shengting": "省住建厅负责人",
    "qiye": "施工企业管理员", "fuzeren": "施工企业主要负责人", "xiangmu": "项目负责人", "anquanyuan": "专职安全员",
    "jianli": "监理人员", "jianshe": "建设单位人员", "xitong": "系统管理员", "anquan": "安全管理员", "shenji": "审计管理员",
}  # fmt: skip


def open_officer_accounts(chance: Chance, registers: Registers) -> None:
    """Accounts of officers come first: the notices they make name them."""
    of = {
        a.pk: [o for o in registers.officers if o.agency_id == a.pk]
        for a in (registers.county, registers.city, registers.province)
    }
    for username, role, place in OFFICERS:
        _officer(chance, username, role, registers.county, of[registers.county.pk][place])
    _officer(chance, "shiju", Role.LEADER, registers.city, of[registers.city.pk][0])
    _officer(chance, "shijiandu", Role.INSPECTOR, registers.city, of[registers.city.pk][1])
    _officer(chance, "shengting", Role.LEADER, registers.province, of[registers.province.pk][0])
    for username, role, name in ADMINISTRATORS:
        user = _user(chance, username, name)
        _grant(chance, user, role, registers.county)


def open_certifier_accounts(chance: Chance, registers: Registers) -> None:
    """发证人员 of the county (使用登记) and of the province; with chance of their own, so that the stories stay."""
    for username, agency in (("fazheng", registers.county), ("shengfazheng", registers.province)):
        free = [o for o in registers.officers if o.agency_id == agency.pk and o.user_id is None]
        _officer(chance, username, Role.CERTIFIER, agency, free[-1])


def open_site_accounts(chance: Chance, registers: Registers) -> Site:
    """Accounts of the side that must rectify, on the project that has been under 挂牌督办 for the longest time."""
    governed = Listing.objects.filter(state=ListingState.GOVERNING).order_by("listed_on", "id")
    project_id = governed.values_list("project_id", flat=True).first()
    site = next((s for s in registers.sites if s.id == project_id), registers.sites[0])
    for username, role, name in (
        ("xiangmu", Role.SITE_MANAGER, site.manager), ("anquanyuan", Role.SAFETY_OFFICER, "安守业"),
    ):  # fmt: skip
        _party(chance, _user(chance, username, name), role, ReachKind.PROJECT, site.id, site.name, registers.county)
    for username, role, party in (
        ("qiye", Role.ENTERPRISE_ADMIN, "contractor"), ("fuzeren", Role.PRINCIPAL, "contractor"),
        ("jianli", Role.CONSULTANT, "consultant"), ("jianshe", Role.OWNER, "owner"),
    ):  # fmt: skip
        enterprise, name = site.parties[party]
        head = registers.heads[enterprise][HeadPost.PRINCIPAL].name if role == Role.PRINCIPAL else WORDS[username]
        user = _user(chance, username, head)
        _party(chance, user, role, ReachKind.ENTERPRISE, enterprise, name, registers.county)
    return site


def demo_accounts() -> list[DemoAccount]:
    """For the sign-in page: those that exist."""
    there = dict(User.objects.filter(username__in=WORDS).values_list("username", "name"))
    return [
        DemoAccount(username=u, password=PASSWORD, who=f"{WORDS[u]} {there[u]}" if there[u] != WORDS[u] else WORDS[u])
        for u in WORDS
        if u in there
    ]


def _officer(chance: Chance, username: str, role: Role, agency: Agency, officer: Officer) -> None:
    user = _user(chance, username, officer.name)
    _grant(chance, user, role, agency)
    officer.user_id = user.pk
    officer.save(update_fields=["user_id"])


def _user(chance: Chance, username: str, name: str) -> User:
    user = User(id=chance.id(BEGINNING), username=username, name=name)
    user.set_password(PASSWORD)
    user.save(force_insert=True)
    return user


def _grant(chance: Chance, user: User, role: Role, agency: Agency) -> None:
    Grant.objects.create(
        id=chance.id(BEGINNING), user=user, role=role, reach=ReachKind.AGENCY, reach_id=agency.pk,
        reach_name=agency.name, path=agency.path, level=agency.level, valid_from=start_of_day(BEGINNING),
    )  # fmt: skip


def _party(chance: Chance, user: User, role: Role, reach: ReachKind, reach_id: UUID, name: str, agency: Agency) -> None:
    """``path`` on a party's grant says which division's administrators look after the account."""
    Grant.objects.create(
        id=chance.id(BEGINNING), user=user, role=role, reach=reach, reach_id=reach_id, reach_name=name,
        path=agency.path, valid_from=start_of_day(date(2022, 1, 1)),
    )  # fmt: skip
