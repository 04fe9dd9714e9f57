"""``bench``: how fast the platform is on this machine, beside a ceiling measured in the same run."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from zhiben.cli.command import Command
from zhiben.cli.places import ROOT

PAGE = ROOT / "docs" / "measured" / "bench.md"


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("names", nargs="*", metavar="NAME", help="只量这几项；不写则量第一个闭环")
    parser.add_argument("--all", action="store_true", dest="everything", help="全部，写成 docs/measured/bench.md")
    parser.add_argument(
        "--against",
        metavar="目录",
        type=Path,
        help="另一个大小不同的世界的数据目录：量数据多了以后页面慢多少，与 --data 同用",
    )
    parser.add_argument("--quick", action="store_true", help="每样只做几次：只看能不能量，不看快慢")
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    parser.add_argument("--out", metavar="FILE.md", type=Path, help="另写成一页")


def run(options: Namespace) -> int:
    import django

    django.setup()
    from bench.bed import QUICK, Effort
    from bench.running import Wish, run_benchmarks

    wish = Wish(
        names=options.names, everything=options.everything, world=options.data if options.data_named else None,
        against=options.against and options.against.resolve(), effort=QUICK if options.quick else Effort(),
    )  # fmt: skip
    out = options.out or (PAGE if options.everything and not options.quick else None)
    return run_benchmarks(wish, as_data=options.json, out=out)


COMMAND = Command(
    name="bench", help="实测：页面、办理、指标、报表、导入导出，与同一次量到的上限相比；有 --data 就在那里的数据上量，没有就自己造一个县",
    run=run, arguments=arguments, database=False,
)  # fmt: skip
