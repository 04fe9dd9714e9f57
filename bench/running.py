"""Runs benchmarks on a fresh demo county and writes down what came out."""

import json
import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from bench.bed import Bed, machine
from bench.loop import BENCHMARKS
from bench.measure import Figure, as_table
from bench.sweep import sweeping
from tests.faults.platform import Platform
from zhiben.kernel.base.clock import today

WORLD: Final = "county"
# Benchmarks that make their own world.
APART: Final[dict[str, Callable[[], list[Figure]]]] = {"sweep": sweeping}
EVERY: Final = (*BENCHMARKS, *APART)


def run_benchmarks(names: Sequence[str], *, as_data: bool, out: Path | None) -> int:
    """Exit code 1 when a bound is not met."""
    unknown = [name for name in names if name not in EVERY]
    if unknown:
        print(f"没有 {unknown[0]}；可用：{' '.join(EVERY)}", file=sys.stderr)
        return 2
    where, figures = machine(), _measure(list(names) or list(BENCHMARKS))
    if as_data:
        print(json.dumps([one.as_json(WORLD) for one in figures], ensure_ascii=False, indent=1))
    else:
        print(as_table(figures))
    if out:
        out.write_text(_page(where, figures, names, out))
    return 0 if all(one.is_met is not False for one in figures) else 1


def _measure(names: Sequence[str]) -> list[Figure]:
    figures = [figure for name in APART if name in names for figure in APART[name]()]
    if set(names) <= set(APART):
        return figures
    folder = Path(tempfile.mkdtemp(prefix="zb-"))
    try:
        platform = Platform(folder / "var", demo=True)
        platform.environment["ZHIBEN_INTERNAL_TARGETS"] = "127.0.0.0/8"  # the other sides of ``notify`` are here
        with platform:
            bed = Bed.of(platform)
            for name in [n for n in BENCHMARKS if n in names]:
                print(f"正在量 {name} ……", file=sys.stderr, flush=True)
                figures += BENCHMARKS[name](bed)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return figures


def _page(where: str, figures: Sequence[Figure], names: Sequence[str], out: Path) -> str:
    if list(names) == ["sweep"]:
        return _sweep_page(where, figures, out)
    title = "通知：实测" if list(names) == ["notify"] else "第一个闭环：实测"
    command = " ".join(["python3 -m zhiben bench", *names, "--out", f"docs/measured/{out.name}"])
    return f"""# {title}

由 `{command}` 写成，{today():%Y-%m-%d}。

机器：{where}。平台按操作员的方式启动（`up`，演示县），经套接字访问；每次运行都用新的数据目录。
“上限”是同一台机器在同一次运行里做同类事情最快能到多少，用来把机器快慢从数字里去掉。

{as_table(figures)}
"""


def _sweep_page(where: str, figures: Sequence[Figure], out: Path) -> str:
    return f"""# 到期、逾期和催办的扫描：一百万件在办事项

由 `python3 -m zhiben bench sweep --out docs/measured/{out.name}` 写成，{today():%Y-%m-%d}。

机器：{where}。数据库是随平台启动的那一种，正常落盘；一百万条整改中的隐患，每条两个待办，期限均匀落在前 30 天到后 69 天，
五千个项目各有两人承办。扫描按后台任务的方式运行：应用的数据库身份，每 1,000 个待办一个事务。
“上限”是同一次运行里把同样多的消息行写进带同样索引的表、再改同样多的待办行，各一条语句。

{as_table(figures)}
"""
