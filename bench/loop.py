"""The benchmarks of the first loop. Each takes a running demo county and returns figures."""

import os
import socket
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from threading import Thread
from typing import Final

import psycopg

from bench.bed import LEADER, OFFICER, Bed, Visitor, family_of, machine, pss_of
from bench.books import hazard_rows
from bench.measure import Figure, milliseconds, seconds
from bench.sending import notify
from zhiben.kernel.base.clock import today
from zhiben.kernel.base.ids import new_id

ROWS: Final = 5_000
CASES: Final = 200
UPLOADS, SIZE, RATE = 40, 100_000, 20_000  # five seconds each
CEILING_INSERT: Final = """
insert into bench_plain select gen_random_uuid(), g, repeat('隐患', 20), now(), jsonb_build_object('n', g)
  from generate_series(1, %s) g
"""


def importing(bed: Bed) -> list[Figure]:
    """5,000 rows of a ledger of hazards by the command, from the start of the program to its last word."""
    names = [str(row[0]) for row in bed.read(
        "select name from projects_project where county = %s and status = 'under_way' order by name", bed.division)]  # fmt: skip
    path = bed.platform.data.parent / "hazards.xlsx"
    place = str(bed.read("select name from agencies_division where code = %s", bed.division)[0][0])
    hazard_rows(path, names, ROWS, place=place)
    before = int(bed.read("select count(*) from hazards_hazard")[0][0])
    started = time.perf_counter()
    process = bed.command("import", str(path), "--kind", "hazards", "--division", bed.division, "--json")
    out = process.stdout.read() if process.stdout else ""
    _, _, usage = os.wait4(process.pid, 0)
    taken = time.perf_counter() - started
    written = int(bed.read("select count(*) from hazards_hazard")[0][0]) - before
    assert written == ROWS, (written, out[:2000])  # noqa: S101
    label = f"导入 {ROWS:,} 行隐患台账（命令从启动到结束）"
    return [
        Figure(name="import", label=label, unit="秒", values=(taken,), bound=30, ceiling=_plain_insert(bed, ROWS),
               ceiling_is="同样行数的一条 INSERT…SELECT"),
        Figure(name="import-memory", label=f"{label}的内存（RSS 峰值）", unit="MB", values=(usage.ru_maxrss / 1024,), bound=500),
    ]  # fmt: skip


def transitions(bed: Bed) -> list[Figure]:
    """Steps of hazards through the interface, one after the other, over a fresh connection each."""
    officer = bed.caller(OFFICER)
    project = officer.get("/projects?limit=50").body["items"][0]["id"]
    agency = bed.read("select agency_id::text from hazards_hazard where county = %s limit 1", bed.division)[0][0]
    project = (
        str(
            bed.read(
                "select id::text from projects_project where agency_id = %s and status = 'under_way' limit 1", agency
            )[0][0]
        )
        or project
    )
    day = today()
    ordered = {"deadline_on": (day + timedelta(days=7)).isoformat(), "responsible_person": "吴大山", "measure": "恢复"}
    opened, moved = [], []
    for _ in range(CASES):
        hazard = str(new_id())
        found = {"id": hazard, "project_id": project, "found_on": day.isoformat(), "description": "临边防护缺失"}
        started = time.perf_counter()
        answer = officer.post("/hazards", found, key=f"{hazard}-open")
        opened.append((time.perf_counter() - started) * 1000)
        assert answer.is_done, answer.body  # noqa: S101
        started = time.perf_counter()
        answer = officer.post(f"/hazards/{hazard}/actions/order", ordered, key=f"{hazard}-order")
        moved.append((time.perf_counter() - started) * 1000)
        assert answer.is_done, answer.body  # noqa: S101
    hello = milliseconds(lambda: Visitor(bed.platform.port).get("/healthz"), CASES)
    ceiling, words = sorted(hello)[CASES // 2] + _plain_commit(bed), "空页面加一次单行提交"
    return [
        Figure(name="transition", label="办理一步（接口，含幂等键）", unit="毫秒", values=tuple(moved), bound=20,
               ceiling=ceiling, ceiling_is=words),
        Figure(name="open-case", label="登记一条隐患（接口，含幂等键）", unit="毫秒", values=tuple(opened),
               ceiling=ceiling, ceiling_is=words),
    ]  # fmt: skip


def reporting(bed: Bed) -> list[Figure]:
    """The monthly report of the county: the page and its three papers."""
    leader = bed.visitor(LEADER)
    month = (today().replace(day=1) - timedelta(days=1)).strftime("%Y-%m")
    query = f"division={bed.division}&month={month}"
    hello = sorted(milliseconds(lambda: leader.get("/healthz"), 20))[10] / 1000
    found = []
    for path, label in (("", "页面"), ("/pdf", "PDF"), ("/docx", "Word"), ("/xlsx", "Excel")):
        leader.get(f"/reports/monthly{path}?{query}")
        times = tuple(seconds(lambda p=path: leader.get(f"/reports/monthly{p}?{query}")) for _ in range(5))  # type: ignore[misc]
        found.append(
            Figure(name=f"report{path.replace('/', '-')}", label=f"全县月报：{label}", unit="秒", values=times, bound=3,
                   ceiling=hello, ceiling_is="空页面")
        )  # fmt: skip
    return found


def pages(bed: Bed) -> list[Figure]:
    """The pages people open most."""
    officer = bed.visitor(OFFICER)
    hello = sorted(milliseconds(lambda: officer.get("/healthz"), 50))[25]
    return [
        Figure(name=f"page-{name}", label=f"打开{label}", unit="毫秒", ceiling=hello, ceiling_is="空页面",
               values=milliseconds(lambda p=path: officer.get(p), 50), bound=1000, on_p95=True)  # type: ignore[misc]
        for name, path, label in (("home", "/home", "首页"), ("hazards", "/hazards/", "隐患台账"), ("projects", "/projects/", "工程项目"))
    ]  # fmt: skip


def uploads(bed: Bed) -> list[Figure]:
    """Forty people with a bad line send a photo each; an officer opens list pages meanwhile."""
    officer = bed.visitor(OFFICER)
    quiet = sorted(milliseconds(lambda: officer.get("/hazards/"), 20))[10]
    answers: list[int] = []
    threads = [Thread(target=_upload_slowly, args=(bed.platform.port, officer, answers)) for _ in range(UPLOADS)]
    for thread in threads:
        thread.start()
    time.sleep(0.5)
    taken: list[float] = []
    while any(thread.is_alive() for thread in threads):
        taken.append(seconds(lambda: officer.get("/hazards/")) * 1000)
        time.sleep(0.05)
    for thread in threads:
        thread.join()
    assert len(answers) == UPLOADS, answers  # noqa: S101
    label = f"{UPLOADS} 个每秒 20 kB 的上传进行时打开隐患台账"
    return [Figure(name="uploads", label=label, unit="毫秒", values=tuple(taken), bound=1000, on_p95=True, ceiling=quiet,
                   ceiling_is="没有上传时的中位数")]  # fmt: skip


def memory(bed: Bed) -> list[Figure]:
    """Everything that ``up`` started, after the pages have been used."""
    assert bed.platform.process  # noqa: S101
    visitor = bed.visitor(LEADER)
    for path in ("/home", "/hazards/", "/notices/", "/projects/", "/reports/monthly", "/criteria/"):
        visitor.send("GET", path)
    pids = {*family_of(bed.platform.process.pid), *bed.platform.everything(), *bed.platform.server.processes()}
    return [
        Figure(name="memory", label="整套进程合计内存（PSS）", unit="MB", values=(pss_of(sorted(pids)),), bound=600)
    ]


def starting(bed: Bed) -> list[Figure]:
    """Warm starts, from the command to the first yes of ``/readyz``."""
    values = []
    for _ in range(5):
        bed.platform.stop()
        values.append(seconds(bed.platform.start))
    return [Figure(name="ready", label="热启动到 /readyz", unit="秒", values=tuple(values), bound=5,
                   ceiling=_bare_interpreter(bed), ceiling_is="只装入框架的解释器")]  # fmt: skip


BENCHMARKS: Final[Mapping[str, Callable[[Bed], list[Figure]]]] = {
    "memory": memory, "pages": pages, "transition": transitions, "report": reporting, "uploads": uploads,
    "import": importing, "notify": notify, "ready": starting,
}  # fmt: skip


def _upload_slowly(port: int, officer: Visitor, answers: list[int]) -> None:
    cookies = "; ".join(f"{k}={v}" for k, v in officer.cookies.items())
    head = f"POST /notices/new/ HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookies}\r\nContent-Length: {SIZE}\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port)) as line:
        line.sendall(head.encode())
        for _ in range(SIZE // (RATE // 10)):
            line.sendall(b"x" * (RATE // 10))
            time.sleep(0.1)
        answers.append(int(line.recv(64).split()[1]))


def _plain_insert(bed: Bed, rows: int) -> float:
    """One statement that writes as many rows with five columns, and its commit."""
    with psycopg.connect(bed.platform.server.url(user="postgres")) as connection:
        connection.execute(
            "create table if not exists bench_plain (id uuid primary key, n int, words text, at timestamptz, more jsonb)"
        )
        connection.commit()
        started = time.perf_counter()
        connection.execute(CEILING_INSERT, [rows])
        connection.commit()
        taken = time.perf_counter() - started
        connection.execute("drop table bench_plain")
    return taken


def _plain_commit(bed: Bed) -> float:
    """Milliseconds of one row and its commit, the median of fifty."""
    with psycopg.connect(bed.platform.server.url(user="postgres")) as connection:
        connection.execute("create table if not exists bench_plain (id uuid primary key)")
        connection.commit()

        def write() -> None:
            connection.execute("insert into bench_plain values (%s)", [new_id()])
            connection.commit()

        found = sorted(milliseconds(write, 50))[25]
        connection.execute("drop table bench_plain")
    return found


def _bare_interpreter(bed: Bed) -> float:
    """Seconds for this interpreter to import the framework and nothing of ours."""
    import subprocess
    import sys

    return seconds(lambda: subprocess.run([sys.executable, "-c", "import django, psycopg, ninja"], check=True))


__all__ = ["BENCHMARKS", "machine"]
