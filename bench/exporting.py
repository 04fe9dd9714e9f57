"""What taking a ledger away costs: as the list page gives it, and as the command writes it."""

import time
from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Final

from bench.bed import CITY, OFFICER, PROVINCE, Bed
from bench.ceilings import cells_of, written_out
from bench.measure import Figure
from bench.visiting import CannotMeasure

BOTH, ONE_LEDGER = ("MAJOR", "GENERAL"), ("GENERAL",)  # the list shows both, each has a ledger of its own
WRITTEN_IS: Final = "内存里同样的格子直接写成工作簿"
# The days a ledger has to begin at, so that it has this many rows.
SINCE: Final = """
select found_on from hazards_hazard where {column} = %s and level = any(%s) and state not in ('RECORDED', 'VOIDED')
 order by found_on desc offset %s limit 1
"""


def exporting(bed: Bed) -> list[Figure]:
    return [_from_the_list(bed), _by_command(bed)]


def _from_the_list(bed: Bed) -> Figure:
    """As many rows as wanted, to the end of a day; fewer where there are no more, and then nothing was promised."""
    wanted = bed.effort.exported
    account = next((a for a in (OFFICER, CITY, PROVINCE) if _since(bed, a, BOTH, wanted)), PROVINCE)
    since = _since(bed, account, BOTH, wanted)
    path = f"/hazards/?export=xlsx{f'&found_from={since}' if since else ''}"
    reader, taken, content = bed.visitor(account), [], b""
    for _ in range(3):
        started = time.perf_counter()
        content = reader.get(path)
        taken.append(time.perf_counter() - started)
    rows = cells_of(BytesIO(content))
    return Figure(
        name="export-list", label=f"从台账页面导出 {len(rows) - 1:,} 行", unit="秒", values=tuple(taken),
        bound=2 if len(rows) > wanted else None,
        ceiling=written_out(rows), ceiling_is=WRITTEN_IS,
    )  # fmt: skip


def _by_command(bed: Bed) -> Figure:
    """The ledger that can be imported again, from the start of the program to its last word."""
    wanted, division = bed.effort.rows, bed.reach(PROVINCE).division
    since, target = (
        _since(bed, PROVINCE, ONE_LEDGER, wanted),
        bed.platform.data.parent / f"bench-export-{bed.platform.port}.xlsx",
    )
    words = ["--since", since.isoformat()] if since else []
    started = time.perf_counter()
    process = bed.command("export", "general_hazards", "--division", division, *words, "--out", str(target))
    out, err = process.communicate()
    taken = time.perf_counter() - started
    if process.returncode != 0:
        raise CannotMeasure(f"export 没有成功：{(out + err)[-200:]}")
    rows = cells_of(target)
    target.unlink()
    return Figure(
        name="export-command", label=f"用命令导出 {len(rows) - 3:,} 行（从启动到结束）", unit="秒", values=(taken,),
        ceiling=written_out(rows), ceiling_is=WRITTEN_IS,
    )  # fmt: skip


def _since(bed: Bed, account: str, levels: Sequence[str], rows: int) -> date | None:
    """None when there are fewer rows than that."""
    reach = bed.reach(account)
    found = bed.read(SINCE.format(column=reach.column), reach.division, list(levels), rows)
    return found[0][0] if found else None
