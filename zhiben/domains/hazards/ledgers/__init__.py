"""Ledgers of hazards: 重大事故隐患台账 and 一般隐患排查整改台账, in and out. One engine, two sets of columns."""

from typing import Any, Final

from zhiben.domains.hazards.ledgers.checks import CHECKS
from zhiben.domains.hazards.ledgers.columns import GENERAL_COLUMNS, MAJOR_COLUMNS, SAMPLES
from zhiben.domains.hazards.ledgers.listing import general_listed, major_listed
from zhiben.domains.hazards.ledgers.reading import key, prepare_general, prepare_major
from zhiben.domains.hazards.ledgers.undoing import touched, undo
from zhiben.domains.hazards.ledgers.writing import apply, match
from zhiben.kernel.papers.ledger import Ledger, register

SHARED: Final[dict[str, Any]] = {
    "key": key, "match": match, "checks": CHECKS, "apply": apply, "touched": touched, "undo": undo,
    "ignored_headers": ("逾期天数", "佐证材料", "整改前照片", "整改后照片", "检查类型", "是否逾期", "照片"),
}  # fmt: skip
HAZARDS: Final = register(
    Ledger(
        kind="hazards", title="重大事故隐患台账", order=1, columns=MAJOR_COLUMNS, prepare=prepare_major, rows=major_listed,
        samples=SAMPLES, distinctive=frozenset({"clause", "listing", "double_report", "emergency", "resp_unit"}),
        notes=("同一隐患以隐患编号认定；没有编号的，以工程、发现日期和隐患描述认定。", "工程须先在在建项目台账中登记。"),
        **SHARED,
    )
)  # fmt: skip
GENERAL_HAZARDS: Final = register(
    Ledger(
        kind="general_hazards", title="一般隐患排查整改台账", order=2, columns=GENERAL_COLUMNS, prepare=prepare_general,
        rows=general_listed, distinctive=frozenset({"level", "checked_by"}), **SHARED,
    )
)  # fmt: skip
