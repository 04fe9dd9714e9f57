"""``report monthly``: the monthly report of a division as PDF, Word and Excel."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from zhiben.cli.command import Command


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("what", choices=["monthly"], help="monthly：月报")
    parser.add_argument("--division", metavar="区划代码", required=True)
    parser.add_argument("--month", metavar="YYYY-MM", default="", help="默认上个月")
    parser.add_argument("--out", metavar="目录", type=Path, required=True, help="三个文件写到这里")


def run(options: Namespace) -> int:
    from zhiben.domains.campaigns.services.papers import make_papers
    from zhiben.kernel.access.actors import system_actor
    from zhiben.kernel.base.clock import now

    papers = make_papers(actor=system_actor("command"), division_code=options.division, month=options.month, at=now())
    options.out.mkdir(parents=True, exist_ok=True)
    for name, content in papers.items():
        (options.out / name).write_bytes(content)
        print(options.out / name)
    return 0


COMMAND = Command(name="report", help="生成报表", run=run, arguments=arguments)
