"""Cells that say several things at once, taken apart: 安装单位及资质, 检测单位、报告编号、检测日期, 司机、信号工姓名及证号."""

import re
from dataclasses import dataclass
from typing import Final

from zhiben.kernel.base.text import clean_code, plain_text
from zhiben.registry.equipment.terms import Job

PARTS: Final = re.compile(r"[、,，;；/／|\n]+")
PEOPLE: Final = re.compile(r"[、,，;；/／|\n]+")
DAY: Final = re.compile(r"\d{4}[-./年]\d{1,2}[-./月]\d{1,2}日?|\d{8}")
GRADE: Final = re.compile(r"^(.*?公司|.*?厂|.*?站|.*?队|[^（(]*)[（(\s/]*(.*?)[）)]?$")
JOBS: Final = {
    "信号司索工": Job.SIGNALLER, "司索信号工": Job.SIGNALLER, "信号工": Job.SIGNALLER, "司索工": Job.SIGNALLER,
    "指挥": Job.SIGNALLER, "安装拆卸工": Job.INSTALLER, "安拆工": Job.INSTALLER, "拆装工": Job.INSTALLER,
    "司机": Job.DRIVER, "操作工": Job.DRIVER, "驾驶员": Job.DRIVER,
}  # fmt: skip
ONE: Final = re.compile(
    rf"^(?:(?P<job>{'|'.join(JOBS)})\s*[:：]?\s*)?(?P<name>[\u4e00-\u9fff·•]{{2,12}}?)\s*[（(:：\s]*"
    r"(?P<cert>[\u4e00-\u9fff]?[A-Za-z]?[A-Za-z0-9（）()〔〕-]*\d{4,}[A-Za-z0-9]*)?\s*[）)]?$"
)


@dataclass(frozen=True)
class Worker:
    """Somebody who works a machine, as a cell names them."""

    job: Job
    name: str
    cert_no: str


def workers(text: str) -> tuple[list[Worker], list[str]]:
    """Who is named in a cell, and the parts that could not be read. A part without a job has that of the one before."""
    found: list[Worker] = []
    odd: list[str] = []
    job = Job.DRIVER
    for part in PEOPLE.split(text):
        said = plain_text(part)
        if not said:
            continue
        read = ONE.match(said)
        if read is None:
            odd.append(said)
            continue
        job = JOBS[read["job"]] if read["job"] else job
        found.append(Worker(job, read["name"], clean_code(read["cert"] or "")))
    return found, odd


def firm_and_grade(text: str) -> dict[str, str]:
    """``甲安装有限公司（起重设备安装工程专业承包二级）``."""
    read = GRADE.match(plain_text(text))
    return {"installer": read[1].strip() if read else text, "installer_grade": read[2].strip() if read else ""}


def inspection(text: str) -> dict[str, str]:
    """``甲检测公司、JC2026-001、2026-03-01``; the report number is what is neither a day nor the first part."""
    day = DAY.search(text)
    rest = [p.strip() for p in PARTS.split(text.replace(day[0], "") if day else text) if p.strip()]
    return {
        "inspect_org": rest[0] if rest else "", "inspect_no": rest[1] if len(rest) > 1 else "",
        "inspect_date": day[0] if day else "",
    }  # fmt: skip


def height_and_ties(text: str) -> dict[str, str]:
    """``45.5/3`` or ``45.5m、3道``."""
    parts = [p.strip() for p in PARTS.split(text)] + ["", ""]
    return {"height": parts[0].rstrip("米mM "), "ties": parts[1].rstrip("道 ")}


def device_and_due(text: str) -> dict[str, str]:
    """``SAJ40-001，2027-01-31``."""
    return _text_and_day(text, "safety_dev_no", "safety_dev_due")


def firm_and_last(text: str) -> dict[str, str]:
    """``甲维保公司、2026-02-28``."""
    return _text_and_day(text, "maint", "maint_on")


def number_and_online(text: str) -> dict[str, str]:
    """``BJX0001、在线``."""
    parts = [p.strip() for p in PARTS.split(text)] + ["", ""]
    return {"iot_no": parts[0], "online": parts[1]}


def planned_and_done(text: str) -> dict[str, str]:
    """``2026-12-01、2026-12-15``; one day alone is the planned one."""
    days = [*DAY.findall(text), "", ""]
    return {"plan_off": days[0], "off": days[1]}


def _text_and_day(text: str, name: str, day_name: str) -> dict[str, str]:
    day = DAY.search(text)
    rest = [p.strip() for p in PARTS.split(text.replace(day[0], "") if day else text) if p.strip()]
    return {name: rest[0] if rest else "", day_name: day[0] if day else ""}
