"""The five registers of the demo region: agencies with officers, enterprises, people, projects with their parties."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from zhiben.kernel.base.clock import start_of_day
from zhiben.kernel.base.text import name_key
from zhiben.kernel.crypto import blind_index, mask_id_number, mask_phone, seal
from zhiben.registry.agencies.models import Agency, Department, Division, Officer
from zhiben.registry.enterprises.models import Enterprise, EnterprisePost
from zhiben.registry.enterprises.public import Head
from zhiben.registry.enterprises.services.posts import PURPOSE as HEAD_PHONE
from zhiben.registry.enterprises.terms import HeadPost
from zhiben.registry.people.codes import ID_PURPOSE, PHONE_PURPOSE
from zhiben.registry.people.models import Person
from zhiben.registry.projects.models import Project, ProjectParty, ProjectPeriod, ProjectPost
from zhiben.world import names
from zhiben.world.copying import copy_rows
from zhiben.world.drawing import Chance
from zhiben.world.sizes import Size

BEGINNING: Final = date(2019, 1, 1)
SHARES: Final = (
    ("owner", 0.25), ("contractor", 0.3), ("consultant", 0.15), ("surveyor", 0.06), ("designer", 0.08),
    ("subcontractor", 0.1), ("labour", 0.06),
)  # fmt: skip
PARTIES: Final = ("owner", "contractor", "consultant", "surveyor", "designer")
COUNTY: Final = "320412"
CITY: Final = "320400"
PROVINCE: Final = "320000"


@dataclass(frozen=True, kw_only=True)
class Site:
    """What the stories need to know about one project."""

    id: UUID
    name: str
    code: str
    start_on: date
    ended_on: date | None
    parties: dict[str, tuple[UUID, str]]
    manager: str
    manager_phone: str
    manager_phone_cipher: bytes
    columns: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Registers:
    """The registers as built, for the stories and the accounts."""

    county: Agency
    city: Agency
    province: Agency
    officers: list[Officer]
    enterprises: dict[str, list[tuple[UUID, str]]]
    heads: dict[UUID, dict[HeadPost, Head]]
    sites: list[Site]


def build_registers(chance: Chance, size: Size, today: date) -> Registers:
    province = _agency(chance, PROVINCE, "江苏省住房和城乡建设厅（演示）", "省住建厅", "苏建示", None)
    city = _agency(chance, CITY, "常州市住房和城乡建设局（演示）", "市住建局", "常住建示", province)
    county = _agency(chance, COUNTY, "武进区住房和城乡建设局（演示）", "武进区住建局", "武住建示", city)
    officers = [*_officers(chance, county, 10), *_officers(chance, city, 3), *_officers(chance, province, 2)]
    enterprises = _enterprises(chance, size.enterprises)
    people = _people(chance, size.people, enterprises)
    heads = _heads(chance, enterprises["contractor"], size.people)
    sites = _projects(chance, size.projects, county, enterprises, people, today)
    return Registers(
        county=county, city=city, province=province, officers=officers, enterprises=enterprises, heads=heads,
        sites=sites,
    )  # fmt: skip


def _agency(chance: Chance, code: str, name: str, short: str, prefix: str, parent: Agency | None) -> Agency:
    division = Division.objects.get(pk=code)
    return Agency.objects.create(
        id=chance.id(BEGINNING), name=name, name_key=name_key(name), short_name=short, division=division,
        path=division.path, level=division.level, kind="authority", parent=parent, doc_prefix=prefix,
        review_required=False, sign_required=True, may_penalise=True, valid_from=BEGINNING,
    )  # fmt: skip


def _officers(chance: Chance, agency: Agency, count: int) -> list[Officer]:
    room = Department.objects.create(id=chance.id(BEGINNING), agency=agency, name="质量安全科", position=1)
    return [
        Officer.objects.create(
            id=chance.id(BEGINNING), agency=agency, department=room, name=names.person_name(chance),
            certificate_no=f"示{agency.division_id}{number:03d}", valid_from=BEGINNING,
            position="科长" if number == 1 else "监督员",
        )
        for number in range(1, count + 1)
    ]  # fmt: skip


def _enterprises(chance: Chance, count: int) -> dict[str, list[tuple[UUID, str]]]:
    made: dict[str, list[tuple[UUID, str]]] = {}
    rows: list[dict[str, Any]] = []
    for kind, share in SHARES:
        for _ in range(max(2, round(count * share))):
            number = len(rows)
            name = names.enterprise_name(chance, kind, number, "常州" if number % 3 else "江苏")
            enterprise_id = chance.id(BEGINNING)
            row = {
                "id": enterprise_id, "name": name, "name_key": name_key(name), "uscc": names.uscc(number),
                "kinds": [kind], "division_code": COUNTY if number % 4 else CITY,
                "legal_person": names.person_name(chance), "created_at": start_of_day(BEGINNING),
            }  # fmt: skip
            rows.append(row)
            made.setdefault(kind, []).append((enterprise_id, name))
    copy_rows(Enterprise, rows)
    return made


def _heads(chance: Chance, contractors: list[tuple[UUID, str]], serial: int) -> dict[UUID, dict[HeadPost, Head]]:
    """主要负责人 and 实际控制人 of every contractor; of every third both are the same person."""
    legal = dict(Enterprise.objects.filter(pk__in=[pk for pk, _ in contractors]).values_list("pk", "legal_person"))
    heads: dict[UUID, dict[HeadPost, Head]] = {}
    rows = []
    for number, (enterprise, _) in enumerate(contractors):
        both = {HeadPost.PRINCIPAL: legal[enterprise]}
        both[HeadPost.CONTROLLER] = names.person_name(chance) if number % 3 else legal[enterprise]
        for post, name in both.items():
            same = name == legal[enterprise]
            phone = names.phone_number(serial + 2 * number + (not same))
            cipher, masked = seal(phone), mask_phone(phone)
            heads.setdefault(enterprise, {})[post] = Head(
                post=post, name=name, phone_masked=masked, phone_cipher=cipher
            )
            rows.append({
                "id": chance.id(BEGINNING), "enterprise": enterprise, "post": post.value, "name": name,
                "phone_cipher": cipher, "phone_masked": masked, "valid_from": BEGINNING,
                "phone_index": blind_index(phone, purpose=HEAD_PHONE),
            })  # fmt: skip
    copy_rows(EnterprisePost, rows)
    return heads


def _people(chance: Chance, count: int, enterprises: dict[str, list[tuple[UUID, str]]]) -> list[dict[str, Any]]:
    employers = [e for kind in ("contractor", "consultant", "labour", "subcontractor") for e in enterprises[kind]]
    rows = []
    for serial in range(count):
        number, phone, name = names.id_number(serial), names.phone_number(serial), names.person_name(chance)
        rows.append({
            "id": chance.id(BEGINNING), "name": name, "name_key": name_key(name), "id_number_cipher": seal(number),
            "id_number_index": blind_index(number, purpose=ID_PURPOSE), "id_number_masked": mask_id_number(number),
            "phone_cipher": seal(phone), "phone_index": blind_index(phone, purpose=PHONE_PURPOSE),
            "phone_masked": mask_phone(phone), "employer": employers[serial % len(employers)][0],
            "created_at": start_of_day(BEGINNING),
        })  # fmt: skip
    copy_rows(Person, rows)
    return rows


def _projects(
    chance: Chance, count: int, agency: Agency, enterprises: dict[str, list[tuple[UUID, str]]],
    people: list[dict[str, Any]], today: date,
) -> list[Site]:  # fmt: skip
    division = Division.objects.get(pk=agency.division_id)
    sites, projects, parties, posts, periods = [], [], [], [], []
    for number in range(count):
        project = _project(chance, number, agency, division, today)
        mine = {kind: chance.pick(enterprises[kind]) for kind in PARTIES}
        crew = [people[(number * 7 + i) % len(people)] for i in range(5)]
        projects.append(project)
        parties += list(_parties(chance, project, mine))
        posts += list(_posts(chance, project, mine, crew))
        periods += list(_periods(chance, project, today))
        sites.append(_site(project, mine, crew[0]))
    copy_rows(Project, projects)
    copy_rows(ProjectParty, parties)
    copy_rows(ProjectPost, posts)
    copy_rows(ProjectPeriod, periods)
    return sites


def _project(chance: Chance, number: int, agency: Agency, division: Division, today: date) -> dict[str, Any]:
    kind = "housing" if number % 4 else "municipal"
    started, planned = _span(chance, number, today)
    name = names.project_name(chance, number, kind, "武进")
    status = "ended" if planned < today else "stopped" if number % 30 == 7 else "under_way"
    return {
        "id": chance.id(started), "name": name, "name_key": name_key(name),
        "project_code": f"{agency.division_id}{started:%y%m%d}{'01' if kind == 'housing' else '02'}{number % 100:02d}",
        "supervise_no": f"示监{started:%Y}{number + 1:04d}", 
        "permit_no": f"{agency.division_id}{started:%Y%m%d}{number % 100:02d}01",
        "address": f"{division.name}{chance.pick(names.PLACE_WORDS)}路{chance.number(1, 399)}号",
        "province": division.province, "city": division.city, "county": division.county, "place": division.path,
        "scope": agency.path, "agency_id": agency.pk, "kind": kind, "area_m2": chance.number(20, 1800) * 100,
        "price_wan": chance.number(8, 900) * 100, 
        "structure": f"框架/{chance.number(2, 32)}层" if kind == "housing" else "",
        "start_on": started, "plan_end_on": planned, "progress": chance.pick(PROGRESS[kind]), "status": status,
        "risk": chance.pick(("major", "larger", "larger", "ordinary", "ordinary", "ordinary", "low")),
        "station": "质量安全科", "created_at": start_of_day(started),
        "lat": 31.60 + chance.number(0, 2000) / 10000, "lng": 119.85 + chance.number(0, 2500) / 10000,
    }  # fmt: skip


def _span(chance: Chance, number: int, today: date) -> tuple[date, date]:
    """Start and planned end. The first dozen began in 2022 and still go on: theirs are the hazards of old ledgers."""
    if number < 12:
        return chance.day_between(date(2022, 6, 1), date(2022, 10, 31)), today + timedelta(days=chance.number(60, 400))
    started = chance.day_between(date(2023, 1, 1), today - timedelta(days=120))
    return started, started + timedelta(days=chance.number(800, 1500))


PROGRESS: Final = {
    "housing": (
        "基坑开挖",
        "地下室结构",
        "主体结构 6 层",
        "主体结构 15 层",
        "主体封顶",
        "二次结构",
        "外立面装修",
        "室内装修",
    ),
    "municipal": ("管线迁改", "沟槽开挖", "路基施工", "桥墩施工", "箱梁架设", "面层摊铺"),
}


def _parties(chance: Chance, project: dict[str, Any], mine: dict[str, tuple[UUID, str]]) -> Iterator[dict[str, Any]]:
    for role, (enterprise, _) in mine.items():
        yield {
            "id": chance.id(project["start_on"]), "project": project["id"], "enterprise": enterprise, "role": role,
            "valid_from": project["start_on"], "valid_to": None,
        }  # fmt: skip


def _posts(
    chance: Chance, project: dict[str, Any], mine: dict[str, tuple[UUID, str]], crew: list[dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    posts = ("site_manager", "technical_lead", "safety_officer", "chief_consultant", "owner_lead")
    senders = ("contractor", "contractor", "contractor", "consultant", "owner")
    for post, sender, person in zip(posts, senders, crew, strict=True):
        yield {
            "id": chance.id(project["start_on"]), "project": project["id"], "enterprise": mine[sender][0],
            "person": person["id"], "post": post, "valid_from": project["start_on"], "valid_to": None,
        }  # fmt: skip


def _periods(chance: Chance, project: dict[str, Any], today: date) -> Iterator[dict[str, Any]]:
    first = {"id": chance.id(project["start_on"]), "project": project["id"], "reason": "开工"}
    turn = project["plan_end_on"] if project["status"] == "ended" else today - timedelta(days=20)
    if project["status"] == "under_way":
        yield {**first, "status": "under_way", "valid_from": project["start_on"], "valid_to": None}
        return
    yield {**first, "status": "under_way", "valid_from": project["start_on"], "valid_to": turn}
    reason = "竣工，终止监督" if project["status"] == "ended" else "停工整改"
    yield {
        "id": chance.id(turn), "project": project["id"], "reason": reason, "status": project["status"],
        "valid_from": turn, "valid_to": None,
    }  # fmt: skip


def _site(project: dict[str, Any], mine: dict[str, tuple[UUID, str]], manager: dict[str, Any]) -> Site:
    columns = ("agency_id", "scope", "place", "province", "city", "county")
    return Site(
        id=project["id"], name=project["name"], code=project["project_code"], start_on=project["start_on"],
        ended_on=project["plan_end_on"] if project["status"] == "ended" else None,
        parties=mine, manager=manager["name"], manager_phone=manager["phone_masked"],
        manager_phone_cipher=manager["phone_cipher"],
        columns={**{c: project[c] for c in columns}, "where_name": project["name"]},
    )  # fmt: skip
