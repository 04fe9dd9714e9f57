"""A run as a page of ``docs/measured``."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from bench.measure import Figure, as_table
from zhiben.kernel.base.clock import today

CEILINGS: Final = (
    "“上限”是同一台机器在同一次运行里做同类事情最快能到多少，用来把机器快慢从数字里去掉；与上限之比用中位数算。"
)
# Heading → beginnings of the names that stand below it; what is named nowhere comes under the last.
PARTS: Final = {
    "一个人逐次打开": ("page",), "多人同时打开": ("many", "together"), "数据多了以后": ("growth",),
    "办理": ("transition", "open-case"), "指标和报表": ("indicators", "report"), "导入和导出": ("export", "import", "people"),
    "其他": (),
}  # fmt: skip
METHOD: Final = """每个数字都是从外面量的：平台按操作员的方式启动，用演示账号登录，经套接字要真实的页面；答复的不是要的那一页（不是 200、
第一条记录不对）就算答错，那一行不算达到。一个人量时，每个地址先打开一次不计；多人同时量时，访问者是另一个进程，
每人各有连接和会话，一答复就再要，两次之间不停顿，访问者自己也用这台机器的处理器。怎样运行、每一列是什么，
见[怎样实测](../how-to/bench.md)。"""


@dataclass
class Run:
    """What was asked for, on what machine; ``figures`` grows while it runs. ``words``: the command as given."""

    words: Sequence[str]
    where: str
    figures: list[Figure] = field(default_factory=list)

    def page(self, out: Path) -> str:
        if list(self.words) == ["sweep"]:
            return self._sweep()
        if "--all" in self.words or "--data DIR" in self.words:
            return self._everything()
        title = "通知：实测" if list(self.words) == ["notify"] else "第一个闭环：实测"
        return f"""# {title}

由 `{self._command(out)}` 写成，{today():%Y-%m-%d}。

机器：{self.where}。平台按操作员的方式启动（`up`，演示县），经套接字访问；每次运行都用新的数据目录。
{CEILINGS}

{as_table(self.figures)}
"""

    def _command(self, out: Path) -> str:
        return " ".join(["python3 -m zhiben bench", *self.words, "--out", f"docs/measured/{out.name}"])

    def _everything(self) -> str:
        met = [one.is_met for one in self.figures]
        worlds = {one.world.words: one.world for one in self.figures}
        tables = "\n\n".join(f"## {heading}\n\n{as_table(rows)}" for heading, rows in self._parts() if rows)
        return f"""# 实测

由 `python3 -m zhiben bench {" ".join(self.words)}` 写成，{today():%Y-%m-%d}。有要求的 {met.count(True) + met.count(False)} 项中，
达到 {met.count(True)} 项，没有达到 {met.count(False)} 项。

机器：{self.where}，结束时 {os.getloadavg()[0]:.1f}。
世界：{"；".join(worlds)}。

{METHOD}
{CEILINGS}

{tables}
"""

    def _parts(self) -> list[tuple[str, list[Figure]]]:
        known = tuple(begin for begins in PARTS.values() for begin in begins)
        return [
            (heading, [one for one in self.figures if one.name.startswith(begins or ("",))
                       and (begins or not one.name.startswith(known))])
            for heading, begins in PARTS.items()
        ]  # fmt: skip

    def _sweep(self) -> str:
        return f"""# 到期、逾期和催办的扫描：一百万件在办事项

由 `python3 -m zhiben bench sweep --out docs/measured/sweep.md` 写成，{today():%Y-%m-%d}。

机器：{self.where}。数据库是随平台启动的那一种，正常落盘；一百万条整改中的隐患，每条两个待办，期限均匀落在前 30 天到后 69 天，
五千个项目各有两人承办。扫描按后台任务的方式运行：应用的数据库身份，每 1,000 个待办一个事务。
“上限”是同一次运行里把同样多的消息行写进带同样索引的表、再改同样多的待办行，各一条语句。

{as_table(self.figures)}
"""
