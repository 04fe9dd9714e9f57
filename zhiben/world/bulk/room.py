"""How much disk a world needs, whether it is there, and room for the server's log while so much is written."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import psycopg
from django.conf import settings

from zhiben.kernel.base.errors import WrongState
from zhiben.world.sizes import Extent

# Bytes on the disk for one of each, as measured (docs/measured/worlds.md); the log of the server comes on top.
PER_HAZARD, PER_PERSON, PER_PROJECT, PER_CERTIFICATE = 17_000, 2_300, 30_000, 4_000
LOG: Final = 9_000_000_000
SPARE: Final = 2_000_000_000
LOOSE: Final = {"max_wal_size": "8GB", "checkpoint_timeout": "30min"}


def needed(extent: Extent) -> int:
    """Bytes, with the log that is written meanwhile."""
    rows = extent.hazards * PER_HAZARD + extent.people * PER_PERSON + extent.projects * PER_PROJECT
    rows += extent.certificates * PER_CERTIFICATE
    return rows + min(LOG, rows) + SPARE


def check_room(extent: Extent) -> str:
    """What is needed and what there is, in words. Refuses (409) before anything is written when it will not do.

    Of a database elsewhere the disk cannot be seen; then only the need is said.
    """
    want = needed(extent)
    if "ZHIBEN_ADMIN_URL" not in os.environ:
        return f"约需磁盘 {_gb(want)}；数据库在别的机器上，请自行确认空间足够"
    free = shutil.disk_usage(Path(settings.DATA)).free
    if free < want:
        raise WrongState(
            f"磁盘空间不够：{extent.label}的数据约需 {_gb(want)}，数据目录所在磁盘只剩 {_gb(free)}，没有写入任何数据。"
            f"可以换一个磁盘（--data），或者用 --share 只生成一部分"
        )
    return f"约需磁盘 {_gb(want)}，现有 {_gb(free)}"


@contextmanager
def roomy_log() -> Iterator[None]:
    """Fewer checkpoints on our own server while millions of rows go in; afterwards as it was."""
    admin = os.environ.get("ZHIBEN_ADMIN_URL")
    if not admin:
        yield
        return
    _tell(admin, [f"alter system set {name} = '{value}'" for name, value in LOOSE.items()])
    try:
        yield
    finally:
        _tell(admin, [f"alter system reset {name}" for name in LOOSE])


def _tell(admin: str, statements: list[str]) -> None:
    with psycopg.connect(admin, autocommit=True) as server:
        for statement in (*statements, "select pg_reload_conf()"):
            server.execute(statement)


def _gb(count: int) -> str:
    return f"{count / 1e9:.1f} GB"
