"""Things that do not go together, planted one by one: for each rule a hit, a near miss, and a case on the very line."""

from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from zhiben.domains.certificates.public import number_key
from zhiben.domains.standing.models import Bar
from zhiben.domains.standing.services import settle_tasks
from zhiben.domains.standing.terms import BarKind, SubjectKind
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.terms import ReachKind, Role
from zhiben.kernel.base.clock import start_of_day
from zhiben.kernel.base.text import name_key
from zhiben.kernel.crypto import blind_index, mask_id_number, mask_phone, seal
from zhiben.kernel.rules.engine import run_rules
from zhiben.kernel.rules.models import Finding
from zhiben.kernel.rules.services import dismiss_finding
from zhiben.registry.enterprises.models import Enterprise, EnterprisePost
from zhiben.registry.enterprises.terms import HeadPost
from zhiben.registry.equipment.models import Equipment, EquipmentStand
from zhiben.registry.equipment.public import serial_key
from zhiben.registry.people.codes import ID_PURPOSE, PHONE_PURPOSE
from zhiben.registry.people.models import Employment, Person, StatedCertificate
from zhiben.registry.projects.models import ProjectPost, SiteWorker
from zhiben.registry.projects.terms import Post
from zhiben.world import names
from zhiben.world.chronicle import entered_at_once
from zhiben.world.drawing import Chance
from zhiben.world.registers import BEGINNING, COUNTY, Registers, Site

ACCOUNT_PURPOSE: Final = "person.account"
# Serials that no other person or number of the world has.
FIRST: Final = 700_000
# Rule → names on its findings, and whom it looks at and leaves alone.
FOUND: Final[dict[str, tuple[str, ...]]] = {
    "posts-over-limit": ("查任多", "查监四"),
    "person-two-places": ("查两处", "查两工"),
    "machine-two-sites": ("QTZ80 示机0701",),
    "phone-shared": ("查号四甲等4人", "查号三甲等3人"),
    "account-shared": ("查卡三甲等3人", "查卡二甲等2人"),
    "barred-director": ("常州查限建设有限公司",),
    "certificate-two-people": ("查证甲、查证乙",),
}
EXPLAINED: Final = "查号三甲等3人"


class Contradictions:
    """Writes the rows. ``running``: sites under construction, of which each case takes its own."""

    def __init__(self, chance: Chance, registers: Registers, today: date, at: datetime) -> None:
        self.chance, self.registers, self.today, self.at = chance, registers, today, at
        running = [site for site in registers.sites if site.ended_on is None]
        self.sites, self.began = running[-8:], today - timedelta(days=60)
        self.serial = FIRST

    def tell(self) -> None:
        self._posts()
        self._places()
        self._machines()
        self._numbers()
        self._certificates()
        self._barred()

    def person(self, name: str, employer: UUID | None = None, phone: str = "", account: str = "") -> Person:
        self.serial += 1
        number, phone = names.id_number(self.serial), phone or names.phone_number(self.serial)
        return Person.objects.create(
            id=self.chance.id(BEGINNING), name=name, name_key=name_key(name), id_number_cipher=seal(number),
            id_number_index=blind_index(number, purpose=ID_PURPOSE), id_number_masked=mask_id_number(number),
            phone_cipher=seal(phone), phone_index=blind_index(phone, purpose=PHONE_PURPOSE),
            phone_masked=mask_phone(phone), created_at=self._registered(), employer_id=employer,
            **({"account_cipher": seal(account), "account_masked": f"****{account[-4:]}",
                "account_index": blind_index(account, purpose=ACCOUNT_PURPOSE)} if account else {}),
        )  # fmt: skip

    def _registered(self) -> datetime:
        """One after the other, so that the first is the first."""
        return start_of_day(BEGINNING) + timedelta(seconds=self.serial - FIRST)

    def post(self, person: Person, site: Site, post: Post, since: date, until: date | None = None) -> None:
        sender = "consultant" if post == Post.CHIEF_CONSULTANT else "contractor"
        ProjectPost.objects.create(
            id=self.chance.id(since), project_id=site.id, enterprise_id=site.parties[sender][0], person=person,
            post=post, valid_from=since, valid_to=until,
        )  # fmt: skip

    def _posts(self) -> None:
        """One manager on two sites; one who changed over on the day; a chief consultant on four, another on three."""
        a, b, c, d = self.sites[:4]
        twice, moved = self.person("查任多"), self.person("查任接")
        self.post(twice, a, Post.SITE_MANAGER, self.began)
        self.post(twice, b, Post.SITE_MANAGER, self.today)
        self.post(moved, a, Post.SITE_MANAGER, self.began, self.today)
        self.post(moved, b, Post.SITE_MANAGER, self.today)
        four, three = self.person("查监四"), self.person("查监三")
        for site in (a, b, c, d):
            self.post(four, site, Post.CHIEF_CONSULTANT, self.began)
        for site in (b, c, d):
            self.post(three, site, Post.CHIEF_CONSULTANT, self.began)

    def _places(self) -> None:
        """A safety officer who is technical lead elsewhere; two posts of which neither is exclusive; left on the day."""
        a, b = self.sites[4:6]
        both, free, left = self.person("查两处"), self.person("查兼任"), self.person("查先后")
        self.post(both, a, Post.SAFETY_OFFICER, self.began)
        self.post(both, b, Post.TECHNICAL_LEAD, self.began)
        self.post(free, a, Post.TECHNICAL_LEAD, self.began)
        self.post(free, b, Post.OWNER_LEAD, self.began)
        self.post(left, a, Post.SAFETY_OFFICER, self.began, self.today)
        self.post(left, b, Post.TECHNICAL_LEAD, self.today)
        for name, until in (("查两工", None), ("查转场", self.today)):
            worker = self.person(name)
            self._worker(worker, a, self.began, until)
            self._worker(worker, b, self.today, None)

    def _worker(self, person: Person, site: Site, since: date, until: date | None) -> None:
        SiteWorker.objects.create(
            id=self.chance.id(since), project_id=site.id, person=person, team="钢筋班", trade="钢筋工", valid_from=since,
            valid_to=until,
        )  # fmt: skip

    def _machines(self) -> None:
        """One serial in two spellings on two sites; the same serial of two makers; one that moved on the day."""
        a, b = self.sites[6:8]
        self._stand(self._machine("示机0701", "示范重工有限公司"), a, self.began)
        self._stand(self._machine("NO.示机-0701", "示范重工有限公司"), b, self.began)
        self._stand(self._machine("示机0702", "示范重工有限公司"), a, self.began)
        self._stand(self._machine("示机0702", "示例机械有限公司"), b, self.began)
        moved = self._machine("示机0703", "示范重工有限公司")
        self._stand(moved, a, self.began, self.today)
        self._stand(moved, b, self.today)

    def _machine(self, serial: str, maker: str) -> Equipment:
        owner = self.registers.enterprises["subcontractor"][0][0]
        self.serial += 1
        return Equipment.objects.create(
            id=self.chance.id(BEGINNING), kind="tower", model="QTZ80", serial=serial, serial_key=serial_key(serial),
            maker=maker, maker_key=name_key(maker), made_on=date(2020, 5, 1), owner_id=owner,
            filing_no=f"苏备示{self.serial}", filing_on=date(2020, 6, 1), created_at=self._registered(),
        )  # fmt: skip

    def _stand(self, machine: Equipment, site: Site, since: date, until: date | None = None) -> None:
        EquipmentStand.objects.create(
            id=self.chance.id(since), equipment=machine, project_id=site.id, valid_from=since, valid_to=until,
            status="dismantled" if until else "registered", notified_on=since, installed_on=since, accepted_on=since,
            registered_on=since, dismantled_on=until, reg_no=f"苏登示{self.serial}", inspected_on=since,
            inspect_due_on=since + timedelta(days=365),
        )  # fmt: skip

    def _numbers(self) -> None:
        """One telephone for four, for three (just enough), for two; one pay card for three, for two, and two cards."""
        labour = self.registers.enterprises["labour"]
        for number, (word, size) in enumerate((("查号四", 4), ("查号三", 3), ("查号二", 2))):
            for one in "甲乙丙丁"[:size]:
                self.person(word + one, labour[0][0], phone=names.phone_number(FIRST + 900 + number))
        for number, (word, size) in enumerate((("查卡三", 3), ("查卡二", 2))):
            for one in "甲乙丙"[:size]:
                self.person(word + one, labour[1][0], account=f"62000000000{number:05d}")
        for number, one in enumerate("甲乙"):
            self.person("查卡各" + one, labour[1][0], account=f"6200000001000{number:03d}")

    def _certificates(self) -> None:
        """One number on two people; twice on one; on two of whom one's is linked to the register and ended."""
        firm = self.registers.enterprises["contractor"][1][0]
        one, two, alone, before, after = (
            self.person(name, firm) for name in ("查证甲", "查证乙", "查证丙", "查证丁", "查证戊")
        )
        self._stated(one, "B", "苏建安B（2024）0700001")
        self._stated(two, "B", "苏建安B(2024)0700001")
        self._stated(alone, "B", "苏建安B（2024）0700002")
        self._stated(alone, "C3", "苏建安B（2024）0700002")
        self._stated(before, "C3", "苏建安C3（2024）0700003", linked=True)
        self._stated(after, "C3", "苏建安C3（2024）0700003")

    def _stated(self, person: Person, kind: str, number: str, *, linked: bool = False) -> None:
        StatedCertificate.objects.create(
            id=self.chance.id(BEGINNING), person=person, kind=kind, number=number, number_key=number_key(number),
            linked=linked, stated_at=self.at,
        )  # fmt: skip

    def _barred(self) -> None:
        """A barred firm's head manages a site of another; his namesake does too; another firm's bar ended today."""
        a, b, c = self.sites[:3]
        barred, free = self._firm("常州查限建设有限公司", "查任负", 1), self._firm("常州查满建设有限公司", "查期满", 2)
        self._bar(barred, "常住建示限〔2026〕1号", self.today + timedelta(days=300))
        self._bar(free, "常住建示限〔2026〕2号", self.at.date())
        head, namesake, other = self.person("查任负", barred.pk), self.person("查任负"), self.person("查期满", free.pk)
        for person, firm in ((head, barred), (other, free)):
            Employment.objects.create(
                id=self.chance.id(BEGINNING), person=person, enterprise=firm, title="总经理", valid_from=BEGINNING
            )
        for person, site in ((head, a), (namesake, b), (other, c)):
            self.post(person, site, Post.TECHNICAL_LEAD, self.began)

    def _firm(self, name: str, head: str, number: int) -> Enterprise:
        firm = Enterprise.objects.create(
            id=self.chance.id(BEGINNING), name=name, name_key=name_key(name), uscc=names.uscc(FIRST + number),
            kinds=["contractor"], division_code=COUNTY, legal_person=head, created_at=self._registered(),
        )  # fmt: skip
        EnterprisePost.objects.create(
            id=self.chance.id(BEGINNING), enterprise=firm, post=HeadPost.PRINCIPAL, name=head, valid_from=BEGINNING
        )
        return firm

    def _bar(self, firm: Enterprise, number: str, until: date) -> None:
        city = self.registers.city
        Bar.objects.create(
            id=self.chance.id(self.began), subject_kind=SubjectKind.ENTERPRISE, subject_id=firm.pk,
            subject_name=firm.name, what=BarKind.BID, valid_from=self.began, valid_to=until, decision_no=number,
            because="隐瞒施工现场重大事故隐患", decided_by=city.name, agency_id=city.pk, recorded_by="系统",
            recorded_at=self.at,
        )  # fmt: skip


def tell_contradictions(chance: Chance, registers: Registers, today: date, at: datetime) -> None:
    """Plants them, asks the rules, has one finding explained, and gives the others to those who must look into them."""
    Contradictions(chance, registers, today, at).tell()
    run_rules(at=at)
    county, officer = registers.county, registers.officers[0]
    actor = Actor(
        name=officer.name, user_id=officer.user_id, role=Role.INSPECTOR, reach=ReachKind.AGENCY, reach_id=county.pk,
        reach_name=county.name, path=county.path, level=county.level,
    )  # fmt: skip
    shared: Any = Finding.objects.filter(subject_name=EXPLAINED).first()
    dismiss_finding(actor=actor, finding_id=shared.pk, reason="三人为同一家庭，登记的是共用手机，已当面核实身份", at=at)
    with entered_at_once():
        for code in FOUND:
            settle_tasks(rule=code, at=at)
