"""``trace``: every clause of the five documents, what shows it, what is still missing."""

import json
from argparse import ArgumentParser, Namespace

from zhiben.cli.command import Command


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    parser.add_argument("--missing", action="store_true", help="只列出还没有测试证明的条款")


def run(options: Namespace) -> int:
    from zhiben.cli.tracing import trace

    rows = [row for row in trace() if not (options.missing and row.tests)]
    if options.json:
        print(json.dumps([row.as_json() for row in rows], ensure_ascii=False, indent=1))
        return 0
    for row in rows:
        print(f"{'已证明' if row.tests else '未证明'}  {row.id}  {row.ask}")
    shown = sum(1 for row in rows if row.tests)
    print(f"共 {len(rows)} 条，已有测试证明 {shown} 条。")
    return 0


COMMAND = Command(name="trace", help="逐条对照政策条款与测试", run=run, arguments=arguments, database=False)
