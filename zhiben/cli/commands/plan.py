"""``plan check``, ``plan load``, ``plan list``: a region's own campaign as a file."""

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable
from pathlib import Path

from zhiben.cli.command import Command


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("what", choices=("check", "load", "list"), metavar="check|load|list", help="核对、载入、列出")
    parser.add_argument("paths", metavar="PATH", nargs="*", type=Path, help="方案文件，或者放方案文件的目录")
    parser.add_argument("--json", action="store_true", help="输出 JSON")


def run(options: Namespace) -> int:
    if options.what == "list":
        return _list(options)
    from zhiben.kernel.base.errors import InvalidInput

    files = _files(options.paths)
    if not files:
        raise InvalidInput.of("paths", "请写方案文件的路径，如 plans/hainan-2023.yaml")
    return _check(files, options) if options.what == "check" else _load(files, options)


def _files(paths: list[Path]) -> dict[str, bytes]:
    from zhiben.domains.campaigns.services.plans.loading import plan_files
    from zhiben.kernel.base.errors import InvalidInput

    found = [file for path in paths for file in (plan_files(path) if path.is_dir() else [path])]
    for file in found:
        if not file.is_file():
            raise InvalidInput.of("paths", f"没有这个文件：{file}")
    return {str(file): file.read_bytes() for file in found}


def _check(files: dict[str, bytes], options: Namespace) -> int:
    from django.db import transaction

    from zhiben.domains.campaigns.services.plans.loading import check_plans

    with transaction.atomic():
        problems = check_plans(files)
    if options.json:
        print(json.dumps([vars(one) for one in problems], ensure_ascii=False, indent=1))
    else:
        _complain(problems)
        print(f"核对了 {len(files)} 个文件，{f'有 {len(problems)} 处要改。' if problems else '没有发现问题。'}")
    return 1 if problems else 0


def _load(files: dict[str, bytes], options: Namespace) -> int:
    from zhiben.domains.campaigns.services.plans.loading import BadPlan, load_plans
    from zhiben.kernel.access.actors import system_actor
    from zhiben.kernel.base.clock import now

    try:
        loaded = load_plans(actor=system_actor("command"), files=files, at=now())
    except BadPlan as refusal:
        if options.json:
            print(json.dumps([vars(one) for one in refusal.problems], ensure_ascii=False, indent=1))
        else:
            _complain(refusal.problems)
            print("没有载入，原有方案没有变化。", file=sys.stderr)
        return 1
    if options.json:
        print(json.dumps([vars(one) for one in loaded], ensure_ascii=False, indent=1))
        return 0
    for one in loaded:
        print(f"{'已载入' if one.changed else '没有变化'}：{one.title}（{one.key}）")
    return 0


def _complain(problems: Iterable[object]) -> None:
    for one in problems:
        print(one, file=sys.stderr)


def _list(options: Namespace) -> int:
    from django.db import transaction

    from zhiben.domains.campaigns.queries.plan_lists import plan_summaries
    from zhiben.kernel.base.clock import today

    with transaction.atomic():
        found = plan_summaries(today())
    if options.json:
        print(json.dumps([one.as_json() for one in found], ensure_ascii=False, indent=1))
        return 0
    for one in found:
        force = "执行中" if one.in_force else "已结束" if one.ended else "未开始"
        print(
            f"{one.plan.key}  {force}  {one.plan.starts_on}—{one.plan.ends_on}  {one.plan.title}  "
            f"任务 {one.tasks} 项（可办 {one.live}，待建 {one.tasks - one.live}）"
        )
    print(f"共 {len(found)} 份方案。")
    return 0


COMMAND = Command(name="plan", help="行动方案：核对、载入、列出", run=run, arguments=arguments)
