"""What a row of the ledger means beyond its cells: which site, which keys, what looks wrong. Nothing is refused here."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final

from zhiben.kernel.base.text import clean_code, name_key, plain_text
from zhiben.kernel.papers.ledger import Run, StagedRow, path_end
from zhiben.kernel.papers.nearest import nearest_names
from zhiben.kernel.papers.terms import Level
from zhiben.registry.enterprises.public import all_names, ids_by_name
from zhiben.registry.equipment.codes import equipment_doubts, serial_key
from zhiben.registry.equipment.ledgers.columns import COLUMNS
from zhiben.registry.equipment.ledgers.spreads import workers
from zhiben.registry.equipment.terms import EquipmentKind
from zhiben.registry.projects.public import projects

UNITS: Final = {"owner_unit": "lessor", "user_unit": "contractor", "installer": "subcontractor", "maint": "other"}
NOBODY: Final = ("无", "/", "\\", "-", "—", "——")
MOMENT: Final = re.compile(r"^QTZ\s*(\d{2,4})")
# Days that follow each other; an inspection may be the yearly one, long after acceptance.
ORDER: Final = (
    ("made", "出厂日期", "install_date", "安装日期"), ("made", "出厂日期", "accept_date", "验收日期"),
    ("install_date", "安装日期", "inspect_date", "检测日期"), ("install_date", "安装日期", "accept_date", "验收日期"),
    ("accept_date", "验收日期", "reg_date", "登记日期"), ("install_date", "安装日期", "off", "实际拆卸"),
)  # fmt: skip
UNREAD: Final = "认不出"
NO_KIND: Final = "没有写明设备类别，新登记的记为“其他”"
LABELS: Final = {column.name: column.label for column in COLUMNS}
NO_PROJECT: Final = "台账所写工程没有登记，安装使用待匹配"


def key(values: Mapping[str, Any]) -> str:
    """One row a machine and site and coming; a machine without numbers cannot be told from the next one."""
    number = values.get("_filing") or ""
    serial, maker = values.get("_serial") or "", values.get("_maker") or ""
    if not number and not (serial and maker):
        return ""
    site = values.get("_project") or name_key(str(values.get("project_name") or ""))
    return f"{number}|{values.get('_filing_agency') or ''}|{serial}|{maker}|{site}|{values.get('off') or ''}"


def prepare(run: Run, rows: Sequence[StagedRow]) -> None:
    for row in rows:
        _soften(row)
        _prepare_keys(row)
        _prepare_doubts(row)
        _prepare_workers(row)
    _prepare_projects(run, rows)
    _prepare_units(rows)


def _soften(row: StagedRow) -> None:
    """Cells that could not be read are left out and told as doubts: the machine is there all the same."""
    doubts: list[str] = []
    for place, problem in enumerate(row.problems):
        if problem.level == Level.ERROR:
            doubts.append(f"{LABELS.get(problem.column, '')}“{problem.value[:40]}”{UNREAD}")
            row.values.pop(problem.column, None)
            row.problems[place] = replace(
                problem, level=Level.WARNING, reason=f"{problem.reason}；这一格先空着，记为存疑"
            )
    if not row.values.get("type"):
        row.values.pop("type", None)
        row.warn("type", NO_KIND)
    row.values["_doubts"] = doubts


def _prepare_keys(row: StagedRow) -> None:
    said = row.values
    said |= {name: plain_text(str(said[name])) for name in ("model", "maker", "serial") if said.get(name)}
    said["_filing"] = clean_code(str(said.get("filing_no") or ""))
    said["_serial"] = serial_key(str(said.get("serial") or ""))
    said["_maker"] = name_key(str(said.get("maker") or ""))
    said["_filing_agency"] = plain_text(str(said.get("filing_agency") or ""))
    read = MOMENT.match(str(said.get("model") or "").upper())
    if said.get("type") == EquipmentKind.TOWER and "moment" not in said and read:
        # QTZ80 says 80 t·m: the ledger leaves the moment out because the model says it.
        said["moment"] = str(int(read[1]) * 10)


def _prepare_doubts(row: StagedRow) -> None:
    said = row.values
    for doubt in equipment_doubts(serial=said["_serial"], filing_no=said["_filing"], made_on=_day(said.get("made")),
                                  filing_on=_day(said.get("filing_on"))):  # fmt: skip
        row.warn("filing_no" if "备案" in doubt else "serial", f"存疑：{doubt}")
    doubts = said["_doubts"]
    for first, earlier, second, later in ORDER:
        if said.get(first) and said.get(second) and said[second] < said[first]:
            doubts.append(f"{later}早于{earlier}")
            row.warn(second, f"存疑：{later}（{said[second]}）早于{earlier}（{said[first]}）")


def _prepare_workers(row: StagedRow) -> None:
    if "operators" not in row.values:
        return
    found, odd = workers(str(row.values["operators"] or ""))
    row.values["_workers"] = [[w.job.value, w.name, w.cert_no] for w in found]
    for part in odd:
        row.warn("operators", f"“{part}”看不出姓名和证号，没有登记")


def _prepare_projects(run: Run, rows: Sequence[StagedRow]) -> None:
    """The site by name, by number where names repeat. An unknown one lets the machine in without its stand."""
    named = [r for r in rows if r.values.get("project_name") not in (None, "", *NOBODY)]
    within = projects(run.actor).filter(place__gte=run.path, place__lt=path_end(run.path))
    by_name: dict[str, list[Any]] = {}
    for project in within.filter(name_key__in={name_key(r.values["project_name"]) for r in named}).order_by("id"):
        by_name.setdefault(project.name_key, []).append(project)
    unknown = sorted({r.values["project_name"] for r in named if name_key(r.values["project_name"]) not in by_name})
    near = nearest_names(unknown[:300], within.values_list("name", flat=True)) if unknown else {}
    for row in named:
        name, number = row.values["project_name"], clean_code(str(row.values.get("supervise_no") or ""))
        found = by_name.get(name_key(name), [])
        found = ([p for p in found if p.supervise_no == number] or found) if number else found
        if len(found) == 1:
            row.values["_project"] = str(found[0].pk)
            continue
        row.values["_doubts"] = [*row.values["_doubts"], f"{NO_PROJECT}：{plain_text(name)}"[:200]]
        reason = f"登记有{len(found)}个同名工程，请填写监督编号" if found else "没有登记过这个工程"
        row.warn("project_name", f"{reason}；设备照样登记，安装使用待匹配", suggestions=near.get(name, []))


def _prepare_units(rows: Sequence[StagedRow]) -> None:
    named = {str(r.values[u]) for r in rows for u in UNITS if r.values.get(u) not in (None, "", *NOBODY)}
    known = ids_by_name(named)
    new = sorted(n for n in named if name_key(n) not in known)
    near = nearest_names(new[:300], all_names()) if new else {}
    for row in rows:
        for unit in UNITS:
            name = row.values.get(unit)
            if name in (None, "", *NOBODY):
                continue
            row.values |= {unit: plain_text(str(name)), f"_{unit}": name_key(str(name))}
            if near.get(name):
                row.warn(unit, f"“{name}”没有登记过，将新建；名称相近的已有{len(near[name])}家", suggestions=near[name])


def _day(text: Any) -> date | None:
    return date.fromisoformat(text) if text else None
