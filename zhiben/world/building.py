"""Building a world: registers, accounts, stories, rows, to-dos; all or nothing."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from zhiben.domains.hazards.models import (
    DoubleReport,
    Hazard,
    LookBack,
    Measure,
    Notice,
    NoticeOfficer,
    Serving,
    TreatmentPlan,
)
from zhiben.domains.hazards.services.codes import issue_code
from zhiben.domains.hazards.services.content import freeze_contents
from zhiben.domains.hazards.workflow import FLOWS, HAZARD_FLOW, NOTICE_FLOWS
from zhiben.domains.ladder.models import Rung
from zhiben.domains.listings.models import ListedHazard, Listing, ProgressReport
from zhiben.domains.listings.workflow import FLOWS as LISTING_FLOWS
from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.access.acts import record_act
from zhiben.kernel.access.bounds import acting_as
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.errors import InvalidInput, WrongState
from zhiben.kernel.numbering.models import IssuedNumber, NumberSeries
from zhiben.kernel.parameters.queries import value_of
from zhiben.kernel.records.jobs import find_duplicates
from zhiben.kernel.workflow.definition import Workflow
from zhiben.kernel.workflow.models import CaseMove, CaseParty
from zhiben.kernel.workflow.todos import open_todos
from zhiben.registry.projects.models import Project
from zhiben.world.accounts import open_certifier_accounts, open_officer_accounts, open_site_accounts
from zhiben.world.bulk.hands import hands_of_machine
from zhiben.world.bulk.world import build_extent
from zhiben.world.chronicle import Chronicle
from zhiben.world.contradictions import tell_contradictions
from zhiben.world.copying import copy_rows
from zhiben.world.cranes import build_cranes
from zhiben.world.drawing import Chance
from zhiben.world.ladder_story import LadderTale
from zhiben.world.listing_story import issue_listing_papers, tell_listings
from zhiben.world.measure_story import tell_measures
from zhiben.world.net import build_net
from zhiben.world.office_story import tell_office
from zhiben.world.papers import build_papers
from zhiben.world.pictures import hang_pictures
from zhiben.world.plots import plots
from zhiben.world.registers import Registers, build_registers
from zhiben.world.registry_story import tell_registry
from zhiben.world.report_story import ReportTale
from zhiben.world.rows import Rows
from zhiben.world.singles import tell_legacy, tell_singles
from zhiben.world.sizes import EXTENTS, SIZES
from zhiben.world.stories import Teller
from zhiben.world.trace_story import TraceTale
from zhiben.world.treatment_story import tell_treatment
from zhiben.world.workers import build_workers

# In the order in which one refers to the other.
AFTER_HAZARDS = (
    Measure, Serving, TreatmentPlan, DoubleReport, LookBack, Listing, ListedHazard, ProgressReport, Rung, IssuedNumber,
    NumberSeries,
)  # fmt: skip


def build(
    size: str = "county", seed: int = 1, at: datetime | None = None, *, share: float = 1.0,
    say: Callable[[str], object] = str, processes: int | None = None,
) -> dict[str, int]:  # fmt: skip
    """Fill an empty database. Returns how many rows of each kind. Refuses a database that already has projects.

    Of the sizes for measuring, ``share`` makes a part only, by several ``processes``; ``say`` hears of each phase.
    """
    if size not in {*SIZES, *EXTENTS}:
        raise InvalidInput.of("size", f"没有「{size}」这样的规模，可用：{'、'.join((*SIZES, *EXTENTS))}")
    if not 0 < share <= 1:
        raise InvalidInput.of("share", "份额填 0 到 1 之间的数，如 0.1")
    moment = at or now()
    if size in EXTENTS:
        hands = hands_of_machine() if processes is None else processes
        return build_extent(EXTENTS[size].scaled(share), seed, moment, say=say, processes=hands)
    with acting_as(system_actor("cli")) as actor, transaction.atomic():
        if Project.objects.exists():
            raise WrongState("数据库里已经有工程项目，演示数据只能装进空库")
        counts = _build(size, seed, moment)
        record_act(actor=actor, verb="world.build", at=moment, object_kind="world", object_id=size, seed=seed, **counts)
    return counts


def _build(size_key: str, seed: int, at: datetime) -> dict[str, int]:
    chance, size = Chance(seed), SIZES[size_key]
    today = at.date() - timedelta(days=1)  # the last day that is wholly past: nothing happens in the future
    registers = build_registers(chance, size, today)
    # Chance of its own: what is told of hazards stays as it was.
    cranes = build_cranes(Chance(seed * 31 + 7), registers, size.cranes, today)
    build_workers(Chance(seed * 37 + 11), registers, today)
    open_officer_accounts(chance, registers)
    teller = Teller(chance, registers, today, at)
    for plot in plots(chance, size, registers.sites, today):
        teller.tell(plot)
    tell_legacy(teller, size, chance.id(today))
    tell_singles(teller, size)
    rows = teller.rows
    _give_numbers(rows, registers, today)
    tell_measures(teller)
    tell_listings(teller)
    tell_treatment(teller)
    _copy(rows)
    hang_pictures(chance, [h for h in rows.hazards if h["notice"]], at)
    _wake(rows, at)
    issue_listing_papers()
    open_site_accounts(chance, registers)
    _live(teller)
    open_certifier_accounts(Chance(seed * 41 + 13), registers)
    papers = build_papers(Chance(seed * 37 + 11), registers, today, at)
    build_net(registers, today, at)
    tell_registry(registers, Chance(seed * 43 + 17), at)
    tell_contradictions(chance, registers, today, at)
    find_duplicates()  # as every night
    return {
        "projects": len(registers.sites), "enterprises": sum(map(len, registers.enterprises.values())),
        "people": size.people, "hazards": len(rows.hazards), "notices": len(rows.notices), "moves": len(rows.moves),
        "equipment": cranes, "certificates": papers,
    }  # fmt: skip


def _live(teller: Teller) -> None:
    """What the real verbs do, once everything that was told is there."""
    chronicle = Chronicle(teller)
    LadderTale(chronicle).tell()
    TraceTale(chronicle).tell()
    ReportTale(chronicle).tell()
    chronicle.run()
    tell_office(teller, chronicle.cast)


def _give_numbers(rows: Rows, registers: Registers, today: date) -> None:
    place, owner = registers.county.path, registers.county.pk
    shorts = {k: str(value_of(f"notices.short.{k}", path=place, on=today)) for k in ("RECTIFY", "STOP", "RESUME")}
    template = str(value_of("notices.number_template", path=place, on=today))
    given = rows.give_numbers(registers.county.doc_prefix, shorts, template)
    rows.number_hazards({s.id: s.code for s in registers.sites})
    last: dict[tuple[str, int], int] = {}
    issued: list[dict[str, Any]] = []
    for kind, year, number, case_id, at in given:
        series = f"notice.{kind}"
        last[(series, year)] = max(number, last.get((series, year), 0))
        issued.append({
            "series": series, "owner_id": owner, "year": year, "number": number, "case_kind": "notice",
            "case_id": case_id, "issued_at": at,
        })  # fmt: skip
    IssuedNumber.objects.bulk_create([IssuedNumber(**i) for i in issued], batch_size=1000)
    NumberSeries.objects.bulk_create(
        [NumberSeries(series=s, owner_id=owner, year=y, last=n) for (s, y), n in last.items()]
    )


def _copy(rows: Rows) -> None:
    hazards = sorted(rows.hazards, key=lambda h: h["recurs"] is not None)
    ordered = sorted(rows.notices, key=lambda n: n["resumes"] is not None)
    copy_rows(Notice, ordered)
    copy_rows(NoticeOfficer, rows.officers)
    copy_rows(Hazard, hazards)
    for model in AFTER_HAZARDS:
        copy_rows(model, rows.cases[model])
    copy_rows(CaseMove, rows.moves)
    copy_rows(CaseParty, rows.parties)


def _wake(rows: Rows, at: datetime) -> None:
    """Open the to-dos of everything not finished; freeze what was issued; a code where the site is waited for."""
    actor = system_actor("cli")
    for flow in (*FLOWS, *LISTING_FLOWS):
        ids = [c["id"] for c in _cases_of(flow, rows) if c["closed_at"] is None]
        open_todos(flow, ids, states=set(flow.states), at=at, by="")
    issued = Notice.objects.filter(issued_on__isnull=False).select_related("project", "resumes").order_by("id")
    freeze_contents(list(issued))
    for notice in issued.filter(state__in=("ISSUED", "REPLIED")):
        issue_code(actor=actor, notice=notice, at=at)


def _cases_of(flow: Workflow[Any], rows: Rows) -> list[dict[str, Any]]:
    if flow is HAZARD_FLOW:
        return rows.hazards
    kinds = {one.code: kind for kind, one in NOTICE_FLOWS.items()}
    if flow.code in kinds:
        return [n for n in rows.notices if n["kind"] == kinds[flow.code]]
    return rows.cases[flow.model]
