"""``bundle``: code and dependencies in one file, for a machine without a network."""

import shutil
import subprocess
import sys
import tarfile
import tempfile
from argparse import ArgumentParser, Namespace
from pathlib import Path

from zhiben.cli.command import Command
from zhiben.cli.places import ROOT
from zhiben.kernel.base.launcher.problems import CannotStart

TOP = "zhiben"


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--out", required=True, type=Path, metavar="文件", help="例如 zhiben.tar.gz")


def run(options: Namespace) -> int:
    if not shutil.which("git") or not (ROOT / ".git").exists():
        raise CannotStart("打包要用 git，并且要在 git 检出的代码目录里运行。")
    with tempfile.TemporaryDirectory() as folder:
        staging = Path(folder)
        code, wheels = staging / "code.tar", staging / "wheels"
        subprocess.run(["git", "archive", f"--prefix={TOP}/", "-o", str(code), "HEAD"], cwd=ROOT, check=True)
        print("正在收集依赖的安装文件……", file=sys.stderr, flush=True)
        _download(wheels)
        with tarfile.open(code, "a") as archive:
            for wheel in sorted(wheels.iterdir()):
                archive.add(wheel, f"{TOP}/wheels/{wheel.name}")
        _compress(code, options.out.absolute())
    size = options.out.stat().st_size / 1024 / 1024
    print(f"已打包 {options.out}（{size:.0f} MB）。在没有网络的机器上解开后运行：cd {TOP} && python3 -m zhiben up")
    return 0


def _download(folder: Path) -> None:
    """Exactly what the lock names, each file checked against its hash."""
    done = subprocess.run(
        [
            sys.executable, "-m", "pip", "download", "-qq", "--disable-pip-version-check", "--no-deps",
            "--require-hashes", "--only-binary", ":all:", "-r", str(ROOT / "requirements" / "run.lock"), "-d",
            str(folder),
        ], check=False,
    )  # fmt: skip
    if done.returncode != 0:
        raise CannotStart("有依赖没有下载成功，请检查网络或软件源后再试。")


def _compress(source: Path, target: Path) -> None:
    import gzip

    draft = target.with_name(target.name + ".part")
    with source.open("rb") as plain, gzip.open(draft, "wb", compresslevel=1) as packed:
        shutil.copyfileobj(plain, packed, 1024 * 1024)
    draft.replace(target)


COMMAND = Command(
    name="bundle", help="把代码和依赖打成一个文件，供没有网络的机器使用", run=run, arguments=arguments, database=False
)
