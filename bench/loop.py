"""What working costs: importing a ledger, taking a step, slow uploads, memory, a start."""

import os
import socket
import subprocess
import sys
import time
from threading import Thread
from typing import Final

from bench.bed import LEADER, OFFICER, Bed, family_of, pss_of
from bench.books import hazard_rows
from bench.ceilings import STEP_IS, copied_in, empty_page, plain_step
from bench.measure import Figure, milliseconds, seconds
from bench.spending import database_seconds
from bench.together import ordering, steps_together
from bench.visiting import CannotMeasure, Visitor
from tests.faults.calls import Answer, Caller
from zhiben.kernel.base.clock import today
from zhiben.kernel.base.ids import new_id

ROWS: Final = 5_000
UPLOADS, SIZE, RATE = 40, 100_000, 20_000  # five seconds each
UNDER_WAY: Final = "select {what} from projects_project where agency_id = %s and status = 'under_way' order by name"


def importing(bed: Bed) -> list[Figure]:
    """5,000 rows of a ledger of hazards by the command, from the start of the program to its last word."""
    return import_rows(bed, ROWS, bound=30)


def importing_many(bed: Bed) -> list[Figure]:
    return import_rows(bed, bed.effort.rows)


def import_rows(bed: Bed, rows: int, *, bound: float | None = None) -> list[Figure]:
    """Whatever was imported before stays: the rows of this book have numbers of their own."""
    names = [str(row[0]) for row in bed.read(UNDER_WAY.format(what="name"), bed.reach(OFFICER).agency)]
    path = bed.platform.data.parent / f"hazards-{rows}.xlsx"
    place = str(bed.read("select name from agencies_division where code = %s", bed.division)[0][0])
    hazard_rows(path, names, rows, place=place, prefix=f"PY{rows}-")
    before, database = int(bed.read("select count(*) from hazards_hazard")[0][0]), database_seconds(bed)
    started = time.perf_counter()
    process = bed.command("import", str(path), "--kind", "hazards", "--division", bed.division, "--json")
    out = process.stdout.read() if process.stdout else ""
    _, _, usage = os.wait4(process.pid, 0)
    taken = time.perf_counter() - started
    written = int(bed.read("select count(*) from hazards_hazard")[0][0]) - before
    if written != rows:
        raise CannotMeasure(f"{rows:,} 行只写入了 {written:,} 行：{out[-200:]}")
    label = f"导入 {rows:,} 行隐患台账（命令从启动到结束）"
    spent = {"命令": usage.ru_utime + usage.ru_stime, "数据库": database_seconds(bed) - database}
    return [
        Figure(name=f"import-{rows}", label=label, unit="秒", values=(taken,), bound=bound, ceiling=copied_in(bed, path),
               ceiling_is="同样的格子一次 COPY 进无索引的表"),
        *(Figure(name=f"import-{rows}-cpu-{n}", label=f"{label}，{who}占用处理器", unit="秒", values=(seconds,))
          for n, (who, seconds) in enumerate(spent.items(), 1)),
        Figure(name=f"import-{rows}-memory", label=f"{label}的内存（RSS 峰值）", unit="MB", values=(usage.ru_maxrss / 1024,),
               bound=500),
    ]  # fmt: skip


def transitions(bed: Bed) -> list[Figure]:
    """Steps of fresh hazards through the interface: one after the other over a fresh connection each, then by many."""
    officer, day = bed.caller(OFFICER), today().isoformat()
    project, opened, moved = site_of(bed), [], []
    cases = [str(new_id()) for _ in range(bed.effort.cases)]
    for case in cases:
        given = {"id": case, "project_id": project, "found_on": day, "description": "临边防护缺失"}
        opened.append(_post(officer, "/hazards", given, f"{case}-open"))
        moved.append(_post(officer, f"/hazards/{case}/actions/order", ordering(), f"{case}-order"))
    ceiling = empty_page(bed.platform.port) + plain_step(bed, cases)
    return [
        Figure(name="transition", label="办理一步（接口，含幂等键）", unit="毫秒", values=tuple(moved), bound=15,
               ceiling=ceiling, ceiling_is=STEP_IS),
        Figure(name="open-case", label="登记一条隐患（接口，含幂等键）", unit="毫秒", values=tuple(opened),
               ceiling=ceiling, ceiling_is=STEP_IS),
        steps_together(bed, officer.token, project),
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
                   ceiling=_bare_interpreter(), ceiling_is="只装入框架的解释器")]  # fmt: skip


def _upload_slowly(port: int, officer: Visitor, answers: list[int]) -> None:
    cookies = "; ".join(f"{k}={v}" for k, v in officer.cookies.items())
    head = f"POST /notices/new/ HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookies}\r\nContent-Length: {SIZE}\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port)) as line:
        line.sendall(head.encode())
        for _ in range(SIZE // (RATE // 10)):
            line.sendall(b"x" * (RATE // 10))
            time.sleep(0.1)
        answers.append(int(line.recv(64).split()[1]))


def site_of(bed: Bed) -> str:
    """A project under way in the officer's county."""
    found = bed.read(UNDER_WAY.format(what="id::text"), bed.reach(OFFICER).agency)
    if not found:
        raise CannotMeasure("县里没有在建项目")
    return str(found[0][0])


def _post(caller: Caller, path: str, given: dict[str, str], key: str) -> float:
    """Milliseconds of one write."""
    started = time.perf_counter()
    answer: Answer = caller.post(path, given, key=key)
    taken = (time.perf_counter() - started) * 1000
    if not answer.is_done:
        raise CannotMeasure(f"{path} 答复 {answer.status}：{str(answer.body)[:200]}")
    return taken


def _bare_interpreter() -> float:
    """Seconds for this interpreter to import the framework and nothing of ours."""
    return seconds(lambda: subprocess.run([sys.executable, "-c", "import django, psycopg, ninja"], check=True))
