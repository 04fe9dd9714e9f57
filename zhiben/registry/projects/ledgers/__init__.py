"""在建项目台账: its columns, in and out. One row fills the project, its parties, its two heads and its status."""

from typing import Final

from zhiben.kernel.papers.ledger import Ledger, register
from zhiben.registry.projects.ledgers.checks import CHECKS
from zhiben.registry.projects.ledgers.columns import COLUMNS, SAMPLES
from zhiben.registry.projects.ledgers.informants import INFORMANTS
from zhiben.registry.projects.ledgers.listing import listed
from zhiben.registry.projects.ledgers.people import PEOPLE
from zhiben.registry.projects.ledgers.reading import key, prepare
from zhiben.registry.projects.ledgers.workers import SPECIAL_WORKERS, WORKERS
from zhiben.registry.projects.ledgers.writing import apply, match

PROJECTS: Final = register(
    Ledger(
        kind="projects", title="在建项目台账", order=10, columns=COLUMNS, key=key, prepare=prepare, match=match,
        checks=CHECKS, apply=apply, rows=listed, samples=SAMPLES,
        distinctive=frozenset({"permit_no", "area", "price_wan", "progress", "structure", "pm"}),
        notes=("同一工程以监督编号认定；没有监督编号的，以工程名称和所属区县认定。",
               "建设、施工、监理单位没有登记过的，会按名称新建。"),
    )
)  # fmt: skip

register(PEOPLE)
register(SPECIAL_WORKERS)
register(WORKERS)
register(INFORMANTS)
