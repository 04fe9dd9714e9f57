"""``import`` and ``export``: ledgers in and out by command, through the same engine as the pages."""

import json
import sys
from argparse import ArgumentParser, Namespace
from datetime import date
from pathlib import Path
from typing import Any, Final

from zhiben.cli.command import Command

SHOWN: Final = 50


def import_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path, help="要导入的台账：.xlsx .xls .et .csv")
    parser.add_argument("--kind", default="", help="台账种类；不写则按表头判断")
    parser.add_argument("--division", default="", metavar="CODE", help="辖区代码；只导入这个辖区内的内容")
    parser.add_argument("--dry-run", action="store_true", help="只检查，不写入")
    parser.add_argument("--errors", metavar="OUT.xlsx", type=Path, help="把标出错误的表格写到这里")
    parser.add_argument("--json", action="store_true", help="结果按 JSON 输出")


def run_import(options: Namespace) -> int:
    from zhiben.kernel.base.errors import InvalidInput, Refusal

    try:
        if not options.file.is_file():
            raise InvalidInput.of("file", f"没有这个文件：{options.file}")
        result = _import(options)
    except Refusal as refusal:
        if options.json:
            print(json.dumps(_refused(options.kind, refusal.detail), ensure_ascii=False))
        print(f"{refusal.title}：{refusal.detail}", file=sys.stderr)
        return 2
    print(json.dumps(result, ensure_ascii=False) if options.json else _sentences(result, dry_run=options.dry_run))
    return 1 if result["errors"] else 0


def _import(options: Namespace) -> dict[str, Any]:
    from zhiben.kernel.access.actors import system_actor
    from zhiben.kernel.base.clock import now
    from zhiben.kernel.papers import importing
    from zhiben.kernel.papers.error_workbook import error_workbook
    from zhiben.kernel.papers.results import result_of

    actor, at = system_actor("command"), now()
    batch = importing.receive_file(
        actor=actor, path=options.file, name=options.file.name, at=at, kind=options.kind,
        division_code=options.division, division_path=_path_of(options.division), dry_run=options.dry_run,
    )  # fmt: skip
    batch = importing.check_import(actor=actor, batch_id=batch.id, at=at, foresee=options.dry_run)
    if not options.dry_run and batch.rows > batch.skipped:
        importing.start_import(actor=actor, batch_id=batch.id, at=at)
        batch = importing.try_import(batch_id=batch.id, at=at) or importing.batch_for(actor, batch.id)
    if options.errors:
        options.errors.write_bytes(error_workbook(batch))
    result = result_of(batch)
    if options.dry_run:
        importing.forget_batch(batch.id)
    return result


def _path_of(code: str) -> str:
    from zhiben.registry.agencies.public import division

    return division(code).path if code else ""


def _refused(kind: str, reason: str) -> dict[str, Any]:
    error = {"row": 0, "column": "", "value": "", "reason": reason}
    counts = dict.fromkeys(("rows", "created", "updated", "unchanged", "skipped"), 0)
    return {"kind": kind, **counts, "errors": [error], "warnings": []}


def _sentences(result: dict[str, Any], *, dry_run: bool) -> str:
    would = "将" if dry_run else ""
    lines = [
        f"{'检查' if dry_run else '导入'}完成（{result['kind']}）：共 {result['rows']} 行，{would}新增 {result['created']}、"
        f"{would}更新 {result['updated']}、无变化 {result['unchanged']}、未导入 {result['skipped']}。"
    ]
    for name, word in (("errors", "错误"), ("warnings", "提醒")):
        lines += [f"{word}：第{p['row']}行 {p['column']} {p['value']} {p['reason']}" for p in result[name][:SHOWN]]
        if len(result[name]) > SHOWN:
            lines.append(f"……另有 {len(result[name]) - SHOWN} 个{word}，用 --errors 写成表格查看")
    return "\n".join(lines)


def export_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("kind", metavar="KIND", help="台账种类，如 projects、hazards")
    parser.add_argument("--division", default="", metavar="CODE", help="只导出这个辖区")
    parser.add_argument("--since", type=date.fromisoformat, metavar="DATE", help="从这一天起")
    parser.add_argument("--until", type=date.fromisoformat, metavar="DATE", help="到这一天止")
    parser.add_argument("--out", required=True, metavar="FILE.xlsx", type=Path, help="写到这个文件")


def run_export(options: Namespace) -> int:
    from zhiben.kernel.access.actors import system_actor
    from zhiben.kernel.base.clock import now
    from zhiben.kernel.papers.exporting import export_ledger
    from zhiben.kernel.papers.ledger import ExportFilter

    _path_of(options.division)
    wanted = ExportFilter(
        actor=system_actor("command"), division_code=options.division, since=options.since, until=options.until
    )
    count = export_ledger(options.kind, wanted, options.out, at=now())
    print(f"已导出 {count} 行到 {options.out}")
    return 0


COMMANDS = [
    Command(name="import", help="导入台账", run=run_import, arguments=import_arguments),
    Command(name="export", help="导出台账", run=run_export, arguments=export_arguments),
]
