"""Certificates of the demo region: of every contractor, of whoever holds a post or works a machine, of every machine
and every officer. Most are good; a few are about to end, over, suspended or still on paper."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from zhiben.domains.certificates.classes import class_name
from zhiben.domains.certificates.models import Certificate, RenewalBatch
from zhiben.domains.certificates.numbers import number_key
from zhiben.domains.certificates.services.proving import prove_many
from zhiben.domains.certificates.services.renewing import fill_batch
from zhiben.domains.certificates.terms import CertificateKind
from zhiben.domains.certificates.workflow import CERTIFICATE_FLOW
from zhiben.kernel.base.clock import end_of_day, start_of_day
from zhiben.kernel.workflow.backfill import ACTION
from zhiben.kernel.workflow.models import CaseMove
from zhiben.kernel.workflow.todos import open_todos
from zhiben.registry.agencies.models import Agency, Officer
from zhiben.registry.agencies.public import codes_on
from zhiben.registry.equipment.models import Equipment, EquipmentOperator, EquipmentStand
from zhiben.registry.people.models import Person
from zhiben.registry.projects.models import ProjectPost
from zhiben.world.copying import copy_rows
from zhiben.world.drawing import Chance
from zhiben.world.registers import Registers

CLASSES: Final = {"site_manager": "B", "safety_director": "C3", "safety_officer": "C2"}
TRADES: Final = ("01", "02", "04", "L1")
LICENSED: Final = ("contractor", "subcontractor", "labour")
LONG_AGO: Final = date(2019, 3, 1)


@dataclass
class Drawer:
    """What is written, and how far the numbers are."""

    chance: Chance
    registers: Registers
    today: date
    rows: list[dict[str, Any]] = field(default_factory=list)

    def add(self, kind: str, holder: str, office: Agency, since: date, years: int, **facts: Any) -> dict[str, Any]:
        """One certificate; ``valid_to`` follows from the years unless given."""
        serial, place = len(self.rows) + 1, facts.pop("place", self.registers.county.path)
        province, city, county = codes_on(place)
        number = facts.pop("number", "") or f"示{kind[:2].upper()}{since.year}{serial:07d}"
        until = since.replace(year=since.year + years) - timedelta(days=1) if years else None
        label, what = CertificateKind(kind).label, class_name(kind, facts.get("class_code", ""))
        row = {
            "id": self.chance.id(since), "kind": kind, "class_code": "", "class_name": what, "number": number,
            "number_key": number_key(number), "electronic": not self.chance.happens(0.3), "enterprise": None,
            "person": None, "officer": None, "equipment": None, "project": None, "employer": None,
            "holder_name": holder, "employer_name": "", "where_name": facts.get("employer_name") or holder,
            "title": f"{holder} {label}{f'（{what}）' if what else ''}"[:300], "issuer_name": office.name,
            "issued_on": since, "first_issued_on": since, "valid_from": since, "valid_to": until,
            "agency_id": office.pk, "scope": office.path, "place": place, "province": province, "city": city,
            "county": county, "state": "valid", "opened_at": start_of_day(since), "closed_at": None, "due_at": None,
            "seq": 1, "flow_version": CERTIFICATE_FLOW.version, "backfilled": True, "silent": False,
            "scope_text": "", "suspended_from": None, "suspended_to": None, "decision_no": "", "decided_on": None,
            "because_of_accident": False, "reason": "", "doubts": [], **facts,
        }  # fmt: skip
        self.rows.append(row)
        return row

    def begun(self, years: int, number: int) -> date:
        """Mostly in the middle of its term; every thirtieth is about to end, every fiftieth is over."""
        whole = 365 * years
        back = (
            whole + 40
            if number % 50 == 17
            else whole - 45
            if number % 30 == 11
            else self.chance.number(20, whole - 120)
        )
        day = self.today - timedelta(days=back)
        return day.replace(day=min(day.day, 28))


def build_papers(chance: Chance, registers: Registers, today: date, at: datetime) -> int:
    """Returns how many. Signed codes for those that are electronic; one batch of 换发 for the rest."""
    drawer = Drawer(chance, registers, today)
    _licences(drawer)
    _managers(drawer)
    _workers(drawer)
    _machines(drawer)
    for number, officer in enumerate(Officer.objects.order_by("id")):
        drawer.add(
            "supervisor_staff", officer.name, registers.province, LONG_AGO + timedelta(days=number), 0, officer=officer.pk,
            number=f"苏监证{number + 1:05d}", employer_name=officer.agency.name, place=officer.agency.path,
        )  # fmt: skip
    copy_rows(Certificate, drawer.rows)
    ids = [row["id"] for row in drawer.rows]
    copy_rows(CaseMove, [_move(row) for row in drawer.rows])
    open_todos(CERTIFICATE_FLOW, ids, states={"suspended"}, at=at, by="系统")
    signed = Certificate.objects.filter(electronic=True, closed_at=None).order_by("id")
    prove_many(certificates=list(signed), at=at)
    _exchange(drawer, at)
    return len(ids)


def _move(row: dict[str, Any]) -> dict[str, Any]:
    """The first row of its history: known since it was issued."""
    return {
        "flow": CERTIFICATE_FLOW.code, "case_id": row["id"], "seq": 1, "action": ACTION, "source": "", "target": row["state"],
        "actor_id": None, "actor_name": "系统", "role": "system", "reach_name": "", "on_behalf_of": "",
        "at": row["opened_at"], "recorded_at": row["opened_at"], "due_at": row["due_at"], "inputs": {},
    }  # fmt: skip


def _licences(drawer: Drawer) -> None:
    firms = [firm for kind in LICENSED for firm in drawer.registers.enterprises[kind]]
    for number, (firm, name) in enumerate(firms):
        since = drawer.begun(3, number)
        row = drawer.add(
            "enterprise_license", name, drawer.registers.province, since, 3, enterprise=firm, scope_text="建筑施工",
            number=f"（苏）JZ安许证字〔{since.year}〕{number + 1:06d}",
        )  # fmt: skip
        if number % 13 == 5:
            start = drawer.today - timedelta(days=12)
            until = start + timedelta(days=44)
            row |= {
                "state": "suspended", "suspended_from": start, "suspended_to": until, "decided_on": start,
                "decision_no": f"苏建示证照决〔{start.year}〕{number + 1}号", "because_of_accident": True,
                "reason": "发生一般生产安全事故", "due_at": end_of_day(until),
            }  # fmt: skip


def _managers(drawer: Drawer) -> None:
    """A certificate for every post, with the firm one holds the post for; B holders are registered constructors too."""
    seen: set[tuple[UUID, str]] = set()
    posts = ProjectPost.objects.filter(post__in=CLASSES, valid_to=None).select_related("person", "enterprise")
    for post in posts.order_by("id"):
        code, number = CLASSES[post.post], len(seen)
        if (post.person_id, code) in seen or number % 23 == 22:
            seen.add((post.person_id, code))
            continue
        seen.add((post.person_id, code))
        unit = {
            "person": post.person_id,
            "employer": post.enterprise_id,
            "employer_name": post.enterprise.name if post.enterprise else "",
        }
        since = drawer.begun(3, number)
        drawer.add(
            "safety_manager", post.person.name, drawer.registers.province, since, 3, class_code=code,
            number=f"苏建安{code}（{since.year}）{number + 1:07d}", **unit,
        )  # fmt: skip
        if code == "B":
            firm = drawer.registers.enterprises["contractor"][number % 3] if number % 40 == 9 else None
            named = {"employer": firm[0], "employer_name": firm[1]} if firm else {}
            drawer.add("constructor", post.person.name, drawer.registers.province, since, 3, **{**unit, **named})


def _workers(drawer: Drawer) -> None:
    """Whoever works a machine, under the number the site gave; and the electricians, scaffolders and welders."""
    held: set[UUID] = set()
    for number, one in enumerate(
        EquipmentOperator.objects.exclude(cert_no="").select_related("person__employer").order_by("id")
    ):
        held.add(one.person_id)
        _worker(drawer, one.person, one.cert_no[2:4], number, one.cert_no)
    people = Person.objects.exclude(pk__in=held).exclude(employer=None).select_related("employer").order_by("id")
    for number, person in enumerate(people[200:1400]):
        _worker(drawer, person, TRADES[number % len(TRADES)], number, "")


def _worker(drawer: Drawer, person: Person, trade: str, number: int, given: str) -> None:
    since, code = drawer.begun(2, number), trade if trade.isdigit() else "90"
    unit = person.employer.name if person.employer else ""
    drawer.add(
        "special_worker", person.name, drawer.registers.province, since, 2, class_code=trade, person=person.pk,
        number=given or f"苏D{code}{since.year}{len(drawer.rows) + 1:06d}", employer=person.employer_id, employer_name=unit,
    )  # fmt: skip


def _machines(drawer: Drawer) -> None:
    city, county = drawer.registers.city, drawer.registers.county
    for one in Equipment.objects.exclude(filing_no="").order_by("id"):
        drawer.add(
            "crane_filing", str(one), city, one.filing_on or LONG_AGO, 0, equipment=one.pk, enterprise=one.owner_id,
            number=one.filing_no, place=city.path,
        )  # fmt: skip
    for stand in EquipmentStand.objects.exclude(reg_no="").select_related("equipment", "project").order_by("id"):
        ended = {
            "state": "cancelled", "closed_at": start_of_day(stand.valid_to), "decided_on": stand.valid_to, "reason": "设备已拆卸",
        } if stand.valid_to else {}  # fmt: skip
        drawer.add(
            "crane_registration", str(stand.equipment), county, stand.registered_on or LONG_AGO, 0, number=stand.reg_no,
            equipment=stand.equipment_id, project=stand.project_id, enterprise=stand.user_unit_id,
            where_name=stand.project.name, **ended,
        )  # fmt: skip


def _exchange(drawer: Drawer, at: datetime) -> None:
    city = drawer.registers.city
    province, name, _ = codes_on(city.path)
    kinds = ("crane_registration", "crane_filing", "supervisor_staff", "special_worker")
    batch = RenewalBatch.objects.create(
        id=drawer.chance.id(drawer.today), title="起重机械、监督人员、特种作业电子证照换发", kinds=list(kinds), agency_id=city.pk,
        agency_name=city.name, place=city.path, province=province, city=name, county="", region_name="常州市",
        source="建质〔2024〕27号 2.2.5", opened_at=at - timedelta(days=30), opened_by=drawer.registers.officers[0].name,
    )  # fmt: skip
    fill_batch(batch, on=drawer.today)
