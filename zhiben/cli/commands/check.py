"""``check``: exactly what the continuous integration runs before the tests."""

import os
import subprocess
import sys
import time
from argparse import Namespace
from pathlib import Path

from zhiben.cli.command import Command
from zhiben.cli.places import ROOT

BIN = Path(sys.prefix) / "bin"
STEPS: list[tuple[str, list[str]]] = [
    ("代码格式", ["ruff", "format", "--check", "--quiet", "."]),
    ("代码检查", ["ruff", "check", "--quiet", "."]),
    ("类型检查", ["mypy", "zhiben", "tools", "tests", "bench", "conftest.py"]),
    ("导入方向", ["lint-imports"]),
    ("遗漏的迁移", ["django-admin", "makemigrations", "--check", "--dry-run"]),
    ("生成的文档", ["python", "-m", "tools.generated_docs", "--check"]),
]


def run(_: Namespace) -> int:
    failed = [name for name, command in STEPS if not _passes(name, command)]
    print(f"检查不通过：{'、'.join(failed)}" if failed else "检查全部通过。", flush=True)
    return 1 if failed else 0


def _passes(name: str, command: list[str]) -> bool:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "DJANGO_SETTINGS_MODULE": "zhiben.conf.settings"}
    started = time.monotonic()
    done = subprocess.run(
        [str(BIN / command[0]), *command[1:]], cwd=ROOT, env=environment, check=False, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    good = done.returncode == 0
    print(f"{'通过' if good else '不通过'}  {name}  {time.monotonic() - started:.1f} 秒", flush=True)
    if not good:
        print(done.stdout, flush=True)
    return good


COMMAND = Command(
    name="check", help="与持续集成相同的检查：格式、规则、类型、导入方向、迁移、文档", run=run, database=False
)
