"""起重机械台账: a row is a machine on a site; machines, stands, firms and operators are written from it."""

from typing import Final

from zhiben.kernel.papers.ledger import Ledger, register
from zhiben.registry.equipment.ledgers.columns import COLUMNS, IGNORED, SAMPLES
from zhiben.registry.equipment.ledgers.listing import listed
from zhiben.registry.equipment.ledgers.reading import key, prepare
from zhiben.registry.equipment.ledgers.writing import apply

EQUIPMENT: Final = register(
    Ledger(
        kind="equipment", title="建筑起重机械台账", order=40, columns=COLUMNS, key=key, prepare=prepare, apply=apply,
        rows=listed, samples=SAMPLES, ignored_headers=IGNORED,
        distinctive=frozenset({"filing_no", "serial", "inspect_due", "reg_no", "ties"}),
        notes=("同一台设备以产权备案编号认定；没有备案编号的，以制造单位和出厂编号认定。",
               "同号不同机、工程没有登记的，照样收进来并标为存疑。",
               "产权、安装、维保、使用单位没有登记过的，会按名称新建。"),
    )
)  # fmt: skip
