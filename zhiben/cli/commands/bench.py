"""``bench``: how fast the platform is on this machine, beside a ceiling measured in the same run."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from zhiben.cli.command import Command


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("names", nargs="*", metavar="NAME", help="只量这几项；不写则全部")
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    parser.add_argument("--out", metavar="FILE.md", type=Path, help="另写成一页")


def run(options: Namespace) -> int:
    import django

    django.setup()
    from bench.running import run_benchmarks

    return run_benchmarks(options.names, as_data=options.json, out=options.out)


COMMAND = Command(
    name="bench", help="实测：导入、办理、报表、启动、内存、慢上传，与同一次量到的上限相比", run=run,
    arguments=arguments, database=False,
)  # fmt: skip
