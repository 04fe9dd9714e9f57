"""docs/generated/indicators.md: every indicator, what it counts, where its records are, or what it waits for."""

from zhiben.kernel.indicators.declarations import Indicator, indicators

HEAD = (
    "# Indicators\n\nGenerated from the declarations (`<package>/indicators.py`) and from the ledger of clauses. How a figure is counted, "
    "kept and corrected: `docs/how-to/indicators.md`, `docs/decisions/kept-figures.md`.\n"
)
COUNTED = "| key | 指标 | 单位 | 分子 | 分母 | 记录 | 怎样留存 | 条款 |\n|---|---|---|---|---|---|---|---|"
WAITING = "| key | 指标 | 要等的功能 | 条款 |\n|---|---|---|---|"


def generate() -> dict[str, str]:
    from zhiben.domains.campaigns.queries.catalogue import catalogue

    known = [one for one in indicators() if one.define is not None]
    listed, columns = [one for one in known if one.listed], [one for one in known if not one.listed]
    live = {one.key for one in listed}
    waiting = [one for one in catalogue().values() if one.key not in live]
    said = [f"| `{one.key}` | {one.name} | {one.waits_for} | {'、'.join(one.clauses)} |" for one in waiting]
    parts = [
        HEAD, f"## Counted: {len(listed)}\n", COUNTED, *map(_row, listed), "",
        f"## Columns of reports: {len(columns)}\n", COUNTED, *map(_row, columns), "",
        f"## Not collected yet: {len(waiting)}\n", WAITING, *said, "",
    ]  # fmt: skip
    return {"indicators.md": "\n".join(parts)}


def _row(one: Indicator) -> str:
    kept = "不留存" if not one.listed else "按变动" if one.records and one.records.watches else "每晚全量"
    name = f"　{one.label}" if one.part_of else one.label
    records = one.records.label if one.records else ""
    cells = (f"`{one.key}`", name, one.unit, one.numerator, one.denominator, records, kept, "、".join(one.clauses))
    return f"| {' | '.join(cells)} |"
