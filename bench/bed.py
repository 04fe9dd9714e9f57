"""The platform under measurement: started as an operator starts it, on a world of its own or a prepared one."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import psycopg

from bench.measure import World
from bench.visiting import CannotMeasure, Visitor
from tests.faults.calls import Caller
from tests.faults.platform import Platform, clean_environment
from zhiben.kernel.base.launcher.processes import wait_until
from zhiben.kernel.base.launcher.server import ROOT

OFFICER: Final = "jiandu"
LEADER: Final = "lingdao"
CITY: Final = "shiju"
PROVINCE: Final = "shengting"
COUNTED: Final = {
    "项目": "projects_project", "企业": "enterprises_enterprise", "人员": "people_person", "隐患": "hazards_hazard",
    "文书": "hazards_notice", "办理记录": "workflow_casemove", "待办": "workflow_todo",
}  # fmt: skip
REACH: Final = """
select a.id::text, a.division_id, g.level from access_grant g join access_user u on u.id = g.user_id
  join agencies_agency a on a.id = g.reach_id where u.username = %s and g.role = any(%s) order by g.id limit 1
"""
WORKING: Final = """
select (select count(*) from procrastinate_jobs where status = 'doing')
     + (select count(*) from pg_stat_activity
         where datname = current_database() and state = 'active' and pid <> pg_backend_pid())
"""
QUIET_SECONDS, PATIENCE = 3, 300.0


@dataclass(frozen=True, kw_only=True)
class Effort:
    """How often things are done. ``seconds``: at most for one page alone, and for one page by everybody at once."""

    alone: int = 50
    most_alone: float = 10.0
    users: int = 16
    seconds: float = 5.0
    mixed: float = 20.0
    cases: int = 200
    changes: int = 500
    rows: int = 100_000
    exported: int = 10_000


QUICK: Final = Effort(
    alone=3, most_alone=2.0, users=2, seconds=0.5, mixed=0.5, cases=4, changes=4, rows=50, exported=100
)  # fmt: skip


@dataclass(frozen=True)
class Reach:
    """Where an account works. ``column`` names the level's column of a case; empty for the whole country."""

    agency: str
    division: str
    level: str

    @property
    def column(self) -> str:
        return "county" if self.level == "zone" else self.level if self.level != "nation" else ""


@dataclass(frozen=True)
class Bed:
    platform: Platform
    effort: Effort = field(default_factory=Effort)

    @property
    def division(self) -> str:
        """The officer's county."""
        return self.reach(OFFICER).division

    @cached_property
    def world(self) -> World:
        made = self.read(
            "select object_id, detail->>'seed' from audit_act where verb = 'world.build' order by id desc limit 1"
        )
        size, seed = made[0] if made else ("未知", None)
        counts = {label: int(self.read(f"select count(*) from {table}")[0][0]) for label, table in COUNTED.items()}  # noqa: S608
        return World(size=str(size), seed=int(seed) if seed else None, counts=counts)

    def reach(self, account: str) -> Reach:
        found = self.read(REACH, account, ["inspector", "leader"])
        if not found:
            raise CannotMeasure(f"没有演示账号 {account}，请用 world 命令生成的数据目录")
        return Reach(*map(str, found[0]))

    @property
    def url(self) -> str:
        return self.platform.server.url(user="postgres")

    def read(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.url) as connection:
            return connection.execute(query.encode(), values).fetchall()

    def command(self, *words: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-m", "zhiben.cli", *words, "--data", str(self.platform.data)], cwd=ROOT,
            env=clean_environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def caller(self, account: str) -> Caller:
        """A program that acts as one of the demo accounts."""
        out, err = self.command("token", account).communicate()
        if not out.strip():
            raise CannotMeasure(f"账号 {account} 没有令牌：{err[-200:]}")
        return Caller(self.platform.port, out.strip().splitlines()[-1])

    def visitor(self, account: str) -> Visitor:
        from zhiben.world.accounts import PASSWORD

        visitor = Visitor(self.platform.port)
        visitor.sign_in(account, PASSWORD)
        return visitor

    def settle(self) -> float | None:
        """Seconds until the background has caught up: what is measured is the thing itself, not the first minutes after
        a start. None when it has not in ``PATIENCE`` seconds."""
        idle = 0

        def is_quiet() -> bool:
            nonlocal idle
            idle = idle + 1 if self.read(WORKING)[0][0] == 0 else 0
            return idle >= QUIET_SECONDS

        started = time.monotonic()
        return time.monotonic() - started if wait_until(is_quiet, PATIENCE, every=1.0) else None


@contextmanager
def inside(bed: Bed) -> Iterator[None]:
    """Work in the bed's database as the platform itself does: the application's role, acting as the system."""
    from django.db import connection

    from zhiben.conf.database import database_settings
    from zhiben.kernel.access.actors import system_actor
    from zhiben.kernel.access.bounds import acting_as

    kept = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update(database_settings(bed.platform.server.url(), role="app"))
    try:
        with acting_as(system_actor("bench")):
            yield
    finally:
        connection.close()
        connection.settings_dict.update(kept)


def pss_of(pids: Sequence[int]) -> float:
    """Proportional set size of processes, in MB: shared pages are counted once."""
    total = 0
    for pid in pids:
        try:
            text = Path(f"/proc/{pid}/smaps_rollup").read_text()
        except OSError:
            continue
        found = re.search(r"^Pss:\s+(\d+) kB", text, re.MULTILINE)
        total += int(found[1]) if found else 0
    return total / 1024


def family_of(pid: int) -> list[int]:
    """A process and everything below it."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
            children.setdefault(parent, []).append(int(entry.name))
    found, ahead = [], [pid]
    while ahead:
        one = ahead.pop()
        found.append(one)
        ahead += children.get(one, [])
    return found


def machine() -> str:
    """What this was measured on, in words."""
    model = next((line.partition(":")[2].strip() for line in Path("/proc/cpuinfo").read_text().splitlines()
                  if line.startswith("model name")), "")  # fmt: skip
    memory = next(int(line.split()[1]) for line in Path("/proc/meminfo").read_text().splitlines() if "MemTotal" in line)
    load = os.getloadavg()[0]
    return f"{os.cpu_count()} 核 {model}，内存 {memory / 1048576:.0f} GB；开始时系统负载 {load:.1f}"
