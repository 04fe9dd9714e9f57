"""What a row of a hazard ledger means beyond its cells: which project, which clause, in which state."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from zhiben.domains.criteria.public import ClauseBook, recognise_clause
from zhiben.domains.hazards.ledgers.projects import ProjectBook
from zhiben.domains.hazards.services.parties import titled_text
from zhiben.domains.hazards.terms import HazardState, Level, ListingLevel, Source
from zhiben.kernel.base.clock import day_of, end_of_day, start_of_day
from zhiben.kernel.base.text import clean_code, name_key, plain_text
from zhiben.kernel.crypto import mask_phone, seal
from zhiben.kernel.papers.cells.words import word_key
from zhiben.kernel.papers.ledger import Run, StagedRow

LISTING: Final = (
    ("部", ListingLevel.MINISTRY), ("国", ListingLevel.MINISTRY), ("省", ListingLevel.PROVINCE),
    ("自治区", ListingLevel.PROVINCE), ("市", ListingLevel.CITY), ("县", ListingLevel.COUNTY),
    ("区", ListingLevel.COUNTY), ("旗", ListingLevel.COUNTY),
)  # fmt: skip
NOT_LISTED: Final = frozenset({"否", "无", "×", "x", "未", "0", "未挂牌", "没有", "不", "/"})
MORE_WORDS: Final = 200


def key(values: Mapping[str, Any]) -> str:
    """隐患编号; without one the project, the day and the words."""
    number = str(values.get("_number") or "")
    project, words = values.get("_project"), name_key(str(values.get("description") or ""))
    return number or (f"{project}|{values.get('found')}|{words}"[:400] if project and words else "")


def prepare_major(run: Run, rows: Sequence[StagedRow]) -> None:
    for row in rows:
        row.values["_level"] = Level.MAJOR.value
    _prepare(run, rows)


def prepare_general(run: Run, rows: Sequence[StagedRow]) -> None:
    for row in rows:
        row.values["_level"] = row.values.get("level") or Level.GENERAL.value
        row.values.setdefault("source", Source.SUPERVISION.value)
        if "checked_by" in row.values:
            row.values["_found_by"] = row.values["checked_by"]
        if notice := row.values.get("notice_no"):
            row.values["remark"] = f"{row.values.get('remark') or ''} 整改通知单号：{notice}".strip()[:500]
    _prepare(run, rows)


def _prepare(run: Run, rows: Sequence[StagedRow]) -> None:
    projects, clauses = ProjectBook.read(run, rows), ClauseBook.read()
    for row in rows:
        if number := row.values.get("number"):
            row.values["_number"] = clean_code(str(number))
        projects.place(row)
        _prepare_clause(row, clauses)
        _prepare_listing(row)
        _prepare_person(row)
        _prepare_state(run, row)
        _prepare_words(row)
        _check_days(run, row)


def _prepare_clause(row: StagedRow, clauses: ClauseBook) -> None:
    text, found = row.values.get("clause"), row.values.get("found")
    if text is None or not found:
        return
    day = date.fromisoformat(found)
    code = recognise_clause(text, day, book=clauses) or ""
    row.values |= {"clause": plain_text(text), "_clause_code": code}
    if row.values["_level"] != Level.MAJOR:
        return
    if not code:
        row.warn("clause", f"没有认出“{text[:40]}”是判定标准的哪一条，先按原文记录")
    elif not clauses.in_force(code, day):
        row.warn("clause", f"这一条在发现日期 {found} 不适用，请核对判定标准的版本")


def _prepare_listing(row: StagedRow) -> None:
    text = row.values.get("listing")
    if text is None:
        if "listing" in row.values:
            row.values["_listing"] = ""
        return
    word = word_key(text)
    level = next((code.value for mark, code in LISTING if mark in word), "")
    row.values["_listing"] = "" if word in NOT_LISTED else level
    if word not in NOT_LISTED and not level:
        del row.values["_listing"]
        row.warn("listing", f"“{text[:20]}”没有写明挂牌督办的层级，请写部级、省级、市级或县级")


def _prepare_person(row: StagedRow) -> None:
    people = row.values.get("resp_person")
    if not people:
        return
    phone = people[0]["phone"] or row.values.get("resp_phone") or ""
    row.values["_person"] = "、".join(p["name"] for p in people)[:64]
    if phone:
        row.values |= {"_phone_masked": mask_phone(phone), "_phone_cipher": seal(phone).hex()}


def _prepare_state(run: Run, row: StagedRow) -> None:
    """已销号, else 待复查 once it has been put right, else 整改中; with the moments of the ledger's own days."""
    said = row.values
    if "closed" not in said and "fixed" not in said:
        return
    if said.get("closed"):
        closed_on = said.get("closed_on") or said.get("reviewed") or said.get("fixed")
        said |= {"_state": HazardState.CLOSED.value, "_closed_on": closed_on, "_due_at": None}
        said["_closed_at"] = _moment(run, closed_on) if closed_on else run.at.isoformat()
        if not closed_on:
            row.warn("closed", "已销号但没有销号、复查或完成日期，销号时间按导入时间记")
    else:
        state = HazardState.SUBMITTED if said.get("fixed") else HazardState.RECTIFYING
        due = said.get("due")
        said |= {"_state": state.value, "_closed_on": None, "_closed_at": None}
        if due:
            said["_due_at"] = end_of_day(date.fromisoformat(due)).isoformat()


def _prepare_words(row: StagedRow) -> None:
    if description := row.values.get("description"):
        row.values["_title"] = titled_text(str(row.values.get("location") or ""), description)
    if found := row.values.get("found"):
        row.values["_opened_at"] = start_of_day(date.fromisoformat(found)).isoformat()


def _check_days(run: Run, row: StagedRow) -> None:
    said, today = row.values, day_of(run.at).isoformat()
    found = said.get("found")
    if found and found > today:
        row.error("found", f"发现日期 {found} 在今天之后")
    for name, label in (
        ("due", "整改时限"),
        ("fixed", "整改完成日期"),
        ("reviewed", "复查日期"),
        ("closed_on", "销号日期"),
    ):
        day = said.get(name)
        if day and found and day < found:
            row.error(name, f"{label} {day} 早于发现日期 {found}")
        elif day and name != "due" and day > today:
            row.error(name, f"{label} {day} 在今天之后")


def _moment(run: Run, day: str) -> str:
    """The end of the ledger's day, never later than now."""
    moment: datetime = min(end_of_day(date.fromisoformat(day)), run.at)
    return moment.isoformat()
