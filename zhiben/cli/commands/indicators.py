"""``indicators``: how far a division is from what the documents ask."""

import json
from argparse import ArgumentParser, Namespace
from datetime import date
from typing import TYPE_CHECKING

from zhiben.cli.command import Command

if TYPE_CHECKING:
    from zhiben.domains.campaigns.queries.catalogue import Answer


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--division", metavar="区划代码", default="", help="默认全库")
    parser.add_argument("--on", metavar="日期", type=date.fromisoformat, help="截至哪一天，默认今天")
    parser.add_argument("--plan", metavar="方案", default="", help="只列某个方案的指标，如 national-2024")
    parser.add_argument("--json", action="store_true", help="输出 JSON")


def run(options: Namespace) -> int:
    from django.db import transaction

    from zhiben.domains.campaigns.queries.areas import area_of
    from zhiben.domains.campaigns.queries.catalogue import answers
    from zhiben.kernel.base.clock import today

    with transaction.atomic():
        area, on = area_of(options.division), options.on or today()
        found = answers(area, on, plan=options.plan)
    if options.json:
        print(json.dumps([one.as_json(area.code) for one in found], ensure_ascii=False, indent=1))
        return 0
    print(f"{area.name} 截至 {on}")
    for one in found:
        print(_line(one))
    return 0


def _line(one: "Answer") -> str:
    """Value, name, what it is made of, how it stands."""
    said, tally = one.as_json(""), one.reading.tally if one.reading else None
    if said["value"] is None:
        return f"{one.status.label:<8}{one.label}（{one.why}）"
    share = f" {tally.numerator}/{tally.denominator}" if tally and tally.denominator is not None else ""
    asked = f"，{one.target.text}" if one.target.text else ""
    return f"{said['value']}{one.unit:<8}{one.label}{share}（{one.status.label}{asked}）"


COMMAND = Command(name="indicators", help="逐项指标：分子、分母、目标、状态", run=run, arguments=arguments)
