"""Writes ``docs/generated`` from the code, or with ``--check`` says whether it is up to date.

A generator is a module in ``tools/documents`` with ``generate() -> dict[str, str]``: file name to content.
"""

import os
import sys
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "generated"


def main(arguments: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhiben.conf.settings")
    import django

    django.setup()
    wanted = _generate()
    stale = [name for name, text in wanted.items() if _content(FOLDER / name) != text]
    left_over = [path for path in FOLDER.glob("*") if path.name not in wanted]
    if "--check" in arguments:
        for name in [*stale, *(path.name for path in left_over)]:
            print(f"docs/generated/{name} 与代码不一致，请运行 python -m tools.generated_docs")
        return 1 if stale or left_over else 0
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in stale:
        (FOLDER / name).write_text(wanted[name])
    for path in left_over:
        path.unlink()
    return 0


def _generate() -> dict[str, str]:
    from tools import documents

    found: dict[str, str] = {}
    for module in iter_modules(documents.__path__):
        found |= import_module(f"{documents.__name__}.{module.name}").generate()
    return found


def _content(path: Path) -> str | None:
    return path.read_text() if path.exists() else None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
