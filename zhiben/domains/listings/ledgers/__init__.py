"""挂牌督办台账, in and out."""

from typing import Final

from zhiben.domains.listings.ledgers.checks import CHECKS
from zhiben.domains.listings.ledgers.columns import COLUMNS, SAMPLES
from zhiben.domains.listings.ledgers.listing import listed
from zhiben.domains.listings.ledgers.reading import key, prepare
from zhiben.domains.listings.ledgers.undoing import touched, undo
from zhiben.domains.listings.ledgers.writing import apply, match
from zhiben.kernel.papers.ledger import Ledger, register

LISTINGS: Final = register(
    Ledger(
        kind="listings", title="挂牌督办台账", order=3, columns=COLUMNS, key=key, prepare=prepare, match=match,
        checks=CHECKS, apply=apply, rows=listed, touched=touched, undo=undo, samples=SAMPLES,
        distinctive=frozenset({"office", "delist", "plan", "progress", "reviewed_all"}),
        notes=(
            "同一件挂牌督办以督办文号和督办单位认定。工程须先在在建项目台账中登记。",
            "隐患按督办文号、或者工程和隐患内容与系统里的隐患对应；对应不上的先登记，提示待匹配。",
        ),
    )
)  # fmt: skip
