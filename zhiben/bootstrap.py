"""From a bare Python to a running program: make the virtual environment, install what the lock names, go on in there.

Standard library only, and nothing newer than Python 3.6 in its syntax. Two commands started at once are safe: the
installation happens under a file lock, and a stamp says for which lock file and interpreter it was finished.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = Path(os.environ.get("ZHIBEN_VENV") or ROOT / ".venv").absolute()
WHEELS = ROOT / "wheels"
DEVELOPER_COMMANDS = ("test", "check")
STARTER = """#!/bin/sh
exec "{python}" -m zhiben "$@"
"""


def main(arguments: list) -> int:  # type: ignore[type-arg]
    """Entry of ``python3 -m zhiben``. Returns only when something is missing; otherwise the program replaces us."""
    kind = "dev" if arguments[:1] and arguments[0] in DEVELOPER_COMMANDS else "run"
    if not is_ready(kind):
        problem = what_is_missing()
        if problem:
            say(problem)
            return 1
        try:
            set_up(kind)
        except subprocess.CalledProcessError as error:
            say(f"安装没有完成（退出码 {error.returncode}）。请检查网络或软件源后再运行一次；已装好的部分会保留。")
            return 1
    if Path(sys.prefix) == VENV:
        from zhiben.cli import main as run

        return int(run(arguments))
    return os.execv(str(python()), [str(python()), "-m", "zhiben.cli", *arguments])


def say(line: str) -> None:
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


def python() -> Path:
    return VENV / "bin" / "python"


def lock_file(kind: str) -> Path:
    return ROOT / "requirements" / (kind + ".lock")


def stamp_of(kind: str) -> str:
    """What an installation was made for: the lock, the interpreter and the place (environments cannot be moved)."""
    made_for = f"{sys.version}\n{os.path.realpath(sys.base_prefix)}\n{ROOT}\n"
    return hashlib.sha256(made_for.encode() + lock_file(kind).read_bytes()).hexdigest()


def stamp_file(kind: str) -> Path:
    return VENV / ("zhiben-" + kind + ".stamp")


def is_ready(kind: str) -> bool:
    try:
        return python().exists() and stamp_file(kind).read_text() == stamp_of(kind)
    except OSError:
        return False


def what_is_missing() -> str:
    """A sentence for whoever must install something first; empty when nothing is missing."""
    missing = []
    try:
        import ensurepip
        import venv

        _ = (ensurepip.version(), venv)
    except ImportError:
        version = "{}.{}".format(*sys.version_info[:2])
        missing.append(f"Python 的 venv 模块（Debian/Ubuntu：apt install python{version}-venv）")
    if not lock_file("run").exists():
        missing.append("依赖清单 requirements/run.lock（请在完整的代码目录里运行）")
    if not shutil.which("git") and not WHEELS.is_dir():
        missing.append("git（apt install git 或 dnf install git）")
    return "还缺：" + "；".join(missing) + "。装好后再运行同一条命令。" if missing else ""


@contextmanager
def _alone():  # type: ignore[no-untyped-def]
    """One installation at a time. The lock lies beside the environment, which may be made anew meanwhile.

    The programs that install inherit it: when we are killed, nobody else begins before they have ended.
    """
    VENV.parent.mkdir(parents=True, exist_ok=True)
    with open(str(VENV) + ".lock", "w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            say("另一条命令正在安装依赖，等它完成……")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield file.fileno()


def set_up(kind: str) -> None:
    """Make the environment and install the lock. Safe to be killed at any moment: the stamp is written last."""
    with _alone() as lock:
        if is_ready(kind):
            return
        started = time.time()
        _make_environment(lock)
        _install(kind, lock)
        _put_on_path()
        for name in ("run", "dev") if kind == "dev" else ("run",):
            stamp_file(name).write_text(stamp_of(name))
        say(f"依赖已就绪，用时 {time.time() - started:.0f} 秒。")


def _make_environment(lock: int) -> None:
    made_for = VENV / "zhiben-venv.stamp"
    wanted = f"{sys.version}\n{ROOT}\n"
    if python().exists() and made_for.exists() and made_for.read_text() == wanted:
        for kind in ("run", "dev"):
            if stamp_file(kind).exists():
                stamp_file(kind).unlink()
        return
    say(f"首次运行：正在建立独立的 Python 环境 {VENV} ……")
    interpreter = getattr(sys, "_base_executable", sys.executable)
    subprocess.check_call([interpreter, "-m", "venv", "--clear", str(VENV)], pass_fds=(lock,))
    made_for.write_text(wanted)


def _install(kind: str, lock: int) -> None:
    listed = lock_file(kind)
    count = sum(1 for line in listed.read_text().splitlines() if "==" in line and not line.startswith((" ", "#")))
    offline = WHEELS.is_dir() and any(WHEELS.iterdir())
    source = "随包携带的安装文件" if offline else "软件源"
    say(f"正在从{source}安装 {count} 个依赖，逐个校验哈希，通常需要 30 秒左右……")
    command = [
        str(python()), "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--no-input",
        "--require-hashes", "--only-binary", ":all:", "-r", str(listed),
    ]  # fmt: skip
    if offline:
        command += ["--no-index", "--find-links", str(WHEELS)]
    subprocess.check_call(command, cwd=str(ROOT), pass_fds=(lock,))


def _put_on_path() -> None:
    """pip in hash mode cannot install the project itself, so a path file and a small starter do."""
    packages = VENV / "lib" / "python{}.{}".format(*sys.version_info[:2]) / "site-packages"
    (packages / "zhiben.pth").write_text(str(ROOT) + "\n")
    starter = VENV / "bin" / "zhiben"
    starter.write_text(STARTER.format(python=python()))
    starter.chmod(0o755)
