"""Building a world of real size: registers, cases, to-dos, one sweep of every job; all or nothing, phase by phase."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Final

from django.apps import apps
from django.db import connection

from zhiben.domains.standing.models import Bar
from zhiben.registry.agencies.models import Agency, Department, Officer
from zhiben.registry.agencies.terms import Level
from zhiben.registry.enterprises.models import Enterprise, EnterprisePost
from zhiben.registry.equipment.models import Equipment, EquipmentOperator, EquipmentParty, EquipmentStand
from zhiben.registry.people.models import Employment, Person, StatedCertificate
from zhiben.registry.projects.models import (
    Informant,
    Project,
    ProjectParty,
    ProjectPeriod,
    ProjectPost,
    SiteWorker,
)
from zhiben.world.bulk.agencies import Office, Offices, divisions_of
from zhiben.world.bulk.bare import bare
from zhiben.world.bulk.days import DAY, Days, minutes_of, uid
from zhiben.world.bulk.enterprises import Firms, found_firms
from zhiben.world.bulk.hands import KNOWN, Map, hands, spread
from zhiben.world.bulk.loading import Loader, write_past
from zhiben.world.bulk.net import net_of
from zhiben.world.bulk.people import CHUNK, people_lines
from zhiben.world.bulk.plants import Plants
from zhiben.world.bulk.projects import Plots, lay_out
from zhiben.world.bulk.task import Task, shared_of, task_of
from zhiben.world.bulk.telling import Teller
from zhiben.world.bulk.wide import Wide, next_code
from zhiben.world.sizes import Extent

TRACKED: Final = (
    Agency, Department, Officer, Enterprise, EnterprisePost, Person, Employment, StatedCertificate, Project, ProjectParty,
    ProjectPost, ProjectPeriod, SiteWorker, Informant, Equipment, EquipmentStand, EquipmentParty, EquipmentOperator, Bar,
)  # fmt: skip
# Everything that millions of rows go into. Small tables keep their indexes.
LABELS: Final = (
    "people.Person", "people.PersonEvent", "projects.Project", "projects.ProjectEvent", "projects.ProjectParty",
    "projects.ProjectPartyEvent", "projects.ProjectPost", "projects.ProjectPostEvent", "projects.ProjectPeriod",
    "projects.ProjectPeriodEvent", "enterprises.Enterprise", "enterprises.EnterpriseEvent",
    "enterprises.EnterprisePost", "enterprises.EnterprisePostEvent", "agencies.Agency", "agencies.AgencyEvent",
    "agencies.Department", "agencies.DepartmentEvent", "agencies.Officer", "agencies.OfficerEvent",
    "hazards.Hazard", "hazards.Notice", "hazards.NoticeOfficer", "hazards.Measure", "hazards.Serving",
    "hazards.TreatmentPlan", "hazards.DoubleReport", "hazards.LookBack", "listings.Listing", "listings.ListedHazard",
    "listings.ProgressReport", "ladder.Rung", "ladder.Order", "ladder.OrderItem",
    "workflow.CaseMove", "workflow.CaseParty", "numbering.IssuedNumber", "papers.IssuedPaper",
    "numbering.NumberSeries", "people.Employment", "people.EmploymentEvent", "people.StatedCertificate",
    "people.StatedCertificateEvent", "projects.SiteWorker", "projects.SiteWorkerEvent", "projects.Informant",
    "projects.InformantEvent", "equipment.Equipment", "equipment.EquipmentEvent", "equipment.EquipmentStand",
    "equipment.EquipmentStandEvent", "equipment.EquipmentParty", "equipment.EquipmentPartyEvent",
    "equipment.EquipmentOperator", "equipment.EquipmentOperatorEvent", "certificates.Certificate",
    "certificates.Decision", "certificates.Proof", "standing.Bar", "standing.BarEvent",
)  # fmt: skip
SESSION: Final = {
    "synchronous_commit": "off", "maintenance_work_mem": "512MB", "work_mem": "128MB",
    "idle_in_transaction_session_timeout": "0", "statement_timeout": "0",
}  # fmt: skip


@dataclass
class Progress:
    """Says phase by phase how long each took."""

    say: Callable[[str], object]
    rows: Callable[[], int] = lambda: 0
    phases: list[tuple[str, float, int]] = field(default_factory=list)
    _name: str = ""
    _started: float = 0.0
    _rows: int = 0

    def __call__(self, name: str) -> None:
        """The phase before ends, this one begins."""
        self.finish()
        self._name, self._started, self._rows = name, time.monotonic(), self.rows()

    def finish(self) -> None:
        if not self._name:
            return
        took, count = time.monotonic() - self._started, self.rows() - self._rows
        self.phases.append((self._name, took, count))
        rate = f"，{count} 行，每秒 {count / max(took, 0.001):.0f} 行" if count else ""
        self.say(f"{self._name}：{took:.1f} 秒{rate}")
        self._name = ""


@contextmanager
def as_owner_here() -> Iterator[None]:
    """Inside a transaction: work as the owner of the tables for a while."""
    with connection.cursor() as cursor:
        cursor.execute("select current_user")
        role = connection.ops.quote_name(cursor.fetchone()[0])
        cursor.execute("set local role none")
        for name, value in SESSION.items():
            cursor.execute(f"set local {name} = '{value}'")
    yield
    with connection.cursor() as cursor:
        cursor.execute("set constraints all deferred")
        cursor.execute(f"set local role {role}")


def fill(extent: Extent, seed: int, at: datetime, progress: Progress, loader: Loader, processes: int) -> Counter[str]:
    """Registers and cases of a world, in the transaction that is open. Returns how many findings each rule must come to."""
    tables = [apps.get_model(label) for label in LABELS]
    now, days = minutes_of(at), Days.load()
    divisions = divisions_of(extent.division, at.date())
    offices = Offices(divisions, seed)
    progress("机构、人员账号和企业")
    firms = found_firms([o.division for o in offices.all], extent.enterprises, extent.people, seed)
    plants = Plants.of(firms, extent.people, extent.projects, seed)
    sizes = _sizes(offices, extent, seed)
    with bare(tables, progress):
        loader.rows({**offices.rows, **firms.rows})
        progress("工程项目")
        plots = _projects(offices.supervising, sizes, firms, plants, now, seed, loader)
        tasks = [task_of(p.office, p.all, sizes[p.office.key][1], now // DAY - 1) for p in plots]
        shared = shared_of(days, seed, now, uid(Random(seed), now))  # noqa: S311
        net = net_of(
            offices, divisions, firms, days, seed=seed, at=at, now=now, batch=shared.batch, first_code=next_code()
        )
        wide = Wide(net, offices, firms, plots, plants)
        known = {"employers": firms.employers, "phones": plants.phones, "accounts": plants.accounts, "net": net}
        with hands(processes, shared=shared, seed=seed, days=days, **known) as work:
            progress("人员")
            _people(work, extent.people, loader)
            progress("隐患、文书及其经过")
            for texts in work(tell_office, tasks):
                loader.texts(texts)
            progress("设备、进场人员和证照")
            wide.tell(work, extent.certificates, loader)
        progress("登记信息的变更记录")
        for model in TRACKED:
            write_past(model)
    return plants.hits


def tell_office(task: Task) -> dict[str, bytes]:
    """In a process of its own."""
    return Teller(task, KNOWN["shared"]).tell().packed()


def tell_people(bounds: tuple[int, int]) -> dict[str, bytes]:
    return people_lines(
        KNOWN["seed"], *bounds, KNOWN["employers"], KNOWN["days"], KNOWN["phones"], KNOWN["accounts"]
    )  # fmt: skip


def _people(work: Map, count: int, loader: Loader) -> None:
    for texts in work(tell_people, ((n, min(n + CHUNK, count)) for n in range(0, count, CHUNK))):
        loader.texts(texts)


def _sizes(offices: Offices, extent: Extent, seed: int) -> dict[str, tuple[int, int]]:
    """How many projects and hazards each office has: some places are busier than others."""
    chance, supervising = Random(f"{seed}/sizes"), offices.supervising  # noqa: S311
    weights = [chance.uniform(0.4, 2.0) * (0.4 if o.division.level == Level.ZONE else 1.0) for o in supervising]
    projects = spread(extent.projects, weights)
    hazards = spread(extent.hazards, [w if n else 0.0 for w, n in zip(weights, projects, strict=True)])
    return {o.key: (p, h) for o, p, h in zip(supervising, projects, hazards, strict=True)}


def _projects(
    offices: list[Office],
    sizes: dict[str, tuple[int, int]],
    firms: Firms,
    plants: Plants,
    now: int,
    seed: int,
    loader: Loader,
) -> list[Plots]:
    laid, first = [], 0
    for office in offices:
        count = sizes[office.key][0]
        if not count:
            continue
        plots = lay_out(office, first, count, firms, plants, now // DAY - 1, seed)
        first += count
        loader.rows(plots.rows)
        laid.append(plots)
    return laid
