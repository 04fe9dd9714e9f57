"""What ledger a file is: the best fit of sheet, header row and kind together."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from zhiben.kernel.papers.ledger import Ledger, ledger_of, ledgers
from zhiben.kernel.papers.mapping import guess_kind, score_headers
from zhiben.kernel.papers.reading.guard import refuse
from zhiben.kernel.papers.reading.layout import Layout, find_layout
from zhiben.kernel.papers.reading.workbook import Source

MOST_NAMED: Final = 6


@dataclass(frozen=True, kw_only=True)
class Recognised:
    ledger: Ledger
    layout: Layout


def recognise(source: Source, *, kind: str = "", sheet: str = "") -> Recognised:
    """Raises InvalidInput when there is no header, or one that fits no ledger."""
    if kind:
        ledger = ledger_of(kind)
        if not ledger.takes_in:
            raise refuse(f"{ledger.title}只导出，不导入")
        layout = find_layout(source, lambda headers: score_headers(ledger, headers), only=sheet)
        if layout is None or not _matched(ledger, layout.headers):
            raise refuse(f"没有找到{ledger.title}的表头。{_expected(ledger)}")
        return Recognised(ledger=ledger, layout=layout)
    layout = find_layout(source, lambda headers: guess_kind(headers)[1], only=sheet)
    guessed = guess_kind(layout.headers)[0] if layout else ""
    if layout is None or not guessed:
        known = "、".join(x.title for x in ledgers() if x.takes_in)
        raise refuse(f"认不出这是哪一种台账。可以导入的有：{known}。请选定种类后再试")
    return Recognised(ledger=ledger_of(guessed), layout=layout)


def _matched(ledger: Ledger, headers: Sequence[str]) -> bool:
    from zhiben.kernel.papers.mapping import match_headers

    return any(m.column for m in match_headers(ledger, headers))


def _expected(ledger: Ledger) -> str:
    """What a header must have; for a ledger that takes whatever there is, what it usually has."""
    required = _required(ledger)
    if required:
        return "表头里至少要有：" + "、".join(required)
    return (
        "表头里一般有："
        + "、".join(column.label for column in ledger.columns[:MOST_NAMED])
        + "等，可以先下载空白模板对照"
    )


def _required(ledger: Ledger) -> list[str]:
    return [c.label for c in ledger.columns if c.required]
