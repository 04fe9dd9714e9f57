"""The drawings of the view, each with its table; titles say the finding."""

from collections.abc import Sequence

from zhiben.domains.insight.queries.asking import View
from zhiben.domains.insight.queries.breakdowns import Table
from zhiben.domains.insight.queries.months import Month
from zhiben.domains.insight.queries.summary import Summary, month_urls
from zhiben.kernel.ui.charts import Chart, Series, Shape

LONGEST = 20


def curves(found: Summary) -> Chart:
    months, urls = found.months, [month_urls(found.view, month) for month in found.months]
    return Chart(
        key="curve", title=_finding(months), axis="月份", labels=[month.label for month in months], unit="条",
        note=f"存量：{found.view.legacy}年及以前发现、到月末还没有销号的；新增、销号是当月的。", shape=Shape.LINE,
        series=[
            Series("存量余额", [m.stock for m in months], "red", [u["stock"] for u in urls]),
            Series("未销号余额", [m.left for m in months], "orange", [u["left"] for u in urls]),
            Series("当月新增", [m.found for m in months], "blue", [u["found"] for u in urls]),
            Series("当月销号", [m.closed for m in months], "green", [u["closed"] for u in urls]),
        ],
    )  # fmt: skip


def _finding(months: Sequence[Month]) -> str:
    """One sentence about the last twelve months."""
    now, then = months[-1], months[-13] if len(months) > 12 else months[0]
    if not then.left and not now.left:
        return "存量、增量、清零：现在没有未销号的重大事故隐患"
    word = "增加" if now.left > then.left else "减少"
    change = f"{word} {abs(now.left - then.left):,} 条" if now.left != then.left else "没有变化"
    stock = f"，其中存量 {now.stock:,} 条" if now.stock else "，存量已清零"
    return f"未销号 {now.left:,} 条{stock}；比 {then.label} 月末{change}"


def by_division(view: View, table: Table) -> Chart:
    lines = sorted(table.lines, key=lambda line: -line.counts["open"])[:LONGEST]
    worst = next((line for line in lines if line.counts["open"]), None)
    title = f"未销号最多的是{worst.name}：{worst.counts['open']:,} 条" if worst else "各地都没有未销号的重大事故隐患"
    return Chart(
        key="by-division", title=title, axis=table.label, unit="条",
        labels=[line.name for line in lines], shape=Shape.LYING,
        series=[
            Series("未销号存量", [line.counts["stock"] for line in lines], "red", [line.urls["stock"] for line in lines]),
            Series("未销号增量", [line.counts["new"] for line in lines], "blue", [line.urls["new"] for line in lines]),
        ],
    )  # fmt: skip
