"""Rows for the lists of the net: anomaly marks, grids, who answers for them, blind spots."""

from tests.conformance.registry_samples import SYSTEM, _inspector, _project, _station
from tests.conformance.samples import Sample, put_agencies, samples
from zhiben.kernel.access.models import Grant
from zhiben.kernel.base.clock import now
from zhiben.kernel.marks.models import Mark
from zhiben.kernel.marks.services import mark_subject
from zhiben.registry.agencies.public import Grid, Officer, add_grid, add_officer
from zhiben.registry.enterprises.public import register_enterprise

SQUARE = "119.2,26\n119.3,26\n119.3,26.1\n119.2,26.1"


def _marks(grant: Grant, number: int) -> str:
    before = Mark.objects.count()
    for n in range(before, before + number):
        firm = register_enterprise(actor=SYSTEM, name=f"闽江建设{n}公司", at=now())
        mark_subject(
            actor=SYSTEM,
            subject_kind="enterprise",
            subject_id=firm.pk,
            kind="manual.watched",
            reason="多次被举报",
            at=now(),
        )
    return f"闽江建设{before}公司"


def _mark_elsewhere() -> str:
    project = _project(_station("350203"), "鹭江道综合楼")
    mark_subject(
        actor=SYSTEM,
        subject_kind="project",
        subject_id=project.pk,
        kind="manual.watched",
        reason="监测数据有疑",
        at=now(),
    )
    return "鹭江道综合楼"


def _grids(grant: Grant, number: int, code: str = "350102", name: str = "东街片") -> str:
    before = Grid.objects.count()
    for n in range(before, before + number):
        add_grid(actor=SYSTEM, agency_id=_station(code).pk, name=f"{name}{n}", outline=SQUARE, at=now())
    return f"{name}{before}"


def _officers(grant: Grant, number: int, code: str = "350102", name: str = "林监督") -> str:
    before = Officer.objects.count()
    for n in range(before, before + number):
        add_officer(actor=SYSTEM, agency_id=_station(code).pk, name=f"{name}{n}", certificate_no=f"F{n}", at=now())
    return f"{name}{before}"


def _blind(grant: Grant, number: int) -> str:
    """No officer of the station holds a certificate."""
    for n in range(number):
        _project(_station("350102"), f"青石路安置房{n}号楼")
    return "青石路安置房0号楼"


def _blind_elsewhere() -> str:
    _project(_station("350203"), "鹭江道综合楼")
    return "鹭江道综合楼"


samples["marks"] = Sample(grant=_inspector, mine=_marks, others=_mark_elsewhere)
samples["grids"] = Sample(grant=_inspector, mine=_grids, others=lambda: _grids(_inspector(), 1, "350203", "鹭江片"))
samples["grid_officers"] = Sample(
    grant=_inspector, mine=_officers, others=lambda: _officers(_inspector(), 1, "350203", "鹭监督")
)
samples["blind_spots"] = Sample(grant=_inspector, mine=_blind, others=_blind_elsewhere)
samples["force"] = Sample(mine=put_agencies, others=lambda: put_agencies(_inspector(), 1, "350203", "鹭江的站"))
