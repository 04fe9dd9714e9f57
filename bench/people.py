"""What a register of people costs to take in: a hundred thousand rows with numbers to seal, certificates and employers."""

import json
import os
import time
from pathlib import Path
from typing import Final

import psycopg
import xlsxwriter

from bench.bed import Bed
from bench.measure import Figure
from bench.spending import database_seconds
from bench.visiting import CannotMeasure

HEAD: Final = ("序号", "单位", "姓名", "身份证号", "联系电话", "证书类别", "证书编号", "有效期止")
FIRST: Final = 6_000_000  # serial numbers that no world uses
FIRMS: Final = 1_500
COUNT: Final = "select count(*) from people_person"
COPY: Final = "bench_people"


def people_rows(path: Path, count: int) -> Path:
    """Invented people with right check digits, each with an employer and a certificate."""
    from zhiben.world.drawing import Chance
    from zhiben.world.names import id_number, person_name

    chance = Chance(1)
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet("台账")
    sheet.write_row(0, 0, HEAD)
    for n in range(1, count + 1):
        serial = FIRST + n
        sheet.write_row(
            n, 0,
            (n, f"实测{n % FIRMS}号建设有限公司", person_name(chance), id_number(serial), f"138{serial:08d}", "C2",
             f"闽建安C2（2024）{serial}", "2027-05-01"),
        )  # fmt: skip
    book.close()
    return path


def people(bed: Bed) -> list[Figure]:
    """By the command, from the start of the program to its last word; processor time of both sides beside it."""
    rows = bed.effort.rows
    path = people_rows(bed.platform.data.parent / f"people-{rows}.xlsx", rows)
    before, database = int(bed.read(COUNT)[0][0]), database_seconds(bed)
    started = time.perf_counter()
    process = bed.command("import", str(path), "--kind", "people", "--json")
    out = process.stdout.read() if process.stdout else ""
    _, _, usage = os.wait4(process.pid, 0)
    taken = time.perf_counter() - started
    written = int(bed.read(COUNT)[0][0]) - before
    if written != rows:
        raise CannotMeasure(f"{rows:,} 行只写入了 {written:,} 行：{_said(out)}")
    label = f"导入 {rows:,} 行安管人员台账（命令从启动到结束）"
    spent = {"命令": usage.ru_utime + usage.ru_stime, "数据库": database_seconds(bed) - database}
    return [
        Figure(name="people", label=label, unit="秒", values=(taken,), bound=60, ceiling=copied_people(bed, rows),
               ceiling_is="同样多、同样宽的人员一次 COPY 进有同样索引的空表"),
        *(Figure(name=f"people-cpu-{n}", label=f"{label}，{who}占用处理器", unit="秒", values=(seconds,))
          for n, (who, seconds) in enumerate(spent.items(), 1)),
        Figure(name="people-memory", label=f"{label}的内存（RSS 峰值）", unit="MB", values=(usage.ru_maxrss / 1024,),
               bound=500),
    ]  # fmt: skip


def copied_people(bed: Bed, rows: int) -> float:
    """Seconds of one COPY of the people just written, which are in memory, into an empty table with their indexes."""
    with psycopg.connect(bed.url) as connection, connection.cursor() as cursor:
        newest = f"copy (select * from people_person order by id desc limit {rows}) to stdout"  # noqa: S608 - a number
        with cursor.copy(newest.encode()) as out:
            parts = [bytes(part) for part in out]
        cursor.execute(f"create table {COPY} (like people_person including all)".encode())
        connection.commit()
        started = time.perf_counter()
        with cursor.copy(f"copy {COPY} from stdin".encode()) as copy:
            for part in parts:
                copy.write(part)
        connection.commit()
        taken = time.perf_counter() - started
        cursor.execute(f"drop table {COPY}".encode())
    return taken


def _said(out: str) -> str:
    try:
        return str(json.loads(out)["errors"][:2])
    except (ValueError, KeyError):
        return out[-200:]
