"""What to do when this Python is too old: find a newer one on the path, or say which one is missing.

Old syntax on purpose.
"""

import os
import sys

NEEDED = (3, 11)
NEWER = ("python3.14", "python3.13", "python3.12", "python3.11")


def run_with_newer_python(arguments: "list[str]") -> int:
    """Replace this process by a newer Python if there is one; otherwise explain and return 1."""
    path = newer_python()
    if path is not None:
        os.execv(path, [path, "-m", "zhiben"] + list(arguments))
    sys.stderr.write(
        "治本需要 Python {}.{} 或更高版本，本机的 python3 是 {}.{}，也没有找到更新的版本。\n".format(
            NEEDED[0], NEEDED[1], sys.version_info[0], sys.version_info[1]
        )
        + "请先安装，例如：apt install python3.11 python3.11-venv，或 dnf install python3.11\n"
    )
    return 1


def newer_python() -> "str | None":
    """Path of the newest fitting interpreter on the PATH, or None."""
    for name in NEWER:
        for folder in os.environ.get("PATH", "").split(os.pathsep):
            candidate = os.path.join(folder, name)
            if os.access(candidate, os.X_OK):
                return candidate
    return None
