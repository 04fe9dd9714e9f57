"""Parse, bring up what the command needs, run it, answer with an exit code."""

import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from zhiben.cli import commands
from zhiben.cli.command import Command
from zhiben.cli.places import data_folder
from zhiben.cli.words import speak_chinese
from zhiben.kernel.base.launcher.problems import CannotStart

REFUSED = 2


def main(arguments: Sequence[str]) -> int:
    speak_chinese()
    found = {command.name: command for command in all_commands()}
    parser = _parser(found.values())
    options, rest = parser.parse_known_args(list(arguments))
    command = found[options.command]
    if rest and not command.passes_on:
        parser.error(f"不认识的参数：{' '.join(rest)}")
    options.rest = rest
    options.data_named = options.data is not None
    options.data = data_folder(options.data)
    os.environ["ZHIBEN_DATA"] = str(options.data)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhiben.conf.settings")
    try:
        return _run(command, options)
    except CannotStart as problem:
        print(f"错误：{problem}", file=sys.stderr)
        return REFUSED
    except KeyboardInterrupt:
        print("已中断。", file=sys.stderr)
        return 130


def all_commands() -> Iterator[Command]:
    for module in iter_modules(commands.__path__):
        loaded = import_module(f"{commands.__name__}.{module.name}")
        yield from getattr(loaded, "COMMANDS", None) or [loaded.COMMAND]


def _parser(found: Iterable[Command]) -> ArgumentParser:
    parser = ArgumentParser(prog="zhiben", description="治本：房屋市政工程施工安全监管平台")
    choices = parser.add_subparsers(dest="command", required=True, metavar="命令", title="命令")
    for command in found:
        sub = choices.add_parser(command.name, help=command.help, description=command.help)
        sub.add_argument("--data", metavar="目录", type=Path, help="数据目录，默认 ./var 或环境变量 ZHIBEN_DATA")
        command.arguments(sub)
    return parser


def _run(command: Command, options: Namespace) -> int:
    if not command.database:
        return command.run(options)
    from zhiben.cli.opening import opened

    with opened(options.data):
        from zhiben.cli.acting import run_as_system

        return run_as_system(lambda: command.run(options))
