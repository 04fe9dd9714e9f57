"""``rules list`` and ``rules run``: what is checked, and checking it now."""

import json
from argparse import ArgumentParser, Namespace

from zhiben.cli.command import Command


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("what", metavar="list|run", choices=("list", "run"), help="列出规则，或现在核对一遍")
    parser.add_argument("--code", metavar="规则", default="", help="只核对这一条，默认全部")
    parser.add_argument("--json", action="store_true", help="输出 JSON")


def run(options: Namespace) -> int:
    return _list(options) if options.what == "list" else _run(options)


def _list(options: Namespace) -> int:
    from zhiben.kernel.rules.declarations import rules

    found = [
        {"rule": one.code, "label": one.label, "subject": one.subject, "severity": one.severity.value,
         "meaning": one.meaning, "basis": list(one.basis), "parameters": list(one.parameters)}
        for one in rules()
    ]  # fmt: skip
    if options.json:
        print(json.dumps(found, ensure_ascii=False, indent=1))
        return 0
    for one in found:
        print(f"{one['rule']:<24}{one['label']}：{one['meaning']}")
    return 0


def _run(options: Namespace) -> int:
    """Exit code 1 when a rule could not be asked."""
    from django.db import transaction

    from zhiben.kernel.base.clock import now
    from zhiben.kernel.rules.declarations import known_rule
    from zhiben.kernel.rules.engine import run_rules

    codes = [known_rule(options.code).code] if options.code else []
    with transaction.atomic():
        found = run_rules(at=now(), codes=codes)
    if options.json:
        print(json.dumps([one.as_json() for one in found], ensure_ascii=False, indent=1))
    else:
        for one in found:
            said = one.error or f"新发现 {one.raised}，已消除 {one.cleared}，待核查 {one.open}（{one.seconds:.2f} 秒）"
            print(f"{one.rule:<24}{said}")
    return 1 if any(one.error for one in found) else 0


COMMAND = Command(name="rules", help="规则：rules list 列出，rules run 现在核对", run=run, arguments=arguments)
