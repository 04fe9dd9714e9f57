"""The platform under measurement: a demo county of its own, started as an operator starts it, and callers of it."""

import http.client
import json
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

import psycopg

from tests.faults.calls import Caller
from tests.faults.platform import Platform, clean_environment
from zhiben.kernel.base.launcher.server import ROOT

OFFICER: Final = "jiandu"
LEADER: Final = "lingdao"


@dataclass(frozen=True)
class Bed:
    platform: Platform
    division: str

    @classmethod
    def of(cls, platform: Platform) -> "Bed":
        with psycopg.connect(platform.server.url(user="postgres")) as connection:
            row = connection.execute(
                "select county from hazards_hazard group by county order by count(*) desc limit 1"
            ).fetchone()
        assert row  # noqa: S101
        return cls(platform, str(row[0]))

    def read(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.platform.server.url(user="postgres")) as connection:
            return connection.execute(query.encode(), values).fetchall()

    def command(self, *words: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-m", "zhiben.cli", *words, "--data", str(self.platform.data)], cwd=ROOT,
            env=clean_environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def caller(self, account: str) -> Caller:
        """A program that acts as one of the demo accounts."""
        out, err = self.command("token", account).communicate()
        assert out.strip(), err  # noqa: S101
        return Caller(self.platform.port, out.strip().splitlines()[-1])

    def visitor(self, account: str) -> "Visitor":
        visitor = Visitor(self.platform.port)
        visitor.sign_in(account)
        return visitor


class Visitor:
    """A browser's connection: kept open, with its cookies."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies: dict[str, str] = {}

    def sign_in(self, account: str) -> None:
        from zhiben.world.accounts import PASSWORD

        page = self.get("/login").decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token  # noqa: S101
        body = urlencode({"username": account, "password": PASSWORD, "csrfmiddlewaretoken": token[1]})
        status, _ = self.send("POST", "/login", body, {"Content-Type": "application/x-www-form-urlencoded"})
        assert status == 302, status  # noqa: S101

    def get(self, path: str) -> bytes:
        status, content = self.send("GET", path)
        assert status == 200, (status, path, content[:300])  # noqa: S101
        return content

    def send(self, method: str, path: str, body: str = "", headers: dict[str, str] | None = None) -> tuple[int, bytes]:
        sent = {**(headers or {}), "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        self.connection.request(method, path, body or None, sent)
        answer = self.connection.getresponse()
        for line in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, answer.read()


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


def as_json(text: str) -> Any:
    return json.loads(text)
