"""``indicators``: how far a division is from what the documents ask."""

import json
from argparse import ArgumentParser, Namespace
from datetime import date

from zhiben.cli.command import Command


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
        said = one.as_json(area.code)
        if one.reading is None:
            print(f"未采集      {one.label}（待：{one.waits_for.partition('、')[0] or '尚无记录'}）")
        else:
            share = f"{said['numerator']}/{said['denominator']}" if said["denominator"] is not None else ""
            value = "无到期" if said["value"] is None else f"{said['value']}{one.unit}"
            print(f"{value:<10}{one.label} {share}")
    return 0


COMMAND = Command(name="indicators", help="逐项指标：分子、分母、目标、状态", run=run, arguments=arguments)
